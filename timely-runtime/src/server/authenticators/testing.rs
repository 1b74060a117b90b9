//! What the tests of the authenticators ask them.

use super::super::{AuthError, Authenticator, Candidate, Credential};
use crate::{Location, Operation, SecurityRequirement, SecurityScheme};
use http::Request;

pub(super) static KEY: SecurityScheme =
    SecurityScheme::api_key("key", Location::Header, "X-Api-Key");
pub(super) static BEARER: SecurityScheme = SecurityScheme::bearer("token");
pub(super) static BASIC: SecurityScheme = SecurityScheme::basic("user");
pub(super) static CERTIFICATE: SecurityScheme = SecurityScheme::mutual_tls("certificate");

/// Asks for a key; for a token with a scope; or for both, each with a scope.
pub(super) static OPERATION: Operation = Operation {
    security: &[
        &[SecurityRequirement::new(&KEY, &["read"])],
        &[SecurityRequirement::new(&BEARER, &["read"])],
        &[
            SecurityRequirement::new(&KEY, &["internal"]),
            SecurityRequirement::new(&BEARER, &["write"]),
        ],
    ],
    ..Operation::get("/")
};

/// Shows an authenticator a credential.
pub(super) async fn ask<A: Authenticator>(
    authenticator: &A,
    scheme: &'static SecurityScheme,
    secret: &str,
) -> Result<A::Principal, AuthError> {
    ask_all(authenticator, &[(scheme, secret)]).await
}

/// Shows an authenticator several credentials at once.
pub(super) async fn ask_all<A: Authenticator>(
    authenticator: &A,
    credentials: &[(&'static SecurityScheme, &str)],
) -> Result<A::Principal, AuthError> {
    let credentials: Vec<Credential> = credentials
        .iter()
        .map(|(scheme, secret)| Credential {
            scheme,
            secret: (*secret).into(),
        })
        .collect();
    let (parts, ()) = Request::new(()).into_parts();
    let candidate = Candidate::new(&OPERATION, &parts, &credentials);
    authenticator.authenticate(candidate).await
}
