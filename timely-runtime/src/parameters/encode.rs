//! From values to a request.

use super::headers::header_text;
use super::percent;
use super::shape::{Shape, problem, scalar};
use crate::{EncodeError, Location, Operation, Parameter, Style};
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
    let mut query = Vec::new();
    let mut cookies = Vec::new();
    let mut headers = HeaderMap::new();
    for parameter in operation.parameters {
        let value = match values.get(parameter.field) {
            None | Some(Value::Null) if parameter.required => {
                return Err(problem(parameter, "is required"));
            }
            None | Some(Value::Null) => continue,
            Some(value) => value,
        };
        match parameter.location {
            // Written below, in the order of the template.
            Location::Path => {}
            Location::Query => push_query(&mut query, parameter, value)?,
            Location::Cookie => push_cookie(&mut cookies, parameter, value)?,
            Location::Header => {
                let name = HeaderName::from_bytes(parameter.name.as_bytes())
                    .map_err(|_| problem(parameter, "is not a valid header name"))?;
                if let Some(text) = header_text(parameter, value)? {
                    headers.append(name, text);
                }
            }
        }
    }
    if !cookies.is_empty() {
        // Names and values are percent-encoded, so this is visible ASCII.
        if let Ok(value) = HeaderValue::from_str(&cookies.join("; ")) {
            headers.insert(header::COOKIE, value);
        }
    }
    Ok(Encoded {
        path: path(operation, values)?,
        query: query.join("&"),
        headers,
    })
}

/// Expands the path template.
fn path(operation: &Operation, values: &Map<String, Value>) -> Result<String, EncodeError> {
    let segments: Result<Vec<_>, _> = operation
        .path
        .split('/')
        .map(|template| segment(operation, values, template))
        .collect();
    Ok(segments?.join("/"))
}

fn segment(
    operation: &Operation,
    values: &Map<String, Value>,
    template: &str,
) -> Result<String, EncodeError> {
    let mut expanded = String::new();
    let mut rest = template;
    let mut last = None;
    while let Some((literal, name, tail)) = next_parameter(rest) {
        expanded.push_str(&percent::encode_literal(literal));
        let parameter = operation
            .parameters
            .iter()
            .find(|parameter| parameter.location == Location::Path && parameter.name == name);
        if let Some(parameter) = parameter {
            let value = values.get(parameter.field).unwrap_or(&Value::Null);
            let text = path_text(parameter, value)?;
            if text.is_empty() {
                return Err(problem(parameter, "must not be empty"));
            }
            expanded.push_str(&text);
            last = Some(parameter);
        } else {
            // A template that names no parameter stays as it is.
            expanded.push_str(&percent::encode(&format!("{{{name}}}")));
        }
        rest = tail;
    }
    expanded.push_str(&percent::encode_literal(rest));
    match last {
        // A URL parser would take such a segment away, and the request would reach another route.
        Some(parameter) if is_dot_segment(&expanded) => Err(problem(
            parameter,
            "must not make the path segment `.` or `..`",
        )),
        _ => Ok(expanded),
    }
}

fn is_dot_segment(segment: &str) -> bool {
    matches!(
        segment.to_ascii_lowercase().replace("%2e", ".").as_str(),
        "." | ".."
    )
}

/// Splits at the first `{name}`: what is before it, the name, and what is after it.
pub(crate) fn next_parameter(template: &str) -> Option<(&str, &str, &str)> {
    let (literal, rest) = template.split_once('{')?;
    let (name, tail) = rest.split_once('}')?;
    Some((literal, name, tail))
}

fn path_text(parameter: &Parameter, value: &Value) -> Result<String, EncodeError> {
    let shape = Shape::of(parameter, value)?;
    if shape.is_empty() {
        return Err(problem(parameter, "must not be empty"));
    }
    let explode = parameter.explode;
    Ok(match parameter.style {
        Style::Label if explode && !matches!(shape, Shape::Scalar(_)) => {
            // The separator is unreserved, so that an item's own dots need an escape.
            format!(
                ".{}",
                shape.join(".", true, |text| percent::encode(text).replace('.', "%2E"))
            )
        }
        Style::Label => format!(".{}", shape.join(",", explode, percent::encode)),
        Style::Matrix => matrix(parameter, &shape),
        _ => shape.join(",", explode, percent::encode),
    })
}

