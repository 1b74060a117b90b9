//! Times after which a client gives up, and how the exchange of one attempt is held to them.

use super::error::{Failure, TimeoutError, TimeoutKind};
use crate::transport::{Body, TransportError};
use bytes::Bytes;
use futures_util::future::BoxFuture;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::task::{Poll, ready};
use std::time::Duration;
use tokio::time::{Instant, timeout_at};

/// Bodies of more bytes are handed over in parts of this size, so that it is seen how far they have come.
const PART: usize = 64 * 1024;

/// What is limited.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Limit {
    FirstByte,
    Idle,
    /// As [`Limit::Idle`], of streams whose items come when there are some.
    Items,
    Attempt,
    Call,
}

/// The times of a client, each absent where there is no limit.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Timeouts([Option<Duration>; 5]);

impl Default for Timeouts {
    fn default() -> Self {
        let usual = Some(Duration::from_secs(30));
        Self([usual, usual, None, None, None])
    }
}

impl Timeouts {
    pub(crate) const fn get(&self, limit: Limit) -> Option<Duration> {
        self.0[limit as usize]
    }

    pub(crate) const fn set(&mut self, limit: Limit, time: Option<Duration>) {
        self.0[limit as usize] = time;
    }

    /// These, but for what a call sets.
    pub(crate) fn varied_by(mut self, own: &OwnTimeouts) -> Self {
        for (time, own) in self.0.iter_mut().zip(own.0) {
            *time = own.unwrap_or(*time);
        }
        self
    }
}

/// The times that a call sets for itself.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct OwnTimeouts([Option<Option<Duration>>; 5]);

impl OwnTimeouts {
    pub(crate) const fn set(&mut self, limit: Limit, time: Option<Duration>) {
        self.0[limit as usize] = Some(time);
    }

    #[cfg(test)]
    pub(crate) const fn get(&self, limit: Limit) -> Option<Option<Duration>> {
        self.0[limit as usize]
    }
}

/// When an attempt has to be over, and which time that is.
#[derive(Clone, Copy)]
pub(crate) struct Deadline {
    at: Instant,
    kind: TimeoutKind,
    limit: Duration,
}

impl Deadline {
    /// When the call as a whole has to be over. One that lies beyond what a clock can tell is none.
    pub(crate) fn of_call(timeouts: &Timeouts) -> Option<Self> {
        Self::after(timeouts.get(Limit::Call), TimeoutKind::Call)
    }

    /// When an attempt that begins now has to be over.
    pub(crate) fn of_attempt(timeouts: &Timeouts, call: Option<Self>) -> Option<Self> {
        let attempt = Self::after(timeouts.get(Limit::Attempt), TimeoutKind::Attempt);
        match (attempt, call) {
            (Some(attempt), Some(call)) if call.at < attempt.at => Some(call),
            (attempt, call) => attempt.or(call),
        }
    }

    fn after(limit: Option<Duration>, kind: TimeoutKind) -> Option<Self> {
        let limit = limit?;
        let at = Instant::now().checked_add(limit)?;
        Some(Self { at, kind, limit })
    }

    /// Whether there is no time for a wait of this length.
    pub(crate) fn is_before(&self, wait: Duration) -> bool {
        self.at.saturating_duration_since(Instant::now()) <= wait
    }

    /// That it has passed, if it has.
    pub(crate) fn passed(self) -> Option<TimeoutError> {
        let is_over = self.is_before(Duration::ZERO);
        is_over.then(|| TimeoutError::after(self.kind, self.limit))
    }

    /// What a future comes to that is over in time. It is pinned by the caller, so that it is there once.
    pub(crate) async fn hold<T>(
        deadline: Option<Self>,
        future: Pin<&mut impl Future<Output = T>>,
    ) -> Result<T, TimeoutError> {
        let Some(deadline) = deadline else {
            return Ok(future.await);
        };
        let held = timeout_at(deadline.at, future).await;
        held.map_err(|_| TimeoutError::after(deadline.kind, deadline.limit))
    }
}

