//! Values that a schema of the document allows.

use super::merged;
use serde_json::{Map, Value, json};

/// An identifier that nothing has.
pub(crate) const NOBODY: &str = "0b5c2f6e-7a31-4d0c-9a54-3f1e6d2b8c70";

/// What stands for a value that the document does not list.
pub(crate) const UNLISTED: &str = "from-the-future";

/// Which value to make.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Minimal,
    Full,
    /// With values that no enumeration lists.
    Future,
}

/// A value with what is required and nothing else.
pub(crate) fn minimal(schema: &Value) -> Value {
    make(schema, Kind::Minimal)
}

/// A value with every property.
pub(crate) fn full(schema: &Value) -> Value {
    make(schema, Kind::Full)
}

/// A value with every property, whose enumerations all have values that the document does not list.
pub(crate) fn future(schema: &Value) -> Value {
    make(schema, Kind::Future)
}

/// The value with a further property in every object whose properties the schema names.
pub(crate) fn with_unknown_properties(schema: &Value, value: &Value) -> Value {
    let schema = merged(schema);
    if let Some(first) = schema["oneOf"].get(0) {
        return with_unknown_properties(first, value);
    }
    match value {
        Value::Array(items) => items
            .iter()
            .map(|item| with_unknown_properties(&schema["items"], item))
            .collect(),
        Value::Object(members) if schema.get("properties").is_some() => {
            let inner = members.iter().map(|(name, value)| {
                let value = with_unknown_properties(&schema["properties"][name], value);
                (name.clone(), value)
            });
            let mut object: Map<String, Value> = inner.collect();
            object.insert(
                "x_unknown".to_owned(),
                json!({ "nested": [1, null, "two"] }),
            );
            Value::Object(object)
        }
        other => other.clone(),
    }
}

fn make(schema: &Value, kind: Kind) -> Value {
    let schema = merged(schema);
    if let Some(value) = schema.get("const") {
        return value.clone();
    }
    if let Some(first) = schema["oneOf"].get(0) {
        return make(first, kind);
    }
    if let Some(listed) = schema["enum"].as_array() {
        return if kind == Kind::Future {
            json!(UNLISTED)
        } else {
            listed[0].clone()
        };
    }
    match main_type(&schema) {
        "string" => json!(text(&schema)),
        "integer" => schema.get("minimum").cloned().unwrap_or(json!(3)),
        "number" => json!(0.5),
        "boolean" => json!(true),
        "array" if kind == Kind::Minimal && schema.get("minItems").is_none() => json!([]),
        "array" => json!([make(&schema["items"], kind)]),
        "object" => object(&schema, kind),
        other => panic!("no sample of type {other}: {schema}"),
    }
}

/// The type that is not null.
fn main_type(schema: &Value) -> &str {
    let types = &schema["type"];
    let named = types.as_str().or_else(|| {
        types
            .as_array()?
            .iter()
            .filter_map(Value::as_str)
            .find(|name| *name != "null")
    });
    named.unwrap_or_else(|| panic!("a schema without type: {schema}"))
}

fn object(schema: &Value, kind: Kind) -> Value {
    let Some(properties) = schema["properties"].as_object() else {
        return json!({ "free": { "form": [1, true, null] } });
    };
    let wanted = properties
        .iter()
        .filter(|(name, _)| kind != Kind::Minimal || requires(schema, name));
    let mut members: Map<String, Value> = wanted
        .map(|(name, schema)| (name.clone(), make(schema, kind)))
        .collect();
    for branch in branches(schema, &members) {
        for name in branch["required"].as_array().into_iter().flatten() {
            let name = name.as_str().expect("a name");
            let value = || make(&properties[name], kind);
            members.entry(name).or_insert_with(value);
        }
        members.retain(|name, _| branch["properties"][name] != false);
    }
    Value::Object(members)
}

/// The schemas that hold besides, because of what the members are: `then` or `else`, of the schema itself and of `allOf`.
pub(super) fn branches<'a>(schema: &'a Value, members: &Map<String, Value>) -> Vec<&'a Value> {
    let parts = schema["allOf"].as_array().into_iter().flatten();
    let conditional = std::iter::once(schema)
        .chain(parts)
        .filter(|part| part.get("if").is_some());
    conditional
        .filter_map(|part| {
            let branch = if holds(&part["if"], members) {
                "then"
            } else {
                "else"
            };
            part.get(branch)
        })
        .collect()
}

/// Whether members are as a condition says, as far as the document has conditions.
fn holds(condition: &Value, members: &Map<String, Value>) -> bool {
    let required = condition["required"].as_array().into_iter().flatten();
    let there = required
        .into_iter()
        .all(|name| members.contains_key(name.as_str().expect("a name")));
    let properties = condition["properties"].as_object().into_iter().flatten();
    there
        && properties
            .filter_map(|(name, property)| Some((property, members.get(name)?)))
            .all(|(property, value)| match property["enum"].as_array() {
                Some(listed) => listed.contains(value),
                None => property["const"] == *value,
            })
}

/// Whether an object schema requires a property.
pub(super) fn requires(schema: &Value, name: &str) -> bool {
    schema["required"]
        .as_array()
        .is_some_and(|required| required.iter().any(|own| own == name))
}

fn text(schema: &Value) -> &'static str {
    match schema["format"].as_str() {
        None => "some text",
        Some("uuid") => NOBODY,
        Some("date-time") => "2026-01-31T08:30:00Z",
        Some("date") => "2026-01-31",
        Some("email") => "joao@example.com",
        Some("uri") => "https://example.com/hook",
        Some(other) => panic!("no sample of format {other}"),
    }
}
