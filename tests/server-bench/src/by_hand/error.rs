//! What is answered when a request is refused.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use std::borrow::Cow;
use std::fmt::Write;

/// All that is wrong with a request, as one text; empty when nothing is.
#[derive(Debug, Default)]
pub(super) struct Violations(String);

impl Violations {
    pub(super) fn push(&mut self, place: &str, expected: &str, found: &str) {
        let separator = if self.0.is_empty() { "" } else { "; " };
        // Writing to a text cannot fail.
        let _ = write!(
            self.0,
            "{separator}{place}: expected {expected}, found {found}"
        );
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Those of the parameters and those of the body.
    pub(super) fn joined(first: Option<Self>, second: Option<Self>) -> Self {
        let texts: Vec<String> = [first, second]
            .into_iter()
            .flatten()
            .map(|part| part.0)
            .collect();
        Self(texts.join("; "))
    }

    pub(super) fn into_result(self) -> Result<(), Self> {
        if self.is_empty() { Ok(()) } else { Err(self) }
    }
}

/// A request that is refused.
#[derive(Debug)]
pub(crate) struct Failure {
    status: StatusCode,
    message: Cow<'static, str>,
    header: Option<(header::HeaderName, &'static str)>,
}

impl Failure {
    pub(crate) fn new(status: StatusCode, message: impl Into<Cow<'static, str>>) -> Self {
        Self {
            status,
            message: message.into(),
            header: None,
        }
    }

    pub(super) fn unsupported() -> Self {
        let message = "The content type of the request must be application/json, in UTF-8.";
        let mut failure = Self::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, message);
        failure.header = Some((header::ACCEPT, "application/json"));
        failure
    }

    fn code(&self) -> &'static str {
        match self.status.as_u16() {
            400 => "VALIDATION_ERROR",
            401 => "UNAUTHORIZED",
            403 => "FORBIDDEN",
            404 => "NOT_FOUND",
            405 => "METHOD_NOT_ALLOWED",
            413 => "PAYLOAD_TOO_LARGE",
            415 => "UNSUPPORTED_MEDIA_TYPE",
            _ => "INTERNAL_ERROR",
        }
    }
}

impl From<Violations> for Failure {
    fn from(violations: Violations) -> Self {
        let message = format!("The request is not valid: {}.", violations.0);
        Self::new(StatusCode::BAD_REQUEST, message)
    }
}

#[derive(Serialize)]
struct Body<'f> {
    error: Detail<'f>,
}

#[derive(Serialize)]
struct Detail<'f> {
    code: &'static str,
    message: &'f str,
    status: u16,
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let body = Body {
            error: Detail {
                code: self.code(),
                message: &self.message,
                status: self.status.as_u16(),
            },
        };
        let mut response = (self.status, Json(body)).into_response();
        if let Some((name, value)) = self.header {
            let value = HeaderValue::from_static(value);
            response.headers_mut().insert(name, value);
        }
        response
    }
}
