//! When a request is repeated, and how long to wait before.

use super::budget::RetryBudget;
use super::error::TimeoutError;
use super::retry_after;
use crate::random::random;
use crate::transport::TransportError;
use http::{HeaderMap, Method, StatusCode};
use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

/// When and how often a request is repeated.
///
/// The waits grow: before repetition `n` it is a random time between nothing and `base_delay * 2^(n - 1)`, at
/// most `max_delay` ("full jitter", so that many clients do not come back at the same moment). A
/// `Retry-After` header goes first: the wait is then what the server asks for. If it asks for more than
/// `max_retry_after`, the request is not repeated and the caller gets the answer at once. Where a 429 or 503 has no such
/// header, those that tell when a rate limit ends stand in for it. Each attempt has the client's times to itself, but for that
/// of the whole call: a wait that would go beyond it is not begun.
///
/// A [`RetryBudget`] keeps clients from multiplying the load of a server that is down; it is shared by the clones of a policy.
///
/// ```
/// use std::time::Duration;
/// use timely_runtime::client::RetryPolicy;
///
/// let patient = RetryPolicy::default().max_attempts(6).max_delay(Duration::from_secs(60));
/// let reads_only = RetryPolicy::default()
///     .retry_if(|attempt| attempt.method == http::Method::GET && RetryPolicy::is_retryable(attempt));
/// # let _ = (patient, reads_only);
/// ```
#[derive(Clone)]
pub struct RetryPolicy {
    max_attempts: u32,
    base_delay: Duration,
    max_delay: Duration,
    max_retry_after: Duration,
    budget: Option<RetryBudget>,
    conflicts: bool,
    /// What decides in place of [`RetryPolicy::is_retryable`].
    predicate: Option<Predicate>,
}

type Predicate = Arc<dyn Fn(&Attempt<'_>) -> bool + Send + Sync>;

/// One attempt at a request and how it ended, for the decision whether to make another.
#[derive(Debug)]
#[non_exhaustive]
pub struct Attempt<'a> {
    /// The request's method.
    pub method: &'a Method,
    /// Which attempt it was, the first being 1.
    pub number: u32,
    /// Whether the request carries an idempotency key, so that the server does its work once however often it comes.
    pub has_idempotency_key: bool,
    /// How it ended.
    pub result: AttemptResult<'a>,
}

/// How an attempt ended.
#[derive(Debug)]
#[non_exhaustive]
pub enum AttemptResult<'a> {
    /// With a response, of whatever status.
    Response {
        /// The status code.
        status: StatusCode,
        /// All header fields.
        headers: &'a HeaderMap,
    },
    /// Without a complete response.
    Transport(&'a TransportError),
    /// A time of the client's ran out.
    Timeout(&'a TimeoutError),
}

impl Attempt<'_> {
    /// The status of the response, if there was one.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        match self.result {
            AttemptResult::Response { status, .. } => Some(status),
            AttemptResult::Transport(_) | AttemptResult::Timeout(_) => None,
        }
    }

    /// Whether the request may be repeated without doing its work twice: by its method (RFC 9110, section 9.2.2), or since it
    /// has an idempotency key.
    #[must_use]
    pub fn is_safe(&self) -> bool {
        is_safe(self.method, self.has_idempotency_key)
    }
}

fn is_safe(method: &Method, has_idempotency_key: bool) -> bool {
    has_idempotency_key || method.is_idempotent() || method.as_str() == "QUERY"
}

/// Whether a request that was answered so may do better the next time.
pub(crate) fn is_worth_another(status: StatusCode) -> bool {
    matches!(status.as_u16(), 408 | 425 | 429 | 500 | 502..=599)
}

impl Default for RetryPolicy {
    /// Three attempts, 500 ms as the base of the waits, at most 8 s between attempts or 60 s where the server
    /// asks for it, and [`RetryPolicy::is_retryable`].
    fn default() -> Self {
        Self {
            max_attempts: 3,
            base_delay: Duration::from_millis(500),
            max_delay: Duration::from_secs(8),
            max_retry_after: Duration::from_secs(60),
            budget: Some(RetryBudget::default()),
            conflicts: false,
            predicate: None,
        }
    }
}

impl RetryPolicy {
    /// Never repeats a request.
    #[must_use]
    pub fn none() -> Self {
        Self::default().max_attempts(1)
    }

