//! Keys, of which one has signed a token.

use super::algorithm::JwtAlgorithm;
use super::key::JwtKey;
use super::token::{Refusal, Token};

/// With how many keys a token is tried that does not say which one it means: each try is work for whoever asks.
const TRIES: usize = 8;

/// Keys, of which one has signed a token.
#[derive(Debug)]
pub(super) struct KeySet(pub(super) Vec<JwtKey>);

impl KeySet {
    /// Whether a key may be meant by a token that names one, or none.
    #[cfg(feature = "jwks")]
    pub(super) fn has(&self, id: Option<&str>) -> bool {
        self.0.iter().any(|key| key.is_meant_by(id))
    }

    /// Whether one of the keys takes an algorithm.
    pub(super) fn takes(&self, algorithm: JwtAlgorithm) -> bool {
        let mut keys = self.0.iter();
        keys.any(|key| key.algorithms.contains(&algorithm))
    }

    /// Holds the signature of a token to the keys.
    pub(super) fn verify(&self, token: &Token<'_>) -> Result<(), Refusal> {
        let id = token.key_id();
        let is_meant =
            |key: &&JwtKey| key.is_meant_by(id) && key.algorithms.contains(&token.algorithm);
        let mut meant = self.0.iter().filter(is_meant).take(TRIES).peekable();
        if meant.peek().is_none() {
            return Err(Refusal::Key);
        }
        match meant.any(|key| key.has_signed(token.algorithm, token.signed, &token.signature)) {
            true => Ok(()),
            false => Err(Refusal::Signature),
        }
    }
}
