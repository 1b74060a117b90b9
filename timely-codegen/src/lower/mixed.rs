//! Schemas of mixed keywords: those that openapiv3 cannot place under one type.

use super::Lowering;
use super::schemas::{Lowered, Naming, required_property};
use crate::diagnostic::Pointer;
use crate::ir::{self, Schema as Constraints, SchemaRef, Type};
use openapiv3::{AdditionalProperties, AnySchema, ReferenceOr, Schema};

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
            && any.additional_properties.is_none()
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
        let mut constraints = self.mixed_constraints(any, pointer, naming);
        if let (Naming::Exactly(id), Type::Named(named)) = (naming, &base.ty)
            && id == named
            && let Some(definition) = self.types.definition_mut(*id)
        {
            // The part stands inline and has become the component itself, which is held to both then.
            constraints.all_of.push(definition.schema.clone());
            definition.schema = SchemaRef::Inline(Box::new(constraints));
            return base;
        }
        constraints.all_of.push(base.schema);
        Lowered {
            ty: base.ty,
            nullable: base.nullable,
            schema: SchemaRef::Inline(Box::new(constraints)),
        }
    }

    /// The constraints of a schema of mixed keywords, but for those that give a value its type.
    pub(super) fn mixed_constraints(
        &mut self,
        any: &'a AnySchema,
        pointer: &Pointer,
        naming: &Naming,
    ) -> Constraints {
        let mut constraints = super::constraints::any(any);
        if let Some(pattern) = constraints.pattern.take() {
            constraints.pattern = self.checked_pattern(pattern, pointer);
        }
        constraints.properties = any
            .required
            .iter()
            .map(|name| required_property(name))
            .collect();
        if let Some(not) = &any.not {
            let naming = naming.part(&self.types, "Not");
            constraints.not = Some(
                self.lower_schema(&**not, &pointer.child("not"), &naming)
                    .schema,
            );
        }
        constraints
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
        let mut constraints = self.mixed_constraints(any, pointer, naming);
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
        constraints.additional = match &any.additional_properties {
            Some(AdditionalProperties::Schema(values)) => {
                let naming = naming.part(&self.types, "Value");
                let at = pointer.child("additionalProperties");
                ir::Additional::Schema(self.lower_schema(&**values, &at, &naming).schema)
            }
            Some(AdditionalProperties::Any(false)) => ir::Additional::Forbidden,
            Some(AdditionalProperties::Any(true)) | None => ir::Additional::Allowed,
        };
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
