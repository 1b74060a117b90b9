//! Where requests go: the operations of a router, whatever services and authenticators they have.

mod group;
mod layered;
mod layers;
mod mount;
mod prefix;
mod probe;

pub(super) use layers::{Layers, Scope};
pub use layers::{OperationLayer, OperationService};
pub(super) use prefix::Below;
pub use prefix::Prefix;
#[cfg(feature = "hosting")]
pub(crate) use probe::has_route;
pub use probe::{unserved, unserved_below};

use super::pipeline::{self, Served};
use super::template::Template;
use super::{Authenticator, ErrorFormat, Options, Router};
use crate::Operation;
use crate::operation::Condition;
use axum::body::Body;
use axum::extract::Request;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use http::Response;
use std::convert::Infallible;
use std::fmt;
use std::sync::Arc;

/// The operations of one or more services, from which a router is made.
///
/// The function `routes_with` of a generated `server` module, and that of the module of each tag, makes one. Each of the
/// operations keeps the authenticator, the [`Options`] and the error format that it was made with, so that those of
/// different tags, and of different documents, may have different ones.
///
/// axum finds operations by their paths and panics where two routers have the same method at the same path.
/// [`Routes::merge`] never does; it is needed where operations of two tags are told apart by less than their methods
/// and the names between the slashes: by a query, a header, or a part of a segment, as `/a/{id}` and `/a/{id}:run`. Otherwise
/// [`Router::merge`] serves as well.
pub struct Routes {
    /// How what is not found is answered: as that of the first.
    common: Arc<Common>,
    endpoints: Vec<Endpoint>,
}

impl Routes {
    /// No operations yet.
    pub(super) fn new(errors: &'static ErrorFormat, options: Options) -> Self {
        Self {
            common: Arc::new(Common { errors, options }),
            endpoints: Vec::new(),
        }
    }

    /// Adds an operation.
    pub(super) fn add<A: Authenticator>(&mut self, served: Served<A>) {
        let operation = served.operation;
        let template = Arc::clone(&served.template);
        let common = Arc::clone(&self.common);
        let answer: Arc<dyn Answer> = Arc::new(served);
        self.endpoints.push(Endpoint {
            operation,
            template,
            layered: common.options.layers().around(operation, &answer),
            common,
            answer,
        });
    }

    /// Adds operations of another tag, or of another document. Of two with the same method and path the first one
    /// stays, and the log tells of the other. What is at no path of any is answered in the error format of the first.
    #[must_use]
    pub fn merge(mut self, other: impl Into<Self>) -> Self {
        self.endpoints.extend(other.into().endpoints);
        self
    }

    /// Leaves out all operations but these, for which something else answers, or nothing does.
    ///
    /// ```ignore
    /// let routes = server::routes_with(service, keys, Options::default()).only([&operations::GET_CONTACT]);
    /// ```
    #[must_use]
    pub fn only(self, operations: impl IntoIterator<Item = &'static Operation>) -> Self {
        self.retaining(operations, true)
    }

    /// Leaves out these operations.
    #[must_use]
    pub fn without(self, operations: impl IntoIterator<Item = &'static Operation>) -> Self {
        self.retaining(operations, false)
    }

    fn retaining(
        mut self,
        operations: impl IntoIterator<Item = &'static Operation>,
        is_kept: bool,
    ) -> Self {
        let named: Vec<&Operation> = operations.into_iter().collect();
        self.endpoints.retain(|endpoint| {
            let mut named = named.iter();
            named.any(|named| std::ptr::eq(*named, endpoint.operation)) == is_kept
        });
        self
    }

    /// The operations, in the order in which they were added.
    pub fn operations(&self) -> impl Iterator<Item = &'static Operation> + Clone {
        self.endpoints.iter().map(|endpoint| endpoint.operation)
    }

    /// The router: an ordinary one. What is not found it answers with 404 in the error format of the document, as long as no
    /// router around it and no fallback of the user's does.
    pub fn into_router(self) -> Router {
        self.into()
    }
}

impl fmt::Debug for Routes {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ids = self.operations().map(|operation| operation.id);
        formatter.debug_list().entries(ids).finish()
    }
}

/// What the operations of a service share.
pub(super) struct Common {
    pub(super) errors: &'static ErrorFormat,
    pub(super) options: Options,
}

/// An operation and what answers it.
struct Endpoint {
    operation: &'static Operation,
    template: Arc<Template>,
    common: Arc<Common>,
    answer: Arc<dyn Answer>,
    /// The answer in its layers, if there are any.
    layered: Option<OperationService>,
}

impl Endpoint {
    fn prefix(&self) -> Option<&Prefix> {
        self.common.options.own_prefix().map(Arc::as_ref)
    }

    /// The route that axum matches.
    fn route(&self) -> String {
        match self.prefix() {
            Some(prefix) => prefix.route() + &self.template.route(prefix.depth()),
            None => self.template.route(0),
        }
    }

    /// Whether it is found by its method alone, at the route that axum matches.
    fn is_plain(&self) -> bool {
        self.template.is_whole()
            && self.prefix().is_none_or(Prefix::is_whole)
            && matches!(self.distinction(), (false, []))
    }

    /// What tells its path from others of the same template: whether it has a query, and the conditions.
    fn distinction(&self) -> (bool, &'static [Condition]) {
        (self.template.has_query(), self.operation.conditions)
    }

    /// Whether a path is of its template.
    fn matches(&self, path: &str) -> bool {
        let rest = match self.prefix() {
            Some(prefix) => prefix.strip(path),
            None => Some(path),
        };
        rest.is_some_and(|rest| self.template.matches(rest).is_some())
    }

    /// Whether it is at the same paths as another.
    fn has_template_of(&self, other: &Self) -> bool {
        self.template.is_same(&other.template) && self.prefix() == other.prefix()
    }

    /// Whether nothing but the method tells it from another.
    fn has_path_of(&self, other: &Self) -> bool {
        self.operation.conditions == other.operation.conditions && self.has_template_of(other)
    }
}

/// Whether something stands around what answers a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Nothing of this server's does.
    Outermost,
    /// The layers of the operation do.
    Within,
}

/// What answers the requests of an operation.
pub(super) trait Answer: Send + Sync {
    /// Answers a request that nothing stands around.
    fn answer(self: Arc<Self>, request: Request) -> Answered;

    /// Answers a request on behalf of the layers around the operation.
    fn answer_within(self: Arc<Self>, request: Request) -> Answered;
}

/// An answer on its way.
type Answered = BoxFuture<'static, Result<Response<Body>, Infallible>>;

impl<A: Authenticator> Answer for Served<A> {
    fn answer(self: Arc<Self>, request: Request) -> Answered {
        Box::pin(pipeline::serve(self, request, Place::Outermost).map(Ok))
    }

    fn answer_within(self: Arc<Self>, request: Request) -> Answered {
        Box::pin(pipeline::serve(self, request, Place::Within).map(Ok))
    }
}

#[cfg(test)]
mod tests;
