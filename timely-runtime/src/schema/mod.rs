//! What a value must be, as static data, and the check of JSON values against it.
//!
//! A [`Schema`] holds the JSON Schema (draft 2020-12) keywords that constrain a value. Generated code states one per
//! model; servers check what they receive against it before they decode it, and [`Validate`] does the same for a
//! value built in Rust.

mod bounds;
mod budget;
mod check;
mod common;
mod evaluated;
mod format;
mod index;
mod memo;
mod number;
mod order;
mod pattern;
mod rare_keywords;
#[cfg(feature = "server")]
mod scalar;
#[cfg(feature = "server")]
mod scan;
mod text;
mod violation;

use crate::json::instance::{Instance, View};
use serde::Serialize;
use serde_json::Value;
use std::fmt;

use crate::json::integral;
pub(crate) use budget::Budget;
#[cfg(feature = "server")]
pub use budget::CheckBudget;
#[cfg(feature = "server")]
pub(crate) use check::exhausted;
pub use format::Format;
pub(crate) use index::position_of_text;
pub(crate) use memo::Mix;
pub use rare_keywords::RareKeywords;
#[cfg(feature = "server")]
pub(crate) use scalar::Scalar;
pub(crate) use text::{describe, quote};
pub use violation::{Place, Violation, Violations};

/// What a value must be: JSON Schema keywords. A keyword that is not there does not constrain.
///
/// Generated code has one for each model, [`Validate::SCHEMA`].
///
/// ```
/// # use timely_runtime::{Schema, Serialize, generated::{Property, Types}};
/// # #[derive(Serialize)]
/// # struct Contact;
/// # impl Validate for Contact {
/// #     const SCHEMA: &'static Schema = &Schema::object(&[Property::required(
/// #         "name",
/// #         &Schema { types: Types::STRING, max_length: Some(3), ..Schema::ANY },
/// #     )]);
/// # }
/// use timely_runtime::{Direction, Validate, serde_json::json};
///
/// let violations = Contact::SCHEMA.check(&json!({ "name": "abcd" }), Direction::Request);
/// assert_eq!(violations.to_string(), "/name: expected at most 3 characters, found 4 characters");
/// ```
// One field for each keyword. Statics are written with the update syntax, and may refer to themselves.
pub struct Schema {
    /// The types that are allowed.
    #[doc(hidden)]
    pub types: Types,
    /// `enum` and `const`: the values that are allowed; empty allows any.
    #[doc(hidden)]
    pub enumeration: &'static [Literal],
    /// The format of strings or the width of numbers.
    #[doc(hidden)]
    pub format: Option<Format>,
    /// The smallest number of characters (Unicode code points) in a string.
    #[doc(hidden)]
    pub min_length: Option<u64>,
    /// The largest number of characters (Unicode code points) in a string.
    #[doc(hidden)]
    pub max_length: Option<u64>,
    /// A regular expression that matches somewhere in a string.
    ///
    /// It is that of the document, in the syntax of ECMA-262.
    #[doc(hidden)]
    pub pattern: Option<&'static str>,
    /// The smallest number.
    #[doc(hidden)]
    pub minimum: Option<Bound>,
    /// The largest number.
    #[doc(hidden)]
    pub maximum: Option<Bound>,
    /// What a number must be greater than.
    #[doc(hidden)]
    pub exclusive_minimum: Option<Bound>,
    /// What a number must be less than.
    #[doc(hidden)]
    pub exclusive_maximum: Option<Bound>,
    /// What a number divided by this must be: an integer. Compared in decimal, so that 0.3 is a multiple of 0.1.
    #[doc(hidden)]
    pub multiple_of: Option<Bound>,
    /// What every item of an array must be.
    #[doc(hidden)]
    pub items: Option<&'static Schema>,
    /// The smallest number of items in an array.
    #[doc(hidden)]
    pub min_items: Option<u64>,
    /// The largest number of items in an array.
    #[doc(hidden)]
    pub max_items: Option<u64>,
    /// Whether the items of an array must differ from each other.
    #[doc(hidden)]
    pub unique_items: bool,
    /// The named properties of an object, with `required` and the access of each.
    #[doc(hidden)]
    pub properties: &'static [Property],
    /// The names of further properties that must be there; those do not count as named.
    #[doc(hidden)]
    pub required: &'static [&'static str],
    /// What properties that are not named may be.
    #[doc(hidden)]
    pub additional: Additional,
    /// The smallest number of properties of an object.
    #[doc(hidden)]
    pub min_properties: Option<u64>,
    /// The largest number of properties of an object.
    #[doc(hidden)]
    pub max_properties: Option<u64>,
    /// What the value must also be, all of it.
    #[doc(hidden)]
    pub all_of: &'static [&'static Schema],
    /// What the value must also be, at least one of it; empty does not constrain.
    #[doc(hidden)]
    pub any_of: &'static [&'static Schema],
    /// What the value must also be, exactly one of it; empty does not constrain.
    #[doc(hidden)]
    pub one_of: &'static [&'static Schema],
    /// What the value must not be.
    #[doc(hidden)]
    pub not: Option<&'static Schema>,
    /// The property that names which alternative of `one_of` or `any_of` an object is (OpenAPI 3.1, section 4.8.25).
    /// Without either it has no effect.
    #[doc(hidden)]
    pub discriminator: Option<&'static str>,
    /// What the property may be, and what each name stands for. An object with another one is refused.
    #[doc(hidden)]
    pub mapping: &'static [(&'static str, &'static Schema)],
    /// The value of a parameter or property that is absent, as JSON text.
    #[doc(hidden)]
    pub default: Option<&'static str>,
    /// The keywords that few documents use.
    #[doc(hidden)]
    pub rare: Option<&'static RareKeywords>,
}

