//! So many requests per minute and key, as a tower layer over the whole router.

use super::auth::Keys;
use super::crm::Clock;
use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Request, Response, StatusCode, header};
use futures_util::future::BoxFuture;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use timely_generated::operations::GET_HEALTH;
use timely_generated::server::ERRORS;
use timely_runtime::chrono::TimeDelta;
use timely_runtime::{DateTime, Violations};
use tower::{Layer, Service};
use uuid::Uuid;

const WINDOW: TimeDelta = TimeDelta::seconds(60);

const LIMIT: HeaderName = HeaderName::from_static("x-ratelimit-limit");
const REMAINING: HeaderName = HeaderName::from_static("x-ratelimit-remaining");
const RESET: HeaderName = HeaderName::from_static("x-ratelimit-reset");

/// Counts the requests of each key in windows of a minute, the first of which begins with the key's first request.
///
/// Requests without a known key pass: the router answers them with 401.
#[derive(Clone)]
pub(crate) struct RateLimit(Arc<Limiter>);

struct Limiter {
    keys: Keys,
    limit: u32,
    clock: Clock,
    windows: Mutex<HashMap<Uuid, Window>>,
}

struct Window {
    ends_at: DateTime,
    used: u32,
}

/// What a key has left, as the headers say it.
#[derive(Clone, Copy, Debug)]
struct Quota {
    limit: u32,
    remaining: u32,
    reset: i64,
}

impl RateLimit {
    pub(crate) fn new(keys: Keys, limit: u32, clock: Clock) -> Self {
        Self(Arc::new(Limiter {
            keys,
            limit,
            clock,
            windows: Mutex::default(),
        }))
    }
}

impl Limiter {
    /// Counts a request: what is left after it, or the answer when nothing was left for it.
    fn take(&self, key: Uuid) -> Result<Quota, Box<Response<Body>>> {
        let now = (self.clock)();
        // No code in this block panics, and a count that is a little off would do no harm.
        let mut windows = self.windows.lock().unwrap_or_else(PoisonError::into_inner);
        let fresh = || Window {
            ends_at: now + WINDOW,
            used: 0,
        };
        let window = windows.entry(key).or_insert_with(fresh);
        if window.ends_at <= now {
            *window = fresh();
        }
        let refused = window.used >= self.limit;
        window.used = window.used.saturating_add(1).min(self.limit);
        let quota = Quota {
            limit: self.limit,
            remaining: self.limit - window.used,
            // Rounded up: at the second named here, the window is over.
            reset: window.ends_at.timestamp()
                + i64::from(window.ends_at.timestamp_subsec_nanos() > 0),
        };
        if refused {
            Err(Box::new(quota.refusal(now)))
        } else {
            Ok(quota)
        }
    }
}

impl Quota {
    fn write(self, headers: &mut HeaderMap) {
        headers.insert(LIMIT, self.limit.into());
        headers.insert(REMAINING, self.remaining.into());
        headers.insert(RESET, self.reset.into());
    }

    fn refusal(self, now: DateTime) -> Response<Body> {
        let wait = (self.reset - now.timestamp()).max(1);
        let message = format!(
            "Limit of {} requests per minute reached. Wait {wait} seconds.",
            self.limit
        );
        let mut response = ERRORS.response(
            StatusCode::TOO_MANY_REQUESTS,
            &message,
            &Violations::default(),
        );
        self.write(response.headers_mut());
        response
            .headers_mut()
            .insert(header::RETRY_AFTER, HeaderValue::from(wait));
        response
    }
}

impl<S> Layer<S> for RateLimit {
    type Service = RateLimited<S>;

    fn layer(&self, inner: S) -> RateLimited<S> {
        RateLimited {
            inner,
            limiter: Arc::clone(&self.0),
        }
    }
}

/// A service behind a [`RateLimit`].
#[derive(Clone)]
pub(crate) struct RateLimited<S> {
    inner: S,
    limiter: Arc<Limiter>,
}

impl<S> Service<Request<Body>> for RateLimited<S>
where
    S: Service<Request<Body>, Response = Response<Body>>,
    S::Future: Send + 'static,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = BoxFuture<'static, Result<S::Response, S::Error>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        // The one open route, whoever calls it.
        let is_open = request.uri().path() == GET_HEALTH.path;
        let caller = self
            .limiter
            .keys
            .find_in(request.headers())
            .filter(|_| !is_open);
        let quota = match caller.map(|caller| self.limiter.take(caller.info().id)) {
            None => return Box::pin(self.inner.call(request)),
            Some(Err(refusal)) => return Box::pin(async { Ok(*refusal) }),
            Some(Ok(quota)) => quota,
        };
        let response = self.inner.call(request);
        Box::pin(async move {
            let mut response = response.await?;
            quota.write(response.headers_mut());
            Ok(response)
        })
    }
}
