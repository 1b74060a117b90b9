//! `new` and `init`: crates that compile as they are.

use super::program::{Folder, PETS};
use std::{
    env, fs,
    path::Path,
    process::{Command, Stdio},
};

/// Documents of different kinds, in `tests/fixtures` of the repository, and what is asked for.
const DOCUMENTS: &[(&str, &[&str])] = &[
    ("requests", &["--outputs", "client,server"]),
    ("responses", &["--outputs", "client,server"]),
    (
        "forms_and_streams",
        &["--outputs", "client,server,webhooks"],
    ),
    ("files", &[]),
    ("headers", &["--outputs", "server"]),
    ("webhooks", &[]),
    ("callbacks", &["--outputs", "client,webhooks"]),
    ("tags", &["--tag-features", "--outputs", "client,server"]),
    ("obstacle_course", &["--outputs", "client,server"]),
    ("hostile", &["--outputs", "client,server,webhooks"]),
    ("numbered_pages", &["--by", "build"]),
    (
        "deprecated",
        &["--by", "macro", "--outputs", "client,server"],
    ),
    ("unions", &[]),
];

fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("it is a folder of the repository")
}

/// Cargo in a folder, without what the cargo around this test has set. It asks the network for nothing but what a build of
/// the repository has not fetched, such as when this crate alone was built.
fn cargo(folder: &Path, target: &Path, arguments: &[&str]) -> (bool, String) {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    for (name, _) in env::vars_os() {
        let name = name.to_string_lossy().into_owned();
        if name.starts_with("CARGO") && name != "CARGO_HOME" || name == "RUSTFLAGS" {
            command.env_remove(name);
        }
    }
    let output = command
        .args(arguments)
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", target)
        .env("CARGO_TERM_COLOR", "never")
        .stdin(Stdio::null())
        .output()
        .expect("cargo can be run");
    let said = [output.stdout, output.stderr].concat();
    (
        output.status.success(),
        String::from_utf8_lossy(&said).into_owned(),
    )
}

fn package(name: &str) -> String {
    format!("[package]\nname = {name:?}\nversion = \"0.1.0\"\nedition = \"2024\"\n")
}

#[test]
fn a_new_crate_compiles_without_a_warning() {
    let folder = Folder::new();
    let limit = "- {name: limit,";
    let items = format!("- {{name: items, in: query, schema: {{type: string}}}}\n        {limit}");
    folder
        .write("pets.yaml", PETS)
        .write("items.yaml", &PETS.replace(limit, &items));
    let repository = repository().display().to_string();
    let mut members = Vec::new();
    let mut make = |name: &str, spec: &str, more: &[&str]| {
        let fixed = ["new", name, "--spec", spec, "--runtime-path", &repository];
        folder.timely(&[&fixed[..], more].concat()).ends(0);
        members.push(format!("{name:?}"));
    };
    make("pets", "pets.yaml", &["--outputs", "client,server"]);
    // A parameter that is called like the method which follows the pages.
    make("items", "items.yaml", &[]);
    for (document, more) in DOCUMENTS {
        let spec = format!("{repository}/tests/fixtures/{document}.yaml");
        make(&format!("sdk-{}", document.replace('_', "-")), &spec, more);
    }
    // Programs, which use nothing of the code that they get.
    for way in ["committed", "build", "macro"] {
        let name = format!("program-{way}");
        let program = folder.below(&name);
        program
            .write("Cargo.toml", &package(&name))
            .write("src/main.rs", "fn main() {}\n");
        let outputs = "client,server,webhooks";
        let fixed = ["init", "--spec", "../pets.yaml", "--outputs", outputs];
        let rest = ["--by", way, "--runtime-path", &repository];
        program
            .timely(&[&fixed[..], &rest].concat())
            .ends(0)
            .says("next:");
        members.push(format!("{name:?}"));
    }
    folder.write(
        "Cargo.toml",
        &format!(
            "[workspace]\nresolver = \"3\"\nmembers = [{}]\n\n[profile.dev]\ndebug = false\nincremental = false\n",
            members.join(", ")
        ),
    );
    // The repository's versions, which its own build has fetched.
    let lock = Path::new(&repository).join("Cargo.lock");
    fs::copy(lock, folder.path().join("Cargo.lock")).expect("the repository has a lock file");
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("new-crates");
    let (success, said) = cargo(
        folder.path(),
        &target,
        &["check", "--workspace", "--all-targets"],
    );
    // What a build script and a macro have to say of a document is no warning of the code.
    let warnings = said.lines().filter(|line| {
        line.starts_with("warning")
            && !line.starts_with("warning: sdk-")
            && !line.starts_with("warning: program-")
            && !line.contains("openapi_document")
            && !line.contains("(lib")
    });
    let warnings: Vec<&str> = warnings.collect();
    assert!(success && warnings.is_empty(), "{said}");
    // With `--all`, it would be the repository as well, to which a path leads.
    let packages = members
        .iter()
        .flat_map(|name| ["--package", name.trim_matches('"')]);
    let arguments: Vec<&str> = ["fmt", "--check"].into_iter().chain(packages).collect();
    let (success, said) = cargo(folder.path(), &target, &arguments);
    assert!(success || said.contains("no such command"), "{said}");
}

