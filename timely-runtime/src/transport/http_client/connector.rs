//! How the default transport reaches a server: directly or through a proxy, with TLS where the address asks for it.

use super::fair::Fair;
use super::proxy::Proxies;
use super::resolver::{Resolver, SharedResolver};
use crate::transport::{BoxError, DestinationError, Destinations};
use futures_util::future::BoxFuture;
use http::uri::Scheme;
use http::{HeaderValue, Uri};
use hyper_rustls::HttpsConnector;
use hyper_util::client::legacy::connect::HttpConnector as TcpConnector;
use hyper_util::client::legacy::connect::proxy::Tunnel;
use hyper_util::rt::TokioIo;
use rustls::ClientConfig;
use std::fmt;
use std::io;
use std::net::IpAddr;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tower::{Service, ServiceExt};

type Tcp = TcpConnector<SharedResolver>;

/// Connections of TCP.
#[derive(Clone, Debug)]
pub(super) struct TcpSettings {
    /// How long nothing may happen on a connection before the system asks whether the other end is still there.
    pub(super) keep_alive: Option<Duration>,
    pub(super) nodelay: bool,
    pub(super) local_address: Option<IpAddr>,
    pub(super) happy_eyeballs: Option<Duration>,
    pub(super) resolver: Arc<Resolver>,
}

impl TcpSettings {
    /// A connector that shares this time among the addresses of a host, of which it takes those that these rules allow.
    fn connector(&self, timeout: Duration, destinations: &Arc<[Destinations]>) -> Tcp {
        let resolver = SharedResolver {
            resolver: Arc::clone(&self.resolver),
            destinations: Arc::clone(destinations),
        };
        let mut tcp = TcpConnector::new_with_resolver(resolver);
        // TLS is put on top of it.
        tcp.enforce_http(false);
        tcp.set_connect_timeout(Some(timeout));
        tcp.set_happy_eyeballs_timeout(self.happy_eyeballs);
        tcp.set_keepalive(self.keep_alive);
        tcp.set_local_address(self.local_address);
        tcp.set_nodelay(self.nodelay);
        tcp
    }
}

/// Which versions of HTTP are spoken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Versions {
    /// HTTP/1.1 alone.
    Http1,
    /// Over TLS the one that the server chooses (ALPN; RFC 7301), and HTTP/1.1 otherwise.
    #[cfg(feature = "http2")]
    Negotiated,
    /// HTTP/2 without asking (RFC 9113, section 3.3).
    #[cfg(feature = "http2")]
    Http2,
}

impl Versions {
    pub(super) const fn is_http2_only(self) -> bool {
        match self {
            Self::Http1 => false,
            #[cfg(feature = "http2")]
            Self::Negotiated => false,
            #[cfg(feature = "http2")]
            Self::Http2 => true,
        }
    }

    /// What is offered to a server, the one that is liked best first.
    fn offer(self) -> Vec<Vec<u8>> {
        match self {
            Self::Http1 => Vec::new(),
            #[cfg(feature = "http2")]
            Self::Negotiated => vec![b"h2".to_vec(), b"http/1.1".to_vec()],
            #[cfg(feature = "http2")]
            Self::Http2 => vec![b"h2".to_vec()],
        }
    }
}

/// Without TLS, which holds a key where a certificate is shown.
impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("tcp", &self.tcp)
            .field("timeout", &self.timeout)
            .field("proxies", &self.proxies)
            .field("versions", &self.versions)
            .finish_non_exhaustive()
    }
}

/// Makes connections that are ready for HTTP.
#[derive(Clone, Debug)]
pub(super) struct Connector {
    https: HttpsConnector<Route>,
    settings: Arc<Settings>,
    /// What addresses have to be allowed by, each of them by all.
    destinations: Arc<[Destinations]>,
}

/// What connections are made with.
pub(super) struct Settings {
    pub(super) tls: ClientConfig,
    pub(super) tcp: TcpSettings,
    /// After what time a connection is given up, proxies and TLS included.
    pub(super) timeout: Duration,
    pub(super) proxies: Proxies,
    pub(super) versions: Versions,
}