    /// How often a request is sent at most, the first time included. 0 means 1.
    #[must_use]
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = attempts.max(1);
        self
    }

    /// The longest wait before the first repetition; it doubles with each further one.
    #[must_use]
    pub fn base_delay(mut self, delay: Duration) -> Self {
        self.base_delay = delay;
        self
    }

    /// The longest wait between two attempts that the client chooses itself.
    #[must_use]
    pub fn max_delay(mut self, delay: Duration) -> Self {
        self.max_delay = delay;
        self
    }

    /// The longest wait that a `Retry-After` header may ask for.
    #[must_use]
    pub fn max_retry_after(mut self, delay: Duration) -> Self {
        self.max_retry_after = delay;
        self
    }

    /// Takes the repetitions from this budget, which several clients may share; without one there is no limit beside that of
    /// each call.
    #[must_use]
    pub fn budget(mut self, budget: impl Into<Option<RetryBudget>>) -> Self {
        self.budget = budget.into();
        self
    }

    /// Whether a 409 is repeated as well, where that is safe: for APIs that answer it while another request holds the same
    /// resource. By default it is not.
    #[must_use]
    pub fn retry_conflicts(mut self, conflicts: bool) -> Self {
        self.conflicts = conflicts;
        self
    }

    /// Decides which attempts are followed by another, in place of [`RetryPolicy::is_retryable`].
    #[must_use]
    pub fn retry_if(
        mut self,
        predicate: impl Fn(&Attempt<'_>) -> bool + Send + Sync + 'static,
    ) -> Self {
        self.predicate = Some(Arc::new(predicate));
        self
    }

    /// The default decision: the request is safe to repeat and may do better the next time.
    ///
    /// Safe are the methods whose repetition has no further effect (RFC 9110, section 9.2.2: GET, HEAD, PUT, DELETE,
    /// OPTIONS, TRACE; and QUERY), and any request with an idempotency key. Worth another attempt are the statuses
    /// 408, 425, 429, and 5xx but 501, a connection that could not be made or broke, and a time that ran out. A certificate that is
    /// not accepted, on either side, is not the next time either.
    #[must_use]
    pub fn is_retryable(attempt: &Attempt<'_>) -> bool {
        let worth = match &attempt.result {
            AttemptResult::Response { status, .. } => is_worth_another(*status),
            AttemptResult::Transport(error) => error.is_transient(),
            AttemptResult::Timeout(_) => true,
        };
        worth && attempt.is_safe()
    }

    /// Takes note of a call that needs no other attempt.
    pub(crate) fn refund(&self) {
        if let Some(budget) = &self.budget {
            budget.refund();
        }
    }

    /// Whether there may be another attempt at all, so that the request has to be kept.
    pub(crate) fn may_repeat(&self, method: &Method, has_idempotency_key: bool) -> bool {
        let may_be_wanted = self.predicate.is_some() || is_safe(method, has_idempotency_key);
        self.max_attempts > 1 && may_be_wanted
    }

    /// How long to wait before the next attempt; `None` when there is to be none.
    #[cfg(test)]
    pub(crate) fn next(&self, attempt: &Attempt<'_>) -> Option<Duration> {
        self.next_within(attempt, 0, |_| true)
    }

    /// The same, where so many attempts do not count, and there may be no time for a wait: then none of the budget is spent on it.
    pub(crate) fn next_within(
        &self,
        attempt: &Attempt<'_>,
        uncounted: u32,
        is_in_time: impl Fn(Duration) -> bool,
    ) -> Option<Duration> {
        let by_default = match &self.predicate {
            Some(predicate) => predicate(attempt),
            None => Self::is_retryable(attempt),
        };
        let is_conflict = attempt.status() == Some(StatusCode::CONFLICT) && attempt.is_safe();
        let is_wanted = by_default || (self.conflicts && is_conflict);
        if !is_wanted {
            self.refund();
            return None;
        }
        let number = attempt.number.saturating_sub(uncounted);
        if number >= self.max_attempts {
            return None;
        }
        let asked = match attempt.result {
            AttemptResult::Response { headers, status } => {
                retry_after::asked(status, headers, SystemTime::now())
            }
            _ => None,
        };
        let wait = match asked {
            Some(asked) if asked > self.max_retry_after => return None,
            Some(asked) => asked,
            None => self.backoff(number, random()),
        };
        let is_affordable = || self.budget.as_ref().is_none_or(RetryBudget::withdraw);
        (is_in_time(wait) && is_affordable()).then_some(wait)
    }

    /// The wait after attempt `number`: a share of the longest one, where `random` of `u64::MAX` is all of it.
    fn backoff(&self, number: u32, random: u64) -> Duration {
        let doublings = number.saturating_sub(1).min(31);
        let longest = self
            .base_delay
            .saturating_mul(1 << doublings)
            .min(self.max_delay);
        let nanos = longest.as_nanos().min(u128::from(u64::MAX));
        // The product of two numbers below 2^64 fits in 128 bits, and dividing by 2^64 brings it below 2^64 again.
        let share = (nanos * u128::from(random)) >> 64;
        Duration::from_nanos(u64::try_from(share).unwrap_or(u64::MAX))
    }
}

