//! Random numbers.

use std::hash::{BuildHasher, RandomState};

/// A random number, good enough to spread load and to tell requests apart, not to keep a secret.
///
/// The standard library seeds each `RandomState` differently, from the system's own randomness.
pub(crate) fn random() -> u64 {
    RandomState::new().hash_one(0_u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn random_numbers_differ() {
        let numbers: std::collections::HashSet<u64> = (0..1000).map(|_| random()).collect();
        assert_eq!(numbers.len(), 1000);
    }
}
