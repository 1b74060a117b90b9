//! A document as text of its own: JSON that is small, that lists of changes show line by line, and that any compiler takes.

use serde_json::Value;
use std::fmt::Write as _;

/// Down to which depth each member has a line of its own: paths, and the components of each kind.
const LINES_TO: usize = 3;

/// A document as JSON, without spaces, and with line breaks between its larger parts alone.
///
/// Characters that are not seen, or turn the direction of what follows, are written as escapes (RFC 8259, section 7):
/// compilers refuse them in literals.
pub(super) fn text(document: &Value) -> String {
    let mut text = String::new();
    write(document, 1, &mut text);
    text.push('\n');
    text
}

/// Writes a value, whose members are at this depth. A document is nested no deeper than the limits allow.
fn write(value: &Value, depth: usize, text: &mut String) {
    match value {
        Value::Object(entries) if !entries.is_empty() => {
            let mut sign = '{';
            for (key, value) in entries {
                text.push(sign);
                line(depth, text);
                write_string(key, text);
                text.push(':');
                write(value, depth + 1, text);
                sign = ',';
            }
            line(depth, text);
            text.push('}');
        }
        Value::Array(items) if !items.is_empty() => {
            let mut sign = '[';
            for item in items {
                text.push(sign);
                // What is in a list is small as a rule.
                write(item, LINES_TO + 1, text);
                sign = ',';
            }
            text.push(']');
        }
        Value::String(value) => write_string(value, text),
        // Empty ones, numbers and literals.
        plain => text.push_str(&plain.to_string()),
    }
}

fn line(depth: usize, text: &mut String) {
    if depth <= LINES_TO {
        text.push('\n');
    }
}

fn write_string(value: &str, text: &mut String) {
    text.push('"');
    let mut rest = value;
    while let Some(at) = rest.find(is_escaped) {
        text.push_str(&rest[..at]);
        let mut others = rest[at..].chars();
        if let Some(character) = others.next() {
            escape(character, text);
        }
        rest = others.as_str();
    }
    text.push_str(rest);
    text.push('"');
}

fn is_escaped(character: char) -> bool {
    matches!(character, '"' | '\\') || character.is_control() || is_unseen(character)
}

/// Characters that have no width, or that turn the direction of text: those that rustc or clippy refuse in literals, and
/// their kin.
fn is_unseen(character: char) -> bool {
    matches!(
        character,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
    )
}

fn escape(character: char, text: &mut String) {
    match character {
        '"' => text.push_str("\\\""),
        '\\' => text.push_str("\\\\"),
        '\n' => text.push_str("\\n"),
        '\r' => text.push_str("\\r"),
        '\t' => text.push_str("\\t"),
        other => {
            let mut units = [0; 2];
            for unit in other.encode_utf16(&mut units) {
                // Text takes whatever is written to it.
                let _ = write!(text, "\\u{unit:04x}");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn larger_parts_have_lines_of_their_own() {
        let document = json!({
            "openapi": "3.1.0",
            "info": {"title": "A", "version": "1"},
            "tags": [{"name": "a"}],
            "paths": {"/a": {"get": {"responses": {}}, "x": [1.5, null, true]}, "/b": {}},
            "components": {"schemas": {"A": {"type": "object"}}}
        });
        let expected = r#"{
"openapi":"3.1.0",
"info":{
"title":"A",
"version":"1"
},
"tags":[{"name":"a"}],
"paths":{
"/a":{
"get":{"responses":{}},
"x":[1.5,null,true]
},
"/b":{}
},
"components":{
"schemas":{
"A":{"type":"object"}
}
}
}
"#;
        assert_eq!(text(&document), expected);
    }

    #[test]
    fn every_text_comes_back_and_shows_what_is_unseen() {
        let every = (0..=u32::from(char::MAX)).filter_map(char::from_u32);
        let every = every.collect::<String>();
        let document = json!({&every: every});
        let written = text(&document);
        assert_eq!(serde_json::from_str::<Value>(&written).unwrap(), document);
        assert!(!written.contains(is_unseen));
        assert!(!written.contains(|c: char| c.is_control() && c != '\n'));
    }
}
