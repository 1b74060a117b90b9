//! What a value must be, and the check of JSON values against it.
//!
//! A [`Schema`] is the JSON Schema (draft 2020-12) of a value. Generated code states one per model; servers check what they
//! receive against it while they decode it, and [`Validate`] does the same for a value built in Rust.

mod bounds;
mod budget;
mod check;
pub(crate) mod decision;
mod format;
mod memo;
mod number;
#[cfg(feature = "server")]
pub(crate) mod one_pass;
mod order;
mod pattern;
mod plain;
pub(crate) mod program;
mod registry;
pub(crate) mod secret;
mod set;
mod text;
mod violation;

use crate::json::instance::Instance;
use serde::Serialize;
use serde_json::Value;
use std::fmt;

pub(crate) use crate::json::types::Types;
pub(crate) use budget::Budget;
#[cfg(feature = "server")]
pub use budget::CheckBudget;
#[cfg(feature = "server")]
pub(crate) use check::exhausted;
pub use format::Format;
pub(crate) use memo::Mix;
#[cfg(feature = "mock")]
pub(crate) use number::Bound;
use program::References;
pub(crate) use program::Subschema;
pub use set::{NamedSchema, SchemaSet};
pub(crate) use text::{describe, quote};
pub use violation::{Expected, Found, Place, Violation, Violations};

/// What a value must be: the JSON Schema of it, as text.
///
/// Generated code has one for each model, [`Validate::SCHEMA`]. The text is JSON Schema (draft 2020-12) as far as the
/// document constrains values, and each `$ref` names a schema of the list beside it. It becomes a program at its first
/// use, or when a server starts.
///
/// ```
/// # use timely_runtime::{Schema, Serialize};
/// # #[derive(Serialize)]
/// # struct Contact;
/// static CONTACT: Schema = Schema::new(
///     r#"{"type": "object", "required": ["name"], "properties": {"name": {"type": "string", "maxLength": 3}}}"#,
///     &[],
/// );
/// # impl Validate for Contact { const SCHEMA: &'static Schema = &CONTACT; }
/// use timely_runtime::{Direction, Validate, serde_json::json};
///
/// let violations = Contact::SCHEMA.check(&json!({ "name": "abcd" }), Direction::Request);
/// assert_eq!(violations.to_string(), "/name: expected at most 3 characters, found 4 characters");
/// ```
pub struct Schema {
    text: &'static str,
    references: References,
    /// The text and the references of one that is made while a program runs.
    #[cfg(feature = "mock")]
    late: Option<&'static Late>,
}

/// A schema whose text, and what its `$ref` stand for, are made when they are first asked for.
#[cfg(feature = "mock")]
type Late = std::sync::LazyLock<LateParts, Box<dyn FnOnce() -> LateParts + Send>>;

/// The text, and what its `$ref` stand for.
#[cfg(feature = "mock")]
type LateParts = (&'static str, Vec<&'static Schema>);

impl Schema {
    /// A schema of this text, in which `{"$ref": NAME}` stands for a schema of the list: they are in the order in which
    /// their names first come.
    #[must_use]
    pub const fn new(text: &'static str, references: &'static [&'static Schema]) -> Self {
        Self {
            text,
            references,
            #[cfg(feature = "mock")]
            late: None,
        }
    }

    /// As [`new`](Self::new), of parts that are made when they are first asked for, which lets schemas refer to each other. It
    /// lives as long as the process.
    #[cfg(feature = "mock")]
    #[doc(hidden)]
    pub fn late(
        make: impl FnOnce() -> (&'static str, Vec<&'static Self>) + Send + 'static,
    ) -> &'static Self {
        let late = Late::new(Box::new(make));
        Box::leak(Box::new(Self {
            text: "",
            references: &[],
            late: Some(Box::leak(Box::new(late))),
        }))
    }

    /// What its `$ref` stand for.
    pub(crate) fn references(&self) -> References {
        #[cfg(feature = "mock")]
        if let Some(late) = self.late {
            return &late.1;
        }
        self.references
    }

