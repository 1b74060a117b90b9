//! The optional check of responses against the document.

use super::options::Report;
use crate::schema::{Budget, Place};
use crate::{Direction, Operation, RawResponse, Violation, Violations};
use http::{StatusCode, header};
use serde_json::Value;
use std::fmt;

/// A response of a handler that is not what the document says. It is sent all the same.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct ResponseFault<'a> {
    /// The operation that answered.
    pub operation: &'static Operation,
    /// The status of the response.
    pub status: StatusCode,
    /// What is wrong with its body.
    pub violations: &'a Violations,
}

impl fmt::Display for ResponseFault<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (id, status) = (self.operation.id, self.status.as_u16());
        write!(f, "the response {status} of {id}: {}", self.violations)
    }
}

/// Checks a response whose body is JSON and in memory; a stream is not waited for.
pub(super) fn check(report: &Report, operation: &'static Operation, response: &RawResponse) {
    let Some(violations) = violations(operation, response) else {
        return;
    };
    tracing::error!(
        operation = operation.id,
        status = response.status.as_u16(),
        %violations,
        "a response is not what the document says"
    );
    report(&ResponseFault {
        operation,
        status: response.status,
        violations: &violations,
    });
}

fn violations(operation: &'static Operation, response: &RawResponse) -> Option<Violations> {
    let schema = operation.json_response(response.status.as_u16())?;
    let content_type = response.headers.get(header::CONTENT_TYPE)?;
    if content_type != "application/json" {
        return None;
    }
    let found = match serde_json::from_slice::<Value>(response.body.as_bytes()?) {
        Ok(value) => schema.check_at(
            &value,
            Some(Direction::Response),
            Place::Body,
            "",
            &Budget::unlimited(),
        ),
        Err(_) => Violations::from_iter([Violation {
            location: Place::Body,
            pointer: String::new(),
            keyword: "syntax",
            expected: "valid JSON".to_owned(),
            found: "other text".to_owned(),
        }]),
    };
    (!found.is_empty()).then_some(found)
}
