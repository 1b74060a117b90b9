//! What is wrong with a response.

use super::RawResponse;
use crate::schema::secret::SecretNames;
use crate::{DecodeError, Misfit, Operation, Parameter, Schema};
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
        None => {
            let mut secrets = SecretNames::default();
            for header in headers {
                if !SecretNames::of(header.schema).is_empty() {
                    secrets.add(header.field);
                }
            }
            let values = Value::Object(values.clone());
            Misfit::of_value_without(&values, Schema::ANY, error, &secrets)
        }
    })
}

/// Why a body cannot be read, without what is secret in it. What plain JSON is to be is known by the operation alone.
pub(super) fn of_body(
    operation: &'static Operation,
    raw: &RawResponse,
    error: DecodeError,
) -> DecodeError {
    let schema = operation.json_response(raw.status.as_u16());
    match (error, schema, raw.body.as_bytes()) {
        (DecodeError::Body(misfit), Some(schema), Some(text)) => {
            DecodeError::Body(misfit.hiding(text, schema))
        }
        (error, ..) => error,
    }
}
