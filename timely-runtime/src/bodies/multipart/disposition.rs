//! The parameters of `Content-Disposition` and `Content-Type`.

use crate::percent;
use std::fmt::Write;

/// What a part's `Content-Disposition` says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Disposition {
    pub(super) name: Option<String>,
    pub(super) file_name: Option<String>,
}

impl Disposition {
    /// Reads a header's value. `None` when it is malformed.
    pub(super) fn read(value: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(value).ok()?;
        let (_kind, parameters) = text.split_once(';').unwrap_or((text, ""));
        let mut disposition = Self::default();
        let mut extended = None;
        for parameter in Parameters(parameters) {
            let (name, value) = parameter?;
            let field = match name.to_ascii_lowercase().as_str() {
                "name" => &mut disposition.name,
                "filename" => &mut disposition.file_name,
                "filename*" => {
                    extended = extended.or_else(|| read_extended(&value));
                    continue;
                }
                _ => continue,
            };
            // Readers do not agree on which of two counts.
            if field.replace(unescape(&value)).is_some() {
                return None;
            }
        }
        // RFC 6266, section 4.3: the extended form is the better one.
        disposition.file_name = extended.or(disposition.file_name);
        Some(disposition)
    }

    /// Writes the parameters, each with a semicolon before it.
    pub(super) fn write(&self) -> String {
        let mut text = String::new();
        for (name, value) in [("name", &self.name), ("filename", &self.file_name)] {
            if let Some(value) = value {
                // Writing to a string cannot fail.
                let _ = write!(text, "; {name}=\"{}\"", escape(value));
            }
        }
        text
    }
}

/// The value of a parameter such as `boundary`, in what follows a media type.
pub(in crate::bodies) fn parameter(parameters: &str, name: &str) -> Option<String> {
    Parameters(parameters)
        .map_while(|parameter| parameter)
        .find(|(found, _)| found.eq_ignore_ascii_case(name))
        .map(|(_, value)| value)
}

/// Escapes a name as the WHATWG's HTML standard says ("multipart/form-data encoding algorithm"), and other control
/// characters, which no header can have, in the same way.
fn escape(name: &str) -> String {
    let mut escaped = String::with_capacity(name.len());
    for character in name.chars() {
        if character == '"' || character.is_ascii_control() {
            let _ = write!(escaped, "%{:02X}", u32::from(character));
        } else {
            escaped.push(character);
        }
    }
    escaped
}

/// The reverse of [`escape`]. Other percent signs stay as they are.
fn unescape(name: &str) -> String {
    let mut unescaped = String::with_capacity(name.len());
    let mut rest = name;
    while let Some((before, after)) = rest.split_once('%') {
        unescaped.push_str(before);
        let code = after
            .get(..2)
            .filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()))
            .and_then(|digits| u8::from_str_radix(digits, 16).ok())
            .filter(|code| *code == b'"' || code.is_ascii_control());
        rest = match code {
            Some(code) => {
                unescaped.push(char::from(code));
                &after[2..]
            }
            None => {
                unescaped.push('%');
                after
            }
        };
    }
    unescaped.push_str(rest);
    unescaped
}

/// Reads an extended value (RFC 8187) in UTF-8.
fn read_extended(value: &str) -> Option<String> {
    let (charset, rest) = value.split_once('\'')?;
    let (_language, encoded) = rest.split_once('\'')?;
    if !charset.eq_ignore_ascii_case("utf-8") {
        return None;
    }
    percent::decode(encoded).ok()
}

/// Parameters that semicolons separate. `None` for a malformed one, after which there are no more.
struct Parameters<'a>(&'a str);

impl Iterator for Parameters<'_> {
    type Item = Option<(String, String)>;

    fn next(&mut self) -> Option<Self::Item> {
        let text = std::mem::take(&mut self.0)
            .trim_start_matches(|character: char| character == ';' || is_blank(character));
        if text.is_empty() {
            return None;
        }
        let Some((name, value)) = text.split_once('=') else {
            return Some(None);
        };
        let name = name.trim_matches(is_blank);
        let is_token = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_graphic());
        if !is_token || name.contains([';', '"']) {
            return Some(None);
        }
        let value = value.trim_start_matches(is_blank);
        let (value, rest) = match value.strip_prefix('"') {
            Some(quoted) => match split_quoted(quoted) {
                Some(split) => split,
                None => return Some(None),
            },
            None => {
                let end = value.find(';').unwrap_or(value.len());
                let (value, rest) = value.split_at(end);
                (value.trim_end_matches(is_blank).to_owned(), rest)
            }
        };
        self.0 = rest;
        Some(Some((name.to_owned(), value)))
    }
}

fn is_blank(character: char) -> bool {
    matches!(character, ' ' | '\t')
}

/// The value up to its closing quotation mark, and what follows.
///
/// Browsers write a backslash as it is, and other clients write one before a quotation mark within the value. A
/// quotation mark with a backslash before it closes the value all the same if only another parameter or nothing
/// follows.
fn split_quoted(text: &str) -> Option<(String, &str)> {
    let mut value = String::new();
    let mut rest = text;
    loop {
        let (before, after) = rest.split_once('"')?;
        value.push_str(before);
        let follows = after.trim_start_matches(is_blank);
        if follows.is_empty() || follows.starts_with(';') {
            return Some((value, follows));
        }
        if value.pop() != Some('\\') {
            return None;
        }
        value.push('"');
        rest = after;
    }
}
