//! HMAC-SHA256 signatures over deliveries (RFC 2104, FIPS 180-4).

mod scheme;
mod secret;
mod value;

pub use scheme::{SecretForm, SignatureEncoding, SignatureScheme, Signed, SignedPart};
pub use secret::SecretError;

use super::ReplayGuard;
use super::clock::{Clock, SystemClock};
use crate::{Secret, UtcTime};
use http::{HeaderMap, HeaderName, HeaderValue};
use secret::{Covered, Digest, Key};
use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;
use subtle::{Choice, ConstantTimeEq as _};

/// The keys of a signer or a verifier, and what is wrong with the first secret that makes none.
#[derive(Clone, Default)]
struct Keys {
    usable: Vec<Key>,
    error: Option<SecretError>,
}

impl Keys {
    fn add(&mut self, scheme: &SignatureScheme, secret: &Secret) -> Result<(), SecretError> {
        match Key::new(secret, scheme.secrets) {
            Ok(key) => self.usable.push(key),
            Err(error) => {
                self.error.get_or_insert(error);
                return Err(error);
            }
        }
        Ok(())
    }

    /// As [`Keys::add`], for those who are not told of an error: the log is.
    fn add_or_log(&mut self, scheme: &SignatureScheme, secret: &Secret) {
        if let Err(error) = self.add(scheme, secret) {
            tracing::error!(%error, "a secret for webhooks cannot be used");
        }
    }
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} keys", self.usable.len())
    }
}

/// Signs deliveries with one secret or, while a secret is being replaced, with several.
#[derive(Clone, Debug)]
pub struct Signer {
    scheme: &'static SignatureScheme,
    keys: Keys,
    webhook_id: Option<String>,
}

impl Signer {
    /// A signer with this secret. One that the scheme cannot use, such as an empty one, is logged as an error, and nothing is
    /// signed with it: [`Signer::try_new`] says so instead.
    #[must_use]
    pub fn new(scheme: &'static SignatureScheme, secret: impl Into<Secret>) -> Self {
        Self::without_keys(scheme).also(secret)
    }

    /// A signer with this secret.
    ///
    /// # Errors
    /// When the secret is empty, or not of the [form](SecretForm) that the scheme says.
    pub fn try_new(
        scheme: &'static SignatureScheme,
        secret: impl Into<Secret>,
    ) -> Result<Self, SecretError> {
        Self::without_keys(scheme).try_also(secret)
    }

    pub(super) fn without_keys(scheme: &'static SignatureScheme) -> Self {
        Self {
            scheme,
            keys: Keys::default(),
            webhook_id: None,
        }
    }

    /// Signs with a further secret as well: the old one, for as long as receivers may not know the new one. The scheme needs a
    /// [separator](SignatureScheme::separator), or only the first signature is sent.
    #[must_use]
    pub fn also(mut self, secret: impl Into<Secret>) -> Self {
        self.keys.add_or_log(self.scheme, &secret.into());
        self
    }

    /// As [`Signer::also`].
    ///
    /// # Errors
    /// As for [`Signer::try_new`].
    pub fn try_also(mut self, secret: impl Into<Secret>) -> Result<Self, SecretError> {
        self.keys.add(self.scheme, &secret.into())?;
        Ok(self)
    }

    /// Sets the webhook's id, for a scheme that has a header for it and one for the delivery's id.
    #[must_use]
    pub fn webhook_id(mut self, id: impl Into<String>) -> Self {
        self.webhook_id = Some(id.into());
        self
    }

    /// The headers of a delivery: its signatures and, where the scheme has headers for them, an `id` and the `timestamp` in Unix
    /// seconds. The id is the delivery's where the scheme has one for deliveries, and else the webhook's.
    ///
    /// Characters of the id that a header value cannot have are percent-encoded, and so are those by which the scheme tells where an
    /// id ends, such as the full stop of Standard Webhooks. Without a secret that the scheme can use there is no signature.
    #[must_use]
    pub fn sign(&self, id: &str, timestamp: i64, body: &[u8]) -> HeaderMap {
        let bounds: Vec<&str> = self.scheme.signed.id_bounds().collect();
        let (id, timestamp) = (sendable(id, &bounds), timestamp.to_string());
        let covered = Covered {
            id: Some(&id),
            timestamp: Some(&timestamp),
            body,
        };
        let keys = self.keys.usable.iter();
        let signatures: Vec<Digest> = keys
            .filter_map(|key| key.sign(self.scheme.signed, covered))
            .collect();
        let mut headers = HeaderMap::new();
        if !signatures.is_empty() {
            let value = value::write(self.scheme, &signatures, &timestamp);
            set(&mut headers, Some(self.scheme.signature_header), &value);
        }
        set(&mut headers, self.scheme.timestamp_header, &timestamp);
        let webhook_id = match self.scheme.delivery_id_header {
            None => Some(id.as_ref()),
            Some(name) => {
                set(&mut headers, Some(name), &id);
                self.webhook_id.as_deref()
            }
        };
        if let Some(webhook_id) = webhook_id {
            let webhook_id = sendable(webhook_id, &[]);
            set(&mut headers, self.scheme.id_header, &webhook_id);
        }
        headers
    }

