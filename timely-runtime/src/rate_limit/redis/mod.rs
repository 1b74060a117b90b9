//! Counting in Redis.

use super::{Decision, Key, Quota, Store, StoreError};
use crate::UtcTime;
use chrono::TimeDelta;
use futures_util::future::BoxFuture;
use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use redis::{Client, Script};
use std::fmt;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::timeout;

/// Takes one request out of a window: whether it was admitted, how many have been, how long the window lasts (in
/// milliseconds), and the time of the Redis server (in seconds, and microseconds of the last one). It runs as a whole or
/// not at all, so instances that ask at the same time do not admit more than the quota.
const TAKE: &str = r"
local limit, window = tonumber(ARGV[1]), tonumber(ARGV[2])
local used, left = tonumber(redis.call('GET', KEYS[1]) or 0), redis.call('PTTL', KEYS[1])
-- No window; or one that ends later than one that begins now: the quota has changed.
if left <= 0 or left > window then
    used, left = 0, window
    redis.call('SET', KEYS[1], 0, 'PX', window)
end
local admitted = 0
if used < limit then
    admitted, used = 1, redis.call('INCR', KEYS[1])
end
local now = redis.call('TIME')
return {admitted, used, left, tonumber(now[1]), tonumber(now[2])}
";

/// Counts requests in Redis (5 or newer, or what speaks its protocol, such as Valkey), so that several instances of a
/// server share their limits.
///
/// Every request asks Redis once. An answer that takes longer than a quarter of a second, unless set otherwise, is taken for none. Redis
/// tells the time, so the clocks of the instances need not agree.
///
/// ```no_run
/// use timely_runtime::rate_limit::{Quota, RateLimit, RedisStore, Unavailable};
///
/// # fn limit() -> Result<RateLimit, Box<dyn std::error::Error>> {
/// let store = RedisStore::new("redis://:password@redis.internal:6379/0")?.prefix("crm:rate-limit:");
/// Ok(RateLimit::new(Quota::per_minute(100)).store(store).when_unavailable(Unavailable::Admit))
/// # }
/// ```
#[derive(Clone)]
pub struct RedisStore {
    client: Client,
    connection: ConnectionManager,
    script: Arc<Script>,
    prefix: Arc<str>,
    timeout: Duration,
}

impl RedisStore {
    const TIMEOUT: Duration = Duration::from_millis(250);

    /// A store at a URL such as `redis://user:password@host:6379/0`. Nothing is connected until the first request, and what
    /// breaks is connected again. This must be called in a Tokio runtime.
    ///
    /// # Errors
    ///
    /// When the URL is not one of Redis.
    pub fn new(url: &str) -> Result<Self, StoreError> {
        let client = Client::open(url).map_err(StoreError::new)?;
        Ok(Self {
            connection: connection(&client, Self::TIMEOUT)?,
            client,
            script: Arc::new(Script::new(TAKE)),
            prefix: "rate-limit:".into(),
            timeout: Self::TIMEOUT,
        })
    }

    /// Sets what the names of all keys begin with; `rate-limit:` unless set.
    #[must_use]
    pub fn prefix(mut self, prefix: &str) -> Self {
        self.prefix = prefix.into();
        self
    }

    /// Sets how long an answer may take.
    ///
    /// # Errors
    ///
    /// When the connection cannot be set up again with it.
    pub fn timeout(mut self, limit: Duration) -> Result<Self, StoreError> {
        self.connection = connection(&self.client, limit)?;
        self.timeout = limit;
        Ok(self)
    }

    async fn ask(&self, key: &Key, quota: Quota) -> Result<Decision, StoreError> {
        let window = u64::try_from(quota.window.as_millis()).unwrap_or(u64::MAX);
        let mut connection = self.connection.clone();
        let mut call = self.script.key(format!("{}{key}", self.prefix));
        // Redis counts time in signed integers, of which Lua keeps 53 bits.
        call.arg(quota.requests).arg(window.min(1 << 52));
        let answer = timeout(self.timeout, call.invoke_async(&mut connection)).await;
        let answer: (bool, u32, u64, i64, u32) =
            answer.map_err(StoreError::new)?.map_err(StoreError::new)?;
        let (admitted, used, left, seconds, micros) = answer;
        let wait = Duration::from_millis(left);
        let reset = UtcTime::from_timestamp(seconds, micros.saturating_mul(1000))
            .and_then(|now| now.checked_add_signed(TimeDelta::from_std(wait).ok()?))
            .ok_or_else(|| StoreError::new("Redis tells a time beyond all calendars"))?;
        Ok(Decision {
            admitted,
            remaining: quota.requests.saturating_sub(used),
            reset,
            wait,
        })
    }
}

fn connection(client: &Client, timeout: Duration) -> Result<ConnectionManager, StoreError> {
    let config = ConnectionManagerConfig::new()
        .set_connection_timeout(Some(timeout))
        .set_response_timeout(Some(timeout))
        // A request has no time for more; the next one tries again.
        .set_number_of_retries(1);
    client
        .get_connection_manager_lazy(config)
        .map_err(StoreError::new)
}

impl Store for RedisStore {
    fn take<'a>(
        &'a self,
        key: &'a Key,
        quota: Quota,
    ) -> BoxFuture<'a, Result<Decision, StoreError>> {
        Box::pin(self.ask(key, quota))
    }
}

/// Without the URL, which may hold a password.
impl fmt::Debug for RedisStore {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("RedisStore")
            .field("prefix", &self.prefix)
            .field("timeout", &self.timeout)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
