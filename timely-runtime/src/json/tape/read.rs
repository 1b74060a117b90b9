//! How a value on a tape becomes a typed one.

use super::build::{self, Builder, last_counts};
use super::{Data, Entry, Following, Node, Pairs, Tape};
use crate::json::exact;
use serde::de::value::BorrowedStrDeserializer;
use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, EnumAccess, Error as _, IntoDeserializer,
    MapAccess, SeqAccess, VariantAccess, Visitor,
};
use serde::forward_to_deserialize_any;
use serde_json::Error;
use std::cell::Cell;
use std::fmt;
use std::rc::Rc;

/// The name by which a value on a tape is asked for as such.
pub(crate) const NAME: &str = "$timely::Tape";

thread_local! {
    /// What a node hands to who asks for it by [`NAME`]: serde has no way for it, since a deserializer does not know what
    /// its visitor makes.
    static HANDED: Cell<Option<(Rc<Data>, usize)>> = const { Cell::new(None) };
}

/// A value that is on a tape, whatever it is read from, and where it is on it. What is on one already is not copied, so
/// that a union in a union in a union costs no more than the first.
pub(crate) struct Buffered {
    tape: Tape,
    at: usize,
    /// Whether it was on a tape already.
    pub(crate) is_shared: bool,
}

impl Buffered {
    fn copied(tape: Tape) -> Self {
        Self {
            tape,
            at: 0,
            is_shared: false,
        }
    }

    pub(crate) fn node(&self) -> Node<'_> {
        Node {
            tape: &self.tape,
            at: self.at,
        }
    }
}

/// Reads a value as one on a tape.
///
/// # Errors
/// When the input is malformed.
pub(crate) fn buffered<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Buffered, D::Error> {
    deserializer.deserialize_newtype_struct(NAME, Buffer)
}

/// Hands a tape to a visitor that comes from [`buffered`].
///
/// # Errors
/// Those of the visitor.
#[cfg(feature = "server")]
pub(crate) fn hand<'de, V: Visitor<'de>, E: serde::de::Error>(
    tape: &Tape,
    visitor: V,
) -> Result<V::Value, E> {
    hand_node(tape.root());
    visitor.visit_unit()
}

fn hand_node(node: Node<'_>) {
    let handed = (Rc::clone(&node.tape.0), node.at);
    HANDED.with(|place| place.set(Some(handed)));
}

struct Buffer;

