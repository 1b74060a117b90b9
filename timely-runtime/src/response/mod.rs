//! Responses: the typed one a user holds, the raw one on the wire, and the way between them.

#[cfg(feature = "server")]
mod cookie;
mod display;
pub(crate) mod error_response;
#[cfg(feature = "server")]
pub mod http_errors;
mod misfit;
pub(crate) mod origin;
mod outcome;
#[cfg(feature = "client")]
pub(crate) mod problem;
mod received;
pub(crate) mod set_fields;
mod undocumented;

use crate::access::sending;
use crate::body_codec::{self, Fit, Source, Written};
use crate::json;
use crate::media_type;
use crate::operation::media;
use crate::{
    Body, Content, DecodeError, Direction, EncodeError, NoContent, Operation, Parameter, parameters,
};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};
use std::fmt;
use std::ops::{Deref, DerefMut};

#[cfg(feature = "server")]
pub use cookie::{Cookie, SameSite};
pub use display::show;
pub use error_response::{ErrorResponse, IntoErrorResponse};
pub(crate) use origin::Origin;
pub use origin::ResponseFields;
pub use outcome::StatusMatch;
pub use received::ReceivedResponse;
use set_fields::SetFields;
pub use undocumented::Undocumented;

/// A response with its body and its typed headers.
///
/// Dereferences to the body. `H` is the struct of the headers that the document declares, or `()`. Two are equal if what the
/// document knows of them is: the body, the declared headers, the status and the media type.
///
/// ```
/// use timely_runtime::Response;
///
/// let response: Response<String> = Response::from("hello".to_owned());
/// assert_eq!(response.len(), 5);
/// assert_eq!(response.into_body(), "hello");
/// ```
#[derive(Clone, Default)]
pub struct Response<B, H = ()> {
    /// The body.
    pub body: B,
    /// The declared headers.
    pub headers: H,
    /// The status, where it is not the only one possible; see [`Response::status`].
    pub(crate) status: Option<StatusCode>,
    /// The response as it came, if it did.
    received: Option<ReceivedResponse>,
    /// What has no field of its own; rarely there, and large.
    more: Option<Box<More>>,
}

/// What few responses have.
#[derive(Clone, Default)]
struct More {
    /// The media type, where it is not the only one possible; see [`Response::content_type`].
    content_type: Option<HeaderValue>,
    /// The header fields that a server sets beside the declared ones.
    fields: SetFields,
}

impl More {
    fn received_as(content_type: &HeaderValue) -> Self {
        Self {
            content_type: Some(content_type.clone()),
            ..Self::default()
        }
    }
}

impl<B, H> Response<B, H> {
    /// A response with the documented status.
    pub const fn new(body: B, headers: H) -> Self {
        Self {
            body,
            headers,
            status: None,
            received: None,
            more: None,
        }
    }

    /// The body.
    pub const fn body(&self) -> &B {
        &self.body
    }

    /// The body alone.
    pub fn into_body(self) -> B {
        self.body
    }

    /// The declared headers.
    pub const fn headers(&self) -> &H {
        &self.headers
    }

    /// The status: what a client received, or what a server set with [`Response::with_status`].
    pub const fn status(&self) -> Option<StatusCode> {
        self.status
    }

    /// Sets the headers.
    #[must_use]
    pub fn with_headers<G>(self, headers: G) -> Response<B, G> {
        Response {
            body: self.body,
            headers,
            status: self.status,
            received: self.received,
            more: self.more,
        }
    }

    /// The response as a client received it: its status, all of its header fields and, unless it is a stream, the bytes of
    /// its body. None where it was made by a server.
    ///
    /// ```
    /// use timely_runtime::{NoContent, Response};
    ///
    /// fn request_id(response: &Response<NoContent>) -> Option<&str> {
    ///     response.received()?.headers().get("x-request-id")?.to_str().ok()
    /// }
    /// # assert_eq!(request_id(&NoContent.into()), None);
    /// ```
    pub const fn received(&self) -> Option<&ReceivedResponse> {
        self.received.as_ref()
    }

    /// The id that the server gave to the request: the header field `x-request-id`, or the one that the settings name.
    pub fn request_id(&self) -> Option<&str> {
        self.received()?.request_id()
    }

    /// The media type of the body: what a client received, if it is not `application/json`, or what a server set with
    /// [`Response::with_content_type`].
    pub fn content_type(&self) -> Option<&HeaderValue> {
        self.more.as_ref()?.content_type.as_ref()
    }

