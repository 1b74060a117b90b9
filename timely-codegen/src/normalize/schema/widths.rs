//! Formats of numbers: which are integers, and what range each has.
//!
//! The registry of OpenAPI (<https://spec.openapis.org/registry/format/>) lists the formats of integers for `number`, so that
//! they count on either numeric type: `type: number, format: int64` is an integer.

use super::Schema;
use super::bounds::{LOWER, UPPER};
use crate::diagnostic::Code;
use serde_json::{Number, Value, json};

/// The formats that tell how many bits an integer has.
const WIDTHS: &[&str] = &[
    "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "uint", "int", "long",
];

/// The formats of integers that have no type of their own in Rust: the largest value, and the smallest is its opposite.
const RANGES: &[(&str, i64)] = &[
    // What a floating point number of 64 bits holds without loss.
    ("double-int", 9_007_199_254_740_991),
    // RFC 8941, section 3.3.1.
    ("sf-integer", 999_999_999_999_999),
];

/// The formats of integers that may have more than 64 bits.
const LARGE: &[&str] = &[
    "int128",
    "int256",
    "uint128",
    "uint256",
    "bigint",
    "big-integer",
    "biginteger",
];

/// Formats of numbers with more digits than a floating point number of 64 bits has.
const EXACT: &[&str] = &["decimal", "decimal128"];

/// Whether a format says how many bits an integer has.
pub(super) fn is_width(format: &str) -> bool {
    WIDTHS.contains(&format)
}

/// Whether the values of a format are integers.
pub(super) fn is_integer(format: &str) -> bool {
    is_width(format) || LARGE.contains(&format) || RANGES.iter().any(|(name, _)| *name == format)
}

impl Schema<'_, '_, '_> {
    /// A number in a format of integers is an integer.
    pub(super) fn settle_numeric_format(&mut self) {
        let Some(format) = self.text("format").map(str::to_owned) else {
            return;
        };
        match self.text("type") {
            Some("number") if is_integer(&format) => self.set("type", json!("integer")),
            Some("number") if EXACT.contains(&format.as_str()) => {
                let message = format!(
                    "numbers in the format `{format}` are held as floating point numbers, of which 15 to 17 digits count"
                );
                self.warn(Code::Degraded, "format", message).help(
                    "numbers that must not be rounded are best sent as strings: `type: string`",
                );
            }
            _ => {}
        }
        if self.text("type") == Some("integer") && LARGE.contains(&format.as_str()) {
            let message = format!(
                "integers in the format `{format}` are held as integers of 64 bits; larger ones are refused"
            );
            self.warn(Code::Degraded, "format", message)
                .help("integers of any length are best sent as strings: `type: string`");
        }
    }

    /// The range that a format has and no Rust type does.
    pub(super) fn settle_format_range(&mut self) {
        let format = self.text("format");
        let range = RANGES.iter().find(|(name, _)| Some(*name) == format);
        let is_decimal = format == Some("sf-decimal");
        match self.text("type") {
            Some("integer" | "number") => {}
            _ => return,
        }
        if let Some((_, most)) = range {
            self.narrow(&LOWER, &json!(-most));
            self.narrow(&UPPER, &json!(most));
        }
        if is_decimal {
            // Twelve digits before the point and three behind it (RFC 8941, section 3.3.2).
            const MOST: f64 = 999_999_999_999.999;
            self.narrow(&LOWER, &json!(-MOST));
            self.narrow(&UPPER, &json!(MOST));
            let unit = Number::from_f64(0.001).map_or(Value::Null, Value::Number);
            self.entries.entry("multipleOf").or_insert(unit);
        }
    }
}
