//! Ready [authenticators](crate::server::Authenticator).
//!
//! | | for | feature |
//! |---|---|---|
//! | [`ApiKeys`] | a fixed set of API keys or tokens | `auth` |
//! | [`Basic`] | users and passwords, or hashes of passwords, or a function that knows them | `auth` |
//! | [`ByScheme`] | several of these, each for a security scheme of the document | `auth` |
//! | `Jwt` | signed tokens, by keys that the program has | `jwt` |
//! | `Jwks` | the keys of such tokens as their issuer publishes them | `jwks` |
//!
//! Each of them makes a [`Granted`] of the credentials: who sent the request, and the scopes that are granted to them.
//! Each but [`ByScheme`] takes one credential at a time: where an operation asks for several at once, [`ByScheme`] is to
//! stand around them. What they hold is not shown by `Debug`, nor logged.

mod api_keys;
mod basic;
mod by_scheme;
mod digest;
mod granted;
#[cfg(feature = "jwt")]
mod jwt;
#[cfg(test)]
mod testing;

pub use api_keys::ApiKeys;
pub use basic::{Basic, BasicBy};
pub use by_scheme::ByScheme;
pub use granted::Granted;
#[cfg(feature = "jwks")]
pub use jwt::{Jwks, JwksError};
#[cfg(feature = "jwt")]
pub use jwt::{Jwt, JwtAlgorithm, JwtKey, JwtKeyError, JwtKeys};

use super::{AuthError, Candidate, Credential};

/// The credential of a candidate that has one.
fn only<'c>(candidate: &Candidate<'c>) -> Result<&'c Credential, AuthError> {
    match candidate.credentials {
        [credential] => Ok(credential),
        _ => {
            let operation = candidate.operation.id;
            tracing::warn!(
                operation,
                "the operation asks for several credentials at once, which takes ByScheme"
            );
            Err(AuthError::Unauthorized)
        }
    }
}
