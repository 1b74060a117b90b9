//! Delivering events to endpoints, again and again until they arrive.

use super::clock::{Clock, DynClock, SystemClock, later};
use super::{Event, EventError, SecretError, SignatureScheme, Signer};
use crate::client::retry_after;
use crate::json;
use crate::random::random;
use crate::transport::{Body, Destinations, Transport, TransportError, TransportErrorKind};
use crate::user_agent::{Sdk, user_agent};
use crate::{Secret, UtcTime};
use bytes::Bytes;
use futures_util::future::{Either, select};
use http::{HeaderMap, HeaderValue, Method, Request, StatusCode, Uri, header};
use std::borrow::Cow;
use std::fmt;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use url::Url;

/// Where deliveries go, and what they are signed with.
#[derive(Clone)]
pub struct Endpoint {
    /// The address. The sender refuses those that its [`Destinations`] do not allow.
    pub url: Url,
    /// The secret that the owner of the endpoint verifies deliveries with.
    pub secret: Secret,
    /// Secrets that deliveries are signed with as well: the old one, while it is being replaced, where the scheme has room for
    /// several signatures.
    pub further_secrets: Vec<Secret>,
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
            further_secrets: Vec::new(),
            webhook_id: webhook_id.into(),
        }
    }

    /// Has deliveries signed with a further secret as well: the old one, for as long as the endpoint may not know the new one. The
    /// scheme needs a [separator](SignatureScheme::separator).
    #[must_use]
    pub fn also(mut self, secret: impl Into<Secret>) -> Self {
        self.further_secrets.push(secret.into());
        self
    }

    fn signer(&self, scheme: &'static SignatureScheme) -> Result<Signer, SecretError> {
        let signer = Signer::try_new(scheme, self.secret.clone())?.webhook_id(&self.webhook_id);
        let mut further = self.further_secrets.iter().cloned();
        further.try_fold(signer, Signer::try_also)
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
    /// The wait before each attempt, counted from the end of the attempt before; there are as many attempts as waits. An endpoint may ask
    /// for a longer one, up to the longest of these.
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
    /// The id of the delivery, which all its attempts have in common; it is sent where the scheme has a header for it.
    pub delivery_id: String,
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
    /// Whether the endpoint took the delivery: it answered in time, with a status of 2xx.
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
    /// The endpoint's address, or one that its name leads to, is none of the sender's [`Destinations`]. There are no further attempts.
    Forbidden,
    /// The endpoint's secret cannot be used with the scheme. Nothing was sent, and there are no further attempts.
    Secret,
    /// No connection could be made.
    Connect,
    /// The connection broke before an answer came.
    Exchange,
    /// No answer came in time.
    Timeout,
    /// The answer has a status that is not 2xx. Redirects are not followed.
    Status,
    /// The answer is 410: the endpoint wants no more deliveries, and should be disabled. There are no further attempts.
    Gone,
}

impl DeliveryErrorKind {
    /// Whether another attempt would fail as well.
    #[must_use]
    pub const fn is_permanent(self) -> bool {
        matches!(
            self,
            Self::Url | Self::Forbidden | Self::Secret | Self::Gone
        )
    }
}

/// How a delivery went.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DeliveryReport {
    /// The id of the delivery.
    pub delivery_id: String,
    /// All attempts, the first one first.
    pub attempts: Vec<Attempt>,
    /// Whether the last of them succeeded.
    pub succeeded: bool,
}

impl DeliveryReport {
    /// Whether the endpoint wants no more deliveries, and should be disabled: it has answered 410.
    #[must_use]
    pub fn is_gone(&self) -> bool {
        let last = self.attempts.last();
        last.is_some_and(|attempt| attempt.error_kind == Some(DeliveryErrorKind::Gone))
    }
}

type Observer = Arc<dyn Fn(&Endpoint, &Attempt) + Send + Sync>;

/// Delivers events to endpoints.
///
/// Each attempt is signed afresh with its own time. The future of a delivery lasts as long as its [`Schedule`], so
/// it is usually spawned; dropping it ends the delivery. A server that wants deliveries to outlive it keeps what
/// [`Sender::observe`] reports, above all [`Attempt::next_at`], and goes on with [`Sender::attempt_with_id`].
///
/// An endpoint that asks for more time (`Retry-After`; RFC 9110, section 10.2.3) is given it, up to the longest wait of the schedule.
///
/// Endpoints are commonly chosen by others. So only addresses of the public internet are called unless
/// [`Sender::destinations`] says otherwise, redirects are failures, and nothing is read of an answer but its head.
#[derive(Clone)]
pub struct Sender {
    scheme: &'static SignatureScheme,
    transport: Arc<dyn Transport>,
    schedule: Schedule,
    clock: Arc<dyn DynClock>,
    observer: Option<Observer>,
    user_agent: HeaderValue,
    destinations: Destinations,
}

