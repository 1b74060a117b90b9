//! A request in the making.

use super::error::RequestError;
use crate::{Direction, JsonObject, Operation};
use bytes::Bytes;
use http::HeaderValue;
use serde::Serialize;
use serde_json::Value;
use std::fmt;

/// One call of an operation: its arguments and body.
///
/// Values are written as JSON as they come in. What cannot be written is remembered, and [`Client::call`]
/// reports it, so that generated code can chain these methods.
///
/// [`Client::call`]: super::Client::call
#[must_use = "a request does nothing until it is given to `Client::call`"]
pub struct Request {
    pub(crate) operation: &'static Operation,
    /// The values of the parameters, by [`Parameter::field`](crate::Parameter::field).
    pub(crate) values: JsonObject,
    pub(crate) body: Option<Bytes>,
    pub(crate) idempotency_key: Option<HeaderValue>,
    /// The first thing that went wrong.
    pub(crate) error: Option<RequestError>,
}

impl Request {
    /// A call of this operation, with no arguments yet.
    pub fn new(operation: &'static Operation) -> Self {
        Self {
            operation,
            values: JsonObject::new(),
            body: None,
            idempotency_key: None,
            error: None,
        }
    }

    /// Sets the parameter whose [`Parameter::field`](crate::Parameter::field) is `field`; `null` means that
    /// it is not sent.
    pub fn arg<T: Serialize + ?Sized>(mut self, field: &'static str, value: &T) -> Self {
        match serde_json::to_value(value) {
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
        match serde_json::to_value(params) {
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

    /// Sets the body.
    pub fn json<T: Serialize + ?Sized>(mut self, body: &T) -> Self {
        match crate::access::sending(Direction::Request, || serde_json::to_vec(body)) {
            Ok(body) => self.body = Some(body.into()),
            Err(source) => self.fail(RequestError::Serialize {
                what: "the body",
                source,
            }),
        }
        self
    }

    /// Sets the body, if there is one.
    pub fn optional_json<T: Serialize + ?Sized>(self, body: Option<&T>) -> Self {
        match body {
            Some(body) => self.json(body),
            None => self,
        }
    }

    /// Sends this key in the header that [`Builder::idempotency_header`] names, the same on every attempt, in
    /// place of one that the client makes up.
    ///
    /// [`Builder::idempotency_header`]: super::Builder::idempotency_header
    pub fn idempotency_key(mut self, key: &str) -> Self {
        match HeaderValue::from_str(key) {
            Ok(key) => self.idempotency_key = Some(key),
            Err(_) => self.fail(RequestError::IdempotencyKey),
        }
        self
    }

    /// The media type of the body: the first of the document's that is JSON.
    pub(crate) fn content_type(&self) -> &'static str {
        self.operation
            .request_body
            .iter()
            .flat_map(|body| body.content)
            .map(|media| media.name)
            .find(|name| *name == "application/json" || name.ends_with("+json"))
            .unwrap_or("application/json")
    }

    fn fail(&mut self, error: RequestError) {
        self.error.get_or_insert(error);
    }
}

/// The operation and the names of the arguments, without their values.
impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("operation", &self.operation.id)
            .field("arguments", &self.values.keys().collect::<Vec<_>>())
            .field("body_bytes", &self.body.as_ref().map(Bytes::len))
            .field("error", &self.error)
            .finish_non_exhaustive()
    }
}
