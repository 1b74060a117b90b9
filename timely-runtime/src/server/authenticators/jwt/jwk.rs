//! JSON Web Keys (RFC 7517; their parameters in RFC 7518, section 6, and RFC 8037, section 2).

use super::algorithm::{Family, JwtAlgorithm};
use super::key::{JwtKey, JwtKeyError, check_modulus};
use super::token::base64url;
use jsonwebtoken::DecodingKey;
use serde_json::{Map, Value};

/// A JSON Web Key that is meant to verify signatures.
pub(super) struct Jwk<'j> {
    members: &'j Map<String, Value>,
    /// What its `alg` says it is for.
    algorithm: Option<JwtAlgorithm>,
}

impl<'j> Jwk<'j> {
    /// # Errors
    /// When it is for something else (RFC 7517, sections 4.2 to 4.4).
    pub(super) fn read(value: &'j Value) -> Result<Self, JwtKeyError> {
        let members = value.as_object().ok_or(JwtKeyError::Jwk("is no object"))?;
        if let Some(purpose) = members.get("use")
            && purpose.as_str() != Some("sig")
        {
            return Err(JwtKeyError::Jwk("is not for signatures (`use`)"));
        }
        if let Some(operations) = members.get("key_ops") {
            let operations = operations.as_array();
            let is_verify = |operation: &Value| operation.as_str() == Some("verify");
            if !operations.is_some_and(|operations| operations.iter().any(is_verify)) {
                return Err(JwtKeyError::Jwk("is not to verify signatures (`key_ops`)"));
            }
        }
        let algorithm = match members.get("alg") {
            None => None,
            Some(name) => {
                let known = name.as_str().and_then(JwtAlgorithm::of_name);
                Some(known.ok_or(JwtKeyError::Jwk(
                    "is for an algorithm that is not known (`alg`)",
                ))?)
            }
        };
        Ok(Self { members, algorithm })
    }

    /// Whether it is a secret, which has no place where keys are published.
    #[cfg(feature = "jwks")]
    pub(super) fn is_secret(&self) -> bool {
        self.text("kty") == Some("oct")
    }

    pub(super) fn key(&self) -> Result<JwtKey, JwtKeyError> {
        let id = match self.members.get("kid") {
            None => None,
            Some(Value::String(id)) => Some(id.clone()),
            Some(_) => return Err(JwtKeyError::Jwk("has a `kid` that is no text")),
        };
        let (algorithms, key) = match (self.text("kty"), self.text("crv")) {
            (Some("RSA"), _) => self.rsa()?,
            (Some("EC"), Some("P-256")) => self.point(JwtAlgorithm::Es256)?,
            (Some("EC"), Some("P-384")) => self.point(JwtAlgorithm::Es384)?,
            (Some("OKP"), Some("Ed25519")) => {
                let key = self.bytes("x")?;
                // The cryptography below takes the length for granted.
                if key.len() != 32 {
                    return Err(JwtKeyError::Unreadable(JwtAlgorithm::EdDsa));
                }
                let key = DecodingKey::from_ed_der(&key);
                (self.only(JwtAlgorithm::EdDsa)?, key)
            }
            (Some("oct"), _) => {
                let algorithm = self.algorithm;
                let algorithm = algorithm.ok_or(JwtKeyError::Jwk("is a secret without `alg`"))?;
                let JwtKey {
                    algorithms, key, ..
                } = JwtKey::secret(algorithm, self.bytes("k")?)?;
                (algorithms, key)
            }
            _ => {
                return Err(JwtKeyError::Jwk(
                    "is of a kind that is not known (`kty`, `crv`)",
                ));
            }
        };
        JwtKey::of(id, algorithms, key)
    }

    /// A key of RSA; one that does not say for what is for all algorithms with such a key.
    fn rsa(&self) -> Result<(Vec<JwtAlgorithm>, DecodingKey), JwtKeyError> {
        let algorithms = match self.algorithm {
            None => JwtAlgorithm::RSA.to_vec(),
            Some(algorithm) if algorithm.family() == Family::Rsa => vec![algorithm],
            Some(algorithm) => return Err(JwtKeyError::Kind(algorithm)),
        };
        let (modulus, exponent) = (self.bytes("n")?, self.bytes("e")?);
        check_modulus(algorithms[0], &modulus)?;
        let key = DecodingKey::from_rsa_raw_components(&modulus, &exponent);
        Ok((algorithms, key))
    }

    /// A point of a curve, each of whose coordinates has its full length (RFC 7518, section 6.2.1.2).
    fn point(
        &self,
        algorithm: JwtAlgorithm,
    ) -> Result<(Vec<JwtAlgorithm>, DecodingKey), JwtKeyError> {
        let (x, y) = (self.bytes("x")?, self.bytes("y")?);
        let bytes = algorithm.key_bytes();
        if x.len() != bytes || y.len() != bytes {
            return Err(JwtKeyError::Unreadable(algorithm));
        }
        // Uncompressed (SEC 1, section 2.3.3).
        let point = [&[4], x.as_slice(), y.as_slice()].concat();
        Ok((self.only(algorithm)?, DecodingKey::from_ec_der(&point)))
    }

    /// The algorithm that such a key is for, unless it says that it is for another.
    fn only(&self, algorithm: JwtAlgorithm) -> Result<Vec<JwtAlgorithm>, JwtKeyError> {
        match self.algorithm {
            Some(other) if other != algorithm => Err(JwtKeyError::Kind(other)),
            _ => Ok(vec![algorithm]),
        }
    }

    fn text(&self, name: &str) -> Option<&'j str> {
        self.members.get(name)?.as_str()
    }

    fn bytes(&self, name: &str) -> Result<Vec<u8>, JwtKeyError> {
        let bytes = self.text(name).and_then(base64url);
        bytes.ok_or(JwtKeyError::Jwk("lacks a part of the key"))
    }
}
