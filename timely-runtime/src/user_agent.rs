//! What programs call themselves in `User-Agent` (RFC 9110, section 10.1.5): the crate that holds generated code, then this one.

use http::HeaderValue;

/// The name and the version of a crate that holds generated code.
pub(crate) type Sdk = (&'static str, &'static str);

/// The name and the version of the crate that this is called in, where Cargo compiles it.
#[doc(hidden)]
#[macro_export]
macro_rules! __sdk {
    () => {
        match (
            ::core::option_env!("CARGO_PKG_NAME"),
            ::core::option_env!("CARGO_PKG_VERSION"),
        ) {
            (::core::option::Option::Some(name), ::core::option::Option::Some(version)) => {
                ::core::option::Option::Some((name, version))
            }
            _ => ::core::option::Option::None,
        }
    };
}

/// This crate.
const OWN: &str = concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION"));

/// The products of a program, the most significant one first.
pub(crate) fn user_agent(sdk: Option<Sdk>) -> HeaderValue {
    let named = sdk.and_then(|(name, version)| {
        // A package may have a name that is no token of HTTP.
        let text = format!("{name}/{version} {OWN}");
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
        assert_eq!(user_agent(Some(("caf\n", "1.2.3"))), own);
    }

    #[test]
    fn the_macro_names_the_crate_that_it_is_called_in() {
        let sdk: Option<Sdk> = crate::__sdk!();
        assert_eq!(sdk, Some(("timely-runtime", env!("CARGO_PKG_VERSION"))));
    }
}