/// How far the body of a request has come that is handed over in parts.
pub(crate) struct Upload {
    start: Instant,
    /// When the last part was taken, in milliseconds since the start.
    taken: AtomicU64,
    is_over: AtomicBool,
}

impl Upload {
    /// Makes a body come in parts, and gives what tells how far it has come; none where it is short.
    pub(crate) fn watch(body: &mut Body) -> Option<Arc<Self>> {
        if body.as_bytes().is_some_and(|bytes| bytes.len() <= PART) {
            return None;
        }
        let upload = Arc::new(Self {
            start: Instant::now(),
            taken: AtomicU64::new(0),
            is_over: AtomicBool::new(false),
        });
        let watched = Arc::clone(&upload);
        let length = body.length();
        let mut whole = std::mem::take(body);
        // Whoever knows how long it is asks for no more behind the last part.
        let mut left = length;
        // Of the last chunk.
        let mut rest = Bytes::new();
        *body = Body::from_source(length, move |cx| {
            if rest.is_empty() {
                match ready!(whole.poll_chunk(cx)) {
                    Some(Ok(chunk)) => rest = chunk,
                    last => {
                        watched.took(true);
                        return Poll::Ready(last);
                    }
                }
            }
            let part = rest.split_to(PART.min(rest.len()));
            if let Some(left) = &mut left {
                *left = left.saturating_sub(part.len() as u64);
            }
            watched.took(left == Some(0));
            Poll::Ready(Some(Ok(part)))
        });
        Some(upload)
    }

    fn took(&self, is_over: bool) {
        let since = self.start.elapsed().as_millis();
        let since = u64::try_from(since).unwrap_or(u64::MAX);
        self.taken.store(since, Ordering::Relaxed);
        self.is_over.store(is_over, Ordering::Relaxed);
    }

    /// What the exchange waits for now: since when, and what limits it.
    fn waits(&self) -> (Instant, Limit) {
        let since = Duration::from_millis(self.taken.load(Ordering::Relaxed));
        let limit = match self.is_over.load(Ordering::Relaxed) {
            true => Limit::FirstByte,
            false => Limit::Idle,
        };
        (self.start + since, limit)
    }
}

/// The head of the response, which comes in time after the request is sent, if that gets on.
pub(crate) async fn head(
    mut exchange: BoxFuture<'static, Result<http::Response<Body>, TransportError>>,
    upload: Option<&Upload>,
    timeouts: &Timeouts,
) -> Result<http::Response<Body>, Failure> {
    // What answers at once needs no timer.
    if let Poll::Ready(response) = poll_fn(|cx| Poll::Ready(exchange.as_mut().poll(cx))).await {
        return response.map_err(Failure::Transport);
    }
    let start = Instant::now();
    loop {
        let (since, limit) = match upload {
            Some(upload) => upload.waits(),
            None => (start, Limit::FirstByte),
        };
        let time = timeouts.get(limit);
        // Where one of the two has no limit, the other may come to hold.
        let Some(deadline) = until(since, time, upload.is_some()) else {
            return exchange.await.map_err(Failure::Transport);
        };
        if let Ok(response) = timeout_at(deadline, &mut exchange).await {
            return response.map_err(Failure::Transport);
        }
        let is_as_before = upload.is_none_or(|upload| upload.waits() == (since, limit));
        if let Some(time) = time.filter(|_| is_as_before) {
            let kind = match limit {
                Limit::FirstByte => TimeoutKind::FirstByte,
                _ => TimeoutKind::Idle,
            };
            return Err(Failure::Timeout(TimeoutError::after(kind, time)));
        }
    }
}

/// When to look again; never where nothing can come of it.
fn until(since: Instant, time: Option<Duration>, is_upload: bool) -> Option<Instant> {
    const AGAIN: Duration = Duration::from_secs(1);
    match time {
        Some(time) => since.checked_add(time),
        None if is_upload => Instant::now().checked_add(AGAIN),
        None => None,
    }
}
