//! `operations::headers`: the headers that responses declare, a struct for each set.

use super::Operations;
use crate::emit::identifiers::ident;
use crate::emit::rustdoc;
use crate::emit::types::member;
use crate::ir::{HeaderSet, Parameter, Type};
use crate::naming::identifier;
use crate::tree::Module;
use proc_macro2::TokenStream;
use quote::quote;

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

    fn header_set(&self, set: &HeaderSet) -> TokenStream {
        let name = ident(&set.name);
        let names: Vec<String> = set
            .headers
            .iter()
            .map(|(header, ..)| format!("`{}`", header.wire))
            .collect();
        let text = rustdoc::attributes(&[format!("The headers {}.", names.join(", "))]);
        let default = set
            .headers
            .iter()
            .all(|(header, ..)| !header.required)
            .then(|| quote! { Default, });
        let fields = set
            .headers
            .iter()
            .map(|(header, ty, description)| self.header_field(header, ty, description));
        let table = set
            .headers
            .iter()
            .map(|(header, ..)| self.parameter_literal(header));
        let members = set.headers.iter().map(|(header, ..)| {
            member(
                &identifier(&header.field),
                &header.field,
                (!header.required).then_some("present"),
            )
        });
        quote! {
            #text
            #[derive(Clone, Debug, #default PartialEq)]
            pub struct #name {
                #(#fields)*
            }
            rt::object!(#name { #(#members),* });
            impl rt::Headers for #name {
                const HEADERS: &'static [rt::Parameter] = &[#(#table),*];
            }
        }
    }

    fn header_field(
        &self,
        header: &Parameter,
        ty: &Type,
        description: &crate::ir::Docs,
    ) -> TokenStream {
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
