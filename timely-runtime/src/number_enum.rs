//! Enums of numbers that keep values they do not know.

use serde::{Serialize, Serializer};

/// Implements what a generated enum of numbers needs, some of which have a fraction.
///
/// The enum itself is written out, with its documentation; its last variant must be `Other` of `f64`, and it must be `Copy`. The
/// macro gives it `VALUES`, `value`, `is_known`, `From` of the number, `Display`, `Serialize` and `Deserialize`. Numbers are the
/// same however they are written: `1`, `1.0` and `1e0`. Those that are not listed become `Other`, so that a newer server does not
/// break an older client.
///
/// ```
/// #[derive(Clone, Copy, Debug, PartialEq)]
/// pub enum Zoom {
///     Half,
///     Full,
///     Other(f64),
/// }
/// timely_runtime::generated::number_enum!(Zoom { Half = 0.5, Full = 1.0 });
///
/// assert_eq!(Zoom::from(0.5), Zoom::Half);
/// assert_eq!(serde_json::from_str::<Zoom>("1").unwrap(), Zoom::Full);
/// assert_eq!(serde_json::to_string(&Zoom::Full).unwrap(), "1");
/// assert_eq!(Zoom::from(2.0), Zoom::Other(2.0));
/// assert!(!Zoom::from(2.0).is_known());
/// assert_eq!(Zoom::VALUES, [0.5, 1.0]);
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! __number_enum {
    ($name:ident { $($variant:ident = $value:expr),* $(,)? }) => {
        // The enum may well be private.
        #[allow(unreachable_pub)]
        impl $name {
            /// The values that the document lists.
            pub const VALUES: &'static [f64] = &[$($value),*];

            /// The value as a number.
            #[must_use]
            pub fn value(self) -> f64 {
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

        impl ::core::convert::From<f64> for $name {
            fn from(value: f64) -> Self {
                $(if $crate::generated::number_enum::is(value, $value) {
                    return Self::$variant;
                })*
                Self::Other(value)
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
                $crate::generated::number_enum::serialize(self.value(), serializer)
            }
        }

        impl<'de> $crate::generated::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::generated::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                <f64 as $crate::generated::serde::Deserialize>::deserialize(deserializer)
                    .map(<Self as ::core::convert::From<f64>>::from)
            }
        }
    };
}

/// Whether two numbers are the same.
#[must_use]
#[expect(
    clippy::float_cmp,
    reason = "a listed value is the number that was written"
)]
pub fn is(value: f64, listed: f64) -> bool {
    value == listed
}

/// Writes a number, without a point where it is whole.
///
/// # Errors
/// Those of the serializer.
#[expect(
    clippy::cast_possible_truncation,
    reason = "the range is checked first"
)]
pub fn serialize<S: Serializer>(value: f64, serializer: S) -> Result<S::Ok, S::Error> {
    const LIMIT: f64 = 9_007_199_254_740_992.0;
    match value.fract() == 0.0 && value.abs() <= LIMIT {
        true => (value as i64).serialize(serializer),
        false => value.serialize(serializer),
    }
}

#[cfg(test)]
mod tests {
    #[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
    enum Rate {
        Low,
        High,
        Other(f64),
    }
    crate::__number_enum!(Rate { Low = -0.5, High = 1e3 });

    #[test]
    fn known_and_unknown_values_survive_json() {
        for (texts, rate, written) in [
            (&["-0.5", "-5e-1", "-0.50"][..], Rate::Low, "-0.5"),
            (&["1000", "1000.0", "1e3"], Rate::High, "1000"),
            (&["0.1", "1e-1"], Rate::Other(0.1), "0.1"),
            (&["1e300"], Rate::Other(1e300), "1e+300"),
        ] {
            for text in texts {
                let read: Rate = serde_json::from_str(text).unwrap();
                assert_eq!(read, rate, "{text}");
            }
            assert_eq!(serde_json::to_string(&rate).unwrap(), written);
            assert_eq!(rate.is_known(), Rate::VALUES.contains(&rate.value()));
            assert_eq!(Rate::from(rate.value()), rate);
        }
        assert_eq!(Rate::High.to_string(), "1000");
        assert!(serde_json::from_str::<Rate>(r#""1""#).is_err());
    }
}
