//! Headers, both ways: request parameters in headers, and the headers of responses.

use super::read::{self, Text};
use super::shape::{AMBIGUOUS, Shape, is_nothing, is_same, problem};
use crate::json;
use crate::{EncodeError, Parameter, Style};
use http::{HeaderMap, HeaderName, HeaderValue, header};
use serde_json::{Map, Value};

/// Writes declared headers from an object keyed by field.
///
/// # Errors
/// When a value cannot travel in a header.
pub(crate) fn encode_headers(
    parameters: &[Parameter],
    values: &Map<String, Value>,
) -> Result<HeaderMap, EncodeError> {
    let mut headers = HeaderMap::new();
    for parameter in parameters {
        let Some(value) = values.get(parameter.field).filter(|value| !value.is_null()) else {
            continue;
        };
        let name = HeaderName::from_bytes(parameter.name.as_bytes())
            .map_err(|_| problem(parameter, "is not a valid header name"))?;
        match value {
            Value::Array(lines) if is_never_folded(parameter) => {
                for line in lines {
                    if let Some(text) = header_text(parameter, line)? {
                        headers.append(&name, text);
                    }
                }
            }
            value => {
                if let Some(text) = header_text(parameter, value)? {
                    headers.append(name, text);
                }
            }
        }
        let read = read_header(parameter, &headers);
        if !read.map_or(is_nothing(value), |read| is_same(&read, value)) {
            return Err(problem(parameter, AMBIGUOUS));
        }
    }
    Ok(headers)
}

/// Whether each item of a list has a field line of its own. The value of `Set-Cookie` may have commas, so its lines cannot be
/// joined by them (RFC 9110, section 5.3).
fn is_never_folded(parameter: &Parameter) -> bool {
    parameter.style != Style::Json
        && parameter
            .name
            .eq_ignore_ascii_case(header::SET_COOKIE.as_str())
}

/// The header of a value (style `simple`); `None` for an empty list.
pub(super) fn header_text(
    parameter: &Parameter,
    value: &Value,
) -> Result<Option<HeaderValue>, EncodeError> {
    let shape = Shape::of(
        parameter.schema.root(),
        parameter.style,
        (false, false),
        value,
    )
    .map_err(|wrong| problem(parameter, wrong))?;
    if shape.is_empty() && !parameter.required {
        return Ok(None);
    }
    // Header values have no escapes, so what would change on the way is refused.
    for text in shape.texts() {
        if text.contains(|character: char| character.is_control()) {
            return Err(problem(parameter, "must not hold control characters"));
        }
        if text.starts_with(' ') || text.ends_with(' ') {
            return Err(problem(
                parameter,
                "must not begin or end with a blank in a header",
            ));
        }
        if !matches!(shape, Shape::Scalar(_)) && text.contains(',') {
            return Err(problem(
                parameter,
                "must not hold an item with a comma in a header",
            ));
        }
    }
    if let Shape::Members(members) = &shape
        && members.iter().any(|(name, _)| name.contains('='))
    {
        return Err(problem(
            parameter,
            "must not hold a key with an equals sign in a header",
        ));
    }
    let text = shape.join(",", parameter.explode, str::to_owned);
    HeaderValue::from_bytes(text.as_bytes())
        .map(Some)
        .map_err(|_| problem(parameter, "must not hold control characters"))
}

/// Reads declared headers into an object keyed by field, as well as they can be read: what is malformed is left to
/// the typed decode.
pub(crate) fn decode_headers(parameters: &[Parameter], headers: &HeaderMap) -> Map<String, Value> {
    parameters
        .iter()
        .filter_map(|parameter| {
            let value = read_header(parameter, headers)?;
            Some((parameter.field.to_owned(), value))
        })
        .collect()
}

/// Reads a declared header; `None` when it is not there, or not UTF-8.
fn read_header(parameter: &Parameter, headers: &HeaderMap) -> Option<Value> {
    if is_never_folded(parameter) {
        return lines(parameter, headers);
    }
    let text = joined(parameter, headers)?.ok()?;
    Some(match parameter.style {
        // What is no JSON is text, which suits the type or does not.
        Style::Json => json::from_slice(text.as_bytes()).unwrap_or(Value::String(text)),
        _ => {
            let explode = parameter.explode;
            read::delimited(parameter.schema.root(), &text, Text::Plain, ",", explode)
        }
    })
}

/// The field lines of a header that are not joined: a list of them, or the first where the schema wants no list. `None` where
/// there are none, or not UTF-8.
fn lines(parameter: &Parameter, headers: &HeaderMap) -> Option<Value> {
    let fields = headers.get_all(parameter.name).iter();
    let texts: Vec<&str> = fields
        .map(|field| std::str::from_utf8(field.as_bytes()))
        .collect::<Result<_, _>>()
        .ok()?;
    let first = texts.get(..1)?;
    read::repeated(parameter.schema.root(), &texts, Text::Plain)
        .or_else(|| read::repeated(parameter.schema.root(), first, Text::Plain))
}

/// The fields of one header as one text (RFC 9110, section 5.3); an error when it is not UTF-8.
pub(super) fn joined(
    parameter: &Parameter,
    headers: &HeaderMap,
) -> Option<Result<String, std::str::Utf8Error>> {
    let mut fields = headers.get_all(parameter.name).iter().peekable();
    fields.peek()?;
    let texts: Result<Vec<&str>, _> = fields
        .map(|field| std::str::from_utf8(field.as_bytes()))
        .collect();
    Some(texts.map(|texts| texts.join(",")))
}
