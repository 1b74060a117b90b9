//! What a call can fail with.

mod erased;
mod request;
mod response;
mod timeout;

pub use erased::SdkError;
pub use request::{RequestError, RequestFailure};
pub use response::{UndecodableResponse, UnexpectedResponse};
pub use timeout::{TimeoutError, TimeoutKind};

use super::credentials::Missing;
use super::retry::is_worth_another;
use super::retry_after;
use crate::response::Origin;
use crate::response::problem::write_request_id;
use crate::transport::TransportError;
use crate::{Outcome, ReceivedResponse};
use http::{HeaderMap, StatusCode};
use std::fmt;
use std::time::{Duration, SystemTime};

/// Why a call has no success to return.
///
/// `E` is the operation's own error type: one variant per status that the document names. [`SdkError`] is the same without
/// it, for functions that call several operations.
///
/// On one line it says which operation failed, with which status, code and message, and which request it was:
/// `getContact: 404 Not Found: NOT_FOUND: Contact not found (request 7f3a)`.
pub enum Error<E> {
    /// The server answered with an error that the document describes.
    Api(E),
    /// The server answered with a status that the document does not name.
    Unexpected(UnexpectedResponse),
    /// The server answered with a status that the document names, but the content is not what the document says.
    Decode(UndecodableResponse),
    /// The request could not be made from what the caller gave; nothing was sent.
    Request(RequestFailure),
    /// The request was not answered, or the response broke off.
    Transport(TransportError),
    /// A time of the client's ran out.
    Timeout(TimeoutError),
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

    /// Whether the client gave up waiting, or its transport did, be it for a connection.
    pub fn is_timeout(&self) -> bool {
        match self {
            Self::Timeout(_) => true,
            Self::Transport(error) => error.is_timeout(),
            _ => false,
        }
    }

    /// Whether no connection was made, so that the server saw nothing of the request.
    pub fn is_connect(&self) -> bool {
        matches!(self, Self::Transport(error) if error.is_connect())
    }

    /// The same error with another type of documented error.
    pub fn map_api<F>(self, map: impl FnOnce(E) -> F) -> Error<F> {
        match self {
            Self::Api(error) => Error::Api(map(error)),
            Self::Unexpected(response) => Error::Unexpected(response),
            Self::Decode(failure) => Error::Decode(failure),
            Self::Request(error) => Error::Request(error),
            Self::Transport(error) => Error::Transport(error),
            Self::Timeout(error) => Error::Timeout(error),
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
    /// use timely_runtime::client::{Error, TimeoutError, TimeoutKind};
    ///
    /// fn server(error: &Error<Undocumented>) -> Option<&str> {
    ///     error.response()?.headers().get("server")?.to_str().ok()
    /// }
    /// # assert_eq!(server(&Error::Timeout(TimeoutError::new(TimeoutKind::Attempt))), None);
    /// ```
    pub fn response(&self) -> Option<&ReceivedResponse> {
        match self {
            Self::Api(error) => error.received(),
            Self::Unexpected(response) => Some(response),
            Self::Decode(failure) => Some(&failure.response),
            Self::Transport(error) => error.response(),
            Self::Timeout(error) => error.response.as_ref(),
            Self::Request(_) => None,
        }
    }

    /// How long the server asks to wait (`Retry-After`; RFC 9110, section 10.2.3).
    pub fn retry_after(&self) -> Option<Duration> {
        retry_after::parse(self.headers()?, SystemTime::now())
    }

    /// The status of the server's answer, if there was one.
    pub fn status(&self) -> Option<StatusCode> {
        match self {
            Self::Api(error) => error.status(),
            other => other.response().map(ReceivedResponse::status),
        }
    }

    /// All header fields of the server's answer, if there was one.
    pub fn headers(&self) -> Option<&HeaderMap> {
        self.response().map(ReceivedResponse::headers)
    }

    /// The id that the server gave to the request: the header field `x-request-id`, or the one that the settings name.
    pub fn request_id(&self) -> Option<&str> {
        self.response()?.request_id()
    }

    /// What a program may tell errors apart by, such as `NOT_FOUND`: where the document's schema of errors has it, or an
    /// error in one of the common forms, that of RFC 9457 among them.
    pub fn code(&self) -> Option<String> {
        self.problem()?.problem().code
    }

    /// What the server says went wrong, for people: see [`Error::code`] for where it is looked for.
    pub fn message(&self) -> Option<String> {
        self.problem()?.problem().message
    }

    /// The answer that says what went wrong; none where the failure is the client's finding.
    fn problem(&self) -> Option<&ReceivedResponse> {
        match self {
            Self::Api(_) | Self::Unexpected(_) => self.response(),
            _ => None,
        }
    }

    /// Whether the same request may succeed if it is sent again: the server was not reached (but for a certificate that is not
    /// accepted), did not answer in time or broke off, or said so by its status (408, 425, 429, and 5xx but 501). Whether it may be sent again, which is safe for GET, say,
    /// is for the caller to judge; what the client could repeat safely it has repeated.
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Api(_) | Self::Unexpected(_) => self.status().is_some_and(is_worth_another),
            Self::Transport(error) => error.is_transient(),
            Self::Timeout(_) => true,
            Self::Decode(_) | Self::Request(_) => false,
        }
    }

