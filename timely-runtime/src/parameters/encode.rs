//! From values to a request.

use super::EscapedCommas;
use super::decode::Reader;
use super::headers::header_text;
use super::incoming::Incoming;
use super::pairs::Named;
use super::path::{self, split_path};
use super::shape::{AMBIGUOUS, Problem, Shape, is_nothing, is_same, problem};
use crate::percent;
use crate::{EncodeError, Location, Operation, Parameter, Style, Types};
use http::{HeaderMap, HeaderName, HeaderValue, header};
use serde_json::{Map, Value};

/// The parts of a request that hold parameters.
#[derive(Debug)]
pub(crate) struct Encoded {
    /// The path with all parameters in place, percent-encoded.
    pub(crate) path: String,
    /// The query without its question mark, percent-encoded; may be empty.
    pub(crate) query: String,
    /// Header fields, cookies included.
    pub(crate) headers: HeaderMap,
}

/// Writes the parameters of an operation. `null` counts as absent.
///
/// # Errors
/// When a required parameter is absent, or a value cannot travel where the document puts it.
pub(crate) fn encode(
    operation: &Operation,
    values: &Map<String, Value>,
) -> Result<Encoded, EncodeError> {
    // Fast path: there is nothing to write.
    if operation.parameters.is_empty()
        && !operation
            .path
            .bytes()
            .any(|byte| matches!(byte, b'{' | b'?'))
    {
        return Ok(Encoded {
            path: percent::encode_literal(operation.path),
            query: String::new(),
            headers: HeaderMap::new(),
        });
    }
    let (query, headers) = write(operation, values)?;
    let segments = path::segments(operation);
    let path = path::expand(&segments, operation, values)?;
    let mut pieces = Vec::new();
    for (segment, text) in segments.iter().zip(path.split('/')) {
        // One that does not match any more leaves its parameters without a value.
        let _ = segment.matches(text, &mut pieces);
    }
    let incoming = Incoming {
        path: &pieces,
        query: &query,
        headers: &headers,
    };
    arrives(operation, values, incoming)?;
    Ok(Encoded {
        path,
        query,
        headers,
    })
}

/// Writes the path of an operation alone.
///
/// # Errors
/// When a parameter is absent, or its value cannot stand in a path.
#[cfg(feature = "server")]
pub(crate) fn encode_path(
    operation: &Operation,
    values: &Map<String, Value>,
) -> Result<String, EncodeError> {
    path::expand(&path::segments(operation), operation, values)
}

/// Writes the parameters that do not stand in the path: the query and the headers.
fn write(
    operation: &Operation,
    values: &Map<String, Value>,
) -> Result<(String, HeaderMap), EncodeError> {
    let mut query: Vec<String> = split_path(operation.path).1.map(str::to_owned).collect();
    let mut cookies = Vec::new();
    let mut headers = HeaderMap::new();
    for parameter in operation.parameters {
        let is_wrong = |wrong| problem(parameter, wrong);
        let before = query.len() + cookies.len();
        let value = match values.get(parameter.field) {
            None | Some(Value::Null) if parameter.required => {
                null(parameter).ok_or_else(|| problem(parameter, "is required"))?
            }
            None | Some(Value::Null) => continue,
            Some(value) => value,
        };
        match parameter.location {
            // Written by the template, in its order.
            Location::Path => {}
            Location::Query => Named::of(parameter)
                .push(&mut query, value)
                .map_err(is_wrong)?,
            Location::QueryString => push_whole(&mut query, parameter, value).map_err(is_wrong)?,
            Location::Cookie => push_cookie(&mut cookies, parameter, value).map_err(is_wrong)?,
            Location::Header => {
                let name = HeaderName::from_bytes(parameter.name.as_bytes())
                    .map_err(|_| problem(parameter, "is not a valid header name"))?;
                if let Some(text) = header_text(parameter, value)? {
                    headers.append(name, text);
                }
            }
        }
        let is_counted = !matches!(parameter.location, Location::Path | Location::Header);
        if is_counted && parameter.required && query.len() + cookies.len() == before {
            return Err(is_wrong(
                "is required, and its style writes nothing of a value that is empty",
            ));
        }
    }
    if !cookies.is_empty() {
        // Names and values are percent-encoded, so this is visible ASCII.
        if let Ok(value) = HeaderValue::from_str(&cookies.join("; ")) {
            headers.insert(header::COOKIE, value);
        }
    }
    Ok((query.join("&"), headers))
}

/// Reads what was written as a server would: what would not arrive as it is, is not sent. It is one rule for all styles,
/// so that none of them can be written otherwise than it is read.
fn arrives(
    operation: &Operation,
    values: &Map<String, Value>,
    incoming: Incoming<'_>,
) -> Result<(), EncodeError> {
    let reader = Reader::new(operation.parameters, incoming, EscapedCommas::Item);
    for parameter in operation.parameters {
        let Some(value) = values.get(parameter.field).filter(|value| !value.is_null()) else {
            continue;
        };
        let arrives = match reader.read(parameter) {
            Ok(Some(read)) => is_same(&read, value),
            Ok(None) => is_nothing(value),
            Err(_) => false,
        };
        if !arrives {
            return Err(problem(parameter, AMBIGUOUS));
        }
    }
    Ok(())
}

/// What a required parameter is written as that may be null, and is: nothing, or `null` where it is JSON.
fn null(parameter: &Parameter) -> Option<&'static Value> {
    static EMPTY: Value = Value::String(String::new());
    let types = parameter.schema.effective_types();
    let is_nullable = types.contains(Types::NULL) && types != Types::ANY;
    match (parameter.location, parameter.style) {
        (Location::Path | Location::QueryString, _) => None,
        (_, Style::Json) => is_nullable.then_some(&Value::Null),
        _ => is_nullable.then_some(&EMPTY),
    }
}

/// The whole query string: a form, JSON, or text.
fn push_whole(
    query: &mut Vec<String>,
    parameter: &Parameter,
    value: &Value,
) -> Result<(), Problem> {
    if let (Style::Form, Value::Object(members)) = (parameter.style, value) {
        return Named::of(parameter).push_members(query, members);
    }
    let shape = Shape::of(
        parameter.schema.root(),
        parameter.style,
        (false, false),
        value,
    )?;
    query.push(shape.join(",", false, percent::encode));
    Ok(())
}

fn push_cookie(
    cookies: &mut Vec<String>,
    parameter: &Parameter,
    value: &Value,
) -> Result<(), Problem> {
    if parameter.style != Style::Cookie {
        return Named::of(parameter).push(cookies, value);
    }
    let shape = Shape::of(
        parameter.schema.root(),
        parameter.style,
        (parameter.explode, false),
        value,
    )?;
    // Nothing is escaped, so that what would end the value is refused (RFC 6265, section 4.1.1).
    let is_octet = |c: char| c.is_ascii_graphic() && !matches!(c, '"' | ',' | ';' | '\\');
    if !shape.texts().iter().all(|text| text.chars().all(is_octet)) {
        return Err("must not hold characters that a cookie cannot");
    }
    let name = parameter.name;
    match shape {
        Shape::Scalar(text) => cookies.push(format!("{name}={text}")),
        Shape::List(items) if parameter.explode => {
            cookies.extend(items.iter().map(|item| format!("{name}={item}")));
        }
        Shape::Members(members) if parameter.explode => {
            let members = members.iter();
            cookies.extend(members.map(|(name, value)| format!("{name}={value}")));
        }
        shape if shape.is_empty() && !parameter.required => {}
        shape => cookies.push(format!("{name}={}", shape.join(",", false, str::to_owned))),
    }
    Ok(())
}
