//! The fast path from a request to a parameter's value: for one that is a scalar, and stands in the path or in the query
//! the usual way. Nearly all do. Nothing is copied that need not be.

use super::args::Args;
use super::incoming::{Incoming, default_text};
use super::read;
use crate::json;
use crate::json::instance::Scalar;
use crate::json::pointer;
use crate::percent::{self, Plus};
use crate::schema::{self, Budget, Subschema, Violations};
use crate::{Location, Parameter, Style, Types};
use smallvec::SmallVec;
use std::borrow::Cow;

/// Reads a parameter, and adds it to the arguments, or what is wrong with it to the violations. False where it takes the long
/// way.
pub(super) fn read(
    parameter: &Parameter,
    incoming: Incoming<'_>,
    query: &Pairs<'_>,
    budget: &Budget,
    (args, violations): (&mut Args, &mut Violations),
) -> bool {
    let found = match (parameter.location, parameter.style) {
        (Location::Path, Style::Simple) => in_path(parameter, incoming),
        (Location::Query, Style::Form) => query.get(parameter.name),
        _ => return false,
    };
    let schema = parameter.schema.root();
    let types = schema.effective_types();
    let text = match found {
        Found::None if parameter.required || !is_scalar(types) => return false,
        Found::None => return default(parameter, schema, args, budget).is_some(),
        Found::One(text) if parameter.empty && text.is_empty() => return false,
        Found::One(text) => text,
        Found::Unknown => return false,
    };
    let Some(scalar) = scalar(types, &text) else {
        return false;
    };
    if !schema.allows(&scalar, budget) {
        let place = (parameter.location.into(), pointer::to(parameter.name));
        schema::add_faults(schema, &scalar, place, budget, violations);
        return true;
    }
    match scalar {
        Scalar::Text(text) => {
            // All texts are a part of one of these, and none of them grows by decoding.
            let path = incoming.path.iter().map(|(_, text)| text.len());
            args.push_text(
                parameter.field,
                text,
                incoming.query.len() + path.sum::<usize>(),
            );
        }
        Scalar::Number(number) if json::has_odd(text.as_bytes()) => {
            args.push_number(parameter.field, number, &text);
        }
        scalar => args.push(parameter.field, scalar.into()),
    }
    true
}

enum Found<'r> {
    None,
    One(Cow<'r, str>),
    /// Broken, or several.
    Unknown,
}

fn in_path<'r>(parameter: &Parameter, incoming: Incoming<'r>) -> Found<'r> {
    let mut path = incoming.path.iter();
    let Some((_, text)) = path.find(|(name, _)| *name == parameter.name) else {
        return Found::None;
    };
    percent::decoded(text, Plus::Itself).map_or(Found::Unknown, Found::One)
}

/// The pairs of a query, gone through once for all parameters.
pub(super) struct Pairs<'r>(SmallVec<[(Cow<'r, str>, &'r str); 8]>);

impl<'r> Pairs<'r> {
    /// Those of the query, if a parameter is looked for in it.
    pub(super) fn of(parameters: &[Parameter], query: &'r str) -> Self {
        let is_read = |parameter: &Parameter| {
            (parameter.location, parameter.style) == (Location::Query, Style::Form)
        };
        if query.is_empty() || !parameters.iter().any(is_read) {
            return Self(SmallVec::new());
        }
        let mut pairs = SmallVec::new();
        let mut rest = query;
        loop {
            let end = memchr::memchr(b'&', rest.as_bytes());
            let pair = &rest[..end.unwrap_or(rest.len())];
            if !pair.is_empty() {
                let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
                // A name that is broken is nobody's.
                if let Ok(name) = percent::decoded(name, Plus::Blank) {
                    pairs.push((name, value));
                }
            }
            match end {
                Some(end) => rest = &rest[end + 1..],
                None => return Self(pairs),
            }
        }
    }

    fn get(&self, name: &str) -> Found<'r> {
        let mut values = self.0.iter().filter(|(known, _)| known == name);
        match (values.next(), values.next()) {
            (None, _) => Found::None,
            (Some((_, value)), None) => {
                percent::decoded(value, Plus::Blank).map_or(Found::Unknown, Found::One)
            }
            (Some(_), Some(_)) => Found::Unknown,
        }
    }
}

fn is_scalar(types: Types) -> bool {
    let containers = Types::ARRAY.or(Types::OBJECT);
    types.and(containers) == Types::EMPTY
}

/// The value that a text stands for. `None` where the schema leaves more than one kind of value.
fn scalar(types: Types, text: &str) -> Option<Scalar<'_>> {
    let read = match types {
        Types::STRING => None,
        Types::INTEGER => read::integer(text).map(Scalar::Number),
        Types::NUMBER => read::number(text).map(Scalar::Number),
        Types::BOOLEAN => text.parse().ok().map(Scalar::Bool),
        _ => return None,
    };
    // What is no number and the like is a text, which the schema does not allow.
    Some(read.unwrap_or(Scalar::Text(text)))
}

/// Adds the default, if there is one.
fn default(
    parameter: &Parameter,
    schema: Subschema<'static>,
    args: &mut Args,
    budget: &Budget,
) -> Option<()> {
    let Some(json) = default_text(schema) else {
        return Some(());
    };
    // A text without escapes stands in the document as it is.
    if let Ok(text) = serde_json::from_str::<&'static str>(json) {
        return allowed_default(schema, &Scalar::Text(text), budget)
            .map(|()| args.push_static(parameter.field, text));
    }
    let number = read::number(json)?;
    let scalar = Scalar::Number(number.clone());
    allowed_default(schema, &scalar, budget).map(|()| args.push(parameter.field, number.into()))
}

/// A default that the schema forbids takes the long way.
fn allowed_default(schema: Subschema<'_>, value: &Scalar<'_>, budget: &Budget) -> Option<()> {
    schema.allows(value, budget).then_some(())
}
