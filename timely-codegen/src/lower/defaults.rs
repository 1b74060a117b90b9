//! Defaults and constants: values of the document as values of their Rust types.

use super::Lowering;
use crate::diagnostic::{Code, Pointer};
use crate::ir::{DefaultValue, Type, TypeId, TypeKind};
use serde_json::Value;

impl Lowering<'_> {
    /// The default of a value of type `ty`; one that does not fit is reported and dropped.
    pub(super) fn lower_default(
        &mut self,
        raw: &Value,
        ty: &Type,
        pointer: &Pointer,
    ) -> Option<DefaultValue> {
        let fitting = match (ty, raw) {
            // `null` and the values of other types say nothing that Rust code could use; the wire still has them.
            (_, Value::Null) | (Type::Any | Type::Format(_) | Type::Nullable(_), _) => return None,
            (Type::Boolean, Value::Bool(value)) => Some(DefaultValue::Boolean(*value)),
            (Type::Integer(_), Value::Number(number)) => number.as_i64().map(DefaultValue::Integer),
            (Type::Number(_), Value::Number(number)) => number.as_f64().map(DefaultValue::Number),
            (Type::String, Value::String(text)) => Some(DefaultValue::String(text.clone())),
            (Type::Array(_), Value::Array(items)) if items.is_empty() => {
                Some(DefaultValue::EmptyArray)
            }
            (Type::Object | Type::Map(_), Value::Object(members)) if members.is_empty() => {
                Some(DefaultValue::EmptyObject)
            }
            (Type::Array(_), Value::Array(_)) | (Type::Object | Type::Map(_), Value::Object(_)) => {
                return None;
            }
            (Type::Named(id) | Type::Boxed(id), value) => {
                return self.lower_named_default(*id, value, pointer);
            }
            _ => None,
        };
        if fitting.is_none() {
            self.report_default(raw, pointer);
        }
        fitting
    }

    fn lower_named_default(
        &mut self,
        id: TypeId,
        raw: &Value,
        pointer: &Pointer,
    ) -> Option<DefaultValue> {
        self.ensure_enum(id);
        let definition = self.types.get(id)?;
        match (&definition.kind, raw) {
            (TypeKind::Enum(values), Value::String(text)) => {
                let variant = values.variants.iter().find(|variant| variant.wire == *text);
                let found = variant.map(|variant| DefaultValue::Variant(id, variant.name.clone()));
                if found.is_none() {
                    self.report_default(raw, pointer);
                }
                found
            }
            (TypeKind::Alias(ty), raw) => {
                let ty = ty.clone();
                if matches!(ty, Type::Named(_)) {
                    None
                } else {
                    self.lower_default(raw, &ty, pointer)
                }
            }
            (TypeKind::Enum(_), _) => {
                self.report_default(raw, pointer);
                None
            }
            (TypeKind::Struct(_) | TypeKind::Union(_), _) => None,
        }
    }

    /// The only value of an enum that has just one.
    pub(super) fn constant_of(&mut self, ty: &Type) -> Option<DefaultValue> {
        let Type::Named(id) = ty else { return None };
        self.ensure_enum(*id);
        match &self.types.get(*id)?.kind {
            TypeKind::Enum(values) => match values.variants.as_slice() {
                [only] => Some(DefaultValue::Variant(*id, only.name.clone())),
                _ => None,
            },
            _ => None,
        }
    }

    /// Defines a component that is an enum before its turn, since its variants are wanted now.
    fn ensure_enum(&mut self, id: TypeId) {
        let Some(key) = self.types.component_key(id).map(str::to_owned) else {
            return;
        };
        let is_string = self.schemas().items.and_then(|schemas| schemas.get(&key)).is_some_and(|schema| {
            use openapiv3::{ReferenceOr, SchemaKind, Type};
            matches!(schema, ReferenceOr::Item(schema) if matches!(schema.schema_kind, SchemaKind::Type(Type::String(_))))
        });
        if is_string {
            self.lower_component(&key);
        }
    }

    fn report_default(&mut self, raw: &Value, pointer: &Pointer) {
        let text: String = raw.to_string().chars().take(60).collect();
        self.diagnostics
            .warning(
                Code::InvalidDefault,
                pointer,
                format!("the default `{text}` is not a value of its own type"),
            )
            .help("it is ignored; correct the default or the type");
    }
}
