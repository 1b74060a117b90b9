//! From a request to a response: building, sending, repeating. Nothing here is generic.

use super::core::{Client, Inner};
use super::error::Failure;
use super::request::Request;
use super::retry::{Attempt, AttemptResult};
use super::{CallOptions, RequestError};
use crate::body_codec::{Fit, Written, written_as};
use crate::media_type;
use crate::operation::media;
use crate::random::random;
use crate::transport::{Body, ReadBody, coding};
use crate::{EncodeError, MediaType, Operation, RawResponse, parameters};
use bytes::Bytes;
use futures_util::future::BoxFuture;
use http::{HeaderMap, HeaderValue, Method, Uri, header};
use std::borrow::Cow;
use tracing::{Instrument, Span, field};
use url::Url;

/// A request that is ready to be sent, as often as need be.
struct Prepared {
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    operation: &'static Operation,
    body: Payload,
    has_idempotency_key: bool,
    /// What the call varies of the client's settings.
    options: Option<Box<CallOptions>>,
}

/// What a request carries.
enum Payload {
    /// Bytes, which can be sent again.
    Whole(Bytes),
    /// A stream, until it has been sent.
    Stream(Option<Body>),
}

impl Client {
    /// Sends a request, repeating it as the policy allows.
    ///
    /// Boxed, so that the futures of generated methods stay small and the compiler looks at this one only once.
    pub(super) fn execute(
        self,
        request: Request,
    ) -> BoxFuture<'static, Result<RawResponse, Failure>> {
        // No argument and no query: they may be secret or personal.
        let span = tracing::info_span!(
            "api call",
            operation = request.operation.id,
            method = request.operation.method,
            path = request.operation.path,
            status = field::Empty,
            attempts = field::Empty,
        );
        let call = async move {
            let prepared = self.0.prepare(request).map_err(Failure::Request)?;
            self.0.repeat(prepared).await
        };
        Box::pin(call.instrument(span))
    }
}

impl Inner {
    fn prepare(&self, mut request: Request) -> Result<Prepared, RequestError> {
        if let Some(error) = request.error.take() {
            return Err(error);
        }
        let operation = request.operation;
        let encoded =
            parameters::encode(operation, &request.values).map_err(RequestError::Parameter)?;
        let mut query = match &request.address {
            Some(_) => String::new(),
            None => encoded.query,
        };
        let mut headers = self.headers.clone();
        if let Some(options) = &mut request.options {
            headers.extend(std::mem::take(&mut options.headers));
        }
        // What the user has set is left as it is.
        if !headers.contains_key(header::ACCEPT) {
            let accepted = operation.accepted().map(HeaderValue::try_from);
            let json = HeaderValue::from_static("application/json, */*;q=0.5");
            headers.insert(
                header::ACCEPT,
                accepted.and_then(Result::ok).unwrap_or(json),
            );
        }
        // Replaces default headers of the same name.
        headers.extend(encoded.headers);
        let set = headers.remove(header::CONTENT_TYPE);
        let media = request.media();
        let body = match request.body {
            Some(written) => {
                let wanted = set.as_ref().and_then(|set| set.to_str().ok());
                let written = written_as(written, media, wanted).map_err(RequestError::Body)?;
                let name = content_type(&written, media, set).map_err(RequestError::Body)?;
                headers.extend(name.map(|name| (header::CONTENT_TYPE, name)));
                written.body
            }
            None => Body::empty(),
        };
        let body = match body.as_bytes() {
            Some(bytes) => Payload::Whole(bytes.clone()),
            None => Payload::Stream(Some(body)),
        };
        // A part of a coded body could not be decoded (RFC 9110, section 14.2).
        if !headers.contains_key(header::RANGE) {
            let codings = HeaderValue::from_static(coding::ACCEPTED);
            headers.entry(header::ACCEPT_ENCODING).or_insert(codings);
        }
        let has_idempotency_key =
            self.add_idempotency_key(operation, &mut headers, request.idempotency_key);
        // What was given as a credential was checked when the client was built; together they can fail no more.
        let _ = self.credentials.apply(operation, &mut query, &mut headers);
        let method =
            Method::from_bytes(operation.method.as_bytes()).map_err(|_| RequestError::Method)?;
        Ok(Prepared {
            method,
            uri: match &request.address {
                Some(address) => self.followed(address, &query)?,
                None => self.uri(request.server, &encoded.path, &query)?,
            },
            headers,
            operation,
            body,
            has_idempotency_key,
            options: request.options,
        })
    }

    pub(super) fn uri(
        &self,
        server: Option<&'static str>,
        path: &str,
        query: &str,
    ) -> Result<Uri, RequestError> {
        let base = server.map(|server| self.server(server));
        let mut uri = format!("{}{path}", base.as_deref().unwrap_or(&self.base));
        let parts = [self.query.as_str(), query];
        for (part, mark) in parts.iter().filter(|part| !part.is_empty()).zip(['?', '&']) {
            uri.push(mark);
            uri.push_str(part);
        }
        Uri::try_from(uri).map_err(RequestError::Url)
    }

