//! Ordinary tower layers around one attempt, and around a call as a whole.

use crate::transport::{Body, BoxError, Transport, TransportError};
use futures_util::future::BoxFuture;
use std::fmt;
use std::sync::Arc;
use std::task::{Context, Poll};
use tower::Service;

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

/// A tower layer that can stand around what a client sends: any whose service takes and gives messages of HTTP, can be cloned and
/// shared between threads.
pub trait Layer: Send + Sync + 'static {
    /// Puts the layer around a service.
    #[doc(hidden)]
    fn around(&self, inner: ClientService) -> Arc<dyn Transport>;
}

impl<L> Layer for L
where
    L: tower::Layer<ClientService> + Send + Sync + 'static,
    L::Service: Transport,
{
    fn around(&self, inner: ClientService) -> Arc<dyn Transport> {
        Arc::new(self.layer(inner))
    }
}

/// All layers around a service: the first one given is the outermost.
pub(super) fn wrap_all(layers: &[Box<dyn Layer>], inner: Arc<dyn Transport>) -> Arc<dyn Transport> {
    let layers = layers.iter().rev();
    layers.fold(inner, |inner, layer| {
        layer.around(ClientService::new(inner))
    })
}
