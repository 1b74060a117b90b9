//! The check of a value against a schema.
//!
//! It has two voices. Quietly it tells whether a value is what a schema wants, and ends at the first fault; what took work
//! is remembered (see [`Memo`]), so that neither unions nor what is said of one value twice multiply the work with each
//! level of nesting. Loudly it tells what is wrong, and only goes where quietly something was found.

use super::index::{self, Names};
use super::memo::{Key, Memo};
use super::{
    Access, Additional, Bound, Budget, Direction, Literal, Place, Property, Schema, Types,
    Violation, Violations, bounds, number, order, pattern, text,
};
use crate::json::instance::{self, Instance, View, nests};
use crate::json::pointer;
use serde_json::{Error, Number, Value};

/// How deep checks may nest. A JSON value brings 128 levels, each with a few steps through `all_of` and unions.
const MAX_DEPTH: usize = 640;

pub(super) fn run<'v>(
    schema: &Schema,
    value: impl Instance<'v>,
    direction: Option<Direction>,
    place: Place,
    pointer: &str,
    budget: &Budget,
) -> Violations {
    Checker::new(direction, place, budget).run(schema, value, pointer)
}

/// The violations, and how many outcomes were remembered to find them.
#[cfg(test)]
pub(super) fn measured(schema: &Schema, value: &Value, budget: &Budget) -> (Violations, usize) {
    let mut checker = Checker::new(Some(Direction::Request), Place::Body, budget);
    let violations = checker.run(schema, value, "");
    (violations, checker.memo.len())
}

