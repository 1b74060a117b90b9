//! What handlers answer in place of their operation's documented results.

use super::RawResponse;
#[cfg(feature = "server")]
use super::cookie::Cookie;
use super::set_fields::SetFields;
use crate::{Body, EncodeError, Violation, Violations, json};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use serde::Serialize;
use std::borrow::Cow;
use std::error::Error;
use std::fmt::{self, Display};
use std::sync::{Arc, Mutex, PoisonError};

/// An answer that a handler fails with: a status and a sentence, which are written in the error format of the document.
///
/// Each error type that is generated is made from it, and so from whatever implements [`IntoErrorResponse`], by `?`. A
/// status that the operation does not document goes out as its `default` error; where it has none, it is logged and
/// answered with 500. What [`Response::undocumented`](super::Response::undocumented) makes goes out as it is.
///
/// ```
/// use timely_runtime::server::ErrorResponse;
/// use timely_runtime::server::http_errors::{Conflict, NotFound};
///
/// fn rename(id: u64, is_known: bool, is_taken: bool) -> Result<(), ErrorResponse> {
///     if !is_known {
///         return Err(NotFound::new("no such contact"));
///     }
///     if is_taken {
///         return Err(Conflict::new(format!("the name of {id} is taken")).with_code("NAME_TAKEN"));
///     }
///     Ok(())
/// }
///
/// assert_eq!(rename(1, false, false).unwrap_err().status(), 404);
/// ```
#[derive(Clone)]
pub struct ErrorResponse(Box<Parts>);

/// The parts of an [`ErrorResponse`].
#[derive(Clone)]
pub(crate) struct Parts {
    pub(crate) status: StatusCode,
    pub(crate) fields: SetFields,
    pub(crate) content: Answer,
    /// Whether it is for the document to say which statuses there are. Those of HTTP itself, such as 304, need no document.
    #[cfg_attr(
        not(feature = "server"),
        allow(dead_code, reason = "servers check responses")
    )]
    pub(crate) is_documented: bool,
    /// The reason, for the log.
    pub(crate) because: Option<String>,
}

/// What an [`ErrorResponse`] has for a body.
#[derive(Clone)]
pub(crate) enum Answer {
    /// An error in the format of the document.
    Error {
        message: Cow<'static, str>,
        code: Option<Cow<'static, str>>,
        violations: Violations,
    },
    /// These bytes.
    Body(OnceBody),
}

/// A body that clones share: the first of them to be sent sends it.
#[derive(Clone)]
pub(crate) struct OnceBody(Arc<Mutex<Option<Body>>>);

impl OnceBody {
    fn new(body: Body) -> Self {
        Self(Arc::new(Mutex::new(Some(body))))
    }

    fn take(&self) -> Body {
        let mut body = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match body.as_ref().and_then(Body::try_clone) {
            Some(whole) => whole,
            None => body.take().unwrap_or_default(),
        }
    }
}

/// What an error type of a server has, so that `?` makes the error of any operation of it.
///
/// ```
/// use timely_runtime::server::http_errors::{Conflict, InternalServerError, NotFound};
/// use timely_runtime::server::{ErrorResponse, IntoErrorResponse};
///
/// enum Failure {
///     NoSuchContact,
///     NameTaken(String),
///     Database(std::io::Error),
/// }
///
/// impl IntoErrorResponse for Failure {
///     fn into_error_response(self) -> ErrorResponse {
///         match self {
///             Self::NoSuchContact => NotFound::new("no such contact"),
///             Self::NameTaken(name) => Conflict::new(format!("{name} is taken")),
///             // The caller learns nothing of the reason, which goes to the log.
///             Self::Database(error) => ErrorResponse::internal(&error),
///         }
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot become the error of an operation",
    note = "implement `IntoErrorResponse` for it, which says the status and the sentence that the sender is told"
)]
pub trait IntoErrorResponse {
    /// The answer.
    fn into_error_response(self) -> ErrorResponse;
}

impl IntoErrorResponse for ErrorResponse {
    fn into_error_response(self) -> ErrorResponse {
        self
    }
}

