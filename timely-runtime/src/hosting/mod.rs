//! Serving a router on the internet: limits on time, size and number, and an end that loses nothing.
//!
//! ```no_run
//! use std::time::Duration;
//! use timely_runtime::hosting::{Server, listen};
//! use timely_runtime::server::{ErrorFormat, Router};
//!
//! # async fn run(router: Router) -> std::io::Result<()> {
//! let listener = listen(([0, 0, 0, 0], 8080).into())?;
//! Server::new(router)
//!     .errors(&ErrorFormat::PROBLEM_JSON) // `server::ERRORS` of generated code
//!     .request_timeout(Duration::from_secs(10))
//!     .serve(listener)
//!     .await;
//! # Ok(())
//! # }
//! ```
//!
//! It speaks HTTP/1.1, and with the feature `hosting-http2` HTTP/2 as well (RFC 9113), where a client begins a connection with
//! it. TLS is for the proxy in front of it, or for a listener of your own ([`Server::serve_on`]), which then offers `h2` by ALPN.
//!
//! | What | Default | Beyond it |
//! |---|---|---|
//! | the head of the first request of a connection | 10 s | the connection is closed |
//! | the head of a later one, idle time before it included | 75 s | the connection is closed |
//! | a request as a whole, up to the head of its response | 30 s | 408, or 503 where the handler takes that long |
//! | a pause in the middle of a body | 10 s | 408, and the connection is closed |
//! | a client that does not take its response | 20 s | the connection is closed |
//! | connections | 10,000 | wait in the system's queue until others close |
//! | requests at a time | 1,000 | 503 with `Retry-After` |
//! | the head of a request | 32 KiB, 100 fields | 431, and the connection is closed |
//! | a request that others may read in another way | | 400 or 501, and the connection is closed |
//! | the end, once it is asked for | 25 s | what still runs is cut off |
//!
//! On a connection of HTTP/2, what concerns one request ends that request and not the connection. Besides:
//!
//! | What | Default | Beyond it |
//! |---|---|---|
//! | requests at a time on a connection | 100 | wait, or are refused as the protocol says |
//! | a client that does not take one of its responses | 20 s | the connection takes no more requests, and is closed when there are no others |
//! | requests that are taken back, more than are answered | 100 | the connection is closed |
//! | a head in many frames, or a flood of resets | | the connection is closed |
//! | no sign of the client | 30 s, and 20 s to answer a ping | the connection is closed |
//!
//! These answers have the document's error body, except for 431 and for 400 to what is not HTTP at all, which the HTTP
//! implementation (`hyper`) gives without a body. Among the latter is a `Content-Length` that is not a number of 64 bits or
//! comes with different values (431 for the largest two such numbers, which it keeps for itself). A line feed without a carriage return ends a line of the head for `hyper`, as RFC 9112,
//! section 2.2, allows.
//!
//! A client that closes its end of the connection while it waits may just have nothing more to say, so its request is
//! worked on all the same. One whose connection breaks is not: its handler is dropped at the `await` where it is.
//!
//! An orchestrator is answered by [`Server::health`]. By [`Server::drain_delay`] a server that is asked to end says that it is not
//! ready, and goes on for a while. [`Server::admin`] serves what is for operators at an address of its own.
//!
//! Requests have an id, a span and a line in the log, as [`Observe`] says.
//!
//! Nothing here is hidden: [`Observe`], [`StrictFraming`], [`ConcurrencyLimit`] and [`Timeouts`] are ordinary tower
//! layers for those who serve the router in another way, and whatever is a layer can be put around the router before
//! it comes here. Who hands a router to `axum::serve` hands it `router.into_make_service()`, since of a bare router
//! axum copies the table of routes for each connection.

mod concurrency;
mod connection;
mod connections;
mod framing;
mod guarded;
mod health;
#[cfg(feature = "hosting-http2")]
mod http2;
mod signals;
#[cfg(feature = "hosting-http2")]
mod streams;
mod timeout;

pub use axum::extract::ConnectInfo;
pub use axum::serve::Listener;
pub use concurrency::{ConcurrencyLimit, Limited};
pub use framing::{StrictFraming, StrictlyFramed};
pub use health::Health;
pub use signals::signals;
pub use timeout::{Timed, Timeouts};

use crate::server::{ErrorFormat, Observe, Router};
use axum::body::Body;
use axum::serve::ListenerExt;
use connections::End;
use futures_util::future::{BoxFuture, join};
use health::{Probed, Vitals};
use http::{Request, Response};
use std::convert::Infallible;
use std::fmt;
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpSocket};
use tokio::sync::oneshot;
use tower::Layer;
use tower::util::BoxCloneSyncService;

