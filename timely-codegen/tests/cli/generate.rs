//! `generate`, `check`, `lint`, `explain`: what they take, say, and end with.

use super::program::{Folder, PETS};

#[test]
fn a_document_becomes_a_folder_that_is_then_up_to_date() {
    let folder = Folder::new();
    folder.write("pets.yaml", PETS);
    let arguments = ["pets.yaml", "--out", "src/api", "--outputs", "client"];
    let run = |command: &str| folder.timely(&[&[command], &arguments[..]].concat());
    run("generate").ends(0);
    assert!(folder.has("src/api/client/mod.rs") && !folder.has("src/api/server"));
    run("check").ends(0).says("up to date");
    let root = folder.read("src/api/mod.rs");
    folder.write("src/api/mod.rs", &format!("{root}// more\n"));
    run("check")
        .ends(1)
        .says("-// more")
        .says("`timely generate` brings src/api up to date");
    run("generate").ends(0).says("1 written");
    assert_eq!(folder.read("src/api/mod.rs"), root);
}

#[test]
fn a_document_may_come_from_standard_input() {
    let folder = Folder::new();
    folder
        .timely_reading(PETS, &["generate", "-", "--out", "api"])
        .ends(0);
    folder
        .timely_reading(PETS, &["check", "-", "--out", "api"])
        .ends(0);
    let later = PETS.replace("name: {type: string}", "name: {type: integer}");
    folder
        .timely_reading(&later, &["check", "-", "--out", "api"])
        .ends(1)
        .says("the document has changed");
    folder
        .timely_reading("{\"openapi\": 7}", &["lint", "-"])
        .ends(1)
        .says("stdin.json:1:13");
}

#[test]
fn settings_of_the_command_line_go_before_those_of_the_file() {
    let folder = Folder::new();
    folder.write("spec/pets.yaml", PETS).write(
        "codegen.toml",
        "[targets.pets]\ndocument = \"spec/pets.yaml\"\noutput = \"src\"\noutputs = [\"server\"]\n",
    );
    folder.timely(&["generate"]).ends(0);
    assert!(folder.has("src/lib.rs") && folder.has("src/server"));
    assert!(!folder.has("src/client"));
    let set = [
        "--set",
        "outputs=[\"client\"]",
        "--set",
        "rename.Pet=Animal",
    ];
    folder
        .timely(&[&["generate", "--target", "pets"], &set[..]].concat())
        .ends(0);
    assert!(folder.has("src/client") && !folder.has("src/server"));
    assert!(folder.read("src/models/mod.rs").contains("Animal"));
    folder.write("settings.toml", "outputs = [\"webhooks\"]\n");
    let arguments = [
        "generate",
        "spec/pets.yaml",
        "--out",
        "other",
        "--settings",
        "settings.toml",
    ];
    folder.timely(&arguments).ends(0);
    assert!(!folder.has("other/client") && !folder.has("other/server"));
}

#[test]
fn the_configuration_is_found_from_a_folder_below() {
    let folder = Folder::new();
    folder
        .write("spec/pets.yaml", PETS)
        .write("a/b/c.txt", "")
        .write(
            "spec/codegen.toml",
            "[targets.pets]\ndocument = \"pets.yaml\"\noutput = \"../api\"\n",
        );
    let below = folder.below("a/b");
    below.timely(&["lint"]).ends(0).says("pets.yaml");
}

#[test]
fn lint_takes_files() {
    let folder = Folder::new();
    folder
        .write("pets.yaml", PETS)
        .write("other.yaml", "openapi: 2.0\n");
    folder
        .timely(&["lint", "pets.yaml", "other.yaml"])
        .ends(1)
        .says("pets.yaml: ")
        .says("other.yaml: 1 error")
        .says("`timely explain unsupported-version`");
    folder.timely(&["lint", "pets.yaml"]).ends(0);
    let json = folder
        .timely(&["lint", "other.yaml", "--message-format", "json"])
        .ends(1);
    assert!(
        json.out.starts_with("{\"code\":\"unsupported-version\""),
        "{}",
        json.out
    );
}

#[test]
fn what_is_not_run_says_what_to_do() {
    let folder = Folder::new();
    folder
        .timely(&["lint"])
        .ends(2)
        .says("`timely lint openapi.yaml`");
    folder
        .timely(&[
            "generate",
            "https://example.com/v1/pets.json?raw=1",
            "--out",
            "x",
        ])
        .ends(2)
        .says("curl -fsSL 'https://example.com/v1/pets.json?raw=1' -o pets.json");
    folder.write("pets.yaml", PETS);
    folder
        .timely(&["generate", "pets.yaml"])
        .ends(2)
        .says("`--out DIR`");
    folder
        .timely(&["generate", "pets.yaml", "pets.yaml", "--out", "x"])
        .ends(2)
        .says("each a target");
    folder
        .timely(&["generate", "--out", "x"])
        .ends(2)
        .says("go with a FILE");
    folder
        .timely(&[
            "generate",
            "pets.yaml",
            "--out",
            "x",
            "--set",
            "lenient=often",
        ])
        .ends(2)
        .says("`lenient`: expected `true` or `false`");
    folder.write(
        "codegen.toml",
        "[targets.pets]\ndocument = \"pets.yaml\"\noutput = \"api\"\n",
    );
    folder
        .timely(&["lint", "pets"])
        .ends(2)
        .says("`--target pets`");
    folder
        .timely(&["lint", "--target", "pest"])
        .ends(2)
        .says("did you mean `pets`?");
    folder
        .timely(&["explain", "unknown-kye"])
        .ends(2)
        .says("did you mean `unknown-key`?");
}

#[test]
fn it_tells_of_itself() {
    let folder = Folder::new();
    let version = format!("timely {}\n", env!("CARGO_PKG_VERSION"));
    assert_eq!(folder.timely(&["--version"]).ends(0).out, version);
    for command in ["generate", "check", "lint", "explain", "completions"] {
        let help = folder.timely(&[command, "--help"]).ends(0);
        assert!(
            help.out.contains(&format!("Usage: timely {command}")),
            "{}",
            help.out
        );
        assert!(!help.out.contains("{program}"), "{}", help.out);
    }
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        folder
            .timely(&["completions", shell])
            .ends(0)
            .says("generate");
    }
    folder.timely(&["explain"]).ends(0).says("unknown-key");
    folder
        .timely(&["explain", "error[unknown-key]:"])
        .ends(0)
        .says("## What to do");
}
