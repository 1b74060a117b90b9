//! The seam between this crate and HTTP: anything that answers a request, and what can go wrong there.

mod address;
pub(crate) mod coding;
mod destinations;
mod http_client;
pub(crate) mod receive;
#[cfg(feature = "reqwest")]
mod reqwest_client;

pub use destinations::{DestinationError, Destinations};
pub use http_client::{
    HttpBody, HttpTransport, HttpTransportBuilder, HttpTransportError, Proxy, Resolve, TlsItem,
};
#[cfg(feature = "reqwest")]
pub use reqwest_client::ReqwestTransport;

use crate::ReceivedResponse;
use crate::bodies::BodyError;
use crate::response::Origin;
use futures_util::future::BoxFuture;
use http::{HeaderValue, header};
use http_body_util::BodyExt;
use std::error::Error as StdError;
use std::fmt;
use std::io;
use std::sync::Arc;
use std::time::Duration;
use tower::{Service, ServiceExt};

/// An error of any type, as tower services report it.
pub type BoxError = Box<dyn StdError + Send + Sync>;

pub use crate::bodies::Body;

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
    /// Sends one request. The body of the response is read by whoever asked.
    #[doc(hidden)]
    fn exchange(
        &self,
        request: http::Request<Body>,
    ) -> BoxFuture<'static, Result<http::Response<Body>, TransportError>>;
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
    ) -> BoxFuture<'static, Result<http::Response<Body>, TransportError>> {
        announce_empty(&mut request);
        let service = self.clone();
        Box::pin(async move {
            let response = service.oneshot(request).await;
            let response = response.map_err(TransportError::send)?;
            Ok(response.map(Body::from_http))
        })
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

/// A request that got no complete answer.
///
/// Neither its `Debug` nor its `Display` form shows the request's URL, which may hold a key or personal data.
#[derive(Debug)]
pub struct TransportError {
    kind: TransportErrorKind,
    source: BoxError,
    response: Option<ReceivedResponse>,
    origin: Origin,
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

    /// Whether no connection was made, for whatever reason: the host is unknown, nobody answers there or in time, or TLS failed, a
    /// certificate of the client that the server refuses included. The server has done nothing.
    #[must_use]
    pub fn is_connect(&self) -> bool {
        self.kind == TransportErrorKind::Connect
    }

    /// Whether a time ran out that the transport keeps, be it that of connecting; an error may be both.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        self.kind == TransportErrorKind::Timeout || is_timeout(self.source.as_ref())
    }

    /// Whether the same request may do better the next time.
    pub(crate) fn is_transient(&self) -> bool {
        let is_lasting = matches!(
            self.kind,
            TransportErrorKind::TooLarge | TransportErrorKind::Coding
        );
        !is_lasting && !is_refused_by_tls(self.source.as_ref()) && self.destination().is_none()
    }

    /// Why the address may not be called, if that is what it failed for.
    pub(crate) fn destination(&self) -> Option<&DestinationError> {
        chain(self.source.as_ref()).find_map(|error| error.downcast_ref())
    }

    /// The same without what was read of the response, which may be secret.
    #[cfg(feature = "oauth2")]
    pub(crate) fn without_response(self) -> Self {
        Self {
            response: None,
            ..self
        }
    }

    pub(crate) fn send(error: impl Into<BoxError>) -> Self {
        let source = match error.into().downcast::<Self>() {
            // What a layer stands around has failed.
            Ok(error) => return *error,
            Err(source) => source,
        };
        // What a layer has made of such an error.
        let below = chain(source.as_ref()).find_map(|error| error.downcast_ref::<Self>());
        let kind = if let Some(below) = below {
            below.kind
        } else if is_connect(source.as_ref()) {
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
            origin: Origin::UNKNOWN,
        }
    }

    /// An exchange of this kind of failure.
    #[cfg(feature = "client")]
    pub(crate) fn of_kind(kind: TransportErrorKind, source: impl Into<BoxError>) -> Self {
        Self {
            kind,
            source: source.into(),
            response: None,
            origin: Origin::UNKNOWN,
        }
    }

    /// What there was to send could not be read.
    #[cfg(feature = "webhooks")]
    pub(crate) fn body(error: crate::bodies::BodyError) -> Self {
        Self {
            kind: TransportErrorKind::Exchange,
            source: error.into(),
            response: None,
            origin: Origin::UNKNOWN,
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
            error @ BodyError::Idle { .. } => (TransportErrorKind::Timeout, error.into()),
            error @ BodyError::Coding { .. } => (TransportErrorKind::Coding, error.into()),
            other => (TransportErrorKind::Receive, other.into()),
        };
        Self {
            kind,
            source,
            response: Some(response),
            origin: Origin::UNKNOWN,
        }
    }

    /// The error that a layer or transport has failed with, if it is of this type.
    pub(crate) fn downcast<T: StdError + 'static>(self) -> Result<T, Self> {
        let Self {
            kind,
            source,
            response,
            origin,
        } = self;
        match source.downcast::<T>() {
            Ok(error) => Ok(*error),
            Err(source) => Err(Self {
                kind,
                source,
                response,
                origin,
            }),
        }
    }

    /// The time that ran out between bytes of the response, and what came of it before.
    pub(crate) fn idle(self) -> Result<(Duration, Option<ReceivedResponse>), Self> {
        match self.source.downcast_ref::<BodyError>() {
            Some(BodyError::Idle { limit }) => Ok((*limit, self.response)),
            _ => Err(self),
        }
    }

    /// Notes what call it was that failed.
    pub(crate) fn of(self, origin: Origin) -> Self {
        Self { origin, ..self }
    }

    pub(crate) const fn origin(&self) -> Origin {
        self.origin
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
            || error.is::<DestinationError>()
            || error
                .downcast_ref::<rustls::Error>()
                .is_some_and(is_refused_client)
    })
}

