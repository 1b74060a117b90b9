//! Routers of single webhooks and callbacks: those that have an address and an answer of their own.

use super::{Verified, Verifier};
use crate::Violations;
use crate::server::routes::ServiceRoutes;
use crate::server::{Authenticator, ErrorFormat, Options, Router};
use axum::body::Body;
use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use bytes::Bytes;
use http::StatusCode;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use std::sync::Arc;

/// How requests that cannot be taken are answered: the errors of the document are those of its own server.
const ERRORS: &ErrorFormat = &ErrorFormat::PROBLEM_JSON;

/// The routes of one webhook or callback; generated code adds its operation, whose path is empty, and so makes a
/// router that takes it at `/`. Requests are checked as [the server](crate::server) checks them.
pub fn routes<H, A>(handler: H, authenticator: A) -> ServiceRoutes<H, A>
where
    H: Send + Sync + 'static,
    A: Authenticator,
{
    ServiceRoutes::new(handler, authenticator, ERRORS, Options::default())
}

/// Lets through only what is signed; everything, if there is no verifier.
///
/// The body is read only after the headers that the signature needs are there, and passed on only after the
/// signature has been checked. What is not signed as it should be is answered with 401. With a
/// [`ReplayGuard`](super::ReplayGuard) each request is handled once.
pub fn verified(router: Router, verifier: Option<Verifier>) -> Router {
    let Some(verifier) = verifier.map(Arc::new) else {
        return router;
    };
    router.layer(from_fn(move |request: Request, next: Next| {
        let verifier = Arc::clone(&verifier);
        async move {
            match verify(&verifier, request).await {
                Ok((verified, body, request)) => {
                    let handled = next.run(request);
                    match verifier.replays() {
                        Some((guard, window)) => {
                            guard.once(window, &verified, &body, handled).await
                        }
                        None => handled.await,
                    }
                }
                Err(status) => refuse(status),
            }
        }
    }))
}

/// What the headers say, the body, and the request with it again.
async fn verify(
    verifier: &Verifier,
    request: Request,
) -> Result<(Verified, Bytes, Request), StatusCode> {
    let (parts, body) = request.into_parts();
    if !verifier.recognizes(&parts.headers) {
        return Err(StatusCode::UNAUTHORIZED);
    }
    let limit = Options::default().body_limit;
    let body = match Limited::new(body, limit).collect().await {
        Ok(body) => body.to_bytes(),
        Err(error) if error.is::<LengthLimitError>() => return Err(StatusCode::PAYLOAD_TOO_LARGE),
        Err(_) => return Err(StatusCode::BAD_REQUEST),
    };
    let verified = verifier.verify(&parts.headers, &body).map_err(|error| {
        tracing::warn!(%error, "a webhook request is not to be trusted");
        StatusCode::UNAUTHORIZED
    })?;
    let request = Request::from_parts(parts, Body::from(body.clone()));
    Ok((verified, body, request))
}

fn refuse(status: StatusCode) -> Response {
    let message = match status {
        StatusCode::UNAUTHORIZED => "The signature is not valid.",
        StatusCode::PAYLOAD_TOO_LARGE => "The request body is too large.",
        _ => "The request body is incomplete.",
    };
    ERRORS.response(status, message, &Violations::new())
}
