//! Structs: fields, constructor, setters and defaults.

use crate::emit::{Emitter, Place, docs, ident};
use crate::ir::{Access, DefaultValue, Field, Presence, Struct, Type, TypeDef};
use crate::naming::{suffixed, unraw};
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

/// More required fields than this and a literal is clearer than a constructor (it is clippy's limit too).
const MAX_ARGUMENTS: usize = 7;

/// Methods that structs have already, which no setter can be called.
const OWN_METHODS: &[&str] = &["new", "default"];

impl Emitter<'_> {
    pub(in crate::emit) fn structure(&self, definition: &TypeDef, object: &Struct) -> TokenStream {
        let attributes = self.type_attributes(definition);
        let extra = self.extra_derives();
        let name = ident(&definition.name);
        // Two flattened fields would both take the same members.
        let is_twofold = object.variant.is_some() && object.additional.is_some();
        let derived = self.derives_serde() && !is_twofold && object.matching.is_empty();
        let fields = object.fields.iter().map(|field| self.field(field, derived));
        let additional = object.additional.as_ref().map(|(name, ty)| {
            let (name, ty) = (ident(name), self.ty(ty, Place::Models));
            let serde = derived.then(|| quote! { #[serde(flatten)] });
            quote! {
                /// Properties that the document does not name.
                #serde
                pub #name: #ty,
            }
        });
        let matching = object.matching.iter().map(|matching| {
            let (name, ty) = (ident(&matching.name), self.ty(&matching.ty, Place::Models));
            let pattern = docs::code(&matching.shown);
            let text = docs::attributes(&[format!("Properties whose names match {pattern}.")]);
            quote! { #text pub #name: #ty, }
        });
        let variant = object.variant.as_ref().map(|(name, ty)| {
            let (name, ty) = (ident(name), self.ty(ty, Place::Models));
            let serde = derived.then(|| quote! { #[serde(flatten)] });
            quote! {
                /// Which of several shapes the object has besides.
                #serde
                pub #name: #ty,
            }
        });
        let default = (!has_arguments(object)).then(|| quote! { Default, });
        let methods = self.struct_methods(&name, object);
        let (derives, serde, members) = match derived {
            true => (
                quote!(, rt::Serialize, rt::Deserialize #extra),
                quote! { #[serde(crate = "rt::serde")] },
                quote!(),
            ),
            false => (extra, quote!(), members(&name, object)),
        };
        quote! {
            #attributes
            #[derive(Clone, Debug, #default PartialEq #derives)]
            #serde
            pub struct #name {
                #(#fields)*
                #variant
                #(#matching)*
                #additional
            }
            #members
            #methods
        }
    }

    /// Whether serde's own derives are used, so that the attributes stand there which other derives read as well.
    ///
    /// They take a compiler several times as long as the macros of the runtime.
    fn derives_serde(&self) -> bool {
        !self.settings.derives.is_empty()
    }

    /// The type of a field, with what its presence puts around it.
    fn field_type(&self, field: &Field) -> TokenStream {
        let ty = self.ty(&field.ty, Place::Models);
        match field.presence {
            Presence::Required => ty,
            _ if field.ty == Type::Any && field.presence == Presence::Nullable => ty,
            Presence::Nullable | Presence::Optional => quote!(Option<#ty>),
            Presence::OptionalNullable => quote!(rt::Field<#ty>),
        }
    }

    /// What is said of a field of which the document says nothing: how what it holds begins, or its name.
    fn field_summary(&self, field: &Field) -> String {
        let held = match &field.ty {
            Type::Named(id) | Type::Boxed(id) => docs::paragraphs(&self.api.type_def(*id).docs),
            _ => Vec::new(),
        };
        let is_text = |text: &&String| text.starts_with(char::is_alphanumeric);
        match held.first().filter(is_text) {
            Some(text) => docs::first_sentence(text),
            None => docs::code(&field.wire),
        }
    }

    fn field(&self, field: &Field, derived: bool) -> TokenStream {
        let mut paragraphs = docs::paragraphs(&field.docs);
        if let Some(default) = field.default.as_ref().map(|default| self.shown(default)) {
            paragraphs.push(format!("Default: `{default}`."));
        }
        if paragraphs.is_empty() {
            paragraphs.push(self.field_summary(field));
        }
        let docs = docs::attributes(&paragraphs);
        let deprecated = field.deprecated.then(|| quote! { #[deprecated] });
        let rename = (unraw(&field.name) != field.wire).then(|| {
            let wire = &field.wire;
            quote! { rename = #wire, }
        });
        let skip = match (field.presence, field.access) {
            (Presence::Required | Presence::Nullable, _) => None,
            (_, Access::ReadOnly) => Some("rt::access::skips_read_only"),
            (_, Access::WriteOnly) => Some("rt::access::skips_write_only"),
            (Presence::Optional, _) => Some("Option::is_none"),
            (Presence::OptionalNullable, _) => Some("rt::Field::is_absent"),
        };
        let presence = skip.map(|skip| quote!(default, skip_serializing_if = #skip));
        let serde = (derived && (rename.is_some() || presence.is_some()))
            .then(|| quote! { #[serde(#rename #presence)] });
        let (name, ty) = (ident(&field.name), self.field_type(field));
        quote! { #docs #deprecated #serde pub #name: #ty, }
    }

    /// A default as the document writes it.
    pub(in crate::emit) fn shown(&self, default: &DefaultValue) -> String {
        match default {
            DefaultValue::Boolean(value) => value.to_string(),
            DefaultValue::Integer(value) => value.to_string(),
            DefaultValue::Number(value) => value.to_string(),
            DefaultValue::String(text) | DefaultValue::Text(text) => docs::plain(text),
            DefaultValue::Variant(..) => match self.default_json(default) {
                serde_json::Value::String(text) => docs::plain(&text),
                other => other.to_string(),
            },
            other => docs::plain(&self.default_json(other).to_string()),
        }
    }

    fn struct_methods(&self, name: &Ident, object: &Struct) -> TokenStream {
        let constructor = self.constructor(name, object);
        if constructor.is_none() {
            return quote!();
        }
        let has = |name: &str| object.fields.iter().any(|field| unraw(&field.name) == name);
        let settable = |field: &&Field| {
            field.presence != Presence::Required && !OWN_METHODS.contains(&field.name.as_str())
        };
        let setters = object.fields.iter().filter(settable).map(|field| {
            self.setter(
                &field.name,
                &field.ty,
                field.presence,
                field.deprecated,
                Place::Models,
            )
        });
        let defaults = object.fields.iter().filter_map(|field| {
            let default = field
                .default
                .as_ref()
                .filter(|_| !has(&default_reader_name(&field.name)))?;
            Some(self.default_reader(
                &field.name,
                &field.ty,
                field.presence,
                default,
                field.deprecated,
                Place::Models,
            ))
        });
        // A struct whose required fields are all constants has a `new` without arguments, but derives no default.
        let is_constant = |field: &&Field| field.presence == Presence::Required;
        let default = (object.fields.iter().any(|field| is_constant(&field))
            && object
                .fields
                .iter()
                .filter(is_constant)
                .all(|field| field.constant.is_some())
            && object.variant.is_none()
            && !object.fields.iter().any(is_argument))
        .then(|| {
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
            let (ty, _) = self.argument(&field.ty, &name, Place::Models);
            quote!(#name: #ty)
        });
        let values = object.fields.iter().map(|field| self.initial_value(field));
        let shape = object.variant.as_ref().map(|(name, ty)| {
            let (name, ty) = (ident(name), self.ty(ty, Place::Models));
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
        let article = docs::article(&name.to_string());
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
            let (_, value) = self.argument(&field.ty, &name, Place::Models);
            return match field.presence {
                Presence::OptionalNullable => quote!(#name: rt::Field::Value(#value)),
                _ => quote!(#name: Some(#value)),
            };
        }
        match (field.presence, &field.constant) {
            (Presence::Required, Some(constant)) => {
                let value = self.value(constant, Place::Models);
                quote!(#name: #value)
            }
            (Presence::Required, None) => {
                let (_, value) = self.argument(&field.ty, &name, Place::Models);
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

    /// A method that sets an optional field and returns the struct.
    pub(in crate::emit) fn setter(
        &self,
        field: &str,
        ty: &Type,
        presence: Presence,
        deprecated: bool,
        place: Place,
    ) -> TokenStream {
        let name = ident(field);
        let text = format!(" Sets [`{0}`](Self::{0}).", unraw(field));
        let deprecated = deprecated.then(|| quote! { #[deprecated] });
        let (argument, value) = self.argument(ty, &name, place);
        let (argument, value) = match presence {
            Presence::OptionalNullable => {
                let ty = self.ty(ty, place);
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
        field: &str,
        ty: &Type,
        presence: Presence,
        default: &DefaultValue,
        deprecated: bool,
        place: Place,
    ) -> TokenStream {
        if presence == Presence::Required {
            return quote!();
        }
        let name = ident(field);
        let method = format_ident!("{}", default_reader_name(field));
        let text = format!(
            " [`{0}`](Self::{0}), or the default `{1}`.",
            unraw(field),
            self.shown(default)
        );
        let deprecated = deprecated.then(|| quote! { #[deprecated] });
        let value = self.held_value(ty, default, place);
        if presence == Presence::OptionalNullable && *self.unaliased(ty) == Type::Any {
            // Null is a value as any other, and in place of none.
            let ty = self.ty(ty, place);
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
        let read = match (presence, self.is_copy(ty)) {
            (Presence::OptionalNullable, true) => quote!(self.#name.as_value().copied()),
            (Presence::OptionalNullable, false) => quote!(self.#name.as_value().cloned()),
            (_, true) => quote!(self.#name),
            (_, false) => quote!(self.#name.clone()),
        };
        let read = match default {
            DefaultValue::EmptyArray | DefaultValue::EmptyObject => {
                quote!(#read.unwrap_or_default())
            }
            default if is_cheap(default) => quote!(#read.unwrap_or(#value)),
            _ => quote!(#read.unwrap_or_else(|| #value)),
        };
        let ty = self.ty(ty, place);
        quote! {
            #[doc = #text]
            #[must_use]
            #deprecated
            pub fn #method(&self) -> #ty {
                #read
            }
        }
    }
}

/// The names of the fields on the wire.
fn members(name: &Ident, object: &Struct) -> TokenStream {
    let fields = object.fields.iter().map(|field| {
        let when = match (field.presence, field.access) {
            (Presence::Required | Presence::Nullable, _) => None,
            (_, Access::ReadOnly) => Some("received"),
            (_, Access::WriteOnly) => Some("sent"),
            (_, Access::ReadWrite) => Some("present"),
        };
        member(&field.name, &field.wire, when)
    });
    let rest = object.additional.as_ref().map(|(name, _)| {
        let name = ident(name);
        let comma = object.variant.as_ref().map(|_| quote!(,));
        quote!(..#name #comma)
    });
    let variant = object.variant.as_ref().map(|(name, _)| {
        let name = ident(name);
        quote!(=> #name)
    });
    let matching = (!object.matching.is_empty()).then(|| {
        let maps = object.matching.iter().map(|matching| {
            let (name, pattern) = (ident(&matching.name), &matching.pattern);
            quote!(#name: #pattern)
        });
        quote!(matching { #(#maps),* })
    });
    quote! { rt::object!(#name { #(#fields,)* #rest #variant } #matching); }
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
        | DefaultValue::Variant(..)
        | DefaultValue::None
        | DefaultValue::Null
        | DefaultValue::Absent => true,
        DefaultValue::Some(value)
        | DefaultValue::Present(value)
        | DefaultValue::Shape(_, _, value) => is_cheap(value),
        DefaultValue::Struct(_, fields) => fields.iter().all(|(_, value)| is_cheap(value)),
        DefaultValue::Json(value) => value.is_null() || value.is_boolean(),
        DefaultValue::String(_)
        | DefaultValue::Text(_)
        | DefaultValue::EmptyArray
        | DefaultValue::EmptyObject
        | DefaultValue::List(_)
        | DefaultValue::Map(_)
        | DefaultValue::JsonObject(_) => false,
    }
}

/// Whether a struct has fields that someone must give values.
fn has_arguments(object: &Struct) -> bool {
    let mut fields = object.fields.iter();
    object.variant.is_some()
        || fields.any(|field| field.presence == Presence::Required || is_argument(field))
}

/// Whether the constructor of its struct takes a field.
fn is_argument(field: &Field) -> bool {
    (field.presence == Presence::Required || field.asked) && field.constant.is_none()
}

/// The name of the method that reads a field with its default.
pub(in crate::emit) fn default_reader_name(field: &str) -> String {
    suffixed(field, "or_default")
}
