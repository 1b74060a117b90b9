//! The device authorization grant (RFC 8628): the user enters a code elsewhere while the program asks whether it has happened.

use super::endpoints::Endpoints;
use super::http::Http;
use super::{OAuth2, OAuth2Error, Tokens};
use ::oauth2::{DeviceAuthorizationUrl, Scope, StandardDeviceAuthorizationResponse, TokenUrl};
use chrono::{DateTime, TimeDelta, Utc};
use std::fmt;
use std::time::Duration;
use tokio::time::Instant;

/// Shows the user the code.
pub(super) type Show = dyn Fn(&UserCode) + Send + Sync;

/// What a user is to do, so that a program gets its token: to open an address and to enter a code there (RFC 8628, section 3.2).
///
/// Whoever sees the code could enter it; it is left out of `Debug` output.
#[derive(Clone)]
pub struct UserCode {
    code: String,
    url: String,
    complete_url: Option<String>,
    lifetime: Duration,
}

impl UserCode {
    /// The code to enter.
    #[must_use]
    pub fn code(&self) -> &str {
        &self.code
    }

    /// The address of the page where it is entered.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The address with the code in it, for a link or a QR code, if the server has one.
    #[must_use]
    pub fn complete_url(&self) -> Option<&str> {
        self.complete_url.as_deref()
    }

    /// For how long the code holds.
    #[must_use]
    pub fn lifetime(&self) -> Duration {
        self.lifetime
    }
}

impl fmt::Debug for UserCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UserCode")
            .field("url", &self.url)
            .field("lifetime", &self.lifetime)
            .finish_non_exhaustive()
    }
}

/// However often a server wants to be asked.
const SHORTEST_INTERVAL: Duration = Duration::from_secs(1);
/// However seldom. A server that says more means something else.
const LONGEST_INTERVAL: Duration = Duration::from_secs(600);
/// However long a code is to hold.
const LONGEST_WAIT: Duration = Duration::from_secs(24 * 60 * 60);

/// Lets the user authorize the program, and waits for it.
pub(super) async fn obtain(
    oauth: &OAuth2,
    endpoints: &Endpoints,
    http: &Http,
    scopes: Vec<Scope>,
    show: &Show,
) -> Result<Tokens, OAuth2Error> {
    let program = oauth
        .program()
        .set_token_uri(TokenUrl::from_url(endpoints.token()?))
        .set_device_authorization_url(DeviceAuthorizationUrl::from_url(endpoints.device()?));
    let mut asked = program.exchange_device_code().add_scopes(scopes);
    for (name, value) in &oauth.parameters {
        asked = asked.add_extra_param(name, value);
    }
    let code: StandardDeviceAuthorizationResponse = asked.request_async(http).await?;
    if code.interval() > LONGEST_INTERVAL {
        return Err(OAuth2Error::Malformed("`interval` is too long".to_owned()));
    }
    let lifetime = code.expires_in().min(LONGEST_WAIT);
    let complete = code.verification_uri_complete();
    show(&UserCode {
        code: code.user_code().secret().clone(),
        url: code.verification_uri().to_string(),
        complete_url: complete.map(|url| url.secret().clone()),
        lifetime,
    });
    let start = Instant::now();
    // Where time begins does not count.
    let clock = move || {
        let passed = TimeDelta::from_std(start.elapsed()).unwrap_or(TimeDelta::MAX);
        DateTime::<Utc>::UNIX_EPOCH
            .checked_add_signed(passed)
            .unwrap_or(DateTime::<Utc>::MAX_UTC)
    };
    let sleep = |interval: Duration| tokio::time::sleep(interval.max(SHORTEST_INTERVAL));
    let answer = program
        .exchange_device_access_token(&code)
        .set_time_fn(clock)
        .request_async(http, sleep, Some(lifetime))
        .await;
    answer
        .map_err(OAuth2Error::from)
        .and_then(Tokens::try_from)
        .map_err(|error| match error.is_refused_with("expired_token") {
            true => OAuth2Error::Expired,
            false => error,
        })
}
