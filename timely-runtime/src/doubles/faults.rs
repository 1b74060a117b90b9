//! A layer that makes what it is around slow, wrong or absent.

use super::When;
use super::fault_body::{broken, cut, slow};
use crate::bodies::{Body, BoxError};
use bytes::Bytes;
use futures_util::future::BoxFuture;
use http::{Request, Response, StatusCode};
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;
use tower::{Layer, Service};

/// What goes wrong.
#[derive(Clone, Debug)]
pub struct Fault(Kind);

#[derive(Clone, Debug)]
enum Kind {
    Latency(Duration),
    Answer(Box<Response<Bytes>>),
    Fail(io::ErrorKind),
    Cut(u64),
    Slow(u32),
}

impl Fault {
    /// The answer takes this much longer.
    #[must_use]
    pub const fn latency(time: Duration) -> Self {
        Self(Kind::Latency(time))
    }

    /// The request is answered with this status and no content, and goes no further.
    #[must_use]
    pub fn status(status: StatusCode) -> Self {
        let mut response = Response::new(Bytes::new());
        *response.status_mut() = status;
        Self::answer(response)
    }

    /// The request is answered with this, and goes no further.
    #[must_use]
    pub fn answer(response: Response<Bytes>) -> Self {
        Self(Kind::Answer(Box::new(response)))
    }

    /// No connection can be made: the request goes no further.
    #[must_use]
    pub const fn refuse() -> Self {
        Self(Kind::Fail(io::ErrorKind::ConnectionRefused))
    }

    /// The connection breaks before there is an answer: the request goes no further.
    #[must_use]
    pub const fn reset() -> Self {
        Self(Kind::Fail(io::ErrorKind::ConnectionReset))
    }

    /// The connection breaks when this many bytes of the answer's body have come. A shorter one is whole.
    #[must_use]
    pub const fn cut_after(bytes: u64) -> Self {
        Self(Kind::Cut(bytes))
    }

    /// No more than this many bytes of the answer's body come in a second; 0 means 1.
    #[must_use]
    pub const fn bytes_per_second(bytes: u32) -> Self {
        Self(Kind::Slow(bytes))
    }
}

/// Faults as a layer around a transport, or around a server: see [`Faults::on_server`].
///
/// A client that has it for its transport sees what it would see of a bad network or a server in trouble; that is how to test
/// timeouts, retries, and streams that break off. Several faults may meet one request: it waits for all of them, and the
/// first answer or error is that of the request. Clones count requests together.
///
/// ```
/// use std::time::Duration;
/// use timely_runtime::client::Body;
/// use timely_runtime::doubles::{Fault, Faults, When};
/// use timely_runtime::http::{Request, Response, StatusCode};
/// use tower::{Layer, ServiceExt};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), timely_runtime::client::BoxError> {
/// let server = tower::service_fn(|_: Request<Body>| async {
///     Ok::<_, std::convert::Infallible>(Response::new(Body::from("fine")))
/// });
/// let faults = Faults::new()
///     .add(When::first(1), Fault::status(StatusCode::SERVICE_UNAVAILABLE))
///     .add(When::every(2), Fault::latency(Duration::from_millis(5)));
/// let shaky = faults.layer(server);
///
/// let first = shaky.clone().oneshot(Request::new(Body::empty())).await?;
/// assert_eq!(first.status(), StatusCode::SERVICE_UNAVAILABLE);
/// let second = shaky.oneshot(Request::new(Body::empty())).await?;
/// assert_eq!(second.status(), StatusCode::OK);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct Faults {
    rules: Vec<Arc<Rule>>,
}

#[derive(Debug)]
struct Rule {
    when: When,
    fault: Fault,
    /// The requests that were counted.
    count: AtomicU64,
}

/// What one request meets.
#[derive(Debug, Default)]
struct Plan {
    latency: Duration,
    end: Option<End>,
    cut: Option<u64>,
    slow: Option<u32>,
}

#[derive(Debug)]
enum End {
    Answer(Box<Response<Bytes>>),
    Fail(io::ErrorKind),
}

impl Faults {
    /// No faults yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// A fault, and the requests that meet it.
    pub fn add(mut self, when: When, fault: Fault) -> Self {
        self.rules.push(Arc::new(Rule {
            when,
            fault,
            count: AtomicU64::new(0),
        }));
        self
    }

    /// The same as a layer for servers, whose services do not fail: `router.layer(faults.on_server())`. Where there is to be no
    /// answer, the connection breaks in the middle of one.
    pub fn on_server(self) -> ServerFaults {
        ServerFaults(self)
    }

