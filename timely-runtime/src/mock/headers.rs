//! The headers of an answer that the document declares.

use super::sheet::{HeaderSheet, Names};
use super::values::{Maker, NoValue};
use crate::{Parameter, parameters};
use http::HeaderMap;
use serde_json::{Map, Value};

/// What the server says by itself of how a message travels.
const OF_MESSAGES: [&str; 11] = [
    "content-type",
    "content-length",
    "content-encoding",
    "content-range",
    "transfer-encoding",
    "connection",
    "keep-alive",
    "upgrade",
    "trailer",
    "date",
    "preference-applied",
];

/// A declared header, and what the document has as an example of it.
#[derive(Debug)]
pub(super) struct Header {
    parameter: Parameter,
    example: Option<Value>,
}

impl Header {
    /// None for one that the document has no say in.
    pub(super) fn of(sheet: &HeaderSheet, names: &Names) -> Option<Self> {
        let is_of_messages = OF_MESSAGES.contains(&&*sheet.name.to_ascii_lowercase());
        (!is_of_messages).then(|| Self {
            parameter: sheet.parameter(names),
            example: sheet.example.clone(),
        })
    }
}

/// Makes the headers of an answer.
///
/// # Errors
/// When one that is required cannot be made.
pub(super) fn make(
    headers: &[Header],
    maker: &mut Maker<'_>,
    is_dynamic: bool,
) -> Result<HeaderMap, (&'static str, NoValue)> {
    let mut made = HeaderMap::new();
    for header in headers {
        let name = header.parameter.name;
        let example = header.example.as_ref().filter(|_| !is_dynamic);
        // What is made may be a text that no header can hold.
        let mut tries = (0..4).map(|_| {
            let value = maker.make(header.parameter.schema, name, example)?;
            let values = Map::from_iter([(header.parameter.field.to_owned(), usual(name, value))]);
            let one = std::slice::from_ref(&header.parameter);
            parameters::encode_headers(one, &values).map_err(|_| NoValue::NotFound)
        });
        match tries.find_map(Result::ok) {
            Some(fields) => made.extend(fields),
            None if header.parameter.required => return Err((name, NoValue::NotFound)),
            None => {}
        }
    }
    Ok(made)
}

/// A value as one expects it of a header whose form HTTP tells and the schema does not.
fn usual(name: &str, value: Value) -> Value {
    match (name.to_ascii_lowercase().as_str(), &value) {
        // RFC 9110, section 8.8.3.
        ("etag", Value::String(text)) if !text.contains('"') => format!("\"{text}\"").into(),
        _ => value,
    }
}
