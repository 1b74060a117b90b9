//! Whose quota a request counts against.

use crate::server::peer::peer;
use crate::server::{Candidate, Credential};
use crate::{Operation, SecurityKind};
use http::request::Parts;
use sha2::{Digest, Sha256};
use std::fmt;
use std::net::IpAddr;

/// Whose quota a request counts against: a hash, so that no store holds a secret.
///
/// A hash hides what cannot be guessed, such as an API key. What can be guessed (a name, an address) can be found by
/// trying, so a store that holds keys of these is personal data.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Key([u8; 16]);

impl Key {
    /// The key of a text, of which `kind` says what it is: the same text of another kind is another key.
    ///
    /// ```
    /// use timely_runtime::rate_limit::Key;
    ///
    /// assert_eq!(Key::new("company", "acme"), Key::new("company", "acme"));
    /// assert_ne!(Key::new("company", "acme"), Key::new("user", "acme"));
    /// ```
    #[must_use]
    pub fn new(kind: &str, text: impl AsRef<[u8]>) -> Self {
        Self::of(&[kind.as_bytes(), text.as_ref()])
    }

    /// The key of a client's address. One customer of a network has many addresses of IPv6, so of these the network
    /// counts (the first 64 bits; RFC 6177).
    #[must_use]
    pub fn of_address(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V4(address) => Self::new("ipv4", address.octets()),
            IpAddr::V6(address) => Self::new("ipv6", &address.octets()[..8]),
        }
    }

    /// The key of what was accepted as who the caller is: API keys and tokens as a whole, of a user name and password
    /// the name.
    #[must_use]
    pub fn of_credentials(credentials: &[Credential]) -> Option<Self> {
        if credentials.is_empty() {
            return None;
        }
        let mut parts: Vec<&[u8]> = vec![b"credentials"];
        for credential in credentials {
            let secret = credential.secret.expose();
            let owner = match credential.scheme.kind {
                SecurityKind::Basic => secret.split_once(':').map_or(secret, |(name, _)| name),
                _ => secret,
            };
            parts.extend([credential.scheme.name.as_bytes(), owner.as_bytes()]);
        }
        Some(Self::of(&parts))
    }

    /// Another key of the same caller.
    pub(super) fn for_burst(self) -> Self {
        Self::new("burst", self.0)
    }

    fn of(parts: &[&[u8]]) -> Self {
        let mut hash = Sha256::new();
        for part in parts {
            // With its length, so that no two lists of parts are hashed alike.
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        let digest: [u8; 32] = hash.finalize().into();
        let mut key = [0; 16];
        key.copy_from_slice(&digest[..16]);
        Self(key)
    }
}

/// As 32 hexadecimal digits.
impl fmt::Display for Key {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0
            .iter()
            .try_for_each(|byte| write!(formatter, "{byte:02x}"))
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Key({self})")
    }
}

/// What is known of the sender of a request when its key is wanted.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Caller<'a> {
    /// What the request is for; not known to a layer, which stands in front of the router.
    pub operation: Option<&'static Operation>,
    /// Its method, URI, header fields and extensions.
    pub parts: &'a Parts,
    /// The credentials that were accepted. A layer knows none, as nothing is checked yet.
    pub credentials: &'a [Credential],
}

impl<'a> Caller<'a> {
    pub(super) const fn unknown(parts: &'a Parts) -> Self {
        Self {
            operation: None,
            parts,
            credentials: &[],
        }
    }

    /// The address at the other end of the connection, as [`ConnectInfo`](axum::extract::ConnectInfo) in the extensions of the request tells it.
    /// Behind a proxy it is the proxy's.
    #[must_use]
    pub fn peer(&self) -> Option<IpAddr> {
        peer(&self.parts.extensions).map(|address| address.ip())
    }

    /// The key unless another function is set: that of the credentials, or else that of the peer's address.
    #[must_use]
    pub fn default_key(&self) -> Option<Key> {
        Key::of_credentials(self.credentials).or_else(|| self.peer().map(Key::of_address))
    }
}

impl<'a> From<Candidate<'a>> for Caller<'a> {
    fn from(candidate: Candidate<'a>) -> Self {
        Self {
            operation: Some(candidate.operation),
            parts: candidate.parts,
            credentials: candidate.credentials,
        }
    }
}
