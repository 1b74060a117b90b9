//! Schemas as the check reads them.
//!
//! A schema is stated as text ([`Schema`]). At its first use, or when a server starts, it becomes a program: one
//! [`Node`] for each subschema, in which types are a set of bits, names and constants are found by a hash, patterns are
//! compiled, and a `$ref` is a jump.

mod constants;
mod names;
mod node;
mod overlap;
mod parse;

pub(crate) use super::pattern::Compiled;
use super::{Format, Schema, Types};
use std::collections::HashMap;
use std::fmt;
use std::ops::Deref;
use std::sync::OnceLock;

pub(crate) use constants::Constants;
pub(crate) use names::{Seen, position_of};
#[cfg(feature = "server")]
pub(crate) use node::Properties;
pub(crate) use node::{
    Access, Additional, ArrayRules, Combined, Discriminator, NamedProperty, Node, NumberRules,
    ObjectRules, TextRules,
};
pub(crate) use parse::{parse, parse_all};

/// What a `$ref` may name beside the definitions of its own text.
pub(crate) type References = &'static [&'static Schema];

/// A schema that a program refers to, found once.
struct Reference {
    schema: &'static Schema,
    root: OnceLock<Subschema<'static>>,
}

impl Reference {
    const fn to(schema: &'static Schema) -> Self {
        let root = OnceLock::new();
        Self { schema, root }
    }
}

/// A prepared schema.
pub(crate) struct Program {
    nodes: Vec<Node>,
    references: Box<[Reference]>,
    /// Where the definitions of its text are.
    names: HashMap<Box<str>, Link>,
}

/// Where a subschema is: a node of the same program, or the schema that a reference names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Link(u32);

impl Link {
    /// The schema that allows all values.
    pub(crate) const ANY: Self = Self(0);
    /// The schema that allows none.
    pub(crate) const NEVER: Self = Self(1);
    /// The schema that a text states.
    const ROOT: Self = Self(2);
    /// The bit of links that leave the program.
    const OUTER: u32 = 1 << 31;

    const fn outer(reference: u32) -> Self {
        Self(reference | Self::OUTER)
    }
}

impl Program {
    /// The program of a schema that allows nothing.
    pub(crate) fn never() -> Self {
        Self {
            nodes: vec![Node::default(), Node::never(), Node::never()],
            references: Box::default(),
            names: HashMap::new(),
        }
    }

    /// The schema that the text states.
    pub(crate) fn root(&self) -> Subschema<'_> {
        self.at(Link::ROOT)
    }

    /// A definition of the text.
    pub(crate) fn named(&self, name: &str) -> Option<Subschema<'_>> {
        self.names.get(name).map(|link| self.at(*link))
    }

    /// The names of the definitions, in no order.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.names.keys().map(Deref::deref)
    }

    #[inline]
    fn at(&self, link: Link) -> Subschema<'_> {
        if link.0 & Link::OUTER != 0 {
            return self.outer(link);
        }
        // Links are made along with what they lead to. If ever one led nowhere, it would allow nothing.
        let node = self.nodes.get(link.0 as usize);
        Subschema {
            program: self,
            node: node.unwrap_or(&node::NEVER),
        }
    }

    #[inline(never)]
    fn outer(&self, link: Link) -> Subschema<'_> {
        match self.references.get((link.0 & !Link::OUTER) as usize) {
            Some(reference) => *reference.root.get_or_init(|| reference.schema.root()),
            None => Subschema {
                program: self,
                node: &node::NEVER,
            },
        }
    }
}

/// A schema within a program, with a way to those it refers to.
#[derive(Clone, Copy)]
pub(crate) struct Subschema<'p> {
    program: &'p Program,
    node: &'p Node,
}

impl Deref for Subschema<'_> {
    type Target = Node;

    fn deref(&self) -> &Node {
        self.node
    }
}

