//! The values of an operation's parameters, as a server reads them.

use crate::Misfit;
use crate::json::{exact, integers};
use serde::de::value::StrDeserializer;
use serde::de::{DeserializeOwned, DeserializeSeed, Deserializer, MapAccess, Visitor};
use serde::forward_to_deserialize_any;
use serde_json::{Error, Number, Value};
use smallvec::SmallVec;
use std::cell::Cell;

/// Values by the field of their parameter. Few and short ones take no memory of their own.
#[derive(Debug, Default)]
pub(crate) struct Args {
    list: SmallVec<[(&'static str, Arg); 2]>,
    /// The texts, one after the other.
    texts: String,
}

#[derive(Debug)]
enum Arg {
    Value(Value),
    /// A text that the document holds.
    Static(&'static str),
    /// A text of the request: a part of [`Args::texts`], by its first byte and the first after it.
    Text(usize, usize),
    /// A number, and such a text: how it is written.
    Number(Value, usize, usize),
}

impl Args {
    pub(crate) fn push(&mut self, field: &'static str, value: Value) {
        self.list.push((field, Arg::Value(value)));
    }

    pub(super) fn push_static(&mut self, field: &'static str, text: &'static str) {
        self.list.push((field, Arg::Static(text)));
    }

    /// Adds a text; `most` is how many bytes all texts may come to have.
    pub(super) fn push_text(&mut self, field: &'static str, text: &str, most: usize) {
        if self.texts.capacity() == 0 {
            self.texts.reserve_exact(most.max(text.len()));
        }
        let (start, end) = self.add_text(text);
        self.list.push((field, Arg::Text(start, end)));
    }

    /// Adds a number that is written like this.
    pub(super) fn push_number(&mut self, field: &'static str, number: Number, text: &str) {
        let (start, end) = self.add_text(text);
        self.list
            .push((field, Arg::Number(number.into(), start, end)));
    }

    fn add_text(&mut self, text: &str) -> (usize, usize) {
        let start = self.texts.len();
        self.texts.push_str(text);
        (start, self.texts.len())
    }

    /// Takes the value of a field; one that is absent is read as `null`.
    ///
    /// # Errors
    /// When it does not fit its type.
    pub(crate) fn take<T: DeserializeOwned>(&mut self, field: &str) -> Result<T, Box<Misfit>> {
        let at = self.list.iter().position(|(known, _)| *known == field);
        let mut arg = at.map_or(Arg::Value(Value::Null), |at| self.list.swap_remove(at).1);
        T::deserialize(self.reader(&arg)).or_else(|_| {
            arg.make_integers();
            T::deserialize(self.reader(&arg))
                .map_err(|error| Misfit::of_part(&self.reader(&arg).value(), &error))
        })
    }

    /// Takes all values that are left, as the members of a struct.
    ///
    /// # Errors
    /// When one of them does not fit its type; the first of the two is its field, if it is known.
    pub(crate) fn take_all<T: DeserializeOwned>(
        &mut self,
    ) -> Result<T, (Option<&'static str>, Box<Misfit>)> {
        let mut all = std::mem::take(self);
        T::deserialize(Members(&all, &Cell::default())).or_else(|_| {
            for (_, arg) in &mut all.list {
                arg.make_integers();
            }
            let read = Cell::default();
            T::deserialize(Members(&all, &read)).map_err(|error| {
                // A struct stops at the first member that it cannot read.
                match all.list.get(read.get()) {
                    Some((field, arg)) => {
                        let value = all.reader(arg).value();
                        (Some(*field), Misfit::of_part(&value, &error))
                    }
                    None => (None, Misfit::of_part(&Value::Null, &error)),
                }
            })
        })
    }

    fn reader<'a>(&'a self, arg: &'a Arg) -> Reader<'a> {
        match arg {
            Arg::Value(value) => Reader::Value(value),
            Arg::Static(text) => Reader::Text(text),
            // The bounds are those of a text that was added.
            Arg::Text(start, end) => Reader::Text(self.texts.get(*start..*end).unwrap_or_default()),
            Arg::Number(value, start, end) => {
                Reader::Number(value, self.texts.get(*start..*end).unwrap_or_default())
            }
        }
    }
}

#[cfg(test)]
impl Args {
    /// The values as an object.
    pub(super) fn into_object(mut self) -> serde_json::Map<String, Value> {
        self.take_all().unwrap_or_default()
    }
}

impl Arg {
    /// `1.0` is an integer to JSON Schema, but not to serde.
    fn make_integers(&mut self) {
        if let Self::Value(value) | Self::Number(value, ..) = self {
            integers(value);
        }
    }
}

/// Reads one value.
#[derive(Clone, Copy)]
enum Reader<'a> {
    Value(&'a Value),
    Text(&'a str),
    /// A number, and how it is written.
    Number(&'a Value, &'a str),
}

impl Reader<'_> {
    fn value(self) -> Value {
        match self {
            Self::Value(value) | Self::Number(value, _) => value.clone(),
            Self::Text(text) => Value::from(text),
        }
    }
}

impl<'de> Deserializer<'de> for Reader<'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self {
            Self::Value(value) | Self::Number(value, _) => value.deserialize_any(visitor),
            Self::Text(text) => visitor.visit_borrowed_str(text),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self {
            Self::Value(value) => value.deserialize_option(visitor),
            Self::Text(_) | Self::Number(..) => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        match self {
            Self::Number(_, text) if name == exact::name() => visitor.visit_borrowed_str(text),
            _ => visitor.visit_newtype_struct(self),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        match self {
            Self::Value(value) | Self::Number(value, _) => {
                value.deserialize_enum(name, variants, visitor)
            }
            Self::Text(text) => visitor.visit_enum(StrDeserializer::new(text)),
        }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_any(visitor)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit_struct seq tuple
        tuple_struct map struct identifier ignored_any
    }
}

/// Reads all values, as an object, and tells which of them is being read.
struct Members<'a>(&'a Args, &'a Cell<usize>);

impl<'de> Deserializer<'de> for Members<'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_map(Entries {
            args: self.0,
            read: self.1,
            at: 0,
        })
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

struct Entries<'a> {
    args: &'a Args,
    /// The one that is being read.
    read: &'a Cell<usize>,
    /// The next one.
    at: usize,
}

