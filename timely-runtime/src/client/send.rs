//! From a request to a response: building, sending. Nothing here is generic.

use super::core::{Client, Core};
use super::error::Failure;
use super::operation_info::OperationInfo;
use super::request::Request;
use super::resume::Resuming;
use super::timeouts::Deadline;
use super::{CallOptions, trace};
use crate::response::Origin;
use crate::transport::receive::{ReadBody, kind_of, receive};
use crate::transport::{Body, Transport, TransportError, TransportErrorKind};
use crate::{Operation, RawResponse};
use bytes::Bytes;
use futures_util::future::BoxFuture;
use http::{HeaderMap, Method, Uri};
use std::error::Error as StdError;
use std::fmt;
use std::future::ready;
use std::pin::pin;
use std::sync::Arc;
use tracing::{Instrument, Span};

/// Why a call has no response, and which call it was.
#[derive(Debug)]
pub(crate) struct Failed {
    pub(super) origin: Origin,
    pub(super) failure: Failure,
}

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the call has failed")
    }
}

impl StdError for Failed {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(match &self.failure {
            Failure::Request(error) => error,
            Failure::Transport(error) => error,
            Failure::Timeout(error) => error,
        })
    }
}

impl From<Failed> for TransportError {
    /// As the layers around a call see it.
    fn from(failed: Failed) -> Self {
        let kind = match &failed.failure {
            Failure::Request(_) => TransportErrorKind::Exchange,
            Failure::Transport(error) => error.kind(),
            Failure::Timeout(_) => TransportErrorKind::Timeout,
        };
        Self::of_kind(kind, failed)
    }
}

/// A request that is ready to be sent, as often as need be.
pub(super) struct Prepared {
    pub(super) method: Method,
    pub(super) uri: Uri,
    pub(super) headers: HeaderMap,
    pub(super) operation: &'static Operation,
    pub(super) body: Payload,
    pub(super) has_idempotency_key: bool,
    /// Whether each attempt is to be given credentials that a provider is asked for.
    pub(super) asks: bool,
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
            asks: self.asks,
            options: self.options.clone(),
        })
    }
}

/// What goes with the request of a call through the layers around it.
#[derive(Clone)]
struct Context {
    has_idempotency_key: bool,
    asks: bool,
    options: Option<Arc<CallOptions>>,
    /// When the call has to be over, its layers included.
    whole: Option<Deadline>,
    /// That of the call.
    span: Span,
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
        let mut prepared = match self.core.prepare(request) {
            Ok(prepared) => prepared,
            Err(error) => {
                let origin = self.core.origin(operation, 0);
                let failure = Failure::Request(error);
                return Box::pin(ready(Err(Failed { origin, failure })));
            }
        };
        Box::pin(async move {
            let resuming = Resuming::of(&prepared);
            let whole = self.core.deadline(prepared.options.as_deref());
            let response = match &self.layered {
                None => {
                    let call = pin!(self.core.repeat(&mut prepared, whole, &span));
                    call.instrument(span.clone()).await?
                }
                Some(layered) => {
                    let call = self.core.through(&**layered, prepared, whole, &span);
                    Box::pin(call).instrument(span.clone()).await?
                }
            };
            Ok(match resuming {
                Some(resuming) => resuming.resume(self, response),
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
                asks: context.asks,
                options: context.options,
            };
            let raw = core
                .repeat(&mut prepared, context.whole, &context.span)
                .await?;
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

    /// Sends a request through the layers around calls, at the end of which it comes back to [`Core::repeat`]. What the layers take
    /// is part of the call's time.
    pub(super) async fn through(
        &self,
        layered: &dyn Transport,
        prepared: Prepared,
        whole: Option<Deadline>,
        span: &Span,
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
            asks: prepared.asks,
            options: prepared.options,
            whole,
            span: span.clone(),
        });
        let answer = pin!(self.answer(operation, layered.exchange(request)));
        match Deadline::hold(whole, answer).await {
            Ok(Ok(response)) => Ok(response),
            Ok(Err(error)) => Err(self.failed(operation, error)),
            Err(error) => Err(Failed {
                origin: self.origin(operation, 0),
                failure: Failure::Timeout(error),
            }),
        }
    }

    /// What the layers around a call answer.
    async fn answer(
        &self,
        operation: &'static Operation,
        exchange: BoxFuture<'static, Result<http::Response<Body>, TransportError>>,
    ) -> Result<RawResponse, TransportError> {
        let response = exchange.await?;
        let origin = response.extensions().get::<Origin>().copied();
        let read = ReadBody::of(kind_of(operation, &response), self.response_limit);
        let response = receive(response, read).await?;
        Ok(RawResponse {
            origin: origin.unwrap_or_else(|| self.origin(operation, 0)),
            ..response
        })
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
}
