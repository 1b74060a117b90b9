//! What stands in for something that is not there.

use super::{Object, Role};
use crate::diagnostic::Pointer;
use serde_json::{Value, json};

const OPEN: &str = "any value is taken";

/// The most open value that can stand at a place where an object is missing, and how messages call what is done. Null
/// where nothing can stand in, so that the place is left out.
pub(crate) fn untyped(object: &Object, pointer: &Pointer) -> (Value, &'static str) {
    let content = || untyped_content().0;
    match (object.section, object.role) {
        (Some("schemas"), _) => (json!({}), OPEN),
        (_, Role::Header) => (json!({"schema": {}}), OPEN),
        (Some("requestBodies"), _) => (json!({"content": content()}), OPEN),
        (Some("mediaTypes"), _) => (json!({"schema": {}}), OPEN),
        (Some("responses"), _) if has_body(pointer) => {
            (json!({"description": "", "content": content()}), OPEN)
        }
        (Some("responses"), _) => (json!({"description": ""}), "no content is assumed"),
        _ => (Value::Null, "it is left out"),
    }
}

/// The same for the contents of a body.
pub(crate) fn untyped_content() -> (Value, &'static str) {
    (json!({"application/json": {"schema": {}}}), OPEN)
}

/// Whether responses of the status at the end of a pointer have bodies (RFC 9110, sections 6.4.1 and 15).
fn has_body(pointer: &Pointer) -> bool {
    let status = pointer.name().unwrap_or_default();
    !(status.starts_with('1') || ["204", "205", "304"].contains(&status.as_str()))
}
