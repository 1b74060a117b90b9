//! Credentials of OAuth 2.0 (RFC 6749) and OpenID Connect, as far as these give access tokens.
//!
//! [`OAuth2`] says who the program is and where the authorization server is, which the document of the API usually says. One of
//! its methods then makes a credential:
//!
//! | method | the program acts for | needs |
//! |---|---|---|
//! | [`client_credentials`](OAuth2::client_credentials) | itself | its secret |
//! | [`refresh_token`](OAuth2::refresh_token) | a user who has authorized it before | the token kept from then |
//! | [`device`](OAuth2::device) | a user at another screen (RFC 8628) | a place to show a code |
//! | [`authorize`](OAuth2::authorize) | a user at a browser (with PKCE, RFC 7636) | an address that the browser comes back to |
//!
//! ```
//! use timely_runtime::client::{Credential, oauth2::OAuth2};
//!
//! // Generated code has `security::…` for `OAuth2::of`, which knows the addresses of the document.
//! let oauth = OAuth2::new("the-program").secret("its-secret").token_url("https://id.example.com/token");
//! let credential = Credential::from(oauth.client_credentials());
//! # let _ = credential;
//! ```
//!
//! Tokens are kept as [`Cached`](super::Cached) says. Requests to the authorization server are made by the transport of the client
//! that needs the token, without its layers, headers, retries and limits. They follow no redirects, unless that transport does by
//! itself.

mod authorization;
mod device;
mod endpoints;
mod error;
mod grant;
mod http;
mod token;

pub use authorization::Authorization;
pub use device::UserCode;
pub use error::{OAuth2Error, Refusal};
pub use grant::OAuth2Credential;
pub use token::Tokens;

use crate::client::Transport;
use crate::operation::OAuthFlow;
use crate::{Secret, SecurityScheme};
use ::oauth2::basic::{
    BasicErrorResponse, BasicRevocationErrorResponse, BasicTokenIntrospectionResponse,
};
use ::oauth2::{AuthType, ClientId, ClientSecret, Scope, StandardRevocableToken};
use grant::Grant;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;
use token::Answer;

/// What the crate `oauth2` calls a client: who the program is.
type Program = ::oauth2::Client<
    BasicErrorResponse,
    Answer,
    BasicTokenIntrospectionResponse,
    StandardRevocableToken,
    BasicRevocationErrorResponse,
>;

/// Called with tokens.
type Keep = Arc<dyn Fn(&Tokens) + Send + Sync>;

/// Who a program is to an authorization server, where that is, and what the program asks for.
#[derive(Clone)]
#[must_use]
pub struct OAuth2 {
    client_id: String,
    secret: Option<Secret>,
    is_secret_in_body: bool,
    scopes: Option<Vec<String>>,
    parameters: Vec<(String, String)>,
    flows: &'static [OAuthFlow],
    authorization_url: Option<String>,
    token_url: Option<String>,
    device_url: Option<String>,
    discovery_url: Option<String>,
    base_url: Option<String>,
    transport: Option<Arc<dyn Transport>>,
    timeout: Duration,
    keep: Option<Keep>,
}

impl OAuth2 {
    /// A program that is registered with an authorization server under this `client_id`.
    pub fn new(client_id: impl Into<String>) -> Self {
        Self {
            client_id: client_id.into(),
            secret: None,
            is_secret_in_body: false,
            scopes: None,
            parameters: Vec::new(),
            flows: &[],
            authorization_url: None,
            token_url: None,
            device_url: None,
            discovery_url: None,
            base_url: None,
            transport: None,
            timeout: Duration::from_secs(30),
            keep: None,
        }
    }

    /// The same with the addresses that the document has for a security scheme, those of its flows or where they are published
    /// (`openIdConnectUrl`, `oauth2MetadataUrl`). Relative ones are relative to the address of the API.
    pub fn of(scheme: &'static SecurityScheme, client_id: impl Into<String>) -> Self {
        Self {
            flows: scheme.flows,
            ..Self::new(client_id)
        }
    }

    /// The program's secret. It is sent by `Authorization: Basic` (RFC 6749, section 2.3.1). A program without one says only
    /// who it is.
    pub fn secret(mut self, secret: impl Into<Secret>) -> Self {
        self.secret = Some(secret.into());
        self
    }

    /// Sends the secret in the body of requests, for servers that do not know `Basic`.
    pub fn secret_in_body(mut self) -> Self {
        self.is_secret_in_body = true;
        self
    }

