//! What every request passes on its way: a span for what is logged of it, and a guard against panics of handlers.

use super::error::Failure;
use axum::extract::{MatchedPath, Request};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures_util::FutureExt;
use std::panic::AssertUnwindSafe;
use tracing::{Instrument, field::Empty};

/// Answers a request within a span, and for a handler that panics.
pub async fn guarded(request: Request, next: Next) -> Response {
    let span = tracing::info_span!("request", route = Empty, status = Empty);
    if let Some(route) = request.extensions().get::<MatchedPath>() {
        span.record("route", route.as_str());
    }
    let answered = AssertUnwindSafe(next.run(request).instrument(span.clone()));
    let response = answered.catch_unwind().await.unwrap_or_else(|panic| {
        span.in_scope(|| tracing::error!(panic = text_of(&*panic), "a handler panicked"));
        let message = "An internal error occurred.";
        Failure::new(StatusCode::INTERNAL_SERVER_ERROR, message).into_response()
    });
    span.record("status", response.status().as_u16());
    response
}

/// What a panic says of itself.
fn text_of(panic: &(dyn std::any::Any + Send)) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::Router;
    use axum::body::Body;
    use axum::routing::get;
    use tower::ServiceExt;

    #[tokio::test]
    async fn a_panic_is_answered() {
        let router = Router::new()
            .route("/", get(async || -> () { panic!("by the test") }))
            .layer(axum::middleware::from_fn(guarded));
        let Ok(response) = router.oneshot(Request::new(Body::empty())).await;
        assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
    }
}
