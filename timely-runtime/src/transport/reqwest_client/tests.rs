use super::*;
use crate::RawResponse;
use crate::testing::within;
use crate::transport::receive::{Answers, ReadBody};
use crate::transport::{TransportError, TransportErrorKind};
use async_compression::tokio::write::GzipEncoder;
use std::future::pending;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

const ALL: ReadBody = ReadBody::UpTo(1 << 20);

/// A client that goes straight to loopback, whatever the environment says.
fn plain() -> reqwest::ClientBuilder {
    reqwest::Client::builder().no_proxy()
}

fn transport(client: reqwest::ClientBuilder) -> ReqwestTransport {
    ReqwestTransport::from(client.build().unwrap())
}

/// Takes one connection on loopback.
async fn listen() -> (String, JoinHandle<TcpStream>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let accepted = tokio::spawn(async move {
        let (socket, _) = within("a connection", listener.accept()).await.unwrap();
        socket
    });
    (url, accepted)
}

/// Reads until what was sent ends like this.
async fn asked(socket: &mut TcpStream, end: &[u8]) -> String {
    let mut asked = Vec::new();
    while !asked.ends_with(end) {
        match within("a request", socket.read_u8()).await {
            Ok(byte) => asked.push(byte),
            Err(error) => panic!("{error} after {:?}", String::from_utf8_lossy(&asked)),
        }
    }
    String::from_utf8(asked).unwrap().to_ascii_lowercase()
}

/// Answers one request without a body with these bytes, then closes the connection; returns the URL and what was asked.
async fn serve(answer: impl Into<Vec<u8>>) -> (String, JoinHandle<String>) {
    let (url, accepted) = listen().await;
    let answer = answer.into();
    let asked = tokio::spawn(async move {
        let mut socket = accepted.await.unwrap();
        let asked = asked(&mut socket, b"\r\n\r\n").await;
        socket.write_all(&answer).await.unwrap();
        asked
    });
    (url, asked)
}

async fn exchange(
    transport: &ReqwestTransport,
    request: http::request::Builder,
    body: Body,
) -> Result<RawResponse, TransportError> {
    let request = request.body(body).unwrap();
    within("an answer", transport.answer(request, ALL)).await
}

async fn get(transport: &ReqwestTransport, url: &str) -> Result<RawResponse, TransportError> {
    exchange(transport, http::Request::get(url), Body::empty()).await
}

/// The kind of an error, and all that it says.
fn told(error: &TransportError) -> (TransportErrorKind, String) {
    let causes: Vec<_> = chain(error).map(ToString::to_string).collect();
    (error.kind(), format!("{causes:?} {error:?}"))
}

#[tokio::test]
async fn a_request_goes_out_as_it_is() {
    let (url, accepted) = listen().await;
    let server = tokio::spawn(async move {
        let mut socket = accepted.await.unwrap();
        let asked = asked(&mut socket, b"ping").await;
        let answer = b"HTTP/1.1 201 Created\r\nContent-Length: 4\r\nX-A: b\r\nX-A: c\r\n\r\npong";
        socket.write_all(answer).await.unwrap();
        asked
    });
    let request = http::Request::post(format!("{url}/v1/a%2Fb?c=d%20e&f='"))
        .header("x-api-key", "k")
        .header("user-agent", "own");
    let transport = transport(plain().user_agent("reqwest's"));
    let response = exchange(&transport, request, Body::from("ping")).await;
    let response = response.unwrap();
    assert_eq!(response.status, 201);
    let fields: Vec<_> = response.headers.get_all("x-a").iter().collect();
    assert_eq!(fields, ["b", "c"]);
    assert_eq!(response.body.as_bytes().unwrap(), "pong");
    let asked = within("the request", server).await.unwrap();
    assert!(
        asked.starts_with("post /v1/a%2fb?c=d%20e&f=%27 http/1.1\r\n"),
        "{asked}"
    );
    assert!(asked.contains("\r\nx-api-key: k\r\n"), "{asked}");
    assert!(asked.contains("\r\nuser-agent: own\r\n"), "{asked}");
    assert!(asked.contains("\r\ncontent-length: 4\r\n"), "{asked}");
}

