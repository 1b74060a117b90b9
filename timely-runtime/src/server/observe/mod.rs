//! What an operator sees of requests: an id, a span, a line in the log, and metrics.
//!
//! Names and values follow the semantic conventions of OpenTelemetry for HTTP servers (version 1.44), and the fields that the
//! crate `tracing-opentelemetry` understands.

#[cfg(feature = "metrics")]
mod metered;
mod record;
mod request_id;

use crate::{Operation, TraceContext};
use axum::body::Body;
use futures_util::future::{BoxFuture, Either};
use http::{Extensions, HeaderMap, Request, Response, StatusCode};
use record::Record;
use request_id::REQUEST_ID;
use std::fmt;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Instant;
use tower::{Layer, Service};
use tracing::{Instrument, Span, field};

pub use request_id::RequestId;

/// Observes requests, as a tower layer; put it around all others.
///
/// Each request has an id: the one of its `X-Request-Id` field, if that is at most 128 letters, digits and `-_.~:+/=`, or
/// else a new one. The response carries it, and handlers find it as [`RequestId`] in the extensions of the request.
///
/// # The span
///
/// Each request has a span at the level INFO, with fields by the semantic conventions of OpenTelemetry for HTTP servers. Its
/// name in `tracing` is `request`; `tracing-opentelemetry` calls it by `otel.name`.
///
/// | Field | What it is |
/// |---|---|
/// | `otel.name`, `otel.kind` | method and route, such as `GET /v1/contacts/{id}`; `server` |
/// | `otel.status_code` | `ERROR` for 5xx; what the sender has done wrong is no error of the server |
/// | `request_id` | the id of the request |
/// | `trace_id`, `parent_span_id` | the trace of the request, and the span that it was sent in |
/// | `operation` | the operation's id |
/// | `http.request.method` | one of the usual methods, or `_OTHER`, and then `http.request.method_original` as well |
/// | `http.route` | the path template, with that of what the router is nested under, and with the prefix of the server |
/// | `http.response.status_code` | the status |
/// | `error.type` | the status of 5xx, or `panic` |
/// | `url.scheme` | that of the request, or of [`Observe::url_scheme`] |
/// | `url.path` | the path; its template where a parameter in it is a secret by the document |
/// | `network.protocol.version` | `1.1`, `2` |
/// | `client.address` | the other end of the connection, or whom [`Observe::behind_proxies`] trusts to be the client |
/// | `server.address`, `server.port` | what `Host` or `:authority` says |
/// | `user_agent.original` | what `User-Agent` says |
///
/// When the head of the response is there, one event at the level INFO tells how long that took. Nothing else of a request is
/// recorded: no query, no other header field, no body. What a sender has written is cut off after 256 characters, and has `?`
/// in place of what is not printable. [`Observe::url_path`] leaves the path out.
///
/// # The trace
///
/// A `traceparent` that is well formed (W3C Trace Context) is a [`TraceContext`] in the extensions of the request, with the
/// `tracestate` beside it, and [`TraceContext::current`] within the handler. Calls of a client continue it by
/// `client::ContinueTraces` or `CallOptions::trace`. What is not well formed is ignored. With
/// `tracing-opentelemetry`, whose spans have ids of their own, [`Observe::each_span`] gives a span its parent.
///
/// # Metrics
///
/// With the feature `metrics`, the following are kept through the [`metrics`](https://docs.rs/metrics) facade. The first two are
/// those of the conventions.
///
/// | Metric | What it is | Labels |
/// |---|---|---|
/// | `http.server.request.duration` | histogram, in seconds: the time until the head of the response | method, scheme, route, status, version, error, operation |
/// | `http.server.active_requests` | gauge: requests that wait for the head of their response | method, scheme |
/// | `http.server.rejections` | requests that no handler has answered | status |
/// | `http.server.rate_limited` | requests beyond a rate limit | operation |
/// | `http.server.panics` | panics that were caught | operation |
///
/// The labels are called `http.request.method`, `url.scheme`, `http.route`, `http.response.status_code`,
/// `network.protocol.version`, `error.type` and `operation`; one that a request has no value for is left out. The first two of
/// the metrics need this layer, the others are kept without it as well. An exporter for Prometheus writes names with `_` in
/// place of `.`. The buckets of the histogram are the recorder's to choose: the conventions advise
/// [`DURATION_BUCKETS`](crate::DURATION_BUCKETS).
///
/// ```ignore
/// use metrics_exporter_prometheus::{Matcher, PrometheusBuilder};
///
/// PrometheusBuilder::new()
///     .set_buckets_for_metric(Matcher::Suffix("request.duration".to_owned()), &DURATION_BUCKETS)?
///     .install()?;
/// ```
#[derive(Clone, Default)]
pub struct Observe {
    hides_path: bool,
    scheme: Option<&'static str>,
    proxies: usize,
    each_span: Option<EachSpan>,
}

