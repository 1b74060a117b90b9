//! `pattern`: regular expressions, compiled once.

use super::Budget;
use std::collections::HashMap;
use std::sync::{Arc, LazyLock, PoisonError, RwLock};
use timely_pattern::{Meter, Pattern};

impl Meter for Budget {
    fn spend(&self, steps: u64) -> bool {
        Self::spend(self, steps)
    }
}

/// A regular expression of ECMA-262.
pub(crate) struct Compiled {
    pub(crate) text: Box<str>,
    /// Without one it matches everything; the generator states none that does not compile.
    pattern: Option<Pattern>,
}

impl Compiled {
    pub(super) fn new(text: &str) -> Self {
        Self {
            text: text.into(),
            pattern: Pattern::new(text).ok(),
        }
    }

    /// As [`new`](Self::new), where what is no regular expression is an error.
    pub(super) fn checked(text: &str) -> Result<Self, timely_pattern::Error> {
        let pattern = Some(Pattern::new(text)?);
        let text = text.into();
        Ok(Self { text, pattern })
    }

    /// Whether it matches somewhere in a text. Where the budget does not suffice to tell, it is exhausted, and the answer
    /// is no.
    pub(crate) fn matches(&self, text: &str, budget: &Budget) -> bool {
        let pattern = self.pattern.as_ref();
        pattern.is_none_or(|pattern| pattern.is_match(text, budget).unwrap_or(false))
    }

    /// The one of a text that generated code states, compiled at the first use.
    pub(super) fn shared(text: &'static str) -> Arc<Self> {
        static KNOWN: LazyLock<RwLock<HashMap<&'static str, Arc<Compiled>>>> =
            LazyLock::new(Default::default);
        // No code that can panic runs while the lock is held, so a poisoned map is still whole.
        let known = KNOWN.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(compiled) = known.get(text) {
            return Arc::clone(compiled);
        }
        drop(known);
        let compiled = Arc::new(Self::new(text));
        let mut known = KNOWN.write().unwrap_or_else(PoisonError::into_inner);
        known.insert(text, Arc::clone(&compiled));
        compiled
    }
}

#[cfg(test)]
mod tests {
    use super::{Budget, Compiled};

    fn matches(pattern: &str, text: &str, budget: &Budget) -> bool {
        Compiled::new(pattern).matches(text, budget)
    }

    fn allows(pattern: &str, text: &str) -> bool {
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
