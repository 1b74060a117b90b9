//! A provider's credential is kept for as long as it holds, and asked for once however many calls wait for it.

use super::provider::{CredentialError, CredentialProvider, CredentialRequest, Provided};
use crate::Secret;
use futures_util::future::BoxFuture;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::runtime::Handle;
use tokio::sync::watch;
use tokio::task::AbortHandle;
use tokio::time::Instant;
use tracing::Instrument;

/// A credential is renewed this long before it ceases to hold, so that it still does when it arrives; or when a tenth of its
/// lifetime is left, if that is later.
const AHEAD: Duration = Duration::from_secs(30);

/// A [`CredentialProvider`] that keeps what another one says, until shortly before it ceases to hold: 30 seconds, or a tenth of
/// its lifetime, whichever is less. One without a lifetime is kept until the server refuses it.
///
/// All calls that need the credential at the same time wait for one request to the provider. That goes on when the calls
/// that wait are dropped, so that what it brings is there for the next one. Where it fails, all that wait get the error, and
/// the next call asks anew; but a credential that is to be renewed and still holds is used while the provider fails.
///
/// When the server answers 401, the provider is asked for another one, unless another call has already done so.
///
/// A provider that comes to no answer within a minute has failed: [`Cached::timeout`] sets another time.
///
/// Clones share what is kept. What is under way ends with the last of them.
pub struct Cached<P> {
    shared: Arc<Shared<P>>,
    /// Whether a credential is for the scopes that it was asked for, and no others.
    by_scopes: bool,
    /// How long the provider may take.
    timeout: Option<Duration>,
}

struct Shared<P> {
    provider: Arc<P>,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    kept: Option<Kept>,
    /// What the credentials so far were for.
    scopes: Vec<&'static str>,
    flight: Option<Flight>,
}

/// A credential that was given.
struct Kept {
    secret: Secret,
    /// When it is to be renewed.
    fresh_until: Option<Instant>,
    /// When it ceases to hold.
    valid_until: Option<Instant>,
}

/// A request to the provider that is under way.
struct Flight {
    scopes: Vec<&'static str>,
    landing: Landing,
    task: AbortHandle,
}

type Outcome = Result<Provided, CredentialError>;
type Landing = watch::Receiver<Option<Outcome>>;

/// What a call finds.
enum Found {
    Kept(Secret),
    /// A request to the provider that the call has begun.
    Begun(Landing),
    /// One that another call has begun.
    Joined(Landing),
    /// One that is for fewer scopes.
    Other(Landing),
}

/// The provider took too long.
#[derive(Debug, thiserror::Error)]
#[error("the provider of the credential came to no answer in time ({0:?})")]
struct TooLong(Duration);

/// The runtime ended, or the provider panicked.
#[derive(Debug, thiserror::Error)]
#[error("the provider of the credential came to no answer")]
struct Abandoned;

impl<P: CredentialProvider> Cached<P> {
    /// Keeps one credential for all operations, whatever scopes they require.
    pub fn new(provider: P) -> Self {
        let shared = Shared {
            provider: Arc::new(provider),
            state: Arc::default(),
        };
        Self {
            shared: Arc::new(shared),
            by_scopes: false,
            timeout: Some(Duration::from_secs(60)),
        }
    }

