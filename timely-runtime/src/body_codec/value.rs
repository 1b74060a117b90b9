//! Values: JSON, text, and forms.

use super::{Source, Written, multipart};
use crate::bodies::charset;
use crate::json;
use crate::media_type::is_json;
#[cfg(feature = "server")]
use crate::misfit::fault;
use crate::parameters::{self, EscapedCommas};
use crate::{DecodeError, EncodeError, MediaType, Misfit, Schema};
use bytes::Bytes;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// Pairs, as browsers send them.
const FORM: &str = "application/x-www-form-urlencoded";

/// What JSON is sent as where the document allows a range.
pub(super) const JSON_NAMES: &[&str] = &["application/json", "text/json"];

/// The same of text.
const TEXT_NAMES: &[&str] = &["text/plain", crate::media_type::OCTETS];

/// Whether a media type is text that is no JSON.
fn is_text(name: &str) -> bool {
    name.starts_with("text/") && !is_json(name)
}

/// Reads a value as a client does: with goodwill.
pub(super) fn read<T: DeserializeOwned>(
    source: Source,
    media: &'static MediaType,
) -> Result<T, DecodeError> {
    match source {
        Source::Value(value) | Source::Parts(value, _) => {
            typed(value, media.schema).map_err(DecodeError::Body)
        }
        Source::Whole(bytes, content_type) => whole(&bytes, content_type.as_deref(), media),
        Source::Stream(body) => match body.as_bytes() {
            Some(bytes) => whole(bytes, None, media),
            None => Err(DecodeError::Content("a body in memory")),
        },
    }
}

fn whole<T: DeserializeOwned>(
    bytes: &Bytes,
    content_type: Option<&str>,
    media: &'static MediaType,
) -> Result<T, DecodeError> {
    let read = |text: &[u8]| {
        json::from_slice(text)
            .map_err(|error| DecodeError::Body(Misfit::of_text(text, media.schema, &error)))
    };
    let name =
        crate::media_type::lower(content_type.map_or(media.essence(), crate::media_type::bare));
    let charset = content_type.and_then(charset::of);
    if is_json(&name) || is_json(media.essence()) && !is_text(&name) {
        // A body that is not there is the null of a type that has one.
        if bytes.is_empty()
            && let Ok(null) = T::deserialize(Value::Null)
        {
            return Ok(null);
        }
        return read(&charset::json(bytes, charset.as_deref())?);
    }
    if name == FORM {
        let form = std::str::from_utf8(bytes)
            .ok()
            .and_then(|text| parameters::read_form(media, text, EscapedCommas::Item).ok());
        return typed(form.unwrap_or_default(), media.schema).map_err(DecodeError::Body);
    }
    let charset = charset.or_else(|| charset::of_xml(&name, bytes));
    let text = charset::text(bytes, charset.as_deref())?;
    #[cfg(feature = "xml")]
    if let Some(root) = media.xml {
        return read(&super::xml::read(&text, root, media.schema)?);
    }
    let plain = Value::String(text.into_owned());
    // Some servers send JSON under the name of text.
    T::deserialize(&plain).or_else(|_| {
        let text = plain.as_str().unwrap_or_default();
        let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
        #[cfg(feature = "yaml")]
        if crate::media_type::is_yaml(&name) {
            return read_yaml(text, media.schema);
        }
        read(text.as_bytes())
    })
}

/// Reads YAML as its type.
#[cfg(feature = "yaml")]
fn read_yaml<T: DeserializeOwned>(text: &str, schema: &Schema) -> Result<T, DecodeError> {
    let value = crate::yaml::value(text).map_err(|_| DecodeError::Content("YAML"))?;
    typed(value, schema).map_err(DecodeError::Body)
}

/// Whether a server reads a body of this name as JSON.
#[cfg(feature = "server")]
pub(crate) fn reads_json(name: &str, media: &MediaType) -> bool {
    is_json(name) || media.essence() != name && is_json(media.essence())
}

