//! The errors that handlers fail with, by their statuses (RFC 9110, section 15; RFC 6585).
//!
//! Each makes an [`ErrorResponse`] of its status:
//!
//! ```
//! use timely_runtime::server::http_errors::{NotFound, TooManyRequests};
//!
//! let error = NotFound::new("no such contact");
//! assert_eq!(error.to_string(), "404 Not Found: no such contact");
//! let later = TooManyRequests::new("one export an hour").with_header("retry-after", "3600");
//! assert_eq!(later.status(), 429);
//! ```

use super::ErrorResponse;
use http::StatusCode;
use std::borrow::Cow;

macro_rules! errors {
    ($($(#[$docs:meta])* $name:ident: $status:ident;)*) => {$(
        $(#[$docs])*
        #[derive(Clone, Copy, Debug)]
        pub struct $name;

        impl $name {
            /// The error, with a sentence for the sender.
            #[allow(clippy::new_ret_no_self, reason = "one type for all statuses goes through `?`")]
            pub fn new(message: impl Into<Cow<'static, str>>) -> ErrorResponse {
                ErrorResponse::new(StatusCode::$status, message)
            }
        }
    )*};
}

errors! {
    /// 400: the request is wrong in a way that the document does not tell.
    BadRequest: BAD_REQUEST;
    /// 401: the credentials that came with the request are not valid (any more).
    Unauthorized: UNAUTHORIZED;
    /// 402: to be paid for.
    PaymentRequired: PAYMENT_REQUIRED;
    /// 403: the sender may not do this.
    Forbidden: FORBIDDEN;
    /// 404: there is no such thing, or none that the sender may know of.
    NotFound: NOT_FOUND;
    /// 405: the thing that is there does not allow this.
    MethodNotAllowed: METHOD_NOT_ALLOWED;
    /// 406: there is nothing of it that the sender accepts.
    NotAcceptable: NOT_ACCEPTABLE;
    /// 408: the sender takes too long.
    RequestTimeout: REQUEST_TIMEOUT;
    /// 409: the state of things does not allow it.
    Conflict: CONFLICT;
    /// 410: it was there, and will not be again.
    Gone: GONE;
    /// 412: a condition of the request does not hold.
    PreconditionFailed: PRECONDITION_FAILED;
    /// 413: there is too much of it.
    PayloadTooLarge: PAYLOAD_TOO_LARGE;
    /// 415: it is of a kind that the server does not take.
    UnsupportedMediaType: UNSUPPORTED_MEDIA_TYPE;
    /// 422: the request can be read, and what it asks for makes no sense.
    UnprocessableEntity: UNPROCESSABLE_ENTITY;
    /// 423: it is locked.
    Locked: LOCKED;
    /// 428: the request must have a condition, so that no change of another is lost.
    PreconditionRequired: PRECONDITION_REQUIRED;
    /// 429: the sender asks too often.
    TooManyRequests: TOO_MANY_REQUESTS;
    /// 500: the server has failed. [`ErrorResponse::internal`] logs the reason as well.
    InternalServerError: INTERNAL_SERVER_ERROR;
    /// 501: the server does not do this (yet).
    NotImplemented: NOT_IMPLEMENTED;
    /// 502: a server that this one asked gave no usable answer.
    BadGateway: BAD_GATEWAY;
    /// 503: the server cannot do it now.
    ServiceUnavailable: SERVICE_UNAVAILABLE;
    /// 504: a server that this one asked did not answer in time.
    GatewayTimeout: GATEWAY_TIMEOUT;
}
