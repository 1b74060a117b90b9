//! What the document asks of values.

use super::error::Violations;
use email_address::{EmailAddress, Options};
use serde::de::{Deserializer, Error, Visitor};
use serde_json::{Map, Value};
use std::fmt;
use url::Url;

/// A body that can be checked.
pub(super) trait Checked: serde::de::DeserializeOwned {
    /// Its members.
    const SHAPE: Shape;
    /// The members that must be there.
    const REQUIRED: &'static [&'static str];

    /// What the types of its members leave open.
    fn check(&self, found: &mut Violations);
}

/// The members of an object.
pub(super) type Shape = &'static [(&'static str, Rule)];

/// What a member must be.
#[derive(Clone, Copy)]
pub(super) enum Rule {
    /// Text with so many characters.
    Text { min: usize, max: usize },
    /// An e-mail address.
    Email { max: usize },
    /// An absolute URI.
    Url,
    /// One of these texts, and how they are listed.
    OneOf(&'static [&'static str], &'static str),
    /// An array of so many items at least.
    List { min: usize, items: &'static Rule },
    /// An object.
    Object,
}

/// Text of any length.
pub(super) const TEXT: Rule = Rule::Text {
    min: 0,
    max: usize::MAX,
};

/// A list that must not be empty.
pub(super) struct Items;
pub(super) const ITEMS: Items = Items;

impl Items {
    pub(super) fn check(&self, name: &str, count: usize, found: &mut Violations) {
        if count == 0 {
            found.push(&format!("/{name}"), "at least 1 item", "0 items");
        }
    }
}

impl Rule {
    /// Checks text that is there.
    pub(super) fn check(&self, name: &str, text: Option<&str>, found: &mut Violations) {
        if let Some(text) = text {
            self.check_text(&|| format!("/{name}"), text, found);
        }
    }

    fn check_text(&self, pointer: &dyn Fn() -> String, text: &str, found: &mut Violations) {
        let length = |min, max, found: &mut Violations| {
            // As many bytes as the least and the most: no need to count.
            if text.len() <= max && min <= 1 && text.len() >= min {
                return true;
            }
            let count = text.chars().count();
            if count < min {
                found.push(
                    &pointer(),
                    &format!("at least {}", characters(min)),
                    &characters(count),
                );
            } else if count > max {
                found.push(
                    &pointer(),
                    &format!("at most {}", characters(max)),
                    &characters(count),
                );
            }
            (min..=max).contains(&count)
        };
        match *self {
            Self::Text { min, max } => {
                length(min, max, found);
            }
            Self::Email { max } => {
                let options = Options::default().without_display_text();
                if length(0, max, found) && EmailAddress::parse_with_options(text, options).is_err()
                {
                    found.push(&pointer(), "an e-mail address", &string(text));
                }
            }
            Self::Url => {
                if !is_url(text) {
                    found.push(&pointer(), "an absolute URI", &string(text));
                }
                if !is_of_the_web(text) {
                    let expected = r"text that matches ^https?://[A-Za-z0-9\[]";
                    found.push(&pointer(), expected, &string(text));
                }
            }
            Self::OneOf(values, listed) if !values.contains(&text) => {
                found.push(&pointer(), listed, &string(text));
            }
            _ => {}
        }
    }

    /// Checks a value of any type: what is behind an error of serde's.
    fn explain(&self, pointer: &str, value: &Value, found: &mut Violations) {
        match (self, value) {
            (Self::List { min, items }, Value::Array(values)) => {
                if values.len() < *min {
                    found.push(pointer, &format!("at least {min} item"), "0 items");
                }
                for (index, value) in values.iter().enumerate() {
                    items.explain(&format!("{pointer}/{index}"), value, found);
                }
            }
            (Self::Object, Value::Object(_)) => {}
            (Self::List { .. }, _) => found.push(pointer, "an array", &described(value)),
            (Self::Object, _) => found.push(pointer, "an object", &described(value)),
            (_, Value::String(text)) => self.check_text(&|| pointer.to_owned(), text, found),
            _ => found.push(pointer, "a string", &described(value)),
        }
    }
}

/// All that is wrong with a body.
pub(super) fn explain<T: Checked>(value: &Value) -> Violations {
    let mut found = Violations::default();
    match value {
        Value::Object(members) => explain_members::<T>(members, &mut found),
        _ => found.push("body", "an object", &described(value)),
    }
    found
}

fn explain_members<T: Checked>(members: &Map<String, Value>, found: &mut Violations) {
    for (name, rule) in T::SHAPE {
        match members.get(*name) {
            Some(value) => rule.explain(&format!("/{name}"), value, found),
            None if T::REQUIRED.contains(name) => {
                found.push(&format!("/{name}"), "a value", "nothing");
            }
            None => {}
        }
    }
}

fn characters(count: usize) -> String {
    format!("{count} character{}", if count == 1 { "" } else { "s" })
}

/// What a value is, for messages.
fn described(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Number(value) => value.to_string(),
        Value::String(text) => string(text),
        Value::Array(_) => "an array".to_owned(),
        Value::Object(_) => "an object".to_owned(),
    }
}

/// A text, for messages: without control characters, and cut short.
pub(super) fn string(text: &str) -> String {
    const SHOWN: usize = 24;
    let clean = |character: char| match character.is_control() {
        true => '\u{fffd}',
        false => character,
    };
    let shown: String = text.chars().take(SHOWN).map(clean).collect();
    let rest = if text.chars().nth(SHOWN).is_some() {
        "…"
    } else {
        ""
    };
    format!("the string \"{shown}{rest}\"")
}

fn is_url(text: &str) -> bool {
    has_uri_characters(text) && Url::parse(text).is_ok()
}

/// The pattern of the document, `^https?://[A-Za-z0-9\[]`.
fn is_of_the_web(text: &str) -> bool {
    let rest = text
        .strip_prefix("https://")
        .or(text.strip_prefix("http://"));
    rest.is_some_and(|rest| {
        rest.starts_with(|first: char| first.is_ascii_alphanumeric() || first == '[')
    })
}

/// RFC 3986, section 2.
fn has_uri_characters(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.iter().enumerate().all(|(index, byte)| match byte {
        b'%' => bytes
            .get(index + 1..index + 3)
            .is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit)),
        b'"' | b'<' | b'>' | b'\\' | b'^' | b'`' | b'{' | b'|' | b'}' => false,
        byte => byte.is_ascii_graphic(),
    })
}

/// Reads a URL, without repairing it.
pub(super) fn url<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Url, D::Error> {
    struct Text;

    impl Visitor<'_> for Text {
        type Value = Url;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an absolute URI")
        }

        fn visit_str<E: Error>(self, text: &str) -> Result<Url, E> {
            if has_uri_characters(text) && is_of_the_web(text) {
                Url::parse(text).map_err(E::custom)
            } else {
                Err(E::custom("no URI of the web"))
            }
        }
    }

    deserializer.deserialize_str(Text)
}
