//! Requests that no client would make, and a close look at their answers.

use super::code_of;
use axum::Router;
use axum::body::Body;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, StatusCode, header};
use serde_json::{Value, json};
use tower::ServiceExt;

/// A request in the making.
pub(crate) struct RawRequest {
    router: Router,
    request: Request<Body>,
}

/// An answer, read to its end.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl RawRequest {
    pub(crate) fn new(router: Router, method: Method, path: String) -> Self {
        let mut request = Request::new(Body::empty());
        *request.method_mut() = method;
        *request.uri_mut() = path
            .parse()
            .unwrap_or_else(|_| panic!("{path} is not a URI"));
        Self { router, request }
    }

    pub(crate) fn key(self, key: &str) -> Self {
        self.header("x-api-key", key)
    }

    /// Adds a header field.
    pub(crate) fn header(mut self, name: &'static str, value: impl AsRef<[u8]>) -> Self {
        let value = HeaderValue::from_bytes(value.as_ref()).expect("a header value");
        self.request
            .headers_mut()
            .append(HeaderName::from_static(name), value);
        self
    }

    /// Sets the body, without a content type.
    pub(crate) fn body(mut self, body: impl Into<Body>) -> Self {
        *self.request.body_mut() = body.into();
        self
    }

    /// Sets a body of this text as JSON.
    pub(crate) fn json_text(self, text: impl Into<String>) -> Self {
        self.header("content-type", "application/json")
            .body(text.into())
    }

    pub(crate) fn json(self, value: &Value) -> Self {
        self.json_text(value.to_string())
    }

    /// With this JSON body, if there is one.
    pub(crate) fn maybe_json(self, value: Option<&Value>) -> Self {
        match value {
            Some(value) => self.json(value),
            None => self,
        }
    }

    pub(crate) async fn send(self) -> Reply {
        let response = self
            .router
            .oneshot(self.request)
            .await
            .expect("a router never fails");
        let (parts, body) = response.into_parts();
        let body = axum::body::to_bytes(body, usize::MAX)
            .await
            .expect("the body is whole");
        Reply {
            status: parts.status,
            headers: parts.headers,
            body: body.into(),
        }
    }
}

/// What a message for a caller has no place for: words of the libraries, names of Rust types, paths in the source.
const INTERNAL: [&str; 20] = [
    "serde",
    "expected value at line",
    "EOF while",
    "invalid type",
    "missing field",
    "unknown variant",
    "trailing characters",
    "axum",
    "hyper",
    "tower",
    "tokio",
    "reqwest",
    "panick",
    "::",
    ".rs",
    "Option<",
    "Vec<",
    "String",
    "i64",
    "f64",
];

impl Reply {
    pub(crate) fn json(&self) -> Value {
        let text = String::from_utf8_lossy(&self.body);
        serde_json::from_str(&text).unwrap_or_else(|_| panic!("not JSON: {text:?}"))
    }

    #[track_caller]
    pub(crate) fn status_is(&self, status: StatusCode) {
        assert_eq!(
            self.status,
            status,
            "{}",
            String::from_utf8_lossy(&self.body)
        );
    }

    /// Some error of the caller's, in the form that the document gives all errors.
    #[track_caller]
    pub(crate) fn is_refused(&self) -> String {
        assert!(self.status.is_client_error(), "{}", self.status);
        self.error(self.status.as_u16())
    }

    /// The message of an error of this status, in exactly the form that the document gives all errors.
    #[track_caller]
    pub(crate) fn error(&self, status: u16) -> String {
        assert_eq!(
            self.status.as_u16(),
            status,
            "{}",
            String::from_utf8_lossy(&self.body)
        );
        assert_eq!(self.headers[header::CONTENT_TYPE], "application/json");
        let body = self.json();
        let message = body["error"]["message"]
            .as_str()
            .expect("a message")
            .to_owned();
        let code = code_of(self.status);
        let expected = json!({ "error": { "code": code, "message": message, "status": status } });
        assert_eq!(body, expected);
        assert!(message.len() > 3, "{message:?} says nothing");
        for internal in INTERNAL {
            assert!(!message.contains(internal), "{message:?} has {internal:?}");
        }
        message
    }
}

/// How many violations a message lists.
pub(crate) fn violations_in(message: &str) -> usize {
    message.matches(": expected ").count()
}