/// How many connections the system may keep until the server accepts them; it may have a smaller limit of its own
/// (`net.core.somaxconn`).
const BACKLOG: u32 = 4096;

/// A listener with a queue that is long enough for a crowd; the usual one holds 128 connections, and whoever does not fit
/// waits for at least a second. Port 0 is any that is free.
///
/// # Errors
///
/// When the address is not one of this machine, or is taken.
pub fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = match address {
        SocketAddr::V4(_) => TcpSocket::new_v4(),
        SocketAddr::V6(_) => TcpSocket::new_v6(),
    }?;
    // So that a server which is started again gets its address. Elsewhere this lets others take it.
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}

/// What answers a request.
type Answers = BoxCloneSyncService<Request<Body>, Response<Body>, Infallible>;

/// Serves a router. See [the module](self) for what it does and the limits it begins with.
pub struct Server {
    router: Router,
    errors: &'static ErrorFormat,
    limits: Limits,
    request_timeout: Option<Duration>,
    body_pause: Option<Duration>,
    max_requests: usize,
    shutdown: BoxFuture<'static, ()>,
    observe: Option<Observe>,
    health: Option<Health>,
    drain_delay: Duration,
    admin: Option<(TcpListener, Router)>,
    #[cfg(feature = "cors")]
    cors: Option<tower_http::cors::CorsLayer>,
    #[cfg(feature = "compression")]
    compression: Option<tower_http::compression::CompressionLayer>,
}

/// The limits on connections.
#[derive(Clone, Copy, Debug)]
struct Limits {
    header_timeout: Duration,
    idle_timeout: Duration,
    write_timeout: Option<Duration>,
    connections: usize,
    header_bytes: usize,
    /// The default of the HTTP implementation where none is set, which is cheaper.
    header_count: Option<usize>,
    grace: Duration,
    /// The requests at a time on a connection of HTTP/2.
    #[cfg(feature = "hosting-http2")]
    streams: u32,
}

#[cfg(feature = "hosting-http2")]
impl Limits {
    /// How long a connection may take to end that is asked to.
    fn patience(&self) -> Duration {
        self.write_timeout.unwrap_or(Duration::from_secs(20))
    }
}

impl Server {
    /// A server of this router with the default limits, which ends on Ctrl-C or SIGTERM.
    #[must_use]
    pub fn new(router: Router) -> Self {
        Self {
            router,
            errors: &ErrorFormat::PROBLEM_JSON,
            limits: Limits {
                header_timeout: Duration::from_secs(10),
                idle_timeout: Duration::from_secs(75),
                write_timeout: Some(Duration::from_secs(20)),
                connections: 10_000,
                header_bytes: 32 * 1024,
                header_count: None,
                grace: Duration::from_secs(25),
                #[cfg(feature = "hosting-http2")]
                streams: 100,
            },
            request_timeout: Some(Duration::from_secs(30)),
            body_pause: Some(Duration::from_secs(10)),
            max_requests: 1000,
            shutdown: Box::pin(signals()),
            observe: Some(Observe::new()),
            health: None,
            drain_delay: Duration::ZERO,
            admin: None,
            #[cfg(feature = "cors")]
            cors: None,
            #[cfg(feature = "compression")]
            compression: None,
        }
    }

    /// Sets how 408 and 503 are written: the `ERRORS` of generated code; problem details (RFC 9457) unless set.
    #[must_use]
    pub fn errors(mut self, errors: &'static ErrorFormat) -> Self {
        self.errors = errors;
        self
    }

    /// Sets how long a new connection may take until the head of its first request is there: what slowloris holds
    /// connections open with.
    #[must_use]
    pub fn header_timeout(mut self, limit: Duration) -> Self {
        self.limits.header_timeout = limit;
        self
    }

    /// Sets how long a connection may take from a response until the head of the next request is there: how long it
    /// may be idle. A proxy in front of the server must give up idle connections earlier than this (many do after 60
    /// seconds), or else it may send a request just when the server closes the connection.
    #[must_use]
    pub fn idle_timeout(mut self, limit: Duration) -> Self {
        self.limits.idle_timeout = limit;
        self
    }

    /// Sets how long a request may take, from the end of its head to the head of its response; `None` is for ever. See
    /// [`Timeouts`] for what becomes of the handler.
    #[must_use]
    pub fn request_timeout(mut self, limit: impl Into<Option<Duration>>) -> Self {
        self.request_timeout = limit.into();
        self
    }

    /// Sets how long a sender may pause in the middle of a body; `None` is for ever.
    #[must_use]
    pub fn body_pause(mut self, limit: impl Into<Option<Duration>>) -> Self {
        self.body_pause = limit.into();
        self
    }