impl<'de> Visitor<'de> for Buffer {
    type Value = Buffered;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, inner: D) -> Result<Buffered, D::Error> {
        match exact::has_odd() {
            true => inner.deserialize_newtype_struct(exact::name(), Raw),
            false => Tape::deserialize(inner).map(Buffered::copied),
        }
    }

    /// A node comes this way, whatever it is.
    fn visit_unit<E: serde::de::Error>(self) -> Result<Buffered, E> {
        match HANDED.with(Cell::take) {
            Some((data, at)) => Ok(Buffered {
                tape: Tape(data),
                at,
                is_shared: true,
            }),
            None => append(|builder| builder.visit_unit()),
        }
    }

    // A deserializer may take no notice of what it is asked for.

    fn visit_bool<E: serde::de::Error>(self, value: bool) -> Result<Buffered, E> {
        append(|builder| builder.visit_bool(value))
    }

    fn visit_i64<E: serde::de::Error>(self, value: i64) -> Result<Buffered, E> {
        append(|builder| builder.visit_i64(value))
    }

    fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<Buffered, E> {
        append(|builder| builder.visit_u64(value))
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Buffered, E> {
        append(|builder| builder.visit_f64(value))
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Buffered, E> {
        append(|builder| builder.visit_str(text))
    }

    fn visit_none<E: serde::de::Error>(self) -> Result<Buffered, E> {
        append(|builder| builder.visit_unit())
    }

    fn visit_some<D: Deserializer<'de>>(self, inner: D) -> Result<Buffered, D::Error> {
        Tape::deserialize(inner).map(Buffered::copied)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<Buffered, A::Error> {
        append(|builder| builder.visit_seq(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<Buffered, A::Error> {
        append(|builder| builder.visit_map(members))
    }
}

/// Reads the text of a value.
struct Raw;

impl<'de> Visitor<'de> for Raw {
    type Value = Buffered;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<Buffered, A::Error> {
        let text = exact::text_of(members)?;
        let tape = build::exact(&text).map_err(serde::de::Error::custom)?;
        Ok(Buffered::copied(tape))
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, inner: D) -> Result<Buffered, D::Error> {
        Tape::deserialize(inner).map(Buffered::copied)
    }
}

fn append<E: serde::de::Error>(
    value: impl FnOnce(Builder<'_, '_>) -> Result<(), E>,
) -> Result<Buffered, E> {
    last_counts(value).map(Buffered::copied)
}

impl<'de> Deserializer<'de> for Node<'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.entry() {
            Entry::Null => visitor.visit_unit(),
            Entry::Bool(value) => visitor.visit_bool(value),
            Entry::Unsigned(number) => visitor.visit_u64(number),
            Entry::Signed(number) => visitor.visit_i64(number),
            Entry::Float(number) => visitor.visit_f64(number),
            Entry::Text { .. } => visitor.visit_borrowed_str(self.text()),
            Entry::Written { .. } => match self.number() {
                Some(number) => number.deserialize_any(visitor),
                None => Err(Error::custom("a number beyond all that are held")),
            },
            Entry::Array { count, .. } => {
                let mut items = Items(self.list());
                let value = visitor.visit_seq(&mut items)?;
                if items.0.left > 0 {
                    return Err(Error::invalid_length(
                        count as usize,
                        &"fewer elements in array",
                    ));
                }
                Ok(value)
            }
            Entry::Object { count, .. } => {
                let mut members = Members {
                    pairs: self.pairs(),
                    value: None,
                };
                let value = visitor.visit_map(&mut members)?;
                if members.pairs.0.left > 0 {
                    return Err(Error::invalid_length(
                        count as usize,
                        &"fewer elements in map",
                    ));
                }
                Ok(value)
            }
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.entry() {
            Entry::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        if name == NAME {
            hand_node(self);
            return visitor.visit_unit();
        }
        if let Entry::Written { .. } = self.entry()
            && name == exact::name()
        {
            return visitor.visit_borrowed_str(self.text());
        }
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        match self.entry() {
            Entry::Text { .. } => visitor.visit_enum(self.text().into_deserializer()),
            Entry::Object { count: 1, .. } => {
                let mut pairs = self.pairs();
                let Some((name, value)) = pairs.next() else {
                    return Err(Error::custom("an object without its only member"));
                };
                visitor.visit_enum(Variant { name, value })
            }
            _ => self.deserialize_any(visitor),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map struct identifier
    }
}

impl<'de> IntoDeserializer<'de, Error> for Node<'de> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

struct Items<'t>(Following<'t>);

impl<'de> SeqAccess<'de> for &mut Items<'de> {
    type Error = Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Error> {
        self.0.next().map(|item| seed.deserialize(item)).transpose()
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.0.left)
    }
}

struct Members<'t> {
    pairs: Pairs<'t>,
    value: Option<Node<'t>>,
}

impl<'de> MapAccess<'de> for &mut Members<'de> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Error> {
        let Some((name, value)) = self.pairs.next() else {
            return Ok(None);
        };
        self.value = Some(value);
        seed.deserialize(BorrowedStrDeserializer::new(name))
            .map(Some)
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, Error> {
        match self.value.take() {
            Some(value) => seed.deserialize(value),
            None => Err(Error::custom("a value before its name")),
        }
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.pairs.0.left)
    }
}

/// A variant of an enum that holds something: the only member of an object.
struct Variant<'t> {
    name: &'t str,
    value: Node<'t>,
}

impl<'de> EnumAccess<'de> for Variant<'de> {
    type Error = Error;
    type Variant = Node<'de>;

    fn variant_seed<V: DeserializeSeed<'de>>(
        self,
        seed: V,
    ) -> Result<(V::Value, Node<'de>), Error> {
        let name = BorrowedStrDeserializer::new(self.name);
        Ok((seed.deserialize(name)?, self.value))
    }
}

impl<'de> VariantAccess<'de> for Node<'de> {
    type Error = Error;

    fn unit_variant(self) -> Result<(), Error> {
        Deserialize::deserialize(self)
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Error> {
        seed.deserialize(self)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_any(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.deserialize_any(visitor)
    }
}
