//! Delivering events to endpoints, again and again until they arrive.

use super::clock::{Clock, DynClock, SystemClock};
use super::{Event, EventError, SignatureScheme, Signer};
use crate::json;
use crate::transport::{Body, Transport, TransportError, TransportErrorKind};
use crate::user_agent::{Sdk, user_agent};
use crate::{Secret, UtcTime};
use bytes::Bytes;
use chrono::TimeDelta;
use futures_util::future::{Either, select};
use http::{HeaderValue, Method, Request, Uri, header};
use std::borrow::Cow;
use std::fmt;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use url::Url;

/// Where deliveries go, and what they are signed with.
#[derive(Clone)]
pub struct Endpoint {
    /// The address. Who lets others choose it should refuse those that lead into their own network.
    pub url: Url,
    /// The secret that the owner of the endpoint verifies deliveries with.
    pub secret: Secret,
    /// The id of the webhook, sent along where the scheme has a header for it.
    pub webhook_id: String,
}

impl Endpoint {
    /// An endpoint.
    #[must_use]
    pub fn new(url: Url, secret: impl Into<Secret>, webhook_id: impl Into<String>) -> Self {
        Self {
            url,
            secret: secret.into(),
            webhook_id: webhook_id.into(),
        }
    }
}

/// The host alone: the rest of a webhook's URL is often a secret.
impl fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Endpoint")
            .field("host", &self.url.host_str())
            .field("webhook_id", &self.webhook_id)
            .finish_non_exhaustive()
    }
}

/// When deliveries are tried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schedule {
    /// The wait before each attempt, counted from the end of the attempt before; there are as many attempts as waits.
    pub delays: Cow<'static, [Duration]>,
    /// How long an endpoint may take to answer.
    pub timeout: Duration,
}

impl Default for Schedule {
    /// Five attempts: at once, then after waits of 1, 5, 15 and 60 minutes, each wait counted from the
    /// attempt before, so that the last comes 81 minutes after the first. An endpoint has 10 seconds to
    /// answer.
    fn default() -> Self {
        const DELAYS: [Duration; 5] = [
            Duration::ZERO,
            Duration::from_secs(60),
            Duration::from_secs(5 * 60),
            Duration::from_secs(15 * 60),
            Duration::from_secs(60 * 60),
        ];
        Self {
            delays: Cow::Borrowed(&DELAYS),
            timeout: Duration::from_secs(10),
        }
    }
}

/// One attempt at a delivery.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Attempt {
    /// Which attempt it was, the first being 1.
    pub number: u32,
    /// When it began.
    pub at: UtcTime,
    /// How long it took.
    pub duration: Duration,
    /// The status of the answer, if there was one.
    pub status: Option<u16>,
    /// Why it failed; `None` when it succeeded.
    pub error_kind: Option<DeliveryErrorKind>,
    /// When the next attempt is to be made, if there is to be one.
    pub next_at: Option<UtcTime>,
}

impl Attempt {
    /// Whether the endpoint took the delivery: it answered in time, with a status below 300.
    #[must_use]
    pub fn succeeded(&self) -> bool {
        self.error_kind.is_none()
    }
}

/// Why an attempt at a delivery failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DeliveryErrorKind {
    /// The endpoint's address cannot be used in a request. There are no further attempts.
    Url,
    /// No connection could be made.
    Connect,
    /// The connection broke before an answer came.
    Exchange,
    /// No answer came in time.
    Timeout,
    /// The answer has a status of 300 or more. Redirects are not followed.
    Status,
}

/// How a delivery went.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DeliveryReport {
    /// All attempts, the first one first.
    pub attempts: Vec<Attempt>,
    /// Whether the last of them succeeded.
    pub succeeded: bool,
}

type Observer = Arc<dyn Fn(&Endpoint, &Attempt) + Send + Sync>;

/// Delivers events to endpoints.
///
/// Each attempt is signed afresh with its own time. The future of a delivery lasts as long as its [`Schedule`], so
/// it is usually spawned; dropping it ends the delivery. A server that wants deliveries to outlive it keeps what
/// [`Sender::observe`] reports, above all [`Attempt::next_at`], and goes on with [`Sender::attempt`].
#[derive(Clone)]
pub struct Sender {
    scheme: &'static SignatureScheme,
    transport: Arc<dyn Transport>,
    schedule: Schedule,
    clock: Arc<dyn DynClock>,
    observer: Option<Observer>,
    user_agent: HeaderValue,
}

impl Sender {
    /// A sender that signs by this scheme and sends by this transport, commonly an
    /// [`HttpTransport`](crate::transport::HttpTransport).
    #[must_use]
    pub fn new(scheme: &'static SignatureScheme, transport: impl Transport) -> Self {
        Self {
            scheme,
            transport: Arc::new(transport),
            schedule: Schedule::default(),
            clock: Arc::new(SystemClock),
            observer: None,
            user_agent: user_agent(None),
        }
    }

    /// Tries deliveries by this schedule.
    #[must_use]
    pub fn schedule(mut self, schedule: Schedule) -> Self {
        self.schedule = schedule;
        self
    }

    /// Takes the time from this clock, and waits by it, also for the timeout.
    #[must_use]
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// Calls this after each attempt of a delivery, before the wait for the next.
    #[must_use]
    pub fn observe(
        mut self,
        observer: impl Fn(&Endpoint, &Attempt) + Send + Sync + 'static,
    ) -> Self {
        self.observer = Some(Arc::new(observer));
        self
    }

    /// Names the crate that holds the generated code in the `User-Agent` header.
    #[doc(hidden)]
    #[must_use]
    pub fn sdk(mut self, sdk: Option<Sdk>) -> Self {
        self.user_agent = user_agent(sdk);
        self
    }

