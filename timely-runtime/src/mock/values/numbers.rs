//! Numbers within their bounds.

use super::parts::Parts;
use super::{Maker, words};
use crate::schema::Bound;
use crate::schema::program::NumberRules;
use serde_json::{Number, Value};

/// How many numbers are tried.
const TRIES: u64 = 12;

/// What numbers are between.
#[derive(Clone, Copy)]
struct Range {
    least: Option<f64>,
    most: Option<f64>,
}

impl Maker<'_> {
    /// An integer; none where none is found.
    pub(super) fn integer(&mut self, parts: &Parts, name: &str) -> Option<Value> {
        let (least, most) = whole_bounds(parts);
        if least > most {
            return None;
        }
        let unit = unit_of(parts);
        // What people expect of such a number, as far as the bounds allow.
        let (usual_least, usual_most) = words::usual_integers(name);
        let (from, to) = match (usual_least.max(least), usual_most.min(most)) {
            (from, to) if from <= to => (from, to),
            _ if least > usual_most => (least, most.min(least.saturating_add(100))),
            _ => (least.max(most.saturating_sub(100)), most),
        };
        for tried in 0..TRIES {
            let free = match tried {
                0..4 => self.random.between(from, to),
                4 => least.max(0).min(most),
                5 => least,
                6 => most,
                _ => self.random.between(least, most),
            };
            let number = multiple_near(free, unit, least, most);
            let value = integer_value(number);
            if let Some(value) = value.filter(|value| self.number_fits(parts, value)) {
                return Some(value);
            }
        }
        None
    }

    /// A number, with a fraction where that is allowed.
    pub(super) fn number(&mut self, parts: &Parts, name: &str) -> Option<Value> {
        let range = bounds(parts);
        let units: Vec<f64> = parts
            .rules(|node| node.node().number.as_deref()?.multiple_of)
            .map(float)
            .collect();
        for tried in 0..TRIES {
            let number = match (units.as_slice(), tried) {
                ([], _) => self.fraction(range, name, tried),
                (units, _) => self.multiple(range, units),
            };
            let value = Number::from_f64(number).map(Value::Number);
            if let Some(value) = value.filter(|value| self.number_fits(parts, value)) {
                return Some(value);
            }
        }
        // Where all that is left is whole.
        self.integer(parts, name)
    }

    /// A number of two decimals, or of as many as it takes to stay within narrow bounds.
    fn fraction(&mut self, range: Range, name: &str, tried: u64) -> f64 {
        let (usual_least, usual_most) = words::usual_numbers(name);
        let (least, most) = match (range.least, range.most) {
            (None, None) => (usual_least, usual_most),
            (Some(least), None) => (least.max(usual_least), (least + 100.0).max(usual_most)),
            (None, Some(most)) => (usual_least.min(most - 100.0), most.min(usual_most)),
            (Some(least), Some(most)) => match (least.max(usual_least), most.min(usual_most)) {
                (from, to) if from < to => (from, to),
                _ => (least, most),
            },
        };
        let part = (self.random.below(999) + 1) as f64 / 1000.0;
        let free = least + (most - least) * part;
        let round = |digits: f64| (free * digits).round() / digits;
        match tried {
            0..3 => round(100.0),
            3..6 => round(10_000.0),
            6 => least,
            7 => most,
            8 => f64::midpoint(least, most),
            _ => free,
        }
    }

    /// A multiple of the largest unit, as the decimal that it is written as.
    fn multiple(&mut self, range: Range, units: &[f64]) -> f64 {
        let unit = units.iter().copied().fold(0.0, f64::max);
        if unit <= 0.0 || !unit.is_finite() {
            return 0.0;
        }
        let first = range.least.map_or(0.0, |least| (least / unit).ceil());
        let last = range
            .most
            .map_or(first + 100.0, |most| (most / unit).floor());
        let first = range.least.map_or(last.min(0.0), |_| first);
        let count = (last - first).clamp(0.0, 1000.0);
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let step = self.random.below(count as usize + 1) as f64;
        let number = (first + step) * unit;
        // 3 × 0.1 is 0.3 and not 0.30000000000000004.
        let digits = decimals(unit);
        format!("{number:.digits$}").parse().unwrap_or(number)
    }

    fn number_fits(&self, parts: &Parts, value: &Value) -> bool {
        parts
            .nodes
            .iter()
            .filter(|node| node.node().number.is_some())
            .all(|node| match node.node().combined() {
                None => self.admits(*node, value),
                // Its other parts are looked at by themselves.
                Some(_) => true,
            })
    }
}

