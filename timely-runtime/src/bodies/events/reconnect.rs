//! When an event stream that has ended is opened again, and how long to wait before (WHATWG HTML, section 9.2.3).

use crate::bodies::BoxError;
use crate::random::random;
use http::StatusCode;
use std::time::Duration;

/// When and how often a client opens an event stream again, to go on where it broke off.
///
/// The client sends the request once more, with the identifier of the last event that was whole in the header `Last-Event-ID`, and
/// the events go on in the same stream; of an event that was cut nothing is seen. That is an ordinary request, with the
/// credentials and the retries of the client. The wait before it is what the server's `retry` field says, and a random time
/// more that grows with each attempt.
///
/// By default a stream that was asked for by `GET` is opened again when it *breaks off* and has had an `id` or a `retry` field: what
/// its server sends for this purpose. A stream that *ends* is at its end. The standard makes no difference between
/// the two, since to a browser no stream has an end; an API that answers with a list of events would be asked for it for
/// ever. With [`Reconnect::after_end`] the client does as browsers do.
///
/// What a call is given by its method `with` holds for any method and for servers that send neither field. Without identifiers,
/// events may then be missing or come again.
///
/// However it was set: the stream is over when the server answers 204, and after the event that the setting `events` names as its
/// end. Any other answer that is no event stream is an error, a redirect too.
///
/// ```
/// use std::time::Duration;
/// use timely_runtime::client::{CallOptions, Reconnect};
///
/// // As in `shop.watch_arrivals().with(forever).await`.
/// fn forever(call: CallOptions) -> CallOptions {
///     call.reconnect(Reconnect::default().after_end(true).max_delay(Duration::from_secs(120)))
/// }
/// # let _ = forever(CallOptions::default());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct Reconnect {
    max_attempts: u32,
    delay: Duration,
    max_delay: Duration,
    after_end: bool,
    /// Whether the stream must have shown that its server knows of reconnecting.
    needs_sign: bool,
}

impl Default for Reconnect {
    /// After a break alone; eight attempts in a row that bring no event, a second before the first of them unless the server says
    /// otherwise, at most 30 seconds before each.
    fn default() -> Self {
        Self {
            max_attempts: 8,
            delay: Duration::from_secs(1),
            max_delay: Duration::from_secs(30),
            after_end: false,
            needs_sign: false,
        }
    }
}

impl Reconnect {
    /// Never: a stream that breaks off ends with an error.
    pub fn never() -> Self {
        Self::default().max_attempts(0)
    }

    /// What a call does that says nothing: a stream with identifiers or a `retry` field is opened again after a break.
    pub(crate) fn unasked() -> Self {
        Self {
            needs_sign: true,
            ..Self::default()
        }
    }

    /// How many attempts in a row may bring no event. After one more, the stream ends with [`ReconnectError::GaveUp`].
    pub const fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = attempts;
        self
    }

    /// The shortest wait before an attempt, until the server sends another by its `retry` field.
    pub const fn delay(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    /// The longest wait before an attempt, also where the server asks for more.
    pub const fn max_delay(mut self, delay: Duration) -> Self {
        self.max_delay = delay;
        self
    }

    /// Whether a stream is opened again, too, that its server has ended as it should.
    pub const fn after_end(mut self, after_end: bool) -> Self {
        self.after_end = after_end;
        self
    }

    /// Whether it is never done.
    pub(crate) const fn is_never(&self) -> bool {
        self.max_attempts == 0
    }

    /// Whether a stream is opened again that ended in this way.
    pub(super) const fn applies(&self, is_clean: bool, has_sign: bool) -> bool {
        (has_sign || !self.needs_sign) && (self.after_end || !is_clean)
    }

    /// How long to wait before an attempt, by its number in its row, the first being 1; none where that is too many.
    pub(super) fn wait(&self, number: u32, asked: Option<Duration>) -> Option<Duration> {
        (number <= self.max_attempts).then(|| self.backoff(number, asked, random()))
    }

    /// The shortest wait, and a share of one that doubles, where `random` of `u64::MAX` is all of it. A server may ask for none at
    /// all, but not for that again and again.
    fn backoff(&self, number: u32, asked: Option<Duration>, random: u64) -> Duration {
        let shortest = asked.unwrap_or(self.delay);
        let doublings = number.saturating_sub(1).min(31);
        let more = shortest.max(self.delay).saturating_mul(1 << doublings);
        let nanos = more
            .min(self.max_delay)
            .as_nanos()
            .min(u128::from(u64::MAX));
        // The product of two numbers below 2^64 fits in 128 bits, and dividing by 2^64 brings it below 2^64 again.
        let share = (nanos * u128::from(random)) >> 64;
        let share = Duration::from_nanos(u64::try_from(share).unwrap_or(u64::MAX));
        shortest.saturating_add(share).min(self.max_delay)
    }
}

/// Why an event stream did not go on after it had broken off.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReconnectError {
    /// As many attempts in a row as are allowed have brought no event.
    #[error("the event stream was opened again {attempts} times without an event")]
    GaveUp {
        /// The number of attempts.
        attempts: u32,
        /// How the last one ended; none where the server has ended each stream as it should.
        #[source]
        source: Option<BoxError>,
    },
    /// The server answered with another status than that of a stream.
    #[error("the event stream was to go on, and the server answered {0}")]
    Status(StatusCode),
    /// The server answered with something else than events.
    #[error(
        "the event stream was to go on, and the server answered with another media type: {found}"
    )]
    ContentType {
        /// What it says to be.
        found: String,
    },
    /// The identifier of the last event cannot stand in a header.
    #[error("the event stream cannot go on: the identifier of its last event cannot be sent")]
    EventId,
    /// The answer cannot be read, or the request cannot be made.
    #[error("the event stream cannot go on")]
    Failed(#[source] BoxError),
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn waits_grow_from_what_the_server_asks_for() {
        let (none, all) = (0, u64::MAX);
        let reconnect = Reconnect::default();
        let second = Duration::from_secs(1);
        let near = |wait: Duration, seconds: u64| {
            let whole = Duration::from_secs(seconds);
            wait <= whole && whole - wait < Duration::from_millis(1)
        };
        assert_eq!(reconnect.backoff(1, None, none), second);
        assert!(near(reconnect.backoff(1, None, all), 2));
        assert!(near(reconnect.backoff(3, None, all), 5));
        assert_eq!(reconnect.backoff(9, None, all), 30 * second);
        let asked = Some(10 * second);
        assert_eq!(reconnect.backoff(1, asked, none), 10 * second);
        assert!(near(reconnect.backoff(1, asked, all), 20));
        // A server can ask for no wait, and cannot ask for one of years.
        assert_eq!(
            reconnect.backoff(1, Some(Duration::ZERO), none),
            Duration::ZERO
        );
        assert!(near(reconnect.backoff(4, Some(Duration::ZERO), all), 8));
        assert_eq!(reconnect.backoff(1, Some(Duration::MAX), none), 30 * second);
        assert!(reconnect.wait(8, None).is_some() && reconnect.wait(9, None).is_none());
        assert!(Reconnect::never().wait(1, None).is_none());
    }

    proptest! {
        #[test]
        fn no_wait_is_longer_than_the_longest(number: u32, asked: Option<u64>, most: u64, random: u64) {
            let reconnect = Reconnect::default().max_delay(Duration::from_millis(most));
            let asked = asked.map(Duration::from_millis);
            prop_assert!(reconnect.backoff(number, asked, random) <= Duration::from_millis(most));
        }
    }
}
