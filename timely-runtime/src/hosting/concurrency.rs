//! Too many requests at once.

use crate::Violations;
use crate::server::{ErrorFormat, observe};
use axum::body::Body;
use futures_util::future::{BoxFuture, ready};
use http::{HeaderValue, Request, Response, StatusCode, header};
use std::sync::Arc;
use std::task::{Context, Poll};
use tokio::sync::Semaphore;
use tower::{Layer, Service};

/// Limits how many requests are worked on at a time, as a tower layer: those beyond are answered with 503 and
/// `Retry-After`, rather than wait for others that may well be stuck.
///
/// A request counts until the head of its response is there. Clones share their count.
#[derive(Clone, Debug)]
pub struct ConcurrencyLimit {
    permits: Arc<Semaphore>,
    errors: &'static ErrorFormat,
}

impl ConcurrencyLimit {
    /// A limit of so many requests, with answers in this format.
    #[must_use]
    pub fn new(requests: usize, errors: &'static ErrorFormat) -> Self {
        Self {
            permits: Arc::new(Semaphore::new(requests.min(Semaphore::MAX_PERMITS))),
            errors,
        }
    }

    fn refusal(&self) -> Response<Body> {
        tracing::debug!("a request was refused: too many are being worked on");
        observe::rejected(StatusCode::SERVICE_UNAVAILABLE);
        let mut response = self.errors.response(
            StatusCode::SERVICE_UNAVAILABLE,
            "The server has too much to do. Try again soon.",
            &Violations::new(),
        );
        let soon = HeaderValue::from_static("1");
        response.headers_mut().insert(header::RETRY_AFTER, soon);
        response
    }
}

impl<S> Layer<S> for ConcurrencyLimit {
    type Service = Limited<S>;

    fn layer(&self, inner: S) -> Limited<S> {
        Limited {
            inner,
            limit: self.clone(),
        }
    }
}

/// A service behind a [`ConcurrencyLimit`].
#[derive(Clone, Debug)]
pub struct Limited<S> {
    inner: S,
    limit: ConcurrencyLimit,
}

impl<S, B> Service<Request<B>> for Limited<S>
where
    S: Service<Request<B>, Response = Response<Body>>,
    S::Future: Send + 'static,
    S::Error: Send + 'static,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = BoxFuture<'static, Result<S::Response, S::Error>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let Ok(permit) = Arc::clone(&self.limit.permits).try_acquire_owned() else {
            return Box::pin(ready(Ok(self.limit.refusal())));
        };
        let answer = self.inner.call(request);
        Box::pin(async move {
            let answered = answer.await;
            drop(permit);
            answered
        })
    }
}
