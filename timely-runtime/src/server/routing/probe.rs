//! Which operations of a document nobody serves.

use crate::Operation;
use crate::operation::Location;
use crate::parameters::{Segment, split_path};
use crate::percent;
use crate::server::Router;
use axum::body::Body;
use axum::extract::{FromRequestParts, RawPathParams, Request};
use axum::routing::Route;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use http::{Response, StatusCode, header};
use std::convert::Infallible;
use std::future::ready;
use std::task::{Context, Poll};
use tower::layer::layer_fn;
use tower::{Service, ServiceExt};

/// The ids of those operations that a router does not serve, for a test that says so of all operations of a document:
///
/// ```ignore
/// assert_eq!(unserved(app(), operations::OPERATIONS).await, [""; 0]);
/// ```
///
/// The router may be of several documents, and have routes that are written by hand; an operation is served by those as
/// well, at its method and path. No handler is called, and no authenticator is asked. (One case is left: a route by hand is
/// called if more than a usual method and the path tell its operation from others, or if its parameters are called `p1` and
/// so on, as those of generated routes are. It counts if it does not answer 404 or
/// 405.) A fallback of the router serves nothing.
///
/// Where the routes are below a prefix, [`unserved_below`] finds them.
pub async fn unserved(
    router: impl Into<Router>,
    operations: &[&'static Operation],
) -> Vec<&'static str> {
    unserved_below("", router, operations).await
}

/// As [`unserved`], of operations whose paths a prefix stands before: that which the router is nested at, or the
/// [`Prefix`](super::Prefix) of its options, with values in place of its variables.
///
/// ```ignore
/// assert_eq!(unserved_below("/eu/v1", app(), v1::operations::OPERATIONS).await, [""; 0]);
/// ```
pub async fn unserved_below(
    prefix: &str,
    router: impl Into<Router>,
    operations: &[&'static Operation],
) -> Vec<&'static str> {
    let router = asked(router.into());
    let prefix = percent::encode_literal(prefix.trim_end_matches('/'));
    let mut unserved = Vec::new();
    for operation in operations {
        // What is at `/` axum has at the prefix itself where it is nested.
        let paths = [operation.path, ""];
        let paths = &paths[..1 + usize::from(operation.path == "/" && !prefix.is_empty())];
        let mut is_served = false;
        for path in paths {
            // There are documents with operations that nobody can send a request for.
            if let Ok(request) = sample(&prefix, path, operation) {
                is_served |= serves(&router, operation, request).await;
            }
        }
        if !is_served {
            unserved.push(operation.id);
        }
    }
    unserved
}

/// A router that is asked what it serves: no handler of it is called.
fn asked(router: Router) -> Router {
    // The former is around fallbacks as well, those of nested routers included, and the latter around routes alone.
    let router = router.layer(layer_fn(|inner| Silent { inner }));
    match router.has_routes() {
        true => router.route_layer(layer_fn(|inner| Watched { inner })),
        false => router,
    }
}

/// Whether a router has a route for GET at a path. No handler is called, nor a fallback.
#[cfg(feature = "hosting")]
pub(crate) async fn has_route(router: &Router, path: &str) -> bool {
    let probe = Probe {
        is_told_apart: false,
    };
    let request = Request::get(path).extension(probe).body(Body::empty());
    let Ok(request) = request else {
        return false;
    };
    let Ok(response) = asked(router.clone()).oneshot(request).await;
    match response.extensions().get::<Found>() {
        Some(Found::Operation(_)) => true,
        Some(Found::Route) => !response.headers().contains_key(header::ALLOW),
        None => false,
    }
}

async fn serves(router: &Router, operation: &'static Operation, request: Request) -> bool {
    let response = match router.clone().oneshot(request).await {
        Ok(response) => response,
        Err(never) => match never {},
    };
    match response.extensions().get::<Found>() {
        Some(Found::Operation(found)) => std::ptr::eq(*found, operation),
        // axum says which methods there are instead.
        Some(Found::Route) => !response.headers().contains_key(header::ALLOW),
        None => !matches!(
            response.status(),
            StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED
        ),
    }
}

/// What a request has in its extensions that asks who would answer it. Nothing that comes over the network has it.
#[derive(Clone, Copy)]
pub(super) struct Probe {
    /// Whether more than method and path tell the operation from others.
    is_told_apart: bool,
}

impl Probe {
    /// What a request asks, if it is none of a client.
    pub(super) fn of(request: &Request) -> Option<&Self> {
        request.extensions().get()
    }
}

