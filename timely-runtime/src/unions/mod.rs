//! Unions: enums of shapes (`oneOf` and `anyOf` of OpenAPI).
//!
//! Which variant a value is, is decided by data: by the discriminator where the document names one, else by how well
//! the value fits the schema of each alternative. The decision is not generic, so that a union costs its users little
//! more than the list of its variants. Each union looks once at the value before it, so that a union in a union costs
//! no more than the sum of both.

pub(crate) mod allowance;
mod best_fit;

use crate::Schema;
use crate::json;
use crate::json::instance::{Instance, View};
use crate::json::tape::{Node, buffered};
use serde::de::{DeserializeOwned, Deserializer, Error as _};
use serde::ser::{Error as _, Serialize, SerializeMap, Serializer};
use serde_json::{Error, Value};
use std::borrow::Cow;

/// Implements `Serialize` and `Deserialize` for a generated enum of shapes.
///
/// The enum itself is written out; its last variant must be `Other(Value)`, which holds what is no alternative, so
/// that a newer server does not break an older client. A value that several alternatives share, of which none holds
/// all, is kept there too.
///
/// The schema of the enum is that of its [`Validate`](crate::Validate). After the enum comes the property that tells the variants apart, where there is one, and the
/// variants in the order of the schema's alternatives. `["cat"]` lists the values that select a variant; `+ "kind" =
/// "cat"` gives the variant its tag when it is written, where its content may have none; `Auto is "auto"` holds nothing, and
/// stands for that text. A variant after `else` takes
/// the objects whose tag is missing or not listed, one after `absent` those whose tag is missing. At the end `unchecked` says that
/// the tags tell all, and that there is no schema: a value without a tag is `Other` then.
///
/// ```
/// use timely_runtime::generated::union;
/// use timely_runtime::{Deserialize, Schema, Serialize, Validate, Value, serde_json};
///
/// #[derive(Debug, PartialEq, Serialize, Deserialize)]
/// pub struct Card { last4: String }
/// #[derive(Debug, PartialEq)]
/// pub enum Payment { Card(Card), Code(String), Other(Value) }
///
/// impl Validate for Payment { const SCHEMA: &'static Schema = &PAYMENT; }
/// static PAYMENT: Schema = Schema::new(r#"{"oneOf": [{"$ref": "CARD"}, {"$ref": "CODE"}]}"#, &[&CARD, &CODE]);
/// static CARD: Schema = Schema::new(r#"{"type": "object"}"#, &[]);
/// static CODE: Schema = Schema::new(r#"{"type": "string"}"#, &[]);
/// union!(Payment, { Card, Code });
///
/// let payment: Payment = serde_json::from_str(r#"{"last4":"4242"}"#).unwrap();
/// assert_eq!(payment, Payment::Card(Card { last4: "4242".to_owned() }));
/// let payment: Payment = serde_json::from_str("7").unwrap();
/// assert_eq!(payment, Payment::Other(Value::from(7)));
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! __union {
    ($name:ident, $($property:literal,)? {
        $($variant:ident $(is $constant:literal)? $([$($tag:literal),*])? $(+ $key:literal = $value:literal)?),* $(,)?
    } $(else $fallback:literal)? $(absent $absent:literal)? $(, $by_tags:ident)?) => {
        impl $crate::generated::serde::Serialize for $name {
            fn serialize<S: $crate::generated::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                match self {
                    $($crate::__union!(@pattern $variant value $($constant)?) => {
                        $crate::__union!(@write serializer value $($constant)? $(, $key, $value)?)
                    })*
                    Self::Other(value) => $crate::generated::serde::Serialize::serialize(value, serializer),
                }
            }
        }

        impl<'de> $crate::generated::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::generated::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::generated::unions::read(
                    deserializer,
                    &$crate::generated::unions::Union {
                        property: &[$($property)?],
                        tags: &[$(&[$($($tag),*)?]),*],
                        fallback: &[$($fallback)?],
                        absent: &[$($absent)?],
                        schema: $crate::__union!(@schema $name $($by_tags)?),
                    },
                    &[$(|value| $crate::__union!(@read value $variant $($constant)?)),*],
                    Self::Other,
                )
            }
        }
    };
    (@schema $name:ident) => {
        <$name as $crate::generated::Validate>::SCHEMA
    };
    (@schema $name:ident unchecked) => {
        $crate::generated::Schema::ANY
    };
    (@pattern $variant:ident $value:ident) => {
        Self::$variant($value)
    };
    (@pattern $variant:ident $value:ident $constant:literal) => {
        Self::$variant
    };
    (@read $value:ident $variant:ident) => {
        $crate::generated::unions::variant($value, Self::$variant)
    };
    (@read $value:ident $variant:ident $constant:literal) => {
        $crate::generated::unions::constant($value, $constant, Self::$variant)
    };
    (@write $serializer:ident $variant:ident $constant:literal) => {
        $serializer.serialize_str($constant)
    };
    (@write $serializer:ident $variant:ident) => {
        $crate::generated::serde::Serialize::serialize($variant, $serializer)
    };
    (@write $serializer:ident $variant:ident, $key:literal, $value:literal) => {
        $crate::generated::unions::write($serializer, $variant, $key, &$crate::generated::Value::from($value))
    };
}

