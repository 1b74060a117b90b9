//! The keywords that few documents use, out of the way of those that most types have.

use super::check::{Checker, Frame};
use super::evaluated::{Asker, Evaluated};
use super::{Schema, Types, check, text};
use crate::json::instance::{Instance, View};

/// Keywords of JSON Schema draft 2020-12 beside those of [`Schema`], one field each.
///
/// They stand behind one reference, so that the many schemas without them do not pay for them:
///
/// ```
/// use timely_runtime::generated::{RareKeywords, Types};
/// use timely_runtime::{Direction, Schema};
///
/// static PAIR: Schema = Schema {
///     types: Types::ARRAY,
///     rare: Some(&RareKeywords { prefix_items: &[&TEXT, &COUNT], ..RareKeywords::NONE }),
///     ..Schema::ANY
/// };
/// static TEXT: Schema = Schema { types: Types::STRING, ..Schema::ANY };
/// static COUNT: Schema = Schema { types: Types::INTEGER, ..Schema::ANY };
///
/// let violations = PAIR.check(&serde_json::json!(["a", "b"]), Direction::Request);
/// assert_eq!(violations.to_string(), "/1: expected an integer, found the string \"b\"");
/// ```
pub struct RareKeywords {
    /// What the first items of an array must be; `items` is about those that follow.
    pub prefix_items: &'static [&'static Schema],
    /// What some items of an array must be.
    pub contains: Option<&'static Schema>,
    /// How many items must be that at least. Without `contains` it has no effect.
    pub min_contains: u64,
    /// How many items may be that at most. Without `contains` it has no effect.
    pub max_contains: Option<u64>,
    /// What items must be that no other keyword speaks of.
    pub unevaluated_items: Option<&'static Schema>,
    /// What properties must be whose names match a pattern.
    pub pattern_properties: &'static [(&'static str, &'static Schema)],
    /// What the names of properties must be.
    pub property_names: Option<&'static Schema>,
    /// The properties that must be there when another one is.
    pub dependent_required: &'static [(&'static str, &'static [&'static str])],
    /// What an object must be when it has a property.
    pub dependent_schemas: &'static [(&'static str, &'static Schema)],
    /// What properties must be that no other keyword speaks of.
    pub unevaluated_properties: Option<&'static Schema>,
    /// `if`: what decides between `then` and `otherwise`; a value that is not this is not wrong.
    pub condition: Option<&'static Schema>,
    /// What a value must be that satisfies the condition.
    pub then: &'static Schema,
    /// `else`: what a value must be that does not.
    pub otherwise: &'static Schema,
    /// The alternatives of a union in the order of its variants, where no list of the schema is that. It constrains
    /// nothing.
    pub alternatives: &'static [&'static Schema],
    /// What an object is that does not have the property of the `discriminator`; without it, such an object is refused.
    pub absent_tag: Option<&'static Schema>,
}

impl RareKeywords {
    /// Constrains nothing; the base of the update syntax.
    pub const NONE: RareKeywords = RareKeywords {
        prefix_items: &[],
        contains: None,
        min_contains: 1,
        max_contains: None,
        unevaluated_items: None,
        pattern_properties: &[],
        property_names: None,
        dependent_required: &[],
        dependent_schemas: &[],
        unevaluated_properties: None,
        condition: None,
        then: &Schema::ANY,
        otherwise: &Schema::ANY,
        alternatives: &[],
        absent_tag: None,
    };
}

