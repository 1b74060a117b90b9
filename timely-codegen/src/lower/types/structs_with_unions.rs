//! Objects that have properties of their own and are a union besides.

use super::alternatives::Alternatives;
use super::flatten::{Flat, component_of};
use super::lowered::Node;
use crate::diagnostic::{Code, Pointer};
use crate::ir::Type;
use crate::lower::types::Types;
use openapiv3::{ReferenceOr, Schema, SchemaKind};
use std::collections::BTreeSet;
use std::ops::Deref;

/// The alternatives beside the properties of an object, which become a field of its struct.
#[derive(Clone)]
pub(super) struct NestedUnion<'a> {
    alternatives: Alternatives<'a>,
    /// The schema that the alternatives stand in, whose discriminator is theirs.
    pub(in crate::lower) schema: &'a Schema,
    /// Where that schema is.
    pub(super) holder: Pointer,
}

impl<'a> Deref for NestedUnion<'a> {
    type Target = Alternatives<'a>;

    fn deref(&self) -> &Alternatives<'a> {
        &self.alternatives
    }
}

impl<'a> Types<'a> {
    /// Takes out of an object the alternatives that have properties which the object has not, with the properties that
    /// each of them has: the struct would take those away from the shape.
    ///
    /// Alternatives that add nothing stay; they are constraints.
    pub(super) fn take_nested_union(&mut self, flat: &mut Flat<'a>) -> Option<NestedUnion<'a>> {
        let mut found: Option<(usize, Vec<BTreeSet<&'a str>>)> = None;
        for (index, (_, alternatives)) in flat.alternatives.iter().enumerate() {
            let parts = alternatives.list.iter();
            let names: Option<Vec<_>> = parts
                .map(|part| self.property_names(part.into(), &alternatives.pointer))
                .collect();
            let Some(names) = names else { continue };
            let adds = |name: &&str| !flat.properties.contains_key(*name);
            if !names.iter().flatten().any(adds) {
                continue;
            }
            if found.is_some() {
                self.diagnostics
                    .warning(
                        Code::Degraded,
                        &alternatives.pointer,
                        "these alternatives are enforced, but what they add to the object has no fields",
                    )
                    .help("an object can have one list of shapes; write all combinations as one `oneOf`");
            } else {
                found = Some((index, names));
            }
        }
        let (index, names) = found?;
        let (schema, alternatives) = flat.alternatives.remove(index);
        let tag = schema.schema_data.discriminator.as_ref();
        flat.properties.retain(|name, _| {
            let is_tag = tag.is_some_and(|tag| tag.property_name == *name);
            !is_tag && !names.iter().all(|own| own.contains(name))
        });
        let holder = parent(&alternatives.pointer);
        Some(NestedUnion {
            alternatives,
            schema,
            holder,
        })
    }

    /// The component that is nothing but a list of alternatives.
    pub(super) fn union_at(&self, nested: &NestedUnion<'a>) -> Option<Type> {
        let is_union = matches!(
            nested.schema.schema_kind,
            SchemaKind::OneOf { .. } | SchemaKind::AnyOf { .. }
        );
        let key = component_of(&nested.holder)?;
        let component = Pointer::root()
            .child("components")
            .child("schemas")
            .child(&key);
        let id = self.types.component(&key)?;
        (is_union && component == nested.holder).then_some(Type::Named(id))
    }

    /// The names of the properties of an object; `None` for what is no object.
    pub(in crate::lower) fn property_names(
        &mut self,
        node: Node<'a>,
        pointer: &Pointer,
    ) -> Option<BTreeSet<&'a str>> {
        let flat = self.flat_object(node, pointer)?;
        let mut names: BTreeSet<&'a str> = flat.properties.into_keys().collect();
        for (_, inner) in flat.alternatives {
            let parts = inner
                .list
                .iter()
                .filter(|part| matches!(part, ReferenceOr::Item(_)));
            for part in parts {
                names.extend(
                    self.property_names(part.into(), &inner.pointer)
                        .into_iter()
                        .flatten(),
                );
            }
        }
        Some(names)
    }

    /// The properties of an alternative; `None` for what is no object.
    pub(super) fn object_at(
        &mut self,
        alternative: &'a ReferenceOr<Schema>,
        pointer: &Pointer,
    ) -> Option<Flat<'a>> {
        self.flat_object(alternative.into(), pointer)
    }

    fn flat_object(&mut self, node: Node<'a>, pointer: &Pointer) -> Option<Flat<'a>> {
        let mut flat = Flat::at(pointer);
        let others = match node {
            Node::Schema(schema) => self.flatten(schema, pointer, &mut flat, &mut Vec::new()),
            Node::Reference(reference) => {
                self.flatten_reference(reference, pointer, &mut flat, &mut Vec::new())
            }
        };
        (!others).then_some(flat)
    }
}

/// Where the schema of a list of alternatives is.
fn parent(pointer: &Pointer) -> Pointer {
    let text = pointer.as_str();
    let end = text.rfind('/').unwrap_or(0);
    Pointer::parse(&text[..end]).unwrap_or_else(Pointer::root)
}