/// Whether a server has refused what a client shows of itself. With TLS 1.3 that is only told when the client is done with
/// the handshake and has begun to send; nothing of it has been looked at (RFC 8446, sections 4.4.2.4 and 6.2).
fn is_refused_client(error: &rustls::Error) -> bool {
    use rustls::AlertDescription as Alert;

    matches!(
        error,
        rustls::Error::AlertReceived(
            Alert::CertificateRequired
                | Alert::BadCertificate
                | Alert::UnsupportedCertificate
                | Alert::CertificateRevoked
                | Alert::CertificateExpired
                | Alert::CertificateUnknown
                | Alert::UnknownCA
                | Alert::AccessDenied
                | Alert::DecryptError
                | Alert::HandshakeFailure
        )
    )
}

/// Whether an error, or one that caused it, says that client and server do not accept each other by TLS, which they do not the
/// next time either: the certificate of one is not what the other trusts, or they have no version or algorithm in common. That
/// a certificate may have been revoked, and nobody knows, is another matter.
fn is_refused_by_tls(error: &(dyn StdError + 'static)) -> bool {
    use rustls::{AlertDescription as Alert, CertificateError as Certificate, Error};

    let errors = chain(error).filter_map(|error| error.downcast_ref::<Error>());
    errors.into_iter().any(|error| match error {
        Error::InvalidCertificate(reason) => !matches!(
            reason,
            Certificate::UnknownRevocationStatus
                | Certificate::ExpiredRevocationList
                | Certificate::ExpiredRevocationListContext { .. }
        ),
        Error::NoCertificatesPresented
        | Error::UnsupportedNameType
        | Error::PeerIncompatible(_)
        | Error::AlertReceived(
            Alert::ProtocolVersion | Alert::InsufficientSecurity | Alert::UnrecognisedName,
        ) => true,
        error => is_refused_client(error),
    })
}

/// Whether an error, or one that caused it, says that a time ran out.
fn is_timeout(error: &(dyn StdError + 'static)) -> bool {
    chain(error).any(|error| {
        #[cfg(feature = "reqwest")]
        if error
            .downcast_ref::<reqwest::Error>()
            .is_some_and(reqwest::Error::is_timeout)
        {
            return true;
        }
        error.is::<tokio::time::error::Elapsed>() || is_io(error, io::ErrorKind::TimedOut)
    })
}

fn is_io(error: &(dyn StdError + 'static), kind: io::ErrorKind) -> bool {
    error
        .downcast_ref::<io::Error>()
        .is_some_and(|error| error.kind() == kind)
}

/// An error and its causes, also those that an error of I/O holds: as its source it names only what lies below them.
fn chain<'a>(
    error: &'a (dyn StdError + 'static),
) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    std::iter::successors(Some(error), |error| {
        // One that is shared names what lies below it as well.
        if let Some(shared) = error.downcast_ref::<Arc<dyn StdError + Send + Sync>>() {
            return Some(&**shared as &(dyn StdError + 'static));
        }
        let held = error
            .downcast_ref::<io::Error>()
            .and_then(io::Error::get_ref);
        match held {
            Some(held) => Some(held as &(dyn StdError + 'static)),
            None => (*error).source(),
        }
    })
}

#[cfg(test)]
mod tests;
