//! Files in the shape of the public JSON-Schema-Test-Suite: schemas, values, and whether each value is valid.

use crate::bridge::Bridge;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::path::{Path, PathBuf};
use timely_codegen::Generator;
use timely_codegen::settings::Settings;
use timely_runtime::{Direction, Schema};

/// One schema and its tests.
#[derive(Deserialize)]
pub(crate) struct Group {
    pub(crate) description: String,
    pub(crate) schema: Value,
    pub(crate) tests: Vec<Test>,
}

/// One value.
#[derive(Deserialize)]
pub(crate) struct Test {
    pub(crate) description: String,
    pub(crate) data: Value,
    pub(crate) valid: bool,
}

/// Every file of a folder and of the folders in it, by its name without ending.
pub(crate) fn files(folder: &Path) -> Vec<(String, Vec<Group>)> {
    let mut files = Vec::new();
    for path in paths(folder) {
        let name = path
            .strip_prefix(folder)
            .expect("it is in the folder")
            .with_extension("");
        let text = std::fs::read_to_string(&path).expect("a file can be read");
        let groups = serde_json::from_str(&text)
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        files.push((name.to_string_lossy().replace('\\', "/"), groups));
    }
    files
}

/// Every JSON file of a folder and of the folders in it, in order.
fn paths(folder: &Path) -> Vec<PathBuf> {
    let mut paths = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(path) = open.pop() {
        if path.is_dir() {
            let entries = std::fs::read_dir(&path).expect("a folder can be read");
            open.extend(entries.map(|entry| entry.expect("an entry can be read").path()));
        } else if path.extension().is_some_and(|ending| ending == "json") {
            paths.push(path);
        }
    }
    paths.sort();
    paths
}

/// Where a schema stands, which decides whether a type is made of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Position {
    /// It has a type, which its keywords may have decided.
    Typed,
    /// It only constrains.
    Constraint,
}

/// What the generated check holds values against, for a schema of the document; the diagnostics if there is none.
pub(crate) fn lowered(schema: &Value, position: Position) -> Result<&'static Schema, String> {
    Suite::default().lowered(schema, position)
}

/// What the schemas of a suite are generated with.
#[derive(Default)]
pub(crate) struct Suite {
    /// Schemas that those of the suite may refer to, by the URIs that they are found at.
    pub(crate) remotes: Vec<(String, Value)>,
    /// Whether all formats are asserted.
    pub(crate) asserts: bool,
}

impl Suite {
    /// With the files of a folder, which is at a URI.
    pub(crate) fn with_remotes(folder: &Path, uri: &str) -> Self {
        let mut remotes = Vec::new();
        for path in paths(folder) {
            let text = std::fs::read_to_string(&path).expect("a file can be read");
            let schema = serde_json::from_str(&text).expect("a remote file is JSON");
            let name = path.strip_prefix(folder).expect("it is in the folder");
            let name = name.to_string_lossy().replace('\\', "/");
            remotes.push((format!("{uri}{name}"), schema));
        }
        Self {
            remotes,
            asserts: false,
        }
    }

    /// As [`lowered`], with what the suite has.
    pub(crate) fn lowered(
        &self,
        schema: &Value,
        position: Position,
    ) -> Result<&'static Schema, String> {
        let mut schemas = Map::new();
        for (uri, remote) in self.remotes_of(schema) {
            let name = format!("Remote{}", schemas.len());
            schemas.insert(name, at_uri(uri, remote));
        }
        let schema = with_base(schema);
        let schema = match position {
            Position::Typed => schema,
            // Says the same, and is no place of a type.
            Position::Constraint => json!({ "not": { "not": schema } }),
        };
        schemas.insert("Case".to_owned(), schema);
        let document = json!({
            "openapi": "3.1.0",
            "info": { "title": "Case", "version": "1" },
            "paths": {},
            "components": { "schemas": schemas },
        });
        let settings = Settings::default().assert_formats(self.asserts);
        let generator = Generator::from_str("case.json", document.to_string());
        let outcome = generator.settings(settings).run();
        match outcome.api() {
            Some(api) if outcome.module.is_some() => Ok(Bridge::new(api).of("Case")),
            _ => Err(outcome.render_diagnostics()),
        }
    }

    /// The remote schemas that a schema may need: all, if it speaks of any.
    fn remotes_of(&self, schema: &Value) -> &[(String, Value)] {
        let text = schema.to_string();
        let host = |uri: &str| uri.split('/').take(3).collect::<Vec<_>>().join("/");
        let is_needed = self
            .remotes
            .first()
            .is_some_and(|(uri, _)| text.contains(&host(uri)));
        if is_needed { &self.remotes } else { &[] }
    }
}

/// A schema with a base of its own, so that its references count from it and not from the document around it.
fn with_base(schema: &Value) -> Value {
    let mut schema = schema.clone();
    if let Value::Object(entries) = &mut schema {
        let base = json!("https://case.test/schema");
        entries.entry("$id").or_insert(base);
    }
    schema
}

/// A schema that is found at a URI, whatever its own identifier is.
fn at_uri(uri: &str, schema: &Value) -> Value {
    let mut schema = schema.clone();
    match &mut schema {
        Value::Object(entries) if !entries.contains_key("$id") => {
            entries.insert("$id".to_owned(), json!(uri));
        }
        Value::Object(entries) if entries["$id"] == json!(uri) => {}
        _ => return json!({ "$id": uri, "$ref": "#/$defs/it", "$defs": { "it": schema } }),
    }
    schema
}

/// Whether the generated check lets a value pass, as its two ways to ask for it say alike.
pub(crate) fn passes(schema: &Schema, value: &Value) -> bool {
    let passes = schema.check(value, Direction::Request).is_empty();
    assert_eq!(
        schema.is_valid(value, Direction::Request),
        passes,
        "{value} by {schema:?}"
    );
    passes
}
