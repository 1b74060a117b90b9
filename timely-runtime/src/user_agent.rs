//! What programs call themselves in `User-Agent` (RFC 9110, section 10.1.5): the SDK that is generated code, then this crate.

use http::HeaderValue;

/// The name and the version of an SDK: those of the crate that holds it, or of its document. Where the version is empty, the name says all.
pub(crate) type Sdk = (&'static str, &'static str);

/// The name and the version of the crate that this is called in, where Cargo compiles it, and otherwise the ones that are given.
#[doc(hidden)]
#[macro_export]
macro_rules! __sdk {
    ($($name:literal, $version:literal)?) => {
        match (
            ::core::option_env!("CARGO_PKG_NAME"),
            ::core::option_env!("CARGO_PKG_VERSION"),
        ) {
            (::core::option::Option::Some(name), ::core::option::Option::Some(version)) => {
                ::core::option::Option::Some((name, version))
            }
            _ => $crate::__sdk_or!($($name, $version)?),
        }
    };
}

/// The name and the version that are given, if any.
#[doc(hidden)]
#[macro_export]
macro_rules! __sdk_or {
    () => {
        ::core::option::Option::None
    };
    ($name:literal, $version:literal) => {
        ::core::option::Option::Some(($name, $version))
    };
}

/// This crate.
const OWN: &str = concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION"));

/// The products of a program, the most significant one first.
pub(crate) fn user_agent(sdk: Option<Sdk>) -> HeaderValue {
    let named = sdk.and_then(|(name, version)| {
        // A package may have a name that is no token of HTTP.
        let text = match version {
            "" => format!("{name} {OWN}"),
            _ => format!("{name}/{version} {OWN}"),
        };
        HeaderValue::try_from(text).ok()
    });
    named.unwrap_or(HeaderValue::from_static(OWN))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_crate_of_the_generated_code_goes_first() {
        let own = concat!("timely-runtime/", env!("CARGO_PKG_VERSION"));
        assert_eq!(user_agent(None), own);
        let sdk = user_agent(Some(("my-sdk", "1.2.3")));
        assert_eq!(sdk, format!("my-sdk/1.2.3 {own}"));
        let sdk = user_agent(Some(("Pet-shop", "")));
        assert_eq!(sdk, format!("Pet-shop {own}"));
        assert_eq!(user_agent(Some(("caf\n", "1.2.3"))), own);
    }

    #[test]
    fn the_macro_names_the_crate_that_it_is_called_in() {
        let own = Some(("timely-runtime", env!("CARGO_PKG_VERSION")));
        let sdk: Option<Sdk> = crate::__sdk!();
        assert_eq!(sdk, own);
        assert_eq!(crate::__sdk!("Pet-shop", "1.0"), own);
        assert_eq!(
            crate::__sdk_or!("Pet-shop", "1.0"),
            Some(("Pet-shop", "1.0"))
        );
    }
}
