//! The check of values that hold no others, without a word on what is wrong.

use super::fit::{number_fits, text_fits};
use super::{Budget, Literal, Schema, Types, integral, order};
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

    /// Whether it is a constant; none where it takes reading to tell.
    fn is(&self, literal: Literal) -> Option<bool> {
        Some(match (literal, self) {
            (Literal::Str(listed), Self::Text(text)) => listed == *text,
            (Literal::Null, Self::Null) => true,
            (Literal::Bool(listed), Self::Bool(value)) => listed == *value,
            (Literal::Int(_) | Literal::Float(_), Self::Number(number)) => {
                order::is_literal(&Value::Number(number.clone()), literal)
            }
            (Literal::Json(_), _) => return None,
            _ => false,
        })
    }
}

/// Whether a schema allows a scalar; none where that is not told here.
pub(super) fn fits(schema: &Schema, value: &Scalar<'_>, budget: &Budget) -> Option<bool> {
    fits_within(schema, value, MAX_NESTING, budget)
}

fn fits_within(schema: &Schema, value: &Scalar<'_>, depth: u8, budget: &Budget) -> Option<bool> {
    if schema.more.is_some() || !budget.spend(1) {
        return None;
    }
    if !schema.types.contains(value.types()) || !is_listed(schema.enumeration, value)? {
        return Some(false);
    }
    let holds = match value {
        Scalar::Text(text) => text_fits(schema, text, budget),
        Scalar::Number(number) => number_fits(schema, number),
        Scalar::Null | Scalar::Bool(_) => true,
    };
    Some(holds && combinations_fit(schema, value, depth, budget)?)
}

fn is_listed(listed: &[Literal], value: &Scalar<'_>) -> Option<bool> {
    if listed.is_empty() {
        return Some(true);
    }
    for literal in listed {
        if value.is(*literal)? {
            return Some(true);
        }
    }
    Some(false)
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
