//! Applies the overlays that the settings name to the document, before anything else is done with it.

use super::files::Files;
use super::text;
use crate::diagnostic::{Diagnostics, SourceMap, Spot, shown_path};
use crate::overlay::{Finding, Overlay};
use serde_json::Value;
use std::path::PathBuf;

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