    fn plan(&self, request: &http::request::Parts) -> Plan {
        let mut plan = Plan::default();
        for rule in &self.rules {
            if !rule.when.counts(request) {
                continue;
            }
            let number = rule.count.fetch_add(1, Ordering::Relaxed) + 1;
            if rule.when.meets(number) {
                plan.add(&rule.fault);
            }
        }
        plan
    }
}

impl Plan {
    fn add(&mut self, fault: &Fault) {
        match &fault.0 {
            Kind::Latency(time) => self.latency = self.latency.saturating_add(*time),
            Kind::Answer(response) => {
                self.end
                    .get_or_insert_with(|| End::Answer(response.clone()));
            }
            Kind::Fail(kind) => {
                self.end.get_or_insert(End::Fail(*kind));
            }
            Kind::Cut(bytes) => self.cut = Some(self.cut.map_or(*bytes, |cut| cut.min(*bytes))),
            Kind::Slow(bytes) => {
                self.slow = Some(self.slow.map_or(*bytes, |slow| slow.min(*bytes)));
            }
        }
    }

    /// The body as it arrives.
    fn applied(&self, body: Body) -> Body {
        let body = match self.cut {
            Some(bytes) => cut(body, bytes),
            None => body,
        };
        match self.slow {
            Some(bytes) => slow(body, bytes),
            None => body,
        }
    }

    /// The answer of a service, or what there is in its place.
    async fn run<S, B, C>(
        mut self,
        service: S,
        request: Request<B>,
    ) -> Result<Result<Response<Body>, io::ErrorKind>, S::Error>
    where
        S: Service<Request<B>, Response = Response<C>>,
        C: http_body::Body + Send + 'static,
        C::Error: Into<BoxError>,
    {
        if !self.latency.is_zero() {
            tokio::time::sleep(self.latency).await;
        }
        let response = match self.end.take() {
            Some(End::Fail(kind)) => return Ok(Err(kind)),
            Some(End::Answer(response)) => response.map(Body::from),
            None => tower::ServiceExt::oneshot(service, request)
                .await?
                .map(Body::from_http),
        };
        Ok(Ok(response.map(|body| self.applied(body))))
    }
}

impl<S> Layer<S> for Faults {
    type Service = FaultyTransport<S>;

    fn layer(&self, inner: S) -> FaultyTransport<S> {
        FaultyTransport {
            inner,
            faults: self.clone(),
        }
    }
}

/// A transport with [`Faults`] around it.
#[derive(Clone, Debug)]
pub struct FaultyTransport<S> {
    inner: S,
    faults: Faults,
}

impl<S, B, C> Service<Request<B>> for FaultyTransport<S>
where
    S: Service<Request<B>, Response = Response<C>> + Clone + Send + 'static,
    S::Future: Send,
    S::Error: Into<BoxError>,
    B: Send + 'static,
    C: http_body::Body + Send + 'static,
    C::Error: Into<BoxError>,
{
    type Response = Response<Body>;
    type Error = BoxError;
    type Future = BoxFuture<'static, Result<Response<Body>, BoxError>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        // A clone is asked when it is known that the request goes on.
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let (parts, body) = request.into_parts();
        let plan = self.faults.plan(&parts);
        let service = self.inner.clone();
        Box::pin(async move {
            let request = Request::from_parts(parts, body);
            let outcome = plan.run(service, request).await.map_err(Into::into)?;
            outcome.map_err(|kind| io::Error::from(kind).into())
        })
    }
}

/// [`Faults`] as a layer for servers: see [`Faults::on_server`].
#[derive(Clone, Debug)]
pub struct ServerFaults(Faults);

impl<S> Layer<S> for ServerFaults {
    type Service = FaultyServer<S>;

    fn layer(&self, inner: S) -> FaultyServer<S> {
        FaultyServer {
            inner,
            faults: self.0.clone(),
        }
    }
}

/// A server with [`Faults`] around it.
#[derive(Clone, Debug)]
pub struct FaultyServer<S> {
    inner: S,
    faults: Faults,
}

impl<S, B, C> Service<Request<B>> for FaultyServer<S>
where
    S: Service<Request<B>, Response = Response<C>> + Clone + Send + 'static,
    S::Future: Send,
    S::Error: Send,
    B: Send + 'static,
    C: http_body::Body + Send + 'static,
    C::Error: Into<BoxError>,
{
    type Response = Response<Body>;
    type Error = S::Error;
    type Future = BoxFuture<'static, Result<Response<Body>, S::Error>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        // As above.
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let (parts, body) = request.into_parts();
        let plan = self.faults.plan(&parts);
        let service = self.inner.clone();
        Box::pin(async move {
            let request = Request::from_parts(parts, body);
            let outcome = plan.run(service, request).await?;
            Ok(outcome.unwrap_or_else(|_| Response::new(broken())))
        })
    }
}
