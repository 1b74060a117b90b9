//! Times that ran out.

use crate::ReceivedResponse;
use crate::response::Origin;
use std::fmt;
use std::time::Duration;

/// A time of the client's that ran out: see [`CallOptions`](crate::client::CallOptions) for what each limits.
#[derive(Debug)]
pub struct TimeoutError {
    pub(super) kind: TimeoutKind,
    pub(super) limit: Option<Duration>,
    pub(super) origin: Origin,
    pub(super) response: Option<ReceivedResponse>,
}

/// Which time ran out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TimeoutKind {
    /// Until the head of the response came, since the request was sent.
    FirstByte,
    /// Between bytes of the request's or the response's body.
    Idle,
    /// Of one attempt, up to the last byte of the response.
    Attempt,
    /// Of the whole call, with all attempts and the waits between them.
    Call,
}

impl TimeoutError {
    /// A time that ran out: what a test double may answer with.
    #[must_use]
    pub const fn new(kind: TimeoutKind) -> Self {
        Self {
            kind,
            limit: None,
            origin: Origin::UNKNOWN,
            response: None,
        }
    }

    pub(crate) const fn after(kind: TimeoutKind, limit: Duration) -> Self {
        let mut error = Self::new(kind);
        error.limit = Some(limit);
        error
    }

    /// Notes what had come by then.
    pub(crate) fn with_response(self, response: Option<ReceivedResponse>) -> Self {
        Self { response, ..self }
    }

    pub(crate) fn of(self, origin: Origin) -> Self {
        Self { origin, ..self }
    }

    /// Which time ran out.
    #[must_use]
    pub const fn kind(&self) -> TimeoutKind {
        self.kind
    }

    /// How long it was, where the client knows.
    #[must_use]
    pub const fn limit(&self) -> Option<Duration> {
        self.limit
    }
}

impl fmt::Display for TimeoutError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.kind {
            TimeoutKind::FirstByte => "the server did not answer in time",
            TimeoutKind::Idle => "the connection was idle for too long",
            TimeoutKind::Attempt => "the attempt was not over in time",
            TimeoutKind::Call => "the call was not over in time",
        })?;
        match self.limit {
            Some(limit) => write!(f, " ({limit:?})"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for TimeoutError {}
