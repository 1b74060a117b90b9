//! What an orchestrator asks of a server: whether it lives, and whether it is ready for requests.

use super::framing::fault;
use super::{Answers, Router};
use crate::server::has_route;
use axum::body::Body;
use futures_util::FutureExt;
use futures_util::future::{BoxFuture, join_all};
use http::uri::PathAndQuery;
use http::{HeaderValue, Method, Request, Response, StatusCode, header};
use http_body::Body as _;
use std::convert::Infallible;
use std::fmt;
use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::sync::{Mutex, OwnedMutexGuard};
use tokio::time::{Instant, timeout};
use tower::Service;

/// Answers an orchestrator that asks whether a server lives and whether it is ready, given to
/// [`Server::health`](super::Server::health).
///
/// `/livez` is answered with 200 as long as the server runs: who gets no answer there starts it anew. `/readyz` is answered with 200
/// when all checks succeed, and with 503 when one fails, takes too long or panics, and from when the server is asked to
/// end: who is told so sends it no requests. The body says which checks have failed, in plain text; why they have is in the log, once
/// for each change.
///
/// ```
/// use std::time::Duration;
/// use timely_runtime::hosting::{Health, Server};
/// # use timely_runtime::server::Router;
/// # #[derive(Clone)]
/// # struct Database;
/// # impl Database {
/// #     async fn ping(&self) -> Result<(), std::io::Error> { Ok(()) }
/// # }
///
/// # fn server(router: Router, database: Database) -> Server {
/// let health = Health::new().check("database", move || {
///     let database = database.clone();
///     async move { database.ping().await }
/// });
/// Server::new(router).health(health).drain_delay(Duration::from_secs(5))
/// # }
/// ```
///
/// All checks run at the same time, and what they find holds for a second ([`Health::fresh_for`]), so that a flood of questions costs
/// nothing. They are answered before anything else looks at a request: they are in no log, no metric, and outside of the
/// limits on requests.
#[must_use]
pub struct Health {
    live: String,
    ready: String,
    checks: Vec<Check>,
    timeout: Duration,
    fresh: Duration,
}

struct Check {
    name: &'static str,
    run: Box<dyn Fn() -> BoxFuture<'static, Result<(), String>> + Send + Sync>,
}

impl Health {
    /// Answers at `/livez` and `/readyz`, without a check.
    pub fn new() -> Self {
        Self {
            live: "/livez".to_owned(),
            ready: "/readyz".to_owned(),
            checks: Vec::new(),
            timeout: Duration::from_millis(800),
            fresh: Duration::from_secs(1),
        }
    }

    /// Sets at which paths it answers.
    pub fn paths(mut self, live: impl Into<String>, ready: impl Into<String>) -> Self {
        (self.live, self.ready) = (live.into(), ready.into());
        self
    }

    /// Adds what has to succeed for the server to be ready. Whoever can ask is told the name, and not the error.
    pub fn check<F, Fut, E>(mut self, name: &'static str, check: F) -> Self
    where
        F: Fn() -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<(), E>> + Send + 'static,
        E: fmt::Display,
    {
        let run = move || {
            let check = check();
            async move { check.await.map_err(|error| error.to_string()) }.boxed()
        };
        let run = Box::new(run);
        self.checks.push(Check { name, run });
        self
    }

    /// Sets how long a check may take; 800 ms unless set, as Kubernetes waits for a second.
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.timeout = limit;
        self
    }

    /// Sets for how long it holds what checks have found; one second unless set.
    pub fn fresh_for(mut self, time: Duration) -> Self {
        self.fresh = time;
        self
    }

    /// The names of the checks that fail now.
    async fn failing(&self) -> Vec<Failing> {
        let outcomes = self.checks.iter().map(|check| async {
            // What panics before it is a future is caught as well.
            let run = async { (check.run)().await };
            let run = timeout(self.timeout, AssertUnwindSafe(run).catch_unwind());
            let error = match run.await {
                Ok(Ok(Ok(()))) => return None,
                Ok(Ok(Err(error))) => error,
                Ok(Err(_)) => "it has panicked".to_owned(),
                Err(_) => format!("it has taken more than {:?}", self.timeout),
            };
            let name = check.name;
            Some(Failing { name, error })
        });
        join_all(outcomes).await.into_iter().flatten().collect()
    }
}

impl Default for Health {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Health {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let checks = self.checks.iter().map(|check| check.name);
        f.debug_struct("Health")
            .field("live", &self.live)
            .field("ready", &self.ready)
            .field("checks", &checks.collect::<Vec<_>>())
            .field("timeout", &self.timeout)
            .field("fresh", &self.fresh)
            .finish()
    }
}

struct Failing {
    name: &'static str,
    error: String,
}