/// The bases of generated schemas.
#[doc(hidden)]
impl Schema {
    /// Allows every value; the base of the update syntax.
    pub const ANY: Schema = Schema {
        types: Types::ANY,
        enumeration: &[],
        format: None,
        min_length: None,
        max_length: None,
        pattern: None,
        minimum: None,
        maximum: None,
        exclusive_minimum: None,
        exclusive_maximum: None,
        multiple_of: None,
        items: None,
        min_items: None,
        max_items: None,
        unique_items: false,
        properties: &[],
        required: &[],
        additional: Additional::Allowed,
        min_properties: None,
        max_properties: None,
        all_of: &[],
        any_of: &[],
        one_of: &[],
        not: None,
        discriminator: None,
        mapping: &[],
        default: None,
        rare: None,
    };

    /// Allows no value (the schema `false`).
    pub const NEVER: Schema = Schema {
        types: Types::EMPTY,
        ..Schema::ANY
    };
}

impl Schema {
    /// Checks a value that travels in the given direction, and returns all that is wrong with it (up to
    /// [`Violations::LIMIT`]).
    #[must_use]
    pub fn check(&self, value: &Value, direction: Direction) -> Violations {
        self.check_at(
            value,
            Some(direction),
            Place::Body,
            "",
            &Budget::unlimited(),
        )
    }

    /// Whether a text is JSON that the schema surely allows. After a no, [`check`](Self::check) tells.
    #[cfg(feature = "server")]
    pub(crate) fn allows_text(&self, text: &str, direction: Direction, budget: &Budget) -> bool {
        scan::allows(self, text, direction, budget)
    }

    /// Whether the schema surely allows a value that holds no others.
    #[cfg(feature = "server")]
    pub(crate) fn allows_scalar(&self, value: &Scalar<'_>, budget: &Budget) -> bool {
        scalar::fits(self, value, budget) == Some(true) && !budget.is_exhausted()
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
        check::Checker::new(direction, place, budget).run(self, value, pointer)
    }

    /// Whether the schema allows a value. Once the budget is exhausted, the answer has no meaning.
    pub(crate) fn allows<'v>(&self, value: impl Instance<'v>, budget: &Budget) -> bool {
        check::allows(self, value, None, budget)
    }

    /// The types that are left when the schemas this one combines are taken into account.
    pub(crate) fn effective_types(&self) -> Types {
        self.types_within(4)
    }

    fn types_within(&self, depth: u8) -> Types {
        let Some(depth) = depth.checked_sub(1) else {
            return self.types;
        };
        let mut types = self.types;
        for part in self.all_of {
            types = types.and(part.types_within(depth));
        }
        for union in [self.any_of, self.one_of] {
            if !union.is_empty() {
                let alternatives = union.iter().fold(Types::EMPTY, |types, schema| {
                    types.or(schema.types_within(depth))
                });
                types = types.and(alternatives);
            }
        }
        types
    }
}

/// Whether the names of members match a pattern of `patternProperties`; no where it takes too many steps to tell.
pub(crate) fn matches_names(pattern: &'static str) -> impl Fn(&str) -> bool {
    // More than names take; a member whose name takes more is not worth the time.
    const STEPS: u64 = 1_000_000;
    let pattern = pattern::Compiled::new(pattern);
    move |name| pattern.matches(name, &Budget::new(STEPS))
}

/// What is wrong with a member of a map whose name does not match its pattern.
pub(crate) fn name_mismatch(name: &str) -> String {
    format!("the name `{name}` does not match the pattern of the map that it is in")
}

/// As [`matches_names`], of one name.
pub(crate) fn name_matches(pattern: &'static str, name: &str) -> bool {
    matches_names(pattern)(name)
}

