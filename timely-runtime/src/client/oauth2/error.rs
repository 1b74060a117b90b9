//! Why there is no token.

use super::http::HttpError;
use crate::excerpt::Excerpt;
use crate::transport::{HttpTransportError, TransportError};
use ::http::StatusCode;
use ::oauth2::{ErrorResponse, ErrorResponseType, RequestTokenError, StandardErrorResponse};
use std::fmt;

/// Why OAuth 2 gave no token. No variant shows a secret, a code or a token.
///
/// An error of a call that has one is `RequestError::Credential`; `downcast_ref` of its source gives this type.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OAuth2Error {
    /// The authorization server says why it gives no token (RFC 6749, section 5.2; RFC 8628, section 3.5).
    #[error("the authorization server refuses: {0}")]
    Refused(Refusal),
    /// The document has no address for this endpoint, and none was given.
    #[error("no address is known of the {0} endpoint")]
    NoEndpoint(&'static str),
    /// The address of this endpoint cannot be used.
    #[error("the address of the {endpoint} endpoint cannot be used: {reason}")]
    Endpoint {
        /// Which one.
        endpoint: &'static str,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// What the authorization server answered is not what the standard says.
    #[error("the authorization server's answer cannot be read: {0}")]
    Malformed(String),
    /// The authorization server answered with a status that says nothing of a token.
    #[error("the authorization server answered {0}")]
    Status(StatusCode),
    /// The token is of a type that is not known (RFC 6749, section 7.1).
    #[error("the token is of the type `{0}`, and only `bearer` is known")]
    TokenType(String),
    /// The published metadata are of another issuer than the one that they were asked of (OpenID Connect Discovery 1.0, section
    /// 4.3; RFC 8414, section 3.3).
    #[error("the metadata are of the issuer `{found}`, not of `{expected}`")]
    Issuer {
        /// The issuer by the address of the metadata.
        expected: String,
        /// What they say.
        found: String,
    },
    /// The browser came back with another `state` than it was sent out with (RFC 6749, section 10.12).
    #[error(
        "the answer belongs to another request for authorization: its `state` is not the one that was sent"
    )]
    State,
    /// The browser came back without a code and without an error.
    #[error("the answer has no `code`")]
    NoCode,
    /// The user has not entered the code in time.
    #[error("the code for the user has expired")]
    Expired,
    /// The token does not hold any more, and there is none to renew it with: the user has to authorize the program again.
    #[error("the token cannot be renewed without the user")]
    NeedsUser,
    /// The authorization server did not answer.
    #[error("the authorization server did not answer")]
    Transport(#[source] TransportError),
    /// The authorization server did not answer in time.
    #[error("the authorization server did not answer in time")]
    Timeout,
    /// The default transport cannot be set up.
    #[error("the default transport cannot be set up")]
    Setup(#[from] HttpTransportError),
}

impl OAuth2Error {
    /// What the authorization server says, if it refuses.
    #[must_use]
    pub fn refusal(&self) -> Option<&Refusal> {
        match self {
            Self::Refused(refusal) => Some(refusal),
            _ => None,
        }
    }

    pub(super) fn is_refused_with(&self, code: &str) -> bool {
        self.refusal().is_some_and(|refusal| refusal.code() == code)
    }
}

/// An error of an authorization server (RFC 6749, sections 4.1.2.1 and 5.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    pub(super) code: String,
    pub(super) description: Option<String>,
    pub(super) uri: Option<String>,
}

impl Refusal {
    /// The `error`, such as `invalid_grant`.
    #[must_use]
    pub fn code(&self) -> &str {
        &self.code
    }

    /// The `error_description`, for developers.
    #[must_use]
    pub fn description(&self) -> Option<&str> {
        self.description.as_deref()
    }

    /// The `error_uri`, a page about it.
    #[must_use]
    pub fn uri(&self) -> Option<&str> {
        self.uri.as_deref()
    }
}

/// Code and description, the latter as far as it fits a line.
impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Excerpt(self.code.as_bytes()).fmt(f)?;
        match &self.description {
            Some(description) => write!(f, ": {}", Excerpt(description.as_bytes())),
            None => Ok(()),
        }
    }
}

impl<T: ErrorResponseType + fmt::Display> From<StandardErrorResponse<T>> for Refusal {
    fn from(response: StandardErrorResponse<T>) -> Self {
        Self {
            code: response.error().to_string(),
            description: response.error_description().cloned(),
            uri: response.error_uri().cloned(),
        }
    }
}

impl From<HttpError> for OAuth2Error {
    fn from(error: HttpError) -> Self {
        match error {
            HttpError::Transport(error) => Self::Transport(error),
            HttpError::Timeout => Self::Timeout,
            HttpError::Status(status) => Self::Status(status),
            HttpError::Url => Self::Endpoint {
                endpoint: "token",
                reason: "it is not the address of a request",
            },
        }
    }
}

impl<T> From<RequestTokenError<HttpError, T>> for OAuth2Error
where
    T: ErrorResponse + Into<Refusal> + 'static,
{
    fn from(error: RequestTokenError<HttpError, T>) -> Self {
        match error {
            RequestTokenError::ServerResponse(response) => Self::Refused(response.into()),
            RequestTokenError::Request(error) => error.into(),
            // The message of serde and the body may have the token in them.
            RequestTokenError::Parse(error, _) => {
                let (path, error) = (error.path().to_string(), error.inner());
                let place = format!("line {}, column {}", error.line(), error.column());
                Self::Malformed(match (error.classify(), path.as_str()) {
                    (serde_json::error::Category::Data, ".") => {
                        format!("a member is missing or not as it should be, at {place}")
                    }
                    (serde_json::error::Category::Data, path) => {
                        let path = Excerpt(path.as_bytes());
                        format!("`{path}` is not as it should be, at {place}")
                    }
                    _ => format!("it is not JSON, at {place}"),
                })
            }
            // Of an empty answer, above all.
            RequestTokenError::Other(_) => Self::Malformed("it is empty".to_owned()),
        }
    }
}
