//! The schema of schemas (JSON Schema 2020-12, section 4.3.1 and appendix A of both parts).
//!
//! Documents refer to it where a value is itself a schema. Nothing is read from its address: it is known here.

use super::identifiers::holds_schema;
use serde_json::{Map, Value};

/// Where it and its vocabularies are.
const ADDRESS: &str = "https://json-schema.org/draft/2020-12/";

/// The name that it gets in a file.
const NAME: &str = "JsonSchema";

/// Puts it into a file that refers to it, with its identifier.
pub(super) fn embed(value: &mut Value) {
    if !refers_to_it(value) {
        return;
    }
    // It is read by a test.
    let Ok(schema) = serde_json::from_str(include_str!("metaschema.json")) else {
        return;
    };
    let path: &[&str] = match holds_schema(value) {
        true => &["$defs"],
        false => &["components", "schemas"],
    };
    let mut section = value;
    for key in path {
        let Some(entries) = section.as_object_mut() else {
            return;
        };
        section = entries
            .entry(*key)
            .or_insert_with(|| Value::Object(Map::new()));
    }
    let Some(section) = section.as_object_mut() else {
        return;
    };
    let mut names = (1..).map(|number| match number {
        1 => NAME.to_owned(),
        number => format!("{NAME}{number}"),
    });
    if let Some(name) = names.find(|name| !section.contains_key(name)) {
        section.insert(name, schema);
    }
}

fn refers_to_it(value: &Value) -> bool {
    match value {
        Value::Object(entries) => entries.iter().any(|(key, value)| match value {
            Value::String(text) => {
                ["$ref", "$dynamicRef"].contains(&key.as_str()) && text.starts_with(ADDRESS)
            }
            value => refers_to_it(value),
        }),
        Value::Array(items) => items.iter().any(refers_to_it),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn it_is_put_where_it_is_referred_to() {
        let at = "https://json-schema.org/draft/2020-12/schema";
        let mut value = json!({ "openapi": "3.1.0", "components": { "schemas": {
            "JsonSchema": { "type": "string" },
            "Form": { "$ref": at },
        } } });
        embed(&mut value);
        assert_eq!(value["components"]["schemas"]["JsonSchema2"]["$id"], at);
        let mut value = json!({ "items": { "$ref": at } });
        embed(&mut value);
        assert_eq!(value["$defs"]["JsonSchema"]["$id"], at);
        let mut value = json!({ "$schema": at });
        embed(&mut value);
        assert_eq!(value, json!({ "$schema": at }));
    }
}
