//! Webhooks that are told apart by a member of their bodies: the enum of events.

use super::Webhooks;
use crate::emit::identifiers::ident;
use crate::emit::rustdoc;
use crate::ir::{self, Event};
use proc_macro2::TokenStream;
use quote::quote;

impl Webhooks<'_> {
    pub(super) fn events(&self, webhooks: &ir::Webhooks) -> TokenStream {
        let variants = webhooks
            .events
            .iter()
            .map(|event| self.event_variant(event));
        quote! {
            /// An event, by its name.
            #[derive(Clone, Debug, PartialEq)]
            #[non_exhaustive]
            pub enum WebhookEvent {
                #(#variants)*
                /// An event that this version of the document does not name.
                Unknown(UnknownEvent),
            }
        }
    }

    fn event_variant(&self, event: &Event) -> TokenStream {
        let mut paragraphs = vec![rustdoc::code(&event.wire)];
        paragraphs.extend(rustdoc::paragraphs(&event.docs));
        let docs = rustdoc::attributes(&paragraphs);
        let (name, payload) = (ident(&event.variant), self.types.named(event.payload));
        quote! { #docs #name(#payload), }
    }
}

/// The names of the events, and the way between them and JSON.
pub(super) fn event_impl(webhooks: &ir::Webhooks) -> TokenStream {
    let property = &webhooks.discriminator;
    let table = webhooks.events.iter().map(|event| {
        let (wire, name) = (&event.wire, ident(&event.variant));
        quote! { #wire => #name }
    });
    quote! { rt::webhook_events!(WebhookEvent, #property, { #(#table),* }); }
}

/// The functions that send events and take deliveries of them.
pub(super) fn receiver(sdk: &TokenStream) -> TokenStream {
    quote! {
        /// Delivers events by a transport, signed, and in the name of this SDK.
        #[must_use]
        pub fn sender(transport: impl rt::webhooks::Transport) -> Sender {
            Sender::new(&SIGNATURE, transport).sdk(#sdk)
        }

        /// An axum router that takes deliveries at `/` and gives the events to a handler.
        pub fn receiver<H>(verifier: Verifier, handler: H) -> rt::webhooks::Router
        where
            H: Handler<WebhookEvent>,
        {
            rt::webhooks::receiver(verifier, handler)
        }

        /// As [`receiver`], with other limits.
        pub fn receiver_with<H>(
            verifier: Verifier,
            handler: H,
            options: rt::webhooks::ReceiverOptions,
        ) -> rt::webhooks::Router
        where
            H: Handler<WebhookEvent>,
        {
            rt::webhooks::receiver_with(verifier, handler, options)
        }
    }
}