    /// Sets how long a client may take nothing of what it is sent; `None` is for ever.
    #[must_use]
    pub fn write_timeout(mut self, limit: impl Into<Option<Duration>>) -> Self {
        self.limits.write_timeout = limit.into();
        self
    }

    /// Sets how many connections there may be. Those beyond are not accepted until others close: they wait in the queue
    /// of the operating system, which refuses them when it is full. Each takes a file descriptor, so stay below what
    /// the process may have (`ulimit -n`).
    #[must_use]
    pub fn max_connections(mut self, connections: usize) -> Self {
        self.limits.connections = connections.max(1);
        self
    }

    /// Sets how many requests may be worked on at a time. See [`ConcurrencyLimit`] for those beyond.
    #[must_use]
    pub fn max_requests(mut self, requests: usize) -> Self {
        self.max_requests = requests;
        self
    }

    /// Sets how large the head of a request may be, in bytes; its first line counts.
    #[must_use]
    pub fn max_header_bytes(mut self, bytes: usize) -> Self {
        self.limits.header_bytes = bytes;
        self
    }

    /// Sets how many header fields a request may have.
    #[must_use]
    pub fn max_header_fields(mut self, fields: usize) -> Self {
        self.limits.header_count = Some(fields);
        self
    }

    /// Sets how long requests that are being worked on may take to end, once the server is asked to. Heads that have
    /// begun to arrive count as well, within their own limit. Idle connections are closed at once.
    #[must_use]
    pub fn grace(mut self, limit: Duration) -> Self {
        self.limits.grace = limit;
        self
    }

    /// Sets how many requests may be under way at a time on one connection of HTTP/2.
    #[cfg(feature = "hosting-http2")]
    #[must_use]
    pub fn max_streams(mut self, streams: u32) -> Self {
        self.limits.streams = streams.max(1);
        self
    }

    /// Answers an orchestrator that asks whether the server lives and is ready, at `/livez` and `/readyz` unless the [`Health`]
    /// says otherwise; nobody is answered by default. These paths go before those of the router, which is warned of in the log
    /// when the server starts. With [`Server::admin`], it is asked at that address and not at the API's.
    #[must_use]
    pub fn health(mut self, health: Health) -> Self {
        self.health = Some(health);
        self
    }

    /// Sets how long the server goes on as before once it is asked to end, except that it says it is not ready: as long as an
    /// orchestrator may take to see that and send no more requests. After that no connection is accepted, and answers say
    /// `Connection: close`. Not at all unless set.
    #[must_use]
    pub fn drain_delay(mut self, delay: Duration) -> Self {
        self.drain_delay = delay;
        self
    }

    /// Serves what is for operators at an address of its own, that the internet does not reach: [`Server::health`], and a router
    /// of what else they ask for, such as a page of metrics ([`Router::new`] is nothing). It is outside of all limits on
    /// the API, has no log, and goes on until the server has ended.
    #[must_use]
    pub fn admin(mut self, listener: TcpListener, router: Router) -> Self {
        self.admin = Some((listener, router));
        self
    }

    /// Sets what asks the server to end; [`signals`] unless set.
    #[must_use]
    pub fn shutdown(mut self, when: impl Future<Output = ()> + Send + 'static) -> Self {
        self.shutdown = Box::pin(when);
        self
    }

    /// Sets how requests are observed; `None` is not at all.
    #[must_use]
    pub fn observe(mut self, observe: impl Into<Option<Observe>>) -> Self {
        self.observe = observe.into();
        self
    }

    /// Lets pages of other origins use the API, as far as this layer says (CORS; Fetch Standard, section 3.3).
    ///
    /// ```
    /// use timely_runtime::hosting::{Server, cors::CorsLayer};
    /// use timely_runtime::http::{HeaderName, HeaderValue, Method};
    /// # use timely_runtime::server::Router;
    ///
    /// let cors = CorsLayer::new()
    ///     .allow_origin(HeaderValue::from_static("https://app.example.com"))
    ///     .allow_methods([Method::GET, Method::POST])
    ///     .allow_headers([HeaderName::from_static("x-api-key")]);
    /// let server = Server::new(Router::new()).cors(cors);
    /// ```
    #[cfg(feature = "cors")]
    #[must_use]
    pub fn cors(mut self, layer: tower_http::cors::CorsLayer) -> Self {
        self.cors = Some(layer);
        self
    }

    /// Compresses responses for clients that accept it, with gzip; streams of events, images and what is tiny excepted.
    ///
    /// A response that holds both a secret and what a stranger may have put there tells the secret by its length when
    /// it is compressed (BREACH): leave this off where that may be.
    #[cfg(feature = "compression")]
    #[must_use]
    pub fn compression(mut self) -> Self {
        self.compression = Some(tower_http::compression::CompressionLayer::new());
        self
    }

