//! Applies the overlays that the settings name to the document, before anything else is done with it.

use super::files::Files;
use super::text;
use crate::diagnostic::{Diagnostics, Pointer, SourceMap, Spot, shown_path};
use crate::overlay::{Finding, Overlay};
use serde_json::Value;
use std::path::PathBuf;

/// The extension that names a type in place of a schema.
const RUST_TYPE: &str = "x-rust-type";

/// Applies overlays in their order. One that cannot be read is an error: the document would not be the one that is meant.
pub(super) fn apply(
    paths: &[PathBuf],
    document: &mut Value,
    files: &mut Files,
    map: &mut SourceMap,
    diagnostics: &mut Diagnostics,
) {
    for path in paths {
        let text = match files.read_text(path) {
            Ok(text) => text,
            Err(error) => {
                error.report(diagnostics);
                continue;
            }
        };
        let Some(parsed) = text::parse(&shown_path(path), text, diagnostics) else {
            continue;
        };
        let file = map.add_file(parsed.source, parsed.spans);
        let mut findings = Vec::new();
        let overlay = Overlay::read(&parsed.value, &mut findings);
        overlay.apply(document, map, file, &mut findings);
        files.add_overlay(path);
        for finding in findings {
            report(finding, file, map, diagnostics);
        }
    }
}

fn report(finding: Finding, file: usize, map: &SourceMap, diagnostics: &mut Diagnostics) {
    let Finding {
        code,
        at,
        message,
        instead,
        help,
    } = finding;
    let location = map.locate_in(file, &at, Spot::Value);
    let diagnostic = match instead {
        Some(instead) => diagnostics.assumption(code, &at, message, instead),
        None => diagnostics.error(code, &at, message),
    };
    diagnostic.help(help);
    if let Some(location) = location {
        diagnostic.location(location);
    }
}

/// The `x-rust-type` of schemas that stand in overlays, by the places of the schemas.
pub(super) fn own_types(document: &Value, map: &SourceMap) -> Vec<(Pointer, String)> {
    let mut found = Vec::new();
    collect(document, &mut Pointer::root(), map, &mut found);
    found
}

fn collect(value: &Value, at: &mut Pointer, map: &SourceMap, found: &mut Vec<(Pointer, String)>) {
    match value {
        Value::Object(entries) => {
            for (key, value) in entries {
                if let (RUST_TYPE, Value::String(path)) = (key.as_str(), value)
                    && map.file_of(&at.child(key)) > 0
                {
                    found.push((at.clone(), path.clone()));
                }
                at.push(key);
                collect(value, at, map, found);
                at.pop();
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                at.push_index(index);
                collect(item, at, map, found);
                at.pop();
            }
        }
        _ => {}
    }
}