impl<'p> Subschema<'p> {
    /// The node itself, for as long as the program lives.
    pub(crate) fn node(self) -> &'p Node {
        self.node
    }

    /// The schema that a link of this one leads to.
    pub(crate) fn follow(self, link: Link) -> Self {
        self.program.at(link)
    }

    /// Where it is, as long as it lives, which no other schema has.
    pub(crate) fn address(self) -> usize {
        std::ptr::from_ref(self.node).addr()
    }

    /// Whether both are the same schema.
    pub(crate) fn is(self, other: Subschema<'_>) -> bool {
        std::ptr::eq(self.node, other.node)
    }

    /// Several schemas that this one refers to.
    pub(crate) fn each(self, links: &'p [Link]) -> impl Iterator<Item = Self> + Clone {
        links.iter().map(move |link| self.follow(*link))
    }

    pub(crate) fn all_of(self) -> impl Iterator<Item = Self> + Clone {
        self.each(self.node.combined().map_or(&[], |all| &all.all_of))
    }

    pub(crate) fn any_of(self) -> impl Iterator<Item = Self> + Clone {
        self.each(self.node.combined().map_or(&[], |all| &all.any_of))
    }

    pub(crate) fn one_of(self) -> impl Iterator<Item = Self> + Clone {
        self.each(self.node.combined().map_or(&[], |all| &all.one_of))
    }

    /// What items must be that `prefixItems` does not speak of.
    pub(crate) fn items(self) -> Option<Self> {
        Some(self.follow(self.node.array.as_ref()?.items?))
    }

    /// How many of the first items have schemas of their own.
    pub(crate) fn first_items(self) -> usize {
        let array = self.node.array.as_ref();
        array.map_or(0, |array| array.prefix_items.len())
    }

    /// What the item of a place must be.
    pub(crate) fn item_at(self, place: usize) -> Option<Self> {
        let array = self.node.array.as_ref()?;
        match array.prefix_items.get(place) {
            Some(item) => Some(self.follow(*item)),
            None => self.items(),
        }
    }

    /// The properties that it names, in their order.
    pub(crate) fn properties(self) -> impl Iterator<Item = Property<'p>> + Clone {
        let rules = self.node.object.as_deref();
        let count = rules.map_or(0, |rules| rules.properties.len());
        let properties = rules.map(|rules| &rules.properties);
        (0..count).filter_map(move |at| properties?.get(at).map(|it| self.property(it)))
    }

    /// The property of this name.
    pub(crate) fn property_named(self, name: &str) -> Option<Property<'p>> {
        let properties = &self.node.object.as_deref()?.properties;
        let found = properties.get(properties.find(name)?)?;
        Some(self.property(found))
    }

    fn property(self, property: &'p NamedProperty) -> Property<'p> {
        Property {
            name: &property.name,
            required: property.required,
            access: property.access,
            schema: self.follow(property.link),
        }
    }

    /// What properties may be that are not named; none where there must not be any.
    pub(crate) fn additional(self) -> Option<Self> {
        match self.node.additional() {
            Additional::Allowed => Some(self.follow(Link::ANY)),
            Additional::Forbidden => None,
            Additional::Schema(link) => Some(self.follow(link)),
        }
    }

    /// What properties must be whose names match a pattern.
    pub(crate) fn pattern_properties(self) -> impl Iterator<Item = (&'p Compiled, Self)> + Clone {
        let rules = self.node.object.as_deref();
        let patterns = rules.map_or(&[][..], |rules| &rules.patterns);
        patterns
            .iter()
            .map(move |(pattern, link)| (pattern, self.follow(*link)))
    }

    /// The types that are left when the schemas this one combines are taken into account.
    pub(crate) fn effective_types(self) -> Types {
        *self
            .node
            .effective
            .get_or_init(|| self.types_within(EFFECTIVE_DEPTH, &mut { MOST_PARTS }))
    }

    /// Whether each digit of its numbers counts.
    pub(crate) fn is_exact(self) -> bool {
        self.is_exact_within(EFFECTIVE_DEPTH, &mut { MOST_PARTS })
    }

    fn is_exact_within(self, depth: u8, left: &mut u32) -> bool {
        let (Some(depth), true) = (depth.checked_sub(1), take_one(left)) else {
            return false;
        };
        let number = self.node.number.as_deref();
        if number.is_some_and(|number| number.format == Some(Format::DecimalText)) {
            return true;
        }
        let mut parts = self.all_of();
        if parts.any(|part| part.is_exact_within(depth, left)) {
            return true;
        }
        self.node.combined().is_some_and(|combined| {
            let mut unions = [&combined.any_of, &combined.one_of].into_iter();
            unions.any(|union| self.each(union).any(|it| it.is_exact_within(depth, left)))
        })
    }

    fn types_within(self, depth: u8, left: &mut u32) -> Types {
        let (Some(depth), true) = (depth.checked_sub(1), take_one(left)) else {
            return self.node.types;
        };
        let mut types = self.node.types;
        for part in self.all_of() {
            types = types.and(part.types_within(depth, left));
        }
        let Some(combined) = self.node.combined() else {
            return types;
        };
        for union in [&combined.any_of, &combined.one_of] {
            if !union.is_empty() {
                let alternatives = self.each(union).fold(Types::EMPTY, |types, it| {
                    types.or(it.types_within(depth, left))
                });
                types = types.and(alternatives);
            }
        }
        types
    }
}

