//! A value in another of the documented forms that it has.

use super::{Fit, Written};
use crate::media_type::{bare, is_json};
use crate::operation::media::find;
use crate::{EncodeError, MediaType};
use bytes::Bytes;

/// A JSON text as this media type, which holds the same value; none where it cannot be written so.
#[cfg_attr(
    not(any(feature = "xml", feature = "yaml")),
    allow(unused_variables, clippy::missing_const_for_fn)
)]
pub(crate) fn instead(
    text: &Bytes,
    media: &'static MediaType,
) -> Option<Result<Written, EncodeError>> {
    #[cfg(feature = "xml")]
    if let Some(root) = media.xml {
        let value = crate::json::value_of_texts(text).ok()?;
        return Some(super::xml::write(&value, root, media));
    }
    // JSON is YAML (YAML 1.2, section 1.3).
    #[cfg(feature = "yaml")]
    if crate::media_type::is_yaml(media.essence()) {
        return Some(Ok(Written::new(text.clone(), media, &[])));
    }
    None
}

/// A JSON body as the media type that is wanted in place of it, where the document has the same value under that as well.
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
    if !is_json(name) || !is_same || written.fit == Fit::Refused {
        return Ok(written);
    }
    let text = written.body.as_bytes();
    match text.and_then(|text| instead(text, found)) {
        Some(instead) => Ok(Written {
            forms: written.forms,
            ..instead?
        }),
        None => Ok(written),
    }
}
