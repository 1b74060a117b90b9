//! Tests of whole patterns.

mod attacks;
mod oracles;
mod syntax;

use crate::{Error, Exhausted, Meter, Pattern};
use std::cell::Cell;

/// Counts steps, up to a limit.
pub(super) struct Steps {
    limit: u64,
    spent: Cell<u64>,
}

impl Steps {
    pub(super) fn up_to(limit: u64) -> Self {
        Self {
            limit,
            spent: Cell::new(0),
        }
    }

    pub(super) fn spent(&self) -> u64 {
        self.spent.get()
    }
}

impl Meter for Steps {
    fn spend(&self, steps: u64) -> bool {
        self.spent.set(self.spent.get() + steps);
        self.spent.get() <= self.limit
    }
}

/// Whether a text matches, which takes no more steps than a test has time for.
pub(super) fn matches(pattern: &str, text: &str) -> bool {
    let (outcome, spent) = steps(pattern, text);
    outcome.unwrap_or_else(|_| panic!("{pattern} has taken {spent} steps for {text:?}"))
}

/// The steps that a match takes, and its outcome.
pub(super) fn steps(pattern: &str, text: &str) -> (Result<bool, Exhausted>, u64) {
    let pattern = Pattern::new(pattern).unwrap_or_else(|error| panic!("{pattern}: {error}"));
    let meter = Steps::up_to(100_000_000);
    let outcome = pattern.is_match(text, &meter);
    (outcome, meter.spent())
}

/// What is wrong with a text that is no pattern.
pub(super) fn error(pattern: &str) -> Option<Error> {
    Pattern::new(pattern).err()
}
