//! Times of a day.

use chrono::{FixedOffset, NaiveTime};
use std::cmp::Ordering;
use std::fmt;

/// A time of a day with the offset of its clock from UTC: `format: time` (RFC 3339, full-time), such as `08:30:00+02:00`.
///
/// An offset may be missing, as it is in many documents that mean [`LocalTime`](crate::LocalTime). Sorted by the instants of one day
/// in UTC, a time without an offset as one of UTC; and, where these are the same, by what was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Time {
    /// What the clock shows.
    pub local: NaiveTime,
    /// How far it is before UTC.
    pub offset: Option<FixedOffset>,
}

impl Time {
    /// A time by a clock that is so far before UTC.
    #[must_use]
    pub const fn new(local: NaiveTime, offset: FixedOffset) -> Self {
        Self {
            local,
            offset: Some(offset),
        }
    }

    /// Reads a text.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let at = text.find(['Z', 'z', '+', '-']).unwrap_or(text.len());
        let (local, offset) = text.split_at_checked(at)?;
        Some(Self {
            local: local.parse().ok()?,
            offset: match offset {
                "" => None,
                "Z" | "z" => FixedOffset::east_opt(0),
                offset => Some(offset.parse().ok()?),
            },
        })
    }

    /// Seconds and their fraction by UTC, which may be of the day before or after.
    fn by_utc(&self) -> (i64, u32) {
        use chrono::Timelike;
        let offset = self.offset.map_or(0, |offset| offset.local_minus_utc());
        let seconds = i64::from(self.local.num_seconds_from_midnight()) - i64::from(offset);
        (seconds, self.local.nanosecond())
    }
}

impl PartialOrd for Time {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Time {
    fn cmp(&self, other: &Self) -> Ordering {
        let offset = |time: &Self| time.offset.map(|offset| offset.local_minus_utc());
        (self.by_utc(), offset(self)).cmp(&(other.by_utc(), offset(other)))
    }
}

/// The usual text.
impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.local, f)?;
        match self.offset {
            None => Ok(()),
            Some(offset) if offset.local_minus_utc() == 0 => f.write_str("Z"),
            Some(offset) => fmt::Display::fmt(&offset, f),
        }
    }
}