    /// Gives up on the provider after this time, a minute by default, so that one that hangs does not keep all further calls waiting;
    /// never with `None`.
    #[must_use]
    pub fn timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.timeout = timeout.into();
        self
    }

    /// Keeps a credential for the scopes that it was asked for. For an operation that requires others, the provider is asked
    /// for one with these *and* those before, so that a client soon has one credential for all it does.
    pub fn by_scopes(provider: P) -> Self {
        Self {
            by_scopes: true,
            ..Self::new(provider)
        }
    }

    /// Keeps this one to begin with.
    #[cfg(feature = "oauth2")]
    pub(crate) fn holding(provider: P, provided: &Provided) -> Self {
        let cached = Self::new(provider);
        cached.state().kept = Some(Kept::new(provided, Instant::now()));
        cached
    }

    async fn get(&self, request: CredentialRequest) -> Outcome {
        loop {
            let found = self.find(&request)?;
            let is_begun = matches!(found, Found::Begun(_));
            let is_other = matches!(found, Found::Other(_));
            let mut landing = match found {
                Found::Kept(secret) => return Ok(Provided::new(secret)),
                Found::Begun(landing) | Found::Joined(landing) | Found::Other(landing) => landing,
            };
            let landed = landing.wait_for(Option::is_some).await;
            match landed.ok().and_then(|outcome| outcome.clone()) {
                // What it brings is kept, and added to.
                _ if is_other => {}
                Some(Err(error)) => return self.still_valid(&request).ok_or(error),
                Some(provided) => return provided,
                None if is_begun => return Err(CredentialError::new(Abandoned)),
                // It ended with the runtime of the call that had begun it.
                None => {}
            }
        }
    }

    fn find(&self, request: &CredentialRequest) -> Result<Found, CredentialError> {
        let mut state = self.state();
        let is_refused = |kept: &Kept| {
            let mut refused = request.refused.iter();
            refused.any(|refused| refused.expose() == kept.secret.expose())
        };
        if state.kept.as_ref().is_some_and(is_refused) {
            state.kept = None;
        }
        if let Some(kept) = &state.kept
            && is_before(kept.fresh_until)
            && self.covers(&state.scopes, request)
        {
            return Ok(Found::Kept(kept.secret.clone()));
        }
        if let Some(flight) = &state.flight
            && flight.landing.has_changed().is_ok()
        {
            let landing = flight.landing.clone();
            return Ok(match self.covers(&flight.scopes, request) {
                true => Found::Joined(landing),
                false => Found::Other(landing),
            });
        }
        self.begin(&mut state, request.clone()).map(Found::Begun)
    }

    /// Asks the provider, in a task of its own, which the calls that wait for it cannot end.
    fn begin(
        &self,
        state: &mut State,
        mut request: CredentialRequest,
    ) -> Result<Landing, CredentialError> {
        let runtime = Handle::try_current().map_err(CredentialError::new)?;
        if self.by_scopes {
            let before = state.scopes.iter().copied();
            let missing: Vec<_> = before
                .filter(|scope| !request.scopes.contains(scope))
                .collect();
            if !missing.is_empty() {
                request.scopes.to_mut().extend(missing);
            }
        }
        let scopes = request.scopes.to_vec();
        let (land, landing) = watch::channel(None);
        let (provider, shared) = (
            Arc::clone(&self.shared.provider),
            Arc::clone(&self.shared.state),
        );
        let asked_for = scopes.clone();
        let timeout = self.timeout;
        let task = async move {
            // A lifetime counts from before the request, which is the safe side.
            let start = Instant::now();
            let provided = provider.provide(request);
            let outcome = match timeout {
                Some(limit) => tokio::time::timeout(limit, provided)
                    .await
                    .unwrap_or_else(|_| Err(CredentialError::new(TooLong(limit)))),
                None => provided.await,
            };
            let mut state = lock(&shared);
            if let Ok(provided) = &outcome {
                state.kept = Some(Kept::new(provided, start));
                state.scopes = asked_for;
            }
            state.flight = None;
            drop(state);
            // Nobody may wait any more.
            let _ = land.send(Some(outcome));
        };
        state.flight = Some(Flight {
            scopes,
            landing: landing.clone(),
            task: runtime.spawn(task.in_current_span()).abort_handle(),
        });
        Ok(landing)
    }

    /// Whether a credential for these scopes is one for a request.
    fn covers(&self, scopes: &[&'static str], request: &CredentialRequest) -> bool {
        !self.by_scopes || request.scopes.iter().all(|scope| scopes.contains(scope))
    }

    /// What is kept and holds, though it should have been renewed.
    fn still_valid(&self, request: &CredentialRequest) -> Option<Provided> {
        let state = self.state();
        let kept = state.kept.as_ref()?;
        let holds = is_before(kept.valid_until) && self.covers(&state.scopes, request);
        holds.then(|| Provided::new(kept.secret.clone()))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.shared.state)
    }
}

impl Kept {
    fn new(provided: &Provided, start: Instant) -> Self {
        // A time beyond all clocks never comes.
        let after = |time: Duration| start.checked_add(time);
        let lifetime = provided.lifetime;
        Self {
            secret: provided.secret.clone(),
            fresh_until: lifetime.and_then(|time| after(time - AHEAD.min(time / 10))),
            valid_until: lifetime.and_then(after),
        }
    }
}

fn is_before(time: Option<Instant>) -> bool {
    time.is_none_or(|time| Instant::now() < time)
}

/// What is locked is whole at any time, whoever panicked meanwhile.
fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<P: CredentialProvider> CredentialProvider for Cached<P> {
    fn provide(
        &self,
        request: CredentialRequest,
    ) -> BoxFuture<'_, Result<Provided, CredentialError>> {
        Box::pin(self.get(request))
    }
}

impl<P> Clone for Cached<P> {
    fn clone(&self) -> Self {
        Self {
            shared: Arc::clone(&self.shared),
            by_scopes: self.by_scopes,
            timeout: self.timeout,
        }
    }
}

impl<P> Drop for Shared<P> {
    fn drop(&mut self) {
        if let Some(flight) = lock(&self.state).flight.take() {
            flight.task.abort();
        }
    }
}

/// Without what is kept.
impl<P> fmt::Debug for Cached<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cached").finish_non_exhaustive()
    }
}

#[cfg(test)]
#[path = "cached_tests.rs"]
mod tests;