impl Connector {
    /// A connector to addresses that are allowed by all of these rules.
    pub(super) fn new(settings: Arc<Settings>, destinations: Arc<[Destinations]>) -> Self {
        let Settings {
            tls,
            tcp,
            timeout,
            proxies,
            versions,
        } = settings.as_ref();
        let mut offering = tls.clone();
        offering.alpn_protocols = versions.offer();
        // The proxy has not been chosen by who has chosen the address.
        let to_proxy = tcp.connector(*timeout, &Arc::from([]));
        let route = Route {
            proxy: over_tls(tls.clone(), to_proxy),
            tcp: tcp.connector(*timeout, &destinations),
            proxies: proxies.clone(),
            tunnels_all: versions.is_http2_only(),
        };
        Self {
            https: over_tls(offering, route),
            settings,
            destinations,
        }
    }

    /// A connector to addresses that are allowed by these rules as well.
    pub(super) fn within(&self, rules: &Destinations) -> Self {
        let destinations = self.destinations.iter().chain([rules]).cloned();
        Self::new(Arc::clone(&self.settings), destinations.collect())
    }

    #[cfg(feature = "http2")]
    pub(super) fn is_http2_only(&self) -> bool {
        self.settings.versions.is_http2_only()
    }

    /// Judges what an address says.
    pub(super) fn check(&self, uri: &Uri) -> Result<(), DestinationError> {
        let mut rules = self.destinations.iter();
        rules.try_for_each(|rules| rules.check_uri(uri))
    }

    /// What a request to this address tells a proxy of its sender. Where it goes through a tunnel, that is told when the
    /// tunnel is made.
    pub(super) fn proxy_authorization(&self, uri: &Uri) -> Option<HeaderValue> {
        let proxy = self.settings.proxies.intercept(uri)?;
        let is_tunnelled = is_tunnelled(uri, self.settings.versions.is_http2_only());
        proxy.basic_auth().filter(|_| !is_tunnelled).cloned()
    }
}

/// Whether the way to this address is a tunnel where a proxy stands before it. A proxy is told of a request for `http` in HTTP/1.1
/// alone, so that a connection that knows only HTTP/2 has to go through one.
fn is_tunnelled(uri: &Uri, tunnels_all: bool) -> bool {
    tunnels_all || uri.scheme() == Some(&Scheme::HTTPS)
}

/// Connections of this kind, with TLS on top where the scheme is `https`.
fn over_tls<C>(tls: ClientConfig, connector: C) -> HttpsConnector<C> {
    HttpsConnector::from((connector, tls))
}

impl Service<Uri> for Connector {
    type Response = <HttpsConnector<Route> as Service<Uri>>::Response;
    type Error = BoxError;
    type Future = BoxFuture<'static, Result<Self::Response, BoxError>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        // An address of IP is not looked up, so that the resolver does not see it.
        let checked = self.check(&uri);
        let connected = self.https.clone().oneshot(uri);
        let timeout = self.settings.timeout;
        Box::pin(async move {
            checked?;
            let connected = tokio::time::timeout(timeout, connected).await;
            connected.unwrap_or_else(|_| Err(io::Error::from(io::ErrorKind::TimedOut).into()))
        })
    }
}

/// Connections to the server of an address, or to the proxy that stands before it.
#[derive(Clone, Debug)]
pub(super) struct Route {
    tcp: Tcp,
    /// A proxy may be spoken to over TLS as well.
    proxy: HttpsConnector<Tcp>,
    proxies: Proxies,
    /// Whether a proxy is asked for a tunnel whatever the scheme.
    tunnels_all: bool,
}

/// The address with its port stated, which a tunnel is asked for.
fn with_port(uri: Uri) -> Result<Uri, http::Error> {
    let (None, Some(host), Some("http")) = (uri.port(), uri.host(), uri.scheme_str()) else {
        return Ok(uri);
    };
    let authority = format!("{host}:80");
    let builder = Uri::builder().scheme(Scheme::HTTP).authority(authority);
    builder.path_and_query("/").build()
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
            tunnels_all,
        } = self.clone();
        Box::pin(async move {
            let (io, is_proxied): (Box<dyn Io>, bool) = match proxies.intercept(&uri) {
                None => (Box::new(tcp.oneshot(uri).await?.into_inner()), false),
                Some(found) if is_tunnelled(&uri, tunnels_all) => {
                    let mut tunnel = Tunnel::new(found.uri().clone(), proxy);
                    if let Some(authorization) = found.basic_auth() {
                        tunnel = tunnel.with_auth(authorization.clone());
                    }
                    (
                        Box::new(TokioIo::new(tunnel.oneshot(with_port(uri)?).await?)),
                        false,
                    )
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