/// As [`run`], without a word on what is wrong. Once the budget is exhausted, the answer has no meaning.
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
        Ok(value) => run(schema, &value, None, Place::Body, "", &Budget::unlimited()).into_result(),
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
    fn new(direction: Option<Direction>, place: Place, budget: &'b Budget) -> Self {
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

    fn run<'v>(&mut self, schema: &Schema, value: impl Instance<'v>, pointer: &str) -> Violations {
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
        if let Some(more) = schema.more {
            self.check_more(schema, more, value, &frame, before);
        }
    }

    fn check_string(&mut self, schema: &Schema, text: &str) {
        let found = || text::describe(text);
        if self.quiet {
            self.failed |= !bounds::is_formed(schema, text, self.budget)
                || schema
                    .pattern
                    .is_some_and(|pattern| !self.matches(pattern, text));
            return;
        }
        let bounded = schema.min_length.is_some() || schema.max_length.is_some();
        if bounded {
            let length = text.chars().count() as u64;
            if !self.check_count(
                length,
                schema.min_length,
                schema.max_length,
                &text::CHARACTERS,
            ) {
                return;
            }
        }
        if let Some(format) = schema.format
            && !format.allows_text(text)
        {
            let expected = || format.description().to_owned();
            self.violate("format", expected, found);
        }
        if let Some(pattern) = schema.pattern
            && !self.matches(pattern, text)
        {
            self.violate("pattern", || pattern_text(pattern), found);
        }
    }

    /// Whether a pattern matches a text, which must outlive the check.
    pub(super) fn matches(&mut self, pattern: &'static str, text: &str) -> bool {
        if text.len() < bounds::LONG {
            return pattern::matches(pattern, text, self.budget);
        }
        let key = (pattern.as_ptr().addr(), text.as_ptr().addr());
        self.remembering(key, |checker| {
            pattern::matches(pattern, text, checker.budget)
        })
    }

    /// Whether a count is within its bounds.
    pub(super) fn check_count(
        &mut self,
        count: u64,
        min: Option<u64>,
        max: Option<u64>,
        counted: &text::Counted,
    ) -> bool {
        let shown = |count| text::count(count, counted.one, counted.many);
        let found = || shown(count);
        if let Some(min) = min
            && count < min
        {
            self.violate(counted.min, || format!("at least {}", shown(min)), found);
            return false;
        }
        if let Some(max) = max
            && count > max
        {
            self.violate(counted.max, || format!("at most {}", shown(max)), found);
            return false;
        }
        true
    }

    fn check_number(&mut self, schema: &Schema, number: &Number) {
        if self.quiet {
            self.failed |= !bounds::number_fits(schema, number, self.budget);
            return;
        }
        let mut refuse = |wrong: bool, keyword, expected: &dyn Fn() -> String| {
            if wrong {
                self.violate(keyword, expected, || text::describe_number(number));
            }
        };
        if let Some(format) = schema.format {
            refuse(!format.allows_number(number), "format", &|| {
                format.description().to_owned()
            });
        }
        let compare = |bound: Bound| number::compare(number, bound);
        if let Some(bound) = schema.minimum {
            refuse(compare(bound).is_lt(), "minimum", &|| {
                format!("at least {bound}")
            });
        }
        if let Some(bound) = schema.maximum {
            refuse(compare(bound).is_gt(), "maximum", &|| {
                format!("at most {bound}")
            });
        }
        if let Some(bound) = schema.exclusive_minimum {
            refuse(compare(bound).is_le(), "exclusiveMinimum", &|| {
                format!("more than {bound}")
            });
        }
        if let Some(bound) = schema.exclusive_maximum {
            refuse(compare(bound).is_ge(), "exclusiveMaximum", &|| {
                format!("less than {bound}")
            });
        }
        if let Some(unit) = schema.multiple_of {
            refuse(!number::is_multiple(number, unit), "multipleOf", &|| {
                format!("a multiple of {unit}")
            });
        }
    }

    fn check_array<'v>(&mut self, schema: &Schema, array: impl Instance<'v>) {
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
        let first = schema.more.map_or(0, |more| more.prefix_items.len());
        if let Some(schema) = schema.items {
            for (index, item) in array.items().enumerate().skip(first) {
                if self.settled() {
                    return;
                }
                self.at_item(index, |checker| checker.check(schema, item, None));
            }
        }
    }

    fn check_object<'v>(&mut self, schema: &Schema, object: impl Instance<'v>) {
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
    pub(super) fn missing(&mut self, keyword: &'static str, name: &str) {
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
            let patterns = schema.more.map_or(&[][..], |more| more.pattern_properties);
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

    fn check_combinations<'v>(
        &mut self,
        schema: &Schema,
        value: impl Instance<'v>,
        frame: &Frame<'_>,
    ) {
        for part in schema.all_of {
            if self.settled() {
                return;
            }
            // Remembered, since several parts may lead to the same ones.
            if !self.passes(part, value, frame) {
                self.fail(part, value, frame);
            }
        }
        let unions = !schema.any_of.is_empty() || !schema.one_of.is_empty();
        match (schema.discriminator, value.view()) {
            (Some(property), View::Object) if unions && !schema.mapping.is_empty() => {
                self.check_discriminated(schema, property, value, frame);
            }
            _ if unions => self.check_unions(schema, value, frame),
            _ => {}
        }
        if let Some(not) = schema.not
            && self.passes(not, value, frame)
        {
            self.violate(
                "not",
                || "a value outside the excluded ones".to_owned(),
                || text::describe(value),
            );
        }
    }

    fn check_unions<'v>(&mut self, schema: &Schema, value: impl Instance<'v>, frame: &Frame<'_>) {
        if self.settled() {
            return;
        }
        if !schema.any_of.is_empty()
            && !schema
                .any_of
                .iter()
                .any(|alternative| self.passes(alternative, value, frame))
        {
            self.explain("anyOf", schema.any_of, value, frame);
        }
        if !schema.one_of.is_empty() {
            let passing = schema
                .one_of
                .iter()
                .filter(|alternative| self.passes(alternative, value, frame))
                .take(2);
            match passing.count() {
                0 => self.explain("oneOf", schema.one_of, value, frame),
                1 => {}
                _ => self.violate(
                    "oneOf",
                    || "exactly one of the documented forms".to_owned(),
                    || "a value that fits several".to_owned(),
                ),
            }
        }
    }

    fn check_discriminated<'v, I: Instance<'v>>(
        &mut self,
        schema: &Schema,
        property: &'static str,
        value: I,
        frame: &Frame<'_>,
    ) {
        let found = value.get(property);
        let absent = schema.more.and_then(|more| more.absent_tag);
        if let Some(schema) = absent.filter(|_| found.is_none()) {
            return self.check(schema, value, Some(frame));
        }
        self.budget.spend(schema.mapping.len() as u64 / 8);
        let name = found.and_then(instance::text);
        let mut mapping = schema.mapping.iter();
        match mapping.find(|(known, _)| Some(*known) == name) {
            Some((_, schema)) => self.check(schema, value, Some(frame)),
            None => self.at(property, |checker| {
                let expected = || {
                    let names = schema.mapping.iter().map(|(name, _)| Literal::Str(name));
                    text::list(&names.collect::<Vec<_>>())
                };
                checker.violate("discriminator", expected, || {
                    found.map_or("nothing".to_owned(), text::describe)
                });
            }),
        }
    }

    /// Reports what is wrong with a value that was tried.
    pub(super) fn fail<'v>(
        &mut self,
        schema: &Schema,
        value: impl Instance<'v>,
        frame: &Frame<'_>,
    ) {
        if self.quiet {
            self.failed = true;
        } else {
            self.check(schema, value, Some(frame));
        }
    }

    /// Tries an alternative. What a cycle leads back to is taken to hold.
    pub(super) fn passes<'v>(
        &mut self,
        schema: &Schema,
        value: impl Instance<'v>,
        frame: &Frame<'_>,
    ) -> bool {
        frame.contains(schema) || self.fits(schema, value, Some(frame))
    }

    /// Whether a check finds nothing wrong.
    pub(super) fn quietly(&mut self, check: impl FnOnce(&mut Self)) -> bool {
        let (quiet, failed) = (self.quiet, self.failed);
        (self.quiet, self.failed) = (true, false);
        check(self);
        let passed = !self.failed;
        (self.quiet, self.failed) = (quiet, failed);
        passed
    }

    /// Reports that no alternative fits: what is wrong with the one that is evidently meant, if one is.
    fn explain<'v>(
        &mut self,
        keyword: &'static str,
        alternatives: &[&Schema],
        value: impl Instance<'v>,
        frame: &Frame<'_>,
    ) {
        if self.quiet {
            self.failed = true;
            return;
        }
        let found = Types::of_view(&value.view());
        let typed: Vec<&Schema> = alternatives
            .iter()
            .copied()
            .filter(|alternative| alternative.effective_types().contains(found))
            .collect();
        let meant: Vec<&Schema> = typed
            .iter()
            .copied()
            .filter(|alternative| resembles(alternative, value))
            .collect();
        match (typed.as_slice(), meant.as_slice()) {
            ([only], _) | (_, [only]) => self.check(only, value, Some(frame)),
            ([], _) => {
                let types = alternatives
                    .iter()
                    .fold(Types::EMPTY, |types, alternative| {
                        types.or(alternative.effective_types())
                    });
                self.violate(keyword, || types.to_string(), || text::describe(value));
            }
            _ => self.violate(
                keyword,
                || format!("one of the {} documented forms", alternatives.len()),
                || text::describe(value),
            ),
        }
    }
}

