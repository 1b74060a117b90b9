//! What a program says of one subschema, keyword by keyword.

use super::names::Names;
use super::{Constants, Link, Seen};
use crate::json::instance::{self, Instance, View};
use crate::schema::number::Bound;
use crate::schema::pattern::Compiled;
use crate::schema::{Direction, Format, Types};
use std::sync::OnceLock;

/// A subschema. What few schemas have stands behind a pointer.
pub(crate) struct Node {
    /// `type`.
    pub(crate) types: Types,
    /// Whether nothing but the types is asked for.
    pub(crate) is_plain: bool,
    /// Whether something is asked of arrays or objects, or of the value by other schemas.
    pub(crate) is_deep: bool,
    /// Whether arrays and objects are asked for no more than what they hold: for no constants, nothing by other schemas.
    pub(crate) is_direct: bool,
    pub(crate) glance: Glance,
    /// Whether it is no more than a union, and what is said of what is left over.
    pub(crate) is_union: bool,
    /// `enum` and `const`.
    pub(crate) constants: Option<Box<Constants>>,
    pub(crate) text: Option<Box<TextRules>>,
    pub(crate) number: Option<Box<NumberRules>>,
    pub(crate) array: Option<Box<ArrayRules>>,
    pub(crate) object: Option<Box<ObjectRules>>,
    pub(super) combined: Option<Box<Combined>>,
    /// `format`.
    pub(crate) format: Option<Format>,
    /// The value of a parameter or property that is absent, as JSON text.
    pub(crate) default: Option<Box<str>>,
    /// The types that are left in view of what is combined, once that was asked for.
    pub(super) effective: OnceLock<Types>,
    /// The types of which nothing is left over, once that was asked for.
    pub(super) exhaustive: OnceLock<Types>,
}

/// One that allows all values.
impl Default for Node {
    fn default() -> Self {
        Self::of(Types::ANY)
    }
}

/// What a schema allows by the type or the length alone, by which most values are told.
#[derive(Clone, Copy)]
pub(crate) struct Glance {
    /// All values of these types.
    types: Types,
    /// Texts of at least so many bytes, and at most so many.
    text: (usize, usize),
}

impl Glance {
    const fn of(types: Types) -> Self {
        Self {
            types,
            text: (1, 0),
        }
    }

    /// Of a schema without constants and other schemas that says something of these types.
    pub(super) fn new(types: Types, asked: Types, text: &TextRules) -> Self {
        let mut glance = Self::of(types.without(asked));
        if types.contains(Types::STRING) && text.format.is_none() && text.pattern.is_none() {
            let bytes = |length: u64| usize::try_from(length).unwrap_or(usize::MAX);
            // A character has one to four bytes.
            let least = bytes(text.min_length).saturating_mul(4).saturating_sub(3);
            glance.text = (least, bytes(text.max_length));
        }
        glance
    }

    pub(super) const fn nothing() -> Self {
        Self::of(Types::EMPTY)
    }

    /// Whether it allows a value. What it does not, the schema may allow all the same.
    #[inline]
    pub(crate) fn allows(&self, view: &View<'_>) -> bool {
        match view {
            View::Text(text) => self.allows_text(text),
            _ => self.types.contains(Types::of_view(view)),
        }
    }

    #[inline]
    pub(crate) fn allows_text(&self, text: &str) -> bool {
        let (least, most) = self.text;
        (least..=most).contains(&text.len())
    }
}

/// For a link that leads nowhere.
pub(super) static NEVER: Node = Node::of(Types::EMPTY);

impl Node {
    /// One of which nothing but types are asked.
    pub(super) const fn of(types: Types) -> Self {
        Self {
            types,
            is_plain: true,
            is_deep: false,
            is_direct: true,
            glance: Glance::of(types),
            is_union: false,
            constants: None,
            text: None,
            number: None,
            array: None,
            object: None,
            combined: None,
            format: None,
            default: None,
            effective: OnceLock::new(),
            exhaustive: OnceLock::new(),
        }
    }

    pub(super) const fn never() -> Self {
        Self::of(Types::EMPTY)
    }

    /// What it combines and excludes.
    pub(crate) fn combined(&self) -> Option<&Combined> {
        self.combined.as_deref()
    }

