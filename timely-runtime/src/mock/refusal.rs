//! What a mock refuses for reasons of its own.

use super::values::NoValue;
use crate::server::Rejection;
use crate::{Operation, Schema};
use http::StatusCode;

/// How much of a schema the log has.
const SHOWN: usize = 400;

/// The operation does not document a status.
pub(super) fn no_code(operation: &Operation, code: u16, known: &[String]) -> Rejection {
    let id = operation.id;
    let known = known.join(", ");
    let message =
        format!("The operation {id} documents no response with the status {code}, but {known}.");
    Rejection::new(StatusCode::BAD_REQUEST, message)
}

/// No response has an example of this name.
pub(super) fn no_example(operation: &Operation, name: &str, known: &[&str]) -> Rejection {
    let id = operation.id;
    let known = match known {
        [] => "it has none with a name".to_owned(),
        known => format!("it has {}", known.join(", ")),
    };
    let name: String = name.chars().take(100).collect();
    let message = format!("The response of {id} has no example called {name:?}: {known}.");
    Rejection::new(StatusCode::BAD_REQUEST, message)
}

/// Nothing can be answered: the log says why.
pub(super) fn no_value(
    operation: &Operation,
    (what, status): (&str, u16),
    schema: &Schema,
    error: NoValue,
) -> Rejection {
    let text = schema.text();
    let text = text
        .char_indices()
        .nth(SHOWN)
        .map_or(text, |(end, _)| &text[..end]);
    tracing::error!(operation = operation.id, status, %error, schema = text, "no {what} can be made");
    Rejection::new(
        StatusCode::INTERNAL_SERVER_ERROR,
        "No answer can be made that the document allows; the log of the mock says which schema it is.",
    )
}
