//! A key that signatures are verified with.

use super::algorithm::{Family, JwtAlgorithm};
use super::jwk::Jwk;
use crate::base64;
use jsonwebtoken::DecodingKey;
use jsonwebtoken::crypto::{CryptoProvider, rust_crypto};
use std::fmt;

/// The cryptography of the Rust Crypto project. It is named rather than found: what the process has as its default is not
/// for a library to say, and may be none.
static CRYPTO: &CryptoProvider = &rust_crypto::DEFAULT_PROVIDER;

/// The least size of an RSA key (RFC 7518, section 3.3), in bytes.
const RSA_BYTES: usize = 256;

/// A key that the signatures of tokens are verified with. Each is for one algorithm, so that none can be used with
/// another (RFC 8725, section 3.1).
///
/// ```
/// use timely_runtime::server::authenticators::{JwtAlgorithm, JwtKey};
///
/// # fn main() -> Result<(), timely_runtime::server::authenticators::JwtKeyError> {
/// let key = JwtKey::pem(
///     JwtAlgorithm::EdDsa,
///     "-----BEGIN PUBLIC KEY-----
/// MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=
/// -----END PUBLIC KEY-----",
/// )?
/// .with_id("2026-11");
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct JwtKey {
    pub(super) id: Option<String>,
    pub(super) algorithms: Vec<JwtAlgorithm>,
    pub(super) key: DecodingKey,
}

/// Why something is no key to verify signatures with. It shows nothing of the key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum JwtKeyError {
    /// It cannot be read, or is for another algorithm.
    #[error("this is no public key for {0}")]
    Unreadable(JwtAlgorithm),
    /// It is shorter than the standard allows (RFC 7518, sections 3.2 and 3.3).
    #[error("the key for {algorithm} has less than {least} bits")]
    TooShort {
        /// What it is for.
        algorithm: JwtAlgorithm,
        /// The bits it must have.
        least: usize,
    },
    /// The algorithm takes a secret, and what is given is of a public key, or the other way round.
    #[error("{0} takes another kind of key")]
    Kind(JwtAlgorithm),
    /// It is no JSON Web Key (RFC 7517), or one that verifies no signatures.
    #[error("the JSON Web Key {0}")]
    Jwk(&'static str),
}

impl JwtKey {
    /// A secret that both sides have, for HMAC.
    ///
    /// # Errors
    /// When the algorithm takes no secret, or a longer one: as many bits as its hash has (RFC 7518, section 3.2).
    pub fn secret(algorithm: JwtAlgorithm, secret: impl AsRef<[u8]>) -> Result<Self, JwtKeyError> {
        let (secret, least) = (secret.as_ref(), algorithm.key_bytes());
        if algorithm.family() != Family::Secret {
            return Err(JwtKeyError::Kind(algorithm));
        }
        if secret.len() < least {
            let least = least * 8;
            return Err(JwtKeyError::TooShort { algorithm, least });
        }
        let key = DecodingKey::from_secret(secret);
        Self::new(
            algorithm,
            key.map_err(|_| JwtKeyError::Unreadable(algorithm))?,
        )
    }

    /// A public key in PEM: `PUBLIC KEY` (RFC 7468, section 13), or `RSA PUBLIC KEY` for RSA.
    ///
    /// # Errors
    /// When it is no such key, not for the algorithm, or one of RSA with less than 2048 bits.
    pub fn pem(algorithm: JwtAlgorithm, pem: impl AsRef<[u8]>) -> Result<Self, JwtKeyError> {
        let pem = pem.as_ref();
        let is_public = std::str::from_utf8(pem).is_ok_and(|text| {
            let mut begins = text.matches("-----BEGIN ");
            let is_one = begins.next().is_some() && begins.next().is_none();
            let kinds = [
                "-----BEGIN PUBLIC KEY-----",
                "-----BEGIN RSA PUBLIC KEY-----",
            ];
            is_one && kinds.iter().any(|kind| text.contains(kind))
        });
        let key = match algorithm.family() {
            Family::Secret => return Err(JwtKeyError::Kind(algorithm)),
            _ if !is_public => return Err(JwtKeyError::Unreadable(algorithm)),
            Family::Rsa => DecodingKey::from_rsa_pem(pem),
            Family::Curve => DecodingKey::from_ec_pem(pem),
            Family::Edwards => DecodingKey::from_ed_pem(pem),
        };
        Self::new(
            algorithm,
            key.map_err(|_| JwtKeyError::Unreadable(algorithm))?,
        )
    }

