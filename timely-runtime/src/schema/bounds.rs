//! Whether texts and numbers are what a schema wants, without a word on what is wrong.

use super::program::{Node, NumberRules, TextRules};
use super::{Budget, Types, number};
use crate::json::instance::{Instance, View};
use crate::json::integral;
use serde_json::Number;

/// From how many bytes on a text is not matched by the same pattern twice: the outcome is remembered.
pub(super) const LONG: usize = 256;

/// The steps that it takes to divide decimals.
const DIVISION: u64 = 20;

/// Whether a value is of the types and one of the constants that a schema wants, and what its keywords of texts and numbers
/// want.
#[inline]
pub(super) fn fits<'v>(node: &Node, value: impl Instance<'v>, budget: &Budget) -> bool {
    match value.view() {
        View::Text(text) => text_fits(node, text, budget),
        View::Number(number) => {
            let ty = if integral(&number) {
                Types::INTEGER
            } else {
                Types::NUMBER
            };
            is_allowed(node, ty, value)
                && node
                    .number
                    .as_ref()
                    .is_none_or(|rules| number_fits(rules, &number, budget))
        }
        view => is_allowed(node, Types::of_view(&view), value),
    }
}

#[inline]
fn is_allowed<'v>(node: &Node, ty: Types, value: impl Instance<'v>) -> bool {
    node.types.contains(ty)
        && node
            .constants
            .as_ref()
            .is_none_or(|constants| constants.contains(value))
}

/// As [`fits`], of a text.
#[inline]
pub(super) fn text_fits(node: &Node, text: &str, budget: &Budget) -> bool {
    if node.glance.allows_text(text) {
        return true;
    }
    node.types.contains(Types::STRING)
        && node
            .constants
            .as_ref()
            .is_none_or(|constants| constants.contains_text(text))
        && node
            .text
            .as_ref()
            .is_none_or(|rules| is_formed(rules, text, budget) && is_matched(rules, text, budget))
}

/// Whether a text has the length and the format that a schema wants.
#[inline]
pub(super) fn is_formed(rules: &TextRules, text: &str, budget: &Budget) -> bool {
    let cost = cost(rules, text);
    (cost == 0 || budget.spend(cost))
        && has_length(rules, text)
        && rules.format.is_none_or(|format| format.allows_text(text))
}

fn is_matched(rules: &TextRules, text: &str, budget: &Budget) -> bool {
    let pattern = rules.pattern.as_ref();
    pattern.is_none_or(|pattern| pattern.matches(text, budget))
}

/// The steps that it takes to look at a text.
#[inline]
pub(super) fn cost(rules: &TextRules, text: &str) -> u64 {
    let bytes = text.len() as u64;
    if rules.format.is_some() {
        bytes / 8
    } else {
        bytes / 64
    }
}

/// Whether a text has as many characters as a schema wants.
#[inline]
pub(super) fn has_length(rules: &TextRules, text: &str) -> bool {
    let (min, max) = (rules.min_length, rules.max_length);
    let bytes = text.len() as u64;
    // No text has more characters than bytes, and one without bytes has none.
    let is_plain = bytes <= max && min <= bytes.min(1);
    is_plain || (min..=max).contains(&(text.chars().count() as u64))
}

/// Whether a number is within the bounds that a schema sets.
#[inline]
pub(super) fn number_fits(rules: &NumberRules, value: &Number, budget: &Budget) -> bool {
    match (rules.integers, value.as_i64()) {
        (Some((least, most)), Some(integer)) => (least..=most).contains(&integer),
        _ => is_within(rules, value, budget),
    }
}

fn is_within(rules: &NumberRules, value: &Number, budget: &Budget) -> bool {
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
            .is_none_or(|unit| budget.spend(DIVISION) && number::is_multiple(value, unit))
}
