//! Schemas under keywords that `openapiv3` holds as values: `patternProperties`, `unevaluatedProperties`, `prefixItems`
//! and `contentSchema`, of which types are made as well, and what conditions speak of.

use crate::diagnostic::Diagnostics;
use crate::lower::components::component_key;
use crate::normalize::{Entries, key, view_schemas};
use indexmap::IndexSet;
use openapiv3::{ReferenceOr, Schema};
use serde_json::{Map, Value};
use std::collections::{HashMap, HashSet};

/// How deep conditions within conditions are looked into.
const MAX_DEPTH: usize = 16;

/// What a document has of this.
#[derive(Default)]
pub(super) struct KeywordSchemas {
    /// The schemas by their texts: what is written alike is alike.
    schemas: HashMap<String, ReferenceOr<Schema>>,
    /// The properties that tell alternatives apart.
    tags: HashSet<String>,
}

impl KeywordSchemas {
    /// Looks through a document.
    pub(super) fn collect(document: &Value, diagnostics: &mut Diagnostics) -> Self {
        let mut values = Vec::new();
        let mut tags = HashSet::new();
        let mut open = vec![document];
        while let Some(value) = open.pop() {
            match value {
                Value::Array(items) => open.extend(items),
                Value::Object(entries) => {
                    open.extend(entries.values());
                    let patterns = entries.get("patternProperties");
                    let patterns = patterns.and_then(Value::as_object);
                    values.extend(patterns.into_iter().flat_map(Map::values));
                    values.extend(entries.get("unevaluatedProperties"));
                    values.extend(entries.get("contentSchema"));
                    let first = entries.get("prefixItems").and_then(Value::as_array);
                    values.extend(first.into_iter().flatten());
                    let discriminator = entries.get("discriminator");
                    let tag = discriminator.and_then(|entry| entry.get("propertyName")?.as_str());
                    tags.extend(tag.map(str::to_owned));
                }
                _ => {}
            }
        }
        let texts = values.iter().map(ToString::to_string);
        let held = texts.zip(view_schemas(&values, diagnostics));
        Self {
            schemas: held
                .filter_map(|(text, schema)| Some((text, schema?)))
                .collect(),
            tags,
        }
    }

    /// The schema that a value is.
    pub(super) fn schema(&self, value: &Value) -> Option<&ReferenceOr<Schema>> {
        self.schemas.get(&value.to_string())
    }

    /// Whether alternatives are told apart by a property of this name, which is written for them.
    pub(super) fn is_tag(&self, name: &str) -> bool {
        self.tags.contains(name)
    }
}

/// The names of properties that conditions of an object speak of: `if`, `then`, `else`, `dependentSchemas` and
/// `dependentRequired`.
pub(super) fn conditional_names<'v>(
    entries: &'v impl Entries,
    document: &'v Value,
) -> IndexSet<&'v str> {
    let mut names = Names {
        document,
        found: IndexSet::new(),
    };
    names.conditions(entries, 0);
    names.found
}

struct Names<'v> {
    document: &'v Value,
    found: IndexSet<&'v str>,
}

impl<'v> Names<'v> {
    fn conditions(&mut self, entries: &'v impl Entries, depth: usize) {
        for key in [key::IF, key::THEN, key::ELSE] {
            if let Some(schema) = entries.key(key) {
                self.schema(schema, depth);
            }
        }
        let members = |key| {
            let object = entries.key(key).and_then(Value::as_object);
            object.into_iter().flatten()
        };
        for (_, schema) in members(key::DEPENDENT_SCHEMAS) {
            self.schema(schema, depth);
        }
        for (name, wanted) in members(key::DEPENDENT_REQUIRED) {
            self.found.insert(name);
            self.strings(wanted);
        }
    }

    fn schema(&mut self, schema: &'v Value, depth: usize) {
        let Some(entries) = schema.as_object().filter(|_| depth < MAX_DEPTH) else {
            return;
        };
        if let Some(Value::String(reference)) = entries.get("$ref") {
            let key = component_key(reference, "schemas");
            let schemas = self
                .document
                .get("components")
                .and_then(|all| all.get("schemas"));
            if let Some(target) = key.and_then(|key| schemas?.get(&key)) {
                self.schema(target, depth + 1);
            }
            return;
        }
        let properties = entries.get("properties").and_then(Value::as_object);
        self.found.extend(
            properties
                .into_iter()
                .flat_map(Map::keys)
                .map(String::as_str),
        );
        entries
            .get("required")
            .into_iter()
            .for_each(|names| self.strings(names));
        for key in ["allOf", "anyOf", "oneOf"] {
            let parts = entries.get(key).and_then(Value::as_array);
            for part in parts.into_iter().flatten() {
                self.schema(part, depth + 1);
            }
        }
        self.conditions(entries, depth + 1);
    }

    fn strings(&mut self, names: &'v Value) {
        let names = names.as_array().into_iter().flatten();
        self.found.extend(names.filter_map(Value::as_str));
    }
}
