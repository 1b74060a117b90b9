//! The keys of signatures, and what is signed with them.

use super::scheme::{SecretForm, Signed, SignedPart};
use crate::Secret;
use crate::base64;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// The bytes of an HMAC-SHA256.
pub(super) type Digest = [u8; 32];

/// Why a secret cannot be used. It does not show the secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SecretError {
    /// It is empty, and anyone can sign with an empty one.
    #[error("the secret is empty")]
    Empty,
    /// It is not Base64 after `whsec_`.
    #[error("the secret is not Base64, after `whsec_`")]
    NotBase64,
    /// It has another prefix of Standard Webhooks: that of a key for asymmetric signatures, which are not supported.
    #[error(
        "the secret is a key for asymmetric signatures (`whsk_`, `whpk_`), not one of `whsec_`"
    )]
    Asymmetric,
    /// It is too short to be safe, or longer than Standard Webhooks lets it be.
    #[error("the secret has {bytes} bytes in Base64; Standard Webhooks has 24 to 64")]
    Length {
        /// How many bytes it has.
        bytes: usize,
    },
}

/// The values that a signature may cover, as they are sent.
#[derive(Clone, Copy)]
pub(super) struct Covered<'a> {
    pub(super) id: Option<&'a str>,
    pub(super) timestamp: Option<&'a str>,
    pub(super) body: &'a [u8],
}

/// A key that is ready to sign: the state of its HMAC.
#[derive(Clone)]
pub(super) struct Key(Hmac<Sha256>);

impl Key {
    pub(super) fn new(secret: &Secret, form: SecretForm) -> Result<Self, SecretError> {
        let bytes = match form {
            SecretForm::Text => secret.expose().as_bytes().to_vec(),
            SecretForm::Whsec => whsec(secret.expose())?,
        };
        if bytes.is_empty() {
            return Err(SecretError::Empty);
        }
        let mac = Hmac::new_from_slice(&bytes)
            .expect("HMAC takes a key of any length (RFC 2104, section 2)");
        Ok(Self(mac))
    }

    /// The signature of these values; `None` when the scheme signs one that is not there, or no body, or nothing tells id and body
    /// apart.
    pub(super) fn sign(&self, signed: Signed, covered: Covered<'_>) -> Option<Digest> {
        if signed.blurs_id() {
            return None;
        }
        let mut mac = self.0.clone();
        let mut has_body = false;
        for part in signed.parts() {
            match part {
                SignedPart::Id => mac.update(covered.id?.as_bytes()),
                SignedPart::Timestamp => mac.update(covered.timestamp?.as_bytes()),
                SignedPart::Text(text) => mac.update(text.as_bytes()),
                SignedPart::Body => {
                    has_body = true;
                    mac.update(covered.body);
                }
            }
        }
        has_body.then(|| mac.finalize().into_bytes().into())
    }
}

/// The bytes of a secret as Standard Webhooks writes it.
fn whsec(secret: &str) -> Result<Vec<u8>, SecretError> {
    const BYTES: std::ops::RangeInclusive<usize> = 24..=64;
    if secret.is_empty() {
        return Err(SecretError::Empty);
    }
    if secret.starts_with("whsk_") || secret.starts_with("whpk_") {
        return Err(SecretError::Asymmetric);
    }
    let text = secret.strip_prefix("whsec_").unwrap_or(secret);
    let bytes = base64::decode_any(text).ok_or(SecretError::NotBase64)?;
    if !BYTES.contains(&bytes.len()) {
        return Err(SecretError::Length { bytes: bytes.len() });
    }
    Ok(bytes)
}
