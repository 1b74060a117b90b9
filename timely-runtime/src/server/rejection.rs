//! Requests that are refused before a handler answers them.

use super::ErrorFormat;
use crate::{EncodeError, Violations};
use axum::body::Body;
use http::{HeaderMap, Response, StatusCode};
use std::borrow::Cow;

/// Why a request is refused. It becomes a response in the document's [`ErrorFormat`].
#[derive(Clone, Debug)]
pub struct Rejection {
    kind: Kind,
    message: Cow<'static, str>,
    violations: Violations,
    /// Rarely there, and large.
    headers: Option<Box<HeaderMap>>,
}

#[derive(Clone, Copy, Debug)]
enum Kind {
    /// The status is the format's [`ErrorFormat::invalid_request`].
    Invalid,
    Status(StatusCode),
}

impl Rejection {
    /// A refusal with a status and a sentence for the sender.
    pub fn new(status: StatusCode, message: impl Into<Cow<'static, str>>) -> Self {
        Self {
            kind: Kind::Status(status),
            message: message.into(),
            violations: Violations::new(),
            headers: None,
        }
    }

    /// A refusal of a request that the document forbids.
    #[must_use]
    pub fn invalid(violations: Violations) -> Self {
        let message = if violations.is_empty() {
            "The request is not valid.".to_owned()
        } else {
            // All of them: not every document has a field for them beside the message.
            format!("The request is not valid: {violations}.")
        };
        Self {
            kind: Kind::Invalid,
            message: message.into(),
            violations,
            headers: None,
        }
    }

    /// What the sender sees of a fault of the server.
    pub(super) fn internal() -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "The server could not answer the request.",
        )
    }

    /// A response that could not be written: the sender is told nothing of the reason, the log is.
    pub(super) fn encode(operation: &str, error: &EncodeError) -> Self {
        tracing::error!(operation, %error, "the response cannot be written");
        Self::internal()
    }

    /// Adds header fields to the response.
    #[must_use]
    pub fn with_headers(mut self, headers: HeaderMap) -> Self {
        self.headers.get_or_insert_default().extend(headers);
        self
    }

    /// What is wrong with the request, in detail.
    #[must_use]
    pub const fn violations(&self) -> &Violations {
        &self.violations
    }

    /// The response.
    #[must_use]
    pub fn into_response(self, format: &ErrorFormat) -> Response<Body> {
        let status = match self.kind {
            Kind::Status(status) => status,
            Kind::Invalid => {
                StatusCode::from_u16(format.invalid_request).unwrap_or(StatusCode::BAD_REQUEST)
            }
        };
        let mut response = format.response(status, &self.message, &self.violations);
        response
            .headers_mut()
            .extend(self.headers.into_iter().flat_map(|headers| *headers));
        response
    }
}
