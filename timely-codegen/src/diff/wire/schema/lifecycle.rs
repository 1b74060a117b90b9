//! Properties that are to go (`deprecated`, `x-sunset`), and how stable they are (`x-stability-level`).

use super::evaluation::{Evaluation, shown};
use super::place::{Pair, Place, effective};
use crate::diff::rules::schemas::kinds;
use crate::normalize::SUNSET;
use serde_json::Value;
use std::time::{SystemTime, UNIX_EPOCH};

const STABILITY: &str = "x-stability-level";

/// The levels of stability, from the least on. Nothing said is the last.
const LEVELS: &[&str] = &["draft", "alpha", "beta", "stable"];

/// How many days there have to be between today and the end of what is deprecated. Where there are none, an end need not be told.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Grace {
    pub(super) beta: i64,
    pub(super) stable: i64,
}

impl<'a> Evaluation<'a, '_> {
    /// Compares what is said of the life of a property.
    pub(super) fn lifecycle(&mut self, pair: &Pair<'a>) {
        if self.context.family.is_whole() {
            return;
        }
        // What a part says is found in the part.
        let keys = ["deprecated", SUNSET, STABILITY];
        if keys
            .iter()
            .all(|key| pair.old.get(key) == pair.new.get(key))
        {
            return;
        }
        let is = |side, place: &Place<'a>| {
            effective(side, place, "deprecated").is_some_and(|it| *it == Value::Bool(true))
        };
        let values = [&pair.old, &pair.new].map(|place| place.get(SUNSET).map(shown));
        let kind = match (is(self.old, &pair.old), is(self.new, &pair.new)) {
            (false, true) => Some(self.deprecated(&pair.new)),
            (true, false) => Some(&kinds::REACTIVATED),
            (true, true) => self.sunset(pair),
            (false, false) => None,
        };
        if let Some(kind) = kind {
            self.report(kind, pair.keys("deprecated"), "", values);
        }
        let (before, after) = (level(&pair.old), level(&pair.new));
        let kind = match after.cmp(&before) {
            std::cmp::Ordering::Less => &kinds::STABILITY_DECREASED,
            std::cmp::Ordering::Greater => &kinds::STABILITY_INCREASED,
            std::cmp::Ordering::Equal => return,
        };
        let values = [before, after].map(|level| LEVELS.get(level).map(|name| (*name).to_owned()));
        self.report(kind, pair.keys(STABILITY), "", values);
    }

    /// What a deprecation is by the end that it tells.
    fn deprecated(&self, place: &Place<'_>) -> &'static kinds::Kind {
        match place.text(SUNSET) {
            None if self.days(place) > 0 => &kinds::DEPRECATED_SUNSET_MISSING,
            None => &kinds::DEPRECATED,
            Some(text) => match day(text) {
                None => &kinds::DEPRECATED_SUNSET_INVALID,
                Some(day) if self.is_too_near(day, place) => &kinds::SUNSET_DATE_TOO_SMALL,
                Some(_) => &kinds::DEPRECATED_WITH_SUNSET,
            },
        }
    }

    /// What became of the end of what is deprecated in both documents.
    fn sunset(&self, pair: &Pair<'_>) -> Option<&'static kinds::Kind> {
        let (before, after) = (pair.old.text(SUNSET)?, pair.new.text(SUNSET));
        let Some(after) = after else {
            return Some(&kinds::SUNSET_DELETED);
        };
        if before == after {
            return None;
        }
        let Some(end) = day(after) else {
            return Some(&kinds::DEPRECATED_SUNSET_INVALID);
        };
        let is_earlier = day(before).is_some_and(|before| end < before);
        (is_earlier && self.is_too_near(end, &pair.new))
            .then_some(&kinds::SUNSET_DATE_CHANGED_TOO_SMALL)
    }

    fn is_too_near(&self, day: i64, place: &Place<'_>) -> bool {
        day < today() + self.days(place)
    }

    /// The days of grace.
    fn days(&self, place: &Place<'_>) -> i64 {
        match LEVELS.get(level(place)) {
            Some(&"stable") => self.grace.stable,
            Some(&"beta") => self.grace.beta,
            _ => 0,
        }
    }
}

/// The level of stability, as a place in [`LEVELS`].
fn level(place: &Place<'_>) -> usize {
    let named = place.text(STABILITY);
    let known = named.and_then(|name| LEVELS.iter().position(|level| *level == name));
    known.unwrap_or(LEVELS.len() - 1)
}

/// The days since 1970.
fn today() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    let seconds = since.map_or(0, |since| since.as_secs());
    i64::try_from(seconds / 86_400).unwrap_or(i64::MAX / 2)
}

/// The days since 1970 of a date, or of a time that begins with one (RFC 3339).
fn day(text: &str) -> Option<i64> {
    let date = text.get(..10)?;
    let rest = text.get(10..)?;
    if !(rest.is_empty() || rest.starts_with(['T', 't', ' '])) {
        return None;
    }
    let mut parts = date.split('-');
    let mut number = |length: usize| -> Option<i64> {
        let part = parts.next()?;
        let is_plain = part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit());
        part.parse().ok().filter(|_| is_plain)
    };
    let (year, month, day) = (number(4)?, number(2)?, number(2)?);
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    // Years that begin with March have their leap day at the end, so that months have the same lengths in each.
    let (year, month) = match month {
        1 | 2 => (year - 1, month + 9),
        month => (year, month - 3),
    };
    let leaps = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    let of_year = (153 * month + 2) / 5 + day - 1;
    const UNTIL_1970: i64 = 719_468;
    Some(year * 365 + leaps + of_year - UNTIL_1970)
}

#[cfg(test)]
mod tests {
    use super::day;

    #[test]
    fn dates_are_days() {
        let cases = [
            ("1970-01-01", Some(0)),
            ("2000-03-01", Some(11_017)),
            ("2024-02-29T12:00:00Z", Some(19_782)),
            ("1969-12-31", Some(-1)),
            ("2024-13-01", None),
            ("soon", None),
            ("2024-1-1", None),
            ("2024-01-01x", None),
        ];
        for (text, expected) in cases {
            assert_eq!(day(text), expected, "{text}");
        }
    }
}
