//! `items`: one schema, or none.

use super::Schema;
use crate::diagnostic::Pointer;
use serde_json::{Value, json};

impl Schema<'_, '_, '_> {
    pub(super) fn settle_arrays(&mut self) {
        let root = Pointer::root();
        match self.entries.get("items") {
            // Before JSON Schema 2020-12, a list of schemas was for the first items.
            Some(Value::Array(_)) => {
                if let Some(first) = self.take("items") {
                    self.moved(&root.child("items"), &root.child("prefixItems"));
                    self.set("prefixItems", first);
                }
            }
            Some(Value::Bool(true)) => self.set("items", json!({})),
            // Nothing may come after the first items.
            Some(Value::Bool(false)) => {
                self.take("items");
                let first = self
                    .entries
                    .get("prefixItems")
                    .and_then(Value::as_array)
                    .map_or(0, Vec::len);
                let limit = self
                    .entries
                    .get("maxItems")
                    .and_then(Value::as_u64)
                    .unwrap_or(u64::MAX);
                self.set("maxItems", json!(limit.min(first as u64)));
            }
            _ => {}
        }
    }
}
