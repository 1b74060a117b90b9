//! The seam between this crate and HTTP: anything that answers a request, and what can go wrong there.

mod http_client;

pub use http_client::{HttpTransport, HttpTransportBuilder};

use crate::RawResponse;
use bytes::Bytes;
use futures_util::future::BoxFuture;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use std::error::Error as StdError;
use std::fmt;
use tower::{Service, ServiceExt};

/// An error of any type, as tower services report it.
pub type BoxError = Box<dyn StdError + Send + Sync>;

/// The body of an outgoing request: the whole of it, in memory.
///
/// An [`http_body::Body`](https://docs.rs/http-body) whose data is [`Bytes`], so that an axum `Router` takes
/// it as it is.
pub type Body = http_body_util::Full<Bytes>;

/// How much of a response's body to read.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReadBody {
    /// All of it, but no more than this many bytes.
    UpTo(usize),
    /// None of it: the status tells all.
    Skip,
}

/// Sends a request and returns the response.
///
/// Implemented for every [`tower::Service`] that takes an `http::Request<Body>`, can be cloned and be shared between
/// threads: [`HttpTransport`], an axum `Router`, a [`tower::service_fn`], or any of these with layers on top. It
/// stands below credentials and retries, so that it sees each attempt as it is sent.
///
/// ```
/// # use timely_runtime::transport::{Body, Transport};
/// fn transport() -> impl Transport {
///     tower::service_fn(|request: http::Request<Body>| async move {
///         assert!(request.headers().contains_key("accept"));
///         Ok::<_, std::convert::Infallible>(http::Response::new(String::from("{}")))
///     })
/// }
/// ```
pub trait Transport: Send + Sync + 'static {
    /// Sends one request.
    #[doc(hidden)]
    fn exchange(
        &self,
        request: http::Request<Body>,
        read: ReadBody,
    ) -> BoxFuture<'static, Result<RawResponse, TransportError>>;
}

impl<S, B> Transport for S
where
    S: Service<http::Request<Body>, Response = http::Response<B>> + Clone + Send + Sync + 'static,
    S::Future: Send,
    S::Error: Into<BoxError>,
    B: BodyExt + Send + 'static,
    B::Data: Send,
    B::Error: Into<BoxError>,
{
    fn exchange(
        &self,
        request: http::Request<Body>,
        read: ReadBody,
    ) -> BoxFuture<'static, Result<RawResponse, TransportError>> {
        let service = self.clone();
        Box::pin(async move {
            let response = service
                .oneshot(request)
                .await
                .map_err(TransportError::send)?;
            let (parts, body) = response.into_parts();
            let body = match read {
                ReadBody::Skip => Bytes::new(),
                ReadBody::UpTo(limit) => Limited::new(body, limit)
                    .collect()
                    .await
                    .map_err(|error| TransportError::receive(error, limit))?
                    .to_bytes(),
            };
            Ok(RawResponse {
                status: parts.status,
                headers: parts.headers,
                body,
            })
        })
    }
}

/// A request that got no complete answer.
///
/// Neither its `Debug` nor its `Display` form shows the request's URL, which may hold a key or personal data.
#[derive(Debug)]
pub struct TransportError {
    kind: TransportErrorKind,
    source: BoxError,
}

/// At what point an exchange failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// No connection was made, so the server saw nothing of the request.
    Connect,
    /// The request was not sent or not answered.
    Exchange,
    /// The response broke off while its body was read.
    Receive,
    /// The response's body is larger than the client accepts.
    TooLarge,
}

impl TransportError {
    /// At what point the exchange failed.
    #[must_use]
    pub fn kind(&self) -> TransportErrorKind {
        self.kind
    }

    fn send(error: impl Into<BoxError>) -> Self {
        let source = error.into();
        let kind = if is_connect(source.as_ref()) {
            TransportErrorKind::Connect
        } else {
            TransportErrorKind::Exchange
        };
        Self { kind, source }
    }

    fn receive(source: BoxError, limit: usize) -> Self {
        if source.is::<LengthLimitError>() {
            let source = format!("the limit is {limit} bytes").into();
            Self {
                kind: TransportErrorKind::TooLarge,
                source,
            }
        } else {
            Self {
                kind: TransportErrorKind::Receive,
                source,
            }
        }
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.kind {
            TransportErrorKind::Connect => "no connection could be made",
            TransportErrorKind::Exchange => "the request was not answered",
            TransportErrorKind::Receive => "the response broke off",
            TransportErrorKind::TooLarge => "the response body is too large",
        })
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(self.source.as_ref())
    }
}

/// Whether an error, or one that caused it, says that no connection was made.
fn is_connect(error: &(dyn StdError + 'static)) -> bool {
    let mut cause = Some(error);
    while let Some(error) = cause {
        let connect = error
            .downcast_ref::<reqwest::Error>()
            .is_some_and(reqwest::Error::is_connect)
            || error
                .downcast_ref::<std::io::Error>()
                .is_some_and(|error| error.kind() == std::io::ErrorKind::ConnectionRefused);
        if connect {
            return true;
        }
        cause = error.source();
    }
    false
}

#[cfg(test)]
mod tests;
