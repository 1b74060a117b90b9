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
    /// What is wrong with it.
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
    let mut violations = beyond(response);
    if let Some((schema, text)) = checked(operation, response) {
        for violation in of_body(schema, text, budget).await {
            violations.push(violation);
        }
    }
    if violations.is_empty() {
        return;
    }
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

async fn of_body(schema: &'static Schema, text: &Bytes, budget: CheckBudget) -> Violations {
    let steps = budget.of(text.len());
    if text.len() < offload::LARGE {
        return violations(schema, text, steps);
    }
    let text = text.clone();
    // A runtime that shuts down has nothing to report.
    let found = offload::run(move || violations(schema, &text, steps)).await;
    found.unwrap_or_default()
}

/// What a handler has set on purpose, and the document does not have.
fn beyond(response: &RawResponse) -> Violations {
    let Some(beyond) = &response.beyond else {
        return Violations::new();
    };
    let status = beyond.is_whole.then(|| {
        let expected = "a status that the document has";
        let found = response.status.as_str().to_owned();
        Violation::new(Place::Status, "", "undocumented", expected, found)
    });
    let fields = beyond.fields.iter().map(|name| {
        let expected = "a header field that the document has";
        Violation::new(
            Place::Header,
            format!("/{name}"),
            "undocumented",
            expected,
            "another one",
        )
    });
    status.into_iter().chain(fields).collect()
}

/// The body that is to be checked, and what it must be.
fn checked<'r>(
    operation: &'static Operation,
    response: &'r RawResponse,
) -> Option<(&'static Schema, &'r Bytes)> {
    if response
        .beyond
        .as_ref()
        .is_some_and(|beyond| beyond.is_whole)
    {
        return None;
    }
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
