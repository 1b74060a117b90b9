//! HTTP/2: chosen by a server, or spoken without asking.

use super::authority::{Authority, local};
use super::*;
use bytes::Bytes;
use http::header;
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::server::conn::{http1, http2};
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use std::convert::Infallible;
use tokio_rustls::TlsAcceptor;

/// Answers with the number of the connection, the version of HTTP, and what a request has as its host.
async fn serve_hyper<S>(socket: S, number: usize, is_2: bool)
where
    S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
{
    let service = service_fn(move |request: http::Request<Incoming>| async move {
        tokio::time::sleep(Duration::from_millis(20)).await;
        let has_host = request.headers().contains_key(header::HOST);
        let authority = request.uri().host().unwrap_or_default();
        let text = format!("{number} {:?} {authority} {has_host}", request.version());
        Ok::<_, Infallible>(http::Response::new(Full::new(Bytes::from(text))))
    });
    let socket = TokioIo::new(socket);
    let _ = match is_2 {
        true => {
            let builder = http2::Builder::new(TokioExecutor::new());
            builder.serve_connection(socket, service).await
        }
        false => {
            http1::Builder::new()
                .serve_connection(socket, service)
                .await
        }
    };
}

/// A server with TLS that can speak these protocols, the one that it likes best first.
async fn serve_alpn(authority: &Authority, protocols: &[&str]) -> u16 {
    let mut config = authority.leaf("api.example").server(None);
    config.alpn_protocols = protocols
        .iter()
        .map(|name| name.as_bytes().to_vec())
        .collect();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        for number in 0.. {
            let (socket, _) = listener.accept().await.unwrap();
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                let Ok(socket) = acceptor.accept(socket).await else {
                    return;
                };
                let is_2 = socket.get_ref().1.alpn_protocol() == Some(b"h2");
                serve_hyper(socket, number, is_2).await;
            });
        }
    });
    port
}

/// A server without TLS that knows nothing but HTTP/2.
async fn serve_plain() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        for number in 0.. {
            let (socket, _) = listener.accept().await.unwrap();
            tokio::spawn(serve_hyper(socket, number, true));
        }
    });
    port
}

const BOTH: [&str; 2] = ["h2", "http/1.1"];

#[tokio::test]
async fn a_server_chooses_the_version() {
    let authority = Authority::new("one");
    let trusting = || local().add_root_certificates(&authority.pem);
    for (builder, protocols, answer) in [
        (trusting(), &BOTH[..], "0 HTTP/2.0 api.example false"),
        (trusting(), &BOTH[1..], "0 HTTP/1.1  true"),
        (trusting(), &[], "0 HTTP/1.1  true"),
        (trusting().http1_only(), &BOTH, "0 HTTP/1.1  true"),
        (
            trusting().http2_prior_knowledge(),
            &BOTH,
            "0 HTTP/2.0 api.example false",
        ),
    ] {
        let port = serve_alpn(&authority, protocols).await;
        let transport = builder.build().unwrap();
        let url = format!("https://api.example:{port}/");
        assert_eq!(get(&transport, &url).await.unwrap(), answer);
    }
}

#[tokio::test]
async fn requests_at_once_share_a_connection() {
    let authority = Authority::new("one");
    let port = serve_alpn(&authority, &BOTH).await;
    let transport = local()
        .add_root_certificates(&authority.pem)
        .http2_keep_alive(Duration::from_millis(5))
        .build()
        .unwrap();
    let url = format!("https://api.example:{port}/");
    get(&transport, &url).await.unwrap();
    let answers = futures_util::future::join_all((0..20).map(|_| get(&transport, &url))).await;
    for answer in answers {
        assert_eq!(answer.unwrap(), "0 HTTP/2.0 api.example false");
    }
}

#[tokio::test]
async fn http_2_is_spoken_without_asking_where_that_is_said() {
    let port = serve_plain().await;
    let transport = local().http2_prior_knowledge().build().unwrap();
    let url = format!("http://api.example:{port}/");
    assert_eq!(
        get(&transport, &url).await.unwrap(),
        "0 HTTP/2.0 api.example false"
    );
    // Without that the server is asked in HTTP/1.1, which it does not know.
    let transport = local().build().unwrap();
    let error = get(&transport, &url).await.unwrap_err();
    assert_eq!(
        error.kind(),
        TransportErrorKind::Exchange,
        "{}",
        said(&error)
    );
}

/// A proxy is asked in HTTP/1.1, so that all that is to be HTTP/2 goes through a tunnel.
#[tokio::test]
async fn http_2_without_tls_goes_through_a_tunnel_too() {
    let port = serve_plain().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let proxy = listener.local_addr().unwrap();
    let (tell, mut tunnelled) = unbounded_channel();
    tokio::spawn(async move {
        let (socket, _) = listener.accept().await.unwrap();
        proxies::tunnel(socket, 0, port, tell).await;
    });
    let proxy = Proxy::all(format!("http://{proxy}")).basic_auth("ann", "hunter2");
    let transport = plain().proxy(proxy).http2_prior_knowledge();
    let answer = get(&transport.build().unwrap(), "http://api.example/a").await;
    assert_eq!(answer.unwrap(), "0 HTTP/2.0 api.example false");
    let (_, head) = asked(&mut tunnelled).await;
    assert!(
        head.starts_with("connect api.example:80 http/1.1\r\n"),
        "{head}"
    );
}

#[tokio::test]
async fn a_body_without_end_is_sent_and_an_empty_one_has_a_length() {
    let port = serve_plain().await;
    let transport = local().http2_prior_knowledge().build().unwrap();
    let chunks = ["one", "two"].map(Ok::<_, std::io::Error>);
    let streamed = Body::from_stream(futures_util::stream::iter(chunks));
    for body in [Body::empty(), Body::from("ping"), streamed] {
        let request = http::Request::post(format!("http://api.example:{port}/"));
        let request = request.body(body).unwrap();
        let response = within("an answer", transport.answer(request, ALL)).await;
        assert_eq!(response.unwrap().status, 200);
    }
}
