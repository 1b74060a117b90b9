//! HTTP/2, by clients that mean well and by others.

use super::*;
use h2::client::SendRequest;
use h2::{Reason, RecvStream};
use http::{HeaderMap, Request, StatusCode, Version};
use std::pin::Pin;
use std::task::Poll;

/// A client, whose connection is driven by a task.
struct Client {
    send: SendRequest<Bytes>,
    connection: JoinHandle<Result<(), h2::Error>>,
}

impl Running {
    async fn http2(&self) -> Client {
        let socket = TcpStream::connect(self.address).await.unwrap();
        // A window that a body fills.
        let mut builder = h2::client::Builder::new();
        builder.initial_window_size(65_535);
        let (send, connection) = builder.handshake(socket).await.unwrap();
        Client {
            send,
            connection: tokio::spawn(connection),
        }
    }

    fn uri(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    fn get(&self, path: &str) -> http::request::Builder {
        Request::get(self.uri(path)).version(Version::HTTP_2)
    }
}

impl Client {
    /// The answer to a request without a body.
    async fn ask(&mut self, request: http::request::Builder) -> (http::response::Parts, String) {
        let response = self.begin(request).await.expect("an answer");
        let (parts, body) = response.into_parts();
        (parts, text(body).await)
    }

    async fn begin(
        &mut self,
        request: http::request::Builder,
    ) -> Result<http::Response<RecvStream>, h2::Error> {
        let request = request.body(()).unwrap();
        let ready = self.send.clone().ready();
        let mut send = within("there is room", ready).await?;
        let (response, _) = send.send_request(request, true)?;
        within("an answer comes", response).await
    }

