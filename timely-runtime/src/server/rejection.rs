//! Requests that are refused before a handler answers them.

use super::error_format::WrittenError;
use super::{ErrorFormat, Options};
use crate::media_type;
use crate::{EncodeError, MediaType, Operation, Violations};
use axum::body::Body;
use http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use std::borrow::Cow;
use std::fmt::{self, Display};

/// Why a request is refused. It becomes a response in the document's [`ErrorFormat`].
#[derive(Clone, Debug)]
pub struct Rejection {
    kind: Kind,
    /// A sentence for the sender; none where it is what the violations say.
    message: Option<Cow<'static, str>>,
    violations: Violations,
    /// Rarely there, and large.
    extra: Option<Box<Extra>>,
    /// What the request was for.
    operation: Option<&'static Operation>,
}

#[derive(Clone, Debug, Default)]
struct Extra {
    headers: HeaderMap,
    /// A code for programs, in place of the one of the status.
    code: Option<Cow<'static, str>>,
}

#[derive(Clone, Copy, Debug)]
enum Kind {
    /// It can be read, but the document forbids it.
    Invalid,
    /// It cannot be read.
    Malformed,
    Status(StatusCode),
    /// This status, whatever the document says.
    Exactly(StatusCode),
}

impl Rejection {
    /// A refusal with a status and a sentence for the sender.
    pub fn new(status: StatusCode, message: impl Into<Cow<'static, str>>) -> Self {
        Self {
            kind: Kind::Status(status),
            message: Some(message.into()),
            violations: Violations::new(),
            extra: None,
            operation: None,
        }
    }

    /// A refusal of a request that the document forbids. Its status is [`ErrorFormat::invalid_request`], or the other
    /// one of 400 and 422 where the operation documents that alone.
    #[must_use]
    pub fn invalid(violations: Violations) -> Self {
        Self {
            kind: Kind::Invalid,
            message: None,
            violations,
            extra: None,
            operation: None,
        }
    }

    /// What a handler has failed with.
    pub(super) fn answered(
        status: StatusCode,
        message: Cow<'static, str>,
        code: Option<Cow<'static, str>>,
        violations: Violations,
    ) -> Self {
        let extra = code.map(|code| Extra {
            code: Some(code),
            ..Extra::default()
        });
        Self {
            kind: Kind::Exactly(status),
            extra: extra.map(Box::new),
            violations,
            ..Self::new(status, message)
        }
    }

    /// A refusal of a request whose body is not of its media type, and of all else that is wrong with it.
    pub(super) fn malformed(violations: Violations) -> Self {
        Self {
            kind: Kind::Malformed,
            ..Self::invalid(violations)
        }
    }

    /// Says what the request was for, since operations differ in the errors that they document.
    pub(super) fn of(self, operation: &'static Operation) -> Self {
        Self {
            operation: Some(operation),
            ..self
        }
    }

