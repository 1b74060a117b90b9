//! A request in the making.

use super::core::Client;
use super::error::{Failure, RequestError};
use super::send::Failed;
use super::{Call, CallOptions};
use crate::access::sending;
use crate::body_codec::{self, Written};
use crate::json;
use crate::response::Origin;
use crate::{Content, Direction, EncodeError, JsonObject, MediaType, Operation, RawResponse};
use futures_util::future::BoxFuture;
use http::HeaderValue;
use serde::Serialize;
use serde_json::Value;
use std::fmt::{self, DebugStruct};
use std::sync::Arc;

/// One call of an operation: its arguments and body. Nothing here depends on the types of its answers.
///
/// Values are written as JSON as they come in. What cannot be written is remembered, and reported when the request is sent, so
/// that generated code can chain these methods.
#[must_use = "a request does nothing until it is sent"]
pub struct Request {
    pub(crate) operation: &'static Operation,
    /// What sends it; none where a double answers, or nobody.
    pub(super) client: Option<Client>,
    /// The values of the parameters, by [`Parameter::field`](crate::Parameter::field).
    pub(crate) values: JsonObject,
    pub(crate) body: Option<Written>,
    pub(crate) idempotency_key: Option<HeaderValue>,
    /// The server that the document has for this operation, if not that of the document as a whole.
    pub(crate) server: Option<&'static str>,
    /// Where it goes in place of all that: the address of a page that the one before has told.
    pub(super) address: Option<String>,
    /// What this call varies.
    pub(super) options: Option<Arc<CallOptions>>,
    /// The first thing that went wrong.
    pub(crate) error: Option<RequestError>,
}

impl Request {
    /// A call of this operation, with no arguments yet.
    pub fn new(operation: &'static Operation) -> Self {
        Self {
            operation,
            client: None,
            values: JsonObject::new(),
            body: None,
            idempotency_key: None,
            server: None,
            address: None,
            options: None,
            error: None,
        }
    }

    /// Sets the parameter whose [`Parameter::field`](crate::Parameter::field) is `field`; `null` means that
    /// it is not sent.
    pub fn arg<T: Serialize + ?Sized>(mut self, field: &'static str, value: &T) -> Self {
        match json::to_sent_value(value) {
            Ok(Value::Null) => {
                self.values.remove(field);
            }
            Ok(value) => {
                self.values.insert(field.to_owned(), value);
            }
            Err(source) => self.fail(RequestError::Serialize {
                what: field,
                source,
            }),
        }
        self
    }

    /// Sets several parameters: the members of a struct, by their serde names. Those that are `null` are not sent.
    pub fn params<T: Serialize + ?Sized>(mut self, params: &T) -> Self {
        match json::to_sent_value(params) {
            Ok(Value::Object(members)) => {
                self.values
                    .extend(members.into_iter().filter(|(_, value)| !value.is_null()));
            }
            // A struct without members may be a unit.
            Ok(Value::Null) => {}
            Ok(_) => self.fail(RequestError::NotAnObject),
            Err(source) => {
                self.fail(RequestError::Serialize {
                    what: "the optional parameters",
                    source,
                });
            }
        }
        self
    }

    /// Sets the body, as JSON.
    pub fn json<T: Serialize + ?Sized>(mut self, body: &T) -> Self {
        match sending(Direction::Request, || json::to_vec(body)) {
            Ok(bytes) => self.body = Some(body_codec::write_json(bytes, self.media())),
            Err(source) => self.fail(RequestError::Serialize {
                what: "the body",
                source,
            }),
        }
        self
    }

    /// Sets the body, if there is one, as JSON.
    pub fn optional_json<T: Serialize + ?Sized>(self, body: Option<&T>) -> Self {
        match body {
            Some(body) => self.json(body),
            None => self,
        }
    }

    /// Sets the body, as the first media type of the operation has it: a form, or text.
    pub fn value<T: Serialize + ?Sized>(mut self, body: &T) -> Self {
        let media = self.media().first();
        match sending(Direction::Request, || body_codec::sent(body, media)) {
            Ok(value) => {
                let written = match media {
                    Some(media) => body_codec::write_value(value, media),
                    None => Err(EncodeError::Content),
                };
                // A call may choose another form of it.
                let has_others = self
                    .media()
                    .iter()
                    .any(|other| other.alternative_to.is_some());
                let text = || sending(Direction::Request, || json::to_vec(body)).ok();
                let json = has_others.then(text).flatten();
                self.write(written.map(|written| written.of_json(json)));
            }
            Err(source) => self.fail(RequestError::Serialize {
                what: "the body",
                source,
            }),
        }
        self
    }

