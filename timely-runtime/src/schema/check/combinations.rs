//! The check of what schemas are combined of: `allOf`, unions with and without a discriminator, `not`, `if`, and
//! `dependentSchemas`.

use super::{Checker, Frame};
use crate::json::instance::{Instance, View};
use crate::schema::decision::Decision;
use crate::schema::program::{Combined, Discriminator, Link, MOST_PARTS, Subschema, take_one};
use crate::schema::{Types, text};
use std::sync::OnceLock;

impl Checker<'_> {
    pub(super) fn check_combined<'v, I: Instance<'v>, const LOUD: bool>(
        &mut self,
        schema: Subschema<'_>,
        combined: &Combined,
        value: I,
        frame: &Frame<'_>,
    ) -> bool {
        let mut passed = true;
        for link in &combined.all_of {
            let part = schema.follow(*link);
            let check = |checker: &mut Self| checker.check::<_, LOUD>(part, value, Some(frame));
            passed &= match self.remembers || schema.has_disjoint_parts() {
                true => check(self),
                false => self.remembering_all(check),
            };
            if !passed && !LOUD {
                return false;
            }
        }
        if combined.has_unions() {
            let union = |checker: &mut Self| {
                checker.check_unions::<_, LOUD>(schema, combined, value, frame)
            };
            // What no other keyword speaks of is asked of the value once.
            passed &= match self.remembers || combined.is_one_union_alone(schema.node()) {
                true => union(self),
                false => self.remembering_all(union),
            };
            if !passed && !LOUD {
                return false;
            }
        }
        if let Some(not) = combined.not
            && self.passes(schema.follow(not), value, frame)
        {
            passed = self.violate::<LOUD>(
                "not",
                || "a value outside the excluded ones".into(),
                || text::describe(value),
            );
            if !LOUD {
                return false;
            }
        }
        if let Some((condition, then, otherwise)) = combined.condition {
            let holds = self.passes(schema.follow(condition), value, frame);
            let branch = schema.follow(if holds { then } else { otherwise });
            passed &= self
                .remembering_all(|checker| checker.check::<_, LOUD>(branch, value, Some(frame)));
        }
        passed
    }

    /// `dependentSchemas`.
    pub(super) fn check_dependent<'v, I: Instance<'v>, const LOUD: bool>(
        &mut self,
        schema: Subschema<'_>,
        dependent: &[(Box<str>, Link)],
        object: I,
        frame: &Frame<'_>,
    ) -> bool {
        let mut passed = true;
        for (name, link) in dependent {
            if object.get(name).is_some() {
                let wanted = schema.follow(*link);
                passed &= self.remembering_all(|checker| {
                    checker.check::<_, LOUD>(wanted, object, Some(frame))
                });
                if !passed && !LOUD {
                    return false;
                }
            }
        }
        passed
    }

    fn check_unions<'v, I: Instance<'v>, const LOUD: bool>(
        &mut self,
        schema: Subschema<'_>,
        combined: &Combined,
        value: I,
        frame: &Frame<'_>,
    ) -> bool {
        if let Some(discriminator) = combined.discriminator_of(value.types()) {
            return self.check_discriminated::<_, LOUD>(schema, discriminator, value, frame);
        }
        let [of_any, of_one] = &combined.decisions;
        if !combined.any_of.is_empty()
            && self.count_passing(schema, &combined.any_of, of_any, value, frame, 1) == 0
        {
            if !LOUD {
                return false;
            }
            return self.explain("anyOf", schema, &combined.any_of, value, frame);
        }
        if combined.one_of.is_empty() {
            return true;
        }
        match self.count_passing(schema, &combined.one_of, of_one, value, frame, 2) {
            0 if LOUD => self.explain("oneOf", schema, &combined.one_of, value, frame),
            0 => false,
            1 => true,
            _ => self.violate::<LOUD>(
                "oneOf",
                || "exactly one of the documented forms".into(),
                || "a value that fits several".into(),
            ),
        }
    }

    /// How many alternatives a value passes, up to some.
    fn count_passing<'v>(
        &mut self,
        schema: Subschema<'_>,
        alternatives: &[Link],
        decision: &OnceLock<Decision>,
        value: impl Instance<'v>,
        frame: &Frame<'_>,
        most: usize,
    ) -> usize {
        let decision = decision.get_or_init(|| Decision::of(schema, alternatives));
        let mut candidates = decision.candidates(value);
        let Some(first) = candidates.next() else {
            return 0;
        };
        let link = |at: usize| alternatives.get(at).copied().unwrap_or(Link::NEVER);
        let Some(second) = candidates.next() else {
            let only = schema.follow(link(first));
            return usize::from(self.check::<_, false>(only, value, Some(frame)));
        };
        let mut count = 0;
        // A loop, since this nests as deep as schemas do.
        for at in [first, second].into_iter().chain(candidates) {
            count += usize::from(self.passes(schema.follow(link(at)), value, frame));
            if count == most {
                break;
            }
        }
        count
    }

    fn check_discriminated<'v, I: Instance<'v>, const LOUD: bool>(
        &mut self,
        schema: Subschema<'_>,
        discriminator: &Discriminator,
        value: I,
        frame: &Frame<'_>,
    ) -> bool {
        let found = value.get(&discriminator.property);
        if let Some(chosen) = discriminator.chosen_by(found) {
            return self.check::<_, LOUD>(schema.follow(chosen), value, Some(frame));
        }
        self.at::<LOUD>(&discriminator.property, |checker| {
            let expected = || {
                let names = discriminator.mapping.iter();
                let names: Vec<_> = names.map(|(name, _)| (**name).into()).collect();
                text::list(&names).into()
            };
            checker.violate::<LOUD>("discriminator", expected, || {
                found.map_or("nothing".into(), text::describe)
            })
        })
    }

    /// Tries an alternative. What a cycle leads back to is taken to hold.
    pub(super) fn passes<'v>(
        &mut self,
        schema: Subschema<'_>,
        value: impl Instance<'v>,
        frame: &Frame<'_>,
    ) -> bool {
        self.remembering_all(|checker| checker.check::<_, false>(schema, value, Some(frame)))
    }

    /// Reports that no alternative fits: what is wrong with the one that is evidently meant, if one is.
    fn explain<'v, I: Instance<'v>>(
        &mut self,
        keyword: &'static str,
        schema: Subschema<'_>,
        alternatives: &[Link],
        value: I,
        frame: &Frame<'_>,
    ) -> bool {
        let found = value.types();
        let all = || alternatives.iter().map(|link| schema.follow(*link));
        let typed: Vec<_> = all()
            .filter(|alternative| alternative.effective_types().contains(found))
            .collect();
        let resembling = typed.iter().copied();
        let meant: Vec<_> = resembling.filter(|it| resembles(*it, value)).collect();
        match (typed.as_slice(), meant.as_slice()) {
            // That it does not pass is known.
            ([only], _) | (_, [only]) => {
                self.is_settled() || self.within_depth::<_, true>(*only, value, Some(frame))
            }
            ([], _) => {
                let types = all().fold(Types::EMPTY, |types, it| types.or(it.effective_types()));
                self.violate::<true>(keyword, || types.into(), || text::describe(value))
            }
            _ => self.violate::<true>(
                keyword,
                || format!("one of the {} documented forms", alternatives.len()).into(),
                || text::describe(value),
            ),
        }
    }
}

/// Whether an object has all properties that a schema requires, and in each the constant it wants.
fn resembles<'v>(schema: Subschema<'_>, value: impl Instance<'v>) -> bool {
    resembles_within(schema, value, 4, &mut { MOST_PARTS })
}

fn resembles_within<'v>(
    schema: Subschema<'_>,
    value: impl Instance<'v>,
    depth: u8,
    left: &mut u32,
) -> bool {
    if !take_one(left) {
        return true;
    }
    let View::Object = value.view() else {
        return false;
    };
    let others = schema.node().object.as_deref();
    let mut others = others.map_or(&[][..], |rules| &rules.required).iter();
    let mut parts = schema.all_of();
    schema
        .properties()
        .all(|property| match value.get(property.name) {
            None => !property.required,
            Some(value) => {
                let constants = property.schema.node().constants.as_deref();
                constants.is_none_or(|constants| constants.contains(value))
            }
        })
        && others.all(|name| value.get(name).is_some())
        && depth
            .checked_sub(1)
            .is_none_or(|depth| parts.all(|part| resembles_within(part, value, depth, left)))
}
