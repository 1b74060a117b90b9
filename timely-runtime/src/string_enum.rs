//! Enums of strings that keep values they do not know.

use serde::de::{Deserializer, Error, Visitor};
use std::{fmt, marker::PhantomData};

/// Implements what a generated string enum needs.
///
/// The enum itself is written out, with its documentation, so that it reads well where it stands; its last variant
/// must be `Other(String)`. The macro gives it `VALUES`, `as_str`, `is_known`, `From<&str>`, `From<String>`,
/// `FromStr`, `Display`, `AsRef<str>`, `Serialize` and `Deserialize`. Values that are not listed become `Other`, so
/// that a newer server does not break an older client.
///
/// It also gives `PartialEq`, `Eq`, `PartialOrd`, `Ord` and `Hash`, by the value as it is written: a compiler takes half
/// as long for these as for those that are derived.
///
/// ```
/// #[derive(Clone, Debug)]
/// pub enum Status {
///     Active,
///     Inactive,
///     Other(String),
/// }
/// timely_runtime::generated::string_enum!(Status { Active = "active", Inactive = "inactive" });
///
/// assert_eq!(Status::from("active"), Status::Active);
/// assert_eq!(Status::from("paused"), Status::Other("paused".to_owned()));
/// assert!(!Status::from("paused").is_known());
/// assert_eq!(Status::VALUES, ["active", "inactive"]);
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! __string_enum {
    ($name:ident { $($variant:ident = $text:literal),* $(,)? }) => {
        // The enum may well be private.
        #[allow(unreachable_pub)]
        impl $name {
            /// The values that the document lists, as they are written.
            pub const VALUES: &'static [&'static str] = &[$($text),*];

            /// All variants but `Other`, in the order of [`VALUES`](Self::VALUES).
            const KNOWN: &'static [Self] = &[$(Self::$variant),*];

            /// The value as it is written.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $text,)*
                    Self::Other(text) => text.as_str(),
                }
            }

            /// Whether the document lists this value.
            #[must_use]
            pub fn is_known(&self) -> bool {
                !::core::matches!(self, Self::Other(_))
            }
        }

        impl $crate::generated::IntoField<$name> for &str {
            fn into_field(self) -> $crate::generated::Field<$name> {
                $crate::generated::Field::Value(::core::convert::From::from(self))
            }
        }

        impl ::core::convert::From<&str> for $name {
            fn from(text: &str) -> Self {
                $crate::generated::string_enum::known(text, Self::VALUES, Self::KNOWN)
                    .unwrap_or_else(|| Self::Other(::std::borrow::ToOwned::to_owned(text)))
            }
        }

        impl ::core::convert::From<::std::string::String> for $name {
            fn from(text: ::std::string::String) -> Self {
                $crate::generated::string_enum::known(&text, Self::VALUES, Self::KNOWN)
                    .unwrap_or(Self::Other(text))
            }
        }

        impl ::core::str::FromStr for $name {
            type Err = ::core::convert::Infallible;

            // Not `Self::Err`, which may be a variant.
            fn from_str(
                text: &str,
            ) -> ::core::result::Result<Self, ::core::convert::Infallible> {
                ::core::result::Result::Ok(<Self as ::core::convert::From<&str>>::from(text))
            }
        }

        impl ::core::fmt::Display for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl ::core::convert::AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        impl ::core::cmp::PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                self.as_str() == other.as_str()
            }
        }

        impl ::core::cmp::Eq for $name {}

        impl ::core::cmp::PartialOrd for $name {
            fn partial_cmp(
                &self,
                other: &Self,
            ) -> ::core::option::Option<::core::cmp::Ordering> {
                ::core::option::Option::Some(::core::cmp::Ord::cmp(self, other))
            }
        }

        impl ::core::cmp::Ord for $name {
            fn cmp(&self, other: &Self) -> ::core::cmp::Ordering {
                ::core::cmp::Ord::cmp(self.as_str(), other.as_str())
            }
        }

        impl ::core::hash::Hash for $name {
            fn hash<H: ::core::hash::Hasher>(&self, state: &mut H) {
                ::core::hash::Hash::hash(self.as_str(), state);
            }
        }

        impl $crate::generated::serde::Serialize for $name {
            fn serialize<S: $crate::generated::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> $crate::generated::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::generated::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::generated::string_enum::deserialize(deserializer)
            }
        }
    };
}

/// The variant of a value that the document lists.
#[must_use]
pub fn known<T: Clone>(
    text: &str,
    values: &'static [&'static str],
    variants: &'static [T],
) -> Option<T> {
    let found = crate::schema::program::position_of(values, text)?;
    variants.get(found).cloned()
}

/// Reads a string without allocating when the format can lend it.
///
/// # Errors
/// When the value is not a string.
pub fn deserialize<'de, T, D>(deserializer: D) -> Result<T, D::Error>
where
    T: for<'a> From<&'a str> + From<String>,
    D: Deserializer<'de>,
{
    struct Text<T>(PhantomData<T>);

    impl<T: for<'a> From<&'a str> + From<String>> Visitor<'_> for Text<T> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a string")
        }

        fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
            Ok(T::from(text))
        }

        fn visit_string<E: Error>(self, text: String) -> Result<T, E> {
            Ok(T::from(text))
        }
    }

    deserializer.deserialize_string(Text(PhantomData))
}

#[cfg(test)]
mod tests {
    // Names that a document may also give to its own types; the macro must not depend on them.
    mod hostile {
        #[allow(dead_code)]
        pub(super) struct Option;
        #[allow(dead_code)]
        pub(super) struct Result;
        #[allow(dead_code)]
        pub(super) struct From;

        #[derive(Clone, Debug)]
        pub(super) enum Order {
            Ascending,
            Empty,
            String,
            Other(std::string::String),
        }
        crate::__string_enum!(Order { Ascending = "asc", Empty = "", String = "String" });
    }
    use hostile::Order;

    #[test]
    fn known_and_unknown_values_survive_json() {
        for (text, order) in [
            ("asc", Order::Ascending),
            ("", Order::Empty),
            ("String", Order::String),
            ("desc", Order::Other("desc".into())),
        ] {
            let json = serde_json::to_string(&order).unwrap();
            assert_eq!(json, format!("{text:?}"));
            assert_eq!(serde_json::from_str::<Order>(&json).unwrap(), order);
            assert_eq!(serde_json::from_value::<Order>(text.into()).unwrap(), order);
            assert_eq!(Order::from(text.to_owned()), order);
            assert_eq!(text.parse::<Order>().unwrap(), order);
            assert_eq!((order.as_ref(), order.to_string().as_str()), (text, text));
            assert_eq!(order.is_known(), Order::VALUES.contains(&text));
        }
        assert!(serde_json::from_str::<Order>("1").is_err());
    }

    #[test]
    fn values_are_compared_as_they_are_written() {
        use std::collections::BTreeSet;

        assert_eq!(Order::Other("asc".into()), Order::Ascending);
        assert_ne!(Order::Other("desc".into()), Order::Ascending);
        let orders = [Order::String, Order::Ascending, Order::Empty, "desc".into()];
        let sorted = BTreeSet::from(orders);
        let texts: Vec<_> = sorted.iter().map(Order::as_str).collect();
        assert_eq!(texts, ["", "String", "asc", "desc"]);
    }
}
