//! Names that are given: by the settings, or by the document itself.

use super::Types;
use crate::diagnostic::Pointer;
use crate::normalize::RUST_NAME;
use crate::settings::document;
use indexmap::IndexMap;
use serde_json::Value;

/// The extensions of an object.
type Extensions = IndexMap<String, Value>;

impl<'a> Types<'a> {
    /// The name that something has in the settings, by the document's name for it or by its pointer, or else in the
    /// document.
    pub(in crate::lower) fn given_name(
        &self,
        name: &str,
        pointer: &Pointer,
        extensions: Option<&'a Extensions>,
    ) -> Option<&'a str> {
        let rename = &self.context.settings.rename;
        let found = rename
            .get_key_value(name)
            .or_else(|| rename.get_key_value(pointer.as_str()));
        if let Some((key, wanted)) = found {
            self.renames.borrow_mut().insert(key);
            return Some(wanted);
        }
        given_by_document(extensions?)
    }

    /// The same of what the settings know by its pointer alone.
    pub(in crate::lower) fn given_name_at(
        &self,
        pointer: &Pointer,
        extensions: &'a Extensions,
    ) -> Option<&'a str> {
        // No name is a pointer.
        self.given_name(pointer.as_str(), pointer, Some(extensions))
    }
}

/// The name that a document gives something in Rust.
pub(in crate::lower) fn given_by_document(extensions: &Extensions) -> Option<&str> {
    document::rust_name(extensions.get(RUST_NAME)?).ok()
}
