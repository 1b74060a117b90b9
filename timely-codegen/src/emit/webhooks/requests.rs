//! Webhooks and callbacks that have an address and an answer of their own: a function to send each, and one to receive it.

use crate::emit::{Emitter, Place, docs, ident};
use crate::ir::{Call, Calls, Operation};
use crate::naming::unraw;
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

impl Emitter<'_> {
    /// What a module of webhooks or callbacks imports for its functions.
    pub(in crate::emit) fn call_imports(&self, calls: &Calls) -> TokenStream {
        let has_security = calls
            .calls
            .iter()
            .any(|call| !call.operation.security.is_empty());
        let authenticator = has_security
            .then(|| quote! { pub use rt::server::{AuthError, Authenticator, Credential}; });
        quote! {
            pub use rt::client::Error;
            pub use rt::server::Context;
            pub use rt::webhooks::{Router, Target};
            #authenticator
        }
    }

    /// The functions of a module of webhooks or callbacks.
    pub(in crate::emit) fn calls(&self, calls: &Calls) -> TokenStream {
        let functions = calls.calls.iter().map(|call| {
            let (send, receive) = (self.send(call), self.receive(call));
            quote! { #receive #send }
        });
        quote! { #(#functions)* }
    }

    /// The function that makes a router for a request that the API sends.
    fn receive(&self, call: &Call) -> TokenStream {
        let operation = &call.operation;
        let name = format_ident!("receive_{}", unraw(&operation.method_name));
        let purpose = format!(
            "Takes {}: an axum router that answers at `/`, to be nested where the address is to be.",
            docs::code(&operation.id)
        );
        let docs = self.call_docs(call, &purpose);
        let description = ident(&operation.static_name);
        let (success, error) = self.result_types(operation);
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
            false => (quote!(), quote!(), quote!(), quote!(rt::webhooks::Anyone)),
        };
        // A signature that the settings name is checked unless the caller says otherwise.
        let (verifier, router) = match self.settings.webhooks {
            Some(_) => (
                quote!(verifier: impl Into<Option<Verifier>>,),
                quote!(rt::webhooks::verified(
                    routes.into_router(),
                    verifier.into()
                )),
            ),
            None => (quote!(), quote!(routes.into_router())),
        };
        let (input, taken, passed) = taken(operation);
        let handler = unused("handler", operation);
        quote! {
            #docs
            pub fn #name<#generic F, R>(#verifier #argument handler: F) -> Router
            where
                #bound
                F: Fn(Context<#principal> #(, #arguments)*) -> R + Send + Sync + 'static,
                R: ::core::future::Future<Output = Result<#success, #error>> + Send + 'static,
            {
                let mut routes = rt::webhooks::routes(handler, #authenticator);
                routes.#add(&operations::#description, |#handler, cx, #input| async move {
                    #taken
                    Ok(#handler(cx #passed).await)
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
            .map(|argument| self.ty(&argument.ty, Place::Outside));
        let body = operation.body.as_ref().map(|body| self.received_body(body));
        let params = operation.optional.as_ref().map(|optional| {
            let name = ident(&optional.name);
            quote!(operations::#name)
        });
        required.chain(body).chain(params).collect()
    }

    /// The function that sends a request.
    fn send(&self, call: &Call) -> TokenStream {
        let operation = &call.operation;
        let name = format_ident!("send_{}", unraw(&operation.method_name));
        let docs = self.call_docs(call, &format!("Sends {}.", docs::code(&operation.id)));
        let target = unused("target", operation);
        let arguments = self.client_arguments(operation);
        let (success, error) = self.result_types(operation);
        let request = self.request(operation);
        quote! {
            #docs
            pub async fn #name(#target: &Target #arguments) -> Result<#success, Error<#error>> {
                let request = #request;
                #target.call(request).await
            }
        }
    }

    /// What a function says of itself: its purpose, what the document says, when and where it is called.
    fn call_docs(&self, call: &Call, purpose: &str) -> TokenStream {
        let operation = &call.operation;
        let mut paragraphs = vec![purpose.to_owned()];
        paragraphs.extend(docs::paragraphs(&operation.docs));
        if let Some(callback) = &call.callback {
            let follows: Vec<String> = callback.follows.iter().map(|id| docs::code(id)).collect();
            paragraphs.push(format!(
                "A callback of {}, to {}.",
                follows.join(", "),
                docs::code(&callback.expression)
            ));
        }
        let arguments = argument_list(operation);
        paragraphs.extend((!arguments.is_empty()).then_some(arguments));
        let deprecated = operation.deprecated.then(|| quote! { #[deprecated] });
        let docs = docs::attributes(&paragraphs);
        quote! { #docs #deprecated }
    }
}

/// A name that no argument of an operation has.
fn unused(name: &str, operation: &Operation) -> Ident {
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

/// What the document says of each required argument, as a list.
pub(in crate::emit) fn argument_list(operation: &Operation) -> String {
    let lines = operation.arguments.iter().filter_map(|argument| {
        let text = docs::line(argument.docs.description.as_deref().unwrap_or_default());
        let name = unraw(&argument.name);
        match (text.is_empty(), argument.deprecated) {
            (true, false) => None,
            (true, true) => Some(format!("- `{name}` (deprecated)")),
            (false, false) => Some(format!("- `{name}`: {text}")),
            (false, true) => Some(format!("- `{name}` (deprecated): {text}")),
        }
    });
    lines.collect::<Vec<String>>().join("\n")
}

/// How a handler's arguments are taken from the input: the input's pattern, the statements, and the arguments.
pub(in crate::emit) fn taken(operation: &Operation) -> (TokenStream, TokenStream, TokenStream) {
    let required = operation.arguments.iter().map(|argument| {
        let (name, field) = (ident(&argument.name), unraw(&argument.name));
        quote! { let #name = input.arg(#field)?; }
    });
    let body =
        operation.body.as_ref().map(
            |body| match (body.content.value().is_some(), body.required) {
                (true, true) => quote! { let body = input.json().await?; },
                (true, false) => quote! { let body = input.optional_json().await?; },
                (false, true) => quote! { let body = input.content().await?; },
                (false, false) => quote! { let body = input.optional_content().await?; },
            },
        );
    let params = operation
        .optional
        .as_ref()
        .map(|_| quote! { let params = input.params()?; });
    let passed = operation
        .arguments
        .iter()
        .map(|argument| ident(&argument.name))
        .chain(operation.body.as_ref().map(|_| ident("body")))
        .chain(operation.optional.as_ref().map(|_| ident("params")));
    let takes_input = !operation.arguments.is_empty() || body.is_some() || params.is_some();
    let input = if takes_input {
        quote!(mut input)
    } else {
        quote!(_)
    };
    (
        input,
        quote! { #(#required)* #body #params },
        quote! { #(, #passed)* },
    )
}
