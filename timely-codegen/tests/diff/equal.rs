//! What is spelled otherwise and means the same is no change.

use crate::pair::Pair;
use serde_json::{Map, Value};
use std::path::Path;
use timely_codegen::Generator;

/// The documents of all pairs, and those of the repository.
fn documents() -> Vec<(String, Value)> {
    let mut documents = Vec::new();
    for (name, pair) in crate::all() {
        let [old, new] = Pair::documents(&pair);
        documents.push((format!("{name}: {}: old", pair.name), old));
        documents.push((format!("{name}: {}: new", pair.name), new));
    }
    let specs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec");
    for name in [
        "timely.yaml",
        "channels-messages.yaml",
        "chatbot-platform.yaml",
    ] {
        let text = std::fs::read_to_string(specs.join(name)).expect("it is there");
        let document = serde_yaml::from_str(&text).expect("it is YAML");
        documents.push((name.to_owned(), document));
    }
    documents
}

/// What is found between two documents, each shortly.
fn found(old: &Value, new: &Value) -> Vec<String> {
    let side = |document: &Value| Generator::from_str("api.json", document.to_string());
    let (old, _, report) = side(old).diff(&side(new));
    let Some(report) = report else {
        return vec![old.render_diagnostics()];
    };
    let shown =
        |finding: &timely_codegen::diff::Finding| format!("{} {}", finding.id, finding.message);
    report.findings.iter().map(shown).collect()
}

/// Each change of spelling is tried on one of so many documents, others for each: from its `first` on.
const SAMPLED: usize = 4;

fn none_between(first: usize, way: &str, change: impl Fn(&Value) -> Value) {
    none_of(|_| true, first, way, change);
}

fn none_of(
    counts: impl Fn(&String) -> bool,
    first: usize,
    way: &str,
    change: impl Fn(&Value) -> Value,
) {
    let mut faults = Vec::new();
    for (index, (name, document)) in documents().into_iter().enumerate() {
        // Those of the repository are few, and large.
        if index % SAMPLED != first && name.contains(": ") {
            continue;
        }
        let mut found = found(&document, &change(&document));
        found.retain(&counts);
        if !found.is_empty() {
            faults.push(format!("{name}, {way}:\n  {}", found.join("\n  ")));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n\n"));
}

#[test]
fn a_document_is_itself() {
    none_between(0, "as it is", Value::clone);
}

#[test]
fn the_order_of_keys_is_no_change() {
    none_between(1, "with its keys the other way round", reversed);
}

#[test]
fn the_order_of_lists_of_values_is_no_change() {
    none_between(2, "with lists the other way round", lists_reversed);
}

/// On the wire: types with names of their own are something else in code.
#[test]
fn inline_schemas_are_what_they_are_as_components() {
    let is_wire = |found: &String| !found.starts_with("code-");
    none_of(
        is_wire,
        3,
        "with the schemas of properties as components",
        moved,
    );
}

fn reversed(value: &Value) -> Value {
    match value {
        Value::Object(entries) => {
            let entries = entries.iter().rev();
            Value::Object(
                entries
                    .map(|(key, value)| (key.clone(), reversed(value)))
                    .collect(),
            )
        }
        Value::Array(items) => Value::Array(items.iter().map(reversed).collect()),
        value => value.clone(),
    }
}

/// Lists whose order means nothing, the other way round.
fn lists_reversed(value: &Value) -> Value {
    const UNORDERED: &[&str] = &[
        "required",
        "enum",
        "oneOf",
        "anyOf",
        "allOf",
        "type",
        "parameters",
    ];
    match value {
        Value::Object(entries) => {
            let named =
                entries.contains_key("x-enum-varnames") || entries.contains_key("x-enumNames");
            let change = |(key, value): (&String, &Value)| {
                let mut value = lists_reversed(value);
                if UNORDERED.contains(&key.as_str())
                    && !named
                    && let Value::Array(items) = &mut value
                {
                    items.reverse();
                }
                (key.clone(), value)
            };
            Value::Object(entries.iter().map(change).collect())
        }
        Value::Array(items) => Value::Array(items.iter().map(lists_reversed).collect()),
        value => value.clone(),
    }
}

/// Each schema of a property of a component, as a component of its own.
fn moved(document: &Value) -> Value {
    let mut document = document.clone();
    let Some(Value::Object(schemas)) = document.pointer_mut("/components/schemas") else {
        return document;
    };
    let mut more = Map::new();
    for (name, schema) in schemas.iter_mut() {
        let Some(Value::Object(properties)) = schema.get_mut("properties") else {
            continue;
        };
        for (key, property) in properties.iter_mut() {
            if property.get("$ref").is_none() && property.is_object() {
                let new = format!("{name}{key}Moved");
                let reference = serde_json::json!({"$ref": format!("#/components/schemas/{new}")});
                more.insert(new, std::mem::replace(property, reference));
            }
        }
    }
    schemas.extend(more);
    document
}
