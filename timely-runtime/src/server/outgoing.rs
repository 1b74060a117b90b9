//! The optional check of responses against the document.

use super::options::Report;
use super::{CheckBudget, offload};
use crate::media_type;
use crate::schema::{Budget, Place};
use crate::{Direction, Operation, RawResponse, Schema, Violation, Violations};
use bytes::Bytes;
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
pub(super) async fn check(
    report: &Report,
    operation: &'static Operation,
    response: &RawResponse,
    budget: CheckBudget,
) {
    let Some((schema, text)) = checked(operation, response) else {
        return;
    };
    let steps = budget.of(text.len());
    let found = if text.len() < offload::LARGE {
        violations(schema, text, steps)
    } else {
        let text = text.clone();
        // A runtime that shuts down has nothing to report.
        let found = offload::run(move || violations(schema, &text, steps)).await;
        found.unwrap_or_default()
    };
    if found.is_empty() {
        return;
    }
    let violations = found;
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

/// The body that is to be checked, and what it must be.
fn checked<'r>(
    operation: &'static Operation,
    response: &'r RawResponse,
) -> Option<(&'static Schema, &'r Bytes)> {
    let schema = operation.json_response(response.status.as_u16())?;
    let content_type = response.headers.get(header::CONTENT_TYPE)?;
    let is_plain = |name| media_type::bare(name).eq_ignore_ascii_case("application/json");
    if !content_type.to_str().is_ok_and(is_plain) {
        return None;
    }
    Some((schema, response.body.as_bytes()?))
}

fn violations(schema: &'static Schema, text: &[u8], steps: u64) -> Violations {
    match serde_json::from_slice::<Value>(text) {
        Ok(value) => {
            let (direction, budget) = (Some(Direction::Response), Budget::new(steps));
            schema.check_at(&value, direction, Place::Body, "", &budget)
        }
        Err(_) => {
            let wrong = Violation::new(Place::Body, "", "syntax", "valid JSON", "other text");
            Violations::from_iter([wrong])
        }
    }
}
