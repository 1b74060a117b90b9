//! The body of errors that the server makes itself.

mod layout;

use crate::{Operation, Violations, json};
use axum::body::Body;
use http::{HeaderValue, Response, StatusCode, header};
use layout::Layout;
use serde::{Serialize, Serializer};
use std::fmt::Display;

/// How the errors that no handler makes are written: the document's own error schema, as data.
///
/// ```
/// use timely_runtime::server::{ErrorField, ErrorFormat};
///
/// // {"error": {"code": "NOT_FOUND", "message": "…", "details": […]}}
/// static ERRORS: ErrorFormat = ErrorFormat::new(
///     "application/json",
///     &[
///         ("/error/code", ErrorField::Code),
///         ("/error/message", ErrorField::Message),
///         ("/error/details", ErrorField::Violations),
///     ],
/// )
/// .codes(&[(400, "VALIDATION_ERROR")]);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct ErrorFormat {
    pub(super) content_type: &'static str,
    fields: &'static [(&'static str, ErrorField)],
    codes: &'static [(u16, &'static str)],
    pub(super) invalid_request: u16,
    statuses: &'static [u16],
}

/// An error that is to be written.
#[derive(Clone, Copy)]
pub(super) struct WrittenError<'a> {
    pub(super) status: StatusCode,
    pub(super) message: &'a dyn Display,
    /// The code for programs, if it is not the one of the status.
    pub(super) code: Option<&'a str>,
    pub(super) violations: &'a Violations,
}

/// A part of an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorField {
    /// A code for programs, from [`ErrorFormat::codes`].
    Code,
    /// A sentence for people.
    Message,
    /// The status as a number.
    Status,
    /// The reason phrase of the status.
    Title,
    /// What is wrong with the request, as an array of objects with `location`, `pointer`, `keyword`, `expected` and
    /// `found` (see [`Violation`](crate::Violation)); left out when there is nothing to list.
    Violations,
    /// Always the same value, as JSON text.
    Constant(&'static str),
}

impl ErrorFormat {
    /// Problem details (RFC 9457), for documents that have no error schema.
    pub const PROBLEM_JSON: ErrorFormat = ErrorFormat::new(
        "application/problem+json",
        &[
            ("/type", ErrorField::Constant("\"about:blank\"")),
            ("/title", ErrorField::Title),
            ("/status", ErrorField::Status),
            ("/detail", ErrorField::Message),
            ("/errors", ErrorField::Violations),
        ],
    );

