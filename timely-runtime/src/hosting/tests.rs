//! The server on real sockets, with limits short enough to wait for.

mod health;
#[cfg(feature = "hosting-http2")]
mod http2;

use super::*;
use crate::testing::{LONG, within};
use axum::routing::{get, post};
use bytes::Bytes;
use futures_util::stream;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::{Notify, oneshot};
use tokio::task::JoinHandle;

const SHORT: Duration = Duration::from_millis(150);

/// A server with a few routes, which a test holds the strings of.
struct Running {
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    server: JoinHandle<()>,
    state: Arc<State>,
}

#[derive(Default)]
struct State {
    /// Lets `/wait` answer.
    go: Notify,
    /// Told when `/wait` has begun.
    begun: Notify,
    /// How many calls of `/wait` have been given up.
    given_up: AtomicUsize,
    /// Told when the endless body of `/flood` is dropped.
    flood_over: Notify,
}

struct Counts<'a>(&'a AtomicUsize);

impl Drop for Counts<'_> {
    fn drop(&mut self) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

struct Tells(Arc<State>);

impl Drop for Tells {
    fn drop(&mut self) {
        self.0.flood_over.notify_one();
    }
}

fn router(state: &Arc<State>) -> Router {
    let waiting = Arc::clone(state);
    let wait = move || {
        let state = Arc::clone(&waiting);
        async move {
            let given_up = Counts(&state.given_up);
            state.begun.notify_one();
            state.go.notified().await;
            std::mem::forget(given_up);
            "done"
        }
    };
    let flooding = Arc::clone(state);
    let flood = move || {
        let tells = Tells(Arc::clone(&flooding));
        async move {
            let chunk = Bytes::from(vec![b'x'; 64 * 1024]);
            let chunks = stream::repeat_with(move || {
                let _ = &tells;
                Ok::<_, Infallible>(chunk.clone())
            });
            Body::from_stream(chunks)
        }
    };
    let peer = |ConnectInfo(address): ConnectInfo<SocketAddr>| async move { address.to_string() };
    let cookie = async |headers: http::HeaderMap| {
        let cookies = headers.get_all("cookie").iter();
        let cookies = cookies.map(|cookie| cookie.to_str().unwrap_or_default().to_owned());
        cookies.collect::<Vec<_>>().join(" | ")
    };
    let router = Router::new();
    #[cfg(feature = "hosting-http2")]
    let router = router.route("/trailers", get(async || Body::new(http2::WithTrailers(0))));
    router
        .route("/", get(async || "hello"))
        .route("/cookie", get(cookie))
        .route("/large", get(async || "x".repeat(1 << 20)))
        .route("/long", get(async || "hello ".repeat(1000)))
        .route("/peer", get(peer))
        .route("/length", post(async |body: Bytes| body.len().to_string()))
        .route("/wait", get(wait))
        .route("/flood", get(flood))
}

async fn start(adjust: impl FnOnce(Server) -> Server) -> Running {
    let state = Arc::new(State::default());
    let listener = listen(([127, 0, 0, 1], 0).into()).unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel();
    let server = Server::new(router(&state)).shutdown(async move {
        let _ = stopped.await;
    });
    let server = adjust(server.grace(LONG));
    Running {
        address,
        stop: Some(stop),
        server: tokio::spawn(server.serve(listener)),
        state,
    }
}

impl Running {
    async fn connect(&self) -> Connection {
        Connection(TcpStream::connect(self.address).await.unwrap())
    }

    /// A connection that has sent this.
    async fn send(&self, text: &str) -> Connection {
        let mut connection = self.connect().await;
        connection.send(text).await;
        connection
    }

    /// Waits until `/wait` has begun.
    async fn begun(&self) {
        within("the handler begins", self.state.begun.notified()).await;
    }

    /// Waits until the server has ended.
    async fn ended(self) {
        within("the server ends", self.server).await.unwrap();
    }

    /// All that comes back for this on a connection of its own.
    async fn ask(&self, text: &str) -> String {
        self.send(text).await.rest().await
    }

    fn stop(&mut self) {
        let stop = self.stop.take().unwrap();
        stop.send(()).unwrap();
    }
}

struct Connection(TcpStream);

impl Connection {
    async fn send(&mut self, text: &str) {
        self.0.write_all(text.as_bytes()).await.unwrap();
    }

    /// What comes until the server closes the connection.
    async fn rest(mut self) -> String {
        let mut text = Vec::new();
        // As bytes come, so that it is told which did when no more do.
        while let Some(byte) = self.next(&text).await.unwrap() {
            text.push(byte);
        }
        String::from_utf8_lossy(&text).into_owned()
    }

