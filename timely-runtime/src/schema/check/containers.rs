//! The check of arrays and objects.

use super::{Checker, key};
use crate::json::instance::{Instance, nests};
use crate::schema::program::{Additional, ArrayRules, NamedProperty, ObjectRules, Seen, Subschema};
use crate::schema::{bounds, order, text};
use smallvec::SmallVec;

/// Objects with more members beside the properties of a schema are asked for each property, and not gone through.
const MANY: usize = 16;

/// Up to how many properties a type has room that no one is charged for.
const FREE: usize = 16;

/// What an object costs for the properties that it may have, in steps of a budget: the type that it becomes has room for
/// all of them, also where a sender leaves them out.
pub(in crate::schema) fn room(rules: &ObjectRules) -> u64 {
    5 * rules.properties.len().saturating_sub(FREE) as u64
}

impl Checker<'_> {
    pub(super) fn check_array<'v, I: Instance<'v>, const LOUD: bool>(
        &mut self,
        schema: Subschema<'_>,
        rules: &ArrayRules,
        array: I,
    ) -> bool {
        let count = array.len() as u64;
        let (min, max) = (rules.min_items, rules.max_items);
        let mut passed = self.check_count::<LOUD>(count, min, max, &text::ITEMS);
        if !passed && !LOUD {
            return false;
        }
        if rules.unique_items
            && let Some((first, second)) = order::duplicate(array, self.budget)
        {
            passed = self.at_item::<LOUD>(second, |checker| {
                checker.violate::<LOUD>(
                    "uniqueItems",
                    || "an item that differs from all others".into(),
                    || format!("the same as item {first}").into(),
                )
            });
            if !LOUD {
                return false;
            }
        }
        for (index, (item, link)) in array.items().zip(&rules.prefix_items).enumerate() {
            passed &= self.at_item::<LOUD>(index, |checker| {
                checker.check::<_, LOUD>(schema.follow(*link), item, None)
            });
            if !passed && !LOUD {
                return false;
            }
        }
        if let Some(items) = rules.items {
            let items = schema.follow(items);
            passed &= self.check_items::<_, LOUD>(items, rules.prefix_items.len(), array);
        }
        passed && self.check_contained::<_, LOUD>(schema, rules, array)
    }

    fn check_items<'v, I: Instance<'v>, const LOUD: bool>(
        &mut self,
        schema: Subschema<'_>,
        first: usize,
        array: I,
    ) -> bool {
        let here = key(schema, array);
        let mut first = match LOUD {
            true => self.trail.leads_to(here).unwrap_or(first),
            false => first,
        };
        // Long lists of texts or numbers are common, and quickly told.
        if schema.is_plain && first == 0 {
            self.budget.spend(array.len() as u64 / 4);
            first = array.leading(schema.types);
            if first == array.len() {
                return true;
            }
            if !LOUD {
                return self.note(here, first);
            }
        }
        let is_shallow = self.is_shallow(schema);
        let mut passed = true;
        for (index, item) in array.items().enumerate().skip(first) {
            let is_right = match schema.is_plain {
                true => schema.types.contains(item.types()),
                false if is_shallow && !LOUD => {
                    self.budget.spend(1) && bounds::fits(schema.node(), item, self.budget)
                }
                false if LOUD => !self.is_wrong(schema, item, None),
                false => self.check::<_, false>(schema, item, None),
            };
            if is_right {
                continue;
            }
            if !LOUD {
                return self.note(here, index);
            }
            if self.is_settled() {
                return false;
            }
            passed = self.at_item::<LOUD>(index, |checker| {
                checker.within_depth::<_, true>(schema, item, None)
            });
        }
        passed
    }

    /// `contains`.
    fn check_contained<'v, I: Instance<'v>, const LOUD: bool>(
        &mut self,
        schema: Subschema<'_>,
        rules: &ArrayRules,
        array: I,
    ) -> bool {
        let Some(link) = rules.contains else {
            return true;
        };
        let wanted = schema.follow(link);
        // Of what `items` speaks of it is known where that is the same schema.
        let asked = match rules.items == Some(link) {
            true => rules.prefix_items.len().min(array.len()),
            false => array.len(),
        };
        let mut count = (array.len() - asked) as u64;
        if asked > 0 {
            count += self.remembering_all(|checker| checker.count_of(wanted, array, asked));
        }
        let min = Some(rules.min_contains.unwrap_or(1));
        self.check_count::<LOUD>(count, min, rules.max_contains, &text::CONTAINED)
    }

    /// How many of the first items fit a schema.
    fn count_of<'v>(
        &mut self,
        wanted: Subschema<'_>,
        array: impl Instance<'v>,
        first: usize,
    ) -> u64 {
        let mut items = array.items().take(first);
        let mut count = 0;
        while !self.budget.is_exhausted()
            && let Some(item) = items.next()
        {
            count += u64::from(self.fits(wanted, item));
        }
        count
    }

    pub(super) fn check_object<'v, I: Instance<'v>, const LOUD: bool>(
        &mut self,
        schema: Subschema<'_>,
        rules: &ObjectRules,
        object: I,
    ) -> bool {
        // Two keywords may lead to the same schema of the same member, on each level anew.
        if !rules.patterns.is_empty() && !self.remembers {
            return self
                .remembering_all(|checker| checker.check_object::<_, LOUD>(schema, rules, object));
        }
        let count = object.len() as u64;
        let (min, max) = (rules.min_properties, rules.max_properties);
        if !self.check_count::<LOUD>(count, min, max, &text::PROPERTIES) && !LOUD {
            return false;
        }
        if !self
            .budget
            .spend(rules.required.len() as u64 / 8 + room(rules))
        {
            return false;
        }
        if LOUD {
            let before = self.violations.len();
            self.list_properties(schema, rules, object);
            self.check_names::<_, true>(schema, rules, object);
            return self.violations.len() == before;
        }
        self.properties_fit(schema, rules, object)
            && self.check_names::<_, false>(schema, rules, object)
    }

    /// Whether the members of an object are what `properties`, `required`, `additionalProperties` and
    /// `patternProperties` want.
    fn properties_fit<'v, I: Instance<'v>>(
        &mut self,
        schema: Subschema<'_>,
        rules: &ObjectRules,
        object: I,
    ) -> bool {
        let is_open = rules.patterns.is_empty() && rules.additional.allows_all();
        if is_open && object.len() > rules.properties.len() + MANY {
            return self.named_fit(schema, rules, object) && has_all(&rules.required, object);
        }
        if self.remembers {
            return self.members_fit(schema, rules, object, is_open);
        }
        self.each_fits(schema, rules, object, is_open)
    }

    /// As [`properties_fit`](Self::properties_fit), of an object that is looked at once. Most are, and apart from all else
    /// the compiler keeps in registers what it needs.
    #[inline(never)]
    fn each_fits<'v, I: Instance<'v>>(
        &mut self,
        schema: Subschema<'_>,
        rules: &ObjectRules,
        object: I,
        is_open: bool,
    ) -> bool {
        let has_no_patterns = rules.patterns.is_empty();
        if !self.budget.spend(object.len() as u64) {
            return false;
        }
        let mut seen = Seen::default();
        let mut next = rules.properties.first::<I>();
        for (name, value) in object.members() {
            let Some(at) = rules.properties.find_next::<I>(&mut next, name) else {
                if !is_open && !self.check_other::<_, false>(schema, rules, name, value) {
                    return false;
                }
                continue;
            };
            seen.insert(at);
            let Some(property) = rules.properties.get(at) else {
                return false;
            };
            if property.glance.allows(&value.view()) {
                continue;
            }
            if !self.look(schema.follow(property.link), value, None)
                || !(has_no_patterns || self.matching_fit(schema, rules, name, value))
            {
                return false;
            }
        }
        rules.properties.are_complete(&seen, self.direction) && has_all(&rules.required, object)
    }

    /// As [`properties_fit`](Self::properties_fit), of an object that may be tried by several alternatives. What tells these
    /// apart is mostly which members there are, and what is plain among them, and it is quickly told.
    fn members_fit<'v, I: Instance<'v>>(
        &mut self,
        schema: Subschema<'_>,
        rules: &ObjectRules,
        object: I,
        is_open: bool,
    ) -> bool {
        let mut seen = Seen::default();
        let mut next = rules.properties.first::<I>();
        let positions: SmallVec<[Option<usize>; 16]> = object
            .members()
            .map(|(name, _)| {
                let at = rules.properties.find_next::<I>(&mut next, name)?;
                seen.insert(at);
                Some(at)
            })
            .collect();
        if !rules.properties.are_complete(&seen, self.direction)
            || !has_all(&rules.required, object)
        {
            return false;
        }
        for wanted in [false, true] {
            let mut members = object.members().zip(&positions);
            let is_right = members.all(|((name, value), at)| match at {
                _ if nests(value) != wanted => true,
                Some(at) => rules
                    .properties
                    .get(*at)
                    .is_some_and(|it| self.property_fits(schema, rules, it, value)),
                None => is_open || self.check_other::<_, false>(schema, rules, name, value),
            });
            if !is_right {
                return false;
            }
        }
        true
    }

    /// Whether a property that is there is what it must be.
    fn property_fits<'v, I: Instance<'v>>(
        &mut self,
        schema: Subschema<'_>,
        rules: &ObjectRules,
        property: &NamedProperty,
        value: I,
    ) -> bool {
        self.check::<_, false>(schema.follow(property.link), value, None)
            && (rules.patterns.is_empty()
                || self.matching_fit(schema, rules, &property.name, value))
    }

    /// Whether a property is what the patterns want that its name matches.
    #[inline(never)]
    fn matching_fit<'v>(
        &mut self,
        schema: Subschema<'_>,
        rules: &ObjectRules,
        name: &str,
        value: impl Instance<'v>,
    ) -> bool {
        let (passed, _) = self.check_patterns::<_, false>(schema, rules, name, value);
        passed
    }

    /// As [`properties_fit`](Self::properties_fit), where the object has many members that no keyword speaks of.
    fn named_fit<'v, I: Instance<'v>>(
        &mut self,
        schema: Subschema<'_>,
        rules: &ObjectRules,
        object: I,
    ) -> bool {
        let is_missing = |property: &NamedProperty| {
            property.is_required(self.direction) && object.get(&property.name).is_none()
        };
        if rules.properties.iter().any(is_missing) {
            return false;
        }
        for wanted in [false, true] {
            for property in rules.properties.iter() {
                if let Some(value) = object.get(&property.name).filter(|it| nests(*it) == wanted)
                    && !self.check::<_, false>(schema.follow(property.link), value, None)
                {
                    return false;
                }
            }
        }
        true
    }

    /// Says what is wrong with the members of an object.
    fn list_properties<'v, I: Instance<'v>>(
        &mut self,
        schema: Subschema<'_>,
        rules: &ObjectRules,
        object: I,
    ) {
        for property in rules.properties.iter() {
            if self.is_settled() {
                return;
            }
            match object.get(&property.name) {
                Some(value) => {
                    let wanted = schema.follow(property.link);
                    // Most of what is in a wrong object is right.
                    if self.is_wrong(wanted, value, None) {
                        self.at::<true>(&property.name, |checker| {
                            checker.within_depth::<_, true>(wanted, value, None)
                        });
                    }
                }
                None if property.is_required(self.direction) => {
                    self.missing::<true>("required", &property.name);
                }
                None => {}
            }
        }
        for name in &rules.required {
            if object.get(name).is_none() {
                self.missing::<true>("required", name);
            }
        }
        if rules.additional.allows_all() && rules.patterns.is_empty() {
            return;
        }
        for (name, value) in object.members() {
            if self.is_settled() {
                return;
            }
            if rules.properties.find(name).is_none() {
                self.check_other::<_, true>(schema, rules, name, value);
            } else {
                self.check_patterns::<_, true>(schema, rules, name, value);
            }
        }
    }

    /// Whether a member that is no property is what `patternProperties` and `additionalProperties` want.
    #[inline(never)]
    fn check_other<'v, I: Instance<'v>, const LOUD: bool>(
        &mut self,
        schema: Subschema<'_>,
        rules: &ObjectRules,
        name: &str,
        value: I,
    ) -> bool {
        let (passed, is_named) = self.check_patterns::<_, LOUD>(schema, rules, name, value);
        if is_named {
            return passed;
        }
        match rules.additional {
            Additional::Allowed => true,
            Additional::Forbidden => self.at::<LOUD>(name, |checker| {
                checker.violate::<LOUD>(
                    "additionalProperties",
                    || "no property of this name".into(),
                    || value.types().into(),
                )
            }),
            Additional::Schema(link) => self.at::<LOUD>(name, |checker| {
                checker.check::<_, LOUD>(schema.follow(link), value, None)
            }),
        }
    }

    /// Whether a member is what the patterns want that its name matches, and whether it matches any.
    fn check_patterns<'v, I: Instance<'v>, const LOUD: bool>(
        &mut self,
        schema: Subschema<'_>,
        rules: &ObjectRules,
        name: &str,
        value: I,
    ) -> (bool, bool) {
        let (mut passed, mut is_named) = (true, false);
        for (pattern, link) in &rules.patterns {
            if !self.matches(pattern, name) {
                continue;
            }
            is_named = true;
            passed &= self.at::<LOUD>(name, |checker| {
                checker.check::<_, LOUD>(schema.follow(*link), value, None)
            });
            if !passed && !LOUD {
                break;
            }
        }
        (passed, is_named)
    }

    /// Reports a property that should be there.
    pub(super) fn missing<const LOUD: bool>(&mut self, keyword: &'static str, name: &str) -> bool {
        self.at::<LOUD>(name, |checker| {
            checker.violate::<LOUD>(keyword, || "a value".into(), || "nothing".into())
        })
    }
}

fn has_all<'v>(names: &[Box<str>], object: impl Instance<'v>) -> bool {
    names.iter().all(|name| object.get(name).is_some())
}
