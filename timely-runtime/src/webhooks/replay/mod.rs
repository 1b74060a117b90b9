//! Handling each delivery once, however often it comes.

mod memory;
#[cfg(feature = "redis")]
mod redis;
mod store;

#[cfg(feature = "redis")]
pub use self::redis::RedisReplays;
pub use memory::MemoryReplays;
pub use store::{ReplayClaim, ReplayKey, ReplayState, ReplayStore, ReplayStoreError};

use super::Verified;
use axum::response::{IntoResponse, Response};
use futures_util::FutureExt;
use http::{StatusCode, header};
use std::fmt;
use std::future::Future;
use std::sync::{Arc, Once};
use std::time::Duration;
use tokio::runtime::Handle;
use tokio::time::{Instant, sleep};

type KeyOf = Arc<dyn Fn(&Verified, &[u8]) -> Option<String> + Send + Sync>;

/// Has a receiver handle each delivery once: those that come again, by repetition or by malice, are answered without the handler.
///
/// Deliveries are told apart by their ids, where the scheme has a header for them
/// ([`SignatureScheme::delivery_id_header`](super::SignatureScheme::delivery_id_header)), or by [`ReplayGuard::key`]. Without an id a delivery is
/// handled whenever it comes. An id that the signature does not cover, as at GitHub, tells repetitions apart, and stops nobody who has
/// seen a delivery from sending it again under another.
///
/// A delivery has been handled when its answer has a status of 2xx. When the handler fails, panics or is dropped, the provider's
/// next attempt is let through. Of several that come at the same time one is handled, and the others wait for its answer; after
/// 5 seconds they are answered 503, so that the provider tries again.
///
/// ```
/// use timely_runtime::webhooks::{ReplayGuard, SignatureScheme, Verifier};
///
/// # fn main() -> Result<(), timely_runtime::webhooks::SecretError> {
/// let verifier = Verifier::try_new(&SignatureScheme::STANDARD, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")?
///     .replay_guard(ReplayGuard::new());
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct ReplayGuard {
    store: Arc<dyn ReplayStore>,
    key: KeyOf,
    scope: Arc<str>,
    keep: Duration,
    lease: Duration,
    wait: Duration,
    status: StatusCode,
    open: bool,
}

impl ReplayGuard {
    /// A guard that keeps ids in memory for a day.
    #[must_use]
    pub fn new() -> Self {
        Self {
            store: Arc::new(MemoryReplays::new()),
            key: Arc::new(|verified, _| verified.delivery_id.clone()),
            scope: "".into(),
            keep: Duration::from_secs(24 * 60 * 60),
            lease: Duration::from_secs(60),
            wait: Duration::from_secs(5),
            status: StatusCode::OK,
            open: false,
        }
    }

    /// Sets where ids are kept.
    #[must_use]
    pub fn store(mut self, store: impl ReplayStore) -> Self {
        self.store = Arc::new(store);
        self
    }

    /// Sets what tells deliveries apart, by what the headers say and the body; `None` is for those that are handled whenever
    /// they come.
    ///
    /// ```
    /// use timely_runtime::webhooks::ReplayGuard;
    ///
    /// // A provider that has the id of an event in the body alone.
    /// let guard = ReplayGuard::new().key(|_, body| {
    ///     let event: serde_json::Value = serde_json::from_slice(body).ok()?;
    ///     Some(event.get("id")?.as_str()?.to_owned())
    /// });
    /// ```
    #[must_use]
    pub fn key(
        mut self,
        key: impl Fn(&Verified, &[u8]) -> Option<String> + Send + Sync + 'static,
    ) -> Self {
        self.key = Arc::new(key);
        self
    }

    /// Names the receiver, where several share a store, as they do that are given clones of one guard: the same id at another
    /// receiver is another delivery. Without names, what one of them has handled is not handled by the others, which is wrong where
    /// a provider sends an event to several endpoints.
    #[must_use]
    pub fn scope(mut self, name: &str) -> Self {
        self.scope = name.into();
        self
    }

    /// Sets how long the id of a delivery that has been handled is kept; a day unless set. It is never shorter than the time in
    /// which the timestamp of a delivery is accepted, which is twice the [tolerance](super::Verifier::tolerance). Where the scheme signs
    /// no timestamp, a delivery can come again at any time, and is not known any more after this one.
    #[must_use]
    pub fn keep(mut self, time: Duration) -> Self {
        self.keep = time;
        self
    }

    /// Sets after what time a store that several servers share takes a delivery for abandoned that one of them has begun to handle; a
    /// minute unless set. It should be longer than the handler ever takes.
    #[must_use]
    pub fn lease(mut self, time: Duration) -> Self {
        self.lease = time;
        self
    }

