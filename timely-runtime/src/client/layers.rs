//! Ordinary tower layers around one attempt, and around a call as a whole.

use crate::transport::{Body, BoxError, Transport, TransportError};
use futures_util::future::BoxFuture;
use std::fmt;
use std::sync::Arc;
use std::task::{Context, Poll};
use tower::{Layer, Service};

/// What a layer of a client stands around: the sending of one attempt, or a whole call with its attempts.
#[derive(Clone)]
pub struct ClientService(Arc<dyn Transport>);

impl ClientService {
    pub(super) fn new(transport: Arc<dyn Transport>) -> Self {
        Self(transport)
    }
}

impl Service<http::Request<Body>> for ClientService {
    type Response = http::Response<Body>;
    type Error = BoxError;
    type Future = BoxFuture<'static, Result<http::Response<Body>, BoxError>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<Body>) -> Self::Future {
        let exchange = self.0.exchange(request);
        Box::pin(async move { exchange.await.map_err(|error: TransportError| error.into()) })
    }
}

impl fmt::Debug for ClientService {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientService").finish_non_exhaustive()
    }
}

/// Puts one more layer around something that sends.
pub(super) type Wrap = Box<dyn FnOnce(Arc<dyn Transport>) -> Arc<dyn Transport> + Send + Sync>;

/// A layer, as it is kept until the client is built.
pub(super) fn wrap<L>(layer: L) -> Wrap
where
    L: Layer<ClientService> + Send + Sync + 'static,
    L::Service: Transport,
{
    Box::new(move |inner| Arc::new(layer.layer(ClientService::new(inner))))
}

/// All layers around a service: the first one given is the outermost.
pub(super) fn wrap_all(layers: Vec<Wrap>, inner: Arc<dyn Transport>) -> Arc<dyn Transport> {
    let mut layers = layers;
    let mut outer = inner;
    while let Some(layer) = layers.pop() {
        outer = layer(outer);
    }
    outer
}