impl IntoErrorResponse for std::convert::Infallible {
    fn into_error_response(self) -> ErrorResponse {
        match self {}
    }
}

impl ErrorResponse {
    /// An error of this status, with a sentence for the sender.
    ///
    /// The types of [`http_errors`](super::http_errors) make the usual ones.
    pub fn new(status: StatusCode, message: impl Into<Cow<'static, str>>) -> Self {
        let content = Answer::Error {
            message: message.into(),
            code: None,
            violations: Violations::new(),
        };
        Self::of(status, content, true)
    }

    /// A failure of the server: 500, with a sentence that tells nothing. The reason goes to the log, with all that it is
    /// caused by.
    ///
    /// ```
    /// use timely_runtime::server::ErrorResponse;
    ///
    /// let read = || std::fs::read("no/such/file").map_err(|error| ErrorResponse::internal(&error));
    /// assert_eq!(read().unwrap_err().status(), 500);
    /// ```
    #[must_use]
    pub fn internal(reason: &(dyn Error + 'static)) -> Self {
        let status = StatusCode::INTERNAL_SERVER_ERROR;
        Self::new(status, "The server could not answer the request.").because(&Chain(reason))
    }

    /// An answer that is sent as it is, with this body.
    pub(crate) fn raw(status: StatusCode, body: Body) -> Self {
        Self::of(status, Answer::Body(OnceBody::new(body)), true)
    }

    /// An answer of HTTP itself, for which no document has to have a status: 304, 412 and 416.
    #[cfg(feature = "server")]
    pub(crate) fn of_http(status: StatusCode, message: Option<&'static str>) -> Self {
        let mut response = match message {
            Some(message) => Self::new(status, message),
            None => Self::raw(status, Body::empty()),
        };
        response.0.is_documented = false;
        response
    }

    fn of(status: StatusCode, content: Answer, is_documented: bool) -> Self {
        Self(Box::new(Parts {
            status,
            fields: SetFields::default(),
            content,
            is_documented,
            because: None,
        }))
    }

    /// Sets the code for programs, where the document's errors have one; without it, the one of the status.
    #[must_use]
    pub fn with_code(mut self, text: impl Into<Cow<'static, str>>) -> Self {
        if let Answer::Error { code, .. } = &mut self.0.content {
            *code = Some(text.into());
        }
        self
    }

    /// Adds what is wrong with a part of the request, where the document's errors list that.
    #[must_use]
    pub fn with_violation(mut self, violation: Violation) -> Self {
        if let Answer::Error { violations, .. } = &mut self.0.content {
            violations.push(violation);
        }
        self
    }

    /// Sets a header field. One that cannot be sent makes this a failure of the server, which is logged.
    #[must_use]
    pub fn with_header<N, V>(mut self, name: N, value: V) -> Self
    where
        N: TryInto<HeaderName>,
        V: TryInto<HeaderValue>,
    {
        self.0.fields.insert(name, value);
        self
    }

    /// Adds a header field to those of the same name, such as `Set-Cookie`.
    #[must_use]
    pub fn with_appended_header<N, V>(mut self, name: N, value: V) -> Self
    where
        N: TryInto<HeaderName>,
        V: TryInto<HeaderValue>,
    {
        self.0.fields.append(name, value);
        self
    }

    /// Adds a cookie.
    #[cfg(feature = "server")]
    #[must_use]
    pub fn with_cookie(mut self, cookie: &Cookie) -> Self {
        self.0.fields.cookie(cookie);
        self
    }

    /// Sets the reason, which goes to the log alone.
    #[must_use]
    pub fn because(mut self, reason: &dyn Display) -> Self {
        self.0.because = Some(reason.to_string());
        self
    }

    /// Sets a body of JSON, in place of an error in the document's format: the answer goes out as it is.
    ///
    /// A value that cannot be written as JSON makes it a failure of the server, which is logged.
    #[must_use]
    pub fn with_json(self, body: &impl Serialize) -> Self {
        match json::to_vec(body) {
            Ok(text) => self.with_body(
                Body::from(text).with_content_type(HeaderValue::from_static("application/json")),
            ),
            Err(error) => Self::internal(&error),
        }
    }

    /// Sets a body, in place of an error in the document's format: the answer goes out as it is. Its media type is that of
    /// the [`Body`], or `application/octet-stream`.
    #[must_use]
    pub fn with_body(mut self, body: impl Into<Body>) -> Self {
        self.0.content = Answer::Body(OnceBody::new(body.into()));
        self
    }

    /// The status.
    #[must_use]
    pub const fn status(&self) -> StatusCode {
        self.0.status
    }

    /// The sentence for the sender, of an error in the document's format.
    #[must_use]
    pub fn message(&self) -> Option<&str> {
        match &self.0.content {
            Answer::Error { message, .. } => Some(message),
            Answer::Body(_) => None,
        }
    }

    #[cfg(feature = "server")]
    pub(crate) fn fields(&mut self) -> &mut SetFields {
        &mut self.0.fields
    }

    #[cfg(feature = "server")]
    pub(crate) fn into_parts(self) -> Parts {
        *self.0
    }

    /// As it is sent where no document says how errors are written: as problem details (RFC 9457).
    pub(super) fn encode(self) -> Result<RawResponse, EncodeError> {
        let Parts {
            status,
            fields,
            content,
            ..
        } = *self.0;
        let body = match content {
            Answer::Body(body) => body.take(),
            Answer::Error { message, .. } => {
                let problem = serde_json::json!({ "status": status.as_u16(), "detail": message });
                let name = HeaderValue::from_static("application/problem+json");
                Body::from(problem.to_string()).with_content_type(name)
            }
        };
        raw(status, fields, body)
    }
}

/// A response that goes out as it is.
pub(crate) fn raw(
    status: StatusCode,
    fields: SetFields,
    body: Body,
) -> Result<RawResponse, EncodeError> {
    let mut headers = HeaderMap::new();
    let is_empty = body.as_bytes().is_some_and(|bytes| bytes.is_empty());
    if !is_empty || body.content_type().is_some() {
        let unknown = HeaderValue::from_static("application/octet-stream");
        let name = body.content_type().cloned().unwrap_or(unknown);
        headers.insert(header::CONTENT_TYPE, name);
    }
    fields.put(&mut headers)?;
    Ok(RawResponse::new(status, headers, body))
}

impl Answer {
    /// The body, of one that is not in the document's format.
    #[cfg(feature = "server")]
    pub(crate) fn body(&self) -> Option<Body> {
        match self {
            Self::Error { .. } => None,
            Self::Body(body) => Some(body.take()),
        }
    }
}

/// The same status and sentence. Bodies are the same if one is a clone of the other.
impl PartialEq for ErrorResponse {
    fn eq(&self, other: &Self) -> bool {
        let is_same = match (&self.0.content, &other.0.content) {
            (
                Answer::Error { message, code, .. },
                Answer::Error {
                    message: other_message,
                    code: other_code,
                    ..
                },
            ) => message == other_message && code == other_code,
            (Answer::Body(body), Answer::Body(other)) => Arc::ptr_eq(&body.0, &other.0),
            _ => false,
        };
        is_same && self.0.status == other.0.status
    }
}

/// Without header fields and bodies, which may hold secrets.
impl fmt::Debug for ErrorResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ErrorResponse")
            .field("status", &self.0.status)
            .field("message", &self.message())
            .finish_non_exhaustive()
    }
}

impl Display for ErrorResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.message() {
            Some(message) => write!(f, "{}: {message}", self.0.status),
            None => self.0.status.fmt(f),
        }
    }
}

impl Error for ErrorResponse {}

/// An error with all that it is caused by.
struct Chain<'e>(&'e (dyn Error + 'static));

impl Display for Chain<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Display::fmt(self.0, f)?;
        let mut cause = self.0.source();
        while let Some(error) = cause {
            write!(f, ": {error}")?;
            cause = error.source();
        }
        Ok(())
    }
}