type EachSpan = Arc<dyn Fn(&Span, &HeaderMap) + Send + Sync>;

impl Observe {
    /// The layer. Install the recorder of metrics before, which is told then what they are.
    #[must_use]
    pub fn new() -> Self {
        #[cfg(feature = "metrics")]
        metered::describe();
        Self::default()
    }

    /// Sets whether the span has the path of the request. It does by default; paths may hold what is personal.
    #[must_use]
    pub fn url_path(mut self, is_shown: bool) -> Self {
        self.hides_path = !is_shown;
        self
    }

    /// Sets the scheme by which clients reach the server, such as `https` where a proxy or a listener speaks TLS. It is `http`
    /// where neither this, nor a proxy that is trusted, nor the request says it.
    #[must_use]
    pub fn url_scheme(mut self, scheme: &'static str) -> Self {
        self.scheme = Some(scheme);
        self
    }

    /// Says how many proxies in front of the server are to be trusted: the client is whom the outermost of them has added to
    /// `X-Forwarded-For`, and the scheme what the nearest says in `X-Forwarded-Proto`. None is, by default: anyone can send
    /// these fields.
    #[must_use]
    pub fn behind_proxies(mut self, proxies: usize) -> Self {
        self.proxies = proxies;
        self
    }

    /// Has each span seen when it begins, before anything is recorded in it by a handler, with the header fields of the request:
    /// for what a tracer of its own makes of them.
    ///
    /// ```ignore
    /// use opentelemetry::global::get_text_map_propagator;
    /// use opentelemetry_http::HeaderExtractor;
    /// use tracing_opentelemetry::OpenTelemetrySpanExt;
    ///
    /// Observe::new().each_span(|span, headers| {
    ///     let parent = get_text_map_propagator(|known| known.extract(&HeaderExtractor(headers)));
    ///     let _ = span.set_parent(parent);
    /// })
    /// ```
    #[must_use]
    pub fn each_span(mut self, see: impl Fn(&Span, &HeaderMap) + Send + Sync + 'static) -> Self {
        self.each_span = Some(Arc::new(see));
        self
    }

    /// The scheme of a request.
    fn scheme_of<B>(&self, request: &Request<B>) -> &'static str {
        let known = |scheme: &str| match scheme {
            _ if scheme.eq_ignore_ascii_case("https") => Some("https"),
            _ if scheme.eq_ignore_ascii_case("http") => Some("http"),
            _ => None,
        };
        let forwarded = || {
            let mut said = record::forwarded(request.headers(), "x-forwarded-proto");
            said.next().filter(|_| self.proxies > 0).and_then(known)
        };
        let own = || request.uri().scheme_str().and_then(known);
        self.scheme
            .or_else(forwarded)
            .or_else(own)
            .unwrap_or("http")
    }
}

impl fmt::Debug for Observe {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Observe")
            .field("hides_path", &self.hides_path)
            .field("scheme", &self.scheme)
            .field("proxies", &self.proxies)
            .finish_non_exhaustive()
    }
}

impl<S> Layer<S> for Observe {
    type Service = Observed<S>;

