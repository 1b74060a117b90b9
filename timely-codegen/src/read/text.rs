//! Bytes to values: what is the same for every format and every file.

use super::foreign::{self, Foreign};
use super::span_builder::{Duplicate, Problem};
use super::{json, yaml, yaml_hints};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Location, Pointer, Source, Spans};
use serde_json::Value;
use std::sync::Arc;

/// A file that was read.
pub(super) struct Text {
    pub(super) value: Value,
    pub(super) source: Arc<Source>,
    pub(super) spans: Spans,
}

/// Why bytes are no text.
#[derive(Debug, thiserror::Error)]
pub(super) enum NotText {
    #[error("the file is UTF-16 and must be UTF-8")]
    Utf16,
    #[error("line {line} has a byte that is not valid UTF-8")]
    NotUtf8 { line: usize },
}

/// Decodes a file. A byte order mark is dropped, and CR LF becomes LF: git writes either, and no document means anything by it.
pub(super) fn decode(mut bytes: Vec<u8>) -> Result<String, NotText> {
    if bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF") {
        return Err(NotText::Utf16);
    }
    if bytes.starts_with(b"\xEF\xBB\xBF") {
        bytes.drain(..3);
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        let before = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        NotText::NotUtf8 {
            line: before.iter().filter(|byte| **byte == b'\n').count() + 1,
        }
    })?;
    Ok(unix_lines(text))
}

/// A text with LF where it has CR LF.
pub(super) fn unix_lines(text: String) -> String {
    match text.contains("\r\n") {
        true => text.replace("\r\n", "\n"),
        false => text,
    }
}

/// Parses a text by the format that its name and its first character tell. `None` if it is neither YAML nor JSON;
/// `diagnostics` then says why.
pub(super) fn parse(name: &str, text: String, diagnostics: &mut Diagnostics) -> Option<Text> {
    let source = Arc::new(Source::new(name, text));
    let mut reporter = Reporter {
        source: &source,
        diagnostics,
    };
    if let Some(offset) = yaml_hints::conflict_marker(source.text()) {
        reporter.conflict(offset);
        return None;
    }
    if let Some((foreign, offset)) = foreign::by_text(source.text()) {
        let location = reporter.location(offset, &Pointer::root());
        not_openapi(foreign, &Pointer::root(), reporter.diagnostics).location(location);
        return None;
    }
    match parse_source(name, &source) {
        Ok(parsed) => {
            reporter.duplicates(parsed.duplicates);
            for pointer in parsed.not_finite {
                reporter.diagnostics.assumption(
                    Code::InvalidValue,
                    &pointer,
                    "infinity and not-a-number have no place in JSON",
                    "it is read as null",
                );
            }
            Some(Text {
                value: parsed.value,
                source,
                spans: parsed.spans,
            })
        }
        Err(problem) => {
            reporter.problem(problem);
            None
        }
    }
}

fn parse_source(name: &str, source: &Source) -> Result<yaml::Parsed, Problem> {
    let is_json = name.to_ascii_lowercase().ends_with(".json");
    let looks_like_json = source.text().trim_start().starts_with(['{', '[']);
    if is_json || looks_like_json {
        match json::parse(source) {
            Ok((value, spans, duplicates)) => {
                return Ok(yaml::Parsed {
                    value,
                    spans,
                    duplicates,
                    not_finite: Vec::new(),
                });
            }
            Err(problem) if is_json || problem.code == Code::TooLarge => return Err(problem),
            // YAML in the flow style looks like JSON at first.
            Err(_) => {}
        }
    }
    yaml::parse(source)
}

/// Says that a file is of another standard.
pub(super) fn not_openapi<'a>(
    foreign: Foreign,
    pointer: &Pointer,
    diagnostics: &'a mut Diagnostics,
) -> &'a mut Diagnostic {
    let message = format!("this is {}, not an OpenAPI document", foreign.what);
    diagnostics
        .error(Code::InvalidDocument, pointer, message)
        .help(foreign.help)
}

struct Reporter<'a> {
    source: &'a Arc<Source>,
    diagnostics: &'a mut Diagnostics,
}

impl Reporter<'_> {
    fn at(
        &mut self,
        code: Code,
        offset: u32,
        pointer: &Pointer,
        message: String,
    ) -> &mut Diagnostic {
        let location = self.location(offset as usize, pointer);
        self.diagnostics
            .error(code, pointer, message)
            .location(location)
    }

    fn location(&self, offset: usize, pointer: &Pointer) -> Location {
        Location {
            source: Arc::clone(self.source),
            position: self.source.position(offset),
            pointer: (!pointer.is_root()).then(|| pointer.clone()),
        }
    }

    fn problem(&mut self, problem: Problem) {
        let diagnostic = self.at(
            problem.code,
            problem.offset,
            &problem.pointer,
            problem.message,
        );
        if let Some(help) = problem.help {
            diagnostic.help(help);
        }
    }

    fn duplicates(&mut self, duplicates: Vec<Duplicate>) {
        for duplicate in duplicates {
            let key = duplicate.pointer.name().unwrap_or_default();
            let first = self.source.position(duplicate.first as usize);
            let instead = match duplicate.is_joined() {
                true => "the two are put together",
                false => "the last one counts",
            };
            let location = self.location(duplicate.second as usize, &duplicate.pointer);
            self.diagnostics
                .assumption(
                    Code::DuplicateKey,
                    &duplicate.pointer,
                    format!("the key `{key}` stands here a second time"),
                    instead,
                )
                .location(location)
                .help(format!(
                    "the first one is in line {}, column {}; one of them must go",
                    first.line, first.column
                ));
        }
    }

    fn conflict(&mut self, offset: usize) {
        let offset = u32::try_from(offset).unwrap_or(u32::MAX);
        let message = "a merge conflict was left in the file".to_owned();
        self.at(Code::InvalidSyntax, offset, &Pointer::root(), message)
            .help("choose one of the two sides and take out the lines `<<<<<<<`, `=======` and `>>>>>>>`");
    }
}
