//! The items of arrays and the members of objects, each held to its schema as it is read.

use super::parts::Parts;
use super::{Checked, Judge, not_yet};
use crate::schema::check::room;
use crate::schema::order;
use crate::schema::program::{Additional, Link, ObjectRules, Properties, Seen, Subschema};
use compact_str::CompactString;
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;
use smallvec::SmallVec;
use std::cell::RefCell;
use std::collections::HashSet;
use std::fmt;

/// Items of an array.
pub(super) struct Items<'p, 'c, 'a, A> {
    inner: A,
    judge: Judge<'p, 'c>,
    parts: &'a Parts<'p>,
    count: u64,
    /// The items that must differ from each other.
    kept: Option<RefCell<Vec<Value>>>,
}

impl<'de, 'p, 'c, 'a, A: SeqAccess<'de>> Items<'p, 'c, 'a, A> {
    #[inline]
    pub(super) fn new(
        inner: A,
        judge: Judge<'p, 'c>,
        parts: &'a Parts<'p>,
    ) -> Result<Self, A::Error> {
        let is_told = parts.of_arrays().all(|(_, rules)| {
            rules.prefix_items.is_empty() && rules.contains.is_none() && rules.unevaluated.is_none()
        });
        let mut wanted = parts
            .of_arrays()
            .filter_map(|(part, rules)| Some(part.follow(rules.items?)));
        let item = wanted
            .next()
            .unwrap_or_else(|| judge.schema.follow(Link::ANY));
        let is_told = is_told && wanted.next().is_none();
        if !is_told || !judge.pass.budget.spend(2 + parts.count()) {
            return Err(not_yet());
        }
        let is_unique = parts.of_arrays().any(|(_, rules)| rules.unique_items);
        Ok(Self {
            inner,
            judge: judge.of(item),
            parts,
            count: 0,
            kept: is_unique.then(RefCell::default),
        })
    }

    /// Reads what the type did not, and tells whether the array is what it must be as a whole.
    pub(super) fn end(mut self) -> Result<(), A::Error> {
        while (&mut self).next_element::<IgnoredAny>()?.is_some() {}
        let count = self.count;
        let is_within = self.parts.of_arrays().all(|(_, rules)| {
            rules.min_items.is_none_or(|min| count >= min)
                && rules.max_items.is_none_or(|max| count <= max)
        });
        let differ = self.kept.is_none_or(|kept| {
            let kept = Value::Array(kept.into_inner());
            order::duplicate(&kept, self.judge.pass.budget).is_none()
        });
        (is_within && differ).then_some(()).ok_or_else(not_yet)
    }
}

impl<'de, A: SeqAccess<'de>> SeqAccess<'de> for &mut Items<'_, '_, '_, A> {
    type Error = A::Error;

    #[inline]
    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, A::Error> {
        let judge = Judge {
            kept: self.kept.as_ref(),
            ..self.judge
        };
        let item = self.inner.next_element_seed(Seed { seed, judge })?;
        self.count += u64::from(item.is_some());
        Ok(item)
    }

    fn size_hint(&self) -> Option<usize> {
        self.inner.size_hint()
    }
}

/// Reads a value that is held to a schema.
struct Seed<'p, 'c, T> {
    seed: T,
    judge: Judge<'p, 'c>,
}

impl<'de, T: DeserializeSeed<'de>> DeserializeSeed<'de> for Seed<'_, '_, T> {
    type Value = T::Value;

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, inner: D) -> Result<T::Value, D::Error> {
        let judge = self.judge;
        self.seed.deserialize(Checked { inner, judge })
    }
}

/// Members of an object.
pub(super) struct Members<'p, 'c, 'a, A> {
    inner: A,
    judge: Judge<'p, 'c>,
    names: Names<'p, 'a>,
    /// What the value of the name that came last must be.
    value: Subschema<'p>,
}

impl<'de, 'p, 'c, 'a, A: MapAccess<'de>> Members<'p, 'c, 'a, A> {
    #[inline]
    pub(super) fn new(
        inner: A,
        judge: Judge<'p, 'c>,
        parts: &'a Parts<'p>,
    ) -> Result<Self, A::Error> {
        let names = Names::new(parts).ok_or_else(not_yet)?;
        if !judge.pass.budget.spend(3 + names.cost()) {
            return Err(not_yet());
        }
        Ok(Self {
            inner,
            judge,
            names,
            value: judge.schema,
        })
    }

