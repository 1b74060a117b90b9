//! What reading unions within unions may cost.
//!
//! A union is told from a tape of what is in it, of which the unions within it use their part: what is copied is as much as
//! the message holds. But each of them is compared with its alternatives, and a value between two of them that keeps what
//! it does not know copies that. The sender chooses how often: a server bounds it for each message.

use crate::json::tape::Buffered;
use std::cell::Cell;

/// What it takes to tell one union, in steps of the [budget](crate::schema::Budget) of a check.
const UNION: u64 = 5;
/// What it takes to copy one value or name.
const COPY: u64 = 4;

/// What is said of a value that would exceed it.
pub(super) const EXCEEDED: &str = "unions within unions take too much work to read";

thread_local! {
    /// The steps that are left to the message that this thread reads; none where there is no bound.
    static LEFT: Cell<Option<u64>> = const { Cell::new(None) };
}

/// Does some reading within so many steps. `None` where they do not suffice.
#[cfg(feature = "server")]
pub(crate) fn within<T>(steps: u64, read: impl FnOnce() -> T) -> Option<T> {
    /// Puts back what was there before, also when the reading panics.
    struct Outer(Option<u64>);

    impl Drop for Outer {
        fn drop(&mut self) {
            LEFT.set(self.0);
        }
    }

    // One step more is never spent: none are left only where too few were.
    let _outer = Outer(LEFT.replace(Some(steps.saturating_add(1))));
    let outcome = read();
    (LEFT.get() != Some(0)).then_some(outcome)
}

/// Counts a union, the steps that it took to tell which it is, and the copy of its value if one was made. False when it is
/// more than is left.
pub(super) fn spend(value: &Buffered, steps: u64) -> bool {
    let Some(left) = LEFT.get() else { return true };
    let copied = if value.is_shared {
        0
    } else {
        value.node().size() as u64
    };
    let left = left.saturating_sub(UNION + steps + COPY * copied);
    LEFT.set(Some(left));
    left > 0
}
