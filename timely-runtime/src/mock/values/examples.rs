//! What a document has as examples of its types and their properties.

use super::Sub;
use crate::Schema;
use serde_json::{Map, Value};
use std::collections::HashMap;

/// Examples by the schemas that they are of.
#[derive(Debug, Default)]
pub(crate) struct TypeExamples {
    wholes: HashMap<usize, Value>,
    members: HashMap<usize, Map<String, Value>>,
}

impl TypeExamples {
    /// Adds what there is of a type: an example of it, and of its properties.
    pub(crate) fn add(
        &mut self,
        schema: &'static Schema,
        whole: Option<Value>,
        members: Map<String, Value>,
    ) {
        let address = schema.root().address();
        if let Some(whole) = whole {
            self.wholes.insert(address, whole);
        }
        if !members.is_empty() {
            self.members.insert(address, members);
        }
    }

    pub(super) fn whole(&self, schema: Sub) -> Option<&Value> {
        self.wholes.get(&schema.address())
    }

    pub(super) fn member(&self, schema: Sub, name: &str) -> Option<&Value> {
        self.members.get(&schema.address())?.get(name)
    }
}
