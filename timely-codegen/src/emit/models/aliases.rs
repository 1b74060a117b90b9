//! Schemas that are other types: aliases, and wrappers where an alias would go in circles.

use super::Models;
use crate::emit::identifiers::ident;
use crate::ir::{Elsewhere, OwnType, Type, TypeDef, TypeKind};
use proc_macro2::TokenStream;
use quote::quote;

impl Models<'_> {
    pub(super) fn alias(&self, definition: &TypeDef, ty: &Type) -> TokenStream {
        let attributes = self.type_attributes(definition);
        let name = ident(&definition.name);
        let ty = self.types.ty(ty);
        quote! { #attributes pub type #name = #ty; }
    }

    /// A name for a type that is generated elsewhere, beside the struct that makes values of it, where there is one.
    pub(super) fn elsewhere(&self, definition: &TypeDef, other: &Elsewhere) -> TokenStream {
        let own = OwnType {
            path: other.path.clone(),
            has: Vec::new(),
        };
        let alias = self.alias(definition, &Type::Own(own));
        let TypeKind::Struct(object) = &definition.kind else {
            return alias;
        };
        let required = |name: &str| self.required_name(&ident(name), object);
        let module = syn::parse_str::<syn::Path>(&other.module);
        let companion = match (module, required(other.name()), required(&definition.name)) {
            (Ok(module), Some(theirs), Some(ours)) if theirs == ours => {
                Some(quote! { pub use #module::#theirs; })
            }
            (Ok(module), Some(theirs), Some(ours)) => {
                Some(quote! { pub use #module::#theirs as #ours; })
            }
            _ => None,
        };
        quote! { #companion #alias }
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