    /// The header of the delivery's id, if the scheme has one.
    pub(super) const fn delivery_id_header(&self) -> Option<&'static str> {
        self.scheme.delivery_id_header
    }

    /// What is wrong with its secrets, if none can be used.
    pub(super) fn secret_error(&self) -> Option<SecretError> {
        self.keys.error.filter(|_| self.keys.usable.is_empty())
    }
}

/// Sets a header of the scheme. A name that HTTP does not allow is a fault of the scheme, which verifies
/// nothing then.
fn set(headers: &mut HeaderMap, name: Option<&'static str>, value: &str) {
    let name = name.and_then(|name| HeaderName::try_from(name).ok());
    if let (Some(name), Ok(value)) = (name, HeaderValue::try_from(value)) {
        headers.insert(name, value);
    }
}

/// The text as a header value can have it, and without these texts. Spaces around a value are no part of it (RFC 9110, section 5.5).
fn sendable<'a>(text: &'a str, without: &[&str]) -> Cow<'a, str> {
    let bytes = text.as_bytes();
    let is_kept = |at: usize| match bytes[at] {
        b' ' if at == 0 || at + 1 == bytes.len() => false,
        b' '..=b'~' => !without
            .iter()
            .any(|text| bytes[at..].starts_with(text.as_bytes())),
        _ => false,
    };
    if (0..bytes.len()).all(is_kept) {
        return Cow::Borrowed(text);
    }
    let encoded = bytes
        .iter()
        .enumerate()
        .map(|(at, byte)| match is_kept(at) {
            true => char::from(*byte).to_string(),
            false => format!("%{byte:02X}"),
        });
    Cow::Owned(encoded.collect())
}

/// Checks the signatures of deliveries.
///
/// Knows one secret or, while a secret is being replaced, several: a delivery signed with any of them passes.
/// An empty secret passes nothing, since anyone can sign with it.
#[derive(Clone)]
pub struct Verifier {
    scheme: &'static SignatureScheme,
    keys: Keys,
    tolerance: Duration,
    now: Arc<dyn Fn() -> UtcTime + Send + Sync>,
    replays: Option<ReplayGuard>,
}

/// What the headers of a delivery say, once its signature has been checked.
///
/// A signature covers them only as far as the scheme says so: with [`Signed::Body`] none of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// The webhook's id, where the scheme has a header for it.
    pub id: Option<String>,
    /// The delivery's id, where the scheme has a header for it: the same on every attempt.
    pub delivery_id: Option<String>,
    /// The time of the delivery in Unix seconds, where the scheme has one.
    pub timestamp: Option<i64>,
}

/// What the headers of a delivery claim.
struct Claims<'a> {
    signatures: Vec<Digest>,
    timestamp: Option<(i64, &'a str)>,
    id: Option<&'a str>,
    delivery_id: Option<&'a str>,
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
    /// No secret makes any of these signatures over these bytes.
    #[error("the signature does not match")]
    Mismatch,
    /// The delivery is too old, or from the future.
    #[error("the timestamp is not within the tolerance")]
    OutsideTolerance,
    /// The verifier has no secret that it can use, and trusts nothing.
    #[error("nothing can be verified: {0}")]
    Secret(SecretError),
}

impl Verifier {
    /// A verifier with this secret. One that the scheme cannot use, such as an empty one, is logged as an error, and passes
    /// nothing: [`Verifier::try_new`] says so instead.
    #[must_use]
    pub fn new(scheme: &'static SignatureScheme, secret: impl Into<Secret>) -> Self {
        Self::without_keys(scheme).also(secret)
    }

    /// A verifier with this secret.
    ///
    /// ```
    /// use timely_runtime::webhooks::{SecretError, SignatureScheme, Verifier};
    ///
    /// let verifier = |secret: &str| Verifier::try_new(&SignatureScheme::STANDARD, secret);
    /// assert!(verifier("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").is_ok());
    /// assert_eq!(verifier("whsec_c2hvcnQ=").unwrap_err(), SecretError::Length { bytes: 5 });
    /// ```
    ///
    /// # Errors
    /// When the secret is empty, or not of the [form](SecretForm) that the scheme says.
    pub fn try_new(
        scheme: &'static SignatureScheme,
        secret: impl Into<Secret>,
    ) -> Result<Self, SecretError> {
        Self::without_keys(scheme).try_also(secret)
    }

    fn without_keys(scheme: &'static SignatureScheme) -> Self {
        let clock = SystemClock;
        Self {
            scheme,
            keys: Keys::default(),
            tolerance: Duration::from_secs(300),
            now: Arc::new(move || clock.now()),
            replays: None,
        }
    }

    /// Accepts a further secret: the old one for as long as deliveries may still be signed with it.
    #[must_use]
    pub fn also(mut self, secret: impl Into<Secret>) -> Self {
        self.keys.add_or_log(self.scheme, &secret.into());
        self
    }