    /// Errors of a media type; and where in the body each part of an error stands, by JSON pointer. Objects on the way
    /// are made.
    #[must_use]
    pub const fn new(
        content_type: &'static str,
        fields: &'static [(&'static str, ErrorField)],
    ) -> Self {
        Self {
            content_type,
            fields,
            codes: &[],
            invalid_request: 400,
            statuses: &[],
        }
    }

    /// Sets the code of each status. One that is not listed has its reason phrase in capitals, such as `NOT_FOUND`.
    #[must_use]
    pub const fn codes(self, codes: &'static [(u16, &'static str)]) -> Self {
        Self { codes, ..self }
    }

    /// Sets the status of requests that can be read but that the document forbids: 400, as is the default, or 422.
    /// Where an operation documents only the other of the two, it is that one. A body that cannot be read is answered
    /// with 400, if documented.
    #[must_use]
    pub const fn invalid_request(self, status: u16) -> Self {
        Self {
            invalid_request: status,
            ..self
        }
    }

    /// Sets the statuses that the server may answer with by itself where an operation does not document them; any, as
    /// is the default, when empty. In place of 406, 408, 413, 415 and 422 goes 400 where they are not listed, and 500 in
    /// place of the others from 501. To refuse what a sender accepts is for a server to choose (RFC 9110, section
    /// 15.5.7): without 406 nothing is.
    #[must_use]
    pub const fn statuses(self, statuses: &'static [u16]) -> Self {
        Self { statuses, ..self }
    }

    /// Whether the server may answer with a status: the operation documents it, or it need not.
    pub(super) fn allows(&self, status: StatusCode, operation: Option<&Operation>) -> bool {
        let status = status.as_u16();
        self.statuses.is_empty()
            || self.statuses.contains(&status)
            || operation.is_some_and(|operation| operation.documents(status))
    }

    /// An error response; also of use to a layer that refuses requests for reasons of its own, such as a rate limit.
    ///
    /// ```
    /// use timely_runtime::{Violations, http::StatusCode, server::ErrorFormat};
    ///
    /// let response = ErrorFormat::PROBLEM_JSON.response(
    ///     StatusCode::TOO_MANY_REQUESTS,
    ///     "The limit of 100 requests a minute is reached.",
    ///     &Violations::new(),
    /// );
    /// assert_eq!(response.status(), 429);
    /// ```
    #[must_use]
    pub fn response(
        &self,
        status: StatusCode,
        message: &str,
        violations: &Violations,
    ) -> Response<Body> {
        self.respond(WrittenError {
            status,
            message: &message,
            code: None,
            violations,
        })
        .map(Body::from)
    }

    /// As [`response`](Self::response), of a message that is written in place.
    pub(super) fn respond(&self, error: WrittenError<'_>) -> Response<Vec<u8>> {
        let mut response = Response::new(self.body(error));
        *response.status_mut() = error.status;
        let content_type = HeaderValue::from_str(self.content_type)
            .unwrap_or(HeaderValue::from_static("application/json"));
        response
            .headers_mut()
            .insert(header::CONTENT_TYPE, content_type);
        response
    }

    fn body(&self, error: WrittenError<'_>) -> Vec<u8> {
        let WrittenError {
            status,
            message,
            code,
            violations,
        } = error;
        let mut text = Vec::with_capacity(256);
        let value = |field: ErrorField, text: &mut Vec<u8>| {
            let written = match field {
                ErrorField::Code => match code.or_else(|| self.listed_code(status)) {
                    Some(code) => json::append(text, code),
                    None => json::append(text, &code_of(status)),
                },
                ErrorField::Message => json::append(text, &Shown(message)),
                ErrorField::Status => json::append(text, &status.as_u16()),
                ErrorField::Title => json::append(text, title(status)),
                ErrorField::Violations => json::append(text, violations),
                ErrorField::Constant(constant) => {
                    text.extend_from_slice(constant.as_bytes());
                    Ok(())
                }
            };
            // Texts and numbers can always be written.
            written.unwrap_or_default();
        };
        Layout::of(self.fields, !violations.is_empty()).write(value, &mut text);
        text
    }

    fn listed_code(&self, status: StatusCode) -> Option<&'static str> {
        let mut codes = self.codes.iter();
        let listed = codes.find(|(listed, _)| *listed == status.as_u16());
        listed.map(|(_, code)| *code)
    }
}

/// The reason phrase of a status in capitals.
fn code_of(status: StatusCode) -> String {
    title(status)
        .chars()
        .filter(|character| *character != '\'')
        .map(|character| match character {
            ' ' | '-' => '_',
            other => other.to_ascii_uppercase(),
        })
        .collect()
}

fn title(status: StatusCode) -> &'static str {
    status.canonical_reason().unwrap_or("Error")
}

/// A text that is written without being put together before.
struct Shown<'m>(&'m dyn Display);

impl Serialize for Shown<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Place, Value, Violation};
    use serde_json::json;

    #[test]
    fn fields_are_put_where_the_pointers_say() {
        let fields = &[
            ("/error/code", ErrorField::Code),
            ("/error/message", ErrorField::Message),
            ("/error/a~1b~0", ErrorField::Constant("[1]")),
            ("/error/details", ErrorField::Violations),
        ];
        let format = ErrorFormat::new("application/json", fields).codes(&[(409, "TAKEN")]);
        assert_eq!(
            body(&format, StatusCode::CONFLICT, &Violations::new()),
            json!({ "error": { "code": "TAKEN", "message": "m", "a/b~": [1] } })
        );
        let violation = Violation::new(Place::Query, "/limit", "maximum", "at most 100", "101");
        let violations = Violations::from_iter([violation]);
        assert_eq!(
            body(&format, StatusCode::BAD_REQUEST, &violations)["error"]["details"],
            json!([{
                "location": "query", "pointer": "/limit", "keyword": "maximum",
                "expected": "at most 100", "found": "101"
            }])
        );
    }

    fn body(format: &ErrorFormat, status: StatusCode, violations: &Violations) -> Value {
        let text = format.body(WrittenError {
            status,
            message: &"m",
            code: None,
            violations,
        });
        serde_json::from_slice(&text).unwrap()
    }

    #[test]
    fn codes_fall_back_to_the_reason_phrase() {
        let code = |status: u16| code_of(StatusCode::from_u16(status).unwrap());
        assert_eq!(code(404), "NOT_FOUND");
        assert_eq!(code(418), "IM_A_TEAPOT");
        assert_eq!(code(207), "MULTI_STATUS");
        assert_eq!(code(599), "ERROR");
    }
}
