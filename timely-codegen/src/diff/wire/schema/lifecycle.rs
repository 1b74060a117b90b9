//! Properties that are to go (`deprecated`, `x-sunset`), and how stable they are (`x-stability-level`).

use super::evaluation::{Evaluation, shown};
use super::place::{Pair, Place, effective};
use crate::diff::options::days;
use crate::diff::rules::schemas::kinds;
use crate::normalize::SUNSET;
use serde_json::Value;

const STABILITY: &str = "x-stability-level";

/// The levels of stability, from the least on. Nothing said is the last.
const LEVELS: &[&str] = &["draft", "alpha", "beta", "stable"];

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
            None if self.grace_days(place) > 0 => &kinds::DEPRECATED_SUNSET_MISSING,
            None => &kinds::DEPRECATED,
            Some(text) => match days(text) {
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
        let Some(end) = days(after) else {
            return Some(&kinds::DEPRECATED_SUNSET_INVALID);
        };
        let is_earlier = days(before).is_some_and(|before| end < before);
        // Days of grace count from now; without any, what was promised holds.
        let is_too_near = self.grace_days(&pair.new) == 0 || self.is_too_near(end, &pair.new);
        (is_earlier && is_too_near).then_some(&kinds::SUNSET_DATE_CHANGED_TOO_SMALL)
    }

    fn is_too_near(&self, day: i64, place: &Place<'_>) -> bool {
        day - self.options.today < self.grace_days(place)
    }

    /// How many days there are at least before something goes.
    fn grace_days(&self, place: &Place<'_>) -> i64 {
        i64::from(match LEVELS.get(level(place)) {
            Some(&"stable") => self.options.grace_days,
            Some(&"beta") => self.options.beta_grace_days,
            _ => 0,
        })
    }
}

/// The level of stability, as a place in [`LEVELS`].
fn level(place: &Place<'_>) -> usize {
    let named = place.text(STABILITY);
    let known = named.and_then(|name| LEVELS.iter().position(|level| *level == name));
    known.unwrap_or(LEVELS.len() - 1)
}
