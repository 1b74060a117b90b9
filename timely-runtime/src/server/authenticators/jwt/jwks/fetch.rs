//! One fetch of the keys.

use super::super::jwk::Jwk;
use super::super::key::JwtKey;
use super::super::key_set::KeySet;
use super::{Jwks, JwksError};
use crate::transport::receive::{ReadBody, receive};
use crate::transport::{Body, HttpTransport, Transport};
use crate::user_agent::user_agent;
use crate::{RawResponse, json};
use http::{HeaderMap, HeaderValue, Request, StatusCode, header};
use serde_json::Value;
use std::sync::Arc;
use std::time::Duration;
use url::Url;

/// The largest answer that is read, in bytes.
const LIMIT: usize = 256 * 1024;

/// The most keys that are kept: more are nobody's.
const MOST_KEYS: usize = 100;

/// How long keys are kept at least and at most, whatever the answer says.
const LEAST: Duration = Duration::from_secs(60);
const MOST: Duration = Duration::from_secs(24 * 60 * 60);

/// Where to begin.
pub(super) enum Place {
    /// At the keys.
    Keys(Url),
    /// At the metadata of an issuer.
    Metadata { url: Url, issuer: String },
}

/// Keys, and how long they may be kept.
pub(super) struct Fetched {
    pub(super) keys: KeySet,
    pub(super) lifetime: Duration,
}

impl Jwks {
    /// Fetches the keys, in the time that there is for it.
    pub(super) async fn fetch(&self) -> Result<Fetched, JwksError> {
        let fetched = tokio::time::timeout(self.timeout, self.fetch_now()).await;
        fetched.map_err(|_| JwksError::Timeout)?
    }

    async fn fetch_now(&self) -> Result<Fetched, JwksError> {
        let transport = self.way()?;
        let found;
        let url = match &self.place {
            Place::Keys(url) => url,
            Place::Metadata { url, issuer } => {
                let (metadata, _) = self.get(&*transport, url).await?;
                found = keys_of(&metadata, issuer)?;
                // What is told safely must not lead to what is not.
                if url.scheme() == "https" && found.scheme() != "https" {
                    return Err(JwksError::Insecure);
                }
                &found
            }
        };
        let (answer, headers) = self.get(&*transport, url).await?;
        Ok(Fetched {
            keys: read(&answer)?,
            lifetime: lifetime(&headers, self.lifetime),
        })
    }

    /// The transport that is set, or the default one.
    fn way(&self) -> Result<Arc<dyn Transport>, JwksError> {
        match &self.transport {
            Some(transport) => Ok(Arc::clone(transport)),
            None => {
                let transport = HttpTransport::new().map_err(JwksError::NoTransport)?;
                Ok(Arc::new(transport))
            }
        }
    }

    async fn get(
        &self,
        transport: &dyn Transport,
        url: &Url,
    ) -> Result<(Value, HeaderMap), JwksError> {
        self.check(url)?;
        let mut request = Request::new(Body::empty());
        let uri = url.as_str().parse();
        *request.uri_mut() = uri.map_err(|_| JwksError::Malformed("address"))?;
        let headers = request.headers_mut();
        let accept = "application/json, application/jwk-set+json";
        headers.insert(header::ACCEPT, HeaderValue::from_static(accept));
        headers.insert(header::USER_AGENT, user_agent(None));
        let response = transport.exchange(request).await;
        let response = response.map_err(JwksError::Transport)?;
        // A redirect leads to an address that nobody has looked at.
        if response.status() != StatusCode::OK {
            return Err(JwksError::Status(response.status()));
        }
        let response = receive(response, ReadBody::UpTo(LIMIT)).await;
        let RawResponse { headers, body, .. } = response.map_err(JwksError::Transport)?;
        let bytes = body.as_bytes().ok_or(JwksError::Malformed("JSON"))?;
        let value = json::unique(bytes).map_err(|_| JwksError::Malformed("JSON"))?;
        Ok((value, headers))
    }
}

/// Where the keys are, as the metadata of an issuer say (OpenID Connect Discovery 1.0, sections 3 and 4.3).
fn keys_of(metadata: &Value, issuer: &str) -> Result<Url, JwksError> {
    let text = |name: &str| metadata.get(name).and_then(Value::as_str);
    if text("issuer") != Some(issuer) {
        return Err(JwksError::Issuer);
    }
    let url = text("jwks_uri").ok_or(JwksError::Malformed("metadata of an issuer"))?;
    Ok(Url::parse(url)?)
}

/// The keys of a set that verify signatures (RFC 7517, section 5); others are to be left out.
fn read(set: &Value) -> Result<KeySet, JwksError> {
    let keys = set.get("keys").and_then(Value::as_array);
    let keys = keys.ok_or(JwksError::Malformed("set of keys"))?;
    let published = |key: &Value| -> Option<JwtKey> {
        let key = Jwk::read(key).ok()?;
        // A secret that is published is none.
        (!key.is_secret()).then(|| key.key().ok()).flatten()
    };
    let keys: Vec<JwtKey> = keys.iter().filter_map(published).take(MOST_KEYS).collect();
    match keys.is_empty() {
        true => Err(JwksError::NoKeys),
        false => Ok(KeySet::published(keys)),
    }
}

/// How long an answer may be kept (RFC 9111, sections 4.2.1 and 5.2.2).
fn lifetime(headers: &HeaderMap, otherwise: Duration) -> Duration {
    let fields = headers.get_all(header::CACHE_CONTROL).iter();
    let directives = fields.filter_map(|field| field.to_str().ok());
    let directives = directives.flat_map(|field| field.split(',')).map(str::trim);
    let mut stated = None;
    for directive in directives {
        let (name, value) = directive.split_once('=').unwrap_or((directive, ""));
        let is = |known: &str| name.eq_ignore_ascii_case(known);
        if is("no-store") || is("no-cache") {
            return LEAST;
        }
        if is("max-age") {
            // What cannot be read is stale.
            stated = Some(value.trim_matches('"').parse().unwrap_or(0));
        }
    }
    let age = headers.get(header::AGE).and_then(|age| age.to_str().ok());
    let age: u64 = age.and_then(|age| age.parse().ok()).unwrap_or(0);
    match stated {
        Some(seconds) => {
            let left = u64::saturating_sub(seconds, age);
            Duration::from_secs(left).clamp(LEAST, MOST)
        }
        None => otherwise,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_say_how_long_they_may_be_kept() {
        let of = |cache_control: &str, age: &str| {
            let mut headers = HeaderMap::new();
            headers.insert("cache-control", cache_control.parse().unwrap());
            headers.insert("age", age.parse().unwrap());
            lifetime(&headers, Duration::from_secs(600)).as_secs()
        };
        assert_eq!(of("public, max-age=300", "0"), 300);
        assert_eq!(of("Max-Age=\"300\", must-revalidate", "100"), 200);
        assert_eq!(of("max-age=300", "1000"), 60);
        assert_eq!(of("max-age=99999999999999999999", ""), 60);
        assert_eq!(of("max-age=9999999999", ""), 86_400);
        assert_eq!(of("max-age=300, no-store", ""), 60);
        assert_eq!(of("private", ""), 600);
        assert_eq!(of("", ""), 600);
    }
}
