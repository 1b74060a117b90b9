//! Values as XML, where a media type has a table for it.

use super::Written;
use crate::xml::{self, Reading, Root};
use crate::{DecodeError, EncodeError, MediaType, Misfit, Schema};
use serde_json::Value;

/// Reads XML as a client does, with goodwill: as JSON text.
pub(super) fn read(text: &str, root: &Root, schema: &Schema) -> Result<Vec<u8>, DecodeError> {
    let read = xml::read(text, root, Reading::Lenient);
    read.map_err(|fault| {
        DecodeError::Body(Misfit::stated(
            fault.pointer,
            fault.expected,
            fault.found,
            text.as_bytes(),
            schema,
        ))
    })
}

/// Reads XML as a server does: as JSON text.
#[cfg(feature = "server")]
pub(crate) fn parse(bytes: &[u8], root: &Root) -> Result<Vec<u8>, xml::Fault> {
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
