//! How structs are read: the members of an object, one after the other.

use super::Object;
use crate::JsonObject;
use crate::json;
use crate::schema::matches_names;
use serde::de::value::MapDeserializer;
use serde::de::{self, Deserialize, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde::forward_to_deserialize_any;
use serde::ser::Serialize;
use serde_json::Value;
use std::fmt;
use std::marker::PhantomData;

/// Reads a struct from an object.
///
/// # Errors
/// When the value is no object, or as for [`Object::read`].
pub fn deserialize<'de, T: Object<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    struct Members<T>(PhantomData<T>);

    impl<'de, T: Object<'de>> Visitor<'de> for Members<T> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
            T::read(Reader {
                map,
                names: T::MEMBERS,
                likely: 0,
                error: None,
            })
        }
    }

    deserializer.deserialize_map(Members(PhantomData))
}

/// The members of an object, one after the other. It keeps the first error for the end.
#[derive(Debug)]
pub struct Reader<A, E> {
    map: A,
    names: &'static [&'static str],
    /// Where the next name is looked for first: members mostly come in the order of the document.
    likely: usize,
    error: Option<E>,
}

impl<'de, A: MapAccess<'de>> Reader<A, A::Error> {
    /// The name of the next member that a field takes; others are ignored.
    #[allow(clippy::should_implement_trait)] // An iterator could not read the value in between.
    pub fn next(&mut self) -> Option<&'static str> {
        loop {
            match self.key()? {
                Key::Known(at) => return self.names.get(at).copied(),
                Key::Unknown(_) => {
                    self.value::<IgnoredAny>()?;
                }
            }
        }
    }

    /// The name of the next member that a field takes; others go into the rest.
    pub fn next_beside<T, R>(&mut self, rest: &mut R) -> Option<&'static str>
    where
        T: Deserialize<'de>,
        R: Extend<(String, T)> + IntoIterator<Item = (String, T)>,
    {
        loop {
            match self.key()? {
                Key::Known(at) => return self.names.get(at).copied(),
                Key::Unknown(name) => {
                    let value = self.value()?;
                    rest.extend([(name, value)]);
                }
            }
        }
    }

    /// Reads the value of the member whose name came last.
    pub fn set<T: Deserialize<'de>>(&mut self, field: &mut Option<T>) {
        if let Some(value) = self.value() {
            *field = Some(value);
        }
    }

    /// The value of a field that must be there; an `Option` that is not there is `None`.
    ///
    /// # Errors
    /// When there is no value, or an error came before.
    pub fn required<T: Deserialize<'de>>(
        &mut self,
        field: Option<T>,
        name: &'static str,
    ) -> Result<T, A::Error> {
        match (self.error.take(), field) {
            (Some(error), _) => Err(error),
            (None, Some(value)) => Ok(value),
            (None, None) => T::deserialize(Missing {
                name,
                error: PhantomData,
            }),
        }
    }

    /// A field that is read from the members which no other field takes.
    ///
    /// # Errors
    /// When they are not what it holds, or an error came before.
    pub fn variant<T: de::DeserializeOwned>(&mut self, members: JsonObject) -> Result<T, A::Error> {
        match self.error.take() {
            Some(error) => Err(error),
            None => T::deserialize(Value::Object(members)).map_err(de::Error::custom),
        }
    }

    /// The same, beside a rest: what the field does not hold, judged by what it writes, goes there.
    ///
    /// # Errors
    /// As for [`variant`](Self::variant), or when a value of the rest is not of its type.
    pub fn variant_beside<T, V, R>(
        &mut self,
        members: JsonObject,
        rest: &mut R,
    ) -> Result<T, A::Error>
    where
        T: de::DeserializeOwned + Serialize,
        V: de::DeserializeOwned,
        R: Extend<(String, V)> + IntoIterator<Item = (String, V)>,
    {
        let variant: T = self.variant(members.clone())?;
        let held = json::to_value(&variant).map_err(de::Error::custom)?;
        for (name, value) in members {
            if held.get(&name).is_some() {
                continue;
            }
            let is_null = value.is_null();
            match V::deserialize(value) {
                Ok(value) => rest.extend([(name, value)]),
                // A field of the shape that may be null, which it writes by leaving it out.
                Err(_) if is_null => {}
                Err(error) => return Err(de::Error::custom(error)),
            }
        }
        Ok(variant)
    }

    /// A field that is read from the members which no other field takes, and takes out those that it holds, judged by what
    /// it writes.
    ///
    /// # Errors
    /// When they are not what it holds, or an error came before.
    pub fn variant_among<T>(&mut self, members: &mut Unknown) -> Result<T, A::Error>
    where
        T: de::DeserializeOwned + Serialize,
    {
        if let Some(error) = self.error.take() {
            return Err(error);
        }
        let pairs = members.iter().map(|(name, value)| (name.as_str(), value));
        let variant = T::deserialize(MapDeserializer::new(pairs))
            .map_err(|error: serde_json::Error| de::Error::custom(error))?;
        let held = json::to_value(&variant).map_err(de::Error::custom)?;
        members.retain(|(name, _)| held.get(name).is_none());
        Ok(variant)
    }

    /// Takes out the members whose names match a pattern.
    ///
    /// # Errors
    /// When one is not of the type of the map, or an error came before.
    pub fn matching<T, R>(
        &mut self,
        members: &mut Unknown,
        pattern: &'static str,
    ) -> Result<R, A::Error>
    where
        T: de::DeserializeOwned,
        R: Default + Extend<(String, T)> + IntoIterator<Item = (String, T)>,
    {
        let matches = matches_names(pattern);
        let all = std::mem::take(members).into_iter();
        let (matching, others): (Vec<_>, Vec<_>) = all.partition(|(name, _)| matches(name));
        *members = others;
        self.rest(matching)
    }

    /// Members as a map of one type.
    ///
    /// # Errors
    /// When one is not of that type, or an error came before.
    pub fn rest<T, R>(
        &mut self,
        members: impl IntoIterator<Item = (String, Value)>,
    ) -> Result<R, A::Error>
    where
        T: de::DeserializeOwned,
        R: Default + Extend<(String, T)> + IntoIterator<Item = (String, T)>,
    {
        if let Some(error) = self.error.take() {
            return Err(error);
        }
        let mut rest = R::default();
        for (name, value) in members {
            let value = T::deserialize(value).map_err(de::Error::custom)?;
            rest.extend([(name, value)]);
        }
        Ok(rest)
    }

    /// Ends the reading.
    ///
    /// # Errors
    /// The first error that came.
    pub fn end(self) -> Result<(), A::Error> {
        self.error.map_or(Ok(()), Err)
    }

    fn key(&mut self) -> Option<Key> {
        if self.error.is_some() {
            return None;
        }
        let names = Names {
            names: self.names,
            likely: self.likely,
        };
        let key = self.map.next_key_seed(names).unwrap_or_else(|error| {
            self.error = Some(error);
            None
        })?;
        if let Key::Known(at) = key {
            self.likely = at + 1;
        }
        Some(key)
    }

    fn value<T: Deserialize<'de>>(&mut self) -> Option<T> {
        match self.map.next_value() {
            Ok(value) => Some(value),
            Err(error) => {
                self.error = Some(error);
                None
            }
        }
    }
}

