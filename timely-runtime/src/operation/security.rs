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
    pub(crate) flows: &'static [OAuthFlow],
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
        Self {
            name,
            kind,
            flows: &[],
        }
    }

    /// The same with the ways to obtain its tokens.
    #[must_use]
    pub const fn flows(mut self, flows: &'static [OAuthFlow]) -> Self {
        self.flows = flows;
        self
    }
}

/// A way to obtain the tokens of a scheme, with the addresses that the document has for it (OpenAPI 3.2, section 4.30).
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
#[cfg_attr(not(feature = "oauth2"), allow(dead_code))]
pub struct OAuthFlow {
    pub(crate) kind: FlowKind,
    pub(crate) authorization: Option<&'static str>,
    pub(crate) token: Option<&'static str>,
    pub(crate) refresh: Option<&'static str>,
    pub(crate) device: Option<&'static str>,
}

/// Which flow it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FlowKind {
    AuthorizationCode,
    ClientCredentials,
    DeviceAuthorization,
    Password,
    Implicit,
    /// Where the addresses are published (OpenID Connect Discovery 1.0, RFC 8414).
    Metadata,
}

/// How generated code states a flow.
impl OAuthFlow {
    /// RFC 6749, section 4.1.
    #[must_use]
    pub const fn authorization_code() -> Self {
        Self::of(FlowKind::AuthorizationCode)
    }

    /// RFC 6749, section 4.4.
    #[must_use]
    pub const fn client_credentials() -> Self {
        Self::of(FlowKind::ClientCredentials)
    }

    /// RFC 8628.
    #[must_use]
    pub const fn device_authorization() -> Self {
        Self::of(FlowKind::DeviceAuthorization)
    }

    /// RFC 6749, section 4.3.
    #[must_use]
    pub const fn password() -> Self {
        Self::of(FlowKind::Password)
    }

    /// RFC 6749, section 4.2.
    #[must_use]
    pub const fn implicit() -> Self {
        Self::of(FlowKind::Implicit)
    }

    /// The addresses are published at this one, as a document of OpenID Connect Discovery or RFC 8414.
    #[must_use]
    pub const fn published_at(url: &'static str) -> Self {
        Self::of(FlowKind::Metadata).token(url)
    }

    /// The authorization endpoint.
    #[must_use]
    pub const fn authorization(mut self, url: &'static str) -> Self {
        self.authorization = Some(url);
        self
    }

    /// The token endpoint; of metadata, where they are.
    #[must_use]
    pub const fn token(mut self, url: &'static str) -> Self {
        self.token = Some(url);
        self
    }

    /// Where tokens are renewed, if it is not the token endpoint.
    #[must_use]
    pub const fn refresh(mut self, url: &'static str) -> Self {
        self.refresh = Some(url);
        self
    }

    /// The device authorization endpoint.
    #[must_use]
    pub const fn device(mut self, url: &'static str) -> Self {
        self.device = Some(url);
        self
    }

    const fn of(kind: FlowKind) -> Self {
        Self {
            kind,
            authorization: None,
            token: None,
            refresh: None,
            device: None,
        }
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
