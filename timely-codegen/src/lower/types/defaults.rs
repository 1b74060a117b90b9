//! Defaults and constants: values of the document as values of their Rust types.

use crate::diagnostic::{Code, Pointer};
use crate::formats::{Holding, Integer};
use crate::ir::{DefaultValue, Elsewhere, Presence, Struct, Type, TypeId, TypeKind, Union};
use crate::lower::types::{Types, nouns};
use serde_json::{Map, Value};

/// How deep a default is looked into.
const MAX_DEPTH: usize = 32;

/// Why a value is not of its type.
struct Misfit {
    /// The value, which may be a part of the default.
    value: Value,
    /// What is wrong with it, after its name: ``is not among the values of `enum` ``.
    reason: String,
}

impl Misfit {
    fn new(value: &Value, reason: impl Into<String>) -> Self {
        Self {
            value: value.clone(),
            reason: reason.into(),
        }
    }

    /// A value that a list does not have.
    fn unlisted(value: &Value) -> Self {
        Self::new(value, "is not among the values of `enum`")
    }
}

/// A value of its type; `None` for what fits, and Rust code has no way to write.
type Fitting = Result<Option<DefaultValue>, Misfit>;

/// The default of a field, to be made a value of its type once all types are known.
pub(in crate::lower) struct Pending<'a> {
    pub(in crate::lower) owner: TypeId,
    pub(in crate::lower) field: usize,
    pub(in crate::lower) raw: &'a Value,
    pub(in crate::lower) pointer: Pointer,
}

