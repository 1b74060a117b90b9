//! Values that schemas allow, made from a seed.
//!
//! Nothing here is taken to be right because of how it was made: a value is made, held to its schema by the check that
//! requests are held to, and made again in another way where it does not pass. What that may take is bounded, whatever the
//! schema.

mod apart;
mod containers;
mod examples;
mod formats;
mod kin;
mod numbers;
mod parts;
mod texts;
mod words;

use super::random::Random;
use crate::schema::{Budget, Subschema};
use crate::{Direction, Schema, Types};
use serde_json::Value;

pub(crate) use examples::TypeExamples;
use parts::Parts;

/// A subschema of what generated code states, which lives as long as the program.
type Sub = Subschema<'static>;

/// How often a whole value is made.
const EFFORTS: u8 = 6;
/// How many values a whole value may consist of; those that are given up count as well.
const VALUES: usize = 20_000;
/// How many bytes of text it may hold.
const BYTES: usize = 8 * 1024 * 1024;
/// How deep values may be nested in it.
const DEPTH: usize = 64;
/// How many choices are tried of one value.
const CHOICES: usize = 24;
/// What all checks of a value may take, in steps of roughly 10 ns in a release build.
const STEPS: u64 = 100_000_000;

/// Why there is no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoValue {
    /// None was found that the schema allows, and it may be that there is none.
    #[error("no value was found that the schema allows")]
    NotFound,
    /// The schema asks for more than is made: a list of millions of items, say.
    #[error("the schema asks for a larger value than is made, or one that takes longer")]
    TooLarge,
}

/// Makes values.
pub(crate) struct Maker<'e> {
    random: Random,
    /// What the document has as examples of types; none where these are not wanted.
    examples: Option<&'e TypeExamples>,
    direction: Direction,
    budget: Budget,
    values: usize,
    bytes: usize,
    /// The schemas of the values that are being made, one within the other.
    stack: Vec<usize>,
    /// How often the whole value was made in vain: the more often, the less is in it.
    effort: u8,
    first_effort: u8,
}

impl<'e> Maker<'e> {
    pub(crate) fn new(seed: u64, direction: Direction, examples: Option<&'e TypeExamples>) -> Self {
        Self {
            random: Random::new(seed),
            examples,
            direction,
            budget: Budget::new(STEPS),
            values: VALUES,
            bytes: BYTES,
            stack: Vec::new(),
            effort: 0,
            first_effort: 0,
        }
    }

    /// Makes no more than there must be.
    pub(crate) fn sparing(self) -> Self {
        Self {
            first_effort: EFFORTS - 2,
            ..self
        }
    }

    /// A value that the schema allows; with what it can keep of an example.
    ///
    /// # Errors
    /// When none was found.
    pub(crate) fn make(
        &mut self,
        schema: &'static Schema,
        name: &str,
        example: Option<&Value>,
    ) -> Result<Value, NoValue> {
        let root = schema.root();
        for effort in self.first_effort..EFFORTS {
            self.effort = effort;
            self.values = VALUES;
            self.bytes = BYTES;
            self.stack.clear();
            let made = self.value(&[root], name, example);
            if let Some(value) = made.filter(|value| self.admits(root, value)) {
                return Ok(value);
            }
            if self.budget.is_exhausted() || self.values == 0 || self.bytes == 0 {
                return Err(NoValue::TooLarge);
            }
        }
        Err(NoValue::NotFound)
    }

    /// Whether a schema allows a value, as far as it can be told.
    fn admits(&self, schema: Sub, value: &Value) -> bool {
        schema.admits(value, self.direction, &self.budget) && !self.budget.is_exhausted()
    }

    fn all_admit(&self, all: &[Sub], value: &Value) -> bool {
        all.iter().all(|schema| self.admits(*schema, value))
    }

