//! What the keywords of a schema have looked at, which `unevaluatedProperties` and `unevaluatedItems` ask for
//! (JSON Schema draft 2020-12, section 11).

use super::check::{Checker, Frame};
use super::memo::Mix;
use super::{Additional, RareKeywords, Schema, index};
use crate::json::instance::{self, Instance, View};
use std::collections::HashSet;
use std::hash::BuildHasherDefault;

/// The properties and items of one value that were looked at.
#[derive(Default)]
pub(super) struct Evaluated {
    all: bool,
    /// The values of properties, by their addresses.
    properties: HashSet<usize, BuildHasherDefault<Mix>>,
    /// How many items from the first one on.
    first: usize,
    /// A bit for each item.
    items: Vec<u64>,
}

impl Evaluated {
    pub(super) fn has_item(&self, index: usize) -> bool {
        self.all || index < self.first || self.bit(index)
    }

    fn bit(&self, index: usize) -> bool {
        let bits = self.items.get(index / 64);
        bits.is_some_and(|bits| bits >> (index % 64) & 1 == 1)
    }

    fn set_bit(&mut self, index: usize) {
        if let Some(bits) = self.items.get_mut(index / 64) {
            *bits |= 1 << (index % 64);
        }
    }

    pub(super) fn has_property<'v>(&self, value: impl Instance<'v>) -> bool {
        self.all || self.properties.contains(&value.address())
    }
}

/// The schema that asks what others have looked at.
#[derive(Clone, Copy)]
pub(super) enum Asker {
    /// The one whose keywords are looked at.
    Itself,
    Another,
}

impl Checker<'_> {
    /// Notes what a schema that the value satisfies has looked at. What is left over is not asked of the schema that the
    /// question comes from.
    pub(super) fn evaluate<'v>(
        &mut self,
        schema: &Schema,
        value: impl Instance<'v>,
        outer: Option<&Frame<'_>>,
        seen: &mut Evaluated,
        asker: Asker,
    ) {
        let is_known = seen.all || outer.is_some_and(|frame| frame.contains(schema));
        if is_known || !self.budget.spend(8) {
            return;
        }
        let frame = Frame { schema, outer };
        let is_object = match value.view() {
            View::Object => true,
            View::Array => false,
            _ => return,
        };
        if is_object {
            self.evaluate_object(schema, value, seen);
        } else {
            self.evaluate_array(schema, value, seen);
        }
        if let (Some(rare), Asker::Another) = (schema.rare, asker) {
            seen.all |= if is_object {
                rare.unevaluated_properties.is_some()
            } else {
                rare.unevaluated_items.is_some()
            };
        }
        if seen.all {
            return;
        }
        for part in schema.all_of {
            self.evaluate(part, value, Some(&frame), seen, Asker::Another);
        }
        self.evaluate_unions(schema, value, &frame, seen);
        if let Some(rare) = schema.rare {
            self.evaluate_rare(rare, value, &frame, seen);
        }
    }

    fn evaluate_array<'v>(
        &mut self,
        schema: &Schema,
        array: impl Instance<'v>,
        seen: &mut Evaluated,
    ) {
        seen.all |= schema.items.is_some();
        // Nothing can be added to all of it.
        if seen.all {
            return;
        }
        let Some(rare) = schema.rare else { return };
        seen.first = seen.first.max(rare.prefix_items.len());
        if let Some(contains) = rare.contains {
            self.budget.spend(array.len() as u64 * 4);
            seen.items.resize(array.len().div_ceil(64), 0);
            for (index, item) in array.items().enumerate() {
                if self.fits(contains, item, None) {
                    seen.set_bit(index);
                }
            }
        }
    }

    fn evaluate_unions<'v>(
        &mut self,
        schema: &Schema,
        value: impl Instance<'v>,
        frame: &Frame<'_>,
        seen: &mut Evaluated,
    ) {
        let mapping = schema.mapping;
        if let (Some(property), false, View::Object) =
            (schema.discriminator, mapping.is_empty(), value.view())
        {
            let chosen = match value.get(property) {
                Some(name) => mapping
                    .iter()
                    .find(|(known, _)| Some(*known) == instance::text(name))
                    .map(|(_, chosen)| *chosen),
                None => schema.rare.and_then(|rare| rare.absent_tag),
            };
            if let Some(chosen) = chosen {
                self.evaluate(chosen, value, Some(frame), seen, Asker::Another);
            }
            return;
        }
        for alternative in schema.any_of.iter().chain(schema.one_of) {
            if self.passes(alternative, value, frame) {
                self.evaluate(alternative, value, Some(frame), seen, Asker::Another);
            }
        }
    }

    fn evaluate_rare<'v>(
        &mut self,
        rare: &RareKeywords,
        value: impl Instance<'v>,
        frame: &Frame<'_>,
        seen: &mut Evaluated,
    ) {
        if let Some(condition) = rare.condition {
            if self.passes(condition, value, frame) {
                self.evaluate(condition, value, Some(frame), seen, Asker::Another);
                self.evaluate(rare.then, value, Some(frame), seen, Asker::Another);
            } else {
                self.evaluate(rare.otherwise, value, Some(frame), seen, Asker::Another);
            }
        }
        for (name, schema) in rare.dependent_schemas {
            if value.get(name).is_some() {
                self.evaluate(schema, value, Some(frame), seen, Asker::Another);
            }
        }
    }

    fn evaluate_object<'v>(
        &mut self,
        schema: &Schema,
        object: impl Instance<'v>,
        seen: &mut Evaluated,
    ) {
        // What is not allowed is not there, since the value satisfies the schema.
        seen.all |= !matches!(schema.additional, Additional::Allowed);
        if seen.all {
            return;
        }
        for (name, value) in object.members() {
            if index::position(schema.properties, name).is_some() {
                seen.properties.insert(value.address());
            }
        }
        self.budget.spend(object.len() as u64 * 4);
        for (pattern, _) in schema.rare.map_or(&[][..], |rare| rare.pattern_properties) {
            for (name, value) in object.members() {
                if self.matches(pattern, name) {
                    seen.properties.insert(value.address());
                }
            }
        }
    }
}
