//! The request body: its media type, its size, its content.

use super::Rejection;
use crate::schema::{Direction, Place, Violation, Violations};
use crate::{MediaType, RequestBody, parameters};
use axum::body::Body;
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use serde_json::{Value, error::Category};

/// A body that is decoded as far as its media type allows.
#[derive(Debug, Default)]
pub(super) enum Content {
    #[default]
    Empty,
    /// JSON, a form, or text.
    Value(Value),
    /// Anything else.
    Bytes(Bytes),
}

/// A body, and what is wrong with it.
#[derive(Debug, Default)]
pub(super) struct Read {
    pub(super) content: Content,
    pub(super) violations: Violations,
    /// Whether it is not of its media type at all.
    pub(super) is_malformed: bool,
}

/// Reads a body. What the document forbids in it is returned as violations, so that those of the parameters can
/// join them.
pub(super) async fn read(
    expected: &RequestBody,
    headers: &HeaderMap,
    body: Body,
    limit: usize,
) -> Result<Read, Rejection> {
    let media = media_type(expected, headers, &body)?;
    let bytes = collect(headers, body, limit).await?;
    if bytes.is_empty() {
        let violations = if expected.required {
            one("a body".to_owned(), "nothing".to_owned())
        } else {
            Violations::new()
        };
        return Ok(Read {
            violations,
            ..Read::default()
        });
    }
    let Some(media) = media else {
        return Err(unsupported(expected));
    };
    Ok(decode(&media, bytes))
}

/// The documented media type that the body has, with the name it has in the request.
struct Media {
    name: String,
    documented: &'static MediaType,
}

/// `None` when the request names none, which only an empty body may.
fn media_type(
    expected: &RequestBody,
    headers: &HeaderMap,
    body: &Body,
) -> Result<Option<Media>, Rejection> {
    let Some(value) = headers.get(header::CONTENT_TYPE) else {
        let empty = axum::body::HttpBody::is_end_stream(body);
        return if empty {
            Ok(None)
        } else {
            Err(unsupported(expected))
        };
    };
    let text = value.to_str().map_err(|_| unsupported(expected))?;
    let (name, arguments) = text.split_once(';').unwrap_or((text, ""));
    let name = name.trim().to_ascii_lowercase();
    let documented = expected
        .content
        .iter()
        .find(|media| media.name == name)
        .or_else(|| {
            expected
                .content
                .iter()
                .find(|media| in_range(&name, media.name))
        })
        .ok_or_else(|| unsupported(expected))?;
    if !is_readable_charset(arguments) {
        return Err(unsupported(expected));
    }
    Ok(Some(Media { name, documented }))
}

/// Whether a media type is in a range such as `text/*`.
fn in_range(name: &str, range: &str) -> bool {
    range == "*/*"
        || range
            .strip_suffix('*')
            .is_some_and(|start| start.ends_with('/') && name.starts_with(start))
}

/// Only UTF-8, of which ASCII is a part, is read.
fn is_readable_charset(arguments: &str) -> bool {
    arguments
        .split(';')
        .filter_map(|argument| argument.split_once('='))
        .filter(|(name, _)| name.trim().eq_ignore_ascii_case("charset"))
        .all(|(_, value)| {
            let value = value.trim().trim_matches('"');
            ["utf-8", "utf8", "us-ascii"]
                .iter()
                .any(|known| value.eq_ignore_ascii_case(known))
        })
}

fn unsupported(expected: &RequestBody) -> Rejection {
    let names: Vec<&str> = expected.content.iter().map(|media| media.name).collect();
    let names = names.join(", ");
    let rejection = Rejection::new(
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        format!("The content type of the request must be {names}, in UTF-8."),
    );
    // RFC 9110, section 15.5.16.
    match HeaderValue::from_str(&names) {
        Ok(names) => rejection.with_headers(HeaderMap::from_iter([(header::ACCEPT, names)])),
        Err(_) => rejection,
    }
}

async fn collect(headers: &HeaderMap, body: Body, limit: usize) -> Result<Bytes, Rejection> {
    let too_large = || {
        Rejection::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            format!("The request body must not be larger than {limit} bytes."),
        )
    };
    let announced = headers
        .get(header::CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    if announced.is_some_and(|length| length > limit as u64) {
        return Err(too_large());
    }
    match Limited::new(body, limit).collect().await {
        Ok(collected) => Ok(collected.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(too_large()),
        Err(error) => {
            tracing::debug!(%error, "the request body could not be read");
            Err(Rejection::new(
                StatusCode::BAD_REQUEST,
                "The request body could not be read.",
            ))
        }
    }
}

fn decode(media: &Media, bytes: Bytes) -> Read {
    let schema = media.documented.schema;
    let value = match media.name.as_str() {
        name if is_json(name) => match serde_json::from_slice(&bytes) {
            Ok(value) => Ok(value),
            Err(error) => Err(one("valid JSON".to_owned(), fault(&error))),
        },
        "application/x-www-form-urlencoded" => std::str::from_utf8(&bytes)
            .ok()
            .and_then(|text| parameters::form_body(schema, text))
            .ok_or_else(|| {
                one(
                    "percent-encoded UTF-8 text".to_owned(),
                    "other bytes".to_owned(),
                )
            }),
        name if name.starts_with("text/") => match std::str::from_utf8(&bytes) {
            Ok(text) => Ok(Value::from(text)),
            Err(_) => Err(one("UTF-8 text".to_owned(), "other bytes".to_owned())),
        },
        _ => {
            return Read {
                content: Content::Bytes(bytes),
                ..Read::default()
            };
        }
    };
    match value {
        Ok(value) => Read {
            violations: schema.check_at(&value, Some(Direction::Request), Place::Body, ""),
            content: Content::Value(value),
            is_malformed: false,
        },
        Err(violations) => Read {
            content: Content::Empty,
            violations,
            is_malformed: true,
        },
    }
}

fn is_json(name: &str) -> bool {
    name.ends_with("/json") || name.ends_with("+json")
}

/// What is wrong with JSON, and where, in our words.
fn fault(error: &serde_json::Error) -> String {
    let (line, column) = (error.line(), error.column());
    let text = error.to_string();
    let what = if text.starts_with("recursion limit") {
        "too much nesting"
    } else if text.starts_with("number out of range") {
        "a number out of range"
    } else {
        match error.classify() {
            Category::Eof => "an early end",
            _ => "a syntax error",
        }
    };
    // serde_json has read the line break already when it is what is wrong.
    if column == 0 && line > 1 {
        return format!("{what} at the end of line {}", line - 1);
    }
    format!("{what} at line {line}, column {column}")
}

fn one(expected: String, found: String) -> Violations {
    Violations::from_iter([Violation {
        location: Place::Body,
        pointer: String::new(),
        expected,
        found,
    }])
}
