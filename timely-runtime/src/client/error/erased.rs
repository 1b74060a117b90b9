//! Errors of any operation as one type.

use super::{Error, RequestError, TimeoutError};
use crate::client::BuildError;
use crate::{Outcome, ReceivedResponse, Undocumented};
use http::{HeaderMap, StatusCode};
use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

/// The error of any operation, for functions that call several: `?` makes it of each operation's own [`Error`].
///
/// ```
/// use timely_runtime::client::{Call, Error, SdkError, TimeoutError, TimeoutKind};
/// use timely_runtime::{Response, Undocumented};
///
/// # fn get_contact() -> Call<Response<String>, Undocumented> {
/// #     Call::ready(Err(Error::Timeout(TimeoutError::new(TimeoutKind::FirstByte))))
/// # }
/// async fn greet() -> Result<String, SdkError> {
///     let contact = get_contact().await?;
///     Ok(format!("hello, {}", contact.body))
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let error = greet().await.unwrap_err();
/// assert!(error.is_timeout() && error.is_retryable());
/// // The operation's own error is still there.
/// assert!(error.downcast_ref::<Error<Undocumented>>().is_some());
/// # }
/// ```
pub struct SdkError(Box<Inner>);

struct Inner {
    error: Box<dyn StdError + Send + Sync>,
    /// The same without the documented error, which is told by its response; none where it is a [`BuildError`].
    response: Option<ReceivedResponse>,
    status: Option<StatusCode>,
    operation: Option<&'static str>,
    attempts: u32,
    is_retryable: bool,
    is_timeout: bool,
    is_connect: bool,
    /// Whether the response says what went wrong.
    is_answer: bool,
}

impl SdkError {
    /// The `operationId` of the operation that was called. None where a test double made the error, or no client was made.
    #[must_use]
    pub fn operation_id(&self) -> Option<&'static str> {
        self.0.operation
    }

    /// See [`Error::response`].
    #[must_use]
    pub fn response(&self) -> Option<&ReceivedResponse> {
        self.0.response.as_ref()
    }

    /// See [`Error::status`].
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        self.0.status
    }

    /// See [`Error::headers`].
    #[must_use]
    pub fn headers(&self) -> Option<&HeaderMap> {
        self.response().map(ReceivedResponse::headers)
    }

    /// See [`Error::request_id`].
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.response()?.request_id()
    }

    /// See [`Error::code`].
    #[must_use]
    pub fn code(&self) -> Option<String> {
        self.answer()?.problem().code
    }

    /// See [`Error::message`].
    #[must_use]
    pub fn message(&self) -> Option<String> {
        self.answer()?.problem().message
    }

    fn answer(&self) -> Option<&ReceivedResponse> {
        self.response().filter(|_| self.0.is_answer)
    }

    /// See [`Error::retry_after`].
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        super::retry_after::parse(self.headers()?, std::time::SystemTime::now())
    }

    /// See [`Error::attempts`].
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// See [`Error::is_retryable`].
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        self.0.is_retryable
    }

    /// See [`Error::is_timeout`].
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        self.0.is_timeout
    }

    /// See [`Error::is_connect`].
    #[must_use]
    pub fn is_connect(&self) -> bool {
        self.0.is_connect
    }

    /// The error that it was made of, if it is of this type: an [`Error`] of an operation's own error type, or a
    /// [`BuildError`].
    #[must_use]
    pub fn downcast_ref<T: StdError + 'static>(&self) -> Option<&T> {
        self.0.error.downcast_ref()
    }
}

impl<E: Outcome + StdError + Sync> From<Error<E>> for SdkError {
    fn from(error: Error<E>) -> Self {
        let inner = Inner {
            response: error.response().cloned(),
            status: error.status(),
            operation: error.operation_id(),
            attempts: error.attempts(),
            is_retryable: error.is_retryable(),
            is_timeout: error.is_timeout(),
            is_connect: error.is_connect(),
            is_answer: matches!(error, Error::Api(_) | Error::Unexpected(_)),
            error: Box::new(error),
        };
        Self(Box::new(inner))
    }
}

impl From<RequestError> for SdkError {
    fn from(error: RequestError) -> Self {
        Error::<Undocumented>::from(error).into()
    }
}

impl From<TimeoutError> for SdkError {
    fn from(error: TimeoutError) -> Self {
        Error::<Undocumented>::Timeout(error).into()
    }
}

/// So that one function makes a client and calls it.
impl From<BuildError> for SdkError {
    fn from(error: BuildError) -> Self {
        Self(Box::new(Inner {
            error: Box::new(error),
            response: None,
            status: None,
            operation: None,
            attempts: 0,
            is_retryable: false,
            is_timeout: false,
            is_connect: false,
            is_answer: false,
        }))
    }
}

impl fmt::Display for SdkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.error.fmt(f)
    }
}

impl fmt::Debug for SdkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.error.fmt(f)
    }
}

/// The source is that of the error that it was made of, which is told along with it.
impl StdError for SdkError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.error.source()
    }
}
