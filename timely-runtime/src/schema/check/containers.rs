//! The check of arrays and objects.

use super::Checker;
use crate::json::instance::{Instance, nests};
use crate::schema::index::{self, Names};
use crate::schema::{Access, Additional, Direction, Property, Schema, Types, order, text};

impl Checker<'_> {
    pub(super) fn check_array<'v>(&mut self, schema: &Schema, array: impl Instance<'v>) {
        let count = array.len() as u64;
        self.check_count(count, schema.min_items, schema.max_items, &text::ITEMS);
        if schema.unique_items
            && !self.settled()
            && let Some((first, second)) = order::duplicate(array, self.budget)
        {
            self.at(&second.to_string(), |checker| {
                checker.violate(
                    "uniqueItems",
                    || "an item that differs from all others".to_owned(),
                    || format!("the same as item {first}"),
                );
            });
        }
        let first = schema.rare.map_or(0, |rare| rare.prefix_items.len());
        if let Some(schema) = schema.items {
            for (index, item) in array.items().enumerate().skip(first) {
                if self.settled() {
                    return;
                }
                self.at_item(index, |checker| checker.check(schema, item, None));
            }
        }
    }

    pub(super) fn check_object<'v>(&mut self, schema: &Schema, object: impl Instance<'v>) {
        let count = object.len() as u64;
        let (min, max) = (schema.min_properties, schema.max_properties);
        self.check_count(count, min, max, &text::PROPERTIES);
        let named = match Names::of(schema.properties) {
            Some(names) if self.quiet => self.check_indexed(schema, &names, object),
            _ => self.check_named(schema, object),
        };
        let names = schema.required.len() as u64 / 8;
        self.budget.spend(names + index::room(schema.properties));
        for name in schema.required {
            if self.settled() {
                return;
            }
            if object.get(name).is_none() {
                self.missing("required", name);
            }
        }
        // Where all members are named, none is left.
        if named < object.len() {
            match schema.additional {
                Additional::Allowed => {}
                Additional::Forbidden => self.check_additional(schema, object, None),
                Additional::Schema(additional) => {
                    self.check_additional(schema, object, Some(additional));
                }
            }
        }
    }

    /// Checks the properties that are named, and returns how many of them are there.
    fn check_named<'v>(&mut self, schema: &Schema, object: impl Instance<'v>) -> usize {
        let (mut named, mut later) = (0, false);
        for property in schema.properties {
            if self.settled() {
                return named;
            }
            match object.get(property.name) {
                // What tells alternatives apart is mostly plain, and it is quickly told.
                Some(value) if self.quiet && nests(value) => later = true,
                Some(value) => self.check_property(property, value),
                None if requires(property, self.direction) => {
                    self.missing("required", property.name);
                    continue;
                }
                None => continue,
            }
            named += 1;
        }
        if later {
            for property in schema.properties {
                if let Some(value) = object.get(property.name).filter(|value| nests(*value)) {
                    self.check_property(property, value);
                }
            }
        }
        named
    }

    /// As [`Self::check_named`], where the schema names many.
    fn check_indexed<'v>(
        &mut self,
        schema: &Schema,
        names: &Names,
        object: impl Instance<'v>,
    ) -> usize {
        let is_missing = |position: &usize| {
            let property = &schema.properties[*position];
            requires(property, self.direction) && object.get(property.name).is_none()
        };
        if names.required.iter().any(is_missing) {
            self.failed = true;
            return 0;
        }
        let found = || {
            let found = object
                .members()
                .map(|(name, value)| (names.position(name), value));
            found.filter_map(|(position, value)| Some((&schema.properties[position?], value)))
        };
        for wanted in [false, true] {
            for (property, value) in found() {
                if nests(value) == wanted {
                    self.check_property(property, value);
                }
            }
        }
        found().count()
    }

    fn check_property<'v>(&mut self, property: &Property, value: impl Instance<'v>) {
        self.at(property.name, |checker| {
            checker.check(property.schema, value, None)
        });
    }

    /// Reports a property that should be there.
    pub(in crate::schema) fn missing(&mut self, keyword: &'static str, name: &str) {
        self.at(name, |checker| {
            checker.violate(keyword, || "a value".to_owned(), || "nothing".to_owned());
        });
    }

    fn check_additional<'v>(
        &mut self,
        schema: &Schema,
        object: impl Instance<'v>,
        additional: Option<&Schema>,
    ) {
        for (name, value) in object.members() {
            if self.settled() {
                return;
            }
            let patterns = schema.rare.map_or(&[][..], |rare| rare.pattern_properties);
            let mut patterns = patterns.iter();
            if index::position(schema.properties, name).is_some()
                || patterns.any(|(pattern, _)| self.matches(pattern, name))
            {
                continue;
            }
            self.at(name, |checker| match additional {
                Some(schema) => checker.check(schema, value, None),
                None => checker.violate(
                    "additionalProperties",
                    || "no property of this name".to_owned(),
                    || Types::of_view(&value.view()).to_string(),
                ),
            });
        }
    }
}

/// Whether a property must be there.
pub(in crate::schema) const fn requires(property: &Property, direction: Option<Direction>) -> bool {
    property.required
        && match property.access {
            Access::ReadWrite => true,
            Access::ReadOnly => matches!(direction, Some(Direction::Response)),
            Access::WriteOnly => matches!(direction, Some(Direction::Request)),
        }
}
