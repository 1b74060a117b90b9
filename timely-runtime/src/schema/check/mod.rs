//! The check of a value against a schema.
//!
//! It has two voices. Quietly it tells whether a value is what a schema wants, and ends at the first fault; what took work
//! is remembered (see [`Memo`]), so that neither unions nor what is said of one value twice multiply the work with each
//! level of nesting. Loudly it tells what is wrong, and only goes where quietly something was found.

mod combinations;
pub(super) mod containers;
mod scalars;

use super::index;
use super::memo::{Key, Memo};
use super::{Budget, Direction, Place, Schema, Types, Violation, Violations, text};
use crate::json::instance::{Instance, View, nests};
use crate::json::pointer;
use serde_json::{Error, Value};

/// How deep checks may nest. A JSON value brings 128 levels, each with a few steps through `all_of` and unions.
const MAX_DEPTH: usize = 640;

/// The violations, and how many outcomes were remembered to find them.
#[cfg(test)]
pub(super) fn measured(schema: &Schema, value: &Value, budget: &Budget) -> (Violations, usize) {
    let mut checker = Checker::new(Some(Direction::Request), Place::Body, budget);
    let violations = checker.run(schema, value, "");
    (violations, checker.memo.len())
}

/// Whether a value is what a schema wants. Once the budget is exhausted, the answer has no meaning.
pub(super) fn allows<'v>(
    schema: &Schema,
    value: impl Instance<'v>,
    direction: Option<Direction>,
    budget: &Budget,
) -> bool {
    Checker::new(direction, Place::Body, budget).fits(schema, value, None)
}

/// What is told of a value whose check was given up.
pub(crate) fn exhausted(place: Place, pointer: &str) -> Violation {
    Violation {
        location: place,
        pointer: pointer.to_owned(),
        keyword: "budget",
        expected: "a value that takes less work to check".to_owned(),
        found: "one that takes too much".to_owned(),
    }
}

pub(super) fn validate(value: Result<Value, Error>, schema: &Schema) -> Result<(), Violations> {
    match value {
        Ok(value) => {
            let budget = Budget::unlimited();
            let mut checker = Checker::new(None, Place::Body, &budget);
            checker.run(schema, &value, "").into_result()
        }
        Err(_) => Err(Violations::from_iter([Violation {
            location: Place::Body,
            pointer: String::new(),
            keyword: "syntax",
            expected: "a value that can be written as JSON".to_owned(),
            found: "one that cannot".to_owned(),
        }])),
    }
}

pub(super) struct Checker<'b> {
    pub(super) budget: &'b Budget,
    pub(super) direction: Option<Direction>,
    pub(super) place: Place,
    /// Where the value being checked stands.
    pointer: String,
    pub(super) violations: Violations,
    /// While an alternative is tried, only `failed` is kept.
    pub(super) quiet: bool,
    pub(super) failed: bool,
    depth: usize,
    memo: Memo,
}

/// The schemas that are being checked on one value, so that a cycle through `all_of` or a union ends.
pub(super) struct Frame<'a> {
    pub(super) schema: &'a Schema,
    pub(super) outer: Option<&'a Frame<'a>>,
}

