//! Several authenticators, each for a scheme.

use super::Granted;
use crate::server::{AuthError, Authenticator, Candidate};
use crate::{Operation, SecurityRequirement};
use futures_util::future::BoxFuture;
use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

/// Several authenticators, each for a security scheme of the document, by its name there.
///
/// ```
/// use timely_runtime::server::authenticators::{ApiKeys, Basic, ByScheme};
///
/// /// Who calls, whatever they show.
/// enum Caller {
///     Service(&'static str),
///     User(u64),
/// }
///
/// # fn secret(name: &str) -> String { name.to_owned() }
/// let keys = ApiKeys::new().key(secret("BILLING_KEY"), Caller::Service("billing"));
/// // What makes something else of credentials is told what that stands for.
/// let users = Basic::new().user("ann", secret("ANN"), 7);
/// let authenticator = ByScheme::new()
///     .scheme("apiKey", keys)
///     .scheme_as("user", users, |id| id.map(|id| Caller::User(*id)));
/// ```
///
/// Where an operation asks for the credentials of several schemes at once, each must be accepted by its authenticator, and
/// has the scopes that the operation asks of that scheme. Such a request is sent by whom the scheme that was added first
/// makes of it. The credentials of a scheme that has no authenticator are refused.
pub struct ByScheme<P> {
    members: Vec<(Cow<'static, str>, Box<dyn Member<P>>)>,
}

/// An authenticator whose principal is known as a `Granted`.
trait Member<P>: Send + Sync {
    fn authenticate<'a>(
        &'a self,
        candidate: Candidate<'a>,
    ) -> BoxFuture<'a, Result<Granted<P>, AuthError>>;
}

struct As<A, F> {
    authenticator: Arc<A>,
    known_as: F,
}

impl<P, A, F> Member<P> for As<A, F>
where
    P: Send + Sync + 'static,
    A: Authenticator,
    F: Fn(&A::Principal) -> Granted<P> + Send + Sync,
{
    fn authenticate<'a>(
        &'a self,
        candidate: Candidate<'a>,
    ) -> BoxFuture<'a, Result<Granted<P>, AuthError>> {
        Box::pin(async move {
            let principal = self.authenticator.authenticate(candidate).await?;
            let granted = (self.known_as)(&principal);
            // The authenticator may know of scopes what no list says.
            let authenticator = Arc::clone(&self.authenticator);
            Ok(granted.judged(move |scope| authenticator.has_scope(&principal, scope)))
        })
    }
}

impl<P: Send + Sync + 'static> ByScheme<P> {
    /// No schemes yet.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            members: Vec::new(),
        }
    }

    /// Adds a scheme, by its name in the document, and the authenticator for it. The first of two for one scheme counts.
    #[must_use]
    pub fn scheme(
        self,
        name: impl Into<Cow<'static, str>>,
        authenticator: impl Authenticator<Principal = Granted<P>>,
    ) -> Self {
        self.scheme_as(name, authenticator, Granted::clone)
    }

    /// The same with an authenticator that makes something else of credentials, and what that stands for. Whether a scope
    /// is granted is asked of the authenticator.
    #[must_use]
    pub fn scheme_as<A: Authenticator>(
        mut self,
        name: impl Into<Cow<'static, str>>,
        authenticator: A,
        known_as: impl Fn(&A::Principal) -> Granted<P> + Send + Sync + 'static,
    ) -> Self {
        let member = As {
            authenticator: Arc::new(authenticator),
            known_as,
        };
        self.members.push((name.into(), Box::new(member)));
        self
    }

    /// The authenticator of a scheme, and its place among them.
    fn member(&self, scheme: &str) -> Option<(usize, &dyn Member<P>)> {
        let mut members = self.members.iter().enumerate();
        let (place, (_, member)) = members.find(|(_, (name, _))| name == scheme)?;
        Some((place, member.as_ref()))
    }
}

impl<P: Send + Sync + 'static> Default for ByScheme<P> {
    fn default() -> Self {
        Self::new()
    }
}

impl<P: Send + Sync + 'static> Authenticator for ByScheme<P> {
    type Principal = Granted<P>;

    async fn authenticate(&self, candidate: Candidate<'_>) -> Result<Granted<P>, AuthError> {
        let mut accepted = Vec::with_capacity(candidate.credentials.len());
        let mut first = None;
        for credential in candidate.credentials {
            let scheme = credential.scheme.name;
            let Some((place, member)) = self.member(scheme) else {
                tracing::debug!(scheme, "the scheme has no authenticator");
                return Err(AuthError::Unauthorized);
            };
            let credentials = std::slice::from_ref(credential);
            let one = Candidate {
                credentials,
                ..candidate
            };
            let granted = member.authenticate(one).await?;
            if first.is_none_or(|(other, _)| place < other) {
                first = Some((place, accepted.len()));
            }
            accepted.push((scheme, granted));
        }
        let (_, first) = first.ok_or(AuthError::Unauthorized)?;
        let (_, caller) = &accepted[first];
        let caller = caller.clone();
        if let [_] = accepted.as_slice() {
            return Ok(caller);
        }
        let (operation, own) = (candidate.operation, caller.clone());
        Ok(caller.judged(move |scope| {
            asked_of_all(operation, &accepted, scope).unwrap_or_else(|| own.has_scope(scope))
        }))
    }

    fn has_scope(&self, caller: &Granted<P>, scope: &str) -> bool {
        caller.has_scope(scope)
    }
}

