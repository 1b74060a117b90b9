//! From values to a request.

use super::headers::header_text;
use super::percent;
use super::shape::{Shape, problem, scalar};
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
    let mut query: Vec<String> = split_path(operation.path).1.map(str::to_owned).collect();
    let mut cookies = Vec::new();
    let mut headers = HeaderMap::new();
    for parameter in operation.parameters {
        let value = match values.get(parameter.field) {
            None | Some(Value::Null) if parameter.required => {
                null(parameter).ok_or_else(|| problem(parameter, "is required"))?
            }
            None | Some(Value::Null) => continue,
            Some(value) => value,
        };
        match parameter.location {
            // Written below, in the order of the template.
            Location::Path => {}
            Location::Query => push_query(&mut query, parameter, value)?,
            Location::QueryString => push_whole(&mut query, parameter, value)?,
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

/// Expands the path template.
fn path(operation: &Operation, values: &Map<String, Value>) -> Result<String, EncodeError> {
    let (template, _) = split_path(operation.path);
    let segments: Result<Vec<_>, _> = template
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

/// The template of a path, and the pairs of the query that belongs to it: `/things?kind=a` is a path of some documents.
pub(crate) fn split_path(path: &'static str) -> (&'static str, impl Iterator<Item = &'static str>) {
    let (template, query) = path.split_once('?').unwrap_or((path, ""));
    (template, query.split('&').filter(|pair| !pair.is_empty()))
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
    let name = || percent::encode(parameter.name);
    match (parameter.style, value) {
        (Style::DeepObject, Value::Object(_)) => {
            return push_deep(query, parameter, &name(), value);
        }
        (Style::DeepObject, Value::Array(items)) if !items.iter().any(is_nested) => {
            return push_deep(query, parameter, &format!("{}%5B%5D", name()), value);
        }
        (Style::DeepObject | Style::Form, Value::Array(items))
            if parameter.explode && items.iter().any(is_nested) =>
        {
            return push_deep(query, parameter, &name(), value);
        }
        (Style::Form, Value::Object(members)) if parameter.explode => {
            return push_members(query, parameter, members);
        }
        _ => {}
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

/// The whole query string: a form, JSON, or text.
fn push_whole(
    query: &mut Vec<String>,
    parameter: &Parameter,
    value: &Value,
) -> Result<(), EncodeError> {
    match (parameter.style, value) {
        (Style::Form, Value::Object(members)) => push_members(query, parameter, members),
        _ => {
            let shape = Shape::of(parameter, value)?;
            query.push(shape.join(",", false, percent::encode));
            Ok(())
        }
    }
}

/// `a=1&b=2`; arrays repeat the name of their member, and objects add keys to it.
fn push_members(
    query: &mut Vec<String>,
    parameter: &Parameter,
    members: &Map<String, Value>,
) -> Result<(), EncodeError> {
    members
        .iter()
        .try_for_each(|(name, value)| push_deep(query, parameter, &percent::encode(name), value))
}

fn is_nested(value: &Value) -> bool {
    value.is_array() || value.is_object()
}

/// Encodes a value that stands alone behind its name.
fn whole_value(parameter: &Parameter, text: &str) -> String {
    if parameter.reserved {
        percent::encode_reserved(text)
    } else {
        percent::encode(text)
    }
}

/// `name=a&name=b` or `name=a,b`.
fn push_form(pairs: &mut Vec<String>, parameter: &Parameter, shape: &Shape, separator: &str) {
    let encode = |text: &str| whole_value(parameter, text);
    let pair = |name: &str, value: &str| format!("{}={value}", percent::encode(name));
    match shape {
        Shape::Scalar(text) => pairs.push(pair(parameter.name, &encode(text))),
        Shape::List(items) if parameter.explode => {
            pairs.extend(items.iter().map(|item| pair(parameter.name, &encode(item))));
        }
        Shape::Members(members) if parameter.explode => {
            pairs.extend(
                members
                    .iter()
                    .map(|(name, value)| pair(name, &encode(value))),
            );
        }
        shape if shape.is_empty() && !parameter.required => {}
        // The separators stay what they are, so that those in the items are escaped.
        shape => pairs.push(pair(
            parameter.name,
            &shape.join(separator, false, percent::encode),
        )),
    }
}

/// `name[key]=value`; inner objects add a key, inner arrays repeat theirs, or number it where their items are nested.
fn push_deep(
    query: &mut Vec<String>,
    parameter: &Parameter,
    name: &str,
    value: &Value,
) -> Result<(), EncodeError> {
    let keyed = |key: &str| format!("{name}%5B{}%5D", percent::encode(key));
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
            push_deep(query, parameter, &keyed(key), value)
        }),
        Value::Array(items) if items.iter().any(is_nested) => items
            .iter()
            .enumerate()
            .try_for_each(|(at, item)| push_deep(query, parameter, &keyed(&at.to_string()), item)),
        Value::Array(items) => items.iter().try_for_each(|item| {
            let text = scalar(parameter, item)?;
            query.push(format!("{name}={}", whole_value(parameter, &text)));
            Ok(())
        }),
        value => {
            let text = scalar(parameter, value)?;
            query.push(format!("{name}={}", whole_value(parameter, &text)));
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
    if parameter.style != Style::Cookie {
        push_form(cookies, parameter, &shape, ",");
        return Ok(());
    }
    // Nothing is escaped, so that what would end the value is refused (RFC 6265, section 4.1.1).
    let is_octet = |c: char| c.is_ascii_graphic() && !matches!(c, '"' | ',' | ';' | '\\');
    if !shape.texts().iter().all(|text| text.chars().all(is_octet)) {
        return Err(problem(
            parameter,
            "must not hold characters that a cookie cannot",
        ));
    }
    let name = parameter.name;
    match shape {
        Shape::Scalar(text) => cookies.push(format!("{name}={text}")),
        Shape::List(items) if parameter.explode => {
            cookies.extend(items.iter().map(|item| format!("{name}={item}")));
        }
        Shape::Members(members) if parameter.explode => {
            cookies.extend(
                members
                    .iter()
                    .map(|(name, value)| format!("{name}={value}")),
            );
        }
        shape if shape.is_empty() && !parameter.required => {}
        shape => cookies.push(format!("{name}={}", shape.join(",", false, str::to_owned))),
    }
    Ok(())
}
