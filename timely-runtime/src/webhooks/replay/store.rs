//! Where it is kept which deliveries have been handled.

use crate::random::random;
use futures_util::future::BoxFuture;
use sha2::{Digest, Sha256};
use std::error::Error;
use std::fmt;
use std::time::Duration;

/// Keeps which deliveries have been handled. Servers that share a store handle each delivery once between them.
///
/// [`MemoryReplays`](super::MemoryReplays) is the default.
pub trait ReplayStore: Send + Sync + 'static {
    /// Claims a delivery, if nobody holds it and it has not been handled. This must be atomic: of two that claim it at the same
    /// time, one is first. A claim that is neither finished nor released for as long as the lease says may be taken over.
    fn begin<'a>(
        &'a self,
        claim: &'a ReplayClaim,
        lease: Duration,
    ) -> BoxFuture<'a, Result<ReplayState, ReplayStoreError>>;

    /// Notes that the delivery has been handled, for as long as `keep` says, or longer.
    fn finish<'a>(
        &'a self,
        claim: &'a ReplayClaim,
        keep: Duration,
    ) -> BoxFuture<'a, Result<(), ReplayStoreError>>;

    /// Gives a claim up, so that the delivery may be claimed again. What others have claimed since is left as it is.
    fn release<'a>(&'a self, claim: &'a ReplayClaim)
    -> BoxFuture<'a, Result<(), ReplayStoreError>>;
}

/// What a store knows of a delivery that somebody wants to handle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReplayState {
    /// Nothing, and it is claimed from now on.
    New,
    /// Somebody else has claimed it, and is not done yet.
    Running,
    /// It has been handled.
    Handled,
}

/// The id of a delivery, as a hash: of one length, however long the id is.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct ReplayKey([u8; 16]);

impl ReplayKey {
    /// The key of an id at this receiver.
    #[must_use]
    pub fn new(scope: &str, id: &str) -> Self {
        let mut hash = Sha256::new();
        // With its length, so that no two pairs are hashed alike.
        hash.update((scope.len() as u64).to_be_bytes());
        hash.update(scope);
        hash.update(id);
        let digest: [u8; 32] = hash.finalize().into();
        let mut key = [0; 16];
        key.copy_from_slice(&digest[..16]);
        Self(key)
    }
}

/// As 32 hexadecimal digits.
impl fmt::Display for ReplayKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for ReplayKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ReplayKey({self})")
    }
}

/// A delivery that somebody wants to handle, and who that is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReplayClaim {
    key: ReplayKey,
    owner: u64,
}

impl ReplayClaim {
    /// A claim of an owner that no other is.
    #[must_use]
    pub fn new(key: ReplayKey) -> Self {
        Self {
            key,
            owner: random(),
        }
    }

    /// Which delivery it is.
    #[must_use]
    pub const fn key(&self) -> &ReplayKey {
        &self.key
    }

    /// A number that other claims do not have.
    #[must_use]
    pub const fn owner(&self) -> u64 {
        self.owner
    }
}

/// A store that cannot be asked. The log gets the reason.
#[derive(Debug, thiserror::Error)]
#[error("the store of handled webhook deliveries is not available")]
pub struct ReplayStoreError(#[source] Box<dyn Error + Send + Sync>);

impl ReplayStoreError {
    /// The reason.
    pub fn new(reason: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self(reason.into())
    }
}
