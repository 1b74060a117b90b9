//! The types that formats are of: those of JSON Schema, and Rust's of numbers.

use serde_json::Value;
use std::fmt;

/// A type of JSON Schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum JsonType {
    /// `null`
    Null,
    /// `boolean`
    Boolean,
    /// `integer`
    Integer,
    /// `number`
    Number,
    /// `string`
    String,
    /// `array`
    Array,
    /// `object`
    Object,
}

impl JsonType {
    /// Every type, in the order in which messages list them.
    pub const ALL: [Self; 7] = [
        Self::String,
        Self::Number,
        Self::Integer,
        Self::Boolean,
        Self::Array,
        Self::Object,
        Self::Null,
    ];

    /// The type that a document names.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|ty| ty.name() == name)
    }

    /// What documents call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean => "boolean",
            Self::Integer => "integer",
            Self::Number => "number",
            Self::String => "string",
            Self::Array => "array",
            Self::Object => "object",
        }
    }

    /// Whether a value is of the type. An integer may be written with a fraction of zero (JSON Schema 2020-12 core,
    /// section 4.2.2).
    pub fn holds(self, value: &Value) -> bool {
        match self {
            Self::Null => value.is_null(),
            Self::Boolean => value.is_boolean(),
            Self::Integer => value.as_f64().is_some_and(|number| number.fract() == 0.0),
            Self::Number => value.is_number(),
            Self::String => value.is_string(),
            Self::Array => value.is_array(),
            Self::Object => value.is_object(),
        }
    }
}

/// An integer of Rust.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Integer {
    /// `i8`
    I8,
    /// `i16`
    I16,
    /// `i32`
    I32,
    /// `i64`
    I64,
    /// `u8`
    U8,
    /// `u16`
    U16,
    /// `u32`
    U32,
    /// `u64`
    U64,
}

impl Integer {
    /// Of two integers, the one that holds what the other does; a signed one of 64 bits where neither does.
    #[must_use]
    pub fn wider(self, other: Self) -> Self {
        let holds = |outer: Self, inner: Self| {
            let (least, most) = inner.range();
            outer.holds(least) && outer.holds(most)
        };
        match (holds(self, other), holds(other, self)) {
            (true, _) => self,
            (false, true) => other,
            (false, false) => Self::I64,
        }
    }

    /// The least and the most.
    fn range(self) -> (i128, i128) {
        match self {
            Self::I8 => (i8::MIN.into(), i8::MAX.into()),
            Self::I16 => (i16::MIN.into(), i16::MAX.into()),
            Self::I32 => (i32::MIN.into(), i32::MAX.into()),
            Self::I64 => (i64::MIN.into(), i64::MAX.into()),
            Self::U8 => (0, u8::MAX.into()),
            Self::U16 => (0, u16::MAX.into()),
            Self::U32 => (0, u32::MAX.into()),
            Self::U64 => (0, u64::MAX.into()),
        }
    }

    /// Whether an integer of this type can have the value.
    pub fn holds(self, value: impl Into<i128>) -> bool {
        let (least, most) = self.range();
        (least..=most).contains(&value.into())
    }
}

/// By its name in Rust.
impl fmt::Display for Integer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::I8 => "i8",
            Self::I16 => "i16",
            Self::I32 => "i32",
            Self::I64 => "i64",
            Self::U8 => "u8",
            Self::U16 => "u16",
            Self::U32 => "u32",
            Self::U64 => "u64",
        })
    }
}

/// A floating-point number of Rust.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Float {
    /// `f32`
    F32,
    /// `f64`
    F64,
}

impl Float {
    /// Whether a number of this type can have the value, but for its last digits.
    pub fn holds(self, value: f64) -> bool {
        match self {
            Self::F32 => value.abs() <= f64::from(f32::MAX),
            Self::F64 => true,
        }
    }
}

/// By its name in Rust.
impl fmt::Display for Float {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::F32 => "f32",
            Self::F64 => "f64",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn values_are_of_their_types() {
        use JsonType::{Array, Boolean, Integer, Null, Number, Object, String};
        let cases: &[(Value, &[JsonType])] = &[
            (json!("1"), &[String]),
            (json!(1), &[Number, Integer]),
            (json!(18_446_744_073_709_551_615_u64), &[Number, Integer]),
            (json!(-2.0), &[Number, Integer]),
            (json!(0.5), &[Number]),
            (json!(true), &[Boolean]),
            (json!([]), &[Array]),
            (json!({}), &[Object]),
            (json!(null), &[Null]),
        ];
        for (value, expected) in cases {
            let found = JsonType::ALL.into_iter().filter(|ty| ty.holds(value));
            assert_eq!(found.collect::<Vec<_>>(), *expected, "{value}");
        }
    }
}