    /// Where an operation goes that has a server of its own, without a slash at its end.
    pub(super) fn server(&self, document: &'static str) -> Cow<'_, str> {
        let given = self.servers.iter().find(|(known, _)| *known == document);
        if let Some((_, url)) = given {
            return Cow::Borrowed(url);
        }
        let is_absolute = document.starts_with("http://") || document.starts_with("https://");
        if is_absolute && !self.is_default {
            return Cow::Borrowed(&self.base);
        }
        // A relative one is on the same host, at another path (RFC 3986, section 5.2).
        let joined = Url::parse(&format!("{}/", self.base)).and_then(|base| base.join(document));
        match joined {
            Ok(url) => Cow::Owned(url.as_str().trim_end_matches('/').to_owned()),
            Err(_) => Cow::Borrowed(&self.base),
        }
    }

    /// Makes sure of an idempotency key, if the server is known to honour one; says whether there is one.
    fn add_idempotency_key(
        &self,
        operation: &Operation,
        headers: &mut HeaderMap,
        given: Option<HeaderValue>,
    ) -> bool {
        let Some(idempotency) = &self.idempotency else {
            return false;
        };
        let name = &idempotency.header;
        if let Some(key) = given {
            headers.insert(name, key);
        } else if !headers.contains_key(name) && idempotency.concerns(operation) {
            headers.insert(name, new_idempotency_key());
        }
        // An empty one marks nothing: the server is to refuse it.
        headers.get(name).is_some_and(|key| !key.is_empty())
    }

    async fn repeat(&self, mut prepared: Prepared) -> Result<RawResponse, Failure> {
        let span = Span::current();
        let own = prepared.options.as_ref();
        let retry = own.and_then(|options| options.retry.clone());
        let retry = retry.as_ref().unwrap_or(&self.retry);
        let mut number = 1;
        loop {
            let result = self.attempt(&mut prepared).await;
            span.record("attempts", number);
            if let Ok(response) = &result {
                span.record("status", response.status.as_u16());
            }
            let attempt = Attempt {
                method: &prepared.method,
                number,
                has_idempotency_key: prepared.has_idempotency_key,
                result: match &result {
                    Ok(response) => AttemptResult::Response {
                        status: response.status,
                        headers: &response.headers,
                    },
                    Err(Failure::Transport(error)) => AttemptResult::Transport(error),
                    Err(Failure::Timeout) => AttemptResult::Timeout,
                    Err(Failure::Request(_)) => return result,
                },
            };
            // A stream is used up by the first attempt.
            let is_repeatable = matches!(prepared.body, Payload::Whole(_));
            let Some(wait) = retry.next(&attempt).filter(|_| is_repeatable) else {
                return result;
            };
            tracing::debug!(attempt = number, ?wait, "the request is repeated");
            tokio::time::sleep(wait).await;
            number += 1;
        }
    }

    async fn attempt(&self, prepared: &mut Prepared) -> Result<RawResponse, Failure> {
        let body = match &mut prepared.body {
            Payload::Whole(bytes) => bytes.clone().into(),
            Payload::Stream(body) => body.take().unwrap_or_default(),
        };
        let mut request = http::Request::new(body);
        *request.method_mut() = prepared.method.clone();
        *request.uri_mut() = prepared.uri.clone();
        *request.headers_mut() = prepared.headers.clone();
        let exchange = self.transport.exchange(
            request,
            ReadBody::Of(prepared.operation, self.response_limit),
        );
        let own = prepared.options.as_ref();
        let timeout = own.and_then(|options| options.timeout);
        match tokio::time::timeout(timeout.unwrap_or(self.timeout), exchange).await {
            Ok(result) => result.map_err(Failure::Transport),
            Err(_) => Err(Failure::Timeout),
        }
    }
}

/// What a body is sent as: what the user has set for all requests, where the document leaves a choice and allows that, or where
/// it differs in parameters alone; or else what was written.
fn content_type(
    written: &Written,
    media: &'static [MediaType],
    set: Option<HeaderValue>,
) -> Result<Option<HeaderValue>, EncodeError> {
    let text = |name: &HeaderValue| String::from_utf8_lossy(name.as_bytes()).into_owned();
    let own = written.content_type.as_ref().map(text);
    let is_usable = |set: &HeaderValue| {
        let set = text(set);
        let found = media::find(media, Some(&set));
        match written.fit {
            Fit::Documented => own.as_deref().is_some_and(|own| {
                let (own, set) = (media_type::essence(own), media_type::essence(&set));
                let is_same = own == set && !own.starts_with("multipart/");
                is_same && found.is_none_or(|found| written.may_be(found))
            }),
            Fit::Chosen | Fit::Refused => found.is_some_and(|found| written.may_be(found)),
        }
    };
    if let Some(set) = set.filter(is_usable) {
        return Ok(Some(set));
    }
    if written.fit != Fit::Refused {
        return Ok(written.content_type.clone());
    }
    let names = media.iter().filter(|media| written.may_be(media));
    let names: Vec<&str> = names.map(|media| media.name).collect();
    let allowed = names.join(", ");
    Err(match own {
        Some(found) => EncodeError::ContentType { found, allowed },
        None => EncodeError::UnknownContentType { allowed },
    })
}

/// A key that no other call has: 128 random bits in hexadecimal.
fn new_idempotency_key() -> HeaderValue {
    let key = format!("{:016x}{:016x}", random(), random());
    // Hexadecimal digits are valid in a header value.
    HeaderValue::from_str(&key).unwrap_or_else(|_| HeaderValue::from_static(""))
}
