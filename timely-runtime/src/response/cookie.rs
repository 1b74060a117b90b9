//! Cookies that a server sets.

use http::HeaderValue;
use std::fmt;
use std::time::Duration;

/// A cookie for [`Response::with_cookie`](super::Response::with_cookie) (RFC 6265, section 4.1).
///
/// It begins as a cookie of the session, for the path of the request, that scripts cannot read (`HttpOnly`), that goes
/// over TLS alone (`Secure`), and to the same site alone but for links that lead there (`SameSite=Lax`).
///
/// ```
/// use std::time::Duration;
/// use timely_runtime::server::{Cookie, SameSite};
///
/// let cookie = Cookie::new("session", "31d4d96e407aad42").path("/").max_age(Duration::from_secs(3600));
/// assert_eq!(
///     cookie.to_string(),
///     "session=31d4d96e407aad42; Path=/; Max-Age=3600; Secure; HttpOnly; SameSite=Lax"
/// );
/// assert_eq!(
///     Cookie::removal("session").path("/").same_site(SameSite::Strict).to_string(),
///     "session=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Strict"
/// );
/// ```
#[derive(Clone, PartialEq, Eq)]
#[must_use = "a cookie does nothing until a response has it"]
pub struct Cookie {
    name: String,
    value: String,
    path: Option<String>,
    domain: Option<String>,
    max_age: Option<Duration>,
    is_secure: bool,
    is_for_http: bool,
    same_site: SameSite,
}

/// To which requests of other sites a cookie is added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SameSite {
    /// None.
    Strict,
    /// Links that lead to this site.
    Lax,
    /// All, which asks for [`Cookie::secure`].
    None,
}

impl Cookie {
    /// A cookie of this name and value. A value with signs that cookies cannot carry makes a response that cannot be
    /// written: encode it.
    pub fn new(name: impl Into<String>, value: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            value: value.into(),
            path: None,
            domain: None,
            max_age: None,
            is_secure: true,
            is_for_http: true,
            same_site: SameSite::Lax,
        }
    }

    /// What makes a client forget a cookie. Path and domain must be those that it was set with.
    pub fn removal(name: impl Into<String>) -> Self {
        Self::new(name, "").max_age(Duration::ZERO)
    }

    /// Sets the path below which it is sent.
    pub fn path(mut self, path: impl Into<String>) -> Self {
        self.path = Some(path.into());
        self
    }

    /// Sets the domain whose hosts it is sent to; without it, the host that set it alone.
    pub fn domain(mut self, domain: impl Into<String>) -> Self {
        self.domain = Some(domain.into());
        self
    }

    /// Sets how long it is kept, in whole seconds; without it, to the end of the session.
    pub fn max_age(mut self, max_age: Duration) -> Self {
        self.max_age = Some(max_age);
        self
    }

    /// Sets whether it goes over TLS alone.
    pub fn secure(mut self, secure: bool) -> Self {
        self.is_secure = secure;
        self
    }

    /// Sets whether scripts of pages cannot read it.
    pub fn http_only(mut self, http_only: bool) -> Self {
        self.is_for_http = http_only;
        self
    }

    /// Sets to which requests of other sites it is added.
    pub fn same_site(mut self, same_site: SameSite) -> Self {
        self.same_site = same_site;
        self
    }

    /// The field's value; nothing where a part holds what would end it early (RFC 6265, section 4.1.1).
    pub(crate) fn field(&self) -> Option<HeaderValue> {
        let is_octet =
            |byte: u8| matches!(byte, 0x21 | 0x23..=0x2B | 0x2D..=0x3A | 0x3C..=0x5B | 0x5D..=0x7E);
        let is_token =
            |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
        let is_attribute = |text: &String| {
            let mut bytes = text.bytes();
            bytes.all(|byte| (0x20..0x7F).contains(&byte) && byte != b';')
        };
        let is_sound = !self.name.is_empty()
            && self.name.bytes().all(is_token)
            && self.value.bytes().all(is_octet)
            && self.path.iter().chain(&self.domain).all(is_attribute);
        HeaderValue::from_str(&self.to_string())
            .ok()
            .filter(|_| is_sound)
    }
}

impl fmt::Display for Cookie {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}={}", self.name, self.value)?;
        let texts = [("Domain", &self.domain), ("Path", &self.path)];
        for (name, text) in texts {
            if let Some(text) = text {
                write!(f, "; {name}={text}")?;
            }
        }
        if let Some(max_age) = self.max_age {
            write!(f, "; Max-Age={}", max_age.as_secs())?;
        }
        for (is_set, name) in [(self.is_secure, "Secure"), (self.is_for_http, "HttpOnly")] {
            if is_set {
                f.write_str("; ")?;
                f.write_str(name)?;
            }
        }
        f.write_str(match self.same_site {
            SameSite::Strict => "; SameSite=Strict",
            SameSite::Lax => "; SameSite=Lax",
            SameSite::None => "; SameSite=None",
        })
    }
}

/// Without the value, which is a secret as a rule.
impl fmt::Debug for Cookie {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cookie")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}
