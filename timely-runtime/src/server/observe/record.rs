//! What is known of one request, by the words of the conventions: what it says itself, and what the router says of it.

use super::Observe;
use super::request_id::RequestId;
use crate::Operation;
use crate::server::peer;
use crate::server::routing::Below;
use crate::telemetry::{OTHER_METHOD, TraceContext, known_method, version};
use axum::extract::NestedPath;
use http::{Extensions, HeaderMap, Request, StatusCode, Uri, header};
use std::borrow::Cow;
use std::net::IpAddr;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};
use tracing::{Span, field};

/// The most characters of a header field that are recorded.
const LONGEST_FIELD: usize = 256;

pub(super) struct Record {
    pub(super) id: RequestId,
    pub(super) method: &'static str,
    pub(super) scheme: &'static str,
    pub(super) version: Option<&'static str>,
    /// As it came, of which the path is recorded once it is known whether it may be; none where it is not.
    uri: Option<Uri>,
    meant: OnceLock<(&'static Operation, Cow<'static, str>)>,
    has_panicked: AtomicBool,
}

impl Record {
    pub(super) fn new<B>(observe: &Observe, id: RequestId, request: &Request<B>) -> Self {
        Self {
            id,
            method: known_method(request.method().as_str()).unwrap_or(OTHER_METHOD),
            scheme: observe.scheme_of(request),
            version: version(request.version()),
            uri: (!observe.hides_path).then(|| request.uri().clone()),
            meant: OnceLock::new(),
            has_panicked: AtomicBool::new(false),
        }
    }

    pub(super) fn operation(&self) -> Option<&'static Operation> {
        self.meant.get().map(|(operation, _)| *operation)
    }

    /// The template of the path, with that of what the router is nested under.
    #[cfg(feature = "metrics")]
    pub(super) fn route(&self) -> Option<&Cow<'static, str>> {
        self.meant.get().map(|(_, route)| route)
    }

    /// A request is for this operation.
    pub(super) fn mean(&self, operation: &'static Operation, extensions: &Extensions) {
        // A request goes to one router; if a user has sent it through two, the first is what it was for.
        let _ = self.meant.set((operation, route(operation, extensions)));
    }

    pub(super) fn panicked(&self) {
        self.has_panicked.store(true, Ordering::Relaxed);
    }

    /// The kind of error that a response with this status is; what the sender has done wrong is none of the server's.
    pub(super) fn error(&self, status: StatusCode) -> Option<Cow<'static, str>> {
        if self.has_panicked.load(Ordering::Relaxed) {
            return Some(Cow::Borrowed("panic"));
        }
        let is_error = status.is_server_error();
        is_error.then(|| Cow::Owned(status.as_str().to_owned()))
    }

    /// The span of the request, with what is known of it before it is routed.
    pub(super) fn span<B>(&self, observe: &Observe, request: &Request<B>) -> Span {
        let span = tracing::info_span!(
            "request",
            otel.name = field::Empty,
            otel.kind = "server",
            otel.status_code = field::Empty,
            request_id = self.id.as_str(),
            trace_id = field::Empty,
            parent_span_id = field::Empty,
            operation = field::Empty,
            http.request.method = self.method,
            http.request.method_original = field::Empty,
            http.route = field::Empty,
            http.response.status_code = field::Empty,
            error.r#type = field::Empty,
            url.scheme = self.scheme,
            url.path = field::Empty,
            network.protocol.version = self.version,
            client.address = field::Empty,
            server.address = field::Empty,
            server.port = field::Empty,
            user_agent.original = field::Empty,
        );
        // What follows costs something, and nobody may listen.
        if span.is_disabled() {
            return span;
        }
        if self.method == OTHER_METHOD {
            let original = request.method().as_str();
            let end = original.len().min(LONGEST_FIELD);
            span.record("http.request.method_original", &original[..end]);
        }
        if let Some(address) = client(request, observe.proxies) {
            span.record("client.address", field::display(address));
        }
        if let Some((host, port)) = host(request) {
            span.record("server.address", host.as_ref());
            if let Some(port) = port {
                span.record("server.port", port);
            }
        }
        if let Some(agent) = request.headers().get(header::USER_AGENT) {
            span.record("user_agent.original", clean(agent.as_bytes()).as_str());
        }
        span
    }

    /// The method, as names of spans have it.
    fn method_in_name(&self) -> &'static str {
        known_method(self.method).unwrap_or("HTTP")
    }

    /// Writes what the router has found into the span.
    pub(super) fn record_route(&self, span: &Span) {
        if let Some((operation, route)) = self.meant.get()
            && !span.is_disabled()
        {
            let name = format!("{} {route}", self.method_in_name());
            span.record("otel.name", name.as_str());
            span.record("operation", operation.id);
            span.record("http.route", route.as_ref());
        }
    }

    /// Writes into the span how the request was answered.
    pub(super) fn record_answer(&self, span: &Span, status: StatusCode) {
        if span.is_disabled() {
            return;
        }
        span.record("http.response.status_code", status.as_u16());
        if let Some(error) = self.error(status) {
            span.record("error.type", error.as_ref());
            span.record("otel.status_code", "ERROR");
        }
    }

    /// Writes the path into the span, its template where a parameter in it is a secret, and the name that the span has without
    /// a route.
    pub(super) fn record_path(&self, span: &Span) {
        if span.is_disabled() {
            return;
        }
        // Recorded once: a log would show both names.
        if self.meant.get().is_none() {
            span.record("otel.name", self.method_in_name());
        }
        let Some(uri) = &self.uri else {
            return;
        };
        match self.meant.get() {
            Some((operation, route)) if operation.has_secret_path() => {
                span.record("url.path", route.as_ref());
            }
            _ => {
                span.record("url.path", clean(uri.path().as_bytes()).as_str());
            }
        }
    }
}

