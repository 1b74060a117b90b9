//! Which schemas admit null: those that say so, and those that do not forbid it.
//!
//! A schema without a `type` allows values of every type, null among them (JSON Schema 2020-12, core, section 4.3.1;
//! OpenAPI 3.0.3, section 4.7.24). What a property admits decides how many states its field has, so that the answer has to be
//! the one that the check of a request gives.

use super::lowered::Node;
use crate::diagnostic::{Code, Pointer};
use crate::lower::components::component_key;
use crate::lower::types::Types;
use crate::normalize::has_inferred_type;
use openapiv3::{AnySchema, Schema, SchemaKind};
use serde_json::{Map, Value};
use std::collections::HashMap;

/// How deep schemas within a schema are looked at; what is deeper is taken to forbid null.
const MAX_DEPTH: usize = 32;

/// Which components admit null, as far as that was asked. One that is being looked at does not, which leaves the
/// decision to the other parts of what refers to itself.
pub(in crate::lower) type Known = HashMap<String, bool>;

impl<'a> Types<'a> {
    /// Whether null is a value of a schema that stands at a place.
    pub(super) fn admits_null(&mut self, node: Node<'a>, pointer: &Pointer) -> bool {
        match node {
            Node::Reference(reference) => {
                component_key(reference, "schemas").is_some_and(|key| self.component_admits(&key))
            }
            Node::Schema(_) => {
                let value = self.stored(pointer);
                let document = self.context.document;
                Nulls {
                    document,
                    known: &mut self.nulls,
                }
                .admits(value, Reading::AsTyped, 0)
            }
        }
    }

    /// The same of a component.
    fn component_admits(&mut self, key: &str) -> bool {
        Nulls {
            document: self.context.document,
            known: &mut self.nulls,
        }
        .component(key, 0)
    }

    /// Whether a use of a component has to allow for null beside the component's own type.
    pub(super) fn component_is_nullable(&mut self, key: &str) -> bool {
        self.component_admits(key) && !self.component_is_any(key)
    }

    /// Whether the type of a component is that of any value, which holds null itself.
    fn component_is_any(&self, key: &str) -> bool {
        let Some(schemas) = self.schemas().items else {
            return false;
        };
        let mut key = key.to_owned();
        for _ in 0..=schemas.len() {
            let next = match schemas.get(&key).map(Node::from) {
                Some(Node::Reference(reference)) => reference,
                Some(Node::Schema(schema)) => match super::schemas::sole_part(schema) {
                    Some(openapiv3::ReferenceOr::Reference { reference }) => reference,
                    _ => return says_nothing(schema),
                },
                None => return false,
            };
            match component_key(next, "schemas") {
                Some(next) => key = next,
                None => return false,
            }
        }
        false
    }

    /// A schema as the document writes it, in the normal form.
    pub(in crate::lower) fn stored(&mut self, pointer: &Pointer) -> &'a Value {
        static NOTHING: Value = Value::Null;
        let stored = pointer.look(self.context.document);
        if let Some(value) = stored.filter(|value| value.is_object()) {
            return value;
        }
        self.diagnostics
            .error(
                Code::InternalLimit,
                pointer,
                "the generator has lost the place of this schema",
            )
            .help("this is a fault of the generator, not of the document; please report it");
        &NOTHING
    }
}

/// Whether a schema says nothing of the type, so that it is any value in Rust.
fn says_nothing(schema: &Schema) -> bool {
    match &schema.schema_kind {
        SchemaKind::Not { .. } => true,
        SchemaKind::Any(any) => {
            let open = AnySchema {
                not: any.not.clone(),
                ..AnySchema::default()
            };
            *any == open
        }
        _ => false,
    }
}

/// How a schema is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reading {
    /// As what a type is made of: a type that its keywords suggest counts as well.
    AsTyped,
    /// By what it says and nothing else.
    Exact,
}

/// Looks for null among the values of schemas.
struct Nulls<'d, 'k> {
    document: &'d Value,
    known: &'k mut Known,
}

impl Nulls<'_, '_> {
    fn component(&mut self, key: &str, depth: usize) -> bool {
        if let Some(known) = self.known.get(key) {
            return *known;
        }
        let schemas = self.document.get("components");
        let schema = schemas.and_then(|components| components.get("schemas")?.get(key));
        let Some(schema) = schema else { return false };
        self.known.insert(key.to_owned(), false);
        let admits = self.admits(schema, Reading::AsTyped, depth + 1);
        self.known.insert(key.to_owned(), admits);
        admits
    }

    /// Whether null is a value of a schema.
    fn admits(&mut self, schema: &Value, reading: Reading, depth: usize) -> bool {
        let entries = match schema {
            Value::Object(entries) => entries,
            Value::Bool(anything) => return *anything,
            _ => return true,
        };
        if depth > MAX_DEPTH {
            return false;
        }
        if let Some(Value::String(reference)) = entries.get("$ref") {
            let key = component_key(reference, "schemas");
            return key.is_some_and(|key| self.component(&key, depth));
        }
        if entries.get("nullable") == Some(&Value::Bool(true)) {
            return true;
        }
        !forbids_by_type(entries, reading)
            && self.parts_admit(entries, reading, depth)
            && self.conditions_admit(entries, depth)
    }

    /// What all, some and one of several schemas say.
    fn parts_admit(
        &mut self,
        entries: &Map<String, Value>,
        reading: Reading,
        depth: usize,
    ) -> bool {
        let mut count = |key: &str| {
            let parts = entries.get(key).and_then(Value::as_array)?;
            let admitting = parts
                .iter()
                .filter(|part| self.admits(part, reading, depth + 1))
                .count();
            Some((admitting, parts.len()))
        };
        count("allOf").is_none_or(|(admitting, all)| admitting == all)
            && count("anyOf").is_none_or(|(admitting, _)| admitting > 0)
            && count("oneOf").is_none_or(|(admitting, _)| admitting == 1)
    }

    /// `not`, and `if` with `then` and `else`.
    fn conditions_admit(&mut self, entries: &Map<String, Value>, depth: usize) -> bool {
        let mut admits =
            |key: &str| Some(self.admits(entries.get(key)?, Reading::Exact, depth + 1));
        if admits("not") == Some(true) {
            return false;
        }
        match admits("if") {
            Some(true) => admits("then").unwrap_or(true),
            Some(false) => admits("else").unwrap_or(true),
            None => true,
        }
    }
}

/// Whether the type or the list of values of a schema leaves null out. A schema that lists properties describes an object,
/// also where it does not say so: that is what its type becomes.
fn forbids_by_type(entries: &Map<String, Value>, reading: Reading) -> bool {
    let is_exact = reading == Reading::Exact;
    let is_inferred = has_inferred_type(entries);
    let has_type = entries.contains_key("type") && !(is_exact && is_inferred);
    let lists_properties = || {
        let properties = entries.get("properties").and_then(Value::as_object);
        !is_exact && properties.is_some_and(|properties| !properties.is_empty())
    };
    let lists_no_null = || {
        let values = entries.get("enum").and_then(Value::as_array);
        values.is_some_and(|values| !values.contains(&Value::Null))
    };
    has_type || lists_properties() || lists_no_null()
}
