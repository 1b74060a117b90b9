//! Unions of one schema, and unions with null.

use super::{Schema, is_annotation};
use crate::diagnostic::Pointer;
use serde_json::{Value, json};

impl Schema<'_, '_, '_> {
    /// Takes null out of `oneOf` and `anyOf`, and lets go of unions of a single schema. Whether the schema is now made
    /// of other keywords, so that it has to be looked at again.
    pub(super) fn settle_union(&mut self) -> bool {
        ["oneOf", "anyOf", "allOf"]
            .iter()
            .any(|key| self.settle(key))
    }

    fn settle(&mut self, key: &str) -> bool {
        let Some(Value::Array(members)) = self.entries.get_mut(key) else {
            return false;
        };
        let before: Vec<usize> = (0..members.len()).collect();
        let kept: Vec<usize> = before
            .into_iter()
            .filter(|index| key == "allOf" || !is_null(&members[*index]))
            .collect();
        let had_null = kept.len() < members.len();
        let mut index = 0;
        members.retain(|_| {
            index += 1;
            kept.contains(&(index - 1))
        });
        let count = members.len();
        let list = Pointer::root().child(key);
        for (to, from) in kept.iter().enumerate().filter(|(to, from)| to != *from) {
            self.moved(&list.index(*from), &list.index(to));
        }
        if had_null {
            self.set("nullable", json!(true));
        }
        match count {
            0 => {
                self.take(key);
                if had_null {
                    self.set("type", json!("null"));
                }
                false
            }
            1 => self.dissolve(key),
            _ => false,
        }
    }

    /// A union of one schema is that schema. Whether its keywords were taken in here.
    fn dissolve(&mut self, key: &str) -> bool {
        // A discriminator has a property of its own, which the schema itself need not have.
        if self.has("discriminator") {
            return false;
        }
        let at = Pointer::root().child(key).index(0);
        let Some(Value::Array(members)) = self.entries.get(key) else {
            return false;
        };
        let Some(Value::Object(member)) = members.first().cloned() else {
            return false;
        };
        if member.contains_key("$ref") {
            if key == "allOf"
                || member
                    .keys()
                    .any(|key| key != "$ref" && !is_annotation(key))
            {
                return false;
            }
            self.take(key);
            let mut reference = json!({});
            for (name, value) in member {
                if name == "$ref" {
                    reference = json!({ "$ref": value });
                } else {
                    self.adopt(&name, value, &at);
                }
            }
            self.add_to_all_of(reference, &at);
            return false;
        }
        if self
            .entries
            .keys()
            .any(|name| name != key && !is_annotation(name))
        {
            return false;
        }
        self.take(key);
        for (name, value) in member {
            self.adopt(&name, value, &at);
        }
        true
    }

    /// Takes in a keyword of the only member. What the schema says itself counts more; null is allowed by either.
    fn adopt(&mut self, name: &str, value: Value, at: &Pointer) {
        if self.has(name) {
            return;
        }
        self.moved(&at.child(name), &Pointer::root().child(name));
        self.set(name, value);
    }
}

/// Whether a schema, not yet rewritten, allows null and nothing else.
fn is_null(schema: &Value) -> bool {
    let Some(schema) = schema.as_object() else {
        return false;
    };
    if schema.contains_key("$ref") {
        return false;
    }
    let by_type = match schema.get("type") {
        Some(Value::String(name)) => name == "null",
        Some(Value::Array(names)) => !names.is_empty() && names.iter().all(|name| name == "null"),
        _ => false,
    };
    let by_enum = matches!(schema.get("enum"), Some(Value::Array(values)) if !values.is_empty() && values.iter().all(Value::is_null));
    by_type || by_enum || schema.get("const").is_some_and(Value::is_null)
}
