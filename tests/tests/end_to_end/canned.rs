//! A service written by hand that gives one answer to everything.

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use http_body_util::Full;
use serde_json::Value;
use std::convert::Infallible;
use std::sync::{Arc, Mutex};
use timely_generated::client::{Client, RetryPolicy};
use timely_runtime::client::{Body, Transport};

/// The key that the clients of these services send.
pub(crate) const KEY: &str = "canned-key";

/// One answer, and the requests that it was given to.
#[derive(Clone)]
pub(crate) struct Canned {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
    requests: Arc<Mutex<Vec<Request>>>,
}

/// A request as it arrived.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) query: Option<String>,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Canned {
    /// An answer with these bytes.
    pub(crate) fn new(status: u16, body: impl Into<Bytes>) -> Self {
        Self {
            status: StatusCode::from_u16(status).expect("a status"),
            headers: HeaderMap::new(),
            body: body.into(),
            requests: Arc::default(),
        }
    }

    pub(crate) fn json(status: u16, body: &Value) -> Self {
        Self::new(status, body.to_string()).header("content-type", "application/json")
    }

    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        let name: HeaderName = name.parse().expect("a header name");
        self.headers
            .insert(name, HeaderValue::from_str(value).expect("a header value"));
        self
    }

    /// A client of this service that sends every request once.
    pub(crate) fn client(&self) -> Client {
        let client = Client::builder().api_key(KEY).retry(RetryPolicy::none());
        client
            .transport(self.transport())
            .build()
            .expect("the settings are valid")
    }

    pub(crate) fn transport(&self) -> impl Transport + use<> {
        let canned = self.clone();
        tower::service_fn(move |request: http::Request<Body>| {
            let canned = canned.clone();
            async move {
                let (parts, body) = request.into_parts();
                let body = body.bytes(usize::MAX).await.expect("it is in memory");
                canned
                    .requests
                    .lock()
                    .expect("nobody panics here")
                    .push(Request {
                        method: parts.method,
                        path: parts.uri.path().to_owned(),
                        query: parts.uri.query().map(str::to_owned),
                        headers: parts.headers,
                        body,
                    });
                let mut response = http::Response::new(Full::new(canned.body));
                *response.status_mut() = canned.status;
                *response.headers_mut() = canned.headers;
                Ok::<_, Infallible>(response)
            }
        })
    }

    /// All requests so far.
    pub(crate) fn requests(&self) -> Vec<Request> {
        self.requests.lock().expect("nobody panics here").clone()
    }
}
