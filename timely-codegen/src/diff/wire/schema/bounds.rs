//! Bounds of numbers, lengths and counts, and patterns.

use super::evaluation::{Evaluation, shown};
use super::place::{Pair, Place};
use crate::diff::rules::schemas::{Kind, kinds};
use serde_json::{Value, json};
use std::cmp::Ordering;

/// A bound.
struct Bound {
    key: &'static str,
    /// Whether values are at most this.
    is_upper: bool,
    set: &'static Kind,
    unset: &'static Kind,
    increased: &'static Kind,
    decreased: &'static Kind,
}

macro_rules! bound {
    ($key:literal, $upper:literal, $set:ident $unset:ident $increased:ident $decreased:ident) => {
        Bound {
            key: $key,
            is_upper: $upper,
            set: &kinds::$set,
            unset: &kinds::$unset,
            increased: &kinds::$increased,
            decreased: &kinds::$decreased,
        }
    };
}

const MAXIMUM: Bound = bound!("maximum", true, MAX_SET MAX_UNSET MAX_INCREASED MAX_DECREASED);
const EXCLUSIVE_MAXIMUM: Bound = bound!("maximum", true, EXCLUSIVE_MAX_SET EXCLUSIVE_MAX_UNSET EXCLUSIVE_MAX_INCREASED EXCLUSIVE_MAX_DECREASED);
const MINIMUM: Bound = bound!("minimum", false, MIN_SET MIN_UNSET MIN_INCREASED MIN_DECREASED);
const EXCLUSIVE_MINIMUM: Bound = bound!("minimum", false, EXCLUSIVE_MIN_SET EXCLUSIVE_MIN_UNSET EXCLUSIVE_MIN_INCREASED EXCLUSIVE_MIN_DECREASED);

/// Those that have no exclusive form.
const COUNTS: &[Bound] = &[
    bound!("maxLength", true, MAX_LENGTH_SET MAX_LENGTH_UNSET MAX_LENGTH_INCREASED MAX_LENGTH_DECREASED),
    bound!("minLength", false, MIN_LENGTH_SET MIN_LENGTH_UNSET MIN_LENGTH_INCREASED MIN_LENGTH_DECREASED),
    bound!("maxItems", true, MAX_ITEMS_SET MAX_ITEMS_UNSET MAX_ITEMS_INCREASED MAX_ITEMS_DECREASED),
    bound!("minItems", false, MIN_ITEMS_SET MIN_ITEMS_UNSET MIN_ITEMS_INCREASED MIN_ITEMS_DECREASED),
    bound!("maxProperties", true, MAX_PROPERTIES_SET MAX_PROPERTIES_UNSET MAX_PROPERTIES_INCREASED MAX_PROPERTIES_DECREASED),
    bound!("minProperties", false, MIN_PROPERTIES_SET MIN_PROPERTIES_UNSET MIN_PROPERTIES_INCREASED MIN_PROPERTIES_DECREASED),
];

/// Patterns that match every text.
const ALL_TEXTS: &[&str] = &[
    "",
    "^",
    "$",
    ".*",
    "^.*",
    ".*$",
    "^.*$",
    "[\\s\\S]*",
    "^[\\s\\S]*$",
];

