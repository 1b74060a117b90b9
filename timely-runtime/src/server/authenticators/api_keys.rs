//! A fixed set of keys.

use super::digest::Digest;
use super::{Granted, only};
use crate::server::{AuthError, Authenticator, Candidate};
use crate::{Secret, SecurityKind};
use std::fmt;

/// A fixed set of API keys or tokens, each with whom it belongs to.
///
/// It is for schemes of the types `apiKey` and `http` (`bearer`, and others but `basic`). Kept is a hash (SHA-256) of each key,
/// and each of them is compared with what was sent, in constant time. A hash hides what cannot be guessed: keys
/// should be random and long (128 bits or more).
///
/// ```
/// use timely_runtime::server::authenticators::ApiKeys;
///
/// # fn key(name: &str) -> String { name.to_owned() }
/// let keys = ApiKeys::new()
///     .key(key("BILLING_KEY"), "billing")
///     .scopes(["orders:read"])
///     .key(key("SHOP_KEY"), "shop")
///     .scopes(["orders:read", "orders:write"]);
/// ```
pub struct ApiKeys<P> {
    keys: Vec<Key<P>>,
}

struct Key<P> {
    /// None for a key that is empty, which nobody has.
    digest: Option<Digest>,
    owner: Granted<P>,
}

impl<P> ApiKeys<P> {
    /// No keys yet.
    #[must_use]
    pub const fn new() -> Self {
        Self { keys: Vec::new() }
    }

    /// Adds a key, and whom it belongs to.
    ///
    /// A key that is empty (as a variable of the environment is that was left so), or that is there already, is never
    /// accepted for this owner, which is logged as an error.
    #[must_use]
    pub fn key(mut self, secret: impl Into<Secret>, owner: P) -> Self {
        let secret = secret.into();
        let digest = (!secret.is_empty()).then(|| Digest::of(secret.expose()));
        let known = digest.is_some_and(|digest| self.find(&digest).is_some());
        if digest.is_none() {
            tracing::error!("an API key is empty, and is never accepted");
        } else if known {
            tracing::error!("an API key is there twice, and is accepted for its first owner");
        }
        self.keys.push(Key {
            digest,
            owner: Granted::new(owner),
        });
        self
    }

    /// Grants scopes (or roles) to the owner of the key that was added last.
    #[must_use]
    pub fn scopes(mut self, scopes: impl IntoIterator<Item = impl Into<String>>) -> Self {
        if let Some(Key { owner, .. }) = self.keys.last_mut() {
            *owner = owner.clone().with_scopes(scopes);
        }
        self
    }

    /// All keys are looked at, whichever it is.
    fn find(&self, sent: &Digest) -> Option<&Granted<P>> {
        let mut found = None;
        for key in &self.keys {
            let is_it = key.digest.is_some_and(|digest| digest.matches(sent).into());
            if is_it && found.is_none() {
                found = Some(&key.owner);
            }
        }
        found
    }
}

impl<P> Default for ApiKeys<P> {
    fn default() -> Self {
        Self::new()
    }
}

impl<P: Send + Sync + 'static> Authenticator for ApiKeys<P> {
    type Principal = Granted<P>;

    async fn authenticate(&self, candidate: Candidate<'_>) -> Result<Granted<P>, AuthError> {
        let credential = only(&candidate)?;
        let is_key = matches!(
            credential.scheme.kind,
            SecurityKind::ApiKey { .. } | SecurityKind::Bearer | SecurityKind::Http(_)
        );
        let sent = Digest::of(credential.secret.expose());
        let owner = self.find(&sent).filter(|_| is_key);
        owner.cloned().ok_or(AuthError::Unauthorized)
    }

    fn has_scope(&self, owner: &Granted<P>, scope: &str) -> bool {
        owner.has_scope(scope)
    }
}

/// How many, and none of them.
impl<P> fmt::Debug for ApiKeys<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiKeys")
            .field("keys", &self.keys.len())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{BASIC, BEARER, CERTIFICATE, KEY, ask, ask_all};
    use super::*;

    fn keys() -> ApiKeys<&'static str> {
        ApiKeys::new()
            .key("k-billing", "billing")
            .scopes(["read"])
            .key("k-shop", "shop")
            .scopes(["read"])
            .scopes(["write"])
    }

    #[tokio::test]
    async fn each_key_is_its_owners() {
        let keys = keys();
        let billing = ask(&keys, &KEY, "k-billing").await.unwrap();
        assert_eq!(*billing, "billing");
        assert!(keys.has_scope(&billing, "read") && !keys.has_scope(&billing, "write"));
        let shop = ask(&keys, &BEARER, "k-shop").await.unwrap();
        assert_eq!(*shop, "shop");
        assert_eq!(shop.scopes().collect::<Vec<_>>(), ["read", "write"]);
    }

    #[tokio::test]
    async fn what_is_no_key_is_refused() {
        let keys = keys();
        for wrong in ["", "k", "k-shop ", "k-Shop", "k-billing,k-shop", "é"] {
            assert!(ask(&keys, &KEY, wrong).await.is_err(), "{wrong}");
        }
        // What has the form of a key but is none: a user with a password, the name in a certificate.
        assert!(ask(&keys, &BASIC, "k-shop").await.is_err());
        assert!(ask(&keys, &CERTIFICATE, "k-shop").await.is_err());
        // One key is not good for two schemes at once.
        let both = [(&KEY, "k-shop"), (&BEARER, "k-shop")];
        assert!(ask_all(&keys, &both).await.is_err());
    }

    #[tokio::test]
    async fn keys_that_are_empty_or_twice_give_nothing_away() {
        let keys = ApiKeys::new()
            .key("k", "first")
            .key("", "nobody")
            .scopes(["admin"])
            .key("k", "second")
            .scopes(["admin"]);
        assert!(ask(&keys, &KEY, "").await.is_err());
        let first = ask(&keys, &KEY, "k").await.unwrap();
        assert_eq!(*first, "first");
        assert!(!first.has_scope("admin"));
    }

    #[test]
    fn keys_are_not_shown() {
        assert_eq!(format!("{:?}", keys()), "ApiKeys { keys: 2, .. }");
    }
}
