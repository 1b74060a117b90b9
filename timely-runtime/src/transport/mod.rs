//! The seam between this crate and HTTP: anything that answers a request, and what can go wrong there.

mod http_client;

pub use http_client::{HttpTransport, HttpTransportBuilder};

use crate::{Operation, RawResponse, payload};
use bytes::Buf;
use futures_util::TryStreamExt;
use futures_util::future::BoxFuture;
use http_body_util::{BodyDataStream, BodyExt, LengthLimitError, Limited};
use std::error::Error as StdError;
use std::fmt;
use tower::{Service, ServiceExt};

/// An error of any type, as tower services report it.
pub type BoxError = Box<dyn StdError + Send + Sync>;

pub use crate::content::Body;

/// How much of a response's body to read.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub enum ReadBody {
    /// What a response of an operation needs: nothing yet of a stream, all of anything else, but no more than this many
    /// bytes.
    Of(&'static Operation, usize),
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
                ReadBody::Skip => Body::empty(),
                ReadBody::Of(operation, _) if is_stream(operation, &parts) => stream(body),
                ReadBody::UpTo(limit) | ReadBody::Of(_, limit) => collect(body, limit).await?,
            };
            Ok(RawResponse {
                status: parts.status,
                headers: parts.headers,
                body,
            })
        })
    }
}

fn is_stream(operation: &'static Operation, parts: &http::response::Parts) -> bool {
    let media = operation.response_media(parts.status.as_u16());
    payload::is_stream(media, &parts.headers)
}

/// A body that is read by whoever gets it.
fn stream<B>(body: B) -> Body
where
    B: BodyExt + Send + 'static,
    B::Data: Send,
    B::Error: Into<BoxError>,
{
    let data = BodyDataStream::new(body).map_ok(|mut data| data.copy_to_bytes(data.remaining()));
    Body::from_stream(data)
}

async fn collect<B>(body: B, limit: usize) -> Result<Body, TransportError>
where
    B: BodyExt,
    B::Error: Into<BoxError>,
{
    let collected = Limited::new(body, limit).collect().await;
    match collected {
        Ok(collected) => Ok(collected.to_bytes().into()),
        Err(error) => Err(TransportError::receive(error, limit)),
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

    /// What there was to send could not be read.
    #[cfg(feature = "webhooks")]
    pub(crate) fn body(error: crate::content::BodyError) -> Self {
        Self {
            kind: TransportErrorKind::Exchange,
            source: error.into(),
        }
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
