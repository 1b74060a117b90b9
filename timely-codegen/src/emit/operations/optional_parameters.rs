//! The struct of an operation's optional parameters.

use super::Operations;
use crate::emit::identifiers::ident;
use crate::emit::models::Models;
use crate::emit::rustdoc;
use crate::emit::types::{OptionalField, Types, default_reader_name, member};
use crate::ir::{Field, Operation, OptionalArgument, OptionalArguments, Presence, Struct};
use crate::naming::unraw;
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

impl Operations<'_> {
    /// The struct of an operation's optional parameters, as a server reads them. Who calls the operation sets them one by one.
    pub(super) fn read_parameters(
        &self,
        operation: &Operation,
        optional: &OptionalArguments,
    ) -> TokenStream {
        let readers = self.default_readers(&optional.fields);
        let name = ident(&optional.name);
        let methods = (!readers.is_empty()).then(|| quote! { impl #name { #(#readers)* } });
        let parameters = self.optional_parameters(operation, optional, Some(quote!(Default,)));
        // They travel by the names of the fields; what they are called on the wire is for the operation to say.
        let members = optional
            .fields
            .iter()
            .map(|field| member(&field.name, unraw(&field.name), Some("present")));
        quote! { #parameters rt::object!(#name { #(#members),* }); #methods }
    }

    /// The same of a request that the API sends: its sender fills the struct.
    pub(super) fn sent_parameters(
        &self,
        operation: &Operation,
        optional: &OptionalArguments,
    ) -> TokenStream {
        let name = ident(&optional.name);
        let members = Struct {
            fields: optional.fields.iter().map(field_of).collect(),
            ..Struct::default()
        };
        let models = Models::new(self.context, &self.trees).of(self.types);
        let methods = models.struct_methods(&name, &members, ("model", None));
        let parameters = self.optional_parameters(operation, optional, None);
        quote! { #parameters #methods }
    }

    fn optional_parameters(
        &self,
        operation: &Operation,
        optional: &OptionalArguments,
        default: Option<TokenStream>,
    ) -> TokenStream {
        let name = ident(&optional.name);
        let text = rustdoc::attributes(&[format!(
            "Optional parameters of `{}`.",
            unraw(&operation.method_name)
        )]);
        let fields = optional.fields.iter();
        let fields = fields.map(|field| self.optional_parameter(field));
        quote! {
            #text
            #[derive(Clone, Debug, #default PartialEq)]
            #[non_exhaustive]
            pub struct #name {
                #(#fields)*
            }
        }
    }

    fn optional_parameter(&self, field: &OptionalArgument) -> TokenStream {
        let docs = optional_docs(self.types, field);
        let deprecated = field.deprecated.then(|| quote! { #[deprecated] });
        let (name, ty) = (ident(&field.name), self.types.ty(&field.ty));
        quote! {
            #docs
            #deprecated
            pub #name: Option<#ty>,
        }
    }

    /// The methods that read parameters with their defaults.
    fn default_readers(&self, fields: &[OptionalArgument]) -> Vec<TokenStream> {
        let readers = fields.iter().filter_map(|field| {
            let reader = default_reader_name(&field.name);
            let is_taken = fields.iter().any(|other| other.name == reader);
            let default = field.default.as_ref().filter(|_| !is_taken)?;
            Some(self.types.default_reader(optional(field), default))
        });
        readers.collect()
    }
}

/// What the document says of an optional parameter.
pub(in crate::emit) fn optional_docs(types: Types<'_>, field: &OptionalArgument) -> TokenStream {
    let mut paragraphs = rustdoc::paragraphs(&field.docs);
    if let Some(default) = &field.default {
        paragraphs.push(format!("Default: `{}`.", types.default_text(default)));
    }
    if paragraphs.is_empty() {
        paragraphs.push(format!("`{}`", unraw(&field.name)));
    }
    rustdoc::attributes(&paragraphs)
}

/// A parameter as its setter and the reader of its default see it.
fn optional(parameter: &OptionalArgument) -> OptionalField<'_> {
    OptionalField {
        name: &parameter.name,
        ty: &parameter.ty,
        presence: Presence::Optional,
        deprecated: parameter.deprecated,
    }
}

/// A parameter as a field of its struct.
fn field_of(parameter: &OptionalArgument) -> Field {
    let (name, wire) = (parameter.name.clone(), unraw(&parameter.name).to_owned());
    Field {
        deprecated: parameter.deprecated,
        default: parameter.default.clone(),
        ..Field::plain(name, wire, parameter.ty.clone(), Presence::Optional)
    }
}

/// What a method of all calls is called: a parameter of the same name goes first, and the method gets a `_` at its end.
pub(in crate::emit) fn call_method(operation: &Operation, name: &str) -> Ident {
    let mut fields = operation.optional.iter();
    let is_taken = fields.any(|optional| {
        let mut fields = optional.fields.iter();
        fields.any(|field| unraw(&field.name) == name)
    });
    match is_taken {
        true => format_ident!("{name}_"),
        false => format_ident!("{name}"),
    }
}