    /// Sets how long a delivery waits for one of the same id that is being handled; 5 seconds unless set.
    #[must_use]
    pub fn wait(mut self, time: Duration) -> Self {
        self.wait = time;
        self
    }

    /// Sets how a delivery is answered that has been handled before; with 200 unless set.
    #[must_use]
    pub fn answer(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    /// Handles deliveries also while the store cannot be asked, so that some may be handled twice. Unless this is set they are answered
    /// 503 then, and the provider tries again.
    #[must_use]
    pub fn handle_when_unavailable(mut self) -> Self {
        self.open = true;
        self
    }

    /// Answers a delivery: as `handle` does, which is run at most once at a time and until it has succeeded. A delivery can come
    /// again for as long as `window` says.
    pub(super) async fn once(
        &self,
        window: Duration,
        verified: &Verified,
        body: &[u8],
        handle: impl Future<Output = Response>,
    ) -> Response {
        let Some(id) = (self.key)(verified, body) else {
            warn_of_no_id();
            return handle.await;
        };
        let claim = ReplayClaim::new(ReplayKey::new(&self.scope, &id));
        // A claim that is dropped while it is made, or fails, may have been taken down all the same.
        let mut held = Held {
            store: Some(Arc::clone(&self.store)),
            claim,
        };
        match self.begin(&held.claim).await {
            Ok(ReplayState::New) => {}
            Ok(ReplayState::Handled) => {
                held.store = None;
                tracing::debug!("a webhook delivery came again, and has been handled before");
                return self.status.into_response();
            }
            Ok(ReplayState::Running) => {
                held.store = None;
                return unavailable();
            }
            Err(error) => {
                drop(held);
                log(&error);
                return if self.open {
                    handle.await
                } else {
                    unavailable()
                };
            }
        }
        let response = handle.await;
        if response.status().is_success() {
            // What has been handled is not let go of, even if that cannot be written down.
            held.store = None;
            let finished = self.store.finish(&held.claim, self.keep.max(window)).await;
            finished.unwrap_or_else(|error| log(&error));
        } else if let Some(store) = held.store.take() {
            let released = store.release(&held.claim).await;
            released.unwrap_or_else(|error| log(&error));
        }
        response
    }

    /// Asks until a delivery is nobody else's, or the time is over.
    async fn begin(&self, claim: &ReplayClaim) -> Result<ReplayState, ReplayStoreError> {
        const LONGEST: Duration = Duration::from_millis(250);
        let begun = Instant::now();
        let mut pause = Duration::from_millis(5);
        loop {
            let state = self.store.begin(claim, self.lease).await?;
            if state != ReplayState::Running || begun.elapsed() >= self.wait {
                return Ok(state);
            }
            sleep(pause).await;
            pause = LONGEST.min(pause * 2);
        }
    }
}

impl Default for ReplayGuard {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for ReplayGuard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReplayGuard")
            .field("scope", &self.scope)
            .field("keep", &self.keep)
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}

/// A delivery that somebody begins to handle, or handles. When its handler is dropped, as it is when the sender hangs up, it is let go of.
struct Held {
    store: Option<Arc<dyn ReplayStore>>,
    claim: ReplayClaim,
}

impl Drop for Held {
    fn drop(&mut self) {
        let Some(store) = self.store.take() else {
            return;
        };
        let claim = self.claim.clone();
        let mut release = Box::pin(async move {
            let released = store.release(&claim).await;
            released.unwrap_or_else(|error| log(&error));
        });
        // A store in memory is done at once. For another its lease ends where nothing runs any more.
        if release.as_mut().now_or_never().is_none()
            && let Ok(runtime) = Handle::try_current()
        {
            runtime.spawn(release);
        }
    }
}

/// The sender is to try again, soon.
fn unavailable() -> Response {
    (
        StatusCode::SERVICE_UNAVAILABLE,
        [(header::RETRY_AFTER, "1")],
    )
        .into_response()
}

fn log(error: &ReplayStoreError) {
    let reason = std::error::Error::source(error).map(tracing::field::display);
    tracing::warn!(reason, "{error}");
}

/// Says once that a guard does nothing, which nobody would notice otherwise.
fn warn_of_no_id() {
    static WARNED: Once = Once::new();
    WARNED.call_once(|| {
        tracing::warn!(
            "webhook deliveries are handled whenever they come: they have no id to know them by \
             (`SignatureScheme::delivery_id_header`, `ReplayGuard::key`)"
        );
    });
}

#[cfg(test)]
mod tests;
