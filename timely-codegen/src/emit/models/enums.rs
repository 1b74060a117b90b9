//! Enums (`enum`, `const`) of strings and of integers.

use super::Models;
use crate::emit::identifiers::ident;
use crate::emit::rustdoc;
use crate::emit::types::integer_type;
use crate::ir::{Enum, IntegerEnum, TypeDef};
use proc_macro2::{Literal, TokenStream};
use quote::quote;

impl Models<'_> {
    pub(super) fn integer_enumeration(
        &self,
        definition: &TypeDef,
        values: &IntegerEnum,
    ) -> TokenStream {
        let attributes = self.type_attributes(definition);
        let (derives, added) = self.added(definition);
        let (name, integer) = (ident(&definition.name), integer_type(values.integer));
        let variants = values.variants.iter().map(|(name, value)| {
            let docs = rustdoc::attributes(&[rustdoc::code(&value.to_string())]);
            let name = ident(name);
            quote! { #docs #name, }
        });
        let table = values.variants.iter().map(|(name, value)| {
            let (name, value) = (ident(name), Literal::i64_unsuffixed(*value));
            quote! { #name = #value }
        });
        quote! {
            #attributes
            #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord #derives)]
            #added
            #[non_exhaustive]
            pub enum #name {
                #(#variants)*
                /// A value that the document does not name.
                Other(#integer),
            }
            rt::integer_enum!(#name: #integer { #(#table),* });
        }
    }

    pub(super) fn enumeration(&self, definition: &TypeDef, values: &Enum) -> TokenStream {
        let attributes = self.type_attributes(definition);
        let (derives, added) = self.added(definition);
        let name = ident(&definition.name);
        let variants = values.variants.iter().map(|variant| {
            let mut paragraphs = rustdoc::paragraphs(&variant.docs);
            paragraphs.insert(0, rustdoc::code(&variant.wire));
            let docs = rustdoc::attributes(&paragraphs);
            let name = ident(&variant.name);
            quote! { #docs #name, }
        });
        let table = values.variants.iter().map(|variant| {
            let (name, wire) = (ident(&variant.name), &variant.wire);
            quote! { #name = #wire }
        });
        quote! {
            #attributes
            #[derive(Clone, Debug #derives)]
            #added
            #[non_exhaustive]
            pub enum #name {
                #(#variants)*
                /// A value that the document does not name.
                Other(String),
            }
            rt::string_enum!(#name { #(#table),* });
        }
    }
}
