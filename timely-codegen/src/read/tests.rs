//! Small texts: what they hold, and what is said about them.

use super::*;
use crate::diagnostic::{Extent, Pointer, Spot, TextStyle, render};
use std::fmt::Write as _;

mod mapping;

/// What a text holds, or what is wrong with it.
fn read(name: &str, text: &str) -> String {
    let mut diagnostics = Diagnostics::new();
    let document = read_str(name, text, &ReadOptions::default(), &mut diagnostics);
    show(document, &diagnostics)
}

fn show(document: Option<Document>, diagnostics: &Diagnostics) -> String {
    let mut shown = String::new();
    let map = document.map(|document| {
        let _ = writeln!(
            shown,
            "{}",
            serde_json::to_string_pretty(&document.value).unwrap()
        );
        document.source_map
    });
    if !diagnostics.is_empty() {
        let _ = write!(
            shown,
            "\n{}",
            render(
                diagnostics,
                &map.unwrap_or_default(),
                TextStyle::Plain,
                Extent::All
            )
        );
    }
    shown
}

macro_rules! texts {
    ($($name:ident: $file:literal, $text:expr;)+) => {
        $(
            #[test]
            fn $name() {
                let text: &str = $text;
                insta::with_settings!({ description => text, omit_expression => true }, {
                    insta::assert_snapshot!(stringify!($name), read($file, text));
                });
            }
        )+
    };
}

texts! {
    yaml_words: "x.yaml", "words: [yes, no, on, off, true, False, null, ~, 2024-01-02, 012, 0x1f, 1.50, '1', !Custom 7]";
    yaml_keys: "x.yaml", "200: a\n1.10: b\ntrue: c\nnull: d\n'2': e\n";
    yaml_large_numbers: "x.yaml", "a: -9223372036854776000\nb: 18446744073709552000\nc: 18446744073709551615\nd: 1e400\n";
    yaml_merge: "x.yaml", "base: &base {a: 1, b: 2}\none:\n  <<: *base\n  b: 3\nmany:\n  <<: [{c: 4}, *base]\n  a: 5\n";
    yaml_infinity: "x.yaml", "a:\n  - 1\n  - .inf\n";
    yaml_duplicate_key: "x.yaml", "paths:\n  /a: 1\n  /b: 2\n  /a: 3\n";
    yaml_anchor_twice: "x.yaml", "a: &x 1\nb: &x 2\nc: &y 3\nd: *x\n";
    yaml_anchors_again: "x.yaml", "a: &x {k: 1}\nb: [*x, &x {k: 2}, *x]\nx-2: &x-2 6\nc: &y 3\nd: &x\n  e: &x 4\nf:\n- *x\n- {y: *y,x:[]}\ng: &x\n  - *x-2\nh: *x\n";
    yaml_alias_in_itself: "x.yaml", "a: &x\n  b: *x\n";
    yaml_alias_unknown: "x.yaml", "a: *x\n";
    yaml_list_as_key: "x.yaml", "? [a, b]\n: c\n";
    yaml_second_document: "x.yaml", "a: 1\n---\nb: 2\n";
    yaml_tabs: "x.yaml", "a:\n\tb: 1\n";
    yaml_colon_in_text: "x.yaml", "info:\n  title: Pets: all of them\n";
    yaml_at_sign: "x.yaml", "info:\n  title: @pets\n";
    yaml_open_quote: "x.yaml", "info:\n  title: \"Pets\n  version: 1\n";
    yaml_brackets_less_indented: "x.yaml", "a:\n    b: {\n  c: 1,\n  d: [2,\n3]\n  }\n    e: 4\n";
    yaml_empty: "x.yaml", "# nothing\n";
    yaml_billion_laughs: "x.yaml", &laughs();
    yaml_too_deep: "x.yaml", &"[".repeat(2_000);
    conflict: "x.yaml", "a: 1\n<<<<<<< HEAD\nb: 2\n=======\nb: 3\n>>>>>>> other\n";
    control_characters: "x.yaml", "a: '\u{202E}x\u{7}'\na: 2\n";
    json_duplicate_key: "x.json", "{\"a\": {\"b\": 1, \"c\": 2, \"b\": 3}}";
    json_trailing_comma: "x.json", "{\n  \"a\": [1, 2,]\n}";
    json_cut_off: "x.json", "{\n  \"a\": [1, 2";
    json_too_deep: "x.json", &"{\"a\":".repeat(2_000);
    json_escapes: "x.json", "\u{FEFF}{\"a\\u002Fb\\n\": \"\\uD83D\\uDE00\", \"n\": -9223372036854776000}";
    json_as_yaml: "x.yaml", "{\"a\": 1, b: [2,],}";
    remote: "x.yaml", "openapi: 3.1.0\npaths:\n  /a:\n    $ref: https://example.com/a.yaml#/x\n";
    files_from_memory: "x.yaml", "openapi: 3.1.0\npaths:\n  /a:\n    $ref: a.yaml\n";
}

