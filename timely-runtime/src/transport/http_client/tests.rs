use super::*;
use crate::testing::within;
use crate::transport::receive::{Answers, ReadBody};
use crate::transport::{TransportError, TransportErrorKind};
use std::error::Error as StdError;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

#[cfg(any(feature = "ring", feature = "aws-lc-rs"))]
mod authority;
mod connections;
mod destinations;
#[cfg(all(feature = "http2", any(feature = "ring", feature = "aws-lc-rs")))]
mod http2;
mod proxies;
#[cfg(feature = "reqwest")]
mod reqwest_client;
#[cfg(any(feature = "ring", feature = "aws-lc-rs"))]
mod tls_connections;

const ALL: ReadBody = ReadBody::UpTo(1 << 20);

/// What a server was asked: the number of the connection, and the head of the request in small letters.
type Asked = (usize, String);

/// Answers each request on each connection with `pong`; tells what it was asked.
async fn serve() -> (String, UnboundedReceiver<Asked>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let (tell, told) = unbounded_channel();
    tokio::spawn(async move {
        for number in 0.. {
            let (socket, peer) = listener.accept().await.unwrap();
            tokio::spawn(answer(socket, number, format!("{peer} "), tell.clone()));
        }
    });
    (address, told)
}

/// Answers the requests on a connection; tells each of them behind these words.
async fn answer<S: AsyncRead + AsyncWrite + Unpin>(
    mut socket: S,
    number: usize,
    words: String,
    tell: UnboundedSender<Asked>,
) {
    while let Some(head) = read_head(&mut socket).await {
        let _ = tell.send((number, words.clone() + &head));
        let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\npong";
        if socket.write_all(answer).await.is_err() {
            return;
        }
    }
}

/// The head of the next message, in small letters.
async fn read_head<S: AsyncRead + Unpin>(socket: &mut S) -> Option<String> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(socket.read_u8().await.ok()?);
    }
    Some(String::from_utf8(head).ok()?.to_ascii_lowercase())
}

async fn get(transport: &HttpTransport, url: &str) -> Result<String, TransportError> {
    let request = http::Request::get(url).body(Body::empty()).unwrap();
    let response = within("an answer", transport.answer(request, ALL)).await?;
    Ok(String::from_utf8(response.body.as_bytes().unwrap().to_vec()).unwrap())
}

async fn asked(told: &mut UnboundedReceiver<Asked>) -> Asked {
    within("a request", told.recv()).await.unwrap()
}

/// A transport that goes straight to loopback, whatever the environment says.
fn plain() -> HttpTransportBuilder {
    HttpTransport::builder()
        .no_proxy()
        .connect_timeout(Duration::from_secs(60))
}

/// All that an error says, causes included.
fn said(error: &TransportError) -> String {
    let mut said = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        said += &format!(": {error}");
        cause = error.source();
    }
    said
}

#[track_caller]
fn assert_no_connection(error: &TransportError, why: &str) {
    let said = said(error);
    assert_eq!(error.kind(), TransportErrorKind::Connect, "{said}");
    assert!(error.is_connect() && !error.is_timeout(), "{said}");
    assert!(said.contains(why), "{said}");
}

#[tokio::test]
async fn a_user_in_the_address_is_a_credential() {
    let (address, mut told) = serve().await;
    let transport = plain().build().unwrap();
    for (user, sent) in [("ann:p%40ss", "ann:p@ss"), ("ann", "ann"), ("a%", "a%")] {
        get(&transport, &format!("http://{user}@{address}/"))
            .await
            .unwrap();
        let (_, head) = asked(&mut told).await;
        assert!(head.contains(&format!("host: {address}\r\n")), "{head}");
        let authorization = format!(
            "authorization: basic {}\r\n",
            crate::base64::encode(sent.as_bytes())
        );
        assert!(head.contains(&authorization.to_ascii_lowercase()), "{head}");
    }
    let request = http::Request::get(format!("http://ann@{address}/"))
        .header("authorization", "Bearer t")
        .body(Body::empty());
    within("an answer", transport.answer(request.unwrap(), ALL))
        .await
        .unwrap();
    let (_, head) = asked(&mut told).await;
    assert_eq!(head.matches("authorization").count(), 1, "{head}");
    assert!(head.contains("authorization: bearer t\r\n"), "{head}");
}

#[tokio::test]
async fn what_is_no_address_of_http_is_refused() {
    let transport = plain().build().unwrap();
    for url in [
        "/a?key=hunter2",
        "ftp://a.example/?key=hunter2",
        "a.example:80",
    ] {
        let error = get(&transport, url).await.unwrap_err();
        assert!(!format!("{error:?}").contains("hunter2"), "{error:?}");
    }
}
