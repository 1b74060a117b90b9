//! Users and passwords (RFC 7617).

use super::digest::Digest;
use super::{Granted, only};
use crate::server::{AuthError, Authenticator, Candidate, offload};
use crate::{Secret, SecurityKind};
use std::fmt;
use std::future::Future;
use std::sync::Arc;

/// Users, each with a password, for schemes of the type `http` with the scheme `basic` (RFC 7617).
///
/// Names and passwords are compared as they are written, byte for byte, in constant time. As the standard asks, a
/// credential with control characters is refused, and the first colon ends the name, so that a name with one is never
/// accepted.
///
/// ```
/// use timely_runtime::server::authenticators::Basic;
///
/// # fn password(of: &str) -> String { of.to_owned() }
/// let users = Basic::new().user("ann", password("ann"), "Ann").scopes(["reports"]);
/// ```
///
/// What is kept of a password is a hash that is fast, which hides only what cannot be guessed. Passwords that people
/// choose are kept by a slow hash, of the program's own choice:
///
/// ```
/// use timely_runtime::server::authenticators::Basic;
///
/// # mod argon2 { pub fn verify(hash: &str, password: &str) -> bool { false } }
/// let users = Basic::hashed(|password, hash| argon2::verify(hash, password.expose()))
///     .user("ann", "$argon2id$v=19$m=19456,t=2,p=1$…", "Ann");
/// ```
///
/// Users in a database are known by a function: [`Basic::by`].
pub struct Basic<P> {
    users: Vec<User<P>>,
    /// What knows whether a password belongs to a hash; none where the passwords themselves are given.
    verify: Option<Arc<Verify>>,
}

type Verify = dyn Fn(&Secret, &str) -> bool + Send + Sync;

struct User<P> {
    name: Digest,
    password: Password,
    user: Granted<P>,
}

enum Password {
    Known(Digest),
    Hashed(Arc<str>),
    /// Nothing is accepted for it.
    None,
}

impl<P> Basic<P> {
    /// No users yet; they are given with their passwords.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            users: Vec::new(),
            verify: None,
        }
    }

    /// No users yet; they are given with hashes of their passwords, and a function tells whether a password belongs to one.
    ///
    /// It is called on a thread for such work, also for names that nobody has, with the hash of someone else: how long an
    /// answer takes does not tell who there is.
    #[must_use]
    pub fn hashed(verify: impl Fn(&Secret, &str) -> bool + Send + Sync + 'static) -> Self {
        Self {
            users: Vec::new(),
            verify: Some(Arc::new(verify)),
        }
    }

    /// Adds a user, with a password or the hash of one.
    ///
    /// A user without a name or a password is never accepted, nor one whose name has a colon or a control character, which
    /// cannot be sent; this is logged as an error. The first of two users of one name counts.
    #[must_use]
    pub fn user(mut self, name: &str, password: impl Into<Secret>, user: P) -> Self {
        let password = password.into();
        let is_possible =
            !name.is_empty() && !name.contains(':') && is_text(name) && !password.is_empty();
        if !is_possible {
            tracing::error!("a user's name or password is not possible, and is never accepted");
        }
        let password = match &self.verify {
            _ if !is_possible => Password::None,
            Some(_) => Password::Hashed(password.expose().into()),
            None => Password::Known(Digest::of(password.expose())),
        };
        self.users.push(User {
            name: Digest::of(name),
            password,
            user: Granted::new(user),
        });
        self
    }

    /// Grants scopes (or roles) to the user that was added last.
    #[must_use]
    pub fn scopes(mut self, scopes: impl IntoIterator<Item = impl Into<String>>) -> Self {
        if let Some(User { user, .. }) = self.users.last_mut() {
            *user = user.clone().with_scopes(scopes);
        }
        self
    }

    /// The user of a name. All are looked at, whichever it is.
    fn find(&self, name: &str) -> Option<&User<P>> {
        let name = Digest::of(name);
        let mut found = None;
        for user in &self.users {
            let is_it: bool = user.name.matches(&name).into();
            if is_it && found.is_none() {
                found = Some(user);
            }
        }
        found
    }

    async fn check(&self, name: &str, password: Secret) -> Result<Option<&User<P>>, AuthError> {
        let found = self.find(name);
        let Some(verify) = self.verify.clone() else {
            let sent = Digest::of(password.expose());
            let is_right = |user: &&User<P>| match &user.password {
                Password::Known(known) => known.matches(&sent).into(),
                Password::Hashed(_) | Password::None => false,
            };
            return Ok(found.filter(is_right));
        };
        let hash = |user: &User<P>| match &user.password {
            Password::Hashed(hash) => Some(Arc::clone(hash)),
            Password::Known(_) | Password::None => None,
        };
        let own = found.and_then(hash);
        let is_known = own.is_some();
        // Of anyone, for whom nobody knows.
        let Some(hash) = own.or_else(|| self.users.iter().find_map(hash)) else {
            return Ok(None);
        };
        let verified = offload::run(move || verify(&password, &hash)).await;
        let is_right = verified.map_err(|_| AuthError::Unavailable("the server stops".into()))?;
        Ok(found.filter(|_| is_known && is_right))
    }
}

impl Basic<()> {
    /// Users that a function knows, by name and password.
    ///
    /// ```
    /// use timely_runtime::Secret;
    /// use timely_runtime::server::AuthError;
    /// use timely_runtime::server::authenticators::{Basic, Granted};
    ///
    /// # async fn find(_: &str) -> Result<(), std::io::Error> { Ok(()) }
    /// let users = Basic::by(|name: String, password: Secret| async move {
    ///     let user = find(&name).await.map_err(|error| AuthError::Unavailable(error.into()))?;
    ///     // …is the password that of the user?
    ///     Ok::<_, AuthError>(Granted::new(user))
    /// });
    /// ```
    #[must_use]
    pub const fn by<F>(check: F) -> BasicBy<F> {
        BasicBy(check)
    }
}

