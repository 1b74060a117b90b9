//! JSON text to values and their places.

use super::span_builder::{Duplicate, Problem, Scalar, TreeBuilder};
use super::yaml;
use crate::diagnostic::{Code, Pointer, Source, Spans};
use serde_json::Value;
use serde_json::error::Category;

/// Reads JSON. The duplicates are keys that an object holds twice.
pub(super) fn parse(source: &Source) -> Result<(Value, Spans, Vec<Duplicate>), Problem> {
    // The scan comes first: it knows no recursion, and refuses what is nested too deep for the parser.
    let scanned = match scan(source.text()) {
        Err(problem) if problem.code == Code::TooLarge => return Err(problem),
        scanned => scanned,
    };
    // What the scan finds wrong besides is wrong for the parser too, which says it better.
    let value = serde_json::from_str(source.text()).map_err(|error| problem(source, &error))?;
    let (spans, duplicates) = scanned?;
    let value = match duplicates.iter().any(Duplicate::is_joined) {
        true => yaml::of_json(source.text()).map_err(|error| problem(source, &error))?,
        false => value,
    };
    Ok((value, spans, duplicates))
}

fn problem(source: &Source, error: &serde_json::Error) -> Problem {
    let text = error.to_string();
    let message = text.split(" at line ").next().unwrap_or(&text);
    let offset = source.byte(error.line(), error.column());
    let rest = source
        .text()
        .get(offset.saturating_sub(1)..)
        .unwrap_or_default();
    let help = match error.classify() {
        _ if rest.trim_start().starts_with(['/', '#']) => Some(
            "JSON knows no comments; take them out, or name the file `.yaml` and write `#`"
                .to_owned(),
        ),
        Category::Syntax if rest.trim_start().starts_with('\'') => {
            Some("JSON puts text between double quotes".to_owned())
        }
        Category::Syntax if message.starts_with("trailing comma") => {
            Some("JSON allows no comma after the last entry".to_owned())
        }
        Category::Eof => Some("the file seems to be cut off".to_owned()),
        _ => None,
    };
    let offset = u32::try_from(offset).unwrap_or(u32::MAX);
    Problem {
        code: Code::InvalidSyntax,
        offset,
        pointer: Pointer::root(),
        message: format!("not valid JSON: {message}"),
        help,
    }
}

/// Finds the places of all values. Says nothing about syntax errors, which the parser reports better.
fn scan(text: &str) -> Result<(Spans, Vec<Duplicate>), Problem> {
    let mut tree = TreeBuilder::default();
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        // Offsets fit: the text is no longer than the limit for files.
        let offset = u32::try_from(at).unwrap_or(u32::MAX);
        let end = match byte {
            b'{' => {
                tree.begin_mapping(offset, 0)?;
                at + 1
            }
            b'[' => {
                tree.begin_sequence(offset, 0)?;
                at + 1
            }
            b'}' | b']' => {
                tree.end();
                at + 1
            }
            b',' | b':' => at + 1,
            byte if byte.is_ascii_whitespace() => at + 1,
            _ => {
                let end = end_of_scalar(bytes, at);
                let written = &text[at..end];
                let decoded = serde_json::from_str::<String>(written);
                let text = decoded.as_deref().unwrap_or(written);
                tree.scalar(&Scalar {
                    text,
                    offset,
                    plain: false,
                    anchor: 0,
                })?;
                end
            }
        };
        at = end;
    }
    Ok(tree.finish())
}

/// The end of the string, number or word that begins at `start`; always a boundary between characters.
fn end_of_scalar(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    if bytes[start] == b'"' {
        while let Some(byte) = bytes.get(at) {
            match byte {
                b'"' => return at + 1,
                b'\\' => at += 2,
                _ => at += 1,
            }
        }
        return bytes.len();
    }
    // Everything that ends a word is ASCII, so that a character of several bytes is never cut.
    let ends = |byte: &u8| byte.is_ascii_whitespace() || b"{}[],:\"".contains(byte);
    while bytes.get(at).is_some_and(|byte| !ends(byte)) {
        at += 1;
    }
    at
}
