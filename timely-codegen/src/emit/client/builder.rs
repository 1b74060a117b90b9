//! The builder of the client: credentials, addresses and limits.

use super::Client;
use crate::emit::identifiers::ident;
use crate::emit::rustdoc;
use crate::ir::{SecurityKind, SecurityScheme, Source};
use proc_macro2::TokenStream;
use quote::quote;

impl Client<'_> {
    /// The builder, with a method for each credential that the document asks for.
    pub(super) fn builder(&self) -> TokenStream {
        let credentials = self
            .context
            .api
            .security_schemes
            .iter()
            .filter_map(credential);
        let base = self.base_docs();
        let docs = self.builder_docs();
        let from_env = self.builder_from_env();
        quote! {
            #docs
            #[derive(Debug)]
            pub struct ClientBuilder {
                core: rt::client::Builder,
            }
            impl ClientBuilder {
                #from_env
                #(#credentials)*
                #base
                #[must_use]
                pub fn base_url(self, url: impl Into<String>) -> Self {
                    Self { core: self.core.base_url(url) }
                }
            }
            rt::client_builder!(ClientBuilder => Client);
        }
    }

    /// What the builder says of itself.
    fn builder_docs(&self) -> TokenStream {
        let mut paragraphs = vec!["Configures a [`Client`].".to_owned()];
        if self.context.has_mutual_tls() {
            paragraphs.push(
                "Some operations ask for a client certificate (`mutualTLS`): give a transport whose connections show one, \
                 such as `HttpTransport::builder().client_certificate(…)`."
                    .to_owned(),
            );
        }
        rustdoc::attributes(&paragraphs)
    }
}

/// The builder method that sets a credential; none for a certificate, which is the transport's.
fn credential(scheme: &SecurityScheme) -> Option<TokenStream> {
    let (method, name) = (ident(&scheme.method_name), ident(&scheme.static_name));
    let mut paragraphs = vec![match &scheme.kind {
        SecurityKind::ApiKey { name, .. } => {
            format!("Sends this key as {}.", rustdoc::code(name))
        }
        SecurityKind::Bearer => "Sends this token as `Authorization: Bearer`.".to_owned(),
        SecurityKind::Basic => {
            "Sends this user name and password, joined by a colon, as `Authorization: Basic`."
                .to_owned()
        }
        SecurityKind::Http(scheme) => format!(
            "Sends this behind the name of the scheme, as {}.",
            rustdoc::code(&format!("Authorization: {scheme} …"))
        ),
        SecurityKind::MutualTls => return None,
    }];
    paragraphs.extend(rustdoc::paragraphs(&scheme.docs));
    let sources: Vec<String> = scheme.sources.iter().map(source_line).collect();
    paragraphs.push(sources.join("\n"));
    let is_obtainable = scheme
        .sources
        .iter()
        .any(|source| !source.addresses.is_empty());
    if is_obtainable {
        paragraphs.push(format!(
            "With the feature `oauth2` of `timely-runtime`, its `client::oauth2::OAuth2::of(&operations::security::{}, …)` makes a credential that obtains and renews it.",
            scheme.static_name
        ));
    }
    let deprecated = scheme.deprecated.then(|| quote! { #[deprecated] });
    let docs = rustdoc::attributes(&paragraphs);
    Some(quote! {
        #docs
        #deprecated
        #[must_use]
        pub fn #method(self, credential: impl Into<rt::client::Credential>) -> Self {
            Self { core: self.core.credential(&security::#name, credential) }
        }
    })
}

/// Where a credential comes from, as an item of a list.
fn source_line(source: &Source) -> String {
    let addresses: Vec<String> = source
        .addresses
        .iter()
        .map(|(endpoint, address)| format!("{} {}", endpoint.words(), rustdoc::code(address)))
        .collect();
    match addresses.as_slice() {
        [] => format!("- {}", source.kind.words()),
        addresses => format!("- {}: {}", source.kind.words(), addresses.join(", ")),
    }
}
