//! The default transport: hyper with rustls.

mod connector;
mod fair;
mod tls;

pub use tls::HttpTransportError;

use super::{Body, BoxError, address};
use connector::Connector;
use futures_util::future::BoxFuture;
use http::header;
use hyper::body::Incoming;
use hyper_util::client::legacy::Client;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use std::task::{Context, Poll};
use std::time::Duration;

/// The default transport: HTTP/1.1 over TCP or TLS with a pool of connections; cheap to clone.
///
/// Certificates are checked by the platform's own verifier; on a system without root certificates, TLS
/// connections fail and plain HTTP works. Redirects are not followed: a redirect to another host would carry
/// the caller's key there, and a documented 3xx is a response like any other. The proxy settings of the
/// environment (`HTTPS_PROXY`, `NO_PROXY`, …) are honoured. It needs a tokio runtime.
///
/// The cryptography of TLS is that of [ring], by the feature `ring` of this crate, which is on by default, or of [AWS-LC],
/// by its feature `aws-lc-rs`, which comes first where both are on. The transport names it to rustls, so that it neither
/// reads nor sets the default of the process. Without both features it takes that default, which the program has to install.
/// A program that has rustls with AWS-LC for other reasons turns the default features off: where rustls is compiled with both,
/// those who ask it for *the* provider of the process get a panic, unless the program has installed one.
///
/// [ring]: https://docs.rs/ring
/// [AWS-LC]: https://docs.rs/aws-lc-rs
#[derive(Clone, Debug)]
pub struct HttpTransport {
    client: Client<Connector, Body>,
    connector: Connector,
}

/// Settings of an [`HttpTransport`].
#[derive(Clone, Debug)]
pub struct HttpTransportBuilder {
    connect_timeout: Duration,
}

impl HttpTransport {
    /// A transport with the default settings.
    ///
    /// # Errors
    /// When TLS cannot be set up.
    pub fn new() -> Result<Self, HttpTransportError> {
        Self::builder().build()
    }

    /// Starts to configure a transport.
    #[must_use]
    pub fn builder() -> HttpTransportBuilder {
        HttpTransportBuilder {
            connect_timeout: Duration::from_secs(10),
        }
    }

    fn of(connector: Connector) -> Self {
        let client = Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .build(connector.clone());
        Self { client, connector }
    }
}

impl HttpTransportBuilder {
    /// Gives up on a connection that is not there after this time, 10 seconds by default.
    #[must_use]
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// Makes the transport.
    ///
    /// # Errors
    /// When TLS cannot be set up.
    pub fn build(self) -> Result<HttpTransport, HttpTransportError> {
        let connector = Connector::new(tls::config()?, self.connect_timeout);
        Ok(HttpTransport::of(connector))
    }
}

impl tower::Service<http::Request<Body>> for HttpTransport {
    type Response = http::Response<Incoming>;
    type Error = BoxError;
    type Future = BoxFuture<'static, Result<Self::Response, BoxError>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, mut request: http::Request<Body>) -> Self::Future {
        let prepared = address::prepare(&mut request);
        if let Some(authorization) = self.connector.proxy_authorization(request.uri()) {
            let headers = request.headers_mut();
            headers
                .entry(header::PROXY_AUTHORIZATION)
                .or_insert(authorization);
        }
        let client = self.client.clone();
        Box::pin(async move {
            prepared?;
            Ok(client.request(request).await?)
        })
    }
}

#[cfg(test)]
mod tests;
