//! What a comparison has to know beside the documents.

use crate::settings::document;
use std::time::{SystemTime, UNIX_EPOCH};

/// What a comparison has to know beside the documents: which day it is, and how long what is deprecated has to stay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Options {
    /// The day on which it is made, in days since 1970 (UTC): what was announced to go may be gone after its day.
    pub today: i64,
    /// How many days there are at least between a deprecation and the day that `x-sunset` names. Where it is 0, a deprecation
    /// needs no such day.
    pub grace_days: u32,
    /// The same of what is of `x-stability-level: beta`.
    pub beta_grace_days: u32,
}

impl Options {
    /// Of a day: `2026-06-01`. None where it is no date from 1970 on.
    #[must_use]
    pub fn on(day: &str) -> Option<Self> {
        Some(Self {
            today: days(day)?,
            grace_days: 0,
            beta_grace_days: 0,
        })
    }
}

/// Of today, without days of grace.
impl Default for Options {
    fn default() -> Self {
        let since = SystemTime::now().duration_since(UNIX_EPOCH);
        let days = since.map_or(0, |since| since.as_secs() / DAY as u64);
        Self {
            today: i64::try_from(days).unwrap_or(i64::MAX),
            grace_days: 0,
            beta_grace_days: 0,
        }
    }
}

const DAY: i64 = 86_400;

/// A date of RFC 3339 in days since 1970.
pub(super) fn days(date: &str) -> Option<i64> {
    Some(document::seconds(date)? / DAY)
}
