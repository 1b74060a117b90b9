//! `timely bundle`: a document in one file.

use super::{CliError, Reporter, Status, arguments, flags::SettingFlags, inputs, report::Hue};
use crate::{diagnostic::shown_path, generator::Form};
use std::{
    fs,
    io::{self, Write as _},
    path::Path,
};

/// What a reader of the normal form has to know, who may take it for a document.
const NORMAL: &str = "\
# How the generator understands the document: OpenAPI 3.0 with the keys of newer versions, and some of its own that begin
# with `x-timely-`. It is for reading; other tools want the document itself.
";

pub(super) fn run(arguments: &arguments::Bundle, reporter: &Reporter) -> Result<Status, CliError> {
    let flags = SettingFlags {
        reading: arguments.reading.clone(),
        ..SettingFlags::default()
    };
    let input = inputs::one(&arguments.file, &flags, reporter)?;
    let (outcome, document) = input.generator().bundle(match arguments.normal {
        true => Form::Normal,
        false => Form::AsItIs,
    });
    reporter.diagnostics(&outcome);
    let Some(document) = document.filter(|_| !outcome.diagnostics.has_errors()) else {
        return Ok(Status::Found);
    };
    let head = match arguments.normal {
        true => NORMAL,
        false => "",
    };
    let out = arguments.out.as_deref();
    write(&document, head, out, arguments.format, reporter)
}

/// Writes a document to a file, or to standard output; with a comment before it where there are comments.
pub(super) fn write(
    document: &serde_json::Value,
    head: &str,
    out: Option<&Path>,
    format: Option<arguments::TextFormat>,
    reporter: &Reporter,
) -> Result<Status, CliError> {
    let as_json = match format {
        Some(format) => format == arguments::TextFormat::Json,
        None => out.is_some_and(|out| has_ending(out, "json")),
    };
    let text = match as_json {
        true => serde_json::to_string_pretty(document)
            .map(|text| format!("{text}\n"))
            .ok(),
        false => serde_yaml::to_string(document)
            .map(|text| format!("{head}{text}"))
            .ok(),
    };
    // Plain data with string keys has both forms.
    let text = text.ok_or(CliError::Unwritable)?;
    match out {
        None => {
            // Standard output that is closed is no reason to fail.
            let _ = io::stdout().lock().write_all(text.as_bytes());
        }
        Some(out) => {
            fs::write(out, text).map_err(CliError::io("write", out))?;
            reporter.colored(Hue::Green, &format!("{}: written", shown_path(out)));
        }
    }
    Ok(Status::Good)
}

fn has_ending(path: &Path, ending: &str) -> bool {
    path.extension()
        .is_some_and(|found| found.eq_ignore_ascii_case(ending))
}
