//! The default transport: hyper with rustls.

mod connector;
mod fair;

use super::{Body, BoxError};
use crate::base64;
use crate::parameters::percent;
use connector::Connector;
use futures_util::future::BoxFuture;
use http::uri::Authority;
use http::{HeaderValue, Uri, header};
use hyper::body::Incoming;
use hyper_util::client::legacy::Client;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::BuilderVerifierExt;
use std::io;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

/// The default transport: HTTP/1.1 over TCP or TLS with a pool of connections; cheap to clone.
///
/// Certificates are checked by the platform's own verifier; on a system without root certificates, TLS
/// connections fail and plain HTTP works. Redirects are not followed: a redirect to another host would carry
/// the caller's key there, and a documented 3xx is a response like any other. The proxy settings of the
/// environment (`HTTPS_PROXY`, `NO_PROXY`, …) are honoured. It needs a tokio runtime.
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
    pub fn new() -> Result<Self, BoxError> {
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
    pub fn build(self) -> Result<HttpTransport, BoxError> {
        let connector = Connector::new(tls()?, self.connect_timeout);
        Ok(HttpTransport::of(connector))
    }
}

/// TLS with the ring provider, named here so that it neither reads nor sets the process-wide default.
fn tls() -> Result<ClientConfig, rustls::Error> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let versions = || {
        ClientConfig::builder_with_provider(provider.clone()).with_safe_default_protocol_versions()
    };
    let verified = match versions()?.with_platform_verifier() {
        Ok(verified) => verified,
        Err(error) => {
            // A container may hold no root certificates. Plain HTTP works there, and TLS trusts nobody.
            tracing::warn!(%error, "no server's certificate can be verified");
            versions()?.with_root_certificates(RootCertStore::empty())
        }
    };
    Ok(verified.with_no_client_auth())
}

impl tower::Service<http::Request<Body>> for HttpTransport {
    type Response = http::Response<Incoming>;
    type Error = BoxError;
    type Future = BoxFuture<'static, Result<Self::Response, BoxError>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, mut request: http::Request<Body>) -> Self::Future {
        let prepared = prepare(&mut request);
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

/// Makes the address of a request one that can be requested: what it has as user and password goes into a header field.
fn prepare(request: &mut http::Request<Body>) -> Result<(), BoxError> {
    let uri = request.uri();
    // The address may hold an API key, which an error must not show.
    let invalid = |what| io::Error::new(io::ErrorKind::InvalidInput, what);
    let scheme = uri.scheme_str();
    let (Some("http" | "https"), Some(authority)) = (scheme, uri.authority()) else {
        return Err(invalid("the address is not one of HTTP").into());
    };
    let Some((user, host)) = authority.as_str().rsplit_once('@') else {
        return Ok(());
    };
    let host = Authority::try_from(host).map_err(|_| invalid("the address has no host"))?;
    let credentials = percent::decode(user).unwrap_or_else(|_| user.to_owned());
    let mut authorization =
        HeaderValue::try_from(format!("Basic {}", base64::encode(credentials.as_bytes())))?;
    authorization.set_sensitive(true);
    let mut parts = uri.clone().into_parts();
    parts.authority = Some(host);
    *request.uri_mut() = Uri::from_parts(parts)?;
    let headers = request.headers_mut();
    headers
        .entry(header::AUTHORIZATION)
        .or_insert(authorization);
    Ok(())
}

#[cfg(test)]
mod tests;
