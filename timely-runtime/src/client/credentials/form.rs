//! The form a credential travels in (OpenAPI 3.1, section 4.8.27).

use crate::percent;
use crate::{Location, SecurityKind, base64};
use http::{HeaderMap, HeaderName, HeaderValue, header};

/// A credential as it is sent.
#[derive(Clone)]
pub(super) enum Form {
    Header(HeaderName, HeaderValue),
    /// `name=value`, percent-encoded.
    Query(String),
    /// `name=value`.
    Cookie(String),
}

/// A credential that cannot be sent; the text does not show it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("it has characters that cannot be sent where its scheme puts it")]
pub(crate) struct Unsendable;

impl Form {
    pub(super) fn new(kind: SecurityKind, secret: &str) -> Result<Self, Unsendable> {
        Ok(match kind {
            SecurityKind::Bearer => {
                let value = sensitive(format!("Bearer {secret}").as_bytes())?;
                Self::Header(header::AUTHORIZATION, value)
            }
            SecurityKind::Basic => {
                let value =
                    sensitive(format!("Basic {}", base64::encode(secret.as_bytes())).as_bytes())?;
                Self::Header(header::AUTHORIZATION, value)
            }
            SecurityKind::Http(scheme) => {
                let value = sensitive(format!("{scheme} {secret}").as_bytes())?;
                Self::Header(header::AUTHORIZATION, value)
            }
            // There is nothing to send in a request.
            SecurityKind::MutualTls => return Err(Unsendable),
            SecurityKind::ApiKey {
                location: Location::Query | Location::QueryString,
                name,
            } => Self::Query(format!(
                "{}={}",
                percent::encode(name),
                percent::encode(secret)
            )),
            SecurityKind::ApiKey {
                location: Location::Cookie,
                name,
            } => {
                // These would end the value or begin another cookie (RFC 6265, section 4.1.1).
                if secret.contains([';', ',', '"', '\\', ' ']) || !secret.is_ascii() {
                    return Err(Unsendable);
                }
                sensitive(secret.as_bytes())?;
                Self::Cookie(format!("{name}={secret}"))
            }
            SecurityKind::ApiKey {
                location: Location::Header | Location::Path,
                name,
            } => {
                let name = HeaderName::try_from(name).map_err(|_| Unsendable)?;
                Self::Header(name, sensitive(secret.as_bytes())?)
            }
        })
    }

    /// Puts it into a request.
    pub(super) fn apply(
        &self,
        query: &mut String,
        headers: &mut HeaderMap,
    ) -> Result<(), Unsendable> {
        match self {
            Self::Header(name, value) => {
                headers.insert(name, value.clone());
            }
            Self::Query(pair) => {
                if !query.is_empty() {
                    query.push('&');
                }
                query.push_str(pair);
            }
            Self::Cookie(pair) => add_cookie(headers, pair)?,
        }
        Ok(())
    }
}

/// Adds a cookie to those already there: a request has one `Cookie` field (RFC 6265, section 5.4).
fn add_cookie(headers: &mut HeaderMap, pair: &str) -> Result<(), Unsendable> {
    let mut cookies = match headers.get(header::COOKIE) {
        Some(cookies) => [cookies.as_bytes(), b"; "].concat(),
        None => Vec::new(),
    };
    cookies.extend_from_slice(pair.as_bytes());
    headers.insert(header::COOKIE, sensitive(&cookies)?);
    Ok(())
}

/// A header value that logs and `Debug` do not show.
fn sensitive(value: &[u8]) -> Result<HeaderValue, Unsendable> {
    let mut value = HeaderValue::from_bytes(value).map_err(|_| Unsendable)?;
    value.set_sensitive(true);
    Ok(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_joins_the_others() {
        let mut headers = HeaderMap::new();
        headers.insert("cookie", "theme=dark".parse().unwrap());
        add_cookie(&mut headers, "session=c").unwrap();
        assert_eq!(headers["cookie"], "theme=dark; session=c");
        assert_eq!(headers.get_all("cookie").iter().count(), 1);
    }
}
