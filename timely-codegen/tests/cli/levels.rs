//! Levels of messages: by default, by the file, by flags.

use super::program::Folder;

/// A document with a misspelled key, and a reference that leads to nothing.
const FAULTY: &str = "\
openapi: 3.1.0
info: {title: Pets, version: '1', sumary: Pets}
paths: {}
components:
  schemas:
    Pet: {$ref: '#/components/schemas/Pat'}
";

fn folder(levels: &str) -> Folder {
    let folder = Folder::new();
    let config = format!("[targets.pets]\ndocument = \"pets.yaml\"\noutput = \"api\"\n{levels}");
    folder
        .write("pets.yaml", FAULTY)
        .write("codegen.toml", &config);
    folder
}

#[test]
fn a_code_has_a_level_by_default_by_the_file_and_by_flags() {
    let plain = folder("");
    plain
        .timely(&["lint"])
        .ends(0)
        .says("warning[unresolved-reference]")
        .says("warning[unknown-key]");
    // What was assumed or repaired is refused, where that is asked for.
    let ran = plain.timely(&["lint", "--strict"]).ends(1);
    let ran = ran.says("error[unresolved-reference]");
    ran.says("warning[unknown-key]");
    let strict = folder("strict = true\n");
    strict.timely(&["lint"]).ends(1);
    strict
        .timely(&["lint", "--lenient"])
        .ends(0)
        .says("note: `lenient` is the default now");
    plain
        .timely(&["lint", "--strict", "--lenient"])
        .ends(2)
        .says("cannot be used with");
    let allowed = folder(
        "[targets.pets.diagnostics]\nunresolved-reference = \"warn\"\nunknown-key = \"allow\"\n",
    );
    let ran = allowed
        .timely(&["lint"])
        .ends(0)
        .says("warning[unresolved-reference]");
    assert!(!ran.err.contains("unknown-key"), "{}", ran.err);
    // A flag goes before the file; what is allowed is no warning to deny.
    allowed
        .timely(&["lint", "--deny", "unknown-key"])
        .ends(1)
        .says("error[unknown-key]");
    let ran = allowed.timely(&["lint", "--deny-warnings"]).ends(1);
    assert!(!ran.err.contains("unknown-key"), "{}", ran.err);
    plain
        .timely(&["lint", "-D", "unresolved-reference"])
        .ends(1);
    strict
        .timely(&["generate", "-W", "unresolved-reference"])
        .ends(0);
}

#[test]
fn a_level_may_be_of_a_place() {
    let folder = folder(
        "[targets.pets.diagnostics]\nunresolved-reference = { \"#/components/schemas/Pet\" = \"warn\" }\n",
    );
    folder.timely(&["lint"]).ends(0);
    let of = |pointer: &str| format!("unresolved-reference={pointer}");
    folder.timely(&["lint", "-D", &of("#/components")]).ends(1);
    folder.timely(&["lint", "-D", &of("#/paths")]).ends(0);
    folder
        .timely(&["lint", "-D", &of("Pet")])
        .ends(2)
        .says("no JSON pointer");
    folder
        .timely(&["lint", "-D", "unresolved"])
        .ends(2)
        .says("no diagnostic has the code");
}

#[test]
fn levels_are_no_matter_of_the_code() {
    let folder = folder("[targets.pets.diagnostics]\nunresolved-reference = \"allow\"\n");
    folder.timely(&["generate"]).ends(0);
    folder
        .timely(&["check", "--allow", "unknown-key"])
        .ends(0)
        .says("up to date");
}

#[test]
fn of_many_warnings_some_are_shown() {
    let keys: Vec<String> = (0..200).map(|number| format!("k{number}: 1")).collect();
    let text = format!(
        "openapi: 3.1.0\ninfo: {{title: T, version: '1', {}}}\npaths: {{}}\n",
        keys.join(", ")
    );
    let folder = Folder::new();
    folder.write("api.yaml", &text);
    let ran = folder
        .timely(&["generate", "api.yaml", "--out", "api"])
        .ends(0);
    assert_eq!(
        ran.err.matches("warning[unknown-key]").count(),
        10,
        "{}",
        ran.err
    );
    let ran = ran
        .says("190 more warnings [unknown-key]")
        .says("200 warnings");
    assert!(ran.err.contains("explain unknown-key"), "{}", ran.err);
    let ran = folder.timely(&["lint", "api.yaml"]).ends(0);
    assert_eq!(ran.err.matches("warning[unknown-key]").count(), 200);
}
