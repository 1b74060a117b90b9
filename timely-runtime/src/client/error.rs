//! What a call can fail with.

use super::retry_after;
use crate::excerpt::Excerpt;
use crate::transport::{TransportError, TransportErrorKind};
use crate::{DecodeError, Outcome, RawResponse, ReceivedResponse};
use http::StatusCode;
use std::fmt;
use std::ops::Deref;
use std::time::{Duration, SystemTime};

/// Why a call has no success to return.
///
/// `E` is the operation's own error type: one variant per status that the document names.
#[derive(Debug, thiserror::Error)]
pub enum Error<E> {
    /// The server answered with an error that the document describes.
    #[error(transparent)]
    Api(E),
    /// The server answered with a status that the document does not name.
    #[error(transparent)]
    Unexpected(UnexpectedResponse),
    /// The server answered with a status that the document names, but the content is not what the document says.
    #[error(transparent)]
    Decode(UndecodableResponse),
    /// The request could not be made from what the caller gave; nothing was sent.
    #[error(transparent)]
    Request(RequestError),
    /// The request was not answered, or the response broke off.
    #[error(transparent)]
    Transport(TransportError),
    /// The last attempt took longer than the client's timeout.
    #[error("the server did not answer in time")]
    Timeout,
}

impl<E> Error<E> {
    /// The documented error, if that is what this is.
    pub fn api(&self) -> Option<&E> {
        match self {
            Self::Api(error) => Some(error),
            _ => None,
        }
    }

    /// The documented error by value, or this error as it is.
    ///
    /// # Errors
    /// When the error is not a documented one.
    pub fn into_api(self) -> Result<E, Self> {
        match self {
            Self::Api(error) => Ok(error),
            other => Err(other),
        }
    }

    /// Whether the client gave up waiting, or its transport did.
    pub fn is_timeout(&self) -> bool {
        match self {
            Self::Timeout => true,
            Self::Transport(error) => error.kind() == TransportErrorKind::Timeout,
            _ => false,
        }
    }

    /// The same error with another type of documented error.
    pub fn map_api<F>(self, map: impl FnOnce(E) -> F) -> Error<F> {
        match self {
            Self::Api(error) => Error::Api(map(error)),
            Self::Unexpected(response) => Error::Unexpected(response),
            Self::Decode(failure) => Error::Decode(failure),
            Self::Request(error) => Error::Request(error),
            Self::Transport(error) => Error::Transport(error),
            Self::Timeout => Error::Timeout,
        }
    }
}

impl<E: Outcome> Error<E> {
    /// The server's answer as it came, whatever has become of it: its status, all of its header fields, and its body.
    ///
    /// There is none where the server did not answer. A body that broke off or is too large is the part of it that was
    /// read.
    ///
    /// ```
    /// use timely_runtime::Undocumented;
    /// use timely_runtime::client::Error;
    ///
    /// fn request_id(error: &Error<Undocumented>) -> Option<&str> {
    ///     error.response()?.headers().get("x-request-id")?.to_str().ok()
    /// }
    /// # assert_eq!(request_id(&Error::Timeout), None);
    /// ```
    pub fn response(&self) -> Option<&ReceivedResponse> {
        match self {
            Self::Api(error) => error.received(),
            Self::Unexpected(response) => Some(response),
            Self::Decode(failure) => Some(&failure.response),
            Self::Transport(error) => error.response(),
            Self::Request(_) | Self::Timeout => None,
        }
    }

    /// How long the server asks to wait (`Retry-After`; RFC 9110, section 10.2.3).
    pub fn retry_after(&self) -> Option<Duration> {
        retry_after::parse(self.response()?.headers(), SystemTime::now())
    }

    /// The status of the server's answer, if there was one.
    pub fn status(&self) -> Option<StatusCode> {
        match self {
            Self::Api(error) => error.status(),
            other => other.response().map(ReceivedResponse::status),
        }
    }
}

/// Why an exchange has no response: the part of [`Error`] that does not depend on the operation.
#[derive(Debug)]
pub(crate) enum Failure {
    Request(RequestError),
    Transport(TransportError),
    Timeout,
}

impl<E> From<Failure> for Error<E> {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Request(error) => Self::Request(error),
            Failure::Transport(error) => Self::Transport(error),
            Failure::Timeout => Self::Timeout,
        }
    }
}

