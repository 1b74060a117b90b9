//! Signed tokens (JSON Web Tokens, RFC 7519), by the rules of RFC 8725.

mod algorithm;
mod claims;
mod jwk;
#[cfg(feature = "jwks")]
mod jwks;
mod key;
mod key_set;
mod token;

#[cfg(test)]
mod tests;

pub use algorithm::JwtAlgorithm;
#[cfg(feature = "jwks")]
pub use jwks::{Jwks, JwksError};
pub use key::{JwtKey, JwtKeyError};

use self::claims::Rules;
use self::key_set::KeySet;
use self::token::{Refusal, Token};
use super::{Granted, only};
use crate::server::{AuthError, Authenticator, Candidate};
use crate::{SecurityKind, UtcTime};
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

/// Signed tokens (JSON Web Tokens, RFC 7519) as bearer tokens or API keys. `C` is what the program reads of their claims.
///
/// ```
/// use serde::Deserialize;
/// use timely_runtime::server::authenticators::{Granted, Jwt, JwtAlgorithm, JwtKey, JwtKeyError};
///
/// #[derive(Deserialize)]
/// struct User {
///     #[serde(rename = "sub")]
///     id: String,
/// }
///
/// fn authenticator(secret: &[u8]) -> Result<Jwt<User>, JwtKeyError> {
///     let key = JwtKey::secret(JwtAlgorithm::Hs256, secret)?;
///     Ok(Jwt::new(key).issuer("https://id.example").audience("https://api.example"))
/// }
/// ```
///
/// A service is then one of `Granted<User>`. With the feature `jwks`, `Jwks` in place of the key fetches the keys that an
/// issuer publishes.
///
/// Refused with 401 is a token
///
/// - that is larger than 16 KiB ([`Jwt::token_limit`]), or no token in the compact form of RFC 7515;
/// - whose `alg` is not that of a key, or not among those that [`Jwt::algorithms`] allows; there is no `none`, and a public
///   key is never taken for a secret;
/// - that has `crit`, or another type than [`Jwt::token_type`] says;
/// - that was signed with none of the keys that its `kid` stands for; what else its header says of keys (`jwk`, `jku`, `x5u`)
///   is not looked at;
/// - that has expired, has no `exp`, or is not valid yet (`nbf`), with a leeway of one minute;
/// - of another issuer, or for another audience. A token that names an audience is refused if none is set;
/// - without a [required](Jwt::require) claim, or whose claims are not a `C`.
///
/// Its scopes are those of `scope`, as RFC 8693 has it, or `scp`, unless [`Jwt::scopes_in`] says where they are.
pub struct Jwt<C> {
    keys: JwtKeys,
    algorithms: Option<Vec<JwtAlgorithm>>,
    token_type: Option<Cow<'static, str>>,
    rules: Rules,
    limit: usize,
    clock: Arc<dyn Fn() -> UtcTime + Send + Sync>,
    claims: PhantomData<fn() -> C>,
}

/// The keys that tokens are verified with: those that the program has, or, with the feature `jwks`, those of an issuer.
#[derive(Debug)]
pub struct JwtKeys(Source);

#[derive(Debug)]
enum Source {
    Fixed(Arc<KeySet>),
    #[cfg(feature = "jwks")]
    Published(jwks::Published),
}

impl JwtKeys {
    /// Whose keys they are, where that is known.
    fn issuer(&self) -> Option<&str> {
        match &self.0 {
            Source::Fixed(_) => None,
            #[cfg(feature = "jwks")]
            Source::Published(published) => published.issuer(),
        }
    }
}

impl From<JwtKey> for JwtKeys {
    fn from(key: JwtKey) -> Self {
        vec![key].into()
    }
}

impl From<Vec<JwtKey>> for JwtKeys {
    fn from(keys: Vec<JwtKey>) -> Self {
        Self(Source::Fixed(Arc::new(KeySet::own(keys))))
    }
}

#[cfg(feature = "jwks")]
impl From<Jwks> for JwtKeys {
    fn from(jwks: Jwks) -> Self {
        Self(Source::Published(jwks.into()))
    }
}

