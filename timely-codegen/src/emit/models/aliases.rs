//! Schemas that are other types: aliases, and wrappers where an alias would go in circles.

use super::Models;
use crate::emit::identifiers::ident;
use crate::ir::{Type, TypeDef};
use proc_macro2::TokenStream;
use quote::quote;

impl Models<'_> {
    pub(super) fn alias(&self, definition: &TypeDef, ty: &Type) -> TokenStream {
        let attributes = self.type_attributes(definition);
        let name = ident(&definition.name);
        let ty = self.types.ty(ty);
        quote! { #attributes pub type #name = #ty; }
    }

    pub(super) fn wrapper(&self, definition: &TypeDef, ty: &Type) -> TokenStream {
        let attributes = self.type_attributes(definition);
        let (extra, added) = self.added(definition);
        let name = ident(&definition.name);
        let ty = self.types.ty(ty);
        quote! {
            #attributes
            #[derive(Clone, Debug, Default, PartialEq, rt::Serialize, rt::Deserialize #extra)]
            #added
            #[serde(crate = "rt::serde", transparent)]
            pub struct #name(
                /// What it holds.
                pub #ty,
            );
            impl From<#ty> for #name {
                fn from(value: #ty) -> Self { Self(value) }
            }
        }
    }
}
