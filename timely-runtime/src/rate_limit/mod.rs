//! So many requests per caller: a rate limit with its quota, its keys, its header fields, and its store.
//!
//! A [`RateLimit`] works in two places. As the [`Admission`] of a server it runs once the credentials of a request are
//! accepted, so each caller has a quota of their own, and wrong credentials use up nobody's. As a tower layer it stands
//! in front of any service and knows no more than the address that a request came from:
//!
//! ```
//! use timely_runtime::rate_limit::{Quota, RateLimit};
//! use timely_runtime::server::{Options, Router};
//!
//! // What `router_with` takes, beside the service and what checks its credentials.
//! let options = Options::default().admission(RateLimit::new(Quota::per_minute(100)));
//!
//! // Guesses at credentials are limited in front of what checks them.
//! let router: Router = Router::new().layer(RateLimit::new(Quota::per_minute(1000)));
//! ```
//!
//! # Stores
//!
//! Where requests are counted is for a [`Store`] to say: [`MemoryStore`] unless set, which is one server's own, or, with the
//! feature `redis`, `RedisStore`, which several share. What becomes of requests while a store is down is a setting
//! ([`RateLimit::when_unavailable`]).
//!
//! # Windows
//!
//! Requests are counted in windows of time, one after another ([`Quota`]). The usual crates for rate limits implement
//! GCRA, a leaky bucket that refills all the time. It cannot keep what APIs document about their header fields: a caller who
//! was promised 100 requests a minute gets nearly 200 in the first, no moment exists at which the quota is
//! whole again while the caller goes on, and "remaining" does not go down by one with each request. With windows, all three
//! hold. What windows do not do is spread the requests of a caller; [`RateLimit::burst`] does.
//!
//! # Several quotas
//!
//! [`RateLimit::and`] adds quotas, each with a name and keys of its own: for each address, say, or for each operation. A request is
//! admitted if all of them have room for it, and is counted against all of them then; if one has none, it is counted against none.

mod headers;
mod key;
mod layer;
mod limit;
mod memory;
mod quota;
#[cfg(feature = "redis")]
pub(crate) mod redis;
mod store;

pub use headers::{Fields, HeaderNames};
pub use key::{Caller, Key};
pub use layer::RateLimited;
pub use limit::Limit;
pub use memory::MemoryStore;
pub use quota::Quota;
#[cfg(all(feature = "redis", feature = "webhooks"))]
pub(crate) use redis::Connection;
#[cfg(feature = "redis")]
pub use redis::RedisStore;
pub use store::{Decision, Store, StoreError};

use crate::server::{Admission, Candidate, ErrorFormat, Rejection, observe};
use futures_util::future::BoxFuture;
use http::{HeaderMap, StatusCode, header};
use limit::{KeyOf, Take};
use std::borrow::Cow;
use std::fmt;
use std::sync::{Arc, Once};

/// A limit on the requests of each caller. See [the module](self) for where to put it.
///
/// What is refused is answered with 429 and `Retry-After`. Clones share their store.
#[derive(Clone)]
pub struct RateLimit {
    name: Cow<'static, str>,
    quota: Quota,
    burst: Option<Quota>,
    key: KeyOf,
    others: Vec<Limit>,
    store: Arc<dyn Store>,
    headers: Arc<HeaderNames>,
    fields: Fields,
    errors: &'static ErrorFormat,
    unavailable: Unavailable,
    all_operations: bool,
}

/// What becomes of requests while the store of a rate limit cannot be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unavailable {
    /// They are served without a limit: the API stays up, and whatever the limit protects stands open.
    Admit,
    /// They are refused with 503: whatever the limit protects stays safe, and the API is down.
    Refuse,
}

impl RateLimit {
    /// A limit that counts in memory, by the callers' credentials or else by their addresses.
    #[must_use]
    pub fn new(quota: Quota) -> Self {
        Self {
            name: Cow::Borrowed(DEFAULT),
            quota,
            burst: None,
            key: Arc::new(|caller| caller.default_key()),
            others: Vec::new(),
            store: Arc::new(MemoryStore::new()),
            headers: Arc::default(),
            fields: Fields::default(),
            errors: &ErrorFormat::PROBLEM_JSON,
            unavailable: Unavailable::Admit,
            all_operations: false,
        }
    }

