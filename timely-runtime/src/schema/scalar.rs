//! The check of values that hold no others, without a word on what is wrong.

use super::bounds::{self, number_fits};
use super::{Budget, Literal, Schema, Types, index, pattern};
use crate::json::integral;
use serde_json::{Number, Value};

/// How deep schemas are followed on one scalar.
const MAX_NESTING: u8 = 16;

/// A value that holds no others.
pub(crate) enum Scalar<'t> {
    Null,
    Bool(bool),
    Number(Number),
    Text(&'t str),
}

#[cfg(feature = "server")]
impl From<Scalar<'_>> for Value {
    fn from(scalar: Scalar<'_>) -> Self {
        match scalar {
            Scalar::Null => Self::Null,
            Scalar::Bool(value) => value.into(),
            Scalar::Number(number) => number.into(),
            Scalar::Text(text) => text.into(),
        }
    }
}

impl Scalar<'_> {
    fn types(&self) -> Types {
        match self {
            Self::Null => Types::NULL,
            Self::Bool(_) => Types::BOOLEAN,
            Self::Number(number) if integral(number) => Types::INTEGER,
            Self::Number(_) => Types::NUMBER,
            Self::Text(_) => Types::STRING,
        }
    }
}

/// Whether a schema allows a scalar; none where that is not told here.
pub(super) fn fits(schema: &Schema, value: &Scalar<'_>, budget: &Budget) -> Option<bool> {
    fits_within(schema, value, MAX_NESTING, budget)
}

fn fits_within(schema: &Schema, value: &Scalar<'_>, depth: u8, budget: &Budget) -> Option<bool> {
    if schema.rare.is_some() || !budget.spend(1) {
        return None;
    }
    // What takes long is left to the check that remembers.
    if let Scalar::Text(text) = value
        && schema.pattern.is_some()
        && text.len() >= bounds::LONG
    {
        return None;
    }
    if !schema.types.contains(value.types()) || !is_listed(schema.enumeration, value) {
        return Some(false);
    }
    let holds = match value {
        Scalar::Text(text) => text_fits(schema, text, budget),
        Scalar::Number(number) => number_fits(schema, number, budget),
        Scalar::Null | Scalar::Bool(_) => true,
    };
    Some(holds && combinations_fit(schema, value, depth, budget)?)
}

fn text_fits(schema: &Schema, text: &str, budget: &Budget) -> bool {
    bounds::is_formed(schema, text, budget)
        && schema
            .pattern
            .is_none_or(|pattern| pattern::matches(pattern, text, budget))
}

fn is_listed(listed: &'static [Literal], value: &Scalar<'_>) -> bool {
    listed.is_empty()
        || match value {
            Scalar::Text(text) => index::is_listed_text(text, listed),
            Scalar::Number(number) => index::is_listed(&Value::Number(number.clone()), listed),
            Scalar::Bool(value) => index::is_listed(&Value::Bool(*value), listed),
            Scalar::Null => index::is_listed(&Value::Null, listed),
        }
}

fn combinations_fit(
    schema: &Schema,
    value: &Scalar<'_>,
    depth: u8,
    budget: &Budget,
) -> Option<bool> {
    let fits = |part: &Schema| fits_within(part, value, depth.checked_sub(1)?, budget);
    for part in schema.all_of {
        if !fits(part)? {
            return Some(false);
        }
    }
    let count = |alternatives: &[&Schema]| {
        let mut count = 0;
        for alternative in alternatives {
            count += usize::from(fits(alternative)?);
        }
        Some(count)
    };
    let any = schema.any_of.is_empty() || count(schema.any_of)? > 0;
    let one = schema.one_of.is_empty() || count(schema.one_of)? == 1;
    let not = match schema.not {
        Some(not) => !fits(not)?,
        None => true,
    };
    Some(any && one && not)
}
