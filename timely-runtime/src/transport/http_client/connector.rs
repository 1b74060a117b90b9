//! How the default transport reaches a server: directly or through a proxy, with TLS where the address asks for it.

use super::fair::Fair;
use crate::transport::BoxError;
use futures_util::future::BoxFuture;
use http::uri::Scheme;
use http::{HeaderValue, Uri};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::connect::proxy::Tunnel;
use hyper_util::client::proxy::matcher::Matcher;
use hyper_util::rt::TokioIo;
use rustls::ClientConfig;
use std::io;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tower::{Service, ServiceExt};

/// How long nothing may happen on a connection before the system asks whether the other end is still there.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// Makes connections that are ready for HTTP.
#[derive(Clone, Debug)]
pub(super) struct Connector {
    https: HttpsConnector<Route>,
    proxies: Arc<Matcher>,
    timeout: Duration,
}

impl Connector {
    /// A connector that gives up after this time, proxies and TLS included.
    ///
    /// Proxies are those of the environment: `HTTPS_PROXY`, `NO_PROXY`, and so on.
    pub(super) fn new(tls: ClientConfig, timeout: Duration) -> Self {
        Self::with_proxies(tls, timeout, Matcher::from_system())
    }

    pub(super) fn with_proxies(tls: ClientConfig, timeout: Duration, proxies: Matcher) -> Self {
        let proxies = Arc::new(proxies);
        let mut tcp = HttpConnector::new();
        // TLS is put on top of it.
        tcp.enforce_http(false);
        tcp.set_nodelay(true);
        tcp.set_keepalive(Some(KEEP_ALIVE));
        let route = Route {
            proxy: over_tls(tls.clone(), tcp.clone()),
            tcp,
            proxies: Arc::clone(&proxies),
        };
        Self {
            https: over_tls(tls, route),
            proxies,
            timeout,
        }
    }

    /// What a request to this address tells a proxy of its sender. Where it goes through a tunnel, that is told when the
    /// tunnel is made.
    pub(super) fn proxy_authorization(&self, uri: &Uri) -> Option<HeaderValue> {
        let proxy = self.proxies.intercept(uri)?;
        let is_tunnelled = uri.scheme() == Some(&Scheme::HTTPS);
        proxy.basic_auth().filter(|_| !is_tunnelled).cloned()
    }
}

/// Connections of this kind, with TLS on top where the scheme is `https`.
fn over_tls<C>(tls: ClientConfig, connector: C) -> HttpsConnector<C> {
    HttpsConnectorBuilder::new()
        .with_tls_config(tls)
        .https_or_http()
        .enable_http1()
        .wrap_connector(connector)
}

impl Service<Uri> for Connector {
    type Response = <HttpsConnector<Route> as Service<Uri>>::Response;
    type Error = BoxError;
    type Future = BoxFuture<'static, Result<Self::Response, BoxError>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        let connected = self.https.clone().oneshot(uri);
        let timeout = self.timeout;
        Box::pin(async move {
            let connected = tokio::time::timeout(timeout, connected).await;
            connected.unwrap_or_else(|_| Err(io::Error::from(io::ErrorKind::TimedOut).into()))
        })
    }
}

/// Connections to the server of an address, or to the proxy that stands before it.
#[derive(Clone, Debug)]
pub(super) struct Route {
    tcp: HttpConnector,
    /// A proxy may be spoken to over TLS as well.
    proxy: HttpsConnector<HttpConnector>,
    proxies: Arc<Matcher>,
}

/// A connection of any kind.
pub(super) trait Io: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Io for T {}

impl Service<Uri> for Route {
    type Response = TokioIo<Fair<Box<dyn Io>>>;
    type Error = BoxError;
    type Future = BoxFuture<'static, Result<Self::Response, BoxError>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        let Self {
            tcp,
            proxy,
            proxies,
        } = self.clone();
        Box::pin(async move {
            let (io, is_proxied): (Box<dyn Io>, bool) = match proxies.intercept(&uri) {
                None => (Box::new(tcp.oneshot(uri).await?.into_inner()), false),
                Some(found) if uri.scheme() == Some(&Scheme::HTTPS) => {
                    let mut tunnel = Tunnel::new(found.uri().clone(), proxy);
                    if let Some(authorization) = found.basic_auth() {
                        tunnel = tunnel.with_auth(authorization.clone());
                    }
                    (Box::new(TokioIo::new(tunnel.oneshot(uri).await?)), false)
                }
                Some(found) => {
                    let io = proxy.oneshot(found.uri().clone()).await?;
                    (Box::new(TokioIo::new(io)), true)
                }
            };
            Ok(TokioIo::new(Fair::new(io, is_proxied)))
        })
    }
}
