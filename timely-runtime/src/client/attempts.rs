//! The attempts at a call: each with its credentials, seen by interceptors, held to its times, and perhaps repeated.

use super::core::Core;
use super::credentials::{Used, Via};
use super::error::{Failure, TimeoutError, TimeoutKind};
use super::operation_info::OperationInfo;
use super::page_address::replaced;
use super::retry::{Attempt, AttemptResult, RetryPolicy, is_worth_another};
use super::send::{Failed, Payload, Prepared};
use super::timeouts::{self, Deadline, Limit, Timeouts, Upload};
use super::trace::{self, Ended};
use super::{CallOptions, RequestError};
use crate::transport::receive::{ReadBody, kind_of, receive};
use crate::transport::{Body, TransportError};
use crate::{MediaKind, Operation, RawResponse};
use futures_util::future::BoxFuture;
use http::{HeaderMap, StatusCode, Uri, Version};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tracing::{Instrument, Span};

/// What one attempt is sent with, where providers were asked for it.
struct Authorized {
    uri: Uri,
    headers: HeaderMap,
    used: Used,
}

/// What holds for all attempts at a call.
struct Terms<'a> {
    own: Option<&'a CallOptions>,
    timeouts: Timeouts,
    retry: &'a RetryPolicy,
    /// When the call has to be over.
    whole: Option<Deadline>,
    /// Whether the first attempt is the only one, so that nothing of the request need be kept.
    is_last: bool,
}

impl Core {
    /// Sends a request, again and again as far as that is safe, may help, and is allowed.
    pub(super) async fn repeat(
        &self,
        prepared: &mut Prepared,
        whole: Option<Deadline>,
        span: &Span,
    ) -> Result<RawResponse, Failed> {
        let operation = prepared.operation;
        let options = prepared.options.clone();
        let terms = self.terms(prepared, options.as_deref(), whole);
        // How often it was sent, and how often of these since a credential was refused.
        let (mut sent, mut renewed) = (0, 0);
        let mut may_renew = true;
        let mut authorized = None;
        loop {
            if prepared.asks && authorized.is_none() {
                authorized = match Box::pin(self.authorize(prepared, &terms, None)).await {
                    Ok(authorized) => Some(authorized),
                    Err(failure) => return self.ended(operation, sent, Err(failure)),
                };
            }
            if let Some(error) = terms.whole.and_then(Deadline::passed) {
                return self.ended(operation, sent, Err(Failure::Timeout(error)));
            }
            sent += 1;
            let mut given = authorized.take();
            let used = given.as_mut().map(|given| std::mem::take(&mut given.used));
            let result = self.attempt(prepared, given, sent, &terms).await;
            if matches!(result, Err(Failure::Request(_))) {
                // It was kept from being sent.
                return self.ended(operation, sent - 1, result);
            }
            span.record("attempts", sent);
            if let Ok(response) = &result {
                span.record("status", response.status.as_u16());
                self.announced.note(operation, &response.headers);
            }
            self.tell(prepared, sent, &result);
            // Another credential may do, once. The server has not acted on the request.
            if let Some(used) = used.filter(|_| may_renew && is_refused(&result)) {
                may_renew = false;
                authorized = Box::pin(self.renew(prepared, &terms, &used)).await;
            }
            // A stream is used up by the first attempt. What was renewed is there for the next call.
            if !matches!(prepared.body, Payload::Whole(_)) {
                if matches!(&result, Ok(response) if !is_worth_another(response.status)) {
                    terms.retry.refund();
                }
                return self.ended(operation, sent, result);
            }
            if authorized.is_some() {
                renewed += 1;
                continue;
            }
            let Some(wait) = wait(prepared, (sent, renewed), &terms, &result) else {
                return self.ended(operation, sent, result);
            };
            tracing::debug!(attempt = sent, ?wait, "the request is repeated");
            tokio::time::sleep(wait).await;
        }
    }

