//! Default values as Rust expressions, as JSON, and as text.

use super::{Types, float, integer};
use crate::emit::identifiers::ident;
use crate::emit::rustdoc;
use crate::ir::{DefaultValue, Type, TypeId, TypeKind};
use proc_macro2::{Literal, TokenStream};
use quote::quote;
use serde_json::{Map, Number, Value};

impl Types<'_> {
    /// A default as an expression of its type.
    pub(in crate::emit) fn value(&self, value: &DefaultValue) -> TokenStream {
        match value {
            DefaultValue::Boolean(value) => quote!(#value),
            DefaultValue::Integer(value) => integer(*value),
            DefaultValue::Number(value) => float(*value),
            DefaultValue::String(text) => quote!(#text.to_owned()),
            DefaultValue::Text(text) => quote!(rt::Text::unchecked(#text)),
            DefaultValue::Digits(number) => quote!(rt::Digits::written(#number)),
            DefaultValue::Bytes(meaning, _, bytes) => {
                let (name, bytes) = (ident(meaning.name()), Literal::byte_string(bytes));
                quote!(rt::#name::from_static(#bytes))
            }
            DefaultValue::Variant(id, variant) => {
                let (path, variant) = (self.named(*id), ident(variant));
                quote!(#path::#variant)
            }
            DefaultValue::EmptyArray => quote!(Vec::new()),
            DefaultValue::EmptyObject => quote!(Default::default()),
            DefaultValue::List(items) => {
                let items = items.iter().map(|item| self.value(item));
                quote!(vec![#(#items),*])
            }
            DefaultValue::Tuple(items) => {
                let items = items.iter().map(|item| self.value(item));
                quote!((#(#items,)*))
            }
            DefaultValue::Map(members) => {
                let members = members.iter().map(|(name, value)| {
                    let value = self.value(value);
                    quote!((#name.to_owned(), #value))
                });
                quote!(rt::Map::from([#(#members),*]))
            }
            DefaultValue::JsonObject(members) => members_of(members),
            DefaultValue::Json(value) => json(value),
            DefaultValue::Struct(id, values) => self.struct_literal(*id, values),
            DefaultValue::Shape(id, name, value) => self.variant_literal(*id, name, value),
            DefaultValue::Some(value) => {
                let value = self.value(value);
                quote!(Some(#value))
            }
            DefaultValue::None => quote!(None),
            DefaultValue::Present(value) => {
                let value = self.value(value);
                quote!(rt::Field::Value(#value))
            }
            DefaultValue::Null => quote!(rt::Field::Null),
            DefaultValue::Absent => quote!(rt::Field::Absent),
        }
    }

    /// A struct with the values of all its fields.
    fn struct_literal(&self, id: TypeId, values: &[(String, DefaultValue)]) -> TokenStream {
        let path = self.named(id);
        let fields = match &self.context.api.definition(id).kind {
            TypeKind::Struct(object) => object.fields.as_slice(),
            _ => &[],
        };
        let fields = fields.iter().zip(values).map(|(field, (name, value))| {
            let (name, value) = (ident(name), self.held_value(&field.ty, value));
            quote!(#name: #value)
        });
        quote!(#path { #(#fields),* })
    }

    /// A variant of a union with the value that it holds.
    fn variant_literal(&self, id: TypeId, name: &str, value: &DefaultValue) -> TokenStream {
        let path = self.named(id);
        let held = match &self.context.api.definition(id).kind {
            TypeKind::Union(union) => union.variants.iter().find(|variant| variant.name == name),
            _ => None,
        };
        let value = match held {
            Some(variant) => self.held_value(&variant.ty, value),
            None => self.value(value),
        };
        let variant = ident(name);
        quote!(#path::#variant(#value))
    }

    /// A value where a type is held, perhaps behind a `Box`.
    pub(super) fn held_value(&self, ty: &Type, value: &DefaultValue) -> TokenStream {
        match (self.unaliased(ty), value) {
            (Type::Tuple(types), DefaultValue::Tuple(values)) => {
                let values = types.iter().zip(values);
                let values = values.map(|(ty, value)| self.held_value(ty, value));
                quote!((#(#values,)*))
            }
            (Type::Boxed(_), DefaultValue::Some(value)) => {
                let value = self.value(value);
                quote!(Some(Box::new(#value)))
            }
            (Type::Boxed(_), DefaultValue::Present(value)) => {
                let value = self.value(value);
                quote!(rt::Field::Value(Box::new(#value)))
            }
            (_, DefaultValue::None | DefaultValue::Null | DefaultValue::Absent) => {
                self.value(value)
            }
            (Type::Boxed(_), value) => {
                let value = self.value(value);
                quote!(Box::new(#value))
            }
            (_, value) => self.value(value),
        }
    }

    /// A default as the document writes it.
    pub(in crate::emit) fn default_text(&self, default: &DefaultValue) -> String {
        match default {
            DefaultValue::Boolean(value) => value.to_string(),
            DefaultValue::Integer(value) => value.to_string(),
            DefaultValue::Number(value) => value.to_string(),
            DefaultValue::Digits(number) => number.clone(),
            DefaultValue::String(text)
            | DefaultValue::Text(text)
            | DefaultValue::Bytes(_, text, _) => rustdoc::plain(text),
            DefaultValue::Variant(..) => match self.default_json(default) {
                serde_json::Value::String(text) => rustdoc::plain(&text),
                other => other.to_string(),
            },
            other => rustdoc::plain(&self.default_json(other).to_string()),
        }
    }

    /// A default as JSON, which is how the document writes it.
    fn default_json(&self, default: &DefaultValue) -> Value {
        match default {
            DefaultValue::Boolean(value) => Value::from(*value),
            DefaultValue::Integer(value) => {
                Number::from_i128(*value).map_or(Value::Null, Value::Number)
            }
            DefaultValue::Number(value) => Value::from(*value),
            DefaultValue::Digits(number) => serde_json::from_str(number).unwrap_or_default(),
            DefaultValue::String(text)
            | DefaultValue::Text(text)
            | DefaultValue::Bytes(_, text, _) => Value::from(text.as_str()),
            DefaultValue::Variant(id, name) => match &self.context.api.definition(*id).kind {
                TypeKind::Enum(values) => {
                    let mut variants = values.variants.iter();
                    let variant = variants.find(|variant| variant.name == *name);
                    Value::from(variant.map_or(name.as_str(), |variant| &variant.wire))
                }
                TypeKind::IntegerEnum(values) => {
                    let mut variants = values.variants.iter();
                    let value = variants.find(|(variant, _)| variant == name);
                    value.map_or(Value::Null, |(_, value)| Value::from(*value))
                }
                TypeKind::NumberEnum(values) => {
                    let mut variants = values.variants.iter();
                    let value = variants.find(|(variant, _)| variant == name);
                    value.map_or(Value::Null, |(_, value)| Value::from(*value))
                }
                TypeKind::Union(union) => {
                    let mut variants = union.variants.iter();
                    let variant = variants.find(|variant| variant.name == *name);
                    match variant.map(|variant| &variant.ty) {
                        Some(Type::Constant(only)) => Value::from(only.as_str()),
                        _ => Value::Null,
                    }
                }
                _ => Value::from(name.as_str()),
            },
            DefaultValue::EmptyArray => Value::Array(Vec::new()),
            DefaultValue::EmptyObject => Value::Object(Map::new()),
            DefaultValue::List(items) | DefaultValue::Tuple(items) => {
                items.iter().map(|item| self.default_json(item)).collect()
            }
            DefaultValue::Map(members) => members
                .iter()
                .map(|(name, value)| (name.clone(), self.default_json(value)))
                .collect(),
            DefaultValue::JsonObject(members) => Value::Object(members.clone()),
            DefaultValue::Json(value) => value.clone(),
            DefaultValue::Struct(id, fields) => match &self.context.api.definition(*id).kind {
                TypeKind::Struct(object) => object
                    .fields
                    .iter()
                    .zip(fields)
                    .filter(|(_, (_, value))| {
                        !matches!(value, DefaultValue::Absent | DefaultValue::None)
                    })
                    .map(|(field, (_, value))| (field.wire.clone(), self.default_json(value)))
                    .collect(),
                _ => Value::Null,
            },
            DefaultValue::Shape(_, _, value)
            | DefaultValue::Some(value)
            | DefaultValue::Present(value) => self.default_json(value),
            DefaultValue::None | DefaultValue::Null | DefaultValue::Absent => Value::Null,
        }
    }
}

/// Any JSON value.
fn json(value: &Value) -> TokenStream {
    match value {
        Value::Null => quote!(rt::Value::Null),
        Value::Bool(value) => quote!(rt::Value::Bool(#value)),
        Value::Number(number) => match (number.as_i64(), number.as_u64(), number.as_f64()) {
            (Some(value), ..) => {
                let literal = Literal::u64_unsuffixed(value.unsigned_abs());
                let sign = (value < 0).then(|| quote!(-));
                quote!(rt::Value::from(#sign #literal))
            }
            (_, Some(value), _) => quote!(rt::Value::from(#value)),
            (.., float) => {
                let value = self::float(float.unwrap_or_default());
                quote!(rt::Value::from(#value))
            }
        },
        Value::String(text) => quote!(rt::Value::from(#text)),
        Value::Array(items) => {
            let items = items.iter().map(json);
            quote!(rt::Value::Array(vec![#(#items),*]))
        }
        Value::Object(members) => {
            let members = members_of(members);
            quote!(rt::Value::Object(#members))
        }
    }
}

/// The members of a free-form object.
fn members_of(members: &Map<String, Value>) -> TokenStream {
    let members = members.iter().map(|(name, value)| {
        let value = json(value);
        quote!((#name.to_owned(), #value))
    });
    quote!([#(#members),*].into_iter().collect())
}
