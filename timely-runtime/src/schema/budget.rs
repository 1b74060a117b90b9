//! How much work the check of one message may be.
//!
//! Who sends a message chooses what it takes to check it, and a check does not pause for the requests beside it. So the
//! work is counted, and a check that would exceed its budget ends with a refusal.

use std::cell::Cell;

/// How much work the check of one message may be.
///
/// It is counted in steps of roughly 10 ns each in a release build, so that it does not depend on the load of the machine.
/// A message has [`steps`](Self::steps), and [`steps_per_byte`](Self::steps_per_byte) for each of its bytes. Unless set
/// otherwise that is 5,000,000 and 7: about 50 ms, and 70 ms for each megabyte. Usual messages take a hundredth of it. What
/// takes more is a violation, and is refused as such:
///
/// ```
/// use timely_runtime::server::{CheckBudget, Options};
///
/// let options = Options::default().check_budget(CheckBudget { steps: 20_000_000, ..CheckBudget::DEFAULT });
/// assert_eq!(options.check_budget.steps_per_byte, 7);
/// ```
#[cfg(feature = "server")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CheckBudget {
    /// The steps that each message has, whatever its length.
    pub steps: u64,
    /// The steps that each byte adds.
    pub steps_per_byte: u64,
}

#[cfg(feature = "server")]
impl CheckBudget {
    /// What holds unless set otherwise.
    pub const DEFAULT: Self = Self {
        steps: 5_000_000,
        steps_per_byte: 7,
    };

    /// No bound: for those who trust all senders.
    pub const UNLIMITED: Self = Self {
        steps: u64::MAX,
        steps_per_byte: 0,
    };

    /// The steps for a message of so many bytes.
    pub(crate) const fn of(self, bytes: usize) -> u64 {
        let more = self.steps_per_byte.saturating_mul(bytes as u64);
        self.steps.saturating_add(more)
    }
}

#[cfg(feature = "server")]
impl Default for CheckBudget {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// The steps that are left for a check.
///
/// One step is work of roughly 10 ns in a release build: one schema looked at for one value, one text compared, some
/// tens of bytes read. What spends steps spends them before or along with the work, in portions of no more than a few
/// thousand, so that a budget that is used up ends the work soon after.
///
/// It fails closed: once exhausted it stays so, and whoever holds it refuses what was checked, whatever the check said.
///
/// ```ignore
/// let budget = Budget::new(1000);
/// assert!(budget.spend(600) && budget.left() == 400);
/// assert!(!budget.spend(600), "it takes more than is left");
/// assert!(!budget.spend(1) && budget.is_exhausted());
/// ```
#[derive(Debug)]
pub(crate) struct Budget {
    all: u64,
    left: Cell<u64>,
    is_exhausted: Cell<bool>,
}

impl Budget {
    /// A budget of so many steps.
    pub(crate) const fn new(steps: u64) -> Self {
        Self {
            all: steps,
            left: Cell::new(steps),
            is_exhausted: Cell::new(false),
        }
    }

    /// One that is not exhausted in the lifetime of a machine, for values that do not come from a sender.
    pub(crate) const fn unlimited() -> Self {
        Self::new(u64::MAX)
    }

    /// Takes steps off. False when fewer were left, now or at any time before.
    #[inline]
    pub(crate) fn spend(&self, steps: u64) -> bool {
        let left = self.left.get();
        // Once exhausted, nothing is left.
        if left != 0 && steps <= left {
            self.left.set(left - steps);
            return true;
        }
        self.spend_last(steps)
    }

    #[cold]
    fn spend_last(&self, steps: u64) -> bool {
        if steps > self.left.get() {
            self.left.set(0);
            self.is_exhausted.set(true);
        }
        !self.is_exhausted.get()
    }

    /// The steps that are left.
    #[cfg(any(test, feature = "server"))]
    pub(crate) fn left(&self) -> u64 {
        self.left.get()
    }

    /// The steps that were spent.
    pub(crate) fn spent(&self) -> u64 {
        self.all - self.left.get()
    }

    /// Whether more was asked for than there was.
    pub(crate) fn is_exhausted(&self) -> bool {
        self.is_exhausted.get()
    }
}

#[cfg(test)]
mod tests {
    use super::Budget;

    #[test]
    fn what_is_exhausted_stays_so() {
        let budget = Budget::new(10);
        assert!(budget.spend(10) && budget.left() == 0);
        assert!(budget.spend(0) && !budget.is_exhausted());
        assert!(!budget.spend(1) && !budget.spend(0));
        assert!(budget.is_exhausted());
    }

    #[test]
    fn a_large_request_takes_what_is_left() {
        let budget = Budget::new(10);
        assert!(!budget.spend(u64::MAX));
        assert_eq!(budget.left(), 0);
        assert!(Budget::unlimited().spend(u64::MAX - 1));
    }
}
