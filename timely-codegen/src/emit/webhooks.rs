//! `webhooks` and `callbacks`: what the API sends, for senders and receivers.

use super::{Emitter, Place, docs, ident};
use crate::ir::{Calls, Event, Webhooks};
use crate::settings::{Signed, WebhookSettings};
use crate::tree::Module;
use proc_macro2::{Literal, TokenStream};
use quote::quote;

/// What a module says of its pairs of functions.
const CALLS: &str =
    "The provider of the API sends them with `send_…`; its users take them with `receive_…`.";

impl Emitter<'_> {
    /// The `webhooks` module: the events as one enum, and the other webhooks one by one.
    pub(super) fn webhooks(&self) -> Module {
        let title = docs::line(&self.api.title);
        let mut paragraphs = vec![format!("The webhooks of {title}.")];
        let events = self.api.events.as_ref().map(|events| {
            paragraphs.push("`WebhookEvent` is what a delivery carries.".to_owned());
            let (items, implementation) = (self.events(events), event_impl(events));
            quote! { #items #implementation }
        });
        let event_imports = self.api.events.as_ref().map(|_| {
            quote! { pub use rt::webhooks::{Delivery, Endpoint, Handler, HandlerError, Sender, Signer, UnknownEvent, Verifier}; }
        });
        let signature = self.settings.webhooks.as_ref().map(|settings| {
            let items = signature(settings);
            let receiver = self.api.events.as_ref().map(|_| receiver());
            quote! { #items #receiver }
        });
        let calls = self.api.webhooks.as_ref();
        paragraphs.extend(calls.map(|_| CALLS.to_owned()));
        self.outgoing(
            "webhooks",
            &paragraphs,
            calls,
            event_imports.unwrap_or_default(),
            quote! { #events #signature },
        )
    }

    /// The `callbacks` module.
    pub(super) fn callbacks(&self, callbacks: &Calls) -> Module {
        let title = docs::line(&self.api.title);
        self.outgoing(
            "callbacks",
            &[format!("The callbacks of {title}."), CALLS.to_owned()],
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
        calls: Option<&Calls>,
        imports: TokenStream,
        items: TokenStream,
    ) -> Module {
        let call_imports = calls.map(|calls| self.call_imports(calls));
        // The events have imported them already.
        let is_signed = self.settings.webhooks.is_some() && imports.is_empty();
        let signature = is_signed.then(|| quote! { pub use rt::webhooks::{Signer, Verifier}; });
        let functions = calls.map(|calls| self.calls(calls));
        let code = quote! { #imports #signature #call_imports #items #functions };
        let imports = self.imports(&code, &[(quote!(super), &["models", "operations"])]);
        Module {
            docs: docs::lines(paragraphs),
            items: quote! { #imports #code },
            ..Module::new(name)
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
    let prefix = (!prefix.is_empty()).then(|| quote!(.prefix(#prefix)));
    let timestamp = settings.timestamp_header.as_ref();
    let timestamp = timestamp.map(|name| quote!(.timestamp_header(#name)));
    let id = settings.id_header.as_ref();
    let id = id.map(|name| quote!(.id_header(#name)));
    let signed = match settings.signed {
        Signed::Body => None,
        Signed::TimestampDotBody => Some(quote!(.signed(rt::webhooks::Signed::TimestampDotBody))),
    };
    let tolerance = Literal::u64_unsuffixed(settings.tolerance_seconds);
    quote! {
        /// How deliveries are signed.
        pub static SIGNATURE: rt::webhooks::SignatureScheme =
            rt::webhooks::SignatureScheme::new(#header) #prefix #timestamp #id #signed;

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

    }
}

/// The function that takes deliveries of events.
fn receiver() -> TokenStream {
    quote! {
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
