//! A value in another of the documented forms that it has.

use super::{Fit, Written, value};
use crate::json;
use crate::media_type::{bare, is_json, is_range};
use crate::operation::media::find;
use crate::{EncodeError, MediaType};
use bytes::Bytes;

/// A JSON text as this media type, which holds the same value; none where it cannot be written so.
pub(crate) fn instead(
    text: &Bytes,
    media: &'static MediaType,
) -> Option<Result<Written, EncodeError>> {
    #[cfg(feature = "xml")]
    if let Some(root) = media.xml {
        let value = json::value_of_texts(text).ok()?;
        return Some(super::xml::write(&value, root, media));
    }
    // JSON is YAML (YAML 1.2, section 1.3).
    #[cfg(feature = "yaml")]
    if crate::media_type::is_yaml(media.essence()) {
        return Some(Ok(Written::new(text.clone(), media, &[])));
    }
    // Of a range, it is not known what form is meant.
    if is_range(media.name) {
        return None;
    }
    if is_json(media.essence()) {
        return Some(Ok(Written::new(text.clone(), media, &[])));
    }
    let value = json::sent_value(text).map_err(EncodeError::Body);
    Some(value.and_then(|value| value::write_value(value, media)))
}

/// A body as the media type that is wanted in place of it, where the document has the same value under that as well.
#[cfg_attr(not(feature = "client"), allow(dead_code))]
pub(crate) fn written_as(
    written: Written,
    media: &'static [MediaType],
    wanted: Option<&str>,
) -> Result<Written, EncodeError> {
    let name = written.content_type.as_ref();
    let name = name.and_then(|name| name.to_str().ok()).map(bare);
    let (Some(name), Some(found)) = (name, find(media, wanted)) else {
        return Ok(written);
    };
    let is_same = found.alternative_to == Some(name) && written.may_be(found);
    if !is_same || written.fit == Fit::Refused {
        return Ok(written);
    }
    let own = written.body.as_bytes().filter(|_| is_json(name));
    let text = written.json.as_ref().or(own);
    match text.and_then(|text| instead(text, found)) {
        Some(instead) => Ok(Written {
            forms: written.forms,
            ..instead?
        }),
        None => Ok(written),
    }
}
