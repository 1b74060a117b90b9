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
            (Type::Integer(name), Value::Number(number)) => {
                integer_default(name, number).map(DefaultValue::Integer)
            }
            (Type::Number(name), Value::Number(number)) => number
                .as_f64()
                .filter(|value| *name == "f64" || value.abs() <= f64::from(f32::MAX))
                .map(DefaultValue::Number),
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
        self.ensure_scalar(id);
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
        self.ensure_scalar(*id);
        match &self.types.get(*id)?.kind {
            TypeKind::Enum(values) => match values.variants.as_slice() {
                [only] => Some(DefaultValue::Variant(*id, only.name.clone())),
                _ => None,
            },
            _ => None,
        }
    }

    /// Defines a component that is a scalar before its turn, since its type is wanted now.
    fn ensure_scalar(&mut self, id: TypeId) {
        use openapiv3::{ReferenceOr, SchemaKind, Type as Kind};
        let Some(key) = self.types.component_key(id).map(str::to_owned) else {
            return;
        };
        let schema = self.schemas().items.and_then(|schemas| schemas.get(&key));
        let Some(ReferenceOr::Item(schema)) = schema else {
            return;
        };
        if matches!(
            schema.schema_kind,
            SchemaKind::Type(
                Kind::String(_) | Kind::Integer(_) | Kind::Number(_) | Kind::Boolean(_)
            )
        ) {
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

/// An integer, also when it is written with a fraction of zero, that its type can hold.
#[allow(clippy::cast_possible_truncation)] // The range is checked first.
fn integer_default(name: &str, number: &serde_json::Number) -> Option<i64> {
    let whole = |float: &f64| float.fract() == 0.0 && float.abs() < 9.0e15;
    let value = number
        .as_i64()
        .or_else(|| number.as_f64().filter(whole).map(|float| float as i64))?;
    let fits = match name {
        "i8" => i8::try_from(value).is_ok(),
        "i16" => i16::try_from(value).is_ok(),
        "i32" => i32::try_from(value).is_ok(),
        "u8" => u8::try_from(value).is_ok(),
        "u16" => u16::try_from(value).is_ok(),
        "u32" => u32::try_from(value).is_ok(),
        "u64" => value >= 0,
        _ => true,
    };
    fits.then_some(value)
}
