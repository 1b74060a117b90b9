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
        let server = self.has_own_servers().then(|| {
            quote! {
                /// Sends the operations that the document has at a server of their own, one of [`base_urls`], to this
                /// address in place of it.
                #[must_use]
                pub fn server(self, server: &'static str, url: impl Into<String>) -> Self {
                    Self { core: self.core.server(server, url) }
                }
            }
        });
        let docs = self.builder_docs();
        let (limits, transport) = (limits(), transport());
        quote! {
            #docs
            #[derive(Debug)]
            pub struct ClientBuilder {
                core: rt::client::Builder,
            }
            impl ClientBuilder {
                #(#credentials)*
                #base
                #[must_use]
                pub fn base_url(self, url: impl Into<String>) -> Self {
                    Self { core: self.core.base_url(url) }
                }
                #server
                #limits
                #transport
            }
        }
    }

    /// What the builder says of itself.
    fn builder_docs(&self) -> TokenStream {
        let mut paragraphs = vec!["Configures a [`Client`].".to_owned()];
        if self.context.has_mutual_tls() {
            paragraphs.push(
                "Some operations ask for a client certificate (`mutualTLS`): give a transport whose connections show one."
                    .to_owned(),
            );
        }
        rustdoc::attributes(&paragraphs)
    }
}

/// The methods that limit, repeat and mark requests.
fn limits() -> TokenStream {
    quote! {
        /// Gives up on an attempt after this time.
        #[must_use]
        pub fn timeout(self, timeout: ::core::time::Duration) -> Self {
            Self { core: self.core.timeout(timeout) }
        }
        /// Repeats failed requests by this policy.
        #[must_use]
        pub fn retry(self, policy: RetryPolicy) -> Self {
            Self { core: self.core.retry(policy) }
        }
        /// Names the caller in the `User-Agent` header, in place of this crate and its version.
        #[must_use]
        pub fn user_agent(self, name: impl Into<String>) -> Self {
            Self { core: self.core.user_agent(name) }
        }
        /// Sends this header with every request, unless a parameter of the operation sets it.
        #[must_use]
        pub fn header(self, name: impl AsRef<str>, value: impl Into<String>) -> Self {
            Self { core: self.core.header(name, value) }
        }
    }
}

/// The methods that set the transport and end the building.
fn transport() -> TokenStream {
    quote! {
        /// Sends requests by this service in place of the default HTTP transport; an axum `Router` is one.
        #[must_use]
        pub fn transport<T>(self, transport: T) -> Self
        where
            T: rt::client::Transport,
        {
            Self { core: self.core.transport(transport) }
        }
        /// Makes the client.
        ///
        /// # Errors
        /// When no address is known, an address or header is not valid, or the default transport cannot start.
        pub fn build(self) -> Result<Client, BuildError> {
            Ok(Client { core: self.core.build()? })
        }
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