    /// Sets the media type that a server sends, in place of the first that the document names: of use where that is a
    /// range such as `image/*`.
    #[must_use]
    pub fn with_content_type(mut self, content_type: HeaderValue) -> Self {
        self.more.get_or_insert_default().content_type = Some(content_type);
        self
    }

    /// Sets the status that a server sends where the document leaves a choice: a range such as `4XX`, `default`, or
    /// a single success. Where the document names one status for this response, that one is sent.
    #[must_use]
    pub const fn with_status(mut self, status: StatusCode) -> Self {
        self.status = Some(status);
        self
    }

    /// The header fields that are set beside the declared ones.
    pub(crate) fn fields_mut(&mut self) -> &mut SetFields {
        &mut self.more.get_or_insert_default().fields
    }

    /// Sets a header field that a server sends beside the declared ones; one of the same name is replaced, also if it is
    /// declared.
    ///
    /// One that cannot be sent, since its name or value is none of HTTP or since it belongs to the connection, makes a
    /// failure of the server, which is logged.
    ///
    /// ```
    /// use timely_runtime::{NoContent, Response};
    ///
    /// let response: Response<NoContent> = Response::from(NoContent).with_header("x-cache", "hit");
    /// ```
    #[must_use]
    pub fn with_header<N, V>(mut self, name: N, value: V) -> Self
    where
        N: TryInto<HeaderName>,
        V: TryInto<HeaderValue>,
    {
        self.fields_mut().insert(name, value);
        self
    }

    /// Adds a header field to those of the same name that were set before, such as `Link`.
    #[must_use]
    pub fn with_appended_header<N, V>(mut self, name: N, value: V) -> Self
    where
        N: TryInto<HeaderName>,
        V: TryInto<HeaderValue>,
    {
        self.fields_mut().append(name, value);
        self
    }

    /// Adds a cookie.
    #[cfg(feature = "server")]
    #[must_use]
    pub fn with_cookie(mut self, cookie: &Cookie) -> Self {
        self.fields_mut().cookie(cookie);
        self
    }
}

impl Response<NoContent> {
    /// A response that the document does not have, on purpose: any status, with any body. A handler returns it as its
    /// error, whatever its status is.
    ///
    /// ```
    /// use timely_runtime::http::StatusCode;
    /// use timely_runtime::{Response, Undocumented};
    ///
    /// fn start() -> Result<Response<String>, Undocumented> {
    ///     let accepted = Response::undocumented(StatusCode::ACCEPTED)
    ///         .with_header("location", "/jobs/7")
    ///         .with_json(&["queued"]);
    ///     Err(accepted.into())
    /// }
    /// assert_eq!(start().unwrap_err().status(), 202);
    /// ```
    #[must_use]
    pub fn undocumented(status: StatusCode) -> ErrorResponse {
        ErrorResponse::raw(status, Body::empty())
    }
}

impl<B, H: Default> From<B> for Response<B, H> {
    fn from(body: B) -> Self {
        Self::new(body, H::default())
    }
}

impl<B: PartialEq, H: PartialEq> PartialEq for Response<B, H> {
    fn eq(&self, other: &Self) -> bool {
        self.body == other.body
            && self.headers == other.headers
            && self.status == other.status
            && self.content_type() == other.content_type()
    }
}

/// Without the fields that the document does not name, which may be secret.
impl<B: fmt::Debug, H: fmt::Debug> fmt::Debug for Response<B, H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("body", &self.body)
            .field("headers", &self.headers)
            .field("status", &self.status)
            .field("content_type", &self.content_type())
            .finish_non_exhaustive()
    }
}

impl<B, H> Deref for Response<B, H> {
    type Target = B;

    fn deref(&self) -> &B {
        &self.body
    }
}

impl<B, H> DerefMut for Response<B, H> {
    fn deref_mut(&mut self) -> &mut B {
        &mut self.body
    }
}

/// A response as it travels: status, headers and body.
#[derive(Debug)]
pub struct RawResponse {
    /// The status code.
    pub status: StatusCode,
    /// All header fields.
    pub headers: HeaderMap,
    /// The body.
    pub body: Body,
    /// The call that it answers.
    pub(crate) origin: Origin,
    /// What a handler has set that the document does not have.
    pub(crate) beyond: Option<Box<Beyond>>,
}

/// What of a response the document does not have.
#[derive(Debug, Default)]
pub(crate) struct Beyond {
    /// Whether its status and body are not to be held to the document.
    #[cfg_attr(
        not(feature = "server"),
        allow(dead_code, reason = "servers check responses")
    )]
    pub(crate) is_whole: bool,
    pub(crate) fields: Vec<HeaderName>,
}