impl<'a> Evaluation<'a, '_> {
    pub(super) fn bounds(&mut self, pair: &Pair<'a>) {
        self.range(pair, &MAXIMUM, &EXCLUSIVE_MAXIMUM, "exclusiveMaximum");
        self.range(pair, &MINIMUM, &EXCLUSIVE_MINIMUM, "exclusiveMinimum");
        for bound in COUNTS {
            self.bound(
                pair,
                bound,
                value(&pair.old, bound),
                value(&pair.new, bound),
            );
        }
        self.multiple(pair);
        self.pattern(pair);
    }

    /// One end of a range of numbers, which may or may not belong to it.
    fn range(&mut self, pair: &Pair<'a>, plain: &Bound, exclusive: &Bound, flag: &str) {
        let ends = |place: &Place<'a>| {
            let value = place.get(plain.key)?.clone();
            Some((value, place.flag(flag)))
        };
        let is_integer = |place: &Place<'_>| place.text("type") == Some("integer");
        let (before, after) = (ends(&pair.old), ends(&pair.new));
        match (before, after) {
            (None, None) => {}
            (Some((before, old)), Some((after, new))) if old != new => {
                let are_integers = is_integer(&pair.old) && is_integer(&pair.new);
                let [before, after] = [(&before, old), (&after, new)].map(|(end, is_outside)| {
                    match are_integers && is_outside {
                        true => inside(end, plain.is_upper),
                        false => end.clone(),
                    }
                });
                self.mixed(
                    pair,
                    [plain, exclusive],
                    [
                        (&before, old && !are_integers),
                        (&after, new && !are_integers),
                    ],
                    new,
                );
            }
            (before, after) => {
                let is_outside = [&before, &after].into_iter().flatten().any(|end| end.1);
                let bound = if is_outside { exclusive } else { plain };
                let [before, after] = [before, after].map(|end| end.map(|end| end.0));
                self.bound(pair, bound, before.as_ref(), after.as_ref());
            }
        }
    }

    /// An end that belongs to the range in one of the documents.
    fn mixed(
        &mut self,
        pair: &Pair<'a>,
        [plain, exclusive]: [&Bound; 2],
        [(before, old), (after, new)]: [(&Value, bool); 2],
        is_outside: bool,
    ) {
        let order = compare(after, before);
        // Where the numbers are the same, the one without its end is the tighter one.
        let order = match order {
            Some(Ordering::Equal) if old == new => return,
            Some(Ordering::Equal) if new == plain.is_upper => Some(Ordering::Less),
            Some(Ordering::Equal) => Some(Ordering::Greater),
            order => order,
        };
        let is_tighter = match order {
            Some(order) => (order == Ordering::Less) == plain.is_upper,
            None => return,
        };
        let bounds = if is_outside {
            [plain, exclusive]
        } else {
            [exclusive, plain]
        };
        let kind = match is_tighter {
            true => bounds[1].set,
            false => bounds[0].unset,
        };
        let what = format!("`{}`", plain.key);
        let values = [Some(shown(before)), Some(shown(after))];
        self.report(kind, pair.keys(plain.key), &what, values);
    }

    fn bound(
        &mut self,
        pair: &Pair<'a>,
        bound: &Bound,
        before: Option<&Value>,
        after: Option<&Value>,
    ) {
        let kind = match (before, after) {
            (None, None) => return,
            (None, Some(_)) => bound.set,
            (Some(_), None) => bound.unset,
            (Some(before), Some(after)) => match compare(after, before) {
                Some(Ordering::Greater) => bound.increased,
                Some(Ordering::Less) => bound.decreased,
                _ => return,
            },
        };
        let what = format!("`{}`", bound.key);
        let values = [before.map(shown), after.map(shown)];
        self.report(kind, pair.keys(bound.key), &what, values);
    }

    fn multiple(&mut self, pair: &Pair<'a>) {
        const KEY: &str = "multipleOf";
        let kind = match (pair.old.get(KEY), pair.new.get(KEY)) {
            (None, Some(_)) => &kinds::MULTIPLE_OF_SET,
            (Some(_), None) => &kinds::MULTIPLE_OF_UNSET,
            (Some(old), Some(new)) if compare(old, new) != Some(Ordering::Equal) => {
                match (is_multiple(old, new), is_multiple(new, old)) {
                    (true, _) => &kinds::MULTIPLE_OF_GENERALIZED,
                    (_, true) => &kinds::MULTIPLE_OF_SPECIALIZED,
                    _ => &kinds::MULTIPLE_OF_CHANGED,
                }
            }
            _ => return,
        };
        let values = [pair.old.get(KEY).map(shown), pair.new.get(KEY).map(shown)];
        self.report(kind, pair.keys(KEY), "`multipleOf`", values);
    }

    fn pattern(&mut self, pair: &Pair<'a>) {
        const KEY: &str = "pattern";
        let kind = match (pair.old.text(KEY), pair.new.text(KEY)) {
            (None, Some(_)) => &kinds::PATTERN_ADDED,
            (Some(_), None) => &kinds::PATTERN_REMOVED,
            (Some(old), Some(new)) if old != new => match ALL_TEXTS.contains(&new) {
                true => &kinds::PATTERN_GENERALIZED,
                false => &kinds::PATTERN_CHANGED,
            },
            _ => return,
        };
        let values = [pair.old.text(KEY), pair.new.text(KEY)].map(|it| it.map(str::to_owned));
        self.report(kind, pair.keys(KEY), "`pattern`", values);
    }
}

/// The value of a bound. None of a count is no bound from below.
fn value<'a>(place: &Place<'a>, bound: &Bound) -> Option<&'a Value> {
    let value = place.get(bound.key)?;
    (bound.is_upper || value.as_f64() != Some(0.0)).then_some(value)
}

/// The integer next to an end that does not belong to the range.
fn inside(end: &Value, is_upper: bool) -> Value {
    let next = |end: i64| match is_upper {
        true => end.checked_sub(1),
        false => end.checked_add(1),
    };
    end.as_i64()
        .and_then(next)
        .map_or_else(|| end.clone(), |end| json!(end))
}

fn compare(a: &Value, b: &Value) -> Option<Ordering> {
    match (a.as_i64(), b.as_i64()) {
        (Some(a), Some(b)) => Some(a.cmp(&b)),
        _ => a.as_f64()?.partial_cmp(&b.as_f64()?),
    }
}

/// Whether a number is a multiple of another.
fn is_multiple(number: &Value, of: &Value) -> bool {
    let (Some(number), Some(of)) = (number.as_f64(), of.as_f64()) else {
        return false;
    };
    let quotient = number / of;
    of != 0.0 && (quotient - quotient.round()).abs() < 1e-9
}