    /// Sets the body, if there is one, as the first media type of the operation has it.
    pub fn optional_value<T: Serialize + ?Sized>(self, body: Option<&T>) -> Self {
        match body {
            Some(body) => self.value(body),
            None => self,
        }
    }

    /// Sets the body: bytes, a stream, or one of several forms.
    pub fn content<T: Content>(mut self, body: T) -> Self {
        let written = sending(Direction::Request, || body.write(self.media()));
        self.write(written);
        self
    }

    /// Sets the body, if there is one.
    pub fn optional_content<T: Content>(self, body: Option<T>) -> Self {
        match body {
            Some(body) => self.content(body),
            None => self,
        }
    }

    /// Sends this key in the header that [`Builder::idempotency_header`] names, the same on every attempt, in
    /// place of one that the client makes up.
    ///
    /// [`Builder::idempotency_header`]: super::builder::Builder::idempotency_header
    pub fn idempotency_key(mut self, key: &str) -> Self {
        match HeaderValue::from_str(key) {
            Ok(key) => self.idempotency_key = Some(key),
            Err(_) => self.fail(RequestError::IdempotencyKey),
        }
        self
    }

    /// The media types of the body.
    pub(super) fn media(&self) -> &'static [MediaType] {
        let body = self.operation.request_body.as_ref();
        body.map_or(&[], |body| body.content)
    }

    fn write(&mut self, written: Result<Written, EncodeError>) {
        match written {
            Ok(written) => self.body = Some(written),
            Err(EncodeError::Body(source)) => self.fail(RequestError::Serialize {
                what: "the body",
                source,
            }),
            Err(error) => self.fail(RequestError::Body(error)),
        }
    }

    /// Sends the request to this server of the document, an address that may be relative to that of the client, unless
    /// the client was given another: see [`Builder::server`](super::Builder::server).
    pub fn server(mut self, url: &'static str) -> Self {
        self.server = Some(url);
        self
    }

    /// Has a client send it, with what all calls of this client vary.
    pub(super) fn made_by(&mut self, client: &Client) {
        self.client = Some(client.clone());
        if let Some(options) = client.options.as_ref().filter(|_| self.options.is_none()) {
            self.take_note(options);
            self.options = Some(Arc::clone(options));
        }
    }

    /// What this call varies so far.
    pub(crate) fn options(&mut self) -> CallOptions {
        self.options
            .take()
            .map_or_else(CallOptions::default, Arc::unwrap_or_clone)
    }

    /// Sets what this call varies.
    pub(crate) fn set_options(&mut self, options: CallOptions) {
        self.take_note(&options);
        self.options = Some(Arc::new(options));
    }

    fn take_note(&mut self, options: &CallOptions) {
        if let Some(error) = options.error() {
            self.fail(error);
        }
    }

    /// The request as a call, which reads its answers as these types.
    pub fn call<R, E>(self) -> Call<R, E> {
        self.into()
    }

    /// Sends the request by the client that it was made by.
    pub(super) fn send(mut self) -> BoxFuture<'static, Result<RawResponse, Failed>> {
        match self.client.take() {
            Some(client) => client.execute(self),
            None => {
                let error = RequestError::Unanswered(self.operation.id);
                let error = self.error.take().unwrap_or(error);
                let origin = Origin {
                    operation: Some(self.operation),
                    ..Origin::UNKNOWN
                };
                let failure = Failure::Request(error);
                Box::pin(std::future::ready(Err(Failed { origin, failure })))
            }
        }
    }

    /// The same request once more. An error is found once.
    pub(super) fn again(&mut self) -> Self {
        let options = self.options.clone();
        // A key stands for one request, and another page is another.
        if let Some(own) = &mut self.options
            && own.idempotency_key.is_some()
        {
            Arc::make_mut(own).idempotency_key = None;
        }
        Self {
            operation: self.operation,
            client: self.client.clone(),
            values: self.values.clone(),
            body: self.body.as_ref().and_then(Written::again),
            idempotency_key: self.idempotency_key.take(),
            server: self.server,
            address: self.address.clone(),
            options,
            error: self.error.take(),
        }
    }

    fn fail(&mut self, error: RequestError) {
        self.error.get_or_insert(error);
    }

    /// The operation and the names of the arguments, without their values.
    pub(super) fn show(&self, mut f: DebugStruct<'_, '_>) -> fmt::Result {
        f.field("operation", &self.operation.id)
            .field("arguments", &self.values.keys().collect::<Vec<_>>())
            .field("body", &self.body.as_ref().map(|written| &written.body))
            .field("options", &self.options)
            .field("error", &self.error)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.show(f.debug_struct("Request"))
    }
}
