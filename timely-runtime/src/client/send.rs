//! From a request to a response: building, sending, repeating. Nothing here is generic.

use super::core::{Client, Core};
use super::error::{Failure, TimeoutError, TimeoutKind};
use super::operation_info::OperationInfo;
use super::request::Request;
use super::resume::Resuming;
use super::retry::{Attempt, AttemptResult};
use super::timeouts::{self, Deadline, Limit, Timeouts, Upload};
use super::trace::{self, Ended};
use super::{CallOptions, RequestError};
use crate::media_type;
use crate::operation::media;
use crate::response::Origin;
use crate::transport::receive::{ReadBody, receive};
use crate::transport::{Body, Transport, TransportError};
use crate::{MediaKind, Operation, RawResponse};
use bytes::Bytes;
use futures_util::future::BoxFuture;
use http::{HeaderMap, Method, StatusCode, Uri, Version};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tracing::{Instrument, Span};

/// Why a call has no response, and which call it was.
#[derive(Debug, thiserror::Error)]
#[error("the call has failed")]
pub(crate) struct Failed {
    pub(super) origin: Origin,
    pub(super) failure: Failure,
}

/// A request that is ready to be sent, as often as need be.
pub(super) struct Prepared {
    pub(super) method: Method,
    pub(super) uri: Uri,
    pub(super) headers: HeaderMap,
    pub(super) operation: &'static Operation,
    pub(super) body: Payload,
    pub(super) has_idempotency_key: bool,
    /// What the call varies of the client's settings.
    pub(super) options: Option<Arc<CallOptions>>,
}

impl Prepared {
    /// The same once more; none where it carries a stream, which is read once.
    pub(super) fn again(&self) -> Option<Self> {
        let Payload::Whole(body) = &self.body else {
            return None;
        };
        Some(Self {
            method: self.method.clone(),
            uri: self.uri.clone(),
            headers: self.headers.clone(),
            operation: self.operation,
            body: Payload::Whole(body.clone()),
            has_idempotency_key: self.has_idempotency_key,
            options: self.options.clone(),
        })
    }
}

/// What goes with the request of a call through the layers around it.
#[derive(Clone)]
struct Context {
    has_idempotency_key: bool,
    options: Option<Arc<CallOptions>>,
}

/// What a request carries.
pub(super) enum Payload {
    /// Bytes, which can be sent again.
    Whole(Bytes),
    /// A stream, until it has been sent.
    Stream(Option<Body>),
}

impl From<Body> for Payload {
    fn from(body: Body) -> Self {
        match body.as_bytes() {
            Some(bytes) => Self::Whole(bytes.clone()),
            None => Self::Stream(Some(body)),
        }
    }
}

impl Client {
    /// Sends a request, repeating it as the policy allows.
    ///
    /// Boxed, so that the futures of generated methods stay small and the compiler looks at this one only once.
    pub(super) fn execute(
        self,
        request: Request,
    ) -> BoxFuture<'static, Result<RawResponse, Failed>> {
        let operation = request.operation;
        let span = trace::of_call(operation);
        // At once, so that the future, which is moved to the heap, holds what comes of it alone.
        let prepared = self.core.prepare(request);
        Box::pin(async move {
            let origin = self.core.origin(operation, 0);
            let mut prepared = prepared.map_err(|error| Failed {
                origin,
                failure: Failure::Request(error),
            })?;
            let resuming = Resuming::of(&prepared);
            let response = match &self.layered {
                None => {
                    let call = pin!(self.core.repeat(&mut prepared, &span));
                    call.instrument(span.clone()).await?
                }
                Some(layered) => {
                    let call = Box::pin(self.core.through(&**layered, prepared));
                    call.instrument(span).await?
                }
            };
            Ok(match resuming {
                Some(resuming) => resuming.resume(self.core.clone(), response),
                None => response,
            })
        })
    }
}

/// A call as a whole, for the layers around it: it sends what comes through them.
pub(super) struct WholeCall(pub(super) Arc<Core>);

