//! What reading unions within unions may cost.
//!
//! A union is told from a value of its own, so that each level of nesting copies what is in it: the work is that of the
//! depth times the size, both of which the sender chooses. A server bounds it for each message.

use serde_json::Value;
use std::cell::Cell;

/// What it takes to copy one value, in steps of the [budget](crate::schema::Budget) of a check.
const STEPS: u64 = 20;

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

/// Counts a copied value. False when it is more than is left.
pub(super) fn spend(value: &Value) -> bool {
    let Some(left) = LEFT.get() else { return true };
    let left = left.saturating_sub(STEPS * values(value));
    LEFT.set(Some(left));
    left > 0
}

/// How many values are in one, itself included.
fn values(value: &Value) -> u64 {
    1 + match value {
        Value::Array(items) => items.iter().map(values).sum(),
        Value::Object(members) => members.values().map(values).sum(),
        Value::String(text) => text.len() as u64 / 1024,
        Value::Null | Value::Bool(_) | Value::Number(_) => 0,
    }
}
