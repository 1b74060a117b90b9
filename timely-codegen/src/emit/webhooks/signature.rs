//! How deliveries are signed and verified.

use crate::settings::{SecretForm, SignatureEncoding, SignedPart, WebhookScheme, WebhookSettings};
use proc_macro2::{Literal, TokenStream};
use quote::quote;

/// Whether a secret may be one that the scheme cannot use.
pub(super) fn has_secret_form(settings: &WebhookSettings) -> bool {
    settings.scheme.is_some() || settings.secrets == SecretForm::Whsec
}

/// The signature scheme, and the functions that need it.
pub(super) fn signature(settings: &WebhookSettings) -> TokenStream {
    let (doc, scheme) = match settings.scheme {
        Some(WebhookScheme::Standard) => (
            " How deliveries are signed: by Standard Webhooks 1.0.0.",
            quote!(rt::webhooks::SignatureScheme::STANDARD),
        ),
        _ => (" How deliveries are signed.", described(settings)),
    };
    let tolerance = Literal::u64_unsuffixed(settings.tolerance_seconds);
    let tolerance = quote!(.tolerance(::core::time::Duration::from_secs(#tolerance)));
    let functions = match has_secret_form(settings) {
        true => quote! {
            /// Checks the deliveries that are signed with a secret.
            ///
            /// # Errors
            /// When the secret is not one of the scheme: 24 to 64 bytes in Base64, after `whsec_`.
            pub fn verifier(secret: impl Into<rt::Secret>) -> Result<Verifier, SecretError> {
                Ok(Verifier::try_new(&SIGNATURE, secret)? #tolerance)
            }

            /// Signs deliveries with a secret.
            ///
            /// # Errors
            /// As for [`verifier`].
            pub fn signer(secret: impl Into<rt::Secret>) -> Result<Signer, SecretError> {
                Signer::try_new(&SIGNATURE, secret)
            }
        },
        false => quote! {
            /// Checks the deliveries that are signed with a secret.
            #[must_use]
            pub fn verifier(secret: impl Into<rt::Secret>) -> Verifier {
                Verifier::new(&SIGNATURE, secret) #tolerance
            }

            /// Signs deliveries with a secret.
            #[must_use]
            pub fn signer(secret: impl Into<rt::Secret>) -> Signer {
                Signer::new(&SIGNATURE, secret)
            }
        },
    };
    quote! {
        #[doc = #doc]
        pub static SIGNATURE: rt::webhooks::SignatureScheme = #scheme;

        #functions
    }
}

/// A scheme of the settings' own.
fn described(settings: &WebhookSettings) -> TokenStream {
    let header = &settings.signature_header;
    let prefix = Some(&settings.prefix).filter(|prefix| !prefix.is_empty());
    let prefix = prefix.map(|prefix| quote!(.prefix(#prefix)));
    let encoding = match settings.encoding {
        SignatureEncoding::Hex => None,
        SignatureEncoding::Base64 => {
            Some(quote!(.encoding(rt::webhooks::SignatureEncoding::Base64)))
        }
    };
    let separator = settings.separator.map(|char| quote!(.separator(#char)));
    let parameter = settings.timestamp_parameter.as_ref();
    let parameter = parameter.map(|name| quote!(.timestamp_parameter(#name)));
    let timestamp = settings.timestamp_header.as_ref();
    let timestamp = timestamp.map(|name| quote!(.timestamp_header(#name)));
    let id = settings.id_header.as_ref();
    let id = id.map(|name| quote!(.id_header(#name)));
    let delivery_id = settings.delivery_id_header.as_ref();
    let delivery_id = delivery_id.map(|name| quote!(.delivery_id_header(#name)));
    let secrets = match settings.secrets {
        SecretForm::Text => None,
        SecretForm::Whsec => Some(quote!(.secrets(rt::webhooks::SecretForm::Whsec))),
    };
    let signed = signed(&settings.parts());
    quote! {
        rt::webhooks::SignatureScheme::new(#header)
            #prefix #encoding #separator #parameter #timestamp #id #delivery_id #secrets #signed
    }
}

/// What is signed, if not the body alone.
fn signed(parts: &[SignedPart]) -> Option<TokenStream> {
    let signed = match parts {
        [SignedPart::Body] => return None,
        [
            SignedPart::Timestamp,
            SignedPart::Text(dot),
            SignedPart::Body,
        ] if dot == "." => {
            quote!(TimestampDotBody)
        }
        parts => {
            let parts = parts.iter().map(|part| match part {
                SignedPart::Id => quote!(rt::webhooks::SignedPart::Id),
                SignedPart::Timestamp => quote!(rt::webhooks::SignedPart::Timestamp),
                SignedPart::Body => quote!(rt::webhooks::SignedPart::Body),
                SignedPart::Text(text) => quote!(rt::webhooks::SignedPart::Text(#text)),
            });
            quote!(Parts(&[#(#parts),*]))
        }
    };
    Some(quote!(.signed(rt::webhooks::Signed::#signed)))
}
