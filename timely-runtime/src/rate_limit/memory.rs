//! Counting in memory.

use super::{Decision, Key, Quota, Store, StoreError};
use crate::UtcTime;
use chrono::TimeDelta;
use futures_util::future::BoxFuture;
use moka::Expiry;
use moka::ops::compute::Op;
use moka::sync::Cache;
use std::fmt;
use std::future::ready;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

/// Counts requests in the memory of one server, in a concurrent cache (the crate `moka`).
///
/// Keys that are idle for the length of a window are dropped. There is room for 100,000 keys unless said otherwise, of
/// about 200 bytes each; beyond that the keys that ask least are forgotten first, so that a flood of new addresses does
/// not free those who are over their limit.
#[derive(Clone)]
pub struct MemoryStore {
    windows: Cache<Key, Window>,
    clock: Arc<dyn Fn() -> UtcTime + Send + Sync>,
}

#[derive(Clone, Copy, Debug)]
struct Window {
    ends_at: UtcTime,
    length: Duration,
    used: u32,
}

impl MemoryStore {
    /// A store with room for 100,000 keys.
    #[must_use]
    pub fn new() -> Self {
        Self::with_capacity(100_000)
    }

    /// A store with room for so many keys.
    #[must_use]
    pub fn with_capacity(keys: u64) -> Self {
        Self {
            windows: Cache::builder()
                .max_capacity(keys)
                .expire_after(AfterWindow)
                .build(),
            clock: Arc::new(|| SystemTime::now().into()),
        }
    }

    /// Takes the time from this function, for tests.
    #[must_use]
    pub fn clock(mut self, clock: impl Fn() -> UtcTime + Send + Sync + 'static) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// How many keys it holds.
    #[must_use]
    pub fn len(&self) -> u64 {
        // The cache works off what is due when it is used, or now.
        self.windows.run_pending_tasks();
        self.windows.entry_count()
    }

    /// Whether it holds no key.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn count(&self, key: &Key, quota: Quota) -> Decision {
        let now = (self.clock)();
        // A full window stays full until it ends. This is quick for those who ask most, and tells the cache who they are.
        let window = Window::at(now, quota, self.windows.get(key));
        if window.used >= quota.requests {
            return window.decision(now, quota, false);
        }
        let mut decision = None;
        self.windows.entry_by_ref(key).and_compute_with(|entry| {
            let mut window = Window::at(now, quota, entry.map(|entry| *entry.value()));
            let admitted = window.used < quota.requests;
            window.used += u32::from(admitted);
            decision = Some(window.decision(now, quota, admitted));
            if admitted { Op::Put(window) } else { Op::Nop }
        });
        // The closure has run, once; if it had not, nothing would be known against the request.
        decision.unwrap_or_else(|| Window::at(now, quota, None).decision(now, quota, true))
    }

    /// Counts a request against all keys or none. What is given back was taken for a moment, so that a request at the same time may be
    /// refused for it; too many are never admitted.
    fn count_all(&self, takes: &[(Key, Quota)]) -> Vec<Decision> {
        // What is full already is found before anything is taken.
        if let Some(refused) = self.refused(takes) {
            return refused;
        }
        let mut decisions: Vec<Decision> = takes
            .iter()
            .map(|(key, quota)| self.count(key, *quota))
            .collect();
        if decisions.iter().any(|decision| !decision.admitted) {
            for ((key, _), decision) in takes.iter().zip(&mut decisions) {
                if decision.admitted {
                    self.give_back(key, decision);
                }
            }
        }
        decisions
    }

    /// What is said of a request if one of its windows is full.
    fn refused(&self, takes: &[(Key, Quota)]) -> Option<Vec<Decision>> {
        let now = (self.clock)();
        let decisions = takes.iter().map(|(key, quota)| {
            let window = Window::at(now, *quota, self.windows.get(key));
            window.decision(now, *quota, window.used < quota.requests)
        });
        let decisions: Vec<Decision> = decisions.collect();
        let is_refused = decisions.iter().any(|decision| !decision.admitted);
        is_refused.then_some(decisions)
    }

    /// Undoes what a decision has counted, as long as its window lasts. A window of nothing is none.
    fn give_back(&self, key: &Key, decision: &mut Decision) {
        decision.remaining = decision.remaining.saturating_add(1);
        self.windows.entry_by_ref(key).and_compute_with(|entry| {
            let window = entry.map(|entry| *entry.value());
            let window = window.filter(|window| window.ends_at == decision.reset);
            match window {
                Some(window) if window.used > 1 => Op::Put(Window {
                    used: window.used - 1,
                    ..window
                }),
                Some(_) => Op::Remove,
                None => Op::Nop,
            }
        });
    }
}

impl Window {
    /// The window that a request now falls into.
    fn at(now: UtcTime, quota: Quota, known: Option<Self>) -> Self {
        let length = TimeDelta::from_std(quota.window).unwrap_or(TimeDelta::MAX);
        let ends_at = now.checked_add_signed(length).unwrap_or(UtcTime::MAX_UTC);
        known
            // One that ends later than one that begins now: the clock was set back, or the quota changed.
            .filter(|window| now < window.ends_at && window.ends_at <= ends_at)
            .unwrap_or(Self {
                ends_at,
                length: quota.window,
                used: 0,
            })
    }

    fn decision(&self, now: UtcTime, quota: Quota, admitted: bool) -> Decision {
        Decision {
            admitted,
            remaining: quota.requests.saturating_sub(self.used),
            reset: self.ends_at,
            wait: (self.ends_at - now).to_std().unwrap_or_default(),
        }
    }
}

impl Default for MemoryStore {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for MemoryStore {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("MemoryStore")
            .field("keys", &self.windows.entry_count())
            .finish_non_exhaustive()
    }
}

impl Store for MemoryStore {
    fn take<'a>(
        &'a self,
        key: &'a Key,
        quota: Quota,
    ) -> BoxFuture<'a, Result<Decision, StoreError>> {
        Box::pin(ready(Ok(self.count(key, quota))))
    }

    fn take_all<'a>(
        &'a self,
        takes: &'a [(Key, Quota)],
    ) -> BoxFuture<'a, Result<Vec<Decision>, StoreError>> {
        Box::pin(ready(Ok(self.count_all(takes))))
    }
}

/// Drops a key when nothing was counted for as long as its window lasts: the window is over then.
struct AfterWindow;

impl Expiry<Key, Window> for AfterWindow {
    fn expire_after_create(&self, _: &Key, window: &Window, _: Instant) -> Option<Duration> {
        Some(window.length)
    }

    fn expire_after_update(
        &self,
        _: &Key,
        window: &Window,
        _: Instant,
        _: Option<Duration>,
    ) -> Option<Duration> {
        Some(window.length)
    }
}
