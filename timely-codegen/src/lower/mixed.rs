//! Schemas of mixed keywords: those that openapiv3 cannot place under one type.

use super::Lowering;
use super::schemas::{Lowered, Naming};
use crate::diagnostic::Pointer;
use crate::ir::{SchemaRef, Type};
use openapiv3::{AnySchema, ReferenceOr, Schema};

impl<'a> Lowering<'a> {
    /// A schema whose keywords openapiv3 cannot place under one type.
    pub(super) fn lower_any(
        &mut self,
        schema: &'a Schema,
        any: &'a AnySchema,
        pointer: &Pointer,
        naming: &Naming,
    ) -> Lowered {
        if super::structs::is_object_like(any) {
            return self.lower_struct(schema, pointer, naming);
        }
        let alternatives = if any.one_of.is_empty() {
            &any.any_of
        } else {
            &any.one_of
        };
        if !alternatives.is_empty() && any.all_of.is_empty() {
            return self.lower_union(
                schema,
                alternatives,
                !any.one_of.is_empty(),
                pointer,
                naming,
            );
        }
        if let [only] = any.all_of.as_slice()
            && any.any_of.is_empty()
            && any.one_of.is_empty()
        {
            return self.lower_refined(schema, any, only, pointer, naming);
        }
        if !any.all_of.is_empty() {
            return self.lower_merged(schema, pointer, naming);
        }
        self.lower_scalar_mix(schema, any, pointer, naming)
    }

    /// A reference (or other schema) with further constraints beside it: the same type, held to both.
    fn lower_refined(
        &mut self,
        schema: &'a Schema,
        any: &'a AnySchema,
        base: &'a ReferenceOr<Schema>,
        pointer: &Pointer,
        naming: &Naming,
    ) -> Lowered {
        let base = self.lower_only_part(base, schema.schema_data.nullable, pointer, naming);
        let mut constraints = super::constraints::any(any);
        if let Some(pattern) = constraints.pattern.take() {
            constraints.pattern = self.checked_pattern(pattern, pointer);
        }
        constraints.all_of.push(base.schema);
        Lowered {
            ty: base.ty,
            nullable: base.nullable,
            schema: SchemaRef::Inline(Box::new(constraints)),
        }
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
        let mut constraints = super::constraints::any(any);
        if let Some(pattern) = constraints.pattern.take() {
            constraints.pattern = self.checked_pattern(pattern, pointer);
        }
        let strings: Option<Vec<&str>> =
            any.enumeration.iter().map(|value| value.as_str()).collect();
        if let Some(values) = strings.filter(|values| {
            !values.is_empty() && any.typ.as_deref().is_none_or(|typ| typ == "string")
        }) {
            constraints.types = vec!["STRING"];
            return self.define_enum(schema, &values, constraints, pointer, naming);
        }
        if let Some(items) = &any.items {
            let naming = naming.part(&self.types, "Item");
            let item = self.lower_schema(items, &pointer.child("items"), &naming);
            constraints.items = Some(item.schema.clone());
            if constraints.types.is_empty() || constraints.types == ["ARRAY"] {
                constraints.types = vec!["ARRAY"];
                return Lowered::new(
                    Type::Array(Box::new(item.value_type())),
                    nullable,
                    constraints,
                );
            }
        }
        if let Some(not) = &any.not {
            let naming = naming.part(&self.types, "Not");
            constraints.not = Some(
                self.lower_schema(&**not, &pointer.child("not"), &naming)
                    .schema,
            );
        }
        let ty = match any.typ.as_deref() {
            Some("string") => any
                .format
                .as_deref()
                .and_then(|format| self.format_type(format))
                .map_or(Type::String, Type::Format),
            Some("integer") => Type::Integer("i64"),
            Some("number") => Type::Number("f64"),
            Some("boolean") => Type::Boolean,
            Some("object") => Type::Object,
            _ => Type::Any,
        };
        Lowered::new(ty, nullable, constraints)
    }
}
