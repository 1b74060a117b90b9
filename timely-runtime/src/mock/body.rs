//! Bodies of answers, as their media types have them.

use crate::bodies::{Body, MultipartWriter, Part};
use crate::body_codec::Content;
use crate::media_type::{self, OCTETS, is_json, is_range};
use crate::{EncodeError, MediaKind, MediaType};
use http::HeaderValue;
use serde_json::Value;

/// How many items a stream has.
const ITEMS: usize = 3;

/// An image of one pixel.
const PNG: &[u8] = b"\x89PNG\x0d\x0a\x1a\x0a\x00\x00\x00\x0dIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89\x00\x00\x00\x0dIDATx\x9cc\x90\xcf\x7f\xfd\x1f\x00\x04\xa3\x02yi\xdc-\xd8\x00\x00\x00\x00IEND\xaeB`\x82";
/// A document without pages.
const PDF: &[u8] = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n";

/// A body, and the media type that it has.
pub(super) type Written = (Body, Option<HeaderValue>);

/// Whether a media type holds values that are made from a schema: not bytes.
pub(super) fn has_value(media: &MediaType) -> bool {
    media.kind != MediaKind::Stream
}

/// Whether it holds the members of an object as pairs or parts.
pub(super) fn is_form(media: &MediaType) -> bool {
    let essence = media.essence();
    let is_multipart = essence.starts_with("multipart/") && media.kind != MediaKind::List;
    is_multipart || essence == "application/x-www-form-urlencoded"
}

/// How many values a body is made of.
pub(super) fn values_of(media: &MediaType) -> usize {
    match media.kind {
        MediaKind::Items => ITEMS,
        MediaKind::Stream => 0,
        _ => 1,
    }
}

/// Writes the values of a body.
///
/// # Errors
/// When a value cannot be written under the media type, such as a list as a form.
pub(super) fn write(
    values: Vec<Value>,
    media: &'static [MediaType],
) -> Result<Written, EncodeError> {
    let Some(first) = media.first() else {
        return Err(EncodeError::Content);
    };
    match first.kind {
        MediaKind::Stream => Ok(bytes(first, None)),
        MediaKind::Items => Ok(items(&values, first)),
        MediaKind::Parts(files) => {
            let value = values.into_iter().next().unwrap_or_default();
            form(value, first, files)
        }
        MediaKind::Value | MediaKind::List => {
            let value = values.into_iter().next().unwrap_or_default();
            let written = Content::write(value, media)?;
            let name = written.content_type.or_else(|| name_of(first));
            Ok((written.body, name))
        }
    }
}

/// Bytes of a media type; those of a text that the document has as an example.
pub(super) fn bytes(media: &'static MediaType, example: Option<&Value>) -> Written {
    let name = concrete(media);
    let bare = media_type::bare(&name).to_ascii_lowercase();
    let body = match example {
        Some(Value::String(text)) => Body::from(text.clone()),
        Some(value) => Body::from(value.to_string()),
        None => match bare.as_str() {
            "image/png" => Body::from(PNG),
            "application/pdf" => Body::from(PDF),
            "image/svg+xml" => Body::from("<svg xmlns=\"http://www.w3.org/2000/svg\"/>".to_owned()),
            "text/csv" => Body::from("id,name\n1,Ada\n2,Grace\n".to_owned()),
            "text/html" => Body::from("<!doctype html><title>Example</title>\n".to_owned()),
            bare if is_json(bare) => Body::from("{}".to_owned()),
            bare if bare.ends_with("xml") => Body::from("<example/>\n".to_owned()),
            _ => Body::from("An example.\n".to_owned()),
        },
    };
    (body, HeaderValue::try_from(name).ok())
}

/// The name that is sent; where the document has a range, one that is in it.
fn concrete(media: &MediaType) -> String {
    let name = media.sent();
    if !is_range(media.name) {
        return name.to_owned();
    }
    let usual = [
        "application/json",
        "text/plain",
        "image/png",
        "audio/mpeg",
        "video/mp4",
        OCTETS,
    ];
    let in_range = |usual: &&&str| media_type::in_range(usual, media.essence());
    match media.essence() {
        "*/*" => OCTETS.to_owned(),
        _ => usual
            .iter()
            .find(in_range)
            .map_or(OCTETS, |usual| usual)
            .to_owned(),
    }
}

fn name_of(media: &MediaType) -> Option<HeaderValue> {
    HeaderValue::try_from(concrete(media)).ok()
}

/// Events, or values one after the other.
fn items(values: &[Value], media: &'static MediaType) -> Written {
    let mut text = String::new();
    let essence = media.essence();
    for (number, value) in values.iter().enumerate() {
        match essence {
            "text/event-stream" => {
                let data = match value {
                    Value::String(text) => text.clone(),
                    value => value.to_string(),
                };
                text.push_str(&format!("id: {}\n", number + 1));
                for line in data.lines() {
                    text.push_str(&format!("data: {line}\n"));
                }
                text.push('\n');
            }
            // RFC 7464, section 2.2.
            essence if essence.ends_with("json-seq") => {
                text.push_str(&format!("\u{1e}{value}\n"));
            }
            _ => text.push_str(&format!("{value}\n")),
        }
    }
    if let Some(done) = media.done {
        text.push_str(&format!("data: {done}\n\n"));
    }
    (Body::from(text), name_of(media))
}

/// A multipart form, in which some properties are files.
fn form(value: Value, media: &MediaType, files: &[&str]) -> Result<Written, EncodeError> {
    let kind = match media.name.contains('*') {
        true => "multipart/form-data",
        false => media.name,
    };
    let Value::Object(members) = value else {
        return Err(EncodeError::NotAForm);
    };
    let mut writer = MultipartWriter::new(kind);
    for (name, value) in members {
        let values = match value {
            Value::Array(values) => values,
            value => vec![value],
        };
        for value in values {
            let is_file = files.contains(&name.as_str());
            let part = match value {
                Value::String(text) if is_file => Part::new(text).file_name("example.txt"),
                Value::String(text) => Part::new(text),
                value @ (Value::Object(_) | Value::Array(_)) => {
                    Part::new(value.to_string()).content_type("application/json")
                }
                value => Part::new(value.to_string()),
            };
            writer = writer.part(&name, part);
        }
    }
    let (name, body) = writer.finish().map_err(EncodeError::Multipart)?;
    Ok((body, Some(name)))
}