impl Transport for WholeCall {
    fn exchange(
        &self,
        mut request: http::Request<Body>,
    ) -> BoxFuture<'static, Result<http::Response<Body>, TransportError>> {
        let core = Arc::clone(&self.0);
        Box::pin(async move {
            let extensions = request.extensions_mut();
            let info = extensions.remove::<OperationInfo>();
            let context = extensions.remove::<Context>();
            let (Some(info), Some(context)) = (info, context) else {
                // A layer has made a request of its own.
                return core.transport.exchange(request).await;
            };
            let (parts, body) = request.into_parts();
            let mut prepared = Prepared {
                method: parts.method,
                uri: parts.uri,
                headers: parts.headers,
                operation: info.operation(),
                body: body.into(),
                has_idempotency_key: context.has_idempotency_key,
                options: context.options,
            };
            let raw = core
                .repeat(&mut prepared, &Span::current())
                .await
                .map_err(TransportError::send)?;
            let mut response = http::Response::new(raw.body);
            *response.status_mut() = raw.status;
            *response.headers_mut() = raw.headers;
            response.extensions_mut().insert(raw.origin);
            Ok(response)
        })
    }
}

impl Core {
    pub(super) const fn origin(&self, operation: &'static Operation, attempts: u32) -> Origin {
        Origin {
            operation: Some(operation),
            attempts,
            fields: self.fields,
        }
    }

    /// Sends a request through the layers around calls, at the end of which it comes back to [`Core::repeat`].
    async fn through(
        &self,
        layered: &dyn Transport,
        prepared: Prepared,
    ) -> Result<RawResponse, Failed> {
        let operation = prepared.operation;
        let body = match prepared.body {
            Payload::Whole(bytes) => bytes.into(),
            Payload::Stream(body) => body.unwrap_or_default(),
        };
        let mut request = http::Request::new(body);
        *request.method_mut() = prepared.method;
        *request.uri_mut() = prepared.uri;
        *request.headers_mut() = prepared.headers;
        let extensions = request.extensions_mut();
        extensions.insert(OperationInfo::new(operation, 0));
        extensions.insert(Context {
            has_idempotency_key: prepared.has_idempotency_key,
            options: prepared.options,
        });
        let response = match layered.exchange(request).await {
            Ok(response) => response,
            Err(error) => return Err(self.failed(operation, error)),
        };
        let origin = response.extensions().get::<Origin>().copied();
        let read = ReadBody::Of(operation, self.response_limit);
        let received = receive(response, read).await;
        match received {
            Ok(response) => Ok(RawResponse {
                origin: origin.unwrap_or_else(|| self.origin(operation, 0)),
                ..response
            }),
            Err(error) => Err(self.failed(operation, error)),
        }
    }

    /// What a call failed with behind its layers, or what a layer failed with.
    fn failed(&self, operation: &'static Operation, error: TransportError) -> Failed {
        match error.downcast::<Failed>() {
            Ok(failed) => failed,
            Err(error) => Failed {
                origin: self.origin(operation, 0),
                failure: Failure::Transport(error),
            },
        }
    }

