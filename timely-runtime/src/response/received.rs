//! Responses as they came.

use super::RawResponse;
use super::origin::Origin;
#[cfg(feature = "client")]
use super::problem::Problem;
use crate::excerpt::Excerpt;
use bytes::Bytes;
use http::{HeaderMap, StatusCode, header};
use std::fmt;
use std::sync::Arc;

/// A response as it was received: its status, all of its header fields, and its body. Cheap to clone.
///
/// Whatever a response has become, a typed success, a documented error or none of both, it is still to be had: from
/// [`Response::received`](super::Response::received) and from [`Error::response`](crate::client::Error::response).
#[derive(Clone)]
pub struct ReceivedResponse(Arc<Parts>);

struct Parts {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
    /// Whether the body has its content coding still.
    is_coded: bool,
    origin: Origin,
}

impl ReceivedResponse {
    #[cfg(feature = "client")]
    pub(crate) fn new(status: StatusCode, headers: HeaderMap, body: Bytes) -> Self {
        Self(Arc::new(Parts {
            status,
            headers,
            body,
            is_coded: false,
            origin: Origin::UNKNOWN,
        }))
    }

    /// A response whose content coding could not be undone.
    #[cfg(feature = "client")]
    pub(crate) fn coded(status: StatusCode, headers: HeaderMap, body: Bytes) -> Self {
        Self(Arc::new(Parts {
            status,
            headers,
            body,
            is_coded: true,
            origin: Origin::UNKNOWN,
        }))
    }

    /// What is left of a response after it was read. A stream is not kept: its type has it, or nobody reads it.
    pub(crate) fn of(raw: &mut RawResponse) -> Self {
        Self(Arc::new(Parts {
            status: raw.status,
            headers: std::mem::take(&mut raw.headers),
            body: raw.body.as_bytes().cloned().unwrap_or_default(),
            // A part of a body (RFC 9110, section 14.2) has it.
            is_coded: raw.status == StatusCode::PARTIAL_CONTENT,
            origin: raw.origin,
        }))
    }

    /// The status code.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.0.status
    }

    /// All header fields as they came, those included that the document does not name. `Content-Encoding` and
    /// `Content-Length` are those of the body on its way.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.0.headers
    }

    /// The whole body, without its content coding: that stays where it cannot be undone, as in a part of a body (206). It is
    /// empty where the body was handed over as a stream.
    #[must_use]
    pub fn body(&self) -> &Bytes {
        &self.0.body
    }

    /// The id that the server gave to the request: the header field `x-request-id`, or the one that the settings name.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.0.origin.request_id(&self.0.headers)
    }

    /// The `operationId` of the operation that was called. None where the response was made by hand.
    #[must_use]
    pub fn operation_id(&self) -> Option<&'static str> {
        self.0.origin.operation_id()
    }

    /// How often the request was sent until this response came, the first time included; 0 where it was made by hand.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.0.origin.attempts
    }

    #[cfg(feature = "client")]
    pub(crate) fn origin(&self) -> Origin {
        self.0.origin
    }

    /// What an error's body says went wrong, by the document's schema of errors or, where that has no code and message, by the
    /// forms in common use.
    #[cfg(feature = "client")]
    pub(crate) fn problem(&self) -> Problem {
        Problem::of(self.0.origin.fields, &self.0.body)
    }

    /// The response by value, so that it can be passed on: without `Content-Length`, and without `Content-Encoding` where
    /// the body is without it.
    #[must_use]
    pub fn into_raw(self) -> RawResponse {
        let mut headers = self.0.headers.clone();
        headers.remove(header::CONTENT_LENGTH);
        if !self.0.is_coded {
            headers.remove(header::CONTENT_ENCODING);
        }
        RawResponse {
            origin: self.0.origin,
            ..RawResponse::new(self.0.status, headers, self.0.body.clone().into())
        }
    }
}

/// Status, number of bytes and the start of the body; header values, which may be secret, are left out, and so are the values
/// of properties that the schema calls passwords or write-only.
impl fmt::Debug for ReceivedResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let start = &self.body()[..self.body().len().min(Excerpt::BYTES + 1)];
        let operation = self.0.origin.operation;
        let secrets = operation.map(|known| known.secrets_of_response(self.status().as_u16()));
        let start = secrets.unwrap_or_default().cover(start).into_owned();
        f.debug_struct("ReceivedResponse")
            .field("status", &self.status())
            .field("bytes", &self.body().len())
            .field("body", &format_args!("\"{}\"", Excerpt(&start)))
            .finish_non_exhaustive()
    }
}
