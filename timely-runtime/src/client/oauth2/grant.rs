//! How a token is obtained when one is needed, and how it is renewed.

use super::device::{self, Show};
use super::endpoints::Endpoints;
use super::http::Http;
use super::{OAuth2, OAuth2Error, Tokens};
use crate::Secret;
use crate::client::{
    Cached, Credential, CredentialError, CredentialProvider, CredentialRequest, Provided, Transport,
};
use crate::operation::FlowKind;
use ::oauth2::{RefreshToken, TokenUrl};
use futures_util::future::BoxFuture;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::OnceCell;

/// A credential of OAuth 2, to be given to a client. Clones share their token, also among clients of different APIs.
#[derive(Clone)]
pub struct OAuth2Credential(Cached<Source>);

/// By what an authorization server gives a token.
pub(super) enum Grant {
    ClientCredentials,
    Device(Arc<Show>),
    /// By a refresh token alone.
    None,
}

/// Asks for tokens.
struct Source {
    oauth: OAuth2,
    grant: Grant,
    /// Asked for at most once.
    endpoints: OnceCell<Endpoints>,
    refresh: Mutex<Option<Renewal>>,
}

/// What a token is renewed with.
#[derive(Clone)]
struct Renewal {
    token: Secret,
    /// The scopes that it is for, as far as operations have required them.
    scopes: Vec<&'static str>,
}

impl OAuth2Credential {
    pub(super) fn new(oauth: OAuth2, grant: Grant, refresh: Option<Secret>) -> Self {
        // The scopes of what a user has authorized stay what they are.
        let by_scopes = oauth.scopes.is_none() && !matches!(grant, Grant::None);
        let source = Source::new(oauth, grant, refresh);
        let cached = match by_scopes {
            true => Cached::by_scopes(source),
            false => Cached::new(source),
        };
        // Each request has its own time, and a user takes longer.
        Self(cached.timeout(None))
    }

    /// One that begins with tokens.
    pub(super) fn with(oauth: OAuth2, endpoints: Endpoints, tokens: &Tokens) -> Self {
        let source = Source {
            endpoints: OnceCell::new_with(Some(endpoints)),
            ..Source::new(oauth, Grant::None, tokens.refresh_token().cloned())
        };
        Self(Cached::holding(source, &tokens.provided()).timeout(None))
    }
}

impl From<OAuth2Credential> for Credential {
    fn from(credential: OAuth2Credential) -> Self {
        Self::provider(credential.0)
    }
}

impl From<&OAuth2Credential> for Credential {
    fn from(credential: &OAuth2Credential) -> Self {
        Self::from(credential.clone())
    }
}

impl Source {
    fn new(oauth: OAuth2, grant: Grant, refresh: Option<Secret>) -> Self {
        let renewal = |token| Renewal {
            token,
            scopes: Vec::new(),
        };
        Self {
            oauth,
            grant,
            endpoints: OnceCell::new(),
            refresh: Mutex::new(refresh.map(renewal)),
        }
    }

    async fn tokens(&self, request: CredentialRequest) -> Result<Tokens, OAuth2Error> {
        let base = request.via.base.clone();
        let http = self.oauth.http(request.via.transport);
        let scopes = request.scopes;
        let flow = match &self.grant {
            Grant::ClientCredentials => Some(FlowKind::ClientCredentials),
            Grant::Device(_) => Some(FlowKind::DeviceAuthorization),
            Grant::None => None,
        };
        let find = || Endpoints::find(&self.oauth, flow, &http, Some(&base));
        let endpoints = self.endpoints.get_or_try_init(find).await?;
        if let Some(renewal) = self.renewal(&scopes) {
            match renew(&self.oauth, endpoints, &http, &renewal.token).await {
                Ok(tokens) => return Ok(self.stored(tokens, renewal.scopes)),
                // The user may be asked again.
                Err(error) if error.is_refused_with("invalid_grant") && self.is_renewable() => {}
                Err(error) => return Err(error),
            }
        }
        let tokens = match &self.grant {
            Grant::ClientCredentials => {
                let url = TokenUrl::from_url(endpoints.token()?);
                let program = self.oauth.program().set_token_uri(url);
                let mut asked = program
                    .exchange_client_credentials()
                    .add_scopes(self.oauth.scopes_or(&scopes));
                for (name, value) in &self.oauth.parameters {
                    asked = asked.add_extra_param(name, value);
                }
                // A refresh token would be no use beside the secret (RFC 6749, section 4.4.3).
                let tokens = Tokens::try_from(asked.request_async(&http).await?)?;
                return Ok(self.oauth.kept(tokens));
            }
            Grant::Device(show) => {
                let asked = self.oauth.scopes_or(&scopes);
                device::obtain(&self.oauth, endpoints, &http, asked, &**show).await?
            }
            Grant::None => return Err(OAuth2Error::NeedsUser),
        };
        Ok(self.stored(tokens, scopes.into_owned()))
    }

    /// Whether a grant can be asked for another time.
    fn is_renewable(&self) -> bool {
        !matches!(self.grant, Grant::None)
    }

    /// What to renew a token with that has these scopes.
    fn renewal(&self, scopes: &[&'static str]) -> Option<Renewal> {
        let renewal = self.refresh.lock().unwrap_or_else(PoisonError::into_inner);
        let is_enough = |renewal: &&Renewal| {
            let mut scopes = scopes.iter();
            let is_set = self.oauth.scopes.is_some() || !self.is_renewable();
            is_set || scopes.all(|scope| renewal.scopes.contains(scope))
        };
        renewal.as_ref().filter(is_enough).cloned()
    }

    fn stored(&self, tokens: Tokens, scopes: Vec<&'static str>) -> Tokens {
        let renewal = tokens.refresh_token().cloned();
        let renewal = renewal.map(|token| Renewal { token, scopes });
        *self.refresh.lock().unwrap_or_else(PoisonError::into_inner) = renewal;
        self.oauth.kept(tokens)
    }
}

impl OAuth2 {
    /// How the authorization server is asked, if not by a transport of its own.
    pub(super) fn http(&self, transport: Arc<dyn Transport>) -> Http {
        Http {
            transport: self.transport.clone().unwrap_or(transport),
            timeout: self.timeout,
            secret: self.secret.clone(),
        }
    }
}

/// Obtains another token without the user (RFC 6749, section 6), with the scopes of the first one.
async fn renew(
    oauth: &OAuth2,
    endpoints: &Endpoints,
    http: &Http,
    token: &Secret,
) -> Result<Tokens, OAuth2Error> {
    let program = oauth.program();
    let program = program.set_token_uri(TokenUrl::from_url(endpoints.refresh()?));
    let refresh = RefreshToken::new(token.expose().to_owned());
    let mut asked = program.exchange_refresh_token(&refresh);
    for (name, value) in &oauth.parameters {
        asked = asked.add_extra_param(name, value);
    }
    let tokens = Tokens::try_from(asked.request_async(http).await?)?;
    Ok(tokens.or_refresh(token))
}

impl CredentialProvider for Source {
    fn provide(
        &self,
        request: CredentialRequest,
    ) -> BoxFuture<'_, Result<Provided, CredentialError>> {
        Box::pin(async move {
            let tokens = self.tokens(request).await.map_err(CredentialError::new)?;
            Ok(tokens.provided())
        })
    }
}

impl fmt::Debug for OAuth2Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OAuth2Credential").finish_non_exhaustive()
    }
}