impl Subschema<'_> {
    /// The types, of arrays and objects, of which nothing is left for `unevaluatedItems` and `unevaluatedProperties`,
    /// whichever alternatives hold.
    pub(crate) fn exhaustive(self) -> Types {
        *self.node.exhaustive.get_or_init(|| {
            let left = &mut { MOST_PARTS };
            let mut of = |ty| match self.leaves_nothing(ty, self, EFFECTIVE_DEPTH, left) {
                true => ty,
                false => Types::EMPTY,
            };
            of(Types::ARRAY).or(of(Types::OBJECT))
        })
    }

    fn leaves_nothing(self, ty: Types, asker: Self, depth: u8, left: &mut u32) -> bool {
        let is_told = match ty {
            Types::ARRAY => self.items().is_some(),
            _ => !matches!(self.node.additional(), Additional::Allowed),
        };
        let (false, Some(depth), true) = (is_told, depth.checked_sub(1), take_one(left)) else {
            return is_told;
        };
        // What leads back to the asker tells nothing.
        let mut does = |it: Self| {
            !it.is(asker) && (it.rest(ty).is_some() || it.leaves_nothing(ty, asker, depth, left))
        };
        if self.all_of().any(&mut does) {
            return true;
        }
        let Some(combined) = self.node.combined().filter(|it| it.discriminator.is_none()) else {
            return false;
        };
        [&combined.any_of, &combined.one_of]
            .into_iter()
            .any(|union| {
                let mut possible = self
                    .each(union)
                    .filter(|it| it.effective_types().contains(ty));
                !union.is_empty() && possible.all(&mut does)
            })
    }
}

/// With the types alone, since a schema may refer to itself.
impl fmt::Debug for Subschema<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Subschema").field(&self.node.types).finish()
    }
}

/// How far types are followed through schemas that are combined.
const EFFECTIVE_DEPTH: u8 = 4;
/// How many schemas are looked at to learn something of one that combines them: schemas may lead to each other in very many
/// ways. What is not looked at is taken to allow all.
pub(crate) const MOST_PARTS: u32 = 2_000;

/// Counts a schema that is looked at. False where there were too many.
pub(crate) fn take_one(left: &mut u32) -> bool {
    let is_left = *left > 0;
    *left = left.saturating_sub(1);
    is_left
}

/// A named property of an object.
#[derive(Clone, Copy)]
pub(crate) struct Property<'p> {
    /// The name in JSON.
    pub(crate) name: &'p str,
    /// Whether an object without it is refused, in the directions that `access` lets it travel.
    pub(crate) required: bool,
    /// In which direction it travels.
    pub(crate) access: Access,
    /// What its value must be.
    pub(crate) schema: Subschema<'p>,
}

impl Property<'_> {
    /// Whether an object must have it, whichever way it travels.
    pub(crate) fn is_always_required(&self) -> bool {
        self.required && self.access == Access::ReadWrite
    }
}