/// Why there is no principal.
enum Failure {
    Refused(Refusal),
    /// There are no keys to verify with.
    #[cfg_attr(not(feature = "jwks"), allow(dead_code))]
    NoKeys(Box<dyn std::error::Error + Send + Sync>),
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl<C> Jwt<C> {
    /// Tokens that are signed with one of these keys.
    #[must_use]
    pub fn new(keys: impl Into<JwtKeys>) -> Self {
        let keys = keys.into();
        let issuers = keys.issuer().into_iter().map(str::to_owned);
        let rules = Rules {
            issuers: issuers.collect(),
            ..Rules::default()
        };
        Self {
            keys,
            algorithms: None,
            token_type: None,
            rules,
            limit: 16 * 1024,
            clock: Arc::new(|| SystemTime::now().into()),
            claims: PhantomData,
        }
    }

    /// The issuer of the tokens (`iss`); one of several, if it is called several times. Any, if it is not called.
    #[must_use]
    pub fn issuer(mut self, issuer: impl Into<String>) -> Self {
        self.rules.issuers.push(issuer.into());
        self
    }

    /// What this server is called in the audience of a token (`aud`); one of several, if it is called several times.
    #[must_use]
    pub fn audience(mut self, audience: impl Into<String>) -> Self {
        self.rules.audiences.push(audience.into());
        self
    }

    /// Takes tokens that are for anyone. A token that was given to another server can then be used with this one.
    #[must_use]
    pub fn any_audience(mut self) -> Self {
        self.rules.any_audience = true;
        self
    }

    /// The algorithms that are allowed, of those that the keys are for; all of these unless it is called.
    #[must_use]
    pub fn algorithms(mut self, algorithms: impl IntoIterator<Item = JwtAlgorithm>) -> Self {
        self.algorithms = Some(algorithms.into_iter().collect());
        self
    }

    /// The type that tokens must have (`typ`), such as `at+jwt` for access tokens (RFC 9068). Unless it is called, the type
    /// is not looked at.
    #[must_use]
    pub fn token_type(mut self, token_type: impl Into<Cow<'static, str>>) -> Self {
        self.token_type = Some(token_type.into());
        self
    }

    /// A claim that must be there, and not be null.
    #[must_use]
    pub fn require(mut self, claim: impl Into<String>) -> Self {
        self.rules.required.push(claim.into());
        self
    }

    /// Where a token has its scopes, in place of `scope` and `scp`: the name of a claim, such as `roles`, or a JSON pointer
    /// (RFC 6901), such as `/realm_access/roles`. It holds words in a text, or a list of texts.
    #[must_use]
    pub fn scopes_in(mut self, place: impl Into<Cow<'static, str>>) -> Self {
        self.rules.scopes = vec![place.into()];
        self
    }

    /// By how much the clocks of this server and of the issuer may differ; a minute unless it is called.
    #[must_use]
    pub fn leeway(mut self, leeway: Duration) -> Self {
        self.rules.leeway = leeway;
        self
    }

    /// Takes tokens without `exp`, which are valid for good.
    #[must_use]
    pub fn allow_unlimited(mut self) -> Self {
        self.rules.may_be_unlimited = true;
        self
    }

    /// The largest token, in bytes; 16 KiB unless it is called.
    #[must_use]
    pub fn token_limit(mut self, bytes: usize) -> Self {
        self.limit = bytes;
        self
    }

    /// What tells the time, in place of the system; of use to tests.
    #[must_use]
    pub fn clock(mut self, now: impl Fn() -> UtcTime + Send + Sync + 'static) -> Self {
        self.clock = Arc::new(now);
        self
    }

    /// Fetches the keys of an issuer, unless they are there. What calls it before it serves knows that they can be had.
    ///
    /// # Errors
    /// When there are none.
    #[cfg(feature = "jwks")]
    pub async fn prepare(&self) -> Result<(), Arc<JwksError>> {
        match &self.keys.0 {
            Source::Fixed(_) => Ok(()),
            Source::Published(published) => published.keys(None).await.map(drop),
        }
    }

    /// The keys for a token.
    #[cfg_attr(not(feature = "jwks"), allow(unused_variables, clippy::unused_async))]
    async fn keys(&self, token: &Token<'_>) -> Result<Arc<KeySet>, Failure> {
        match &self.keys.0 {
            Source::Fixed(keys) => Ok(Arc::clone(keys)),
            #[cfg(feature = "jwks")]
            Source::Published(published) => {
                let keys = published.keys(token.key_id()).await;
                keys.map_err(|error| Failure::NoKeys(Box::new(error)))
            }
        }
    }
}

impl<C: DeserializeOwned> Jwt<C> {
    async fn check(&self, text: &str) -> Result<Granted<C>, Failure> {
        let token = Token::read(text, self.limit)?;
        if let Some(allowed) = &self.algorithms
            && !allowed.contains(&token.algorithm)
        {
            return Err(Refusal::Algorithm.into());
        }
        if let Some(wanted) = &self.token_type
            && !token.is_of_type(wanted)
        {
            return Err(Refusal::Type.into());
        }
        let keys = self.keys(&token).await?;
        if !keys.takes(token.algorithm) {
            return Err(Refusal::Algorithm.into());
        }
        keys.verify(&token)?;
        let claims = token.claims()?;
        let now = (self.clock)();
        #[allow(
            clippy::cast_precision_loss,
            reason = "milliseconds since 1970 are exact"
        )]
        let now = now.timestamp_millis() as f64 / 1000.0;
        self.rules.check(&claims, now)?;
        let scopes = self.rules.scopes(&claims);
        let claims = serde_json::from_value(Value::Object(claims));
        let claims: C = claims.map_err(|_| Refusal::Claims)?;
        Ok(Granted::new(claims).with_scopes(scopes))
    }
}

impl<C: DeserializeOwned + Send + Sync + 'static> Authenticator for Jwt<C> {
    type Principal = Granted<C>;

    async fn authenticate(&self, candidate: Candidate<'_>) -> Result<Granted<C>, AuthError> {
        let credential = only(&candidate)?;
        let is_token = matches!(
            credential.scheme.kind,
            SecurityKind::Bearer | SecurityKind::ApiKey { .. } | SecurityKind::Http(_)
        );
        if !is_token {
            return Err(AuthError::Unauthorized);
        }
        // Boxed, so that the futures of requests stay small.
        let checked = Box::pin(self.check(credential.secret.expose())).await;
        checked.map_err(|failure| match failure {
            Failure::Refused(reason) => {
                tracing::debug!(%reason, "a token is refused");
                AuthError::Unauthorized
            }
            Failure::NoKeys(error) => AuthError::Unavailable(error),
        })
    }

    fn has_scope(&self, principal: &Granted<C>, scope: &str) -> bool {
        principal.has_scope(scope)
    }
}

/// What it asks of tokens.
impl<C> fmt::Debug for Jwt<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Jwt")
            .field("keys", &self.keys)
            .field("rules", &self.rules)
            .finish_non_exhaustive()
    }
}