    /// What the sender sees of a fault of the server.
    pub(crate) fn internal() -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "The server could not answer the request.",
        )
    }

    /// A response that could not be written: the sender is told nothing of the reason, the log is.
    pub(crate) fn encode(operation: &str, error: &EncodeError) -> Self {
        tracing::error!(operation, %error, "the response cannot be written");
        Self::internal()
    }

    /// Adds header fields to the response.
    #[must_use]
    pub fn with_headers(mut self, headers: HeaderMap) -> Self {
        self.extra.get_or_insert_default().headers.extend(headers);
        self
    }

    /// What is wrong with the request, in detail.
    #[must_use]
    pub const fn violations(&self) -> &Violations {
        &self.violations
    }

    /// The status of the response.
    fn status(&self, format: &ErrorFormat) -> StatusCode {
        let wanted = format.invalid_request;
        match self.kind {
            Kind::Status(status) => self.allowed(status, format),
            Kind::Exactly(status) => status,
            Kind::Invalid => self.documented([wanted, if wanted == 400 { 422 } else { 400 }]),
            Kind::Malformed => self.documented([400, 422]),
        }
    }

    /// The first of the statuses that the operation documents, or else the first.
    fn documented(&self, statuses: [u16; 2]) -> StatusCode {
        let documented = self
            .operation
            .and_then(|operation| operation.first_documented(statuses));
        StatusCode::from_u16(documented.unwrap_or(statuses[0])).unwrap_or(StatusCode::BAD_REQUEST)
    }

    /// A status that the server may answer with: the one wanted, or the general one of its class.
    fn allowed(&self, wanted: StatusCode, format: &ErrorFormat) -> StatusCode {
        if format.allows(wanted, self.operation) {
            return wanted;
        }
        match wanted.as_u16() {
            406 | 408 | 413 | 415 | 422 => self.documented([400, 422]),
            501..=599 => StatusCode::INTERNAL_SERVER_ERROR,
            _ => wanted,
        }
    }

    /// The response.
    #[must_use]
    pub fn into_response(self, format: &'static ErrorFormat, options: &Options) -> Response<Body> {
        match self.write(format, options) {
            Ok(written) => written.map(Body::from),
            Err(rendered) => rendered,
        }
    }

    /// The response.
    ///
    /// # Errors
    /// With the response, if it is not written here but by a function of the user's.
    #[allow(clippy::result_large_err, reason = "both are responses")]
    pub(super) fn write(
        self,
        format: &'static ErrorFormat,
        options: &Options,
    ) -> Result<Response<Vec<u8>>, Response<Body>> {
        let status = self.status(format);
        let message = Message(&self);
        if options.renders() {
            let mut response = options.render(&Failure {
                status,
                message: &message.to_string(),
                code: self.code(),
                violations: &self.violations,
                operation: self.operation,
                format,
            });
            self.put_headers(response.headers_mut());
            return Err(response);
        }
        let error = WrittenError {
            status,
            message: &message,
            code: self.code(),
            violations: &self.violations,
        };
        let mut response = respond(format, self.operation, error);
        self.put_headers(response.headers_mut());
        Ok(response)
    }

    fn code(&self) -> Option<&str> {
        self.extra.as_ref()?.code.as_deref()
    }

    fn put_headers(self, headers: &mut HeaderMap) {
        headers.extend(self.extra.into_iter().flat_map(|extra| extra.headers));
    }
}

/// The sentence that a rejection says.
struct Message<'r>(&'r Rejection);

impl Display for Message<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Rejection {
            message,
            violations,
            ..
        } = self.0;
        match message {
            Some(message) => f.write_str(message),
            None if violations.is_empty() => f.write_str("The request is not valid."),
            // All of them: not every document has a field for them beside the message.
            None => write!(f, "The request is not valid: {violations}."),
        }
    }
}

/// The response in the document's format.
fn respond(
    format: &ErrorFormat,
    operation: Option<&'static Operation>,
    error: WrittenError<'_>,
) -> Response<Vec<u8>> {
    let mut response = format.respond(error);
    if let Some(name) = documented_name(format, operation, error.status) {
        let name = HeaderValue::from_static(name);
        response.headers_mut().insert(header::CONTENT_TYPE, name);
    }
    response
}

/// What the operation calls JSON in an error, where that is not what the others call it.
fn documented_name(
    format: &ErrorFormat,
    operation: Option<&'static Operation>,
    status: StatusCode,
) -> Option<&'static str> {
    let operation = operation?;
    let status = status.as_u16();
    if operation.media_types.is_empty() || !operation.documents(status) {
        return None;
    }
    let media = operation.response_media(status);
    let is_known = |media: &&MediaType| media.name == format.content_type;
    let first = media.first()?;
    (media_type::is_json(first.name) && !media.iter().any(|media| is_known(&media)))
        .then_some(first.name)
}

/// An error that the server makes itself, as a function of the user's may write it
/// ([`Options::render_errors`](super::Options::render_errors)).
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Failure<'a> {
    /// The status of the response.
    pub status: StatusCode,
    /// A sentence for the sender.
    pub message: &'a str,
    /// The code for programs that a handler has set in place of the one of the status.
    pub code: Option<&'a str>,
    /// What is wrong with the request, in detail.
    pub violations: &'a Violations,
    /// What the request was for, if there is such an operation.
    pub operation: Option<&'static Operation>,
    /// How the document writes errors.
    pub format: &'static ErrorFormat,
}

impl Failure<'_> {
    /// The response in the document's format.
    #[must_use]
    pub fn response(&self) -> Response<Body> {
        let Self {
            format,
            operation,
            status,
            message,
            code,
            violations,
        } = self;
        let error = WrittenError {
            status: *status,
            message,
            code: *code,
            violations,
        };
        respond(format, *operation, error).map(Body::from)
    }
}
