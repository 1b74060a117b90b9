//! References by URIs: to files that the settings name for them, and to files that say themselves how they are called.

use super::*;

/// Options that map keys to files, which count from the folder `spec`.
fn mapped(folder: &Folder, refs: &[(&str, &str)]) -> ReadOptions {
    let mut mapping = Refs::new(folder.0.join("spec"));
    for (key, file) in refs {
        mapping.add(key, Some(Path::new(file)), false);
    }
    ReadOptions {
        refs: mapping,
        ..ReadOptions::default()
    }
}

/// What is read of `spec/api.yaml`: the schemas, the messages, and which files there are.
fn read(test: &str, files: &[(&str, &str)], refs: &[(&str, &str)]) -> (Value, String, Vec<String>) {
    let folder = Folder::new(test, files);
    let mut diagnostics = Diagnostics::new();
    let options = mapped(&folder, refs);
    let document = read_file(&folder.0.join("spec/api.yaml"), &options, &mut diagnostics).unwrap();
    let root = folder.0.display().to_string();
    let shown = render(
        &diagnostics,
        &document.source_map,
        TextStyle::Plain,
        Extent::All,
    );
    let files = document.files.iter();
    let files = files.map(|file| file.display().to_string().replace(&root, "."));
    let schemas = document.value["components"]["schemas"].clone();
    (schemas, shown.replace(&root, "."), files.collect())
}

/// A document whose schema `A` is this reference, in a file that says this of itself.
fn api(own: &str, reference: &str) -> String {
    format!("openapi: 3.2.0\n{own}\ncomponents: {{schemas: {{A: {{$ref: '{reference}'}}}}}}\n")
}

const PET: &str = "Pet: {type: object, title: Vendored}\n";

/// The title of what the reference of a document leads to, or what is said.
fn title(test: &str, api: &str, others: &[(&str, &str)], refs: &[(&str, &str)]) -> String {
    let files = [&[("spec/api.yaml", api)], others].concat();
    let (schemas, messages, _) = read(test, &files, refs);
    match schemas["A"]["title"].as_str() {
        Some(title) if messages.is_empty() => title.to_owned(),
        _ => messages,
    }
}

#[test]
fn a_uri_is_mapped_to_a_file() {
    for (number, (key, reference, file)) in [
        (
            "https://e.test/pets.yaml",
            "https://e.test/pets.yaml#/Pet",
            "../vendor/p.yaml",
        ),
        (
            "https://E.test/a/../pets.yaml",
            "HTTPS://e.TEST:443/pets.yaml#/Pet",
            "../vendor/p.yaml",
        ),
        (
            "https://e.test/pets?v=2",
            "https://e.test/pets?v=2#/Pet",
            "../vendor/p.yaml",
        ),
        ("https://e.test/", "https://e.test/p.yaml#/Pet", "../vendor"),
        (
            "https://e.test/",
            "https://e.test/../../p.yaml#/Pet",
            "../vendor/",
        ),
        (
            "https://e.test/api/",
            "https://e.test/api/../api/p.yaml#/Pet",
            "../vendor",
        ),
        (
            "urn:example:pets",
            "urn:example:pets#/Pet",
            "../vendor/p.yaml",
        ),
        ("p.yaml", "./p.yaml#/Pet", "../vendor/p.yaml"),
        ("old/", "old/p.yaml#/Pet", "../vendor"),
    ]
    .into_iter()
    .enumerate()
    {
        let found = title(
            &format!("mapped-{number}"),
            &api("", reference),
            &[("vendor/p.yaml", PET)],
            &[(key, file)],
        );
        assert_eq!(found, "Vendored", "{key} {reference}");
    }
}

#[test]
fn the_longest_key_counts_whatever_the_order() {
    let refs = [
        ("https://e.test/", "../vendor"),
        ("https://e.test/a/", "a"),
        ("https://e.test/a/p.yaml", "one.yaml"),
    ];
    let api = api("", "https://e.test/a/p.yaml#/Pet");
    let files = [
        ("spec/api.yaml", api.as_str()),
        ("spec/one.yaml", PET),
        ("spec/a/p.yaml", "Pet: {title: B}\n"),
    ];
    let title = |test, refs: &[(&str, &str)]| read(test, &files, refs).0["A"]["title"].clone();
    assert_eq!(title("longest", &refs), "Vendored");
    assert_eq!(title("longest-2", &refs[..2]), "B");
}

