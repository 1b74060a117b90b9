//! The requests of one connection of HTTP/2: how many there are, how many were taken back, and whose responses nobody takes.

use super::Limits;
use axum::body::Body;
use bytes::Bytes;
use http_body::{Frame, SizeHint};
use std::collections::HashMap;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::sync::Notify;
use tokio::time::{Instant, sleep};

/// The largest piece of a response that is handed on at a time: what a client does not take is seen by the next.
const PIECE: usize = 16 * 1024;

/// How many more requests may be taken back before they are answered than are answered. A client that gives up begins
/// work that is for nothing, at no cost of its own (CVE-2023-44487).
const TAKEN_BACK: usize = 100;

/// What a connection is to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    Fine,
    /// There is nothing to do on it, or a client that does not take what it is sent: it takes no more requests.
    Ends,
    /// It is cut off.
    Over,
}

/// The requests of a connection.
pub(super) struct Streams {
    inner: Mutex<Inner>,
    /// Told when too many were taken back.
    abused: Notify,
}

struct Inner {
    active: usize,
    /// Since when none is active.
    idle: Instant,
    /// How many more were taken back than answered.
    taken_back: usize,
    next: u64,
    /// The responses that have handed on a piece, and since when they have not been asked for the next.
    untaken: HashMap<u64, Instant>,
}

impl Streams {
    pub(super) fn new() -> Arc<Self> {
        let inner = Inner {
            active: 0,
            idle: Instant::now(),
            taken_back: 0,
            next: 0,
            untaken: HashMap::new(),
        };
        Arc::new(Self {
            inner: Mutex::new(inner),
            abused: Notify::new(),
        })
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A request has come.
    pub(super) fn begin(self: &Arc<Self>) -> Stream {
        let mut inner = self.inner();
        inner.active += 1;
        inner.next += 1;
        Stream {
            id: inner.next,
            streams: Arc::clone(self),
            is_answered: false,
        }
    }

    /// Whether the connection may go on as it does.
    pub(super) fn state(&self, limits: &Limits) -> State {
        let inner = self.inner();
        if inner.taken_back > TAKEN_BACK {
            return State::Over;
        }
        if inner.active == 0 {
            return match inner.idle.elapsed() {
                idle if idle < limits.idle_timeout => State::Fine,
                idle if idle < limits.idle_timeout + limits.patience() => State::Ends,
                _ => State::Over,
            };
        }
        let Some(limit) = limits.write_timeout else {
            return State::Fine;
        };
        let untaken = inner.untaken.values();
        match untaken.filter(|since| since.elapsed() >= limit).count() {
            0 => State::Fine,
            // Others on the connection may be taken.
            some if some < inner.active => State::Ends,
            _ => State::Over,
        }
    }

    /// When to ask for the state.
    pub(super) async fn changed(&self, limits: &Limits) {
        let shortest = limits.idle_timeout.min(limits.patience());
        let interval = (shortest / 4).clamp(Duration::from_millis(10), Duration::from_secs(5));
        tokio::select! {
            () = self.abused.notified() => {}
            () = sleep(interval) => {}
        }
    }
}

/// One request, until its response is handed on to the end or it is taken back.
pub(super) struct Stream {
    id: u64,
    streams: Arc<Streams>,
    is_answered: bool,
}

impl Stream {
    /// The body of the response, which is seen from now on.
    pub(super) fn answered(mut self, body: Body) -> Body {
        self.is_answered = true;
        Body::new(Taken {
            body,
            rest: Bytes::new(),
            stream: self,
        })
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        let mut inner = self.streams.inner();
        inner.untaken.remove(&self.id);
        inner.active = inner.active.saturating_sub(1);
        if inner.active == 0 {
            inner.idle = Instant::now();
        }
        inner.taken_back = match self.is_answered {
            true => inner.taken_back.saturating_sub(1),
            false => inner.taken_back.saturating_add(1),
        };
        if inner.taken_back > TAKEN_BACK {
            self.streams.abused.notify_one();
        }
    }
}

/// The body of a response, in pieces of which it is noted whether they are taken.
struct Taken {
    body: Body,
    /// What is left of a piece that was too large.
    rest: Bytes,
    stream: Stream,
}

impl Taken {
    fn hand_on(&mut self, mut bytes: Bytes) -> Frame<Bytes> {
        let piece = bytes.split_to(bytes.len().min(PIECE));
        self.rest = bytes;
        let mut inner = self.stream.streams.inner();
        inner.untaken.insert(self.stream.id, Instant::now());
        Frame::data(piece)
    }
}

impl http_body::Body for Taken {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let this = &mut *self;
        this.stream.streams.inner().untaken.remove(&this.stream.id);
        if !this.rest.is_empty() {
            let rest = std::mem::take(&mut this.rest);
            return Poll::Ready(Some(Ok(this.hand_on(rest))));
        }
        let frame = ready!(Pin::new(&mut this.body).poll_frame(context));
        Poll::Ready(match frame {
            Some(Ok(frame)) => Some(Ok(match frame.into_data() {
                Ok(data) => this.hand_on(data),
                Err(other) => other,
            })),
            other => other,
        })
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_empty() && self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        let mut hint = self.body.size_hint();
        let rest = self.rest.len() as u64;
        if let Some(upper) = hint.upper() {
            hint.set_upper(upper.saturating_add(rest));
        }
        hint.set_lower(hint.lower().saturating_add(rest));
        hint
    }
}
