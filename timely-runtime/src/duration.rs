//! Durations of ISO 8601, as RFC 3339 has them (appendix A).

use std::fmt;
use std::time::Duration;

/// How many digits of a second's fraction are held.
const FRACTION: usize = 9;

/// A duration in the units that it is told in: `format: duration` (RFC 3339, appendix A), such as `P1Y2M3DT4H5M6.7S`.
///
/// A year and a month have no fixed length, so that a duration is no number of seconds; [`to_std`](Self::to_std) is one
/// where it has neither. Of two that are equal each unit is: `PT60S` is not `PT1M`.
///
/// ```
/// use std::time::Duration;
/// use timely_runtime::{IsoDuration, Text};
///
/// let trial: Text<IsoDuration> = "P14DT12H".parse()?;
/// let trial = trial.parsed()?;
/// assert_eq!((trial.days, trial.hours), (14, 12));
/// assert_eq!(trial.to_std(), Some(Duration::from_secs((14 * 24 + 12) * 3600)));
///
/// let timeout = Text::from(IsoDuration::from(Duration::from_millis(90_500)));
/// assert_eq!(timeout.as_str(), "PT1M30.5S");
/// # Ok::<(), timely_runtime::FormatError>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct IsoDuration {
    /// Years.
    pub years: u64,
    /// Months.
    pub months: u64,
    /// Weeks, which stand alone.
    pub weeks: u64,
    /// Days.
    pub days: u64,
    /// Hours.
    pub hours: u64,
    /// Minutes.
    pub minutes: u64,
    /// Seconds.
    pub seconds: u64,
    /// Billionths of a second, below a whole one.
    pub nanoseconds: u32,
}

impl IsoDuration {
    /// The duration in seconds, a day taken as 24 hours; `None` where it has years or months, or is too long.
    #[must_use]
    pub fn to_std(&self) -> Option<Duration> {
        if self.years != 0 || self.months != 0 {
            return None;
        }
        let units = [
            (self.weeks, 7 * 24 * 60 * 60),
            (self.days, 24 * 60 * 60),
            (self.hours, 60 * 60),
            (self.minutes, 60),
            (self.seconds, 1),
        ];
        let seconds = units.into_iter().try_fold(0u64, |sum, (count, unit)| {
            sum.checked_add(count.checked_mul(unit)?)
        })?;
        Duration::from_secs(seconds).checked_add(Duration::from_nanos(self.nanoseconds.into()))
    }

    /// The same for chrono.
    #[must_use]
    pub fn to_chrono(&self) -> Option<chrono::TimeDelta> {
        chrono::TimeDelta::from_std(self.to_std()?).ok()
    }

    /// Reads a text; `None` for one that is none of the format, or has numbers beyond what is held.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let mut duration = Self::default();
        let mut units = Units {
            text,
            last: None,
            in_time: false,
        };
        units.text = text.strip_prefix(['P', 'p'])?;
        while !units.text.is_empty() {
            units.next(&mut duration)?;
        }
        // A letter `T` announces a time.
        let last = units.last?;
        let is_whole = !units.in_time || last >= Unit::Hour;
        let weeks_alone = duration.weeks == 0 || last == Unit::Week;
        (is_whole && weeks_alone).then_some(duration)
    }
}

/// The units in the order in which they stand.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Unit {
    Year,
    Month,
    Week,
    Day,
    Hour,
    Minute,
    Second,
}

/// The units of a text, from the first to the last.
struct Units<'t> {
    /// What is left.
    text: &'t str,
    last: Option<Unit>,
    /// Whether the letter `T` has come.
    in_time: bool,
}

impl Units<'_> {
    /// Reads one unit.
    fn next(&mut self, duration: &mut IsoDuration) -> Option<()> {
        if let Some(rest) = self.text.strip_prefix(['T', 't']) {
            if self.in_time {
                return None;
            }
            (self.text, self.in_time) = (rest, true);
        }
        let (number, rest) = digits(self.text);
        let count: u64 = number.parse().ok()?;
        let (fraction, rest) = match rest.strip_prefix(['.', ',']) {
            Some(rest) => {
                let (fraction, rest) = digits(rest);
                (Some(fraction), rest)
            }
            None => (None, rest),
        };
        let letter = rest.chars().next()?;
        let (unit, place) = match (letter.to_ascii_uppercase(), self.in_time) {
            ('Y', false) => (Unit::Year, &mut duration.years),
            ('M', false) => (Unit::Month, &mut duration.months),
            ('W', false) => (Unit::Week, &mut duration.weeks),
            ('D', false) => (Unit::Day, &mut duration.days),
            ('H', true) => (Unit::Hour, &mut duration.hours),
            ('M', true) => (Unit::Minute, &mut duration.minutes),
            ('S', true) => (Unit::Second, &mut duration.seconds),
            _ => return None,
        };
        let in_order = self
            .last
            .is_none_or(|last| last < unit && last != Unit::Week);
        if !in_order || unit == Unit::Week && self.last.is_some() {
            return None;
        }
        *place = count;
        if let Some(fraction) = fraction {
            duration.nanoseconds = nanoseconds(fraction).filter(|_| unit == Unit::Second)?;
        }
        self.last = Some(unit);
        self.text = &rest[letter.len_utf8()..];
        Some(())
    }
}

