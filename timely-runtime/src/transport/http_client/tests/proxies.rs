//! Proxies: to whom they carry what, and what they are told.

use super::*;
use crate::base64;
use tokio::io::copy_bidirectional;
use tokio::net::TcpStream;

/// A proxy that makes tunnels to this machine, whatever the host, where it is told who asks.
async fn tunnels(port: u16) -> (String, UnboundedReceiver<Asked>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let (tell, told) = unbounded_channel();
    tokio::spawn(async move {
        for number in 0.. {
            let (socket, _) = listener.accept().await.unwrap();
            let tell = tell.clone();
            tokio::spawn(tunnel(socket, number, port, tell));
        }
    });
    (address, told)
}

/// Makes one tunnel.
pub(super) async fn tunnel<S: AsyncRead + AsyncWrite + Unpin>(
    mut socket: S,
    number: usize,
    port: u16,
    tell: UnboundedSender<Asked>,
) {
    let head = read_head(&mut socket).await.unwrap();
    let is_known = head.contains("proxy-authorization: basic ");
    let _ = tell.send((number, head));
    if !is_known {
        let answer = b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n";
        return socket.write_all(answer).await.unwrap();
    }
    socket.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await.unwrap();
    let mut server = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    let _ = copy_bidirectional(&mut socket, &mut server).await;
}

fn authorization() -> String {
    let sent = format!(
        "proxy-authorization: basic {}\r\n",
        base64::encode(b"ann:hunter2")
    );
    sent.to_ascii_lowercase()
}

/// A transport behind the proxy at this address.
fn behind(proxy: &str) -> HttpTransportBuilder {
    let proxy = Proxy::all(format!("http://{proxy}"));
    let proxy = proxy.basic_auth("ann", "hunter2").except("127.0.0.1");
    plain().proxy(proxy)
}

#[tokio::test]
async fn a_proxy_is_told_whom_a_request_is_for() {
    let (address, mut told) = serve().await;
    let transport = behind(&address).build().unwrap();
    let answer = get(&transport, "http://api.example.com/a?b=c").await;
    assert_eq!(answer.unwrap(), "pong");
    let (_, head) = asked(&mut told).await;
    assert!(
        head.contains(" get http://api.example.com/a?b=c http/1.1\r\n"),
        "{head}"
    );
    assert!(head.contains("host: api.example.com\r\n"), "{head}");
    assert!(head.contains(&authorization()), "{head}");
}

#[tokio::test]
async fn each_scheme_may_have_a_proxy_of_its_own_and_a_host_none() {
    let (plain_proxy, mut told) = serve().await;
    let (tunnels, mut tunnelled) = tunnels(0).await;
    let transport = plain()
        .proxy(Proxy::http(format!("http://{plain_proxy}")).except("direct.example"))
        .proxy(Proxy::https(format!("http://{tunnels}")))
        .host_addresses("direct.example", [[127, 0, 0, 1].into()])
        .build()
        .unwrap();
    get(&transport, "http://api.example/").await.unwrap();
    let (_, head) = asked(&mut told).await;
    assert!(!head.contains("proxy-authorization"), "{head}");
    let error = get(&transport, "https://api.example/").await.unwrap_err();
    assert_no_connection(&error, "proxy authorization required");
    let (_, head) = asked(&mut tunnelled).await;
    assert!(head.starts_with("connect api.example:443 "), "{head}");

    let (server, mut direct) = serve().await;
    let port = server.rsplit_once(':').unwrap().1;
    get(&transport, &format!("http://direct.example:{port}/"))
        .await
        .unwrap();
    let (_, head) = asked(&mut direct).await;
    assert!(head.contains(" get / http/1.1\r\n"), "{head}");
}

#[tokio::test]
async fn a_proxy_that_is_not_there_is_no_connection() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    drop(listener);
    for url in [
        "http://api.example/?key=hunter3",
        "https://api.example/?key=hunter3",
    ] {
        let transport = behind(&address).build().unwrap();
        let error = get(&transport, url).await.unwrap_err();
        assert_no_connection(&error, "refused");
        let shown = format!("{error:?} {transport:?}");
        assert!(!shown.contains("hunter"), "{shown}");
    }
}

/// What is in the tunnel is between the client and the server, whose name the certificate has to bear.
#[cfg(any(feature = "ring", feature = "aws-lc-rs"))]
mod over_tls {
    use super::super::authority::{Authority, serve_tls};
    use super::*;
    use tokio_rustls::TlsAcceptor;

    #[tokio::test]
    async fn tls_goes_through_a_tunnel() {
        let authority = Authority::new("one");
        let (port, mut told) = serve_tls(authority.leaf("api.example").server(None)).await;
        let (proxy, mut tunnelled) = tunnels(port).await;
        let transport = behind(&proxy).add_root_certificates(&authority.pem);
        let transport = transport.build().unwrap();
        let answer = get(&transport, "https://api.example/a?key=hunter3").await;
        assert_eq!(answer.unwrap(), "pong");
        let (_, head) = asked(&mut tunnelled).await;
        assert!(
            head.starts_with("connect api.example:443 http/1.1\r\n"),
            "{head}"
        );
        assert!(head.contains(&authorization()), "{head}");
        assert!(!head.contains("hunter3"), "{head}");
        let (_, head) = asked(&mut told).await;
        assert!(head.contains(" get /a?key=hunter3 http/1.1\r\n"), "{head}");
        assert!(!head.contains("proxy-authorization"), "{head}");
        // The proxy makes the connection, and cannot take the server's place.
        let error = get(&transport, "https://other.example/").await.unwrap_err();
        assert_no_connection(&error, "not valid for name");
    }

    #[tokio::test]
    async fn a_proxy_may_be_spoken_to_over_tls() {
        let authority = Authority::new("one");
        let (port, mut told) = serve_tls(authority.leaf("api.example").server(None)).await;
        let acceptor = TlsAcceptor::from(Arc::new(authority.leaf("proxy.example").server(None)));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let proxy = listener.local_addr().unwrap().port();
        let (tell, mut tunnelled) = unbounded_channel();
        tokio::spawn(async move {
            let (socket, _) = listener.accept().await.unwrap();
            tunnel(acceptor.accept(socket).await.unwrap(), 0, port, tell).await;
        });
        let proxy = Proxy::all(format!("https://ann:hunter2@proxy.example:{proxy}"));
        let transport = plain()
            .proxy(proxy)
            .host_addresses("proxy.example", [[127, 0, 0, 1].into()])
            .add_root_certificates(&authority.pem)
            .build()
            .unwrap();
        let answer = get(&transport, "https://api.example/").await;
        assert_eq!(answer.unwrap(), "pong");
        let (_, head) = asked(&mut tunnelled).await;
        assert!(head.contains(&authorization()), "{head}");
        asked(&mut told).await;
    }
}
