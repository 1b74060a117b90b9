//! Timeouts: requests that take too long, and bodies that trickle in (slowloris).

use crate::Violations;
use crate::server::{ErrorFormat, observe};
use axum::body::Body;
use bytes::Bytes;
use futures_util::future::BoxFuture;
use http::{HeaderValue, Request, Response, StatusCode, header};
use http_body::{Body as _, Frame, SizeHint};
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;
use std::{io, mem};
use tokio::time::{Instant, Sleep, sleep, timeout};
use tower::{Layer, Service};

/// Limits how long a request may take, as a tower layer.
///
/// The time runs from the end of the request's head to the head of the response, so a long response, such as a stream of
/// events, is not cut off. When it is up while the sender has not sent the whole body, the answer is 408; when the
/// handler is what takes so long, it is 503. The handler is dropped then: it ends at the `await` where it is, and what it
/// has done by then stays done. Work that must not end half-way belongs into a task of its own (`tokio::spawn`).
///
/// A sender who pauses for too long in the middle of a body is answered with 408 as well, so that slow senders are found
/// before the whole time is up.
#[derive(Clone, Copy, Debug)]
pub struct Timeouts {
    whole: Option<Duration>,
    pause: Option<Duration>,
    errors: &'static ErrorFormat,
}

impl Timeouts {
    /// No limits yet, with answers in this format.
    #[must_use]
    pub const fn new(errors: &'static ErrorFormat) -> Self {
        Self {
            whole: None,
            pause: None,
            errors,
        }
    }

    /// Sets how long a request may take as a whole.
    #[must_use]
    pub const fn whole(self, whole: Option<Duration>) -> Self {
        Self { whole, ..self }
    }

    /// Sets how long a sender may pause in the middle of a body.
    #[must_use]
    pub const fn pause(self, pause: Option<Duration>) -> Self {
        Self { pause, ..self }
    }

    /// The sender was too slow. What is left of the body would be taken for the next request, so the connection ends.
    fn too_slow(&self) -> Response<Body> {
        observe::rejected(StatusCode::REQUEST_TIMEOUT);
        let mut response = self.errors.response(
            StatusCode::REQUEST_TIMEOUT,
            "The request did not arrive in time.",
            &Violations::new(),
        );
        let close = HeaderValue::from_static("close");
        response.headers_mut().insert(header::CONNECTION, close);
        response
    }

    /// The handler was too slow.
    fn took_too_long(&self) -> Response<Body> {
        tracing::warn!("a request was given up: its handler took too long");
        observe::rejected(StatusCode::SERVICE_UNAVAILABLE);
        self.errors.response(
            StatusCode::SERVICE_UNAVAILABLE,
            "The server could not answer in time.",
            &Violations::new(),
        )
    }
}

impl<S> Layer<S> for Timeouts {
    type Service = Timed<S>;

    fn layer(&self, inner: S) -> Timed<S> {
        Timed {
            inner,
            limits: *self,
        }
    }
}

/// A service behind [`Timeouts`].
#[derive(Clone, Debug)]
pub struct Timed<S> {
    inner: S,
    limits: Timeouts,
}

impl<S> Service<Request<Body>> for Timed<S>
where
    S: Service<Request<Body>, Response = Response<Body>> + Clone + Send + 'static,
    S::Future: Send,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = BoxFuture<'static, Result<S::Response, S::Error>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        // The one that is ready is called, and its clone waits for the next request.
        let clone = self.inner.clone();
        let mut inner = mem::replace(&mut self.inner, clone);
        let limits = self.limits;
        Box::pin(async move {
            let (request, progress) = watched(request, limits.pause);
            let answer = inner.call(request);
            let answered = match limits.whole {
                Some(whole) => timeout(whole, answer).await,
                None => Ok(answer.await),
            };
            let has_paused = progress.paused.load(Ordering::Relaxed);
            match answered {
                // The body's reader only knows that it could not be read.
                Ok(Ok(response)) if has_paused && response.status().is_client_error() => {
                    Ok(limits.too_slow())
                }
                Ok(answered) => answered,
                Err(_) if progress.waiting.load(Ordering::Relaxed) => Ok(limits.too_slow()),
                Err(_) => Ok(limits.took_too_long()),
            }
        })
    }
}

/// How far the body of a request has come.
#[derive(Debug, Default)]
struct Progress {
    /// It is being read, and its sender is to send more.
    waiting: AtomicBool,
    /// Its sender has paused for too long.
    paused: AtomicBool,
}

fn watched(request: Request<Body>, pause: Option<Duration>) -> (Request<Body>, Arc<Progress>) {
    let progress = Arc::new(Progress::default());
    if request.body().is_end_stream() {
        return (request, progress);
    }
    let watch = |body| {
        Body::new(Watched {
            body,
            progress: Arc::clone(&progress),
            pause,
            timer: None,
        })
    };
    (request.map(watch), progress)
}

/// A body that notes how far it has come, and fails when its sender pauses for too long.
struct Watched {
    body: Body,
    progress: Arc<Progress>,
    pause: Option<Duration>,
    /// There once the sender has kept a reader waiting.
    timer: Option<Pin<Box<Sleep>>>,
}

impl http_body::Body for Watched {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let this = &mut *self;
        let was_waiting = this.progress.waiting.load(Ordering::Relaxed);
        if let Poll::Ready(frame) = Pin::new(&mut this.body).poll_frame(context) {
            this.progress.waiting.store(false, Ordering::Relaxed);
            return Poll::Ready(frame);
        }
        this.progress.waiting.store(true, Ordering::Relaxed);
        let Some(pause) = this.pause else {
            return Poll::Pending;
        };
        let timer = this.timer.get_or_insert_with(|| Box::pin(sleep(pause)));
        if !was_waiting {
            timer.as_mut().reset(Instant::now() + pause);
        }
        ready!(timer.as_mut().poll(context));
        this.progress.paused.store(true, Ordering::Relaxed);
        let error = io::Error::new(
            io::ErrorKind::TimedOut,
            "the sender has paused for too long",
        );
        Poll::Ready(Some(Err(axum::Error::new(error))))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