    pub(super) fn is_no_more_than_a_union(&self) -> bool {
        let is_right = self.constants.is_some() || self.text.is_some() || self.number.is_some();
        let is_bare = self.types == Types::ANY && !is_right;
        is_bare
            && self.combined().is_some_and(|combined| {
                combined.discriminator.is_none()
                    && combined.has_unions()
                    && combined.is_one_union_alone(self)
            })
    }

    /// What is asked of what no other keyword speaks of, in a value of this type.
    pub(crate) fn rest(&self, ty: Types) -> Option<Link> {
        match ty {
            Types::ARRAY => self.array.as_ref()?.unevaluated,
            Types::OBJECT => self.object.as_ref()?.unevaluated,
            _ => None,
        }
    }

    pub(crate) fn additional(&self) -> Additional {
        let rules = self.object.as_deref();
        rules.map_or(Additional::Allowed, |rules| rules.additional)
    }

    /// Whether it names properties.
    pub(crate) fn names_properties(&self) -> bool {
        let rules = self.object.as_deref();
        rules.is_some_and(|rules| rules.properties.len() > 0)
    }

    pub(crate) fn count_of_properties(&self) -> u64 {
        let rules = self.object.as_deref();
        rules.map_or(0, |rules| rules.properties.len() as u64)
    }

    pub(crate) fn has_pattern(&self) -> bool {
        let rules = self.text.as_deref();
        rules.is_some_and(|rules| rules.pattern.is_some())
    }
}

/// The keywords of strings.
pub(crate) struct TextRules {
    /// In characters: Unicode code points. Zero where nothing is said.
    pub(crate) min_length: u64,
    /// The largest number where nothing is said.
    pub(crate) max_length: u64,
    /// A format that strings can have.
    pub(crate) format: Option<Format>,
    pub(crate) pattern: Option<Compiled>,
}

impl Default for TextRules {
    fn default() -> Self {
        Self {
            min_length: 0,
            max_length: u64::MAX,
            format: None,
            pattern: None,
        }
    }
}

/// The keywords of numbers.
#[derive(Default)]
pub(crate) struct NumberRules {
    /// The range that all keywords leave to integers of 64 bits, if they leave one and say no more of integers.
    pub(crate) integers: Option<(i64, i64)>,
    /// A format that numbers can have.
    pub(crate) format: Option<Format>,
    pub(crate) minimum: Option<Bound>,
    pub(crate) maximum: Option<Bound>,
    pub(crate) exclusive_minimum: Option<Bound>,
    pub(crate) exclusive_maximum: Option<Bound>,
    pub(crate) multiple_of: Option<Bound>,
}

impl NumberRules {
    /// Finds what can be said of integers.
    pub(super) fn with_integers(mut self) -> Self {
        self.integers = self.range();
        self
    }

    fn range(&self) -> Option<(i64, i64)> {
        if self.multiple_of.is_some() {
            return None;
        }
        let (mut least, mut most) = match self.format {
            None | Some(Format::Int64 | Format::Float | Format::Double) => {
                (i128::from(i64::MIN), i128::from(i64::MAX))
            }
            Some(format) => format.range()?,
        };
        let whole = |bound: Option<Bound>, beyond: i128| match bound {
            None => Some(None),
            Some(Bound::Int(bound)) => Some(bound.checked_add(beyond)),
            Some(Bound::Float(_)) => None,
        };
        for bound in [whole(self.minimum, 0)?, whole(self.exclusive_minimum, 1)?] {
            least = least.max(bound.unwrap_or(least));
        }
        for bound in [whole(self.maximum, 0)?, whole(self.exclusive_maximum, -1)?] {
            most = most.min(bound.unwrap_or(most));
        }
        let least = least.max(i64::MIN.into());
        let most = most.min(i64::MAX.into());
        Some((least.try_into().ok()?, most.try_into().ok()?))
    }
}

/// The keywords of arrays.
#[derive(Default)]
pub(crate) struct ArrayRules {
    pub(crate) items: Option<Link>,
    pub(crate) min_items: Option<u64>,
    pub(crate) max_items: Option<u64>,
    pub(crate) unique_items: bool,
    /// What the first items must be; `items` is about those that follow.
    pub(crate) prefix_items: Vec<Link>,
    pub(crate) contains: Option<Link>,
    pub(crate) min_contains: Option<u64>,
    pub(crate) max_contains: Option<u64>,
    pub(crate) unevaluated: Option<Link>,
}

