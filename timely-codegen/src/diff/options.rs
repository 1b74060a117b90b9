//! What a comparison goes by beside the two documents.

use super::Date;
use serde::{Deserialize, Serialize};

/// How settled a part of an API is, as `x-stability-level` says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Stability {
    /// It may change in any way.
    Draft,
    /// It may change in any way.
    Alpha,
    /// It may go after a short notice.
    Beta,
    /// It may go after a long notice: what says nothing of it is this.
    Stable,
}

/// What a comparison goes by beside the two documents.
///
/// ```
/// use timely_codegen::diff::{Date, Options, Stability};
///
/// let options = Options::default().today(Date::today()).grace_days(Stability::Beta, 14);
/// assert_eq!(options.grace(Stability::Beta), 14);
/// assert_eq!(options.grace(Stability::Draft), 0);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    day: Date,
    /// The same, as a number.
    pub(in crate::diff) today: i64,
    /// For what is stable; where it is 0, a deprecation needs no sunset.
    pub(in crate::diff) grace_days: u32,
    pub(in crate::diff) beta_grace_days: u32,
    alpha_grace_days: u32,
    draft_grace_days: u32,
}

impl Default for Options {
    fn default() -> Self {
        let day = Date::today();
        Self {
            day,
            today: day.number(),
            grace_days: 0,
            beta_grace_days: 0,
            alpha_grace_days: 0,
            draft_grace_days: 0,
        }
    }
}

impl Options {
    /// The day on which a sunset is over or not; by default the day that it is.
    #[must_use]
    pub fn today(mut self, today: Date) -> Self {
        self.day = today;
        self.today = today.number();
        self
    }

    /// How many days there are to be from the day on which something is deprecated to its sunset. By default there are none, and a
    /// deprecation needs no sunset.
    #[must_use]
    pub const fn grace_days(mut self, level: Stability, days: u32) -> Self {
        match level {
            Stability::Draft => self.draft_grace_days = days,
            Stability::Alpha => self.alpha_grace_days = days,
            Stability::Beta => self.beta_grace_days = days,
            Stability::Stable => self.grace_days = days,
        }
        self
    }

    /// The day on which a sunset is over or not.
    #[must_use]
    pub const fn day(&self) -> Date {
        self.day
    }

    /// How many days of grace there are for a level.
    #[must_use]
    pub const fn grace(&self, level: Stability) -> u32 {
        match level {
            Stability::Draft => self.draft_grace_days,
            Stability::Alpha => self.alpha_grace_days,
            Stability::Beta => self.beta_grace_days,
            Stability::Stable => self.grace_days,
        }
    }
}

/// The number of a date of RFC 3339.
pub(super) fn days(date: &str) -> Option<i64> {
    Some(Date::parse(date)?.number())
}