/// Makes a union of what its variants hold, each of another type; and setters take that in place of the union.
///
/// What stands in a box has an arrow before it. The variant of text after `str` is made of `&str` as well.
///
/// ```
/// use timely_runtime::{IntoField, Value};
///
/// #[derive(Debug, PartialEq)]
/// pub enum Id { Text(String), Number(i64), Id(Box<(Id, Id)>), Other(Value) }
/// timely_runtime::generated::conversions!(Id, str Text, { Text: String, Number: i64, Id => (Id, Id) });
///
/// assert_eq!(Id::from(7), Id::Number(7));
/// assert_eq!(Id::from("a"), Id::Text("a".to_owned()));
/// fn set(id: impl IntoField<Id>) -> Option<Id> { id.into_field().into_value() }
/// assert_eq!(set(7), set(Id::Number(7)));
/// assert_eq!(set("a"), set(Some(Id::from("a"))));
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! __conversions {
    ($name:ident, $(str $text:ident,)? { $($variant:ident $(: $held:ty)? $(=> $boxed:ty)?),* $(,)? }) => {
        $($(
            $crate::__conversions!(@from $name, $held, |value| $name::$variant(value));
        )? $(
            $crate::__conversions!(
                @from $name, $boxed, |value| $name::$variant(::std::boxed::Box::new(value))
            );
        )?)*
        $($crate::__conversions!(
            @from $name, &str, |value| $name::$text(::std::string::String::from(value))
        );)?
    };
    (@from $name:ident, $held:ty, |$value:ident| $made:expr) => {
        impl ::core::convert::From<$held> for $name {
            fn from($value: $held) -> Self {
                $made
            }
        }

        impl $crate::generated::IntoField<$name> for $held {
            fn into_field(self) -> $crate::generated::Field<$name> {
                $crate::generated::Field::Value(::core::convert::From::from(self))
            }
        }
    };
}

/// What tells the variants of a union apart.
#[derive(Debug)]
pub struct Union {
    /// The property whose value selects a variant, if there is one.
    pub property: &'static [&'static str],
    /// The values that select each variant, in the order of the variants.
    pub tags: &'static [&'static [&'static str]],
    /// The variant of objects whose tag is missing or not listed, if there is one.
    pub fallback: &'static [usize],
    /// The variant of objects without a tag, if there is one.
    pub absent: &'static [usize],
    /// The schema, whose alternatives are in the order of the variants.
    pub schema: &'static Schema,
}