    /// As [`Verifier::also`].
    ///
    /// # Errors
    /// As for [`Verifier::try_new`].
    pub fn try_also(mut self, secret: impl Into<Secret>) -> Result<Self, SecretError> {
        self.keys.add(self.scheme, &secret.into())?;
        Ok(self)
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

    /// Has a receiver handle each delivery once, however often it comes. [`Verifier::verify`] by itself keeps nothing in mind.
    #[must_use]
    pub fn replay_guard(mut self, guard: ReplayGuard) -> Self {
        self.replays = Some(guard);
        self
    }

    /// What a receiver asks whether it has handled a delivery before, and how long a delivery can come again at all: from the
    /// earliest time at which it is accepted to the latest.
    pub(super) fn replays(&self) -> Option<(&ReplayGuard, Duration)> {
        // Times are whole seconds, so that the latest is accepted for as long as its second lasts.
        let window = self.tolerance.saturating_mul(2);
        let window = window.saturating_add(Duration::from_secs(1));
        self.replays.as_ref().map(|guard| (guard, window))
    }

    /// Checks a delivery, by all its headers and the exact bytes of its body.
    ///
    /// The comparison takes the same time wherever the signatures differ. However many signatures there are, the body is gone
    /// through once for each secret.
    ///
    /// # Errors
    /// When a header is missing or malformed, the signature is not ours, or the timestamp is not recent.
    pub fn verify(&self, headers: &HeaderMap, body: &[u8]) -> Result<Verified, SignatureError> {
        let claims = self.claims(headers)?;
        self.check_signatures(&claims, body)?;
        let timestamp = claims.timestamp.map(|(seconds, _)| seconds);
        if let Some(timestamp) = timestamp {
            let distance = (self.now)().timestamp().abs_diff(timestamp);
            if distance > self.tolerance.as_secs() {
                return Err(SignatureError::OutsideTolerance);
            }
        }
        Ok(Verified {
            id: claims.id.map(str::to_owned),
            delivery_id: claims.delivery_id.map(str::to_owned),
            timestamp,
        })
    }

    /// Whether the headers are there and of the right form, so that it is worth reading the body.
    pub(super) fn recognizes(&self, headers: &HeaderMap) -> bool {
        self.claims(headers).is_ok()
    }

    fn claims<'a>(&self, headers: &'a HeaderMap) -> Result<Claims<'a>, SignatureError> {
        let scheme = self.scheme;
        let name = scheme.signature_header;
        let value =
            value::read(scheme, single(headers, name)?).ok_or(SignatureError::Malformed(name))?;
        let told = match (value.timestamp, scheme.timestamp_header) {
            (Some(text), _) => Some((name, text)),
            (None, Some(name)) => Some((name, single(headers, name)?)),
            (None, None) => None,
        };
        let timestamp = told.map(|(name, text)| {
            let seconds = timestamp(text).ok_or(SignatureError::Malformed(name))?;
            Ok((seconds, text))
        });
        let id = scheme.id_header.map(|name| single(headers, name));
        let delivery_id = scheme.delivery_id_header.map(|name| {
            let id = single(headers, name)?;
            match id.is_empty() {
                true => Err(SignatureError::Malformed(name)),
                false => Ok(id),
            }
        });
        let claims = Claims {
            signatures: value.signatures,
            timestamp: timestamp.transpose()?,
            id: id.transpose()?,
            delivery_id: delivery_id.transpose()?,
        };
        let header = scheme.delivery_id_header.or(scheme.id_header);
        let mut bounds = scheme.signed.id_bounds();
        match (claims.signed_id(), header) {
            (Some(id), Some(name)) if bounds.any(|bound| id.contains(bound)) => {
                Err(SignatureError::Malformed(name))
            }
            _ => Ok(claims),
        }
    }

    fn check_signatures(&self, claims: &Claims<'_>, body: &[u8]) -> Result<(), SignatureError> {
        if let (Some(error), true) = (self.keys.error, self.keys.usable.is_empty()) {
            return Err(SignatureError::Secret(error));
        }
        let covered = Covered {
            id: claims.signed_id(),
            timestamp: claims.timestamp.map(|(_, text)| text),
            body,
        };
        let keys = self.keys.usable.iter();
        let expected = keys.filter_map(|key| key.sign(self.scheme.signed, covered));
        let matches = expected.fold(Choice::from(0), |found, expected| {
            let signatures = claims.signatures.iter();
            signatures.fold(found, |found, signature| found | expected.ct_eq(signature))
        });
        match matches.into() {
            true => Ok(()),
            false => Err(SignatureError::Mismatch),
        }
    }
}

impl<'a> Claims<'a> {
    /// What [`SignedPart::Id`] stands for.
    fn signed_id(&self) -> Option<&'a str> {
        self.delivery_id.or(self.id)
    }
}

impl fmt::Debug for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verifier")
            .field("scheme", &self.scheme)
            .field("keys", &self.keys)
            .field("tolerance", &self.tolerance)
            .field("replays", &self.replays)
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

/// Unix seconds, in the one way of writing them that an integer has.
fn timestamp(text: &str) -> Option<i64> {
    let seconds = text.parse::<i64>().ok()?;
    (seconds.to_string() == text).then_some(seconds)
}

#[cfg(test)]
mod tests;
#[cfg(test)]
mod vectors_tests;
