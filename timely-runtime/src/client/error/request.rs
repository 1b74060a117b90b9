//! Why there is no request, or no further one.

use crate::{EncodeError, Operation};
use std::fmt;

/// A call that made no request, or no further one: why, and of which operation.
#[derive(Debug)]
#[non_exhaustive]
pub struct RequestFailure {
    /// What is wrong.
    pub error: RequestError,
    pub(super) operation: Option<&'static Operation>,
    /// How often the request was sent before.
    pub(super) attempts: u32,
}

impl RequestFailure {
    pub(crate) const fn new(operation: Option<&'static Operation>, error: RequestError) -> Self {
        Self {
            error,
            operation,
            attempts: 0,
        }
    }

    pub(super) fn after(self, attempts: u32) -> Self {
        Self { attempts, ..self }
    }

    /// What is wrong.
    #[must_use]
    pub const fn error(&self) -> &RequestError {
        &self.error
    }
}

impl fmt::Display for RequestFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(f)
    }
}

/// What is wrong is told along with it.
impl std::error::Error for RequestFailure {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.error.source()
    }
}

/// Why a request could not be made; nothing was sent.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RequestError {
    /// A parameter or the body cannot be written as JSON.
    #[error("{what} cannot be written as JSON")]
    Serialize {
        /// The parameter, or `the body`.
        what: &'static str,
        /// What serde says of it.
        #[source]
        source: serde_json::Error,
    },
    /// The struct of optional parameters does not serialise to an object.
    #[error("the optional parameters are not an object")]
    NotAnObject,
    /// A required parameter is absent, or a value cannot travel where the document puts it: a control
    /// character in a header, say, or an empty path parameter, which would lead to another route.
    #[error(transparent)]
    Parameter(EncodeError),
    /// The body cannot be written as its media type has it.
    #[error("the body cannot be written")]
    Body(#[source] EncodeError),
    /// The operation's method is not one that HTTP allows.
    #[error("the method is not valid")]
    Method,
    /// The base URL, path and query do not make a valid URL, or too long a one.
    #[error("the URL is not valid")]
    Url(#[source] http::uri::InvalidUri),
    /// The idempotency key has characters that a header value cannot have.
    #[error("the idempotency key is not a valid header value")]
    IdempotencyKey,
    /// A header that the caller has given the call has a name or value that HTTP does not allow.
    #[error("the header {0} of the call is not valid")]
    Header(String),
    /// The address that the caller has given the call cannot be one.
    #[error("{0}")]
    BaseUrl(String),
    /// A credential that the caller has given the call has characters that cannot travel where its scheme puts it.
    #[error("the credential for `{0}` has characters that cannot be sent")]
    UnsendableCredential(&'static str),
    /// The provider of a credential has none, or one that cannot be sent.
    #[error("there is no credential for `{scheme}`: {source}")]
    Credential {
        /// The name of the security scheme.
        scheme: &'static str,
        /// What the provider says.
        source: crate::client::CredentialError,
    },
    /// The media type that the caller asks for is none of those that the document lists for the answers.
    #[error(
        "the media type `{wanted}` is none of those that the operation answers with: {documented}"
    )]
    Accept {
        /// What was asked for.
        wanted: String,
        /// What the document lists.
        documented: String,
    },
    /// An [`Interceptor`](crate::client::Interceptor) keeps the request from being sent.
    #[error("an interceptor keeps the request from being sent")]
    Interceptor(#[source] crate::transport::BoxError),
    /// Whatever stands in place of a client has no answer for this operation, or no further one.
    #[error("nothing answers the operation {0} here")]
    Unanswered(&'static str),
    /// A test double asks for a parameter that its operation does not have.
    #[error("the operation {0} has no parameter {1}")]
    NoParameter(&'static str, String),
    /// What a test double asks of a call's parameters is not what they are.
    #[error("the parameters are not what the double reads them as")]
    Input(#[source] serde_json::Error),
    /// A listing went on and on with pages that hold nothing.
    #[error("the listing has no end: {0} pages in a row were empty")]
    EndlessPages(usize),
    /// A listing leads back to a page that has been fetched, so that it would never end: by the parameters of the next page, or
    /// since a page of another number has the items of the one before.
    #[error("the listing has no end: it leads back to a page that has been fetched")]
    RepeatedPage,
    /// A page of a listing that is followed backwards has fewer items than were asked for, so that those between it and the page
    /// that came before it would be missing.
    #[error("the listing cannot be followed backwards: a page has fewer items than were asked for")]
    ShortPage,
    /// The next page of a listing is told by an address that is not followed: at another origin, or without a cursor.
    #[error("the next page of the listing is not one of this API: {0}")]
    ForeignPage(String),
}
