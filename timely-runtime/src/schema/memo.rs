//! Memoization: the outcomes of attempts, so that no part of a value is judged over and over.
//!
//! Alternatives that have a property in common judge the same value by the same schema, on each level of the value anew:
//! without a memory that takes time exponential in the depth, which the sender chooses. To remember everything takes many
//! times the memory of the value. So only what took work is remembered, and what that rests on need not be: whatever is
//! not remembered is quickly told again.

use super::Budget;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// How much work an outcome must stand for to be remembered, in steps of a [`Budget`], that of outcomes remembered on the
/// way not counted. The memory of a whole check is thereby some thirty bytes for as many steps, and what is judged again
/// takes no more than this each time.
const WORTH: u64 = 64;

/// What an outcome is about, by addresses: a schema and a value, or a pattern and a text. All of them outlive the check.
pub(super) type Key = (usize, usize);

/// The outcomes of one check.
#[derive(Default)]
pub(super) struct Memo {
    outcomes: HashMap<Key, bool, BuildHasherDefault<Mix>>,
    /// The steps that the remembered outcomes stand for.
    remembered: u64,
}

impl Memo {
    pub(super) fn get(&self, key: Key) -> Option<bool> {
        self.outcomes.get(&key).copied()
    }

    /// The steps that were spent, those apart that remembered outcomes stand for; to be handed to [`Memo::note`].
    pub(super) fn mark(&self, budget: &Budget) -> u64 {
        budget.spent().saturating_sub(self.remembered)
    }

    /// Remembers an outcome, if much was spent since the mark.
    pub(super) fn note(&mut self, key: Key, outcome: bool, mark: u64, budget: &Budget) {
        let work = self.mark(budget).saturating_sub(mark);
        if work >= WORTH {
            self.outcomes.insert(key, outcome);
            self.remembered += work;
        }
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.outcomes.len()
    }
}

/// A hash of two addresses, which no sender chooses.
#[derive(Default)]
pub(crate) struct Mix(u64);

impl Hasher for Mix {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u64((*byte).into());
        }
    }

    fn write_u64(&mut self, word: u64) {
        // The odd constant is that of the golden ratio; the high bits move down, since tables take the low ones.
        let product = (self.0 ^ word).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        self.0 = product ^ (product >> 32);
    }

    fn write_usize(&mut self, word: usize) {
        self.write_u64(word as u64);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_took_little_is_not_remembered() {
        let (mut memo, budget) = (Memo::default(), Budget::unlimited());
        let mark = memo.mark(&budget);
        budget.spend(WORTH - 1);
        memo.note((1, 1), true, mark, &budget);
        assert_eq!(memo.get((1, 1)), None);
        budget.spend(1);
        memo.note((1, 1), true, mark, &budget);
        assert_eq!(memo.get((1, 1)), Some(true));
    }

    #[test]
    fn work_counts_for_one_outcome_alone() {
        let (mut memo, budget) = (Memo::default(), Budget::unlimited());
        let outer = memo.mark(&budget);
        let inner = memo.mark(&budget);
        budget.spend(10 * WORTH);
        memo.note((1, 1), false, inner, &budget);
        budget.spend(WORTH - 1);
        memo.note((1, 2), false, outer, &budget);
        assert_eq!(memo.len(), 1);
        assert_eq!(memo.get((1, 2)), None);
    }
}
