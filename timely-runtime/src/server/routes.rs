//! The operations of a service, from which a router is made.

use super::answered::Handled;
use super::input::Input;
use super::pipeline::{Call, Core, Handle, Served};
use super::routing::Routes;
use super::template::Template;
use super::{Authenticator, Context, ErrorFormat, Options, Rejection, Router};
use crate::{Operation, Outcome};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use http::StatusCode;
use std::future::Future;
use std::sync::Arc;

/// The operations of one service.
///
/// Generated code adds them; what happens to a request before its handler is called is told in the documentation of
/// [the module](super).
pub struct ServiceRoutes<S, A: Authenticator> {
    service: Arc<S>,
    core: Arc<Core<A>>,
    routes: Routes,
}

impl<S: Send + Sync + 'static, A: Authenticator> ServiceRoutes<S, A> {
    /// No operations yet.
    pub fn new(
        service: S,
        authenticator: A,
        errors: &'static ErrorFormat,
        options: Options,
    ) -> Self {
        Self::shared(Arc::new(service), authenticator, errors, options)
    }

    /// No operations yet, of a service that may have other routes as well.
    pub fn shared(
        service: Arc<S>,
        authenticator: A,
        errors: &'static ErrorFormat,
        options: Options,
    ) -> Self {
        Self {
            service,
            routes: Routes::new(errors, options.clone()),
            core: Arc::new(Core {
                authenticator,
                errors,
                options,
            }),
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
        self.routes.add(Served {
            core: Arc::clone(&self.core),
            operation,
            template: Arc::new(Template::new(operation.path)),
            prefix: self.core.options.own_prefix().cloned(),
            handle,
        });
    }

    /// The operations without what is particular to the service.
    pub fn finish(self) -> Routes {
        self.routes
    }

    /// The router: see [`Routes::into_router`].
    pub fn into_router(self) -> Router {
        self.routes.into_router()
    }
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
