//! A limit on the time between the bytes of a body.

use super::BodyError;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::time::{Instant, Sleep, sleep};

/// How long a body may be without a further byte.
pub(super) struct Idle {
    limit: Duration,
    /// Made when something is waited for the first time, which most bodies in memory never are.
    timer: Option<Pin<Box<Sleep>>>,
    is_waiting: bool,
}

impl Idle {
    pub(super) const fn new(limit: Duration) -> Self {
        Self {
            limit,
            timer: None,
            is_waiting: false,
        }
    }

    /// Takes note of what came of polling the body; an error when it has waited for too long. Time in which nobody reads is
    /// none of waiting, unless what is read then is not there.
    pub(super) fn watch(&mut self, is_pending: bool, cx: &mut Context<'_>) -> Option<BodyError> {
        if !is_pending {
            self.is_waiting = false;
            return None;
        }
        let timer = match &mut self.timer {
            Some(timer) => timer,
            none => none.insert(Box::pin(sleep(self.limit))),
        };
        if !self.is_waiting {
            self.is_waiting = true;
            // What lies beyond the end of the clock does not come.
            let end = Instant::now().checked_add(self.limit)?;
            timer.as_mut().reset(end);
        }
        let limit = self.limit;
        match timer.as_mut().poll(cx) {
            Poll::Ready(()) => Some(BodyError::Idle { limit }),
            Poll::Pending => None,
        }
    }
}
