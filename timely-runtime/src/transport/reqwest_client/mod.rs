//! A transport that sends by a `reqwest::Client` of the user's own.

use super::{Body, BoxError, address, chain};
use crate::bodies::BodyError;
use crate::percent;
use futures_util::future::BoxFuture;
use http::{HeaderValue, Uri, header};
use http_body_util::BodyExt;
use http_body_util::combinators::MapErr;
use std::fmt;
use std::io;
use std::task::{Context, Poll};
use url::Url;

/// A transport that sends by a [`reqwest::Client`], for those who have one, or want what the default transport does not have: a cookie
/// store, redirects that are followed, SOCKS proxies, HTTP/3. Cheap to clone. An [`HttpTransport`] is made of one as well
/// (`HttpTransport::from(client)`), for programs that choose between the two while they run.
///
/// ```
/// use timely_runtime::client::ReqwestTransport;
/// # use timely_runtime::generated::client::Builder;
/// # struct Client;
/// # impl Client {
/// #     fn builder() -> Builder { Builder::new(Some("https://api.example.com/v1")) }
/// # }
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let http = reqwest::Client::builder()
///     .redirect(reqwest::redirect::Policy::none())
///     .build()?;
/// // The client that is generated from your document.
/// let client = Client::builder()
///     .transport(ReqwestTransport::from(http))
///     .build()?;
/// # let _ = client;
/// # Ok(())
/// # }
/// ```
///
/// What the `reqwest::Client` is set to holds, with what follows from it:
///
/// - **Redirects.** [`HttpTransport`] follows none. A `reqwest::Client` follows up to ten unless it is told otherwise. It keeps
///   `Authorization` and `Cookie` from other hosts then, but not an API key in another header field, and it tells the next
///   server the address of the one before (`Referer`), with a key in its query. With credentials of these kinds, set
///   [`Policy::none`], as above; a documented 3xx reaches the caller only so.
/// - **Header fields.** What an API's client sends is not replaced by the default headers of the `reqwest::Client`. That
///   concerns `User-Agent` (see `ClientBuilder::user_agent` of generated clients), `Accept` and `Accept-Encoding`.
/// - **Content codings.** What reqwest decodes (its features `gzip`, `brotli`, `deflate` and `zstd`) arrives without its
///   `Content-Encoding`, and is not decoded again. All else is decoded as with the default transport.
/// - **Time.** A timeout of the `reqwest::Client` holds beside the API client's own (`ClientBuilder::timeout`), whichever is
///   shorter; that of connecting is of no concern here.
/// - **TLS** is there if one of reqwest's features for it is on: `timely-runtime` turns on none, and makes no `reqwest::Client`.
///   With reqwest's `rustls-no-provider`, making one panics until the program has installed a default `CryptoProvider` of
///   rustls; no feature of this crate does that, and [`HttpTransport`] needs none.
///
/// It is not the default transport since it has no say in how a connection reads. A server that sends interim responses (1xx)
/// without end keeps the task that reads them busy for as long as they keep coming. On a runtime of one thread
/// (`flavor = "current_thread"`, `#[tokio::test]`) nothing else runs meanwhile: this call and all others stand still, and
/// timeouts fire late, one of 100 ms after some seconds. [`HttpTransport`] reads by turns, so that a timeout holds. On a
/// runtime of several threads such a server costs one of them, until the call has timed out. Take this transport for its
/// settings, and for servers that you trust so far.
///
/// Trailers are left out, as by every transport.
///
/// [`HttpTransport`]: super::HttpTransport
/// [`Policy::none`]: reqwest::redirect::Policy::none
#[derive(Clone)]
pub struct ReqwestTransport {
    client: reqwest::Client,
}

impl From<reqwest::Client> for ReqwestTransport {
    fn from(client: reqwest::Client) -> Self {
        Self { client }
    }
}

/// Nothing of the client's settings: its default headers may hold a key.
impl fmt::Debug for ReqwestTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReqwestTransport").finish_non_exhaustive()
    }
}

impl tower::Service<http::Request<Body>> for ReqwestTransport {
    type Response = http::Response<MapErr<reqwest::Body, fn(reqwest::Error) -> BoxError>>;
    type Error = BoxError;
    type Future = BoxFuture<'static, Result<Self::Response, BoxError>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<Body>) -> Self::Future {
        let client = self.client.clone();
        Box::pin(async move {
            let request = translate(request)?;
            let response = client.execute(request).await.map_err(not_answered)?;
            let response = http::Response::<reqwest::Body>::from(response);
            Ok(response.map(|body| body.map_err(broken_off as fn(_) -> _)))
        })
    }
}

/// The request, as reqwest takes it.
fn translate(mut request: http::Request<Body>) -> Result<reqwest::Request, BoxError> {
    address::prepare(&mut request)?;
    let headers = request.headers_mut();
    if headers.contains_key(header::RANGE) {
        // reqwest asks for the codings that it knows otherwise, and a part of a coded body could not be decoded.
        headers
            .entry(header::ACCEPT_ENCODING)
            .or_insert(HeaderValue::from_static("identity"));
    }
    let uri = request.uri().clone();
    let request = request.map(|body| match body.as_bytes() {
        Some(bytes) => reqwest::Body::from(bytes.clone()),
        None => reqwest::Body::wrap(body),
    });
    let request = reqwest::Request::try_from(request).map_err(without_address)?;
    if leads_to(request.url(), &uri) {
        Ok(request)
    } else {
        let error = "reqwest would send it to another path or with another query";
        Err(io::Error::new(io::ErrorKind::InvalidInput, error).into())
    }
}

/// Whether a URL has the path and the query that were meant: a URL takes segments such as `%2e%2e` away, and escapes more
/// characters, which is no difference.
fn leads_to(url: &Url, meant: &Uri) -> bool {
    let is_same = |own: &str, meant: &str| {
        own == meant
            || percent::decode(own).is_ok_and(|own| percent::decode(meant).as_ref() == Ok(&own))
    };
    is_same(url.path(), meant.path())
        && is_same(url.query().unwrap_or(""), meant.query().unwrap_or(""))
}

/// Why there is no response.
fn not_answered(error: reqwest::Error) -> BoxError {
    if error.is_timeout() && !error.is_connect() {
        return io::Error::new(io::ErrorKind::TimedOut, without_address(error)).into();
    }
    without_address(error)
}

/// Why a response has no more.
fn broken_off(error: reqwest::Error) -> BoxError {
    if error.is_timeout() {
        return io::Error::new(io::ErrorKind::TimedOut, without_address(error)).into();
    }
    // The errors of a connection are hyper's; what comes of decoding is not.
    let of_coding = chain(&error).find_map(|cause| cause.downcast_ref::<io::Error>());
    match of_coding.filter(|_| !chain(&error).any(|cause| cause.is::<hyper::Error>())) {
        Some(source) => BodyError::Coding {
            coding: "gzip, br, deflate or zstd".to_owned(),
            source: io::Error::new(source.kind(), source.to_string()),
        }
        .into(),
        None => without_address(error),
    }
}

/// The error without the address of the request, or of one that it was redirected to, which may hold a key.
fn without_address(error: reqwest::Error) -> BoxError {
    let error = error.without_url();
    let has_address = chain(&error)
        .filter_map(|cause| cause.downcast_ref::<reqwest::Error>())
        .any(|error| error.url().is_some());
    if has_address {
        // What lies below cannot be changed. What it amounts to can be told.
        return error.to_string().into();
    }
    error.into()
}

#[cfg(test)]
mod tests;
