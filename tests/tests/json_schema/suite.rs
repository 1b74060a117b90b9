//! Files in the shape of the public JSON-Schema-Test-Suite: schemas, values, and whether each value is valid.

use crate::bridge::Bridge;
use serde::Deserialize;
use serde_json::{Value, json};
use std::path::Path;
use timely_codegen::Generator;
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
    let mut open = vec![folder.to_owned()];
    while let Some(path) = open.pop() {
        if path.is_dir() {
            let entries = std::fs::read_dir(&path).expect("a folder can be read");
            open.extend(entries.map(|entry| entry.expect("an entry can be read").path()));
        } else if path.extension().is_some_and(|ending| ending == "json") {
            let name = path
                .strip_prefix(folder)
                .expect("it is in the folder")
                .with_extension("");
            let text = std::fs::read_to_string(&path).expect("a file can be read");
            let groups = serde_json::from_str(&text)
                .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            files.push((name.to_string_lossy().replace('\\', "/"), groups));
        }
    }
    files.sort_by(|(a, _), (b, _)| a.cmp(b));
    files
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
    let mut schema = schema.clone();
    settle_references(&mut schema, position);
    if position == Position::Constraint {
        // Says the same, and is no place of a type.
        schema = json!({ "not": { "not": schema } });
    }
    let document = json!({
        "openapi": "3.1.0",
        "info": { "title": "Case", "version": "1" },
        "paths": {},
        "components": { "schemas": { "Case": schema } },
    });
    let outcome = Generator::from_str("case.json", document.to_string()).run();
    match outcome.api() {
        Some(api) if outcome.module.is_some() => Ok(Bridge::new(api).of("Case")),
        _ => Err(outcome.render_diagnostics()),
    }
}

/// References within the schema, which the document does not begin with.
fn settle_references(schema: &mut Value, position: Position) {
    match schema {
        Value::Array(items) => items
            .iter_mut()
            .for_each(|item| settle_references(item, position)),
        Value::Object(entries) => {
            if let Some(Value::String(reference)) = entries.get_mut("$ref")
                && let Some(rest) = reference.strip_prefix('#')
                && (rest.is_empty() || rest.starts_with('/'))
            {
                let base = match position {
                    Position::Typed => "#/components/schemas/Case",
                    Position::Constraint => "#/components/schemas/Case/not/not",
                };
                *reference = format!("{base}{rest}");
            }
            entries
                .values_mut()
                .for_each(|value| settle_references(value, position));
        }
        _ => {}
    }
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
