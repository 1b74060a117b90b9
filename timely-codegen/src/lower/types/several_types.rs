//! Schemas of mixed keywords: those that openapiv3 cannot place under one type.

use super::alternatives::{Alternatives, ListKind};
use super::lowered::Lowered;
use super::store::Naming;
use crate::diagnostic::Pointer;
use crate::formats::{self, Float};
use crate::ir::Type;
use crate::lower::types::Types;
use openapiv3::{AnySchema, Schema};

impl<'a> Types<'a> {
    /// A schema whose keywords openapiv3 cannot place under one type.
    pub(super) fn lower_any(
        &mut self,
        schema: &'a Schema,
        any: &'a AnySchema,
        pointer: &Pointer,
        naming: &Naming,
    ) -> Lowered {
        let is_object = any.typ.as_deref() == Some("object");
        if super::structs::is_object_like(any) || is_object && super::schemas::has_patterns(schema)
        {
            return self.lower_struct(schema, pointer, naming);
        }
        let (kind, list) = if any.one_of.is_empty() {
            (ListKind::AnyOf, &any.any_of)
        } else {
            (ListKind::OneOf, &any.one_of)
        };
        if !list.is_empty() && any.all_of.is_empty() {
            let alternatives = Alternatives::of(schema, kind, list, pointer);
            return self.lower_union(schema, &alternatives, pointer, naming);
        }
        if let [only] = any.all_of.as_slice()
            && any.any_of.is_empty()
            && any.one_of.is_empty()
            && any.additional_properties.is_none()
        {
            return self
                .lower_only_part(only, pointer, naming)
                .or_null(schema.schema_data.nullable);
        }
        if !any.all_of.is_empty() {
            return self.lower_merged(schema, pointer, naming);
        }
        self.lower_scalar_mix(schema, any, pointer, naming)
    }

    /// Keywords of scalar types without, or beside, a `type`.
    fn lower_scalar_mix(
        &mut self,
        schema: &'a Schema,
        any: &'a AnySchema,
        pointer: &Pointer,
        naming: &Naming,
    ) -> Lowered {
        let nullable = schema.schema_data.nullable;
        let strings: Option<Vec<&str>> =
            any.enumeration.iter().map(|value| value.as_str()).collect();
        if let Some(values) = strings.filter(|values| {
            !values.is_empty() && any.typ.as_deref().is_none_or(|typ| typ == "string")
        }) {
            return self.define_enum(schema, &values, pointer, naming);
        }
        if let Some(items) = &any.items
            && any.typ.as_deref().is_none_or(|typ| typ == "array")
        {
            let naming = naming.part("Item");
            let item = self.lower_schema(items, &pointer.child("items"), &naming);
            return Lowered::of(Type::Array(Box::new(item.value_type()))).or_null(nullable);
        }
        let ty = match any.typ.as_deref() {
            Some("string") => self.string_type(any.format.as_deref()),
            Some("integer") => {
                let plain = Type::Integer(formats::integer(any.format.as_deref()).0);
                self.number_type(any.format.as_deref(), plain)
            }
            Some("number") => self.number_type(any.format.as_deref(), Type::Number(Float::F64)),
            Some("boolean") => Type::Boolean,
            Some("object") => Type::Object,
            _ => Type::Any,
        };
        Lowered::of(ty).or_null(nullable)
    }
}
