//! Webhooks and callbacks that have an address and an answer of their own: a function to send each, and one to receive it.

use super::Webhooks;
use crate::emit::identifiers::ident;
use crate::emit::operations::argument_list;
use crate::emit::rustdoc;
use crate::emit::server::HandlerArguments;
use crate::ir::{Operation, OutgoingRequest, OutgoingRequests};
use crate::naming::unraw;
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

impl Webhooks<'_> {
    /// What a module of webhooks or callbacks imports for its functions.
    pub(super) fn request_imports(&self, requests: &OutgoingRequests) -> TokenStream {
        let has_security = requests
            .requests
            .iter()
            .any(|request| !request.operation.security.is_empty());
        let authenticator = has_security.then(
            || quote! { pub use rt::server::{AuthError, Authenticator, Candidate, Credential}; },
        );
        quote! {
            pub use rt::client::Error;
            pub use rt::server::Context;
            pub use rt::webhooks::{Router, Target};
            #authenticator
        }
    }

    /// The functions of a module of webhooks or callbacks.
    pub(super) fn request_functions(
        &self,
        module: &str,
        requests: &OutgoingRequests,
    ) -> TokenStream {
        let functions = requests.requests.iter().map(|request| {
            let (send, receive) = (self.send(request), self.receive(request));
            quote! { #receive #send }
        });
        let sdk = self.context.sdk();
        // Webhooks have it already, if there are any.
        let target = match module == "callbacks" && self.context.api.webhooks.is_some() {
            true => quote! { pub use super::webhooks::target; },
            false => quote! {
                /// Starts to configure an address that requests are sent to, in the name of this SDK.
                pub fn target(url: impl Into<String>) -> rt::webhooks::TargetBuilder {
                    Target::builder(url).sdk(#sdk)
                }
            },
        };
        quote! { #target #(#functions)* }
    }

    /// The function that makes a router for a request that the API sends.
    fn receive(&self, request: &OutgoingRequest) -> TokenStream {
        let operation = &request.operation;
        let name = format_ident!("receive_{}", unraw(&operation.method_name));
        let purpose = format!(
            "Takes {}: an axum router that answers at `/`, to be nested where the address is to be.",
            rustdoc::code(&operation.id)
        );
        let docs = self.request_docs(request, &purpose);
        let description = ident(&operation.static_name);
        let (success, error) = self.operations.result_types(operation);
        let arguments = self.received(operation);
        let secured = !operation.security.is_empty();
        let (principal, add) = match (secured, operation.security_optional) {
            (false, _) => (quote!(()), quote!(add_open)),
            (true, true) => (quote!(Option<A::Principal>), quote!(add_optional)),
            (true, false) => (quote!(A::Principal), quote!(add)),
        };
        let (generic, argument, bound, authenticator) = match secured {
            true => (
                quote!(A,),
                quote!(authenticator: A,),
                quote!(A: Authenticator,),
                quote!(authenticator),
            ),
            false => (quote!(), quote!(), quote!(), quote!(rt::server::NoAuth)),
        };
        // A signature that the settings name is checked unless the caller says otherwise.
        let (verifier, router) = match self.context.settings.webhooks {
            Some(_) => (
                quote!(verifier: impl Into<Option<Verifier>>,),
                quote!(rt::webhooks::verified(
                    routes.into_router(),
                    verifier.into()
                )),
            ),
            None => (quote!(), quote!(routes.into_router())),
        };
        let taken = HandlerArguments::of(operation);
        let (input, passed) = (taken.pattern(), taken.expressions());
        quote! {
            #docs
            pub fn #name<#generic F, R>(#verifier #argument handler: F) -> Router
            where
                #bound
                F: Fn(Context<#principal> #(, #arguments)*) -> R + Send + Sync + 'static,
                R: ::core::future::Future<Output = Result<#success, #error>> + Send + 'static,
            {
                let mut routes = rt::webhooks::routes(handler, #authenticator);
                routes.#add(&operations::#description, |handler, cx, #input| async move {
                    Ok(handler(cx #(, #passed)*).await)
                });
                #router
            }
        }
    }

    /// The types of what a handler gets besides its context.
    fn received(&self, operation: &Operation) -> Vec<TokenStream> {
        let required = operation
            .arguments
            .iter()
            .map(|argument| self.types.ty(&argument.ty));
        let body = operation
            .body
            .as_ref()
            .map(|body| self.operations.received_body(body));
        let params = operation.optional.as_ref().map(|optional| {
            let name = ident(&optional.name);
            quote!(operations::#name)
        });
        required.chain(body).chain(params).collect()
    }

    /// The function that sends a request.
    fn send(&self, request: &OutgoingRequest) -> TokenStream {
        let operation = &request.operation;
        let name = format_ident!("send_{}", unraw(&operation.method_name));
        let docs = self.request_docs(request, &format!("Sends {}.", rustdoc::code(&operation.id)));
        let target = unused_name("target", operation);
        let arguments = self.client.sender_arguments(operation);
        let (success, error) = self.operations.result_types(operation);
        let request = self.client.sender_request(operation);
        quote! {
            #docs
            pub async fn #name(#target: &Target #arguments) -> Result<#success, Error<#error>> {
                let request = #request;
                #target.call(request).await
            }
        }
    }

    /// What a function says of itself: its purpose, what the document says, when and where it is called.
    fn request_docs(&self, request: &OutgoingRequest, purpose: &str) -> TokenStream {
        let operation = &request.operation;
        let mut paragraphs = vec![purpose.to_owned()];
        paragraphs.extend(rustdoc::paragraphs(&operation.docs));
        if let Some(callback) = &request.callback {
            let follows: Vec<String> = callback
                .follows
                .iter()
                .map(|id| rustdoc::code(id))
                .collect();
            paragraphs.push(format!(
                "A callback of {}, to {}.",
                follows.join(", "),
                rustdoc::code(&callback.expression)
            ));
        }
        let arguments = argument_list(operation);
        paragraphs.extend((!arguments.is_empty()).then_some(arguments));
        let deprecated = operation.deprecated.then(|| quote! { #[deprecated] });
        let docs = rustdoc::attributes(&paragraphs);
        quote! { #docs #deprecated }
    }
}

/// A name that no argument of an operation has.
fn unused_name(name: &str, operation: &Operation) -> Ident {
    let mut name = name.to_owned();
    while operation
        .arguments
        .iter()
        .any(|argument| unraw(&argument.name) == name)
    {
        name.insert_str(0, "the_");
    }
    format_ident!("{name}")
}
