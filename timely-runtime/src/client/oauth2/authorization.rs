//! The authorization code grant (RFC 6749, section 4.1) with a proof of possession (PKCE, RFC 7636).

use super::endpoints::Endpoints;
use super::http::Http;
use super::{OAuth2, OAuth2Credential, OAuth2Error, Refusal, Tokens};
use crate::client::HttpTransport;
use crate::operation::FlowKind;
use ::oauth2::{
    AuthUrl, AuthorizationCode, CsrfToken, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl,
    TokenUrl,
};
use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use url::Url;

/// A user's way to the authorization server and back: the program sends the browser to [`Authorization::url`], the server sends it
/// back to the program's own address, and [`Authorization::finish`] makes a credential of what it brings.
///
/// A program that has several users on their way keeps these by their [`state`](Authorization::state).
#[must_use = "the user has yet to open its URL"]
pub struct Authorization {
    oauth: OAuth2,
    endpoints: Endpoints,
    http: Http,
    url: Url,
    redirect: RedirectUrl,
    state: CsrfToken,
    verifier: PkceCodeVerifier,
}

impl OAuth2 {
    /// Begins to obtain the credential of a user at a browser, who is to come back to this address of the program, for example
    /// `http://127.0.0.1:8400/callback`.
    ///
    /// # Errors
    /// When no address of the authorization server is known, or it does not say what its addresses are.
    pub async fn authorize(
        mut self,
        redirect_url: impl Into<String>,
    ) -> Result<Authorization, OAuth2Error> {
        let redirect =
            RedirectUrl::new(redirect_url.into()).map_err(|_| OAuth2Error::Endpoint {
                endpoint: "redirection",
                reason: "it is not a URL",
            })?;
        let transport = match self.transport.take() {
            Some(transport) => transport,
            None => Arc::new(HttpTransport::builder().build()?),
        };
        // The credential has it as well.
        self.transport = Some(Arc::clone(&transport));
        let http = self.http(transport);
        let flow = Some(FlowKind::AuthorizationCode);
        let endpoints = Endpoints::find(&self, flow, &http, None).await?;
        endpoints.token()?;
        let program = self.program();
        let program = program.set_auth_uri(AuthUrl::from_url(endpoints.authorization()?));
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let mut asked = program
            .authorize_url(CsrfToken::new_random)
            .set_redirect_uri(Cow::Borrowed(&redirect))
            .set_pkce_challenge(challenge)
            .add_scopes(self.scopes_or(&[]));
        for (name, value) in &self.parameters {
            asked = asked.add_extra_param(name, value);
        }
        let (url, state) = asked.url();
        Ok(Authorization {
            oauth: self,
            endpoints,
            http,
            url,
            redirect,
            state,
            verifier,
        })
    }
}

impl Authorization {
    /// The address that the user is to open.
    #[must_use]
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// The `state`, by which the browser is known when it comes back.
    #[must_use]
    pub fn state(&self) -> &str {
        self.state.secret()
    }

    /// Makes a credential of the `code` and the `state` that the browser has brought.
    ///
    /// # Errors
    /// [`OAuth2Error::State`] when the `state` is not the one that was sent, and whatever the authorization server has against
    /// the code. A code can be used once.
    pub async fn finish(self, code: &str, state: &str) -> Result<OAuth2Credential, OAuth2Error> {
        if state != self.state.secret() {
            return Err(OAuth2Error::State);
        }
        let program = self.oauth.program();
        let program = program.set_token_uri(TokenUrl::from_url(self.endpoints.token()?));
        let mut asked = program
            .exchange_code(AuthorizationCode::new(code.to_owned()))
            .set_redirect_uri(Cow::Borrowed(&self.redirect))
            .set_pkce_verifier(self.verifier);
        for (name, value) in &self.oauth.parameters {
            asked = asked.add_extra_param(name, value);
        }
        let tokens = Tokens::try_from(asked.request_async(&self.http).await?)?;
        let tokens = self.oauth.kept(tokens);
        Ok(OAuth2Credential::with(self.oauth, self.endpoints, &tokens))
    }

    /// The same by the address that the browser has come back to, or the path and query of it, which may tell of an error as well.
    ///
    /// # Errors
    /// As of [`Authorization::finish`]; also when the user or the server has refused.
    pub async fn finish_at(self, address: &str) -> Result<OAuth2Credential, OAuth2Error> {
        let query = address.split_once('?').map_or("", |(_, query)| query);
        let query = query.split('#').next().unwrap_or_default();
        let find = |wanted: &str| {
            let mut pairs = url::form_urlencoded::parse(query.as_bytes());
            pairs.find_map(|(name, value)| (name == wanted).then(|| value.into_owned()))
        };
        let state = find("state").unwrap_or_default();
        // Whoever does not know it has nothing to say.
        if state != *self.state.secret() {
            return Err(OAuth2Error::State);
        }
        if let Some(code) = find("error") {
            return Err(OAuth2Error::Refused(Refusal {
                code,
                description: find("error_description"),
                uri: find("error_uri"),
            }));
        }
        let code = find("code").ok_or(OAuth2Error::NoCode)?;
        self.finish(&code, &state).await
    }
}

/// Without state and verifier.
impl fmt::Debug for Authorization {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Authorization")
            .field("oauth", &self.oauth)
            .finish_non_exhaustive()
    }
}
