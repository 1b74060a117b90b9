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
