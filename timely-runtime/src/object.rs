//! Structs that are JSON objects.
//!
//! What serde's derives write out for every struct takes most of the time that a compiler spends on a large API. The
//! impls of [`object!`](crate::generated::object!) leave all that is not special to a struct to the functions here.

use crate::JsonObject;
use crate::access::{self, Member};
use crate::json;
use crate::schema::matches_names;
use serde::de::value::MapDeserializer;
use serde::de::{self, Deserialize, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde::forward_to_deserialize_any;
use serde::ser::{self, Serialize, SerializeMap, Serializer};
use serde_json::Value;
use std::fmt;
use std::marker::PhantomData;

/// Implements `Serialize` and `Deserialize` for a generated struct.
///
/// The struct itself is written out, with its documentation. Each field is named with its name on the wire; one that
/// is left out where it is absent has `if present` after it, and is an `Option` or a [`Field`](crate::Field). A last
/// field after two dots takes the members that no other field does; one after an arrow reads itself from them, and is
/// an object as well. Where there are both, the first takes what the second does not hold. After `matching` come maps of members
/// by patterns of their names (`patternProperties`), each with its pattern; the first whose pattern matches takes a member. In place of `present`, `received` is for what servers alone send, and `sent` for what clients
/// alone send. Members that no field takes are ignored, and a
/// member that comes twice counts the second time.
///
/// ```
/// use timely_runtime::Map;
///
/// #[derive(Debug, PartialEq)]
/// pub struct Contact {
///     pub name: String,
///     pub phone_number: Option<String>,
///     pub additional_properties: Map<i64>,
/// }
/// timely_runtime::generated::object!(Contact {
///     name: "name",
///     phone_number: "phoneNumber" if present,
///     ..additional_properties
/// });
///
/// let contact: Contact = serde_json::from_str(r#"{"age":41,"name":"Ana"}"#)?;
/// assert_eq!(contact.name, "Ana");
/// assert_eq!(contact.phone_number, None);
/// assert_eq!(contact.additional_properties["age"], 41);
/// assert_eq!(serde_json::to_string(&contact)?, r#"{"name":"Ana","age":41}"#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! __object {
    ($name:ident {
        $($field:ident: $wire:literal $(if $when:ident)?),* $(,)?
        $(..$rest:ident $(,)?)?
        $(=> $variant:ident $(,)?)?
    } $(matching { $($map:ident: $pattern:literal),+ $(,)? })?) => {
        // A field may be deprecated, and a struct be without fields.
        #[allow(deprecated, unused_mut, unused_variables)]
        impl $crate::generated::serde::Serialize for $name {
            fn serialize<S: $crate::generated::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                let mut members =
                    $crate::__object!(@try $crate::generated::object::Writer::<S>::new(serializer));
                $($crate::__object!(@put members self $field $wire $($when)?);)*
                $($(members.put_matching($pattern, &self.$map);)+)?
                $(members.put_all(&self.$rest);)?
                $(members.put_variant(&self.$variant);)?
                members.end()
            }
        }

        #[allow(deprecated, unused_mut, unused_variables)]
        impl<'de> $crate::generated::object::Object<'de> for $name {
            const MEMBERS: &'static [&'static str] = &[$($wire),*];

            fn read<A: $crate::generated::serde::de::MapAccess<'de>>(
                mut members: $crate::generated::object::Reader<A, A::Error>,
            ) -> ::core::result::Result<Self, A::Error> {
                $(let mut $field = ::core::option::Option::None;)*
                $crate::__object!(@hold unknown [$($rest)?] [$($variant)?] [$($($map)+)?]);
                while let ::core::option::Option::Some(name) = $crate::__object!(
                    @next members unknown [$($rest)?] [$($variant)?] [$($($map)+)?]
                ) {
                    match name {
                        $($wire => members.set(&mut $field),)*
                        _ => {}
                    }
                }
                $crate::__object!(
                    @sort members unknown [$($rest)?] [$($variant)?] [$($($map $pattern)+)?]
                );
                let object = Self {
                    $($field: $crate::__object!(@take members $field $wire $($when)?),)*
                    $($($map,)+)?
                    $($rest,)?
                    $($variant,)?
                };
                match members.end() {
                    ::core::result::Result::Ok(()) => ::core::result::Result::Ok(object),
                    ::core::result::Result::Err(error) => ::core::result::Result::Err(error),
                }
            }
        }

        impl<'de> $crate::generated::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::generated::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::generated::object::deserialize(deserializer)
            }
        }
    };
    (@put $members:ident $this:ident $field:ident $wire:literal) => {
        $members.put($wire, &$this.$field)
    };
    (@put $members:ident $this:ident $field:ident $wire:literal present) => {
        $members.put_present($wire, &$this.$field)
    };
    (@put $members:ident $this:ident $field:ident $wire:literal received) => {
        $members.put_read_only($wire, &$this.$field)
    };
    (@put $members:ident $this:ident $field:ident $wire:literal sent) => {
        $members.put_write_only($wire, &$this.$field)
    };
    // What holds the members that no field takes, until they are sorted.
    (@hold $unknown:ident [$($rest:ident)?] [$($variant:ident)?] []) => {
        $(let mut $rest = ::core::default::Default::default();)?
        $(let mut $variant = $crate::generated::JsonObject::new();)?
    };
    (@hold $unknown:ident [$($rest:ident)?] [$($variant:ident)?] [$($map:ident)+]) => {
        let mut $unknown = ::std::vec::Vec::new();
    };
    (@next $members:ident $unknown:ident [] [] []) => { $members.next() };
    (@next $members:ident $unknown:ident [$rest:ident] [] []) => {
        $members.next_beside(&mut $rest)
    };
    (@next $members:ident $unknown:ident [$($rest:ident)?] [$variant:ident] []) => {
        $members.next_beside(&mut $variant)
    };
    (@next $members:ident $unknown:ident [$($rest:ident)?] [$($variant:ident)?] [$($map:ident)+]) => {
        $members.next_beside(&mut $unknown)
    };
    (@sort $members:ident $unknown:ident [$($rest:ident)?] [] []) => {};
    (@sort $members:ident $unknown:ident [] [$variant:ident] []) => {
        let $variant = $crate::__object!(@try $members.variant($variant));
    };
    (@sort $members:ident $unknown:ident [$rest:ident] [$variant:ident] []) => {
        let $variant = $crate::__object!(@try $members.variant_beside($variant, &mut $rest));
    };
    (@sort $members:ident $unknown:ident [$($rest:ident)?] [$($variant:ident)?]
        [$($map:ident $pattern:literal)+]) => {
        $(let $variant = $crate::__object!(@try $members.variant_among(&mut $unknown));)?
        $(let $map = $crate::__object!(@try $members.matching(&mut $unknown, $pattern));)+
        $(let $rest = $crate::__object!(@try $members.rest($unknown));)?
    };
    (@take $members:ident $field:ident $wire:literal) => {
        $crate::__object!(@try $members.required($field, $wire))
    };
    (@take $members:ident $field:ident $wire:literal $when:ident) => { $field.unwrap_or_default() };
    // `?` costs a compiler several times as much.
    (@try $result:expr) => {
        match $result {
            ::core::result::Result::Ok(value) => value,
            ::core::result::Result::Err(error) => return ::core::result::Result::Err(error),
        }
    };
}

