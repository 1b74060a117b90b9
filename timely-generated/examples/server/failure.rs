//! What handlers fail with: `?` makes the error of any operation of it.

use timely_generated::server::http_errors::{Conflict, Forbidden, NotFound};
use timely_generated::server::{ErrorResponse, IntoErrorResponse};

/// Why a request that is valid by the document cannot be fulfilled.
#[derive(Clone, Debug)]
pub(crate) enum Failure {
    /// There is no such record, or it belongs to another company.
    NotFound(&'static str),
    /// A field of the body refers to a record that is not there.
    Unknown {
        field: &'static str,
        what: &'static str,
    },
    /// The state of the record does not allow it.
    Conflict(&'static str),
    /// The server will not do it for anyone.
    Forbidden(&'static str),
    /// The request was meant for another state of the record.
    Precondition(ErrorResponse),
}

impl IntoErrorResponse for Failure {
    fn into_error_response(self) -> ErrorResponse {
        match self {
            Self::NotFound(what) => NotFound::new(format!("{what} not found")),
            Self::Unknown { field, what } => {
                Conflict::new(format!("{field} does not name a known {what}"))
            }
            Self::Conflict(why) => Conflict::new(why),
            Self::Forbidden(why) => Forbidden::new(why),
            Self::Precondition(answer) => answer,
        }
    }
}