#[test]
fn references_in_a_mapped_file_count_from_its_uri() {
    let api = api("", "https://e.test/a/pets.yaml#/Pet");
    let pet = "Pet: {$ref: '../b/owner.yaml#/Owner'}\n";
    let owner = "Owner: {title: Owner}\n";
    let map = ("https://e.test/a/pets.yaml", "vendor/pets.yaml");
    // To what is mapped, wherever that is; or else to the file beside it.
    let files = [("spec/vendor/pets.yaml", pet), ("spec/own/x.yaml", owner)];
    let refs = [map, ("https://e.test/b/owner.yaml", "own/x.yaml")];
    assert_eq!(title("within", &api, &files, &refs), "Owner");
    let files = [("spec/vendor/pets.yaml", pet), ("spec/b/owner.yaml", owner)];
    assert_eq!(title("within-2", &api, &files, &[map]), "Owner");
    // With neither, the message has the URI.
    let said = title("within-3", &api, &files[..1], &[map]);
    assert!(
        said.contains("there is no file ./spec/b/owner.yaml"),
        "{said}"
    );
    let line = r#"refs = { "https://e.test/b/owner.yaml" = "owner.yaml" }"#;
    assert!(said.contains(line), "{said}");
}

#[test]
fn an_anchor_is_found_by_way_of_a_uri() {
    let file = "$id: https://e.test/pet\n$defs: {P: {$anchor: pet, title: Anchored}}\n";
    let api = api("", "https://e.test/pet#pet");
    let refs = [("https://e.test/pet", "pet.yaml")];
    assert_eq!(
        title("anchor", &api, &[("spec/pet.yaml", file)], &refs),
        "Anchored"
    );
}

#[test]
fn two_uris_of_one_file_are_one_document() {
    let api = "openapi: 3.1.0\ncomponents: {schemas: {A: {type: object, properties: {\
               a: {$ref: 'https://e.test/1#/Pet'}, b: {$ref: 'https://e.test/2#/Pet'}, c: {$ref: 'p.yaml#/Pet'}}}}}\n";
    let files = [("spec/api.yaml", api), ("spec/p.yaml", PET)];
    let refs = [
        ("https://e.test/1", "p.yaml"),
        ("https://e.test/2", "p.yaml"),
    ];
    let (schemas, messages, files) = read("two-uris", &files, &refs);
    assert_eq!(messages, "");
    let properties = &schemas["A"]["properties"];
    for key in ["a", "b", "c"] {
        assert_eq!(properties[key]["$ref"], "#/components/schemas/Pet");
    }
    assert_eq!(files, ["./spec/api.yaml", "./spec/p.yaml"]);
}

#[test]
fn files_that_refer_to_each_other_in_a_circle() {
    let files = [
        ("spec/api.yaml", api("", "https://e.test/a#/A")),
        (
            "spec/a.yaml",
            "A: {title: A, properties: {b: {$ref: 'b#/B'}}}\n".to_owned(),
        ),
        (
            "spec/b.yaml",
            "B: {title: B, properties: {a: {$ref: 'https://e.test/a#/A'}}}\n".to_owned(),
        ),
    ];
    let files = files.each_ref().map(|(name, text)| (*name, text.as_str()));
    let refs = [
        ("https://e.test/a", "a.yaml"),
        ("https://e.test/b", "b.yaml"),
    ];
    let (schemas, messages, _) = read("circle", &files, &refs);
    assert_eq!(messages, "");
    assert_eq!(
        schemas["B"]["properties"]["a"]["$ref"],
        "#/components/schemas/A"
    );
    // A mapping is followed once: two names may be exchanged.
    let exchanged = "components: {schemas: {A: {$ref: 'a.yaml#/X'}}}\n";
    let files = [
        ("spec/api.yaml", exchanged),
        ("spec/a.yaml", "X: {title: A}\n"),
        ("spec/b.yaml", "X: {title: B}\n"),
    ];
    let refs = [("a.yaml", "b.yaml"), ("b.yaml", "a.yaml")];
    let (schemas, _, _) = read("exchanged", &files, &refs);
    assert_eq!(schemas["A"]["title"], "B");
}

