//! Credentials: finding them in a request, and asking the user's authenticator what they are worth.

use super::{Candidate, Rejection};
use crate::parameters::{cookie_values, query_values};
use crate::{
    Location, Operation, Secret, SecurityKind, SecurityRequirement, SecurityScheme, base64,
};
use http::{HeaderMap, HeaderValue, StatusCode, header, request::Parts};
use smallvec::SmallVec;
use std::borrow::Cow;
use std::error::Error;
use std::future::Future;

/// Decides who a credential belongs to, and what they may do.
///
/// ```
/// use timely_runtime::Secret;
/// use timely_runtime::server::{AuthError, Authenticator, Candidate};
///
/// struct OneKey(Secret);
///
/// impl Authenticator for OneKey {
///     type Principal = ();
///
///     async fn authenticate(&self, candidate: Candidate<'_>) -> Result<(), AuthError> {
///         // `Secret::matches` takes the same time whether much of a guess is right or little.
///         let mut credentials = candidate.credentials.iter();
///         let known = credentials.all(|credential| self.0.matches(credential.secret.expose()));
///         if known { Ok(()) } else { Err(AuthError::Unauthorized) }
///     }
/// }
/// ```
///
/// What else there is of a request is in the [`Candidate`]: the operation, the method, the URI, the header fields and the
/// address of the peer, so that a key may be good for some addresses only, or a token for the host it was issued for.
///
/// Ready ones for fixed keys, users with passwords and several of these at once are behind the feature `auth`, one for
/// signed tokens behind `jwt`, and one for documents that ask for no credentials is [`NoAuth`](super::NoAuth).
pub trait Authenticator: Send + Sync + 'static {
    /// Who sent a request.
    type Principal: Clone + Send + Sync + 'static;

    /// Checks the credentials of one alternative that an operation's `security` lists: one for each of its schemes,
    /// in the order of their names. It is asked once per request for the same schemes.
    fn authenticate(
        &self,
        candidate: Candidate<'_>,
    ) -> impl Future<Output = Result<Self::Principal, AuthError>> + Send;

    /// Whether a principal has a scope (or a role, for schemes without scopes) that an operation requires.
    ///
    /// Unless it is implemented, nobody has any: operations that require one are refused with 403. A document that names no
    /// scopes needs no implementation.
    fn has_scope(&self, principal: &Self::Principal, scope: &str) -> bool {
        let _ = (principal, scope);
        false
    }
}

/// A credential that came with a request.
#[derive(Clone, Debug)]
pub struct Credential {
    /// The scheme it was sent for.
    pub scheme: &'static SecurityScheme,
    /// The key or token; `user:password` for basic authentication, and what follows the name of another scheme of
    /// HTTP. For `mutualTLS`, what the [`ClientCertificate`] holds.
    pub secret: Secret,
}

/// Who the certificate of a connection belongs to, for operations whose `security` asks for `mutualTLS`.
///
/// The certificate is part of the connection, which this crate does not see. What ends TLS (a proxy, or the acceptor of
/// the server) checks it, and a layer in front of the router puts this into the extensions of each request. Without it,
/// such an operation answers 401.
///
/// ```
/// use timely_runtime::server::ClientCertificate;
///
/// let mut request = http::Request::new(());
/// request.extensions_mut().insert(ClientCertificate::new("CN=billing"));
/// ```
#[derive(Clone, Debug)]
pub struct ClientCertificate(Secret);

impl ClientCertificate {
    /// A certificate that was checked, by what names its owner: the subject, a fingerprint, or its text. The
    /// authenticator gets it as the secret of a [`Credential`].
    pub fn new(owner: impl Into<Secret>) -> Self {
        Self(owner.into())
    }
}

