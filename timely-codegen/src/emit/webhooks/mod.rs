//! `webhooks` and `callbacks`: what the API sends, for senders and receivers.

mod events;
mod requests;
mod signature;

use super::client::Client;
use super::context::Context;
use super::operations::Operations;
use super::rustdoc;
use super::types::Types;
use crate::ir::OutgoingRequests;
use crate::tree::Module;
use events::{event_impl, receiver};
use proc_macro2::TokenStream;
use quote::quote;
use signature::{has_secret_form, signature};

/// What a module says of its pairs of functions.
const FUNCTION_PAIRS: &str =
    "The provider of the API sends them with `send_…`; its users take them with `receive_…`.";

/// How webhooks and callbacks are written.
#[derive(Clone, Copy)]
pub(super) struct Webhooks<'a> {
    context: Context<'a>,
    types: Types<'a>,
    operations: &'a Operations<'a>,
    client: Client<'a>,
}

impl<'a> Webhooks<'a> {
    pub(super) fn new(context: Context<'a>, operations: &'a Operations<'a>) -> Self {
        Self {
            context,
            types: Types::new(context),
            operations,
            client: Client::new(context, operations),
        }
    }

    /// The `webhooks` module: the events as one enum, and the other webhooks one by one.
    pub(super) fn webhooks(&self) -> Module {
        let title = rustdoc::line(&self.context.api.title);
        let mut paragraphs = vec![format!("The webhooks of {title}.")];
        let events = self.context.api.events.as_ref().map(|events| {
            paragraphs.push("`WebhookEvent` is what a delivery carries.".to_owned());
            let (items, implementation) = (self.events(events), event_impl(events));
            quote! { #items #implementation }
        });
        let secret_error = self.secret_error();
        let event_imports = self.context.api.events.as_ref().map(|_| {
            quote! { pub use rt::webhooks::{Delivery, Endpoint, Handler, HandlerError, #secret_error Sender, Signer, UnknownEvent, Verifier}; }
        });
        let signature = self.context.settings.webhooks.as_ref().map(|settings| {
            let items = signature(settings);
            let receiver = self
                .context
                .api
                .events
                .as_ref()
                .map(|_| receiver(&self.context.sdk()));
            quote! { #items #receiver }
        });
        let requests = self.context.api.webhooks.as_ref();
        paragraphs.extend(requests.map(|_| FUNCTION_PAIRS.to_owned()));
        self.outgoing(
            "webhooks",
            &paragraphs,
            requests,
            event_imports.unwrap_or_default(),
            quote! { #events #signature },
        )
    }

    /// The error of secrets, with a comma, where there is one.
    fn secret_error(&self) -> Option<TokenStream> {
        let settings = self.context.settings.webhooks.as_ref();
        let has_form = settings.is_some_and(has_secret_form);
        has_form.then(|| quote!(SecretError,))
    }

    /// The `callbacks` module.
    pub(super) fn callbacks(&self, callbacks: &OutgoingRequests) -> Module {
        let title = rustdoc::line(&self.context.api.title);
        self.outgoing(
            "callbacks",
            &[
                format!("The callbacks of {title}."),
                FUNCTION_PAIRS.to_owned(),
            ],
            Some(callbacks),
            TokenStream::new(),
            TokenStream::new(),
        )
    }

    /// A module of what the API sends: imports, items of its own, and the functions of single requests.
    fn outgoing(
        &self,
        name: &str,
        paragraphs: &[String],
        requests: Option<&OutgoingRequests>,
        imports: TokenStream,
        items: TokenStream,
    ) -> Module {
        let request_imports = requests.map(|requests| self.request_imports(requests));
        // The events have imported them already.
        let is_signed = self.context.settings.webhooks.is_some() && imports.is_empty();
        let secret_error = self.secret_error().filter(|_| name == "webhooks");
        let signature =
            is_signed.then(|| quote! { pub use rt::webhooks::{#secret_error Signer, Verifier}; });
        let functions = requests.map(|requests| self.request_functions(name, requests));
        let code = quote! { #imports #signature #request_imports #items #functions };
        let imports = self
            .context
            .imports(&code, &[(quote!(super), &["models", "operations"])]);
        Module {
            docs: rustdoc::lines(paragraphs),
            items: quote! { #imports #code },
            ..Module::new(name)
        }
    }
}
