//! How deliveries are signed and verified.

use crate::settings::{Signed, WebhookSettings};
use proc_macro2::{Literal, TokenStream};
use quote::quote;

/// The signature scheme, and the functions that need it.
pub(super) fn signature(settings: &WebhookSettings) -> TokenStream {
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