    /// Serves until it is asked to end, and then until all requests that have come are answered, or the grace is over.
    ///
    /// The address of each client is in the extensions of its requests, as [`ConnectInfo`] of a
    /// [`SocketAddr`].
    pub async fn serve(self, listener: TcpListener) {
        let listener = listener.tap_io(|stream| {
            // What is written is whole messages: waiting to join them with more would only delay them.
            if let Err(error) = stream.set_nodelay(true) {
                tracing::debug!(%error, "a connection delays what it sends");
            }
        });
        self.serve_on(listener).await;
    }

    /// [`Server::serve`] on a listener of another kind: a Unix socket, or one that speaks TLS. It must not fail nor
    /// come back at once over and over when the system has no room for another connection.
    pub async fn serve_on<L>(self, listener: L)
    where
        L: Listener,
        L::Addr: 'static,
    {
        let limits = self.limits;
        let router = self.router.clone();
        let (answers, aside) = self.assemble();
        let Aside {
            shutdown,
            health,
            delay,
            admin,
            errors,
        } = aside;
        let vitals = health.map(Vitals::new);
        let (answers, admin) = match (&vitals, admin) {
            (Some(vitals), None) => {
                vitals.warn_of_shadows(&router).await;
                (probed(answers, vitals), None)
            }
            (_, admin) => (answers, admin),
        };
        drop(router);
        let end = End {
            shutdown,
            vitals: vitals.clone(),
            delay,
        };
        let api = connections::run(listener, answers, limits, end);
        match admin {
            None => api.await,
            Some(admin) => beside(api, admin, vitals, errors).await,
        }
    }

    /// All layers around the router, the innermost first.
    fn assemble(self) -> (Answers, Aside) {
        let timeouts = Timeouts::new(self.errors)
            .whole(self.request_timeout)
            .pause(self.body_pause);
        let framing = StrictFraming::new(self.errors);
        let concurrency = ConcurrencyLimit::new(self.max_requests, self.errors);
        let answers = Answers::new(framing.layer(concurrency.layer(timeouts.layer(self.router))));
        #[cfg(feature = "compression")]
        let answers = match self.compression {
            Some(layer) => {
                let compressed = layer.layer(answers);
                let boxed = |response: Response<_>| response.map(Body::new);
                Answers::new(tower::ServiceExt::map_response(compressed, boxed))
            }
            None => answers,
        };
        #[cfg(feature = "cors")]
        let answers = match self.cors {
            Some(layer) => Answers::new(layer.layer(answers)),
            None => answers,
        };
        let answers = match self.observe {
            Some(layer) => Answers::new(layer.layer(answers)),
            None => answers,
        };
        let aside = Aside {
            shutdown: self.shutdown,
            health: self.health,
            delay: self.drain_delay,
            admin: self.admin,
            errors: self.errors,
        };
        (answers, aside)
    }
}

/// What a server has beside its layers.
struct Aside {
    shutdown: BoxFuture<'static, ()>,
    health: Option<Health>,
    delay: Duration,
    admin: Option<(TcpListener, Router)>,
    errors: &'static ErrorFormat,
}

fn probed(inner: Answers, vitals: &Arc<Vitals>) -> Answers {
    let vitals = Arc::clone(vitals);
    Answers::new(Probed { inner, vitals })
}

/// Serves what is for operators as long as the API is served.
async fn beside(
    api: impl Future<Output = ()>,
    (listener, router): (TcpListener, Router),
    vitals: Option<Arc<Vitals>>,
    errors: &'static ErrorFormat,
) {
    let own = Server::new(router).errors(errors).observe(None);
    let own = own.grace(Duration::from_secs(1)).max_connections(100);
    let limits = own.limits;
    let (answers, _) = own.assemble();
    let answers = match &vitals {
        Some(vitals) => probed(answers, vitals),
        None => answers,
    };
    let (over, is_over) = oneshot::channel::<()>();
    let end = End {
        shutdown: Box::pin(async move {
            let _ = is_over.await;
        }),
        vitals: None,
        delay: Duration::ZERO,
    };
    let api = async move {
        api.await;
        drop(over);
    };
    join(api, connections::run(listener, answers, limits, end)).await;
}

#[cfg(feature = "cors")]
pub use tower_http::cors;

impl fmt::Debug for Server {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Server")
            .field("limits", &self.limits)
            .field("request_timeout", &self.request_timeout)
            .field("body_pause", &self.body_pause)
            .field("max_requests", &self.max_requests)
            .field("health", &self.health)
            .field("drain_delay", &self.drain_delay)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
