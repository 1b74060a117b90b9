//! The settings of the default transport.

use super::certificates::Certificates;
use super::connector::{Connector, Settings, TcpSettings, Versions};
use super::error::HttpTransportError;
use super::proxy::{Choice, Proxy};
use super::resolver::Resolve;
use super::{HttpTransport, Own, Pool};
use crate::Secret;
use crate::transport::Destinations;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

/// Settings of an [`HttpTransport`].
///
/// Nothing is checked until [`HttpTransportBuilder::build`], which reports the first thing that is wrong. Other settings, such as
/// timeouts of calls, are the client's.
///
/// ```
/// use std::time::Duration;
/// use timely_runtime::client::{HttpTransport, HttpTransportError};
///
/// fn transport() -> Result<HttpTransport, HttpTransportError> {
///     HttpTransport::builder()
///         .no_proxy()
///         .connect_timeout(Duration::from_secs(3))
///         .pool_max_idle_per_host(4)
///         .build()
/// }
/// # transport().unwrap();
/// ```
#[derive(Clone, Debug)]
#[must_use = "a builder does nothing until it is built"]
pub struct HttpTransportBuilder {
    connect_timeout: Duration,
    tcp: TcpSettings,
    certificates: Certificates,
    proxies: Choice,
    versions: Versions,
    pool: Pool,
    destinations: Option<Destinations>,
}

impl Default for HttpTransportBuilder {
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(10),
            tcp: TcpSettings {
                keep_alive: Some(Duration::from_secs(15)),
                nodelay: true,
                local_address: None,
                happy_eyeballs: Some(Duration::from_millis(300)),
                resolver: Arc::default(),
            },
            certificates: Certificates::default(),
            proxies: Choice::default(),
            #[cfg(feature = "http2")]
            versions: Versions::Negotiated,
            #[cfg(not(feature = "http2"))]
            versions: Versions::Http1,
            pool: Pool {
                idle_per_host: usize::MAX,
                idle_timeout: Some(Duration::from_secs(90)),
                #[cfg(feature = "http2")]
                ping: None,
            },
            destinations: None,
        }
    }
}

/// Connections.
impl HttpTransportBuilder {
    /// Gives up on a connection that is not there after this time, 10 seconds by default: looking the host up, proxies and TLS
    /// included. Where a host has several addresses, they share it, so that one that does not answer leaves time for the next.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// How long the preferred family of addresses, IPv6 or IPv4, is tried alone before the other one is tried beside it (RFC 8305, section 5);
    /// 300 milliseconds by default, as in hyper. With `None` one is tried after the other.
    pub fn happy_eyeballs_timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.tcp.happy_eyeballs = timeout.into();
        self
    }

    /// Connects from this address of the machine; from the one that the system chooses by default. Servers of the other family, IPv4
    /// or IPv6, cannot be reached then.
    pub fn local_address(mut self, address: impl Into<IpAddr>) -> Self {
        self.tcp.local_address = Some(address.into());
        self
    }

    /// After how long a silence of a connection the system asks whether the other end is still there (keep-alive of TCP; RFC 9293,
    /// section 3.8.4); 15 seconds by default, and never with `None`.
    pub fn tcp_keep_alive(mut self, time: impl Into<Option<Duration>>) -> Self {
        self.tcp.keep_alive = time.into();
        self
    }

    /// Whether small packets are sent at once rather than collected (`TCP_NODELAY`; RFC 9293, section 3.7.4); yes by default.
    pub fn tcp_nodelay(mut self, nodelay: bool) -> Self {
        self.tcp.nodelay = nodelay;
        self
    }

    /// How many connections to one host are kept for later requests; any number by default, and none with 0.
    pub fn pool_max_idle_per_host(mut self, connections: usize) -> Self {
        self.pool.idle_per_host = connections;
        self
    }

    /// How long a connection that nobody uses is kept; 90 seconds by default, as in hyper, and for ever with `None`. A server may
    /// close it earlier.
    pub fn pool_idle_timeout(mut self, time: impl Into<Option<Duration>>) -> Self {
        self.pool.idle_timeout = time.into();
        self
    }
}

/// Names of hosts.
impl HttpTransportBuilder {
    /// Asks this for the addresses of hosts, in place of the system's resolver.
    pub fn resolver(mut self, resolver: impl Resolve) -> Self {
        Arc::make_mut(&mut self.tcp.resolver).give(resolver);
        self
    }

