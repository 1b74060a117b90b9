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
        .says("not a JSON pointer");
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

/// Three operations without an id, none of which documents the status 500.
const NAMELESS: &str = "\
openapi: 3.1.0
info: {title: Pets, version: '1'}
paths:
  /a: {get: {responses: {'204': {description: Done}}}}
  /b: {get: {responses: {'204': {description: Done}}}}
  /c: {get: {responses: {'204': {description: Done}}}}
";

const NAMELESS_CONFIG: &str = "[targets.pets]\ndocument = \"pets.yaml\"\noutput = \"api\"\n";

#[test]
fn each_place_of_a_message_has_its_level() {
    let folder = Folder::new();
    folder
        .write("pets.yaml", NAMELESS)
        .write("codegen.toml", NAMELESS_CONFIG);
    let two_others = "operationId, and 2 others have none either\n --> pets.yaml:4:";
    let one_other = "operationId, and 1 other has none either\n --> pets.yaml:";
    folder.timely(&["lint"]).ends(0).says(two_others);
    folder
        .timely(&["lint", "--allow", "missing-key=#/paths/~1a/get"])
        .ends(0)
        .says(&format!("{one_other}5:"));
    folder
        .timely(&["lint", "--allow", "missing-key=#/paths/~1b"])
        .ends(0)
        .says(&format!("{one_other}4:"));
    folder
        .timely(&["generate", "--deny", "missing-key=#/paths/~1c"])
        .ends(1)
        .says(&format!("{one_other}4:"))
        .says("error[missing-key]: this operation has no operationId\n --> pets.yaml:6:");
    let ran = folder.timely(&["lint", "--allow", "missing-key"]).ends(0);
    assert!(!ran.err.contains("missing-key"), "{}", ran.err);
    // By the settings, and with a code that `lint` adds.
    let levels = "[targets.pets.diagnostics]\nundocumented-status = { \"#/paths/~1a\" = \"allow\", \"/paths/~1b\" = \"deny\" }\n";
    folder.write("codegen.toml", &format!("{NAMELESS_CONFIG}{levels}"));
    let ran = folder.timely(&["lint"]).ends(1);
    let told = |operation: &str| {
        format!(
            "[undocumented-status]: the operation `{operation}` does not document the status 500 (Internal Server Error), \
             which the server may answer with\n"
        )
    };
    ran.says(&format!("error{}", told("get_b")))
        .says(&format!("warning{}", told("get_c")));
}

#[test]
fn a_fault_of_a_setting_has_no_place_in_the_document() {
    let folder = Folder::new();
    let settings = "include = [\"get_*\", \"nothing\"]\nevents = { done = \"[DONE]\" }\npagination = { style = \"page\", page_param = \"page\", items = \"/data\" }\n";
    folder
        .write("pets.yaml", NAMELESS)
        .write("codegen.toml", &format!("{NAMELESS_CONFIG}{settings}"));
    let ran = folder.timely(&["lint"]).ends(0);
    let ran = ran
        .says("the `include` setting names no operation: `nothing`\n = help: ")
        .says(
            "no operation has a stream of events, of which the `events` setting says how it ends\n",
        )
        .says("the `pagination` setting fits no operation\n = help: ");
    assert!(!ran.err.contains("pets.yaml:1"), "{}", ran.err);
    assert!(!ran.err.contains("pets.yaml:3"), "{}", ran.err);
}

#[test]
fn each_error_of_a_configuration_is_called_one() {
    let folder = Folder::new();
    let config = format!("{NAMELESS_CONFIG}compat = \"0.3\"\nformts = {{}}\n");
    folder
        .write("pets.yaml", NAMELESS)
        .write("codegen.toml", &config);
    let ran = folder.timely(&["generate"]).ends(2);
    let ran = ran.says("known values: `0.1`, `0.2`; a newer one needs a newer generator");
    assert_eq!(ran.err.matches("error: ").count(), 2, "{}", ran.err);
}

#[test]
fn what_explains_the_codes_of_a_run_is_named() {
    folder("").timely(&["lint"]).ends(0).says(
        "note: `timely explain unknown-key` and `timely explain unresolved-reference` tell more about these codes\n",
    );
}