    pub(super) async fn repeat(
        &self,
        prepared: &mut Prepared,
        span: &Span,
    ) -> Result<RawResponse, Failed> {
        let operation = prepared.operation;
        let own = prepared.options.clone();
        let own = own.as_deref();
        let timeouts = match own {
            Some(own) => self.timeouts.varied_by(&own.timeouts),
            None => self.timeouts,
        };
        let retry = own.and_then(|own| own.retry.as_ref());
        let retry = retry.unwrap_or(&self.retry);
        let whole = Deadline::of_call(&timeouts);
        let mut number = 1;
        loop {
            let result = self.attempt(prepared, number, &timeouts, whole).await;
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
                    Err(Failure::Timeout(error)) => AttemptResult::Timeout(error),
                    Err(Failure::Request(_)) => return self.ended(operation, number, result),
                },
            };
            for interceptor in &self.interceptors {
                interceptor.after_attempt(&attempt, &OperationInfo::new(operation, number));
            }
            // A stream is used up by the first attempt.
            let is_repeatable = matches!(prepared.body, Payload::Whole(_));
            let is_over = matches!(&result, Err(Failure::Timeout(error)) if error.kind() == TimeoutKind::Call);
            let wait = match is_repeatable && !is_over {
                true => retry.next(&attempt),
                false => None,
            };
            let in_time = |wait: &Duration| whole.is_none_or(|whole| !whole.is_before(*wait));
            let Some(wait) = wait.filter(in_time) else {
                return self.ended(operation, number, result);
            };
            tracing::debug!(attempt = number, ?wait, "the request is repeated");
            tokio::time::sleep(wait).await;
            number += 1;
        }
    }

    /// The result of the last attempt as that of the call.
    fn ended(
        &self,
        operation: &'static Operation,
        attempts: u32,
        result: Result<RawResponse, Failure>,
    ) -> Result<RawResponse, Failed> {
        let origin = self.origin(operation, attempts);
        match result {
            Ok(response) => Ok(RawResponse { origin, ..response }),
            Err(failure) => Err(Failed { origin, failure }),
        }
    }

    /// Sends the request once.
    async fn attempt(
        &self,
        prepared: &mut Prepared,
        number: u32,
        timeouts: &Timeouts,
        whole: Option<Deadline>,
    ) -> Result<RawResponse, Failure> {
        let operation = prepared.operation;
        let span = trace::of_attempt(operation, &self.base, &prepared.uri, number);
        #[cfg(feature = "metrics")]
        let start = std::time::Instant::now();
        let deadline = Deadline::of_attempt(timeouts, whole);
        let (head, result) = match span.in_scope(|| self.begin(prepared, number)) {
            Ok((exchange, upload)) => {
                let exchange = self.exchange(operation, exchange, upload, timeouts);
                let exchange = pin!(exchange.instrument(span.clone()));
                match Deadline::hold(deadline, exchange).await {
                    Ok((head, result)) => (head, result),
                    Err(error) => (None, Err(Failure::Timeout(error))),
                }
            }
            Err(failure) => (None, Err(failure)),
        };
        let ended = Ended::new(head, result.as_ref().err());
        ended.record(&span);
        #[cfg(feature = "metrics")]
        trace::measure(operation, &self.base, &prepared.uri, ended, start.elapsed());
        result
    }

    /// Makes the request of one attempt, and gives it to the transport.
    fn begin(
        &self,
        prepared: &mut Prepared,
        number: u32,
    ) -> Result<(Exchange, Option<Arc<Upload>>), Failure> {
        let mut request = self.request(prepared, number);
        let info = OperationInfo::new(prepared.operation, number);
        for interceptor in &self.interceptors {
            let seen = interceptor.before_attempt(&mut request, &info);
            seen.map_err(|error| Failure::Request(RequestError::Interceptor(error)))?;
        }
        let upload = Upload::watch(request.body_mut());
        Ok((self.transport.exchange(request), upload))
    }

    /// The request of one attempt, as interceptors see it.
    fn request(&self, prepared: &mut Prepared, number: u32) -> http::Request<Body> {
        let body = match &mut prepared.body {
            Payload::Whole(bytes) => bytes.clone().into(),
            Payload::Stream(body) => body.take().unwrap_or_default(),
        };
        let mut request = http::Request::new(body);
        *request.method_mut() = prepared.method.clone();
        *request.uri_mut() = prepared.uri.clone();
        *request.headers_mut() = prepared.headers.clone();
        let info = OperationInfo::new(prepared.operation, number);
        request.extensions_mut().insert(info);
        request
    }

    /// Waits for a response, and reads as much of it as its operation needs. Whatever becomes of that, the status and the version
    /// of HTTP are told that the response had, if there was one.
    async fn exchange(
        &self,
        operation: &'static Operation,
        exchange: Exchange,
        upload: Option<Arc<Upload>>,
        timeouts: &Timeouts,
    ) -> (Option<(StatusCode, Version)>, Result<RawResponse, Failure>) {
        let mut response = match timeouts::head(exchange, upload.as_deref(), timeouts).await {
            Ok(response) => response,
            Err(failure) => return (None, Err(failure)),
        };
        let head = (response.status(), response.version());
        let limit = match has_items(operation, &response) {
            true => Limit::Items,
            false => Limit::Idle,
        };
        if let Some(limit) = timeouts.get(limit) {
            response.body_mut().limit_idle(limit);
        }
        let read = ReadBody::Of(operation, self.response_limit);
        let received = receive(response, read).await;
        (Some(head), received.map_err(failure_of))
    }
}

/// A response on its way.
type Exchange = BoxFuture<'static, Result<http::Response<Body>, TransportError>>;

/// What it is that a response could not be read.
fn failure_of(error: TransportError) -> Failure {
    match error.idle() {
        Ok((limit, response)) => {
            let error = TimeoutError::after(TimeoutKind::Idle, limit);
            Failure::Timeout(error.with_response(response))
        }
        Err(error) => Failure::Transport(error),
    }
}

/// Whether a response is a stream of events or items, which come when there are some.
fn has_items(operation: &'static Operation, response: &http::Response<Body>) -> bool {
    let media = operation.response_media(response.status().as_u16());
    let found = media::choose(media, media_type::content_type(response.headers()));
    found.is_some_and(|media| matches!(media.kind, MediaKind::Items))
}