    /// States the addresses of a host, for which no resolver is asked then. The port remains that of the URL, and a certificate is
    /// still held to the name of the host.
    pub fn host_addresses(
        mut self,
        host: impl AsRef<str>,
        addresses: impl IntoIterator<Item = IpAddr>,
    ) -> Self {
        let addresses = addresses.into_iter().collect();
        Arc::make_mut(&mut self.tcp.resolver).state(host.as_ref(), addresses);
        self
    }
}

/// Addresses that may be called.
impl HttpTransportBuilder {
    /// Makes connections to these addresses alone, whatever a request says; to any by default. Addresses that are
    /// [stated](Self::host_addresses) are judged as well.
    pub fn destinations(mut self, destinations: Destinations) -> Self {
        self.destinations = Some(destinations);
        self
    }
}

/// Proxies.
impl HttpTransportBuilder {
    /// Goes through this proxy, in place of those that the environment names (`HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY`, `NO_PROXY`), which is
    /// the default. Of several the last one counts that is for the scheme of an address.
    pub fn proxy(mut self, proxy: Proxy) -> Self {
        self.proxies.add(proxy);
        self
    }

    /// Goes through no proxy, whatever the environment says.
    pub fn no_proxy(mut self) -> Self {
        self.proxies = Choice::none();
        self
    }
}

/// TLS.
impl HttpTransportBuilder {
    /// Trusts the root certificates of this text of PEM (RFC 7468, section 5), of which there may be several, beside those of the
    /// platform.
    pub fn add_root_certificates(mut self, pem: impl AsRef<[u8]>) -> Self {
        self.certificates.add_pem(pem.as_ref());
        self
    }

    /// Trusts this root certificate, in DER (RFC 5280, section 4.1), beside those of the platform.
    pub fn add_root_certificate_der(mut self, der: impl Into<Vec<u8>>) -> Self {
        self.certificates.add_der(der.into());
        self
    }

    /// Trusts the root certificates that are added here and no others; by default those of the platform are trusted as well.
    pub fn only_added_roots(mut self) -> Self {
        self.certificates.only_given = true;
        self
    }

    /// Shows servers that ask for one this certificate (mutual TLS; RFC 8446, section 4.4.2). The first text has it in PEM, and behind it those
    /// that vouch for it; the second one has its private key in PEM: PKCS #8, PKCS #1 or SEC 1, not encrypted. None is shown by default.
    ///
    /// It is what operations ask for whose security is of the type `mutualTLS` (OpenAPI 3.1 and later, Security Scheme Object).
    pub fn client_certificate(
        mut self,
        certificates: impl AsRef<[u8]>,
        key: impl Into<Secret>,
    ) -> Self {
        self.certificates.show(certificates.as_ref(), key.into());
        self
    }
}

/// Versions of HTTP.
#[cfg(feature = "http2")]
impl HttpTransportBuilder {
    /// Speaks HTTP/1.1 alone. By default, with the feature `http2`, a server chooses over TLS (ALPN; RFC 7301), and HTTP/1.1 is spoken without TLS.
    pub fn http1_only(mut self) -> Self {
        self.versions = Versions::Http1;
        self
    }

    /// Speaks HTTP/2 alone, with and without TLS, for servers that are known to (RFC 9113, section 3.3). Where there is a proxy, it goes
    /// through a tunnel for addresses of the scheme `http` as well.
    pub fn http2_prior_knowledge(mut self) -> Self {
        self.versions = Versions::Http2;
        self
    }

    /// Asks the other end of a connection of HTTP/2 whether it is still there (`PING`; RFC 9113, section 6.7), so often while requests are under way,
    /// and gives the connection up without an answer within 20 seconds, as hyper does; never by default.
    pub fn http2_keep_alive(mut self, interval: impl Into<Option<Duration>>) -> Self {
        self.pool.ping = interval.into();
        self
    }
}

impl HttpTransportBuilder {
    /// Makes the transport.
    ///
    /// # Errors
    /// When TLS cannot be set up, or a proxy, certificate or key that was given cannot be used.
    pub fn build(self) -> Result<HttpTransport, HttpTransportError> {
        let settings = Settings {
            tls: super::tls::config(&self.certificates)?,
            tcp: self.tcp,
            timeout: self.connect_timeout,
            proxies: self.proxies.proxies()?,
            versions: self.versions,
        };
        let destinations = self.destinations.into_iter().collect();
        let connector = Connector::new(Arc::new(settings), destinations);
        Ok(HttpTransport::own(Own::new(connector, self.pool)))
    }
}
