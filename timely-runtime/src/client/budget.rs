//! How many repetitions a client may add to the load of a server.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

/// A token bucket for repetitions: each takes a token, and each call that needs none brings a tenth of one back. While a
/// server is down the bucket runs empty, and from then on calls fail at once instead of adding to the load: at most a tenth of
/// what is sent is repeated. Clones share the tokens.
///
/// ```
/// use timely_runtime::client::{RetryBudget, RetryPolicy};
///
/// // Two clients of one server.
/// let budget = RetryBudget::new(50);
/// let reads = RetryPolicy::default().max_attempts(5).budget(budget.clone());
/// let writes = RetryPolicy::default().budget(budget);
/// # let _ = (reads, writes);
/// ```
#[derive(Clone)]
pub struct RetryBudget(Arc<Bucket>);

struct Bucket {
    /// Tenths of a token.
    tenths: AtomicU32,
    most: u32,
}

/// What a repetition costs, in tenths of a token.
const COST: u32 = 10;

impl RetryBudget {
    /// A bucket that holds this many tokens, and is full.
    #[must_use]
    pub fn new(tokens: u32) -> Self {
        let most = tokens.saturating_mul(COST);
        Self(Arc::new(Bucket {
            tenths: AtomicU32::new(most),
            most,
        }))
    }

    /// How many repetitions could be made now.
    #[must_use]
    pub fn tokens(&self) -> u32 {
        self.0.tenths.load(Ordering::Relaxed) / COST
    }

    /// Takes a token, if there is one.
    pub(crate) fn withdraw(&self) -> bool {
        let take = |tenths: u32| tenths.checked_sub(COST);
        let (set, get) = (Ordering::Relaxed, Ordering::Relaxed);
        self.0.tenths.fetch_update(set, get, take).is_ok()
    }

    /// Brings a tenth of a token back.
    pub(crate) fn refund(&self) {
        // Most of the time it is full.
        if self.0.tenths.load(Ordering::Relaxed) >= self.0.most {
            return;
        }
        let add = |tenths: u32| Some((tenths + 1).min(self.0.most));
        let (set, get) = (Ordering::Relaxed, Ordering::Relaxed);
        let _ = self.0.tenths.fetch_update(set, get, add);
    }
}

impl Default for RetryBudget {
    /// A hundred tokens.
    fn default() -> Self {
        Self::new(100)
    }
}

impl fmt::Debug for RetryBudget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RetryBudget")
            .field("tokens", &self.tokens())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_spent_comes_back_by_tenths() {
        let budget = RetryBudget::new(2);
        assert!(budget.withdraw() && budget.withdraw());
        assert!(!budget.clone().withdraw());
        for _ in 0..9 {
            budget.refund();
        }
        assert!(!budget.withdraw());
        budget.refund();
        assert!(budget.withdraw() && !budget.withdraw());
        for _ in 0..100 {
            budget.refund();
        }
        assert_eq!(budget.tokens(), 2);
        assert!(!RetryBudget::new(0).withdraw());
    }
}
