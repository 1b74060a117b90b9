//! The attributes that all types of schemas have: documentation, deprecation and derives.

use super::Models;
use crate::emit::rustdoc;
use crate::ir::{Field, Presence, TypeDef, TypeKind};
use crate::settings::Derivable;
use proc_macro2::TokenStream;
use quote::quote;

impl Models<'_> {
    /// Documentation and deprecation of a type.
    pub(super) fn type_attributes(&self, definition: &TypeDef) -> TokenStream {
        let mut paragraphs = rustdoc::paragraphs(&definition.docs);
        if paragraphs.is_empty() {
            paragraphs.push(format!(
                "The schema at {}.",
                rustdoc::code(&definition.pointer.to_string())
            ));
        }
        if let Some(example) = definition
            .example
            .as_ref()
            .and_then(|value| serde_json::to_string_pretty(value).ok())
        {
            paragraphs.push("# Example".to_owned());
            paragraphs.push(format!("```json\n{}\n```", example.replace("```", "'''")));
        }
        let docs = rustdoc::attributes(&paragraphs);
        let deprecated = definition.deprecated.then(|| quote! { #[deprecated] });
        quote! { #docs #deprecated }
    }

    /// The derives and the attributes that the settings add; the former follow others.
    pub(super) fn added(&self, definition: &TypeDef) -> (TokenStream, TokenStream) {
        // The settings were looked at before: none is anything else.
        let is_written = writes_default(definition);
        let derives = definition
            .derives
            .iter()
            .filter(|path| !(is_written && Derivable::named(path) == Some(Derivable::Default)));
        let derives = derives.filter_map(|path| syn::parse_str::<syn::Path>(path).ok());
        let attributes = definition.attributes.iter();
        let attributes = attributes.filter_map(|text| syn::parse_str::<syn::Meta>(text).ok());
        (quote! { #(, #derives)* }, quote! { #(#[#attributes])* })
    }
}

/// Whether the settings ask a struct for `Default` that has constants, which are no defaults of their types.
pub(super) fn writes_default(definition: &TypeDef) -> bool {
    let mut derives = definition.derives.iter();
    let is_asked = derives.any(|path| Derivable::named(path) == Some(Derivable::Default));
    let TypeKind::Struct(object) = &definition.kind else {
        return false;
    };
    is_asked && object.fields.iter().any(is_constant)
}

/// Whether a field always has one value.
pub(super) fn is_constant(field: &Field) -> bool {
    field.presence == Presence::Required && field.constant.is_some()
}