/// A struct that is read from the members of an object.
pub trait Object<'de>: Sized {
    /// The names of its members on the wire.
    const MEMBERS: &'static [&'static str];

    /// Reads the members.
    ///
    /// # Errors
    /// When a member is not of its type, or one that is required is missing.
    fn read<A: MapAccess<'de>>(members: Reader<A, A::Error>) -> Result<Self, A::Error>;
}

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

/// Writes the members of an object. It keeps the first error for the end.
pub struct Writer<S: Serializer> {
    map: S::SerializeMap,
    error: Option<S::Error>,
}

impl<S: Serializer> Writer<S> {
    /// No members yet.
    ///
    /// # Errors
    /// When the format has no objects.
    pub fn new(serializer: S) -> Result<Self, S::Error> {
        Ok(Self {
            map: serializer.serialize_map(None)?,
            error: None,
        })
    }

    /// Writes a member.
    pub fn put<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) {
        if self.error.is_none() {
            self.error = self.map.serialize_entry(name, value).err();
        }
    }

    /// Writes a member, unless it is absent.
    pub fn put_present<T: Serialize + Member>(&mut self, name: &str, value: &T) {
        if !value.is_absent() {
            self.put(name, value);
        }
    }

    /// Writes a member that servers alone send, unless it is absent or this is a request.
    pub fn put_read_only<T: Serialize + Member>(&mut self, name: &str, value: &T) {
        if !access::skips_read_only(value) {
            self.put(name, value);
        }
    }

    /// Writes a member that clients alone send, unless it is absent or this is a response.
    pub fn put_write_only<T: Serialize + Member>(&mut self, name: &str, value: &T) {
        if !access::skips_write_only(value) {
            self.put(name, value);
        }
    }

    /// Writes the members of a value that is an object.
    pub fn put_variant<T: Serialize>(&mut self, value: &T) {
        match json::to_value(value) {
            Ok(Value::Object(members)) => self.put_all(&members),
            Ok(_) => self.fail("one of its shapes is no object"),
            Err(error) => self.fail(error),
        }
    }

    /// Writes several members.
    pub fn put_all<'v, T, M>(&mut self, members: M)
    where
        T: Serialize + 'v,
        M: IntoIterator<Item = (&'v String, &'v T)>,
    {
        for (name, value) in members {
            self.put(name, value);
        }
    }

    /// Writes the members of a map of which each name matches a pattern. One that does not would be read as something
    /// else, and is an error.
    pub fn put_matching<'v, T, M>(&mut self, pattern: &'static str, members: M)
    where
        T: Serialize + 'v,
        M: IntoIterator<Item = (&'v String, &'v T)>,
    {
        let matches = matches_names(pattern);
        for (name, value) in members {
            if !matches(name) {
                self.fail(format_args!(
                    "the name `{name}` does not match the pattern of the map that it is in"
                ));
            }
            self.put(name, value);
        }
    }

    fn fail(&mut self, error: impl fmt::Display) {
        self.error.get_or_insert_with(|| ser::Error::custom(error));
    }

    /// Ends the object.
    ///
    /// # Errors
    /// The first error that came.
    pub fn end(self) -> Result<S::Ok, S::Error> {
        match self.error {
            Some(error) => Err(error),
            None => self.map.end(),
        }
    }
}

