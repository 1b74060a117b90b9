//! JSON text that people read: what fits a line stands on one.

use serde_json::Value;
use std::fmt::Write;

/// How wide a line may be.
const WIDTH: usize = 100;
const INDENT: usize = 4;

/// JSON that is to be written, the members of objects in their order.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Json {
    /// Text that is JSON already.
    Raw(String),
    /// A string that names a schema.
    Reference(String),
    Array(Vec<Json>),
    Object(Vec<(String, Json)>),
}

impl Json {
    /// A string.
    pub(super) fn string(text: &str) -> Self {
        Self::Raw(quoted(text))
    }

    /// A text that is JSON, if it can be read as such.
    pub(super) fn parsed(text: &str) -> Option<Self> {
        let value: Value = serde_json::from_str(text).ok()?;
        Some(Self::from(&value))
    }

    /// How deep arrays and objects are nested in it.
    pub(super) fn depth(&self) -> usize {
        match self {
            Self::Raw(_) | Self::Reference(_) => 0,
            Self::Array(items) => 1 + items.iter().map(Self::depth).max().unwrap_or(0),
            Self::Object(members) => {
                let depths = members.iter().map(|(_, value)| value.depth());
                1 + depths.max().unwrap_or(0)
            }
        }
    }

    /// All of it on one line.
    pub(super) fn to_line(&self) -> String {
        match self {
            Self::Raw(text) => text.clone(),
            Self::Reference(name) => quoted(name),
            Self::Array(items) => {
                let items: Vec<String> = items.iter().map(Self::to_line).collect();
                format!("[{}]", items.join(", "))
            }
            Self::Object(members) => {
                let members = members.iter();
                let members: Vec<String> = members
                    .map(|(name, value)| format!("{}: {}", quoted(name), value.to_line()))
                    .collect();
                format!("{{{}}}", members.join(", "))
            }
        }
    }

    /// In several lines, where one would be too long.
    pub(super) fn to_text(&self) -> String {
        let mut text = String::new();
        self.write(0, 0, &mut text);
        text
    }

    /// Writes it after so many characters of a line, which begins with an indentation.
    fn write(&self, indent: usize, before: usize, text: &mut String) {
        let line = self.to_line();
        if before + line.chars().count() <= WIDTH {
            text.push_str(&line);
            return;
        }
        let inner = indent + INDENT;
        let new_line = |text: &mut String, at: usize, indent: usize| {
            text.push_str(if at > 0 { ",\n" } else { "\n" });
            // Writing to a string cannot fail.
            let _ = write!(text, "{:indent$}", "");
        };
        match self {
            Self::Array(items) if !items.is_empty() => {
                text.push('[');
                for (at, item) in items.iter().enumerate() {
                    new_line(text, at, inner);
                    item.write(inner, inner, text);
                }
                let _ = write!(text, "\n{:indent$}]", "");
            }
            Self::Object(members) if !members.is_empty() => {
                text.push('{');
                for (at, (name, value)) in members.iter().enumerate() {
                    new_line(text, at, inner);
                    let name = quoted(name);
                    let _ = write!(text, "{name}: ");
                    value.write(inner, inner + name.chars().count() + 2, text);
                }
                let _ = write!(text, "\n{:indent$}}}", "");
            }
            _ => text.push_str(&line),
        }
    }
}

impl From<&Value> for Json {
    fn from(value: &Value) -> Self {
        match value {
            Value::Null | Value::Bool(_) | Value::Number(_) => Self::Raw(value.to_string()),
            Value::String(text) => Self::string(text),
            Value::Array(items) => Self::Array(items.iter().map(Self::from).collect()),
            Value::Object(members) => {
                let members = members.iter();
                Self::Object(
                    members
                        .map(|(name, value)| (name.clone(), Self::from(value)))
                        .collect(),
                )
            }
        }
    }
}

/// A string of JSON in which nothing is that a reader does not see, and nothing that turns the direction of a line.
fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for character in text.chars() {
        match character {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            '\r' => quoted.push_str("\\r"),
            hidden if is_hidden(hidden) => {
                for unit in hidden.encode_utf16(&mut [0; 2]) {
                    let _ = write!(quoted, "\\u{unit:04x}");
                }
            }
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}

/// Whether a character is a control character or a mark of format (Unicode, general categories Cc, Cf, Zl and Zp, as far
/// as the compiler warns of them or editors hide them).
fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{ad}'
                | '\u{61c}'
                | '\u{180e}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{feff}'
                | '\u{fff9}'..='\u{fffb}'
                | '\u{e0000}'..='\u{e007f}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_fits_stands_on_a_line() {
        let short = Json::from(&json!({"type": "object", "required": ["a", "b"]}));
        assert_eq!(
            short.to_text(),
            r#"{"type": "object", "required": ["a", "b"]}"#
        );
        let long = Json::from(&json!({
            "a": "x".repeat(90),
            "list": ["y".repeat(60), "z".repeat(60)],
            "none": [],
        }));
        let (x, y, z) = ("x".repeat(90), "y".repeat(60), "z".repeat(60));
        let expected = format!(
            "{{\n    \"a\": \"{x}\",\n    \"list\": [\n        \"{y}\",\n        \"{z}\"\n    ],\n    \"none\": []\n}}"
        );
        assert_eq!(long.to_text(), expected);
    }

    #[test]
    fn strings_are_read_back_and_show_all_that_is_in_them() {
        for text in [
            "a\"b\\c",
            "\n\r\t\0\u{7f}",
            "\u{202e}\u{feff}\u{e0041}",
            "é—日本🎉",
        ] {
            let written = quoted(text);
            assert_eq!(serde_json::from_str::<String>(&written).unwrap(), text);
            assert!(!written.chars().any(is_hidden), "{written}");
        }
        assert_eq!(quoted("é—日本🎉"), "\"é—日本🎉\"");
    }
}
