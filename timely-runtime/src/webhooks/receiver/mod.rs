//! An axum router that takes deliveries.

use super::{Event, Verified, Verifier};
use crate::bodies::charset;
use crate::json;
use crate::server::{CheckBudget, offload};
use crate::transport::BoxError;
use crate::unions::allowance;
use axum::Router;
use axum::body::Body;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use bytes::Bytes;
use futures_util::FutureExt;
use http::{HeaderMap, Request, StatusCode, header};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use std::any::Any;
use std::fmt;
use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

/// The limits of a receiver.
///
/// ```
/// use timely_runtime::webhooks::ReceiverOptions;
///
/// let options = ReceiverOptions::default().body_limit(64 * 1024);
/// assert_eq!(options.check_budget.steps, 5_000_000);
/// ```
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct ReceiverOptions {
    /// The largest delivery, in bytes; 1 MiB unless set. A larger one is answered with 413.
    pub body_limit: usize,
    /// How much work it may be to read an event from a delivery, as for a request to a server
    /// ([`Options::check_budget`](crate::server::Options::check_budget)). A delivery that takes more is refused as one that
    /// is no valid event.
    pub check_budget: CheckBudget,
}

impl ReceiverOptions {
    /// Sets the largest delivery, in bytes.
    #[must_use]
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.body_limit = bytes;
        self
    }

    /// Sets how much work it may be to read an event from a delivery.
    #[must_use]
    pub fn check_budget(mut self, budget: CheckBudget) -> Self {
        self.check_budget = budget;
        self
    }
}

impl Default for ReceiverOptions {
    fn default() -> Self {
        Self {
            body_limit: 1024 * 1024,
            check_budget: CheckBudget::DEFAULT,
        }
    }
}

/// A delivery whose signature has been checked.
#[derive(Clone, Debug, PartialEq)]
pub struct Delivery<E> {
    /// The webhook's id, where the scheme has a header for it.
    pub id: Option<String>,
    /// The delivery's id, where the scheme has a header for it: the same whenever this delivery comes again.
    pub delivery_id: Option<String>,
    /// The time of this delivery in Unix seconds, where the scheme has one.
    pub timestamp: Option<i64>,
    /// What happened.
    pub event: E,
    /// The body as it came.
    pub body: Bytes,
}

/// What a receiver does with deliveries. Implemented also for async functions and closures.
///
/// The sender waits for it, commonly no more than some seconds, and delivers again when it fails or takes
/// longer: take the event down, answer, and do the work after; and expect to see an event more than once, unless the verifier has a
/// [`ReplayGuard`](super::ReplayGuard).
pub trait Handler<E: Event>: Send + Sync + 'static {
    /// Takes one delivery.
    fn handle(
        &self,
        delivery: Delivery<E>,
    ) -> impl Future<Output = Result<(), HandlerError>> + Send;
}

impl<E, F, Fut> Handler<E> for F
where
    E: Event,
    F: Fn(Delivery<E>) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result<(), HandlerError>> + Send,
{
    fn handle(
        &self,
        delivery: Delivery<E>,
    ) -> impl Future<Output = Result<(), HandlerError>> + Send {
        self(delivery)
    }
}

/// Why a handler could not take a delivery. It goes to `tracing`; the sender sees only a 500.
///
/// Made from any error by `?`.
pub struct HandlerError(BoxError);

impl<T: Into<BoxError>> From<T> for HandlerError {
    fn from(error: T) -> Self {
        Self(error.into())
    }
}

impl fmt::Debug for HandlerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for HandlerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A router that takes deliveries with POST at `/`; nest it where the endpoint is to be.
///
/// | Answer | When |
/// |---|---|
/// | 204 | the handler took the event |
/// | 200 | the handler has taken this delivery before ([`Verifier::replay_guard`]) |
/// | 400 | the body broke off, is not JSON, is not a valid event, or takes too much work to read as one |
/// | 401 | the signature is missing, malformed or wrong, or the delivery is too old |
/// | 405 | the method is not POST |
/// | 413 | the body is larger than 1 MiB |
/// | 500 | the handler failed or panicked |
/// | 503 | the same delivery is being handled, or the store of those that were cannot be asked |
///
/// The body is read only after the headers that the signature needs are there, and parsed only after the
/// signature has been checked; one of 64 KiB and more on a thread for such work. [`receiver_with`] takes other limits.
///
/// ```
/// use timely_runtime::webhooks::{Delivery, Handler, HandlerError, Router, UnknownEvent, Verifier, receiver};
/// # use timely_runtime::webhooks::SignatureScheme;
/// # #[derive(Debug)]
/// # enum WebhookEvent { Unknown(UnknownEvent) }
/// # timely_runtime::generated::webhook_events!(WebhookEvent, "event", {});
/// # static SIGNATURE: SignatureScheme = SignatureScheme::new("X-Signature");
///
/// struct Inbox;
///
/// impl Handler<WebhookEvent> for Inbox {
///     async fn handle(&self, delivery: Delivery<WebhookEvent>) -> Result<(), HandlerError> {
///         println!("{:?}", delivery.event);
///         Ok(())
///     }
/// }
///
/// let app: Router = Router::new()
///     .nest("/webhooks/crm", receiver(Verifier::new(&SIGNATURE, "whsec_1234"), Inbox));
/// ```
pub fn receiver<E, H>(verifier: Verifier, handler: H) -> Router
where
    E: Event,
    H: Handler<E>,
{
    receiver_with(verifier, handler, ReceiverOptions::default())
}