impl<P> Default for Basic<P> {
    fn default() -> Self {
        Self::new()
    }
}

impl<P: Send + Sync + 'static> Authenticator for Basic<P> {
    type Principal = Granted<P>;

    async fn authenticate(&self, candidate: Candidate<'_>) -> Result<Granted<P>, AuthError> {
        let (name, password) = sent(&candidate)?;
        let user = self.check(name, password.into()).await?;
        let user = user.ok_or(AuthError::Unauthorized)?;
        Ok(user.user.clone())
    }

    fn has_scope(&self, user: &Granted<P>, scope: &str) -> bool {
        user.has_scope(scope)
    }
}

/// How many, and none of them.
impl<P> fmt::Debug for Basic<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Basic")
            .field("users", &self.users.len())
            .finish_non_exhaustive()
    }
}

/// Users that a function knows: [`Basic::by`].
pub struct BasicBy<F>(F);

impl<P, F, Fut> Authenticator for BasicBy<F>
where
    P: Send + Sync + 'static,
    F: Fn(String, Secret) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result<Granted<P>, AuthError>> + Send + 'static,
{
    type Principal = Granted<P>;

    async fn authenticate(&self, candidate: Candidate<'_>) -> Result<Granted<P>, AuthError> {
        let (name, password) = sent(&candidate)?;
        (self.0)(name.to_owned(), password.into()).await
    }

    fn has_scope(&self, user: &Granted<P>, scope: &str) -> bool {
        user.has_scope(scope)
    }
}

impl<F> fmt::Debug for BasicBy<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BasicBy").finish_non_exhaustive()
    }
}

/// The name and the password that were sent (RFC 7617, section 2).
fn sent<'c>(candidate: &Candidate<'c>) -> Result<(&'c str, &'c str), AuthError> {
    let credential = only(candidate)?;
    let text = credential.secret.expose();
    let is_basic = credential.scheme.kind == SecurityKind::Basic;
    let pair = text.split_once(':').filter(|_| is_basic && is_text(text));
    pair.ok_or(AuthError::Unauthorized)
}

/// Whether there is no control character, which neither a name nor a password may have.
fn is_text(text: &str) -> bool {
    !text.contains(char::is_control)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{BASIC, BEARER, ask};
    use super::*;
    use std::sync::Mutex;

    fn users() -> Basic<u8> {
        Basic::new()
            .user("ann", "se:cret", 1)
            .scopes(["read"])
            .user("bob", "pässword", 2)
            .user("b:ob", "p", 3)
            .user("", "p", 4)
            .user("empty", "", 5)
            .user("ann", "other", 6)
    }

    #[tokio::test]
    async fn a_user_is_known_by_name_and_password() {
        let users = users();
        let ann = ask(&users, &BASIC, "ann:se:cret").await.unwrap();
        assert_eq!(*ann, 1);
        assert!(users.has_scope(&ann, "read") && !users.has_scope(&ann, "write"));
        assert_eq!(*ask(&users, &BASIC, "bob:pässword").await.unwrap(), 2);
        for wrong in [
            "ann",
            "ann:",
            "ann:se",
            "ann:other",
            "ANN:se:cret",
            "bob:se:cret",
            "b:ob:p",
            ":p",
            "empty:",
            "ann:se:cret\n",
            "ann\0:se:cret",
            "",
        ] {
            let refused = ask(&users, &BASIC, wrong).await;
            assert!(matches!(refused, Err(AuthError::Unauthorized)), "{wrong}");
        }
        assert!(ask(&users, &BEARER, "ann:se:cret").await.is_err());
        assert_eq!(format!("{users:?}"), "Basic { users: 6, .. }");
    }

    #[tokio::test]
    async fn hashes_are_verified_for_those_too_whom_nobody_knows() {
        let asked = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&asked);
        let users = Basic::hashed(move |password, hash| {
            let pair = format!("{} {hash}", password.expose());
            seen.lock().unwrap().push(pair);
            hash.strip_prefix('#') == Some(password.expose())
        });
        let users = users.user("ann", "#a", 1).user("bob", "#b", 2);
        assert_eq!(*ask(&users, &BASIC, "bob:b").await.unwrap(), 2);
        assert!(ask(&users, &BASIC, "bob:a").await.is_err());
        // Right for the hash that it is compared with, and no user's all the same.
        assert!(ask(&users, &BASIC, "eve:a").await.is_err());
        assert_eq!(*asked.lock().unwrap(), ["b #b", "a #b", "a #a"]);
        let nobody = Basic::<u8>::hashed(|_, _| true);
        assert!(ask(&nobody, &BASIC, "ann:a").await.is_err());
    }

    #[tokio::test]
    async fn a_function_may_know_users() {
        let users = Basic::by(async |name: String, password: Secret| match name.as_str() {
            "down" => Err(AuthError::Unavailable("no database".into())),
            _ if password.matches("p") => Ok(Granted::new(name)),
            _ => Err(AuthError::Unauthorized),
        });
        assert_eq!(**ask(&users, &BASIC, "ann:p").await.unwrap(), *"ann");
        assert!(ask(&users, &BASIC, "ann:q").await.is_err());
        let down = ask(&users, &BASIC, "down:p").await;
        assert!(matches!(down, Err(AuthError::Unavailable(_))));
    }
}
