//! Keeping in Redis which deliveries have been handled.

use super::store::{ReplayClaim, ReplayState, ReplayStore, ReplayStoreError};
use crate::rate_limit::Connection;
use futures_util::future::BoxFuture;
use redis::{FromRedisValue, Script};
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// What a key holds once its delivery has been handled; before that it holds the number of its owner.
const HANDLED: &str = "handled";

/// Claims a delivery for an owner, for so many milliseconds: 0 when it is claimed now, 1 when it was, 2 when it has been
/// handled. Scripts run as a whole or not at all.
const BEGIN: &str = r"
local held = redis.call('GET', KEYS[1])
if held == ARGV[3] then return 2 end
if held then return 1 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 0
";

/// Notes that a delivery has been handled, for so many milliseconds.
const FINISH: &str = "redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[1]) return 0";

/// Gives up the claim of an owner.
const RELEASE: &str = r"
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
return 0
";

/// Keeps in Redis (5 or newer, or what speaks its protocol, such as Valkey) which deliveries have been handled, so that several
/// instances of a server handle each once between them.
///
/// ```no_run
/// use timely_runtime::webhooks::{RedisReplays, ReplayGuard};
///
/// # fn guard() -> Result<ReplayGuard, Box<dyn std::error::Error>> {
/// let store = RedisReplays::new("redis://:password@redis.internal:6379/0")?.prefix("shop:webhooks:");
/// Ok(ReplayGuard::new().store(store))
/// # }
/// ```
#[derive(Clone)]
pub struct RedisReplays {
    connection: Connection,
    scripts: Arc<[Script; 3]>,
    prefix: Arc<str>,
}

impl RedisReplays {
    /// A store at a URL such as `redis://user:password@host:6379/0`. Nothing is connected until the first delivery, and what
    /// breaks is connected again. This must be called in a Tokio runtime.
    ///
    /// # Errors
    ///
    /// When the URL is not one of Redis.
    pub fn new(url: &str) -> Result<Self, ReplayStoreError> {
        Ok(Self {
            connection: Connection::new(url).map_err(ReplayStoreError::new)?,
            scripts: Arc::new([BEGIN, FINISH, RELEASE].map(Script::new)),
            prefix: "webhook-deliveries:".into(),
        })
    }

    /// Sets what the names of all keys begin with; `webhook-deliveries:` unless set.
    #[must_use]
    pub fn prefix(mut self, prefix: &str) -> Self {
        self.prefix = prefix.into();
        self
    }

    /// Sets how long an answer of Redis may take; a quarter of a second unless set.
    ///
    /// # Errors
    ///
    /// When the connection cannot be set up again with it.
    pub fn timeout(mut self, limit: Duration) -> Result<Self, ReplayStoreError> {
        self.connection = self
            .connection
            .timeout(limit)
            .map_err(ReplayStoreError::new)?;
        Ok(self)
    }

    async fn run<T: FromRedisValue>(
        &self,
        script: usize,
        claim: &ReplayClaim,
        arguments: &[&str],
    ) -> Result<T, ReplayStoreError> {
        let mut call = self.scripts[script].key(format!("{}{}", self.prefix, claim.key()));
        for argument in arguments {
            call.arg(*argument);
        }
        self.connection
            .run(&call)
            .await
            .map_err(ReplayStoreError::new)
    }
}

/// Redis counts time in signed integers, and takes no span of none.
fn milliseconds(time: Duration) -> String {
    time.as_millis().clamp(1, 1 << 52).to_string()
}

fn owner(claim: &ReplayClaim) -> String {
    format!("{:016x}", claim.owner())
}

impl ReplayStore for RedisReplays {
    fn begin<'a>(
        &'a self,
        claim: &'a ReplayClaim,
        lease: Duration,
    ) -> BoxFuture<'a, Result<ReplayState, ReplayStoreError>> {
        Box::pin(async move {
            let arguments = [&*owner(claim), &*milliseconds(lease), HANDLED];
            Ok(match self.run::<u8>(0, claim, &arguments).await? {
                0 => ReplayState::New,
                1 => ReplayState::Running,
                _ => ReplayState::Handled,
            })
        })
    }

    fn finish<'a>(
        &'a self,
        claim: &'a ReplayClaim,
        keep: Duration,
    ) -> BoxFuture<'a, Result<(), ReplayStoreError>> {
        Box::pin(async move {
            let arguments = [&*milliseconds(keep), HANDLED];
            self.run::<u8>(1, claim, &arguments).await?;
            Ok(())
        })
    }

    fn release<'a>(
        &'a self,
        claim: &'a ReplayClaim,
    ) -> BoxFuture<'a, Result<(), ReplayStoreError>> {
        Box::pin(async move {
            self.run::<u8>(2, claim, &[&*owner(claim)]).await?;
            Ok(())
        })
    }
}

/// Without the URL, which may hold a password.
impl fmt::Debug for RedisReplays {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisReplays")
            .field("prefix", &self.prefix)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