/// Each line repeats the one before ten times.
fn laughs() -> String {
    let mut text = "a0: &a0 lol\n".to_owned();
    for level in 1..12 {
        let inner = format!("*a{}, ", level - 1).repeat(10);
        let _ = writeln!(text, "a{level}: &a{level} [{inner}]");
    }
    text
}

#[test]
fn places_are_those_of_keys_and_values() {
    let text = "paths:\n  /a/b:\n    get: &op\n      tags:\n        - x\n    put: *op\n";
    let mut diagnostics = Diagnostics::new();
    let document = read_str("x.yaml", text, &ReadOptions::default(), &mut diagnostics).unwrap();
    let place = |pointer: &str| {
        document
            .source_map
            .locate(&Pointer::parse(pointer).unwrap(), Spot::Value)
            .unwrap()
            .to_string()
    };
    assert_eq!(place(""), "x.yaml:1:1");
    assert_eq!(place("/paths/~1a~1b"), "x.yaml:2:3");
    assert_eq!(place("/paths/~1a~1b/get/tags/0"), "x.yaml:5:11");
    // What an alias brings stands where its anchor is; the alias itself stands for the whole.
    assert_eq!(place("/paths/~1a~1b/put"), "x.yaml:6:5");
    assert_eq!(place("/paths/~1a~1b/put/tags/0"), "x.yaml:5:11");
    assert_eq!(place("/paths/~1a~1b/get/missing/deeper"), "x.yaml:3:5");
}

#[test]
fn bytes_that_are_no_text() {
    for (bytes, expected) in [
        (&b"a: \xFF"[..], "line 1"),
        (b"a: 1\nb: \xC3\x28", "line 2"),
        (b"\xFF\xFEa\0", "UTF-16"),
    ] {
        let error = text::decode(bytes.to_vec()).unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
    }
    assert_eq!(text::decode(b"\xEF\xBB\xBFa: 1".to_vec()).unwrap(), "a: 1");
}

/// A folder for one test, with files in it.
struct Folder(PathBuf);

