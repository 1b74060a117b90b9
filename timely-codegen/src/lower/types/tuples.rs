//! Lists whose first items are each of a schema of its own (`prefixItems`, JSON Schema 2020-12 core, section 10.3.1.1).

use super::lowered::{Lowered, Node};
use super::store::Naming;
use crate::diagnostic::{Code, Pointer};
use crate::ir::{Docs, Place, Tuple, Type, TypeKind};
use crate::lower::docs;
use crate::lower::types::Types;
use crate::normalize::key;
use openapiv3::{ArrayType, Schema};
use serde_json::Value;

/// The most items with types of their own. A struct of more would compile slowly, and be of no use to read.
const MOST: usize = 64;

impl<'a> Types<'a> {
    /// Lowers a list of which `first` are the schemas of the first items, and `item` is any other.
    pub(super) fn lower_tuple(
        &mut self,
        (schema, array): (&'a Schema, &'a ArrayType),
        first: &'a Value,
        item: Lowered,
        pointer: &Pointer,
        naming: &Naming,
    ) -> Lowered {
        let nullable = schema.schema_data.nullable;
        if self.context.has_wide_types() {
            return Lowered::of(Type::Array(Box::new(Type::Any))).or_null(nullable);
        }
        let at = pointer.child(key::PREFIX_ITEMS.name);
        let nodes = self.first_items(first, array);
        let Some(nodes) = nodes.filter(|nodes| nodes.len() <= MOST) else {
            self.diagnostics
                .warning(
                    Code::Degraded,
                    &at,
                    "the items of this array are any values in Rust, whatever their places",
                )
                .at_key()
                .help(format!("no type is made of more than {MOST} items"));
            return Lowered::of(Type::Array(Box::new(Type::Any))).or_null(nullable);
        };
        let least = array.min_items.unwrap_or_default();
        let is_closed = array.max_items.is_some_and(|most| most <= nodes.len());
        let mut tuple = Tuple::default();
        for (place, node) in nodes.into_iter().enumerate() {
            let naming = naming.part(&format!("Item{}", place + 1));
            let lowered = self.lower_schema(node, &at.index(place), &naming);
            let docs = match node {
                Node::Schema(schema) => docs::of_data(&schema.schema_data),
                Node::Reference(_) => Docs::default(),
            };
            tuple.places.push(Place {
                docs,
                ty: lowered.value_type(),
                required: place < least,
            });
        }
        tuple.rest = (!is_closed).then(|| item.value_type());
        if tuple.is_plain() {
            let items = tuple.places.into_iter().map(|place| place.ty);
            return Lowered::of(Type::Tuple(items.collect())).or_null(nullable);
        }
        let only = tuple.types().next().cloned();
        match only {
            // As any list, of whatever length.
            Some(only) if tuple.types().all(|ty| *ty == only) => {
                Lowered::of(Type::Array(Box::new(only))).or_null(nullable)
            }
            None => Lowered::of(Type::Array(Box::new(Type::Any))).or_null(nullable),
            Some(_) => self.define_own(schema, TypeKind::Tuple(tuple), pointer, naming),
        }
    }

    /// The schemas of the first items, as many as there may be.
    fn first_items(&self, first: &'a Value, array: &ArrayType) -> Option<Vec<Node<'a>>> {
        let most = array.max_items.unwrap_or(usize::MAX);
        let schemas = self.context.keyword_schemas;
        let first = first.as_array()?.iter().take(most);
        first
            .map(|value| schemas.schema(value).map(Node::from))
            .collect()
    }
}
