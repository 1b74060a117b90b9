//! What `new` says of a crate that it makes, and which it does not make.

use super::program::{Folder, PETS};

fn repository() -> String {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).parent();
    let folder = folder.expect("it is a folder of the repository");
    folder.display().to_string()
}

#[test]
fn names_that_clash_are_refused() {
    let folder = Folder::new();
    folder.write("pets.yaml", PETS);
    for (name, why) in [
        ("tokio", "the crate depends on `tokio`"),
        ("axum", "the crate depends on `axum`"),
        ("timely-runtime", "the crate depends on `timely-runtime`"),
        ("My-SDK", "`my-sdk` is one"),
        ("match", "`match` is a keyword of Rust"),
        ("nul", "Windows"),
    ] {
        folder
            .timely(&[
                "new",
                name,
                "--spec",
                "pets.yaml",
                "--outputs",
                "client,server",
            ])
            .ends(2)
            .says(why)
            .says("--name");
        assert!(!folder.has(name), "{name}");
    }
    // Which has no examples that depend on it.
    folder
        .timely(&["new", "axum", "--spec", "pets.yaml"])
        .ends(0);
}

#[test]
fn a_choice_of_nothing_is_refused() {
    let folder = Folder::new();
    folder.write("pets.yaml", PETS);
    let new = ["new", "pets", "--spec", "pets.yaml"];
    folder
        .timely(&[&new[..], &["--include", "nothere"]].concat())
        .ends(2)
        .says("none of the 3 operations of pets.yaml is left");
    folder
        .timely(&[&new[..], &["--exclude", "*"]].concat())
        .ends(2)
        .says("`timely inspect` lists their ids");
    assert!(!folder.has("pets"));
    let nothing = "openapi: 3.1.0\ninfo: {title: A, version: \"1\"}\npaths: {}\n";
    folder
        .timely_reading(nothing, &["new", "a", "--spec", "-", "--exclude", "*"])
        .ends(0);
}

#[test]
fn a_folder_has_to_have_the_runtime() {
    let folder = Folder::new();
    folder.write("pets.yaml", PETS);
    let new = ["new", "pets", "--spec", "pets.yaml", "--runtime-path"];
    folder
        .timely(&[&new[..], &["."]].concat())
        .ends(2)
        .says("no `timely-runtime/Cargo.toml`");
    assert!(!folder.has("pets"));
    folder
        .timely(&[&new[..], &[&repository()]].concat())
        .ends(0)
        .says("CI needs `--runtime-git URL`");
    let workflow = folder.read("pets/.github/workflows/ci.yml");
    assert!(workflow.contains("remove this step"), "{workflow}");
}

#[test]
fn a_workspace_around_is_noted() {
    let folder = Folder::new();
    let members = "[workspace]\nmembers = [\"sdk-*\"]\nexclude = [\"out\"]\n";
    folder.write("pets.yaml", PETS).write("Cargo.toml", members);
    for (name, is_part) in [("sdk-pets", true), ("out/pets", true), ("pets", false)] {
        let ran = folder.timely(&["new", name, "--spec", "pets.yaml"]).ends(0);
        let is_noted = ran.err.contains("add \"pets\" to its `members`");
        assert_eq!(is_noted, !is_part, "{name}: {}", ran.err);
    }
}

#[test]
fn the_quickstart_is_told_where_the_server_is() {
    let folder = Folder::new();
    let base = "\nservers: [{url: \"https://pets.example/v2\"}]\npaths:";
    let document = PETS.replacen("\npaths:", base, 1);
    let arguments = ["new", "pets", "--spec", "-", "--outputs", "client,server"];
    let ran = folder.timely_reading(&document, &arguments).ends(0);
    let (before, _) = ran
        .out
        .split_once("_BASE_URL=http://127.0.0.1:8080/v2 cargo run --example quickstart")
        .unwrap_or_else(|| panic!("{}", ran.out));
    assert!(before.contains("cargo run --example server"), "{before}");
    let server = folder.read("pets/examples/server.rs");
    assert!(
        server.contains("listening on http://{}{BASE_PATH}"),
        "{server}"
    );
    assert!(
        folder
            .read("pets/README.md")
            .contains("127.0.0.1:8080/v2 cargo run")
    );
}

#[test]
fn the_readme_lists_what_there_is() {
    let folder = Folder::new();
    folder.write("pets.yaml", include_str!("../../src/guide/pets.yaml"));
    for (outputs, listed) in [
        (
            "webhooks",
            "| `pet.arrived` | `WebhookEvent::PetArrived(models::PetArrived)` |",
        ),
        ("models", "| `PetCreate` |"),
    ] {
        folder
            .timely(&[
                "new",
                outputs,
                "--name",
                "pets",
                "--spec",
                "pets.yaml",
                "--outputs",
                outputs,
            ])
            .ends(0);
        let readme = folder.read(&format!("{outputs}/README.md"));
        assert!(readme.contains(listed), "{readme}");
        assert!(!readme.contains("list_pets"), "{readme}");
    }
}

#[test]
fn commands_without_a_configuration_say_what_to_do() {
    let folder = Folder::new();
    for (command, advice) in [
        ("lint", "use `timely lint FILE [--settings settings.toml]`"),
        ("check", "`timely check openapi.yaml --out src/api`"),
        ("upgrade", "set `compat` among the macro's arguments"),
    ] {
        folder.timely(&[command]).ends(2).says(advice);
    }
}

#[test]
fn the_default_of_outputs_is_that_of_the_command() {
    let folder = Folder::new();
    folder
        .timely(&["new", "--help"])
        .ends(0)
        .says("[default: client");
    folder
        .timely(&["init", "--help"])
        .ends(0)
        .says("[default: client");
    folder
        .timely(&["lint", "--help"])
        .ends(0)
        .says("[default: all]");
}
