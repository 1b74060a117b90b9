//! `diff` of two documents that are at hand.

use super::program::Folder;
use serde_json::Value;

/// An API with two operations.
pub(crate) const OLD: &str = "\
openapi: 3.1.0
info: {title: Pets, version: 1.4.0}
paths:
  /pets:
    get:
      operationId: listPets
      tags: [pets]
      responses: {'204': {description: Pets.}}
    delete:
      operationId: deletePets
      tags: [pets]
      responses: {'204': {description: No pets.}}
";

/// The same with an operation less and another one more.
pub(crate) const NEW: &str = "\
openapi: 3.1.0
info: {title: Pets, version: 1.5.0}
paths:
  /pets:
    get:
      operationId: listPets
      tags: [pets]
      responses: {'204': {description: Pets.}}
  /dogs:
    get:
      operationId: listDogs
      tags: [pets]
      responses: {'204': {description: Dogs.}}
";

/// The old one with an operation more.
pub(crate) const MORE: &str = "\
openapi: 3.1.0
info: {title: Pets, version: 1.4.0}
paths:
  /pets:
    get:
      operationId: listPets
      tags: [pets]
      responses: {'204': {description: Pets.}}
    delete:
      operationId: deletePets
      tags: [pets]
      responses: {'204': {description: No pets.}}
  /dogs:
    get:
      operationId: listDogs
      tags: [pets]
      responses: {'204': {description: Dogs.}}
";

fn folder() -> Folder {
    let folder = Folder::new();
    folder.write("old.yaml", OLD).write("new.yaml", NEW);
    folder
}

/// What `diff old.yaml new.yaml` writes to standard output.
fn shown(format: &str) -> String {
    let folder = folder();
    let arguments = ["diff", "old.yaml", "new.yaml", "--format", format];
    folder.timely(&arguments).ends(0).out
}

#[test]
fn what_changed_is_shown_as_text() {
    insta::assert_snapshot!("diff_text", shown("text"));
}

#[test]
fn what_changed_is_shown_as_json() {
    let value: Value = shown("json").parse().expect("it is one line of JSON");
    insta::assert_snapshot!("diff_json", serde_json::to_string_pretty(&value).unwrap());
}

#[test]
fn what_changed_is_shown_as_markdown() {
    insta::assert_snapshot!("diff_markdown", shown("markdown"));
}

#[test]
fn what_changed_is_shown_as_annotations() {
    insta::assert_snapshot!("diff_github", shown("github"));
}

#[test]
fn what_changed_is_shown_as_sarif() {
    let version = format!("\"{}\"", env!("CARGO_PKG_VERSION"));
    insta::assert_snapshot!(
        "diff_sarif",
        shown("sarif").replace(&version, "\"VERSION\"")
    );
}

#[test]
fn nothing_changed() {
    let folder = folder();
    folder.write("same/openapi.yml", OLD);
    folder
        .timely_reading(OLD, &["diff", "same", "-"])
        .ends(0)
        .says("nothing changed\n  same/openapi.yml → stdin.yaml\n");
    folder
        .timely(&["diff", "old.yaml", "same", "--fail-on", "any"])
        .ends(0);
}

#[test]
fn what_is_too_grave_ends_with_one() {
    let folder = folder();
    folder.write("more.yaml", MORE);
    for (new, limit, code) in [
        ("new.yaml", "breaking", 1),
        ("new.yaml", "any", 1),
        ("new.yaml", "callers=breaking", 1),
        // What is more is safe for callers.
        ("more.yaml", "callers=risky", 0),
        ("more.yaml", "callers=any", 1),
        ("more.yaml", "servers=breaking", 1),
        ("old.yaml", "any", 0),
    ] {
        folder
            .timely(&["diff", "old.yaml", new, "--fail-on", limit])
            .ends(code);
    }
    folder
        .timely(&["diff", "old.yaml", "new.yaml"])
        .ends(0)
        .says("breaking");
    folder
        .timely(&["diff", "old.yaml", "new.yaml", "--fail-on", "all"])
        .ends(2)
        .says("`all` is no limit: expected `breaking`, `risky` or `any`");
}

