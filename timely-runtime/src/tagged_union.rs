//! Unions whose variant a property names.

use serde::de::{Deserialize, DeserializeOwned, Deserializer};
use serde::ser::{Error as _, Serialize, Serializer};
use serde_json::Value;

/// Implements `Serialize` and `Deserialize` for a generated enum whose variant a property names (a `discriminator`
/// of OpenAPI).
///
/// The enum itself is written out; its last variant must be `Other(Value)`, which holds objects whose tag is not
/// listed, so that a newer server does not break an older client.
///
/// ```
/// use timely_runtime::{Deserialize, Serialize, Value, serde_json};
///
/// #[derive(Debug, PartialEq, Serialize, Deserialize)]
/// pub struct Card { last4: String }
/// #[derive(Debug, PartialEq)]
/// pub enum Payment { Card(Card), Other(Value) }
/// timely_runtime::tagged_union!(Payment, "kind", { Card: ["card", "debit"] });
///
/// let text = r#"{"kind":"card","last4":"4242"}"#;
/// let payment: Payment = serde_json::from_str(text).unwrap();
/// assert_eq!(payment, Payment::Card(Card { last4: "4242".to_owned() }));
/// let written: Value = serde_json::to_value(&payment).unwrap();
/// assert_eq!(written, serde_json::from_str::<Value>(text).unwrap());
/// ```
#[macro_export]
macro_rules! tagged_union {
    ($name:ident, $property:literal, { $($variant:ident: [$($tag:literal),* $(,)?]),* $(,)? }) => {
        impl $crate::serde::Serialize for $name {
            fn serialize<S: $crate::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                match self {
                    $(Self::$variant(value) => {
                        const TAGS: &[&str] = &[$($tag),*];
                        $crate::tagged_union::serialize(serializer, value, $property, TAGS)
                    })*
                    Self::Other(value) => $crate::serde::Serialize::serialize(value, serializer),
                }
            }
        }

        impl<'de> $crate::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                let value = $crate::tagged_union::value(deserializer)?;
                match $crate::tagged_union::tag(&value, $property) {
                    $($(::core::option::Option::Some($tag) => ::core::result::Result::map(
                        $crate::tagged_union::variant::<_, D::Error>(value),
                        Self::$variant,
                    ),)*)*
                    _ => ::core::result::Result::Ok(Self::Other(value)),
                }
            }
        }
    };
}

/// Reads any JSON value.
///
/// # Errors
/// When the input is malformed.
pub fn value<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Value, D::Error> {
    Value::deserialize(deserializer)
}

/// The tag of an object.
#[must_use]
pub fn tag<'a>(value: &'a Value, property: &str) -> Option<&'a str> {
    value.get(property)?.as_str()
}

/// Reads the variant that the tag names.
///
/// # Errors
/// When the value is not of that shape.
pub fn variant<T: DeserializeOwned, E: serde::de::Error>(value: Value) -> Result<T, E> {
    serde_json::from_value(value).map_err(E::custom)
}

/// Writes a variant, with its tag where the variant's own type does not hold one.
///
/// # Errors
/// When the value cannot be written as JSON.
pub fn serialize<S: Serializer>(
    serializer: S,
    variant: &impl Serialize,
    property: &str,
    tags: &[&str],
) -> Result<S::Ok, S::Error> {
    let mut value = serde_json::to_value(variant).map_err(S::Error::custom)?;
    if let (Value::Object(members), Some(tag)) = (&mut value, tags.first())
        && !members.contains_key(property)
    {
        members.insert(property.to_owned(), Value::from(*tag));
    }
    value.serialize(serializer)
}

#[cfg(test)]
mod tests {
    use serde::{Deserialize, Serialize};
    use serde_json::{Value, from_value, json, to_value};

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Cat {
        #[serde(rename = "type")]
        kind: String,
        lives: u8,
    }

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Dog {
        name: String,
    }

    #[derive(Debug, PartialEq)]
    enum Pet {
        Cat(Box<Cat>),
        Dog(Dog),
        Other(Value),
    }
    crate::tagged_union!(Pet, "type", { Cat: ["cat", "tom"], Dog: ["dog"] });

    #[test]
    fn the_tag_selects_and_survives() {
        let tom = json!({ "type": "tom", "lives": 9 });
        let pet: Pet = from_value(tom.clone()).unwrap();
        assert!(matches!(&pet, Pet::Cat(cat) if cat.kind == "tom"));
        assert_eq!(to_value(&pet).unwrap(), tom);

        let dog = Pet::Dog(Dog {
            name: "Rex".to_owned(),
        });
        assert_eq!(
            to_value(&dog).unwrap(),
            json!({ "type": "dog", "name": "Rex" })
        );
    }

    #[test]
    fn what_is_not_listed_is_kept() {
        for value in [
            json!({ "type": "bird", "wings": 2 }),
            json!({}),
            json!(1),
            json!(null),
        ] {
            let pet: Pet = from_value(value.clone()).unwrap();
            assert_eq!(pet, Pet::Other(value.clone()));
            assert_eq!(to_value(&pet).unwrap(), value);
        }
        assert!(from_value::<Pet>(json!({ "type": "cat" })).is_err());
    }
}
