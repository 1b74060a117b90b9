//! The methods of structs: their constructors, setters and readers of defaults.

use super::Models;
use crate::emit::identifiers::ident;
use crate::emit::rustdoc;
use crate::emit::types::{OptionalField, default_reader_name};
use crate::ir::{Field, Presence, Struct, Type};
use crate::naming::unraw;
use proc_macro2::{Ident, TokenStream};
use quote::quote;

/// More required fields than this and a literal is clearer than a constructor (it is clippy's limit too).
const MAX_ARGUMENTS: usize = 7;

/// Methods that structs have already, which no setter can be called.
const OWN_METHODS: &[&str] = &["new", "default"];

impl Models<'_> {
    pub(super) fn struct_methods(&self, name: &Ident, object: &Struct) -> TokenStream {
        let constructor = self.constructor(name, object);
        if constructor.is_none() {
            return quote!();
        }
        let has = |name: &str| object.fields.iter().any(|field| unraw(&field.name) == name);
        let settable = |field: &&Field| {
            field.presence != Presence::Required && !OWN_METHODS.contains(&field.name.as_str())
        };
        let setters = object.fields.iter().filter(settable);
        let setters = setters.map(|field| self.types.setter(optional(field)));
        let defaults = object.fields.iter().filter_map(|field| {
            let default = field
                .default
                .as_ref()
                .filter(|_| !has(&default_reader_name(&field.name)))?;
            Some(self.types.default_reader(optional(field), default))
        });
        let default = is_constant(object).then(|| {
            quote! {
                impl Default for #name {
                    fn default() -> Self {
                        Self::new()
                    }
                }
            }
        });
        quote! { impl #name { #constructor #(#setters)* #(#defaults)* } #default }
    }

    /// `new`, from the required fields.
    fn constructor(&self, name: &Ident, object: &Struct) -> Option<TokenStream> {
        let required: Vec<&Field> = object
            .fields
            .iter()
            .filter(|field| is_argument(field))
            .collect();
        if required.len() > MAX_ARGUMENTS {
            return None;
        }
        if !has_arguments(object) {
            return Some(quote! {
                /// All fields absent.
                #[must_use]
                pub fn new() -> Self {
                    Self::default()
                }
            });
        }
        let arguments = required.iter().map(|field| {
            let name = ident(&field.name);
            let (ty, _) = self.types.argument(&field.ty, &name);
            quote!(#name: #ty)
        });
        let values = object.fields.iter().map(|field| self.initial_value(field));
        let shape = object.variant.as_ref().map(|(name, ty)| {
            let (name, ty) = (ident(name), self.types.ty(ty));
            quote!(#name: #ty)
        });
        let arguments = arguments.chain(shape);
        let variant = object.variant.as_ref().map(|(name, _)| {
            let name = ident(name);
            quote!(#name,)
        });
        let additional = object.additional.as_ref().map(|(name, _)| {
            let name = ident(name);
            quote!(#name: Default::default(),)
        });
        let matching = object.matching.iter().map(|matching| {
            let name = ident(&matching.name);
            quote!(#name: Default::default(),)
        });
        let article = rustdoc::article(&name.to_string());
        let text = format!(" {article} `{name}` of its required fields.");
        Some(quote! {
            #[doc = #text]
            #[must_use]
            pub fn new(#(#arguments),*) -> Self {
                Self { #(#values,)* #variant #(#matching)* #additional }
            }
        })
    }

    fn initial_value(&self, field: &Field) -> TokenStream {
        let name = ident(&field.name);
        if field.asked && is_argument(field) {
            let (_, value) = self.types.argument(&field.ty, &name);
            return match field.presence {
                Presence::OptionalNullable => quote!(#name: rt::Field::Value(#value)),
                _ => quote!(#name: Some(#value)),
            };
        }
        match (field.presence, &field.constant) {
            (Presence::Required, Some(constant)) => {
                let value = self.types.value(constant);
                quote!(#name: #value)
            }
            (Presence::Required, None) => {
                let (_, value) = self.types.argument(&field.ty, &name);
                if name == value.to_string() {
                    quote!(#name)
                } else {
                    quote!(#name: #value)
                }
            }
            (Presence::OptionalNullable, _) => quote!(#name: rt::Field::Absent),
            (Presence::Nullable, _) if field.ty == Type::Any => quote!(#name: rt::Value::Null),
            (Presence::Nullable | Presence::Optional, _) => quote!(#name: None),
        }
    }
}

/// Whether a struct has fields that someone must give values.
pub(super) fn has_arguments(object: &Struct) -> bool {
    let mut fields = object.fields.iter();
    object.variant.is_some()
        || fields.any(|field| field.presence == Presence::Required || is_argument(field))
}

/// Whether the constructor of its struct takes a field.
fn is_argument(field: &Field) -> bool {
    (field.presence == Presence::Required || field.asked) && field.constant.is_none()
}

/// A field as its setter and the reader of its default see it.
fn optional(field: &Field) -> OptionalField<'_> {
    OptionalField {
        name: &field.name,
        ty: &field.ty,
        presence: field.presence,
        deprecated: field.deprecated,
    }
}

/// Whether all required fields of a struct are constants: its `new` takes no arguments, but no default can be derived.
fn is_constant(object: &Struct) -> bool {
    let is_required = |field: &&Field| field.presence == Presence::Required;
    let mut required = object.fields.iter().filter(is_required).peekable();
    required.peek().is_some()
        && required.all(|field| field.constant.is_some())
        && object.variant.is_none()
        && !object.fields.iter().any(is_argument)
}
