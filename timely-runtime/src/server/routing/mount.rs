//! Operations as an axum router.
//!
//! axum panics where two routers that are merged both have a fallback, or both one of their own for the methods of a path.
//! So neither is made here: what answers 404 and 405 is a layer around the fallbacks that axum has by default, which stay
//! those by default. A fallback of the user's comes before them, and of two the outermost or last one stays. The
//! exception is a path with a method that axum does not know.

use super::group::{Group, Selected, groups};
use super::probe::{self, Probe};
use super::{Answered, Common, Endpoint, Routes, Scope};
use crate::server::pipeline::NOT_FOUND;
use crate::server::{ErrorFormat, Options, Rejection};
use axum::body::{Body, HttpBody};
use axum::extract::Request;
use axum::routing::{MethodFilter, MethodRouter};
use http::{Method, Response, StatusCode, header};
use std::convert::Infallible;
use std::future::ready;
use std::sync::Arc;
use std::task::{Context, Poll};
use tower::Service;
use tower::layer::layer_fn;

impl<S: Clone + Send + Sync + 'static> From<Routes> for axum::Router<S> {
    fn from(routes: Routes) -> Self {
        routes.report_unmet_layers();
        let absent = Absent(Arc::clone(&routes.common));
        // Routes that are added later are not in the layer.
        let mut router = Self::new().layer(layer_fn(move |_| absent.clone()));
        router = router.without_v07_checks();
        for (route, group) in groups(routes.endpoints) {
            router = router.route(&route, methods(group));
        }
        router
    }
}

impl Routes {
    /// A layer for a tag that is none, or for an operation of another document, is a slip of the pen, unless the options are
    /// those of several routers.
    fn report_unmet_layers(&self) {
        let mut seen: Vec<&Arc<Common>> = Vec::new();
        for Endpoint { common, .. } in &self.endpoints {
            // Once for all that were made together.
            if seen.iter().any(|known| Arc::ptr_eq(known, common)) {
                continue;
            }
            seen.push(common);
            for scope in common.options.layers().unmet(self.operations()) {
                match scope {
                    Scope::Operation(operation) => tracing::warn!(
                        operation = operation.id,
                        "this router does not have the operation that a layer is for"
                    ),
                    Scope::Tag(tag) => tracing::warn!(
                        tag,
                        "no operation of this router has the tag that a layer is for"
                    ),
                    Scope::All => {}
                }
            }
        }
    }
}

/// The methods of a route.
fn methods<S: Clone + Send + Sync + 'static>(mut group: Group) -> MethodRouter<S> {
    let mut all: Vec<&str> = group.methods().collect();
    all.sort_unstable();
    all.dedup();
    let known: Vec<MethodFilter> = all.iter().copied().filter_map(filter).collect();
    group.is_listed = known.len() == all.len();
    let is_listed = group.is_listed;
    let route = Route(Arc::new(group));
    let rest = route.clone();
    let methods = match is_listed {
        true => MethodRouter::new().layer(layer_fn(move |_: axum::routing::Route| rest.clone())),
        // A method that axum does not know is one more for its fallback.
        false => MethodRouter::new().fallback_service(rest),
    };
    let add = |methods: MethodRouter<S>, filter| methods.on_service(filter, route.clone());
    known.into_iter().fold(methods, add)
}

/// What axum calls a method; `None` for one that it does not know.
pub(super) fn filter(method: &str) -> Option<MethodFilter> {
    let method = Method::from_bytes(method.as_bytes()).ok()?;
    MethodFilter::try_from(method).ok()
}

/// The operations of one route. A service rather than a handler: axum holds the request once more for the latter.
#[derive(Clone)]
struct Route(Arc<Group>);

impl Service<Request> for Route {
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = Answered;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request) -> Answered {
        match self.0.select(&request) {
            Selected::Operation(endpoint) => match Probe::of(&request) {
                None => endpoint.answer(request),
                Some(_) => Box::pin(ready(Ok(probe::served(endpoint.operation)))),
            },
            // axum takes the body from an answer to HEAD.
            Selected::Methods(methods) => {
                let mut response = Response::new(Body::empty());
                *response.status_mut() = StatusCode::NO_CONTENT;
                *response.headers_mut() = methods;
                Box::pin(ready(Ok(response)))
            }
            Selected::Nothing(common, rejection) => {
                Box::pin(ready(Ok(with_length(common.refuse(rejection)))))
            }
        }
    }
}

impl ErrorFormat {
    /// What answers 404 in this format, as a fallback of a router.
    ///
    /// The routers that this crate makes answer so by themselves, but leave it to the router that they are nested in, if
    /// any. So that each of several APIs answers below its own path:
    ///
    /// ```
    /// use axum::Router;
    /// use timely_runtime::server::ErrorFormat;
    ///
    /// static ERRORS: ErrorFormat = ErrorFormat::PROBLEM_JSON;
    ///
    /// fn app(first: Router, second: Router) -> Router {
    ///     Router::new()
    ///         .nest("/v1", first.fallback_service(ERRORS.not_found()))
    ///         .nest("/v2", second.fallback_service(ERRORS.not_found()))
    /// }
    /// ```
    pub fn not_found(
        &'static self,
    ) -> impl Service<Request, Response = Response<Body>, Error = Infallible, Future = AtOnce>
    + Clone
    + Send
    + Sync
    + use<> {
        Absent(Arc::new(Common {
            errors: self,
            options: Options::default(),
        }))
    }
}

/// An answer that is there at once.
type AtOnce = std::future::Ready<Result<Response<Body>, Infallible>>;

/// Says how long a response is, as axum does for those that are in no layer.
fn with_length(mut response: Response<Body>) -> Response<Body> {
    if let Some(length) = HttpBody::size_hint(response.body()).exact() {
        let headers = response.headers_mut();
        headers
            .entry(header::CONTENT_LENGTH)
            .or_insert(length.into());
    }
    response
}

/// What answers at paths that are none.
#[derive(Clone)]
struct Absent(Arc<Common>);

impl Service<Request> for Absent {
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = AtOnce;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: Request) -> Self::Future {
        let rejection = Rejection::new(StatusCode::NOT_FOUND, NOT_FOUND);
        ready(Ok(with_length(self.0.refuse(rejection))))
    }
}
