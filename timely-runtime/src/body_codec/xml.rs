//! Values as XML, where a media type has a table for it.

use super::{Fit, Written};
use crate::media_type::{bare, is_json};
use crate::operation::media::find;
use crate::xml::{self, Reading, Root};
use crate::{DecodeError, EncodeError, MediaType, Misfit};
use serde_json::Value;

/// Reads XML as a client does, with goodwill: as JSON text.
pub(super) fn read(text: &str, root: &Root) -> Result<String, DecodeError> {
    let read = xml::read(text, root, Reading::Lenient);
    read.map_err(|fault| {
        DecodeError::Body(Misfit::stated(
            fault.pointer,
            fault.expected,
            fault.found,
            text.as_bytes(),
        ))
    })
}

/// Reads XML as a server does: as JSON text.
#[cfg(feature = "server")]
pub(crate) fn parse(bytes: &[u8], root: &Root) -> Result<String, xml::Fault> {
    let text = super::value::text(bytes).map_err(|(expected, found)| xml::Fault {
        pointer: String::new(),
        expected,
        found,
        is_syntax: true,
    })?;
    xml::read(text, root, Reading::Strict)
}

/// Writes a value.
pub(super) fn write(value: &Value, root: &Root, media: &MediaType) -> Result<Written, EncodeError> {
    let text = xml::write(value, root);
    let text = text.map_err(|(name, problem)| EncodeError::Property { name, problem })?;
    Ok(Written::new(text, media, &["application/xml", "text/xml"]))
}

/// A JSON text as this media type, which holds the same value; none where it is no JSON, or the media type is no XML.
pub(crate) fn xml_instead(
    text: &[u8],
    media: &'static MediaType,
) -> Option<Result<Written, EncodeError>> {
    let root = media.xml?;
    let value = serde_json::from_slice::<Value>(text).ok()?;
    Some(write(&value, root, media))
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
    match text.and_then(|text| xml_instead(text, found)) {
        Some(instead) => Ok(Written {
            forms: written.forms,
            ..instead?
        }),
        None => Ok(written),
    }
}
