//! HMAC-SHA256 signatures over deliveries (RFC 2104, FIPS 180-4).

use super::clock::{Clock, SystemClock};
use crate::{Secret, UtcTime};
use hmac::{Hmac, KeyInit, Mac};
use http::{HeaderMap, HeaderName, HeaderValue};
use sha2::Sha256;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// How the deliveries of an API are signed: which headers, and over which bytes.
///
/// The signature is an HMAC-SHA256, in hexadecimal after a prefix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignatureScheme {
    signature_header: &'static str,
    prefix: &'static str,
    timestamp_header: Option<&'static str>,
    id_header: Option<&'static str>,
    signed: Signed,
}

impl SignatureScheme {
    /// A signature of the body alone, in this header, with nothing before its digits.
    #[must_use]
    pub const fn new(signature_header: &'static str) -> Self {
        Self {
            signature_header,
            prefix: "",
            timestamp_header: None,
            id_header: None,
            signed: Signed::Body,
        }
    }

    /// Sets what stands before the hexadecimal digits, such as `sha256=`.
    #[must_use]
    pub const fn prefix(self, prefix: &'static str) -> Self {
        Self { prefix, ..self }
    }

    /// Names the header that holds the time of the delivery in Unix seconds. [`Signed::TimestampDotBody`] needs it:
    /// without it nothing can be verified.
    #[must_use]
    pub const fn timestamp_header(self, name: &'static str) -> Self {
        Self {
            timestamp_header: Some(name),
            ..self
        }
    }

    /// Names the header that holds the webhook's id.
    #[must_use]
    pub const fn id_header(self, name: &'static str) -> Self {
        Self {
            id_header: Some(name),
            ..self
        }
    }

    /// Says which bytes are signed.
    #[must_use]
    pub const fn signed(self, signed: Signed) -> Self {
        Self { signed, ..self }
    }
}

/// Which bytes a signature covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signed {
    /// The body alone. Then the timestamp is not protected: who has seen a delivery can send it again at any
    /// time with a new timestamp, so a receiver should keep in mind which events it has handled.
    Body,
    /// The timestamp, a full stop, and the body.
    TimestampDotBody,
}

/// The signature with one key, before it is finished.
fn mac(secret: &Secret, signed: Signed, timestamp: &str, body: &[u8]) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.expose().as_bytes())
        .expect("HMAC takes a key of any length (RFC 2104, section 2)");
    if signed == Signed::TimestampDotBody {
        mac.update(timestamp.as_bytes());
        mac.update(b".");
    }
    mac.update(body);
    mac
}

/// Signs deliveries with one secret.
#[derive(Clone, Debug)]
pub struct Signer {
    scheme: &'static SignatureScheme,
    secret: Secret,
}

impl Signer {
    /// A signer with this secret.
    #[must_use]
    pub fn new(scheme: &'static SignatureScheme, secret: impl Into<Secret>) -> Self {
        Self {
            scheme,
            secret: secret.into(),
        }
    }

    /// The headers of a delivery: its signature and, where the scheme has headers for them, the webhook's
    /// `id` and the `timestamp` in Unix seconds.
    ///
    /// Characters of the id that a header value cannot have are percent-encoded.
    #[must_use]
    pub fn sign(&self, id: &str, timestamp: i64, body: &[u8]) -> HeaderMap {
        let timestamp = timestamp.to_string();
        let mac = mac(&self.secret, self.scheme.signed, &timestamp, body);
        let signature = format!(
            "{}{}",
            self.scheme.prefix,
            to_hex(&mac.finalize().into_bytes())
        );
        let mut headers = HeaderMap::new();
        set(&mut headers, Some(self.scheme.signature_header), &signature);
        set(&mut headers, self.scheme.timestamp_header, &timestamp);
        set(&mut headers, self.scheme.id_header, id);
        headers
    }
}

/// Sets a header of the scheme. A name that HTTP does not allow is a fault of the scheme, which verifies
/// nothing then.
fn set(headers: &mut HeaderMap, name: Option<&'static str>, value: &str) {
    let Some(name) = name.and_then(|name| HeaderName::try_from(name).ok()) else {
        return;
    };
    let printable: String = value
        .bytes()
        .map(|byte| match byte {
            b' '..=b'~' => char::from(byte).to_string(),
            other => format!("%{other:02X}"),
        })
        .collect();
    if let Ok(value) = HeaderValue::try_from(printable) {
        headers.insert(name, value);
    }
}

/// Checks the signatures of deliveries.
///
/// Knows one secret or, while a secret is being replaced, several: a delivery signed with any of them passes.
/// An empty secret passes nothing, since anyone can sign with it.
#[derive(Clone)]
pub struct Verifier {
    scheme: &'static SignatureScheme,
    secrets: Vec<Secret>,
    tolerance: Duration,
    now: Arc<dyn Fn() -> UtcTime + Send + Sync>,
}

/// What the headers of a delivery say, once its signature has been checked.
///
/// With [`Signed::Body`] the signature covers neither of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// The webhook's id, where the scheme has a header for it.
    pub id: Option<String>,
    /// The time of the delivery in Unix seconds, where the scheme has a header for it.
    pub timestamp: Option<i64>,
}

/// What the headers of a delivery claim.
struct Claims<'a> {
    signature: [u8; 32],
    timestamp: Option<i64>,
    id: Option<&'a str>,
}

