//! The keys of an issuer as they are kept.

use super::super::key_set::KeySet;
use super::fetch::Fetched;
use super::{Jwks, JwksError};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::runtime::Handle;
use tokio::sync::watch;
use tokio::time::Instant;

/// The keys of an issuer, and when they are to be fetched again.
#[derive(Clone)]
pub(in super::super) struct Published(Arc<Shared>);

struct Shared {
    settings: Jwks,
    state: Mutex<State>,
    /// How many fetches have ended.
    ended: watch::Sender<u64>,
}

#[derive(Default)]
struct State {
    known: Option<Known>,
    /// When the last fetch began.
    began: Option<Instant>,
    is_fetching: bool,
    failure: Option<Arc<JwksError>>,
}

struct Known {
    keys: Arc<KeySet>,
    fresh_until: Instant,
    stale_until: Instant,
}

/// What there is for a token.
enum Found {
    Keys(Arc<KeySet>),
    /// They are being fetched; until then these, of which none is meant.
    Awaited(Option<Arc<KeySet>>),
    Nothing(Arc<JwksError>),
}

impl From<Jwks> for Published {
    fn from(settings: Jwks) -> Self {
        Self(Arc::new(Shared {
            settings,
            state: Mutex::default(),
            ended: watch::Sender::default(),
        }))
    }
}

impl Published {
    pub(in super::super) fn issuer(&self) -> Option<&str> {
        self.0.settings.issuer.as_deref()
    }

    /// The keys for a token that names one of them, or none.
    ///
    /// # Errors
    /// When there are none, and none can be had.
    pub(in super::super) async fn keys(
        &self,
        id: Option<&str>,
    ) -> Result<Arc<KeySet>, Arc<JwksError>> {
        let mut ended = self.0.ended.subscribe();
        match self.find(id, Instant::now()) {
            Found::Keys(keys) => Ok(keys),
            Found::Nothing(error) => Err(error),
            Found::Awaited(until_then) => {
                // A fetch ends in time, and is seen to end whatever becomes of it.
                let _ = ended.changed().await;
                let mut state = self.0.state();
                let usable = state.usable(Instant::now());
                match usable.or(until_then) {
                    Some(keys) => Ok(keys),
                    None => Err(state.failed()),
                }
            }
        }
    }

    /// What there is, and the start of a fetch where one is due.
    fn find(&self, id: Option<&str>, now: Instant) -> Found {
        let mut state = self.0.state();
        let usable = state.usable(now);
        let has_it = usable.as_ref().is_some_and(|keys| keys.has(id));
        let is_enough = has_it && state.is_fresh(now);
        if !is_enough && !state.is_fetching {
            let interval = self.0.settings.interval;
            let is_due = state
                .began
                .is_none_or(|began| now.saturating_duration_since(began) >= interval);
            if is_due {
                self.begin(&mut state, now);
            }
        }
        match usable {
            // What is stale serves until there is something else.
            Some(keys) if has_it => Found::Keys(keys),
            usable if state.is_fetching => Found::Awaited(usable),
            Some(keys) => Found::Keys(keys),
            None => Found::Nothing(state.failed()),
        }
    }

    /// Fetches in a task of its own: whoever waits for it may go away, and the next would have to begin again.
    fn begin(&self, state: &mut State, now: Instant) {
        state.began = Some(now);
        let Ok(runtime) = Handle::try_current() else {
            state.failure = Some(Arc::new(JwksError::NotFetched));
            return;
        };
        state.is_fetching = true;
        let fetching = Fetching(Arc::clone(&self.0));
        runtime.spawn(async move {
            let fetched = fetching.0.settings.fetch().await;
            fetching.end(fetched);
        });
    }
}

/// A fetch that has begun. It ends when this is dropped, also by a panic or the end of the runtime.
struct Fetching(Arc<Shared>);

impl Fetching {
    fn end(self, fetched: Result<Fetched, JwksError>) {
        let now = Instant::now();
        let mut state = self.0.state();
        match fetched {
            Ok(Fetched { keys, lifetime }) => {
                let fresh_until = later(now, lifetime);
                state.failure = None;
                state.known = Some(Known {
                    keys: Arc::new(keys),
                    fresh_until,
                    stale_until: later(fresh_until, self.0.settings.stale_for),
                });
            }
            Err(error) => {
                let source = std::error::Error::source(&error).map(ToString::to_string);
                tracing::warn!(%error, source, "the keys of an issuer of tokens could not be fetched");
                state.failure = Some(Arc::new(error));
            }
        }
        // Before the end is told.
        drop(state);
    }
}

impl Drop for Fetching {
    fn drop(&mut self) {
        self.0.state().is_fetching = false;
        self.0.ended.send_modify(|count| *count += 1);
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing panics while it is held.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// The keys, if they may still be used.
    fn usable(&self, now: Instant) -> Option<Arc<KeySet>> {
        let known = self.known.as_ref().filter(|known| now < known.stale_until);
        known.map(|known| Arc::clone(&known.keys))
    }

    fn is_fresh(&self, now: Instant) -> bool {
        let known = self.known.as_ref();
        known.is_some_and(|known| now < known.fresh_until)
    }

    /// Why there are no keys.
    fn failed(&mut self) -> Arc<JwksError> {
        let failure = self
            .failure
            .get_or_insert_with(|| Arc::new(JwksError::NotFetched));
        Arc::clone(failure)
    }
}

/// A later time, or so late that it makes no difference.
fn later(time: Instant, by: Duration) -> Instant {
    const CENTURY: Duration = Duration::from_secs(100 * 365 * 24 * 60 * 60);
    time + by.min(CENTURY)
}

impl fmt::Debug for Published {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.settings.fmt(f)
    }
}
