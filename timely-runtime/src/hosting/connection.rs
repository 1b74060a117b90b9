//! One connection, from its first byte to its last.

use super::guarded::Guarded;
#[cfg(feature = "hosting-http2")]
use super::http2;
#[cfg(feature = "hosting-http2")]
use super::streams::{State, Streams};
use super::{Answers, ConnectInfo, Limits};
use axum::body::Body;
use http::{Request, Response};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use std::convert::Infallible;
use std::future::Future;
use std::net::SocketAddr;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};
use tower::ServiceExt;

/// How connections are served.
#[derive(Clone)]
pub(super) struct Protocols {
    http1: http1::Builder,
    #[cfg(feature = "hosting-http2")]
    http2: hyper::server::conn::http2::Builder<hyper_util::rt::TokioExecutor>,
    pub(super) limits: Limits,
}

impl Protocols {
    pub(super) fn new(limits: Limits) -> Self {
        let mut http1 = http1::Builder::new();
        http1
            .timer(TokioTimer::new())
            .header_read_timeout(limits.idle_timeout)
            .max_header_size(limits.header_bytes)
            // A client may say that it has sent everything while it waits for the answer (RFC 9112, section 9.6).
            .half_close(true);
        if let Some(fields) = limits.header_count {
            http1.max_headers(fields);
        }
        Self {
            http1,
            #[cfg(feature = "hosting-http2")]
            http2: http2::builder(&limits),
            limits,
        }
    }

    /// Serves a connection until it has ended, or is told to end and has nothing left to answer.
    pub(super) async fn serve<I>(self, io: I, requests: Requests, ending: watch::Receiver<()>)
    where
        I: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let end = Instant::now() + self.limits.header_timeout;
        #[cfg(feature = "hosting-http2")]
        {
            let Some((io, is_http2)) = begun(io, end, ending.clone()).await else {
                return;
            };
            match is_http2 {
                true => self.serve_http2(io, requests, ending, end).await,
                false => self.serve_http1(io, requests, ending, end).await,
            }
        }
        #[cfg(not(feature = "hosting-http2"))]
        self.serve_http1(io, requests, ending, end).await;
    }

    async fn serve_http1<I>(
        self,
        io: I,
        requests: Requests,
        ending: watch::Receiver<()>,
        end: Instant,
    ) where
        I: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let has_asked = Arc::clone(&requests.has_asked);
        let service = service_fn(move |request| requests.answer(request));
        let io = TokioIo::new(Guarded::new(io, self.limits.write_timeout));
        let connection = self.http1.serve_connection(io, service).with_upgrades();
        let mut connection = pin!(connection);
        let mut watched = Watched::new(ending, end, &has_asked);
        loop {
            match watched.next(connection.as_mut()).await {
                // Answers what has come, and nothing after that.
                Next::Ending => connection.as_mut().graceful_shutdown(),
                Next::Over => return,
                Next::Ended(ended) => return ended.unwrap_or_else(|error| log(&error)),
            }
        }
    }

    #[cfg(feature = "hosting-http2")]
    async fn serve_http2<I>(
        self,
        io: I,
        requests: Requests,
        ending: watch::Receiver<()>,
        end: Instant,
    ) where
        I: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let has_asked = Arc::clone(&requests.has_asked);
        let streams = Streams::new();
        let begun = Arc::clone(&streams);
        // As many as HTTP/1.1 allows.
        let most = self.limits.header_count.unwrap_or(100);
        let service = service_fn(move |mut request: Request<Incoming>| {
            let stream = begun.begin();
            let has_too_many = request.headers().len() > most;
            http2::join_cookies(&mut request);
            let answer = requests.answer(request);
            async move {
                let mut response = match has_too_many {
                    true => http2::too_many_fields(),
                    false => answer.await?,
                };
                http2::without_connection(response.headers_mut());
                Ok::<_, Infallible>(response.map(|body| stream.answered(body)))
            }
        });
        let io = TokioIo::new(Guarded::new(io, self.limits.write_timeout));
        let mut connection = pin!(self.http2.serve_connection(io, service));
        let mut watched = Watched::new(ending, end, &has_asked);
        loop {
            let next = tokio::select! {
                biased;
                next = watched.next(connection.as_mut()) => next,
                () = streams.changed(&self.limits) => match streams.state(&self.limits) {
                    State::Fine => continue,
                    State::Ends => Next::Ending,
                    State::Over => Next::Over,
                },
            };
            match next {
                Next::Ending => connection.as_mut().graceful_shutdown(),
                Next::Over => return,
                Next::Ended(ended) => return ended.unwrap_or_else(|error| log(&error)),
            }
        }
    }
}

