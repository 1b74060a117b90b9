//! Security schemes and what operations require of them (OpenAPI 3.1, sections 4.8.27 and 4.8.30).

use super::Location;

/// One security scheme that a request must satisfy, with the scopes or roles it needs there.
#[derive(Debug)]
#[non_exhaustive]
pub struct SecurityRequirement {
    /// The scheme.
    pub scheme: &'static SecurityScheme,
    /// The scopes (or, for schemes without scopes, role names) that are required together.
    pub scopes: &'static [&'static str],
}

impl SecurityRequirement {
    #[doc(hidden)]
    #[must_use]
    pub const fn new(scheme: &'static SecurityScheme, scopes: &'static [&'static str]) -> Self {
        Self { scheme, scopes }
    }
}

/// A security scheme of the document.
#[derive(Debug)]
pub struct SecurityScheme {
    /// Its key under `components/securitySchemes`.
    pub name: &'static str,
    pub(crate) kind: SecurityKind,
}

/// How generated code states a scheme.
#[doc(hidden)]
impl SecurityScheme {
    /// A key as the value of a header, query parameter or cookie.
    #[must_use]
    pub const fn api_key(name: &'static str, location: Location, key: &'static str) -> Self {
        Self::of(
            name,
            SecurityKind::ApiKey {
                location,
                name: key,
            },
        )
    }

    /// A bearer token.
    #[must_use]
    pub const fn bearer(name: &'static str) -> Self {
        Self::of(name, SecurityKind::Bearer)
    }

    /// A user and a password.
    #[must_use]
    pub const fn basic(name: &'static str) -> Self {
        Self::of(name, SecurityKind::Basic)
    }

    /// Another scheme of HTTP.
    #[must_use]
    pub const fn http(name: &'static str, scheme: &'static str) -> Self {
        Self::of(name, SecurityKind::Http(scheme))
    }

    /// A client certificate.
    #[must_use]
    pub const fn mutual_tls(name: &'static str) -> Self {
        Self::of(name, SecurityKind::MutualTls)
    }

    const fn of(name: &'static str, kind: SecurityKind) -> Self {
        Self { name, kind }
    }
}

/// How a security scheme's credential travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SecurityKind {
    /// The key as the value of a header, query parameter or cookie.
    ApiKey {
        /// Header, query or cookie.
        location: Location,
        /// The name on the wire.
        name: &'static str,
    },
    /// `Authorization: Bearer …`; also what `oauth2` and `openIdConnect` schemes send.
    Bearer,
    /// `Authorization: Basic …` (RFC 7617); the credential is `user:password`, not yet encoded.
    Basic,
    /// `Authorization: <scheme> …` with another scheme of HTTP, such as `Digest`; the credential is what follows its
    /// name.
    Http(&'static str),
    /// A client certificate (RFC 8446, section 4.4.2), which is part of the connection and not of the request.
    MutualTls,
}