impl<S: Serializer> fmt::Debug for Writer<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Writer").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use crate::__object as object;
    use crate::{Field, JsonObject, Map};
    use serde_json::{Value, from_str, from_value, json, to_string, to_value};

    // Names that a document may also give; the macro must not depend on them.
    #[derive(Clone, Debug, PartialEq)]
    struct Option {
        members: i64,
        name: std::option::Option<bool>,
        object: Field<String>,
        r#type: std::option::Option<Box<Option>>,
        rest: Map<Vec<i64>>,
    }
    object!(Option {
        members: "members",
        name: "Name",
        object: "@object" if present,
        r#type: "type" if present,
        ..rest
    });

    #[derive(Debug, Default, PartialEq)]
    struct Empty {}
    object!(Empty {});

    #[derive(Debug, PartialEq)]
    struct Open {
        any: JsonObject,
    }
    object!(Open { ..any });

    #[derive(Debug, PartialEq, serde::Serialize, serde::Deserialize)]
    struct Shape {
        side: i64,
        #[serde(skip_serializing_if = "std::option::Option::is_none")]
        note: std::option::Option<String>,
    }
    #[derive(Debug, PartialEq)]
    struct Shaped {
        id: i64,
        rest: Map<i64>,
        shape: Shape,
    }
    object!(Shaped { id: "id", ..rest => shape });

    #[derive(Debug, PartialEq)]
    struct Patterned {
        id: i64,
        texts: Map<String>,
        numbers: Map<i64>,
        rest: Map<bool>,
        shape: Shape,
    }
    object!(Patterned { id: "id", ..rest, => shape } matching { texts: "^x-", numbers: "^(x|n)" });

    #[derive(Debug, PartialEq)]
    struct Open2 {
        numbers: Map<i64>,
    }
    object!(Open2 {} matching { numbers: "^n" });

    #[test]
    fn members_are_sorted_by_the_patterns_of_their_names() {
        let value =
            json!({"id": 1, "side": 2, "note": "n", "x-a": "a", "x1": 1, "n": 2, "more": true});
        let read: Patterned = from_value(value.clone()).unwrap();
        assert_eq!(read.texts["x-a"], "a");
        assert_eq!((read.numbers["x1"], read.numbers["n"]), (1, 2));
        assert!(read.rest["more"]);
        assert_eq!(to_value(&read).unwrap(), value);
        assert_eq!(from_str::<Patterned>(&value.to_string()).unwrap(), read);

        let open: Open2 = from_str(r#"{"n1":1,"other":"ignored"}"#).unwrap();
        assert_eq!(to_string(&open).unwrap(), r#"{"n1":1}"#);
        let fault = |text: &str| from_str::<Patterned>(text).unwrap_err().to_string();
        assert!(fault(r#"{"id":1,"side":2,"x-a":1}"#).contains("expected a string"));
        assert!(fault(r#"{"id":1,"side":2,"more":1}"#).contains("expected a boolean"));
        assert!(fault(r#"{"side":2,"x-a":"a"}"#).starts_with("missing field `id`"));
        let misplaced = Open2 {
            numbers: Map::from([("m".to_owned(), 1)]),
        };
        let fault = to_string(&misplaced).unwrap_err().to_string();
        assert!(fault.contains("the name `m` does not match"), "{fault}");
    }

    #[test]
    fn a_rest_takes_what_a_shape_leaves() {
        let shaped: Shaped = from_str(r#"{"id":1,"side":2,"note":null,"more":3}"#).unwrap();
        assert_eq!((shaped.shape.side, shaped.rest["more"]), (2, 3));
        assert_eq!(
            to_value(&shaped).unwrap(),
            json!({"id": 1, "side": 2, "more": 3})
        );
        let fault = |text: &str| from_str::<Shaped>(text).unwrap_err().to_string();
        assert!(fault(r#"{"id":1,"more":3}"#).starts_with("missing field `side`"));
        assert!(fault(r#"{"id":1,"side":2,"more":"3"}"#).contains("expected i64"));
        assert!(fault(r#"{"side":2}"#).starts_with("missing field `id`"));
    }

    fn small() -> Option {
        Option {
            members: 1,
            name: None,
            object: Field::Absent,
            r#type: None,
            rest: Map::default(),
        }
    }

    #[test]
    fn members_come_back_in_any_order() {
        let mut object = small();
        object.object = Field::Null;
        object.rest.insert("more".to_owned(), vec![1, 2]);
        let outer = Option {
            name: Some(true),
            r#type: Some(Box::new(object)),
            ..small()
        };
        let text = r#"{"members":1,"Name":true,"type":{"members":1,"Name":null,"@object":null,"more":[1,2]}}"#;
        assert_eq!(to_string(&outer).unwrap(), text);
        assert_eq!(from_str::<Option>(text).unwrap(), outer);
        assert_eq!(
            from_value::<Option>(to_value(&outer).unwrap()).unwrap(),
            outer
        );
        let turned =
            r#"{"type":{"more":[1,2],"@object":null,"members":1},"Name":true,"members":1}"#;
        assert_eq!(from_str::<Option>(turned).unwrap(), outer);
    }

    #[test]
    fn what_is_missing_or_wrong_is_named() {
        let fault = |text: &str| from_str::<Option>(text).unwrap_err().to_string();
        assert!(fault("{}").starts_with("missing field `members`"));
        assert!(fault(r#"{"members":"1"}"#).contains("expected i64"));
        assert!(fault(r#"{"members":1,"more":["a"]}"#).contains("expected i64"));
        assert!(fault("[1]").contains("expected an object"));
        // The first fault counts, and nothing is read after it.
        assert!(fault(r#"{"members":1,"Name":0,"type":1"#).contains("expected a boolean"));
        assert!(fault(r#"{"members":1"#).contains("EOF"));
    }

    #[test]
    fn objects_without_named_members() {
        assert_eq!(to_string(&Empty {}).unwrap(), "{}");
        assert_eq!(from_str::<Empty>(r#"{"a":[{}]}"#).unwrap(), Empty {});
        let open: Open = from_str(r#"{"a":[{}],"b":null}"#).unwrap();
        assert_eq!(to_value(&open).unwrap(), json!({"a": [{}], "b": null}));
        assert_eq!(open.any["b"], Value::Null);
    }
}
