use super::receive::{Answers, ReadBody};
use super::*;
use crate::testing::within;
use std::convert::Infallible;
use std::io;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// Answers one connection on loopback with these bytes, then closes it; returns the URL and what was asked.
async fn serve(answer: &'static [u8]) -> (String, JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let asked = tokio::spawn(async move {
        let accepted = within("the client connects", listener.accept()).await;
        let (mut socket, _) = accepted.unwrap();
        let mut asked = Vec::new();
        // The requests of these tests end with their header or with this body.
        while !asked.ends_with(b"\r\n\r\n") && !asked.ends_with(b"ping") {
            let mut chunk = [0; 1024];
            let read = within("the client asks", socket.read(&mut chunk)).await;
            let read = read.unwrap();
            assert_ne!(read, 0, "the client closed the connection: {asked:?}");
            asked.extend_from_slice(&chunk[..read]);
        }
        socket.write_all(answer).await.unwrap();
        String::from_utf8(asked).unwrap()
    });
    (url, asked)
}

fn get(url: &str) -> http::Request<Body> {
    http::Request::get(url).body(Body::default()).unwrap()
}

const ALL: ReadBody = ReadBody::UpTo(1 << 20);

#[tokio::test]
async fn the_default_transport_speaks_http() {
    let (url, asked) =
        serve(b"HTTP/1.1 201 Created\r\nContent-Length: 4\r\nX-A: b\r\n\r\npong").await;
    let request = http::Request::post(format!("{url}/v1/a%2Fb?c=d%20e"))
        .header("x-api-key", "k")
        .body(Body::from("ping"))
        .unwrap();
    let transport = HttpTransport::new().unwrap();
    let response = transport.answer(request, ALL).await.unwrap();
    assert_eq!(response.status, 201);
    assert_eq!(response.headers["x-a"], "b");
    assert_eq!(response.body.as_bytes().unwrap(), "pong");
    let asked = asked.await.unwrap().to_ascii_lowercase();
    assert!(
        asked.starts_with("post /v1/a%2fb?c=d%20e http/1.1\r\n"),
        "{asked}"
    );
    assert!(asked.contains("x-api-key: k\r\n"), "{asked}");
    assert!(asked.contains("content-length: 4\r\n"), "{asked}");
    assert!(asked.ends_with("\r\n\r\nping"), "{asked}");
}

#[tokio::test]
async fn empty_bodies_have_a_length_where_a_server_expects_some() {
    for (method, told) in [
        ("POST", true),
        ("PUT", true),
        ("PATCH", true),
        ("QUERY", true),
        ("GET", false),
        ("DELETE", false),
        ("OPTIONS", false),
        ("PURGE", false),
    ] {
        let (url, asked) = serve(b"HTTP/1.1 204 No Content\r\n\r\n").await;
        let request = http::Request::builder().method(method).uri(url);
        let request = request.body(Body::empty()).unwrap();
        let transport = HttpTransport::new().unwrap();
        transport.answer(request, ALL).await.unwrap();
        let asked = asked.await.unwrap().to_ascii_lowercase();
        let lengths = asked.matches("content-length: 0\r\n").count();
        assert_eq!(lengths, usize::from(told), "{asked}");
        assert!(!asked.contains("transfer-encoding"), "{asked}");
    }
}