#[tokio::test]
async fn a_body_of_unknown_length_is_sent_bit_by_bit() {
    let (url, accepted) = listen().await;
    let (go_on, may_go_on) = oneshot::channel();
    let chunks = futures_util::stream::once(async { Ok::<_, io::Error>("first") });
    let second = futures_util::stream::once(async {
        may_go_on.await.unwrap();
        Ok("second")
    });
    let body = Body::from_stream(futures_util::StreamExt::chain(chunks, second));
    let server = tokio::spawn(async move {
        let mut socket = accepted.await.unwrap();
        let mut seen = asked(&mut socket, b"\r\n\r\n5\r\nfirst\r\n").await;
        // There was no second chunk yet.
        go_on.send(()).unwrap();
        seen += &asked(&mut socket, b"6\r\nsecond\r\n0\r\n\r\n").await;
        let answer = b"HTTP/1.1 204 No Content\r\n\r\n";
        socket.write_all(answer).await.unwrap();
        seen
    });
    let response = exchange(&transport(plain()), http::Request::put(&url), body).await;
    assert_eq!(response.unwrap().status, 204);
    let seen = within("the request", server).await.unwrap();
    assert!(
        seen.contains("\r\ntransfer-encoding: chunked\r\n"),
        "{seen}"
    );
}

#[tokio::test]
async fn a_body_of_known_length_says_so_and_one_that_breaks_off_is_an_error() {
    let (url, accepted) = listen().await;
    let server = tokio::spawn(async move {
        let mut socket = accepted.await.unwrap();
        let seen = asked(&mut socket, b"\r\n\r\nabc").await;
        let answer = b"HTTP/1.1 204 No Content\r\n\r\n";
        socket.write_all(answer).await.unwrap();
        seen
    });
    let chunks = ["a", "bc"].map(Ok::<_, io::Error>);
    let body = Body::from_sized_stream(3, futures_util::stream::iter(chunks));
    let response = exchange(&transport(plain()), http::Request::put(&url), body).await;
    assert_eq!(response.unwrap().status, 204);
    let seen = within("the request", server).await.unwrap();
    assert!(seen.contains("\r\ncontent-length: 3\r\n"), "{seen}");

    let (url, _accepted) = listen().await;
    let chunks = [Ok("a"), Err(io::Error::other("the disk is gone"))];
    let body = Body::from_stream(futures_util::stream::iter(chunks));
    let response = exchange(&transport(plain()), http::Request::put(&url), body).await;
    let (kind, told) = told(&response.unwrap_err());
    assert_eq!(kind, TransportErrorKind::Exchange);
    assert!(told.contains("the disk is gone"), "{told}");
}

#[tokio::test]
async fn a_body_is_received_bit_by_bit() {
    let (url, accepted) = listen().await;
    let (go_on, may_go_on) = oneshot::channel();
    let server = tokio::spawn(async move {
        let mut socket = accepted.await.unwrap();
        asked(&mut socket, b"\r\n\r\n").await;
        let start = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nfirst\r\n";
        socket.write_all(start).await.unwrap();
        within("the client has read", may_go_on).await.unwrap();
        // With a trailer.
        let end = b"6\r\nsecond\r\n0\r\nX-Sum: 1\r\n\r\n";
        socket.write_all(end).await.unwrap();
    });
    let request = http::Request::get(&url).body(Body::empty()).unwrap();
    let response = tower::ServiceExt::oneshot(transport(plain()), request);
    let response = within("the head", response).await.unwrap();
    let mut body = Body::from_http(response.into_body());
    let first = within("the start", body.next()).await.unwrap();
    assert_eq!(first.unwrap(), "first");
    go_on.send(()).unwrap();
    let second = within("the rest", body.next()).await.unwrap();
    assert_eq!(second.unwrap(), "second");
    assert!(within("the end", body.next()).await.is_none());
    within("the server", server).await.unwrap();
}

#[tokio::test]
async fn a_refused_connection_is_told_apart_and_hides_the_address() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/?key=hunter2", listener.local_addr().unwrap());
    drop(listener);
    let error = get(&transport(plain()), &url).await.unwrap_err();
    let (kind, told) = told(&error);
    assert_eq!(kind, TransportErrorKind::Connect);
    assert!(!told.contains("hunter2"), "{told}");
}

#[tokio::test]
async fn a_timeout_of_the_client_is_one_of_the_transport() {
    // Nothing is answered.
    let (url, _accepted) = listen().await;
    let hasty = transport(plain().timeout(Duration::from_millis(50)));
    let error = get(&hasty, &format!("{url}/?key=hunter2"))
        .await
        .unwrap_err();
    let (kind, text) = told(&error);
    assert_eq!(kind, TransportErrorKind::Timeout, "{text}");
    assert!(!text.contains("hunter2"), "{text}");
    assert!(crate::client::Error::<crate::Undocumented>::Transport(error).is_timeout());

    // The answer does not end.
    let (url, accepted) = listen().await;
    tokio::spawn(async move {
        let mut socket = accepted.await.unwrap();
        asked(&mut socket, b"\r\n\r\n").await;
        let start = b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\npong";
        socket.write_all(start).await.unwrap();
        pending::<()>().await;
    });
    let hasty = transport(plain().read_timeout(Duration::from_millis(200)));
    let error = get(&hasty, &url).await.unwrap_err();
    let (kind, text) = told(&error);
    assert_eq!(kind, TransportErrorKind::Timeout, "{text}");
}

