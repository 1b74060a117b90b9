//! Enums of integers that keep values they do not know.

/// Implements what a generated enum of integers needs.
///
/// The enum itself is written out, with its documentation; its last variant must be `Other` of the integer's type, and
/// it must be `Copy`. The macro gives it `VALUES`, `value`, `is_known`, `From` of the integer, `Display`, `Serialize` and
/// `Deserialize`. Values that are not listed become `Other`, so that a newer server does not break an older client.
///
/// ```
/// #[derive(Clone, Copy, Debug, PartialEq)]
/// pub enum Level {
///     Low,
///     High,
///     Other(i32),
/// }
/// timely_runtime::generated::integer_enum!(Level: i32 { Low = -1, High = 1 });
///
/// assert_eq!(Level::from(1), Level::High);
/// assert_eq!(Level::from(2), Level::Other(2));
/// assert_eq!(Level::Low.value(), -1);
/// assert!(!Level::from(2).is_known());
/// assert_eq!(Level::VALUES, [-1, 1]);
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! __integer_enum {
    ($name:ident: $integer:ident { $($variant:ident = $value:literal),* $(,)? }) => {
        // The enum may well be private.
        #[allow(unreachable_pub)]
        impl $name {
            /// The values that the document lists.
            pub const VALUES: &'static [$integer] = &[$($value),*];

            /// The value as it is written.
            #[must_use]
            pub fn value(self) -> $integer {
                match self {
                    $(Self::$variant => $value,)*
                    Self::Other(value) => value,
                }
            }

            /// Whether the document lists this value.
            #[must_use]
            pub fn is_known(self) -> bool {
                !::core::matches!(self, Self::Other(_))
            }
        }

        impl ::core::convert::From<$integer> for $name {
            fn from(value: $integer) -> Self {
                match value {
                    $($value => Self::$variant,)*
                    other => Self::Other(other),
                }
            }
        }

        impl ::core::fmt::Display for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Display::fmt(&self.value(), f)
            }
        }

        impl $crate::generated::serde::Serialize for $name {
            fn serialize<S: $crate::generated::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                $crate::generated::serde::Serialize::serialize(&self.value(), serializer)
            }
        }

        impl<'de> $crate::generated::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::generated::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                <$integer as $crate::generated::serde::Deserialize>::deserialize(deserializer)
                    .map(<Self as ::core::convert::From<$integer>>::from)
            }
        }
    };
}

#[cfg(test)]
mod tests {
    #[derive(Clone, Copy, Debug, PartialEq)]
    enum Level {
        Low,
        None,
        Other(i8),
    }
    crate::__integer_enum!(Level: i8 { Low = -1, None = 0 });

    #[test]
    fn known_and_unknown_values_survive_json() {
        for (value, level) in [(-1, Level::Low), (0, Level::None), (7, Level::Other(7))] {
            let json = serde_json::to_string(&level).unwrap();
            assert_eq!(
                (json.as_str(), level.to_string()),
                (&*value.to_string(), json.clone())
            );
            assert_eq!(serde_json::from_str::<Level>(&json).unwrap(), level);
            assert_eq!((Level::from(value), level.value()), (level, value));
            assert_eq!(level.is_known(), Level::VALUES.contains(&value));
        }
        assert!(serde_json::from_str::<Level>("200").is_err());
        assert!(serde_json::from_str::<Level>(r#""0""#).is_err());
    }
}
