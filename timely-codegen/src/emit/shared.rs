//! What operations share: response headers and security schemes.

use super::parameters::location;
use super::structs::member;
use super::{Emitter, Place, docs, ident};
use crate::ir::{HeaderSet, Parameter, SecurityKind, SecurityScheme, Type};
use crate::naming::identifier;
use crate::tree::Module;
use proc_macro2::TokenStream;
use quote::quote;

impl Emitter<'_> {
    /// The header structs.
    pub(super) fn header_sets(&self) -> Module {
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

    pub(super) fn security(&self) -> Module {
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
    let value = match &scheme.kind {
        SecurityKind::ApiKey {
            location: place,
            name,
        } => {
            let place = location(*place);
            quote!(api_key(#key, #place, #name))
        }
        SecurityKind::Bearer => quote!(bearer(#key)),
        SecurityKind::Basic => quote!(basic(#key)),
        SecurityKind::Http(name) => quote!(http(#key, #name)),
        SecurityKind::MutualTls => quote!(mutual_tls(#key)),
    };
    quote! {
        #docs
        pub static #name: rt::SecurityScheme = rt::SecurityScheme::#value;
    }
}
