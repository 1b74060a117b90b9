//! The struct of an operation's optional parameters.

use super::Operations;
use crate::emit::context::Place;
use crate::emit::docs;
use crate::emit::identifiers::ident;
use crate::emit::types::{default_reader_name, member};
use crate::ir::{Operation, OptionalArguments, Presence};
use crate::naming::unraw;
use proc_macro2::TokenStream;
use quote::quote;

impl Operations<'_> {
    /// The struct of an operation's optional parameters.
    pub(super) fn optional_arguments(
        &self,
        operation: &Operation,
        optional: &OptionalArguments,
    ) -> TokenStream {
        let name = ident(&optional.name);
        let text = docs::attributes(&[format!(
            "Optional parameters of `{}`.",
            unraw(&operation.method_name)
        )]);
        let fields = optional.fields.iter().map(|field| {
            let mut paragraphs = docs::paragraphs(&field.docs);
            if let Some(default) = &field.default {
                paragraphs.push(format!("Default: `{}`.", self.types.shown(default)));
            }
            if paragraphs.is_empty() {
                paragraphs.push(format!("`{}`", unraw(&field.name)));
            }
            let docs = docs::attributes(&paragraphs);
            let deprecated = field.deprecated.then(|| quote! { #[deprecated] });
            let (name, ty) = (ident(&field.name), self.types.ty(&field.ty, Place::Outside));
            quote! {
                #docs
                #deprecated
                pub #name: Option<#ty>,
            }
        });
        let setters = optional.fields.iter().map(|field| {
            self.types.setter(
                &field.name,
                &field.ty,
                Presence::Optional,
                field.deprecated,
                Place::Outside,
            )
        });
        let defaults = optional.fields.iter().filter_map(|field| {
            let reader = default_reader_name(&field.name);
            let is_taken = optional.fields.iter().any(|other| other.name == reader);
            let default = field.default.as_ref().filter(|_| !is_taken)?;
            Some(self.types.default_reader(
                &field.name,
                &field.ty,
                Presence::Optional,
                default,
                field.deprecated,
                Place::Outside,
            ))
        });
        // They travel by the names of the fields; what they are called on the wire is for the operation to say.
        let members = optional
            .fields
            .iter()
            .map(|field| member(&field.name, unraw(&field.name), Some("present")));
        quote! {
            #text
            #[derive(Clone, Debug, Default, PartialEq)]
            pub struct #name {
                #(#fields)*
            }
            rt::object!(#name { #(#members),* });
            impl #name {
                /// No parameter given.
                #[must_use]
                pub fn new() -> Self {
                    Self::default()
                }
                #(#setters)*
                #(#defaults)*
            }
        }
    }
}