/// The digits that a text begins with, and the rest.
fn digits(text: &str) -> (&str, &str) {
    let count = text.bytes().take_while(u8::is_ascii_digit).count();
    text.split_at(count)
}

/// The fraction of a second, if it has no more digits than are held.
fn nanoseconds(fraction: &str) -> Option<u32> {
    let significant = fraction.trim_end_matches('0');
    if fraction.is_empty() || significant.len() > FRACTION {
        return None;
    }
    format!("{significant:0<FRACTION$}").parse().ok()
}

/// Hours, minutes and seconds, of which the minutes and seconds are below sixty.
impl From<Duration> for IsoDuration {
    fn from(duration: Duration) -> Self {
        let seconds = duration.as_secs();
        Self {
            hours: seconds / 3600,
            minutes: seconds / 60 % 60,
            seconds: seconds % 60,
            nanoseconds: duration.subsec_nanos(),
            ..Self::default()
        }
    }
}

/// The usual text.
impl fmt::Display for IsoDuration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let has_seconds = self.seconds != 0 || self.nanoseconds != 0;
        let has_time = has_seconds || self.hours != 0 || self.minutes != 0;
        let dates = [(self.years, 'Y'), (self.months, 'M'), (self.days, 'D')];
        let is_date = dates.iter().any(|(count, _)| *count != 0);
        f.write_str("P")?;
        // They stand alone: beside others, a week is seven days.
        match (self.weeks, is_date || has_time) {
            (0, true) => {}
            (0, false) => return f.write_str("T0S"),
            (weeks, false) => return write!(f, "{weeks}W"),
            (..) => {}
        }
        let days = u128::from(self.days) + 7 * u128::from(self.weeks);
        for (count, letter) in [
            (self.years.into(), 'Y'),
            (self.months.into(), 'M'),
            (days, 'D'),
        ] {
            if count != 0 {
                write!(f, "{count}{letter}")?;
            }
        }
        if has_time {
            f.write_str("T")?;
        }
        for (count, letter) in [(self.hours, 'H'), (self.minutes, 'M')] {
            if count != 0 {
                write!(f, "{count}{letter}")?;
            }
        }
        match (has_seconds, self.nanoseconds) {
            (false, _) => Ok(()),
            (true, 0) => write!(f, "{}S", self.seconds),
            (true, nanoseconds) => {
                let fraction = format!("{nanoseconds:0FRACTION$}");
                write!(f, "{}.{}S", self.seconds, fraction.trim_end_matches('0'))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_unit_is_read_and_written() {
        let duration = IsoDuration::parse("P1Y2M3DT4H5M6.7S").unwrap();
        let expected = IsoDuration {
            years: 1,
            months: 2,
            days: 3,
            hours: 4,
            minutes: 5,
            seconds: 6,
            nanoseconds: 700_000_000,
            ..IsoDuration::default()
        };
        assert_eq!(duration, expected);
        assert_eq!(duration.to_string(), "P1Y2M3DT4H5M6.7S");
        assert_eq!(duration.to_std(), None);
        for text in ["PT0S", "P2W", "P1D", "PT36H", "P1YT1S", "PT0.000000001S"] {
            assert_eq!(IsoDuration::parse(text).unwrap().to_string(), text);
        }
        let week = IsoDuration::parse("P1W").unwrap();
        assert_eq!(week.to_std(), Some(Duration::from_secs(604_800)));
        assert_eq!(week.to_chrono(), Some(chrono::TimeDelta::weeks(1)));
        let both = IsoDuration { hours: 1, ..week };
        assert_eq!(both.to_string(), "P7DT1H");
    }

    #[test]
    fn what_is_no_duration_is_not_read() {
        for text in [
            "",
            "P",
            "PT",
            "P1DT",
            "1D",
            "P1",
            "P1S",
            "PT1D",
            "P1M1Y",
            "P1W1D",
            "P1Y1W",
            "PT1M1H",
            "P-1D",
            "-P1D",
            "P1.5D",
            "PT1.S",
            "PT.5S",
            "PTT1S",
            "P1D1D",
            "P1é",
            "P１D",
            "P99999999999999999999D",
            "PT0.0000000001S",
            " P1D",
        ] {
            assert_eq!(IsoDuration::parse(text), None, "{text}");
        }
    }

    #[test]
    fn the_longest_overflows_nothing() {
        let longest = IsoDuration {
            weeks: u64::MAX,
            days: u64::MAX,
            ..IsoDuration::default()
        };
        assert_eq!(longest.to_std(), None);
        assert!(longest.to_string().starts_with('P'));
        let text = IsoDuration::from(Duration::MAX).to_string();
        assert_eq!(
            IsoDuration::parse(&text).unwrap().to_std(),
            Some(Duration::MAX)
        );
    }

    proptest! {
        #[test]
        fn durations_of_seconds_survive(seconds: u64, nanos in 0..1_000_000_000_u32) {
            let duration = Duration::new(seconds, nanos);
            let text = IsoDuration::from(duration).to_string();
            prop_assert_eq!(IsoDuration::parse(&text).and_then(|read| read.to_std()), Some(duration));
        }

        #[test]
        fn no_text_panics(text in "P?[0-9YMWDTHSé.,]{0,12}") {
            let _ = IsoDuration::parse(&text);
        }
    }
}
