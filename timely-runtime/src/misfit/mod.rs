//! What is wrong with a message that cannot be read, in words for people: no type of Rust, no wording of serde.
//!
//! All of it is found out after the fact, from the text and from where serde stopped, so that what can be read costs
//! nothing.

mod position;
mod words;

#[cfg(feature = "server")]
pub(crate) use words::fault;

use crate::excerpt::Excerpt;
use crate::json::{self, pointer};
use crate::schema::secret::SecretNames;
use crate::schema::{Budget, Direction, Place, Schema, Violation, describe};
use serde_json::Value;
use serde_json::error::Error;
use std::fmt;
use std::ops::Range;

/// Where a message is not what the document says: the place, what was expected, what was found, and an excerpt.
///
/// Made for those who read a log. The excerpt, and what was found, are of the message, which may be personal; the values of
/// properties that the schema calls passwords or write-only are left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misfit {
    pointer: String,
    expected: String,
    found: String,
    excerpt: String,
}

impl Misfit {
    /// The place, as a JSON pointer (RFC 6901); empty for the whole.
    #[must_use]
    pub fn pointer(&self) -> &str {
        &self.pointer
    }

    /// What was expected, such as `an integer`.
    #[must_use]
    pub fn expected(&self) -> &str {
        &self.expected
    }

    /// What was found, such as `the string "a"`; long values are cut short.
    #[must_use]
    pub fn found(&self) -> &str {
        &self.found
    }

    /// The text around the place, on one line and cut short.
    #[must_use]
    pub fn excerpt(&self) -> &str {
        &self.excerpt
    }

    /// Why a text is not the JSON that a schema describes, or that its type can be read from, by the error of
    /// [`json::from_slice`].
    pub(crate) fn of_text(text: &[u8], schema: &Schema, error: &Error) -> Box<Self> {
        // What was read, in which the error has its place.
        let text = &*json::with_integers(text);
        let secrets = SecretNames::of(schema);
        let value = match serde_json::from_slice::<Value>(text) {
            Ok(value) => value,
            Err(error) => {
                let misfit = Self::of_syntax(&secrets.cover(text), &error);
                return misfit.without(&secrets);
            }
        };
        let found = position::of(text, error);
        let (pointer, found_by_serde) = words::within(&found.pointer, error);
        let (expected, found_there) = match likely(&value, schema, &pointer) {
            Some(violation) => return Self::broken(text, &value, violation, &secrets),
            None => words::of(error),
        };
        let there = value
            .pointer(&pointer)
            .map(|value| describe(value).to_string());
        let misfit = Self {
            expected,
            found: match there {
                Some(there) if !found_by_serde => there,
                _ => found_there,
            },
            pointer,
            excerpt: excerpt(&secrets.cover(text), found.span),
        };
        misfit.without(&secrets)
    }

    /// Why a text is no JSON.
    pub(crate) fn of_syntax(text: &[u8], error: &Error) -> Box<Self> {
        let at = position::offset(text, error);
        Box::new(Self {
            pointer: String::new(),
            expected: "JSON".to_owned(),
            found: words::fault(error),
            excerpt: excerpt(text, at..at),
        })
    }

    /// Why a value is not what a schema describes, or what its type can be read from.
    pub(crate) fn of_value(value: &Value, schema: &Schema, error: &Error) -> Box<Self> {
        let text = value.to_string();
        let secrets = SecretNames::of(schema);
        if let Some(violation) = likely(value, schema, "") {
            return Self::broken(text.as_bytes(), value, violation, &secrets);
        }
        let (pointer, _) = words::within("", error);
        let (expected, found) = words::of(error);
        let misfit = Self {
            pointer,
            expected,
            found,
            excerpt: excerpt(&secrets.cover(text.as_bytes()), 0..0),
        };
        misfit.without(&secrets)
    }

    /// The same of this text, where more is known to be secret than its reader knew.
    pub(crate) fn hiding(mut self, text: &[u8], secrets: &SecretNames) -> Box<Self> {
        let is_readable = !text.contains(&0) && std::str::from_utf8(text).is_ok();
        self.excerpt = match serde_json::from_slice::<Value>(text) {
            _ if !is_readable => String::new(),
            Ok(value) => {
                let span = position::span(text, parent(&value, &self.pointer));
                excerpt(&secrets.cover(text), span)
            }
            Err(error) => {
                let at = position::offset(text, &error);
                excerpt(&secrets.cover(text), at..at)
            }
        };
        self.without(secrets)
    }

