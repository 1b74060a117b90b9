//! Unions: the variant that an example is of, or the first that can be made.

use super::Examples;
use super::values::{Given, Position};
use crate::emit::identifiers::ident;
use crate::ir::{Type, TypeKind, Union, UnionVariant};
use proc_macro2::TokenStream;
use quote::quote;
use serde_json::Value;

impl Examples<'_> {
    /// A value of a union with this path.
    pub(super) fn union(
        &self,
        path: &TokenStream,
        union: &Union,
        given: Given<'_>,
    ) -> Option<TokenStream> {
        let variants = &union.variants;
        let fitting = given.example.and_then(|example| {
            let tag = union.discriminator.as_ref();
            let tag = tag.and_then(|tag| example.get(tag)).and_then(Value::as_str);
            let by_tag = |tag: &str| {
                let mut variants = variants.iter();
                variants.find(|variant| variant.tags.iter().any(|known| known == tag))
            };
            let by_shape = || variants.iter().find(|variant| self.fits(variant, example));
            tag.and_then(by_tag).or_else(by_shape)
        });
        let tag = union.discriminator.as_deref();
        let rules = self.rules(given.schemas);
        let made = |variant: &UnionVariant, given: Given<'_>| {
            let mut places = variants.iter();
            let place = places.position(|one| std::ptr::eq(one, variant));
            let schemas = place.map(|place| rules.of_alternative(place, variants.len()));
            let schemas = schemas.unwrap_or_default();
            let given = Given {
                schemas: &schemas,
                ..given
            };
            self.variant(path, (tag, variant), given)
        };
        let fitting = fitting.and_then(|variant| made(variant, given));
        let without = Given {
            example: None,
            ..given
        };
        fitting.or_else(|| {
            let mut variants = variants.iter();
            variants.find_map(|variant| made(variant, without))
        })
    }

    fn variant(
        &self,
        path: &TokenStream,
        (tag, variant): (Option<&str>, &UnionVariant),
        given: Given<'_>,
    ) -> Option<TokenStream> {
        let name = ident(&variant.name);
        if let Type::Constant(_) = variant.ty {
            return Some(quote!(#path::#name));
        }
        // A member that tells the variant has the value that selects it.
        let tagged = tag.zip(variant.tags.first()).map(|(property, tag)| {
            let members = given.example.and_then(Value::as_object);
            let mut members = members.cloned().unwrap_or_default();
            members.insert(property.to_owned(), Value::from(tag.as_str()));
            Value::Object(members)
        });
        let given = Given {
            example: tagged.as_ref().or(given.example),
            ..given
        };
        let value = self.value(&variant.ty, given, Position::Typed)?;
        Some(quote!(#path::#name(#value)))
    }

    /// Whether a value may be one of a variant, at a glance.
    fn fits(&self, variant: &UnionVariant, example: &Value) -> bool {
        match self.types.unaliased(&variant.ty) {
            Type::Boolean => example.is_boolean(),
            Type::Integer(_) => example.is_i64() || example.is_u64(),
            Type::Number(_) | Type::Digits(_) => example.is_number(),
            Type::String | Type::Text(_) => example.is_string(),
            Type::Constant(only) => example == only.as_str(),
            Type::Array(_) => example.is_array(),
            Type::Tuple(items) => {
                let found = example.as_array();
                found.is_some_and(|found| found.len() == items.len())
            }
            Type::Map(_) | Type::Object => example.is_object(),
            Type::Any => true,
            Type::Nullable(_) | Type::Headed(_) | Type::Format(_) | Type::Own(_) => false,
            Type::Named(id) | Type::Boxed(id) => match &self.context.api.definition(*id).kind {
                TypeKind::Struct(object) => example.as_object().is_some_and(|members| {
                    let mut required = object.fields.iter().filter(|field| field.is_argument());
                    required.all(|field| members.contains_key(&field.wire))
                }),
                TypeKind::Enum(values) => {
                    let mut variants = values.variants.iter();
                    variants.any(|variant| example == variant.wire.as_str())
                }
                TypeKind::IntegerEnum(_) => example.is_i64(),
                TypeKind::NumberEnum(_) => example.is_number(),
                TypeKind::Tuple(_) => example.is_array(),
                TypeKind::Union(_) | TypeKind::Alias(_) | TypeKind::Wrapper(_) => false,
            },
        }
    }
}
