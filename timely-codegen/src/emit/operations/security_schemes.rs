//! `operations::security`: security schemes, a static each.

use super::Operations;
use super::parameters::location;
use crate::emit::identifiers::ident;
use crate::emit::rustdoc;
use crate::ir::{SecurityKind, SecurityScheme};
use crate::tree::Module;
use proc_macro2::TokenStream;
use quote::quote;

impl Operations<'_> {
    pub(in crate::emit) fn security(&self) -> Module {
        let runtime = self.context.runtime();
        let schemes = self
            .context
            .api
            .security_schemes
            .iter()
            .map(security_scheme);
        Module {
            docs: vec!["The security schemes that operations require.".to_owned()],
            items: quote! { #runtime #(#schemes)* },
            ..Module::new("security")
        }
    }
}

fn security_scheme(scheme: &SecurityScheme) -> TokenStream {
    let mut paragraphs = rustdoc::paragraphs(&scheme.docs);
    if paragraphs.is_empty() {
        paragraphs.push(format!("The scheme {}.", rustdoc::code(&scheme.key)));
    }
    let docs = rustdoc::attributes(&paragraphs);
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
