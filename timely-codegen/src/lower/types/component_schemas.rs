//! Component schemas as types.

use super::store::Naming;
use crate::diagnostic::Pointer;
use crate::ir::{Type, TypeDef, TypeId, TypeKind};
use crate::lower::components::Section;
use crate::lower::types::Types;
use crate::naming::pascal;
use indexmap::IndexMap;
use openapiv3::{ReferenceOr, Schema};

impl<'a> Types<'a> {
    /// The component schemas of the document.
    pub(in crate::lower) fn schemas(&self) -> Section<'a, Schema> {
        Section::of(self.context.openapi, "schemas", |components| {
            &components.schemas
        })
    }

    /// Names every component schema, then defines each.
    pub(in crate::lower) fn lower_components(&mut self) {
        let Some(schemas) = self.schemas().items else {
            return;
        };
        // A name that is given is kept, and a key that already is its own Rust name, whatever stands before it in the document,
        // whose order decides nothing.
        let mut keys: Vec<&String> = schemas.keys().collect();
        keys.sort_unstable();
        let (exact, others): (Vec<_>, Vec<_>) = keys.into_iter().partition(|key| {
            self.wanted_name(key) == **key || self.given_component_name(key).is_some()
        });
        let mut names = IndexMap::new();
        for key in exact.into_iter().chain(others) {
            let wanted = self.wanted_name(key);
            names.insert(key.as_str(), self.types.claim_component(&wanted, key));
        }
        for key in schemas.keys() {
            if let Some(name) = names.swap_remove(key.as_str()) {
                self.types.add_component(key, name);
            }
        }
        for key in schemas.keys() {
            self.lower_component(key);
        }
    }

    /// The name that a component is given, or that of its key.
    fn wanted_name(&self, key: &str) -> String {
        pascal(self.given_component_name(key).unwrap_or(key))
    }

    fn given_component_name(&self, key: &str) -> Option<&'a str> {
        let pointer = Pointer::root()
            .child("components")
            .child("schemas")
            .child(key);
        let schema = self.schemas().items.and_then(|schemas| schemas.get(key));
        let extensions = match schema {
            Some(ReferenceOr::Item(schema)) => Some(&schema.schema_data.extensions),
            _ => None,
        };
        self.given_name(key, &pointer, extensions)
    }

    /// Defines a component schema, unless that has begun.
    pub(in crate::lower) fn lower_component(&mut self, key: &str) {
        let Some(id) = self.types.component(key) else {
            return;
        };
        if !self.types.start(id) {
            return;
        }
        let Some(schema) = self.schemas().items.and_then(|schemas| schemas.get(key)) else {
            return;
        };
        let pointer = Pointer::root()
            .child("components")
            .child("schemas")
            .child(key);
        self.define_component(id, schema, &pointer);
    }

    /// Defines a component as a type of its own, or as a name for another.
    fn define_component(&mut self, id: TypeId, schema: &'a ReferenceOr<Schema>, pointer: &Pointer) {
        let lowered = self.lower_schema(schema, pointer, &Naming::Exactly(id));
        if lowered.ty == Type::Named(id) {
            if self.types.get(id).is_none() {
                self.report_empty_cycle(pointer);
            }
            return;
        }
        let (docs, deprecated, example) = crate::lower::docs::of_schema(schema);
        // The use sites see that the component may be null; its own name stands for the value.
        self.types.define(id, |blank| TypeDef {
            pointer: pointer.clone(),
            docs,
            deprecated,
            example,
            kind: TypeKind::Alias(lowered.ty),
            schema: lowered.schema,
            ..blank
        });
    }

    /// Settles defaults and derives, lets equal types share a definition, and breaks cycles, once every type is known.
    pub(in crate::lower) fn finish_types(&mut self) {
        self.settle_defaults();
        self.ask_derives();
        self.share_types();
        self.break_cycles();
        self.find_elsewhere();
        self.settle_derives();
    }
}
