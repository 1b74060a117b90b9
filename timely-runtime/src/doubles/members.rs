//! What the document says to be secret: where credentials travel, and what is a password or `writeOnly`.

use super::redacted::Redacted;
use crate::{Location, Operation, Schema, SecurityKind};
use serde_json::Value;
use std::collections::BTreeSet;

/// Adds the names of an operation's secrets.
pub(super) fn add(operation: &'static Operation, redacted: &mut Redacted) {
    for requirement in operation.security.iter().copied().flatten() {
        if let SecurityKind::ApiKey { location, name } = requirement.scheme.kind {
            match location {
                Location::Header => {
                    redacted.headers.insert(name.to_ascii_lowercase());
                }
                Location::Query => {
                    redacted.query.insert(name.to_owned());
                }
                _ => {}
            }
        }
    }
    for parameter in operation.parameters {
        let is_secret = serde_json::from_str(parameter.schema.text()).is_ok_and(|s| is_secret(&s));
        match parameter.location {
            Location::Query if is_secret => {
                redacted.query.insert(parameter.name.to_owned());
            }
            Location::Header if is_secret => {
                redacted.headers.insert(parameter.name.to_ascii_lowercase());
            }
            _ => {}
        }
    }
    let sent = operation.request_body.iter().flat_map(|body| body.content);
    let received = operation.media_types.iter().flat_map(|(_, media)| *media);
    let mut left: Vec<&'static Schema> = sent.chain(received).map(|media| media.schema).collect();
    left.extend(operation.json.iter().map(|(_, schema)| *schema));
    let mut seen = BTreeSet::new();
    while let Some(schema) = left.pop() {
        if seen.insert(std::ptr::from_ref(schema)) {
            if let Ok(value) = serde_json::from_str::<Value>(schema.text()) {
                add_members(&value, &mut redacted.members);
            }
            left.extend(schema.references());
        }
    }
}

/// Adds the names of the members that are secret, wherever they stand in a schema.
fn add_members(schema: &Value, names: &mut BTreeSet<String>) {
    match schema {
        Value::Object(keywords) => {
            if let Some(Value::Object(properties)) = keywords.get("properties") {
                let secret = properties.iter().filter(|(_, schema)| is_secret(schema));
                names.extend(secret.map(|(name, _)| name.clone()));
            }
            keywords
                .values()
                .for_each(|value| add_members(value, names));
        }
        Value::Array(items) => items.iter().for_each(|item| add_members(item, names)),
        _ => {}
    }
}

fn is_secret(schema: &Value) -> bool {
    schema["writeOnly"] == true || schema["format"] == "password"
}
