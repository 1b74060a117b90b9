//! When it is time to send a comment.

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::time::{Instant, Sleep};

/// A timer that starts anew whenever something was sent.
pub(super) struct KeepAlive {
    interval: Duration,
    /// Made when it is first polled, within the runtime that drives it.
    sleep: Option<Pin<Box<Sleep>>>,
}

impl KeepAlive {
    pub(super) fn new(interval: Duration) -> Self {
        Self {
            // With none at all, comments would be sent without end.
            interval: interval.max(Duration::from_millis(1)),
            sleep: None,
        }
    }

    pub(super) fn restart(&mut self) {
        self.sleep = None;
    }

    /// Ready whenever the interval is over.
    pub(super) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let interval = self.interval;
        let sleep = self
            .sleep
            .get_or_insert_with(|| Box::pin(tokio::time::sleep(interval)));
        ready!(Future::poll(sleep.as_mut(), cx));
        let next = Instant::now() + interval;
        sleep.as_mut().reset(next);
        Poll::Ready(())
    }
}