    /// What comes until this has come.
    async fn until(&mut self, end: &str) -> String {
        let mut text = Vec::new();
        while !text.ends_with(end.as_bytes()) {
            match self.next(&text).await {
                Ok(Some(byte)) => text.push(byte),
                ended => panic!("{ended:?} after {:?}", String::from_utf8_lossy(&text)),
            }
        }
        String::from_utf8_lossy(&text).into_owned()
    }

    /// The next byte after these; none at the end.
    async fn next(&mut self, so_far: &[u8]) -> io::Result<Option<u8>> {
        let mut byte = [0];
        let read = tokio::time::timeout(LONG, self.0.read(&mut byte)).await;
        let seen = || String::from_utf8_lossy(so_far);
        let read = read.unwrap_or_else(|_| panic!("nothing more comes after {:?}", seen()));
        read.map(|count| (count > 0).then_some(byte[0]))
    }
}

#[track_caller]
fn assert_status(answer: &str, status: u16) {
    let expected = format!("HTTP/1.1 {status} ");
    assert!(answer.starts_with(&expected), "not {status}: {answer:?}");
}

const LAST: &str = "GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n";

#[tokio::test]
async fn it_serves_and_knows_who_asks() {
    let server = start(|server| server).await;
    let mut connection = server.send("GET / HTTP/1.1\r\nhost: a\r\n\r\n").await;
    connection.until("hello").await;
    connection
        .send("GET /peer HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n")
        .await;
    let own = connection.0.local_addr().unwrap().to_string();
    let answer = connection.rest().await;
    assert!(answer.ends_with(&own), "{answer}");
}

#[tokio::test]
async fn slow_heads_are_cut_off() {
    let server = start(|server| server.header_timeout(SHORT)).await;
    let slow = server.send("GET / HTTP/1.1\r\nho").await;
    assert_eq!(server.ask("").await, "");
    // Reset or closed.
    assert!(!matches!({ slow }.next(b"").await, Ok(Some(_))));
    // Afterwards a connection has more time.
    let mut used = server.send("GET / HTTP/1.1\r\nhost: a\r\n\r\n").await;
    used.until("hello").await;
    tokio::time::sleep(2 * SHORT).await;
    used.send(LAST).await;
    assert_status(&used.rest().await, 200);
}

#[tokio::test]
async fn idle_connections_are_closed() {
    let server = start(|server| server.idle_timeout(SHORT)).await;
    let answer = server.ask("GET / HTTP/1.1\r\nhost: a\r\n\r\n").await;
    assert_status(&answer, 200);
    let next = "GET / HTTP/1.1\r\nhost: a\r\n\r\nGET / HTTP/1.1\r\nho";
    assert_eq!(server.ask(next).await.matches("HTTP/1.1").count(), 1);
}

#[tokio::test]
async fn a_slow_body_is_answered_with_408() {
    let head = "POST /length HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\n\r\nab";
    let pause = start(|server| server.body_pause(SHORT)).await;
    let whole = start(|server| server.request_timeout(SHORT).body_pause(None)).await;
    for server in [pause, whole] {
        let answer = server.ask(head).await;
        assert_status(&answer, 408);
        assert!(answer.contains("\r\nconnection: close\r\n"), "{answer}");
        assert!(
            answer.contains("\r\ncontent-type: application/problem+json\r\n"),
            "{answer}"
        );
    }
}

#[tokio::test]
async fn a_sender_who_drips_is_no_faster() {
    let server = start(|server| server.request_timeout(2 * SHORT).body_pause(SHORT)).await;
    let head = "POST /length HTTP/1.1\r\nhost: a\r\ncontent-length: 50000\r\n\r\n";
    let (mut read, mut write) = server.send(head).await.0.into_split();
    let drip = tokio::spawn(async move {
        while write.write_all(b"a").await.is_ok() {
            tokio::time::sleep(SHORT / 10).await;
        }
    });
    let mut answer = String::new();
    // The drip may be met by a reset.
    let _ = within("the answer ends", read.read_to_string(&mut answer)).await;
    drip.abort();
    assert_status(&answer, 408);
}

#[tokio::test]
async fn a_body_that_takes_its_time_within_the_limits_is_read() {
    let server = start(|server| server.body_pause(LONG)).await;
    let mut connection = server
        .send(
            "POST /length HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncontent-length: 4\r\n\r\nab",
        )
        .await;
    tokio::time::sleep(SHORT / 3).await;
    connection.send("cd").await;
    let answer = connection.rest().await;
    assert_status(&answer, 200);
    assert!(answer.ends_with("\r\n\r\n4"), "{answer}");
}

