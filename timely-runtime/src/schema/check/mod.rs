//! The check of a value against a schema.
//!
//! It has two voices, which are one code. Quietly it tells whether a value is what a schema wants, and ends at the first
//! fault. Loudly it lists what is wrong, and only goes where quietly something was found. While alternatives are tried, and
//! while faults are listed, what took work is remembered (see [`Memo`]), so that neither unions nor what is said of one
//! value twice multiply the work with each level of nesting.

mod combinations;
mod containers;
mod evaluated;
mod names;
mod scalars;

#[cfg(feature = "server")]
pub(super) use containers::room;

use super::memo::{Key, Memo};
use super::program::{Node, Subschema};
use super::violation::{Expected, Found};
use super::{Budget, Direction, Place, Schema, Types, Violation, Violations, bounds, text};
use crate::json::instance::{Instance, View, nests};
use crate::json::pointer;
use serde_json::{Error, Value};

/// How deep checks may nest. A JSON value brings 128 levels, each with a few steps through `all_of` and unions.
const MAX_DEPTH: usize = 640;

/// The violations, and how many outcomes were remembered to find them.
#[cfg(test)]
pub(super) fn measured(schema: &Schema, value: &Value, budget: &Budget) -> (Violations, usize) {
    let mut checker = Checker::new(Some(Direction::Request), Place::Body, budget);
    let violations = checker.run(schema.root(), value, "");
    (violations, checker.memo.len())
}

/// What is told of a value whose check was given up.
pub(crate) fn exhausted(place: Place, pointer: &str) -> Violation {
    Violation::new(
        place,
        pointer,
        "budget",
        "a value that takes less work to check",
        "one that takes too much",
    )
}

pub(super) fn validate(value: Result<Value, Error>, schema: &Schema) -> Result<(), Violations> {
    match value {
        Ok(value) => {
            let budget = Budget::unlimited();
            let mut checker = Checker::new(None, Place::Body, &budget);
            checker.run(schema.root(), &value, "").into_result()
        }
        Err(_) => Err(Violations::from_iter([Violation::new(
            Place::Body,
            "",
            "syntax",
            "a value that can be written as JSON",
            "one that cannot",
        )])),
    }
}

pub(super) struct Checker<'b> {
    budget: &'b Budget,
    direction: Option<Direction>,
    place: Place,
    /// Where the value being checked stands.
    pointer: String,
    violations: Violations,
    depth: usize,
    /// Whether the same may be asked again, so that outcomes are remembered and looked up.
    remembers: bool,
    /// Whether what is found quietly is to be listed, so that the way to it is kept.
    tracks: bool,
    trail: Trail,
    /// Whether outcomes are remembered in any case: all is asked again where something is wrong.
    notes: bool,
    memo: Memo,
}

/// The schemas that are being checked on one value, so that a cycle through `all_of` or a union ends.
struct Frame<'a> {
    schema: Subschema<'a>,
    outer: Option<&'a Frame<'a>>,
}

impl Frame<'_> {
    fn contains(&self, schema: Subschema<'_>) -> bool {
        let mut frame = Some(self);
        while let Some(current) = frame {
            if current.schema.is(schema) {
                return true;
            }
            frame = current.outer;
        }
        false
    }
}

impl<'b> Checker<'b> {
    pub(super) fn new(direction: Option<Direction>, place: Place, budget: &'b Budget) -> Self {
        Self {
            budget,
            direction,
            place,
            pointer: String::new(),
            violations: Violations::new(),
            depth: 0,
            remembers: false,
            tracks: false,
            trail: Trail::default(),
            notes: false,
            memo: Memo::default(),
        }
    }

