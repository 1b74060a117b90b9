//! Lists whose first items are each of a type of its own, as structs with unnamed fields (`prefixItems`, JSON Schema 2020-12
//! core, section 10.3.1.1).

use serde::de::{Deserialize, Deserializer, Error as _, IgnoredAny, SeqAccess, Visitor};
use serde::ser::{Error as _, Serialize, SerializeSeq, Serializer};
use std::fmt;
use std::marker::PhantomData;

/// Implements serde's traits for a generated struct with unnamed fields: items that must be there, such that may be absent,
/// and perhaps a list of what follows.
///
/// ```
/// #[derive(Debug, PartialEq)]
/// pub struct Place(pub f64, pub Option<String>, pub Vec<bool>);
/// timely_runtime::generated::tuple!(Place { 0: required, 1: optional, 2: rest });
///
/// let place: Place = serde_json::from_str(r#"[1.5, "a", true]"#)?;
/// assert_eq!(place, Place(1.5, Some("a".to_owned()), vec![true]));
/// assert_eq!(serde_json::to_string(&Place(1.5, None, vec![]))?, "[1.5]");
/// // Nothing can come after an item that is absent.
/// assert!(serde_json::to_string(&Place(1.5, None, vec![true])).is_err());
/// # Ok::<(), serde_json::Error>(())
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! __tuple {
    ($name:ident { $($place:tt: $kind:ident),+ $(,)? }) => {
        impl $crate::generated::serde::Serialize for $name {
            fn serialize<S: $crate::generated::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                $crate::generated::tuple::write(serializer, |items| {
                    $(items.$kind(&self.$place)?;)+
                    ::core::result::Result::Ok(())
                })
            }
        }

        impl<'de> $crate::generated::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::generated::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                struct List;

                impl<'de> $crate::generated::tuple::Read<'de> for List {
                    type Value = $name;

                    fn read<A: $crate::generated::serde::de::SeqAccess<'de>>(
                        items: &mut $crate::generated::tuple::Reader<A>,
                    ) -> ::core::result::Result<$name, A::Error> {
                        ::core::result::Result::Ok($name($(items.$kind()?),+))
                    }
                }

                $crate::generated::tuple::read::<List, D>(deserializer)
            }
        }
    };
}

/// How a struct is read from the items of a list.
pub trait Read<'de> {
    /// The struct.
    type Value;

    /// Reads it.
    ///
    /// # Errors
    /// When an item is not there or not of its type.
    fn read<A: SeqAccess<'de>>(items: &mut Reader<A>) -> Result<Self::Value, A::Error>;
}

/// Reads a struct from a list, all of it.
///
/// # Errors
/// When it is none, or has items for which the struct has no place.
pub fn read<'de, R: Read<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<R::Value, D::Error> {
    deserializer.deserialize_seq(List::<R>(PhantomData))
}

struct List<R>(PhantomData<R>);

impl<'de, R: Read<'de>> Visitor<'de> for List<R> {
    type Value = R::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<R::Value, A::Error> {
        let mut reader = Reader {
            items,
            count: 0,
            has_ended: false,
        };
        let value = R::read(&mut reader)?;
        match reader.next::<IgnoredAny>()? {
            None => Ok(value),
            Some(_) => Err(A::Error::invalid_length(reader.count, &"fewer items")),
        }
    }
}

/// The items of a list that is read.
#[derive(Debug)]
pub struct Reader<A> {
    items: A,
    count: usize,
    has_ended: bool,
}

