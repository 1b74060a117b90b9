//! Counting in Redis.

mod connection;

pub(crate) use connection::Connection;

use super::{Decision, Key, Quota, Store, StoreError};
use crate::UtcTime;
use chrono::TimeDelta;
use futures_util::future::BoxFuture;
use redis::Script;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// Takes one request out of a window for each key, if all have room for it: the time of the Redis server (in seconds, and
/// microseconds of the last one) and, of each window, whether it has room, how many requests it has admitted, and how long
/// it lasts (in milliseconds). It runs as a whole or not at all, so instances that ask at the same time do not admit more than
/// the quotas.
const TAKE: &str = r"
local windows, admitted = {}, true
for at, key in ipairs(KEYS) do
    local limit, window = tonumber(ARGV[2 * at - 1]), tonumber(ARGV[2 * at])
    local used, left = tonumber(redis.call('GET', key) or 0), redis.call('PTTL', key)
    -- No window; or one that ends later than one that begins now: the quota has changed.
    local is_new = left <= 0 or left > window
    if is_new then
        used, left = 0, window
    end
    local has_room = used < limit
    admitted = admitted and has_room
    windows[at] = {is_new, used, left, has_room}
end
local now = redis.call('TIME')
local answer = {tonumber(now[1]), tonumber(now[2])}
for at, key in ipairs(KEYS) do
    local is_new, used, left, has_room = unpack(windows[at])
    if admitted then
        used = used + 1
        if is_new then
            redis.call('SET', key, used, 'PX', left)
        else
            redis.call('INCR', key)
        end
    end
    answer[#answer + 1] = has_room and 1 or 0
    answer[#answer + 1] = used
    answer[#answer + 1] = left
end
return answer
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
    connection: Connection,
    script: Arc<Script>,
    prefix: Arc<str>,
}

impl RedisStore {
    /// A store at a URL such as `redis://user:password@host:6379/0`. Nothing is connected until the first request, and what
    /// breaks is connected again. This must be called in a Tokio runtime.
    ///
    /// # Errors
    ///
    /// When the URL is not one of Redis.
    pub fn new(url: &str) -> Result<Self, StoreError> {
        Ok(Self {
            connection: Connection::new(url).map_err(StoreError::new)?,
            script: Arc::new(Script::new(TAKE)),
            prefix: "rate-limit:".into(),
        })
    }

    /// Sets what the names of all keys begin with; `rate-limit:` unless set. Where Redis is a cluster and a limit has several quotas, the
    /// prefix needs a part in braces, such as `{rate-limit}:`, so that all keys of a request are in one place.
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
        self.connection = self.connection.timeout(limit).map_err(StoreError::new)?;
        Ok(self)
    }

    async fn ask(&self, takes: &[(Key, Quota)]) -> Result<Vec<Decision>, StoreError> {
        let mut call = self.script.prepare_invoke();
        for (key, quota) in takes {
            let window = u64::try_from(quota.window.as_millis()).unwrap_or(u64::MAX);
            call.key(format!("{}{key}", self.prefix));
            // Redis counts time in signed integers, of which Lua keeps 53 bits, and takes no span of none.
            call.arg(quota.requests).arg(window.clamp(1, 1 << 52));
        }
        let answer: Vec<i64> = self.connection.run(&call).await.map_err(StoreError::new)?;
        decisions(takes, &answer).ok_or_else(|| StoreError::new("Redis gives no such answer"))
    }
}

/// Reads the answer of the script.
fn decisions(takes: &[(Key, Quota)], answer: &[i64]) -> Option<Vec<Decision>> {
    let [seconds, micros, windows @ ..] = answer else {
        return None;
    };
    let now = UtcTime::from_timestamp(*seconds, u32::try_from(*micros).ok()?.checked_mul(1000)?)?;
    let windows = windows.chunks_exact(3);
    if windows.len() != takes.len() {
        return None;
    }
    let decisions = takes.iter().zip(windows).map(|((_, quota), window)| {
        let [has_room, used, left] = window else {
            return None;
        };
        let wait = Duration::from_millis(u64::try_from(*left).ok()?);
        Some(Decision {
            admitted: *has_room == 1,
            remaining: quota.requests.saturating_sub(u32::try_from(*used).ok()?),
            reset: now.checked_add_signed(TimeDelta::from_std(wait).ok()?)?,
            wait,
        })
    });
    decisions.collect()
}

impl Store for RedisStore {
    fn take<'a>(
        &'a self,
        key: &'a Key,
        quota: Quota,
    ) -> BoxFuture<'a, Result<Decision, StoreError>> {
        Box::pin(async move {
            let decisions = self.ask(&[(*key, quota)]).await?;
            let first = decisions.into_iter().next();
            first.ok_or_else(|| StoreError::new("Redis gives no answer"))
        })
    }

    fn take_all<'a>(
        &'a self,
        takes: &'a [(Key, Quota)],
    ) -> BoxFuture<'a, Result<Vec<Decision>, StoreError>> {
        Box::pin(self.ask(takes))
    }
}

/// Without the URL, which may hold a password.
impl fmt::Debug for RedisStore {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("RedisStore")
            .field("prefix", &self.prefix)
            .field("timeout", &self.connection.limit())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
pub(crate) mod tests;