    /// Names the first quota, in the field `RateLimit` and in the keys of the store; `default` unless set. Where another quota has the
    /// name already, a number is added to it.
    #[must_use]
    pub fn name(mut self, name: impl Into<Cow<'static, str>>) -> Self {
        let others = self.others.iter().map(|other| &*other.name);
        self.name = free_name(name.into(), others);
        self
    }

    /// Limits requests by a further quota as well. A request is admitted if all quotas have room for it, and one that is refused is
    /// counted against none. Where another limit has the name already, a number is added to it.
    #[must_use]
    pub fn and(mut self, mut limit: Limit) -> Self {
        let others = self.others.iter().map(|other| &*other.name);
        limit.name = free_name(limit.name, others.chain([&*self.name]));
        self.others.push(limit);
        self
    }

    /// Also limits how many requests come at once, such as ten a second of a hundred a minute. What this refuses is not
    /// counted against the other quotas. The fields `X-RateLimit-*` tell of it when it refuses, and `RateLimit` always, as `burst`.
    #[must_use]
    pub fn burst(mut self, quota: Quota) -> Self {
        self.burst = Some(quota);
        self
    }

    /// Sets whose quota a request counts against; `None` is for requests without a limit.
    ///
    /// ```
    /// use timely_runtime::rate_limit::{Key, Quota, RateLimit};
    ///
    /// // Behind one proxy, which adds the address of its client at the end of this header field.
    /// let limit = RateLimit::new(Quota::per_minute(100)).key(|caller| {
    ///     let forwarded = caller.parts.headers.get_all("x-forwarded-for").iter().next_back()?;
    ///     let client = forwarded.to_str().ok()?.rsplit(',').next()?;
    ///     Some(Key::of_address(client.trim().parse().ok()?))
    /// });
    /// ```
    #[must_use]
    pub fn key(mut self, key: impl Fn(Caller<'_>) -> Option<Key> + Send + Sync + 'static) -> Self {
        self.key = Arc::new(key);
        self
    }

    /// Sets where requests are counted. Limits that share a store count together what has the same key and name, so that those of
    /// different quotas need [names](Self::name).
    #[must_use]
    pub fn store(mut self, store: impl Store) -> Self {
        self.store = Arc::new(store);
        self
    }

    /// Sets which header fields tell callers what is left: `X-RateLimit-*` unless set, those of the IETF's draft, or both.
    #[must_use]
    pub fn fields(mut self, fields: Fields) -> Self {
        self.fields = fields;
        self
    }

    /// Sets the names of the header fields that are not those of the draft.
    #[must_use]
    pub fn headers(mut self, names: HeaderNames) -> Self {
        self.headers = Arc::new(names);
        self
    }

    /// Sets how a layer writes its refusals: the `ERRORS` of the generated server; problem details (RFC 9457) unless
    /// set. As an admission the limit uses the server's own format anyway.
    #[must_use]
    pub fn errors(mut self, errors: &'static ErrorFormat) -> Self {
        self.errors = errors;
        self
    }

    /// Sets what becomes of requests while the store cannot be asked; they are admitted unless set.
    #[must_use]
    pub fn when_unavailable(mut self, unavailable: Unavailable) -> Self {
        self.unavailable = unavailable;
        self
    }

    /// As an admission, limits also the operations that do not document 429 among their responses (nor `4XX` or
    /// `default`), which are not limited otherwise. A layer limits whatever it stands in front of.
    #[must_use]
    pub fn all_operations(mut self) -> Self {
        self.all_operations = true;
        self
    }

    /// Counts a request: what to tell its sender along with the answer, or the refusal.
    async fn decide(&self, caller: Caller<'_>) -> Result<HeaderMap, Rejection> {
        let takes = self.takes(caller);
        if takes.is_empty() {
            return Ok(HeaderMap::new());
        }
        let counted: Vec<_> = takes.iter().map(|take| (take.key, take.quota)).collect();
        let decisions = match self.store.take_all(&counted).await {
            Ok(decisions) => decisions,
            Err(error) => return self.without_store(&error),
        };
        let fields = self.headers.fields(self.fields, &takes, &decisions);
        match headers::refusing(takes.iter().zip(&decisions)) {
            None => Ok(fields),
            Some((take, decision)) => {
                Err(refuse(caller, take.quota, decision).with_headers(fields))
            }
        }
    }

    /// The quotas that a request counts against.
    fn takes(&self, caller: Caller<'_>) -> Vec<Take<'_>> {
        let take = |name, quota, key| Take {
            name,
            quota,
            key,
            is_burst: false,
        };
        let mut takes = Vec::with_capacity(self.others.len() + 2);
        match (self.key)(caller) {
            Some(key) => {
                let key = match &*self.name {
                    DEFAULT => key,
                    name => key.for_limit(name),
                };
                takes.extend(self.burst.map(|quota| Take {
                    is_burst: true,
                    ..take(BURST, quota, key.for_burst())
                }));
                takes.push(take(&self.name, self.quota, key));
            }
            None if caller.credentials.is_empty() && caller.peer().is_none() => {
                warn_of_no_address();
            }
            None => {}
        }
        takes.extend(self.others.iter().filter_map(|limit| {
            let key = (limit.key)(caller)?.for_limit(&limit.name);
            Some(take(&limit.name, limit.quota, key))
        }));
        takes
    }

    fn without_store(&self, error: &StoreError) -> Result<HeaderMap, Rejection> {
        let reason = std::error::Error::source(error).map(tracing::field::display);
        tracing::warn!(reason, "{error}");
        match self.unavailable {
            Unavailable::Admit => Ok(HeaderMap::new()),
            Unavailable::Refuse => {
                let refusal = Rejection::new(
                    StatusCode::SERVICE_UNAVAILABLE,
                    "The server cannot answer right now.",
                );
                let soon = HeaderMap::from_iter([(header::RETRY_AFTER, 1.into())]);
                Err(refusal.with_headers(soon))
            }
        }
    }
}

/// What the first quota is called unless it has a name.
const DEFAULT: &str = "default";

/// What the quota of bursts is called.
const BURST: &str = "burst";

/// A name for a quota that looks like none of these, nor like that of bursts.
fn free_name<'a>(
    wanted: Cow<'static, str>,
    taken: impl Iterator<Item = &'a str>,
) -> Cow<'static, str> {
    let taken: Vec<String> = taken.chain([BURST]).map(headers::string).collect();
    let mut name = wanted.clone();
    let mut number = 2;
    while taken.contains(&headers::string(&name)) {
        name = format!("{wanted}-{number}").into();
        number += 1;
    }
    name
}

