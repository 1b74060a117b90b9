//! What strings hold: `contentEncoding`, `contentMediaType` and `contentSchema`.

use super::Schema;
use crate::diagnostic::{Code, Pointer};
use crate::formats;
use crate::normalize::annotations;
use serde_json::{Value, json};

impl Schema<'_, '_, '_> {
    /// What OpenAPI 3.0 says with the formats `byte` and `binary` is said that way.
    pub(super) fn settle_content(&mut self) {
        let encoding = self.text("contentEncoding").map(str::to_ascii_lowercase);
        let media_type = self.text("contentMediaType").map(str::to_ascii_lowercase);
        if encoding.is_none() && media_type.is_none() {
            return;
        }
        let format = match (encoding.as_deref(), media_type.as_deref()) {
            (Some("7bit" | "8bit"), _) => None,
            (Some(encoding), _) => {
                let format = formats::of_encoding(encoding).map(|format| format.name);
                if format.is_none() {
                    let message = format!(
                        "the encoding `{encoding}` is not decoded; the string is taken as it is"
                    );
                    self.warn(Code::NotEnforced, "contentEncoding", message);
                }
                format
            }
            (None, Some(media_type)) if !is_text(media_type) => Some(formats::BINARY),
            (None, _) => None,
        };
        let root = Pointer::root();
        if let Some(format) = format {
            if !self.has("format") {
                let from = if encoding.is_some() {
                    "contentEncoding"
                } else {
                    "contentMediaType"
                };
                self.moved(&root.child(from), &root.child("format"));
                self.set("format", json!(format));
                annotations::mark_content_format(self.entries);
            }
            self.take("contentEncoding");
        }
        // Of strings only (JSON Schema 2020-12, section 8.1): where JSON is not said to be in one, it is any value.
        let may_be_json = encoding.is_none() && media_type.as_deref().is_some_and(is_json);
        if !self.has("type") && !self.is_composed() && !may_be_json {
            self.set("type", json!("string"));
            annotations::mark_inferred_type(self.entries);
        }
    }

    /// Puts the value of a key under another one.
    pub(super) fn rename(&mut self, from: &str, to: &str) -> bool {
        let Some(value) = self.take(from) else {
            return false;
        };
        self.moved(&Pointer::root().child(from), &Pointer::root().child(to));
        self.set(to, value);
        true
    }

    /// A schema that allows everything.
    pub(super) fn allows_anything(value: &Value) -> bool {
        match value {
            Value::Bool(anything) => *anything,
            Value::Object(entries) => entries.is_empty(),
            _ => false,
        }
    }
}

/// Whether content of a media type is JSON.
fn is_json(media_type: &str) -> bool {
    essence(media_type).ends_with("json")
}

fn essence(media_type: &str) -> &str {
    media_type.split(';').next().unwrap_or(media_type).trim()
}

/// Whether content of a media type is text, so that a string can hold it as it is.
fn is_text(media_type: &str) -> bool {
    let essence = essence(media_type);
    essence.starts_with("text/")
        || essence.ends_with("json")
        || essence.ends_with("xml")
        || essence.ends_with("yaml")
        || [
            "application/jwt",
            "application/x-www-form-urlencoded",
            "application/sql",
        ]
        .contains(&essence)
}