impl<'de, A: SeqAccess<'de>> Reader<A> {
    /// An item that must be there.
    ///
    /// # Errors
    /// When it is not, or is not of its type.
    pub fn required<T: Deserialize<'de>>(&mut self) -> Result<T, A::Error> {
        let count = self.count;
        self.next()?
            .ok_or_else(|| A::Error::invalid_length(count, &"more items"))
    }

    /// An item that may be absent.
    ///
    /// # Errors
    /// When it is not of its type.
    pub fn optional<T: Deserialize<'de>>(&mut self) -> Result<Option<T>, A::Error> {
        self.next()
    }

    /// All items that are left.
    ///
    /// # Errors
    /// When one is not of their type.
    pub fn rest<T: Deserialize<'de>>(&mut self) -> Result<Vec<T>, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = self.next()? {
            items.push(item);
        }
        Ok(items)
    }

    fn next<T: Deserialize<'de>>(&mut self) -> Result<Option<T>, A::Error> {
        if self.has_ended {
            return Ok(None);
        }
        let item = self.items.next_element()?;
        self.count += 1;
        self.has_ended = item.is_none();
        Ok(item)
    }
}

/// Writes a list.
///
/// # Errors
/// When an item comes after one that is absent.
pub fn write<S: Serializer>(
    serializer: S,
    items: impl FnOnce(&mut Writer<S::SerializeSeq>) -> Result<(), S::Error>,
) -> Result<S::Ok, S::Error> {
    let mut writer = Writer {
        items: serializer.serialize_seq(None)?,
        has_gap: false,
    };
    items(&mut writer)?;
    writer.items.end()
}

/// The items of a list that is written.
#[derive(Debug)]
pub struct Writer<S> {
    items: S,
    has_gap: bool,
}

impl<S: SerializeSeq> Writer<S> {
    /// An item that must be there.
    ///
    /// # Errors
    /// When it cannot be written, or one before it is absent.
    pub fn required<T: Serialize>(&mut self, item: &T) -> Result<(), S::Error> {
        match self.has_gap {
            true => Err(S::Error::custom("an item comes after one that is absent")),
            false => self.items.serialize_element(item),
        }
    }

    /// An item that may be absent.
    ///
    /// # Errors
    /// As of one that must be there, where it is there.
    pub fn optional<T: Serialize>(&mut self, item: &Option<T>) -> Result<(), S::Error> {
        match item {
            Some(item) => self.required(item),
            None => {
                self.has_gap = true;
                Ok(())
            }
        }
    }

    /// Further items.
    ///
    /// # Errors
    /// As of those that must be there.
    pub fn rest<T: Serialize>(&mut self, items: &[T]) -> Result<(), S::Error> {
        items.iter().try_for_each(|item| self.required(item))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    #[derive(Debug, PartialEq)]
    struct Open(i64, Option<Option<String>>, Vec<Value>);
    __tuple!(Open {
        0: required,
        1: optional,
        2: rest
    });

    #[derive(Debug, PartialEq)]
    struct Closed(i64, Option<i64>, Option<i64>);
    __tuple!(Closed {
        0: required,
        1: optional,
        2: optional
    });

    fn read<T: serde::de::DeserializeOwned>(value: &Value) -> Result<T, String> {
        let of_value = serde_json::from_value(value.clone());
        let of_text: Result<T, _> = serde_json::from_str(&value.to_string());
        assert_eq!(of_value.is_ok(), of_text.is_ok(), "{value}");
        of_value.map_err(|error: serde_json::Error| error.to_string())
    }

    #[test]
    fn what_is_read_is_written() {
        for (value, expected) in [
            (json!([1]), Open(1, None, vec![])),
            (json!([1, null]), Open(1, Some(None), vec![])),
            (
                json!([1, "a", 2, [3]]),
                Open(1, Some(Some("a".to_owned())), vec![json!(2), json!([3])]),
            ),
        ] {
            let read: Open = read(&value).unwrap();
            assert_eq!(read, expected);
            assert_eq!(serde_json::to_value(&read).unwrap(), value);
        }
    }

    #[test]
    fn what_has_no_place_is_refused() {
        assert_eq!(read(&json!([1, 2])), Ok(Closed(1, Some(2), None)));
        for value in [json!([]), json!([1, 2, 3, 4]), json!({}), json!([1, "a"])] {
            assert!(read::<Closed>(&value).is_err(), "{value}");
        }
        let gap = Closed(1, None, Some(2));
        assert!(serde_json::to_value(&gap).is_err());
    }
}
