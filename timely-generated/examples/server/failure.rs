//! What handlers fail with, and how each operation answers it.

use timely_generated::models::error_detail::ErrorDetailRequired;
use timely_generated::models::{Error, ErrorDetail};
use timely_generated::operations::*;

/// Why a request that is valid by the document cannot be fulfilled.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Failure {
    /// 404: there is no such record, or it belongs to another company.
    NotFound(&'static str),
    /// 409: a field of the body refers to a record that is not there.
    Unknown {
        field: &'static str,
        what: &'static str,
    },
    /// 409: the state of the record does not allow it.
    Conflict(&'static str),
}

impl Failure {
    fn message(self) -> String {
        match self {
            Self::NotFound(what) => format!("{what} not found"),
            Self::Unknown { field, what } => format!("{field} does not name a known {what}"),
            Self::Conflict(why) => why.to_owned(),
        }
    }

    fn body(self, code: &str, status: i64) -> Error {
        Error::new(ErrorDetail::new(ErrorDetailRequired {
            code: code.to_owned(),
            message: self.message(),
            status,
        }))
    }
}

/// The body of a refusal that is no matter of scopes.
pub(crate) fn forbidden(why: &str) -> Error {
    Error::new(ErrorDetail::new(ErrorDetailRequired {
        code: "FORBIDDEN".to_owned(),
        message: why.to_owned(),
        status: 403,
    }))
}

/// The error types, each by one of the operations that share it, with the statuses that it can answer. What it has no other status for is a bad request:
/// there is no such failure in it now.
macro_rules! answers {
    ($($error:ident: $($status:ident)*;)*) => {$(
        impl From<Failure> for $error {
            fn from(failure: Failure) -> Self {
                match failure {
                    $(answers!(@pattern $status) => {
                        Self::$status(answers!(@body $status failure).into())
                    })*
                    #[allow(unreachable_patterns, reason = "some operations answer all of them")]
                    _ => Self::BadRequest(failure.body("VALIDATION_ERROR", 400).into()),
                }
            }
        }
    )*};
    (@pattern NotFound) => { Failure::NotFound(_) };
    (@pattern Conflict) => { Failure::Unknown { .. } | Failure::Conflict(_) };
    (@body NotFound $failure:ident) => { $failure.body("NOT_FOUND", 404) };
    (@body Conflict $failure:ident) => { $failure.body("CONFLICT", 409) };
}

answers! {
    DeleteAgentError: NotFound Conflict;
    SendConversationMessageError: NotFound Conflict;
    CreateChannelError: Conflict;
    GetContactError: NotFound;
    UpdateContactError: NotFound;
}
