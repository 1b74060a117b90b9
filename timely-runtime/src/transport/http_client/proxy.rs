//! Proxies: those of the environment, none, or those that are given.

use super::error::HttpTransportError;
use crate::Secret;
use crate::percent;
use http::Uri;
use hyper_util::client::proxy::matcher::{Intercept, Matcher};
use std::fmt;
use std::sync::Arc;

/// A proxy of HTTP, and for which addresses it is.
///
/// A request for an `https` address goes through a tunnel (`CONNECT`; RFC 9110, section 9.3.6), in which the proxy sees no more than the
/// server's name. One for an `http` address goes to the proxy whole (RFC 9112, section 3.2.2). The proxy itself may be spoken to over TLS:
/// its address begins with `https` then.
///
/// ```
/// use timely_runtime::client::{HttpTransport, HttpTransportError, Proxy};
///
/// fn transport(password: &str) -> Result<HttpTransport, HttpTransportError> {
///     let proxy = Proxy::all("http://proxy.example:3128")
///         .basic_auth("ann", password)
///         .except("localhost, .internal.example, 10.0.0.0/8");
///     HttpTransport::builder().proxy(proxy).build()
/// }
/// # transport("hunter2").unwrap();
/// ```
#[derive(Clone)]
#[must_use = "a proxy is used by the transport that it is given to"]
pub struct Proxy {
    address: String,
    http: bool,
    https: bool,
    user: Option<(String, Secret)>,
    except: String,
}

impl Proxy {
    /// For all addresses: of the scheme `http` and of `https`.
    pub fn all(address: impl Into<String>) -> Self {
        Self::of(address.into(), true, true)
    }

    /// For addresses of the scheme `http`.
    pub fn http(address: impl Into<String>) -> Self {
        Self::of(address.into(), true, false)
    }

    /// For addresses of the scheme `https`.
    pub fn https(address: impl Into<String>) -> Self {
        Self::of(address.into(), false, true)
    }

    fn of(address: String, http: bool, https: bool) -> Self {
        Self {
            address,
            http,
            https,
            user: None,
            except: String::new(),
        }
    }

    /// Tells the proxy this user and password (`Proxy-Authorization: Basic`; RFC 7617). A user that the address names is replaced.
    pub fn basic_auth(mut self, user: impl Into<String>, password: impl Into<Secret>) -> Self {
        self.user = Some((user.into(), password.into()));
        self
    }

    /// Goes past the proxy to these hosts: a list with commas, as in `NO_PROXY`, of domains, each with what is below it, addresses of IP,
    /// and networks such as `10.0.0.0/8`; `*` is all.
    pub fn except(mut self, hosts: impl Into<String>) -> Self {
        self.except = hosts.into();
        self
    }

    fn matcher(&self) -> Result<Matcher, HttpTransportError> {
        let refuse = |reason| HttpTransportError::Proxy {
            address: self.shown(),
            reason,
        };
        let uri: Uri = (self.address.parse()).map_err(|_| refuse("it is not a URL"))?;
        let (Some("http" | "https"), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
            return Err(refuse("its scheme is neither http nor https"));
        };
        if !matches!(uri.path(), "" | "/") || uri.query().is_some() {
            return Err(refuse("it has a path or query"));
        }
        let (named, host) = match authority.as_str().rsplit_once('@') {
            Some((user, host)) => (Some(user.to_owned()), host),
            None => (None, authority.as_str()),
        };
        let user = match &self.user {
            Some((user, _)) if user.contains(':') => {
                return Err(refuse("its user has a colon"));
            }
            Some((user, password)) => Some(format!(
                "{}:{}",
                percent::encode(user),
                percent::encode(password.expose())
            )),
            None => named,
        };
        let address = match user {
            Some(user) => format!("{}://{user}@{host}", uri.scheme_str().unwrap_or_default()),
            None => format!("{}://{host}", uri.scheme_str().unwrap_or_default()),
        };
        let matcher = Matcher::builder();
        Ok(matcher.all(address).no(self.except.clone()).build())
    }

    /// The address without what stands before an `@`.
    fn shown(&self) -> String {
        match self.address.rsplit_once('@') {
            Some((_, host)) => format!("…@{host}"),
            None => self.address.clone(),
        }
    }
}

