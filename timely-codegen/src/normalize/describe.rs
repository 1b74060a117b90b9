//! Descriptions beside references to parameters and responses, which stand in place of those of the target
//! (OpenAPI 3.1, section 4.8.23).

use super::internal;
use super::version::Dialect;
use crate::diagnostic::Pointer;
use crate::grammar::{self, DOCUMENT, Kind, Visit, walk};
use serde_json::{Map, Value};

/// The descriptions, by the places of the references. Taken before what stands beside references is cleared away.
pub(super) fn collect(document: &mut Value, dialect: Dialect) -> Map<String, Value> {
    let mut found = Descriptions(Map::new());
    // In OpenAPI 3.0, what stands beside a reference means nothing.
    if dialect != Dialect::V30 {
        walk(&DOCUMENT, document, &mut Pointer::root(), &mut found);
    }
    found.0
}

/// Puts the descriptions into the normal form.
pub(super) fn keep(document: &mut Value, descriptions: Map<String, Value>) {
    if let Some(entries) = document
        .as_object_mut()
        .filter(|_| !descriptions.is_empty())
    {
        entries.insert(
            internal::DESCRIPTIONS.to_owned(),
            Value::Object(descriptions),
        );
    }
}

struct Descriptions(Map<String, Value>);

impl Visit for Descriptions {
    fn enter(&mut self, kind: &'static Kind, value: &mut Value, pointer: &Pointer) -> bool {
        let Kind::Object(object) = kind else {
            return true;
        };
        let is_described = match object.section {
            Some("schemas") => return false,
            Some(section) => matches!(section, "parameters" | "responses"),
            None => false,
        };
        if is_described
            && grammar::reference(value).is_some()
            && let Some(text) = value.get("description").filter(|text| text.is_string())
        {
            self.0.insert(pointer.as_str().to_owned(), text.clone());
        }
        true
    }
}