impl Checker<'_> {
    /// Checks the keywords of `more`; `before` is how many violations there were when the schema's turn came.
    pub(super) fn check_rare<'v>(
        &mut self,
        schema: &Schema,
        rare: &RareKeywords,
        value: impl Instance<'v>,
        frame: &Frame<'_>,
        before: usize,
    ) {
        match value.view() {
            View::Array => self.check_rare_of_array(rare, value),
            View::Object => self.check_rare_of_object(rare, value, frame),
            _ => {}
        }
        if let Some(condition) = rare.condition {
            let holds = self.passes(condition, value, frame);
            let branch = if holds { rare.then } else { rare.otherwise };
            self.check(branch, value, Some(frame));
        }
        let unevaluated = rare.unevaluated_items.is_some() || rare.unevaluated_properties.is_some();
        // What a schema that does not hold has looked at is undefined (JSON Schema, section 7.7.1.2).
        if unevaluated && !self.failed && self.violations.len() == before {
            self.check_unevaluated(schema, rare, value, frame);
        }
    }

    fn check_rare_of_array<'v>(&mut self, rare: &RareKeywords, array: impl Instance<'v>) {
        for (index, (item, schema)) in array.items().zip(rare.prefix_items).enumerate() {
            self.at_item(index, |checker| checker.check(schema, item, None));
        }
        let Some(schema) = rare.contains else { return };
        if self.settled() {
            return;
        }
        let mut count = 0;
        for item in array.items() {
            if self.budget.is_exhausted() {
                return;
            }
            count += u64::from(self.fits(schema, item, None));
        }
        let min = Some(rare.min_contains);
        self.check_count(count, min, rare.max_contains, &text::CONTAINED);
    }

    fn check_rare_of_object<'v>(
        &mut self,
        rare: &RareKeywords,
        object: impl Instance<'v>,
        frame: &Frame<'_>,
    ) {
        for (pattern, schema) in rare.pattern_properties {
            for (name, value) in object.members() {
                if self.settled() {
                    return;
                }
                if self.matches(pattern, name) {
                    self.at(name, |checker| checker.check(schema, value, None));
                }
            }
        }
        if let Some(schema) = rare.property_names {
            self.check_names(schema, object);
        }
        let dependent = rare.dependent_required.len() + rare.dependent_schemas.len();
        self.budget.spend(dependent as u64 / 4);
        for (name, wanted) in rare.dependent_required {
            if object.get(name).is_some() {
                self.budget.spend(wanted.len() as u64 / 8);
                for wanted in wanted.iter().filter(|name| object.get(name).is_none()) {
                    self.missing("dependentRequired", wanted);
                }
            }
        }
        for (name, schema) in rare.dependent_schemas {
            if object.get(name).is_some() {
                self.check(schema, object, Some(frame));
            }
        }
    }

    fn check_names<'v>(&mut self, schema: &Schema, object: impl Instance<'v>) {
        for (name, _) in object.members() {
            if self.settled() {
                return;
            }
            if self.quiet {
                self.failed = !self.fits(schema, name, None);
                continue;
            }
            let wrong =
                check::Checker::new(self.direction, self.place, self.budget).run(schema, name, "");
            self.at(name, |checker| {
                for violation in wrong {
                    let expected = || format!("{} as the name", violation.expected);
                    checker.violate("propertyNames", expected, || violation.found.clone());
                }
            });
        }
    }

    fn check_unevaluated<'v>(
        &mut self,
        schema: &Schema,
        rare: &RareKeywords,
        value: impl Instance<'v>,
        frame: &Frame<'_>,
    ) {
        let mut seen = Evaluated::default();
        self.evaluate(schema, value, frame.outer, &mut seen, Asker::Itself);
        match value.view() {
            View::Array => {
                let Some(schema) = rare.unevaluated_items else {
                    return;
                };
                for (index, item) in value.items().enumerate() {
                    if !seen.has_item(index) {
                        self.at_item(index, |checker| {
                            checker.check_rest("unevaluatedItems", schema, item)
                        });
                    }
                }
            }
            View::Object => {
                let Some(schema) = rare.unevaluated_properties else {
                    return;
                };
                for (name, member) in value.members() {
                    if !seen.has_property(member) {
                        self.at(name, |checker| {
                            checker.check_rest("unevaluatedProperties", schema, member)
                        });
                    }
                }
            }
            _ => {}
        }
    }

    fn check_rest<'v>(&mut self, keyword: &'static str, schema: &Schema, value: impl Instance<'v>) {
        if schema.types == Types::EMPTY {
            let expected = || "nothing that the schema does not speak of".to_owned();
            self.violate(keyword, expected, || text::describe(value));
        } else {
            self.check(schema, value, None);
        }
    }
}