/// Shallow, since a schema may refer to itself.
impl fmt::Debug for Schema {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let properties: Vec<_> = self
            .properties
            .iter()
            .map(|property| property.name)
            .collect();
        f.debug_struct("Schema")
            .field("types", &self.types)
            .field("format", &self.format)
            .field("properties", &properties)
            .finish_non_exhaustive()
    }
}

/// A set of JSON types.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Types(u8);

impl Types {
    /// The empty set.
    pub const EMPTY: Types = Types(0);
    /// `null`.
    pub const NULL: Types = Types(1);
    /// `true` and `false`.
    pub const BOOLEAN: Types = Types(1 << 1);
    /// Numbers without a fraction; `1.0` is one (JSON Schema, section 4.2.3).
    pub const INTEGER: Types = Types(1 << 2);
    /// All numbers, integers included.
    pub const NUMBER: Types = Types(1 << 3 | Self::INTEGER.0);
    /// Strings.
    pub const STRING: Types = Types(1 << 4);
    /// Arrays.
    pub const ARRAY: Types = Types(1 << 5);
    /// Objects.
    pub const OBJECT: Types = Types(1 << 6);
    /// All types.
    pub const ANY: Types = Types(0x7f);

    /// The types in either set.
    #[must_use]
    pub const fn or(self, other: Types) -> Types {
        Types(self.0 | other.0)
    }

    /// The types in both sets.
    #[must_use]
    pub const fn and(self, other: Types) -> Types {
        Types(self.0 & other.0)
    }

    /// Whether every type of `other` is in this set.
    #[must_use]
    pub const fn contains(self, other: Types) -> bool {
        self.0 & other.0 == other.0
    }

    /// The narrowest type of a value.
    #[must_use]
    pub fn of(value: &Value) -> Types {
        Self::of_view(&value.view())
    }

    /// As [`of`](Self::of), however the value is held.
    pub(crate) fn of_view(view: &View<'_>) -> Types {
        match view {
            View::Null => Types::NULL,
            View::Bool(_) => Types::BOOLEAN,
            View::Number(number) if integral(number) => Types::INTEGER,
            View::Number(_) => Types::NUMBER,
            View::Text(_) => Types::STRING,
            View::Array => Types::ARRAY,
            View::Object => Types::OBJECT,
        }
    }
}

/// Such as `a string or null`.
impl fmt::Display for Types {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if *self == Self::ANY {
            return f.write_str("any value");
        }
        // `null` is named last: "a string or null".
        const NAMES: [(Types, &str); 7] = [
            (Types::BOOLEAN, "true or false"),
            (Types::NUMBER, "a number"),
            (Types::INTEGER, "an integer"),
            (Types::STRING, "a string"),
            (Types::ARRAY, "an array"),
            (Types::OBJECT, "an object"),
            (Types::NULL, "null"),
        ];
        let mut rest = *self;
        let mut first = true;
        for (types, name) in NAMES {
            if rest.contains(types) {
                rest = Types(rest.0 & !types.0);
                if !first {
                    f.write_str(" or ")?;
                }
                f.write_str(name)?;
                first = false;
            }
        }
        if first {
            f.write_str("no value")
        } else {
            Ok(())
        }
    }
}

impl fmt::Debug for Types {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Types({self})")
    }
}

/// A constant JSON value, as `enum` and `const` list them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Literal {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// An integer.
    Int(i64),
    /// A number with a fraction, or an integer beyond `i64`.
    Float(f64),
    /// A string.
    Str(&'static str),
    /// An array or object, as JSON text.
    Json(&'static str),
}

/// A limit of a number. Comparisons are exact, also where a 64-bit integer meets a float.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Bound {
    /// An integer.
    Int(i64),
    /// A number with a fraction, or an integer beyond `i64`.
    Float(f64),
}

impl fmt::Display for Bound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Int(bound) => bound.fmt(f),
            Self::Float(bound) => bound.fmt(f),
        }
    }
}

/// A named property of an object.
#[derive(Clone, Copy, Debug)]
pub struct Property {
    /// The name in JSON.
    pub name: &'static str,
    /// Whether an object without it is refused, in the directions that `access` lets it travel.
    pub required: bool,
    /// In which direction it travels.
    pub access: Access,
    /// What its value must be.
    pub schema: &'static Schema,
}

/// `readOnly` and `writeOnly`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Access {
    /// The property travels both ways.
    #[default]
    ReadWrite,
    /// Sent by the server only; a request need not have it, and is not refused when it does.
    ReadOnly,
    /// Sent by the client only; a response need not have it.
    WriteOnly,
}

/// `additionalProperties`: what the properties that an object does not name may be.
#[derive(Clone, Copy, Debug, Default)]
pub enum Additional {
    /// Anything.
    #[default]
    Allowed,
    /// None may be there.
    Forbidden,
    /// Values of this schema.
    Schema(&'static Schema),
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