impl Sender {
    /// A sender that signs by this scheme and sends by this transport, commonly an
    /// [`HttpTransport`](crate::transport::HttpTransport). Another one must not follow redirects, and judges by itself where the
    /// names of hosts lead: see [`Destinations`].
    #[must_use]
    pub fn new(scheme: &'static SignatureScheme, transport: impl Transport) -> Self {
        Self {
            scheme,
            transport: Arc::new(transport),
            schedule: Schedule::default(),
            clock: Arc::new(SystemClock),
            observer: None,
            user_agent: user_agent(None),
            destinations: Destinations::public(),
        }
    }

    /// Sends to these addresses alone; to those of the public internet unless set. In tests, and for endpoints of one's own, that is
    /// `Destinations::any()` or a network that is allowed.
    #[must_use]
    pub fn destinations(mut self, destinations: Destinations) -> Self {
        self.destinations = destinations;
        self
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

    /// Delivers an event: attempts by the schedule until the endpoint takes it, wants nothing any more, or the schedule ends. The
    /// delivery has an id of its own.
    ///
    /// # Errors
    /// When the event cannot be written as JSON; nothing was sent then. A delivery that fails is no error but
    /// a report.
    pub async fn deliver<E: Event>(
        &self,
        endpoint: &Endpoint,
        event: &E,
    ) -> Result<DeliveryReport, EventError> {
        self.deliver_with_id(endpoint, delivery_id(), event).await
    }

    /// As [`Sender::deliver`], with an id of the delivery that you choose, such as that of the event: an endpoint takes two
    /// deliveries of one id for the same.
    ///
    /// # Errors
    /// As for [`Sender::deliver`].
    pub async fn deliver_with_id<E: Event>(
        &self,
        endpoint: &Endpoint,
        delivery_id: impl Into<String>,
        event: &E,
    ) -> Result<DeliveryReport, EventError> {
        // The bytes are made once, so that `event` is not held across the waits and all attempts carry the same.
        let payload = json::to_vec(&event.encode()?)?;
        let delivery_id = delivery_id.into();
        Ok(self
            .deliver_payload_with_id(endpoint, delivery_id, payload.into())
            .await)
    }

    /// Delivers a payload that is JSON already, as [`Sender::deliver`] does an event.
    pub async fn deliver_payload(&self, endpoint: &Endpoint, payload: Bytes) -> DeliveryReport {
        self.deliver_payload_with_id(endpoint, delivery_id(), payload)
            .await
    }

    /// Delivers a payload that is JSON already, as [`Sender::deliver_with_id`] does an event.
    pub async fn deliver_payload_with_id(
        &self,
        endpoint: &Endpoint,
        delivery_id: impl Into<String>,
        payload: Bytes,
    ) -> DeliveryReport {
        let delivery_id = delivery_id.into();
        let mut attempts = Vec::new();
        let mut number: u32 = 1;
        let mut wait = self.delay_before(number);
        while let Some(delay) = wait {
            if !delay.is_zero() {
                self.clock.sleep(delay).await;
            }
            let (attempt, next) = self
                .attempted(endpoint, &delivery_id, payload.clone(), number)
                .await;
            attempts.push(attempt);
            wait = next;
            number = number.saturating_add(1);
        }
        let succeeded = attempts.last().is_some_and(Attempt::succeeded);
        DeliveryReport {
            delivery_id,
            attempts,
            succeeded,
        }
    }

    /// Makes one attempt, now, counted as the given one of the schedule (the first is 1).
    ///
    /// To test an endpoint. The delivery has an id of its own.
    pub async fn attempt(&self, endpoint: &Endpoint, payload: Bytes, number: u32) -> Attempt {
        self.attempt_with_id(endpoint, &delivery_id(), payload, number)
            .await
    }

    /// Makes one attempt, now, at the delivery of this id: for a server that keeps the state of its deliveries itself.
    pub async fn attempt_with_id(
        &self,
        endpoint: &Endpoint,
        delivery_id: &str,
        payload: Bytes,
        number: u32,
    ) -> Attempt {
        let (attempt, _) = self.attempted(endpoint, delivery_id, payload, number).await;
        attempt
    }

    /// An attempt, and how long to wait before the next one if there is to be one.
    async fn attempted(
        &self,
        endpoint: &Endpoint,
        delivery_id: &str,
        payload: Bytes,
        number: u32,
    ) -> (Attempt, Option<Duration>) {
        let at = self.clock.now();
        let result = self.send(endpoint, delivery_id, payload, at).await;
        let ended = self.clock.now();
        let (status, error_kind, asked) = match result {
            Ok(answer) => {
                let status = answer.status;
                let asked = retry_after::asked(status, &answer.headers, ended.into());
                (Some(status.as_u16()), failure(status), asked)
            }
            Err(kind) => (None, Some(kind), None),
        };
        let fails_again = error_kind.filter(|kind| !kind.is_permanent());
        let delay = fails_again.and_then(|_| self.delay_before(number.saturating_add(1)));
        let delay = delay.map(|delay| self.lengthened(delay, asked));
        let attempt = Attempt {
            delivery_id: delivery_id.to_owned(),
            number,
            at,
            // The system's clock may have been set back meanwhile.
            duration: ended.signed_duration_since(at).to_std().unwrap_or_default(),
            status,
            error_kind,
            next_at: delay.map(|delay| later(ended, delay)),
        };
        self.report(endpoint, &attempt);
        (attempt, delay)
    }

    /// A wait of the schedule, or the one that an endpoint asks for if that is longer: as long as the schedule waits at all, so that no
    /// endpoint keeps a delivery for ever.
    fn lengthened(&self, delay: Duration, asked: Option<Duration>) -> Duration {
        let longest = self.schedule.delays.iter().max().copied();
        let asked = asked.unwrap_or_default().min(longest.unwrap_or_default());
        delay.max(asked)
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
        delivery_id: &str,
        payload: Bytes,
        at: UtcTime,
    ) -> Result<Answer, DeliveryErrorKind> {
        let request = self.request(endpoint, delivery_id, payload, at)?;
        // The head tells all, and an endpoint could send a body without end.
        let exchange = pin!(self.transport.exchange(request));
        let timeout = pin!(self.clock.sleep(self.schedule.timeout));
        match select(exchange, timeout).await {
            Either::Left((Ok(response), _)) => {
                let (head, _) = response.into_parts();
                Ok(Answer {
                    status: head.status,
                    headers: head.headers,
                })
            }
            Either::Left((Err(error), _)) => Err(error_kind(&error)),
            Either::Right(_) => Err(DeliveryErrorKind::Timeout),
        }
    }

    fn request(
        &self,
        endpoint: &Endpoint,
        delivery_id: &str,
        payload: Bytes,
        at: UtcTime,
    ) -> Result<Request<Body>, DeliveryErrorKind> {
        if !matches!(endpoint.url.scheme(), "http" | "https") {
            return Err(DeliveryErrorKind::Url);
        }
        self.destinations.check(&endpoint.url).map_err(|error| {
            tracing::warn!(webhook = endpoint.webhook_id, %error, "a webhook's address is not called");
            DeliveryErrorKind::Forbidden
        })?;
        let signer = endpoint.signer(self.scheme).map_err(|error| {
            tracing::error!(webhook = endpoint.webhook_id, %error, "a webhook's secret cannot be used");
            DeliveryErrorKind::Secret
        })?;
        let id = match self.scheme.has_delivery_id() {
            true => delivery_id,
            false => &endpoint.webhook_id,
        };
        let mut headers = signer.sign(id, at.timestamp(), &payload);
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/json"),
        );
        headers.insert(header::USER_AGENT, self.user_agent.clone());
        let mut request = Request::new(Body::from(payload));
        *request.method_mut() = Method::POST;
        let uri = Uri::try_from(endpoint.url.as_str());
        *request.uri_mut() = uri.map_err(|_| DeliveryErrorKind::Url)?;
        *request.headers_mut() = headers;
        // For the transport, which knows where the host's name leads.
        request.extensions_mut().insert(self.destinations.clone());
        Ok(request)
    }
}

