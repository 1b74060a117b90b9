//! The check of `unevaluatedProperties` and `unevaluatedItems`: what the keywords of a schema have looked at
//! (JSON Schema draft 2020-12, section 11).

use super::{Checker, Frame};
use crate::json::instance::{Instance, View};
use crate::schema::decision::Decision;
use crate::schema::program::{Additional, ArrayRules, Link, ObjectRules, Subschema};
use crate::schema::{Types, text};
use smallvec::SmallVec;
use std::sync::OnceLock;

/// The items or members of one value that were looked at, by their positions.
#[derive(Default)]
struct Evaluated {
    all: bool,
    /// How many from the first one on.
    first: usize,
    /// A bit for each.
    bits: SmallVec<[u64; 2]>,
}

impl Evaluated {
    fn has(&self, at: usize) -> bool {
        let is_set = |bits: &u64| bits >> (at % 64) & 1 == 1;
        self.all || at < self.first || self.bits.get(at / 64).is_some_and(is_set)
    }

    fn insert(&mut self, at: usize) {
        if self.bits.len() <= at / 64 {
            self.bits.resize(at / 64 + 1, 0);
        }
        self.bits[at / 64] |= 1 << (at % 64);
    }
}

/// The schema that asks what others have looked at.
#[derive(Clone, Copy)]
enum Asker {
    /// The one whose keywords are looked at.
    Itself,
    Another,
}

