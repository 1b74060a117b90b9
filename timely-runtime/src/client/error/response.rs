//! Responses that are not what the document says.

use crate::response::problem::write_request_id;
use crate::{DecodeError, RawResponse, ReceivedResponse};
use std::fmt;
use std::ops::Deref;

/// A response that no type of the operation describes. It dereferences to [`ReceivedResponse`].
#[derive(Clone)]
pub struct UnexpectedResponse(pub(crate) ReceivedResponse);

impl UnexpectedResponse {
    /// The response by value.
    #[must_use]
    pub fn into_raw(self) -> RawResponse {
        self.0.into_raw()
    }
}

impl Deref for UnexpectedResponse {
    type Target = ReceivedResponse;

    fn deref(&self) -> &ReceivedResponse {
        &self.0
    }
}

/// Status, number of bytes and the start of the body; header values, which may be secret, are left out.
impl fmt::Debug for UnexpectedResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for UnexpectedResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the server answered {}, which is not documented",
            self.status()
        )?;
        let problem = self.0.problem();
        problem.write_parts(f)?;
        if problem.is_empty() && !self.body().is_empty() {
            write!(f, ": {}", self.excerpt())?;
        }
        write_request_id(f, self.request_id())
    }
}

impl std::error::Error for UnexpectedResponse {}

/// A response of a documented status whose content is not what the document says.
#[derive(Debug)]
pub struct UndecodableResponse {
    /// What is wrong with it.
    pub error: DecodeError,
    /// The response as it came.
    pub response: ReceivedResponse,
}

impl fmt::Display for UndecodableResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the response of status {} is not as documented: {}",
            self.response.status(),
            self.error
        )?;
        write_request_id(f, self.response.request_id())
    }
}

/// What is wrong with the response is told along with it; the source is there to be looked into.
impl std::error::Error for UndecodableResponse {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.error)
    }
}
