//! Days of the calendar, as documents and settings write them.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use std::{
    fmt,
    time::{SystemTime, UNIX_EPOCH},
};

/// A day of the Gregorian calendar.
///
/// ```
/// use timely_codegen::diff::Date;
///
/// let (asked, sunset) = (Date::parse("2026-02-27"), Date::parse("2026-03-01T00:00:00Z"));
/// assert_eq!(asked.zip(sunset).map(|(asked, sunset)| asked.days_until(sunset)), Some(2));
/// assert_eq!(Date::parse("2026-02-29"), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

const SECONDS_OF_A_DAY: u64 = 24 * 60 * 60;

impl Date {
    /// Reads a date of RFC 3339 (section 5.6), or the date of a date and time.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (date, rest) = (text.get(..10)?, text.get(10..)?);
        if !(rest.is_empty() || rest.starts_with(['T', 't', ' '])) {
            return None;
        }
        let mut parts = date.split('-');
        let mut number = |digits: usize| {
            let part = parts.next()?;
            let is_number = part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit());
            is_number.then(|| part.parse::<u16>().ok()).flatten()
        };
        let (year, month, day) = (number(4)?, number(2)?, number(2)?);
        let (month, day) = (u8::try_from(month).ok()?, u8::try_from(day).ok()?);
        let is_day = (1..=12).contains(&month) && (1..=days_of(year, month)).contains(&day);
        is_day.then_some(Self { year, month, day })
    }

    /// The day that it is now, in UTC.
    #[must_use]
    pub fn today() -> Self {
        let since = SystemTime::now().duration_since(UNIX_EPOCH);
        let mut left = since.map_or(0, |time| time.as_secs() / SECONDS_OF_A_DAY);
        let (mut year, mut month) = (1970, 1);
        let mut length = u64::from(days_of(year, month));
        while left >= length && year < u16::MAX {
            left -= length;
            (year, month) = if month == 12 {
                (year + 1, 1)
            } else {
                (year, month + 1)
            };
            length = u64::from(days_of(year, month));
        }
        let day = u8::try_from(left + 1).unwrap_or(1);
        Self { year, month, day }
    }

    /// How many days later another one is; negative where it is earlier.
    #[must_use]
    pub fn days_until(self, other: Self) -> i64 {
        other.number() - self.number()
    }

    /// The days since the first of January of the year 0.
    pub(super) fn number(self) -> i64 {
        let before = i64::from(self.year);
        let leap = |year: i64| year / 4 - year / 100 + year / 400;
        // Those of the years before: the year 0 is a leap year.
        let of_years = match before {
            0 => 0,
            _ => before * 365 + leap(before - 1) + 1,
        };
        let months = (1..self.month).map(|month| i64::from(days_of(self.year, month)));
        of_years + months.sum::<i64>() + i64::from(self.day) - 1
    }
}

fn days_of(year: u16, month: u8) -> u8 {
    let is_leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text)
            .ok_or_else(|| D::Error::custom(format!("`{text}` is no date such as `2026-12-31`")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        Date::parse(text).unwrap()
    }

    #[test]
    fn what_is_no_day_is_refused() {
        for text in [
            "",
            "2026-1-01",
            "2026-13-01",
            "2026-00-10",
            "2026-04-31",
            "2100-02-29",
            "2026-01-01x",
            "2026/01/01",
            "+026-01-01",
            "２026-01-01",
        ] {
            assert_eq!(Date::parse(text), None, "{text}");
        }
        assert_eq!(date("2000-02-29T10:00:00Z").to_string(), "2000-02-29");
    }

    #[test]
    fn days_are_counted_over_months_and_leap_years() {
        for (from, to, days) in [
            ("2026-12-31", "2027-01-01", 1),
            ("2024-02-28", "2024-03-01", 2),
            ("1900-02-28", "1900-03-01", 1),
            ("1970-01-01", "2000-01-01", 10957),
            ("0000-12-31", "0001-01-01", 1),
            ("2026-03-01", "2026-02-01", -28),
        ] {
            assert_eq!(date(from).days_until(date(to)), days, "{from} {to}");
        }
    }

    #[test]
    fn today_is_after_this_was_written() {
        assert!(Date::today() > date("2025-01-01"));
    }
}