    /// The `operationId` of the operation that was called. None where a test double made the error.
    pub fn operation_id(&self) -> Option<&'static str> {
        self.origin().operation_id()
    }

    /// How often the request was sent, the first time included.
    pub fn attempts(&self) -> u32 {
        self.origin().attempts
    }

    fn origin(&self) -> Origin {
        match self {
            Self::Request(failure) => Origin {
                operation: failure.operation,
                attempts: failure.attempts,
                ..Origin::UNKNOWN
            },
            Self::Transport(error) => error.origin(),
            Self::Timeout(error) => error.origin,
            Self::Api(_) | Self::Unexpected(_) | Self::Decode(_) => {
                let response = self.response();
                response.map_or(Origin::UNKNOWN, ReceivedResponse::origin)
            }
        }
    }
}

impl<E: Outcome + fmt::Display> fmt::Display for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what: &dyn fmt::Display = match self {
            Self::Api(error) => return show_api(f, error, error.received(), error.status()),
            Self::Unexpected(response) => response,
            Self::Decode(failure) => failure,
            Self::Request(failure) => failure,
            Self::Transport(error) => error,
            Self::Timeout(error) => error,
        };
        show(f, self.origin(), what)
    }
}

/// Writes a documented error: its code and message where it has some, or else what its type says of it.
fn show_api(
    f: &mut fmt::Formatter<'_>,
    error: &dyn fmt::Display,
    received: Option<&ReceivedResponse>,
    status: Option<StatusCode>,
) -> fmt::Result {
    let Some(received) = received else {
        return error.fmt(f);
    };
    let origin = received.origin();
    write_operation(f, origin)?;
    let problem = received.problem();
    if problem.is_empty() {
        error.fmt(f)?;
        write_request_id(f, received.request_id())?;
    } else {
        let status = status.unwrap_or_else(|| received.status());
        problem.write(f, status, received.request_id())?;
    }
    write_attempts(f, origin)
}

fn show(f: &mut fmt::Formatter<'_>, origin: Origin, what: &dyn fmt::Display) -> fmt::Result {
    write_operation(f, origin)?;
    what.fmt(f)?;
    write_attempts(f, origin)
}

fn write_operation(f: &mut fmt::Formatter<'_>, origin: Origin) -> fmt::Result {
    match origin.operation_id() {
        Some(operation) => write!(f, "{operation}: "),
        None => Ok(()),
    }
}

fn write_attempts(f: &mut fmt::Formatter<'_>, origin: Origin) -> fmt::Result {
    match origin.attempts {
        0 | 1 => Ok(()),
        attempts => write!(f, ", after {attempts} attempts"),
    }
}

/// A documented error is shown as it came: without the values that the document calls passwords or write-only, which its type would
/// show.
impl<E: Outcome + fmt::Debug> fmt::Debug for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (name, field): (&str, &dyn fmt::Debug) = match self {
            Self::Api(error) => match error.received() {
                Some(received) => ("Api", received),
                None => ("Api", error),
            },
            Self::Unexpected(response) => ("Unexpected", response),
            Self::Decode(failure) => ("Decode", failure),
            Self::Request(failure) => ("Request", failure),
            Self::Transport(error) => ("Transport", error),
            Self::Timeout(error) => ("Timeout", error),
        };
        f.debug_tuple(name).field(field).finish()
    }
}

/// What went wrong is told along with it; the source is what that came of.
impl<E: Outcome + std::error::Error> std::error::Error for Error<E> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Api(error) => error.source(),
            Self::Unexpected(response) => response.source(),
            Self::Decode(failure) => failure.source(),
            Self::Request(failure) => failure.source(),
            Self::Transport(error) => error.source(),
            Self::Timeout(error) => error.source(),
        }
    }
}

/// Why an exchange has no response: the part of [`Error`] that does not depend on the operation.
#[derive(Debug)]
pub(crate) enum Failure {
    Request(RequestError),
    Transport(TransportError),
    Timeout(TimeoutError),
}

impl From<Missing> for Failure {
    fn from(Missing { scheme, source }: Missing) -> Self {
        Self::Request(RequestError::Credential { scheme, source })
    }
}

impl Failure {
    /// The failure as an error of this call.
    pub(crate) fn into_error<E>(self, origin: Origin) -> Error<E> {
        match self {
            Self::Request(error) => {
                let failure = RequestFailure::new(origin.operation, error);
                Error::Request(failure.after(origin.attempts))
            }
            Self::Transport(error) => Error::Transport(error.of(origin)),
            Self::Timeout(error) => Error::Timeout(error.of(origin)),
        }
    }
}

/// What a test double may answer with.
impl<E> From<TimeoutKind> for Error<E> {
    fn from(kind: TimeoutKind) -> Self {
        Self::Timeout(TimeoutError::new(kind))
    }
}

impl<E> From<RequestError> for Error<E> {
    fn from(error: RequestError) -> Self {
        Self::Request(RequestFailure::new(None, error))
    }
}
