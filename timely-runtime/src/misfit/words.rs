//! What serde says, in our words.

use crate::json::{REPEATED, pointer};
use crate::schema::{Format, quote};
use serde_json::error::{Category, Error};

/// What was found, where nothing is known of it.
pub(super) const ANOTHER: &str = "another";

/// What is wrong with a text that is no JSON, and where.
pub(crate) fn fault(error: &Error) -> String {
    let (line, column) = (error.line(), error.column());
    let text = error.to_string();
    let what = if text.starts_with("recursion limit") {
        "too much nesting"
    } else if text.starts_with("number out of range") {
        "a number out of range"
    } else if text.starts_with(REPEATED) {
        "a name for the second time in one object"
    } else {
        match error.classify() {
            Category::Eof => "an early end",
            _ => "a syntax error",
        }
    };
    // serde_json has read the line break already when it is what is wrong.
    if column == 0 && line > 1 {
        return format!("{what} at the end of line {}", line - 1);
    }
    format!("{what} at line {line}, column {column}")
}

/// The place that an error is about, from where it was found: a member that is missing is none of what is there. The
/// second is whether what was found there is known from the error alone.
pub(super) fn within(pointer: &str, error: &Error) -> (String, bool) {
    let words = said(error);
    match between(&words, "missing field `", '`') {
        Some(name) => {
            let mut pointer = pointer.to_owned();
            pointer::push(&mut pointer, name);
            (pointer, true)
        }
        None => (pointer.to_owned(), false),
    }
}

/// What was expected, and what was found.
pub(crate) fn of(error: &Error) -> (String, String) {
    let words = said(error);
    if words.starts_with("missing field ") {
        return ("a value".to_owned(), "nothing".to_owned());
    }
    let parts = words
        .strip_prefix("invalid type: ")
        .or(words.strip_prefix("invalid value: "))
        .and_then(|rest| rest.rsplit_once(", expected "));
    match parts {
        Some((found, expected)) => (expectation(expected), finding(found)),
        None => (
            "a value of the documented type".to_owned(),
            ANOTHER.to_owned(),
        ),
    }
}

/// What serde says, without the place.
fn said(error: &Error) -> String {
    let words = error.to_string();
    match words.rfind(" at line ") {
        Some(end) if error.line() > 0 => words[..end].to_owned(),
        _ => words,
    }
}

/// What a type expects, without its name.
fn expectation(expected: &str) -> String {
    if let Some(format) = Format::of_integer(expected) {
        return format.description().to_owned();
    }
    if Format::describes(expected) {
        return expected.to_owned();
    }
    let described = match expected {
        "i128" | "u128" => "an integer",
        "f32" | "f64" => "a number",
        "a boolean" => "a boolean",
        "a string" | "a borrowed string" | "string" | "str" => "a string",
        "a sequence" => "an array",
        "a map" | "an object" => "an object",
        "unit" => "null",
        text if text.starts_with("struct ") => "an object",
        text if text.starts_with("tuple ") || text.starts_with("an array of") => "an array",
        _ => "a value of the documented type",
    };
    described.to_owned()
}

/// What a value is, of what serde calls it.
fn finding(found: &str) -> String {
    let quoted = |kind: &str| between(found, kind, '`').map(str::to_owned);
    if let Some(text) = found.strip_prefix("string ") {
        // Escaped for Rust, which for most texts is as for JSON.
        let plain = serde_json::from_str::<String>(text);
        return format!(
            "the string {}",
            quote(&plain.unwrap_or_else(|_| text.trim_matches('"').to_owned()))
        );
    }
    quoted("integer `")
        .or_else(|| quoted("floating point `"))
        .or_else(|| quoted("boolean `"))
        .or_else(|| quoted("number `"))
        .unwrap_or_else(|| {
            match found {
                "sequence" => "an array",
                "map" => "an object",
                "null" | "unit value" | "Option value" => "null",
                _ => ANOTHER,
            }
            .to_owned()
        })
}

/// The text after a beginning, up to an end.
fn between<'t>(text: &'t str, start: &str, end: char) -> Option<&'t str> {
    text.strip_prefix(start)?.split(end).next()
}
