//! Where an authorization server is asked: as the program says, as the document says, or as the server publishes it.

use super::http::Http;
use super::{OAuth2, OAuth2Error};
use crate::excerpt::Excerpt;
use crate::operation::{FlowKind, OAuthFlow};
use serde::Deserialize;
use url::Url;

/// The addresses of an authorization server, as far as they are known.
#[derive(Clone, Debug, Default)]
pub(super) struct Endpoints {
    authorization: Option<Url>,
    token: Option<Url>,
    refresh: Option<Url>,
    device: Option<Url>,
}

/// What a server publishes of itself (OpenID Connect Discovery 1.0, section 3; RFC 8414, section 2; RFC 8628, section 4).
#[derive(Deserialize)]
struct Metadata {
    issuer: String,
    authorization_endpoint: Option<String>,
    token_endpoint: Option<String>,
    device_authorization_endpoint: Option<String>,
}

impl Endpoints {
    pub(super) fn authorization(&self) -> Result<Url, OAuth2Error> {
        known(&self.authorization, "authorization")
    }

    pub(super) fn token(&self) -> Result<Url, OAuth2Error> {
        known(&self.token, "token")
    }

    /// The token endpoint, unless the document has another one for this.
    pub(super) fn refresh(&self) -> Result<Url, OAuth2Error> {
        self.refresh.clone().map_or_else(|| self.token(), Ok)
    }

    pub(super) fn device(&self) -> Result<Url, OAuth2Error> {
        known(&self.device, "device authorization")
    }

    /// The addresses for a flow, or to renew the tokens of any. What the program has set goes first; then, unless it has set where they are published, what
    /// the document has for this flow; then what is published; then what the document has for others.
    pub(super) async fn find(
        oauth: &OAuth2,
        flow: Option<FlowKind>,
        http: &Http,
        base: Option<&str>,
    ) -> Result<Self, OAuth2Error> {
        let mut found = Self::default();
        let base = oauth.base_url.as_deref().or(base);
        let read = |endpoint, url: &Option<String>| {
            url.as_deref()
                .map(|url| parse(endpoint, url, base))
                .transpose()
        };
        found.authorization = read("authorization", &oauth.authorization_url)?;
        found.token = read("token", &oauth.token_url)?;
        found.device = read("device authorization", &oauth.device_url)?;
        found.refresh_at_token();
        let is_own = |known: &&OAuthFlow| {
            let is_flow = known.kind != FlowKind::Metadata;
            flow.map_or(is_flow, |flow| known.kind == flow)
        };
        if oauth.discovery_url.is_none() {
            for known in oauth.flows.iter().filter(is_own) {
                found.add(known, base)?;
            }
            found.refresh_at_token();
        }
        let published = oauth
            .flows
            .iter()
            .find(|known| known.kind == FlowKind::Metadata);
        let published = published.and_then(|known| known.token);
        let published = oauth.discovery_url.as_deref().or(published);
        if let Some(url) = published.filter(|_| !found.is_enough(flow)) {
            let url = parse("metadata", url, base)?;
            found.add_published(&url, http).await?;
            found.refresh_at_token();
        }
        for known in oauth.flows {
            if known.kind != FlowKind::Metadata {
                found.add(known, base)?;
            }
        }
        Ok(found)
    }

    /// Where a token endpoint is known and no other one to renew tokens, it is the one.
    fn refresh_at_token(&mut self) {
        if self.refresh.is_none() {
            self.refresh.clone_from(&self.token);
        }
    }

    fn is_enough(&self, flow: Option<FlowKind>) -> bool {
        let has_own = match flow {
            Some(FlowKind::AuthorizationCode) => self.authorization.is_some(),
            Some(FlowKind::DeviceAuthorization) => self.device.is_some(),
            _ => true,
        };
        has_own && self.token.is_some()
    }

    /// Adds what is not known yet.
    fn add(&mut self, flow: &OAuthFlow, base: Option<&str>) -> Result<(), OAuth2Error> {
        let places = [
            (&mut self.authorization, "authorization", flow.authorization),
            (&mut self.token, "token", flow.token),
            (&mut self.refresh, "refresh", flow.refresh),
            (&mut self.device, "device authorization", flow.device),
        ];
        for (place, endpoint, url) in places {
            if let (None, Some(url)) = (&place, url) {
                *place = Some(parse(endpoint, url, base)?);
            }
        }
        Ok(())
    }

