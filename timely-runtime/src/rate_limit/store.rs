//! Where requests are counted.

use super::{Key, Quota};
use crate::UtcTime;
use futures_util::future::BoxFuture;
use std::error::Error;
use std::time::Duration;

/// Counts the requests of each key. Servers that share a store share their limits.
///
/// [`MemoryStore`](super::MemoryStore) is the default.
pub trait Store: Send + Sync + 'static {
    /// Counts a request of this key, if its window has room for it. This must be atomic: of two requests at the same
    /// time, one is first. The window of a key that has none begins now.
    fn take<'a>(
        &'a self,
        key: &'a Key,
        quota: Quota,
    ) -> BoxFuture<'a, Result<Decision, StoreError>>;

    /// Counts a request against several keys, if the windows of all of them have room for it, and else against none. It says of each
    /// whether it has room.
    ///
    /// Unless a store does better, one key is taken after the other: what was counted when one refuses stays counted, and
    /// nothing is said of those behind it. [`MemoryStore`](super::MemoryStore) and `RedisStore` do better.
    fn take_all<'a>(
        &'a self,
        takes: &'a [(Key, Quota)],
    ) -> BoxFuture<'a, Result<Vec<Decision>, StoreError>> {
        Box::pin(async move {
            let mut decisions = Vec::with_capacity(takes.len());
            for (key, quota) in takes {
                let decision = self.take(key, *quota).await?;
                decisions.push(decision);
                if !decision.admitted {
                    break;
                }
            }
            Ok(decisions)
        })
    }
}

/// What a store says of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decision {
    /// Whether there was room for it.
    pub admitted: bool,
    /// For how many more the window has room.
    pub remaining: u32,
    /// When the window ends.
    pub reset: UtcTime,
    /// How long that is from now, by the store's clock.
    pub wait: Duration,
}

/// A store that cannot be asked. The log gets the reason; what becomes of the request is for
/// [`RateLimit::when_unavailable`](super::RateLimit::when_unavailable) to say.
#[derive(Debug, thiserror::Error)]
#[error("the store of the rate limit is not available")]
pub struct StoreError(#[source] Box<dyn Error + Send + Sync>);

impl StoreError {
    /// The reason.
    pub fn new(reason: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self(reason.into())
    }
}
