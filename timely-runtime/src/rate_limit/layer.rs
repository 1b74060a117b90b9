//! The limit around any service.

use super::{Caller, RateLimit};
use crate::server::{Options, observe};
use axum::body::Body;
use futures_util::future::BoxFuture;
use http::{Request, Response};
use std::mem;
use std::task::{Context, Poll};
use tower::{Layer, Service};

impl<S> Layer<S> for RateLimit {
    type Service = RateLimited<S>;

    fn layer(&self, inner: S) -> RateLimited<S> {
        RateLimited {
            inner,
            limit: self.clone(),
        }
    }
}

/// A service behind a [`RateLimit`].
#[derive(Clone, Debug)]
pub struct RateLimited<S> {
    inner: S,
    limit: RateLimit,
}

impl<S, B> Service<Request<B>> for RateLimited<S>
where
    S: Service<Request<B>, Response = Response<Body>> + Clone + Send + 'static,
    S::Future: Send,
    B: Send + 'static,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = BoxFuture<'static, Result<S::Response, S::Error>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        // The one that is ready is called, and its clone waits for the next request.
        let clone = self.inner.clone();
        let mut inner = mem::replace(&mut self.inner, clone);
        let limit = self.limit.clone();
        Box::pin(async move {
            let (parts, body) = request.into_parts();
            let fields = match limit.decide(Caller::unknown(&parts)).await {
                Ok(fields) => fields,
                Err(refusal) => {
                    let response = refusal.into_response(limit.errors, &Options::default());
                    observe::rejected(response.status());
                    return Ok(response);
                }
            };
            let mut response = inner.call(Request::from_parts(parts, body)).await?;
            limit.headers.tell(fields, &mut response);
            Ok(response)
        })
    }
}
