//! A credential as a program gives it.

use super::form::Unsendable;
use super::provider::CredentialProvider;
use crate::{Secret, SecurityKind};
use std::fmt;
use std::sync::Arc;

/// What a client authenticates itself with: a secret that stays, or a [`CredentialProvider`] that is asked for one.
///
/// The methods of a generated `ClientBuilder` take whatever becomes one: a text, a [`Secret`], a user name and password
/// as a pair (for `Authorization: Basic`), or, with the feature `oauth2`, a credential of OAuth 2.
///
/// ```
/// use timely_runtime::client::{Credential, CredentialRequest, Provided};
///
/// let stays = Credential::from("the-key");
/// let basic = Credential::from(("Aladdin", "open sesame"));
/// // Asked for each request: as when another process keeps a file up to date.
/// let changes = Credential::provider(|_: CredentialRequest| async {
///     Ok(Provided::new(std::fs::read_to_string("token").unwrap_or_default()))
/// });
/// # let _ = (stays, basic, changes);
/// ```
#[derive(Clone)]
pub struct Credential(pub(super) Given);

#[derive(Clone)]
pub(super) enum Given {
    Secret(Secret),
    Pair(String, Secret),
    Provider(Arc<dyn CredentialProvider>),
}

impl Credential {
    /// A credential that is asked for before each attempt of a call. [`Cached`](super::Cached) around the provider keeps
    /// what it says for as long as it holds.
    pub fn provider(provider: impl CredentialProvider) -> Self {
        Self(Given::Provider(Arc::new(provider)))
    }
}

/// A user name and password as one text (RFC 7617, section 2). A colon would end the name early.
pub(super) fn joined(
    kind: SecurityKind,
    user: &str,
    password: &Secret,
) -> Result<Secret, Unsendable> {
    if kind != SecurityKind::Basic || user.contains(':') {
        return Err(Unsendable);
    }
    Ok(Secret::new(format!("{user}:{}", password.expose())))
}

impl From<Secret> for Credential {
    fn from(secret: Secret) -> Self {
        Self(Given::Secret(secret))
    }
}

impl From<&Secret> for Credential {
    fn from(secret: &Secret) -> Self {
        Self::from(secret.clone())
    }
}

impl From<&str> for Credential {
    fn from(secret: &str) -> Self {
        Self::from(Secret::from(secret))
    }
}

impl From<String> for Credential {
    fn from(secret: String) -> Self {
        Self::from(Secret::from(secret))
    }
}

/// A user name and a password.
impl<U: Into<String>, P: Into<Secret>> From<(U, P)> for Credential {
    fn from((user, password): (U, P)) -> Self {
        Self(Given::Pair(user.into(), password.into()))
    }
}

/// Says what it is, and no secret.
impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Given::Secret(_) | Given::Pair(..) => "Credential(…)",
            Given::Provider(_) => "Credential(provider)",
        })
    }
}
