//! Whether texts and numbers are what a schema wants, without a word on what is wrong.

use super::{Budget, Schema, number, pattern};
use serde_json::Number;

/// Whether a text has the length, the format and the pattern that a schema wants.
pub(super) fn text_fits(schema: &Schema, text: &str, budget: &Budget) -> bool {
    has_length(schema, text)
        && schema.format.is_none_or(|format| format.allows_text(text))
        && schema
            .pattern
            .is_none_or(|pattern| pattern::matches(pattern, text, budget))
}

/// Whether a text has as many characters as a schema wants.
fn has_length(schema: &Schema, text: &str) -> bool {
    let (min, max) = (
        schema.min_length.unwrap_or(0),
        schema.max_length.unwrap_or(u64::MAX),
    );
    let bytes = text.len() as u64;
    // No text has more characters than bytes, and one without bytes has none.
    let is_plain = bytes <= max && min <= bytes.min(1);
    is_plain || (min..=max).contains(&(text.chars().count() as u64))
}

/// Whether a number is within the bounds that a schema sets.
pub(super) fn number_fits(schema: &Schema, value: &Number) -> bool {
    let compare = |bound| number::compare(value, bound);
    schema
        .format
        .is_none_or(|format| format.allows_number(value))
        && schema.minimum.is_none_or(|bound| compare(bound).is_ge())
        && schema.maximum.is_none_or(|bound| compare(bound).is_le())
        && schema
            .exclusive_minimum
            .is_none_or(|bound| compare(bound).is_gt())
        && schema
            .exclusive_maximum
            .is_none_or(|bound| compare(bound).is_lt())
        && schema
            .multiple_of
            .is_none_or(|unit| number::is_multiple(value, unit))
}
