//! The connections: taking them, serving them, ending them.

use super::guarded::Guarded;
use super::{Answers, ConnectInfo, Limits, Listener};
use axum::body::Body;
use futures_util::future::BoxFuture;
use http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use std::any::Any;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::{JoinError, JoinSet};
use tokio::time::{Instant, sleep, timeout, timeout_at};
use tower::ServiceExt;

/// How long connections are still taken from the queue of the system once the server is asked to end, and then how long
/// their requests may take to begin.
const LAST_CALL: Duration = Duration::from_millis(50);

/// Serves until the shutdown, and then until all connections have ended or the grace is over.
pub(super) async fn run<L>(
    mut listener: L,
    answers: Answers,
    limits: Limits,
    mut shutdown: BoxFuture<'static, ()>,
) where
    L: Listener,
    L::Addr: 'static,
{
    let mut connections = Connections::new(answers, limits);
    loop {
        tokio::select! {
            // What has ended makes room first, and the end is not kept waiting by a crowd.
            biased;
            Some(ended) = connections.tasks.join_next() => log_panic(ended),
            () = &mut shutdown => break,
            accepted = listener.accept(), if connections.have_room() => connections.add(accepted),
        }
    }
    // What the system has accepted by now is answered as well.
    let end = Instant::now() + LAST_CALL;
    while connections.have_room()
        && let Ok(accepted) = timeout_at(end, listener.accept()).await
    {
        connections.add(accepted);
    }
    drop(listener);
    connections.end().await;
}

struct Connections {
    tasks: JoinSet<()>,
    /// Told when the server ends.
    ending: watch::Sender<()>,
    http: http1::Builder,
    answers: Answers,
    limits: Limits,
}

impl Connections {
    fn new(answers: Answers, limits: Limits) -> Self {
        let mut http = http1::Builder::new();
        http.timer(TokioTimer::new())
            .header_read_timeout(limits.idle_timeout)
            .max_header_size(limits.header_bytes)
            // A client may say that it has sent everything while it waits for the answer (RFC 9112, section 9.6).
            .half_close(true);
        if let Some(fields) = limits.header_count {
            http.max_headers(fields);
        }
        Self {
            tasks: JoinSet::new(),
            ending: watch::Sender::new(()),
            http,
            answers,
            limits,
        }
    }

    fn have_room(&self) -> bool {
        self.tasks.len() < self.limits.connections
    }

    fn add<I, A>(&mut self, (io, address): (I, A))
    where
        I: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin + Send + 'static,
        A: Any,
    {
        let peer = (&address as &dyn Any).downcast_ref::<SocketAddr>().copied();
        let answers = self.answers.clone();
        let has_asked = Arc::new(AtomicBool::new(false));
        let asks = Arc::clone(&has_asked);
        let service = service_fn(move |request: Request<Incoming>| {
            asks.store(true, Ordering::Relaxed);
            let mut request = request.map(Body::new);
            if let Some(peer) = peer {
                request.extensions_mut().insert(ConnectInfo(peer));
            }
            answers.clone().oneshot(request)
        });
        let io = TokioIo::new(Guarded::new(io, self.limits.write_timeout));
        let connection = self.http.serve_connection(io, service).with_upgrades();
        let mut ending = self.ending.subscribe();
        let patience = self.limits.header_timeout;
        self.tasks.spawn(async move {
            let (mut connection, mut first) = (pin!(connection), pin!(sleep(patience)));
            let (mut is_new, mut is_ending) = (true, false);
            let ended = loop {
                tokio::select! {
                    biased;
                    ended = connection.as_mut() => break ended,
                    // Answers what has come, and nothing after that.
                    _ = ending.changed(), if !is_ending => {
                        is_ending = true;
                        connection.as_mut().graceful_shutdown();
                    }
                    () = first.as_mut(), if is_new => {
                        is_new = false;
                        if !has_asked.load(Ordering::Relaxed) {
                            break Ok(());
                        }
                    }
                }
            };
            if let Err(error) = ended {
                // Clients vanish, and not all that connects speaks HTTP.
                tracing::debug!(%error, "a connection has failed");
            }
        });
    }

    async fn end(mut self) {
        tracing::info!(connections = self.tasks.len(), "the server is ending");
        // A connection that is told before its request was seen is closed without an answer.
        sleep(LAST_CALL).await;
        self.ending.send_replace(());
        let ended = async {
            while let Some(ended) = self.tasks.join_next().await {
                log_panic(ended);
            }
        };
        if timeout(self.limits.grace, ended).await.is_err() {
            let connections = self.tasks.len();
            tracing::warn!(connections, "connections were cut off: the grace is over");
        }
    }
}

/// A panic in a connection ends that connection alone.
fn log_panic(ended: Result<(), JoinError>) {
    if let Err(error) = ended {
        tracing::error!(%error, "a connection has panicked");
    }
}
