//! Keywords that OpenAPI 3.0 does not have: kept under internal keys.

use super::Schema;
use crate::diagnostic::{Code, Pointer};
use crate::normalize::internal;
use serde_json::{Value, json};

/// The keywords and where they go.
const KEPT: &[(&str, &str)] = &[
    ("prefixItems", internal::PREFIX_ITEMS),
    ("contains", internal::CONTAINS),
    ("unevaluatedItems", internal::UNEVALUATED_ITEMS),
    ("patternProperties", internal::PATTERN_PROPERTIES),
    ("propertyNames", internal::PROPERTY_NAMES),
    ("dependentRequired", internal::DEPENDENT_REQUIRED),
    ("dependentSchemas", internal::DEPENDENT_SCHEMAS),
    ("unevaluatedProperties", internal::UNEVALUATED_PROPERTIES),
    ("minContains", internal::MIN_CONTAINS),
    ("maxContains", internal::MAX_CONTAINS),
    ("if", internal::IF),
    ("then", internal::THEN),
    ("else", internal::ELSE),
];

impl Schema<'_, '_, '_> {
    /// Renames what is left of the newer dialect, after everything inside was rewritten.
    pub(super) fn rename_kept(&mut self) {
        self.drop_what_says_nothing();
        self.close_object();
        self.open_to_patterns();
        for (key, kept) in KEPT {
            self.rename(key, kept);
        }
        if self.rename("contentSchema", internal::CONTENT_SCHEMA) {
            self.context
                .diagnostics
                .warning(
                    Code::NotEnforced,
                    &self.pointer.child(internal::CONTENT_SCHEMA),
                    "`contentSchema` is not enforced",
                )
                .at_key();
        }
    }

    fn drop_what_says_nothing(&mut self) {
        for key in ["propertyNames", "contentSchema"] {
            if self.entries.get(key).is_some_and(Self::allows_anything) {
                self.take(key);
            }
        }
        if self.entries.get("propertyNames") == Some(&json!({ "type": "string" })) {
            self.take("propertyNames");
        }
        for key in [
            "patternProperties",
            "dependentRequired",
            "dependentSchemas",
            "prefixItems",
        ] {
            let empty = match self.entries.get(key) {
                Some(Value::Object(entries)) => entries.is_empty(),
                Some(Value::Array(items)) => items.is_empty(),
                _ => false,
            };
            if empty {
                self.take(key);
            }
        }
        if !self.has("contains") {
            self.take("minContains");
            self.take("maxContains");
        }
        if !self.has("if") {
            self.take("then");
            self.take("else");
        }
    }

    /// Where a schema is made of no others, `unevaluatedProperties` is `additionalProperties`.
    fn close_object(&mut self) {
        let alone = !self.is_composed() && !self.has("if") && !self.has("dependentSchemas");
        if alone && !self.has("additionalProperties") {
            self.rename("unevaluatedProperties", "additionalProperties");
        }
    }

    /// An object that lists no properties, and all of whose properties are by one pattern: it is a map of them. That is so
    /// where it forbids others, and where the pattern matches every name.
    fn open_to_patterns(&mut self) {
        let lists = self.entries.get("properties").and_then(Value::as_object);
        if lists.is_some_and(|properties| !properties.is_empty()) || self.is_composed() {
            return;
        }
        let additional = self.entries.get("additionalProperties");
        let closed = additional.is_some_and(is_never);
        let Some(Value::Object(patterns)) = self.entries.get_mut("patternProperties") else {
            return;
        };
        let mut each = patterns.iter_mut();
        let (Some((pattern, schema)), None) = (each.next(), each.next()) else {
            return;
        };
        let matches_all = ALL_NAMES.contains(&pattern.as_str());
        if !closed && !matches_all {
            return;
        }
        let pattern = pattern.clone();
        // Moved, not copied: schemas in schemas would be copied over and over.
        let schema = std::mem::replace(schema, Value::Bool(true));
        let root = Pointer::root();
        self.moved(
            &root.child("patternProperties").child(&pattern),
            &root.child("additionalProperties"),
        );
        self.set("additionalProperties", schema);
        if matches_all {
            self.take("patternProperties");
        } else {
            self.set(internal::PATTERNS_ONLY, json!(true));
        }
    }
}

/// Patterns that match every name.
const ALL_NAMES: &[&str] = &["", "^", "$", ".*", "^.*", ".*$", "^.*$"];

/// Whether a schema, rewritten or not, allows nothing.
fn is_never(schema: &Value) -> bool {
    *schema == Value::Bool(false) || *schema == json!({ "not": {} })
}
