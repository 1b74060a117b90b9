//! Sets of JSON types.

use super::instance::{Instance, View};
use super::integral;
use serde_json::Value;
use std::fmt;

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

    /// A bit for each type.
    pub(crate) const fn bits(self) -> u8 {
        self.0
    }

    /// The type of this name in a document.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "null" => Self::NULL,
            "boolean" => Self::BOOLEAN,
            "integer" => Self::INTEGER,
            "number" => Self::NUMBER,
            "string" => Self::STRING,
            "array" => Self::ARRAY,
            "object" => Self::OBJECT,
            _ => return None,
        })
    }

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

    /// The types of this set that are not in the other.
    pub(crate) const fn without(self, other: Types) -> Types {
        Types(self.0 & !other.0)
    }

    /// Whether every type of `other` is in this set.
    #[must_use]
    pub const fn contains(self, other: Types) -> bool {
        self.0 & other.0 == other.0
    }

    /// The narrowest type of a value.
    #[must_use]
    pub fn of(value: &Value) -> Types {
        value.types()
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