    /// The same without what was found, where that is secret.
    fn without(mut self, secrets: &SecretNames) -> Box<Self> {
        if secrets.hold(&self.pointer) {
            "what is not shown".clone_into(&mut self.found);
        }
        Box::new(self)
    }

    /// A misfit that a reader of another syntax has found.
    #[cfg(feature = "xml")]
    pub(crate) fn stated(
        pointer: String,
        expected: String,
        found: String,
        text: &[u8],
    ) -> Box<Self> {
        Box::new(Self {
            pointer,
            expected,
            found,
            excerpt: excerpt(text, 0..0),
        })
    }

    /// The same of a value that is a member of another.
    pub(crate) fn below(mut self: Box<Self>, name: &str) -> Box<Self> {
        self.pointer.insert_str(0, &pointer::to(name));
        self
    }

    /// Why a value whose place is known is not what its type can be read from.
    #[cfg(feature = "server")]
    pub(crate) fn of_part(value: &Value, error: &Error) -> Box<Self> {
        let mut misfit = Self::of_value(value, Schema::ANY, error);
        if misfit.found == words::ANOTHER {
            misfit.found = describe(value).to_string();
        }
        misfit
    }

    fn broken(
        text: &[u8],
        value: &Value,
        violation: Violation,
        secrets: &SecretNames,
    ) -> Box<Self> {
        let span = position::span(text, parent(value, violation.pointer()));
        let misfit = Self {
            pointer: violation.pointer().to_owned(),
            expected: violation.expected().to_string(),
            found: violation.found().to_string(),
            excerpt: excerpt(&secrets.cover(text), span),
        };
        misfit.without(secrets)
    }
}

/// `at /a/b: expected …, found …, in …`
impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.pointer.is_empty() {
            write!(f, "at {}: ", self.pointer)?;
        }
        write!(f, "expected {}, found {}", self.expected, self.found)?;
        match self.excerpt.as_str() {
            "" => Ok(()),
            excerpt => write!(f, ", in `{excerpt}`"),
        }
    }
}

impl std::error::Error for Misfit {}

/// The violation that kept a value from being read: one at this place or below it that says what a value is, or that
/// it is not there. Of all others a client takes no notice.
fn likely(value: &Value, schema: &Schema, pointer: &str) -> Option<Violation> {
    let is_here = |violation: &&Violation| {
        let rest = violation.pointer().strip_prefix(pointer);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let is_likely = |violation: &&Violation| matches!(violation.keyword(), "type" | "required");
    // What a server sends may take no longer to explain than to read.
    let budget = Budget::new(5_000_000);
    let direction = Some(Direction::Response);
    let violations = schema.check_at(value, direction, Place::Body, "", &budget);
    let mut likely = violations.iter().filter(is_here).filter(is_likely);
    likely.next().filter(|_| !budget.is_exhausted()).cloned()
}

/// The pointer itself where it leads to a value, else to what should hold it.
fn parent<'p>(value: &Value, pointer: &'p str) -> &'p str {
    match value.pointer(pointer) {
        Some(_) => pointer,
        None => pointer.rsplit_once('/').map_or("", |(parent, _)| parent),
    }
}

/// The text around a place.
fn excerpt(text: &[u8], span: Range<usize>) -> String {
    const BEFORE: usize = 40;
    const LENGTH: usize = 160;
    let mut start = span.start.min(text.len()).saturating_sub(BEFORE);
    let mut end = text.len().min(start + LENGTH);
    // Not in the middle of a character.
    while start > 0 && text[start] & 0xC0 == 0x80 {
        start -= 1;
    }
    while end < text.len() && text[end] & 0xC0 == 0x80 {
        end += 1;
    }
    let (before, after) = (
        if start > 0 { "…" } else { "" },
        if end < text.len() { "…" } else { "" },
    );
    format!("{before}{}{after}", Excerpt(text[start..end].trim_ascii()))
}

#[cfg(test)]
mod tests;
