//! Numbers that a document allows.

use super::rules::Rules;
use crate::formats::{Float, Integer};
use crate::ir::{Bound, Literal, Schema};
use serde_json::Value;

/// How many numbers in a row are tried where no other is allowed.
const TRIED: i32 = 1000;
/// How far a quotient may be from a whole number, for what the digits of a machine's number cannot say.
const NEAR: f64 = 1e-9;

/// An integer: the example, or what the schema says it may be, or the first that comes to mind and is allowed.
pub(super) fn integer(kind: Integer, example: Option<&Value>, rules: &Rules<'_>) -> i128 {
    let default = rules.default();
    let listed = rules.each().flat_map(|schema| &schema.enumeration);
    let listed = listed.filter_map(|literal| match literal {
        Literal::Int(value) => Some(i128::from(*value)),
        _ => None,
    });
    let said = example.and_then(whole).into_iter();
    let said = said.chain(default.as_ref().and_then(whole)).chain(listed);
    let (least, most) = (least(rules), most(rules));
    let units = rules.each().filter_map(|schema| schema.multiple_of);
    let unit = units
        .map(value_of)
        .find(|unit| unit.fract() == 0.0 && *unit > 0.0);
    let unit = to_integer(unit.unwrap_or(1.0));
    let from = least.map(|least| to_integer(least.ceil()));
    let to = most.map(|most| to_integer(most.floor()));
    let multiples = |end: i128, step: i128| {
        let first = end.div_euclid(unit) * unit;
        (0..i128::from(TRIED)).map(move |number| first + number * step * unit)
    };
    let bounds = from.into_iter().chain([1]);
    let up = from.unwrap_or(unit);
    let tried = multiples(up, 1).chain(to.into_iter().flat_map(|to| multiples(to, -1)));
    let mut all = said.chain(bounds).chain(tried);
    let is_allowed = |value: &i128| kind.holds(*value) && allows(rules, to_float(*value));
    let fallback = || Some(1).filter(|value| kind.holds(*value));
    all.find(is_allowed).or_else(fallback).unwrap_or_default()
}

/// The same for a number that need not be whole.
pub(super) fn float(kind: Float, example: Option<&Value>, rules: &Rules<'_>) -> f64 {
    let default = rules.default();
    let listed = rules.each().flat_map(|schema| &schema.enumeration);
    let listed = listed.filter_map(|literal| match literal {
        Literal::Int(value) => Some(to_float(i128::from(*value))),
        Literal::Float(value) => Some(*value),
        _ => None,
    });
    let said = example.and_then(Value::as_f64).into_iter();
    let said = said.chain(default.as_ref().and_then(Value::as_f64));
    let (least, most) = (least(rules), most(rules));
    let between = least
        .zip(most)
        .map(|(least, most)| f64::midpoint(least, most));
    let beyond = least.map(|least| least.floor() + 1.0);
    let below = most.map(|most| most.ceil() - 1.0);
    let ends = [beyond, below, least, most, between];
    let units = rules.each().filter_map(|schema| schema.multiple_of);
    let unit = units.map(value_of).find(|unit| *unit > 0.0);
    let first = least.or(most.map(|most| most - unit.unwrap_or(1.0) * f64::from(TRIED)));
    let multiples = unit.into_iter().flat_map(|unit| {
        let first = (first.unwrap_or(unit) / unit).floor();
        (0..=TRIED).map(move |number| (first + f64::from(number)) * unit)
    });
    let mut all = said
        .chain(listed)
        .chain([1.5])
        .chain(ends.into_iter().flatten())
        .chain(multiples);
    all.find(|value| kind.holds(*value) && allows(rules, *value))
        .unwrap_or(1.5)
}

/// Whether the schemas allow a number.
fn allows(rules: &Rules<'_>, value: f64) -> bool {
    let is_listed = |schema: &Schema| {
        schema.enumeration.is_empty()
            || schema.enumeration.iter().any(|literal| match literal {
                Literal::Int(listed) => to_float(i128::from(*listed)).total_cmp(&value).is_eq(),
                Literal::Float(listed) => listed.total_cmp(&value).is_eq(),
                _ => false,
            })
    };
    let is_multiple = |unit: f64| {
        let times = value / unit;
        (times - times.round()).abs() < NEAR
    };
    rules.each().all(|schema| {
        is_listed(schema)
            && schema
                .minimum
                .map(value_of)
                .is_none_or(|least| value >= least)
            && schema
                .maximum
                .map(value_of)
                .is_none_or(|most| value <= most)
            && schema
                .exclusive_minimum
                .map(value_of)
                .is_none_or(|end| value > end)
            && schema
                .exclusive_maximum
                .map(value_of)
                .is_none_or(|end| value < end)
            && schema.multiple_of.map(value_of).is_none_or(is_multiple)
    })
}

/// The largest of the lower bounds.
fn least(rules: &Rules<'_>) -> Option<f64> {
    let bounds = rules
        .each()
        .flat_map(|schema| [schema.minimum, schema.exclusive_minimum]);
    bounds.flatten().map(value_of).reduce(f64::max)
}

/// The least of the upper bounds.
fn most(rules: &Rules<'_>) -> Option<f64> {
    let bounds = rules
        .each()
        .flat_map(|schema| [schema.maximum, schema.exclusive_maximum]);
    bounds.flatten().map(value_of).reduce(f64::min)
}

fn value_of(bound: Bound) -> f64 {
    match bound {
        Bound::Int(value) => to_float(value.into()),
        Bound::Float(value) => value,
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "examples are of numbers that people write"
)]
fn to_float(value: i128) -> f64 {
    value as f64
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "a bound beyond every integer is as good as the last of them"
)]
fn to_integer(value: f64) -> i128 {
    // Within what a few sums do not overflow.
    value.clamp(-1e30, 1e30) as i128
}

/// A number as an integer, if it is one.
fn whole(value: &Value) -> Option<i128> {
    match (value.as_i64(), value.as_u64()) {
        (Some(value), _) => Some(value.into()),
        (None, value) => value.map(i128::from),
    }
}
