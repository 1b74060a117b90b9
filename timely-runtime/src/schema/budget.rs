//! How much work the check of one message may be.
//!
//! Who sends a message chooses what it takes to check it, and a check does not pause for the requests beside it. So the
//! work is counted, and a check that would exceed its budget ends with a refusal.

use std::cell::Cell;

/// The steps that each message has.
#[cfg(feature = "server")]
const BASE: u64 = 5_000_000;
/// The steps that each byte of a message adds.
#[cfg(feature = "server")]
const PER_BYTE: u64 = 7;

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

    /// The budget of a message of so many bytes, unless set otherwise.
    #[cfg(feature = "server")]
    pub(crate) const fn of_message(bytes: usize) -> Self {
        Self::new(BASE.saturating_add(PER_BYTE.saturating_mul(bytes as u64)))
    }

    /// One that is not exhausted in the lifetime of a machine, for values that do not come from a sender.
    pub(crate) const fn unlimited() -> Self {
        Self::new(u64::MAX)
    }

    /// Takes steps off. False when fewer were left, now or at any time before.
    pub(crate) fn spend(&self, steps: u64) -> bool {
        match self.left.get().checked_sub(steps) {
            Some(left) => {
                self.left.set(left);
                !self.is_exhausted.get()
            }
            None => {
                self.left.set(0);
                self.is_exhausted.set(true);
                false
            }
        }
    }

    /// The steps that are left, for engines that are given a limit before they start.
    #[allow(dead_code)]
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
