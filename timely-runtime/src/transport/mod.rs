//! The seam between this crate and HTTP: anything that answers a request, and what can go wrong there.

mod address;
pub(crate) mod coding;
mod http_client;
#[cfg(feature = "reqwest")]
mod reqwest_client;

pub use http_client::{HttpTransport, HttpTransportBuilder, HttpTransportError};
#[cfg(feature = "reqwest")]
pub use reqwest_client::ReqwestTransport;

use crate::bodies::BodyError;
use crate::media_type::content_type;
use crate::operation::media;
use crate::{Operation, RawResponse, ReceivedResponse};
use bytes::{Bytes, BytesMut};
use futures_util::future::BoxFuture;
use http::{HeaderValue, header};
use http_body_util::BodyExt;
use std::error::Error as StdError;
use std::fmt;
use std::io;
use tower::{Service, ServiceExt};

/// An error of any type, as tower services report it.
pub type BoxError = Box<dyn StdError + Send + Sync>;

pub use crate::bodies::Body;

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
        mut request: http::Request<Body>,
        read: ReadBody,
    ) -> BoxFuture<'static, Result<RawResponse, TransportError>> {
        announce_empty(&mut request);
        let service = self.clone();
        Box::pin(async move {
            let response = service
                .oneshot(request)
                .await
                .map_err(TransportError::send)?;
            let (parts, body) = response.into_parts();
            let (is_stream, limit) = match read {
                ReadBody::Skip => return Ok(head(parts, Body::empty())),
                ReadBody::UpTo(limit) => (false, limit),
                ReadBody::Of(operation, limit) => (is_stream(operation, &parts), limit),
            };
            let response = head(parts, Body::from_http(body));
            let codings = coding::codings(response.status, &response.headers);
            if is_stream && coding::are_known(&codings) {
                return decode(response, &codings);
            }
            collect(response, &codings, limit).await
        })
    }
}

fn head(parts: http::response::Parts, body: Body) -> RawResponse {
    RawResponse {
        status: parts.status,
        headers: parts.headers,
        body,
    }
}

/// Says of a request without content that it has none, where its method lets a server expect some (RFC 9110, section 8.6):
/// many refuse such a request with 411 otherwise.
fn announce_empty(request: &mut http::Request<Body>) {
    let expects_content = matches!(
        request.method().as_str(),
        "POST" | "PUT" | "PATCH" | "QUERY"
    );
    let is_empty = request
        .body()
        .as_bytes()
        .is_some_and(|bytes| bytes.is_empty());
    let headers = request.headers_mut();
    if expects_content && is_empty && !headers.contains_key(header::TRANSFER_ENCODING) {
        headers.insert(header::CONTENT_LENGTH, HeaderValue::from_static("0"));
    }
}

fn is_stream(operation: &'static Operation, parts: &http::response::Parts) -> bool {
    let media = operation.response_media(parts.status.as_u16());
    media::choose(media, content_type(&parts.headers)).is_some_and(|media| media.kind.is_stream())
}

/// The response with its body in memory and without its codings. What was read of one that fails is kept with the error.
async fn collect(
    response: RawResponse,
    codings: &[String],
    limit: usize,
) -> Result<RawResponse, TransportError> {
    let response = read(response, limit).await?;
    let coded = response.body.as_bytes().cloned().unwrap_or_default();
    if coded.is_empty() || codings.is_empty() {
        return Ok(response);
    }
    let (status, headers) = (response.status, response.headers.clone());
    let decoded = match decode(response, codings) {
        Ok(response) => read(response, limit).await,
        Err(error) => Err(error),
    };
    decoded.map_err(|error| match error.kind {
        TransportErrorKind::Coding => TransportError {
            response: Some(ReceivedResponse::coded(status, headers, coded)),
            ..error
        },
        _ => error,
    })
}

fn decode(response: RawResponse, codings: &[String]) -> Result<RawResponse, TransportError> {
    match coding::decoded(codings, response.body) {
        Ok(body) => Ok(RawResponse { body, ..response }),
        Err(error) => {
            let received = ReceivedResponse::coded(response.status, response.headers, Bytes::new());
            Err(TransportError::receive(error, received))
        }
    }
}

