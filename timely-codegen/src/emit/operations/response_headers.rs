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
        let sets = self
            .context
            .api
            .header_sets
            .iter()
            .map(|set| self.header_set(set));
        let code = quote! { #(#sets)* };
        let imports = self.context.imports(
            &code,
            &[(quote!(super::super), &["models", "operations", "schemas"])],
        );
        Module {
            docs: vec!["The headers that responses declare.".to_owned()],
            items: quote! { #imports #code },
            ..Module::new("headers")
        }
    }

    /// The name that an operation has for the headers of its successes, whatever is in them.
    pub(super) fn header_name(&self, operation: &Operation) -> Option<TokenStream> {
        let cases = operation.success.cases.iter();
        let mut sets: Vec<usize> = cases.filter_map(|case| case.payload.headers).collect();
        sets.dedup();
        let [only] = sets.as_slice() else {
            return None;
        };
        let text = format!(" The headers of `{}`.", unraw(&operation.method_name));
        let set = ident(&self.context.api.header_sets[*only].name);
        // The stem is no other operation's with this ending.
        let name = format_ident!("{}Headers", operation.stem);
        Some(quote! {
            #[doc = #text]
            pub type #name = headers::#set;
        })
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
        let members = Struct {
            fields: set.headers.iter().map(member).collect(),
            ..Struct::default()
        };
        let models = Models::new(self.context, &self.trees).of(self.types);
        let methods = models.struct_methods(&name, &members, ("model", None));
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

/// A header as a field: it travels by the name of that, and what it is called on the wire is for the table to say.
fn member((header, ty, _): &(Parameter, Type, Docs)) -> Field {
    let presence = match header.required {
        true => Presence::Required,
        false => Presence::Optional,
    };
    let name = identifier(&header.field);
    Field::plain(name, header.field.clone(), ty.clone(), presence)
}
