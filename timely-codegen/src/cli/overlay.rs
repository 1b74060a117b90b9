//! `timely overlay`: overlays from edited copies of a document.

use super::{CliError, Reporter, Status, arguments, bundle, flags::SettingFlags, inputs};
use crate::{generator::Form, overlay};
use serde_json::{Map, Value};
use std::path::PathBuf;

pub(super) fn diff(
    arguments: &arguments::OverlayDiff,
    reporter: &Reporter,
) -> Result<Status, CliError> {
    let (old, new) = (
        document(&arguments.old, reporter)?,
        document(&arguments.new, reporter)?,
    );
    let (Some(old), Some(new)) = (old, new) else {
        return Ok(Status::Found);
    };
    let name = arguments.old.file_name().unwrap_or_default().display();
    let overlay = overlay::diff(&old, &new, &format!("Changes to {name}"));
    bundle::write(
        &overlay,
        "",
        arguments.out.as_deref(),
        arguments.format,
        reporter,
    )
}

/// A document as it is written. References are not followed: an overlay is of the document alone.
fn document(file: &PathBuf, reporter: &Reporter) -> Result<Option<Map<String, Value>>, CliError> {
    let input = inputs::one(file, &SettingFlags::default(), reporter)?;
    let (outcome, value) = input.generator().bundle(Form::Alone);
    reporter.diagnostics(&outcome);
    Ok(match value.filter(|_| !outcome.diagnostics.has_errors()) {
        Some(Value::Object(entries)) => Some(entries),
        _ => None,
    })
}