/// Reads a value that no name says is JSON as a server does, to be held to its schema; the error says what was expected.
#[cfg(feature = "server")]
pub(crate) fn parse(bytes: &[u8], media: &'static MediaType) -> Result<Value, (String, String)> {
    use crate::Types;

    let text = text(bytes)?;
    #[cfg(feature = "yaml")]
    if crate::media_type::is_yaml(media.essence())
        && !media.schema.effective_types().contains(Types::STRING)
    {
        let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
        return crate::yaml::value(text).map_err(|fault| ("YAML".to_owned(), fault.to_string()));
    }
    // JSON goes by other names, too, where the schema wants what text cannot be.
    let types = media.schema.effective_types();
    let is_plain = types.contains(Types::STRING);
    match json::unique(bytes) {
        Ok(value) if types != Types::ANY && !is_plain => Ok(value),
        Err(error) if !is_plain => Err(("valid JSON".to_owned(), fault(&error))),
        _ => Ok(Value::from(text)),
    }
}

/// Bytes as text; the error says what was expected.
#[cfg(feature = "server")]
pub(super) fn text(bytes: &[u8]) -> Result<&str, (String, String)> {
    let text = std::str::from_utf8(bytes);
    text.map_err(|_| ("UTF-8 text".to_owned(), "other bytes".to_owned()))
}

/// JSON text as the first of the media types that is JSON.
#[cfg(feature = "client")]
pub(crate) fn write_json(text: Vec<u8>, media: &'static [MediaType]) -> Written {
    static JSON: MediaType = MediaType::named("application/json");
    let found = match media {
        // Fast path: most bodies are this first of all.
        [first, ..] if first.name == JSON.name => Some(first),
        _ => media.iter().find(|media| is_json(media.essence())),
    };
    Written::new(text, found.unwrap_or(&JSON), JSON_NAMES)
}

/// Writes a value as a media type has it.
pub(super) fn write<T: Serialize>(
    value: &T,
    media: &'static MediaType,
) -> Result<Written, EncodeError> {
    if is_json(media.essence()) {
        let bytes = json::to_vec(value).map_err(EncodeError::Body)?;
        return Ok(Written::new(bytes, media, JSON_NAMES));
    }
    let value = sent(value, Some(media)).map_err(EncodeError::Body)?;
    write_value(value, media)
}

/// What [`write_value`] writes of a value.
#[cfg_attr(not(feature = "xml"), allow(unused_variables))]
pub(crate) fn sent<T: Serialize + ?Sized>(
    value: &T,
    media: Option<&MediaType>,
) -> Result<Value, serde_json::Error> {
    #[cfg(feature = "xml")]
    if media.is_some_and(|media| media.xml.is_some()) {
        return json::value_of_texts(&json::to_vec(value)?);
    }
    json::to_sent_value(value)
}

/// Writes a value as a media type other than JSON has it: a form, text as it is, anything else as JSON under that name.
pub(crate) fn write_value(value: Value, media: &'static MediaType) -> Result<Written, EncodeError> {
    if media.essence() == FORM {
        let text = parameters::write_form(&value, media)?;
        return Ok(Written::new(text, media, &[FORM]));
    }
    if media.essence().starts_with("multipart/") {
        return multipart::write_value(value, media);
    }
    #[cfg(feature = "xml")]
    if let Some(root) = media.xml {
        return super::xml::write(&value, root, media);
    }
    Ok(match value {
        Value::String(text) => Written::new(text, media, TEXT_NAMES),
        value => Written::new(json::text(&value), media, JSON_NAMES),
    })
}

/// A value as its type.
pub(crate) fn typed<T: DeserializeOwned>(
    mut value: Value,
    schema: &Schema,
) -> Result<T, Box<Misfit>> {
    if let Ok(typed) = T::deserialize(&value) {
        return Ok(typed);
    }
    // `1.0` is an integer to JSON Schema, but not to serde.
    json::integers(&mut value);
    T::deserialize(&value).map_err(|error| Misfit::of_value(&value, schema, &error))
}

/// Checked JSON text as its type.
#[cfg(feature = "server")]
pub(crate) fn typed_text<T: DeserializeOwned>(text: &[u8]) -> Result<T, Box<Misfit>> {
    // A value holds the last of several members of one name, and has other ways besides to fit what the text does not.
    json::from_slice(text).or_else(|error| {
        let value = serde_json::from_slice(text).unwrap_or_default();
        typed(value, Schema::ANY).map_err(|_| Misfit::of_text(text, Schema::ANY, &error))
    })
}
