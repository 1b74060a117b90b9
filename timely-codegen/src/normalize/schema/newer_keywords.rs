//! Keywords that OpenAPI 3.0 does not have.

use super::Schema;
use crate::diagnostic::{Code, Pointer};
use crate::normalize::annotations;
use serde_json::{Value, json};

impl Schema<'_, '_, '_> {
    /// Settles what is left of the newer dialect, after everything inside was rewritten.
    pub(super) fn settle_newer(&mut self) {
        self.drop_what_says_nothing();
        self.close_object();
        self.open_to_patterns();
        if self.has("contentSchema") {
            self.warn(
                Code::NotEnforced,
                "contentSchema",
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
        if alone
            && !self.has("additionalProperties")
            && self.rename("unevaluatedProperties", "additionalProperties")
        {
            annotations::mark_unevaluated(self.entries);
        }
        // `{not: {}}` allows nothing, as `false` does.
        if self
            .entries
            .get("additionalProperties")
            .is_some_and(is_never)
        {
            self.set("additionalProperties", Value::Bool(false));
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
            annotations::mark_patterns_only(self.entries);
        }
    }
}

/// Patterns that match every name.
const ALL_NAMES: &[&str] = &["", "^", "$", ".*", "^.*", ".*$", "^.*$"];

/// Whether a schema, rewritten or not, allows nothing.
fn is_never(schema: &Value) -> bool {
    *schema == Value::Bool(false) || *schema == json!({ "not": {} })
}