#[tokio::test]
async fn a_response_that_breaks_off_is_an_error() {
    for (answer, kind) in [
        (
            "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\npong",
            TransportErrorKind::Receive,
        ),
        (
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\npong",
            TransportErrorKind::Receive,
        ),
        ("", TransportErrorKind::Exchange),
        ("SMTP ready\r\n\r\n", TransportErrorKind::Exchange),
    ] {
        let (url, _asked) = serve(answer).await;
        let error = get(&transport(plain()), &format!("{url}/?key=hunter2")).await;
        let (found, told) = told(&error.unwrap_err());
        assert_eq!(found, kind, "{answer:?}: {told}");
        assert!(!told.contains("hunter2"), "{told}");
    }
}

async fn compressed(text: &str) -> Vec<u8> {
    let mut encoder = GzipEncoder::new(Vec::new());
    encoder.write_all(text.as_bytes()).await.unwrap();
    encoder.shutdown().await.unwrap();
    encoder.into_inner()
}

fn coded(coding: &str, bytes: &[u8]) -> Vec<u8> {
    let length = bytes.len();
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Encoding: {coding}\r\nContent-Length: {length}\r\n\r\n"
    );
    [head.as_bytes(), bytes].concat()
}

#[tokio::test]
async fn a_coded_body_is_decoded_once_whoever_does_it() {
    let once = compressed("pong").await;
    for (client, is_left) in [(plain().gzip(true), false), (plain().gzip(false), true)] {
        let (url, _asked) = serve(coded("gzip", &once)).await;
        let response = get(&transport(client), &url).await.unwrap();
        assert_eq!(response.body.as_bytes().unwrap(), "pong");
        let has_field = response.headers.contains_key("content-encoding");
        assert_eq!(has_field, is_left);
    }
    // Content that is a compressed file by itself stays one.
    let twice = compressed("a file").await;
    let mut encoder = GzipEncoder::new(Vec::new());
    encoder.write_all(&twice).await.unwrap();
    encoder.shutdown().await.unwrap();
    let (url, _asked) = serve(coded("gzip", &encoder.into_inner())).await;
    let response = get(&transport(plain().gzip(true)), &url).await.unwrap();
    assert_eq!(response.body.as_bytes().unwrap().as_ref(), twice);
}

#[tokio::test]
async fn what_is_not_coded_as_it_says_is_told_whoever_finds_out() {
    let whole = compressed("pong").await;
    let cut = &whole[..whole.len() - 6];
    for bytes in [b"no gzip at all, but text", cut] {
        for client in [plain().gzip(true), plain().gzip(false)] {
            let (url, _asked) = serve(coded("gzip", bytes)).await;
            let error = get(&transport(client), &url).await.unwrap_err();
            let (kind, told) = told(&error);
            assert_eq!(kind, TransportErrorKind::Coding, "{told}");
            assert_eq!(error.response().unwrap().status(), 200);
        }
    }
}

#[tokio::test]
async fn a_part_of_a_coded_body_is_not_asked_for() {
    for (client, own, sent) in [
        (plain().gzip(true), None, "identity"),
        (plain().gzip(false), None, "identity"),
        (plain().gzip(true), Some("br"), "br"),
    ] {
        let (url, asked) = serve("HTTP/1.1 206 Partial Content\r\nContent-Length: 0\r\n\r\n").await;
        let mut request = http::Request::get(&url).header("range", "bytes=0-9");
        if let Some(own) = own {
            request = request.header("accept-encoding", own);
        }
        exchange(&transport(client), request, Body::empty())
            .await
            .unwrap();
        let asked = within("the request", asked).await.unwrap();
        assert!(
            asked.contains(&format!("\r\naccept-encoding: {sent}\r\n")),
            "{asked}"
        );
    }
}

