//! Tags are the names of modules, and those the names of files: on every system.

use std::collections::BTreeSet;
use timely_codegen::{Generator, tree::SourceTree};

/// The names of the files of the operations with these tags, one each.
fn files(tags: &[&str]) -> BTreeSet<String> {
    let mut paths = serde_json::Map::new();
    for (index, tag) in tags.iter().enumerate() {
        let operation = serde_json::json!({
            "operationId": format!("op{index}"), "tags": [tag], "responses": { "204": { "description": "ok" } },
        });
        paths.insert(format!("/{index}"), serde_json::json!({ "get": operation }));
    }
    let document = serde_json::json!({
        "openapi": "3.0.3", "info": { "title": "T", "version": "1" }, "servers": [{ "url": "/" }], "paths": paths,
    });
    let outcome = Generator::from_str("api.json", document.to_string()).run();
    let shown = outcome.render_diagnostics();
    let module = outcome.module.unwrap_or_else(|| panic!("{shown}"));
    let tree = SourceTree::from_module(&module, "").expect("generated code is Rust");
    let names = tree.files().keys();
    names
        .filter_map(|path| path.strip_prefix("operations").ok())
        .map(|path| path.to_string_lossy().into_owned())
        .filter(|name| name != "mod.rs")
        .collect()
}

#[track_caller]
fn are(tags: &[&str], expected: &[&str]) {
    let expected: BTreeSet<String> = expected.iter().map(|name| (*name).to_owned()).collect();
    assert_eq!(files(tags), expected);
}

#[test]
fn devices_are_no_files() {
    are(
        &["aux", "CON", "Nul", "conin$"],
        &[
            "aux_operations.rs",
            "con_operations.rs",
            "nul_operations.rs",
            "conin_operations.rs",
        ],
    );
    are(
        &["com1", "LPT9", "COM²", "Prn.", "com10"],
        &[
            "com1_operations.rs",
            "lpt9_operations.rs",
            "com2_operations.rs",
            "prn_operations.rs",
            "com10_operations.rs",
        ],
    );
}

#[test]
fn names_that_differ_by_letter_case_or_by_what_no_file_shows() {
    are(
        &["pets", "PETS", "Pets ", "pets..."],
        &[
            "pets_operations.rs",
            "pets_tag_operations.rs",
            "pets_2_operations.rs",
            "pets_3_operations.rs",
        ],
    );
    are(
        &["aux", "aux_operations"],
        &["aux_operations.rs", "aux_operations_operations.rs"],
    );
}

#[test]
fn long_names_and_names_of_other_scripts() {
    let long = "word ".repeat(80);
    let longer = format!("{long} and more");
    let found = files(&[&long, &longer, "日本語", "../../etc", "C:\\x", "mod", ""]);
    assert_eq!(found.len(), 7, "{found:?}");
    for name in &found {
        assert!(name.len() < 130 && name.is_ascii(), "{name}");
        assert!(!name.contains(['/', '\\', ':']), "{name}");
    }
}
