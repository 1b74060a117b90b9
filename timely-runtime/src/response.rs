//! Responses: the typed one a user holds, the raw one on the wire, and the way between them.

use crate::{Operation, Parameter};
use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use serde::{Serialize, de::DeserializeOwned};

/// A response with its body and its typed headers.
///
/// Dereferences to the body. `H` is the struct of the headers that the document declares, or `()`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Response<B, H = ()> {
    /// The body.
    pub body: B,
    /// The declared headers.
    pub headers: H,
    /// The status, where it is not the only one possible; see [`Response::status`].
    pub(crate) status: Option<StatusCode>,
}

/// A response as it travels: status, headers, and the whole body in memory.
#[derive(Clone, Debug)]
pub struct RawResponse {
    /// The status code.
    pub status: StatusCode,
    /// All header fields.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

/// The declared headers of a response: implemented by generated header structs and by `()`.
///
/// The implementor's serde form is an object keyed by [`Parameter::field`].
pub trait Headers: Serialize + DeserializeOwned + Send + 'static {
    /// The headers, in document order.
    const HEADERS: &'static [Parameter];
}

impl Headers for () {
    const HEADERS: &'static [Parameter] = &[];
}

/// One side of an operation's result, success or documented error, that can be read from and written to the wire.
///
/// Implemented by [`Response`] for an operation's single success, and by the generated enums (through
/// [`outcome!`](crate::outcome)) for operations with several.
pub trait Outcome: Sized + Send + 'static {
    /// Reads a response.
    ///
    /// `None` when the status is not one of this type's; an error when it is, but the content is not what the
    /// document says.
    fn decode(operation: &'static Operation, raw: &RawResponse) -> Option<Result<Self, DecodeError>>;

    /// Writes a response.
    ///
    /// # Errors
    /// When a header value cannot travel in HTTP, or a body cannot be written as JSON.
    fn encode(self, operation: &'static Operation) -> Result<RawResponse, EncodeError>;
}
