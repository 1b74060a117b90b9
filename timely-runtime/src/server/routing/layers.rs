//! Tower layers around operations: between the routing and the checks.

use super::Answer;
use crate::Operation;
use axum::body::Body;
use axum::extract::Request;
use axum::response::IntoResponse;
use futures_util::future::BoxFuture;
use http::Response;
use std::convert::Infallible;
use std::fmt;
use std::sync::Arc;
use std::task::{Context, Poll};
use tower::util::BoxCloneSyncService;
use tower::{Layer, Service, ServiceExt};

/// What a layer around an operation stands around: further layers, the checks of the request, and the handler.
#[derive(Clone)]
pub struct OperationService(BoxCloneSyncService<Request, Response<Body>, Infallible>);

impl OperationService {
    /// What answers an operation, without layers.
    fn of(answer: Arc<dyn Answer>) -> Self {
        Self(BoxCloneSyncService::new(Bare(answer)))
    }
}

impl Service<Request> for OperationService {
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = BoxFuture<'static, Result<Response<Body>, Infallible>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.0.poll_ready(context)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        self.0.call(request)
    }
}

impl fmt::Debug for OperationService {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("OperationService")
            .finish_non_exhaustive()
    }
}

/// An operation without layers.
#[derive(Clone)]
struct Bare(Arc<dyn Answer>);

impl Service<Request> for Bare {
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = BoxFuture<'static, Result<Response<Body>, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request) -> Self::Future {
        Arc::clone(&self.0).answer_within(request)
    }
}

/// A tower layer that can stand around an operation: any that [`axum::Router::layer`] takes. One whose service may fail
/// goes behind axum's `HandleErrorLayer`, which makes an answer of the failure.
pub trait OperationLayer: Send + Sync + 'static {
    /// Puts the layer around an operation.
    fn around(&self, inner: OperationService) -> OperationService;
}

impl<L> OperationLayer for L
where
    L: Layer<OperationService> + Send + Sync + 'static,
    L::Service: Service<Request> + Clone + Send + Sync + 'static,
    <L::Service as Service<Request>>::Response: IntoResponse + 'static,
    <L::Service as Service<Request>>::Error: Into<Infallible> + 'static,
    <L::Service as Service<Request>>::Future: Send + 'static,
{
    fn around(&self, inner: OperationService) -> OperationService {
        let layered = self.layer(inner);
        let layered = layered.map_response(IntoResponse::into_response);
        OperationService(BoxCloneSyncService::new(layered.map_err(Into::into)))
    }
}

/// The layers of a server's operations, in the order in which they were added.
#[derive(Clone, Default)]
pub(in crate::server) struct Layers(Vec<(Scope, Arc<dyn OperationLayer>)>);

/// Which operations a layer is for; from the innermost to the outermost.
#[derive(Clone, Debug)]
pub(in crate::server) enum Scope {
    /// This one.
    Operation(&'static Operation),
    /// Those that are listed under a tag.
    Tag(String),
    /// All.
    All,
}

impl Scope {
    fn has(&self, operation: &'static Operation) -> bool {
        match self {
            Self::Operation(one) => std::ptr::eq(*one, operation),
            Self::Tag(tag) => tag == operation.tag,
            Self::All => true,
        }
    }

    /// Its place from the inside.
    fn rank(&self) -> u8 {
        match self {
            Self::Operation(_) => 0,
            Self::Tag(_) => 1,
            Self::All => 2,
        }
    }
}

impl Layers {
    pub(in crate::server) fn add(&mut self, scope: Scope, layer: impl OperationLayer) {
        self.0.push((scope, Arc::new(layer)));
        // Sorting keeps the order of equals: the last one is the outermost.
        self.0.sort_by_key(|(scope, _)| scope.rank());
    }

    pub(in crate::server) fn len(&self) -> usize {
        self.0.len()
    }

    /// An operation in its layers; `None` where it has none.
    pub(in crate::server) fn around(
        &self,
        operation: &'static Operation,
        answer: &Arc<dyn Answer>,
    ) -> Option<OperationService> {
        let own = self.0.iter().filter(|(scope, _)| scope.has(operation));
        own.fold(None, |inner, (_, layer)| {
            let inner = inner.unwrap_or_else(|| OperationService::of(Arc::clone(answer)));
            Some(layer.around(inner))
        })
    }

    /// What layers are for that is none of these operations, nor a tag of one.
    pub(super) fn unmet(
        &self,
        operations: impl Iterator<Item = &'static Operation> + Clone,
    ) -> impl Iterator<Item = &Scope> {
        let scopes = self.0.iter().map(|(scope, _)| scope);
        let particular = scopes.filter(|scope| !matches!(scope, Scope::All));
        particular.filter(move |scope| !operations.clone().any(|known| scope.has(known)))
    }
}
