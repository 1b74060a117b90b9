//! Schemas of Swagger 2.0, as those of OpenAPI 3.0.

use super::{Context, Entries};
use crate::diagnostic::Pointer;
use crate::grammar::{self, Kind, Object, Role, Visit, walk};
use serde_json::{Value, json};

/// What many tools write, since Swagger 2.0 has no null.
pub(super) const NULLABLE: &[&str] = &["x-nullable", "x-isnullable"];

/// Rewrites all schemas, where they stand.
pub(super) fn settle(document: &mut Value, context: &mut Context<'_>) {
    let kind = grammar::document_kind(document);
    let mut settler = Settler { context };
    walk(kind, document, &mut Pointer::root(), &mut settler);
}

/// The type of what is no JSON but a file.
const FILE: &str = "file";

/// Makes of `type: file` what OpenAPI 3.0 says of bytes.
pub(super) fn settle_file(entries: &mut Entries) {
    if entries.get("type").is_some_and(|name| name == FILE) {
        entries.insert("type".to_owned(), json!("string"));
        entries.insert("format".to_owned(), json!("binary"));
    }
}

/// Whether a schema is of bytes.
pub(super) fn is_file(entries: &Entries) -> bool {
    let is = |key: &str, value: &str| entries.get(key).is_some_and(|found| found == value);
    is("type", FILE) || is("type", "string") && is("format", "binary")
}

struct Settler<'a, 'b> {
    context: &'a mut Context<'b>,
}

impl Settler<'_, '_> {
    fn schema(&mut self, entries: &mut Entries, pointer: &Pointer) {
        settle_file(entries);
        // How a list is written is for its parameter to say, also where it is a list of lists.
        entries.shift_remove("collectionFormat");
        if let Some(name) = entries.get("discriminator").and_then(Value::as_str) {
            let object = json!({ "propertyName": name });
            entries.insert("discriminator".to_owned(), object);
            let at = pointer.child("discriminator");
            let inner = at.child("propertyName");
            self.context.map.moved(&at, inner);
        }
        self.rename(entries, pointer, NULLABLE, "nullable");
        self.rename(entries, pointer, &["x-example"], "example");
        self.nullable_reference(entries, pointer);
    }

    /// Gives an extension the name that it has in OpenAPI 3.0.
    fn rename(&mut self, entries: &mut Entries, pointer: &Pointer, names: &[&str], name: &str) {
        for old in names {
            let Some(value) = entries.shift_remove(*old) else {
                continue;
            };
            if !entries.contains_key(name) {
                entries.insert(name.to_owned(), value);
                let from = pointer.child(old);
                self.context.map.moved(&from, pointer.child(name));
            }
        }
    }

    /// Keys beside a reference mean nothing, but this one is of tools that mean it.
    fn nullable_reference(&mut self, entries: &mut Entries, pointer: &Pointer) {
        if entries.get("nullable") != Some(&json!(true)) || entries.contains_key("allOf") {
            return;
        }
        if let Some(reference) = entries.shift_remove("$ref") {
            let to = pointer.child("allOf").index(0).child("$ref");
            self.context.map.moved(&pointer.child("$ref"), to);
            entries.insert("allOf".to_owned(), json!([{ "$ref": reference }]));
        }
    }
}

impl Visit for Settler<'_, '_> {
    fn enter(&mut self, kind: &'static Kind, value: &mut Value, pointer: &Pointer) -> bool {
        if let (Kind::Object(Object { role, .. }), Value::Object(entries)) = (kind, value)
            && *role == Role::Schema
        {
            self.schema(entries, pointer);
        }
        true
    }
}
