//! Keys of OpenAPI 3.2 that say something about what OpenAPI 3.0 knows: each goes under a key of our own.

use super::internal;
use serde_json::{Map, Value, json};

type Entries = Map<String, Value>;

/// The servers and tags of the document.
pub(super) fn document(entries: &mut Entries) {
    servers(entries);
    each(entries, "tags", |tag| {
        rename(tag, "summary", internal::TAG_SUMMARY);
        rename(tag, "parent", internal::TAG_PARENT);
        rename(tag, "kind", internal::TAG_KIND);
    });
}

/// The servers of the document, a path or an operation.
pub(super) fn servers(entries: &mut Entries) {
    each(entries, "servers", |server| {
        rename(server, "name", internal::SERVER_NAME);
    });
}

pub(super) fn security_scheme(entries: &mut Entries) {
    rename(entries, "oauth2MetadataUrl", internal::METADATA_URL);
    rename(entries, "deprecated", internal::SCHEME_DEPRECATED);
    if let Some(flows) = entries.get_mut("flows").and_then(Value::as_object_mut) {
        rename(flows, "deviceAuthorization", internal::DEVICE_FLOW);
    }
}

pub(super) fn parameter(entries: &mut Entries) {
    if entries.get("style").is_some_and(|style| style == "cookie") {
        entries.insert("style".to_owned(), json!("form"));
        entries.insert(internal::STYLE.to_owned(), json!("cookie"));
    }
}

/// Does something with each object of a list.
fn each(entries: &mut Entries, key: &str, action: impl Fn(&mut Entries)) {
    let items = entries.get_mut(key).and_then(Value::as_array_mut);
    items
        .into_iter()
        .flatten()
        .filter_map(Value::as_object_mut)
        .for_each(action);
}

fn rename(entries: &mut Entries, from: &str, to: &str) {
    if let Some(value) = entries.shift_remove(from) {
        entries.insert(to.to_owned(), value);
    }
}