    /// Reads what the type did not, and tells whether the object is what it must be as a whole.
    pub(super) fn end(mut self) -> Result<(), A::Error> {
        while (&mut self)
            .next_entry::<IgnoredAny, IgnoredAny>()?
            .is_some()
        {}
        match self.names.are_complete(self.judge) {
            true => Ok(()),
            false => Err(not_yet()),
        }
    }
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for &mut Members<'_, '_, '_, A> {
    type Error = A::Error;

    #[inline]
    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, A::Error> {
        let Members {
            inner,
            names,
            value,
            ..
        } = &mut **self;
        inner.next_key_seed(Key {
            with: seed,
            names,
            value,
        })
    }

    #[inline]
    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, A::Error> {
        let judge = self.judge.of(self.value);
        self.inner.next_value_seed(Seed { seed, judge })
    }

    fn size_hint(&self) -> Option<usize> {
        self.inner.size_hint()
    }
}

/// Reads the name of a member, and finds what its value must be. It stands around a seed, around the deserializer that the
/// seed is given, and around the visitor that this is given.
struct Key<'k, 'p, 'a, T> {
    with: T,
    names: &'k mut Names<'p, 'a>,
    value: &'k mut Subschema<'p>,
}

impl<'de, K: DeserializeSeed<'de>> DeserializeSeed<'de> for Key<'_, '_, '_, K> {
    type Value = K::Value;

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, inner: D) -> Result<K::Value, D::Error> {
        let Key { with, names, value } = self;
        with.deserialize(Key {
            with: inner,
            names,
            value,
        })
    }
}

/// However a name is asked for, it is a text.
macro_rules! as_text {
    ($($method:ident)*) => {
        $(
            #[inline]
            fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
                let Key { with, names, value } = self;
                with.$method(Key { with: visitor, names, value })
            }
        )*
    };
}

impl<'de, D: Deserializer<'de>> Deserializer<'de> for Key<'_, '_, '_, D> {
    type Error = D::Error;

    as_text! { deserialize_any deserialize_str deserialize_string deserialize_identifier }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.deserialize_str(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        visitor.visit_newtype_struct(self)
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char bytes byte_buf option unit unit_struct seq tuple
        tuple_struct map struct enum
    }
}

impl<'de, V: Visitor<'de>> Visitor<'de> for Key<'_, '_, '_, V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.with.expecting(f)
    }

    #[inline]
    fn visit_borrowed_str<E: Error>(self, name: &'de str) -> Result<V::Value, E> {
        *self.value = self.names.schema(name).ok_or_else(not_yet)?;
        self.with.visit_borrowed_str(name)
    }

    /// A name with escapes, which is rare.
    fn visit_str<E: Error>(self, name: &str) -> Result<V::Value, E> {
        *self.value = self.names.schema(name).ok_or_else(not_yet)?;
        self.with.visit_str(name)
    }
}

/// Whether one pass can tell what these keywords say.
fn is_told(rules: &ObjectRules) -> bool {
    rules.patterns.is_empty()
        && rules.names.is_none()
        && rules.dependent_required.is_empty()
        && rules.dependent_schemas.is_empty()
        && rules.unevaluated.is_none()
}

/// The names of an object's members, as they come.
struct Names<'p, 'a> {
    parts: &'a Parts<'p>,
    /// The properties, where only one schema constrains the object.
    only: Option<(Subschema<'p>, &'p Properties)>,
    /// What members must be that no part names; none where there must not be any.
    rest: Option<Subschema<'p>>,
    /// The properties of each part that have come.
    seen: SmallVec<[Seen; 1]>,
    /// The names that have come and are no property.
    others: Others,
    /// The position of the last name in the first part.
    last: usize,
    count: u64,
}