    async fn add_published(&mut self, url: &Url, http: &Http) -> Result<(), OAuth2Error> {
        let (url, issuer) = metadata_url(url);
        let body = http.get(&url).await?;
        let metadata: Metadata = serde_json::from_slice(&body).map_err(|error| {
            let (line, column) = (error.line(), error.column());
            OAuth2Error::Malformed(format!("the metadata, at line {line}, column {column}"))
        })?;
        if metadata.issuer.trim_end_matches('/') != issuer {
            return Err(OAuth2Error::Issuer {
                expected: issuer,
                found: Excerpt(metadata.issuer.as_bytes()).to_string(),
            });
        }
        let places = [
            (
                &mut self.authorization,
                "authorization",
                metadata.authorization_endpoint,
            ),
            (&mut self.token, "token", metadata.token_endpoint),
            (
                &mut self.device,
                "device authorization",
                metadata.device_authorization_endpoint,
            ),
        ];
        for (place, endpoint, found) in places {
            if let (None, Some(found)) = (&place, found) {
                let found = parse(endpoint, &found, None)?;
                if url.scheme() == "https" && found.scheme() != "https" {
                    let reason = "it is not https, though the metadata are";
                    return Err(OAuth2Error::Endpoint { endpoint, reason });
                }
                *place = Some(found);
            }
        }
        Ok(())
    }
}

fn known(url: &Option<Url>, endpoint: &'static str) -> Result<Url, OAuth2Error> {
    url.clone().ok_or(OAuth2Error::NoEndpoint(endpoint))
}

/// An address, which may be relative to that of the server (RFC 3986, section 5.2).
fn parse(endpoint: &'static str, text: &str, base: Option<&str>) -> Result<Url, OAuth2Error> {
    let refuse = |reason| OAuth2Error::Endpoint { endpoint, reason };
    let url = match (Url::parse(text), base) {
        (Err(url::ParseError::RelativeUrlWithoutBase), Some(base)) => {
            let base = format!("{}/", base.trim_end_matches('/'));
            Url::parse(&base).and_then(|base| base.join(text))
        }
        (url, _) => url,
    };
    let url = url.map_err(|error| match error {
        url::ParseError::RelativeUrlWithoutBase => {
            refuse("it is relative, and no base URL is given")
        }
        _ => refuse("it is not a URL"),
    })?;
    match url.scheme() {
        // RFC 6749, section 3.2: without a fragment.
        "http" | "https" if url.fragment().is_none() => Ok(url),
        "http" | "https" => Err(refuse("it has a fragment")),
        _ => Err(refuse("its scheme is neither http nor https")),
    }
}

/// Where an issuer's metadata are, and the issuer whom they are to name: of the address of the metadata or of the issuer.
fn metadata_url(url: &Url) -> (Url, String) {
    const WELL_KNOWN: &str = "/.well-known/";
    const OPENID: &str = "/.well-known/openid-configuration";
    const OAUTH: &str = "/.well-known/oauth-authorization-server";
    let mut issuer = url.clone();
    issuer.set_query(None);
    let path = url.path().to_owned();
    let mut published = url.clone();
    if let Some(own) = path.strip_prefix(OAUTH) {
        issuer.set_path(own);
    } else if let Some((own, _)) = path.rsplit_once(WELL_KNOWN) {
        issuer.set_path(own);
    } else {
        published.set_path(&format!("{}{OPENID}", path.trim_end_matches('/')));
    }
    let issuer = issuer.as_str().trim_end_matches('/').to_owned();
    (published, issuer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metadata_are_found_by_their_address_or_the_issuers() {
        for (given, published, issuer) in [
            (
                "https://id.example/.well-known/openid-configuration",
                "https://id.example/.well-known/openid-configuration",
                "https://id.example",
            ),
            (
                "https://id.example/tenant/.well-known/openid-configuration?v=2",
                "https://id.example/tenant/.well-known/openid-configuration?v=2",
                "https://id.example/tenant",
            ),
            (
                "https://id.example/.well-known/oauth-authorization-server/tenant",
                "https://id.example/.well-known/oauth-authorization-server/tenant",
                "https://id.example/tenant",
            ),
            (
                "https://id.example/tenant/",
                "https://id.example/tenant/.well-known/openid-configuration",
                "https://id.example/tenant",
            ),
        ] {
            let (found, by) = metadata_url(&Url::parse(given).unwrap());
            assert_eq!((found.as_str(), by.as_str()), (published, issuer));
        }
    }

    #[test]
    fn addresses_may_be_relative_to_the_server() {
        let parse = |text, base| super::parse("token", text, base).map(String::from).ok();
        let base = Some("https://api.example/v2");
        assert_eq!(
            parse("oauth/token", base).as_deref(),
            Some("https://api.example/v2/oauth/token")
        );
        assert_eq!(
            parse("/oauth/token", base).as_deref(),
            Some("https://api.example/oauth/token")
        );
        assert_eq!(
            parse("https://id.example/t", base).as_deref(),
            Some("https://id.example/t")
        );
        for (text, base) in [
            ("/t", None),
            ("file:///etc", base),
            ("https://a/#b", None),
            ("http://", None),
        ] {
            assert_eq!(parse(text, base), None, "{text}");
        }
    }
}
