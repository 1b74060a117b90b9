//! Enums (`enum`, `const`) of strings and of numbers.

use super::Models;
use crate::emit::identifiers::ident;
use crate::emit::rustdoc;
use crate::emit::types::{float, integer_type};
use crate::ir::{Docs, Enum, IntegerEnum, NumberEnum, TypeDef};
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
        let variants = numbers(&values.variants, &values.docs);
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

    pub(super) fn number_enumeration(
        &self,
        definition: &TypeDef,
        values: &NumberEnum,
    ) -> TokenStream {
        let attributes = self.type_attributes(definition);
        let (derives, added) = self.added(definition);
        let name = ident(&definition.name);
        let variants = numbers(&values.variants, &values.docs);
        let table = values.variants.iter().map(|(name, value)| {
            let (name, value) = (ident(name), float(*value));
            quote! { #name = #value }
        });
        quote! {
            #attributes
            #[derive(Clone, Copy, Debug, PartialEq, PartialOrd #derives)]
            #added
            #[non_exhaustive]
            pub enum #name {
                #(#variants)*
                /// A value that the document does not name.
                Other(f64),
            }
            rt::number_enum!(#name { #(#table),* });
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

/// The variants of an enum of numbers, each with its value and what the document says of it.
fn numbers<T: ToString>(variants: &[(String, T)], docs: &[Docs]) -> Vec<TokenStream> {
    let variants = variants.iter().enumerate().map(|(index, (name, value))| {
        let mut paragraphs = docs.get(index).map(rustdoc::paragraphs).unwrap_or_default();
        paragraphs.insert(0, rustdoc::code(&value.to_string()));
        let docs = rustdoc::attributes(&paragraphs);
        let name = ident(name);
        quote! { #docs #name, }
    });
    variants.collect()
}
