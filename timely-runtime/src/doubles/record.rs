//! A layer around a transport that keeps what passes in a file.

use super::body_text::BodyText;
use super::exchange::{Exchange, Recording, RequestText, ResponseText, VERSION};
use super::redacted::Redacted;
use super::{BODY_LIMIT, lock, members};
use crate::bodies::{Body, BoxError};
use crate::client::OperationInfo;
use crate::random::random;
use crate::transport::coding;
use bytes::{Bytes, BytesMut};
use futures_util::future::BoxFuture;
use http::{HeaderMap, HeaderValue, Request, Response, header};
use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use tower::Service;

/// What says nothing about an answer, or changes with every one.
const PASSING: &[&str] = &[
    "connection",
    "content-length",
    "date",
    "keep-alive",
    "transfer-encoding",
];

/// A transport that keeps the requests and answers of another one in a file, for [`Replay`](super::Replay).
///
/// The file is JSON that people read and compare: bodies are JSON, lines of text, or Base64. It is written by
/// [`Record::finish`], and at the latest when the last clone is dropped.
///
/// Secrets are not written. Of the headers of requests `Content-Type` is kept and those that [`Record::header`] names; no
/// answer keeps `Set-Cookie`. Values are replaced by `REDACTED` of what the document says to be a credential, a
/// password or `writeOnly`, as far as the generated code knows that, of members and parameters with such names as
/// `password`, `token` and `api_key`, and of what [`Record::redact`] names: in JSON, also that of events and lines, and in forms. All
/// else is written as it passes, so look through the file before you publish it.
///
/// ```no_run
/// use timely_runtime::client::HttpTransport;
/// use timely_runtime::doubles::Record;
///
/// # fn record() -> Result<(), Box<dyn std::error::Error>> {
/// let record = Record::new(HttpTransport::builder().build()?, "tests/pets.json").redact("ssn");
/// // let shop = Client::builder().transport(record.clone()).build()?;
/// // … calls …
/// record.finish()?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Record<S> {
    inner: S,
    shared: Arc<Shared>,
}

/// What all clones share.
#[derive(Debug)]
struct Shared {
    path: PathBuf,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    redacted: Redacted,
    /// The headers of requests that are kept.
    headers: BTreeSet<String>,
    /// In the order of the requests; none where there was no answer, or is none yet.
    exchanges: Vec<Option<Exchange>>,
    /// A body that was too large to be kept.
    is_too_large: bool,
    is_written: bool,
}

/// Why exchanges were not kept.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RecordError {
    /// The file cannot be written.
    #[error("the file `{}` cannot be written", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        #[source]
        source: io::Error,
    },
    /// A body is larger than what is kept of one.
    #[error("a body is larger than {limit} bytes, which is the most that is recorded")]
    TooLarge {
        /// The most bytes of a body.
        limit: usize,
    },
}

impl<S> Record<S> {
    /// Keeps what passes in this file, in place of what is in it.
    pub fn new(inner: S, path: impl Into<PathBuf>) -> Self {
        let state = State {
            redacted: Redacted::usual(),
            headers: BTreeSet::from(["content-type".to_owned()]),
            exchanges: Vec::new(),
            is_too_large: false,
            is_written: false,
        };
        Self {
            inner,
            shared: Arc::new(Shared {
                path: path.into(),
                state: Mutex::new(state),
            }),
        }
    }

    /// Leaves out what has this name: a member of a body, wherever it stands in it, a parameter of a query or a header.
    #[must_use]
    pub fn redact(self, name: &str) -> Self {
        let mut state = lock(&self.shared.state);
        state.redacted.headers.insert(name.to_ascii_lowercase());
        state.redacted.query.insert(name.to_owned());
        state.redacted.members.insert(name.to_owned());
        drop(state);
        self
    }

    /// Keeps this header of requests, which are then told by it as well.
    #[must_use]
    pub fn header(self, name: &str) -> Self {
        let mut state = lock(&self.shared.state);
        state.headers.insert(name.to_ascii_lowercase());
        drop(state);
        self
    }

    /// Writes the file. What passes after that is in it when this is called again.
    ///
    /// # Errors
    /// When it cannot be written, or a body was too large to be kept.
    pub fn finish(&self) -> Result<(), RecordError> {
        self.shared.write()
    }
}

impl Shared {
    fn write(&self) -> Result<(), RecordError> {
        let mut state = lock(&self.state);
        state.is_written = true;
        if state.is_too_large {
            return Err(RecordError::TooLarge { limit: BODY_LIMIT });
        }
        let mut exchanges: Vec<Exchange> = state.exchanges.iter().flatten().cloned().collect();
        for exchange in &mut exchanges {
            state.redacted.clean_request(&mut exchange.request);
            state.redacted.clean_response(&mut exchange.response);
        }
        let recording = Recording {
            version: VERSION,
            redacted: state.redacted.clone(),
            exchanges,
        };
        drop(state);
        let failed = |source| RecordError::Write {
            path: self.path.clone(),
            source,
        };
        let text =
            serde_json::to_string_pretty(&recording).map_err(|error| failed(error.into()))?;
        // A file that is half written is of no use.
        let mut beside = OsString::from(&self.path);
        beside.push(format!(".{:016x}.part", random()));
        let written = fs::write(&beside, format!("{text}\n"));
        written
            .and_then(|()| fs::rename(&beside, &self.path))
            .map_err(failed)
    }

    /// A place for the exchange that begins.
    fn begin(&self, operation: Option<OperationInfo>) -> usize {
        let mut state = lock(&self.state);
        state.is_written = false;
        if let Some(operation) = operation {
            state.redacted.add(operation);
        }
        state.exchanges.push(None);
        state.exchanges.len() - 1
    }

