//! Formats of numbers: what they say of the type of a schema.
//!
//! The registry of OpenAPI (<https://spec.openapis.org/registry/format/>) lists the formats of integers for `number`, so that
//! they count on either numeric type: `type: number, format: int64` is an integer.

use super::Schema;
use crate::diagnostic::Code;
use crate::formats;
use serde_json::json;

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
}
