//! What operations share: response headers and security schemes.

use super::location;
use crate::emit::models::member;
use crate::emit::{Emitter, Place, docs, ident};
use crate::ir::{HeaderSet, Parameter, SecurityKind, SecurityScheme, Type};
use crate::naming::identifier;
use crate::tree::Module;
use proc_macro2::TokenStream;
use quote::quote;

impl Emitter<'_> {
    /// The header structs.
    pub(in crate::emit) fn header_sets(&self) -> Module {
        let sets = self.api.header_sets.iter().map(|set| self.header_set(set));
        let code = quote! { #(#sets)* };
        let imports = self.imports(&code, &[(quote!(super::super), &["models", "schemas"])]);
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
        let text = docs::attributes(&[format!("The headers {}.", names.join(", "))]);
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
        let mut paragraphs = docs::paragraphs(description);
        if paragraphs.is_empty() {
            paragraphs.push(format!("`{}`", header.wire));
        }
        let docs = docs::attributes(&paragraphs);
        let name = ident(&identifier(&header.field));
        let ty = self.ty(ty, Place::Outside);
        if header.required {
            return quote! { #docs pub #name: #ty, };
        }
        quote! {
            #docs
            pub #name: Option<#ty>,
        }
    }

    pub(in crate::emit) fn security(&self) -> Module {
        let runtime = self.runtime();
        let schemes = self.api.security_schemes.iter().map(security_scheme);
        Module {
            docs: vec!["The security schemes that operations require.".to_owned()],
            items: quote! { #runtime #(#schemes)* },
            ..Module::new("security")
        }
    }
}

fn security_scheme(scheme: &SecurityScheme) -> TokenStream {
    let mut paragraphs = docs::paragraphs(&scheme.docs);
    if paragraphs.is_empty() {
        paragraphs.push(format!("The scheme {}.", docs::code(&scheme.key)));
    }
    let docs = docs::attributes(&paragraphs);
    let (name, key) = (ident(&scheme.static_name), &scheme.key);
    let kind = match &scheme.kind {
        SecurityKind::ApiKey {
            location: place,
            name,
        } => {
            let place = location(*place);
            quote!(rt::SecurityKind::ApiKey { location: #place, name: #name })
        }
        SecurityKind::Bearer => quote!(rt::SecurityKind::Bearer),
        SecurityKind::Basic => quote!(rt::SecurityKind::Basic),
        SecurityKind::Http(name) => quote!(rt::SecurityKind::Http(#name)),
        SecurityKind::MutualTls => quote!(rt::SecurityKind::MutualTls),
    };
    quote! {
        #docs
        pub static #name: rt::SecurityScheme = rt::SecurityScheme { name: #key, kind: #kind };
    }
}
