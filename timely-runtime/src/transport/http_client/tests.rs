use super::*;
use crate::base64;
use crate::testing::within;
use crate::transport::receive::{Answers, ReadBody};
use hyper_util::client::proxy::matcher::Matcher;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

const ALL: ReadBody = ReadBody::UpTo(1 << 20);

/// Answers each request on each connection with `pong`, and with a tunnel to nobody where it is asked for one; tells the
/// number of the connection, and the head.
async fn serve() -> (String, UnboundedReceiver<(usize, String)>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let (tell, told) = unbounded_channel();
    tokio::spawn(async move {
        for number in 0.. {
            let (mut socket, _) = listener.accept().await.unwrap();
            let tell = tell.clone();
            tokio::spawn(async move {
                let mut head = Vec::new();
                while let Ok(byte) = socket.read_u8().await {
                    head.push(byte);
                    if head.ends_with(b"\r\n\r\n") {
                        let text = String::from_utf8(std::mem::take(&mut head)).unwrap();
                        let is_tunnel = text.starts_with("CONNECT");
                        let _ = tell.send((number, text.to_ascii_lowercase()));
                        if is_tunnel {
                            let made = b"HTTP/1.1 200 OK\r\n\r\nnot TLS";
                            socket.write_all(made).await.unwrap();
                            break;
                        }
                        let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\npong";
                        socket.write_all(answer).await.unwrap();
                    }
                }
            });
        }
    });
    (address, told)
}

async fn get(transport: &HttpTransport, url: &str) -> Result<String, BoxError> {
    let request = http::Request::get(url).body(Body::empty()).unwrap();
    let response = within("an answer", transport.answer(request, ALL)).await?;
    Ok(String::from_utf8(response.body.as_bytes().unwrap().to_vec()).unwrap())
}

async fn asked(told: &mut UnboundedReceiver<(usize, String)>) -> (usize, String) {
    within("a request", told.recv()).await.unwrap()
}

#[tokio::test]
async fn connections_are_used_again() {
    let (address, mut told) = serve().await;
    let transport = HttpTransport::of(Connector::with_proxies(
        tls::config().unwrap(),
        Duration::from_secs(60),
        Matcher::builder().build(),
    ));
    for _ in 0..3 {
        let answer = get(&transport, &format!("http://{address}/a?b=c")).await;
        assert_eq!(answer.unwrap(), "pong");
        let (connection, head) = asked(&mut told).await;
        assert_eq!(connection, 0);
        assert!(head.starts_with("get /a?b=c http/1.1\r\n"), "{head}");
        assert!(head.contains(&format!("host: {address}\r\n")), "{head}");
        // Nothing that nobody has set.
        assert_eq!(head.lines().count(), 3, "{head}");
    }
}

/// A transport whose proxy is at this address.
fn behind(proxy: &str) -> HttpTransport {
    let proxies = Matcher::builder().all(proxy).no("direct.example").build();
    let connector =
        Connector::with_proxies(tls::config().unwrap(), Duration::from_secs(60), proxies);
    HttpTransport::of(connector)
}

#[tokio::test]
async fn a_proxy_is_told_whom_a_request_is_for() {
    let (address, mut told) = serve().await;
    let transport = behind(&format!("http://ann:hunter2@{address}"));
    let answer = get(&transport, "http://api.example.com/a?b=c").await;
    assert_eq!(answer.unwrap(), "pong");
    let (_, head) = asked(&mut told).await;
    assert!(
        head.starts_with("get http://api.example.com/a?b=c http/1.1\r\n"),
        "{head}"
    );
    assert!(head.contains("host: api.example.com\r\n"), "{head}");
    let authorization = format!(
        "proxy-authorization: basic {}",
        base64::encode(b"ann:hunter2")
    );
    assert!(head.contains(&authorization.to_ascii_lowercase()), "{head}");
}

#[tokio::test]
async fn tls_goes_through_a_tunnel() {
    let (address, mut told) = serve().await;
    let transport = behind(&format!("http://ann:hunter2@{address}"));
    // The tunnel is there; what is at its other end does not speak TLS.
    get(&transport, "https://api.example.com/a?key=hunter3")
        .await
        .unwrap_err();
    let (_, head) = asked(&mut told).await;
    assert!(
        head.starts_with("connect api.example.com:443 http/1.1\r\n"),
        "{head}"
    );
    assert!(head.contains("proxy-authorization: basic "), "{head}");
    assert!(!head.contains("hunter3"), "{head}");
}

#[tokio::test]
async fn a_user_in_the_address_is_a_credential() {
    let (address, mut told) = serve().await;
    let transport = behind("");
    for (user, sent) in [("ann:p%40ss", "ann:p@ss"), ("ann", "ann"), ("a%", "a%")] {
        get(&transport, &format!("http://{user}@{address}/"))
            .await
            .unwrap();
        let (_, head) = asked(&mut told).await;
        assert!(head.contains(&format!("host: {address}\r\n")), "{head}");
        let authorization = format!(
            "authorization: basic {}\r\n",
            base64::encode(sent.as_bytes())
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
    let transport = behind("");
    for url in [
        "/a?key=hunter2",
        "ftp://a.example/?key=hunter2",
        "a.example:80",
    ] {
        let error = get(&transport, url).await.unwrap_err();
        assert!(!format!("{error:?}").contains("hunter2"), "{error:?}");
    }
}

#[tokio::test]
async fn a_server_that_never_speaks_tls_is_given_up() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let connector = Connector::with_proxies(
        tls::config().unwrap(),
        Duration::from_millis(50),
        Matcher::builder().build(),
    );
    let transport = HttpTransport::of(connector);
    let request = http::Request::get(format!("https://{address}/"));
    let request = request.body(Body::empty()).unwrap();
    let error = within("an error", transport.answer(request, ALL))
        .await
        .unwrap_err();
    assert_eq!(error.kind(), crate::transport::TransportErrorKind::Connect);
}