#[test]
fn a_policy_says_what_is_accepted_and_until_when() {
    let folder = folder();
    folder.write(
        "timely-diff.toml",
        "\
fail_on = [\"breaking\"]

[[severity]]
id = \"endpoint-added\"
level = \"safe\"
reason = \"we write the servers ourselves\"

[[ignore]]
id = \"api-removed-without-deprecation\"
pointer = \"#/paths/~1pets\"
reason = \"nobody called it\"
until = 2026-06-30

[[ignore]]
id = \"endpoint-aded\"
reason = \"a slip\"
",
    );
    let diff = |day: &str| folder.timely(&["diff", "old.yaml", "new.yaml", "--today", day]);
    diff("2026-06-30")
        .ends(0)
        .says("safe, 2 findings: 2 safe")
        .says("timely-diff.toml: 1 finding accepted")
        .says("the entry for `endpoint-aded` is about; did you mean `endpoint-added`?");
    diff("2026-07-01")
        .ends(1)
        .says("breaking, 3 findings")
        .says("is accepted no more, since 2026-06-30 is over: nobody called it");
    folder
        .timely(&["diff", "old.yaml", "new.yaml", "--today", "tomorrow"])
        .ends(2)
        .says("`tomorrow` is no date");
    folder.write("timely-diff.toml", "fail_no = ['breaking']\n");
    folder
        .timely(&["diff", "old.yaml", "new.yaml"])
        .ends(2)
        .says("timely-diff.toml:1:1: unknown key `fail_no`")
        .says("did you mean `fail_on`?");
}

#[test]
fn what_is_no_document_is_told() {
    let folder = folder();
    folder
        .write("empty/a.txt", "")
        .write("broken.yaml", "openapi: [\n");
    folder
        .timely(&["diff", "old.yaml", "broken.yaml"])
        .ends(1)
        .says("error[invalid-syntax]");
    folder
        .timely(&["diff", "empty", "new.yaml"])
        .ends(2)
        .says("empty has no `openapi.yaml`, `openapi.yml` or `openapi.json`");
    folder
        .timely(&["diff", "-", "-"])
        .ends(2)
        .says("`-` is given twice");
    folder
        .timely(&["diff", "-"])
        .ends(2)
        .says("give the old one too: `timely diff OLD -`");
    folder
        .timely(&["diff", "git:main", "new.yaml"])
        .ends(2)
        .says("expected `git:REVISION:PATH`");
    folder
        .timely(&["diff"])
        .ends(2)
        .says("give both documents: `timely diff OLD NEW`");
    folder.timely(&["diff", "a", "b", "c"]).ends(2);
}

#[test]
fn a_version_and_a_changelog_follow_from_it() {
    let folder = folder();
    let manifest = "[package]\nname = \"my-sdk\" # 0.3.1\nversion = \"0.3.1\" # next\n\n[dependencies]\nother = \"0.3.1\"\n";
    folder.write("Cargo.toml", manifest);
    let arguments = [
        "diff",
        "old.yaml",
        "new.yaml",
        "--changelog",
        "CHANGELOG.md",
        "--bump",
    ];
    folder
        .timely(&arguments)
        .ends(0)
        .says("CHANGELOG.md: written");
    let raised = folder.read("Cargo.toml");
    assert_ne!(raised, manifest);
    let lines = raised.lines().zip(manifest.lines());
    for (raised, line) in lines.filter(|(raised, line)| raised != line) {
        assert!(
            raised.starts_with("version = \"0.") && raised.ends_with("\" # next"),
            "{raised}"
        );
        assert!(line.starts_with("version"), "{line}");
    }
    insta::assert_snapshot!("diff_changelog", folder.read("CHANGELOG.md"));
    // What is there is not added again.
    let before = folder.read("CHANGELOG.md");
    folder.timely(&arguments[..5]).ends(0);
    assert_eq!(folder.read("CHANGELOG.md"), before);
    Folder::new()
        .write("old.yaml", OLD)
        .write("new.yaml", NEW)
        .timely(&["diff", "old.yaml", "new.yaml", "--bump"])
        .ends(2)
        .says("there is no Cargo.toml of a package");
}

#[test]
fn a_kind_of_change_is_explained() {
    let folder = Folder::new();
    folder
        .timely(&["explain", "endpoint-added"])
        .ends(0)
        .says("existing servers: breaking");
    folder
        .timely(&["explain", "--changes"])
        .ends(0)
        .says("api-removed-without-deprecation");
}
