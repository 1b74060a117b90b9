//! How deliveries are signed and verified.

use crate::emit::identifiers::ident;
use crate::settings::{Signed, WebhookSettings};
use proc_macro2::{Literal, TokenStream};
use quote::quote;

/// The signature scheme, and the functions that need it.
pub(super) fn signature(settings: &WebhookSettings) -> TokenStream {
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

    }
}