    /// A value that all of the schemas allow; `name` is that of the property that it is, or of the list that it is in.
    fn value(&mut self, all: &[Sub], name: &str, example: Option<&Value>) -> Option<Value> {
        self.values = self.values.checked_sub(1)?;
        if self.stack.len() >= DEPTH || self.budget.is_exhausted() {
            return None;
        }
        if let Some(given) = self.given(all, example) {
            return Some(given);
        }
        let start = self.random.number();
        let mut tried = 0;
        loop {
            let parts = Parts::of(all, self, start, tried);
            let choices = parts.as_ref().map_or(1, |parts| parts.choices);
            if let Some(parts) = parts {
                let made = self.of_parts(&parts, all, name, example);
                if let Some(value) = made {
                    if !parts.is_risky || self.all_admit(all, &value) {
                        return Some(value);
                    }
                    if let Some(value) = self.told_apart(&parts, all, value) {
                        return Some(value);
                    }
                }
            }
            tried += 1;
            if tried >= choices.min(CHOICES) || self.values == 0 || self.budget.is_exhausted() {
                return None;
            }
        }
    }

    /// What the document has in place of a value that is made up, if it is one that the schemas allow: an example, or the
    /// default.
    fn given(&self, all: &[Sub], example: Option<&Value>) -> Option<Value> {
        let fits = |value: &&Value| self.all_admit(all, value);
        if let Some(example) = example.filter(fits) {
            return Some(example.clone());
        }
        let examples = self.examples?;
        let mut wholes = all.iter().filter_map(|schema| examples.whole(*schema));
        if let Some(example) = wholes.find(|example| self.all_admit(all, example)) {
            return Some(example.clone());
        }
        let defaults = all.iter().filter_map(|schema| schema.default.as_deref());
        let mut defaults = defaults.filter_map(|text| serde_json::from_str::<Value>(text).ok());
        // A null says no more than that nothing is there.
        defaults.find(|value| !value.is_null() && self.all_admit(all, value))
    }

    fn of_parts(
        &mut self,
        parts: &Parts,
        all: &[Sub],
        name: &str,
        example: Option<&Value>,
    ) -> Option<Value> {
        if let Some(constant) = self.constant(parts, all) {
            return constant;
        }
        for types in parts.order() {
            let made = match types {
                Types::NULL => Some(Value::Null),
                Types::BOOLEAN => {
                    let is_so = self.random.below(3) < 2;
                    Some(Value::Bool(is_so && !words::is_unusual(name)))
                }
                Types::INTEGER => self.integer(parts, name),
                Types::NUMBER => self.number(parts, name),
                Types::STRING => self.text(parts, name).map(Value::String),
                Types::ARRAY => self.within(all, |maker| maker.array(parts, name, example)),
                _ => self.within(all, |maker| maker.object(parts, example)),
            };
            if made.is_some() {
                return made;
            }
        }
        None
    }

    /// One of the constants, where there are any; none of those where no schema allows any of them.
    fn constant(&mut self, parts: &Parts, all: &[Sub]) -> Option<Option<Value>> {
        let lists = parts
            .nodes
            .iter()
            .filter_map(|node| node.node().constants.as_ref());
        let list = lists
            .map(|constants| constants.list())
            .min_by_key(|list| list.len())?;
        let start = self.random.below(list.len());
        let turned = list.iter().cycle().skip(start).take(list.len());
        let all_fit = |value: &&Value| self.all_admit(all, value);
        // Null is what is left where nothing else is.
        let (nulls, others): (Vec<&Value>, Vec<&Value>) = turned.partition(|value| value.is_null());
        let found = others.into_iter().chain(nulls).find(all_fit).cloned();
        Some(found.or_else(|| {
            // What else the object must be is made out of its parts, as where a union says one thing of it and a list another.
            parts.is_risky.then(|| list.first().cloned()).flatten()
        }))
    }

    /// Makes something of the values within a value.
    fn within<T>(&mut self, all: &[Sub], make: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        let depth = self.stack.len();
        self.stack.extend(all.iter().map(|schema| schema.address()));
        let made = make(self);
        self.stack.truncate(depth);
        made
    }

    /// How many values were made so far.
    fn made(&self) -> usize {
        VALUES - self.values
    }

    /// Whether a value of the schema is being made already.
    fn is_within(&self, schema: Sub) -> bool {
        self.stack.contains(&schema.address())
    }
}

/// The schema that allows all values.
fn any() -> Sub {
    Schema::ANY.root()
}

/// The schema that allows none.
fn never() -> Sub {
    Schema::NEVER.root()
}

#[cfg(test)]
mod tests;
