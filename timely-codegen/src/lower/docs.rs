//! The document's own words.

use crate::ir::Docs;
use openapiv3::{ReferenceOr, Schema};
use serde_json::Value;

/// Summary and description, empty ones dropped.
pub(super) fn of(summary: Option<&String>, description: Option<&String>) -> Docs {
    let some = |text: Option<&String>| text.filter(|text| !text.trim().is_empty()).cloned();
    Docs {
        summary: some(summary),
        description: some(description),
    }
}

/// What a schema says of itself; nothing for a reference, whose target speaks for it.
pub(super) fn of_schema(schema: &ReferenceOr<Schema>) -> (Docs, bool, Option<Value>) {
    match schema {
        ReferenceOr::Reference { .. } => (Docs::default(), false, None),
        ReferenceOr::Item(schema) => {
            let data = &schema.schema_data;
            let docs = of(data.title.as_ref(), data.description.as_ref());
            (docs, data.deprecated, data.example.clone())
        }
    }
}