/// The members that no field takes, in their order, until they are sorted.
pub(crate) type Unknown = Vec<(String, Value)>;

/// A name as it was read.
enum Key {
    /// Its place in the list of names.
    Known(usize),
    Unknown(String),
}

/// Finds a name in a list.
struct Names {
    names: &'static [&'static str],
    likely: usize,
}

impl Names {
    fn find(&self, name: &str) -> Option<Key> {
        let is_it = |known: &&str| *known == name;
        let at = match self.names.get(self.likely).filter(|known| is_it(known)) {
            Some(_) => self.likely,
            None => self.names.iter().position(is_it)?,
        };
        Some(Key::Known(at))
    }
}

impl<'de> DeserializeSeed<'de> for Names {
    type Value = Key;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Key, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for Names {
    type Value = Key;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a member")
    }

    fn visit_str<E: de::Error>(self, name: &str) -> Result<Key, E> {
        Ok(self
            .find(name)
            .unwrap_or_else(|| Key::Unknown(name.to_owned())))
    }

    fn visit_string<E: de::Error>(self, name: String) -> Result<Key, E> {
        Ok(self.find(&name).unwrap_or(Key::Unknown(name)))
    }
}

/// In place of a value that is not there: `None` where that is a value, else an error.
struct Missing<E> {
    name: &'static str,
    error: PhantomData<E>,
}

impl<'de, E: de::Error> Deserializer<'de> for Missing<E> {
    type Error = E;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, E> {
        Err(E::missing_field(self.name))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        visitor.visit_none()
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}