/// Reads one variant from a value.
pub(crate) type Reader<T> = fn(Node<'_>) -> Result<T, Error>;

/// Which variant a value is.
enum Choice {
    /// This one: its tag says so.
    Tagged(usize),
    /// This one, if it can be read as such.
    Likely(Option<usize>),
}

impl Union {
    /// Whether a tag, or that there is none, selects each variant.
    fn is_complete(&self) -> bool {
        let mut each = self.tags.iter().enumerate();
        each.all(|(index, tags)| !tags.is_empty() || self.absent.contains(&index))
    }

    fn choose(&self, value: Node<'_>, work: &mut u64) -> Choice {
        let mut tag = None;
        if let Some(property) = self.property.first() {
            let found = value.get(property);
            if let (None, View::Object, Some(absent)) = (found, value.view(), self.absent.first()) {
                return Choice::Tagged(*absent);
            }
            tag = found.and_then(text);
        }
        let found = tag
            .as_deref()
            .and_then(|tag| self.tags.iter().position(|tags| tags.contains(&tag)));
        match (found, self.fallback.first()) {
            (Some(index), _) => Choice::Tagged(index),
            (None, Some(fallback)) if matches!(value.view(), View::Object) => {
                Choice::Likely(Some(*fallback))
            }
            // A new alternative, unless there are some that no tag selects.
            (None, _) if tag.is_some() && self.is_complete() => Choice::Likely(None),
            (None, _) => Choice::Likely(best_fit::best(self.schema, self.tags.len(), value, work)),
        }
    }
}

/// The value of a discriminator as text; `None` for what is no scalar.
fn text(value: Node<'_>) -> Option<Cow<'_, str>> {
    match value.view() {
        View::Text(text) => Some(Cow::Borrowed(text)),
        View::Number(number) => Some(Cow::Owned(number.to_string())),
        View::Bool(value) => Some(Cow::Borrowed(if value { "true" } else { "false" })),
        View::Null | View::Array | View::Object => None,
    }
}

/// Reads a union: the variant that the value is, or else the value as it came.
///
/// # Errors
/// When the input is malformed, or not of the shape that its tag names.
pub fn read<'de, T, D: Deserializer<'de>>(
    deserializer: D,
    union: &Union,
    variants: &[Reader<T>],
    other: fn(Value) -> T,
) -> Result<T, D::Error> {
    let buffered = buffered(deserializer)?;
    let value = buffered.node();
    let mut work = 0;
    let choice = union.choose(value, &mut work);
    if !allowance::spend(&buffered, work) {
        return Err(D::Error::custom(allowance::EXCEEDED));
    }
    let (Choice::Tagged(index) | Choice::Likely(Some(index))) = choice else {
        return Ok(other(value.into()));
    };
    match variants.get(index).map(|read| read(value)) {
        Some(Ok(variant)) => Ok(variant),
        // No second guess: a union in a union in a union would make each of them for each of the others.
        Some(Err(error)) if matches!(choice, Choice::Tagged(_)) => Err(D::Error::custom(error)),
        _ => Ok(other(value.into())),
    }
}

/// Reads what a variant holds.
///
/// # Errors
/// When the value is not of that shape.
pub fn variant<T: DeserializeOwned, U>(value: Node<'_>, wrap: fn(T) -> U) -> Result<U, Error> {
    T::deserialize(value).map(wrap)
}

/// Reads a variant that stands for one text.
///
/// # Errors
/// When the value is another one.
pub fn constant<U>(value: Node<'_>, constant: &str, variant: U) -> Result<U, Error> {
    match value.view() {
        View::Text(text) if text == constant => Ok(variant),
        _ => Err(serde::de::Error::custom("another value")),
    }
}

/// Writes a variant, with its tag where the content has none.
///
/// # Errors
/// When the value cannot be written as JSON.
pub fn write<S: Serializer>(
    serializer: S,
    variant: &impl Serialize,
    property: &str,
    tag: &Value,
) -> Result<S::Ok, S::Error> {
    match json::to_members(variant).map_err(S::Error::custom)? {
        None => variant.serialize(serializer),
        Some(json::Members::Values(mut members)) => {
            if !members.contains_key(property) {
                members.insert(property.to_owned(), tag.clone());
            }
            members.serialize(serializer)
        }
        Some(json::Members::Written(tape)) => {
            let object = tape.root();
            let mut map = serializer.serialize_map(None)?;
            if object.get(property).is_none() {
                map.serialize_entry(property, tag)?;
            }
            for (name, value) in object.members() {
                map.serialize_entry(name, &value)?;
            }
            map.end()
        }
    }
}

#[cfg(test)]
mod tests;
