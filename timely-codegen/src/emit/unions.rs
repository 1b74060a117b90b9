//! Unions: enums of shapes.

use super::{Emitter, Place, docs, ident};
use crate::ir::{TypeDef, Union};
use proc_macro2::TokenStream;
use quote::quote;

impl Emitter<'_> {
    pub(super) fn union(&self, definition: &TypeDef, union: &Union) -> TokenStream {
        let attributes = self.type_attributes(definition);
        let extra = self.extra_derives();
        let name = ident(&definition.name);
        let variants = union.variants.iter().map(|variant| {
            let text = match variant.tags.as_slice() {
                [] => "One of the shapes.".to_owned(),
                tags => {
                    let tags: Vec<String> = tags.iter().map(|tag| docs::code(tag)).collect();
                    format!("Selected by {}.", tags.join(", "))
                }
            };
            let (docs, name) = (docs::attributes(&[text]), ident(&variant.name));
            let ty = self.ty(&variant.ty, Place::Models);
            quote! { #docs #name(#ty), }
        });
        let enumeration = quote! {
            pub enum #name {
                #(#variants)*
                /// A shape that the document does not name.
                Other(rt::Value),
            }
        };
        match &union.discriminator {
            Some(property) => {
                let table = union.variants.iter().map(|variant| {
                    let (name, tags) = (ident(&variant.name), &variant.tags);
                    quote! { #name: [#(#tags),*] }
                });
                quote! {
                    #attributes
                    #[derive(Clone, Debug, PartialEq #extra)]
                    #enumeration
                    rt::tagged_union!(#name, #property, { #(#table),* });
                }
            }
            None => quote! {
                #attributes
                #[derive(Clone, Debug, PartialEq, rt::Serialize, rt::Deserialize #extra)]
                #[serde(crate = "rt::serde", untagged)]
                #enumeration
            },
        }
    }
}