impl fmt::Debug for Sender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sender")
            .field("scheme", &self.scheme)
            .field("schedule", &self.schedule)
            .field("destinations", &self.destinations)
            .finish_non_exhaustive()
    }
}

/// What is read of an endpoint's answer.
struct Answer {
    status: StatusCode,
    headers: HeaderMap,
}

/// Why an answer of this status is a failure, if it is one.
fn failure(status: StatusCode) -> Option<DeliveryErrorKind> {
    match status {
        status if status.is_success() => None,
        StatusCode::GONE => Some(DeliveryErrorKind::Gone),
        _ => Some(DeliveryErrorKind::Status),
    }
}

/// An id that no other delivery has.
pub(super) fn delivery_id() -> String {
    format!("msg_{:016x}{:016x}", random(), random())
}

fn error_kind(error: &TransportError) -> DeliveryErrorKind {
    if let Some(error) = error.destination() {
        tracing::warn!(%error, "a webhook's address is not called");
        return DeliveryErrorKind::Forbidden;
    }
    match error.kind() {
        TransportErrorKind::Connect => DeliveryErrorKind::Connect,
        TransportErrorKind::Timeout => DeliveryErrorKind::Timeout,
        _ => DeliveryErrorKind::Exchange,
    }
}

#[cfg(test)]
mod tests;