/// Who would answer.
#[derive(Clone, Copy)]
enum Found {
    Operation(&'static Operation),
    /// A route, whose handler is not called.
    Route,
}

/// The answer to a probe, on behalf of an operation.
pub(super) fn served(operation: &'static Operation) -> Response<Body> {
    found(Found::Operation(operation))
}

fn found(found: Found) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    response.extensions_mut().insert(found);
    response
}

/// A request for an operation, as far as it takes to find it.
fn sample(prefix: &str, path: &'static str, operation: &Operation) -> http::Result<Request> {
    let (template, pairs) = split_path(path);
    let mut uri = prefix.to_owned();
    let segments = template.strip_prefix('/').unwrap_or(template).split('/');
    for segment in segments.filter(|_| !template.is_empty()) {
        uri.push('/');
        uri.push_str(&sample_segment(&Segment::new(segment)));
    }
    let pairs = pairs.map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let decoded = |text: &str| percent::decode_query(text).unwrap_or(text.to_owned());
        (decoded(name), decoded(value))
    });
    let (headers, query): (Vec<_>, Vec<_>) = operation
        .conditions
        .iter()
        .map(|condition| (condition, condition.value.unwrap_or("0")))
        .partition(|(condition, _)| condition.location == Location::Header);
    let query = query
        .into_iter()
        .map(|(condition, value)| (condition.name.to_owned(), value.to_owned()));
    let mut separator = '?';
    for (name, value) in pairs.chain(query) {
        uri.push(separator);
        uri.push_str(&format!(
            "{}={}",
            percent::encode(&name),
            percent::encode(&value)
        ));
        separator = '&';
    }
    let mut request = Request::builder().method(operation.method).uri(uri);
    for (condition, value) in headers {
        request = request.header(condition.name, value);
    }
    let is_told_apart = separator == '&'
        || !operation.conditions.is_empty()
        || super::mount::filter(operation.method).is_none();
    request
        .extension(Probe { is_told_apart })
        .body(Body::empty())
}

/// A text that a segment matches.
fn sample_segment(segment: &Segment) -> String {
    let Segment::Dynamic { parameters, tail } = segment else {
        let Segment::Literal(text) = segment else {
            return String::new();
        };
        return text.clone();
    };
    let filled = |value: &str| {
        let parameters = parameters
            .iter()
            .map(|(before, _)| format!("{before}{value}"));
        parameters.collect::<String>() + tail
    };
    // What stands between parameters may be one of these.
    let mut texts = ["0", "x", "_"].into_iter().map(filled);
    let fits = |text: &String| segment.matches(text, &mut Vec::new()).is_some();
    texts.find(fits).unwrap_or_else(|| filled("0"))
}

/// A route of a router that is asked what it serves.
#[derive(Clone)]
struct Watched {
    inner: Route,
}

impl Service<Request> for Watched {
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = BoxFuture<'static, Result<Response<Body>, Infallible>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Service::<Request>::poll_ready(&mut self.inner, context)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let (mut parts, body) = request.into_parts();
        let is_told_apart = parts
            .extensions
            .get::<Probe>()
            .is_some_and(|probe| probe.is_told_apart);
        let is_generated = is_told_apart || has_numbered_parameters(&mut parts);
        match is_generated {
            true => {
                parts.extensions.insert(Passed);
                Box::pin(self.inner.call(Request::from_parts(parts, body)))
            }
            false => Box::pin(ready(Ok(found(Found::Route)))),
        }
    }
}

/// Whether the parameters of a route are called as [`Template::route`](crate::server::template::Template::route) calls them.
fn has_numbered_parameters(parts: &mut http::request::Parts) -> bool {
    let parameters = RawPathParams::from_request_parts(parts, &()).now_or_never();
    let Some(Ok(parameters)) = parameters else {
        return false;
    };
    parameters.iter().any(|(name, _)| {
        let number = name.strip_prefix('p').unwrap_or_default();
        !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
    })
}

/// What a request has in its extensions that a route has let through.
#[derive(Clone, Copy)]
struct Passed;

/// A route or a fallback, which is not called but by a route.
#[derive(Clone)]
struct Silent {
    inner: Route,
}

impl Service<Request> for Silent {
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = BoxFuture<'static, Result<Response<Body>, Infallible>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Service::<Request>::poll_ready(&mut self.inner, context)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        if request.extensions().get::<Passed>().is_some() {
            return Box::pin(self.inner.call(request));
        }
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::NOT_FOUND;
        Box::pin(ready(Ok(response)))
    }
}