    /// Asks for these scopes, and never for others.
    ///
    /// Otherwise a token is asked for with the scopes that the operation at hand requires by the document, and with those of
    /// the operations before it: after a few calls there is one token for all that the program does, and none for what it
    /// does not do. With [`OAuth2::device`], that asks the user again for each operation that requires more, so set them there;
    /// with [`OAuth2::authorize`] there is no operation yet, and without this the server chooses.
    pub fn scopes<S: Into<String>>(mut self, scopes: impl IntoIterator<Item = S>) -> Self {
        self.scopes = Some(scopes.into_iter().map(Into::into).collect());
        self
    }

    /// Sends this parameter along, as some servers want it: `audience`, say, or `resource` (RFC 8707).
    pub fn parameter(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.parameters.push((name.into(), value.into()));
        self
    }

    /// The token endpoint, in place of the document's.
    pub fn token_url(mut self, url: impl Into<String>) -> Self {
        self.token_url = Some(url.into());
        self
    }

    /// The authorization endpoint, in place of the document's.
    pub fn authorization_url(mut self, url: impl Into<String>) -> Self {
        self.authorization_url = Some(url.into());
        self
    }

    /// The device authorization endpoint, in place of the document's.
    pub fn device_authorization_url(mut self, url: impl Into<String>) -> Self {
        self.device_url = Some(url.into());
        self
    }

    /// The issuer, or where it publishes its endpoints (`…/.well-known/openid-configuration`), in place of the document's
    /// addresses. What is published has to name the same issuer.
    pub fn discovery_url(mut self, url: impl Into<String>) -> Self {
        self.discovery_url = Some(url.into());
        self
    }

    /// The address of the API, to which the document's relative addresses are relative; by default it is the client's. It is
    /// needed by [`OAuth2::authorize`] alone, which knows no client.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self
    }

    /// Asks the authorization server by this transport, in place of the client's. [`OAuth2::authorize`], which knows no client,
    /// has the default transport without it.
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.transport = Some(Arc::new(transport));
        self
    }

    /// Gives up on a request to the authorization server after this time, 30 seconds by default.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Calls this with all tokens that are given, so that a program can keep the refresh token for its next run.
    pub fn on_tokens(mut self, keep: impl Fn(&Tokens) + Send + Sync + 'static) -> Self {
        self.keep = Some(Arc::new(keep));
        self
    }

    /// The program's own credential (RFC 6749, section 4.4).
    #[must_use]
    pub fn client_credentials(self) -> OAuth2Credential {
        OAuth2Credential::new(self, Grant::ClientCredentials, None)
    }

    /// The credential of a user who has authorized the program before (RFC 6749, section 6), by the refresh token that was given
    /// then. If the server gives another one in its place, that is used from then on, and [`OAuth2::on_tokens`] learns of it.
    #[must_use]
    pub fn refresh_token(self, token: impl Into<Secret>) -> OAuth2Credential {
        OAuth2Credential::new(self, Grant::None, Some(token.into()))
    }

    /// The credential of a user at another screen (RFC 8628): `show` is called with a code and the address to enter it at, by
    /// the first call that needs the credential. That call, and those that come meanwhile, wait until the user has done so, has
    /// refused, or the code has expired. Later the token is renewed without the user, if the server has given a refresh token.
    ///
    /// The wait goes on when the calls are dropped, but not without the client.
    #[must_use]
    pub fn device(self, show: impl Fn(&UserCode) + Send + Sync + 'static) -> OAuth2Credential {
        OAuth2Credential::new(self, Grant::Device(Arc::new(show)), None)
    }

    fn program(&self) -> Program {
        let mut program = Program::new(ClientId::new(self.client_id.clone()));
        if let Some(secret) = &self.secret {
            program = program.set_client_secret(ClientSecret::new(secret.expose().to_owned()));
        }
        program.set_auth_type(match self.is_secret_in_body {
            true => AuthType::RequestBody,
            false => AuthType::BasicAuth,
        })
    }

    /// The scopes as set, or else as operations require them.
    fn scopes_or(&self, required: &[&'static str]) -> Vec<Scope> {
        match &self.scopes {
            Some(scopes) => scopes.iter().cloned().map(Scope::new).collect(),
            None => {
                let required = required.iter();
                required
                    .map(|scope| Scope::new((*scope).to_owned()))
                    .collect()
            }
        }
    }

    /// Passes tokens on to the program.
    fn kept(&self, tokens: Tokens) -> Tokens {
        if let Some(keep) = &self.keep {
            keep(&tokens);
        }
        tokens
    }
}

/// Who, without the secret.
impl fmt::Debug for OAuth2 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OAuth2")
            .field("client_id", &self.client_id)
            .field("has_secret", &self.secret.is_some())
            .field("scopes", &self.scopes)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
