//! Short descriptions of values for violations.

use super::{Literal, Types};
use crate::json::instance::{Instance, View};
use serde_json::Number;
use std::fmt::Write;

/// How many characters of a value are shown.
const SHOWN: usize = 24;

/// What a value is: its type, and scalars in short.
pub(crate) fn describe<'v>(value: impl Instance<'v>) -> String {
    match value.view() {
        View::Null => "null".to_owned(),
        View::Bool(value) => value.to_string(),
        View::Number(number) => describe_number(&number),
        View::Text(text) => format!("the string {}", quote(text)),
        view @ (View::Array | View::Object) => Types::of_view(&view).to_string(),
    }
}

/// A number, cut short.
pub(super) fn describe_number(number: &Number) -> String {
    let text = number.to_string();
    if text.len() > 30 {
        format!("{}…", &text[..30])
    } else {
        text
    }
}

/// A text in quotes, without control characters, cut short.
pub(crate) fn quote(text: &str) -> String {
    let mut quoted = String::from("\"");
    for (index, character) in text.chars().enumerate() {
        if index == SHOWN {
            quoted.push('…');
            break;
        }
        quoted.push(if character.is_control() {
            '\u{fffd}'
        } else {
            character
        });
    }
    quoted.push('"');
    quoted
}

/// What a bound on a number of things is called, and the things.
pub(super) struct Counted {
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

/// `3 characters`, `1 item`.
pub(super) fn count(number: u64, noun: &str, plural: &str) -> String {
    format!("{number} {}", if number == 1 { noun } else { plural })
}

/// The values an enumeration allows, cut short.
pub(super) fn list(literals: &[Literal]) -> String {
    const LIMIT: usize = 300;
    let mut text = String::new();
    for (index, literal) in literals.iter().enumerate() {
        if text.len() > LIMIT {
            let _ = write!(text, " or one of {} more", literals.len() - index);
            break;
        }
        if index > 0 {
            text.push_str(if index + 1 == literals.len() {
                " or "
            } else {
                ", "
            });
        }
        let _ = match literal {
            Literal::Null => write!(text, "null"),
            Literal::Bool(value) => write!(text, "{value}"),
            Literal::Int(value) => write!(text, "{value}"),
            Literal::Float(value) => write!(text, "{value}"),
            Literal::Str(value) => write!(text, "{value:?}"),
            Literal::Json(value) => write!(text, "{value}"),
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
            describe(&json!("a\u{0}\n")),
            "the string \"a\u{fffd}\u{fffd}\""
        );
        assert_eq!(describe(&json!({})), "an object");
        assert_eq!(describe(&json!(1.5)), "1.5");
        for value in [json!("é".repeat(1000)), json!(1e300), json!(vec![1; 1000])] {
            assert!(
                describe(&value).chars().count() <= 40,
                "{}",
                describe(&value)
            );
        }
    }

    #[test]
    fn long_enumerations_are_cut() {
        let literals = vec![Literal::Str("abcdefghij"); 100];
        assert!(
            list(&literals).ends_with(" or one of 78 more"),
            "{}",
            list(&literals)
        );
        assert_eq!(
            list(&[Literal::Int(1), Literal::Null, Literal::Str("a")]),
            "1, null or \"a\""
        );
    }
}