/// Without user and password.
impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Proxy")
            .field("address", &self.shown())
            .field("http", &self.http)
            .field("https", &self.https)
            .field("except", &self.except)
            .finish_non_exhaustive()
    }
}

/// Which proxies a builder has been given.
#[derive(Clone, Debug, Default)]
pub(super) enum Choice {
    #[default]
    Environment,
    Given(Vec<Proxy>),
}

impl Choice {
    pub(super) fn none() -> Self {
        Self::Given(Vec::new())
    }

    pub(super) fn add(&mut self, proxy: Proxy) {
        match self {
            Self::Given(proxies) => proxies.push(proxy),
            Self::Environment => *self = Self::Given(vec![proxy]),
        }
    }

    pub(super) fn proxies(&self) -> Result<Proxies, HttpTransportError> {
        let given = match self {
            Self::Environment => {
                let found = Arc::new(Matcher::from_system());
                return Ok(Proxies {
                    http: Some(Arc::clone(&found)),
                    https: Some(found),
                });
            }
            Self::Given(proxies) => proxies,
        };
        let mut proxies = Proxies::default();
        for proxy in given {
            let matcher = Arc::new(proxy.matcher()?);
            if proxy.http {
                proxies.http = Some(Arc::clone(&matcher));
            }
            if proxy.https {
                proxies.https = Some(matcher);
            }
        }
        Ok(proxies)
    }
}

/// The proxies of each scheme.
#[derive(Clone, Debug, Default)]
pub(super) struct Proxies {
    http: Option<Arc<Matcher>>,
    https: Option<Arc<Matcher>>,
}

impl Proxies {
    /// The proxy that stands before this address.
    pub(super) fn intercept(&self, uri: &Uri) -> Option<Intercept> {
        let matcher = match uri.scheme_str() {
            Some("http") => self.http.as_ref(),
            Some("https") => self.https.as_ref(),
            _ => None,
        };
        matcher?.intercept(uri)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn authorization(proxy: Proxy) -> Option<String> {
        let mut choice = Choice::default();
        choice.add(proxy);
        let found = choice.proxies().unwrap();
        let found = found.intercept(&"http://api.example/".parse().unwrap())?;
        let sent = found
            .basic_auth()
            .map(|value| value.to_str().unwrap().to_owned());
        Some(sent.unwrap_or_default())
    }

    #[test]
    fn users_and_passwords_are_carried_as_they_are() {
        let basic = |text: &str| Some(format!("Basic {}", crate::base64::encode(text.as_bytes())));
        let proxy = || Proxy::all("http://eve:other@proxy.example:3128");
        let hard = "p@ss:w/örd%41?#";
        assert_eq!(
            authorization(proxy().basic_auth("ann", hard)),
            basic(&format!("ann:{hard}"))
        );
        assert_eq!(authorization(proxy()), basic("eve:other"));
        let none = authorization(Proxy::all("http://proxy.example"));
        assert_eq!(none.as_deref(), Some(""));
        assert_eq!(authorization(proxy().except(".example")), None);
        assert_eq!(authorization(Proxy::https("http://proxy.example")), None);
    }

    #[test]
    fn what_is_no_proxy_is_refused_without_its_password() {
        for (address, reason) in [
            ("proxy.example:3128", "scheme"),
            ("socks5://ann:hunter2@proxy.example", "scheme"),
            ("http://", "URL"),
            ("http://ann:hunter2@pro xy", "URL"),
            ("http://proxy.example/path", "path"),
        ] {
            let mut choice = Choice::default();
            choice.add(Proxy::all(address));
            let error = choice.proxies().unwrap_err();
            let shown = format!("{error} {error:?} {choice:?}");
            assert!(error.to_string().contains(reason), "{error}");
            assert!(!shown.contains("hunter2"), "{shown}");
        }
        let mut choice = Choice::none();
        choice.add(Proxy::all("http://proxy.example").basic_auth("a:b", "hunter2"));
        let error = choice.proxies().unwrap_err();
        assert!(error.to_string().contains("colon"), "{error}");
        assert!(!format!("{error:?} {choice:?}").contains("hunter2"));
    }
}
