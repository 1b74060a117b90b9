//! Time as the sender and the verifier see it, so that a test can have its own.

use crate::UtcTime;
use chrono::TimeDelta;
use futures_util::future::BoxFuture;
use std::collections::BTreeMap;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::{Duration, SystemTime};

/// What tells the time and waits.
pub trait Clock: Send + Sync + 'static {
    /// The time now.
    fn now(&self) -> UtcTime;

    /// Waits for this long.
    fn sleep(&self, duration: Duration) -> impl Future<Output = ()> + Send;
}

/// A [`Clock`] behind a pointer.
pub(super) trait DynClock: Send + Sync + 'static {
    fn now(&self) -> UtcTime;
    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()>;
}

impl<C: Clock> DynClock for C {
    fn now(&self) -> UtcTime {
        Clock::now(self)
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        Box::pin(Clock::sleep(self, duration))
    }
}

/// The system's time, and tokio's timer.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> UtcTime {
        SystemTime::now().into()
    }

    fn sleep(&self, duration: Duration) -> impl Future<Output = ()> + Send {
        tokio::time::sleep(duration)
    }
}

/// A clock that stands still until a test moves it; clones show the same time.
///
/// ```
/// use std::time::Duration;
/// use timely_runtime::UtcTime;
/// use timely_runtime::webhooks::{Clock, ManualClock};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let clock = ManualClock::new(UtcTime::UNIX_EPOCH);
/// let sleeper = async {
///     clock.sleep(Duration::from_secs(60)).await;
///     clock.now().timestamp()
/// };
/// let test = async {
///     let wakes_at = clock.next_wake().await;
///     clock.advance_to(wakes_at);
/// };
/// let (woken_at, ()) = tokio::join!(sleeper, test);
/// assert_eq!(woken_at, 60);
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct ManualClock(Arc<Mutex<State>>);

#[derive(Debug)]
struct State {
    now: UtcTime,
    /// Those who wait for a time, by a number of their own.
    sleepers: BTreeMap<u64, (UtcTime, Waker)>,
    next_sleeper: u64,
    /// Those who wait for someone to sleep.
    watchers: Vec<Waker>,
}

impl ManualClock {
    /// A clock that shows this time.
    #[must_use]
    pub fn new(now: UtcTime) -> Self {
        Self(Arc::new(Mutex::new(State {
            now,
            sleepers: BTreeMap::new(),
            next_sleeper: 0,
            watchers: Vec::new(),
        })))
    }

    /// Moves the clock on by this long and wakes those whose time has come.
    pub fn advance(&self, duration: Duration) {
        let target = later(self.state().now, duration);
        self.advance_to(target);
    }

    /// Moves the clock on to this time, unless it is there already, and wakes those whose time has come.
    pub fn advance_to(&self, time: UtcTime) {
        let mut state = self.state();
        state.now = state.now.max(time);
        let now = state.now;
        let due: Vec<Waker> = state
            .sleepers
            .values()
            .filter(|(deadline, _)| *deadline <= now)
            .map(|(_, waker)| waker.clone())
            .collect();
        // A waker may run code that asks for the time.
        drop(state);
        due.iter().for_each(Waker::wake_by_ref);
    }

    /// Waits until someone sleeps on this clock, and says when the first of them wants to wake.
    pub async fn next_wake(&self) -> UtcTime {
        poll_fn(|context| {
            let mut state = self.state();
            let now = state.now;
            let pending = state.sleepers.values().map(|(deadline, _)| *deadline);
            if let Some(first) = pending.filter(|deadline| *deadline > now).min() {
                return Poll::Ready(first);
            }
            state.watchers.push(context.waker().clone());
            Poll::Pending
        })
        .await
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // No code in this file panics while it holds the lock.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Clock for ManualClock {
    fn now(&self) -> UtcTime {
        self.state().now
    }

    fn sleep(&self, duration: Duration) -> impl Future<Output = ()> + Send {
        let mut state = self.state();
        let number = state.next_sleeper;
        state.next_sleeper += 1;
        Sleep {
            clock: self.clone(),
            number,
            deadline: later(state.now, duration),
        }
    }
}

/// A later time, or the last there is.
pub(super) fn later(time: UtcTime, duration: Duration) -> UtcTime {
    TimeDelta::from_std(duration)
        .ok()
        .and_then(|duration| time.checked_add_signed(duration))
        .unwrap_or(UtcTime::MAX_UTC)
}

struct Sleep {
    clock: ManualClock,
    number: u64,
    deadline: UtcTime,
}

impl Future for Sleep {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let mut state = self.clock.state();
        if state.now >= self.deadline {
            return Poll::Ready(());
        }
        let sleeper = (self.deadline, context.waker().clone());
        state.sleepers.insert(self.number, sleeper);
        let watchers = std::mem::take(&mut state.watchers);
        drop(state);
        watchers.iter().for_each(Waker::wake_by_ref);
        Poll::Pending
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        self.clock.state().sleepers.remove(&self.number);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn wakes_sleepers_in_their_time() {
        let clock = ManualClock::new(UtcTime::UNIX_EPOCH);
        let sleep = |seconds| {
            let clock = clock.clone();
            tokio::spawn(async move {
                Clock::sleep(&clock, Duration::from_secs(seconds)).await;
                Clock::now(&clock).timestamp()
            })
        };
        let (long, short) = (sleep(20), sleep(10));
        tokio::task::yield_now().await;
        assert_eq!(clock.next_wake().await.timestamp(), 10);
        clock.advance(Duration::from_secs(9));
        tokio::task::yield_now().await;
        assert!(!short.is_finished());
        clock.advance(Duration::from_secs(1));
        assert_eq!(short.await.unwrap(), 10);
        assert_eq!(clock.next_wake().await.timestamp(), 20);
        clock.advance(Duration::MAX);
        assert!(long.await.unwrap() > 20);
    }

    #[tokio::test]
    async fn forgets_who_gave_up() {
        let clock = ManualClock::new(UtcTime::UNIX_EPOCH);
        let mut sleep = Box::pin(Clock::sleep(&clock, Duration::from_secs(1)));
        let poll = poll_fn(|context| Poll::Ready(sleep.as_mut().poll(context))).await;
        assert!(poll.is_pending());
        assert_eq!(clock.state().sleepers.len(), 1);
        drop(sleep);
        assert_eq!(clock.state().sleepers.len(), 0);
    }

    #[test]
    fn does_not_go_back() {
        let clock = ManualClock::new(UtcTime::UNIX_EPOCH);
        clock.advance(Duration::from_secs(5));
        clock.advance_to(UtcTime::UNIX_EPOCH);
        assert_eq!(Clock::now(&clock).timestamp(), 5);
    }
}
