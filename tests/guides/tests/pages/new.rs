//! The crate of the guides against what `timely new` makes of their document.

use super::text::{blocks, read, repository};
use std::{ffi::OsString, fs, path::Path};
use timely_codegen::cli;
use toml::Table;

#[test]
fn the_crate_of_the_guides_is_what_new_makes() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("my-sdk");
    if folder.exists() {
        fs::remove_dir_all(&folder).unwrap();
    }
    let document = repository().join("timely-codegen/src/guide/pets.yaml");
    let words: [OsString; 7] = [
        "timely".into(),
        "new".into(),
        folder.clone().into(),
        "--spec".into(),
        document.into(),
        "--outputs".into(),
        "client,server,webhooks".into(),
    ];
    cli::run(words);
    let made = |path: &str| fs::read_to_string(folder.join(path)).unwrap();

    // Signatures are not part of OpenAPI, nor are variables of the environment: the pages say that they are added by hand.
    let settings = read("timely-codegen/src/guide/codegen.toml");
    let settings = settings.replace("env_prefix = \"MY_SDK\"\n", "");
    let (recognized, added) = settings.split_once("\n[targets.my-sdk.webhooks]").unwrap();
    assert_eq!(made("codegen.toml").trim(), recognized.trim());
    assert!(!added.contains('['), "{added}");

    let index = read("timely-codegen/src/guide/index.md");
    let shown: Table = blocks(&index, "toml")[0].parse().unwrap();
    let manifest: Table = made("Cargo.toml").parse().unwrap();
    for (table, entries) in &shown {
        assert_eq!(manifest[table], *entries, "{table}");
    }
    assert!(shown.contains_key("dependencies"), "{shown}");
}
