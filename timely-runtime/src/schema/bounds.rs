//! Whether texts and numbers are what a schema wants, without a word on what is wrong.

use super::number;
use super::program::{NumberRules, TextRules};
use serde_json::Number;

/// From how many bytes on a text is not matched by the same pattern twice: the outcome is remembered.
pub(super) const LONG: usize = 256;

/// The steps that it takes to look at a text.
pub(super) fn cost(rules: &TextRules, text: &str) -> u64 {
    let bytes = text.len() as u64;
    let is_counted = rules.min_length.is_some() || rules.max_length.is_some();
    match rules.format {
        Some(_) => bytes / 8,
        None if is_counted => bytes / 64,
        None => 0,
    }
}

/// Whether a text has as many characters as a schema wants.
pub(super) fn has_length(rules: &TextRules, text: &str) -> bool {
    let min = rules.min_length.unwrap_or(0);
    let max = rules.max_length.unwrap_or(u64::MAX);
    let bytes = text.len() as u64;
    // No text has more characters than bytes, and one without bytes has none.
    let is_plain = bytes <= max && min <= bytes.min(1);
    is_plain || (min..=max).contains(&(text.chars().count() as u64))
}

/// The steps that it takes to divide decimals.
pub(super) const DIVISION: u64 = 20;

/// Whether a number is within the bounds that a schema sets.
pub(super) fn number_fits(rules: &NumberRules, value: &Number) -> bool {
    let compare = |bound| number::compare(value, bound);
    rules
        .format
        .is_none_or(|format| format.allows_number(value))
        && rules.minimum.is_none_or(|bound| compare(bound).is_ge())
        && rules.maximum.is_none_or(|bound| compare(bound).is_le())
        && rules
            .exclusive_minimum
            .is_none_or(|bound| compare(bound).is_gt())
        && rules
            .exclusive_maximum
            .is_none_or(|bound| compare(bound).is_lt())
        && rules
            .multiple_of
            .is_none_or(|unit| number::is_multiple(value, unit))
}
