//! What a comparison goes by beside the two documents.

use super::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

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
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    today: Date,
    grace_days: BTreeMap<Stability, u32>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            today: Date::today(),
            grace_days: [(Stability::Beta, 31), (Stability::Stable, 180)].into(),
        }
    }
}

impl Options {
    /// The day on which a sunset is over or not; by default the day that it is.
    #[must_use]
    pub const fn today(mut self, today: Date) -> Self {
        self.today = today;
        self
    }

    /// How many days there are to be from the day on which something is deprecated to its sunset: by default 31 for what is
    /// beta, 180 for what is stable, and none for the rest.
    #[must_use]
    pub fn grace_days(mut self, level: Stability, days: u32) -> Self {
        self.grace_days.insert(level, days);
        self
    }

    /// The day on which a sunset is over or not.
    #[must_use]
    pub const fn day(&self) -> Date {
        self.today
    }

    /// How many days of grace there are for a level.
    #[must_use]
    pub fn grace(&self, level: Stability) -> u32 {
        self.grace_days.get(&level).copied().unwrap_or(0)
    }
}