/// Reads which protocol a connection speaks; none when it does not say so in time, or has said nothing yet when it has to end.
#[cfg(feature = "hosting-http2")]
async fn begun<I: AsyncRead + Unpin>(
    io: I,
    end: Instant,
    mut ending: watch::Receiver<()>,
) -> Option<(http2::Rewound<I>, bool)> {
    let has_begun = AtomicBool::new(false);
    let mut is_ending = false;
    let mut detecting = pin!(http2::detect(io, &has_begun));
    loop {
        tokio::select! {
            biased;
            detected = detecting.as_mut() => {
                return detected.map_err(|error| log(&error)).ok();
            }
            _ = ending.changed(), if !is_ending => {
                is_ending = true;
                if !has_begun.load(Ordering::Relaxed) {
                    return None;
                }
            }
            () = sleep_until(end) => return None,
        }
    }
}

/// What a connection is waited for.
struct Watched {
    /// Told when the server ends.
    ending: watch::Receiver<()>,
    is_ending: bool,
    /// When the first request has to be there; none once it was.
    end: Option<Instant>,
    has_asked: Arc<AtomicBool>,
}

/// What comes next on a connection.
enum Next {
    /// It is told to end.
    Ending,
    /// It is cut off: its first request has not come in time, say.
    Over,
    Ended(hyper::Result<()>),
}

impl Watched {
    fn new(ending: watch::Receiver<()>, end: Instant, has_asked: &Arc<AtomicBool>) -> Self {
        Self {
            ending,
            is_ending: false,
            end: Some(end),
            has_asked: Arc::clone(has_asked),
        }
    }

    async fn next(
        &mut self,
        mut connection: Pin<&mut impl Future<Output = hyper::Result<()>>>,
    ) -> Next {
        loop {
            let end = self.end.unwrap_or_else(Instant::now);
            tokio::select! {
                biased;
                ended = connection.as_mut() => return Next::Ended(ended),
                _ = self.ending.changed(), if !self.is_ending => {
                    self.is_ending = true;
                    return Next::Ending;
                }
                () = sleep_until(end), if self.end.is_some() => {
                    self.end = None;
                    if !self.has_asked.load(Ordering::Relaxed) {
                        return Next::Over;
                    }
                }
            }
        }
    }
}

/// Clients vanish, and not all that connects speaks HTTP.
fn log(error: &dyn std::error::Error) {
    tracing::debug!(%error, "a connection has failed");
}

/// What answers the requests of one connection.
#[derive(Clone)]
pub(super) struct Requests {
    answers: Answers,
    peer: Option<SocketAddr>,
    has_asked: Arc<AtomicBool>,
}

impl Requests {
    pub(super) fn new(answers: Answers, peer: Option<SocketAddr>) -> Self {
        Self {
            answers,
            peer,
            has_asked: Arc::default(),
        }
    }

    fn answer(
        &self,
        request: Request<Incoming>,
    ) -> impl Future<Output = Result<Response<Body>, Infallible>> + Send + use<> {
        self.has_asked.store(true, Ordering::Relaxed);
        let mut request = request.map(Body::new);
        if let Some(peer) = self.peer {
            request.extensions_mut().insert(ConnectInfo(peer));
        }
        self.answers.clone().oneshot(request)
    }
}
