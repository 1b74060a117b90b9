//! Values as the types of `openapiv3` are to see them: keys that these have no field for are extensions.

use super::keys::held;
use crate::grammar::{Kind, is_extension};
use serde::de::value::BorrowedStrDeserializer;
use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::forward_to_deserialize_any;
use serde_json::{Error, Map, Value, map};
use std::slice;

/// A value of a kind.
#[derive(Clone, Copy)]
pub(super) struct View<'de> {
    kind: &'static Kind,
    value: &'de Value,
}

impl<'de> View<'de> {
    pub(super) fn new(kind: &'static Kind, value: &'de Value) -> Self {
        let kind = kind.for_value(value);
        Self { kind, value }
    }
}

impl<'de> Deserializer<'de> for View<'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match (self.kind, self.value) {
            (Kind::List(inner), Value::Array(items)) => visitor.visit_seq(Items {
                kind: inner,
                items: items.iter(),
            }),
            (Kind::Map(_) | Kind::Object(_), Value::Object(entries)) => {
                visitor.visit_map(Members::new(self.kind, entries))
            }
            (_, value) => value.deserialize_any(visitor),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.value {
            Value::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.value.deserialize_enum(name, variants, visitor)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map struct identifier ignored_any
    }
}

/// The items of a list.
struct Items<'de> {
    kind: &'static Kind,
    items: slice::Iter<'de, Value>,
}

impl<'de> SeqAccess<'de> for Items<'de> {
    type Error = Error;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Error> {
        let next = self.items.next();
        next.map(|item| seed.deserialize(View::new(self.kind, item)))
            .transpose()
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.items.len())
    }
}

/// The members of an object, or the entries of a map.
struct Members<'de> {
    kind: &'static Kind,
    entries: map::Iter<'de>,
    next: Option<View<'de>>,
}

impl<'de> Members<'de> {
    fn new(kind: &'static Kind, entries: &'de Map<String, Value>) -> Self {
        Self {
            kind,
            entries: entries.iter(),
            next: None,
        }
    }

    /// What the types call a member, and the kind of its value.
    fn member(&self, name: &'de str) -> (&'de str, &'static Kind) {
        match self.kind {
            Kind::Map(inner) => (name, inner),
            Kind::Object(object) => match held(object.role, name) {
                // As the document has it.
                Some(held) => (held, &Kind::Any),
                None => {
                    let kind = object.kind_of(name);
                    let kind = kind.filter(|_| !is_extension(name));
                    (name, kind.unwrap_or(&Kind::Any))
                }
            },
            _ => (name, &Kind::Any),
        }
    }
}

impl<'de> MapAccess<'de> for Members<'de> {
    type Error = Error;

    fn next_key_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Error> {
        let Some((name, value)) = self.entries.next() else {
            return Ok(None);
        };
        let (name, kind) = self.member(name);
        self.next = Some(View::new(kind, value));
        seed.deserialize(BorrowedStrDeserializer::new(name))
            .map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Error> {
        let value = self
            .next
            .take()
            .unwrap_or(View::new(&Kind::Any, &Value::Null));
        seed.deserialize(value)
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.entries.len())
    }
}