    /// Names the sender in the `User-Agent` header.
    #[must_use]
    pub fn user_agent(mut self, name: HeaderValue) -> Self {
        self.user_agent = name;
        self
    }

    /// Delivers an event: attempts by the schedule until the endpoint takes it or the schedule ends.
    ///
    /// # Errors
    /// When the event cannot be written as JSON; nothing was sent then. A delivery that fails is no error but
    /// a report.
    pub async fn deliver<E: Event>(
        &self,
        endpoint: &Endpoint,
        event: &E,
    ) -> Result<DeliveryReport, EventError> {
        // The bytes are made once, so that `event` is not held across the waits and all attempts carry the same.
        let payload = json::to_vec(&event.encode()?)?;
        Ok(self.deliver_payload(endpoint, payload.into()).await)
    }

    /// Delivers a payload that is JSON already, as [`Sender::deliver`] does an event.
    pub async fn deliver_payload(&self, endpoint: &Endpoint, payload: Bytes) -> DeliveryReport {
        let mut attempts = Vec::new();
        let mut number = 1;
        while let Some(delay) = self.delay_before(number) {
            if !delay.is_zero() {
                self.clock.sleep(delay).await;
            }
            let attempt = self.attempt(endpoint, payload.clone(), number).await;
            let last = attempt.next_at.is_none();
            attempts.push(attempt);
            if last {
                break;
            }
            number += 1;
        }
        let succeeded = attempts.last().is_some_and(Attempt::succeeded);
        DeliveryReport {
            attempts,
            succeeded,
        }
    }

    /// Makes one attempt, now, counted as the given one of the schedule (the first is 1).
    ///
    /// For a server that keeps the state of its deliveries itself, and to test an endpoint.
    pub async fn attempt(&self, endpoint: &Endpoint, payload: Bytes, number: u32) -> Attempt {
        let at = self.clock.now();
        let result = self.send(endpoint, payload, at).await;
        let ended = self.clock.now();
        let (status, error_kind) = match result {
            Ok(status) if status < 300 => (Some(status), None),
            Ok(status) => (Some(status), Some(DeliveryErrorKind::Status)),
            Err(kind) => (None, Some(kind)),
        };
        let delay = match error_kind {
            None | Some(DeliveryErrorKind::Url) => None,
            Some(_) => self.delay_before(number.saturating_add(1)),
        };
        let attempt = Attempt {
            number,
            at,
            // The system's clock may have been set back meanwhile.
            duration: ended.signed_duration_since(at).to_std().unwrap_or_default(),
            status,
            error_kind,
            next_at: delay.map(|delay| later(ended, delay)),
        };
        self.report(endpoint, &attempt);
        attempt
    }

    /// The wait before an attempt; `None` when the schedule has ended.
    fn delay_before(&self, number: u32) -> Option<Duration> {
        let index = usize::try_from(number.checked_sub(1)?).ok()?;
        self.schedule.delays.get(index).copied()
    }

    fn report(&self, endpoint: &Endpoint, attempt: &Attempt) {
        tracing::debug!(
            webhook = endpoint.webhook_id,
            attempt = attempt.number,
            status = attempt.status,
            error = ?attempt.error_kind,
            "a webhook delivery was attempted"
        );
        if let Some(observer) = &self.observer {
            observer(endpoint, attempt);
        }
    }

    async fn send(
        &self,
        endpoint: &Endpoint,
        payload: Bytes,
        at: UtcTime,
    ) -> Result<u16, DeliveryErrorKind> {
        let request = self
            .request(endpoint, payload, at)
            .ok_or(DeliveryErrorKind::Url)?;
        // The status tells all, and an endpoint could send a body without end.
        let exchange = pin!(self.transport.exchange(request));
        let timeout = pin!(self.clock.sleep(self.schedule.timeout));
        match select(exchange, timeout).await {
            Either::Left((Ok(response), _)) => Ok(response.status().as_u16()),
            Either::Left((Err(error), _)) => Err(error_kind(&error)),
            Either::Right(_) => Err(DeliveryErrorKind::Timeout),
        }
    }

    /// `None` when the endpoint's address cannot be used.
    fn request(&self, endpoint: &Endpoint, payload: Bytes, at: UtcTime) -> Option<Request<Body>> {
        if !matches!(endpoint.url.scheme(), "http" | "https") {
            return None;
        }
        let mut headers = Signer::new(self.scheme, endpoint.secret.clone()).sign(
            &endpoint.webhook_id,
            at.timestamp(),
            &payload,
        );
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/json"),
        );
        headers.insert(header::USER_AGENT, self.user_agent.clone());
        let mut request = Request::new(Body::from(payload));
        *request.method_mut() = Method::POST;
        *request.uri_mut() = Uri::try_from(endpoint.url.as_str()).ok()?;
        *request.headers_mut() = headers;
        Some(request)
    }
}

impl fmt::Debug for Sender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sender")
            .field("scheme", &self.scheme)
            .field("schedule", &self.schedule)
            .finish_non_exhaustive()
    }
}

fn error_kind(error: &TransportError) -> DeliveryErrorKind {
    match error.kind() {
        TransportErrorKind::Connect => DeliveryErrorKind::Connect,
        TransportErrorKind::Timeout => DeliveryErrorKind::Timeout,
        _ => DeliveryErrorKind::Exchange,
    }
}

fn later(time: UtcTime, delay: Duration) -> UtcTime {
    TimeDelta::from_std(delay)
        .ok()
        .and_then(|delay| time.checked_add_signed(delay))
        .unwrap_or(UtcTime::MAX_UTC)
}

#[cfg(test)]
mod tests;
