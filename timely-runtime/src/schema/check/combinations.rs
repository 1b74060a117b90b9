//! The check of what schemas are combined of: `allOf`, unions with and without a discriminator, and `not`.

use super::{Checker, Frame};
use crate::json::instance::{self, Instance, View};
use crate::schema::{Literal, Property, Schema, Types, index, text};

impl Checker<'_> {
    pub(super) fn check_combinations<'v>(
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
        let absent = schema.rare.and_then(|rare| rare.absent_tag);
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
    pub(in crate::schema) fn fail<'v>(
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
    pub(in crate::schema) fn passes<'v>(
        &mut self,
        schema: &Schema,
        value: impl Instance<'v>,
        frame: &Frame<'_>,
    ) -> bool {
        frame.contains(schema) || self.fits(schema, value, Some(frame))
    }

    /// Whether a check finds nothing wrong.
    pub(in crate::schema) fn quietly(&mut self, check: impl FnOnce(&mut Self)) -> bool {
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
