//! Formats of numbers: what they say of the type and the range of a schema.
//!
//! The registry of OpenAPI (<https://spec.openapis.org/registry/format/>) lists the formats of integers for `number`, so that
//! they count on either numeric type: `type: number, format: int64` is an integer.

use super::Schema;
use super::bounds::{LOWER, UPPER};
use crate::diagnostic::Code;
use crate::formats;
use serde_json::{Number, Value, json};

/// Whether a format says how many bits an integer has.
pub(super) fn is_width(format: &str) -> bool {
    matches!(
        formats::number(Some(format)),
        Some(formats::Number::Integer(..))
    )
}

impl Schema<'_, '_, '_> {
    /// A number in a format of integers is an integer.
    pub(super) fn settle_numeric_format(&mut self) {
        let Some(format) = self.text("format").map(str::to_owned) else {
            return;
        };
        let Some(number) = formats::number(Some(&format)) else {
            return;
        };
        match self.text("type") {
            Some("number") if number.is_integer() => self.set("type", json!("integer")),
            Some("number") if number == formats::Number::Exact => {
                let message = format!(
                    "numbers in the format `{format}` are held as floating point numbers, of which 15 to 17 digits count"
                );
                self.warn(Code::Degraded, "format", message).help(
                    "numbers that must not be rounded are best sent as strings: `type: string`",
                );
            }
            _ => {}
        }
        if self.text("type") == Some("integer") && number == formats::Number::Large {
            let message = format!(
                "integers in the format `{format}` are held as integers of 64 bits; larger ones are refused"
            );
            self.warn(Code::Degraded, "format", message)
                .help("integers of any length are best sent as strings: `type: string`");
        }
    }

    /// The range that a format has and no Rust type does.
    pub(super) fn settle_format_range(&mut self) {
        if !matches!(self.text("type"), Some("integer" | "number")) {
            return;
        }
        match formats::number(self.text("format")) {
            Some(formats::Number::Range(most)) => {
                self.narrow(&LOWER, &json!(-most));
                self.narrow(&UPPER, &json!(most));
            }
            Some(formats::Number::Fixed { most, unit }) => {
                self.narrow(&LOWER, &json!(-most));
                self.narrow(&UPPER, &json!(most));
                let unit = Number::from_f64(unit).map_or(Value::Null, Value::Number);
                self.entries.entry("multipleOf").or_insert(unit);
            }
            _ => {}
        }
    }
}
