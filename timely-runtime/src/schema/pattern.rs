//! `pattern`: regular expressions, compiled once.

use super::Budget;
use super::index::{Cache, cached};
use std::sync::{Arc, LazyLock};
use timely_pattern::{Meter, Pattern};

impl Meter for Budget {
    fn spend(&self, steps: u64) -> bool {
        Self::spend(self, steps)
    }
}

/// Whether the pattern matches somewhere in the text. A pattern that does not compile matches everything; the generator
/// states none. Where the budget does not suffice to tell, it is exhausted, and the answer is no.
pub(super) fn matches(pattern: &'static str, text: &str, budget: &Budget) -> bool {
    Compiled::new(pattern).matches(text, budget)
}

/// A pattern that is looked up once for many texts.
pub(super) struct Compiled(Arc<Option<Pattern>>);

impl Compiled {
    pub(super) fn new(pattern: &'static str) -> Self {
        static CACHE: Cache<Option<Pattern>> = LazyLock::new(Default::default);
        let compile = |text: &'static [u8]| Pattern::new(std::str::from_utf8(text).ok()?).ok();
        Self(cached(&CACHE, pattern.as_bytes(), compile))
    }

    pub(super) fn matches(&self, text: &str, budget: &Budget) -> bool {
        let pattern = Option::as_ref(&self.0);
        pattern.is_none_or(|pattern| pattern.is_match(text, budget).unwrap_or(false))
    }
}

#[cfg(test)]
mod tests {
    use super::{Budget, matches};

    fn allows(pattern: &'static str, text: &str) -> bool {
        matches(pattern, text, &Budget::unlimited())
    }

    #[test]
    fn patterns_are_those_of_ecma_262() {
        assert!(allows("b", "abc") && !allows("^b", "abc"));
        assert!(allows(r"^\/[\w-]+\s\p{L}$", "/a-b\u{feff}é"));
        assert!(!allows(r"^\d$", "٣"));
        assert!(allows(r"^(?=.*\d)(?!.*--).+(?<!-)$", "a-1") && !allows(r"^.+(?<!-)$", "a-"));
        assert!(allows(r"^(a|b)\1$", "bb") && !allows(r"^(a|b)\1$", "ab"));
    }

    #[test]
    fn a_budget_that_does_not_suffice_is_a_refusal() {
        let text = "a".repeat(5_000);
        for pattern in [r"^(?=(a+)+b)(a|aa)+\1$", r"(.*)(.*)\1\2b", "^(a|a)*$"] {
            let budget = Budget::new(1_000);
            assert!(
                !matches(pattern, &text, &budget) && budget.is_exhausted(),
                "{pattern}"
            );
        }
    }

    #[test]
    fn what_looks_around_pays_for_each_byte() {
        let pattern = "(?=.*[a-z])(?=.*[0-9])(?=.*[A-Z]).{8,}";
        for size in [5_000, 20_000, 100_000] {
            let budget = Budget::new(4 * size);
            assert!(!matches(pattern, &"a".repeat(size as usize), &budget));
            assert!(!budget.is_exhausted(), "{size}");
        }
    }

    #[test]
    fn what_does_not_compile_is_not_enforced() {
        assert!(allows("(", "b"));
    }
}