    /// The text.
    #[must_use]
    pub fn text(&self) -> &'static str {
        #[cfg(feature = "mock")]
        if let Some(late) = self.late {
            return late.0;
        }
        self.text
    }

    /// Checks a value that travels in the given direction, and returns all that is wrong with it (up to
    /// [`Violations::LIMIT`]).
    #[must_use]
    pub fn check(&self, value: &Value, direction: Direction) -> Violations {
        let budget = Budget::unlimited();
        self.check_at(value, Some(direction), Place::Body, "", &budget)
    }

    /// Whether a value that travels in the given direction is as it should be. This is quicker than
    /// [`check`](Self::check) where it is not.
    #[must_use]
    pub fn is_valid(&self, value: &Value, direction: Direction) -> bool {
        let budget = Budget::unlimited();
        check::Checker::new(Some(direction), Place::Body, &budget).fits(self.root(), value)
    }

    /// Makes the programs of this schema and of all that it refers to, which the first use else does.
    ///
    /// # Errors
    /// What is wrong with the first text that is no schema. Such a one allows nothing.
    pub fn prepare(&self) -> Result<(), SchemaError> {
        let mut left = vec![self];
        while let Some(schema) = left.pop() {
            if registry::prepare(schema)? {
                left.extend(schema.references());
            }
        }
        Ok(())
    }

    /// Whether values are not for messages and logs: the schema calls them a password, or write-only.
    #[cfg(any(feature = "client", feature = "server"))]
    pub(crate) fn is_secret(&self) -> bool {
        secret::is_secret_whole(self)
    }

    /// What it states, prepared.
    pub(crate) fn root(&self) -> Subschema<'static> {
        registry::program(self).root()
    }

    /// The types that are left when the schemas this one combines are taken into account.
    pub(crate) fn effective_types(&self) -> Types {
        self.root().effective_types()
    }

    /// Checks a value that stands at `pointer` in `place`. Without a direction, both read-only and write-only
    /// properties may be missing.
    pub(crate) fn check_at<'v>(
        &self,
        value: impl Instance<'v>,
        direction: Option<Direction>,
        place: Place,
        pointer: &str,
        budget: &Budget,
    ) -> Violations {
        check::Checker::new(direction, place, budget).run(self.root(), value, pointer)
    }
}

/// What is wrong with a value of a body that is not told in one pass: in all likelihood something.
#[cfg(feature = "server")]
pub(crate) fn likely_faults<'v>(
    schema: Subschema<'_>,
    value: impl Instance<'v>,
    budget: &Budget,
) -> Violations {
    check::Checker::new(Some(Direction::Request), Place::Body, budget).likely_faults(schema, value)
}

/// Adds what is wrong with a value that a schema is known not to allow.
#[cfg(feature = "server")]
pub(crate) fn add_faults<'v>(
    schema: Subschema<'_>,
    value: impl Instance<'v>,
    (place, pointer): (Place, String),
    budget: &Budget,
    violations: &mut Violations,
) {
    let checker = check::Checker::new(Some(Direction::Request), place, budget);
    checker.add_faults(schema, value, pointer, violations);
}

/// The text of a schema that is none.
#[derive(Debug, thiserror::Error)]
#[error("this is no schema: {0}")]
pub struct SchemaError(#[from] serde_json::Error);

impl Subschema<'_> {
    /// Whether the schema allows a value. Once the budget is exhausted, the answer has no meaning.
    pub(crate) fn allows<'v>(self, value: impl Instance<'v>, budget: &Budget) -> bool {
        check::Checker::new(None, Place::Body, budget).fits(self, value)
    }

    /// As [`allows`](Self::allows), of a value that travels in a direction.
    #[cfg(feature = "mock")]
    pub(crate) fn admits(self, value: &Value, direction: Direction, budget: &Budget) -> bool {
        check::Checker::new(Some(direction), Place::Body, budget).fits(self, value)
    }
}

/// Whether the names of members match a pattern of `patternProperties`; no where it takes too many steps to tell.
pub(crate) fn matches_names(pattern: &'static str) -> impl Fn(&str) -> bool {
    // More than names take; a member whose name takes more is not worth the time.
    const STEPS: u64 = 1_000_000;
    let pattern = pattern::Compiled::shared(pattern);
    move |name| pattern.matches(name, &Budget::new(STEPS))
}

/// What is wrong with a member of a map whose name does not match its pattern.
pub(crate) fn name_mismatch(name: &str) -> String {
    format!("the name `{name}` does not match the pattern of the map that it is in")
}

/// With the text alone, since a schema may refer to itself.
impl fmt::Debug for Schema {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Schema").field(&self.text()).finish()
    }
}

/// Which way a message travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    /// From client to server.
    Request,
    /// From server to client.
    Response,
}

/// A type whose values can be checked against the constraints of the document.
///
/// Servers check requests before they decode them, so a handler does not need this. It is for values that are built
/// in Rust: to find out before sending, say, or in a test.
pub trait Validate: Serialize {
    /// What the document says about this type.
    const SCHEMA: &'static Schema;

    /// Checks this value against all constraints. Read-only and write-only properties may be missing.
    ///
    /// # Errors
    /// All that is wrong with the value.
    fn validate(&self) -> Result<(), Violations> {
        check::validate(crate::json::to_value(self), Self::SCHEMA)
    }
}

#[cfg(test)]
mod cost_tests;
#[cfg(test)]
mod keyword_tests;
#[cfg(test)]
mod tests;
