//! The errors that no type of an operation has.

use super::error_response::{ErrorResponse, IntoErrorResponse};
use super::{Outcome, RawResponse, ReceivedResponse};
use crate::{DecodeError, EncodeError, Operation};
use http::StatusCode;
use std::fmt;

/// What a handler answers in place of a documented error; the error type of an operation that documents none.
///
/// It is made of an [`ErrorResponse`], or of whatever implements [`IntoErrorResponse`]. A client never has one: what the
/// document does not say it is told as [`Error::Unexpected`](crate::client::Error::Unexpected).
#[derive(Clone, Debug, PartialEq)]
pub struct Undocumented(ErrorResponse);

impl Undocumented {
    /// The status.
    #[must_use]
    pub const fn status(&self) -> StatusCode {
        self.0.status()
    }

    /// The answer.
    #[must_use]
    pub fn into_inner(self) -> ErrorResponse {
        self.0
    }
}

impl<E: IntoErrorResponse> From<E> for Undocumented {
    fn from(error: E) -> Self {
        Self(error.into_error_response())
    }
}

impl Outcome for Undocumented {
    fn decode(_: &'static Operation, _: &mut RawResponse) -> Option<Result<Self, DecodeError>> {
        None
    }

    fn encode(self, _: &'static Operation) -> Result<RawResponse, EncodeError> {
        self.0.encode()
    }

    fn into_error_response(self) -> Result<ErrorResponse, Self> {
        Ok(self.0)
    }

    fn status(&self) -> Option<StatusCode> {
        Some(self.0.status())
    }

    fn received(&self) -> Option<&ReceivedResponse> {
        None
    }
}

impl fmt::Display for Undocumented {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for Undocumented {}