impl ArrayRules {
    /// Whether something but `unevaluatedItems` is asked.
    fn asks(&self) -> bool {
        self.items.is_some()
            || self.min_items.is_some()
            || self.max_items.is_some()
            || self.unique_items
            || !self.prefix_items.is_empty()
            || self.contains.is_some()
    }
}

/// The keywords of objects.
#[derive(Default)]
pub(crate) struct ObjectRules {
    pub(crate) properties: Properties,
    /// The names in `required` that are no property.
    pub(crate) required: Vec<Box<str>>,
    pub(crate) additional: Additional,
    pub(crate) min_properties: Option<u64>,
    pub(crate) max_properties: Option<u64>,
    pub(crate) patterns: Vec<(Compiled, Link)>,
    pub(crate) names: Option<Link>,
    pub(crate) dependent_required: Vec<(Box<str>, Vec<Box<str>>)>,
    pub(crate) dependent_schemas: Vec<(Box<str>, Link)>,
    pub(crate) unevaluated: Option<Link>,
}

impl ObjectRules {
    /// Whether something but `unevaluatedProperties` is asked.
    fn asks(&self) -> bool {
        self.properties.len() > 0
            || !self.required.is_empty()
            || !matches!(self.additional, Additional::Allowed)
            || self.min_properties.is_some()
            || self.max_properties.is_some()
            || !self.patterns.is_empty()
            || self.names.is_some()
            || !self.dependent_required.is_empty()
            || !self.dependent_schemas.is_empty()
    }
}

/// `additionalProperties`: what the properties that an object does not name may be.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) enum Additional {
    /// Anything.
    #[default]
    Allowed,
    /// None may be there.
    Forbidden,
    /// Values of this schema.
    Schema(Link),
}

impl Additional {
    /// Whether nothing is asked of them.
    pub(crate) fn allows_all(self) -> bool {
        matches!(self, Self::Allowed | Self::Schema(Link::ANY))
    }
}

/// `readOnly` and `writeOnly`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Access {
    /// The property travels both ways.
    #[default]
    ReadWrite,
    /// Sent by the server only; a request need not have it, and is not refused when it does.
    ReadOnly,
    /// Sent by the client only; a response need not have it.
    WriteOnly,
}

/// A property that a schema names.
pub(crate) struct NamedProperty {
    pub(crate) name: Box<str>,
    pub(crate) link: Link,
    pub(crate) required: bool,
    pub(crate) access: Access,
    /// What its schema allows at a glance, where no pattern asks more.
    pub(crate) glance: Glance,
}

impl NamedProperty {
    /// Whether it must be there. Without a direction, what travels one way alone may be missing.
    pub(crate) const fn is_required(&self, direction: Option<Direction>) -> bool {
        self.required
            && match self.access {
                Access::ReadWrite => true,
                Access::ReadOnly => matches!(direction, Some(Direction::Response)),
                Access::WriteOnly => matches!(direction, Some(Direction::Request)),
            }
    }
}

/// The properties that a schema names, in their order.
#[derive(Default)]
pub(crate) struct Properties {
    list: Vec<NamedProperty>,
    names: Names,
    /// Those that must be there: whatever the direction, in requests, and in responses.
    required: [Seen; 3],
}

impl Properties {
    pub(super) fn new(list: Vec<NamedProperty>) -> Self {
        let names = Names::new(list.iter().map(|property| &*property.name));
        let directions = [None, Some(Direction::Request), Some(Direction::Response)];
        let required = directions.map(|direction| {
            let mut required = Seen::default();
            let wanted = list.iter().enumerate();
            wanted
                .filter(|(_, property)| property.is_required(direction))
                .for_each(|(at, _)| {
                    required.insert(at);
                });
            required
        });
        Self {
            list,
            names,
            required,
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.list.len()
    }

    pub(crate) fn get(&self, at: usize) -> Option<&NamedProperty> {
        self.list.get(at)
    }

    pub(crate) fn iter(&self) -> std::slice::Iter<'_, NamedProperty> {
        self.list.iter()
    }

    /// The position of a property.
    pub(crate) fn find(&self, name: &str) -> Option<usize> {
        self.names.find(name)
    }

    /// As [`find`](Self::find), where the members of an object come in the order of the document: `last` is the position of
    /// the one before.
    #[cfg(feature = "server")]
    #[inline]
    pub(crate) fn find_after(&self, last: usize, name: &str) -> Option<usize> {
        self.names.find_next(&mut last.wrapping_add(1), false, name)
    }

