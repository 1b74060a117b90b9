//! What is wrong with a message, and where.

use super::number::Bound;
use super::text::{Counted, Quoted};
use super::{Types, text};
use compact_str::CompactString;
use serde::Serialize;
use serde::ser::{SerializeStruct, Serializer};
use serde_json::Number;
use std::sync::Arc;
use std::{fmt, slice, vec};

/// The part of a message that a violation is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Place {
    /// The body.
    Body,
    /// A path parameter.
    Path,
    /// A query parameter.
    Query,
    /// A header field.
    Header,
    /// A cookie.
    Cookie,
    /// The status of a response.
    Status,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Body => "body",
            Self::Path => "path",
            Self::Query => "query",
            Self::Header => "header",
            Self::Cookie => "cookie",
            Self::Status => "status",
        })
    }
}

/// One way in which a message is not what the document says.
///
/// Its texts are written for the sender of the message, and hold nothing that the sender does not know. They are put
/// together when they are written: nothing is allocated for most of them.
///
/// ```
/// use timely_runtime::{Place, Violation};
///
/// let violation = Violation::new(Place::Query, "/limit", "maximum", "at most 100", "500");
/// assert_eq!(violation.to_string(), "query /limit: expected at most 100, found 500");
/// assert_eq!(violation.pointer(), "/limit");
/// assert_eq!(violation.found().to_string(), "500");
/// ```
#[derive(Clone, Debug)]
pub struct Violation {
    location: Place,
    pointer: CompactString,
    keyword: &'static str,
    expected: Expected,
    found: Found,
}

impl Violation {
    /// States one.
    #[must_use]
    pub fn new(
        location: Place,
        pointer: impl AsRef<str>,
        keyword: &'static str,
        expected: impl Into<Expected>,
        found: impl Into<Found>,
    ) -> Self {
        Self {
            location,
            pointer: pointer.as_ref().into(),
            keyword,
            expected: expected.into(),
            found: found.into(),
        }
    }

    /// The part of the message.
    #[must_use]
    pub fn location(&self) -> Place {
        self.location
    }

    /// A JSON pointer (RFC 6901). In the body it starts at the root, so that `""` is the whole body; elsewhere its
    /// first token is the name of the parameter, such as `/limit` or `/filter/status`.
    #[must_use]
    pub fn pointer(&self) -> &str {
        &self.pointer
    }

    /// The keyword of JSON Schema that the value breaks, such as `maxLength` (`required` and `style` are also those of
    /// OpenAPI's parameters); `syntax` for what cannot be read as a value at all, and `false` for what a schema without
    /// a value takes.
    #[must_use]
    pub fn keyword(&self) -> &'static str {
        self.keyword
    }

    /// What was expected, such as `at most 255 characters`.
    #[must_use]
    pub fn expected(&self) -> &Expected {
        &self.expected
    }

    /// What was found, such as `300 characters`; long values are cut short.
    #[must_use]
    pub fn found(&self) -> &Found {
        &self.found
    }
}

/// By what they say.
impl PartialEq for Violation {
    fn eq(&self, other: &Self) -> bool {
        let of = |it: &Self| (it.expected.to_string(), it.found.to_string());
        (self.location, &self.pointer, self.keyword)
            == (other.location, &other.pointer, other.keyword)
            && of(self) == of(other)
    }
}

impl Eq for Violation {}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.location, self.pointer.as_str()) {
            (Place::Body, "") => f.write_str("body")?,
            (Place::Body, pointer) => f.write_str(pointer)?,
            (place, pointer) => {
                fmt::Display::fmt(&place, f)?;
                f.write_str(" ")?;
                f.write_str(pointer)?;
            }
        }
        f.write_str(": expected ")?;
        self.expected.fmt(f)?;
        f.write_str(", found ")?;
        self.found.fmt(f)
    }
}

/// With texts for what was expected and found.
impl Serialize for Violation {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut members = serializer.serialize_struct("Violation", 5)?;
        members.serialize_field("location", &self.location)?;
        members.serialize_field("pointer", &*self.pointer)?;
        members.serialize_field("keyword", self.keyword)?;
        members.serialize_field("expected", &AsText(&self.expected))?;
        members.serialize_field("found", &AsText(&self.found))?;
        members.end()
    }
}

struct AsText<T>(T);

impl<T: fmt::Display> Serialize for AsText<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

/// What a [`Violation`] says was expected: a text, which its `Display` writes.
#[derive(Clone, Debug)]
pub struct Expected(ExpectedKind);

