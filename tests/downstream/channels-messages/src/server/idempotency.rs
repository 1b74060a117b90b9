//! One answer per idempotency key.

use crate::api::models::SendMessageRequest;
use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::watch;

/// What tells the time.
pub type Clock = Arc<dyn Fn() -> Instant + Send + Sync>;

/// How many answers are remembered, and for how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retention {
    /// The most answers that are remembered at a time, for all callers together; beyond that the oldest one is forgotten.
    pub capacity: usize,
    /// How long an answer is remembered.
    pub lifetime: Duration,
}

impl Default for Retention {
    /// 10,000 answers for a day.
    fn default() -> Self {
        Self {
            capacity: 10_000,
            lifetime: Duration::from_secs(24 * 60 * 60),
        }
    }
}

/// An idempotency key, and where it counts: keys of other callers and in other channels have nothing to do with it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Scope {
    /// The API key.
    pub(super) caller: usize,
    /// The ID of the channel.
    pub(super) channel: String,
    /// The idempotency key.
    pub(super) key: String,
}

/// The answers that were given to requests with an idempotency key.
///
/// Only successes are remembered: a request that failed was not processed, so its repetition is a new attempt.
pub(super) struct Answers<T> {
    state: Mutex<State<T>>,
    retention: Retention,
    clock: Clock,
}

struct State<T> {
    entries: HashMap<Scope, Entry<T>>,
    /// The entries that have an answer, earliest first.
    answered: VecDeque<(Instant, Scope)>,
}

struct Entry<T> {
    request: SendMessageRequest,
    progress: Progress<T>,
}

enum Progress<T> {
    /// Closes when the attempt has ended, however it ended.
    Running(watch::Receiver<()>),
    Answered(T),
}

/// What is to be done with a request.
pub(super) enum Turn<'a, T> {
    /// It is the first one: process it, then give the answer to the attempt.
    First(Attempt<'a, T>),
    /// It repeats a request that has this answer.
    Repeated(T),
    /// Its key belongs to another request.
    Taken,
}

impl<T: Clone> Answers<T> {
    pub(super) fn new(retention: Retention, clock: Clock) -> Self {
        Self {
            state: Mutex::new(State {
                entries: HashMap::new(),
                answered: VecDeque::new(),
            }),
            retention,
            clock,
        }
    }

    /// How many keys are known.
    pub(super) fn len(&self) -> usize {
        let mut state = self.state();
        self.forget(&mut state);
        state.entries.len()
    }

    /// Decides about a request. While the same request is being processed, this waits for the outcome.
    pub(super) async fn turn(&self, scope: Scope, request: &SendMessageRequest) -> Turn<'_, T> {
        loop {
            let mut ended = {
                let mut state = self.state();
                self.forget(&mut state);
                match state.entries.get(&scope) {
                    Some(entry) if entry.request != *request => return Turn::Taken,
                    Some(entry) => match &entry.progress {
                        Progress::Answered(answer) => return Turn::Repeated(answer.clone()),
                        Progress::Running(ended) => ended.clone(),
                    },
                    None => {
                        let (running, ended) = watch::channel(());
                        let entry = Entry {
                            request: request.clone(),
                            progress: Progress::Running(ended),
                        };
                        state.entries.insert(scope.clone(), entry);
                        return Turn::First(Attempt {
                            answers: self,
                            scope,
                            _running: running,
                        });
                    }
                }
            };
            // Nothing is ever sent: the error says that the attempt is over.
            let _ = ended.changed().await;
        }
    }

    /// Forgets what is too old or too much. Attempts that still run are neither: each belongs to an open request.
    fn forget(&self, state: &mut State<T>) {
        let now = (self.clock)();
        while let Some((at, _)) = state.answered.front() {
            let is_old = now.saturating_duration_since(*at) >= self.retention.lifetime;
            if !is_old && state.answered.len() <= self.retention.capacity {
                return;
            }
            if let Some((_, scope)) = state.answered.pop_front() {
                state.entries.remove(&scope);
            }
        }
    }
}

impl<T> Answers<T> {
    fn state(&self) -> MutexGuard<'_, State<T>> {
        // Nothing that is done under the lock can fail halfway.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A request that is being processed. Dropped without an answer, it leaves the key as if it had never been used.
pub(super) struct Attempt<'a, T> {
    answers: &'a Answers<T>,
    scope: Scope,
    /// Dropped after [`Attempt::drop`] has run, and then wakes those who wait.
    _running: watch::Sender<()>,
}

impl<T: Clone> Attempt<'_, T> {
    /// Remembers the answer.
    pub(super) fn succeed(self, answer: T) {
        let mut state = self.answers.state();
        let now = (self.answers.clock)();
        if let Some(entry) = state.entries.get_mut(&self.scope) {
            entry.progress = Progress::Answered(answer);
            state.answered.push_back((now, self.scope.clone()));
        }
        self.answers.forget(&mut state);
    }
}

impl<T> Drop for Attempt<'_, T> {
    fn drop(&mut self) {
        let mut state = self.answers.state();
        if let Some(Entry {
            progress: Progress::Running(_),
            ..
        }) = state.entries.get(&self.scope)
        {
            state.entries.remove(&self.scope);
        }
    }
}