/// How many digits a unit has behind the point.
fn decimals(unit: f64) -> usize {
    let text = format!("{unit}");
    text.split_once('.').map_or(0, |(_, digits)| digits.len())
}

fn integer_value(number: i128) -> Option<Value> {
    let small = i64::try_from(number).map(Value::from).ok();
    small.or_else(|| u64::try_from(number).map(Value::from).ok())
}

fn float(bound: Bound) -> f64 {
    match bound {
        // Bounds beyond what is exact are held to by the check.
        Bound::Int(bound) => bound as f64,
        Bound::Float(bound) => bound,
    }
}

fn rules(parts: &Parts) -> impl Iterator<Item = &'static NumberRules> {
    parts.rules(|node| node.node().number.as_deref())
}

/// The integers between all bounds; those of 64 bits where nothing is said.
fn whole_bounds(parts: &Parts) -> (i128, i128) {
    let (mut least, mut most) = (i128::from(i64::MIN), i128::from(i64::MAX));
    if rules(parts).any(|rules| rules.format == Some(crate::Format::UInt64)) {
        most = i128::from(u64::MAX);
    }
    // The casts keep what fits, and what does not becomes the largest.
    #[allow(clippy::cast_possible_truncation)]
    let floor = |bound: Bound| match bound {
        Bound::Int(bound) => bound,
        Bound::Float(bound) => bound.floor() as i128,
    };
    #[allow(clippy::cast_possible_truncation)]
    let ceil = |bound: Bound| match bound {
        Bound::Int(bound) => bound,
        Bound::Float(bound) => bound.ceil() as i128,
    };
    for rules in rules(parts) {
        if let Some((from, to)) = rules.format.and_then(crate::Format::range) {
            (least, most) = (least.max(from), most.min(to));
        }
        least = rules.minimum.map_or(least, |bound| least.max(ceil(bound)));
        most = rules.maximum.map_or(most, |bound| most.min(floor(bound)));
        let above = rules.exclusive_minimum;
        least = above.map_or(least, |bound| least.max(floor(bound).saturating_add(1)));
        let below = rules.exclusive_maximum;
        most = below.map_or(most, |bound| most.min(ceil(bound).saturating_sub(1)));
    }
    (least, most)
}

fn bounds(parts: &Parts) -> Range {
    let mut range = Range {
        least: None,
        most: None,
    };
    for rules in rules(parts) {
        for least in [rules.minimum, rules.exclusive_minimum]
            .into_iter()
            .flatten()
        {
            let least = float(least);
            range.least = Some(range.least.map_or(least, |known| known.max(least)));
        }
        for most in [rules.maximum, rules.exclusive_maximum]
            .into_iter()
            .flatten()
        {
            let most = float(most);
            range.most = Some(range.most.map_or(most, |known| known.min(most)));
        }
    }
    range
}

/// What all integers must be multiples of, as far as that is whole.
fn unit_of(parts: &Parts) -> i128 {
    let units = rules(parts).filter_map(|rules| match rules.multiple_of? {
        Bound::Int(unit) if unit > 0 => Some(unit),
        // Each whole multiple of a fraction such as 0.5 is one of 1; of 2.5, each fifth is.
        Bound::Float(unit) => (1..=1000).map(f64::from).find_map(|count| {
            let whole = unit * count;
            #[allow(clippy::cast_possible_truncation)]
            (whole >= 1.0 && whole.fract().abs() < 1e-9 && whole < 1e15).then_some(whole as i128)
        }),
        Bound::Int(_) => None,
    });
    units.fold(1, |all, unit| least_common(all, unit).unwrap_or(all))
}

fn least_common(a: i128, b: i128) -> Option<i128> {
    let (mut x, mut y) = (a, b);
    while y != 0 {
        (x, y) = (y, x % y);
    }
    (a / x).checked_mul(b)
}

/// A multiple of a unit that is near a number and within the bounds, if there is one.
fn multiple_near(number: i128, unit: i128, least: i128, most: i128) -> i128 {
    if unit <= 1 {
        return number;
    }
    let below = number.div_euclid(unit) * unit;
    let above = below.saturating_add(unit);
    match below >= least {
        true => below,
        false => above.min(most),
    }
}