#[tokio::test]
async fn a_slow_handler_is_given_up_with_503() {
    let server = start(|server| server.request_timeout(SHORT)).await;
    let mut connection = server.send("GET /wait HTTP/1.1\r\nhost: a\r\n\r\n").await;
    let answer = connection.until("\"}").await;
    assert_status(&answer, 503);
    assert_eq!(server.state.given_up.load(Ordering::SeqCst), 1);
    // The request was whole, so the connection is good for the next.
    connection.send(LAST).await;
    assert_status(&connection.rest().await, 200);
}

#[tokio::test]
async fn a_client_that_has_sent_everything_gets_its_answer() {
    let server = start(|server| server).await;
    let mut connection = server.send("GET /wait HTTP/1.1\r\nhost: a\r\n\r\n").await;
    connection.0.shutdown().await.unwrap();
    server.begun().await;
    tokio::time::sleep(SHORT / 3).await;
    server.state.go.notify_one();
    let answer = connection.rest().await;
    assert_status(&answer, 200);
    assert!(answer.ends_with("done"), "{answer}");
}

#[tokio::test]
async fn a_client_that_takes_nothing_is_cut_off() {
    let server = start(|server| server.write_timeout(SHORT)).await;
    let connection = server.send("GET /flood HTTP/1.1\r\nhost: a\r\n\r\n").await;
    within("the flood is over", server.state.flood_over.notified()).await;
    drop(connection);
}

#[tokio::test]
async fn a_refusal_is_read_also_by_those_who_go_on_sending() {
    let server = start(|server| server).await;
    let (mut read, mut write) = server.connect().await.0.into_split();
    // The route does not exist, so the body is not read.
    let head = format!(
        "POST /no HTTP/1.1\r\nhost: a\r\ncontent-length: {}\r\n\r\n",
        4 << 20
    );
    let sender = tokio::spawn(async move {
        write.write_all(head.as_bytes()).await?;
        write.write_all(&vec![b'x'; 4 << 20]).await
    });
    let sent = within("everything is sent", sender).await;
    sent.unwrap().expect("it may send everything");
    let mut answer = String::new();
    within("the answer ends", read.read_to_string(&mut answer))
        .await
        .expect("it is not reset");
    assert_status(&answer, 404);
}

#[tokio::test]
async fn heads_have_limits() {
    let server = start(|server| server.max_header_bytes(1000).max_header_fields(5)).await;
    let large = format!(
        "GET / HTTP/1.1\r\nhost: a\r\nx: {}\r\n\r\n",
        "y".repeat(1000)
    );
    assert_status(&server.ask(&large).await, 431);
    let endless = format!("GET / HTTP/1.1\r\nhost: a\r\nx: {}", "y".repeat(100_000));
    assert_status(&server.ask(&endless).await, 431);
    let many = format!("GET / HTTP/1.1\r\nhost: a\r\n{}\r\n", "a: b\r\n".repeat(5));
    assert_status(&server.ask(&many).await, 431);
    assert_status(&server.ask(LAST).await, 200);
}

#[tokio::test]
async fn what_can_be_read_in_two_ways_is_refused() {
    let server = start(|server| server).await;
    let chunked = |fields: &str| {
        let text = format!("POST /length HTTP/1.1\r\n{fields}\r\n\r\n1\r\na\r\n0\r\n\r\n{LAST}");
        let server = &server;
        async move { server.ask(&text).await }
    };
    for (fields, status) in [
        ("transfer-encoding: chunked", 400),
        ("host: a\r\nhost: a\r\ntransfer-encoding: chunked", 400),
        ("host: a, b\r\ntransfer-encoding: chunked", 400),
        ("host: a,b\r\ntransfer-encoding: chunked", 400),
        ("host: user@a\r\ntransfer-encoding: chunked", 400),
        // More than 64 bits hold.
        ("host: a\r\ncontent-length: 18446744073709551616", 400),
        ("host: a\r\ncontent-length: 36893488147419103233", 400),
        (
            "host: a\r\ntransfer-encoding: chunked\r\ntransfer-encoding: chunked",
            400,
        ),
        ("host: a\r\ntransfer-encoding: gzip, chunked", 501),
        (
            "host: a\r\ntransfer-encoding: gzip\r\ntransfer-encoding: chunked",
            501,
        ),
    ] {
        let answer = chunked(fields).await;
        assert_status(&answer, status);
        assert_eq!(answer.matches("HTTP/1.1").count(), 1, "{fields}: {answer}");
    }
    let answer = chunked("host: a\r\ntransfer-encoding: Chunked").await;
    assert_status(&answer, 200);
    assert_eq!(answer.matches("HTTP/1.1 200").count(), 2, "{answer}");
    let old = server.ask("GET / HTTP/1.0\r\n\r\n").await;
    assert!(old.starts_with("HTTP/1.0 200 "), "{old}");
}

