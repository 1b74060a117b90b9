//! What a token endpoint answers with (RFC 6749, section 5.1).

use super::OAuth2Error;
use crate::Secret;
use crate::client::Provided;
use ::oauth2::basic::BasicTokenType;
use ::oauth2::{AccessToken, RefreshToken, Scope, TokenResponse};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use std::time::Duration;

/// The tokens that an authorization server has given.
#[derive(Clone, Debug)]
pub struct Tokens {
    access: Secret,
    refresh: Option<Secret>,
    lifetime: Option<Duration>,
}

impl Tokens {
    /// The token that requests carry.
    #[must_use]
    pub fn access_token(&self) -> &Secret {
        &self.access
    }

    /// The token by which others are obtained without the user. What a program keeps of one run for the next is this one;
    /// it may be another each time.
    #[must_use]
    pub fn refresh_token(&self) -> Option<&Secret> {
        self.refresh.as_ref()
    }

    /// How long the token for requests holds from when it was given, if the server has said so.
    #[must_use]
    pub fn lifetime(&self) -> Option<Duration> {
        self.lifetime
    }

    /// With the refresh token so far, where the server gives no other (RFC 6749, section 6).
    pub(super) fn or_refresh(mut self, before: &Secret) -> Self {
        self.refresh.get_or_insert_with(|| before.clone());
        self
    }

    pub(super) fn provided(&self) -> Provided {
        let provided = Provided::new(self.access.clone());
        match self.lifetime {
            Some(lifetime) => provided.valid_for(lifetime),
            None => provided,
        }
    }
}

/// The answer, read leniently: of what is optional nothing makes it unreadable.
#[derive(Debug, Deserialize, Serialize)]
pub(super) struct Answer {
    access_token: AccessToken,
    #[serde(default = "bearer", deserialize_with = "token_type")]
    token_type: BasicTokenType,
    #[serde(default, deserialize_with = "seconds")]
    expires_in: Option<u64>,
    #[serde(default)]
    refresh_token: Option<RefreshToken>,
}

impl TryFrom<Answer> for Tokens {
    type Error = OAuth2Error;

    fn try_from(answer: Answer) -> Result<Self, OAuth2Error> {
        if answer.token_type != BasicTokenType::Bearer {
            let name: String = answer.token_type.as_ref().chars().take(40).collect();
            return Err(OAuth2Error::TokenType(name.escape_debug().to_string()));
        }
        let access = answer.access_token.into_secret();
        if access.is_empty() {
            return Err(OAuth2Error::Malformed("`access_token` is empty".to_owned()));
        }
        let refresh = answer.refresh_token.map(RefreshToken::into_secret);
        Ok(Self {
            access: access.into(),
            refresh: refresh.filter(|token| !token.is_empty()).map(Secret::from),
            lifetime: answer.expires_in.map(Duration::from_secs),
        })
    }
}

fn bearer() -> BasicTokenType {
    BasicTokenType::Bearer
}

/// Its name in whatever case.
fn token_type<'de, D: Deserializer<'de>>(deserializer: D) -> Result<BasicTokenType, D::Error> {
    let name = Option::<String>::deserialize(deserializer)?;
    let name = name.unwrap_or_else(|| "bearer".to_owned());
    BasicTokenType::deserialize(Value::String(name.to_ascii_lowercase()))
        .map_err(serde::de::Error::custom)
}

/// A number of seconds, which some servers send as a string or with a fraction. What is no such number is not known.
fn seconds<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u64>, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::Number(number) => {
            let fraction = number.as_f64().filter(|seconds| *seconds >= 0.0);
            // Beyond its range a float becomes the last number.
            number.as_u64().or(fraction.map(|seconds| seconds as u64))
        }
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    })
}

impl TokenResponse for Answer {
    type TokenType = BasicTokenType;

    fn access_token(&self) -> &AccessToken {
        &self.access_token
    }

    fn token_type(&self) -> &BasicTokenType {
        &self.token_type
    }

    fn expires_in(&self) -> Option<Duration> {
        self.expires_in.map(Duration::from_secs)
    }

    fn refresh_token(&self) -> Option<&RefreshToken> {
        self.refresh_token.as_ref()
    }

    fn scopes(&self) -> Option<&Vec<Scope>> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Result<Tokens, OAuth2Error> {
        let answer: Answer = serde_json::from_str(json).unwrap();
        Tokens::try_from(answer)
    }

    #[test]
    fn lifetimes_are_read_leniently() {
        for (json, lifetime) in [
            ("3600", Some(3600)),
            ("\"3600\"", Some(3600)),
            ("3599.9", Some(3599)),
            ("0", Some(0)),
            ("18446744073709551615", Some(u64::MAX)),
            ("1e300", Some(u64::MAX)),
            ("-1", None),
            ("null", None),
            ("\"soon\"", None),
            ("{}", None),
        ] {
            let tokens =
                read(&format!(r#"{{"access_token": "t", "expires_in": {json}}}"#)).unwrap();
            assert_eq!(
                tokens.lifetime(),
                lifetime.map(Duration::from_secs),
                "{json}"
            );
        }
    }

    #[test]
    fn a_type_that_is_not_known_is_refused() {
        for (json, is_known) in [
            ("\"BEARER\"", true),
            ("null", true),
            ("\"mac\"", false),
            ("\"DPoP\"", false),
        ] {
            let tokens = read(&format!(r#"{{"access_token": "t", "token_type": {json}}}"#));
            assert_eq!(tokens.is_ok(), is_known, "{json}");
        }
        assert!(read(r#"{"access_token": ""}"#).is_err());
    }

    #[test]
    fn no_token_is_shown() {
        let json = r#"{"access_token": "hunter2", "refresh_token": "hunter2"}"#;
        let answer: Answer = serde_json::from_str(json).unwrap();
        let shown = format!("{answer:?} {:?}", read(json).unwrap());
        assert!(!shown.contains("hunter2"), "{shown}");
    }
}
