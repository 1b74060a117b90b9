//! What the keywords of a schema have looked at, which `unevaluatedProperties` and `unevaluatedItems` ask for
//! (JSON Schema draft 2020-12, section 11).

use super::check::{Checker, Frame};
use super::{Additional, More, Schema, index};
use serde_json::{Map, Value};
use std::collections::HashSet;

/// The properties and items of one value that were looked at.
#[derive(Default)]
pub(super) struct Evaluated<'v> {
    all: bool,
    names: HashSet<&'v str>,
    /// How many items from the first one on.
    first: usize,
    items: HashSet<usize>,
}

impl Evaluated<'_> {
    pub(super) fn has_item(&self, index: usize) -> bool {
        self.all || index < self.first || self.items.contains(&index)
    }

    pub(super) fn has_property(&self, name: &str) -> bool {
        self.all || self.names.contains(name)
    }
}

impl Checker<'_> {
    /// Notes what a schema that the value satisfies has looked at. What is left over is not asked of `own`, the schema
    /// that the question comes from.
    pub(super) fn evaluate<'v>(
        &mut self,
        schema: &Schema,
        value: &'v Value,
        outer: Option<&Frame<'_>>,
        seen: &mut Evaluated<'v>,
        own: bool,
    ) {
        let is_known = seen.all || outer.is_some_and(|frame| frame.contains(schema));
        if is_known || !self.budget.spend(8) {
            return;
        }
        let frame = Frame { schema, outer };
        match value {
            Value::Object(members) => self.evaluate_object(schema, members, seen),
            Value::Array(items) => self.evaluate_array(schema, items, seen),
            _ => return,
        }
        if let (Some(more), false) = (schema.more, own) {
            seen.all |= match value {
                Value::Object(_) => more.unevaluated_properties.is_some(),
                _ => more.unevaluated_items.is_some(),
            };
        }
        for part in schema.all_of {
            self.evaluate(part, value, Some(&frame), seen, false);
        }
        self.evaluate_unions(schema, value, &frame, seen);
        if let Some(more) = schema.more {
            self.evaluate_more(more, value, &frame, seen);
        }
    }

    fn evaluate_array<'v>(
        &mut self,
        schema: &Schema,
        items: &'v [Value],
        seen: &mut Evaluated<'v>,
    ) {
        seen.all |= schema.items.is_some();
        let Some(more) = schema.more else { return };
        seen.first = seen.first.max(more.prefix_items.len());
        if let Some(contains) = more.contains {
            self.budget.spend(items.len() as u64 * 4);
            for (index, item) in items.iter().enumerate() {
                if self.fits(contains, item, None) {
                    seen.items.insert(index);
                }
            }
        }
    }

    fn evaluate_unions<'v>(
        &mut self,
        schema: &Schema,
        value: &'v Value,
        frame: &Frame<'_>,
        seen: &mut Evaluated<'v>,
    ) {
        let mapping = schema.discriminator.map_or(&[][..], |tags| tags.mapping);
        if let (Some(tags), false, Value::Object(members)) =
            (&schema.discriminator, mapping.is_empty(), value)
        {
            let chosen = match members.get(tags.property) {
                Some(name) => mapping
                    .iter()
                    .find(|(known, _)| Some(*known) == name.as_str())
                    .map(|(_, chosen)| *chosen),
                None => schema.more.and_then(|more| more.absent_tag),
            };
            if let Some(chosen) = chosen {
                self.evaluate(chosen, value, Some(frame), seen, false);
            }
            return;
        }
        for alternative in schema.any_of.iter().chain(schema.one_of) {
            if self.passes(alternative, value, frame) {
                self.evaluate(alternative, value, Some(frame), seen, false);
            }
        }
    }

    fn evaluate_more<'v>(
        &mut self,
        more: &More,
        value: &'v Value,
        frame: &Frame<'_>,
        seen: &mut Evaluated<'v>,
    ) {
        if let Some(branches) = &more.condition {
            if self.passes(branches.condition, value, frame) {
                self.evaluate(branches.condition, value, Some(frame), seen, false);
                self.evaluate(branches.then, value, Some(frame), seen, false);
            } else {
                self.evaluate(branches.otherwise, value, Some(frame), seen, false);
            }
        }
        let Value::Object(members) = value else {
            return;
        };
        for (name, schema) in more.dependent_schemas {
            if members.contains_key(*name) {
                self.evaluate(schema, value, Some(frame), seen, false);
            }
        }
    }

    fn evaluate_object<'v>(
        &mut self,
        schema: &Schema,
        members: &'v Map<String, Value>,
        seen: &mut Evaluated<'v>,
    ) {
        // What is not allowed is not there, since the value satisfies the schema.
        seen.all |= !matches!(schema.additional, Additional::Allowed);
        let is_named = |name: &&String| index::position(schema.properties, name).is_some();
        let names = members.keys().filter(is_named).map(String::as_str);
        seen.names.extend(names);
        self.budget.spend(members.len() as u64 * 4);
        for (pattern, _) in schema.more.map_or(&[][..], |more| more.pattern_properties) {
            for name in members.keys() {
                if self.matches(pattern, name) {
                    seen.names.insert(name);
                }
            }
        }
    }
}
