//! The connections: taking them, serving them, ending them.

use super::connection::{Protocols, Requests};
use super::health::Vitals;
use super::{Answers, Limits, Listener};
use futures_util::future::BoxFuture;
use std::any::Any;
use std::future::Future;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::{JoinError, JoinSet};
use tokio::time::{Instant, sleep, timeout, timeout_at};

/// How long connections are still taken from the queue of the system once the server is asked to end, and then how long
/// their requests may take to begin.
const LAST_CALL: Duration = Duration::from_millis(50);

/// How a server ends.
pub(super) struct End {
    /// What asks it to.
    pub(super) shutdown: BoxFuture<'static, ()>,
    /// Who is told at once.
    pub(super) vitals: Option<Arc<Vitals>>,
    /// How long it goes on nevertheless.
    pub(super) delay: Duration,
}

/// Serves until the shutdown and the delay after it, and then until all connections have ended or the grace is over.
pub(super) async fn run<L>(mut listener: L, answers: Answers, limits: Limits, end: End)
where
    L: Listener,
    L::Addr: 'static,
{
    let mut connections = Connections::new(answers, limits);
    connections.take(&mut listener, end.shutdown).await;
    if let Some(vitals) = end.vitals {
        vitals.drain();
    }
    if !end.delay.is_zero() {
        let delay = end.delay;
        tracing::info!(
            ?delay,
            "the server is asked to end, and goes on for a while"
        );
        connections.take(&mut listener, sleep(delay)).await;
    }
    // What the system has accepted by now is answered as well.
    let last = Instant::now() + LAST_CALL;
    while connections.have_room()
        && let Ok(accepted) = timeout_at(last, listener.accept()).await
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
    protocols: Protocols,
    answers: Answers,
}

impl Connections {
    fn new(answers: Answers, limits: Limits) -> Self {
        Self {
            tasks: JoinSet::new(),
            ending: watch::Sender::new(()),
            protocols: Protocols::new(limits),
            answers,
        }
    }

    fn have_room(&self) -> bool {
        self.tasks.len() < self.protocols.limits.connections
    }

    /// Takes connections until then.
    async fn take<L>(&mut self, listener: &mut L, until: impl Future<Output = ()>)
    where
        L: Listener,
        L::Addr: 'static,
    {
        let mut until = pin!(until);
        loop {
            tokio::select! {
                // What has ended makes room first, and the end is not kept waiting by a crowd.
                biased;
                Some(ended) = self.tasks.join_next() => log_panic(ended),
                () = until.as_mut() => break,
                accepted = listener.accept(), if self.have_room() => self.add(accepted),
            }
        }
    }

    fn add<I, A>(&mut self, (io, address): (I, A))
    where
        I: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin + Send + 'static,
        A: Any,
    {
        let peer = (&address as &dyn Any).downcast_ref::<SocketAddr>().copied();
        let requests = Requests::new(self.answers.clone(), peer);
        let served = self.protocols.clone();
        self.tasks
            .spawn(served.serve(io, requests, self.ending.subscribe()));
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
        if timeout(self.protocols.limits.grace, ended).await.is_err() {
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
