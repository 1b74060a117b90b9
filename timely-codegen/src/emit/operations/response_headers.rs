//! `operations::headers`: the headers that responses declare, a struct for each set.

use super::Operations;
use crate::emit::identifiers::ident;
use crate::emit::models::Models;
use crate::emit::rustdoc;
use crate::ir::{Docs, Field, HeaderSet, Operation, Parameter, Presence, Struct, Type};
use crate::naming::{identifier, unraw};
use crate::tree::Module;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

impl Operations<'_> {
    /// The header structs.
    pub(in crate::emit) fn header_sets(&self) -> Module {
        let sets = self.context.api.header_sets.iter().enumerate();
        let sets = sets.map(|(place, set)| {
            let text = " Headers of a component.";
            let names = set.aliases.iter();
            let names = names.map(|name| self.header_alias(name, text, place, &TokenStream::new()));
            let item = self.header_set(set);
            self.with_tags_of_headers(set, quote! { #(#names)* #item })
        });
        let code = quote! { #(#sets)* };
        let imports = self.context.imports(
            &code,
            &[(quote!(super::super), &["models", "operations", "schemas"])],
        );
        Module {
            docs: rustdoc::lines(&[
                "The headers that responses declare.".to_owned(),
                "A struct is named for what is in it. The names that operations and components have for it stay when a \
                 header is added."
                    .to_owned(),
            ]),
            items: quote! { #imports #code },
            ..Module::new("headers")
        }
    }

    /// The names that an operation has for the headers of its responses, whatever is in them.
    pub(super) fn header_names(&self, operation: &Operation) -> TokenStream {
        let text = format!(" Headers of `{}`.", unraw(&operation.method_name));
        let names = operation.header_names.iter();
        let names =
            names.map(|(name, place)| self.header_alias(name, &text, *place, &quote!(headers::)));
        quote! { #(#names)* }
    }

    /// A name for a set of headers that stands at a path.
    fn header_alias(
        &self,
        name: &str,
        text: &str,
        place: usize,
        path: &TokenStream,
    ) -> TokenStream {
        let set = &self.context.api.header_sets[place];
        let (alias, target) = (ident(name), ident(&set.name));
        let models = Models::new(self.context, &self.trees).of(self.types);
        let required = models.required_name(&target, &members(set)).map(|target| {
            let alias = format_ident!("{alias}Required");
            let text = format!(" What [`{name}`] requires.");
            quote! { #[doc = #text] pub type #alias = #path #target; }
        });
        quote! {
            #[doc = #text]
            pub type #alias = #path #target;
            #required
        }
    }

    fn header_set(&self, set: &HeaderSet) -> TokenStream {
        let name = ident(&set.name);
        let names: Vec<String> = set
            .headers
            .iter()
            .map(|(header, ..)| format!("`{}`", header.wire))
            .collect();
        let text = rustdoc::attributes(&[format!("The headers {}.", names.join(", "))]);
        let fields = set
            .headers
            .iter()
            .map(|(header, ty, description)| self.header_field(header, ty, description));
        let table = set
            .headers
            .iter()
            .map(|(header, ..)| self.parameter_literal(header));
        let models = Models::new(self.context, &self.trees).of(self.types);
        let methods = models.struct_methods(&name, &members(set), ("model", None));
        quote! {
            #text
            #[derive(Clone, Debug, PartialEq)]
            #[non_exhaustive]
            pub struct #name {
                #(#fields)*
            }
            #methods
            impl rt::Headers for #name {
                const HEADERS: &'static [rt::Parameter] = &[#(#table),*];
            }
        }
    }

    fn header_field(&self, header: &Parameter, ty: &Type, description: &Docs) -> TokenStream {
        let mut paragraphs = rustdoc::paragraphs(description);
        if paragraphs.is_empty() {
            paragraphs.push(format!("`{}`", header.wire));
        }
        let docs = rustdoc::attributes(&paragraphs);
        let name = ident(&identifier(&header.field));
        let ty = self.types.ty(ty);
        if header.required {
            return quote! { #docs pub #name: #ty, };
        }
        quote! {
            #docs
            pub #name: Option<#ty>,
        }
    }
}

/// The headers of a set as the members of a struct.
pub(in crate::emit) fn members(set: &HeaderSet) -> Struct {
    Struct {
        fields: set.headers.iter().map(member).collect(),
        ..Struct::default()
    }
}

/// A header as a field: it travels by the name of that, and what it is called on the wire is for the table to say.
fn member((header, ty, _): &(Parameter, Type, Docs)) -> Field {
    let presence = match header.required {
        true => Presence::Required,
        false => Presence::Optional,
    };
    let name = identifier(&header.field);
    Field::plain(name, header.field.clone(), ty.clone(), presence)
}
