//! Unions of one schema, and unions with null.

use super::{Schema, duplicates, is_annotation};
use crate::diagnostic::{Code, Pointer};
use serde_json::{Value, json};
use std::collections::BTreeMap;

impl Schema<'_, '_, '_> {
    /// Takes null out of `oneOf` and `anyOf` and what is listed twice out of any list, and lets go of unions of a single
    /// schema. Whether the schema is now made of other keywords, so that it has to be looked at again.
    pub(super) fn settle_union(&mut self) -> bool {
        ["oneOf", "anyOf", "allOf"]
            .iter()
            .any(|key| self.settle(key))
    }

    fn settle(&mut self, key: &str) -> bool {
        let Some(Value::Array(members)) = self.entries.get(key) else {
            return false;
        };
        let count = members.len();
        let copies = duplicates::of(members);
        let is_kept = |index: &usize| {
            let is_null = key != "allOf" && is_null(&members[*index]);
            !is_null && !copies.contains_key(index)
        };
        let kept: Vec<usize> = (0..count).filter(is_kept).collect();
        // Of two that are null, none is the only one that holds.
        let are_two = key == "oneOf" && copies.values().any(|first| is_null(&members[*first]));
        let had_null = key != "allOf" && !are_two && members.iter().any(is_null);
        if key == "oneOf" {
            self.exclude_twins(&copies);
        }
        self.keep(key, &kept);
        if had_null {
            self.set("nullable", json!(true));
        }
        match kept.len() {
            0 => {
                self.take(key);
                if had_null {
                    self.set("type", json!("null"));
                } else if are_two {
                    self.set("not", json!({}));
                }
                false
            }
            1 => self.dissolve(key),
            _ => false,
        }
    }

    /// Keeps these members of a list, in their order.
    fn keep(&mut self, key: &str, kept: &[usize]) {
        let list = Pointer::root().child(key);
        let Some(Value::Array(members)) = self.entries.get_mut(key) else {
            return;
        };
        if kept.len() == members.len() {
            return;
        }
        let mut index = 0;
        let mut wanted = kept.iter().peekable();
        members.retain(|_| {
            index += 1;
            wanted.next_if_eq(&&(index - 1)).is_some()
        });
        for (to, from) in kept.iter().enumerate().filter(|(to, from)| to != *from) {
            self.moved(&list.index(*from), &list.index(to));
        }
    }

    /// What fits one of two equal alternatives of a `oneOf` fits the other as well, so that it is no value: exactly one
    /// must hold. Listed once, it has to be excluded.
    fn exclude_twins(&mut self, copies: &BTreeMap<usize, usize>) {
        if copies.is_empty() {
            return;
        }
        let mut excluded = Vec::new();
        for (copy, first) in copies {
            let at = self.pointer.child("oneOf").index(*copy);
            let message = format!(
                "this is the same as alternative {} of this `oneOf`: no value fits exactly one of them",
                first + 1
            );
            self.context
                .diagnostics
                .warning(Code::ImpossibleSchema, &at, message)
                .help("list it once, or write `anyOf`");
            if !excluded.contains(first) {
                excluded.push(*first);
            }
        }
        // What was said so far was said of places that are others from now on.
        self.context.settle_places();
        let Some(Value::Array(members)) = self.entries.get("oneOf") else {
            return;
        };
        let mut parts: Vec<Value> = excluded
            .iter()
            .filter_map(|first| members.get(*first).cloned())
            .filter(|member| !is_null(member))
            .collect();
        // What was excluded by the document itself stays so.
        parts.extend(self.take("not").filter(|_| !parts.is_empty()));
        match parts.len() {
            0 => {}
            1 => self.set("not", parts.remove(0)),
            _ => self.set("not", json!({ "anyOf": parts })),
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
        let mut others = self
            .entries
            .keys()
            .filter(|name| *name != key && !is_annotation(name))
            .peekable();
        if others.peek().is_some() {
            let is_excluded = others.all(|name| name == "not");
            if is_excluded && key != "allOf" {
                self.take(key);
                self.add_to_all_of(Value::Object(member), &at);
            }
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