impl Types<'_> {
    /// Settles the defaults of fields.
    pub(super) fn settle_defaults(&mut self) {
        for pending in std::mem::take(&mut self.defaults) {
            let TypeKind::Struct(object) = (match self.types.get(pending.owner) {
                Some(definition) => &definition.kind,
                None => continue,
            }) else {
                continue;
            };
            let Some(ty) = object
                .fields
                .get(pending.field)
                .map(|field| field.ty.clone())
            else {
                continue;
            };
            let default = self.lower_default(pending.raw, &ty, &pending.pointer);
            if let Some(definition) = self.types.definition_mut(pending.owner)
                && let TypeKind::Struct(object) = &mut definition.kind
            {
                object.fields[pending.field].default = default;
            }
        }
    }

    /// The default of a value of type `ty`; one that does not fit is reported and dropped.
    pub(in crate::lower) fn lower_default(
        &mut self,
        raw: &Value,
        ty: &Type,
        pointer: &Pointer,
    ) -> Option<DefaultValue> {
        // `null` says nothing that Rust code could use; the wire still has it.
        if raw.is_null() {
            return None;
        }
        match self.fitting(raw, ty, 0) {
            Ok(default) => default,
            Err(misfit) => {
                self.report_default(raw, &misfit, pointer);
                None
            }
        }
    }

    fn fitting(&self, raw: &Value, ty: &Type, depth: usize) -> Fitting {
        if depth > MAX_DEPTH {
            return Ok(None);
        }
        let fitting = match (ty, raw) {
            (Type::Any, value) => Some(DefaultValue::Json(value.clone())),
            (Type::Nullable(inner), value) if !value.is_null() => {
                let value = self.fitting(value, inner, depth + 1)?;
                return Ok(value.map(|value| DefaultValue::Some(Box::new(value))));
            }
            (Type::Nullable(_), _) => Some(DefaultValue::None),
            (Type::Format(_), Value::String(_) | Value::Number(_)) | (Type::Own(_), _) => {
                return Ok(None);
            }
            (Type::Boolean, Value::Bool(value)) => Some(DefaultValue::Boolean(*value)),
            (Type::Integer(integer), Value::Number(number)) => {
                integer_default(*integer, number).map(DefaultValue::Integer)
            }
            (Type::Number(float), Value::Number(number)) => number
                .as_f64()
                .filter(|value| float.holds(*value))
                .map(DefaultValue::Number),
            (Type::Digits(_), Value::Number(number)) => match number.is_f64() {
                // What a document writes with more digits than a float has was rounded by then.
                true if number.as_f64().is_some_and(|number| number.abs() >= 1e15) => {
                    return Ok(None);
                }
                _ => Some(DefaultValue::Digits(number.to_string())),
            },
            (Type::String, Value::String(text)) => Some(DefaultValue::String(text.clone())),
            (Type::Constant(only), Value::String(text)) if only == text => {
                Some(DefaultValue::String(text.clone()))
            }
            (Type::Text(meaning), Value::String(text)) => match meaning.holding() {
                Holding::Text => Some(DefaultValue::Text(text.clone())),
                Holding::Bytes => {
                    let bytes = meaning.bytes(text);
                    bytes.map(|bytes| DefaultValue::Bytes(*meaning, text.clone(), bytes))
                }
            },
            (Type::Array(_), Value::Array(items)) if items.is_empty() => {
                Some(DefaultValue::EmptyArray)
            }
            (Type::Array(inner), Value::Array(items)) => {
                let items = items
                    .iter()
                    .map(|item| self.fitting(item, inner, depth + 1));
                let items: Result<Option<Vec<_>>, Misfit> = items.collect();
                return Ok(items?.map(DefaultValue::List));
            }
            (Type::Tuple(types), Value::Array(items)) if types.len() == items.len() => {
                let items = types.iter().zip(items);
                let items = items.map(|(ty, item)| self.fitting(item, ty, depth + 1));
                let items: Result<Option<Vec<_>>, Misfit> = items.collect();
                return Ok(items?.map(DefaultValue::Tuple));
            }
            (Type::Object | Type::Map(_), Value::Object(members)) if members.is_empty() => {
                Some(DefaultValue::EmptyObject)
            }
            (Type::Object, Value::Object(members)) => {
                Some(DefaultValue::JsonObject(members.clone()))
            }
            (Type::Map(inner), Value::Object(members)) => {
                return self.map_default(members, inner, depth);
            }
            (Type::Named(id) | Type::Boxed(id), value) => {
                return self.named_default(*id, value, depth);
            }
            _ => None,
        };
        match fitting {
            Some(value) => Ok(Some(value)),
            None => Err(self.misfit(raw, ty)),
        }
    }

    /// Why a value is not of this type itself.
    fn misfit(&self, raw: &Value, ty: &Type) -> Misfit {
        let reason = match (ty, raw) {
            (Type::Integer(integer), Value::Number(number)) => integer_reason(*integer, number),
            (Type::Number(float), Value::Number(_)) => {
                format!("is outside of the range of its type, `{float}`")
            }
            (Type::Text(meaning), Value::String(_)) => {
                let format = meaning.format().map_or("byte", |format| format.name);
                format!("is no text of the format `{format}`")
            }
            (Type::Constant(only), Value::String(_)) => {
                format!("is not `{only}`, the only value that is allowed")
            }
            (Type::Tuple(types), Value::Array(items)) => {
                format!("has {} items, and must have {}", items.len(), types.len())
            }
            _ => format!(
                "is {}, but the type is {}",
                nouns::of_value(raw),
                self.noun(ty)
            ),
        };
        Misfit::new(raw, reason)
    }

    fn map_default(&self, members: &Map<String, Value>, ty: &Type, depth: usize) -> Fitting {
        let mut entries = Vec::new();
        for (name, value) in members {
            match self.fitting(value, ty, depth + 1)? {
                Some(value) => entries.push((name.clone(), value)),
                None => return Ok(None),
            }
        }
        Ok(Some(DefaultValue::Map(entries)))
    }

    fn named_default(&self, id: TypeId, raw: &Value, depth: usize) -> Fitting {
        let Some(definition) = self.types.get(id) else {
            return Ok(None);
        };
        match (&definition.kind, raw) {
            (TypeKind::Enum(values), Value::String(text)) => {
                let variant = values.variants.iter().find(|variant| variant.wire == *text);
                let variant = variant.ok_or_else(|| Misfit::unlisted(raw))?;
                Ok(Some(DefaultValue::Variant(id, variant.name.clone())))
            }
            (TypeKind::IntegerEnum(values), Value::Number(number)) => {
                let number =
                    integer_default(values.integer, number).ok_or_else(|| Misfit::unlisted(raw))?;
                let is_it = |value: &i64| i128::from(*value) == number;
                let variant = values.variants.iter().find(|(_, value)| is_it(value));
                let (name, _) = variant.ok_or_else(|| Misfit::unlisted(raw))?;
                Ok(Some(DefaultValue::Variant(id, name.clone())))
            }
            (TypeKind::NumberEnum(values), Value::Number(number)) => {
                let number = number.as_f64();
                let is_it = |value: f64| number.is_some_and(|number| number == value);
                let variant = values.variants.iter().find(|(_, value)| is_it(*value));
                let (name, _) = variant.ok_or_else(|| Misfit::unlisted(raw))?;
                Ok(Some(DefaultValue::Variant(id, name.clone())))
            }
            (TypeKind::Alias(ty), raw) => self.fitting(raw, ty, depth + 1),
            (TypeKind::Struct(object), Value::Object(members)) => {
                self.struct_default(id, object, (raw, members), depth)
            }
            (TypeKind::Union(union), raw) => self.union_default(id, union, raw, depth),
            (TypeKind::Wrapper(_), Value::Array(_) | Value::Object(_))
            | (TypeKind::Tuple(_), Value::Array(_)) => Ok(None),
            (
                TypeKind::Enum(_)
                | TypeKind::IntegerEnum(_)
                | TypeKind::NumberEnum(_)
                | TypeKind::Struct(_)
                | TypeKind::Wrapper(_)
                | TypeKind::Tuple(_),
                _,
            ) => Err(self.misfit(raw, &Type::Named(id))),
        }
    }

    fn struct_default(
        &self,
        id: TypeId,
        object: &Struct,
        (raw, members): (&Value, &Map<String, Value>),
        depth: usize,
    ) -> Fitting {
        let may_be_absent = |field: &crate::ir::Field| {
            !field.asked && !matches!(field.presence, Presence::Required | Presence::Nullable)
        };
        if members.is_empty() && object.variant.is_none() && object.fields.iter().all(may_be_absent)
        {
            return Ok(Some(DefaultValue::EmptyObject));
        }
        let definition = self.types.get(id);
        let elsewhere = definition.and_then(|definition| definition.elsewhere.as_ref());
        if elsewhere.is_some_and(Elsewhere::is_in_other_crate) {
            // Only its own crate writes a literal of it.
            return Ok(None);
        }
        let is_known = |name: &String| object.fields.iter().any(|field| field.wire == *name);
        let has_maps = object.additional.is_some() || !object.matching.is_empty();
        let is_whole = object.variant.is_none() && !has_maps && members.keys().all(is_known);
        let mut fields = Vec::new();
        for field in &object.fields {
            let value = match (members.get(&field.wire), field.presence) {
                (None, Presence::Required | Presence::Nullable) => {
                    let reason = format!("has no `{}`, which is required", field.wire);
                    return Err(Misfit::new(raw, reason));
                }
                (None, Presence::Optional) => DefaultValue::None,
                (None, Presence::OptionalNullable) => DefaultValue::Absent,
                (Some(Value::Null), Presence::Nullable | Presence::Optional) => DefaultValue::None,
                (Some(Value::Null), Presence::OptionalNullable) => DefaultValue::Null,
                (Some(value), presence) => match self.fitting(value, &field.ty, depth + 1)? {
                    Some(value) => match presence {
                        Presence::Required => value,
                        Presence::Nullable if field.ty == Type::Any => value,
                        Presence::Nullable | Presence::Optional => {
                            DefaultValue::Some(Box::new(value))
                        }
                        Presence::OptionalNullable => DefaultValue::Present(Box::new(value)),
                    },
                    None => return Ok(None),
                },
            };
            fields.push((field.name.clone(), value));
        }
        Ok(is_whole.then_some(DefaultValue::Struct(id, fields)))
    }

    /// The first variant that the value fits, and that is no object: which object is meant is for its tag to say.
    fn union_default(&self, id: TypeId, union: &Union, raw: &Value, depth: usize) -> Fitting {
        let mut fits = false;
        for variant in &union.variants {
            match self.fitting(raw, &variant.ty, depth + 1) {
                Ok(Some(_)) if matches!(variant.ty, Type::Constant(_)) => {
                    return Ok(Some(DefaultValue::Variant(id, variant.name.clone())));
                }
                Ok(Some(value)) if !raw.is_object() => {
                    let value = Box::new(value);
                    return Ok(Some(DefaultValue::Shape(id, variant.name.clone(), value)));
                }
                Ok(_) => fits = true,
                Err(_) => {}
            }
        }
        match fits {
            true => Ok(None),
            false => Err(Misfit::new(raw, "fits none of the alternatives")),
        }
    }

    /// The only value of an enum that has just one.
    pub(super) fn constant_of(&mut self, ty: &Type) -> Option<DefaultValue> {
        if let Type::Constant(only) = ty {
            return Some(DefaultValue::String(only.clone()));
        }
        let Type::Named(id) = ty else { return None };
        self.ensure_scalar(*id);
        match &self.types.get(*id)?.kind {
            TypeKind::Enum(values) => match values.variants.as_slice() {
                [only] => Some(DefaultValue::Variant(*id, only.name.clone())),
                _ => None,
            },
            TypeKind::IntegerEnum(values) => match values.variants.as_slice() {
                [(only, _)] => Some(DefaultValue::Variant(*id, only.clone())),
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

    fn report_default(&mut self, raw: &Value, misfit: &Misfit, pointer: &Pointer) {
        let Misfit { value, reason } = misfit;
        let message = match value == raw {
            true => format!("the default `{}` {reason}", beginning(raw)),
            false => format!(
                "in the default `{}`, `{}` {reason}",
                beginning(raw),
                beginning(value)
            ),
        };
        self.diagnostics
            .warning(Code::InvalidDefault, pointer, message)
            .help("it is ignored; correct the default or its schema");
    }
}

/// The text of a value, as far as a message has room for it.
fn beginning(value: &Value) -> String {
    value.to_string().chars().take(60).collect()
}

/// Why a number is no integer of this type.
fn integer_reason(integer: Integer, number: &serde_json::Number) -> String {
    let is_whole = number.as_f64().is_none_or(|float| float.fract() == 0.0);
    match is_whole {
        true => format!("is outside of the range of its type, `{integer}`"),
        false => "is a number with a fraction, but the type is an integer".to_owned(),
    }
}

/// An integer, also when it is written with a fraction of zero, that its type can hold.
#[allow(clippy::cast_possible_truncation)] // The range is checked first.
fn integer_default(integer: Integer, number: &serde_json::Number) -> Option<i128> {
    const LIMIT: f64 = 18_446_744_073_709_551_616.0;
    let whole = |float: &f64| float.fract() == 0.0 && float.abs() <= LIMIT;
    let value = number
        .as_i128()
        .or_else(|| number.as_f64().filter(whole).map(|float| float as i128))?;
    integer.holds(value).then_some(value)
}
