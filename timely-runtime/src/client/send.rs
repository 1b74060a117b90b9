//! From a request to a response: building, sending, repeating. Nothing here is generic.

use super::core::{Client, Core};
use super::error::{Failure, TimeoutError, TimeoutKind};
use super::operation_info::OperationInfo;
use super::request::Request;
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
        let span = trace::of_call(request.operation);
        let call = async move {
            let operation = request.operation;
            let prepared = self.core.prepare(request).map_err(|error| Failed {
                origin: self.core.origin(operation, 0),
                failure: Failure::Request(error),
            })?;
            match &self.layered {
                None => self.core.repeat(prepared).await,
                Some(layered) => self.core.through(&**layered, prepared).await,
            }
        };
        Box::pin(call.instrument(span))
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
            let prepared = Prepared {
                method: parts.method,
                uri: parts.uri,
                headers: parts.headers,
                operation: info.operation(),
                body: body.into(),
                has_idempotency_key: context.has_idempotency_key,
                options: context.options,
            };
            let raw = core.repeat(prepared).await.map_err(TransportError::send)?;
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

    async fn repeat(&self, mut prepared: Prepared) -> Result<RawResponse, Failed> {
        let span = Span::current();
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
            let result = self.attempt(&mut prepared, number, &timeouts, whole).await;
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
        let mut version = None;
        let deadline = Deadline::of_attempt(timeouts, whole);
        let request = self.request(prepared, number);
        let exchange = self.exchange(operation, request, timeouts, &mut version);
        let result = Deadline::hold(deadline, exchange.instrument(span.clone())).await;
        let head = version.or_else(|| Some((result.as_ref().ok()?.status, Version::HTTP_11)));
        let ended = Ended::new(head, result.as_ref().err());
        ended.record(&span);
        #[cfg(feature = "metrics")]
        trace::measure(operation, &self.base, &prepared.uri, ended, start.elapsed());
        result
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

    /// Sends a request, and reads as much of the response as its operation needs.
    async fn exchange(
        &self,
        operation: &'static Operation,
        mut request: http::Request<Body>,
        timeouts: &Timeouts,
        head: &mut Option<(StatusCode, Version)>,
    ) -> Result<RawResponse, Failure> {
        self.intercept(&mut request)?;
        let (parts, body) = request.into_parts();
        let (body, upload) = Upload::watch(body);
        let request = http::Request::from_parts(parts, body);
        let exchange = self.transport.exchange(request);
        let response = timeouts::head(exchange, upload.as_deref(), timeouts).await?;
        *head = Some((response.status(), response.version()));
        let limit = match has_items(operation, &response) {
            true => Limit::Items,
            false => Limit::Idle,
        };
        let response = response.map(|body| match timeouts.get(limit) {
            Some(limit) => body.idle_limited(limit),
            None => body,
        });
        let read = ReadBody::Of(operation, self.response_limit);
        receive(response, read)
            .await
            .map_err(|error| match error.idle() {
                Ok((limit, response)) => {
                    let error = TimeoutError::after(TimeoutKind::Idle, limit);
                    Failure::Timeout(error.with_response(response))
                }
                Err(error) => Failure::Transport(error),
            })
    }

    /// Lets the interceptors see what is sent.
    fn intercept(&self, request: &mut http::Request<Body>) -> Result<(), Failure> {
        let Some(info) = request.extensions().get::<OperationInfo>().copied() else {
            return Ok(());
        };
        for interceptor in &self.interceptors {
            let seen = interceptor.before_attempt(request, &info);
            seen.map_err(|error| Failure::Request(RequestError::Interceptor(error)))?;
        }
        Ok(())
    }
}

/// Whether a response is a stream of events or items, which come when there are some.
fn has_items(operation: &'static Operation, response: &http::Response<Body>) -> bool {
    let media = operation.response_media(response.status().as_u16());
    let found = media::choose(media, media_type::content_type(response.headers()));
    found.is_some_and(|media| matches!(media.kind, MediaKind::Items))
}

#[cfg(test)]
mod size_probe {
    #[test]
    fn sizes() {
        use super::*;
        println!("Request {}", size_of::<Request>());
        println!("Prepared {}", size_of::<Prepared>());
        println!("Body {}", size_of::<Body>());
        println!("Failed {}", size_of::<Failed>());
        println!("Failure {}", size_of::<Failure>());
        println!("RequestError {}", size_of::<RequestError>());
        println!("TransportError {}", size_of::<TransportError>());
        println!("RawResponse {}", size_of::<RawResponse>());
        println!("Timeouts {}", size_of::<Timeouts>());
        println!("Span {}", size_of::<Span>());
        println!("Response {}", size_of::<http::Response<Body>>());
        println!("httprequest {}", size_of::<http::Request<Body>>());
        fn of<F: Future>(_: &F) -> usize {
            size_of::<F>()
        }
        let core = crate::generated::client::Builder::new(Some("http://a"))
            .build()
            .unwrap();
        static OP: Operation = Operation::get("/a");
        let mut p = core.core.prepare(Request::new(&OP)).unwrap();
        let t = Timeouts::default();
        let mut v = None;
        println!("attempt {}", of(&core.core.attempt(&mut p, 1, &t, None)));
        println!(
            "exchange {}",
            of(&core
                .core
                .exchange(&OP, http::Request::new(Body::empty()), &t, &mut v))
        );
        println!(
            "receive {}",
            of(&receive(
                http::Response::new(Body::empty()),
                ReadBody::Of(&OP, 1)
            ))
        );
        println!(
            "head {}",
            of(&timeouts::head(
                core.core
                    .transport
                    .exchange(http::Request::new(Body::empty())),
                None,
                &t
            ))
        );
        println!("repeat {}", of(&core.core.repeat(p)));
    }
}