impl fmt::Debug for RetryPolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RetryPolicy")
            .field("max_attempts", &self.max_attempts)
            .field("base_delay", &self.base_delay)
            .field("max_delay", &self.max_delay)
            .field("max_retry_after", &self.max_retry_after)
            .field("budget", &self.budget)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn attempt<'a>(
        method: &'a Method,
        number: u32,
        status: u16,
        headers: &'a HeaderMap,
    ) -> Attempt<'a> {
        let status = StatusCode::from_u16(status).unwrap();
        Attempt {
            method,
            number,
            has_idempotency_key: false,
            result: AttemptResult::Response { status, headers },
        }
    }

    #[test]
    fn repeats_only_what_is_safe_and_worth_it() {
        let headers = HeaderMap::new();
        let retryable = |method: &Method, status| {
            RetryPolicy::is_retryable(&attempt(method, 1, status, &headers))
        };
        for status in [408, 425, 429, 500, 502, 503, 504, 599] {
            assert!(retryable(&Method::GET, status), "{status}");
            assert!(retryable(&Method::PUT, status), "{status}");
            assert!(retryable(&Method::DELETE, status), "{status}");
            assert!(!retryable(&Method::POST, status), "{status}");
            assert!(!retryable(&Method::PATCH, status), "{status}");
        }
        for status in [200, 304, 400, 401, 404, 409, 501] {
            assert!(!retryable(&Method::GET, status), "{status}");
        }
        let query = Method::from_bytes(b"QUERY").unwrap();
        assert!(retryable(&query, 503));
        let keyed = Attempt {
            has_idempotency_key: true,
            ..attempt(&Method::POST, 1, 503, &headers)
        };
        assert!(RetryPolicy::is_retryable(&keyed));
    }

    #[test]
    fn stops_after_the_last_attempt() {
        let headers = HeaderMap::new();
        let policy = RetryPolicy::default();
        assert!(
            policy
                .next(&attempt(&Method::GET, 2, 503, &headers))
                .is_some()
        );
        assert!(
            policy
                .next(&attempt(&Method::GET, 3, 503, &headers))
                .is_none()
        );
        assert!(
            RetryPolicy::none()
                .next(&attempt(&Method::GET, 1, 503, &headers))
                .is_none()
        );
    }

    #[test]
    fn the_server_is_asked_first_unless_it_asks_for_too_much() {
        let policy = RetryPolicy::default();
        let mut headers = HeaderMap::new();
        headers.insert("retry-after", "60".parse().unwrap());
        let wait = policy.next(&attempt(&Method::GET, 1, 429, &headers));
        assert_eq!(wait, Some(Duration::from_secs(60)));
        headers.insert("retry-after", "61".parse().unwrap());
        assert_eq!(policy.next(&attempt(&Method::GET, 1, 429, &headers)), None);
    }

    #[test]
    fn conflicts_are_repeated_where_that_is_asked_for() {
        let headers = HeaderMap::new();
        let policy = RetryPolicy::default();
        let conflict = |method| attempt(method, 1, 409, &headers);
        assert!(policy.next(&conflict(&Method::GET)).is_none());
        let policy = policy.retry_conflicts(true);
        assert!(policy.next(&conflict(&Method::GET)).is_some());
        assert!(policy.next(&conflict(&Method::POST)).is_none());
    }

    #[test]
    fn an_outage_is_not_multiplied() {
        let headers = HeaderMap::new();
        let policy = RetryPolicy::default().budget(RetryBudget::new(3));
        let down = || {
            policy
                .clone()
                .next(&attempt(&Method::GET, 1, 503, &headers))
        };
        let tries = (0..10).filter(|_| down().is_some()).count();
        assert_eq!(tries, 3);
        for _ in 0..10 {
            assert!(
                policy
                    .next(&attempt(&Method::GET, 1, 200, &headers))
                    .is_none()
            );
        }
        assert!(down().is_some() && down().is_none());
        let unlimited = policy.clone().budget(None);
        assert!(
            unlimited
                .next(&attempt(&Method::GET, 1, 503, &headers))
                .is_some()
        );
    }

    proptest! {
        #[test]
        fn jitter_stays_within_bounds(number: u32, random: u64) {
            let policy = RetryPolicy::default();
            let wait = policy.backoff(number, random);
            let doublings = number.saturating_sub(1).min(10);
            prop_assert!(wait <= Duration::from_millis(500) * 2_u32.pow(doublings));
            prop_assert!(wait <= Duration::from_secs(8));
            prop_assert_eq!(policy.backoff(number, 0), Duration::ZERO);
        }

        #[test]
        fn no_setting_overflows(number: u32, base: u64, most: u64, random: u64) {
            let policy = RetryPolicy::default()
                .base_delay(Duration::from_secs(base))
                .max_delay(Duration::from_secs(most));
            prop_assert!(policy.backoff(number, random) <= Duration::from_secs(most));
        }
    }

    #[test]
    fn jitter_reaches_nearly_the_longest_wait() {
        let wait = RetryPolicy::default().backoff(3, u64::MAX);
        assert!(wait > Duration::from_millis(1999) && wait <= Duration::from_secs(2));
    }
}