/// Why credentials are refused.
#[derive(Debug, thiserror::Error)]
pub enum AuthError {
    /// They are unknown, wrong, or no longer valid: 401.
    #[error("the credentials are not valid")]
    Unauthorized,
    /// They are valid, but may not do this: 403.
    #[error("the credentials do not allow this")]
    Forbidden,
    /// They could not be checked: 500. The reason goes to the log only.
    #[error("the credentials could not be checked")]
    Unavailable(#[source] Box<dyn Error + Send + Sync>),
}

/// What became of one alternative.
#[derive(Clone)]
enum Verdict<P> {
    Known(P),
    Unknown,
    Forbidden,
}

/// Who sent a request, and how that is known.
pub(super) struct Authorized<P> {
    pub(super) principal: Option<P>,
    /// What was accepted, one for each scheme of the alternative.
    pub(super) credentials: Credentials,
}

/// Most alternatives ask for one.
pub(super) type Credentials = SmallVec<[Credential; 1]>;

/// An alternative that was asked for, and what became of it.
type Asked<P> = (&'static [SecurityRequirement], Verdict<P>);

/// Whether two alternatives ask for the same schemes.
fn same(a: &[SecurityRequirement], b: &[SecurityRequirement]) -> bool {
    let name = |requirement: &SecurityRequirement| requirement.scheme.name;
    a.iter().map(name).eq(b.iter().map(name))
}

/// Finds an alternative of the operation's security that the request satisfies.
///
/// No principal when the operation is open, or when credentials are optional and none came. Credentials that are sent but
/// not valid are refused also where they are optional: the sender believes to be someone.
pub(super) async fn authorize<A: Authenticator>(
    authenticator: &A,
    operation: &'static Operation,
    parts: &Parts,
) -> Result<Authorized<A::Principal>, Rejection> {
    let mut asked: SmallVec<[Asked<A::Principal>; 2]> = SmallVec::new();
    let mut optional = operation.security.is_empty();
    for alternative in operation.security {
        if alternative.is_empty() {
            optional = true;
            continue;
        }
        let Some(credentials) = credentials(alternative, parts) else {
            continue;
        };
        let verdict = match asked.iter().find(|(known, _)| same(known, alternative)) {
            Some((_, verdict)) => verdict.clone(),
            None => {
                let candidate = Candidate::new(operation, parts, &credentials);
                let verdict = ask(authenticator, candidate).await?;
                asked.push((alternative, verdict.clone()));
                verdict
            }
        };
        if let Verdict::Known(principal) = verdict {
            let mut scopes = alternative
                .iter()
                .flat_map(|requirement| requirement.scopes);
            if scopes.all(|scope| authenticator.has_scope(&principal, scope)) {
                return Ok(Authorized {
                    principal: Some(principal),
                    credentials,
                });
            }
        }
    }
    if optional && asked.is_empty() {
        return Ok(Authorized {
            principal: None,
            credentials: Credentials::new(),
        });
    }
    // Known, but without the scopes, or not allowed at all.
    if asked
        .iter()
        .any(|(_, verdict)| !matches!(verdict, Verdict::Unknown))
    {
        let rejection = Rejection::new(StatusCode::FORBIDDEN, forbidden(operation));
        return Err(rejection.with_headers(challenges(operation, Challenge::Scope)));
    }
    let (message, challenge) = if asked.is_empty() {
        (missing(operation), Challenge::Missing)
    } else {
        let message = "The credentials are not valid.".to_owned();
        (message, Challenge::Invalid)
    };
    let rejection = Rejection::new(StatusCode::UNAUTHORIZED, message);
    Err(rejection.with_headers(challenges(operation, challenge)))
}

/// What a caller without the scopes is told: which ones the document asks for.
fn forbidden(operation: &Operation) -> String {
    let alternatives = operation.security.iter().map(|alternative| {
        let scopes = alternative
            .iter()
            .flat_map(|requirement| requirement.scopes);
        scopes.copied().collect::<Vec<_>>().join(" and ")
    });
    let alternatives: Vec<String> = alternatives.filter(|scopes| !scopes.is_empty()).collect();
    if alternatives.is_empty() {
        "The credentials do not allow this operation.".to_owned()
    } else {
        format!("Missing required scope: {}", alternatives.join(" or "))
    }
}

/// What a caller without credentials is told: where they belong.
fn missing(operation: &Operation) -> String {
    let place = |requirement: &SecurityRequirement| match requirement.scheme.kind {
        SecurityKind::Bearer => "a bearer token".to_owned(),
        SecurityKind::Basic => "a user name and password".to_owned(),
        SecurityKind::Http(scheme) => format!("credentials of the scheme {scheme}"),
        SecurityKind::MutualTls => "a client certificate".to_owned(),
        SecurityKind::ApiKey { location, name } => match location {
            Location::Query | Location::QueryString => format!("the query parameter {name}"),
            Location::Cookie => format!("the cookie {name}"),
            Location::Header | Location::Path => format!("the header {name}"),
        },
    };
    let mut alternatives: Vec<String> = Vec::new();
    for alternative in operation.security {
        let places: Vec<String> = alternative.iter().map(place).collect();
        let places = places.join(" and ");
        // Alternatives may differ in their scopes alone.
        if !alternatives.contains(&places) {
            alternatives.push(places);
        }
    }
    format!("Credentials are required: {}.", alternatives.join(", or "))
}

async fn ask<A: Authenticator>(
    authenticator: &A,
    candidate: Candidate<'_>,
) -> Result<Verdict<A::Principal>, Rejection> {
    match authenticator.authenticate(candidate).await {
        Ok(principal) => Ok(Verdict::Known(principal)),
        Err(AuthError::Unauthorized) => Ok(Verdict::Unknown),
        Err(AuthError::Forbidden) => Ok(Verdict::Forbidden),
        Err(AuthError::Unavailable(error)) => {
            tracing::error!(operation = candidate.operation.id, %error, "the credentials could not be checked");
            Err(Rejection::internal())
        }
    }
}

/// The credentials for all schemes of an alternative; `None` when one is not there.
fn credentials(alternative: &[SecurityRequirement], parts: &Parts) -> Option<Credentials> {
    alternative
        .iter()
        .map(|requirement| {
            let scheme = requirement.scheme;
            secret(scheme, parts).map(|secret| Credential { scheme, secret })
        })
        .collect()
}

/// An empty or unreadable credential is none.
fn secret(scheme: &SecurityScheme, parts: &Parts) -> Option<Secret> {
    let secret: Secret = match scheme.kind {
        SecurityKind::Bearer => authorization(&parts.headers, "Bearer")?.into(),
        SecurityKind::Basic => {
            let encoded = authorization(&parts.headers, "Basic")?;
            String::from_utf8(base64::decode(encoded)?).ok()?.into()
        }
        SecurityKind::Http(scheme) => authorization(&parts.headers, scheme)?.into(),
        SecurityKind::MutualTls => {
            let certificate = parts.extensions.get::<ClientCertificate>()?;
            certificate.0.clone()
        }
        SecurityKind::ApiKey { location, name } => match location {
            Location::Query | Location::QueryString => {
                single(query_values(parts.uri.query().unwrap_or(""), name))?.into()
            }
            Location::Cookie => single(cookie_values(&parts.headers, name))?.into(),
            Location::Header | Location::Path => {
                Secret::from_field(single(parts.headers.get_all(name))?)?
            }
        },
    };
    (!secret.is_empty()).then_some(secret)
}

/// What follows the scheme (compared without case, RFC 9110 section 11.1) in the `Authorization` field.
fn authorization<'h>(headers: &'h HeaderMap, scheme: &str) -> Option<&'h str> {
    let value = text(single(headers.get_all(header::AUTHORIZATION))?)?;
    let (found, credential) = value.split_once(' ')?;
    found
        .eq_ignore_ascii_case(scheme)
        .then(|| credential.trim())
}

