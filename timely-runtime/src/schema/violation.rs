//! What is wrong with a message, and where.

use serde::Serialize;
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
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Body => "body",
            Self::Path => "path",
            Self::Query => "query",
            Self::Header => "header",
            Self::Cookie => "cookie",
        })
    }
}

/// One way in which a message is not what the document says.
///
/// Its texts are written for the sender of the message, and hold nothing that the sender does not know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Violation {
    /// The part of the message.
    pub location: Place,
    /// A JSON pointer (RFC 6901). In the body it starts at the root, so that `""` is the whole body; elsewhere its
    /// first token is the name of the parameter, such as `/limit` or `/filter/status`.
    pub pointer: String,
    /// The keyword of JSON Schema that the value breaks, such as `maxLength` (`required` and `style` are also those of
    /// OpenAPI's parameters); `syntax` for what cannot be read as a value at all, and `false` for what a schema without
    /// a value takes.
    pub keyword: &'static str,
    /// What was expected, such as `at most 255 characters`.
    pub expected: String,
    /// What was found, such as `300 characters`; long values are cut short.
    pub found: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.location, self.pointer.as_str()) {
            (Place::Body, "") => f.write_str("body")?,
            (Place::Body, pointer) => f.write_str(pointer)?,
            (place, pointer) => write!(f, "{place} {pointer}")?,
        }
        write!(f, ": expected {}, found {}", self.expected, self.found)
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