    fn layer(&self, inner: S) -> Observed<S> {
        Observed {
            inner,
            observe: self.clone(),
        }
    }
}

/// A service behind [`Observe`].
#[derive(Clone, Debug)]
pub struct Observed<S> {
    inner: S,
    observe: Observe,
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
        let trace = TraceContext::from_headers(request.headers());
        let record = Record::new(&self.observe, id.clone(), &request);
        let span = record.span(&self.observe, &request);
        if let Some(see) = &self.observe.each_span {
            see(&span, request.headers());
        }
        let seen = Seen(Arc::new(record));
        let under_way = UnderWay::new(seen.clone(), span.clone());
        let extensions = request.extensions_mut();
        extensions.insert(id);
        extensions.insert(seen);
        if let Some(trace) = &trace {
            record::record_trace(&span, trace);
            extensions.insert(trace.clone());
        }
        let answer = span.in_scope(|| self.inner.call(request));
        let answer = match trace {
            Some(trace) => Either::Left(trace.scope(answer)),
            None => Either::Right(answer),
        };
        let observed = async move {
            let mut response = answer.await?;
            let id = under_way.seen.0.id.value().clone();
            response.headers_mut().insert(REQUEST_ID, id);
            under_way.answered(response.status());
            Ok(response)
        };
        Box::pin(observed.instrument(span))
    }
}

/// A request between its head and that of its response.
struct UnderWay {
    seen: Seen,
    span: Span,
    since: Instant,
    is_answered: bool,
}

impl UnderWay {
    fn new(seen: Seen, span: Span) -> Self {
        #[cfg(feature = "metrics")]
        metered::active(&seen.0).increment(1.0);
        Self {
            seen,
            span,
            since: Instant::now(),
            is_answered: false,
        }
    }

    fn answered(mut self, status: StatusCode) {
        self.is_answered = true;
        let elapsed = self.since.elapsed();
        self.seen.0.record_path(&self.span);
        self.seen.0.record_answer(&self.span, status);
        tracing::info!(
            status = status.as_u16(),
            latency_ms = elapsed.as_secs_f64() * 1000.0,
            "answered"
        );
        #[cfg(feature = "metrics")]
        metered::answered(&self.seen.0, status, elapsed);
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        #[cfg(feature = "metrics")]
        metered::active(&self.seen.0).decrement(1.0);
        if !self.is_answered {
            self.seen.0.record_path(&self.span);
            let request_id = self.seen.0.id.as_str();
            tracing::debug!(request_id, "the connection ended before the answer");
        }
    }
}

/// What the router tells the layer of a request, which has it in its extensions.
#[derive(Clone)]
pub(super) struct Seen(Arc<Record>);

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
            operation = field::Empty,
            http.route = field::Empty,
            http.response.status_code = field::Empty
        ),
    }
}

/// Writes the status into the smaller span, which no layer does.
pub(super) fn answered(seen: Option<&Seen>, span: &Span, status: StatusCode) {
    if seen.is_none() {
        span.record("http.response.status_code", status.as_u16());
    }
}

/// A request is for this operation.
pub(super) fn routed(extensions: &Extensions, operation: &'static Operation) {
    let span = Span::current();
    match extensions.get::<Seen>() {
        Some(Seen(record)) => {
            record.mean(operation, extensions);
            record.record_route(&span);
        }
        None if !span.is_disabled() => {
            span.record("operation", operation.id);
            span.record("http.route", record::route(operation, extensions).as_ref());
        }
        None => {}
    }
}

/// A handler has panicked, and the request is answered with 500.
pub(super) fn panicked(seen: Option<&Seen>, panic: &str) {
    let record = seen.map(|Seen(record)| record);
    let request_id = record.map(|record| record.id.as_str());
    let operation = record.and_then(|record| record.operation());
    let operation = operation.map(|operation| operation.id);
    if let Some(record) = record {
        record.panicked();
    }
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

#[cfg(test)]
mod tests;