#[test]
fn a_new_crate_is_its_owners() {
    let folder = Folder::new();
    folder.write("api/pets.yaml", PETS);
    let new = [
        "new",
        "pets-sdk",
        "--spec",
        "api/pets.yaml",
        "--runtime-git",
        "https://example.com/timely",
    ];
    folder
        .timely(&new)
        .ends(0)
        .says("pets-sdk: a crate of 3 operations, client")
        .says("cargo run --example quickstart");
    let crate_folder = folder.below("pets-sdk");
    crate_folder.timely(&["check"]).ends(0);
    assert_eq!(crate_folder.read("spec/pets.yaml"), PETS);
    let files = [
        "Cargo.toml",
        "codegen.toml",
        "README.md",
        "src/lib.rs",
        "examples/quickstart.rs",
        ".github/workflows/ci.yml",
    ];
    let texts: Vec<String> = files
        .iter()
        .map(|file| format!("── {file}\n{}", crate_folder.read(file)))
        .collect();
    insta::assert_snapshot!("new_crate", texts.join("\n"));
    folder.timely(&new).ends(2).says("is not empty");
    folder
        .timely(&["new", "fn", "--spec", "api/pets.yaml"])
        .ends(2)
        .says("`fn` cannot be the name");
    folder
        .timely(&["new", "other", "--spec", "https://example.com/a.yaml"])
        .ends(2)
        .says("curl");
    assert!(!folder.has("other"));
}

#[test]
fn a_server_answers_with_examples() {
    let folder = Folder::new();
    folder
        .timely_reading(PETS, &["new", "pets", "--spec", "-", "--outputs", "server"])
        .ends(0);
    assert!(folder.has("pets/spec/openapi.yaml") && !folder.has("pets/examples/quickstart.rs"));
    insta::assert_snapshot!("new_server", folder.read("pets/examples/server.rs"));
}

const TREE: &str = r##"
openapi: 3.1.0
info: {title: Trees, version: "1"}
paths:
  /tree:
    get:
      operationId: getTree
      responses:
        "200":
          description: A tree.
          content: {application/json: {schema: {$ref: "#/components/schemas/Tree"}}}
components:
  schemas:
    Tree:
      oneOf:
        - {type: object, required: [branch], properties: {branch: {$ref: "#/components/schemas/Branch"}}}
        - {type: object, required: [leaf], properties: {leaf: {type: string}}}
    Branch:
      type: object
      required: [left, others]
      properties:
        left: {$ref: "#/components/schemas/Tree"}
        others: {type: array, items: {$ref: "#/components/schemas/Branch"}}
"##;

#[test]
fn an_example_of_a_recursive_type_ends() {
    let folder = Folder::new();
    folder
        .timely_reading(
            TREE,
            &["new", "trees", "--spec", "-", "--outputs", "server"],
        )
        .ends(0);
    let server = folder.read("trees/examples/server.rs");
    let (_, method) = server
        .split_once("// GET /tree")
        .expect("it has the operation");
    insta::assert_snapshot!("recursive_answer", method);
}

#[test]
fn init_adds_to_a_crate_and_overwrites_nothing() {
    let folder = Folder::new();
    folder.write("spec/pets.yaml", PETS);
    folder
        .timely(&["init", "--spec", "spec/pets.yaml"])
        .ends(2)
        .says("no Cargo.toml");
    folder
        .write("Cargo.toml", &package("shop"))
        .write("src/main.rs", "fn main() {}\n");
    folder
        .timely(&["init", "--spec", "spec/pets.yaml", "--module", "pets"])
        .ends(0)
        .says("added codegen.toml")
        .says("added the dependencies to Cargo.toml")
        .says("added `mod pets` to src/main.rs");
    folder.timely(&["check"]).ends(0);
    assert!(folder.read("src/main.rs").ends_with("mod pets;\n"));
    assert!(
        folder
            .read("Cargo.toml")
            .contains("timely-runtime = { version")
    );
    assert!(folder.has("src/pets/mod.rs") && !folder.has("spec/spec"));
    folder
        .timely(&["init", "--spec", "spec/pets.yaml", "--module", "pets"])
        .ends(2)
        .says("has a codegen.toml already")
        .says("[targets.NAME]");
    folder
        .timely(&[
            "init",
            "--spec",
            "spec/pets.yaml",
            "--by",
            "macro",
            "--module",
            "pets",
        ])
        .ends(2)
        .says("has a module `pets` already");
    folder
        .timely(&[
            "init",
            "--spec",
            "spec/pets.yaml",
            "--by",
            "macro",
            "--module",
            "by_macro",
        ])
        .ends(0);
    assert!(
        folder
            .read("src/main.rs")
            .contains("timely_macros::openapi!")
    );
    assert!(
        folder
            .read("Cargo.toml")
            .contains("timely-macros = \"0.2\"")
    );
}