impl RawResponse {
    /// A response of this status, with these header fields and this body.
    #[must_use]
    pub const fn new(status: StatusCode, headers: HeaderMap, body: Body) -> Self {
        Self {
            status,
            headers,
            body,
            origin: Origin::UNKNOWN,
            beyond: None,
        }
    }

    /// Sets header fields beside those that are declared.
    pub(crate) fn put(
        &mut self,
        declared: &'static [Parameter],
        fields: SetFields,
    ) -> Result<(), EncodeError> {
        let is_declared = |name: &&HeaderName| {
            let mut declared = declared.iter();
            declared.any(|header| header.name.eq_ignore_ascii_case(name.as_str()))
        };
        let beyond: Vec<HeaderName> = fields
            .names()
            .filter(|name| !is_declared(name))
            .cloned()
            .collect();
        if !beyond.is_empty() {
            self.beyond.get_or_insert_default().fields = beyond;
        }
        fields.put(&mut self.headers)
    }

    /// The id that the server gave to the request: the header field `x-request-id`, or the one that the settings name.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.origin.request_id(&self.headers)
    }
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
/// Implemented by [`Response`] for an operation's single success, and by the generated enums for operations with
/// several. It is for functions of your own that take the errors of any operation.
pub trait Outcome: Sized + Send + 'static {
    /// Reads a response. A body that is a stream is taken out of it.
    ///
    /// `None` when the status is not one of this type's; an error when it is, but the content is not what the
    /// document says.
    #[doc(hidden)]
    fn decode(
        operation: &'static Operation,
        raw: &mut RawResponse,
    ) -> Option<Result<Self, DecodeError>>;

    /// Writes a response.
    ///
    /// # Errors
    /// When a header value cannot travel in HTTP, or a body cannot be written as JSON.
    #[doc(hidden)]
    fn encode(self, operation: &'static Operation) -> Result<RawResponse, EncodeError>;

    /// What a handler answers in place of a documented response, if this is such an answer.
    ///
    /// # Errors
    /// With the response itself, if it is a documented one.
    #[doc(hidden)]
    fn into_error_response(self) -> Result<ErrorResponse, Self> {
        Err(self)
    }

    /// The status that this response was received with or is sent with, where that is decided already.
    fn status(&self) -> Option<StatusCode>;

    /// The response as a client received it.
    fn received(&self) -> Option<&ReceivedResponse>;
}

/// The single success of an operation: read from any 2xx status, since a server may come to answer 200 where it
/// answered 201, and written with the documented status unless [`Response::with_status`] sets another.
impl<B, H> Outcome for Response<B, H>
where
    B: Content,
    H: Headers,
{
    fn decode(
        operation: &'static Operation,
        raw: &mut RawResponse,
    ) -> Option<Result<Self, DecodeError>> {
        let expected = raw.status.is_success() || raw.status.as_u16() == operation.success;
        expected.then(|| Self::read(operation, raw))
    }

    fn encode(self, operation: &'static Operation) -> Result<RawResponse, EncodeError> {
        let status = self
            .status
            .map_or(operation.success, |status| status.as_u16());
        let written = self.write(operation, status);
        // A part is one of the whole that the document has (RFC 9110, section 15.3.7).
        #[cfg(feature = "server")]
        if status != StatusCode::PARTIAL_CONTENT.as_u16() && !operation.has_response(status) {
            return written.map(|mut response| {
                response.beyond.get_or_insert_default().is_whole = true;
                response
            });
        }
        written
    }

    fn status(&self) -> Option<StatusCode> {
        self.status
    }

    fn received(&self) -> Option<&ReceivedResponse> {
        self.received.as_ref()
    }
}