    /// When a call has to be over that begins now.
    pub(super) fn deadline(&self, own: Option<&CallOptions>) -> Option<Deadline> {
        Deadline::of_call(&self.timeouts_with(own))
    }

    fn timeouts_with(&self, own: Option<&CallOptions>) -> Timeouts {
        match own {
            Some(own) => self.timeouts.varied_by(&own.timeouts),
            None => self.timeouts,
        }
    }

    fn terms<'a>(
        &'a self,
        prepared: &Prepared,
        own: Option<&'a CallOptions>,
        whole: Option<Deadline>,
    ) -> Terms<'a> {
        let retry = own.and_then(|own| own.retry.as_ref());
        let retry = retry.unwrap_or(&self.retry);
        let may_repeat = retry.may_repeat(&prepared.method, prepared.has_idempotency_key);
        Terms {
            own,
            retry,
            whole,
            timeouts: self.timeouts_with(own),
            is_last: !may_repeat && !prepared.asks,
        }
    }

    /// Tells interceptors how an attempt ended, once.
    fn tell(&self, prepared: &Prepared, number: u32, result: &Result<RawResponse, Failure>) {
        let Some(attempt) = attempt_of(prepared, number, result) else {
            return;
        };
        let info = OperationInfo::new(prepared.operation, number);
        for interceptor in &self.interceptors {
            interceptor.after_attempt(&attempt, &info);
        }
    }

    /// Makes of a request one that has its credentials, asking their providers.
    async fn authorize(
        &self,
        prepared: &Prepared,
        terms: &Terms<'_>,
        refused: Option<&Used>,
    ) -> Result<Box<Authorized>, Failure> {
        let (mut query, mut headers) = (String::new(), prepared.headers.clone());
        let via = || Via {
            transport: self.bare.clone(),
            base: self.base.clone(),
        };
        let own = terms.own.map(|own| &own.credentials);
        let operation = prepared.operation;
        let asked =
            self.credentials
                .authorize(own, operation, refused, via, &mut query, &mut headers);
        let asked = Deadline::hold(terms.whole, pin!(asked)).await;
        let used = asked.map_err(Failure::Timeout)??;
        let uri = with_query(&prepared.uri, &query).map_err(Failure::Request)?;
        Ok(Box::new(Authorized { uri, headers, used }))
    }

    /// Other credentials than those that were refused, if there are some.
    async fn renew(
        &self,
        prepared: &Prepared,
        terms: &Terms<'_>,
        refused: &Used,
    ) -> Option<Box<Authorized>> {
        if refused.is_empty() {
            return None;
        }
        match self.authorize(prepared, terms, Some(refused)).await {
            Ok(other) if !other.used.is_same(refused) => {
                tracing::debug!("the request is sent again with another credential");
                Some(other)
            }
            Ok(_) => None,
            // The next call says so; of this one there is an answer.
            Err(error) => {
                tracing::debug!(?error, "there is no other credential");
                None
            }
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
        authorized: Option<Box<Authorized>>,
        number: u32,
        terms: &Terms<'_>,
    ) -> Result<RawResponse, Failure> {
        let operation = prepared.operation;
        let span = trace::of_attempt(operation, self.prefix(), &prepared.uri, number);
        #[cfg(feature = "metrics")]
        let start = std::time::Instant::now();
        let deadline = Deadline::of_attempt(&terms.timeouts, terms.whole);
        let (head, result) =
            match span.in_scope(|| self.begin(prepared, authorized, number, terms.is_last)) {
                Ok((exchange, upload)) => {
                    let exchange = self.exchange(operation, exchange, upload, &terms.timeouts);
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
        trace::measure(
            operation,
            self.prefix(),
            &prepared.uri,
            ended,
            start.elapsed(),
        );
        result
    }

    /// Makes the request of one attempt, and gives it to the transport.
    fn begin(
        &self,
        prepared: &mut Prepared,
        authorized: Option<Box<Authorized>>,
        number: u32,
        is_last: bool,
    ) -> Result<(Exchange, Option<Arc<Upload>>), Failure> {
        let mut request = request(prepared, authorized, number, is_last);
        let info = OperationInfo::new(prepared.operation, number);
        for interceptor in &self.interceptors {
            let seen = interceptor.before_attempt(&mut request, &info);
            seen.map_err(|error| Failure::Request(RequestError::Interceptor(error)))?;
        }
        let upload = Upload::watch(request.body_mut());
        Ok((self.transport.exchange(request), upload))
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
        let kind = kind_of(operation, &response);
        let limit = match kind {
            Some(MediaKind::Items) => Limit::Items,
            _ => Limit::Idle,
        };
        if let Some(limit) = timeouts.get(limit) {
            response.body_mut().limit_idle(limit);
        }
        let read = ReadBody::of(kind, self.response_limit);
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

/// Whether a server has refused the credentials of a request.
fn is_refused(result: &Result<RawResponse, Failure>) -> bool {
    matches!(result, Ok(response) if response.status == StatusCode::UNAUTHORIZED)
}

/// How long to wait before the next attempt; none when there is to be none. Of those that were sent, those do not count that were
/// followed by another for the sake of a credential.
fn wait(
    prepared: &Prepared,
    (sent, renewed): (u32, u32),
    terms: &Terms<'_>,
    result: &Result<RawResponse, Failure>,
) -> Option<Duration> {
    let attempt = attempt_of(prepared, sent, result)?;
    if matches!(attempt.result, AttemptResult::Timeout(error) if error.kind() == TimeoutKind::Call)
    {
        return None;
    }
    // One that cannot end in time is not begun.
    let is_in_time = |wait| terms.whole.is_none_or(|whole| !whole.is_before(wait));
    terms.retry.next_within(&attempt, renewed, is_in_time)
}

/// An attempt, for those who decide on the next; none where nothing was sent.
fn attempt_of<'a>(
    prepared: &'a Prepared,
    number: u32,
    result: &'a Result<RawResponse, Failure>,
) -> Option<Attempt<'a>> {
    let result = match result {
        Ok(response) => AttemptResult::Response {
            status: response.status,
            headers: &response.headers,
        },
        Err(Failure::Transport(error)) => AttemptResult::Transport(error),
        Err(Failure::Timeout(error)) => AttemptResult::Timeout(error),
        Err(Failure::Request(_)) => return None,
    };
    Some(Attempt {
        method: &prepared.method,
        number,
        has_idempotency_key: prepared.has_idempotency_key,
        result,
    })
}

/// The request of one attempt, as interceptors see it.
fn request(
    prepared: &mut Prepared,
    authorized: Option<Box<Authorized>>,
    number: u32,
    is_last: bool,
) -> http::Request<Body> {
    let used_up = Payload::Stream(None);
    let body = match &mut prepared.body {
        Payload::Whole(bytes) if !is_last => bytes.clone().into(),
        body => match std::mem::replace(body, used_up) {
            Payload::Whole(bytes) => bytes.into(),
            Payload::Stream(body) => body.unwrap_or_default(),
        },
    };
    let mut request = http::Request::new(body);
    *request.method_mut() = prepared.method.clone();
    (*request.uri_mut(), *request.headers_mut()) = match authorized {
        Some(authorized) => (authorized.uri, authorized.headers),
        None if is_last => {
            let headers = std::mem::take(&mut prepared.headers);
            // A metric has the address at the end.
            let uri = match cfg!(feature = "metrics") {
                true => prepared.uri.clone(),
                false => std::mem::take(&mut prepared.uri),
            };
            (uri, headers)
        }
        None => (prepared.uri.clone(), prepared.headers.clone()),
    };
    let info = OperationInfo::new(prepared.operation, number);
    request.extensions_mut().insert(info);
    request
}

/// An address with more in its query, in place of what it has under the same names.
fn with_query(uri: &Uri, more: &str) -> Result<Uri, RequestError> {
    if more.is_empty() {
        return Ok(uri.clone());
    }
    replaced(&uri.to_string(), more)
}
