//! The default transport: hyper with rustls.

mod body;
mod builder;
mod certificates;
mod connector;
mod error;
mod fair;
mod pool;
mod proxy;
mod resolver;
mod tls;

pub use body::HttpBody;
pub use builder::HttpTransportBuilder;
pub use error::{HttpTransportError, TlsItem};
pub use proxy::Proxy;
pub use resolver::Resolve;

#[cfg(feature = "reqwest")]
use super::ReqwestTransport;
use super::{Body, BoxError};
use futures_util::future::BoxFuture;
use pool::{Own, Pool};
use std::sync::Arc;
use std::task::{Context, Poll};

/// The default transport: HTTP over TCP or TLS with a pool of connections; cheap to clone.
///
/// It speaks HTTP/1.1, and with the feature `http2` of this crate also HTTP/2 with servers that choose it.
/// Certificates are checked by the platform's own verifier; on a system without root certificates, TLS
/// connections fail and plain HTTP works. Redirects are not followed: a redirect to another host would carry
/// the caller's key there, and a documented 3xx is a response like any other. The proxy settings of the
/// environment (`HTTPS_PROXY`, `NO_PROXY`, …) are honoured. [`HttpTransport::builder`] changes this and more. It needs a tokio
/// runtime.
///
/// With the feature `reqwest`, one is also made of a client of reqwest: `HttpTransport::from(client)`. It has the settings of that client.
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
pub struct HttpTransport(Sender);

/// What requests are sent by.
#[derive(Clone, Debug)]
enum Sender {
    Own(Arc<Own>),
    #[cfg(feature = "reqwest")]
    Reqwest(ReqwestTransport),
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
    pub fn builder() -> HttpTransportBuilder {
        HttpTransportBuilder::default()
    }

    fn own(own: Own) -> Self {
        Self(Sender::Own(Arc::new(own)))
    }
}

/// Sends by this client, with its settings in place of those of the default transport: [`ReqwestTransport`] lists what differs.
#[cfg(feature = "reqwest")]
impl From<reqwest::Client> for HttpTransport {
    fn from(client: reqwest::Client) -> Self {
        ReqwestTransport::from(client).into()
    }
}

#[cfg(feature = "reqwest")]
impl From<ReqwestTransport> for HttpTransport {
    fn from(transport: ReqwestTransport) -> Self {
        Self(Sender::Reqwest(transport))
    }
}

impl tower::Service<http::Request<Body>> for HttpTransport {
    type Response = http::Response<HttpBody>;
    type Error = BoxError;
    type Future = BoxFuture<'static, Result<Self::Response, BoxError>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<Body>) -> Self::Future {
        match &mut self.0 {
            Sender::Own(own) => own.send(request),
            #[cfg(feature = "reqwest")]
            Sender::Reqwest(transport) => {
                let response = transport.call(request);
                Box::pin(async move { Ok(response.await?.map(HttpBody::reqwest)) })
            }
        }
    }
}

#[cfg(test)]
mod tests;
