//! Parameters that are the body of a request.

use super::operation::Given;
use super::{Converter, Entries, reference};
use crate::diagnostic::Pointer;
use crate::grammar;
use serde_json::{Map, Value, json};

impl Converter<'_, '_> {
    /// The body that a parameter describes, where it stands.
    pub(super) fn body(
        &mut self,
        parameter: &Entries,
        from: &Pointer,
        to: &Pointer,
        types: &[String],
    ) -> Entries {
        let any = json!({});
        let schema = parameter.get("schema").unwrap_or(&any);
        self.body_of(parameter, schema, from, to, types)
    }

    /// The body of an operation. One that several share is written once, if they send it in the same way.
    pub(super) fn given_body(
        &mut self,
        given: &Given<'_>,
        to: &Pointer,
        types: &[String],
    ) -> Option<Value> {
        if !given.is_global && self.placed.insert(given.place.clone()) {
            self.moved(&given.place, to);
            let body = self.body(given.entries, &given.place, to, types);
            return Some(Value::Object(body));
        }
        if given.is_global && *types == *self.consumes {
            return Some(reference(&given.place));
        }
        let at = given.place.child("schema");
        let schema = match given.entries.get("schema") {
            Some(schema) if grammar::reference(schema).is_some() => schema.clone(),
            Some(_) => reference(&at),
            None => json!({}),
        };
        if !self.may_copy(given.entries.len(), &given.place) {
            return None;
        }
        self.copying(|converter| {
            converter.moved(&given.place, to);
            let body = converter.body_of(given.entries, &schema, &given.place, to, types);
            Some(Value::Object(body))
        })
    }

    fn body_of(
        &mut self,
        parameter: &Entries,
        schema: &Value,
        from: &Pointer,
        to: &Pointer,
        types: &[String],
    ) -> Entries {
        let mut body = Map::new();
        for (key, value) in parameter {
            if matches!(key.as_str(), "description" | "required") || is_kept(key) {
                self.moved(&from.child(key), &to.child(key));
                body.insert(key.clone(), value.clone());
            }
        }
        let content = self.content(types, schema, &from.child("schema"), &to.child("content"));
        body.insert("content".to_owned(), Value::Object(content));
        body
    }
}

/// Whether an extension says something of a whole body. Examples are of its media types.
fn is_kept(key: &str) -> bool {
    grammar::is_extension(key) && !key.starts_with("x-example")
}
