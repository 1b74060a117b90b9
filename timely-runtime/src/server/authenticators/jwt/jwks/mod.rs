//! Keys that an issuer publishes (RFC 7517, section 5; OpenID Connect Discovery 1.0).

mod fetch;
mod published;

#[cfg(test)]
mod tests;

pub(super) use published::Published;

use self::fetch::Place;
use crate::transport::{Transport, TransportError};
use http::StatusCode;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;
use url::{Host, Url};

/// The keys that an issuer publishes, fetched when they are first needed and kept.
///
/// ```
/// use std::time::Duration;
/// use timely_runtime::server::authenticators::{Jwks, JwksError, Jwt};
/// # #[derive(timely_runtime::Deserialize)]
/// # struct User {}
///
/// fn authenticator() -> Result<Jwt<User>, JwksError> {
///     // …as `https://id.example/.well-known/openid-configuration` says; tokens must be of this issuer.
///     let keys = Jwks::discover("https://id.example")?.timeout(Duration::from_secs(2));
///     Ok(Jwt::new(keys).audience("https://api.example"))
/// }
/// ```
///
/// They are kept as long as the answer says (`Cache-Control: max-age`), between a minute and a day, or for ten minutes, and
/// fetched again in the background after that. If that fails, they are used for another hour, and it is tried again after
/// half a minute. A token that names a key that is not there has them fetched as well, but not more often than every half
/// minute, whatever is sent. There is one request at a time, which all wait for who need it, and it takes five seconds at
/// most. Where there are no keys at all, requests are answered with 500.
///
/// Secrets (`oct`) among the keys are left out, as are those for encryption and those of a kind that is not known.
pub struct Jwks {
    place: Place,
    issuer: Option<String>,
    transport: Option<Arc<dyn Transport>>,
    allow_http: bool,
    timeout: Duration,
    lifetime: Duration,
    interval: Duration,
    stale_for: Duration,
}

/// Why there are no keys.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum JwksError {
    /// The address is none.
    #[error("the address of the keys is none: {0}")]
    Url(#[from] url::ParseError),
    /// The address is neither `https`, nor of this machine, and that was not allowed.
    #[error("keys are fetched by https only, or from this machine")]
    Insecure,
    /// There was no answer.
    #[error("the issuer of tokens did not answer")]
    Transport(#[source] TransportError),
    /// There was no transport.
    #[error("there is no transport to fetch keys by")]
    NoTransport(#[source] crate::transport::HttpTransportError),
    /// The answer took too long.
    #[error("the issuer of tokens did not answer in time")]
    Timeout,
    /// The answer was not 200.
    #[error("the issuer of tokens answered {0}")]
    Status(StatusCode),
    /// The answer was something else.
    #[error("the issuer of tokens answered something that is no {0}")]
    Malformed(&'static str),
    /// The metadata are those of another issuer (OpenID Connect Discovery 1.0, section 4.3).
    #[error("the metadata are of another issuer")]
    Issuer,
    /// The answer has no key that verifies signatures.
    #[error("the issuer of tokens publishes no key that verifies signatures")]
    NoKeys,
    /// Nothing was fetched, as there is no runtime of tokio, or it has given up.
    #[error("the keys were not fetched")]
    NotFetched,
}

impl Jwks {
    /// The keys at an address.
    ///
    /// # Errors
    /// When it is no address.
    pub fn at(url: &str) -> Result<Self, JwksError> {
        Ok(Self::new(Place::Keys(Url::parse(url)?), None))
    }

    /// The keys of an issuer, whose metadata say where they are (OpenID Connect Discovery 1.0, section 4). Tokens must be of
    /// this issuer.
    ///
    /// # Errors
    /// When the issuer is no address.
    pub fn discover(issuer: &str) -> Result<Self, JwksError> {
        let metadata = format!(
            "{}/.well-known/openid-configuration",
            issuer.trim_end_matches('/')
        );
        let place = Place::Metadata {
            url: Url::parse(&metadata)?,
            issuer: issuer.to_owned(),
        };
        Ok(Self::new(place, Some(issuer.to_owned())))
    }

    fn new(place: Place, issuer: Option<String>) -> Self {
        Self {
            place,
            issuer,
            transport: None,
            allow_http: false,
            timeout: Duration::from_secs(5),
            lifetime: Duration::from_secs(10 * 60),
            interval: Duration::from_secs(30),
            stale_for: Duration::from_secs(60 * 60),
        }
    }

    /// Sends the requests by a transport of the program's own.
    #[must_use]
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.transport = Some(Arc::new(transport));
        self
    }

    /// Allows `http` to other machines than this one. Who stands between them can then say which tokens are right.
    #[must_use]
    pub fn allow_http(mut self) -> Self {
        self.allow_http = true;
        self
    }

    /// How long fetching the keys may take; five seconds unless it is called.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// How long keys are kept where the answer does not say; ten minutes unless it is called.
    #[must_use]
    pub fn lifetime(mut self, lifetime: Duration) -> Self {
        self.lifetime = lifetime;
        self
    }

    /// The time between two requests at least, whatever is sent; half a minute unless it is called.
    #[must_use]
    pub fn interval(mut self, interval: Duration) -> Self {
        self.interval = interval;
        self
    }

    /// How long keys are used when others should have been fetched but cannot be; an hour unless it is called.
    #[must_use]
    pub fn stale_for(mut self, time: Duration) -> Self {
        self.stale_for = time;
        self
    }

    /// Whether a request may go to an address.
    fn check(&self, url: &Url) -> Result<(), JwksError> {
        let is_here = match url.host() {
            Some(Host::Domain(name)) => name.eq_ignore_ascii_case("localhost"),
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.is_loopback(),
            None => false,
        };
        match url.scheme() {
            "https" => Ok(()),
            "http" if is_here || self.allow_http => Ok(()),
            _ => Err(JwksError::Insecure),
        }
    }
}

impl fmt::Debug for Jwks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Jwks")
            .field("issuer", &self.issuer)
            .field("timeout", &self.timeout)
            .field("lifetime", &self.lifetime)
            .field("interval", &self.interval)
            .field("stale_for", &self.stale_for)
            .finish_non_exhaustive()
    }
}
