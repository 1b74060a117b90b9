//! `compat` and `upgrade`.

use super::program::{Folder, PETS};

fn folder(compat: &str) -> Folder {
    let folder = Folder::new();
    folder.write("pets.yaml", PETS).write(
        "codegen.toml",
        &format!("[targets.pets]\ndocument = \"pets.yaml\"\noutput = \"api\"\n{compat}\n[targets.pets.rename]\nPet = \"Animal\"\n"),
    );
    folder
}

#[test]
fn a_crate_keeps_its_shape_until_it_is_upgraded() {
    let folder = folder("compat = \"0.1\" # until spring\n");
    folder.timely(&["generate"]).ends(0);
    assert!(folder.has("api/client/pets.rs") && folder.has("api/server/pets.rs"));
    let ran = folder.timely(&["upgrade", "--dry-run"]).ends(0);
    let ran = ran
        .says("pets: from the shape of 0.1 to that of 0.2")
        .says("0.2: the modules of a tag have different names")
        .says("- trait client::pets::PetsApi")
        .says("+ trait client::pets_api::PetsApi");
    assert!(!ran.out.contains("Animal::"), "{}", ran.out);
    assert!(folder.has("api/client/pets.rs"));
    folder
        .timely(&["upgrade"])
        .ends(0)
        .says("`compat = \"0.2\"` for pets");
    assert!(folder.has("api/client/pets_api.rs") && !folder.has("api/client/pets.rs"));
    let config = folder.read("codegen.toml");
    assert!(
        config.contains("compat = \"0.2\" # until spring\n\n[targets.pets.rename]"),
        "{config}"
    );
    folder.timely(&["check"]).ends(0);
    folder
        .timely(&["upgrade"])
        .ends(0)
        .says("has the shape of 0.2 already");
}

#[test]
fn a_setting_that_is_written_in_another_way_is_left_and_told() {
    let folder = Folder::new();
    let config =
        "targets.pets = { document = \"pets.yaml\", output = \"api\", compat = \"0.1\" }\n";
    folder
        .write("pets.yaml", PETS)
        .write("codegen.toml", config);
    folder
        .timely(&["upgrade"])
        .ends(2)
        .says("codegen.toml is left as it is")
        .says("write `compat = \"0.2\"`");
    assert_eq!(folder.read("codegen.toml"), config);
    assert!(!folder.has("api"));
}

#[test]
fn the_newest_shape_is_that_of_those_who_say_nothing() {
    let folder = folder("");
    folder.timely(&["generate"]).ends(0);
    assert!(folder.has("api/client/pets_api.rs"));
    folder
        .timely(&["generate", "--set", "compat=0.3"])
        .ends(2)
        .says("unknown value `0.3`");
    folder
        .timely(&["upgrade", "--target", "pest"])
        .ends(2)
        .says("did you mean `pets`?");
}