/// Whether a property must be there.
pub(super) const fn requires(property: &Property, direction: Option<Direction>) -> bool {
    property.required
        && match property.access {
            Access::ReadWrite => true,
            Access::ReadOnly => matches!(direction, Some(Direction::Response)),
            Access::WriteOnly => matches!(direction, Some(Direction::Request)),
        }
}

/// Whether an object has all properties that a schema requires, and in each the constant it wants.
fn resembles<'v>(schema: &Schema, value: impl Instance<'v>) -> bool {
    resembles_within(schema, value, 4)
}

fn resembles_within<'v>(schema: &Schema, value: impl Instance<'v>, depth: u8) -> bool {
    let View::Object = value.view() else {
        return false;
    };
    let is_meant = |property: &Property| match value.get(property.name) {
        None => !property.required,
        Some(value) => {
            let listed = property.schema.enumeration;
            listed.is_empty() || index::is_listed(value, listed)
        }
    };
    let mut parts = schema.all_of.iter();
    schema.properties.iter().all(is_meant)
        && schema.required.iter().all(|name| value.get(name).is_some())
        && depth
            .checked_sub(1)
            .is_none_or(|depth| parts.all(|part| resembles_within(part, value, depth)))
}

/// The keyword that a value of another type breaks.
fn type_keyword(types: Types) -> &'static str {
    if types == Types::EMPTY {
        "false"
    } else {
        "type"
    }
}

fn pattern_text(pattern: &str) -> String {
    const SHOWN: usize = 120;
    match pattern.char_indices().nth(SHOWN) {
        Some((cut, _)) => format!("text that matches {}…", &pattern[..cut]),
        None => format!("text that matches {pattern}"),
    }
}
