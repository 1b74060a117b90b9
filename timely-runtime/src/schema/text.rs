//! Short descriptions of values for violations.

use super::Types;
use super::violation::Found;
use crate::json::instance::{Instance, View};
use compact_str::CompactString;
use serde_json::{Number, Value};
use std::fmt::{self, Write};

/// How many characters of a value are shown.
const SHOWN: usize = 24;

/// What a value is: its type, and scalars in short.
pub(crate) fn describe<'v>(value: impl Instance<'v>) -> Found {
    match value.view() {
        View::Null => "null".into(),
        View::Bool(true) => "true".into(),
        View::Bool(false) => "false".into(),
        View::Number(number) => number.into(),
        View::Text(text) => Quoted::new(text).into(),
        view @ (View::Array | View::Object) => Types::of_view(&view).into(),
    }
}

/// Writes a number, cut short.
pub(super) fn write_number(number: &Number, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    // Those that are held as numbers are no longer than this.
    const SHOWN: usize = 30;
    if !number.is_f64() {
        return fmt::Display::fmt(number, f);
    }
    let text = number.to_string();
    match text.get(..SHOWN) {
        Some(start) if text.len() > SHOWN => {
            f.write_str(start)?;
            f.write_str("…")
        }
        _ => f.write_str(&text),
    }
}

/// A text for a violation: written in quotes, without control characters, cut short.
#[derive(Clone, Debug)]
pub(crate) struct Quoted {
    start: CompactString,
    is_cut: bool,
}

impl Quoted {
    pub(crate) fn new(text: &str) -> Self {
        let end = text.char_indices().nth(SHOWN).map(|(end, _)| end);
        let start = &text[..end.unwrap_or(text.len())];
        let shown = |character: char| match character.is_control() {
            true => '\u{fffd}',
            false => character,
        };
        let start = match start.contains(char::is_control) {
            true => start.chars().map(shown).collect(),
            false => start.into(),
        };
        Self {
            start,
            is_cut: end.is_some(),
        }
    }
}

impl fmt::Display for Quoted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("\"")?;
        f.write_str(&self.start)?;
        f.write_str(if self.is_cut { "…\"" } else { "\"" })
    }
}

/// A text in quotes, without control characters, cut short.
pub(crate) fn quote(text: &str) -> String {
    Quoted::new(text).to_string()
}

/// What a bound on a number of things is called, and the things.
#[derive(Debug)]
pub(crate) struct Counted {
    pub(super) min: &'static str,
    pub(super) max: &'static str,
    pub(super) one: &'static str,
    pub(super) many: &'static str,
}

pub(super) static CHARACTERS: Counted = Counted {
    min: "minLength",
    max: "maxLength",
    one: "character",
    many: "characters",
};

pub(super) static ITEMS: Counted = Counted {
    min: "minItems",
    max: "maxItems",
    one: "item",
    many: "items",
};

pub(super) static CONTAINED: Counted = Counted {
    min: "contains",
    max: "maxContains",
    one: "item of the wanted kind",
    many: "items of the wanted kind",
};

pub(super) static PROPERTIES: Counted = Counted {
    min: "minProperties",
    max: "maxProperties",
    one: "property",
    many: "properties",
};

impl Counted {
    /// Writes `3 characters` or `1 item`.
    pub(super) fn write(&self, count: u64, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let noun = if count == 1 { self.one } else { self.many };
        fmt::Display::fmt(&count, f)?;
        f.write_str(" ")?;
        f.write_str(noun)
    }
}

/// The values an enumeration allows, cut short.
pub(super) fn list(constants: &[Value]) -> String {
    const LIMIT: usize = 300;
    let mut text = String::new();
    for (index, constant) in constants.iter().enumerate() {
        if text.len() > LIMIT {
            let _ = write!(text, " or one of {} more", constants.len() - index);
            break;
        }
        if index > 0 {
            text.push_str(if index + 1 == constants.len() {
                " or "
            } else {
                ", "
            });
        }
        let _ = match constant {
            Value::String(value) => write!(text, "{value:?}"),
            other => write!(text, "{other}"),
        };
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn found_texts_are_short_and_printable() {
        assert_eq!(
            describe(&json!("a\u{0}\n")).to_string(),
            "the string \"a\u{fffd}\u{fffd}\""
        );
        assert_eq!(describe(&json!({})).to_string(), "an object");
        assert_eq!(describe(&json!(1.5)).to_string(), "1.5");
        for value in [json!("é".repeat(1000)), json!(1e300), json!(vec![1; 1000])] {
            assert!(
                describe(&value).to_string().chars().count() <= 40,
                "{}",
                describe(&value)
            );
        }
    }

    #[test]
    fn long_enumerations_are_cut() {
        let constants = vec![json!("abcdefghij"); 100];
        assert!(
            list(&constants).ends_with(" or one of 78 more"),
            "{}",
            list(&constants)
        );
        assert_eq!(
            list(&[json!(1), json!(null), json!("a")]),
            "1, null or \"a\""
        );
    }
}
