//! The default transport: reqwest with rustls.

use super::{Body, BoxError};
use futures_util::future::BoxFuture;
use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::BuilderVerifierExt;
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
    client: reqwest::Client,
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
        let client = reqwest::Client::builder()
            .tls_backend_preconfigured(tls()?)
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(self.connect_timeout)
            .build()?;
        Ok(HttpTransport { client })
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
    type Response = http::Response<reqwest::Body>;
    type Error = reqwest::Error;
    type Future = BoxFuture<'static, Result<Self::Response, Self::Error>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<Body>) -> Self::Future {
        let client = self.client.clone();
        Box::pin(async move {
            let (parts, body) = request.into_parts();
            let body = match body.as_bytes() {
                Some(bytes) => reqwest::Body::from(bytes.clone()),
                None => reqwest::Body::wrap(body),
            };
            let request = reqwest::Request::try_from(http::Request::from_parts(parts, body))
                .map_err(reqwest::Error::without_url)?;
            // The URL may hold an API key, which an error must not show.
            let response = client
                .execute(request)
                .await
                .map_err(reqwest::Error::without_url)?;
            Ok(response.into())
        })
    }
}