/// Whether a scope is granted by each scheme of which the operation asks it, among those that were accepted together;
/// none if it asks it of no one.
fn asked_of_all<P>(
    operation: &Operation,
    accepted: &[(&'static str, Granted<P>)],
    scope: &str,
) -> Option<bool> {
    let is_this = |alternative: &&&[SecurityRequirement]| {
        let names = alternative
            .iter()
            .map(|requirement| requirement.scheme.name);
        names.eq(accepted.iter().map(|(scheme, _)| *scheme))
    };
    let requirements = operation.security.iter().filter(is_this).copied().flatten();
    let asking = requirements.filter(|requirement| requirement.scopes.contains(&scope));
    let grants = |requirement: &SecurityRequirement| {
        let mut accepted = accepted.iter();
        let one = accepted.find(|(scheme, _)| *scheme == requirement.scheme.name);
        one.is_some_and(|(_, granted)| granted.has_scope(scope))
    };
    asking.map(grants).reduce(|all, one| all && one)
}

/// The schemes, without what is asked about them.
impl<P> fmt::Debug for ByScheme<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let schemes = self.members.iter().map(|(name, _)| name);
        f.debug_set().entries(schemes).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{BASIC, BEARER, KEY, ask, ask_all};
    use super::super::{ApiKeys, Basic};
    use super::*;

    #[derive(Debug, PartialEq)]
    enum Caller {
        Service(&'static str),
        User(u8),
    }

    /// Grants whatever begins with its name.
    struct Prefix;

    impl Authenticator for Prefix {
        type Principal = &'static str;

        async fn authenticate(&self, _: Candidate<'_>) -> Result<&'static str, AuthError> {
            Ok("read")
        }

        fn has_scope(&self, principal: &&'static str, scope: &str) -> bool {
            scope.starts_with(principal)
        }
    }

    fn authenticator() -> ByScheme<Caller> {
        let keys = ApiKeys::new()
            .key("k", Caller::Service("billing"))
            .scopes(["read", "write"])
            .key("i", Caller::Service("shop"))
            .scopes(["internal"]);
        let tokens = ApiKeys::new().key("t", 7).scopes(["read", "internal"]);
        let tokens = tokens.key("w", 8).scopes(["write"]);
        ByScheme::new()
            .scheme_as("token", tokens, |id| id.map(|id| Caller::User(*id)))
            .scheme("key", keys)
    }

    #[tokio::test]
    async fn each_scheme_has_its_authenticator() {
        let all = authenticator();
        let service = ask(&all, &KEY, "k").await.unwrap();
        assert_eq!(*service, Caller::Service("billing"));
        assert!(all.has_scope(&service, "write"));
        let user = ask(&all, &BEARER, "t").await.unwrap();
        assert_eq!(*user, Caller::User(7));
        assert!(all.has_scope(&user, "read") && !all.has_scope(&user, "write"));
        // What is right elsewhere is wrong here, and one without an authenticator is refused.
        assert!(ask(&all, &BEARER, "k").await.is_err());
        assert!(ask(&all, &KEY, "t").await.is_err());
        assert!(ask(&all, &BASIC, "ann:p").await.is_err());
        assert_eq!(format!("{all:?}"), r#"{"token", "key"}"#);
    }

    #[tokio::test]
    async fn of_several_at_once_each_must_be_right_and_have_its_own_scopes() {
        let all = authenticator();
        for wrong in [("k", "x"), ("x", "t"), ("t", "k")] {
            let both = [(&KEY, wrong.0), (&BEARER, wrong.1)];
            assert!(ask_all(&all, &both).await.is_err(), "{wrong:?}");
        }
        // `internal` is asked of the key and `write` of the token.
        for (key, token, internal, write) in [
            ("k", "t", false, false),
            ("i", "t", true, false),
            ("k", "w", false, true),
            ("i", "w", true, true),
        ] {
            let both = ask_all(&all, &[(&KEY, key), (&BEARER, token)]).await;
            let both = both.unwrap();
            // The scheme of the token was added first.
            assert!(matches!(*both, Caller::User(_)));
            assert_eq!(all.has_scope(&both, "internal"), internal, "{key} {token}");
            assert_eq!(all.has_scope(&both, "write"), write, "{key} {token}");
        }
    }

    #[tokio::test]
    async fn scopes_are_what_the_authenticator_says() {
        let users = Basic::new().user("ann", "p", "ann");
        let all = ByScheme::new()
            .scheme("user", users)
            .scheme_as("key", Prefix, |name| {
                Granted::new(*name).with_scopes(["admin"])
            });
        let caller = ask(&all, &KEY, "anything").await.unwrap();
        assert!(all.has_scope(&caller, "read:all") && !all.has_scope(&caller, "admin"));
    }
}
