//! Everything that the document demands of a request, broken once: by the schemas of the document itself.

mod body;
mod parameters;

use crate::document::Operation;
use crate::document::sample::NOBODY;
use crate::harness::raw::{RawRequest, Reply, violations_in};
use crate::harness::{App, KEY};

/// A request with its key, to an identifier that nothing has, with this query.
fn request(app: &App, operation: &Operation, query: &str) -> RawRequest {
    app.raw(
        &operation.method,
        format!("{}{query}", operation.path_with(NOBODY)),
    )
    .key(KEY)
}

/// Asserts that exactly one thing is wrong with a request, at this place.
#[track_caller]
fn refused_for_one(reply: &Reply, place: &str, what: &str) {
    let message = reply.error(400);
    assert_eq!(violations_in(&message), 1, "{what}: {message}");
    assert!(
        message.contains(&format!("{place}: expected ")),
        "{what}: {message}"
    );
    assert!(message.contains(", found "), "{what}: {message}");
    assert!(message.chars().count() < 400, "{what}: {message}");
}

/// Asserts that nothing is wrong with a request by the document, whatever the handler thinks of it.
#[track_caller]
fn accepted(reply: &Reply, what: &str) {
    let text = String::from_utf8_lossy(&reply.body);
    let status = reply.status.as_u16();
    assert!(
        matches!(status, 200 | 201 | 400 | 403 | 404 | 409),
        "{what}: {status} {text}"
    );
    assert_eq!(violations_in(&text), 0, "{what}: {text}");
}
