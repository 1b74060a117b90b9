//! The check of a value against a schema.
//!
//! Alternatives are first tried quietly, and each attempt is remembered by schema and value. Without that memory a
//! recursive union would take time exponential in the depth of the value, which the sender chooses.

use super::{
    Access, Additional, Bound, Budget, Direction, Discriminator, Literal, Place, Property, Schema,
    Types, Violation, Violations, fit, number, order, pattern, text,
};
use serde_json::{Error, Map, Number, Value};
use std::collections::{HashMap, HashSet};

/// How deep checks may nest. A JSON value brings 128 levels, each with a few steps through `all_of` and unions.
const MAX_DEPTH: usize = 640;

pub(super) fn run(
    schema: &Schema,
    value: &Value,
    direction: Option<Direction>,
    place: Place,
    pointer: &str,
    budget: &Budget,
) -> Violations {
    let mut checker = Checker {
        budget,
        direction,
        place,
        pointer: String::new(),
        violations: Violations::new(),
        quiet: false,
        failed: false,
        depth: 0,
        tried: HashMap::new(),
    };
    // Nearly all values are as they should be, which takes less time to tell than what is wrong and where.
    let passed = checker.quietly(|checker| checker.check(schema, value, None));
    if !passed && !budget.is_exhausted() {
        pointer.clone_into(&mut checker.pointer);
        checker.check(schema, value, None);
    }
    // What was found in the meantime may be wrong.
    if budget.is_exhausted() {
        return Violations::from_iter([exhausted(place, pointer)]);
    }
    checker.violations
}

