//! What is known of one of the two documents.

use super::finding::Site;
use crate::diagnostic::{Pointer, SourceMap, Spot};
use crate::ir::Api;
use crate::settings::Settings;
use serde_json::Value;

/// How many references are followed one after the other.
const MOST_REFERENCES: usize = 16;

/// One of the two documents.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Side<'a> {
    /// Its normal form.
    pub(crate) document: &'a Value,
    /// What it means to Rust.
    pub(crate) api: &'a Api,
    pub(crate) settings: &'a Settings,
    pub(crate) source_map: &'a SourceMap,
}

impl<'a> Side<'a> {
    /// The value at a place of the normal form.
    pub(in crate::diff) fn at(&self, pointer: &Pointer) -> Option<&'a Value> {
        pointer.look(self.document)
    }

    /// A place without references on the way to it, and none at it.
    pub(in crate::diff) fn resolved(&self, place: &Pointer) -> Pointer {
        let mut at = Pointer::root();
        for segment in place.segments() {
            at = self.followed(at).child(&segment);
        }
        self.followed(at)
    }

    /// Where the references at a place lead to.
    pub(in crate::diff) fn followed(&self, mut place: Pointer) -> Pointer {
        for _ in 0..MOST_REFERENCES {
            let target = self.at(&place).and_then(|value| value.get("$ref"));
            let target = target.and_then(Value::as_str);
            let Some(next) = target.and_then(|text| Pointer::parse(text.strip_prefix('#')?)) else {
                break;
            };
            place = next;
        }
        place
    }

    /// A place of the normal form as its author knows it: the text's own, or the nearest around it.
    pub(in crate::diff) fn site(&self, pointer: &Pointer) -> Option<Site> {
        let location = self.source_map.locate(pointer, Spot::Key)?;
        let shown = location.pointer.as_ref().unwrap_or(pointer);
        Some(Site {
            file: location.source.name().to_owned(),
            line: location.position.line,
            column: location.position.column,
            pointer: shown.to_string(),
        })
    }
}