    /// How the connection ended.
    async fn ended(self) -> Result<(), h2::Error> {
        drop(self.send);
        let ended = within("the connection ends", self.connection).await;
        ended.unwrap()
    }
}

async fn text(mut body: RecvStream) -> String {
    let mut text = Vec::new();
    while let Some(bytes) = within("a body goes on", body.data()).await {
        let bytes = bytes.unwrap();
        body.flow_control().release_capacity(bytes.len()).unwrap();
        text.extend_from_slice(&bytes);
    }
    String::from_utf8(text).unwrap()
}

#[tokio::test]
async fn it_is_spoken_where_a_client_begins_with_it() {
    let server = start(|server| server).await;
    let mut client = server.http2().await;
    let (head, body) = client.ask(server.get("/")).await;
    assert_eq!(
        (head.status, head.version),
        (StatusCode::OK, Version::HTTP_2)
    );
    assert_eq!(body, "hello");
    assert!(head.headers.contains_key("x-request-id"));
    let (_, peer) = client.ask(server.get("/peer")).await;
    assert!(peer.starts_with("127.0.0.1:"), "{peer}");
    assert_eq!(client.ask(server.get("/long")).await.1.len(), 6000);
    assert_eq!(client.ask(server.get("/no")).await.0.status, 404);
    assert_eq!(client.ask(server.get("/large")).await.1.len(), 1 << 20);
    assert_status(&server.ask(LAST).await, 200);
    // A beginning that is half of the other one, and an upgrade that nobody has to follow.
    let half = "PRI * HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n";
    assert_status(&server.ask(half).await, 404);
    let upgrade = "GET / HTTP/1.1\r\nhost: a\r\nconnection: close, upgrade, http2-settings\r\n\
        upgrade: h2c\r\nhttp2-settings: AAMAAABkAAQAAP__\r\n\r\n";
    assert_status(&server.ask(upgrade).await, 200);
}

#[tokio::test]
async fn a_request_is_to_one_host() {
    let server = start(|server| server).await;
    let mut client = server.http2().await;
    let host = server.address.to_string();
    let same = server.get("/").header("host", &host);
    assert_eq!(client.ask(same).await.0.status, 200);
    let other = server.get("/").header("host", "b");
    let (head, body) = client.ask(other).await;
    assert_eq!(head.status, 400, "{body}");
    assert!(!head.headers.contains_key("connection"));
    let two = server.get("/").header("host", &host).header("host", &host);
    assert_eq!(client.ask(two).await.0.status, 400);
    let user = Request::get("http://user@a/").version(Version::HTTP_2);
    assert_eq!(client.ask(user).await.0.status, 400);
    // The connection goes on.
    assert_eq!(client.ask(server.get("/")).await.0.status, 200);
}

#[tokio::test]
async fn parts_of_cookies_are_joined() {
    let server = start(|server| server).await;
    let mut client = server.http2().await;
    let request = server.get("/cookie").header("cookie", "a=1");
    let request = request.header("cookie", "b=2").header("cookie", "c=3");
    assert_eq!(client.ask(request).await.1, "a=1; b=2; c=3");
}

#[tokio::test]
async fn heads_have_the_same_limits() {
    let server = start(|server| server.max_header_bytes(1000).max_header_fields(5)).await;
    let mut client = server.http2().await;
    let mut many = server.get("/");
    for _ in 0..6 {
        many = many.header("a", "b");
    }
    assert_eq!(client.ask(many).await.0.status, 431);
    // The client sees the limit of the server, and refuses the request itself; another one would not.
    let large = server.get("/").header("x", "y".repeat(2000));
    match client.begin(large).await {
        Ok(answer) => assert_eq!(answer.status(), 431),
        Err(error) => assert!(!error.is_io(), "{error}"),
    }
    assert_eq!(client.ask(server.get("/")).await.0.status, 200);
}

#[tokio::test]
async fn slow_senders_are_answered_one_by_one() {
    let server = start(|server| server.body_pause(SHORT)).await;
    let mut client = server.http2().await;
    let request = Request::post(server.uri("/length")).body(()).unwrap();
    let (response, mut body) = client.send.send_request(request, false).unwrap();
    body.send_data(Bytes::from_static(b"ab"), false).unwrap();
    let answer = within("it is refused", response).await.unwrap();
    assert_eq!(answer.status(), 408);
    assert!(!answer.headers().contains_key("connection"));
    assert_eq!(client.ask(server.get("/")).await.0.status, 200);
}

#[tokio::test]
async fn requests_beyond_the_limit_of_a_connection_wait() {
    let server = start(|server| server.max_streams(1)).await;
    let mut client = server.http2().await;
    // Settings have come with the first answer.
    client.ask(server.get("/")).await;
    let request = server.get("/wait").body(()).unwrap();
    let (first, _) = client.send.send_request(request, true).unwrap();
    server.begun().await;
    let request = server.get("/").body(()).unwrap();
    let second = client.send.clone();
    let second = tokio::time::timeout(SHORT, async move {
        let mut send = second.ready().await?;
        send.send_request(request, true)?.0.await
    });
    assert!(second.await.is_err());
    server.state.go.notify_one();
    assert_eq!(within("the first ends", first).await.unwrap().status(), 200);
}

#[tokio::test]
async fn connections_without_requests_end() {
    let server = start(|server| server.idle_timeout(2 * SHORT).header_timeout(SHORT)).await;
    let never = server.http2().await;
    let mut used = server.http2().await;
    assert_eq!(used.ask(server.get("/")).await.0.status, 200);
    let mut kept = server.http2().await;
    let waiting = {
        let request = server.get("/wait").body(()).unwrap();
        kept.send.send_request(request, true).unwrap().0
    };
    server.begun().await;
    // Cut off, or told to go.
    let _ = within("it ends", never.connection).await;
    used.connection.await.unwrap().unwrap();
    tokio::time::sleep(4 * SHORT).await;
    server.state.go.notify_one();
    assert_eq!(within("it answers", waiting).await.unwrap().status(), 200);
}

#[tokio::test]
async fn beginnings_do_not_take_for_ever() {
    let server = start(|server| server.header_timeout(SHORT)).await;
    for text in ["", "PRI", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"] {
        let mut connection = server.send(text).await;
        let mut seen = Vec::new();
        let end = within("it ends", connection.0.read_to_end(&mut seen)).await;
        // Settings may have been sent, and it may be reset.
        assert!(end.is_err() || seen.len() < 200, "{seen:?}");
    }
}

/// One frame (RFC 9113, section 4.1).
fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
    let mut frame = length[1..].to_vec();
    frame.extend([kind, flags]);
    frame.extend(stream.to_be_bytes());
    frame.extend_from_slice(payload);
    frame
}