    fn end(&self, place: usize, exchange: Option<Exchange>) {
        let mut state = lock(&self.state);
        state.is_written = false;
        match exchange {
            Some(exchange) => {
                if let Some(kept) = state.exchanges.get_mut(place) {
                    *kept = Some(exchange);
                }
            }
            None => state.is_too_large = true,
        }
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        let is_written = lock(&self.state).is_written;
        if is_written {
            return;
        }
        if let Err(error) = self.write() {
            tracing::warn!(%error, "what was recorded is lost");
        }
    }
}

impl<S, B> Service<Request<Body>> for Record<S>
where
    S: Service<Request<Body>, Response = Response<B>> + Clone + Send + 'static,
    S::Future: Send,
    S::Error: Into<BoxError>,
    B: http_body::Body + Send + 'static,
    B::Error: Into<BoxError>,
{
    type Response = Response<Body>;
    type Error = BoxError;
    type Future = BoxFuture<'static, Result<Response<Body>, BoxError>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        // A clone is asked when the request has been read.
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let (service, shared) = (self.inner.clone(), Arc::clone(&self.shared));
        let place = shared.begin(request.extensions().get().copied());
        Box::pin(async move {
            let (mut parts, body) = request.into_parts();
            let bytes = body.bytes(BODY_LIMIT).await?;
            let chosen = lock(&shared.state).headers.clone();
            let text = request_text(&parts, &bytes, |name| chosen.contains(name)).await;
            // What is compressed cannot be read by people.
            let identity = HeaderValue::from_static("identity");
            parts.headers.insert(header::ACCEPT_ENCODING, identity);
            let request = Request::from_parts(parts, Body::from(bytes));
            let response = tower::ServiceExt::oneshot(service, request).await;
            let (mut parts, body) = response.map_err(Into::into)?.into_parts();
            let mut body = Body::from_http(body);
            // Some servers compress all the same, and secrets would not be seen.
            let codings = coding::codings(parts.status, &parts.headers);
            if !codings.is_empty() && coding::are_known(&codings) {
                body = coding::decoded(&codings, body)?;
                parts.headers.remove(header::CONTENT_ENCODING);
                parts.headers.remove(header::CONTENT_LENGTH);
            }
            let kept = Kept {
                shared,
                place,
                request: Some(text),
                status: parts.status.as_u16(),
                headers: parts.headers.clone(),
                bytes: BytesMut::new(),
                is_too_large: false,
            };
            let body = kept.along(body);
            Ok(Response::from_parts(parts, body))
        })
    }
}

/// An answer whose body is on its way: it is kept when that is at its end, or is dropped.
struct Kept {
    shared: Arc<Shared>,
    place: usize,
    request: Option<RequestText>,
    status: u16,
    headers: HeaderMap,
    bytes: BytesMut,
    is_too_large: bool,
}

impl Kept {
    fn along(mut self, body: Body) -> Body {
        let length = body.length();
        body.map_source(length, move |body, cx| {
            let item = std::task::ready!(body.poll_chunk(cx));
            if let Some(Ok(chunk)) = &item {
                self.take(chunk);
            }
            Poll::Ready(item)
        })
    }

    fn take(&mut self, chunk: &Bytes) {
        self.is_too_large |= self.bytes.len() + chunk.len() > BODY_LIMIT;
        if !self.is_too_large {
            self.bytes.extend_from_slice(chunk);
        }
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        let Some(request) = self.request.take().filter(|_| !self.is_too_large) else {
            self.shared.end(self.place, None);
            return;
        };
        let content_type = self.headers.get(header::CONTENT_TYPE);
        let content_type = content_type.and_then(|name| name.to_str().ok());
        let response = ResponseText {
            status: self.status,
            headers: texts(&self.headers),
            body: BodyText::of(&self.bytes, content_type),
        };
        let exchange = Exchange { request, response };
        self.shared.end(self.place, Some(exchange));
    }
}

/// The header fields of an answer that are of use. Those that are no text are left out.
fn texts(headers: &HeaderMap) -> BTreeMap<String, Vec<String>> {
    let mut texts: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (name, value) in headers {
        if let Ok(value) = value.to_str()
            && !PASSING.contains(&name.as_str())
        {
            let values = texts.entry(name.as_str().to_owned()).or_default();
            values.push(value.to_owned());
        }
    }
    texts
}

/// A request as it is written and compared, with those of its headers that are chosen.
pub(super) async fn request_text(
    parts: &http::request::Parts,
    body: &Bytes,
    is_chosen: impl Fn(&str) -> bool,
) -> RequestText {
    let content_type = parts.headers.get(header::CONTENT_TYPE);
    let content_type = content_type.and_then(|name| name.to_str().ok());
    let body = BodyText::of_request(body, content_type).await;
    let mut headers = BTreeMap::new();
    for (name, value) in &parts.headers {
        if is_chosen(name.as_str()) {
            let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
            headers.insert(name.as_str().to_owned(), value);
        }
    }
    if let (BodyText::Parts(_), Some(name)) = (&body, headers.get_mut("content-type")) {
        // Its boundary is another one each time.
        *name = crate::media_type::bare(name).to_owned();
    }
    let query = parts.uri.query().unwrap_or_default().split('&');
    let info = parts.extensions.get::<OperationInfo>();
    RequestText {
        operation: info.map(|info| info.id().to_owned()),
        method: parts.method.as_str().to_owned(),
        path: match info {
            Some(info) => members::path(info.operation(), parts.uri.path()),
            None => parts.uri.path().to_owned(),
        },
        query: query
            .filter(|pair| !pair.is_empty())
            .map(str::to_owned)
            .collect(),
        headers,
        body,
    }
}
