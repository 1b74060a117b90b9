//! `client`: a trait per tag, and the HTTP client that implements them.

mod base_urls;
mod links;
mod pagination;

use crate::emit::operations::{is_json, kinship, operation_line};
use crate::emit::webhooks::argument_list;
use crate::emit::{Emitter, docs, ident};
use crate::ir::{Group, Operation, ParameterLocation, SecurityKind, SecurityScheme, Source};
use crate::naming::unraw;
use crate::tree::Module;
use proc_macro2::TokenStream;
use quote::quote;

impl Emitter<'_> {
    /// The `client` module.
    pub(super) fn client(&self) -> Module {
        let runtime = self.runtime();
        let exports: Vec<TokenStream> = self
            .api
            .groups
            .iter()
            .map(|group| {
                let (module, name) = (ident(&group.module), ident(&group.api_trait));
                let gate = self.tag_gate(group);
                quote! { #gate pub use self::#module::#name; }
            })
            .collect();
        let security = (!self.api.security_schemes.is_empty())
            .then(|| quote! { use super::operations::security; });
        let client = self.client_struct();
        let builder = self.builder();
        let servers = self.has_servers().then(|| self.servers());
        Module {
            docs: docs::lines(&[
                format!("A client of {}.", docs::line(&self.api.title)),
                "`Client` sends requests over HTTP. Each tag of the document has a trait, which the client implements and which a \
                 test can implement in its place."
                    .to_owned(),
            ]),
            items: quote! {
                #security
                #runtime
                pub use rt::client::{Error, RetryPolicy};
                #(#exports)*
                #client
                #builder
            },
            children: self
                .api
                .groups
                .iter()
                .map(|group| self.tagged(self.client_group(group), group))
                .chain(servers)
                .collect(),
            ..Module::new("client")
        }
    }

    fn client_struct(&self) -> TokenStream {
        let base = match &self.api.base_url {
            Some(url) => quote!(Some(#url)),
            None => quote!(None),
        };
        let idempotency = self.settings.idempotency.as_ref().map(|rule| {
            let header = &rule.header;
            let mut parameters = self
                .api
                .operations()
                .flat_map(|operation| &operation.parameters);
            let is_declared = parameters.any(|parameter| {
                parameter.location == ParameterLocation::Header
                    && parameter.wire.eq_ignore_ascii_case(header)
            });
            match is_declared {
                true => quote!(.idempotency_parameter(#header)),
                false => quote!(.idempotency_header(#header)),
            }
        });
        let allowed = self.allowed_without_tags(&quote!(dead_code));
        quote! {
            /// Sends requests over HTTP; cheap to clone.
            #allowed
            #[derive(Clone, Debug)]
            pub struct Client {
                core: rt::client::Client,
            }
            impl Client {
                /// Starts to configure a client.
                #[must_use]
                pub fn builder() -> ClientBuilder {
                    ClientBuilder { core: rt::client::Builder::new(#base) #idempotency }
                }
            }
        }
    }

    fn builder(&self) -> TokenStream {
        let credentials = self.api.security_schemes.iter().filter_map(credential);
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
        let mut about = vec!["Configures a [`Client`].".to_owned()];
        let has_certificate = self
            .api
            .security_schemes
            .iter()
            .any(|scheme| scheme.kind == SecurityKind::MutualTls);
        if has_certificate {
            about.push(
                "Some operations ask for a client certificate (`mutualTLS`): give a transport whose connections show one."
                    .to_owned(),
            );
        }
        let about = docs::attributes(&about);
        quote! {
            #about
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
                /// Names the caller in the `User-Agent` header.
                #[must_use]
                pub fn user_agent(self, name: impl Into<String>) -> Self {
                    Self { core: self.core.user_agent(name) }
                }
                /// Sends this header with every request, unless a parameter of the operation sets it.
                #[must_use]
                pub fn header(self, name: impl AsRef<str>, value: impl Into<String>) -> Self {
                    Self { core: self.core.header(name, value) }
                }
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
                pub fn build(self) -> Result<Client, rt::client::BuildError> {
                    Ok(Client { core: self.core.build()? })
                }
            }
        }
    }

    pub(super) fn client_group(&self, group: &Group) -> Module {
        let name = ident(&group.api_trait);
        let methods = group
            .operations
            .iter()
            .map(|operation| self.trait_method(operation));
        let streams = group.operations.iter().filter_map(|operation| {
            operation
                .pagination
                .as_ref()
                .map(|pagination| self.stream(operation, pagination))
        });
        let bodies = group
            .operations
            .iter()
            .map(|operation| self.client_method(operation));
        let (declared, defined) = self.addresses(group).unzip();
        let mut paragraphs = docs::paragraphs(&group.docs);
        if paragraphs.is_empty() {
            paragraphs.push(format!("Operations of the tag {}.", docs::line(&group.tag)));
        }
        paragraphs.extend(kinship(group));
        let text = docs::attributes(&paragraphs);
        let code = quote! {
            #text
            pub trait #name: Send + Sync {
                #(#methods)*
                #(#streams)*
                #declared
            }
            impl #name for Client {
                #(#bodies)*
                #defined
            }
        };
        let imports = self.imports(&code, &[(quote!(super::super), &["models", "operations"])]);
        Module {
            docs: vec![format!(
                "The client's side of the tag {}.",
                docs::line(&group.tag)
            )],
            items: quote! { #imports use super::Client; #code },
            name: unraw(&group.module).to_owned(),
            ..Module::default()
        }
    }

    /// What a method says of itself, on either side, and what only this side says.
    pub(super) fn method_docs(&self, operation: &Operation, more: Option<String>) -> TokenStream {
        let mut paragraphs = docs::paragraphs(&operation.docs);
        paragraphs.push(operation_line(operation));
        let scopes: Vec<String> = operation
            .security
            .iter()
            .map(|alternative| {
                alternative
                    .iter()
                    .flat_map(|requirement| &requirement.scopes)
                    .map(|scope| docs::code(scope))
                    .collect::<Vec<_>>()
                    .join(" and ")
            })
            .filter(|scopes| !scopes.is_empty())
            .collect();
        if !scopes.is_empty() {
            paragraphs.push(format!("Scope: {}.", scopes.join(" or ")));
        }
        if !operation.other_tags.is_empty() {
            let tags = operation.other_tags.iter().map(|tag| docs::code(tag));
            let tags: Vec<String> = tags.collect();
            let word = if tags.len() == 1 { "tag" } else { "tags" };
            paragraphs.push(format!("Also of the {word} {}.", tags.join(", ")));
        }
        if let Some(server) = operation.server {
            let url = docs::code(&self.api.servers[server].url);
            paragraphs.push(format!("At the server {url}."));
        }
        let arguments = argument_list(operation);
        paragraphs.extend((!arguments.is_empty()).then_some(arguments));
        paragraphs.extend(more);
        let deprecated = operation.deprecated.then(|| quote! { #[deprecated] });
        let docs = docs::attributes(&paragraphs);
        quote! { #docs #deprecated }
    }

    /// The arguments of a client method.
    pub(super) fn client_arguments(&self, operation: &Operation) -> TokenStream {
        let required = operation.arguments.iter().map(|argument| {
            let (name, ty) = (ident(&argument.name), self.borrowed(&argument.ty));
            quote!(, #name: #ty)
        });
        let body = operation.body.as_ref().map(|body| {
            let ty = self.sent_body(body);
            quote!(, body: #ty)
        });
        let params = operation.optional.as_ref().map(|optional| {
            let name = ident(&optional.name);
            quote!(, params: operations::#name)
        });
        quote! { #(#required)* #body #params }
    }

    /// The types of an operation's success and error.
    pub(super) fn result_types(&self, operation: &Operation) -> (TokenStream, TokenStream) {
        let success = ident(&operation.success.name);
        let error = match &operation.error_name {
            Some(name) => {
                let name = ident(name);
                quote!(operations::#name)
            }
            None => quote!(rt::Undocumented),
        };
        (quote!(operations::#success), error)
    }

    fn trait_method(&self, operation: &Operation) -> TokenStream {
        let links = self.links(operation);
        let docs = self.method_docs(operation, links);
        let name = ident(&operation.method_name);
        let arguments = self.client_arguments(operation);
        let (success, error) = self.result_types(operation);
        quote! {
            #docs
            fn #name(&self #arguments)
                -> impl ::core::future::Future<Output = Result<#success, rt::client::Error<#error>>> + Send;
        }
    }

    fn client_method(&self, operation: &Operation) -> TokenStream {
        let name = ident(&operation.method_name);
        let arguments = self.client_arguments(operation);
        let (success, error) = self.result_types(operation);
        let request = self.request(operation);
        quote! {
            async fn #name(&self #arguments) -> Result<#success, rt::client::Error<#error>> {
                let request = #request;
                self.core.call(request).await
            }
        }
    }

    /// The request that a client method or a sending function makes of its arguments.
    pub(super) fn request(&self, operation: &Operation) -> TokenStream {
        let description = ident(&operation.static_name);
        let required = operation.arguments.iter().map(|argument| {
            let (name, field) = (ident(&argument.name), unraw(&argument.name));
            match self.is_borrowed(&argument.ty) {
                true => quote!(.arg(#field, #name)),
                false => quote!(.arg(#field, &#name)),
            }
        });
        let body = operation.body.as_ref().map(|body| {
            let is_value = body.content.value().is_some();
            match (is_value, is_json(body), body.required) {
                (true, true, true) => quote!(.json(body)),
                (true, true, false) => quote!(.optional_json(body)),
                (true, false, true) => quote!(.value(body)),
                (true, false, false) => quote!(.optional_value(body)),
                (false, _, true) => quote!(.content(body)),
                (false, _, false) => quote!(.optional_content(body)),
            }
        });
        let params = operation
            .optional
            .as_ref()
            .map(|_| quote!(.params(&params)));
        let server = operation.server.map(|server| {
            let name = ident(&self.api.servers[server].name);
            quote!(.server(super::base_urls::#name))
        });
        quote!(rt::client::Request::new(&operations::#description) #server #(#required)* #body #params)
    }
}

/// The builder method that sets a credential; none for a certificate, which is the transport's.
fn credential(scheme: &SecurityScheme) -> Option<TokenStream> {
    let (method, name) = (ident(&scheme.method_name), ident(&scheme.static_name));
    let mut paragraphs = vec![match &scheme.kind {
        SecurityKind::ApiKey { name, .. } => {
            format!("Sends this key as {}.", docs::code(name))
        }
        SecurityKind::Bearer => "Sends this token as `Authorization: Bearer`.".to_owned(),
        SecurityKind::Basic => {
            "Sends this user name and password, joined by a colon, as `Authorization: Basic`."
                .to_owned()
        }
        SecurityKind::Http(scheme) => format!(
            "Sends this behind the name of the scheme, as {}.",
            docs::code(&format!("Authorization: {scheme} …"))
        ),
        SecurityKind::MutualTls => return None,
    }];
    paragraphs.extend(docs::paragraphs(&scheme.docs));
    let sources: Vec<String> = scheme.sources.iter().map(source_line).collect();
    paragraphs.push(sources.join("\n"));
    let deprecated = scheme.deprecated.then(|| quote! { #[deprecated] });
    let docs = docs::attributes(&paragraphs);
    Some(quote! {
        #docs
        #deprecated
        #[must_use]
        pub fn #method(self, credential: impl Into<rt::Secret>) -> Self {
            Self { core: self.core.credential(&security::#name, credential) }
        }
    })
}

/// Where a credential comes from, as an item of a list.
fn source_line(source: &Source) -> String {
    let addresses: Vec<String> = source
        .addresses
        .iter()
        .map(|(word, address)| format!("{word} {}", docs::code(address)))
        .collect();
    match addresses.as_slice() {
        [] => format!("- {}", source.name),
        addresses => format!("- {}: {}", source.name, addresses.join(", ")),
    }
}