/// Why a delivery is not to be trusted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SignatureError {
    /// A header that the scheme needs is not there.
    #[error("the header `{0}` is missing")]
    MissingHeader(&'static str),
    /// A header is there more than once, or its value is not of the form that the scheme says.
    #[error("the header `{0}` is malformed")]
    Malformed(&'static str),
    /// No secret makes this signature over these bytes.
    #[error("the signature does not match")]
    Mismatch,
    /// The delivery is too old, or from the future.
    #[error("the timestamp is not within the tolerance")]
    OutsideTolerance,
}

impl Verifier {
    /// A verifier with this secret.
    #[must_use]
    pub fn new(scheme: &'static SignatureScheme, secret: impl Into<Secret>) -> Self {
        let clock = SystemClock;
        Self {
            scheme,
            secrets: vec![secret.into()],
            tolerance: Duration::from_secs(300),
            now: Arc::new(move || clock.now()),
        }
    }

    /// Accepts a further secret: the old one for as long as deliveries may still be signed with it.
    #[must_use]
    pub fn also(mut self, secret: impl Into<Secret>) -> Self {
        self.secrets.push(secret.into());
        self
    }

    /// How far a delivery's timestamp may be from now, to either side; 5 minutes by default.
    /// [`Duration::MAX`] accepts any.
    #[must_use]
    pub fn tolerance(mut self, tolerance: Duration) -> Self {
        self.tolerance = tolerance;
        self
    }

    /// Takes the time from this clock.
    #[must_use]
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.now = Arc::new(move || clock.now());
        self
    }

    /// Checks a delivery, by all its headers and the exact bytes of its body.
    ///
    /// The comparison takes the same time wherever the signatures differ.
    ///
    /// # Errors
    /// When a header is missing or malformed, the signature is not ours, or the timestamp is not recent.
    pub fn verify(&self, headers: &HeaderMap, body: &[u8]) -> Result<Verified, SignatureError> {
        let Claims {
            signature,
            timestamp,
            id,
        } = self.claims(headers)?;
        self.check_signature(&signature, timestamp, body)?;
        if let Some(timestamp) = timestamp {
            let distance = (self.now)().timestamp().abs_diff(timestamp);
            if distance > self.tolerance.as_secs() {
                return Err(SignatureError::OutsideTolerance);
            }
        }
        Ok(Verified {
            id: id.map(str::to_owned),
            timestamp,
        })
    }

    /// Whether the headers are there and of the right form, so that it is worth reading the body.
    pub(super) fn recognizes(&self, headers: &HeaderMap) -> bool {
        self.claims(headers).is_ok()
    }

    fn claims<'a>(&self, headers: &'a HeaderMap) -> Result<Claims<'a>, SignatureError> {
        let name = self.scheme.signature_header;
        let signature = single(headers, name)?
            .strip_prefix(self.scheme.prefix)
            .and_then(from_hex)
            .ok_or(SignatureError::Malformed(name))?;
        let timestamp = self
            .scheme
            .timestamp_header
            .map(|name| timestamp(headers, name));
        let id = self.scheme.id_header.map(|name| single(headers, name));
        Ok(Claims {
            signature,
            timestamp: timestamp.transpose()?,
            id: id.transpose()?,
        })
    }

    fn check_signature(
        &self,
        signature: &[u8; 32],
        timestamp: Option<i64>,
        body: &[u8],
    ) -> Result<(), SignatureError> {
        let signed = self.scheme.signed;
        let timestamp = match (signed, timestamp) {
            (Signed::TimestampDotBody, None) => return Err(SignatureError::Mismatch),
            (_, timestamp) => timestamp.unwrap_or_default().to_string(),
        };
        let matches = |secret: &Secret| {
            !secret.expose().is_empty()
                && mac(secret, signed, &timestamp, body)
                    .verify_slice(signature)
                    .is_ok()
        };
        if self.secrets.iter().any(matches) {
            Ok(())
        } else {
            Err(SignatureError::Mismatch)
        }
    }
}

impl fmt::Debug for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verifier")
            .field("scheme", &self.scheme)
            .field("secrets", &self.secrets)
            .field("tolerance", &self.tolerance)
            .finish_non_exhaustive()
    }
}

/// The one value of a header.
fn single<'a>(headers: &'a HeaderMap, name: &'static str) -> Result<&'a str, SignatureError> {
    let mut values = headers.get_all(name).iter();
    let value = values.next().ok_or(SignatureError::MissingHeader(name))?;
    match value.to_str() {
        Ok(text) if values.next().is_none() => Ok(text),
        _ => Err(SignatureError::Malformed(name)),
    }
}

/// A header's Unix seconds, in the only way of writing them that has the same signature when written again.
fn timestamp(headers: &HeaderMap, name: &'static str) -> Result<i64, SignatureError> {
    let text = single(headers, name)?;
    match text.parse::<i64>() {
        Ok(timestamp) if timestamp.to_string() == text => Ok(timestamp),
        _ => Err(SignatureError::Malformed(name)),
    }
}

fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The 32 bytes of an HMAC-SHA256 from 64 hexadecimal digits of either case.
fn from_hex(text: &str) -> Option<[u8; 32]> {
    let digits = text.as_bytes();
    if digits.len() != 64 {
        return None;
    }
    let digit = |at: usize| char::from(digits[at]).to_digit(16);
    let mut bytes = [0; 32];
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::try_from(digit(2 * at)? << 4 | digit(2 * at + 1)?).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests;