/// What is told of a value whose check was given up.
fn exhausted(place: Place, pointer: &str) -> Violation {
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
    /// The outcome of each attempt, by the addresses of schema and value. Both outlive the checker.
    tried: HashMap<(usize, usize), bool>,
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

impl Checker<'_> {
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
        push_token(&mut self.pointer, token);
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

    pub(super) fn check(&mut self, schema: &Schema, value: &Value, outer: Option<&Frame<'_>>) {
        if self.settled() || outer.is_some_and(|frame| frame.contains(schema)) {
            return;
        }
        if !self.budget.spend(1) {
            self.failed = true;
            return;
        }
        if self.depth == MAX_DEPTH {
            self.violate(
                "syntax",
                || "less nesting".to_owned(),
                || Types::of(value).to_string(),
            );
            return;
        }
        self.depth += 1;
        self.check_keywords(schema, value, outer);
        self.depth -= 1;
    }

    fn check_keywords(&mut self, schema: &Schema, value: &Value, outer: Option<&Frame<'_>>) {
        if !schema.types.contains(Types::of(value)) {
            return self.violate(
                type_keyword(schema.types),
                || schema.types.to_string(),
                || text::describe(value),
            );
        }
        let before = self.violations.len();
        let listed = schema.enumeration;
        if !listed.is_empty()
            && !listed
                .iter()
                .any(|literal| order::is_literal(value, *literal))
        {
            let keyword = if listed.len() == 1 { "const" } else { "enum" };
            return self.violate(keyword, || text::list(listed), || text::describe(value));
        }
        match value {
            Value::String(text) => self.check_string(schema, text, value),
            Value::Number(number) => self.check_number(schema, number),
            Value::Array(items) => self.check_array(schema, items),
            Value::Object(members) => self.check_object(schema, members),
            Value::Null | Value::Bool(_) => {}
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

    fn check_string(&mut self, schema: &Schema, text: &str, value: &Value) {
        if self.quiet {
            self.failed |= !fit::text_fits(schema, text, self.budget);
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
            self.violate("format", expected, || text::describe(value));
        }
        if let Some(pattern) = schema.pattern
            && !pattern::matches(pattern, text, self.budget)
        {
            self.violate(
                "pattern",
                || pattern_text(pattern),
                || text::describe(value),
            );
        }
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
            self.failed |= !fit::number_fits(schema, number);
            return;
        }
        let mut refuse = |wrong: bool, keyword, expected: &dyn Fn() -> String| {
            if wrong {
                self.violate(keyword, expected, || {
                    text::describe(&Value::Number(number.clone()))
                });
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

    fn check_array(&mut self, schema: &Schema, items: &[Value]) {
        let count = items.len() as u64;
        self.check_count(count, schema.min_items, schema.max_items, &text::ITEMS);
        if schema.unique_items
            && !self.settled()
            && let Some((first, second)) = order::duplicate(items)
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
            for (index, item) in items.iter().enumerate().skip(first) {
                if self.settled() {
                    return;
                }
                self.at_item(index, |checker| checker.check(schema, item, None));
            }
        }
    }

    fn check_object(&mut self, schema: &Schema, members: &Map<String, Value>) {
        let count = members.len() as u64;
        let (min, max) = (schema.min_properties, schema.max_properties);
        self.check_count(count, min, max, &text::PROPERTIES);
        for property in schema.properties {
            if self.settled() {
                return;
            }
            match members.get(property.name) {
                Some(value) => {
                    self.at(property.name, |checker| {
                        checker.check(property.schema, value, None)
                    });
                }
                None if requires(property, self.direction) => {
                    self.missing("required", property.name)
                }
                None => {}
            }
        }
        for name in schema.required {
            if !members.contains_key(*name) {
                self.missing("required", name);
            }
        }
        match schema.additional {
            Additional::Allowed => {}
            Additional::Forbidden => self.check_additional(schema, members, None),
            Additional::Schema(additional) => {
                self.check_additional(schema, members, Some(additional));
            }
        }
    }

    /// Reports a property that should be there.
    pub(super) fn missing(&mut self, keyword: &'static str, name: &str) {
        self.at(name, |checker| {
            checker.violate(keyword, || "a value".to_owned(), || "nothing".to_owned());
        });
    }

    fn check_additional(
        &mut self,
        schema: &Schema,
        members: &Map<String, Value>,
        additional: Option<&Schema>,
    ) {
        let properties = schema.properties.iter();
        let names: HashSet<&str> = properties.map(|property| property.name).collect();
        for (name, value) in members {
            if self.settled() {
                return;
            }
            if names.contains(name.as_str())
                || schema
                    .more
                    .is_some_and(|more| more.names(name, self.budget))
            {
                continue;
            }
            self.at(name, |checker| match additional {
                Some(schema) => checker.check(schema, value, None),
                None => checker.violate(
                    "additionalProperties",
                    || "no property of this name".to_owned(),
                    || Types::of(value).to_string(),
                ),
            });
        }
    }

    fn check_combinations(&mut self, schema: &Schema, value: &Value, frame: &Frame<'_>) {
        for part in schema.all_of {
            // Remembered, since several parts may lead to the same ones.
            if !self.passes(part, value, frame) {
                self.fail(part, value, frame);
            }
        }
        let unions = !schema.any_of.is_empty() || !schema.one_of.is_empty();
        match (&schema.discriminator, value) {
            (Some(discriminator), Value::Object(members))
                if unions && !discriminator.mapping.is_empty() =>
            {
                self.check_discriminated(discriminator, members, value, frame);
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

    fn check_unions(&mut self, schema: &Schema, value: &Value, frame: &Frame<'_>) {
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

    fn check_discriminated(
        &mut self,
        discriminator: &Discriminator,
        members: &Map<String, Value>,
        value: &Value,
        frame: &Frame<'_>,
    ) {
        let found = members.get(discriminator.property);
        let name = found.and_then(Value::as_str);
        match discriminator
            .mapping
            .iter()
            .find(|(known, _)| Some(*known) == name)
        {
            Some((_, schema)) => self.check(schema, value, Some(frame)),
            None => self.at(discriminator.property, |checker| {
                let expected = || {
                    let names: Vec<_> = discriminator
                        .mapping
                        .iter()
                        .map(|(name, _)| Literal::Str(name))
                        .collect();
                    text::list(&names)
                };
                checker.violate("discriminator", expected, || {
                    found.map_or("nothing".to_owned(), text::describe)
                });
            }),
        }
    }

    /// Reports what is wrong with a value that was tried.
    pub(super) fn fail(&mut self, schema: &Schema, value: &Value, frame: &Frame<'_>) {
        if self.quiet {
            self.failed = true;
        } else {
            self.check(schema, value, Some(frame));
        }
    }

    /// Tries an alternative.
    pub(super) fn passes(&mut self, schema: &Schema, value: &Value, frame: &Frame<'_>) -> bool {
        let key = (
            std::ptr::from_ref(schema).addr(),
            std::ptr::from_ref(value).addr(),
        );
        if let Some(passed) = self.tried.get(&key) {
            return *passed;
        }
        // What a cycle assumes is no outcome to remember.
        if frame.contains(schema) {
            return true;
        }
        let passed = self.quietly(|checker| checker.check(schema, value, Some(frame)));
        self.tried.insert(key, passed);
        passed
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
    fn explain(
        &mut self,
        keyword: &'static str,
        alternatives: &[&Schema],
        value: &Value,
        frame: &Frame<'_>,
    ) {
        if self.quiet {
            self.failed = true;
            return;
        }
        let found = Types::of(value);
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
fn resembles(schema: &Schema, value: &Value) -> bool {
    resembles_within(schema, value, 4)
}

fn resembles_within(schema: &Schema, value: &Value, depth: u8) -> bool {
    let Value::Object(members) = value else {
        return false;
    };
    let is_meant = |property: &Property| match members.get(property.name) {
        None => !property.required,
        Some(value) => {
            let listed = property.schema.enumeration;
            let is_value = |literal: &Literal| order::is_literal(value, *literal);
            listed.is_empty() || listed.iter().any(is_value)
        }
    };
    let mut parts = schema.all_of.iter();
    schema.properties.iter().all(is_meant)
        && schema
            .required
            .iter()
            .all(|name| members.contains_key(*name))
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

/// The JSON pointer that has one token.
pub(crate) fn pointer_to(token: &str) -> String {
    let mut pointer = String::new();
    push_token(&mut pointer, token);
    pointer
}

/// Appends a token to a JSON pointer (RFC 6901), cut short where a sender made it long.
fn push_token(pointer: &mut String, token: &str) {
    const SHOWN: usize = 100;
    pointer.push('/');
    for (index, character) in token.chars().enumerate() {
        if index == SHOWN {
            pointer.push('…');
            return;
        }
        match character {
            '~' => pointer.push_str("~0"),
            '/' => pointer.push_str("~1"),
            other => pointer.push(other),
        }
    }
}