#[tokio::test]
async fn redirects_are_the_clients_own_business() {
    let redirect =
        |to: &str| format!("HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n");
    let (url, _asked) = serve(redirect("http://127.0.0.1:1/")).await;
    let stays = transport(plain().redirect(reqwest::redirect::Policy::none()));
    let response = get(&stays, &url).await.unwrap();
    assert_eq!(response.status, 302);
    assert_eq!(response.headers["location"], "http://127.0.0.1:1/");

    let (target, _asked) = serve("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\npong").await;
    let (url, _asked) = serve(redirect(&target)).await;
    let response = get(&transport(plain()), &url).await.unwrap();
    assert_eq!(response.body.as_bytes().unwrap(), "pong");
}

#[tokio::test]
async fn no_address_that_was_led_to_is_told() {
    for target in [
        "ftp://127.0.0.1/?key=hunter2",
        "http://127.0.0.1:1/?key=hunter2",
    ] {
        let answer =
            format!("HTTP/1.1 302 Found\r\nLocation: {target}\r\nContent-Length: 0\r\n\r\n");
        let (url, _asked) = serve(answer).await;
        let error = get(&transport(plain()), &url).await.unwrap_err();
        let (_, told) = told(&error);
        assert!(!told.contains("hunter2"), "{told}");
    }
    // An error within an error, each with an address.
    let url = reqwest::Url::parse("http://a.example/?key=hunter2").unwrap();
    let inner = get(
        &transport(plain().https_only(true)),
        "http://127.0.0.1:1/?key=hunter2",
    )
    .await;
    let (_, text) = told(&inner.unwrap_err());
    assert!(!text.contains("hunter2"), "{text}");
    let inner = plain().build().unwrap().get("ftp://a/").send().await;
    let inner = inner.unwrap_err().with_url(url.clone());
    let failing = futures_util::stream::once(async { Err::<&str, _>(inner) });
    let (address, _accepted) = listen().await;
    let request = http::Request::put(address);
    let error = exchange(&transport(plain()), request, Body::from_stream(failing)).await;
    let (_, text) = told(&error.unwrap_err());
    assert!(!text.contains("hunter2"), "{text}");
}

#[tokio::test]
async fn what_would_reach_another_path_is_not_sent() {
    // Nobody listens there: what is sent fails as a connection.
    let transport = transport(plain());
    for (path, is_sent) in [
        ("/a/%2E%2e/b?key=hunter2", false),
        ("/a/./b?key=hunter2", false),
        ("/..?key=hunter2", false),
        ("/a/..b/%2E%2E%2E/~'c?d='", true),
        ("", true),
        ("?a=%ZZ", true),
    ] {
        let error = get(&transport, &format!("http://127.0.0.1:1{path}")).await;
        let (kind, told) = told(&error.unwrap_err());
        let is_connect = kind == TransportErrorKind::Connect;
        assert_eq!(is_connect, is_sent, "{path}: {told}");
        assert!(!told.contains("hunter2"), "{told}");
    }
    for url in ["/a?key=hunter2", "ftp://a.example/?key=hunter2"] {
        let error = get(&transport, url).await.unwrap_err();
        let (kind, told) = told(&error);
        assert_eq!(kind, TransportErrorKind::Exchange);
        assert!(!told.contains("hunter2"), "{told}");
    }
}

#[tokio::test]
async fn a_user_in_the_address_is_a_credential() {
    let (url, asked) = serve("HTTP/1.1 204 No Content\r\n\r\n").await;
    let url = url.replace("//", "//ann:p%40ss@");
    get(&transport(plain()), &url).await.unwrap();
    let asked = within("the request", asked).await.unwrap();
    let credential = crate::base64::encode(b"ann:p@ss").to_ascii_lowercase();
    let field = format!("\r\nauthorization: basic {credential}\r\n");
    assert!(asked.contains(&field), "{asked}");
}

#[test]
fn settings_are_not_shown() {
    let mut headers = http::HeaderMap::new();
    headers.insert("x-api-key", HeaderValue::from_static("hunter2"));
    let shown = format!("{:?}", transport(plain().default_headers(headers)));
    assert!(!shown.contains("hunter2"), "{shown}");
}

/// What is turned on for us is turned on in the whole build: with `rustls-no-provider`, making a client panics where nobody
/// has installed a provider.
#[test]
fn no_feature_of_reqwest_is_turned_on() {
    let manifest = include_str!("../../../Cargo.toml");
    let feature = "reqwest = [\"client\", \"dep:reqwest\"]\n";
    assert!(manifest.contains(feature));
    assert!(!manifest.contains("\"reqwest/") && !manifest.contains("\"reqwest?/"));
    let (dependencies, _) = manifest.split_once("[dev-dependencies]").unwrap();
    let dependency = "\nreqwest = { workspace = true, optional = true }\n";
    assert!(dependencies.contains(dependency));
    assert!(reqwest::Client::builder().build().is_ok());
}
