//! The header fields that tell what is left.

use super::{Decision, Quota};
use http::{HeaderMap, HeaderName, HeaderValue, header};
use std::time::Duration;

/// The names of the header fields that tell a caller what is left; a field without a name is not sent.
///
/// ```
/// use timely_runtime::http::HeaderName;
/// use timely_runtime::rate_limit::HeaderNames;
///
/// let names = HeaderNames {
///     limit: Some(HeaderName::from_static("ratelimit-limit")),
///     reset: None,
///     ..HeaderNames::default()
/// };
/// ```
#[derive(Clone, Debug)]
pub struct HeaderNames {
    /// How many requests a window has room for; `X-RateLimit-Limit`.
    pub limit: Option<HeaderName>,
    /// For how many more there is room; `X-RateLimit-Remaining`.
    pub remaining: Option<HeaderName>,
    /// When the window ends, in seconds since 1970 (Unix time), rounded up; `X-RateLimit-Reset`.
    pub reset: Option<HeaderName>,
    /// On refusals alone: how many seconds to wait, rounded up (RFC 9110, section 10.2.3); `Retry-After`.
    pub retry_after: Option<HeaderName>,
}

impl Default for HeaderNames {
    fn default() -> Self {
        Self {
            limit: Some(HeaderName::from_static("x-ratelimit-limit")),
            remaining: Some(HeaderName::from_static("x-ratelimit-remaining")),
            reset: Some(HeaderName::from_static("x-ratelimit-reset")),
            retry_after: Some(header::RETRY_AFTER),
        }
    }
}

impl HeaderNames {
    pub(super) fn fields(&self, quota: Quota, decision: &Decision) -> HeaderMap {
        // Rounded up: at the second named here, the window is over.
        let reset =
            decision.reset.timestamp() + i64::from(decision.reset.timestamp_subsec_nanos() > 0);
        let mut fields = HeaderMap::with_capacity(4);
        let mut put = |name: &Option<HeaderName>, value: HeaderValue| {
            if let Some(name) = name {
                fields.insert(name.clone(), value);
            }
        };
        put(&self.limit, quota.requests.into());
        put(&self.remaining, decision.remaining.into());
        put(&self.reset, reset.into());
        if !decision.admitted {
            put(&self.retry_after, seconds(decision.wait).into());
        }
        fields
    }
}

/// Whole seconds, rounded up, and at least one.
pub(super) fn seconds(wait: Duration) -> u64 {
    let rounded = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
    rounded.max(1)
}
