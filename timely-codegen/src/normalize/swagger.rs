//! What Swagger 2 writes otherwise, in a document of OpenAPI 3.

use super::checker::Checker;
use crate::grammar::{Object, SCHEMA};
use serde_json::{Map, Value, json};

type Entries = Map<String, Value>;

/// The keywords of a schema right in a parameter, as in Swagger 2.
pub(super) fn schema_keywords(
    checker: &mut Checker<'_, '_>,
    object: &'static Object,
    entries: &mut Entries,
) {
    if entries.contains_key("schema")
        || entries.contains_key("content")
        || !entries.contains_key("type")
    {
        return;
    }
    let schema = take_schema(checker, object, entries);
    checker
        .mended(format!(
            "the type of {} belongs into its `schema`; it is put there",
            object.name
        ))
        .help("write `schema:` around `type`");
    entries.insert("schema".to_owned(), Value::Object(schema));
}

/// The same in a media type.
pub(super) fn keywords_in_media_type(
    checker: &mut Checker<'_, '_>,
    object: &'static Object,
    entries: &mut Entries,
) {
    let typed = ["type", "properties", "items", "allOf", "oneOf", "anyOf"];
    if entries.contains_key("schema") || !typed.iter().any(|key| entries.contains_key(*key)) {
        return;
    }
    let schema = take_schema(checker, object, entries);
    checker
        .mended("the type of a media type belongs into its `schema`; it is put there")
        .help("write `schema:` around it");
    entries.insert("schema".to_owned(), Value::Object(schema));
}

/// Takes out the keys that a schema has and the object has not.
fn take_schema(
    checker: &mut Checker<'_, '_>,
    object: &'static Object,
    entries: &mut Entries,
) -> Entries {
    let own: Vec<String> = entries
        .keys()
        .filter(|key| object.field(key).is_none() && SCHEMA.field(key).is_some())
        .cloned()
        .collect();
    let mut schema = Map::new();
    for key in own {
        if let Some(value) = entries.shift_remove(&key) {
            let from = checker.pointer.child(&key);
            let to = checker.pointer.child("schema").child(&key);
            checker.moved_now(&from, to);
            schema.insert(key, value);
        }
    }
    schema
}

/// The media type of a body whose document does not say.
const JSON: &str = "application/json";

/// A schema right in a body or a response, or in its `content` without a media type.
pub(super) fn schema_of_body(
    checker: &mut Checker<'_, '_>,
    object: &'static Object,
    entries: &mut Entries,
) {
    let base = checker.pointer.clone();
    let to = base.child("content").child(JSON);
    if !entries.contains_key("content")
        && let Some(schema) = entries.shift_remove("schema")
    {
        checker.at("schema", |checker| {
            checker
                .mended(format!(
                    "a schema of {} belongs into its `content`; the media type `{JSON}` is assumed",
                    object.name
                ))
                .at_key()
                .help(format!("write `content: {{{JSON}: {{schema: …}}}}`"));
        });
        checker.moved_now(&base.child("schema"), to.child("schema"));
        entries.insert("content".to_owned(), json!({ JSON: { "schema": schema } }));
        return;
    }
    let content = entries.get_mut("content").and_then(Value::as_object_mut);
    if let Some(content) = content.filter(|content| content.len() == 1)
        && let Some(schema) = content.shift_remove("schema")
    {
        let from = base.child("content").child("schema");
        checker.at("content", |checker| {
            checker.at("schema", |checker| {
                checker
                    .mended(format!(
                        "`content` lists media types; `{JSON}` is assumed for this schema"
                    ))
                    .at_key()
                    .help(format!("write `{JSON}:` around it"));
            });
        });
        checker.moved_now(&from, to.child("schema"));
        content.insert(JSON.to_owned(), json!({ "schema": schema }));
    }
}

/// `type: basic`, as in Swagger 2, and types in other capitals.
pub(super) fn basic_scheme(checker: &mut Checker<'_, '_>, entries: &mut Entries) {
    let Some(name) = entries.get("type").and_then(Value::as_str) else {
        return;
    };
    let name = name.to_owned();
    let known = ["apiKey", "http", "oauth2", "openIdConnect", "mutualTLS"];
    if let Some(meant) = known.iter().find(|known| known.eq_ignore_ascii_case(&name)) {
        if name != **meant {
            checker.at("type", |checker| {
                checker.mended(format!("this is to be `type: {meant}`"));
            });
            entries.insert("type".to_owned(), json!(meant));
        }
        return;
    }
    if !["basic", "bearer"].contains(&name.as_str()) {
        return;
    }
    entries.insert("type".to_owned(), json!("http"));
    entries.insert("scheme".to_owned(), json!(name));
    checker.at("type", |checker| {
        checker.mended(format!("this is to be `type: http` with `scheme: {name}`"));
    });
}
