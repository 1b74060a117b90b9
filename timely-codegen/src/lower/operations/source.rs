//! Operations as they stand in the document.

use super::template::Template;
use crate::diagnostic::Pointer;
use crate::grammar;
use openapiv3::{Operation, PathItem};

/// An operation as it stands in the document.
pub(super) struct Source<'a> {
    /// The header of idempotency keys that the operation takes by its own word.
    pub(super) key: Option<String>,
    /// The path; empty for what the API sends.
    pub(in crate::lower) path: Template,
    pub(in crate::lower) item: &'a PathItem,
    pub(super) item_at: Pointer,
    pub(super) method: &'a str,
    pub(in crate::lower) operation: &'a openapiv3::Operation,
    pub(in crate::lower) at: Pointer,
}

/// What an operation is called, and the word that tells it from another of that name.
pub(super) struct Called<'n> {
    pub(in crate::lower) id: String,
    pub(in crate::lower) word: &'n str,
    /// The method's name, from a scope of the caller's.
    pub(super) method_name: String,
}

/// One operation of a path item.
pub(super) struct Method<'a> {
    /// As the document writes it: in lower case if OpenAPI 3.0 knows it.
    pub(in crate::lower) name: &'a str,
    pub(in crate::lower) operation: &'a Operation,
    pub(in crate::lower) at: Pointer,
}

/// The method as it travels: case counts (RFC 9110, section 9.1), and the keys of a document are in lower case.
pub(super) fn on_the_wire(name: &str) -> String {
    let is_known = grammar::normal_methods().any(|known| known.eq_ignore_ascii_case(name));
    if is_known {
        name.to_ascii_uppercase()
    } else {
        name.to_owned()
    }
}

/// The `operationId`, if there is one to speak of.
pub(super) fn own_id(operation: &openapiv3::Operation) -> Option<&str> {
    operation
        .operation_id
        .as_deref()
        .filter(|id| !id.trim().is_empty())
}
