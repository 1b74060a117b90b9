//! Formats of numbers: what they say of the type of a schema.
//!
//! The registry of OpenAPI (<https://spec.openapis.org/registry/format/>) lists the formats of integers for `number`, so that
//! they count on either numeric type: `type: number, format: int64` is an integer.

use super::Schema;
use crate::diagnostic::Code;
use crate::formats;
use crate::normalize::annotations;
use crate::settings::Compat;
use serde_json::json;

/// What the setting `formats` says of a format whose numbers are to be those of machines.
const PLAIN: [&str; 4] = ["String", "f64", "i64", "u64"];

impl Schema<'_, '_, '_> {
    /// A number in a format of integers is an integer. One that no machine's number may hold keeps its format where its digits
    /// are kept.
    pub(super) fn settle_numeric_format(&mut self) {
        let Some(format) = self.text("format").map(str::to_owned) else {
            return;
        };
        let Some(number) = formats::number(Some(&format)) else {
            return;
        };
        if self.text("type") == Some("number") && number.is_integer() {
            self.set("type", json!("integer"));
            annotations::mark_number(self.entries);
        }
        let is_number = matches!(self.text("type"), Some("number" | "integer"));
        if is_number && formats::digits(Some(&format)).is_some() {
            self.settle_digits(&format, number);
        }
    }

    /// Takes away the format of a number whose digits are not kept.
    fn settle_digits(&mut self, format: &str, number: formats::Number) {
        let settings = self.context.settings;
        let chosen = settings.formats.get(format).map(String::as_str);
        let is_plain = chosen.is_some_and(|chosen| PLAIN.contains(&chosen));
        let is_oldest = settings.compat == Compat::V0_1 && chosen.is_none();
        if !is_plain && !is_oldest {
            return;
        }
        if is_oldest {
            let (message, help) = match number.is_integer() {
                false => (
                    format!(
                        "numbers in the format `{format}` are held as floating point numbers, of which 15 to 17 digits count"
                    ),
                    "with `compat = \"0.2\"` each digit is kept",
                ),
                true => (
                    format!(
                        "integers in the format `{format}` are held as integers of 64 bits; larger ones are refused"
                    ),
                    "with `compat = \"0.2\"` each digit is kept",
                ),
            };
            self.warn(Code::Degraded, "format", message).help(help);
        }
        match (number.is_integer(), chosen) {
            (true, Some("u64")) => self.set("format", json!("uint64")),
            (true, _) => self.set("format", json!("int64")),
            (false, _) => {
                self.take("format");
            }
        }
    }
}
