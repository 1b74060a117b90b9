//! Structs: their fields, and what reads and writes them.

use super::Models;
use super::attributes::{is_constant, writes_default};
use crate::emit::identifiers::ident;
use crate::emit::rustdoc;
use crate::emit::schemas::static_path;
use crate::ir::{Access, Field, Presence, Struct, Type, TypeDef};
use crate::naming::unraw;
use crate::settings::Derivable;
use proc_macro2::{Ident, TokenStream};
use quote::quote;

/// What implements serde's traits for a struct.
#[derive(Clone, Copy)]
enum Serde {
    /// Serde's derives, told by its attributes.
    Derives,
    /// A macro of the runtime, told by a table of the members.
    Table,
}

impl Serde {
    /// An attribute of serde's, where its derives read it.
    fn attribute(self, options: &TokenStream) -> Option<TokenStream> {
        match self {
            Self::Derives => Some(quote! { #[serde(#options)] }),
            Self::Table => None,
        }
    }
}

impl Models<'_> {
    pub(super) fn structure(&self, definition: &TypeDef, object: &Struct) -> TokenStream {
        let attributes = self.type_attributes(definition);
        let (extra, added) = self.added(definition);
        let name = ident(&definition.name);
        let serde = serde(definition, object);
        let fields = object.fields.iter().map(|field| self.field(field, serde));
        let maps = self.maps(object, serde);
        let (derives, serde, writer) = match serde {
            Serde::Derives => (
                quote!(, rt::Serialize, rt::Deserialize #extra),
                quote! { #[serde(crate = "rt::serde")] },
                "setters",
            ),
            Serde::Table => (extra, quote!(), "model"),
        };
        let schema = self.context.validates().then(|| static_path(definition));
        let methods = self.struct_methods(&name, object, (writer, schema));
        let default =
            writes_default(definition).then(|| self.default_with_constants(&name, object));
        quote! {
            #attributes
            #[derive(Clone, Debug, PartialEq #derives)]
            #serde
            #added
            #[non_exhaustive]
            pub struct #name {
                #(#fields)*
                #maps
            }
            #methods
            #default
        }
    }

    /// The default of a struct with constants.
    fn default_with_constants(&self, name: &Ident, object: &Struct) -> TokenStream {
        let fields = object.fields.iter().map(|field| {
            let name = ident(&field.name);
            match field.constant.as_ref().filter(|_| is_constant(field)) {
                Some(constant) => {
                    let value = self.types.value(constant);
                    quote!(#name: #value)
                }
                None => quote!(#name: Default::default()),
            }
        });
        let maps = object.matching.iter().map(|matching| &matching.name);
        let maps = maps.chain(object.additional.iter().map(|(name, _)| name));
        let maps = maps.map(|name| ident(name));
        let is_deprecated = object.fields.iter().any(|field| field.deprecated);
        let allowed = is_deprecated.then(|| quote! { #[allow(deprecated)] });
        quote! {
            #allowed
            impl Default for #name {
                fn default() -> Self {
                    Self { #(#fields,)* #(#maps: Default::default(),)* }
                }
            }
        }
    }

    /// The fields of what is no property by name: a union, and properties by their patterns and all others.
    fn maps(&self, object: &Struct, serde: Serde) -> TokenStream {
        let flatten = serde.attribute(&quote!(flatten));
        let additional = object.additional.as_ref().map(|(name, ty)| {
            let (name, ty) = (ident(name), self.types.ty(ty));
            quote! {
                /// Properties that the document does not name.
                #flatten
                pub #name: #ty,
            }
        });
        let matching = object.matching.iter().map(|matching| {
            let (name, ty) = (ident(&matching.name), self.types.ty(&matching.ty));
            let pattern = rustdoc::code(&matching.shown);
            let text = rustdoc::attributes(&[format!("Properties whose names match {pattern}.")]);
            quote! { #text pub #name: #ty, }
        });
        let variant = object.variant.as_ref().map(|(name, ty)| {
            let (name, ty) = (ident(name), self.types.ty(ty));
            quote! {
                /// Which of several shapes the object has besides.
                #flatten
                pub #name: #ty,
            }
        });
        quote! { #variant #(#matching)* #additional }
    }

    /// The type of a field, with what its presence puts around it.
    pub(in crate::emit) fn field_type(&self, field: &Field) -> TokenStream {
        let ty = self.types.ty(&field.ty);
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
            Type::Named(id) | Type::Boxed(id) => {
                rustdoc::paragraphs(&self.context.api.type_def(*id).docs)
            }
            _ => Vec::new(),
        };
        let is_text = |text: &&String| text.starts_with(char::is_alphanumeric);
        match held.first().filter(is_text) {
            Some(text) => rustdoc::first_sentence(text),
            None => rustdoc::code(&field.wire),
        }
    }

    fn field(&self, field: &Field, serde: Serde) -> TokenStream {
        let mut paragraphs = rustdoc::paragraphs(&field.docs);
        if let Type::Constant(only) = &field.ty {
            let only = rustdoc::code(only);
            paragraphs.push(match field.presence {
                Presence::Required => format!("Always {only}."),
                _ => format!("Nothing but {only}."),
            });
        }
        if let Some(default) = field
            .default
            .as_ref()
            .map(|default| self.types.default_text(default))
        {
            paragraphs.push(format!("Default: `{default}`."));
        }
        if paragraphs.is_empty() {
            paragraphs.push(self.field_summary(field));
        }
        let docs = rustdoc::attributes(&paragraphs);
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
        let has_options = rename.is_some() || presence.is_some();
        let serde = has_options.then(|| serde.attribute(&quote!(#rename #presence)));
        let serde = serde.flatten();
        let (name, ty) = (ident(&field.name), self.field_type(field));
        quote! { #docs #deprecated #serde pub #name: #ty, }
    }
}

/// What implements serde's traits: its own derives where the settings add some, so that the attributes stand there which
/// other derives read as well.
///
/// They take a compiler several times as long as the macros of the runtime.
fn serde(definition: &TypeDef, object: &Struct) -> Serde {
    // Two flattened fields would both take the same members.
    let is_twofold = object.variant.is_some() && object.additional.is_some();
    let mut derives = definition.derives.iter();
    let mut attributes = definition.attributes.iter();
    let is_read = derives.any(|path| Derivable::named(path).is_none())
        || attributes.any(|text| text.starts_with("cfg_attr"));
    match is_read && !is_twofold && object.matching.is_empty() {
        true => Serde::Derives,
        false => Serde::Table,
    }
}