impl<B, H> Response<B, H>
where
    B: Content,
    H: Headers,
{
    /// Reads a response whose status is known to be this one's.
    #[doc(hidden)]
    pub fn read(operation: &'static Operation, raw: &mut RawResponse) -> Result<Self, DecodeError> {
        // The headers first, so that no stream is lost to an error in them.
        let headers = read_headers(&raw.headers)?;
        let (source, media) = source(operation, raw)?;
        let body =
            B::read(source, media).map_err(|error| misfit::of_body(operation, raw, error))?;
        let content_type = raw.headers.get(header::CONTENT_TYPE);
        let content_type = content_type.filter(|name| *name != "application/json");
        let more = content_type.map(|name| Box::new(More::received_as(name)));
        Ok(Self {
            body,
            headers,
            status: Some(raw.status),
            received: Some(ReceivedResponse::of(raw)),
            more,
        })
    }

    /// Writes the response with a status.
    #[doc(hidden)]
    pub fn write(
        self,
        operation: &'static Operation,
        status: u16,
    ) -> Result<RawResponse, EncodeError> {
        let media = operation.response_media(status);
        let written = sending(Direction::Response, || self.body.write(media))?;
        let headers = match H::HEADERS {
            // Most responses declare none.
            [] => Value::Null,
            _ => json::to_sent_value(&self.headers).map_err(EncodeError::Headers)?,
        };
        let (content_type, fields) = match self.more {
            Some(more) => (more.content_type, Some(more.fields)),
            None => (None, None),
        };
        let mut raw = finish(H::HEADERS, headers, content_type, written, status)?;
        if let Some(fields) = fields {
            raw.put(H::HEADERS, fields)?;
        }
        Ok(raw)
    }
}

/// The body of a response, and the documented media type that it has.
fn source(
    operation: &'static Operation,
    raw: &mut RawResponse,
) -> Result<(Source, &'static crate::MediaType), DecodeError> {
    let content_type = media_type::content_type(&raw.headers);
    let documented = operation.response_media(raw.status.as_u16());
    let media = media::choose(documented, content_type)
        .ok_or_else(|| DecodeError::content_type(documented, content_type))?;
    let is_multipart = media.name.starts_with("multipart/") && !media.kind.is_stream();
    if is_multipart && let Some(body) = raw.body.try_clone() {
        let (values, files) =
            body_codec::read_whole(media, content_type.unwrap_or_default(), body)?;
        return Ok((Source::Parts(values, files), media));
    }
    let source = match raw.body.as_bytes() {
        Some(bytes) if !media.kind.is_stream() => {
            Source::Whole(bytes.clone(), content_type.map(str::to_owned))
        }
        _ => {
            let name = raw.headers.get(header::CONTENT_TYPE);
            Source::Stream(std::mem::take(&mut raw.body).received_as(name))
        }
    };
    Ok((source, media))
}

/// A response of these headers and this body.
fn finish(
    parameters: &'static [Parameter],
    headers: Value,
    content_type: Option<HeaderValue>,
    written: Written,
    status: u16,
) -> Result<RawResponse, EncodeError> {
    let mut headers = match headers {
        Value::Object(values) => parameters::encode_headers(parameters, &values)?,
        _ => HeaderMap::new(),
    };
    let has_body = written.content_type.is_some() || written.fit != Fit::Documented;
    let set = content_type.filter(|_| has_body);
    if let Some(sent) = set.or(written.content_type) {
        headers.entry(header::CONTENT_TYPE).or_insert(sent);
    }
    let status = StatusCode::from_u16(status).map_err(|_| EncodeError::Status(status))?;
    Ok(RawResponse::new(status, headers, written.body))
}

/// Reads declared headers; an optional one that is malformed counts as absent.
fn read_headers<H: Headers>(headers: &HeaderMap) -> Result<H, DecodeError> {
    if H::HEADERS.is_empty() {
        // `()` is read from null; a struct without fields from an empty object.
        return H::deserialize(Value::Null)
            .or_else(|_| H::deserialize(Value::Object(Map::new())))
            .map_err(|error| misfit::of_headers(&[], &Map::new(), &error));
    }
    let all = parameters::decode_headers(H::HEADERS, headers);
    if let Some(missing) = H::HEADERS
        .iter()
        .find(|header| header.required && !all.contains_key(header.field))
    {
        return Err(DecodeError::MissingHeader(missing.name));
    }
    if let Ok(typed) = H::deserialize(Value::Object(all.clone())) {
        return Ok(typed);
    }
    // Some header does not fit its type. Keep the required ones, and of the others those that fit.
    let (mut kept, mut optional) = (Map::new(), Vec::new());
    for (field, value) in all {
        if H::HEADERS
            .iter()
            .any(|header| header.required && header.field == field)
        {
            kept.insert(field, value);
        } else {
            optional.push((field, value));
        }
    }
    for (field, value) in optional {
        kept.insert(field.clone(), value);
        if H::deserialize(Value::Object(kept.clone())).is_err() {
            kept.remove(&field);
        }
    }
    H::deserialize(Value::Object(kept.clone()))
        .map_err(|error| misfit::of_headers(H::HEADERS, &kept, &error))
}

#[cfg(test)]
mod tests;