    /// What is wrong with a value that stands at `pointer`.
    pub(super) fn run<'v>(
        &mut self,
        schema: Subschema<'_>,
        value: impl Instance<'v>,
        pointer: &str,
    ) -> Violations {
        // Nearly all values are as they should be, which takes less time to tell than what is wrong and where.
        self.tracks = true;
        if self.fits(schema, value) && !self.budget.is_exhausted() {
            return Violations::new();
        }
        pointer.clone_into(&mut self.pointer);
        self.list(schema, value);
        std::mem::take(&mut self.violations)
    }

    /// Adds what is wrong with a value that something is wrong with, and stands at `pointer`.
    #[cfg(feature = "server")]
    pub(super) fn add_faults<'v>(
        mut self,
        schema: Subschema<'_>,
        value: impl Instance<'v>,
        pointer: String,
        violations: &mut Violations,
    ) {
        self.pointer = pointer;
        self.violations = std::mem::take(violations);
        self.list(schema, value);
        *violations = self.violations;
    }

    /// What is wrong with a value that may be right.
    #[cfg(feature = "server")]
    pub(super) fn likely_faults<'v>(
        mut self,
        schema: Subschema<'_>,
        value: impl Instance<'v>,
    ) -> Violations {
        self.notes = true;
        self.tracks = true;
        if !self.within_depth::<_, true>(schema, value, None) && self.violations.is_empty() {
            self.list(schema, value);
        }
        self.keep_certain(0);
        self.violations
    }

    /// Says what is wrong with a value that something is wrong with.
    fn list<'v>(&mut self, schema: Subschema<'_>, value: impl Instance<'v>) {
        let before = self.violations.len();
        if !self.budget.is_exhausted() {
            self.remembers = true;
            self.tracks = true;
            self.trail.leads_to(key(schema, value));
            self.within_depth::<_, true>(schema, value, None);
            // Both voices say the same. If ever they did not, the value would be refused all the same.
            if self.violations.len() == before {
                self.violate::<true>(
                    "schema",
                    || "a value that the schema allows".into(),
                    || text::describe(value),
                );
            }
        }
        self.keep_certain(before);
    }

    /// Forgets the violations from a place on if the budget is exhausted: what was found before that may be wrong.
    fn keep_certain(&mut self, before: usize) {
        if self.budget.is_exhausted() {
            self.violations.truncate(before);
            self.violations.push(exhausted(self.place, &self.pointer));
        }
    }

    /// Whether a value is what a schema wants. Once the budget is exhausted, the answer has no meaning.
    pub(super) fn fits<'v>(&mut self, schema: Subschema<'_>, value: impl Instance<'v>) -> bool {
        self.check::<_, false>(schema, value, None)
    }

    /// Notes a violation, and is false.
    fn violate<const LOUD: bool>(
        &mut self,
        keyword: &'static str,
        expected: impl FnOnce() -> Expected,
        found: impl FnOnce() -> Found,
    ) -> bool {
        if LOUD {
            self.violations.push(Violation::new(
                self.place,
                &self.pointer,
                keyword,
                expected(),
                found(),
            ));
        }
        false
    }

    /// Whether looking further can change nothing of a list.
    fn is_settled(&self) -> bool {
        self.violations.is_full() || self.budget.is_exhausted()
    }

    /// Runs a check with the pointer at a member.
    fn at<const LOUD: bool>(&mut self, token: &str, check: impl FnOnce(&mut Self) -> bool) -> bool {
        if !LOUD {
            return check(self);
        }
        let length = self.pointer.len();
        pointer::push_shown(&mut self.pointer, token);
        let passed = check(self);
        self.pointer.truncate(length);
        passed
    }

    /// Runs a check with the pointer at an item.
    fn at_item<const LOUD: bool>(
        &mut self,
        index: usize,
        check: impl FnOnce(&mut Self) -> bool,
    ) -> bool {
        if LOUD {
            self.at::<LOUD>(&index.to_string(), check)
        } else {
            check(self)
        }
    }

    /// Whether a value passes.
    #[inline]
    fn check<'v, I: Instance<'v>, const LOUD: bool>(
        &mut self,
        schema: Subschema<'_>,
        value: I,
        outer: Option<&Frame<'_>>,
    ) -> bool {
        let schema = if LOUD { schema } else { schema.decided(value) };
        if outer.is_some_and(|frame| frame.contains(schema)) {
            return true;
        }
        if LOUD {
            // Most of what is within a wrong value is right.
            return self.is_settled()
                || !self.is_wrong(schema, value, outer)
                || self.within_depth::<_, true>(schema, value, outer);
        }
        match schema.glance.allows(&value.view()) {
            true => self.budget.spend(1),
            false => self.look(schema, value, outer),
        }
    }

    /// Whether a value passes that is not told at a glance.
    fn look<'v, I: Instance<'v>>(
        &mut self,
        schema: Subschema<'_>,
        value: I,
        outer: Option<&Frame<'_>>,
    ) -> bool {
        let passed = if self.is_shallow(schema) {
            self.budget.spend(1) && bounds::fits(schema.node(), value, self.budget)
        } else if !self.keeps() || !nests(value) {
            self.within_depth::<_, false>(schema, value, outer)
        } else {
            self.remembering(key(schema, value), |checker| {
                checker.within_depth::<_, false>(schema, value, outer)
            })
        };
        passed || self.note(key(schema, value), 0)
    }

    /// Whether a value does not pass, which may be known.
    fn is_wrong<'v>(
        &mut self,
        schema: Subschema<'_>,
        value: impl Instance<'v>,
        outer: Option<&Frame<'_>>,
    ) -> bool {
        let key = key(schema, value);
        if self.trail.leads_to(key).is_some() {
            return true;
        }
        let is_wrong = !self.check::<_, false>(schema, value, outer);
        if is_wrong {
            self.trail.leads_to(key);
        }
        is_wrong
    }

    /// Keeps that a value is wrong, or in an array the items from one on, and is false.
    #[inline]
    fn note(&mut self, key: Key, first: usize) -> bool {
        if self.tracks {
            self.trail.0.push((key, first));
        }
        false
    }

    /// Whether what a schema asks is asked of a value alone, and not to be remembered.
    fn is_shallow(&self, schema: Subschema<'_>) -> bool {
        !(schema.is_deep || self.keeps() && schema.has_pattern())
    }

    /// Whether outcomes are remembered.
    pub(super) const fn keeps(&self) -> bool {
        self.remembers || self.notes
    }

    /// An outcome, from memory where it is there.
    fn remembering(&mut self, key: Key, tell: impl FnOnce(&mut Self) -> bool) -> bool {
        if self.remembers {
            // What it takes to look there.
            self.budget.spend(2);
            if let Some(known) = self.memo.get(key) {
                return known;
            }
        }
        let mark = self.memo.mark(self.budget);
        let outcome = tell(self);
        self.memo.note(key, outcome, mark, self.budget);
        outcome
    }

    fn within_depth<'v, I: Instance<'v>, const LOUD: bool>(
        &mut self,
        schema: Subschema<'_>,
        value: I,
        outer: Option<&Frame<'_>>,
    ) -> bool {
        let cost = if nests(value) { 3 } else { 1 };
        if !self.budget.spend(cost) {
            return false;
        }
        if self.depth == MAX_DEPTH {
            return self.violate::<LOUD>(
                "syntax",
                || "less nesting".into(),
                || value.types().into(),
            );
        }
        // What was quietly found to be wrong is asked again to say why.
        self.remembers |= LOUD && self.depth > 0;
        self.depth += 1;
        let passed = self.keywords::<_, LOUD>(schema, value, outer);
        self.depth -= 1;
        passed
    }

    fn keywords<'v, I: Instance<'v>, const LOUD: bool>(
        &mut self,
        schema: Subschema<'_>,
        value: I,
        outer: Option<&Frame<'_>>,
    ) -> bool {
        let node = schema.node();
        if !LOUD && node.is_direct {
            return self.parts_fit(schema, value);
        }
        let before = self.violations.len();
        let mut passed = self.is_right::<_, LOUD>(node, value);
        // Of a value of another type nothing more is said.
        if !(passed || LOUD && self.is_partly_right(node, value, before)) {
            return false;
        }
        let frame = Frame { schema, outer };
        match value.types() {
            Types::ARRAY => {
                if let Some(rules) = &node.array {
                    passed &= self.check_array::<_, LOUD>(schema, rules, value);
                }
            }
            Types::OBJECT => {
                if let Some(rules) = &node.object {
                    passed &= self.check_object::<_, LOUD>(schema, rules, value);
                }
            }
            _ => {}
        }
        if !passed && !LOUD {
            return false;
        }
        if let Some(combined) = node.combined() {
            passed &= self.check_combined::<_, LOUD>(schema, combined, value, &frame);
        }
        if let Some(rules) = &node.object
            && !rules.dependent_schemas.is_empty()
        {
            let dependent = &rules.dependent_schemas;
            passed &= self.check_dependent::<_, LOUD>(schema, dependent, value, &frame);
        }
        // What a schema that does not hold has looked at is undefined (JSON Schema, section 7.7.1.2).
        passed && self.check_unevaluated::<_, LOUD>(schema, value, outer)
    }

    /// Whether a value is what a schema wants that asks for no constants, and nothing by other schemas.
    fn parts_fit<'v, I: Instance<'v>>(&mut self, schema: Subschema<'_>, value: I) -> bool {
        let node = schema.node();
        let view = value.view();
        match (&view, &node.array, &node.object) {
            (View::Array, Some(rules), _) => {
                node.types.contains(Types::ARRAY)
                    && self.check_array::<_, false>(schema, rules, value)
            }
            (View::Object, _, Some(rules)) => {
                node.types.contains(Types::OBJECT)
                    && self.check_object::<_, false>(schema, rules, value)
            }
            (View::Text(_), ..) if node.has_pattern() => self.is_right::<_, false>(node, value),
            _ => bounds::fits(node, value, self.budget),
        }
    }

    /// Whether a value is of the types and one of the constants that a schema wants, and what its keywords of texts and
    /// numbers want.
    fn is_right<'v, I: Instance<'v>, const LOUD: bool>(&mut self, node: &Node, value: I) -> bool {
        let view = value.view();
        if !node.types.contains(Types::of_view(&view)) {
            let keyword = type_keyword(node.types);
            let found = || text::describe(value);
            return self.violate::<LOUD>(keyword, || node.types.into(), found);
        }
        if let Some(constants) = &node.constants
            && !constants.contains(value)
        {
            let keyword = constants.only().map_or("enum", |_| "const");
            let expected = || constants.shown().into();
            return self.violate::<LOUD>(keyword, expected, || text::describe(value));
        }
        match (&view, &node.text, &node.number) {
            (View::Text(text), Some(rules), _) => self.check_text::<LOUD>(rules, text),
            (View::Number(number), _, Some(rules)) => self.check_number::<LOUD>(rules, number),
            _ => true,
        }
    }

    /// Whether a value that is not right is so by more than its type and constants.
    fn is_partly_right<'v>(&self, node: &Node, value: impl Instance<'v>, before: usize) -> bool {
        let constants = node.constants.as_deref();
        self.violations.len() > before
            && node.types.contains(value.types())
            && constants.is_none_or(|constants| constants.contains(value))
    }

    /// Runs a check in which the same may be asked again.
    fn remembering_all<T>(&mut self, check: impl FnOnce(&mut Self) -> T) -> T {
        let remembers = std::mem::replace(&mut self.remembers, true);
        let tracks = std::mem::replace(&mut self.tracks, false);
        let outcome = check(self);
        self.remembers = remembers;
        self.tracks = tracks;
        outcome
    }
}

/// The way to what was found quietly, from within: what is wrong, and in arrays the first wrong item. To say what is wrong,
/// nothing beside it is gone through again.
#[derive(Default)]
struct Trail(Vec<(Key, usize)>);

impl Trail {
    /// Takes the next step, if it leads here.
    fn leads_to(&mut self, key: Key) -> Option<usize> {
        let (_, first) = self.0.pop_if(|(next, _)| *next == key)?;
        Some(first)
    }
}

fn key<'v>(schema: Subschema<'_>, value: impl Instance<'v>) -> Key {
    (schema.address(), value.address())
}

/// The keyword that a value of another type breaks.
fn type_keyword(types: Types) -> &'static str {
    if types == Types::EMPTY {
        "false"
    } else {
        "type"
    }
}