impl<'de> MapAccess<'de> for Entries<'de> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Error> {
        let entry = self.args.list.get(self.at);
        entry
            .map(|(field, _)| seed.deserialize(StrDeserializer::new(field)))
            .transpose()
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Error> {
        let arg = self.args.list.get(self.at).map(|(_, arg)| arg);
        self.read.set(self.at);
        self.at += 1;
        seed.deserialize(arg.map_or(Reader::Value(&Value::Null), |arg| self.args.reader(arg)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;
    use serde_json::json;

    #[derive(Debug, Deserialize, PartialEq)]
    #[serde(rename_all = "lowercase")]
    enum Order {
        Up,
        Down,
    }

    #[derive(Debug, Deserialize, PartialEq)]
    struct Wrapped(String);

    #[derive(Debug, Deserialize, PartialEq)]
    struct All {
        order: Option<Order>,
        name: Wrapped,
        count: i64,
        list: Option<Vec<u8>>,
        absent: Option<bool>,
    }

    fn args() -> Args {
        let mut args = Args::default();
        args.push_static("order", "down");
        args.push_text("name", "Ana", 1);
        args.push("count", json!(2.0));
        args.push("list", json!([1, 2]));
        args
    }

    #[test]
    fn values_one_by_one() {
        let mut args = args();
        assert_eq!(
            args.take::<Option<Order>>("order").ok(),
            Some(Some(Order::Down))
        );
        assert_eq!(args.take::<Option<Order>>("order").ok(), Some(None));
        assert_eq!(args.take::<i64>("count").ok(), Some(2));
        assert!(args.take::<Order>("name").is_err());
        assert!(args.take::<u8>("name").is_err());
    }

    #[test]
    fn all_values_at_once() {
        let all = All {
            order: Some(Order::Down),
            name: Wrapped("Ana".to_owned()),
            count: 2,
            list: Some(vec![1, 2]),
            absent: None,
        };
        assert_eq!(args().take_all::<All>().ok(), Some(all));
        assert!(Args::default().take_all::<All>().is_err());
        let object = json!({"order": "down", "name": "Ana", "count": 2.0, "list": [1, 2]});
        assert_eq!(Value::Object(args().into_object()), object);
    }
}