    /// A public key in DER: a `SubjectPublicKeyInfo` (RFC 5280, section 4.1).
    ///
    /// # Errors
    /// As [`JwtKey::pem`].
    pub fn der(algorithm: JwtAlgorithm, der: impl AsRef<[u8]>) -> Result<Self, JwtKeyError> {
        let mut pem = "-----BEGIN PUBLIC KEY-----\n".to_owned();
        let encoded = base64::encode(der.as_ref());
        for line in encoded.as_bytes().chunks(64) {
            pem.extend(line.iter().copied().map(char::from));
            pem.push('\n');
        }
        pem.push_str("-----END PUBLIC KEY-----\n");
        Self::pem(algorithm, pem)
    }

    /// A JSON Web Key (RFC 7517), with the identifier that it has. A symmetric one must say by `alg` what it is for.
    ///
    /// # Errors
    /// When it is no such key, or one that is for something else than verifying signatures.
    pub fn jwk(json: &str) -> Result<Self, JwtKeyError> {
        let value = crate::json::unique(json.as_bytes());
        let value = value.map_err(|_| JwtKeyError::Jwk("is not JSON"))?;
        Jwk::read(&value)?.key()
    }

    /// Names the key, so that it is used for tokens whose `kid` is this one, or that have none. A key without a name is
    /// tried with each token.
    #[must_use]
    pub fn with_id(mut self, id: impl Into<String>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// A key for one algorithm, if it is one.
    fn new(algorithm: JwtAlgorithm, key: DecodingKey) -> Result<Self, JwtKeyError> {
        let unreadable = || JwtKeyError::Unreadable(algorithm);
        match algorithm.family() {
            Family::Rsa => {
                let der = key.try_get_as_bytes().map_err(|_| unreadable())?;
                let components = (CRYPTO.key_utils.rsa_pub_components_from_public_key)(der);
                let (modulus, _) = components.map_err(|_| unreadable())?;
                check_modulus(algorithm, &modulus)?;
            }
            Family::Edwards => {
                let is_whole = key.try_get_as_bytes().is_ok_and(|key| key.len() == 32);
                is_whole.then_some(()).ok_or_else(unreadable)?;
            }
            Family::Secret | Family::Curve => {}
        }
        Self::of(None, vec![algorithm], key)
    }

    /// A key whose size is known to be right; whether it is one at all is seen here.
    pub(super) fn of(
        id: Option<String>,
        algorithms: Vec<JwtAlgorithm>,
        key: DecodingKey,
    ) -> Result<Self, JwtKeyError> {
        for algorithm in &algorithms {
            (CRYPTO.verifier_factory)(&algorithm.known_as(), &key)
                .map_err(|_| JwtKeyError::Unreadable(*algorithm))?;
        }
        Ok(Self {
            id,
            algorithms,
            key,
        })
    }

    /// Whether a token with this identifier of a key may be signed by this one. Who names no key may mean any.
    pub(super) fn is_meant_by(&self, id: Option<&str>) -> bool {
        match (&self.id, id) {
            (Some(own), Some(id)) => own == id,
            _ => true,
        }
    }

    /// Whether a signature is of this key.
    pub(super) fn has_signed(
        &self,
        algorithm: JwtAlgorithm,
        message: &[u8],
        signature: &Vec<u8>,
    ) -> bool {
        // A key for another algorithm is no key for this one, whatever the token says.
        self.algorithms.contains(&algorithm)
            && (CRYPTO.verifier_factory)(&algorithm.known_as(), &self.key)
                .is_ok_and(|verifier| verifier.verify(message, signature).is_ok())
    }
}

/// Holds the modulus of an RSA key to its least size.
pub(super) fn check_modulus(algorithm: JwtAlgorithm, modulus: &[u8]) -> Result<(), JwtKeyError> {
    let zeros = modulus.iter().take_while(|byte| **byte == 0).count();
    let significant = &modulus[zeros..];
    let is_large = match significant.first() {
        Some(first) => {
            significant.len() > RSA_BYTES || significant.len() == RSA_BYTES && *first >= 0x80
        }
        None => false,
    };
    let least = RSA_BYTES * 8;
    match is_large {
        true => Ok(()),
        false => Err(JwtKeyError::TooShort { algorithm, least }),
    }
}

/// What it is for, not what it is.
impl fmt::Debug for JwtKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JwtKey")
            .field("id", &self.id)
            .field("algorithms", &self.algorithms)
            .finish_non_exhaustive()
    }
}
