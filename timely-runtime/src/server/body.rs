//! The request body: its media type, its size, its content.

use super::{Rejection, parts};
use crate::bodies::charset;
use crate::bodies::{BodyError, MultipartError, MultipartLimits, NamedPart};
use crate::json::tape::Tape;
use crate::json::{self, pointer};
use crate::media_type;
use crate::misfit::fault;
use crate::operation::media;
use crate::parameters::{EscapedCommas, FormFault};
use crate::schema::{
    self, Budget, Direction, Expected, Found, Place, Violation, Violations, exhausted, one_pass,
};
use crate::{
    Location, MediaKind, MediaType, Operation, Parameter, RequestBody, body_codec, parameters,
};
use axum::body::Body;
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::Value;
use std::borrow::Cow;

/// A body that is decoded as far as its media type allows.
#[derive(Debug, Default)]
pub(super) enum Content {
    #[default]
    Empty,
    /// JSON text of this media type, which is held to its schema while it is read.
    Unchecked(Bytes, &'static MediaType),
    /// JSON text that the schema allows, of this media type.
    Json(Bytes, &'static MediaType),
    /// A value, of this media type.
    Value(Value, &'static MediaType),
    /// The values and the files of a form, of this media type.
    Parts(Value, Vec<NamedPart>, &'static MediaType),
    /// Bytes as they come, of this media type.
    Stream(crate::Body, &'static MediaType),
}

impl Content {
    /// How much of it there is to read into its type.
    pub(super) fn bytes(&self) -> usize {
        match self {
            Self::Empty | Self::Stream(..) => 0,
            Self::Unchecked(text, _) | Self::Json(text, _) => text.len(),
            Self::Value(value, _) | Self::Parts(value, ..) => length(value),
        }
    }
}

/// A body, and what is wrong with it.
#[derive(Debug, Default)]
pub(super) struct Read {
    pub(super) content: Content,
    pub(super) violations: Violations,
    /// Whether it is not of its media type at all.
    pub(super) is_malformed: bool,
}

/// A body that has arrived.
pub(super) enum Received {
    /// One of which there is nothing to check, or nothing more.
    Read(Read),
    /// The values and the files of a form.
    Form(Value, Vec<NamedPart>, &'static MediaType),
    /// All bytes, with the name that their media type has in the request.
    Whole(Bytes, Cow<'static, str>, &'static MediaType),
}

impl Default for Received {
    fn default() -> Self {
        Self::Read(Read::default())
    }
}

impl Received {
    /// How much of it there is to check.
    pub(super) fn bytes(&self) -> usize {
        match self {
            Self::Read(_) => 0,
            Self::Form(values, ..) => length(values),
            Self::Whole(bytes, ..) => bytes.len(),
        }
    }

    /// JSON, which can be held to its schema while it is read.
    pub(super) fn json(&mut self) -> Option<Content> {
        match self {
            Self::Whole(bytes, name, documented) if body_codec::reads_json(name, documented) => {
                Some(Content::Unchecked(std::mem::take(bytes), documented))
            }
            _ => None,
        }
    }

    /// Holds it to its schema. What the document forbids in it is returned as violations, so that those of the parameters
    /// can join them. It is taken, unless the budget does not suffice.
    pub(super) fn check(&mut self, commas: EscapedCommas, budget: &Budget) -> Read {
        match self {
            Self::Read(read) => std::mem::take(read),
            Self::Form(values, files, documented) => {
                let violations = parts::check(values, files, documented, budget);
                if budget.is_exhausted() {
                    return Read {
                        violations,
                        ..Read::default()
                    };
                }
                let (mut values, files) = (std::mem::take(values), std::mem::take(files));
                if let (Value::Object(members), MediaKind::Parts(files)) =
                    (&mut values, documented.kind)
                {
                    members.retain(|name, _| !files.contains(&name.as_str()));
                }
                Read {
                    violations,
                    content: Content::Parts(values, files, documented),
                    is_malformed: false,
                }
            }
            Self::Whole(bytes, name, documented) => decode(name, documented, bytes, commas, budget),
        }
    }
}

/// About how many bytes a value had as a form.
fn length(value: &Value) -> usize {
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => 4,
        Value::String(text) => text.len(),
        Value::Array(items) => items.iter().map(|item| 1 + length(item)).sum(),
        Value::Object(members) => {
            let members = members.iter();
            members
                .map(|(name, value)| 1 + name.len() + length(value))
                .sum()
        }
    }
}

/// Waits for a body of a media type that [`media_type`] has found.
pub(super) async fn receive(
    expected: &RequestBody,
    media: Option<Media<'_>>,
    headers: &HeaderMap,
    body: Body,
    limit: usize,
) -> Result<Received, Rejection> {
    let limit = limit_of(expected, media.as_ref(), limit);
    check_length(headers, &body, limit)?;
    if let Some(media) = &media {
        let stream = |body| {
            let body = crate::Body::from_http(body).limited(limit);
            body.received_as(headers.get(header::CONTENT_TYPE))
        };
        if media.documented.kind.is_stream() {
            return Ok(Received::Read(Read {
                content: Content::Stream(stream(body), media.documented),
                ..Read::default()
            }));
        }
        if media.name.starts_with("multipart/") {
            // Boxed, since what reads a form is large, and would be a part of each request's future.
            return Box::pin(read_form(media.documented, headers, stream(body), limit)).await;
        }
    }
    let bytes = read_whole(body, limit).await?;
    if bytes.is_empty() {
        let violations = if expected.required {
            one("required", "a body".to_owned(), "nothing".to_owned())
        } else {
            Violations::new()
        };
        return Ok(Received::Read(Read {
            violations,
            ..Read::default()
        }));
    }
    let Some(media) = media else {
        return Err(unsupported(expected));
    };
    let bytes = match utf_8(&media, bytes) {
        Ok(bytes) => bytes,
        Err(violations) => {
            return Ok(Received::Read(Read {
                violations,
                is_malformed: true,
                ..Read::default()
            }));
        }
    };
    let name = match media.name {
        Cow::Borrowed(JSON) => Cow::Borrowed(JSON),
        name => Cow::Owned(name.into_owned()),
    };
    Ok(Received::Whole(bytes, name, media.documented))
}

/// The largest body: what the document says of its media type, or else what the server's options say. A body without a
/// media type is empty, or refused for that.
fn limit_of(expected: &RequestBody, media: Option<&Media<'_>>, limit: usize) -> usize {
    let media = media.map(|media| media.documented);
    let documented = media
        .or(expected.content.first())
        .and_then(|media| media.limit);
    documented.map_or(limit, |bytes| usize::try_from(bytes).unwrap_or(usize::MAX))
}

/// Refuses a body that is compressed or coded in another way (RFC 9110, section 8.4), since none is decoded here: what is
/// not inflated cannot blow up. An operation that documents the header field takes such bodies as they are.
pub(super) fn check_coding(operation: &Operation, headers: &HeaderMap) -> Result<(), Rejection> {
    let is_plain = |value: &HeaderValue| {
        let codings = value.as_bytes().split(|byte| *byte == b',');
        codings
            .map(<[u8]>::trim_ascii)
            .all(|coding| coding.is_empty() || coding.eq_ignore_ascii_case(b"identity"))
    };
    let is_documented = |parameter: &Parameter| {
        parameter.location == Location::Header
            && parameter
                .name
                .eq_ignore_ascii_case(header::CONTENT_ENCODING.as_str())
    };
    let mut values = headers.get_all(header::CONTENT_ENCODING).iter();
    if values.all(is_plain) || operation.parameters.iter().any(is_documented) {
        return Ok(());
    }
    let rejection = Rejection::new(
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        "The request body must be sent without a content coding.",
    );
    // RFC 9110, section 15.5.16.
    let accepted = HeaderValue::from_static("identity");
    Err(rejection.with_headers(HeaderMap::from_iter([(header::ACCEPT_ENCODING, accepted)])))
}

async fn read_whole(body: Body, limit: usize) -> Result<Bytes, Rejection> {
    match Limited::new(body, limit).collect().await {
        Ok(whole) => Ok(whole.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(too_large(limit)),
        Err(error) => Err(refuse(&BodyError::read(error), limit)),
    }
}

const JSON: &str = "application/json";
/// Pairs, as browsers send them.
const FORM: &str = "application/x-www-form-urlencoded";

/// The documented media type that the body has, with the name it has in the request.
pub(super) struct Media<'h> {
    name: Cow<'h, str>,
    documented: &'static MediaType,
    /// What its text is written in, if that is not UTF-8.
    charset: Option<String>,
}

/// `None` when the request names none, which only an empty body may.
pub(super) fn media_type<'h>(
    expected: &RequestBody,
    headers: &'h HeaderMap,
    body: &Body,
) -> Result<Option<Media<'h>>, Rejection> {
    let mut values = headers.get_all(header::CONTENT_TYPE).iter();
    let Some(value) = values.next() else {
        let empty = axum::body::HttpBody::is_end_stream(body);
        return if empty {
            Ok(None)
        } else {
            Err(unsupported(expected))
        };
    };
    // Of two, a proxy may have looked at the other.
    if values.next().is_some() {
        return Err(unsupported(expected));
    }
    // Nearly all bodies are JSON, and say no more than that.
    if let [documented, ..] = expected.content
        && documented.name == JSON
        && value.as_bytes() == JSON.as_bytes()
    {
        let name = Cow::Borrowed(JSON);
        return Ok(Some(Media {
            name,
            documented,
            charset: None,
        }));
    }
    let text = value.to_str().map_err(|_| unsupported(expected))?;
    let name = media_type::lower(media_type::bare(text));
    let documented =
        media::find(expected.content, Some(text)).ok_or_else(|| unsupported(expected))?;
    let charset = charset::of(text).filter(|charset| !charset::is_utf_8(charset));
    if let Some(charset) = &charset
        && !documented.kind.is_stream()
        && !(is_text(&name, documented) && charset::is_known(charset))
    {
        return Err(unsupported(expected));
    }
    Ok(Some(Media {
        name,
        documented,
        charset,
    }))
}

/// Whether a body is text, which may be written in any charset. JSON and forms are always UTF-8 (RFC 8259, section 8.1; WHATWG
/// URL, section 5).
fn is_text(name: &str, documented: &MediaType) -> bool {
    !body_codec::reads_json(name, documented) && name != FORM && !name.starts_with("multipart/")
}

/// A body in UTF-8, and without a mark before JSON.
fn utf_8(media: &Media<'_>, bytes: Bytes) -> Result<Bytes, Violations> {
    if body_codec::reads_json(&media.name, media.documented) {
        return Ok(charset::without_mark(&bytes));
    }
    let of_xml = || charset::of_xml(&media.name, &bytes);
    let charset = media.charset.clone().or_else(of_xml);
    let Some(charset) = charset.filter(|charset| !charset::is_utf_8(charset)) else {
        return Ok(bytes);
    };
    match charset::text(&bytes, Some(&charset)) {
        Ok(text) => Ok(text.into_owned().into()),
        Err(error) => {
            let expected = format!("text in {charset}");
            Err(one("syntax", expected, error.to_string()))
        }
    }
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

/// Refuses a body that is known to be too large before it is read.
fn check_length(headers: &HeaderMap, body: &Body, limit: usize) -> Result<(), Rejection> {
    let announced = headers
        .get(header::CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    let least = axum::body::HttpBody::size_hint(body).lower();
    match announced.max(Some(least)) {
        Some(length) if length > limit as u64 => Err(too_large(limit)),
        _ => Ok(()),
    }
}

fn too_large(limit: usize) -> Rejection {
    Rejection::new(
        StatusCode::PAYLOAD_TOO_LARGE,
        format!("The request body must not be larger than {limit} bytes."),
    )
}

pub(super) fn refuse(error: &BodyError, limit: usize) -> Rejection {
    if let BodyError::TooLarge { .. } = error {
        return too_large(limit);
    }
    tracing::debug!(%error, "the request body could not be read");
    Rejection::new(
        StatusCode::BAD_REQUEST,
        "The request body could not be read.",
    )
}

async fn read_form(
    documented: &'static MediaType,
    headers: &HeaderMap,
    body: crate::Body,
    limit: usize,
) -> Result<Received, Rejection> {
    let content_type = headers.get(header::CONTENT_TYPE);
    let content_type = content_type.and_then(|value| value.to_str().ok());
    let limits = MultipartLimits::new(limit);
    let read = body_codec::read_parts(documented, content_type.unwrap_or_default(), body, limits);
    let (mut values, files) = match read.await {
        Ok(read) => read,
        Err(MultipartError::Body(error)) => return Err(refuse(&error, limit)),
        Err(MultipartError::Spool(error)) => {
            tracing::error!(%error, "a part of a request could not be kept");
            return Err(Rejection::internal());
        }
        Err(error) => {
            return Ok(Received::Read(Read {
                violations: one(
                    "syntax",
                    "a multipart message".to_owned(),
                    error.to_string(),
                ),
                is_malformed: true,
                ..Read::default()
            }));
        }
    };
    // That files are there, and how many, is checked along with the values.
    if let Value::Object(members) = &mut values {
        parts::stand_in(members, documented, &files);
    }
    Ok(Received::Form(values, files, documented))
}

fn decode(
    name: &str,
    documented: &'static MediaType,
    bytes: &Bytes,
    commas: EscapedCommas,
    budget: &Budget,
) -> Read {
    if body_codec::reads_json(name, documented) {
        return check_json(documented, bytes, budget);
    }
    if name == FORM {
        budget.spend(parameters::form_cost(bytes));
    }
    if budget.is_exhausted() {
        return given_up();
    }
    #[cfg(feature = "xml")]
    if let Some(root) = documented.xml {
        return decode_xml(documented, root, bytes, budget);
    }
    let value = match name {
        FORM => std::str::from_utf8(bytes)
            .ok()
            .ok_or(FormFault::Escapes)
            .and_then(|text| parameters::read_form(documented, text, commas))
            .map_err(no_form),
        _ => body_codec::parse(bytes, documented)
            .map_err(|(expected, found)| one("syntax", expected, found)),
    };
    match value {
        Ok(value) => {
            let direction = Some(Direction::Request);
            let schema = documented.schema;
            Read {
                violations: schema.check_at(&value, direction, Place::Body, "", budget),
                content: Content::Value(value, documented),
                is_malformed: false,
            }
        }
        Err(violations) => malformed(violations),
    }
}

/// Reads XML as JSON, and holds it to the schema that it has as such.
#[cfg(feature = "xml")]
fn decode_xml(
    documented: &'static MediaType,
    root: &crate::xml::Root,
    bytes: &Bytes,
    budget: &Budget,
) -> Read {
    match body_codec::parse_xml(bytes, root) {
        Ok(json) => check_json(documented, &json.into(), budget),
        Err(fault) if fault.is_syntax => malformed(one("syntax", fault.expected, fault.found)),
        Err(fault) => Read {
            violations: Violations::from_iter([Violation::new(
                Place::Body,
                fault.pointer,
                "xml",
                fault.expected,
                fault.found,
            )]),
            ..Read::default()
        },
    }
}

/// Holds JSON to its schema, with all of it at hand.
pub(super) fn decode_json(documented: &'static MediaType, bytes: &Bytes, budget: &Budget) -> Read {
    decode_tape(documented, bytes, budget).0
}

/// As [`decode_json`], with the tape that was held to the schema.
fn decode_tape(
    documented: &'static MediaType,
    bytes: &Bytes,
    budget: &Budget,
) -> (Read, Option<Tape>) {
    let schema = documented.schema;
    let rewritten = match json::with_integers(bytes) {
        Cow::Borrowed(_) => None,
        Cow::Owned(text) => Some(Bytes::from(text)),
    };
    let integers = rewritten.as_ref().unwrap_or(bytes).clone();
    if budget.is_exhausted() {
        return (given_up(), None);
    }
    // The place of what is wrong is one in the text as it came.
    let tape = json::tape::parse(&integers).or_else(|error| match rewritten {
        Some(_) => json::tape::parse(bytes),
        None => Err(error),
    });
    match tape {
        Ok(tape) => {
            let read = Read {
                violations: schema::likely_faults(schema.root(), tape.root(), budget),
                content: Content::Json(bytes.clone(), documented),
                is_malformed: false,
            };
            (read, Some(tape))
        }
        Err(error) => (malformed(one("syntax", "valid JSON", fault(&error))), None),
    }
}

/// Holds JSON to its schema: in one pass where that can tell, else with all of it at hand.
pub(super) fn check_json(documented: &'static MediaType, text: &Bytes, budget: &Budget) -> Read {
    check_tape(documented, text, budget).0
}

/// As [`check_json`], with the tape that was held to the schema, if there was one.
pub(super) fn check_tape(
    documented: &'static MediaType,
    text: &Bytes,
    budget: &Budget,
) -> (Read, Option<Tape>) {
    if read_json::<IgnoredAny>(documented, text, budget).is_none() {
        return decode_tape(documented, text, budget);
    }
    let read = Read {
        content: Content::Json(text.clone(), documented),
        ..Read::default()
    };
    (read, None)
}

/// JSON as its type, held to its schema meanwhile; `None` where that cannot be told in one pass.
pub(super) fn read_json<T: DeserializeOwned>(
    documented: &'static MediaType,
    text: &[u8],
    budget: &Budget,
) -> Option<T> {
    one_pass::read(documented.schema.root(), text, Direction::Request, budget)
}

/// A body that takes more work to check than there may be.
fn given_up() -> Read {
    Read {
        violations: Violations::from_iter([exhausted(Place::Body, "")]),
        ..Read::default()
    }
}

fn malformed(violations: Violations) -> Read {
    Read {
        content: Content::Empty,
        violations,
        is_malformed: true,
    }
}

/// What is wrong with pairs that make no form.
fn no_form(fault: FormFault) -> Violations {
    match fault {
        FormFault::Escapes => one(
            "syntax",
            "percent-encoded UTF-8 text".to_owned(),
            "other bytes".to_owned(),
        ),
        FormFault::Mixed(name) => Violations::from_iter([Violation::new(
            Place::Body,
            pointer::to(&name),
            "style",
            "one value for each key",
            "both a value and keys",
        )]),
    }
}

fn one(
    keyword: &'static str,
    expected: impl Into<Expected>,
    found: impl Into<Found>,
) -> Violations {
    Violations::from_iter([Violation::new(Place::Body, "", keyword, expected, found)])
}
