//! Keys, of which one has signed a token.

use super::algorithm::JwtAlgorithm;
use super::key::JwtKey;
use super::token::{Refusal, Token};

/// With how many published keys a token is tried that does not say which one it means: each try is work for whoever asks,
/// and it is not for the issuer to say how much.
#[cfg(feature = "jwks")]
const TRIES: usize = 8;

/// Keys, of which one has signed a token.
#[derive(Debug)]
pub(super) struct KeySet {
    pub(super) keys: Vec<JwtKey>,
    /// With how many of them a token is tried.
    tries: usize,
}

impl KeySet {
    /// Keys that the program has: it knows how many.
    pub(super) const fn own(keys: Vec<JwtKey>) -> Self {
        Self {
            keys,
            tries: usize::MAX,
        }
    }

    /// Keys of someone else.
    #[cfg(feature = "jwks")]
    pub(super) const fn published(keys: Vec<JwtKey>) -> Self {
        Self { keys, tries: TRIES }
    }

    /// Whether a key may be meant by a token that names one, or none.
    #[cfg(feature = "jwks")]
    pub(super) fn has(&self, id: Option<&str>) -> bool {
        self.keys.iter().any(|key| key.is_meant_by(id))
    }

    /// Whether one of the keys takes an algorithm.
    pub(super) fn takes(&self, algorithm: JwtAlgorithm) -> bool {
        let mut keys = self.keys.iter();
        keys.any(|key| key.algorithms.contains(&algorithm))
    }

    /// Holds the signature of a token to the keys.
    pub(super) fn verify(&self, token: &Token<'_>) -> Result<(), Refusal> {
        let id = token.key_id();
        let is_meant =
            |key: &&JwtKey| key.is_meant_by(id) && key.algorithms.contains(&token.algorithm);
        let mut meant = self
            .keys
            .iter()
            .filter(is_meant)
            .take(self.tries)
            .peekable();
        if meant.peek().is_none() {
            return Err(Refusal::Key);
        }
        match meant.any(|key| key.has_signed(token.algorithm, token.signed, &token.signature)) {
            true => Ok(()),
            false => Err(Refusal::Signature),
        }
    }
}