/// The health of a server that runs.
pub(super) struct Vitals {
    health: Health,
    is_draining: AtomicBool,
    /// Those who ask while checks run wait for the same result.
    last: Arc<Mutex<Last>>,
}

/// What was found last, and when.
type Last = Option<(Instant, Vec<&'static str>)>;

impl Vitals {
    pub(super) fn new(health: Health) -> Arc<Self> {
        Arc::new(Self {
            health,
            is_draining: AtomicBool::new(false),
            last: Arc::default(),
        })
    }

    /// The server is asked to end.
    pub(super) fn drain(&self) {
        self.is_draining.store(true, Ordering::Relaxed);
    }

    /// Warns where a router has a route of its own at the paths of the questions, which go before it.
    pub(super) async fn warn_of_shadows(&self, router: &Router) {
        for path in [&self.health.live, &self.health.ready] {
            let is_path = path.starts_with('/') && path.parse::<PathAndQuery>().is_ok();
            if !is_path {
                tracing::warn!(path, "no request has the path of this health check");
            } else if has_route(router, path).await {
                tracing::warn!(
                    path,
                    "the router has an answer at the path of a health check, which goes before it"
                );
            }
        }
    }

    /// What a request asks, if it asks that.
    fn question(&self, request: &Request<Body>) -> Option<Question> {
        let question = match request.uri().path() {
            path if path == self.health.live => Question::Live,
            path if path == self.health.ready => Question::Ready,
            _ => return None,
        };
        // What has a body, or is not framed as it should be, is none.
        let is_asked = matches!(*request.method(), Method::GET | Method::HEAD)
            && request.body().is_end_stream()
            && fault(request).is_none();
        is_asked.then_some(question)
    }

    pub(super) async fn answer(self: Arc<Self>, question: Question) -> Response<Body> {
        if let Question::Live = question {
            return text(StatusCode::OK, "alive".to_owned());
        }
        let is_draining = || self.is_draining.load(Ordering::Relaxed);
        let failing = match is_draining() {
            true => Vec::new(),
            false => self.failing().await,
        };
        // It may have been asked to end while the checks ran.
        if is_draining() {
            return text(StatusCode::SERVICE_UNAVAILABLE, "ending".to_owned());
        }
        if failing.is_empty() {
            return text(StatusCode::OK, "ready".to_owned());
        }
        let failing = format!("not ready: {}", failing.join(", "));
        text(StatusCode::SERVICE_UNAVAILABLE, failing)
    }

    /// The names of the checks that fail, as it was found not long ago.
    async fn failing(self: &Arc<Self>) -> Vec<&'static str> {
        let last = Arc::clone(&self.last).lock_owned().await;
        if let Some((found, failing)) = &*last
            && found.elapsed() < self.health.fresh
        {
            return failing.clone();
        }
        // In a task of its own: whoever asks may go away, and the next would have to begin again.
        let checked = tokio::spawn(Arc::clone(self).check(last));
        // Nothing panics in it, so that it ends before the runtime does alone.
        checked.await.unwrap_or_else(|_| vec!["the server ends"])
    }

    /// Runs the checks, and keeps what they find.
    async fn check(self: Arc<Self>, mut last: OwnedMutexGuard<Last>) -> Vec<&'static str> {
        let before = last.as_ref().map_or(&[][..], |(_, failing)| failing);
        let failing = self.health.failing().await;
        for Failing { name, error } in &failing {
            if !before.contains(name) {
                tracing::warn!(check = name, error, "the server is not ready");
            }
        }
        let failing: Vec<_> = failing.iter().map(|failing| failing.name).collect();
        if failing.is_empty() && !before.is_empty() {
            tracing::info!("the server is ready again");
        }
        *last = Some((Instant::now(), failing.clone()));
        failing
    }
}

pub(super) enum Question {
    Live,
    Ready,
}

fn text(status: StatusCode, text: String) -> Response<Body> {
    let mut response = Response::new(Body::from(text + "\n"));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    let plain = HeaderValue::from_static("text/plain; charset=utf-8");
    headers.insert(header::CONTENT_TYPE, plain);
    let never = HeaderValue::from_static("no-store");
    headers.insert(header::CACHE_CONTROL, never);
    response
}

/// A service in front of which the questions of an orchestrator are answered.
#[derive(Clone)]
pub(super) struct Probed {
    pub(super) inner: Answers,
    pub(super) vitals: Arc<Vitals>,
}

impl Service<Request<Body>> for Probed {
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = BoxFuture<'static, Result<Response<Body>, Infallible>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let Some(question) = self.vitals.question(&request) else {
            return Box::pin(self.inner.call(request));
        };
        let vitals = Arc::clone(&self.vitals);
        Box::pin(vitals.answer(question).map(Ok))
    }
}
