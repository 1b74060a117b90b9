//! `allOf`: all parts of an object side by side.

use super::alternatives::{Alternatives, ListKind};
use super::lowered::Node;
use crate::diagnostic::{Code, Pointer};
use crate::lower::components::component_key;
use crate::lower::keyword_schemas;
use crate::lower::types::Types;
use crate::normalize::{Entries, has_patterns_only, key};
use indexmap::{IndexMap, IndexSet};
use openapiv3::{
    AdditionalProperties, AnySchema, ReferenceOr, Schema, SchemaKind, Type as SchemaType,
};
use serde_json::{Value, json};
use std::collections::HashSet;

/// How many `allOf` references may follow one another.
const MAX_CHAIN: usize = 64;

/// An object with all parts of its `allOf` laid side by side.
#[derive(Default)]
pub(in crate::lower) struct Flat<'a> {
    pub(in crate::lower) properties: IndexMap<&'a str, Vec<(Node<'a>, Pointer)>>,
    pub(in crate::lower) required: IndexSet<&'a str>,
    /// The schemas of properties by patterns of their names.
    pub(in crate::lower) patterns: IndexMap<&'a str, Vec<(Node<'a>, Pointer)>>,
    /// The names that only conditions speak of.
    pub(super) conditional: IndexMap<&'a str, Pointer>,
    /// The schema of the properties that nothing else speaks of.
    pub(in crate::lower) unevaluated: Option<(Node<'a>, Pointer)>,
    /// The component that the object stands in.
    root: Option<String>,
    /// The components laid in so far; one that several parts lead to adds nothing the second time.
    parts: HashSet<&'a str>,
    pub(in crate::lower) additional: Option<(&'a AdditionalProperties, Pointer)>,
    /// `oneOf` and `anyOf` beside the properties, with the schema that each stands in.
    pub(in crate::lower) alternatives: Vec<(&'a Schema, Alternatives<'a>)>,
}

impl<'a> Flat<'a> {
    /// An empty object that stands at a place.
    pub(in crate::lower) fn at(pointer: &Pointer) -> Self {
        Self {
            root: component_of(pointer),
            ..Self::default()
        }
    }

    fn add(
        &mut self,
        properties: &'a IndexMap<String, ReferenceOr<Box<Schema>>>,
        required: &'a [String],
        additional: Option<&'a AdditionalProperties>,
        pointer: &Pointer,
    ) {
        let base = pointer.child("properties");
        for (name, property) in properties {
            self.properties
                .entry(name)
                .or_default()
                .push((property.into(), base.child(name)));
        }
        self.required.extend(required.iter().map(String::as_str));
        if let Some(additional) = additional {
            self.additional = Some((additional, pointer.child("additionalProperties")));
        }
    }
}

impl<'a> Types<'a> {
    /// Collects the properties of a schema and of all it is made of; true when a part is no object.
    pub(in crate::lower) fn flatten(
        &mut self,
        schema: &'a Schema,
        pointer: &Pointer,
        flat: &mut Flat<'a>,
        seen: &mut Vec<&'a str>,
    ) -> bool {
        self.flatten_keywords(schema, pointer, flat);
        match &schema.schema_kind {
            SchemaKind::Type(SchemaType::Object(object)) => {
                flat.add(
                    &object.properties,
                    &object.required,
                    object.additional_properties.as_ref(),
                    pointer,
                );
                false
            }
            SchemaKind::AllOf { all_of } => self.flatten_parts(all_of, pointer, flat, seen),
            SchemaKind::OneOf { one_of } => {
                let list = Alternatives::of(schema, ListKind::OneOf, one_of, pointer);
                self.flatten_alternatives(schema, list, flat, seen);
                false
            }
            SchemaKind::AnyOf { any_of } => {
                let list = Alternatives::of(schema, ListKind::AnyOf, any_of, pointer);
                self.flatten_alternatives(schema, list, flat, seen);
                false
            }
            SchemaKind::Any(any) => self.flatten_any(schema, any, pointer, flat, seen),
            SchemaKind::Type(_) | SchemaKind::Not { .. } => true,
        }
    }

    /// Collects what `openapiv3` has no fields for.
    fn flatten_keywords(&self, schema: &'a Schema, pointer: &Pointer, flat: &mut Flat<'a>) {
        let keys = &schema.schema_data.extensions;
        if !has_patterns_only(keys)
            && let Some(Value::Object(patterns)) = keys.key(key::PATTERN_PROPERTIES)
        {
            let base = pointer.child(key::PATTERN_PROPERTIES.name);
            for (pattern, value) in patterns {
                if let Some(schema) = self.context.keyword_schemas.schema(value) {
                    let at = base.child(pattern);
                    let nodes = flat.patterns.entry(pattern).or_default();
                    nodes.push((schema.into(), at));
                }
            }
        }
        let key = key::UNEVALUATED_PROPERTIES;
        if let Some(value) = keys.key(key)
            && *value != json!({ "not": {} })
            && let Some(schema) = self.context.keyword_schemas.schema(value)
        {
            flat.unevaluated = Some((schema.into(), pointer.child(key.name)));
        }
        let names = keyword_schemas::conditional_names(keys, self.context.document);
        for name in names {
            flat.conditional
                .entry(name)
                .or_insert_with(|| pointer.clone());
        }
    }

    fn flatten_any(
        &mut self,
        schema: &'a Schema,
        any: &'a AnySchema,
        pointer: &Pointer,
        flat: &mut Flat<'a>,
        seen: &mut Vec<&'a str>,
    ) -> bool {
        if any.typ.as_deref().is_some_and(|typ| typ != "object") {
            return true;
        }
        let others = self.flatten_parts(&any.all_of, pointer, flat, seen);
        flat.add(
            &any.properties,
            &any.required,
            any.additional_properties.as_ref(),
            pointer,
        );
        for (kind, list) in [
            (ListKind::OneOf, &any.one_of),
            (ListKind::AnyOf, &any.any_of),
        ] {
            if !list.is_empty() {
                let list = Alternatives::of(schema, kind, list, pointer);
                self.flatten_alternatives(schema, list, flat, seen);
            }
        }
        others
    }

    fn flatten_parts(
        &mut self,
        parts: &'a [ReferenceOr<Schema>],
        pointer: &Pointer,
        flat: &mut Flat<'a>,
        seen: &mut Vec<&'a str>,
    ) -> bool {
        let mut others = false;
        for (index, part) in parts.iter().enumerate() {
            let at = pointer.child("allOf").index(index);
            others |= match part {
                ReferenceOr::Item(schema) => self.flatten(schema, &at, flat, seen),
                ReferenceOr::Reference { reference } => {
                    self.flatten_reference(reference, &at, flat, seen)
                }
            };
        }
        others
    }

    pub(in crate::lower) fn flatten_reference(
        &mut self,
        reference: &'a str,
        at: &Pointer,
        flat: &mut Flat<'a>,
        seen: &mut Vec<&'a str>,
    ) -> bool {
        if seen.len() >= MAX_CHAIN {
            self.diagnostics
                .error(
                    Code::InternalLimit,
                    at,
                    format!("more than {MAX_CHAIN} `allOf` follow one another here"),
                )
                .help("refer to a component that is nearer to the end of the chain");
            return false;
        }
        // What is made of itself is made of the rest of itself: the second time adds nothing.
        if seen.contains(&reference) {
            return false;
        }
        let target = component_key(reference, "schemas")
            .and_then(|key| self.schemas().items?.get_key_value(&key));
        let Some((key, target)) = target else {
            self.diagnostics
                .error(
                    Code::UnresolvedReference,
                    at,
                    format!("`{reference}` leads to no schema"),
                )
                .help("a schema reference must lead to an entry of `#/components/schemas`");
            return false;
        };
        if !flat.parts.insert(key) {
            return false;
        }
        seen.push(reference);
        let pointer = Pointer::root()
            .child("components")
            .child("schemas")
            .child(key);
        let others = match Node::from(target) {
            Node::Schema(schema) => self.flatten(schema, &pointer, flat, seen),
            Node::Reference(next) => self.flatten_reference(next, &pointer, flat, seen),
        };
        seen.pop();
        others
    }

    /// Notes the alternatives of an object, unless they are what it is reached from: an alternative of a base has the
    /// properties of the base, and not its other alternatives.
    fn flatten_alternatives(
        &self,
        schema: &'a Schema,
        alternatives: Alternatives<'a>,
        flat: &mut Flat<'a>,
        seen: &[&'a str],
    ) {
        let comes_from = |alternative: &ReferenceOr<Schema>| match alternative {
            ReferenceOr::Reference { reference } => {
                seen.contains(&reference.as_str())
                    || component_key(reference, "schemas") == flat.root
            }
            ReferenceOr::Item(_) => false,
        };
        let own = component_of(&alternatives.pointer);
        if !seen.is_empty() && (own == flat.root || alternatives.list.iter().any(comes_from)) {
            return;
        }
        flat.alternatives.push((schema, alternatives));
    }
}

/// The component that a place is in.
pub(super) fn component_of(pointer: &Pointer) -> Option<String> {
    let mut segments = pointer.segments();
    let is_schema = segments.next()? == "components" && segments.next()? == "schemas";
    segments
        .next()
        .filter(|_| is_schema)
        .map(|key| key.to_string())
}
