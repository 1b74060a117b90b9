//! How many requests in how long.

use std::fmt;
use std::time::Duration;

/// So many requests in each window of time.
///
/// A key's window begins with its first request and ends when its time is over, whatever comes in it; the next request
/// begins a new one. In each window the whole quota may be used, also at once.
///
/// ```
/// use std::time::Duration;
/// use timely_runtime::rate_limit::Quota;
///
/// let quota = Quota::per_minute(100);
/// assert_eq!(quota, Quota::new(100, Duration::from_secs(60)));
/// assert_eq!(quota.to_string(), "100 requests per minute");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quota {
    /// How many requests a window has room for.
    pub requests: u32,
    /// How long a window is; at least a millisecond, which is the unit that stores count in.
    pub window: Duration,
}

impl Quota {
    /// So many requests in each window of this length.
    #[must_use]
    pub const fn new(requests: u32, window: Duration) -> Self {
        let window = if window.as_millis() == 0 {
            Duration::from_millis(1)
        } else {
            window
        };
        Self { requests, window }
    }

    /// So many requests a second.
    #[must_use]
    pub const fn per_second(requests: u32) -> Self {
        Self::new(requests, Duration::from_secs(1))
    }

    /// So many requests a minute.
    #[must_use]
    pub const fn per_minute(requests: u32) -> Self {
        Self::new(requests, Duration::from_secs(60))
    }

    /// So many requests an hour.
    #[must_use]
    pub const fn per_hour(requests: u32) -> Self {
        Self::new(requests, Duration::from_secs(60 * 60))
    }
}

impl fmt::Display for Quota {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let requests = match self.requests {
            1 => "request",
            _ => "requests",
        };
        write!(formatter, "{} {requests} per ", self.requests)?;
        match self.window.as_millis() {
            1000 => formatter.write_str("second"),
            60_000 => formatter.write_str("minute"),
            3_600_000 => formatter.write_str("hour"),
            86_400_000 => formatter.write_str("day"),
            _ => write!(formatter, "{} seconds", self.window.as_secs_f64()),
        }
    }
}
