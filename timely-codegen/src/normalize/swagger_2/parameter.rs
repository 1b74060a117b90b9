//! Parameters and headers, whose keywords go into a schema.

use super::collection::Written;
use super::{Converter, Entries, schemas};
use crate::diagnostic::Pointer;
use crate::grammar::{self, HEADER, Object, PARAMETER, SCHEMA};
use serde_json::{Map, Value, json};

/// What a parameter of Swagger 2.0 is part of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Body,
    Form,
    /// What OpenAPI 3 knows as a parameter.
    Other,
}

impl Place {
    pub(super) fn of(parameter: &Entries) -> Self {
        match parameter.get("in").and_then(Value::as_str) {
            Some("body") => Self::Body,
            Some("formData") => Self::Form,
            _ => Self::Other,
        }
    }
}

/// Extensions that speak of the type of a parameter.
fn is_of_schema(key: &str) -> bool {
    key.starts_with("x-enum") || key == "x-rust-type"
}

impl Converter<'_, '_> {
    /// A parameter that is neither a body nor a field of a form.
    pub(super) fn parameter(&mut self, entries: &Entries, from: &Pointer, to: &Pointer) -> Entries {
        let is_query = entries.get("in").is_some_and(|place| place == "query");
        let written = self.written(entries, is_query, from);
        let mut parameter = self.with_schema(&PARAMETER, entries, from, to, written);
        if let Written::Styled { style, explode } = written {
            for (key, value) in [("style", json!(style)), ("explode", json!(explode))] {
                self.moved(&from.child("collectionFormat"), &to.child(key));
                parameter.entry(key).or_insert(value);
            }
        }
        parameter
    }

    /// A header of a response.
    pub(super) fn header(&mut self, entries: &Entries, from: &Pointer, to: &Pointer) -> Entries {
        let written = self.written(entries, false, from);
        self.with_schema(&HEADER, entries, from, to, written)
    }

    /// Puts the keywords of a schema into one.
    fn with_schema(
        &mut self,
        object: &Object,
        entries: &Entries,
        from: &Pointer,
        to: &Pointer,
        written: Written,
    ) -> Entries {
        let has_schema = entries.contains_key("schema") || entries.contains_key("content");
        let (mut own, mut schema) = (Map::new(), Map::new());
        let to_schema = to.child("schema");
        for (key, value) in entries {
            let is_keyword = object.field(key).is_none() && SCHEMA.field(key).is_some();
            if key == "collectionFormat" || key == "examples" {
                continue;
            }
            if schemas::NULLABLE.contains(&key.as_str()) || is_keyword || is_of_schema(key) {
                let name = match schemas::NULLABLE.contains(&key.as_str()) {
                    true => "nullable",
                    false => key,
                };
                if !has_schema {
                    self.moved(&from.child(key), &to_schema.child(name));
                    schema.insert(name.to_owned(), value.clone());
                }
            } else if key == "x-example" && !entries.contains_key("example") {
                self.moved(&from.child(key), &to.child("example"));
                own.insert("example".to_owned(), value.clone());
            } else {
                own.insert(key.clone(), value.clone());
            }
        }
        if !has_schema && !schema.is_empty() {
            self.settle_schema(&mut schema, written);
            own.insert("schema".to_owned(), Value::Object(schema));
        }
        own
    }

    /// The schema of what is written as text.
    pub(super) fn settle_schema(&mut self, schema: &mut Entries, written: Written) {
        schemas::settle_file(schema);
        if written == Written::Unknown {
            schema.retain(|key, _| grammar::is_extension(key) || key == "description");
            schema.insert("type".to_owned(), json!("string"));
        }
    }
}
