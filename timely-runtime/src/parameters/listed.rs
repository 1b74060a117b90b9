//! Items of lists in the parts of multipart messages (OpenAPI 3.2, section 4.15.2), a part each.

use super::form::{Written, encoding, values};
use super::read;
use super::shape::{AMBIGUOUS, is_same, scalar};
use crate::json;
use crate::{EncodeError, Encoding, MediaType};
use serde_json::Value;

/// How the item of a place is written, as far as the document says: on its own, or with all items, of which `*` stands.
pub(crate) fn item_encoding(media: &MediaType, place: usize) -> Option<&'static Encoding> {
    let own = encoding(media, &place.to_string());
    own.or_else(|| encoding(media, "*"))
}

/// The value of an item that has this text. What its part says is JSON is nothing else.
pub(crate) fn item_value(media: &MediaType, place: usize, text: String, is_json: bool) -> Value {
    if is_json && let Ok(value) = json::unique(text.as_bytes()) {
        return value;
    }
    let schema = read::item_at(media.schema.root(), place);
    values(schema, vec![text], Written::Plainly)
}

/// The text of an item, and whether it is JSON: where it has to be, or where no plain text would arrive as it is.
///
/// # Errors
/// When neither would.
pub(crate) fn item_text(
    media: &MediaType,
    place: usize,
    value: &Value,
    must_be_json: bool,
) -> Result<(String, bool), EncodeError> {
    let schema = read::item_at(media.schema.root(), place);
    let plain = match value {
        Value::Null | Value::Array(_) | Value::Object(_) => None,
        _ if must_be_json => None,
        value => scalar(schema, true, value).ok(),
    };
    let texts = plain.map(|text| (text, false));
    let texts = texts.into_iter().chain([(json::text(value), true)]);
    let arrives = |(text, is_json): &(String, bool)| {
        is_same(&item_value(media, place, text.clone(), *is_json), value)
    };
    texts
        .into_iter()
        .find(arrives)
        .ok_or_else(|| EncodeError::Property {
            name: place.to_string(),
            problem: AMBIGUOUS,
        })
}