#[tokio::test]
async fn a_service_in_place_of_http_sees_the_length_too() {
    let service = tower::service_fn(|request: http::Request<Body>| async move {
        let length = request.headers().get("content-length").cloned();
        Ok::<_, Infallible>(http::Response::new(format!("{length:?}")))
    });
    for (body, length) in [("", r#"Some("0")"#), ("ping", "None")] {
        let request = http::Request::put("http://localhost/");
        let request = request.body(Body::from(body)).unwrap();
        let response = service.answer(request, ALL).await.unwrap();
        assert_eq!(response.body.as_bytes().unwrap(), length);
    }
}

#[tokio::test]
async fn the_default_transport_does_not_follow_redirects() {
    let answer =
        b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n";
    let (url, _asked) = serve(answer).await;
    let response = HttpTransport::new()
        .unwrap()
        .answer(get(&url), ALL)
        .await
        .unwrap();
    assert_eq!(response.status, 302);
}

#[tokio::test]
async fn a_refused_connection_is_told_apart_and_hides_the_url() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/?key=hunter2", listener.local_addr().unwrap());
    drop(listener);
    let error = HttpTransport::new()
        .unwrap()
        .answer(get(&url), ALL)
        .await
        .unwrap_err();
    assert_eq!(error.kind(), TransportErrorKind::Connect);
    assert_eq!(error.to_string(), "no connection could be made");
    let shown = format!("{error:?} {:?}", error.source().map(ToString::to_string));
    assert!(!shown.contains("hunter2"), "{shown}");
}

#[tokio::test]
async fn a_server_that_does_not_speak_tls_is_an_error() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://{}/", listener.local_addr().unwrap());
    let server = tokio::spawn(async move {
        let accepted = within("the client connects", listener.accept()).await;
        let (mut socket, _) = accepted.unwrap();
        let mut hello = [0; 3];
        let read = within("the client says hello", socket.read_exact(&mut hello)).await;
        read.unwrap();
        socket
            .write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n")
            .await
            .unwrap();
        hello
    });
    let error = HttpTransport::new()
        .unwrap()
        .answer(get(&url), ALL)
        .await
        .unwrap_err();
    assert_eq!(error.kind(), TransportErrorKind::Connect);
    // A handshake record of TLS 1.
    assert_eq!(server.await.unwrap(), [0x16, 3, 1]);
}

#[tokio::test]
async fn a_response_that_breaks_off_is_an_error() {
    let (url, _asked) = serve(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\npong").await;
    let error = HttpTransport::new()
        .unwrap()
        .answer(get(&url), ALL)
        .await
        .unwrap_err();
    assert_eq!(error.kind(), TransportErrorKind::Receive);
    let (url, _asked) = serve(b"").await;
    let error = HttpTransport::new()
        .unwrap()
        .answer(get(&url), ALL)
        .await
        .unwrap_err();
    assert_eq!(error.kind(), TransportErrorKind::Exchange);
}

#[tokio::test]
async fn a_url_that_cannot_be_requested_is_an_error() {
    let transport = HttpTransport::new().unwrap();
    let error = transport
        .answer(get("/relative?key=hunter2"), ALL)
        .await
        .unwrap_err();
    assert!(!format!("{error:?}").contains("hunter2"), "{error:?}");
}

#[tokio::test]
async fn bodies_are_read_up_to_the_limit() {
    let service = tower::service_fn(|_: http::Request<Body>| async {
        Ok::<_, Infallible>(http::Response::new(Body::from(vec![0; 11])))
    });
    let read = |read| service.answer(get("http://localhost/"), read);
    assert_eq!(
        read(ReadBody::UpTo(11))
            .await
            .unwrap()
            .body
            .as_bytes()
            .unwrap()
            .len(),
        11
    );
    let error = read(ReadBody::UpTo(10)).await.unwrap_err();
    assert_eq!(error.kind(), TransportErrorKind::TooLarge);
    assert_eq!(error.source().unwrap().to_string(), "the limit is 10 bytes");
}

#[tokio::test]
async fn connection_refused_is_found_among_the_causes() {
    #[derive(Debug, thiserror::Error)]
    #[error("outer")]
    struct Outer(#[source] io::Error);

    let fail = |kind: io::ErrorKind| async move {
        let service = tower::service_fn(move |_: http::Request<Body>| async move {
            Err::<http::Response<Body>, _>(Outer(kind.into()))
        });
        service
            .answer(get("http://localhost/"), ALL)
            .await
            .unwrap_err()
            .kind()
    };
    assert_eq!(
        fail(io::ErrorKind::ConnectionRefused).await,
        TransportErrorKind::Connect
    );
    assert_eq!(
        fail(io::ErrorKind::ConnectionReset).await,
        TransportErrorKind::Exchange
    );
}