#[derive(Clone, Debug)]
enum ExpectedKind {
    Fixed(&'static str),
    Text(Arc<str>),
    Types(Types),
    AtLeast(u64, &'static Counted),
    AtMost(u64, &'static Counted),
    /// What a number must be to a bound, such as `at least`.
    Bound(&'static str, Bound),
}

impl Expected {
    pub(super) fn at_least(count: u64, counted: &'static Counted) -> Self {
        Self(ExpectedKind::AtLeast(count, counted))
    }

    pub(super) fn at_most(count: u64, counted: &'static Counted) -> Self {
        Self(ExpectedKind::AtMost(count, counted))
    }

    pub(super) fn bound(relation: &'static str, bound: Bound) -> Self {
        Self(ExpectedKind::Bound(relation, bound))
    }
}

impl From<&'static str> for Expected {
    fn from(text: &'static str) -> Self {
        Self(ExpectedKind::Fixed(text))
    }
}

impl From<String> for Expected {
    fn from(text: String) -> Self {
        Self(ExpectedKind::Text(text.into()))
    }
}

impl From<Arc<str>> for Expected {
    fn from(text: Arc<str>) -> Self {
        Self(ExpectedKind::Text(text))
    }
}

impl From<Types> for Expected {
    fn from(types: Types) -> Self {
        Self(ExpectedKind::Types(types))
    }
}

impl fmt::Display for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            ExpectedKind::Fixed(text) => f.write_str(text),
            ExpectedKind::Text(text) => f.write_str(text),
            ExpectedKind::Types(types) => types.fmt(f),
            ExpectedKind::AtLeast(count, counted) => {
                f.write_str("at least ")?;
                counted.write(*count, f)
            }
            ExpectedKind::AtMost(count, counted) => {
                f.write_str("at most ")?;
                counted.write(*count, f)
            }
            ExpectedKind::Bound(relation, bound) => {
                f.write_str(relation)?;
                f.write_str(" ")?;
                bound.fmt(f)
            }
        }
    }
}

/// What a [`Violation`] says was found: a text, which its `Display` writes.
#[derive(Clone, Debug)]
pub struct Found(FoundKind);

#[derive(Clone, Debug)]
enum FoundKind {
    Fixed(&'static str),
    Text(Box<str>),
    Types(Types),
    Number(Number),
    /// A text that was received.
    Quoted(Quoted),
    Count(u64, &'static Counted),
}

impl Found {
    pub(super) fn count(count: u64, counted: &'static Counted) -> Self {
        Self(FoundKind::Count(count, counted))
    }
}

impl From<&'static str> for Found {
    fn from(text: &'static str) -> Self {
        Self(FoundKind::Fixed(text))
    }
}

impl From<String> for Found {
    fn from(text: String) -> Self {
        Self(FoundKind::Text(text.into()))
    }
}

impl From<Types> for Found {
    fn from(types: Types) -> Self {
        Self(FoundKind::Types(types))
    }
}

impl From<Number> for Found {
    fn from(number: Number) -> Self {
        Self(FoundKind::Number(number))
    }
}

impl From<Quoted> for Found {
    fn from(text: Quoted) -> Self {
        Self(FoundKind::Quoted(text))
    }
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            FoundKind::Fixed(text) => f.write_str(text),
            FoundKind::Text(text) => f.write_str(text),
            FoundKind::Types(types) => types.fmt(f),
            FoundKind::Number(number) => text::write_number(number, f),
            FoundKind::Quoted(text) => {
                f.write_str("the string ")?;
                text.fmt(f)
            }
            FoundKind::Count(count, counted) => counted.write(*count, f),
        }
    }
}
/// All that is wrong with a message; empty when nothing is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Violations(Vec<Violation>);

impl Violations {
    /// How many violations are kept; further ones are not looked for.
    pub const LIMIT: usize = 64;

    /// None yet.
    #[must_use]
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether no more violations are kept.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.0.len() >= Self::LIMIT
    }

    /// Adds one, unless there are [`Violations::LIMIT`] already.
    pub fn push(&mut self, violation: Violation) {
        if !self.is_full() {
            self.0.push(violation);
        }
    }

    /// Leaves out all from a place on.
    pub(super) fn truncate(&mut self, length: usize) {
        self.0.truncate(length);
    }

    /// Goes through them in the order they were found.
    pub fn iter(&self) -> slice::Iter<'_, Violation> {
        self.0.iter()
    }

    /// `Err` with the violations when there are any.
    ///
    /// # Errors
    /// The violations.
    pub fn into_result(self) -> Result<(), Self> {
        if self.is_empty() { Ok(()) } else { Err(self) }
    }
}

/// Separated by semicolons.
impl fmt::Display for Violations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, violation) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str("; ")?;
            }
            violation.fmt(f)?;
        }
        Ok(())
    }
}

impl std::error::Error for Violations {}

impl IntoIterator for Violations {
    type Item = Violation;
    type IntoIter = vec::IntoIter<Violation>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a> IntoIterator for &'a Violations {
    type Item = &'a Violation;
    type IntoIter = slice::Iter<'a, Violation>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl Extend<Violation> for Violations {
    fn extend<I: IntoIterator<Item = Violation>>(&mut self, violations: I) {
        for violation in violations {
            self.push(violation);
        }
    }
}

impl FromIterator<Violation> for Violations {
    fn from_iter<I: IntoIterator<Item = Violation>>(violations: I) -> Self {
        let mut all = Self::new();
        all.extend(violations);
        all
    }
}
