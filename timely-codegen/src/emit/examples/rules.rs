//! What a document asks of a value, from all places that say something of it.

use super::Examples;
use crate::formats::JsonType;
use crate::ir::{Additional, Schema, SchemaRef, TypeId};

/// How deep schemas are looked into that refer to others.
const MAX_DEPTH: usize = 8;
/// How many schemas of one value are looked at.
const MAX_SCHEMAS: usize = 32;

/// The schemas that a value has to satisfy, all of them.
pub(super) struct Rules<'s>(Vec<&'s Schema>);

impl Examples<'_> {
    /// The rules of these schemas: with what they refer to, the parts of each `allOf`, and what is left of a choice between
    /// null and one other thing.
    pub(super) fn rules<'s>(&'s self, schemas: &[&'s SchemaRef]) -> Rules<'s> {
        let mut found = Vec::new();
        let mut known = Vec::new();
        for schema in schemas {
            self.collect(schema, MAX_DEPTH, &mut known, &mut found);
        }
        Rules(found)
    }

    fn collect<'s>(
        &'s self,
        schema: &'s SchemaRef,
        depth: usize,
        known: &mut Vec<TypeId>,
        found: &mut Vec<&'s Schema>,
    ) {
        let Some(depth) = depth.checked_sub(1) else {
            return;
        };
        let schema = match schema {
            SchemaRef::Inline(schema) => schema,
            SchemaRef::Type(id) => {
                if !known.contains(id) {
                    known.push(*id);
                    self.collect(&self.context.api.type_def(*id).schema, depth, known, found);
                }
                return;
            }
        };
        if found.len() == MAX_SCHEMAS {
            return;
        }
        found.push(schema);
        for part in &schema.all_of {
            self.collect(part, depth, known, found);
        }
        for choice in [&schema.any_of, &schema.one_of] {
            let mut others = choice.iter().filter(|one| !is_null(one));
            if let (Some(only), None) = (others.next(), others.next()) {
                self.collect(only, depth, known, found);
            }
        }
    }
}

fn is_null(schema: &SchemaRef) -> bool {
    matches!(schema, SchemaRef::Inline(schema) if schema.types == [JsonType::Null])
}

impl<'s> Rules<'s> {
    /// The schemas, one by one.
    pub(super) fn each(&self) -> impl Iterator<Item = &'s Schema> {
        self.0.iter().copied()
    }

    /// The default, as JSON.
    pub(super) fn default(&self) -> Option<serde_json::Value> {
        let mut defaults = self.each().filter_map(|schema| schema.default.as_deref());
        serde_json::from_str(defaults.next()?).ok()
    }

    /// What is said of a member of an object.
    pub(super) fn of_member(&self, name: &str) -> Vec<&'s SchemaRef> {
        let properties = self.each().flat_map(|schema| &schema.properties);
        let properties = properties.filter(|property| property.name == name);
        properties.map(|property| &property.schema).collect()
    }

    /// What is said of the members of an object that it has no name for.
    pub(super) fn of_others(&self) -> Vec<&'s SchemaRef> {
        let others = self.each().filter_map(|schema| match &schema.additional {
            Additional::Schema(schema) => Some(schema),
            Additional::Allowed | Additional::Forbidden => None,
        });
        others.collect()
    }

    /// What is said of the items of a list.
    pub(super) fn of_items(&self) -> Vec<&'s SchemaRef> {
        self.each()
            .filter_map(|schema| schema.items.as_ref())
            .collect()
    }

    /// What is said of the item of a place of a list whose items differ by their places.
    pub(super) fn of_item(&self, place: usize) -> Vec<&'s SchemaRef> {
        let items = self.each().filter_map(|schema| {
            let first = schema.rare.as_ref().map(|rare| &rare.prefix_items);
            let own = first.and_then(|items| items.get(place));
            own.or(schema.items.as_ref())
        });
        items.collect()
    }

    /// What is said of the alternative at this place, of so many.
    pub(super) fn of_alternative(&self, place: usize, count: usize) -> Vec<&'s SchemaRef> {
        let lists = self.each().filter_map(|schema| {
            let rare = schema
                .rare
                .as_ref()
                .map(|rare| rare.alternatives.as_slice());
            let rare = rare.filter(|list| list.len() == count);
            rare.or_else(|| schema.alternatives(count))
        });
        lists.filter_map(|list| list.get(place)).collect()
    }

    /// The least and the largest number of items that a list may have.
    pub(super) fn item_counts(&self) -> (u64, u64) {
        let least = self.each().filter_map(|schema| schema.min_items).max();
        let most = self.each().filter_map(|schema| schema.max_items).min();
        (least.unwrap_or(0), most.unwrap_or(u64::MAX))
    }

    /// The least number of members that an object may have.
    pub(super) fn least_members(&self) -> u64 {
        let least = self.each().filter_map(|schema| schema.min_properties).max();
        least.unwrap_or(0)
    }
}