/// Writes the trace of a request into its span.
pub(super) fn record_trace(span: &Span, trace: &TraceContext) {
    if !span.is_disabled() {
        span.record("trace_id", field::display(trace.trace_id()));
        span.record("parent_span_id", field::display(trace.parent_id()));
    }
}

/// The template of an operation's path, with what its router is nested under and the prefix of the server.
pub(super) fn route(operation: &'static Operation, extensions: &Extensions) -> Cow<'static, str> {
    // What tells operations of one path apart is no part of it.
    let end = operation.path.find(['?', '#']);
    let path = &operation.path[..end.unwrap_or(operation.path.len())];
    let nest = extensions.get::<NestedPath>().map(NestedPath::as_str);
    let nest = nest.unwrap_or_default().trim_end_matches('/');
    match Below::template(extensions) {
        None if nest.is_empty() => Cow::Borrowed(path),
        below => Cow::Owned(format!("{nest}{}{path}", below.unwrap_or_default())),
    }
}

/// Who sent the request: as the outermost of so many proxies in front of the server says it, or else the other end of the
/// connection.
fn client<B>(request: &Request<B>, proxies: usize) -> Option<IpAddr> {
    let peer = peer::peer(request.extensions()).map(|peer| peer.ip());
    // Each proxy adds, on the right, whom it was asked by; what stands left of that is what the sender says of itself.
    let named = proxies
        .checked_sub(1)
        .and_then(|place| forwarded(request.headers(), "x-forwarded-for").nth(place));
    named.and_then(ip).or(peer)
}

/// What proxies have added to a field, the nearest first.
pub(super) fn forwarded<'h>(headers: &'h HeaderMap, name: &str) -> impl Iterator<Item = &'h str> {
    let fields = headers.get_all(name).iter().rev();
    let texts = fields.flat_map(|field| field.as_bytes().rsplit(|byte| *byte == b','));
    // What the sender has put before that may be no text, and does not make what a proxy adds none.
    texts.map(|text| std::str::from_utf8(text).unwrap_or_default().trim())
}

/// An address, with or without a port.
fn ip(text: &str) -> Option<IpAddr> {
    let socket = || text.parse().map(|socket: std::net::SocketAddr| socket.ip());
    text.parse()
        .or_else(|_| socket())
        .or_else(|_| text.trim_matches(['[', ']']).parse())
        .ok()
}

/// The host and the port that the sender wants, as it says: no more than an address may have.
fn host<B>(request: &Request<B>) -> Option<(Cow<'_, str>, Option<u16>)> {
    let authority = match request.uri().authority() {
        Some(authority) => Cow::Borrowed(authority.as_str()),
        None => Cow::Borrowed(request.headers().get(header::HOST)?.to_str().ok()?),
    };
    let authority: http::uri::Authority = authority.parse().ok()?;
    let host = authority.host().trim_matches(['[', ']']);
    let is_sane = (1..=LONGEST_FIELD).contains(&host.len());
    is_sane.then(|| (Cow::Owned(host.to_owned()), authority.port_u16()))
}

/// The beginning of what a sender wrote, of which nothing can be taken for something else in a log.
fn clean(bytes: &[u8]) -> String {
    let shown = bytes.iter().take(LONGEST_FIELD);
    let shown = shown.map(|byte| match byte {
        b' '..=b'~' => char::from(*byte),
        _ => '?',
    });
    shown.collect()
}
