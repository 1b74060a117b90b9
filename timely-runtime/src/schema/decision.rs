//! How the alternatives of a union are told apart before any of them is tried: by the type of the value, by a property in
//! which each wants constants of its own, or by a property that must be there.

use super::Types;
use super::program::{Link, MOST_PARTS, Property, Subschema, take_one};
use crate::json::instance::{self, Instance};
use std::collections::HashMap;

/// How far properties are looked for in the schemas that an alternative combines.
const MAX_DEPTH: u8 = 3;

/// What tells the alternatives of one list apart.
pub(crate) struct Decision {
    alternatives: Vec<Alternative>,
    tag: Option<Tag>,
    /// What the type of a value tells, by the highest bit of the type.
    by_type: [ByType; 7],
}

/// The alternatives that may be of a type.
#[derive(Clone, Copy)]
enum ByType {
    /// No other than this one.
    Only(Option<usize>),
    Several,
}

/// What an alternative asks of a value in any case.
struct Alternative {
    types: Types,
    /// A property that an object must have.
    required: Option<Box<str>>,
}

/// A property that all alternatives that can be objects require, each with texts of its own.
struct Tag {
    property: Box<str>,
    alternatives: HashMap<Box<str>, usize>,
}

impl Decision {
    pub(crate) fn of(schema: Subschema<'_>, links: &[Link]) -> Self {
        let alternatives: Vec<_> = links.iter().map(|link| schema.follow(*link)).collect();
        let told = |it: &Subschema<'_>| match it.is(schema) {
            // A union within itself is taken to hold.
            true => Alternative {
                types: Types::ANY,
                required: None,
            },
            false => Alternative {
                types: it.effective_types(),
                required: own_property(*it, &alternatives),
            },
        };
        let told: Vec<_> = alternatives.iter().map(told).collect();
        Self {
            tag: Tag::of(&alternatives),
            by_type: EACH.map(|ty| ByType::of(ty, &told)),
            alternatives: told,
        }
    }

    fn by_type(&self, ty: Types) -> ByType {
        self.by_type[ty.bits().ilog2() as usize]
    }

    /// The positions of the alternatives that a value may be. It surely is none of the others.
    pub(crate) fn candidates<'v, I: Instance<'v>>(&self, value: I) -> Candidates<'_, I> {
        let found = value.types();
        let only = match (self.by_type(found), &self.tag) {
            (ByType::Only(only), _) => Some(only),
            (ByType::Several, Some(tag)) if found == Types::OBJECT => Some(tag.named(value)),
            _ => None,
        };
        Candidates {
            alternatives: &self.alternatives,
            value,
            found,
            only,
            next: 0,
        }
    }
}

/// Each type that a value may have.
const EACH: [Types; 7] = [
    Types::NULL,
    Types::BOOLEAN,
    Types::INTEGER,
    Types::NUMBER,
    Types::STRING,
    Types::ARRAY,
    Types::OBJECT,
];

impl ByType {
    fn of(ty: Types, alternatives: &[Alternative]) -> Self {
        let all = alternatives.iter().enumerate();
        let mut found = all.filter(|(_, it)| it.types.contains(ty));
        match (found.next(), found.next()) {
            (_, Some(_)) => Self::Several,
            (only, None) => Self::Only(only.map(|(at, _)| at)),
        }
    }
}

impl<'p> Subschema<'p> {
    /// The alternative that a value must be, where the schema is no more than a union and the type of the value tells;
    /// else the schema itself.
    #[inline]
    pub(crate) fn decided<'v>(mut self, value: impl Instance<'v>) -> Self {
        // Unions stand in unions, and in themselves.
        for _ in 0..4 {
            if !self.is_union {
                break;
            }
            match self.alternative_of(value.types()) {
                Some(alternative) => self = alternative,
                None => break,
            }
        }
        self
    }

    fn alternative_of(self, ty: Types) -> Option<Self> {
        let combined = self.node().combined()?;
        let [of_any, of_one] = &combined.decisions;
        let (links, decision) = match combined.any_of.is_empty() {
            true => (&combined.one_of, of_one),
            false => (&combined.any_of, of_any),
        };
        let decision = decision.get_or_init(|| Decision::of(self, links));
        let ByType::Only(only) = decision.by_type(ty) else {
            return None;
        };
        let only = only.and_then(|at| links.get(at).copied());
        let is_all = self.rest(ty).is_none() || self.exhaustive().contains(ty);
        is_all.then(|| self.follow(only.unwrap_or(Link::NEVER)))
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
    property.is_always_required() && constants.is_some_and(|constants| constants.are_texts())
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

/// A property that an alternative requires in any case; rather one that not all others require as well.
fn own_property(schema: Subschema<'_>, all: &[Subschema<'_>]) -> Option<Box<str>> {
    // More are not looked at: what is left is found out by trying.
    const MOST: usize = 32;
    let others = || all.iter().filter(|other| !other.is(schema)).take(MOST);
    let is_shared = |name: &str| {
        others().all(|other| {
            other
                .property_named(name)
                .is_some_and(|it| it.is_always_required())
        })
    };
    let mut required = schema
        .properties()
        .filter(Property::is_always_required)
        .take(MOST);
    let own = required.find(|property| !is_shared(property.name));
    own.map(|property| property.name.into())
}

/// Positions of alternatives.
pub(crate) struct Candidates<'d, I> {
    alternatives: &'d [Alternative],
    value: I,
    found: Types,
    /// Where the value is told by its type or its tag: which it is, if any.
    only: Option<Option<usize>>,
    next: usize,
}

impl<'v, I: Instance<'v>> Candidates<'_, I> {
    fn may_be(&self, alternative: &Alternative) -> bool {
        alternative.types.contains(self.found)
            && match &alternative.required {
                Some(name) if self.found == Types::OBJECT => self.value.get(name).is_some(),
                _ => true,
            }
    }
}

impl<'v, I: Instance<'v>> Iterator for Candidates<'_, I> {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        if let Some(only) = self.only {
            self.only = Some(None);
            return only;
        }
        let rest = self.alternatives.get(self.next..)?;
        let at = self.next + rest.iter().position(|it| self.may_be(it))?;
        self.next = at + 1;
        Some(at)
    }
}