fn matrix(parameter: &Parameter, shape: &Shape) -> String {
    let pair = |name: &str, value: &str| {
        // RFC 6570, section 3.2.7: an empty value has no equals sign.
        let mark = if value.is_empty() { "" } else { "=" };
        format!(";{}{mark}{value}", percent::encode(name))
    };
    match shape {
        Shape::List(items) if parameter.explode => items
            .iter()
            .map(|item| pair(parameter.name, &percent::encode(item)))
            .collect(),
        Shape::Members(members) if parameter.explode => members
            .iter()
            .map(|(name, value)| pair(name, &percent::encode(value)))
            .collect(),
        shape => pair(parameter.name, &shape.join(",", false, percent::encode)),
    }
}

fn push_query(
    query: &mut Vec<String>,
    parameter: &Parameter,
    value: &Value,
) -> Result<(), EncodeError> {
    if parameter.style == Style::DeepObject
        && let Value::Object(_) = value
    {
        return push_deep(query, parameter, &percent::encode(parameter.name), value);
    }
    let shape = Shape::of(parameter, value)?;
    let (separator, encoded) = match parameter.style {
        Style::SpaceDelimited => (" ", "%20"),
        Style::PipeDelimited => ("|", "%7C"),
        _ => (",", ","),
    };
    // A comma in an item is percent-encoded; a blank or pipe would be taken for a separator all the same.
    if separator != ","
        && !parameter.explode
        && !matches!(shape, Shape::Scalar(_))
        && shape.texts().iter().any(|text| text.contains(separator))
    {
        return Err(problem(
            parameter,
            "holds an item with the separator of its style in it",
        ));
    }
    push_form(query, parameter, &shape, encoded);
    Ok(())
}

/// `name=a&name=b` or `name=a,b`.
fn push_form(pairs: &mut Vec<String>, parameter: &Parameter, shape: &Shape, separator: &str) {
    let pair = |name: &str, value: &str| format!("{}={value}", percent::encode(name));
    match shape {
        Shape::List(items) if parameter.explode => {
            pairs.extend(
                items
                    .iter()
                    .map(|item| pair(parameter.name, &percent::encode(item))),
            );
        }
        Shape::Members(members) if parameter.explode => {
            pairs.extend(
                members
                    .iter()
                    .map(|(name, value)| pair(name, &percent::encode(value))),
            );
        }
        shape if shape.is_empty() && !parameter.required => {}
        shape => pairs.push(pair(
            parameter.name,
            &shape.join(separator, false, percent::encode),
        )),
    }
}

/// `name[key]=value`; inner objects add a key, inner arrays repeat theirs.
fn push_deep(
    query: &mut Vec<String>,
    parameter: &Parameter,
    name: &str,
    value: &Value,
) -> Result<(), EncodeError> {
    match value {
        Value::Null => Ok(()),
        Value::Object(members) => members.iter().try_for_each(|(key, value)| {
            // The key's own brackets would read as further keys.
            if key.contains(['[', ']']) {
                return Err(problem(
                    parameter,
                    "has a key with brackets, which its style cannot write",
                ));
            }
            push_deep(
                query,
                parameter,
                &format!("{name}%5B{}%5D", percent::encode(key)),
                value,
            )
        }),
        Value::Array(items) => items.iter().try_for_each(|item| {
            query.push(format!(
                "{name}={}",
                percent::encode(&scalar(parameter, item)?)
            ));
            Ok(())
        }),
        value => {
            query.push(format!(
                "{name}={}",
                percent::encode(&scalar(parameter, value)?)
            ));
            Ok(())
        }
    }
}

fn push_cookie(
    cookies: &mut Vec<String>,
    parameter: &Parameter,
    value: &Value,
) -> Result<(), EncodeError> {
    let shape = Shape::of(parameter, value)?;
    push_form(cookies, parameter, &shape, ",");
    Ok(())
}
