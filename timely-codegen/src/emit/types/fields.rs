//! Fields of structs: their setters, the methods that read them with their defaults, and their rows in the table that
//! tells how the struct is written.

use super::Types;
use crate::emit::identifiers::ident;
use crate::ir::{DefaultValue, Presence, Type};
use crate::naming::{suffixed, unraw};
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

/// A field that may be absent, as the methods see it that set and read it.
#[derive(Clone, Copy)]
pub(in crate::emit) struct OptionalField<'f> {
    /// What it is called in Rust.
    pub(in crate::emit) name: &'f str,
    /// The type of its values.
    pub(in crate::emit) ty: &'f Type,
    pub(in crate::emit) presence: Presence,
    pub(in crate::emit) deprecated: bool,
}

impl OptionalField<'_> {
    /// The attribute of its methods if it is deprecated.
    fn deprecation(&self) -> Option<TokenStream> {
        self.deprecated.then(|| quote! { #[deprecated] })
    }
}

impl Types<'_> {
    /// A method that sets an optional field and returns the struct.
    pub(in crate::emit) fn setter(&self, field: OptionalField<'_>) -> TokenStream {
        let OptionalField { ty, .. } = field;
        let name = ident(field.name);
        let text = format!(" Sets [`{0}`](Self::{0}).", unraw(field.name));
        let deprecated = field.deprecation();
        let (argument, value) = self.argument(ty, &name);
        let (argument, value) = match field.presence {
            Presence::OptionalNullable => {
                let ty = self.ty(ty);
                (quote!(impl Into<rt::Field<#ty>>), quote!(#name.into()))
            }
            Presence::Nullable if *ty == Type::Any => (argument, value),
            _ => (argument, quote!(Some(#value))),
        };
        quote! {
            #[doc = #text]
            #[must_use]
            #deprecated
            pub fn #name(mut self, #name: #argument) -> Self {
                self.#name = #value;
                self
            }
        }
    }

    /// A method that reads an optional field with its default.
    pub(in crate::emit) fn default_reader(
        &self,
        field: OptionalField<'_>,
        default: &DefaultValue,
    ) -> TokenStream {
        let OptionalField { ty, presence, .. } = field;
        if presence == Presence::Required {
            return quote!();
        }
        let name = ident(field.name);
        let method = format_ident!("{}", default_reader_name(field.name));
        let text = format!(
            " [`{0}`](Self::{0}), or the default `{1}`.",
            unraw(field.name),
            self.default_text(default)
        );
        let deprecated = field.deprecation();
        let value = self.held_value(ty, default);
        if presence == Presence::OptionalNullable && *self.unaliased(ty) == Type::Any {
            // Null is a value as any other, and in place of none.
            let ty = self.ty(ty);
            return quote! {
                #[doc = #text]
                #[must_use]
                #deprecated
                pub fn #method(&self) -> #ty {
                    match &self.#name {
                        rt::Field::Absent => #value,
                        rt::Field::Null => rt::Value::Null,
                        rt::Field::Value(value) => value.clone(),
                    }
                }
            };
        }
        let read = self.read_or(field, default, &value);
        let ty = self.ty(ty);
        quote! {
            #[doc = #text]
            #[must_use]
            #deprecated
            pub fn #method(&self) -> #ty {
                #read
            }
        }
    }

    /// Reads a field, or else the value of its default.
    fn read_or(
        &self,
        field: OptionalField<'_>,
        default: &DefaultValue,
        value: &TokenStream,
    ) -> TokenStream {
        let name = ident(field.name);
        let read = match (field.presence, self.is_copy(field.ty)) {
            (Presence::OptionalNullable, true) => quote!(self.#name.as_value().copied()),
            (Presence::OptionalNullable, false) => quote!(self.#name.as_value().cloned()),
            (_, true) => quote!(self.#name),
            (_, false) => quote!(self.#name.clone()),
        };
        match default {
            DefaultValue::EmptyArray | DefaultValue::EmptyObject => {
                quote!(#read.unwrap_or_default())
            }
            default if is_cheap(default) => quote!(#read.unwrap_or(#value)),
            _ => quote!(#read.unwrap_or_else(|| #value)),
        }
    }
}

/// A line of the table that tells how a struct is written: when a field is, if not always.
pub(in crate::emit) fn member(field: &str, wire: &str, when: Option<&str>) -> TokenStream {
    let field = ident(field);
    match when.map(ident) {
        Some(when) => quote!(#field: #wire if #when),
        None => quote!(#field: #wire),
    }
}

/// Whether a default costs nothing to make, so that no closure has to put it off.
fn is_cheap(default: &DefaultValue) -> bool {
    match default {
        DefaultValue::Boolean(_)
        | DefaultValue::Integer(_)
        | DefaultValue::Number(_)
        | DefaultValue::Bytes(..)
        | DefaultValue::Variant(..)
        | DefaultValue::None
        | DefaultValue::Null
        | DefaultValue::Absent => true,
        DefaultValue::Some(value)
        | DefaultValue::Present(value)
        | DefaultValue::Shape(_, _, value) => is_cheap(value),
        DefaultValue::Tuple(values) => values.iter().all(is_cheap),
        DefaultValue::Struct(_, fields) => fields.iter().all(|(_, value)| is_cheap(value)),
        DefaultValue::Json(value) => value.is_null() || value.is_boolean(),
        DefaultValue::String(_)
        | DefaultValue::Text(_)
        | DefaultValue::Digits(_)
        | DefaultValue::EmptyArray
        | DefaultValue::EmptyObject
        | DefaultValue::List(_)
        | DefaultValue::Map(_)
        | DefaultValue::JsonObject(_) => false,
    }
}

/// The name of the method that reads a field with its default.
pub(in crate::emit) fn default_reader_name(field: &str) -> String {
    suffixed(field, "or_default")
}