#[tokio::test]
async fn what_is_too_much_is_refused() {
    let server = start(|server| server.max_requests(1)).await;
    let wait = "GET /wait HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n";
    let first = server.send(wait).await;
    server.begun().await;
    let second = server.ask(LAST).await;
    assert_status(&second, 503);
    assert!(second.contains("\r\nretry-after: 1\r\n"), "{second}");
    server.state.go.notify_one();
    assert_status(&first.rest().await, 200);
    assert_status(&server.ask(LAST).await, 200);
}

#[tokio::test]
async fn connections_beyond_the_limit_wait() {
    let server = start(|server| server.max_connections(1)).await;
    let mut first = server.send("GET / HTTP/1.1\r\nhost: a\r\n\r\n").await;
    first.until("hello").await;
    let mut second = server.send(LAST).await;
    let early = tokio::time::timeout(SHORT, second.0.read_u8()).await;
    assert!(early.is_err(), "{early:?}");
    drop(first);
    assert_status(&second.rest().await, 200);
}

#[tokio::test]
async fn the_end_waits_for_what_runs() {
    let mut server = start(|server| server).await;
    let mut idle = server.send("GET / HTTP/1.1\r\nhost: a\r\n\r\n").await;
    idle.until("hello").await;
    let running = server.send("GET /wait HTTP/1.1\r\nhost: a\r\n\r\n").await;
    server.begun().await;
    server.stop();
    assert_eq!(idle.rest().await, "");
    server.state.go.notify_one();
    let answer = running.rest().await;
    assert_status(&answer, 200);
    assert!(answer.contains("\r\nconnection: close\r\n"), "{answer}");
    let address = server.address;
    server.ended().await;
    TcpStream::connect(address).await.unwrap_err();
}

#[tokio::test]
async fn at_the_end_what_the_system_has_accepted_is_answered() {
    let mut server = start(|server| server.max_connections(3)).await;
    // The test has the only thread, so the server accepts nothing before the end.
    let requests = [(); 3].map(|()| {
        let mut socket = std::net::TcpStream::connect(server.address).unwrap();
        std::io::Write::write_all(&mut socket, b"GET / HTTP/1.1\r\nhost: a\r\n\r\n").unwrap();
        socket.set_nonblocking(true).unwrap();
        Connection(TcpStream::from_std(socket).unwrap())
    });
    server.stop();
    for request in requests {
        assert_status(&request.rest().await, 200);
    }
    server.ended().await;
}

#[tokio::test]
async fn the_end_does_not_wait_for_ever() {
    let mut server = start(|server| server.grace(SHORT)).await;
    let running = server.send("GET /wait HTTP/1.1\r\nhost: a\r\n\r\n").await;
    server.begun().await;
    server.stop();
    let state = Arc::clone(&server.state);
    server.ended().await;
    assert_eq!(running.rest().await, "");
    assert_eq!(state.given_up.load(Ordering::SeqCst), 1);
}

#[cfg(feature = "cors")]
#[tokio::test]
async fn other_origins_are_told_what_they_may_do() {
    use http::{HeaderValue, Method};
    let cors = cors::CorsLayer::new()
        .allow_origin(HeaderValue::from_static("https://a.example"))
        .allow_methods([Method::POST]);
    let server = start(|server| server.cors(cors).max_requests(0)).await;
    let preflight = "OPTIONS /length HTTP/1.1\r\nhost: a\r\norigin: https://a.example\r\n\
        access-control-request-method: POST\r\nconnection: close\r\n\r\n";
    let answer = server.ask(preflight).await;
    assert_status(&answer, 200);
    assert!(
        answer.contains("\r\naccess-control-allow-methods: POST\r\n"),
        "{answer}"
    );
    // A page may also read why it is refused.
    let refused = server.ask(LAST).await;
    assert_status(&refused, 503);
    assert!(
        refused.contains("\r\naccess-control-allow-origin: https://a.example\r\n"),
        "{refused}"
    );
}

#[cfg(feature = "compression")]
#[tokio::test]
async fn answers_are_compressed_for_those_who_accept_it() {
    let server = start(Server::compression).await;
    let ask = |encoding: &str| {
        let text = format!(
            "GET /long HTTP/1.1\r\nhost: a\r\naccept-encoding: {encoding}\r\nconnection: close\r\n\r\n"
        );
        let server = &server;
        async move { server.ask(&text).await }
    };
    let packed = ask("gzip").await;
    assert!(
        packed.contains("\r\ncontent-encoding: gzip\r\n"),
        "{packed}"
    );
    assert!(packed.len() < 1000, "{}", packed.len());
    let plain = ask("identity").await;
    assert!(plain.len() > 6000, "{}", plain.len());
}
