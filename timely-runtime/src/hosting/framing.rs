//! Request smuggling (RFC 9112, section 11.2): requests of which two readers may think differently where they end.

use crate::Violations;
use crate::server::{ErrorFormat, observe};
use axum::body::Body;
use futures_util::future::{Either, Ready, ready};
use http::{HeaderValue, Request, Response, StatusCode, Version, header};
use std::task::{Context, Poll};
use tower::{Layer, Service};

/// Refuses what a proxy may read in another way than this server, as a tower layer; such requests are used to smuggle
/// others past the proxy.
///
/// The HTTP implementation has refused the worst by then: lengths that differ or are no numbers, a coding that does not
/// end in `chunked`, space before a colon, folded lines. Here it is a transfer coding that is not `chunked` alone and once
/// (501 when it is one that is not known, or else 400; RFC 9112, section 6.1), and a request of HTTP/1.1 without `Host`,
/// with several, or with one that is not a host and a port (400; section 3.2). The connection is closed after the answer.
///
/// In HTTP/2, where frames say how long a request is, it is a request that does not say once and in one way to which host it
/// is: without `:authority` and `Host`, or with two of them that differ (400; RFC 9113, section 8.3.1).
///
/// A line feed alone ends a line of the head for the HTTP implementation, as section 2.2 allows.
#[derive(Clone, Copy, Debug)]
pub struct StrictFraming {
    errors: &'static ErrorFormat,
}

impl StrictFraming {
    /// The layer, with answers in this format.
    #[must_use]
    pub const fn new(errors: &'static ErrorFormat) -> Self {
        Self { errors }
    }

    fn refusal(&self, status: StatusCode, message: &str) -> Response<Body> {
        observe::rejected(status);
        let mut response = self.errors.response(status, message, &Violations::new());
        let close = HeaderValue::from_static("close");
        response.headers_mut().insert(header::CONNECTION, close);
        response
    }
}

/// What is wrong with how a request is framed.
pub(super) fn fault<B>(request: &Request<B>) -> Option<(StatusCode, &'static str)> {
    let headers = request.headers();
    let mut hosts = headers.get_all(header::HOST).iter();
    let (host, other) = (hosts.next(), hosts.next());
    if request.version() == Version::HTTP_2
        && let Some(authority) = request.uri().authority()
    {
        let authority = authority.as_str();
        let is_other =
            |host: &HeaderValue| !host.as_bytes().eq_ignore_ascii_case(authority.as_bytes());
        if host.is_some_and(is_other) || !is_host(authority.as_bytes()) {
            return Some((
                StatusCode::BAD_REQUEST,
                "The request must be to one host, and a port if there is one.",
            ));
        }
    }
    let needs_host = match request.version() {
        Version::HTTP_11 => true,
        Version::HTTP_2 => request.uri().authority().is_none(),
        _ => false,
    };
    if other.is_some() || host.is_none() && needs_host {
        return Some((
            StatusCode::BAD_REQUEST,
            "The request must have one Host field.",
        ));
    }
    if host.is_some_and(|host| !is_host(host.as_bytes())) {
        return Some((
            StatusCode::BAD_REQUEST,
            "The Host field must be a host, and a port if there is one.",
        ));
    }
    let mut codings = headers
        .get_all(header::TRANSFER_ENCODING)
        .iter()
        .flat_map(|value| value.as_bytes().split(|byte| *byte == b','))
        .map(<[u8]>::trim_ascii);
    let is_chunked = |coding: &[u8]| coding.eq_ignore_ascii_case(b"chunked");
    match (codings.next(), codings.next()) {
        (None, _) => None,
        (Some(only), None) if is_chunked(only) => None,
        (Some(first), _) if is_chunked(first) => {
            Some((StatusCode::BAD_REQUEST, "The request must be chunked once."))
        }
        _ => Some((
            StatusCode::NOT_IMPLEMENTED,
            "The only transfer coding of requests is chunked.",
        )),
    }
}

/// Whether a value of `Host` is one host with or without a port, or nothing (RFC 9112, section 3.2; RFC 3986, section 3.2.2).
///
/// A name may have a comma there; it has none in DNS, and here it is how two fields look that something has joined.
fn is_host(value: &[u8]) -> bool {
    let (host, port) = match value.strip_prefix(b"[") {
        Some(literal) => {
            let Some(end) = literal.iter().position(|byte| *byte == b']') else {
                return false;
            };
            let (address, rest) = literal.split_at(end);
            let is_address =
                |byte: &u8| byte.is_ascii_alphanumeric() || b"-._~!$&'()*+;=:".contains(byte);
            if address.is_empty() || !address.iter().all(is_address) {
                return false;
            }
            (&[][..], &rest[1..])
        }
        None => {
            let end = value.iter().position(|byte| *byte == b':');
            value.split_at(end.unwrap_or(value.len()))
        }
    };
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._~%!$&'()*+;=".contains(byte);
    let is_port = match port.strip_prefix(b":") {
        Some(digits) => digits.len() <= 5 && digits.iter().all(u8::is_ascii_digit),
        None => port.is_empty(),
    };
    host.iter().all(is_name) && is_port
}

impl<S> Layer<S> for StrictFraming {
    type Service = StrictlyFramed<S>;

    fn layer(&self, inner: S) -> StrictlyFramed<S> {
        StrictlyFramed {
            inner,
            framing: *self,
        }
    }
}

/// A service behind [`StrictFraming`].
#[derive(Clone, Debug)]
pub struct StrictlyFramed<S> {
    inner: S,
    framing: StrictFraming,
}

impl<S, B> Service<Request<B>> for StrictlyFramed<S>
where
    S: Service<Request<B>, Response = Response<Body>>,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = Either<S::Future, Ready<Result<S::Response, S::Error>>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        match fault(&request) {
            None => Either::Left(self.inner.call(request)),
            Some((status, message)) => {
                Either::Right(ready(Ok(self.framing.refusal(status, message))))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_told_from_what_is_none() {
        for host in [
            "",
            "a",
            "api.example.com",
            "api.example.com:8080",
            "a:",
            "127.0.0.1:80",
            "[::1]",
            "[::1]:443",
            "[v1.a:b]",
            "xn--bcher-kva.example",
            "my_service.internal",
            "%61",
        ] {
            assert!(is_host(host.as_bytes()), "{host}");
        }
        for host in [
            "a, b",
            "a,b",
            "a b",
            "a/b",
            "a?b",
            "a#b",
            "user@a",
            "http://a",
            "a:b",
            "a:80:80",
            "a:999999",
            "[::1",
            "[]",
            "[::1]a",
            "::1",
            "a\\b",
            "\"a\"",
            "<a>",
            "b\u{fc}cher",
        ] {
            assert!(!is_host(host.as_bytes()), "{host}");
        }
    }
}
