//! The document's own words.

use crate::ir::Docs;
use openapiv3::{ExternalDocumentation, ReferenceOr, Schema, SchemaData};
use serde_json::Value;

/// Summary and description, empty ones dropped.
pub(super) fn of(summary: Option<&String>, description: Option<&String>) -> Docs {
    let some = |text: Option<&String>| text.filter(|text| !text.trim().is_empty()).cloned();
    Docs {
        summary: some(summary),
        description: some(description),
    }
}

/// The same, and where more is said (OpenAPI 3.1, section 4.8.11).
pub(super) fn with_more(docs: Docs, external: Option<&ExternalDocumentation>) -> Docs {
    let Some(external) = external else {
        return docs;
    };
    let url = external.url.trim();
    let words: Vec<&str> = external
        .description
        .iter()
        .flat_map(|text| text.split_whitespace())
        .collect();
    match (url.is_empty(), words.is_empty()) {
        (true, _) => docs,
        (false, true) => with_line(docs, &format!("See {url}")),
        (false, false) => with_line(docs, &format!("See {url} ({})", words.join(" "))),
    }
}

/// The same, and that its use is discouraged, where an attribute cannot say so.
pub(super) fn with_deprecation(docs: Docs, deprecated: bool) -> Docs {
    match deprecated {
        true => with_line(docs, "Deprecated."),
        false => docs,
    }
}

fn with_line(docs: Docs, line: &str) -> Docs {
    // A description that only repeats the summary is left out, as it is without the line.
    let description = docs
        .description
        .filter(|text| docs.summary.as_deref().map(str::trim) != Some(text.trim()));
    Docs {
        description: Some(match description {
            Some(text) => format!("{}\n\n{line}", text.trim_end()),
            None => line.to_owned(),
        }),
        summary: docs.summary,
    }
}

/// What the keywords of a schema beside its type say.
pub(super) fn of_data(data: &SchemaData) -> Docs {
    with_more(
        of(data.title.as_ref(), data.description.as_ref()),
        data.external_docs.as_ref(),
    )
}

/// What a schema says of itself; nothing for a reference, whose target speaks for it.
pub(super) fn of_schema(schema: &ReferenceOr<Schema>) -> (Docs, bool, Option<Value>) {
    match schema {
        ReferenceOr::Reference { .. } => (Docs::default(), false, None),
        ReferenceOr::Item(schema) => {
            let data = &schema.schema_data;
            let docs = of_data(data);
            (docs, data.deprecated, data.example.clone())
        }
    }
}
