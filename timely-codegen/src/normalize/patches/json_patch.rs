//! The schema of a JSON Patch (RFC 6902), where the document has none.

use crate::normalize::annotations;
use serde_json::{Value, json};

/// A list of operations, each with the members that it must have (RFC 6902, section 4).
pub(super) fn schema() -> Value {
    let operation = |names: &[&str], required: &[&str]| {
        json!({
            "type": "object",
            "required": required,
            "properties": {"op": {"type": "string", "enum": names}},
        })
    };
    let pointer = json!({"type": "string", "pattern": "^(/([^~/]|~[01])*)*$"});
    let mut schema = json!({
        "type": "array",
        "items": {
            "type": "object",
            "required": ["op", "path"],
            "properties": {
                "op": {"type": "string", "enum": ["add", "remove", "replace", "move", "copy", "test"]},
                "path": pointer,
                "from": pointer,
            },
            "anyOf": [
                operation(&["add", "replace", "test"], &["value"]),
                operation(&["move", "copy"], &["from"]),
                operation(&["remove"], &[]),
            ],
        },
    });
    if let Some(entries) = schema.as_object_mut() {
        annotations::mark_json_patch(entries);
    }
    schema
}
