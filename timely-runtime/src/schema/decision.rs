//! How the alternatives of a union are told apart before any of them is tried: by the type of the value, or by a property
//! in which each wants constants of its own.

use super::Types;
use super::program::{Access, Link, MOST_PARTS, Property, Subschema, take_one};
use crate::json::instance::{self, Instance};
use std::collections::HashMap;

/// How far properties are looked for in the schemas that an alternative combines.
const MAX_DEPTH: u8 = 3;

/// What tells the alternatives of one list apart.
#[derive(Default)]
pub(crate) struct Decision {
    /// What each alternative can be.
    types: Vec<Types>,
    tag: Option<Tag>,
}

/// A property that all alternatives that can be objects require, each with texts of its own.
struct Tag {
    property: Box<str>,
    alternatives: HashMap<Box<str>, usize>,
}

impl Decision {
    pub(crate) fn of(schema: Subschema<'_>, links: &[Link]) -> Self {
        let alternatives: Vec<_> = links.iter().map(|link| schema.follow(*link)).collect();
        Self {
            // A union within itself is taken to hold.
            types: alternatives
                .iter()
                .map(|it| {
                    if it.is(schema) {
                        Types::ANY
                    } else {
                        it.effective_types()
                    }
                })
                .collect(),
            tag: Tag::of(&alternatives),
        }
    }

    /// The positions of the alternatives that a value may be. It surely is none of the others.
    pub(crate) fn candidates<'v>(&self, value: impl Instance<'v>) -> Candidates<'_> {
        let found = value.types();
        let only = match (&self.tag, found) {
            (Some(tag), Types::OBJECT) => Some(tag.named(value)),
            _ => None,
        };
        Candidates {
            types: &self.types,
            found,
            only,
            next: 0,
        }
    }
}

impl Tag {
    fn of(alternatives: &[Subschema<'_>]) -> Option<Self> {
        let objects: Vec<(usize, Subschema<'_>)> = alternatives
            .iter()
            .copied()
            .enumerate()
            .filter(|(_, it)| it.effective_types().contains(Types::OBJECT))
            .collect();
        let [(_, first), _, ..] = objects.as_slice() else {
            return None;
        };
        let mut names = Vec::new();
        collect(*first, MAX_DEPTH, &mut { MOST_PARTS }, &mut names);
        names.iter().find_map(|name| Self::named_by(name, &objects))
    }

    fn named_by(name: &str, objects: &[(usize, Subschema<'_>)]) -> Option<Self> {
        let mut alternatives = HashMap::new();
        for (at, object) in objects {
            for text in texts(*object, name, MAX_DEPTH, &mut { MOST_PARTS })? {
                if alternatives.insert(text.into(), *at).is_some() {
                    return None;
                }
            }
        }
        Some(Self {
            property: name.into(),
            alternatives,
        })
    }

    fn named<'v>(&self, value: impl Instance<'v>) -> Option<usize> {
        let name = instance::text(value.get(&self.property)?)?;
        self.alternatives.get(name).copied()
    }
}

/// Whether a property must be there, whatever the direction, and is one of some texts.
fn tells(property: &Property<'_>) -> bool {
    let constants = property.schema.node().constants.as_deref();
    property.required
        && property.access == Access::ReadWrite
        && constants.is_some_and(|constants| constants.are_texts())
}

/// The names of the properties that may tell.
fn collect<'p>(schema: Subschema<'p>, depth: u8, left: &mut u32, names: &mut Vec<&'p str>) {
    if !take_one(left) {
        return;
    }
    names.extend(
        schema
            .properties()
            .filter(tells)
            .map(|property| property.name),
    );
    if let Some(depth) = depth.checked_sub(1) {
        let parts = schema.all_of();
        parts.for_each(|part| collect(part, depth, left, names));
    }
}

/// The texts that a property may be; none where it may be something else.
fn texts<'p>(schema: Subschema<'p>, name: &str, depth: u8, left: &mut u32) -> Option<Vec<&'p str>> {
    if !take_one(left) {
        return None;
    }
    if let Some(property) = schema.property_named(name).filter(tells) {
        let constants = property.schema.node().constants.as_deref()?;
        return constants
            .list()
            .iter()
            .map(|value| value.as_str())
            .collect();
    }
    let depth = depth.checked_sub(1)?;
    let mut parts = schema.all_of();
    parts.find_map(|part| texts(part, name, depth, left))
}

/// Positions of alternatives.
pub(crate) struct Candidates<'d> {
    types: &'d [Types],
    found: Types,
    /// Where the value is told by its tag: which it is, if any.
    only: Option<Option<usize>>,
    next: usize,
}

impl Iterator for Candidates<'_> {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        if let Some(only) = self.only {
            self.only = Some(None);
            return only;
        }
        let found = self.found;
        let rest = self.types.get(self.next..)?;
        let at = self.next + rest.iter().position(|types| types.contains(found))?;
        self.next = at + 1;
        Some(at)
    }
}
