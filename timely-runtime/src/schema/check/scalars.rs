//! The check of strings and numbers, and of counts.

use super::Checker;
use crate::schema::{Bound, Schema, bounds, number, pattern, text};
use serde_json::Number;

impl Checker<'_> {
    pub(super) fn check_string(&mut self, schema: &Schema, text: &str) {
        let found = || text::describe(text);
        if self.quiet {
            self.failed |= !bounds::is_formed(schema, text, self.budget)
                || schema
                    .pattern
                    .is_some_and(|pattern| !self.matches(pattern, text));
            return;
        }
        let bounded = schema.min_length.is_some() || schema.max_length.is_some();
        if bounded {
            let length = text.chars().count() as u64;
            if !self.check_count(
                length,
                schema.min_length,
                schema.max_length,
                &text::CHARACTERS,
            ) {
                return;
            }
        }
        if let Some(format) = schema.format
            && !format.allows_text(text)
        {
            let expected = || format.description().to_owned();
            self.violate("format", expected, found);
        }
        if let Some(pattern) = schema.pattern
            && !self.matches(pattern, text)
        {
            self.violate("pattern", || pattern_text(pattern), found);
        }
    }

    /// Whether a pattern matches a text, which must outlive the check.
    pub(in crate::schema) fn matches(&mut self, pattern: &'static str, text: &str) -> bool {
        if text.len() < bounds::LONG {
            return pattern::matches(pattern, text, self.budget);
        }
        let key = (pattern.as_ptr().addr(), text.as_ptr().addr());
        self.remembering(key, |checker| {
            pattern::matches(pattern, text, checker.budget)
        })
    }

    /// Whether a count is within its bounds.
    pub(in crate::schema) fn check_count(
        &mut self,
        count: u64,
        min: Option<u64>,
        max: Option<u64>,
        counted: &text::Counted,
    ) -> bool {
        let shown = |count| text::count(count, counted.one, counted.many);
        let found = || shown(count);
        if let Some(min) = min
            && count < min
        {
            self.violate(counted.min, || format!("at least {}", shown(min)), found);
            return false;
        }
        if let Some(max) = max
            && count > max
        {
            self.violate(counted.max, || format!("at most {}", shown(max)), found);
            return false;
        }
        true
    }

    pub(super) fn check_number(&mut self, schema: &Schema, number: &Number) {
        if self.quiet {
            self.failed |= !bounds::number_fits(schema, number, self.budget);
            return;
        }
        let mut refuse = |wrong: bool, keyword, expected: &dyn Fn() -> String| {
            if wrong {
                self.violate(keyword, expected, || text::describe_number(number));
            }
        };
        if let Some(format) = schema.format {
            refuse(!format.allows_number(number), "format", &|| {
                format.description().to_owned()
            });
        }
        let compare = |bound: Bound| number::compare(number, bound);
        if let Some(bound) = schema.minimum {
            refuse(compare(bound).is_lt(), "minimum", &|| {
                format!("at least {bound}")
            });
        }
        if let Some(bound) = schema.maximum {
            refuse(compare(bound).is_gt(), "maximum", &|| {
                format!("at most {bound}")
            });
        }
        if let Some(bound) = schema.exclusive_minimum {
            refuse(compare(bound).is_le(), "exclusiveMinimum", &|| {
                format!("more than {bound}")
            });
        }
        if let Some(bound) = schema.exclusive_maximum {
            refuse(compare(bound).is_ge(), "exclusiveMaximum", &|| {
                format!("less than {bound}")
            });
        }
        if let Some(unit) = schema.multiple_of {
            refuse(!number::is_multiple(number, unit), "multipleOf", &|| {
                format!("a multiple of {unit}")
            });
        }
    }
}

fn pattern_text(pattern: &str) -> String {
    const SHOWN: usize = 120;
    match pattern.char_indices().nth(SHOWN) {
        Some((cut, _)) => format!("text that matches {}…", &pattern[..cut]),
        None => format!("text that matches {pattern}"),
    }
}