fn text(value: &HeaderValue) -> Option<&str> {
    std::str::from_utf8(value.as_bytes()).ok()
}

/// The only one: of two credentials, a proxy may have looked at the other.
fn single<T>(values: impl IntoIterator<Item = T>) -> Option<T> {
    let mut values = values.into_iter();
    let first = values.next()?;
    values.next().is_none().then_some(first)
}

/// Why a challenge is sent.
#[derive(Clone, Copy, PartialEq)]
enum Challenge {
    Missing,
    Invalid,
    Scope,
}

/// What `WWW-Authenticate` offers: the schemes that HTTP knows. To a bearer token that came it says what is wrong with
/// it (RFC 6750, section 3.1); with 403, which needs no challenge, that is all there is to say.
fn challenges(operation: &Operation, why: Challenge) -> HeaderMap {
    let mut challenges: Vec<Cow<'static, str>> = Vec::new();
    for requirement in operation.security.iter().copied().flatten() {
        let challenge = match (requirement.scheme.kind, why) {
            (SecurityKind::Bearer, Challenge::Missing) => "Bearer".into(),
            (SecurityKind::Bearer, Challenge::Invalid) => "Bearer error=\"invalid_token\"".into(),
            (SecurityKind::Bearer, Challenge::Scope) => insufficient(requirement.scopes),
            (_, Challenge::Scope) => continue,
            (SecurityKind::Basic, _) => "Basic realm=\"api\", charset=\"UTF-8\"".into(),
            (SecurityKind::Http(scheme), _) => scheme.into(),
            (SecurityKind::ApiKey { .. } | SecurityKind::MutualTls, _) => continue,
        };
        if !challenges.contains(&challenge) {
            challenges.push(challenge);
        }
    }
    challenges
        .into_iter()
        .filter_map(|challenge| {
            let value = HeaderValue::try_from(challenge.as_ref()).ok()?;
            Some((header::WWW_AUTHENTICATE, value))
        })
        .collect()
}

/// That a token lacks scopes; named are those whose characters a token of that header may have.
fn insufficient(scopes: &[&str]) -> Cow<'static, str> {
    let is_plain = |scope: &&&str| {
        let mut bytes = scope.bytes();
        !scope.is_empty() && bytes.all(|byte| matches!(byte, 0x21 | 0x23..=0x5b | 0x5d..=0x7e))
    };
    let scopes: Vec<&str> = scopes.iter().filter(is_plain).copied().collect();
    match scopes.join(" ") {
        none if none.is_empty() => "Bearer error=\"insufficient_scope\"".into(),
        scopes => format!("Bearer error=\"insufficient_scope\", scope=\"{scopes}\"").into(),
    }
}
