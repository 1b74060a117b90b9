//! Components where no type is made of them: under `not`, in conditions, and the like.
//!
//! A type may allow less than its schema: one that speaks of properties alone is an object in Rust, and by the standard
//! any value that is none satisfies it. Where only a check is asked for, the standard counts.

use crate::ir::SchemaRef;
use crate::lower::components::component_key;
use crate::lower::types::Types;
use crate::normalize::has_inferred_type;
use indexmap::IndexMap;
use serde_json::Value;
use std::collections::{HashMap, HashSet};

/// What is known of components without their types.
#[derive(Default)]
pub(super) struct Exact {
    /// Those whose types allow less than they do; known when it is first wanted.
    typed: Option<HashSet<String>>,
    /// What they say, and the others of them that they refer to.
    known: HashMap<String, (SchemaRef, Vec<String>)>,
}

impl Types<'_> {
    /// Whether the type of a component, or one that it refers to, allows less than the schema says.
    pub(super) fn says_less_than_its_type(&mut self, key: &str) -> bool {
        let document = self.context.document;
        let typed = &mut self.checks.exact.typed;
        typed
            .get_or_insert_with(|| typed_components(document))
            .contains(key)
    }

    /// What a component says, with all others that it leads to.
    pub(super) fn exact_definitions(&mut self, key: &str) -> Vec<(String, SchemaRef)> {
        let mut found = IndexMap::new();
        let mut open = vec![key.to_owned()];
        while let Some(key) = open.pop() {
            if found.contains_key(&key) {
                continue;
            }
            let (schema, others) = match self.checks.exact.known.get(&key) {
                Some(known) => known.clone(),
                None => {
                    let read = self.exact_constraints(&key);
                    self.checks.exact.known.insert(key.clone(), read.clone());
                    read
                }
            };
            open.extend(others);
            found.insert(key, schema);
        }
        found.into_iter().collect()
    }
}

/// The components in which a type is inferred, and those that lead to them.
fn typed_components(document: &Value) -> HashSet<String> {
    let schemas = document.pointer("/components/schemas");
    let schemas = schemas.and_then(Value::as_object).into_iter().flatten();
    let mut back: HashMap<String, Vec<&str>> = HashMap::new();
    let mut open = Vec::new();
    for (key, schema) in schemas {
        let (is_inferred, others) = contents(schema);
        for other in others {
            back.entry(other).or_default().push(key);
        }
        if is_inferred {
            open.push(key.as_str());
        }
    }
    let mut typed = HashSet::new();
    while let Some(key) = open.pop() {
        if typed.insert(key.to_owned()) {
            open.extend(back.get(key).into_iter().flatten());
        }
    }
    typed
}

/// Whether a type is inferred in a schema, and the components that it refers to.
fn contents(schema: &Value) -> (bool, HashSet<String>) {
    let (mut is_inferred, mut others) = (false, HashSet::new());
    let mut open = vec![schema];
    while let Some(value) = open.pop() {
        match value {
            Value::Array(items) => open.extend(items),
            Value::Object(entries) => {
                is_inferred |= has_inferred_type(entries);
                let reference = entries.get("$ref").and_then(Value::as_str);
                others.extend(reference.and_then(|text| component_key(text, "schemas")));
                open.extend(entries.values());
            }
            _ => {}
        }
    }
    (is_inferred, others)
}
