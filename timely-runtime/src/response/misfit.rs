//! What is wrong with the headers of a response.

use crate::{DecodeError, Misfit, Parameter};
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
