//! What an operator sees of requests: an id, a span, a line in the log, and metrics.

use crate::{Operation, random};
use axum::body::Body;
use futures_util::future::BoxFuture;
use http::{Extensions, HeaderName, HeaderValue, Method, Request, Response, StatusCode};
use std::fmt;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll};
use std::time::Instant;
use tower::{Layer, Service};
use tracing::{Instrument, Span};
use uuid::Uuid;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The longest request id that is taken over from a sender.
const LONGEST_ID: usize = 128;

/// Observes requests, as a tower layer; put it around all others.
///
/// Each request has an id: the one of its `X-Request-Id` field, if that is at most 128 letters, digits and `-_.~:+/=`, or
/// else a new one. The response carries it, handlers find it as [`RequestId`] in the extensions of the request, and it is in
/// the span `request`, along with the method, the operation and its path template, and the status. When the head of the response is
/// there, one event at the level INFO tells how long that took. Nothing else of a request is recorded: no path, no query,
/// no header field, no body.
///
/// With the feature `metrics`, the following are kept through the [`metrics`](https://docs.rs/metrics) facade. Their names and
/// labels follow the semantic conventions of OpenTelemetry for HTTP.
///
/// | Metric | What it is | Labels |
/// |---|---|---|
/// | `http_server_request_duration_seconds` | histogram: the time until the head of the response | method, route, status, operation |
/// | `http_server_active_requests` | gauge: requests that wait for the head of their response | method |
/// | `http_server_rejections_total` | requests that no handler has answered | status |
/// | `http_server_rate_limited_total` | requests beyond a rate limit | operation |
/// | `http_server_panics_total` | panics that were caught | operation |
///
/// The labels are called `http_request_method`, `http_route`, `http_response_status_code` and `operation`. The first two of
/// the metrics need this layer, the others are kept without it as well.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Observe {}

impl Observe {
    /// The layer. Install the recorder of metrics before, which is told then what they are.
    #[must_use]
    pub fn new() -> Self {
        #[cfg(feature = "metrics")]
        metered::describe();
        Self {}
    }
}

/// The id of a request, in its extensions where the router stands behind [`Observe`].
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct RequestId(HeaderValue);

impl RequestId {
    /// The id of this request, or a new one.
    fn of<B>(request: &Request<B>) -> Self {
        let mut sent = request.headers().get_all(REQUEST_ID).iter();
        match (sent.next(), sent.next()) {
            (Some(id), None) if is_sane(id) => Self(id.clone()),
            _ => Self::make(),
        }
    }

    fn make() -> Self {
        let bits = Uuid::from_u64_pair(random::random(), random::random());
        let id = uuid::Builder::from_random_bytes(bits.into_bytes()).into_uuid();
        let mut text = [0; uuid::fmt::Hyphenated::LENGTH];
        let text = id.hyphenated().encode_lower(&mut text);
        Self(HeaderValue::from_str(text).unwrap_or(HeaderValue::from_static("unknown")))
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.to_str().unwrap_or_default()
    }
}

/// Whether an id may go into logs: nothing in it can be taken for something else there.
fn is_sane(id: &HeaderValue) -> bool {
    let id = id.as_bytes();
    (1..=LONGEST_ID).contains(&id.len())
        && id
            .iter()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_.~:+/=".contains(byte))
}

impl fmt::Display for RequestId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl fmt::Debug for RequestId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "RequestId({self})")
    }
}

impl<S> Layer<S> for Observe {
    type Service = Observed<S>;

    fn layer(&self, inner: S) -> Observed<S> {
        Observed { inner }
    }
}

/// A service behind [`Observe`].
#[derive(Clone, Debug)]
pub struct Observed<S> {
    inner: S,
}

impl<S, B> Service<Request<B>> for Observed<S>
where
    S: Service<Request<B>, Response = Response<Body>>,
    S::Future: Send + 'static,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = BoxFuture<'static, Result<S::Response, S::Error>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, mut request: Request<B>) -> Self::Future {
        let id = RequestId::of(&request);
        let seen = Seen(Arc::new(Record {
            id: id.clone(),
            operation: OnceLock::new(),
        }));
        let under_way = UnderWay::new(request.method(), seen.clone());
        let span = tracing::info_span!(
            "request",
            request_id = id.as_str(),
            method = under_way.method,
            operation = tracing::field::Empty,
            route = tracing::field::Empty,
            status = tracing::field::Empty
        );
        request.extensions_mut().insert(id);
        request.extensions_mut().insert(seen);
        let answer = span.in_scope(|| self.inner.call(request));
        let observed = async move {
            let mut response = answer.await?;
            let id = under_way.seen.0.id.0.clone();
            response.headers_mut().insert(REQUEST_ID, id);
            under_way.answered(response.status());
            Ok(response)
        };
        Box::pin(observed.instrument(span))
    }
}

/// A request between its head and that of its response.
struct UnderWay {
    method: &'static str,
    seen: Seen,
    since: Instant,
    is_answered: bool,
}

impl UnderWay {
    fn new(method: &Method, seen: Seen) -> Self {
        let method = known_method(method);
        #[cfg(feature = "metrics")]
        metered::active(method).increment(1.0);
        Self {
            method,
            seen,
            since: Instant::now(),
            is_answered: false,
        }
    }

