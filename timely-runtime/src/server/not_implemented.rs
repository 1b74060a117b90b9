//! Methods that a service leaves to its trait: 501 (RFC 9110, section 15.6.2), whatever the operation answers otherwise.

use crate::ErrorResponse;
use http::StatusCode;
use std::future::{Ready, ready};

/// What a method does that a service does not have: the body that generated traits give it if the setting
/// `server.unimplemented` says so.
pub fn not_implemented<I, R, E: From<ErrorResponse>>(_arguments: I) -> Ready<Result<R, E>> {
    let message = "The server does not have this operation yet.";
    let response = ErrorResponse::of_http(StatusCode::NOT_IMPLEMENTED, Some(message));
    ready(Err(E::from(response)))
}
