//! Requests of which two readers may think differently where they end.

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
/// (501 when it is one that is not known, or else 400; RFC 9112, section 6.1), and a request of HTTP/1.1 without `Host` or
/// with several (400; section 3.2). The connection is closed after the answer.
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
fn fault<B>(request: &Request<B>) -> Option<(StatusCode, &'static str)> {
    let headers = request.headers();
    let hosts = headers.get_all(header::HOST).iter().count();
    if hosts > 1 || hosts == 0 && request.version() == Version::HTTP_11 {
        return Some((
            StatusCode::BAD_REQUEST,
            "The request must have one Host field.",
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