    fn answered(mut self, status: StatusCode) {
        self.is_answered = true;
        let elapsed = self.since.elapsed();
        Span::current().record("status", status.as_u16());
        tracing::info!(
            status = status.as_u16(),
            latency_ms = elapsed.as_secs_f64() * 1000.0,
            "answered"
        );
        #[cfg(feature = "metrics")]
        metered::answered(
            self.method,
            self.seen.0.operation.get().copied(),
            status,
            elapsed,
        );
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        #[cfg(feature = "metrics")]
        metered::active(self.method).decrement(1.0);
        if !self.is_answered {
            let request_id = self.seen.0.id.as_str();
            tracing::debug!(request_id, "the connection ended before the answer");
        }
    }
}

/// Anyone can send any method, and metrics keep each label for good.
fn known_method(method: &Method) -> &'static str {
    const KNOWN: [&str; 9] = [
        "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT",
    ];
    KNOWN
        .into_iter()
        .find(|known| *known == method.as_str())
        .unwrap_or("_OTHER")
}

/// What the router tells the layer of a request, which has it in its extensions.
#[derive(Clone)]
pub(super) struct Seen(Arc<Record>);

struct Record {
    id: RequestId,
    operation: OnceLock<&'static Operation>,
}

/// What the layer has left with a request, if there is one.
pub(super) fn seen(extensions: &Extensions) -> Option<Seen> {
    extensions.get::<Seen>().cloned()
}

/// The span of the layer, or a smaller one where there is none.
pub(super) fn span(seen: Option<&Seen>) -> Span {
    match seen {
        Some(_) => Span::current(),
        None => tracing::info_span!(
            "request",
            operation = tracing::field::Empty,
            route = tracing::field::Empty,
            status = tracing::field::Empty
        ),
    }
}

/// A request is for this operation.
pub(super) fn routed(extensions: &Extensions, operation: &'static Operation) {
    let span = Span::current();
    span.record("operation", operation.id);
    span.record("route", operation.path);
    if let Some(Seen(record)) = extensions.get::<Seen>() {
        // A request goes to one router; if a user has sent it through two, the first is what it was for.
        let _ = record.operation.set(operation);
    }
}

/// A handler has panicked, and the request is answered with 500.
pub(super) fn panicked(seen: Option<&Seen>, panic: &str) {
    let request_id = seen.map(|Seen(record)| record.id.as_str());
    let operation = seen
        .and_then(|Seen(record)| record.operation.get())
        .map(|operation| operation.id);
    tracing::error!(request_id, operation, panic, "a handler panicked");
    #[cfg(feature = "metrics")]
    metered::panicked(operation);
}

/// A request was answered by no handler.
pub(crate) fn rejected(status: StatusCode) {
    #[cfg(feature = "metrics")]
    metered::rejected(status);
    #[cfg(not(feature = "metrics"))]
    let _ = status;
}

/// A request was beyond a rate limit.
#[cfg(feature = "rate-limit")]
pub(crate) fn rate_limited(operation: Option<&'static str>) {
    #[cfg(feature = "metrics")]
    metered::rate_limited(operation);
    #[cfg(not(feature = "metrics"))]
    let _ = operation;
}

#[cfg(feature = "metrics")]
mod metered {
    //! The metrics of a server.

    use crate::Operation;
    use http::StatusCode;
    use metrics::{Gauge, Unit, counter, gauge, histogram};
    use std::time::Duration;

    const DURATION: &str = "http_server_request_duration_seconds";
    const ACTIVE: &str = "http_server_active_requests";
    const REJECTIONS: &str = "http_server_rejections_total";
    const RATE_LIMITED: &str = "http_server_rate_limited_total";
    const PANICS: &str = "http_server_panics_total";

    pub(super) fn describe() {
        metrics::describe_histogram!(
            DURATION,
            Unit::Seconds,
            "The time until the head of the response is there."
        );
        metrics::describe_gauge!(ACTIVE, "Requests that wait for the head of their response.");
        metrics::describe_counter!(REJECTIONS, "Requests that no handler has answered.");
        metrics::describe_counter!(RATE_LIMITED, "Requests beyond a rate limit.");
        metrics::describe_counter!(PANICS, "Panics that were caught.");
    }

    pub(super) fn active(method: &'static str) -> Gauge {
        gauge!(ACTIVE, "http_request_method" => method)
    }

    pub(super) fn answered(
        method: &'static str,
        operation: Option<&'static Operation>,
        status: StatusCode,
        elapsed: Duration,
    ) {
        let (route, operation) =
            operation.map_or(("", ""), |operation| (operation.path, operation.id));
        histogram!(
            DURATION,
            "http_request_method" => method,
            "http_route" => route,
            "http_response_status_code" => status.as_str().to_owned(),
            "operation" => operation
        )
        .record(elapsed);
    }

    pub(super) fn rejected(status: StatusCode) {
        counter!(REJECTIONS, "http_response_status_code" => status.as_str().to_owned())
            .increment(1);
    }

    #[cfg(feature = "rate-limit")]
    pub(super) fn rate_limited(operation: Option<&'static str>) {
        counter!(RATE_LIMITED, "operation" => operation.unwrap_or_default()).increment(1);
    }

    pub(super) fn panicked(operation: Option<&'static str>) {
        counter!(PANICS, "operation" => operation.unwrap_or_default()).increment(1);
    }
}

#[cfg(test)]
mod tests;