const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
const HEADERS: u8 = 1;
const RST_STREAM: u8 = 3;
const SETTINGS: u8 = 4;
const PING: u8 = 6;
const CONTINUATION: u8 = 9;
const END_HEADERS: u8 = 4;
const END_STREAM: u8 = 1;

/// GET, http, `/wait` and the authority `a`, as HPACK has them.
const WAIT: &[u8] = b"\x82\x86\x04\x05/wait\x01\x01a";

/// Sends frames until the server has closed the connection; fails when it goes on for ever.
async fn flood(server: &Running, mut next: impl FnMut(u32) -> Vec<u8>) {
    let (mut read, mut write) = server.connect().await.0.into_split();
    let reader = tokio::spawn(async move {
        let mut seen = [0; 4096];
        while matches!(read.read(&mut seen).await, Ok(1..)) {}
    });
    write.write_all(PREFACE).await.unwrap();
    write.write_all(&frame(SETTINGS, 0, 0, &[])).await.unwrap();
    let flooding = async {
        for number in 0.. {
            if write.write_all(&next(number)).await.is_err() || reader.is_finished() {
                break;
            }
            tokio::task::yield_now().await;
        }
    };
    within("the flood is over", flooding).await;
    assert_status(&server.ask(LAST).await, 200);
}

#[tokio::test]
async fn rapid_resets_end_the_connection() {
    let server = start(|server| server.max_requests(10_000)).await;
    flood(&server, |number| {
        let stream = 2 * number + 1;
        let mut frames = frame(HEADERS, END_HEADERS | END_STREAM, stream, WAIT);
        frames.extend(frame(RST_STREAM, 0, stream, &8_u32.to_be_bytes()));
        frames
    })
    .await;
    let given_up = server.state.given_up.load(Ordering::SeqCst);
    assert!(given_up < 400, "{given_up} requests were begun");
}

#[tokio::test]
async fn slow_rapid_resets_end_the_connection() {
    let server = start(|server| server).await;
    let mut client = server.http2().await;
    for number in 0.. {
        let request = server.get("/wait").body(()).unwrap();
        let Ok(mut send) = client.send.clone().ready().await else {
            assert!(number <= 110, "{number} requests were begun");
            break;
        };
        let Ok((response, mut body)) = send.send_request(request, true) else {
            break;
        };
        tokio::select! {
            () = server.state.begun.notified() => body.send_reset(Reason::CANCEL),
            ended = response => assert!(ended.is_err()),
        }
        assert!(number < 1000, "it goes on for ever");
    }
    client.send = server.http2().await.send;
    assert_eq!(client.ask(server.get("/")).await.0.status, 200);
}

#[tokio::test]
async fn heads_without_end_end_the_connection() {
    let server = start(|server| server).await;
    flood(&server, |number| match number {
        0 => frame(HEADERS, END_STREAM, 1, WAIT),
        _ => frame(CONTINUATION, 0, 1, &[0; 1000]),
    })
    .await;
    // Empty ones cost nothing but are none the fewer.
    flood(&server, |number| match number {
        0 => frame(HEADERS, END_STREAM, 1, WAIT),
        _ => frame(CONTINUATION, 0, 1, &[]),
    })
    .await;
}

#[tokio::test]
async fn requests_that_are_at_odds_with_the_protocol_are_refused() {
    let server = start(|server| server).await;
    // A field of the connection, an upper-case name, no method: each a malformed request.
    for fields in [
        &b"\x82\x86\x04\x01/\x01\x01a\x00\x11transfer-encoding\x07chunked"[..],
        b"\x82\x86\x04\x01/\x01\x01a\x00\x01X\x01y",
        b"\x86\x04\x01/\x01\x01a",
    ] {
        let mut connection = server.connect().await;
        let socket = &mut connection.0;
        socket.write_all(PREFACE).await.unwrap();
        let settings = frame(SETTINGS, 0, 0, &[]);
        socket.write_all(&settings).await.unwrap();
        let request = frame(HEADERS, END_HEADERS | END_STREAM, 1, fields);
        socket.write_all(&request).await.unwrap();
        let ping = frame(PING, 0, 0, b"12345678");
        socket.write_all(&ping).await.unwrap();
        let mut seen = Vec::new();
        let mut buffer = [0; 1024];
        // Up to the answer to the ping, or the end.
        while !seen.windows(8).any(|part| part == b"12345678") {
            match within("it answers", socket.read(&mut buffer)).await {
                Ok(0) | Err(_) => break,
                Ok(count) => seen.extend_from_slice(&buffer[..count]),
            }
        }
        let is_head = |part: &[u8]| part[0] == HEADERS && part[2..] == 1_u32.to_be_bytes();
        assert!(!seen.windows(6).any(is_head), "{seen:?}");
    }
    assert_status(&server.ask(LAST).await, 200);
}