impl<'p, 'a> Names<'p, 'a> {
    #[inline]
    fn new(parts: &'a Parts<'p>) -> Option<Self> {
        if !parts.of_objects().all(|(_, rules)| is_told(rules)) {
            return None;
        }
        let (only, rest) = match parts.only() {
            Some(only) => match only.node().object.as_deref() {
                None => (None, Some(only.follow(Link::ANY))),
                Some(rules) => {
                    let rest = match rules.additional {
                        Additional::Allowed => Some(only.follow(Link::ANY)),
                        Additional::Forbidden => None,
                        Additional::Schema(link) => Some(only.follow(link)),
                    };
                    (Some((only, &rules.properties)), rest)
                }
            },
            // What is additional to one part may be a property of another.
            None if parts
                .of_objects()
                .all(|(_, rules)| rules.additional.allows_all()) =>
            {
                (None, Some(parts.first().follow(Link::ANY)))
            }
            None => return None,
        };
        let mut seen = SmallVec::new();
        seen.resize_with(parts.of_objects().count(), Seen::default);
        Some(Self {
            parts,
            only,
            rest,
            seen,
            others: Others::default(),
            last: usize::MAX,
            count: 0,
        })
    }

    /// What it takes to tell whether all members are there, in steps of a [`Budget`](crate::schema::Budget).
    fn cost(&self) -> u64 {
        let objects = self.parts.of_objects();
        let each = objects.map(|(_, rules)| 1 + rules.required.len() as u64 / 8 + room(rules));
        each.sum()
    }

    /// The schema of a member; none where none or several must hold, or where the name came before.
    #[inline]
    fn schema(&mut self, name: &str) -> Option<Subschema<'p>> {
        self.count += 1;
        if let Some((only, properties)) = self.only
            && let Some(at) = properties.find_after(self.last, name)
        {
            self.last = at;
            let is_new = self.seen[0].insert(at);
            return properties
                .get(at)
                .filter(|_| is_new)
                .map(|it| only.follow(it.link));
        }
        self.other(name)
    }

    /// As [`schema`](Self::schema), where it is not a property of the only part.
    fn other(&mut self, name: &str) -> Option<Subschema<'p>> {
        let mut found: Option<Subschema<'p>> = None;
        if self.only.is_none() {
            for ((part, rules), seen) in self.parts.of_objects().zip(&mut self.seen) {
                let Some(at) = rules.properties.find(name) else {
                    continue;
                };
                let property = rules.properties.get(at).filter(|_| seen.insert(at))?;
                let schema = part.follow(property.link);
                if found.is_some_and(|found| !found.is(schema)) {
                    return None;
                }
                found = Some(schema);
            }
        }
        if found.is_some() {
            return found;
        }
        // serde_json passes numbers and raw text as objects of such names where features of it ask for that.
        let is_taken = name.starts_with("$serde_json::") || !self.others.insert(name);
        self.rest.filter(|_| !is_taken)
    }

    /// Whether all members are there that must be, and not too many.
    fn are_complete(&self, judge: Judge<'_, '_>) -> bool {
        let direction = Some(judge.pass.direction);
        let objects = || self.parts.of_objects().zip(&self.seen);
        // What one part requires another may name.
        let is_there = |name: &str| {
            self.others.contains(name)
                || objects().any(|((_, rules), seen)| {
                    let at = rules.properties.find(name);
                    at.is_some_and(|at| seen.contains(at))
                })
        };
        objects().all(|((_, rules), seen)| {
            rules.properties.are_complete(seen, direction)
                && rules.required.iter().all(|name| is_there(name))
                && rules.min_properties.is_none_or(|min| self.count >= min)
                && rules.max_properties.is_none_or(|max| self.count <= max)
        })
    }
}

/// Names, each of them once. Few and short ones take no memory of their own.
#[derive(Default)]
struct Others {
    few: SmallVec<[CompactString; 4]>,
    /// All names, where they are too many to be compared one by one.
    many: Option<HashSet<CompactString>>,
}

impl Others {
    /// Whether the name is a new one.
    fn insert(&mut self, name: &str) -> bool {
        if self.few.len() < self.few.inline_size() {
            let is_new = !self.few.iter().any(|known| known == name);
            self.few.push(name.into());
            return is_new;
        }
        let few = &self.few;
        let many = self
            .many
            .get_or_insert_with(|| few.iter().cloned().collect());
        many.insert(name.into())
    }

    fn contains(&self, name: &str) -> bool {
        match &self.many {
            None => self.few.iter().any(|known| known == name),
            Some(many) => many.contains(name),
        }
    }
}