/// As [`receiver`], with other limits.
pub fn receiver_with<E, H>(verifier: Verifier, handler: H, options: ReceiverOptions) -> Router
where
    E: Event,
    H: Handler<E>,
{
    let (verifier, handler) = (Arc::new(verifier), Arc::new(handler));
    let take = move |request: Request<Body>| {
        let (verifier, handler) = (Arc::clone(&verifier), Arc::clone(&handler));
        async move {
            let taken = take::<E, H>(&verifier, handler.as_ref(), options, request).await;
            taken.unwrap_or_else(Refusal::response)
        }
    };
    Router::new().route("/", post(take))
}

async fn take<E: Event, H: Handler<E>>(
    verifier: &Verifier,
    handler: &H,
    options: ReceiverOptions,
    request: Request<Body>,
) -> Result<Response, Refusal> {
    let (parts, body) = request.into_parts();
    let (verified, body) = open(verifier, &parts.headers, body, options.body_limit).await?;
    let handled = async {
        let handled = handle::<E, H>(handler, options, verified.clone(), body.clone()).await;
        match handled {
            Ok(()) => StatusCode::NO_CONTENT.into_response(),
            Err(refusal) => refusal.response(),
        }
    };
    Ok(match verifier.replays() {
        Some((guard, window)) => guard.once(window, &verified, &body, handled).await,
        None => handled.await,
    })
}

/// Reads the event of a delivery that is to be trusted, and gives it to the handler.
async fn handle<E: Event, H: Handler<E>>(
    handler: &H,
    options: ReceiverOptions,
    verified: Verified,
    body: Bytes,
) -> Result<(), Refusal> {
    let steps = options.check_budget.of(body.len());
    let bytes = body.clone();
    let read = offload::if_large(body.len(), move || read::<E>(&bytes, steps)).await;
    let event = read.map_err(|_| Refusal::Handler)??;
    let delivery = Delivery {
        id: verified.id,
        delivery_id: verified.delivery_id,
        timestamp: verified.timestamp,
        event,
        body,
    };
    // Within an async block, so that also a panic before the handler's future exists is caught.
    let handling = async { handler.handle(delivery).await };
    match AssertUnwindSafe(handling).catch_unwind().await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(error)) => {
            tracing::error!(%error, "a webhook handler failed");
            Err(Refusal::Handler)
        }
        Err(panic) => {
            tracing::error!(
                panic = panic_text(panic.as_ref()),
                "a webhook handler panicked"
            );
            Err(Refusal::Handler)
        }
    }
}

/// Receives and verifies a delivery: all that does not depend on the type of event.
async fn open(
    verifier: &Verifier,
    headers: &HeaderMap,
    body: Body,
    limit: usize,
) -> Result<(Verified, Bytes), Refusal> {
    if !verifier.recognizes(headers) {
        return Err(Refusal::Signature);
    }
    let body = match Limited::new(body, limit).collect().await {
        Ok(body) => body.to_bytes(),
        Err(error) if error.is::<LengthLimitError>() => return Err(Refusal::TooLarge),
        Err(_) => return Err(Refusal::Incomplete),
    };
    let verified = verifier.verify(headers, &body).map_err(|error| {
        tracing::warn!(%error, "a webhook delivery is not to be trusted");
        Refusal::Signature
    })?;
    Ok((verified, body))
}

/// Reads an event from a delivery, within so many steps.
fn read<E: Event>(body: &Bytes, steps: u64) -> Result<E, Refusal> {
    // The signature is one of all bytes; a mark before the JSON is none of it.
    let text = charset::without_mark(body);
    let payload = json::unique(&text).map_err(|_| Refusal::Json)?;
    let Some(event) = allowance::within(steps, || E::decode(&payload)) else {
        tracing::warn!("a webhook delivery takes too much work to read");
        return Err(Refusal::Event);
    };
    event.map_err(|error| {
        tracing::warn!(
            error = &error as &dyn std::error::Error,
            "a webhook delivery is not valid"
        );
        Refusal::Event
    })
}

/// Why a delivery is not taken, as the sender is told.
#[derive(Clone, Copy)]
enum Refusal {
    Signature,
    TooLarge,
    Incomplete,
    Json,
    Event,
    Handler,
}

impl Refusal {
    fn response(self) -> Response {
        let (status, body) = match self {
            Self::Signature => (StatusCode::UNAUTHORIZED, r#"{"error":"invalid signature"}"#),
            Self::TooLarge => (
                StatusCode::PAYLOAD_TOO_LARGE,
                r#"{"error":"body too large"}"#,
            ),
            Self::Incomplete => (StatusCode::BAD_REQUEST, r#"{"error":"incomplete body"}"#),
            Self::Json => (StatusCode::BAD_REQUEST, r#"{"error":"invalid JSON"}"#),
            Self::Event => (StatusCode::BAD_REQUEST, r#"{"error":"invalid event"}"#),
            Self::Handler => (
                StatusCode::INTERNAL_SERVER_ERROR,
                r#"{"error":"internal error"}"#,
            ),
        };
        (status, [(header::CONTENT_TYPE, "application/json")], body).into_response()
    }
}

/// What a panic says, where it says it in words.
fn panic_text(panic: &(dyn Any + Send)) -> &str {
    panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("no message")
}

#[cfg(test)]
mod budget_tests;
#[cfg(test)]
mod tests;
