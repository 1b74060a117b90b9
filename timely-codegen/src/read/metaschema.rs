//! The schema of schemas (JSON Schema 2020-12, section 4.3.1 and appendix A of both parts).
//!
//! Documents refer to it where a value is itself a schema. Nothing is read from its address: the keywords of each vocabulary
//! are known here, and what each of them must be.

use super::identifiers::holds_schema;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// Where it and its vocabularies are.
const ADDRESS: &str = "https://json-schema.org/draft/2020-12/";

/// The schema of all keywords; the others are those of vocabularies.
const WHOLE: &str = "schema";

/// The vocabularies that a schema has unless it says otherwise: all but the one that has formats asserted.
const NOT_IN_WHOLE: &str = "meta/format-assertion";

/// Puts what a file refers to of it into the file, with its identifiers.
pub(super) fn embed(value: &mut Value) {
    let mut wanted = BTreeSet::new();
    find_references(value, &mut wanted);
    if wanted.is_empty() {
        return;
    }
    // A test reads it.
    let Ok(Value::Object(vocabularies)) = serde_json::from_str(include_str!("metaschema.json"))
    else {
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
    for name in wanted {
        if let Some(keywords) = keywords_of(&name, &vocabularies) {
            section.insert(free_name(&name, section), schema(&name, keywords));
        }
    }
}

/// What each keyword of a schema must be.
fn keywords_of(name: &str, vocabularies: &Map<String, Value>) -> Option<Map<String, Value>> {
    if name != WHOLE {
        return vocabularies.get(name)?.as_object().cloned();
    }
    let all = vocabularies
        .iter()
        .filter(|(name, _)| *name != NOT_IN_WHOLE);
    let all = all.filter_map(|(_, keywords)| keywords.as_object());
    Some(all.flat_map(Clone::clone).collect())
}

/// A schema that says nothing of the type that is made of it: any value, so that no keyword is lost.
fn schema(name: &str, keywords: Map<String, Value>) -> Value {
    json!({
        "$id": format!("{ADDRESS}{name}"),
        "$dynamicAnchor": "meta",
        "description": "A schema of JSON Schema.",
        "not": { "not": { "type": ["object", "boolean"], "properties": keywords } },
    })
}

/// A name that is not taken.
fn free_name(name: &str, section: &Map<String, Value>) -> String {
    let name = match name.strip_prefix("meta/") {
        Some(vocabulary) => format!("json-schema-{vocabulary}"),
        None => "JsonSchema".to_owned(),
    };
    let numbered = (2..).map(|number| format!("{name}{number}"));
    let mut names = std::iter::once(name.clone()).chain(numbered);
    let free = names.find(|name| !section.contains_key(name));
    free.unwrap_or(name)
}

/// Finds what references name below the address.
fn find_references(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(entries) => {
            for (key, value) in entries {
                match value {
                    Value::String(text) if ["$ref", "$dynamicRef"].contains(&key.as_str()) => {
                        let name = text.strip_prefix(ADDRESS);
                        let name = name.map(|name| name.split('#').next().unwrap_or(name));
                        found.extend(name.map(str::to_owned));
                    }
                    value => find_references(value, found),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| find_references(item, found)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_put_where_it_is_referred_to() {
        let at = "https://json-schema.org/draft/2020-12/schema";
        let mut value = json!({ "openapi": "3.1.0", "components": { "schemas": {
            "JsonSchema": { "type": "string" },
            "Form": { "$ref": at },
        } } });
        embed(&mut value);
        let schema = &value["components"]["schemas"]["JsonSchema2"];
        assert_eq!(schema["$id"], at);
        let keywords = &schema["not"]["not"]["properties"];
        for keyword in ["$id", "items", "type", "title", "format", "definitions"] {
            assert!(!keywords[keyword].is_null(), "{keyword}");
        }
        let core = format!("{ADDRESS}meta/core");
        let mut value = json!({ "items": { "$ref": format!("{core}#meta") } });
        embed(&mut value);
        assert_eq!(value["$defs"]["json-schema-core"]["$id"], core.as_str());
        let mut value = json!({ "$schema": at, "example": "$ref" });
        let before = value.clone();
        embed(&mut value);
        assert_eq!(value, before);
    }
}
