//! What types schemas become, where documents are less plain than they could be.

#![deny(warnings)]

mod combined;
mod default_mapping;
mod file_names;
mod hierarchies;
mod variant_names;

use serde_json::Value;
use std::fmt::Debug;
use timely_codegen::Generator;

/// Reads a value, writes it again, and returns what it was read as.
#[track_caller]
fn round_trip<T: serde::de::DeserializeOwned + serde::Serialize + Debug>(value: Value) -> T {
    let text = value.to_string();
    let read: T = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{text}: {error}"));
    let written = serde_json::to_value(&read).expect("can be written");
    assert_eq!(written, value, "{read:?}");
    read
}

/// What is said about a document with these component schemas, as YAML at the margin.
fn messages(schemas: &str) -> String {
    let indented: String = schemas
        .lines()
        .map(|line| format!("    {line}\n"))
        .collect();
    let text = format!(
        "openapi: 3.1.0\ninfo: {{title: T, version: '1'}}\npaths: {{}}\ncomponents:\n  schemas:\n{indented}"
    );
    let outcome = Generator::from_str("api.yaml", text).run();
    let shown = outcome.render_diagnostics();
    assert!(outcome.module.is_some(), "{shown}");
    shown
}