impl Checker<'_> {
    /// `unevaluatedItems` and `unevaluatedProperties`, of a value that is right in all other ways.
    pub(super) fn check_unevaluated<'v, I: Instance<'v>, const LOUD: bool>(
        &mut self,
        schema: Subschema<'_>,
        value: I,
        outer: Option<&Frame<'_>>,
    ) -> bool {
        let found = value.types();
        let rest = schema.rest(found);
        let Some(rest) = rest.filter(|_| !schema.exhaustive().contains(found)) else {
            return true;
        };
        let rest = schema.follow(rest);
        let mut seen = Evaluated::default();
        self.remembering_all(|checker| {
            checker.evaluate(schema, value, outer, &mut seen, Asker::Itself);
            seen.all || checker.check_rest::<_, LOUD>(rest, value, &seen)
        })
    }

    fn check_rest<'v, I: Instance<'v>, const LOUD: bool>(
        &mut self,
        rest: Subschema<'_>,
        value: I,
        seen: &Evaluated,
    ) -> bool {
        let mut passed = true;
        for (index, item) in value.items().enumerate() {
            // No more are listed.
            if LOUD && self.is_settled() {
                return false;
            }
            if (LOUD || passed) && !seen.has(index) {
                passed &= self.at_item::<LOUD>(index, |checker| {
                    checker.check_one::<_, LOUD>("unevaluatedItems", rest, item)
                });
            }
        }
        for (index, (name, member)) in value.members().enumerate() {
            if LOUD && self.is_settled() {
                return false;
            }
            if (LOUD || passed) && !seen.has(index) {
                passed &= self.at::<LOUD>(name, |checker| {
                    checker.check_one::<_, LOUD>("unevaluatedProperties", rest, member)
                });
            }
        }
        passed
    }

    fn check_one<'v, I: Instance<'v>, const LOUD: bool>(
        &mut self,
        keyword: &'static str,
        schema: Subschema<'_>,
        value: I,
    ) -> bool {
        if schema.types != Types::EMPTY {
            return self.check::<_, LOUD>(schema, value, None);
        }
        self.violate::<LOUD>(
            keyword,
            || "nothing that the schema does not speak of".into(),
            || text::describe(value),
        )
    }

    /// Notes what a schema that the value satisfies has looked at. What is left over is not asked of the schema that the
    /// question comes from.
    fn evaluate<'v>(
        &mut self,
        schema: Subschema<'_>,
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
        let node = schema.node();
        match value.view() {
            View::Object => {
                if let Some(rules) = &node.object {
                    self.evaluate_object(rules, value, seen);
                }
            }
            View::Array => {
                if let Some(rules) = &node.array {
                    self.evaluate_array(schema, rules, value, seen);
                }
            }
            _ => return,
        }
        if let Asker::Another = asker {
            seen.all |= schema.rest(value.types()).is_some();
        }
        if seen.all {
            return;
        }
        for part in schema.all_of() {
            self.evaluate(part, value, Some(&frame), seen, Asker::Another);
        }
        self.evaluate_unions(schema, value, &frame, seen);
        self.evaluate_conditions(schema, value, &frame, seen);
    }

    fn evaluate_array<'v>(
        &mut self,
        schema: Subschema<'_>,
        rules: &ArrayRules,
        array: impl Instance<'v>,
        seen: &mut Evaluated,
    ) {
        seen.all |= rules.items.is_some();
        // Nothing can be added to all of it.
        if seen.all {
            return;
        }
        seen.first = seen.first.max(rules.prefix_items.len());
        if let Some(contains) = rules.contains {
            let contains = schema.follow(contains);
            self.budget.spend(array.len() as u64 * 8);
            for (index, item) in array.items().enumerate() {
                if self.fits(contains, item) {
                    seen.insert(index);
                }
            }
        }
    }

    fn evaluate_unions<'v>(
        &mut self,
        schema: Subschema<'_>,
        value: impl Instance<'v>,
        frame: &Frame<'_>,
        seen: &mut Evaluated,
    ) {
        let Some(combined) = schema.node().combined() else {
            return;
        };
        if let Some(discriminator) = combined.discriminator_of(value.types()) {
            let found = value.get(&discriminator.property);
            if let Some(chosen) = discriminator.chosen_by(found) {
                let chosen = schema.follow(chosen);
                self.evaluate(chosen, value, Some(frame), seen, Asker::Another);
            }
            return;
        }
        let [of_any, of_one] = &combined.decisions;
        for (alternatives, decision) in [(&combined.any_of, of_any), (&combined.one_of, of_one)] {
            self.evaluate_alternatives(schema, alternatives, decision, value, frame, seen);
        }
    }

    fn evaluate_alternatives<'v>(
        &mut self,
        schema: Subschema<'_>,
        alternatives: &[Link],
        decision: &OnceLock<Decision>,
        value: impl Instance<'v>,
        frame: &Frame<'_>,
        seen: &mut Evaluated,
    ) {
        let decision = decision.get_or_init(|| Decision::of(schema, alternatives));
        let mut candidates = decision.candidates(value).peekable();
        let mut holds_any = false;
        while let Some(at) = candidates.next() {
            let Some(link) = alternatives.get(at) else {
                return;
            };
            let alternative = schema.follow(*link);
            // The value satisfies the union: where none of the others holds, the last does.
            let is_left = !holds_any && candidates.peek().is_none();
            if !seen.all && (is_left || self.passes(alternative, value, frame)) {
                holds_any = true;
                self.evaluate(alternative, value, Some(frame), seen, Asker::Another);
            }
        }
    }

    fn evaluate_conditions<'v>(
        &mut self,
        schema: Subschema<'_>,
        value: impl Instance<'v>,
        frame: &Frame<'_>,
        seen: &mut Evaluated,
    ) {
        let node = schema.node();
        if let Some((condition, then, otherwise)) = node.combined().and_then(|it| it.condition) {
            let condition = schema.follow(condition);
            let branch = if self.passes(condition, value, frame) {
                self.evaluate(condition, value, Some(frame), seen, Asker::Another);
                then
            } else {
                otherwise
            };
            let branch = schema.follow(branch);
            self.evaluate(branch, value, Some(frame), seen, Asker::Another);
        }
        let rules = node.object.as_deref();
        for (name, link) in rules.map_or(&[][..], |rules| &rules.dependent_schemas) {
            if value.get(name).is_some() {
                let wanted = schema.follow(*link);
                self.evaluate(wanted, value, Some(frame), seen, Asker::Another);
            }
        }
    }

    fn evaluate_object<'v>(
        &mut self,
        rules: &ObjectRules,
        object: impl Instance<'v>,
        seen: &mut Evaluated,
    ) {
        // What is not allowed is not there, since the value satisfies the schema.
        seen.all |= !matches!(rules.additional, Additional::Allowed);
        if seen.all {
            return;
        }
        self.budget.spend(object.len() as u64 * 4);
        for (index, (name, _)) in object.members().enumerate() {
            let mut patterns = rules.patterns.iter();
            if rules.properties.find(name).is_some()
                || patterns.any(|(pattern, _)| self.matches(pattern, name))
            {
                seen.insert(index);
            }
        }
    }
}
