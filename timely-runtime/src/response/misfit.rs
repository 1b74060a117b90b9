//! What is wrong with a response.

use crate::{DecodeError, Misfit, Operation, Parameter, RawResponse};
use serde_json::{Error, Map, Value};

/// Why headers cannot be read as their type: the first of the required ones that is of another type.
pub(super) fn of_headers(
    headers: &[Parameter],
    values: &Map<String, Value>,
    error: &Error,
) -> DecodeError {
    let required = headers.iter().filter(|header| header.required);
    let wrong = required
        .filter_map(|header| Some((header, values.get(header.field)?)))
        .find(|(header, value)| {
            let types = header.schema.effective_types();
            !types.contains(crate::Types::of(value))
        });
    DecodeError::Headers(match wrong {
        Some((header, value)) => Misfit::of_value(value, header.schema, error).below(header.name),
        None => Misfit::of_value(&Value::Object(values.clone()), crate::Schema::ANY, error),
    })
}

/// The error of a body without the values of properties that the schema calls passwords or write-only: plain JSON is read without
/// a look at its schema.
pub(super) fn hiding(
    error: DecodeError,
    operation: &'static Operation,
    raw: &RawResponse,
) -> DecodeError {
    let secrets = operation.secrets_of_response(raw.status.as_u16());
    match (error, raw.body.as_bytes()) {
        (DecodeError::Body(misfit), Some(text)) if !secrets.is_empty() => {
            DecodeError::Body(misfit.hiding(text, &secrets))
        }
        (error, _) => error,
    }
}
