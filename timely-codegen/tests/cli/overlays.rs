//! Overlays: documents that are mended without being edited.

use super::program::{Folder, PETS};

const FIXES: &str = "\
overlay: 1.1.0
info: {title: Fixes, version: '1'}
actions:
  - target: $.info
    update: {title: Cats, sumary: wrong}
  - target: $.paths['/pets'].get.parameters[0]
    remove: true
  - target: $.paths['/dogs']
    remove: true
";

fn folder() -> Folder {
    let folder = Folder::new();
    folder.write("pets.yaml", PETS).write("fixes.yaml", FIXES);
    folder
}

#[test]
fn an_overlay_changes_what_is_generated() {
    let folder = folder();
    let ran = folder
        .timely(&["bundle", "pets.yaml", "--overlay", "fixes.yaml"])
        .ends(0);
    assert!(ran.out.contains("title: Cats"), "{}", ran.out);
    folder
        .timely(&["lint", "pets.yaml", "--overlay", "fixes.yaml"])
        .ends(0)
        // What it put into the document stands in its file.
        .says(" --> fixes.yaml:5:27")
        .says("warning[overlay-no-match]: `$.paths['/dogs']` selects nothing")
        .says(" --> fixes.yaml:8:13");
    folder
        .timely(&["lint", "pets.yaml", "--overlay", "nothing.yaml"])
        .ends(1)
        .says("there is no file nothing.yaml");
    folder
        .timely(&["lint", "pets.yaml", "--overlay", "pets.yaml"])
        .ends(1)
        .says("this is no overlay");
}

#[test]
fn places_are_right_after_an_item_is_removed() {
    let folder = folder();
    let document = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths: {}\ntags:\n- {name: a}\n- {name: b}\n- {nam: c}\n";
    folder.write("tags.yaml", document).write(
        "remove.yaml",
        "overlay: 1.0.0\ninfo: {title: T, version: '1'}\nactions: [{target: '$.tags[?@.name]', remove: true}]\n",
    );
    folder
        .timely(&["lint", "tags.yaml", "--overlay", "remove.yaml"])
        .says("tags.yaml:7:4");
}

#[test]
fn a_target_has_overlays_of_its_own() {
    let folder = folder();
    let config = "[targets.pets]\ndocument = \"../pets.yaml\"\noutput = \"../api\"\noverlays = [\"../fixes.yaml\"]\n";
    folder.write("spec/codegen.toml", config);
    folder.timely(&["generate"]).ends(0);
    assert!(folder.read("api/mod.rs").contains("Cats"));
    folder.timely(&["check"]).ends(0);
    // It is as much a source of the code as the document.
    folder.write("fixes.yaml", &FIXES.replace("Cats", "Dogs"));
    folder.timely(&["check"]).ends(1).says("fixes.yaml");
}

#[test]
fn an_edited_copy_becomes_an_overlay() {
    let folder = folder();
    let edited = PETS.replace("title:", "x-edited: [1, {a: b}]\n  title:");
    assert_ne!(edited, PETS);
    folder.write("edited.yaml", &edited);
    folder
        .timely(&[
            "overlay",
            "diff",
            "pets.yaml",
            "edited.yaml",
            "--out",
            "edit.yaml",
        ])
        .ends(0);
    assert!(folder.read("edit.yaml").contains("target: $.info"));
    let bundle = |arguments: &[&str]| {
        let arguments = [&["bundle", "--format", "json"], arguments].concat();
        let text = folder.timely(&arguments).ends(0).out;
        text.parse::<serde_json::Value>().expect("it is JSON")
    };
    assert_eq!(
        bundle(&["pets.yaml", "--overlay", "edit.yaml"]),
        bundle(&["edited.yaml"])
    );
}

#[test]
fn a_new_crate_takes_its_overlays_along() {
    let folder = folder();
    folder
        .timely(&[
            "new",
            "pets",
            "--spec",
            "pets.yaml",
            "--overlay",
            "fixes.yaml",
        ])
        .ends(0);
    let config = folder.read("pets/codegen.toml");
    assert!(
        config.contains("overlays = [\"spec/fixes.yaml\"]"),
        "{config}"
    );
    assert_eq!(folder.read("pets/spec/fixes.yaml"), FIXES);
    folder.below("pets").timely(&["check"]).ends(0);
}

#[test]
fn an_overlay_may_name_a_type_of_ones_own() {
    let folder = Folder::new();
    let document = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths: {}\ncomponents:\n  schemas:\n    Money: {type: object}\n    Price: {type: object, x-rust-type: 'mine::Price'}\n    Tax: {type: object}\n";
    folder.write("api.yaml", document).write(
        "types.yaml",
        "overlay: 1.1.0\ninfo: {title: T, version: '1'}\nactions:\n- {target: $.components.schemas.Money, update: {x-rust-type: 'mine::Money'}}\n- {target: $.components.schemas.Tax, update: {x-rust-type: 'mine::Tax; mod evil {}'}}\n",
    );
    folder
        .timely(&[
            "generate",
            "api.yaml",
            "--out",
            "api",
            "--overlay",
            "types.yaml",
        ])
        .ends(0)
        .says("`x-rust-type` is not taken from a document")
        .says("types.yaml:5:47");
    let files = std::fs::read_dir(folder.path().join("api/models")).expect("there are models");
    let code: String = files
        .map(|file| std::fs::read_to_string(file.expect("an entry").path()).expect("it is text"))
        .collect();
    assert!(code.contains("mine::Money"), "{code}");
    assert!(
        !code.contains("mine::Price") && !code.contains("evil"),
        "{code}"
    );
}
