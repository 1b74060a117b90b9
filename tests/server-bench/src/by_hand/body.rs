//! Bodies: JSON, at most so large, checked.

use super::checks::{Checked, explain};
use super::error::{Failure, Violations};
use axum::body::{Bytes, HttpBody};
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, StatusCode, header};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use serde_json::Value;
use serde_json::error::Category;

/// The largest body, in bytes.
const LIMIT: usize = 2 * 1024 * 1024;

/// A body of JSON, or what is wrong with it.
pub(super) struct JsonBody<T>(pub(super) Result<T, Violations>);

impl<T: Checked, S: Send + Sync> FromRequest<S> for JsonBody<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, _: &S) -> Result<Self, Failure> {
        let (parts, body) = request.into_parts();
        let is_json = is_json(&parts.headers);
        if is_json == Some(false) || is_json.is_none() && !body.is_end_stream() {
            return Err(Failure::unsupported());
        }
        let announced = parts.headers.get(header::CONTENT_LENGTH);
        let announced = announced.and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
        if announced.is_some_and(|length| length > LIMIT as u64) {
            return Err(too_large());
        }
        let bytes = match Limited::new(body, LIMIT).collect().await {
            Ok(collected) => collected.to_bytes(),
            Err(error) if error.is::<LengthLimitError>() => return Err(too_large()),
            Err(_) => {
                let message = "The request body could not be read.";
                return Err(Failure::new(StatusCode::BAD_REQUEST, message));
            }
        };
        Ok(Self(read(&bytes)))
    }
}

/// Whether the content type is JSON in UTF-8; none when there is none.
fn is_json(headers: &HeaderMap) -> Option<bool> {
    let text = headers
        .get(header::CONTENT_TYPE)?
        .to_str()
        .unwrap_or_default();
    let (name, arguments) = text.split_once(';').unwrap_or((text, ""));
    let mut charsets = arguments
        .split(';')
        .filter_map(|argument| argument.split_once('='))
        .filter(|(name, _)| name.trim().eq_ignore_ascii_case("charset"))
        .map(|(_, value)| value.trim().trim_matches('"'));
    let is_utf8 = |name: &str| {
        let known = ["utf-8", "utf8", "us-ascii"];
        known.iter().any(|known| name.eq_ignore_ascii_case(known))
    };
    Some(name.trim().eq_ignore_ascii_case("application/json") && charsets.all(is_utf8))
}

fn too_large() -> Failure {
    let message = format!("The request body must not be larger than {LIMIT} bytes.");
    Failure::new(StatusCode::PAYLOAD_TOO_LARGE, message)
}

fn read<T: Checked>(bytes: &Bytes) -> Result<T, Violations> {
    if bytes.is_empty() {
        let mut found = Violations::default();
        found.push("body", "a body", "nothing");
        return Err(found);
    }
    match serde_json::from_slice::<T>(bytes) {
        Ok(body) => {
            let mut found = Violations::default();
            body.check(&mut found);
            found.into_result().map(|()| body)
        }
        Err(error) if error.to_string().starts_with("duplicate field") => {
            let mut found = Violations::default();
            found.push(
                "body",
                "valid JSON",
                "a name for the second time in one object",
            );
            Err(found)
        }
        Err(_) => explained(bytes),
    }
}

/// What is wrong with a body that serde cannot read.
fn explained<T: Checked>(bytes: &Bytes) -> Result<T, Violations> {
    let value: Value = serde_json::from_slice(bytes).map_err(|error| {
        let what = match error.classify() {
            _ if error.to_string().starts_with("recursion limit") => "too much nesting",
            _ if error.to_string().starts_with("number out of range") => "a number out of range",
            Category::Eof => "an early end",
            _ => "a syntax error",
        };
        let mut found = Violations::default();
        let place = match (error.line(), error.column()) {
            (line, 0) if line > 1 => format!("{what} at the end of line {}", line - 1),
            (line, column) => format!("{what} at line {line}, column {column}"),
        };
        found.push("body", "valid JSON", &place);
        found
    })?;
    explain::<T>(&value).into_result()?;
    serde_json::from_value(value).map_err(|_| {
        let mut found = Violations::default();
        found.push(
            "body",
            "a value of the documented type",
            "one beyond its range",
        );
        found
    })
}