#[tokio::test]
async fn a_client_that_takes_nothing_is_cut_off() {
    let server = start(|server| server.write_timeout(SHORT)).await;
    let mut client = server.http2().await;
    // The windows stay as they are: nothing of the body is released.
    let flood = client.begin(server.get("/flood")).await.unwrap();
    within("the flood is over", server.state.flood_over.notified()).await;
    drop(flood);
}

#[tokio::test]
async fn who_takes_nothing_does_not_end_what_others_wait_for() {
    let server = start(|server| server.write_timeout(SHORT)).await;
    let mut client = server.http2().await;
    let request = server.get("/wait").body(()).unwrap();
    let (other, _) = client.send.send_request(request, true).unwrap();
    server.begun().await;
    let flood = client.begin(server.get("/flood")).await.unwrap();
    tokio::time::sleep(4 * SHORT).await;
    server.state.go.notify_one();
    assert_eq!(within("it answers", other).await.unwrap().status(), 200);
    within("the flood is over", server.state.flood_over.notified()).await;
    drop(flood);
}

#[tokio::test]
async fn the_end_waits_for_what_runs() {
    let mut server = start(|server| server).await;
    let idle = server.http2().await;
    let mut client = server.http2().await;
    let request = server.get("/wait").body(()).unwrap();
    let (running, _) = client.send.send_request(request, true).unwrap();
    server.begun().await;
    server.stop();
    idle.ended().await.unwrap();
    server.state.go.notify_one();
    let answer = within("it answers", running).await.unwrap();
    assert_eq!(answer.status(), 200);
    assert_eq!(text(answer.into_body()).await, "done");
    client.ended().await.unwrap();
    server.ended().await;
}

#[tokio::test]
async fn the_end_does_not_wait_for_ever() {
    let mut server = start(|server| server.grace(SHORT)).await;
    let mut client = server.http2().await;
    let request = server.get("/wait").body(()).unwrap();
    let (running, _) = client.send.send_request(request, true).unwrap();
    server.begun().await;
    server.stop();
    let state = Arc::clone(&server.state);
    server.ended().await;
    assert!(within("it ends", running).await.is_err());
    while state.given_up.load(Ordering::SeqCst) == 0 {
        tokio::time::sleep(SHORT / 10).await;
    }
}

#[tokio::test]
async fn bodies_keep_their_trailers_and_lengths() {
    let server = start(|server| server).await;
    let mut client = server.http2().await;
    let (head, body) = client.ask(server.get("/large")).await;
    assert_eq!(head.headers["content-length"], body.len().to_string());
    let response = client.begin(server.get("/trailers")).await.unwrap();
    let mut body = response.into_body();
    let mut length = 0;
    while let Some(bytes) = within("it goes on", body.data()).await {
        let bytes = bytes.unwrap();
        body.flow_control().release_capacity(bytes.len()).unwrap();
        length += bytes.len();
    }
    let trailers = within("trailers come", body.trailers()).await.unwrap();
    let mut expected = HeaderMap::new();
    expected.insert("x-sum", "7".parse().unwrap());
    assert_eq!((length, trailers), (100_000, Some(expected)));
}

/// A large body with trailers.
pub(super) struct WithTrailers(pub(super) u8);

impl http_body::Body for WithTrailers {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> Poll<Option<Result<http_body::Frame<Bytes>, Infallible>>> {
        self.0 += 1;
        Poll::Ready(match self.0 {
            1 => Some(Ok(http_body::Frame::data(vec![b'x'; 100_000].into()))),
            2 => {
                let trailers = [("x-sum".parse().unwrap(), "7".parse().unwrap())];
                Some(Ok(http_body::Frame::trailers(
                    trailers.into_iter().collect(),
                )))
            }
            _ => None,
        })
    }
}
