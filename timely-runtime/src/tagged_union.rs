//! Unions whose variants are told apart by one property.

use serde_json::Value;

/// Reads and writes an enum of shapes by the value of one of their properties.
///
/// The enum has one variant per shape, and a last variant `Other` that holds the [`Value`] of a shape whose tag is
/// not in the table, or whose content is not that of its tag: a client keeps what it does not know, while a server has
/// checked the shape before it decodes (the Discriminator Object of OpenAPI 3.1, section 4.8.25).
///
/// ```
/// use timely_runtime as rt;
///
/// #[derive(Clone, Debug, PartialEq, rt::Serialize, rt::Deserialize)]
/// #[serde(crate = "rt::serde")]
/// pub struct Cat { kind: String, lives: u8 }
///
/// #[derive(Clone, Debug, PartialEq)]
/// pub enum Pet { Cat(Cat), Other(rt::Value) }
///
/// rt::tagged_union!(Pet, "kind", { Cat: ["cat"] });
///
/// let cat: Pet = rt::serde_json::from_str(r#"{"kind": "cat", "lives": 9}"#).unwrap();
/// assert_eq!(cat, Pet::Cat(Cat { kind: "cat".into(), lives: 9 }));
/// let fish: Pet = rt::serde_json::from_str(r#"{"kind": "fish"}"#).unwrap();
/// assert!(matches!(fish, Pet::Other(_)));
/// ```
#[macro_export]
macro_rules! tagged_union {
    ($name:ident, $property:literal, { $($variant:ident: [$($tag:literal),+ $(,)?]),* $(,)? }) => {
        impl $crate::Serialize for $name {
            fn serialize<S: $crate::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                match self {
                    $(Self::$variant(content) => $crate::Serialize::serialize(content, serializer),)*
                    Self::Other(value) => $crate::Serialize::serialize(value, serializer),
                }
            }
        }

        impl<'de> $crate::Deserialize<'de> for $name {
            fn deserialize<D: $crate::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                let value = <$crate::Value as $crate::Deserialize>::deserialize(deserializer)?;
                let known = match $crate::__tag(&value, $property) {
                    $($(::core::option::Option::Some($tag))|+ => {
                        $crate::Deserialize::deserialize(&value).map(Self::$variant).ok()
                    })*
                    _ => ::core::option::Option::None,
                };
                ::core::result::Result::Ok(match known {
                    ::core::option::Option::Some(known) => known,
                    ::core::option::Option::None => Self::Other(value),
                })
            }
        }
    };
}

/// The tag of a value.
#[doc(hidden)]
pub fn __tag<'a>(value: &'a Value, property: &str) -> Option<&'a str> {
    value.get(property)?.as_str()
}
