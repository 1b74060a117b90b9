//! Credentials that are asked for: who is asked, for what, and what comes of it.

use crate::transport::{BoxError, Transport};
use crate::{Secret, SecurityScheme};
use futures_util::future::BoxFuture;
use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

/// Gives a client its credential, whatever the kind of its security scheme: the key, the token, `user:password`, or what
/// stands behind the name of another scheme of HTTP.
///
/// It is asked before each attempt of a call. One that takes time to answer is put into a [`Cached`](super::Cached). A
/// function that takes a [`CredentialRequest`] and returns a future is one:
///
/// ```
/// use timely_runtime::client::{Cached, Credential, CredentialRequest, Provided};
/// use std::time::Duration;
///
/// async fn ask(request: CredentialRequest) -> Result<Provided, timely_runtime::client::CredentialError> {
///     println!("a token for {} with {:?}", request.scheme(), request.scopes());
///     Ok(Provided::new("the-token").valid_for(Duration::from_secs(3600)))
/// }
/// let credential = Credential::provider(Cached::new(ask));
/// # let _ = credential;
/// ```
pub trait CredentialProvider: Send + Sync + 'static {
    /// A credential for this request.
    fn provide(
        &self,
        request: CredentialRequest,
    ) -> BoxFuture<'_, Result<Provided, CredentialError>>;
}

impl<F, R> CredentialProvider for F
where
    F: Fn(CredentialRequest) -> R + Send + Sync + 'static,
    R: Future<Output = Result<Provided, CredentialError>> + Send + 'static,
{
    fn provide(
        &self,
        request: CredentialRequest,
    ) -> BoxFuture<'_, Result<Provided, CredentialError>> {
        Box::pin(self(request))
    }
}

/// What a credential is needed for.
#[derive(Clone)]
pub struct CredentialRequest {
    pub(super) scheme: &'static SecurityScheme,
    pub(crate) scopes: Cow<'static, [&'static str]>,
    pub(super) refused: Option<Secret>,
    #[cfg_attr(not(feature = "oauth2"), allow(dead_code))]
    pub(crate) via: Via,
}

/// How a client sends its own requests, so that those for a token travel in the same way.
#[derive(Clone)]
#[cfg_attr(not(feature = "oauth2"), allow(dead_code))]
pub(crate) struct Via {
    pub(crate) transport: Arc<dyn Transport>,
    /// What relative addresses are relative to.
    pub(crate) base: String,
}

impl CredentialRequest {
    /// The name of the security scheme, its key under `components/securitySchemes`.
    #[must_use]
    pub fn scheme(&self) -> &'static str {
        self.scheme.name
    }

    /// The scopes that the operation requires, by the document. A [`Cached`](super::Cached) that keeps by scopes asks for
    /// those of earlier requests as well.
    #[must_use]
    pub fn scopes(&self) -> &[&'static str] {
        &self.scopes
    }

    /// The credential that the server has just refused with the status 401: another one is wanted. None on a first attempt.
    #[must_use]
    pub fn refused(&self) -> Option<&Secret> {
        self.refused.as_ref()
    }
}

/// Without the refused credential.
impl fmt::Debug for CredentialRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CredentialRequest")
            .field("scheme", &self.scheme.name)
            .field("scopes", &self.scopes)
            .field("refused", &self.refused.is_some())
            .finish_non_exhaustive()
    }
}

/// A credential, and for how long it holds.
#[derive(Clone, Debug)]
#[must_use]
pub struct Provided {
    pub(super) secret: Secret,
    pub(super) lifetime: Option<Duration>,
}

impl Provided {
    /// A credential that holds until the server refuses it.
    pub fn new(secret: impl Into<Secret>) -> Self {
        Self {
            secret: secret.into(),
            lifetime: None,
        }
    }

    /// The same, which holds for this time from when it was asked for.
    pub fn valid_for(mut self, lifetime: Duration) -> Self {
        self.lifetime = Some(lifetime);
        self
    }

    /// The credential.
    #[must_use]
    pub fn secret(&self) -> &Secret {
        &self.secret
    }

    /// For how long it holds from when it was asked for, if that is known.
    #[must_use]
    pub fn lifetime(&self) -> Option<Duration> {
        self.lifetime
    }
}

/// Why there is no credential. Its `source` is what the provider says; its text is that one's text, and so is what `Debug`
/// shows. With the feature `oauth2`, `oauth2` is that error by its type.
#[derive(Clone)]
pub struct CredentialError(Arc<dyn StdError + Send + Sync>);

impl CredentialError {
    /// An error of a provider. Its text must hold no secret.
    pub fn new(source: impl Into<BoxError>) -> Self {
        Self(Arc::from(source.into()))
    }

    /// The error by its type, if it is of this one.
    #[must_use]
    pub fn downcast_ref<E: StdError + 'static>(&self) -> Option<&E> {
        self.0.downcast_ref()
    }
}

impl fmt::Display for CredentialError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What a provider's error holds beside its text may be secret.
impl fmt::Debug for CredentialError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CredentialError({:?})", self.0.to_string())
    }
}

impl StdError for CredentialError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        // The text is that of the error itself, so that what is beneath it is what comes next.
        self.0.source()
    }
}
