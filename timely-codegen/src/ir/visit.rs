//! The ids of types in the parts of the intermediate representation, one after the other.

use super::content::{Content, EventData};
use super::schema::{Additional, RareKeywords, Schema, SchemaRef};
use super::type_id::TypeId;
use super::types::{DefaultValue, Field, Struct, Type, TypeDef, TypeKind};

/// What each id is given to.
pub(super) type Visitor<'v> = &'v mut dyn FnMut(&mut TypeId);

impl TypeDef {
    /// Visits all types that a type names, in its shape and in its constraints, always in the same order.
    pub fn visit_ids(&mut self, visit: Visitor<'_>) {
        match &mut self.kind {
            TypeKind::Struct(object) => object.visit_ids(visit),
            TypeKind::Union(union) => {
                for variant in &mut union.variants {
                    variant.ty.visit_ids(visit);
                }
            }
            TypeKind::Alias(ty) | TypeKind::Wrapper(ty) => ty.visit_ids(visit),
            TypeKind::Tuple(tuple) => {
                let places = tuple.places.iter_mut().map(|place| &mut place.ty);
                places
                    .chain(&mut tuple.rest)
                    .for_each(|ty| ty.visit_ids(visit));
            }
            TypeKind::Enum(_) | TypeKind::IntegerEnum(_) | TypeKind::NumberEnum(_) => {}
        }
        self.schema.visit_ids(visit);
    }
}

impl Content {
    /// Visits all types that a content names.
    pub fn visit_ids(&mut self, visit: Visitor<'_>) {
        match self {
            Self::Value(ty)
            | Self::Lines(ty)
            | Self::PartList(ty)
            | Self::Events(EventData::Json(ty)) => {
                ty.visit_ids(visit);
            }
            Self::Events(EventData::Text)
            | Self::Stream
            | Self::Bytes
            | Self::Parts
            | Self::Form(_)
            | Self::Choice(_) => {}
        }
    }
}

impl Struct {
    fn visit_ids(&mut self, visit: Visitor<'_>) {
        for field in &mut self.fields {
            field.visit_ids(visit);
        }
        for matching in &mut self.matching {
            matching.ty.visit_ids(visit);
        }
        for (_, ty) in self.variant.iter_mut().chain(&mut self.additional) {
            ty.visit_ids(visit);
        }
    }
}

impl Field {
    fn visit_ids(&mut self, visit: Visitor<'_>) {
        self.ty.visit_ids(visit);
        for value in self.default.iter_mut().chain(&mut self.constant) {
            value.visit_ids(visit);
        }
    }
}

impl Type {
    fn visit_ids(&mut self, visit: Visitor<'_>) {
        match self {
            Self::Named(id) | Self::Boxed(id) => visit(id),
            Self::Array(inner) | Self::Map(inner) | Self::Nullable(inner) | Self::Headed(inner) => {
                inner.visit_ids(visit)
            }
            Self::Tuple(items) => items.iter_mut().for_each(|item| item.visit_ids(visit)),
            Self::Boolean
            | Self::Integer(_)
            | Self::Number(_)
            | Self::String
            | Self::Constant(_)
            | Self::Text(_)
            | Self::Digits(_)
            | Self::Format(_)
            | Self::Own(_)
            | Self::Object
            | Self::Any => {}
        }
    }
}

impl DefaultValue {
    fn visit_ids(&mut self, visit: Visitor<'_>) {
        match self {
            Self::Variant(id, _) => visit(id),
            Self::Struct(id, fields) => {
                visit(id);
                for (_, value) in fields {
                    value.visit_ids(visit);
                }
            }
            Self::Shape(id, _, value) => {
                visit(id);
                value.visit_ids(visit);
            }
            Self::Some(value) | Self::Present(value) => value.visit_ids(visit),
            Self::List(values) | Self::Tuple(values) => {
                values.iter_mut().for_each(|value| value.visit_ids(visit))
            }
            Self::Map(members) => {
                for (_, value) in members {
                    value.visit_ids(visit);
                }
            }
            Self::Boolean(_)
            | Self::Integer(_)
            | Self::Number(_)
            | Self::String(_)
            | Self::Text(_)
            | Self::Digits(_)
            | Self::Bytes(..)
            | Self::EmptyArray
            | Self::EmptyObject
            | Self::JsonObject(_)
            | Self::Json(_)
            | Self::None
            | Self::Null
            | Self::Absent => {}
        }
    }
}

impl SchemaRef {
    /// Visits all types whose schemas a schema refers to.
    pub fn visit_ids(&mut self, visit: Visitor<'_>) {
        match self {
            Self::Inline(schema) => schema.visit_ids(visit),
            Self::Type(id) => visit(id),
        }
    }
}

impl Schema {
    fn visit_ids(&mut self, visit: Visitor<'_>) {
        for property in &mut self.properties {
            property.schema.visit_ids(visit);
        }
        if let Additional::Schema(schema) = &mut self.additional {
            schema.visit_ids(visit);
        }
        let parts = self.items.iter_mut().chain(&mut self.not);
        let lists = [&mut self.all_of, &mut self.any_of, &mut self.one_of];
        for schema in parts.chain(lists.into_iter().flatten()) {
            schema.visit_ids(visit);
        }
        for (_, schema) in self.discriminator.iter_mut().flat_map(|(_, tags)| tags) {
            schema.visit_ids(visit);
        }
        if let Some(rare) = &mut self.rare {
            rare.visit_ids(visit);
        }
    }
}

impl RareKeywords {
    fn visit_ids(&mut self, visit: Visitor<'_>) {
        let lists = [&mut self.prefix_items, &mut self.alternatives];
        let single = [
            &mut self.contains,
            &mut self.unevaluated_items,
            &mut self.property_names,
            &mut self.unevaluated_properties,
            &mut self.absent_tag,
            &mut self.default_tag,
        ];
        let named = [
            &mut self.pattern_properties,
            &mut self.dependent_schemas,
            &mut self.definitions,
        ];
        let condition = self.condition.iter_mut().flatten();
        let named = named.into_iter().flatten().map(|(_, schema)| schema);
        let parts = single.into_iter().flatten().chain(condition).chain(named);
        for schema in lists.into_iter().flatten().chain(parts) {
            schema.visit_ids(visit);
        }
    }
}