/// The response with its body in memory.
async fn read(response: RawResponse, limit: usize) -> Result<RawResponse, TransportError> {
    let mut read = BytesMut::new();
    match response.body.read(limit, &mut read).await {
        Ok(bytes) => Ok(RawResponse {
            body: bytes.into(),
            ..response
        }),
        Err(error) => {
            let received = ReceivedResponse::new(response.status, response.headers, read.freeze());
            Err(TransportError::receive(error, received))
        }
    }
}

/// A request that got no complete answer.
///
/// Neither its `Debug` nor its `Display` form shows the request's URL, which may hold a key or personal data.
#[derive(Debug)]
pub struct TransportError {
    kind: TransportErrorKind,
    source: BoxError,
    response: Option<ReceivedResponse>,
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
    /// The content coding of the response's body is unknown, or the body is not what it says.
    Coding,
    /// A time ran out that the transport keeps by itself, beside the client's timeout.
    Timeout,
}

impl TransportError {
    /// At what point the exchange failed.
    #[must_use]
    pub fn kind(&self) -> TransportErrorKind {
        self.kind
    }

    /// What came of the response: its status, its header fields, and as much of its body as was read. Where its content coding
    /// cannot be undone, that is the body as it came.
    #[must_use]
    pub fn response(&self) -> Option<&ReceivedResponse> {
        self.response.as_ref()
    }

    /// The same without what was read of the response, which may be secret.
    #[cfg(feature = "oauth2")]
    pub(crate) fn without_response(self) -> Self {
        Self {
            response: None,
            ..self
        }
    }

    fn send(error: impl Into<BoxError>) -> Self {
        let source = error.into();
        let kind = if is_connect(source.as_ref()) {
            TransportErrorKind::Connect
        } else if is_timeout(source.as_ref()) {
            TransportErrorKind::Timeout
        } else {
            TransportErrorKind::Exchange
        };
        Self {
            kind,
            source,
            response: None,
        }
    }

    /// What there was to send could not be read.
    #[cfg(feature = "webhooks")]
    pub(crate) fn body(error: crate::bodies::BodyError) -> Self {
        Self {
            kind: TransportErrorKind::Exchange,
            source: error.into(),
            response: None,
        }
    }

    /// A response whose body could not be read to its end.
    pub(crate) fn receive(error: BodyError, response: ReceivedResponse) -> Self {
        let (kind, source) = match error {
            BodyError::TooLarge { limit } => (
                TransportErrorKind::TooLarge,
                format!("the limit is {limit} bytes").into(),
            ),
            BodyError::Read(source) if is_timeout(source.as_ref()) => {
                (TransportErrorKind::Timeout, source)
            }
            BodyError::Read(source) => (TransportErrorKind::Receive, source),
            error @ BodyError::Coding { .. } => (TransportErrorKind::Coding, error.into()),
            other => (TransportErrorKind::Receive, other.into()),
        };
        Self {
            kind,
            source,
            response: Some(response),
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
            TransportErrorKind::Coding => "the content coding of the response cannot be undone",
            TransportErrorKind::Timeout => "the transport gave up waiting for the server",
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
    chain(error).any(|error| {
        error
            .downcast_ref::<hyper_util::client::legacy::Error>()
            .is_some_and(hyper_util::client::legacy::Error::is_connect)
            || is_io(error, io::ErrorKind::ConnectionRefused)
    })
}

/// Whether an error, or one that caused it, says that a time ran out.
fn is_timeout(error: &(dyn StdError + 'static)) -> bool {
    chain(error).any(|error| {
        error.is::<tokio::time::error::Elapsed>() || is_io(error, io::ErrorKind::TimedOut)
    })
}

fn is_io(error: &(dyn StdError + 'static), kind: io::ErrorKind) -> bool {
    error
        .downcast_ref::<io::Error>()
        .is_some_and(|error| error.kind() == kind)
}

/// An error and its causes.
fn chain<'a>(
    error: &'a (dyn StdError + 'static),
) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    std::iter::successors(Some(error), |error| (*error).source())
}

#[cfg(test)]
mod tests;