impl Folder {
    fn new(test: &str, files: &[(&str, &str)]) -> Self {
        let folder =
            std::env::temp_dir().join(format!("timely-codegen-{test}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        for (name, text) in files {
            let path = folder.join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        Self(folder)
    }

    fn read(&self, name: &str, options: &ReadOptions) -> (String, Vec<String>) {
        let mut diagnostics = Diagnostics::new();
        let document = read_file(&self.0.join(name), options, &mut diagnostics);
        let folder = self.0.display().to_string();
        let files = document.iter().flat_map(|document| &document.files);
        let files = files
            .map(|file| file.display().to_string().replace(&folder, "."))
            .collect();
        (show(document, &diagnostics).replace(&folder, "."), files)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// What other files hold goes to the sections that a document of Swagger 2.0 has.
#[test]
fn files_of_swagger_2_are_bundled() {
    let folder = Folder::new(
        "swagger-2",
        &[
            (
                "api.yaml",
                "swagger: '2.0'\ninfo: {title: T, version: '1'}\npaths:\n  /pets: {$ref: paths.yaml#/pets}\ndefinitions:\n  \
                 Animal: {$ref: models.yaml#/definitions/Pet}\n  Own: {type: string}\n",
            ),
            (
                "paths.yaml",
                "pets:\n  post:\n    parameters:\n    - {$ref: shared.yaml#/parameters/Limit}\n    - {name: pet, in: body, schema: \
                 {$ref: models.yaml#/definitions/Pet}}\n    responses:\n      200: {description: Own, schema: {$ref: \
                 api.yaml#/definitions/Own}}\n      404: {$ref: shared.yaml#/responses/Problem}\n",
            ),
            (
                "shared.yaml",
                "parameters:\n  Limit: {name: limit, in: query, type: integer}\nresponses:\n  Problem: {description: P, schema: \
                 {$ref: models.yaml#/definitions/Problem}}\n",
            ),
            (
                "models.yaml",
                "definitions:\n  Pet: {type: object, properties: {friend: {$ref: '#/definitions/Pet'}}}\n  Problem: {type: object}\n",
            ),
        ],
    );
    let (shown, _) = folder.read("api.yaml", &ReadOptions::default());
    insta::assert_snapshot!(shown);
}

#[test]
fn files_are_bundled() {
    let folder = Folder::new(
        "bundled",
        &[
            (
                "api.yaml",
                "openapi: 3.1.0\ninfo: {title: T, version: '1', description: {$ref: about.md}}\npaths:\n  /pets:\n    \
                 $ref: 'paths/pets.yaml#/list'\ncomponents:\n  schemas:\n    Animal: {$ref: 'schemas/pet.yaml#/Pet'}\n",
            ),
            (
                "paths/pets.yaml",
                "list:\n  get:\n    responses:\n      200:\n        description: Pets\n        content:\n          \
                 application/json:\n            schema: {type: array, items: {$ref: ../schemas/pet.yaml#/Pet}}\n      \
                 404: {$ref: ../responses.yaml#/components/responses/NotFound}\n",
            ),
            (
                "schemas/pet.yaml",
                "Pet:\n  type: object\n  properties:\n    owner: {$ref: 'owner.yaml'}\n    friend: {$ref: '#/Pet'}\n    \
                 name: {$ref: '#/Name'}\n    kind: {$ref: '../api.yaml#/components/schemas/Animal'}\nName: {type: string}\n",
            ),
            (
                "schemas/owner.yaml",
                "type: object\nproperties:\n  pets: {type: array, items: {$ref: pet.yaml#/Pet}}\n",
            ),
            (
                "responses.yaml",
                "components:\n  responses:\n    NotFound: {description: Not found}\n",
            ),
            ("about.md", "# Pets\n"),
        ],
    );
    let (shown, files) = folder.read("api.yaml", &ReadOptions::default());
    insta::assert_snapshot!("files_are_bundled", shown);
    assert_eq!(
        files,
        [
            "./api.yaml",
            "./schemas/pet.yaml",
            "./about.md",
            "./paths/pets.yaml",
            "./responses.yaml",
            "./schemas/owner.yaml"
        ]
    );
}

/// Git writes either, and so do editors: the same document, with the same places.
#[test]
fn line_ends_mean_nothing() {
    let api = "openapi: 3.1.0\ninfo:\n  description: { $ref: about.md }\n  title: |\n    A\n    B\n  version: >-\n    1\n    2\n  \
               summary: \"a\n    b\\\n    c\"\npaths: { /a: { $ref: paths.json } }\nx: { $ref: nothing.yaml }\n";
    let files = [
        ("api.yaml", api),
        ("about.md", "# Pets\n\nAnd more.\n"),
        ("paths.json", "{\n  \"get\": {}\n}\n"),
    ];
    let rewritten: Vec<(&str, String)> = files
        .iter()
        .map(|(name, text)| (*name, text.replace('\n', "\r\n")))
        .collect();
    let rewritten: Vec<(&str, &str)> = rewritten
        .iter()
        .map(|(name, text)| (*name, text.as_str()))
        .collect();
    let options = ReadOptions::default();
    let expected = Folder::new("lf", &files).read("api.yaml", &options);
    assert!(expected.0.contains("And more."), "{}", expected.0);
    assert_eq!(
        Folder::new("crlf", &rewritten).read("api.yaml", &options),
        expected
    );
}

#[test]
fn references_as_windows_writes_paths_are_read() {
    let folder = Folder::new(
        "backslashes",
        &[
            (
                "api.yaml",
                "openapi: 3.1.0\ncomponents:\n  schemas:\n    A: { $ref: '.\\schemas\\pet.yaml#/Pet' }\n    \
                 B: { $ref: '..\\outside.yaml' }\n    C: { $ref: 'C:\\pets\\pet.yaml' }\n    \
                 D: { $ref: '\\\\server\\share\\pet.yaml' }\n",
            ),
            ("schemas/pet.yaml", "Pet: { type: object }\n"),
        ],
    );
    let (shown, _) = folder.read("api.yaml", &ReadOptions::default());
    insta::assert_snapshot!("references_as_windows_writes_paths_are_read", shown);
}

#[test]
fn places_lead_to_the_file_that_holds_the_value() {
    let folder = Folder::new(
        "places",
        &[
            (
                "api.yaml",
                "paths:\n  /pets:\n    summary: S\n    $ref: pets.yaml\n",
            ),
            (
                "pets.yaml",
                "get:\n  requestBody:\n    content:\n      a/b:\n        schema: {$ref: pet.yaml}\n",
            ),
            ("pet.yaml", "type: object\ndescription: D\n"),
        ],
    );
    let mut diagnostics = Diagnostics::new();
    let document = read_file(
        &folder.0.join("api.yaml"),
        &ReadOptions::default(),
        &mut diagnostics,
    )
    .unwrap();
    let place = |pointer: &str| {
        let location = document
            .source_map
            .locate(&Pointer::parse(pointer).unwrap(), Spot::Value)
            .unwrap();
        let file = Path::new(location.source.name())
            .file_name()
            .unwrap()
            .to_string_lossy()
            .into_owned();
        format!(
            "{file}:{}:{}",
            location.position.line, location.position.column
        )
    };
    assert_eq!(place("/paths/~1pets"), "pets.yaml:1:1");
    assert_eq!(place("/paths/~1pets/summary"), "api.yaml:3:14");
    assert_eq!(place("/paths/~1pets/get/requestBody"), "pets.yaml:2:3");
    assert_eq!(
        place("/components/schemas/pet/description"),
        "pet.yaml:2:14"
    );
}

#[test]
fn references_to_files_that_cannot_be_had() {
    let folder = Folder::new(
        "missing",
        &[
            (
                "docs/api.yaml",
                "paths:\n  /a: {$ref: none.yaml}\n  /b: {$ref: ../secret.yaml}\n  /c: {$ref: /etc/hostname.yaml}\n  \
                 /d: {$ref: 'other.yaml#/pth'}\n  /e: {$ref: broken.yaml}\n  /f: {$ref: '../no-such.yaml'}\n  \
                 /g: {$ref: 'other.yaml#/loop'}\n  /h: {$ref: 'other.yaml#/list'}\n",
            ),
            (
                "docs/other.yaml",
                "path: {}\nloop: {$ref: '#/loop'}\nlist: [1]\n",
            ),
            ("docs/broken.yaml", "a: [\n"),
            ("secret.yaml", "get: {summary: secret}\n"),
        ],
    );
    let (shown, _) = folder.read("docs/api.yaml", &ReadOptions::default());
    insta::assert_snapshot!("references_to_files_that_cannot_be_had", shown);
}

#[test]
fn the_folder_may_be_left_when_that_is_allowed() {
    let files = [
        ("docs/api.yaml", "paths:\n  /a: {$ref: ../other.yaml}\n"),
        ("other.yaml", "summary: S\n"),
    ];
    let folder = Folder::new("allowed", &files);
    let (shown, files) = folder.read(
        "docs/api.yaml",
        &ReadOptions {
            allow_outside_folder: true,
            ..ReadOptions::default()
        },
    );
    assert!(shown.contains("\"summary\": \"S\""), "{shown}");
    assert_eq!(files, ["./docs/api.yaml", "./other.yaml"]);
}

#[test]
fn the_files_of_a_document_have_a_limit_together() {
    let long = "#".repeat(600 * 1024);
    let first = format!("paths:\n  /a: {{$ref: b.yaml}}\n{long}");
    let second = format!("summary: second\n{long}");
    let folder = Folder::new("limit", &[("a.yaml", &first), ("b.yaml", &second)]);
    let limited = |mebibytes| ReadOptions {
        max_mebibytes: Some(mebibytes),
        ..ReadOptions::default()
    };
    let (shown, _) = folder.read("a.yaml", &limited(2));
    assert!(!shown.contains("[too-large]"), "{shown}");
    let (shown, _) = folder.read("a.yaml", &limited(1));
    assert!(shown.contains("larger than 1 MiB"), "{shown}");
    assert!(shown.contains("max_document_size = 2"), "{shown}");
}

#[cfg(unix)]
#[test]
fn links_do_not_lead_out_of_the_folder() {
    let files = [
        ("docs/api.yaml", "paths:\n  /a: {$ref: inside.yaml}\n"),
        ("secret.yaml", "summary: secret\n"),
    ];
    let folder = Folder::new("links", &files);
    std::os::unix::fs::symlink(
        folder.0.join("secret.yaml"),
        folder.0.join("docs/inside.yaml"),
    )
    .unwrap();
    let (shown, files) = folder.read("docs/api.yaml", &ReadOptions::default());
    assert!(shown.contains("warning[forbidden-reference]"), "{shown}");
    assert!(!shown.contains("secret\""), "{shown}");
    assert_eq!(files, ["./docs/api.yaml"]);
}

#[test]
fn the_file_that_was_meant_is_named() {
    let folder = Folder::new(
        "near",
        &[("pets.yaml", "paths:\n  /a: {$ref: other.txt}\n")],
    );
    let (shown, _) = folder.read("pest.yaml", &ReadOptions::default());
    assert!(
        shown.contains("help: did you mean `./pets.yaml`?"),
        "{shown}"
    );
    let (shown, _) = folder.read("pets.yaml", &ReadOptions::default());
    assert!(!shown.contains("did you mean"), "{shown}");
    let (shown, _) = folder.read("", &ReadOptions::default());
    assert!(shown.contains("is a folder, not a file"), "{shown}");
}

#[cfg(unix)]
#[test]
fn names_outside_of_the_folder_are_not_told() {
    let files = [
        (
            "docs/api.yaml",
            "paths:\n  /a: {$ref: inside/secert.yaml}\n",
        ),
        ("docs/x/secret.yaml", ""),
        ("out/secret.yaml", ""),
    ];
    let folder = Folder::new("names-outside", &files);
    std::os::unix::fs::symlink(folder.0.join("out"), folder.0.join("docs/inside")).unwrap();
    let (shown, _) = folder.read("docs/api.yaml", &ReadOptions::default());
    assert!(shown.contains("there is no file"), "{shown}");
    assert!(!shown.contains("did you mean"), "{shown}");
}

#[test]
fn a_missing_document_is_an_error() {
    let folder = Folder::new("none", &[("x", "")]);
    let (shown, _) = folder.read("api.yaml", &ReadOptions::default());
    assert!(
        shown.contains("error[unreadable-file]: there is no file ./api.yaml\n"),
        "{shown}"
    );
}

/// Identifiers lead to places, within a file and between files.
#[test]
fn anchors_of_this_and_other_files() {
    let folder = Folder::new(
        "anchors",
        &[
            (
                "api.yaml",
                "openapi: 3.1.0\ncomponents:\n  schemas:\n    A: {$ref: 'pets.yaml#pet'}\n    B: {$ref: \
                 'pets.yaml#lost'}\n    C: {$ref: '#c'}\n    D: {$anchor: c, type: string}\n",
            ),
            (
                "pets.yaml",
                "$id: https://example.com/pets\n$defs:\n  Pet: {$anchor: pet, properties: {owner: {$ref: '#owner'}}}\n  \
                 Owner: {$anchor: owner, type: string}\n",
            ),
        ],
    );
    let (shown, _) = folder.read("api.yaml", &ReadOptions::default());
    insta::assert_snapshot!("anchors_of_this_and_other_files", shown);
}
