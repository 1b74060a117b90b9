//! Whether texts and numbers are what a schema wants, without a word on what is wrong.

use super::{Budget, Schema, number};
use serde_json::Number;

/// From how many bytes on a text is not matched by the same pattern twice: the outcome is remembered.
pub(super) const LONG: usize = 256;

/// Whether a text has the length and the format that a schema wants.
pub(super) fn is_formed(schema: &Schema, text: &str, budget: &Budget) -> bool {
    let bytes = text.len() as u64;
    let is_counted = schema.min_length.is_some() || schema.max_length.is_some();
    let cost = match schema.format {
        Some(_) => bytes / 8,
        None if is_counted => bytes / 64,
        None => 0,
    };
    budget.spend(cost)
        && has_length(schema, text)
        && schema.format.is_none_or(|format| format.allows_text(text))
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

/// The steps that it takes to divide decimals.
pub(super) const DIVISION: u64 = 20;

/// Whether a number is within the bounds that a schema sets.
pub(super) fn number_fits(schema: &Schema, value: &Number, budget: &Budget) -> bool {
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
            .is_none_or(|unit| budget.spend(DIVISION) && number::is_multiple(value, unit))
}
