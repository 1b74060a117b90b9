//! The check of strings and numbers, and of counts.

use super::Checker;
use crate::schema::number::{self, Bound};
use crate::schema::program::{Compiled, NumberRules, TextRules};
use crate::schema::violation::{Expected, Found};
use crate::schema::{bounds, text};
use serde_json::Number;

impl Checker<'_> {
    pub(super) fn check_text<const LOUD: bool>(&mut self, rules: &TextRules, value: &str) -> bool {
        if !LOUD && !bounds::is_formed(rules, value, self.budget) {
            return false;
        }
        if LOUD && !bounds::has_length(rules, value) {
            let length = value.chars().count() as u64;
            let (min, max) = (Some(rules.min_length), Some(rules.max_length));
            return self.check_count::<LOUD>(length, min, max, &text::CHARACTERS);
        }
        let mut passed = true;
        if let Some(format) = rules.format
            && LOUD
            && !format.allows_text(value)
        {
            let expected = || format.description().into();
            passed = self.violate::<LOUD>("format", expected, || text::describe(value));
        }
        if let Some(pattern) = &rules.pattern
            && !self.matches(pattern, value)
        {
            let expected = || pattern_text(&pattern.text).into();
            passed = self.violate::<LOUD>("pattern", expected, || text::describe(value));
        }
        passed
    }

    /// Whether a pattern matches a text, which must outlive the check.
    pub(super) fn matches(&mut self, pattern: &Compiled, text: &str) -> bool {
        if text.len() < bounds::LONG || !self.keeps() {
            return pattern.matches(text, self.budget);
        }
        let key = (std::ptr::from_ref(pattern).addr(), text.as_ptr().addr());
        self.remembering(key, |checker| pattern.matches(text, checker.budget))
    }

    /// Whether a count is within its bounds.
    pub(super) fn check_count<const LOUD: bool>(
        &mut self,
        count: u64,
        min: Option<u64>,
        max: Option<u64>,
        counted: &'static text::Counted,
    ) -> bool {
        let found = || Found::count(count, counted);
        if let Some(min) = min
            && count < min
        {
            let expected = || Expected::at_least(min, counted);
            return self.violate::<LOUD>(counted.min, expected, found);
        }
        if let Some(max) = max
            && count > max
        {
            let expected = || Expected::at_most(max, counted);
            return self.violate::<LOUD>(counted.max, expected, found);
        }
        true
    }

    pub(super) fn check_number<const LOUD: bool>(
        &mut self,
        rules: &NumberRules,
        number: &Number,
    ) -> bool {
        if bounds::number_fits(rules, number, self.budget) {
            return true;
        }
        if !LOUD || self.budget.is_exhausted() {
            return false;
        }
        self.list_number(rules, number)
    }

    /// Says what is wrong with a number.
    fn list_number(&mut self, rules: &NumberRules, number: &Number) -> bool {
        let before = self.violations.len();
        let mut refuse = |wrong: bool, keyword, expected: Expected| {
            if wrong {
                self.violate::<true>(keyword, || expected, || number.clone().into());
            }
        };
        if let Some(format) = rules.format {
            let wrong = !format.allows_number(number);
            refuse(wrong, "format", format.description().into());
        }
        let compare = |bound: Bound| number::compare(number, bound);
        if let Some(bound) = rules.minimum {
            let expected = Expected::bound("at least", bound);
            refuse(compare(bound).is_lt(), "minimum", expected);
        }
        if let Some(bound) = rules.maximum {
            let expected = Expected::bound("at most", bound);
            refuse(compare(bound).is_gt(), "maximum", expected);
        }
        if let Some(bound) = rules.exclusive_minimum {
            let expected = Expected::bound("more than", bound);
            refuse(compare(bound).is_le(), "exclusiveMinimum", expected);
        }
        if let Some(bound) = rules.exclusive_maximum {
            let expected = Expected::bound("less than", bound);
            refuse(compare(bound).is_ge(), "exclusiveMaximum", expected);
        }
        if let Some(unit) = rules.multiple_of {
            let expected = Expected::bound("a multiple of", unit);
            refuse(!number::is_multiple(number, unit), "multipleOf", expected);
        }
        self.violations.len() == before
    }
}

fn pattern_text(pattern: &str) -> String {
    const SHOWN: usize = 120;
    match pattern.char_indices().nth(SHOWN) {
        Some((cut, _)) => format!("text that matches {}…", &pattern[..cut]),
        None => format!("text that matches {pattern}"),
    }
}