    /// Where the first member of an object is likely to be found.
    pub(crate) fn first<'v, I: Instance<'v>>(&self) -> usize {
        self.names.first(I::IS_SORTED)
    }

    /// The position of a property, where the members of an object come one after the other, and the next is likely to be
    /// found at a place.
    #[inline]
    pub(crate) fn find_next<'v, I: Instance<'v>>(
        &self,
        next: &mut usize,
        name: &str,
    ) -> Option<usize> {
        self.names.find_next(next, I::IS_SORTED, name)
    }

    /// Notes what their schemas allow at a glance.
    pub(super) fn set_glances(&mut self, glance: impl Fn(Link) -> Glance) {
        for property in &mut self.list {
            property.glance = glance(property.link);
        }
    }

    /// Whether all that must be there were seen.
    pub(crate) fn are_complete(&self, seen: &Seen, direction: Option<Direction>) -> bool {
        let required = match direction {
            None => &self.required[0],
            Some(Direction::Request) => &self.required[1],
            Some(Direction::Response) => &self.required[2],
        };
        seen.covers(required)
    }
}

/// The keywords that apply other schemas to the same value.
#[derive(Default)]
pub(crate) struct Combined {
    pub(crate) all_of: Vec<Link>,
    pub(crate) any_of: Vec<Link>,
    pub(crate) one_of: Vec<Link>,
    pub(crate) not: Option<Link>,
    pub(crate) discriminator: Option<Discriminator>,
    /// `if`, `then` and `else`.
    pub(crate) condition: Option<(Link, Link, Link)>,
    /// The alternatives of a union in the order of its variants, where no list of the schema is that. It constrains
    /// nothing.
    pub(crate) alternatives: Vec<Link>,
    /// How to tell the alternatives of `anyOf` and `oneOf` apart, once that was asked for.
    pub(crate) decisions: [OnceLock<crate::schema::decision::Decision>; 2],
    /// Whether no two parts of `allOf` ask the same, once that was asked for.
    pub(super) disjoint: OnceLock<bool>,
}

impl Combined {
    pub(crate) fn has_unions(&self) -> bool {
        !self.any_of.is_empty() || !self.one_of.is_empty()
    }

    /// The discriminator that decides for values of a type: only objects have its property.
    pub(crate) fn discriminator_of(&self, types: Types) -> Option<&Discriminator> {
        let discriminator = self.discriminator.as_ref();
        discriminator.filter(|it| !it.mapping.is_empty() && types == Types::OBJECT)
    }

    /// Whether a union is all that is asked of arrays and objects beside what is left over; the schema is the one that
    /// it stands in.
    pub(crate) fn is_one_union_alone(&self, schema: &Node) -> bool {
        let asks = schema.array.as_deref().is_some_and(ArrayRules::asks)
            || schema.object.as_deref().is_some_and(ObjectRules::asks);
        !asks
            && self.all_of.is_empty()
            && (self.any_of.is_empty() || self.one_of.is_empty())
            && self.not.is_none()
            && self.condition.is_none()
    }

    /// Whether nothing but `allOf` is there.
    #[cfg(feature = "server")]
    pub(crate) fn is_all_of_alone(&self) -> bool {
        !self.has_unions() && self.not.is_none() && self.condition.is_none()
    }
}

/// The property that names which alternative an object is (OpenAPI 3.1, section 4.8.25). An object with a name that
/// stands for none is refused.
pub(crate) struct Discriminator {
    pub(crate) property: Box<str>,
    pub(crate) mapping: Vec<(Box<str>, Link)>,
    names: Names,
    /// What an object is that does not have the property; without it, such an object is refused.
    pub(crate) absent: Option<Link>,
}

impl Discriminator {
    pub(super) fn new(
        property: Box<str>,
        mapping: Vec<(Box<str>, Link)>,
        absent: Option<Link>,
    ) -> Self {
        let names = Names::new(mapping.iter().map(|(name, _)| &**name));
        Self {
            property,
            mapping,
            names,
            absent,
        }
    }

    /// The schema that an object chooses by what was found in the property, if anything was.
    pub(crate) fn chosen_by<'v>(&self, found: Option<impl Instance<'v>>) -> Option<Link> {
        let Some(found) = found else {
            return self.absent;
        };
        let at = self.names.find(instance::text(found)?)?;
        self.mapping.get(at).map(|(_, link)| *link)
    }
}