fn refuse(caller: Caller<'_>, quota: Quota, decision: &Decision) -> Rejection {
    let operation = caller.operation.map(|operation| operation.id);
    tracing::debug!(operation, "a request was refused by the rate limit");
    observe::rate_limited(operation);
    let wait = headers::seconds(decision.wait);
    let seconds = if wait == 1 { "second" } else { "seconds" };
    let message = format!("Limit of {quota} reached. Wait {wait} {seconds}.");
    Rejection::new(StatusCode::TOO_MANY_REQUESTS, message)
}

/// Says once that a limit by address does nothing, which nobody would notice otherwise.
fn warn_of_no_address() {
    static WARNED: Once = Once::new();
    WARNED.call_once(|| {
        tracing::warn!(
            "requests have no limit on their rate: they come without credentials, and without the address of their \
             sender (`ConnectInfo`)"
        );
    });
}

impl Admission for RateLimit {
    fn admit<'a>(
        &'a self,
        candidate: Candidate<'a>,
    ) -> BoxFuture<'a, Result<HeaderMap, Rejection>> {
        let is_documented = candidate
            .operation
            .documents(StatusCode::TOO_MANY_REQUESTS.as_u16());
        if !is_documented && !self.all_operations {
            return Box::pin(std::future::ready(Ok(HeaderMap::new())));
        }
        Box::pin(self.decide(candidate.into()))
    }
}

impl fmt::Debug for RateLimit {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("RateLimit")
            .field("quota", &self.quota)
            .field("burst", &self.burst)
            .field("others", &self.others)
            .field("headers", &self.headers)
            .field("fields", &self.fields)
            .field("unavailable", &self.unavailable)
            .field("all_operations", &self.all_operations)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod several_tests;
#[cfg(test)]
mod tests;