impl Frame<'_> {
    pub(super) fn contains(&self, schema: &Schema) -> bool {
        let mut frame = Some(self);
        while let Some(current) = frame {
            if std::ptr::eq(current.schema, schema) {
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
            quiet: false,
            failed: false,
            depth: 0,
            memo: Memo::default(),
        }
    }

    pub(super) fn violate(
        &mut self,
        keyword: &'static str,
        expected: impl FnOnce() -> String,
        found: impl FnOnce() -> String,
    ) {
        if self.quiet {
            self.failed = true;
        } else {
            self.violations.push(Violation {
                location: self.place,
                pointer: self.pointer.clone(),
                keyword,
                expected: expected(),
                found: found(),
            });
        }
    }

    /// Whether looking further can change nothing.
    pub(super) fn settled(&self) -> bool {
        if self.quiet {
            self.failed
        } else {
            self.violations.is_full() || self.budget.is_exhausted()
        }
    }

    /// Runs a check with the pointer at a member.
    pub(super) fn at(&mut self, token: &str, check: impl FnOnce(&mut Self)) {
        if self.quiet {
            return check(self);
        }
        let length = self.pointer.len();
        pointer::push_shown(&mut self.pointer, token);
        check(self);
        self.pointer.truncate(length);
    }

    /// Runs a check with the pointer at an item.
    pub(super) fn at_item(&mut self, index: usize, check: impl FnOnce(&mut Self)) {
        if self.quiet {
            check(self);
        } else {
            self.at(&index.to_string(), check);
        }
    }

    pub(super) fn check<'v>(
        &mut self,
        schema: &Schema,
        value: impl Instance<'v>,
        outer: Option<&Frame<'_>>,
    ) {
        if self.settled() || outer.is_some_and(|frame| frame.contains(schema)) {
            return;
        }
        if self.quiet {
            self.failed = !self.fits(schema, value, outer);
        } else if !nests(value) || !self.fits(schema, value, outer) {
            // Most of what is within a wrong value is right.
            self.check_within_depth(schema, value, outer);
        }
    }

    /// Whether a value is what a schema wants.
    pub(super) fn fits<'v>(
        &mut self,
        schema: &Schema,
        value: impl Instance<'v>,
        outer: Option<&Frame<'_>>,
    ) -> bool {
        let tell = |checker: &mut Self| {
            checker.quietly(|checker| checker.check_within_depth(schema, value, outer))
        };
        if !nests(value) {
            return tell(self);
        }
        let key = (std::ptr::from_ref(schema).addr(), value.address());
        self.remembering(key, tell)
    }

    /// An outcome, from memory where it is there.
    fn remembering(&mut self, key: Key, tell: impl FnOnce(&mut Self) -> bool) -> bool {
        if let Some(known) = self.memo.get(key) {
            return known;
        }
        let mark = self.memo.mark(self.budget);
        let outcome = tell(self);
        self.memo.note(key, outcome, mark, self.budget);
        outcome
    }

    /// What is wrong with a value that stands at `pointer`.
    pub(super) fn run<'v>(
        &mut self,
        schema: &Schema,
        value: impl Instance<'v>,
        pointer: &str,
    ) -> Violations {
        // Nearly all values are as they should be, which takes less time to tell than what is wrong and where.
        let passed = self.fits(schema, value, None);
        if !passed && !self.budget.is_exhausted() {
            pointer.clone_into(&mut self.pointer);
            self.explain_fault(schema, value);
        }
        // What was found in the meantime may be wrong.
        if self.budget.is_exhausted() {
            return Violations::from_iter([exhausted(self.place, pointer)]);
        }
        std::mem::take(&mut self.violations)
    }

    /// Says what is wrong with a value that something is wrong with.
    fn explain_fault<'v>(&mut self, schema: &Schema, value: impl Instance<'v>) {
        self.check(schema, value, None);
        // Both voices say the same. If ever they did not, the value would be refused all the same.
        if self.violations.is_empty() {
            let expected = || "a value that the schema allows".to_owned();
            self.violate("schema", expected, || text::describe(value));
        }
    }

    fn check_within_depth<'v>(
        &mut self,
        schema: &Schema,
        value: impl Instance<'v>,
        outer: Option<&Frame<'_>>,
    ) {
        let cost = if nests(value) { 3 } else { 1 };
        if !self.budget.spend(cost) {
            self.failed = true;
            return;
        }
        if self.depth == MAX_DEPTH {
            self.violate(
                "syntax",
                || "less nesting".to_owned(),
                || Types::of_view(&value.view()).to_string(),
            );
            return;
        }
        self.depth += 1;
        self.check_keywords(schema, value, outer);
        self.depth -= 1;
    }

    fn check_keywords<'v>(
        &mut self,
        schema: &Schema,
        value: impl Instance<'v>,
        outer: Option<&Frame<'_>>,
    ) {
        let view = value.view();
        if !schema.types.contains(Types::of_view(&view)) {
            return self.violate(
                type_keyword(schema.types),
                || schema.types.to_string(),
                || text::describe(value),
            );
        }
        let before = self.violations.len();
        let listed = schema.enumeration;
        if !listed.is_empty() && !index::is_listed(value, listed) {
            let keyword = if listed.len() == 1 { "const" } else { "enum" };
            return self.violate(keyword, || text::list(listed), || text::describe(value));
        }
        match &view {
            View::Text(text) => self.check_string(schema, text),
            View::Number(number) => self.check_number(schema, number),
            View::Array => self.check_array(schema, value),
            View::Object => self.check_object(schema, value),
            View::Null | View::Bool(_) => {}
        }
        let combines = !schema.all_of.is_empty()
            || !schema.any_of.is_empty()
            || !schema.one_of.is_empty()
            || schema.not.is_some();
        let frame = Frame { schema, outer };
        if combines {
            self.check_combinations(schema, value, &frame);
        }
        if let Some(rare) = schema.rare {
            self.check_rare(schema, rare, value, &frame, before);
        }
    }
}

/// The keyword that a value of another type breaks.
fn type_keyword(types: Types) -> &'static str {
    if types == Types::EMPTY {
        "false"
    } else {
        "type"
    }
}
