//! Keeping in memory which deliveries have been handled.

use super::store::{ReplayClaim, ReplayKey, ReplayState, ReplayStore, ReplayStoreError};
use crate::UtcTime;
use crate::webhooks::clock::{Clock, SystemClock, later};
use futures_util::future::BoxFuture;
use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::future::ready;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Keeps in the memory of one server which deliveries have been handled; clones share it.
///
/// There is room for 100,000 unless said otherwise, of about 150 bytes each. Beyond that those are forgotten first that
/// were handled first. Only what is signed gets here, so that strangers cannot push others out.
#[derive(Clone)]
pub struct MemoryReplays {
    state: Arc<Mutex<State>>,
    capacity: usize,
    now: Arc<dyn Fn() -> UtcTime + Send + Sync>,
}

#[derive(Default)]
struct State {
    deliveries: HashMap<ReplayKey, Delivery>,
    /// Those that have been handled, in the order in which they were.
    handled: BTreeMap<u64, (ReplayKey, UtcTime)>,
    next: u64,
}

/// What is known of a delivery.
enum Delivery {
    /// Claimed by this owner. Its claim ends with its future, so that no time is needed.
    Claimed(u64),
    /// Handled, under this number.
    Handled(u64),
}

impl MemoryReplays {
    /// A store with room for 100,000 deliveries.
    #[must_use]
    pub fn new() -> Self {
        Self::with_capacity(100_000)
    }

    /// A store with room for so many deliveries that have been handled; those that are being handled come on top.
    #[must_use]
    pub fn with_capacity(deliveries: usize) -> Self {
        Self {
            state: Arc::default(),
            capacity: deliveries.max(1),
            now: Arc::new(|| SystemClock.now()),
        }
    }

    /// Takes the time from this clock.
    #[must_use]
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.now = Arc::new(move || clock.now());
        self
    }

    /// How many deliveries it holds.
    #[must_use]
    pub fn len(&self) -> usize {
        self.current().deliveries.len()
    }

    /// Whether it holds none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The state without what need not be kept any more.
    fn current(&self) -> MutexGuard<'_, State> {
        let now = (self.now)();
        // No code in this file panics while it holds the lock.
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        // All are kept equally long at one receiver. At several, one that is kept longer holds up those behind it.
        while let Some(first) = state.handled.first_entry()
            && first.get().1 <= now
        {
            let (key, _) = first.remove();
            state.deliveries.remove(&key);
        }
        state
    }

    fn claim(&self, claim: &ReplayClaim) -> ReplayState {
        let mut state = self.current();
        match state.deliveries.get(claim.key()) {
            Some(Delivery::Handled(_)) => ReplayState::Handled,
            Some(Delivery::Claimed(_)) => ReplayState::Running,
            None => {
                let claimed = Delivery::Claimed(claim.owner());
                state.deliveries.insert(*claim.key(), claimed);
                ReplayState::New
            }
        }
    }

    fn handled(&self, claim: &ReplayClaim, keep: Duration) {
        let until = later((self.now)(), keep);
        let mut state = self.current();
        let number = state.next;
        state.next += 1;
        let before = state
            .deliveries
            .insert(*claim.key(), Delivery::Handled(number));
        if let Some(Delivery::Handled(before)) = before {
            state.handled.remove(&before);
        }
        state.handled.insert(number, (*claim.key(), until));
        while state.handled.len() > self.capacity
            && let Some((_, (key, _))) = state.handled.pop_first()
        {
            state.deliveries.remove(&key);
        }
    }

    fn give_up(&self, claim: &ReplayClaim) {
        let mut state = self.current();
        let held = state.deliveries.get(claim.key());
        if matches!(held, Some(Delivery::Claimed(owner)) if *owner == claim.owner()) {
            state.deliveries.remove(claim.key());
        }
    }
}

impl Default for MemoryReplays {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for MemoryReplays {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemoryReplays")
            .field("deliveries", &self.len())
            .field("capacity", &self.capacity)
            .finish_non_exhaustive()
    }
}

impl ReplayStore for MemoryReplays {
    fn begin<'a>(
        &'a self,
        claim: &'a ReplayClaim,
        _: Duration,
    ) -> BoxFuture<'a, Result<ReplayState, ReplayStoreError>> {
        Box::pin(ready(Ok(self.claim(claim))))
    }

    fn finish<'a>(
        &'a self,
        claim: &'a ReplayClaim,
        keep: Duration,
    ) -> BoxFuture<'a, Result<(), ReplayStoreError>> {
        self.handled(claim, keep);
        Box::pin(ready(Ok(())))
    }

    fn release<'a>(
        &'a self,
        claim: &'a ReplayClaim,
    ) -> BoxFuture<'a, Result<(), ReplayStoreError>> {
        self.give_up(claim);
        Box::pin(ready(Ok(())))
    }
}