impl<E> From<RequestError> for Error<E> {
    fn from(error: RequestError) -> Self {
        Self::Request(error)
    }
}

/// Why a request could not be made; nothing was sent.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RequestError {
    /// A parameter or the body cannot be written as JSON.
    #[error("{what} cannot be written as JSON")]
    Serialize {
        /// The parameter, or `the body`.
        what: &'static str,
        /// What serde says of it.
        #[source]
        source: serde_json::Error,
    },
    /// The struct of optional parameters does not serialise to an object.
    #[error("the optional parameters are not an object")]
    NotAnObject,
    /// A required parameter is absent, or a value cannot travel where the document puts it: a control
    /// character in a header, say, or an empty path parameter, which would lead to another route.
    #[error(transparent)]
    Parameter(crate::EncodeError),
    /// The body cannot be written as its media type has it.
    #[error("the body cannot be written")]
    Body(#[source] crate::EncodeError),
    /// The operation's method is not one that HTTP allows.
    #[error("the method is not valid")]
    Method,
    /// The base URL, path and query do not make a valid URL, or too long a one.
    #[error("the URL is not valid")]
    Url(#[source] http::uri::InvalidUri),
    /// The idempotency key has characters that a header value cannot have.
    #[error("the idempotency key is not a valid header value")]
    IdempotencyKey,
    /// A header that the caller has given the call has a name or value that HTTP does not allow.
    #[error("the header {0} of the call is not valid")]
    Header(String),
    /// Whatever stands in place of a client has no answer for this operation, or no further one.
    #[error("nothing answers the operation {0} here")]
    Unanswered(&'static str),
    /// A test double asks for a parameter that its operation does not have.
    #[error("the operation {0} has no parameter {1}")]
    NoParameter(&'static str, String),
    /// What a test double asks of a call's parameters is not what they are.
    #[error("the parameters are not what the double reads them as")]
    Input(#[source] serde_json::Error),
    /// A listing went on and on with pages that hold nothing.
    #[error("the listing has no end: {0} pages in a row were empty")]
    EndlessPages(usize),
    /// A listing leads back to a page that has been fetched, so that it would never end: by the parameters of the next page, or
    /// since a page of another number has the items of the one before.
    #[error("the listing has no end: it leads back to a page that has been fetched")]
    RepeatedPage,
    /// A page of a listing that is followed backwards has fewer items than were asked for, so that those between it and the page
    /// that came before it would be missing.
    #[error("the listing cannot be followed backwards: a page has fewer items than were asked for")]
    ShortPage,
    /// The next page of a listing is told by an address that is not followed: at another origin, or without a cursor.
    #[error("the next page of the listing is not one of this API: {0}")]
    ForeignPage(String),
}

/// A response that no type of the operation describes. It dereferences to [`ReceivedResponse`].
#[derive(Clone)]
pub struct UnexpectedResponse(pub(super) ReceivedResponse);

impl UnexpectedResponse {
    /// The response by value.
    #[must_use]
    pub fn into_raw(self) -> RawResponse {
        self.0.into_raw()
    }
}

impl Deref for UnexpectedResponse {
    type Target = ReceivedResponse;

    fn deref(&self) -> &ReceivedResponse {
        &self.0
    }
}

/// Status, number of bytes and the start of the body; header values, which may be secret, are left out.
impl fmt::Debug for UnexpectedResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for UnexpectedResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the server answered {}, which is not documented",
            self.status()
        )?;
        if self.body().is_empty() {
            Ok(())
        } else {
            write!(f, ": {}", Excerpt(self.body()))
        }
    }
}

impl std::error::Error for UnexpectedResponse {}

/// A response of a documented status whose content is not what the document says.
#[derive(Debug)]
pub struct UndecodableResponse {
    /// What is wrong with it.
    pub error: DecodeError,
    /// The response as it came.
    pub response: ReceivedResponse,
}

impl fmt::Display for UndecodableResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the response of status {} is not as documented: {}",
            self.response.status(),
            self.error
        )
    }
}

/// What is wrong with the response is told along with it; the source is there to be looked into.
impl std::error::Error for UndecodableResponse {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.error)
    }
}
