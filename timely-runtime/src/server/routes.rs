//! The operations of a service, from which a router is made.

use super::answered::Handled;
use super::input::Input;
use super::pipeline::{Call, Core, Endpoint, Group, Handle};
use super::template::Template;
use super::{Authenticator, Context, ErrorFormat, Options, Rejection, Router, observe, pipeline};
use crate::{Operation, Outcome};
use axum::body::Body;
use axum::extract::Request;
use axum::routing::any_service;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use http::{Response, StatusCode};
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::future::Future;
use std::sync::Arc;
use std::task::Poll;
use tower::Service;

/// The operations of a service.
///
/// Generated code adds them; what happens to a request before its handler is called is told in the documentation of
/// [the module](super).
pub struct Routes<S, A: Authenticator> {
    service: Arc<S>,
    core: Core<A>,
    endpoints: Vec<Endpoint<A::Principal>>,
}

impl<S: Send + Sync + 'static, A: Authenticator> Routes<S, A> {
    /// No operations yet.
    pub fn new(
        service: S,
        authenticator: A,
        errors: &'static ErrorFormat,
        options: Options,
    ) -> Self {
        Self {
            service: Arc::new(service),
            core: Core {
                authenticator,
                errors,
                options,
            },
            endpoints: Vec::new(),
        }
    }

    /// Adds an operation that requires credentials.
    pub fn add<F, Fut, R, E>(&mut self, operation: &'static Operation, handler: F)
    where
        F: Fn(Arc<S>, Context<A::Principal>, Input) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<Result<R, E>, Rejection>> + Send + 'static,
        R: Outcome,
        E: Outcome,
    {
        let service = Arc::clone(&self.service);
        self.push(operation, move |call| match call.principal {
            Some(principal) => {
                let context = Context::new(principal, call.parts, operation);
                answer(
                    operation,
                    handler(Arc::clone(&service), context, call.input),
                )
            }
            // Only an operation without `security` comes here, and such a one is added with `add_open`.
            None => refuse(),
        });
    }

    /// Adds an operation that anyone may call.
    pub fn add_open<F, Fut, R, E>(&mut self, operation: &'static Operation, handler: F)
    where
        F: Fn(Arc<S>, Context<()>, Input) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<Result<R, E>, Rejection>> + Send + 'static,
        R: Outcome,
        E: Outcome,
    {
        let service = Arc::clone(&self.service);
        self.push(operation, move |call| {
            let context = Context::new((), call.parts, operation);
            answer(
                operation,
                handler(Arc::clone(&service), context, call.input),
            )
        });
    }

    /// Adds an operation that may be called with credentials or without.
    pub fn add_optional<F, Fut, R, E>(&mut self, operation: &'static Operation, handler: F)
    where
        F: Fn(Arc<S>, Context<Option<A::Principal>>, Input) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<Result<R, E>, Rejection>> + Send + 'static,
        R: Outcome,
        E: Outcome,
    {
        let service = Arc::clone(&self.service);
        self.push(operation, move |call| {
            let context = Context::new(call.principal, call.parts, operation);
            answer(
                operation,
                handler(Arc::clone(&service), context, call.input),
            )
        });
    }

    fn push(
        &mut self,
        operation: &'static Operation,
        handle: impl Fn(Call<A::Principal>) -> BoxFuture<'static, Result<Handled, Rejection>>
        + Send
        + Sync
        + 'static,
    ) {
        prepare(operation);
        let handle: Handle<A::Principal> = Box::new(handle);
        self.endpoints.push(Endpoint {
            operation,
            template: Template::new(operation.path),
            handle,
        });
    }

    /// The router: an ordinary one, with a fallback that answers 404 in the document's error format.
    pub fn into_router(self) -> Router {
        let core = Arc::new(self.core);
        let mut router = Router::new().without_v07_checks();
        for (route, group) in groups(self.endpoints) {
            let service = Route {
                core: Arc::clone(&core),
                group: Arc::new(group),
            };
            router = router.route(&route, any_service(service));
        }
        router
            .fallback(async move || {
                observe::rejected(StatusCode::NOT_FOUND);
                Rejection::new(StatusCode::NOT_FOUND, pipeline::NOT_FOUND)
                    .into_response(core.errors, &core.options)
            })
            // Or else axum makes each handler a service anew for each request.
            .with_state(())
    }
}

/// The operations of one route. A service rather than a handler: axum holds the request once more for the latter.
struct Route<A: Authenticator> {
    core: Arc<Core<A>>,
    group: Arc<Group<A::Principal>>,
}

impl<A: Authenticator> Clone for Route<A> {
    fn clone(&self) -> Self {
        Self {
            core: Arc::clone(&self.core),
            group: Arc::clone(&self.group),
        }
    }
}

impl<A: Authenticator> Service<Request> for Route<A> {
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = BoxFuture<'static, Result<Response<Body>, Infallible>>;

    fn poll_ready(&mut self, _: &mut std::task::Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let Self { core, group } = self.clone();
        Box::pin(pipeline::serve(core, group, request).map(Ok))
    }
}

/// Endpoints by the route that axum matches, and in it by path.
fn groups<P>(endpoints: Vec<Endpoint<P>>) -> BTreeMap<String, Group<P>> {
    let mut groups: BTreeMap<String, Group<P>> = BTreeMap::new();
    for endpoint in endpoints {
        let paths = &mut groups.entry(endpoint.template.route()).or_default().paths;
        match paths.iter_mut().find(|path| {
            path[0].operation.conditions == endpoint.operation.conditions
                && path[0].template.is_same(&endpoint.template)
        }) {
            Some(path) => path.push(endpoint),
            None => paths.push(vec![endpoint]),
        }
    }
    for group in groups.values_mut() {
        // The most specific first: `/a/{id}:run` before `/a/{id}`.
        group.paths.sort_by_key(|path| {
            let (pairs, literals) = path[0].template.weight();
            Reverse((pairs, literals, path[0].operation.conditions.len()))
        });
    }
    groups
}

fn answer<Fut, R, E>(
    operation: &'static Operation,
    future: Fut,
) -> BoxFuture<'static, Result<Handled, Rejection>>
where
    Fut: Future<Output = Result<Result<R, E>, Rejection>> + Send + 'static,
    R: Outcome,
    E: Outcome,
{
    // Not an `async` block, which would hold the future twice: as what it owns, and as what it awaits.
    Box::pin(future.map(move |answered| {
        let encoded = match answered? {
            Ok(success) => success.encode(operation),
            Err(error) => match error.into_error_response() {
                Ok(response) => return Ok(Handled::Error(response)),
                Err(error) => error.encode(operation),
            },
        };
        let cannot = |error| Rejection::encode(operation.id, &error);
        encoded.map(Handled::Response).map_err(cannot)
    }))
}

fn refuse() -> BoxFuture<'static, Result<Handled, Rejection>> {
    let rejection = Rejection::new(StatusCode::UNAUTHORIZED, "Credentials are required.");
    Box::pin(std::future::ready(Err(rejection)))
}

/// Takes the place of the trait of a tag whose Cargo feature is off: every service implements it.
///
/// Generated code with a feature for each tag names it in the bounds of its `Service`.
pub trait NoService<P = ()>: Send + Sync + 'static {}

impl<P, S: Send + Sync + 'static> NoService<P> for S {}

/// Makes ready what the requests of an operation are held to. A schema that is none allows nothing, which must show before
/// the first request does.
fn prepare(operation: &'static Operation) {
    let bodies = operation.request_body.iter().flat_map(|body| body.content);
    let parameters = operation.parameters.iter();
    let schemas = parameters
        .map(|parameter| parameter.schema)
        .chain(bodies.map(|media| media.schema));
    for schema in schemas {
        if let Err(error) = schema.prepare() {
            tracing::error!(operation = operation.id, %error, "a schema allows nothing");
        }
    }
}
