//! The struct of an operation's optional parameters.

use super::Operations;
use crate::emit::context::ModelPath;
use crate::emit::identifiers::ident;
use crate::emit::rustdoc;
use crate::emit::types::{OptionalField, default_reader_name, member};
use crate::ir::{Operation, OptionalArgument, OptionalArguments, Presence};
use crate::naming::unraw;
use proc_macro2::TokenStream;
use quote::quote;

impl Operations<'_> {
    /// The struct of an operation's optional parameters.
    pub(super) fn optional_parameters(
        &self,
        operation: &Operation,
        optional: &OptionalArguments,
    ) -> TokenStream {
        let name = ident(&optional.name);
        let text = rustdoc::attributes(&[format!(
            "Optional parameters of `{}`.",
            unraw(&operation.method_name)
        )]);
        let fields = optional.fields.iter();
        let fields = fields.map(|field| self.optional_parameter(field));
        // They travel by the names of the fields; what they are called on the wire is for the operation to say.
        let members = optional
            .fields
            .iter()
            .map(|field| member(&field.name, unraw(&field.name), Some("present")));
        let methods = self.optional_parameter_methods(&optional.fields);
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
                #methods
            }
        }
    }

    fn optional_parameter(&self, field: &OptionalArgument) -> TokenStream {
        let mut paragraphs = rustdoc::paragraphs(&field.docs);
        if let Some(default) = &field.default {
            paragraphs.push(format!("Default: `{}`.", self.types.default_text(default)));
        }
        if paragraphs.is_empty() {
            paragraphs.push(format!("`{}`", unraw(&field.name)));
        }
        let docs = rustdoc::attributes(&paragraphs);
        let deprecated = field.deprecated.then(|| quote! { #[deprecated] });
        let (name, ty) = (
            ident(&field.name),
            self.types.ty(&field.ty, ModelPath::Qualified),
        );
        quote! {
            #docs
            #deprecated
            pub #name: Option<#ty>,
        }
    }

    /// The setters, and the readers of defaults.
    fn optional_parameter_methods(&self, fields: &[OptionalArgument]) -> TokenStream {
        let setters = fields
            .iter()
            .map(|field| self.types.setter(optional(field)));
        let defaults = fields.iter().filter_map(|field| {
            let reader = default_reader_name(&field.name);
            let is_taken = fields.iter().any(|other| other.name == reader);
            let default = field.default.as_ref().filter(|_| !is_taken)?;
            Some(self.types.default_reader(optional(field), default))
        });
        quote! { #(#setters)* #(#defaults)* }
    }
}

/// A parameter as its setter and the reader of its default see it.
fn optional(parameter: &OptionalArgument) -> OptionalField<'_> {
    OptionalField {
        name: &parameter.name,
        ty: &parameter.ty,
        presence: Presence::Optional,
        deprecated: parameter.deprecated,
        model_path: ModelPath::Qualified,
    }
}
