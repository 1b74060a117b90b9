//! `webhooks`: the events as one enum, for senders and receivers.

use super::{Emitter, Place, docs, ident};
use crate::ir::{Event, Webhooks};
use crate::settings::{Signed, WebhookSettings};
use crate::tree::Module;
use proc_macro2::{Literal, TokenStream};
use quote::quote;

impl Emitter<'_> {
    /// The `webhooks` module.
    pub(super) fn webhooks(&self, webhooks: &Webhooks) -> Module {
        let runtime = self.runtime();
        let events = self.events(webhooks);
        let implementation = event_impl(webhooks);
        let signature = self.settings.webhooks.as_ref().map(signature);
        Module {
            docs: docs::lines(&[
                format!("The webhooks of {}.", docs::line(&self.api.title)),
                "`WebhookEvent` is what a delivery carries.".to_owned(),
            ]),
            items: quote! {
                use super::models;
                #runtime
                pub use rt::webhooks::{Delivery, Endpoint, Handler, HandlerError, Sender, Signer, UnknownEvent, Verifier};
                #events
                #implementation
                #signature
            },
            ..Module::new("webhooks")
        }
    }

    fn events(&self, webhooks: &Webhooks) -> TokenStream {
        let variants = webhooks
            .events
            .iter()
            .map(|event| self.event_variant(event));
        quote! {
            /// An event, by its name.
            #[derive(Clone, Debug, PartialEq)]
            pub enum WebhookEvent {
                #(#variants)*
                /// An event that this version of the document does not name.
                Unknown(UnknownEvent),
            }
        }
    }

    fn event_variant(&self, event: &Event) -> TokenStream {
        let mut paragraphs = vec![docs::code(&event.wire)];
        paragraphs.extend(docs::paragraphs(&event.docs));
        let docs = docs::attributes(&paragraphs);
        let (name, payload) = (
            ident(&event.variant),
            self.named(event.payload, Place::Outside),
        );
        quote! { #docs #name(#payload), }
    }
}

/// The names of the events, and the way between them and JSON.
fn event_impl(webhooks: &Webhooks) -> TokenStream {
    let property = &webhooks.discriminator;
    let table = webhooks.events.iter().map(|event| {
        let (wire, name) = (&event.wire, ident(&event.variant));
        quote! { #wire => #name }
    });
    quote! { rt::webhook_events!(WebhookEvent, #property, { #(#table),* }); }
}

/// The signature scheme, and the functions that need it.
fn signature(settings: &WebhookSettings) -> TokenStream {
    let (header, prefix) = (&settings.signature_header, &settings.prefix);
    let optional = |name: &Option<String>| match name {
        Some(name) => quote!(Some(#name)),
        None => quote!(None),
    };
    let (timestamp, id) = (
        optional(&settings.timestamp_header),
        optional(&settings.id_header),
    );
    let signed = ident(match settings.signed {
        Signed::Body => "Body",
        Signed::TimestampDotBody => "TimestampDotBody",
    });
    let tolerance = Literal::u64_unsuffixed(settings.tolerance_seconds);
    quote! {
        /// How deliveries are signed.
        pub static SIGNATURE: rt::webhooks::SignatureScheme = rt::webhooks::SignatureScheme {
            signature_header: #header,
            prefix: #prefix,
            timestamp_header: #timestamp,
            id_header: #id,
            signed: rt::webhooks::Signed::#signed,
        };

        /// Checks the deliveries that are signed with a secret.
        #[must_use]
        pub fn verifier(secret: impl Into<rt::Secret>) -> Verifier {
            Verifier::new(&SIGNATURE, secret).tolerance(::core::time::Duration::from_secs(#tolerance))
        }

        /// Signs deliveries with a secret.
        #[must_use]
        pub fn signer(secret: impl Into<rt::Secret>) -> Signer {
            Signer::new(&SIGNATURE, secret)
        }

        /// An axum router that takes deliveries at `/` and gives the events to a handler.
        pub fn receiver<H>(verifier: Verifier, handler: H) -> rt::webhooks::Router
        where
            H: Handler<WebhookEvent>,
        {
            rt::webhooks::receiver(verifier, handler)
        }
    }
}
