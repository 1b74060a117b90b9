//! References with keys beside them.

use super::{Schema, is_annotation};
use crate::diagnostic::{Code, Pointer};
use crate::normalize::version::Dialect;
use serde_json::json;

impl Schema<'_, '_, '_> {
    /// Whether the schema is a reference and nothing else. One with keys beside it is made `allOf` of it.
    pub(super) fn is_reference(&mut self) -> bool {
        if !self.has("$ref") {
            return false;
        }
        if self.context.dialect <= Dialect::V30 {
            self.drop_siblings();
        }
        if self.entries.len() == 1 {
            return true;
        }
        if let Some(reference) = self.take("$ref") {
            let at = Pointer::root();
            self.moved(&at.child("$ref"), &at.child("allOf").index(0).child("$ref"));
            self.add_to_all_of(json!({ "$ref": reference }), &at);
        }
        false
    }

    /// In OpenAPI 3.0, constraints beside a reference mean nothing. What is said for people is kept, since that is
    /// what its author wanted.
    fn drop_siblings(&mut self) {
        let ignored: Vec<String> = self
            .entries
            .keys()
            .filter(|key| *key != "$ref" && !is_annotation(key))
            .cloned()
            .collect();
        for key in ignored {
            self.take(&key);
            // Often the type is repeated, which says nothing new.
            if key != "type" {
                self.warn(
                    Code::Repaired,
                    &key,
                    format!(
                        "`{key}` has no meaning beside `$ref` in {}; it is left out",
                        self.context.dialect.name()
                    ),
                )
                .at_key()
                .help("write `allOf` with the reference and a schema of your own");
            }
        }
    }
}