#[test]
fn what_is_not_mapped_is_told_with_the_line_to_add() {
    for (test, reference, refs, expected) in [
        (
            "unmapped",
            "https://E.test/p.yaml#/Pet",
            &[][..],
            r#"by the setting `refs = { "https://e.test/p.yaml" = "p.yaml" }`"#,
        ),
        (
            "query",
            "https://e.test/p.yaml?v=2#/Pet",
            &[("https://e.test/", "vendor")],
            r#""https://e.test/p.yaml?v=2" = "p.yaml""#,
        ),
        (
            "missing",
            "https://e.test/p.yaml#/Pet",
            &[("https://e.test/p.yaml", "vendor/no.yaml")],
            "there is no file ./spec/vendor/no.yaml",
        ),
        (
            "folder",
            "https://e.test/p.yaml#/Pet",
            &[("https://e.test/p.yaml", "vendor")],
            "./spec/vendor is a folder, not a file",
        ),
        (
            "folder-2",
            "https://e.test/#/Pet",
            &[("https://e.test/", "vendor")],
            "is a folder, not a file",
        ),
        (
            "traversal",
            "https://e.test/..%2F..%2Fsecret.yaml#/Pet",
            &[("https://e.test/", "vendor")],
            "out of the folder that the setting `refs` names for `https://e.test/`",
        ),
        (
            "no-folder",
            "https://e.test/p.yaml#/Pet",
            &[("https://e.test/", "api.yaml")],
            "cannot be followed",
        ),
        (
            "no-place",
            "https://e.test/p.yaml#/Dog",
            &[("https://e.test/p.yaml", "vendor/p.yaml")],
            "there is no `Dog` in ./spec/vendor/p.yaml",
        ),
    ] {
        let files = [("spec/vendor/p.yaml", PET), ("secret.yaml", PET)];
        let said = title(test, &api("", reference), &files, refs);
        assert!(said.contains(expected), "{test}: {said}");
    }
}

#[test]
fn a_mapping_allows_its_file_and_no_other() {
    let refs = [("https://e.test/p.yaml", "../vendor/p.yaml")];
    let api = api("", "https://e.test/p.yaml#/Pet");
    let pet = "Pet: {$ref: 'secret.yaml#/Pet'}\n";
    let files = [("vendor/p.yaml", pet), ("vendor/secret.yaml", PET)];
    let said = title("beside", &api, &files, &refs);
    assert!(
        said.contains("leads out of the folder of the document"),
        "{said}"
    );
    // A folder that is mapped is allowed as a whole.
    let refs = [("https://e.test/", "../vendor")];
    assert_eq!(title("beside-2", &api, &files, &refs), "Vendored");
}

#[cfg(unix)]
#[test]
fn no_link_leads_out_of_a_mapped_folder() {
    let api = api("", "https://e.test/p.yaml#/Pet");
    let folder = Folder::new(
        "mapped-link",
        &[
            ("spec/api.yaml", &api),
            ("vendor/a.yaml", PET),
            ("secret.yaml", PET),
        ],
    );
    let link = folder.0.join("vendor/p.yaml");
    std::os::unix::fs::symlink("../secret.yaml", link).unwrap();
    let options = mapped(&folder, &[("https://e.test/", "../vendor")]);
    let (shown, _) = folder.read("spec/api.yaml", &options);
    assert!(
        shown.contains("leads out of the folder that the setting"),
        "{shown}"
    );
}

#[test]
fn a_key_that_nothing_leads_to_is_named() {
    let refs = [
        ("https://e.test/p.yaml", "p.yaml"),
        ("https://e.test/x.yaml", "p.yaml"),
    ];
    let said = title(
        "unused",
        &api("", "https://e.test/p.yaml#/Pet"),
        &[("spec/p.yaml", PET)],
        &refs,
    );
    assert!(
        said.contains("names what no reference leads to: `https://e.test/x.yaml`"),
        "{said}"
    );
    assert!(!said.contains("`https://e.test/p.yaml`"), "{said}");
}

#[test]
fn a_document_in_memory_refers_to_what_is_mapped() {
    let folder = Folder::new("in-memory", &[("spec/p.yaml", PET)]);
    let options = mapped(&folder, &[("https://e.test/p.yaml", "p.yaml")]);
    let mut diagnostics = Diagnostics::new();
    let text = api("", "https://e.test/p.yaml#/Pet");
    let document = read_str("x.yaml", &text, &options, &mut diagnostics).unwrap();
    assert!(diagnostics.is_empty());
    assert_eq!(
        document.value["components"]["schemas"]["A"]["title"],
        "Vendored"
    );
}

