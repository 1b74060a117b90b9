//! `operations::security`: security schemes, a static each.

use super::Operations;
use super::operation::alternatives;
use super::parameters::location;
use crate::emit::identifiers::ident;
use crate::emit::rustdoc;
use crate::ir::{Endpoint, Operation, SecurityKind, SecurityScheme, Source, SourceKind};
use crate::tree::Module;
use indexmap::IndexMap;
use proc_macro2::TokenStream;
use quote::quote;
use std::sync::Arc;

impl Operations<'_> {
    pub(in crate::emit) fn security(&self) -> Module {
        let runtime = self.context.runtime();
        let schemes = self
            .context
            .api
            .security_schemes
            .iter()
            .map(security_scheme);
        let usual = self.usual_security().map(|operation| {
            // Within the module, its statics go by their names alone.
            let modules = quote!(
                use super::security;
            );
            let alternatives = alternatives(operation);
            let item = quote! {
                /// What most operations require.
                pub const USUAL: &[&[rt::SecurityRequirement]] = &[#(#alternatives),*];
            };
            (modules, item)
        });
        let (modules, usual) = usual.unzip();
        Module {
            docs: vec!["The security schemes that operations require.".to_owned()],
            items: quote! { #modules #runtime #(#schemes)* #usual },
            ..Module::new("security")
        }
    }

    /// An operation whose security is that of most operations.
    fn usual_security(&self) -> Option<&Operation> {
        let mut counts: IndexMap<String, (&Operation, usize)> = IndexMap::new();
        let secured = |operation: &&Operation| !operation.security.is_empty();
        for operation in self.context.api.all_operations().filter(secured) {
            let (_, count) = counts.entry(key(operation)).or_insert((operation, 0));
            *count += 1;
        }
        let all: usize = counts.values().map(|(_, count)| count).sum();
        let usual = counts
            .into_values()
            .find(|(_, count)| *count > 1 && count * 2 > all);
        usual.map(|(operation, _)| operation)
    }

    /// Whether an operation requires what most operations do.
    pub(super) fn is_usual_security(&self, operation: &Operation) -> bool {
        self.usual.as_deref() == Some(&*key(operation))
    }

    /// What most operations require, in words that are the same for the same.
    pub(super) fn find_usual(&mut self) {
        self.usual = self.usual_security().map(key).map(Arc::from);
    }
}

fn key(operation: &Operation) -> String {
    format!("{:?} {}", operation.security, operation.security_optional)
}

fn security_scheme(scheme: &SecurityScheme) -> TokenStream {
    let mut paragraphs = rustdoc::paragraphs(&scheme.docs);
    if paragraphs.is_empty() {
        paragraphs.push(format!("The scheme {}.", rustdoc::code(&scheme.key)));
    }
    let docs = rustdoc::attributes(&paragraphs);
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
    let flows: Vec<TokenStream> = scheme.sources.iter().filter_map(flow).collect();
    let flows = (!flows.is_empty()).then(|| quote!(.flows(&[#(#flows),*])));
    quote! {
        #docs
        pub static #name: rt::SecurityScheme = rt::SecurityScheme::#value #flows;
    }
}

/// A way to obtain tokens, if there is an address to obtain them at.
fn flow(source: &Source) -> Option<TokenStream> {
    let first = &source.addresses.first()?.1;
    let flow = match source.kind {
        SourceKind::AuthorizationCode => quote!(authorization_code()),
        SourceKind::ClientCredentials => quote!(client_credentials()),
        SourceKind::DeviceAuthorization => quote!(device_authorization()),
        SourceKind::Password => quote!(password()),
        SourceKind::Implicit => quote!(implicit()),
        SourceKind::OpenIdConnect | SourceKind::Metadata => quote!(published_at(#first)),
    };
    let addresses = source.addresses.iter().filter_map(|(endpoint, url)| {
        Some(match endpoint {
            Endpoint::Authorization => quote!(.authorization(#url)),
            Endpoint::Token => quote!(.token(#url)),
            Endpoint::Refresh => quote!(.refresh(#url)),
            Endpoint::Device => quote!(.device(#url)),
            Endpoint::Metadata => return None,
        })
    });
    Some(quote!(rt::OAuthFlow::#flow #(#addresses)*))
}
