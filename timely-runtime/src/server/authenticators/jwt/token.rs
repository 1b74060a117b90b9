//! A token as it was sent: its header, what is signed, and the signature (RFC 7515, section 7.1).

use super::algorithm::JwtAlgorithm;
use crate::{base64, json};
use serde_json::{Map, Value};

/// Why a token is refused. It shows nothing of the token, since what is in it was said by whoever sent it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Refusal {
    #[error("it is larger than tokens may be")]
    TooLarge,
    #[error("it is no signed token")]
    Malformed,
    #[error("it has extensions that are critical, of which none is known")]
    Critical,
    #[error("its algorithm is not allowed")]
    Algorithm,
    #[error("it is of another type")]
    Type,
    #[error("its key is not known")]
    Key,
    #[error("its signature is wrong")]
    Signature,
    #[error("it does not say when it expires")]
    Unlimited,
    #[error("it has expired")]
    Expired,
    #[error("it is not valid yet")]
    Early,
    #[error("it is of another issuer")]
    Issuer,
    #[error("it is for another audience")]
    Audience,
    #[error("it lacks a claim that is required")]
    Missing,
    #[error("its claims are not those of the program")]
    Claims,
}

/// A token of which nothing is verified yet.
pub(super) struct Token<'t> {
    header: Map<String, Value>,
    pub(super) algorithm: JwtAlgorithm,
    /// What the signature is of: the first two parts, as they came.
    pub(super) signed: &'t [u8],
    pub(super) signature: Vec<u8>,
    payload: &'t str,
}

impl<'t> Token<'t> {
    /// Reads a token, but for what it claims.
    pub(super) fn read(text: &'t str, limit: usize) -> Result<Self, Refusal> {
        if text.len() > limit {
            return Err(Refusal::TooLarge);
        }
        let (signed, signature) = text.rsplit_once('.').ok_or(Refusal::Malformed)?;
        let (header, payload) = signed.split_once('.').ok_or(Refusal::Malformed)?;
        if payload.contains('.') {
            return Err(Refusal::Malformed);
        }
        let header = object(header)?;
        // Nothing is known that would have to be understood (RFC 7515, section 4.1.11).
        if header.contains_key("crit") {
            return Err(Refusal::Critical);
        }
        let is_text = |name| header.get(name).is_none_or(Value::is_string);
        if !is_text("kid") || !is_text("typ") {
            return Err(Refusal::Malformed);
        }
        let algorithm = header.get("alg").and_then(Value::as_str);
        let algorithm = algorithm.ok_or(Refusal::Malformed)?;
        Ok(Self {
            algorithm: JwtAlgorithm::of_name(algorithm).ok_or(Refusal::Algorithm)?,
            signed: signed.as_bytes(),
            signature: base64url(signature).ok_or(Refusal::Malformed)?,
            header,
            payload,
        })
    }

    /// The key that it says it was signed with. It is compared with names of keys, and used for nothing else.
    pub(super) fn key_id(&self) -> Option<&str> {
        self.header.get("kid")?.as_str()
    }

    /// Whether it is of a media type (RFC 7515, section 4.1.9): without `application/`, and in any case.
    pub(super) fn is_of_type(&self, wanted: &str) -> bool {
        let own = self.header.get("typ").and_then(Value::as_str);
        own.is_some_and(|own| subtype(own).eq_ignore_ascii_case(subtype(wanted)))
    }

    /// What it claims, which is to be believed only when the signature has been verified.
    pub(super) fn claims(&self) -> Result<Map<String, Value>, Refusal> {
        object(self.payload)
    }
}

fn subtype(media_type: &str) -> &str {
    const PREFIX: &str = "application/";
    match media_type.get(..PREFIX.len()) {
        Some(start) if start.eq_ignore_ascii_case(PREFIX) => &media_type[PREFIX.len()..],
        _ => media_type,
    }
}

/// An object of JSON in Base64, which names each of its members once (RFC 7515, section 4).
fn object(part: &str) -> Result<Map<String, Value>, Refusal> {
    let bytes = base64url(part).ok_or(Refusal::Malformed)?;
    match json::unique(&bytes) {
        Ok(Value::Object(members)) => Ok(members),
        _ => Err(Refusal::Malformed),
    }
}

/// Base64 in the alphabet for URLs, without padding (RFC 7515, section 2).
pub(super) fn base64url(text: &str) -> Option<Vec<u8>> {
    let is_plain = !text.contains(['+', '/', '=']);
    base64::decode_any(text).filter(|_| is_plain)
}