#[test]
fn what_a_document_says_of_itself_is_the_base() {
    let own = "$self: https://e.test/api/openapi.yaml";
    let pet = ("spec/common.yaml", PET);
    // As its URI is, so the file beside it is.
    for (number, reference) in [
        "common.yaml#/Pet",
        "./common.yaml#/Pet",
        "https://e.test/api/common.yaml#/Pet",
    ]
    .into_iter()
    .enumerate()
    {
        let found = title(&format!("self-{number}"), &api(own, reference), &[pet], &[]);
        assert_eq!(found, "Vendored", "{reference}");
    }
    // What is mapped counts more.
    let other = ("spec/other.yaml", "Pet: {title: Mapped}\n");
    let refs = [("https://e.test/api/common.yaml", "other.yaml")];
    let found = title(
        "self-mapped",
        &api(own, "common.yaml#/Pet"),
        &[pet, other],
        &refs,
    );
    assert_eq!(found, "Mapped");
    let refs = [("https://e.test/", "vendor")];
    let vendored = ("spec/vendor/api/common.yaml", "Pet: {title: Mapped}\n");
    let found = title(
        "self-prefix",
        &api(own, "common.yaml#/Pet"),
        &[pet, vendored],
        &refs,
    );
    assert_eq!(found, "Mapped");
    // Above the folder of its URI nothing is guessed of the disk.
    let said = title(
        "self-remote",
        &api(own, "https://e.test/common.yaml#/Pet"),
        &[pet],
        &[],
    );
    assert!(said.contains("on another machine"), "{said}");
    let said = title("self-missing", &api(own, "no.yaml#/Pet"), &[], &[]);
    assert!(
        said.contains("stands for https://e.test/api/no.yaml"),
        "{said}"
    );
}

#[test]
fn a_document_is_found_by_what_it_says_of_itself() {
    let common = "openapi: 3.2.0\n$self: https://e.test/common\ncomponents: {schemas: {Pet: {title: Own, properties: {\
                  back: {$ref: 'https://e.test/api#/components/schemas/B'}}}}}\n";
    let api = "openapi: 3.2.0\n$self: https://e.test/api\ncomponents: {schemas: {\
               A: {$ref: 'https://e.test/common#/components/schemas/Pet'}, \
               B: {type: object, properties: {x: {$ref: 'files/c.yaml#/components/schemas/Pet'}, me: {$ref: '/api#/components/schemas/B'}}}}}\n";
    let files = [("spec/api.yaml", api), ("spec/files/c.yaml", common)];
    let (schemas, messages, files) = read("by-self", &files, &[]);
    assert_eq!(messages, "");
    assert_eq!(schemas["A"]["title"], "Own");
    assert_eq!(
        schemas["B"]["properties"]["x"]["$ref"],
        "#/components/schemas/A"
    );
    assert_eq!(
        schemas["B"]["properties"]["me"]["$ref"],
        "#/components/schemas/B"
    );
    assert_eq!(
        schemas["A"]["properties"]["back"]["$ref"],
        "#/components/schemas/B"
    );
    assert_eq!(files, ["./spec/api.yaml", "./spec/files/c.yaml"]);
}

#[test]
fn a_relative_self_counts_from_where_the_document_is() {
    for (number, own) in [
        "$self: api.yaml",
        "$self: /somewhere/else.yaml",
        "$self: '#x'",
        "$self: ''",
    ]
    .into_iter()
    .enumerate()
    {
        let test = format!("relative-self-{number}");
        let found = title(
            &test,
            &api(own, "common.yaml#/Pet"),
            &[("spec/common.yaml", PET)],
            &[],
        );
        assert_eq!(found, "Vendored", "{own}");
    }
    // No URI of its own lets a document out of its folder.
    let said = title(
        "self-file",
        &api("$self: 'file:///etc/x.yaml'", "../secret.yaml#/Pet"),
        &[("secret.yaml", PET)],
        &[],
    );
    assert!(
        said.contains("leads out of the folder of the document"),
        "{said}"
    );
}

#[test]
fn texts_and_discriminators_lead_to_mapped_files() {
    let api = "openapi: 3.1.0\ninfo: {title: T, version: '1', description: {$ref: 'https://e.test/about.md'}}\n\
               components: {schemas: {A: {oneOf: [{$ref: 'https://e.test/p.yaml#/Pet'}], discriminator: {propertyName: kind, \
               mapping: {pet: 'https://e.test/p.yaml#/Pet'}}}}}\n";
    let files = [
        ("spec/api.yaml", api),
        ("vendor/p.yaml", PET),
        ("vendor/about.md", "# Pets\n"),
    ];
    let folder = Folder::new("texts", &files);
    let options = mapped(&folder, &[("https://e.test/", "../vendor")]);
    let mut diagnostics = Diagnostics::new();
    let document = read_file(&folder.0.join("spec/api.yaml"), &options, &mut diagnostics).unwrap();
    assert!(diagnostics.is_empty());
    assert_eq!(document.value["info"]["description"], "# Pets\n");
    let schemas = &document.value["components"]["schemas"];
    assert_eq!(
        schemas["A"]["discriminator"]["mapping"]["pet"],
        "#/components/schemas/Pet"
    );
}
