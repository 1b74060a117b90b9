//! How programs set up a client: by the environment, by a transport with settings of its own, and what it calls itself.

#![deny(warnings)]
// The generated modules offer more than these tests call.
#![allow(dead_code)]
#![allow(
    clippy::unwrap_used,
    reason = "the helpers of a test may fail it as the test itself does"
)]

mod from_env;
mod mutual_tls;
mod user_agents;

mod api {
    timely_macros::openapi! {
        document: "fixtures/sdk_setup.yaml",
        outputs: [client],
        env_prefix: "PET_SHOP",
    }
}

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpListener;

/// Answers one request on a connection; returns its head.
async fn answer<S: AsyncRead + AsyncWrite + Unpin>(mut socket: S) -> String {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(socket.read_u8().await.unwrap());
    }
    let answer = b"HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n";
    socket.write_all(answer).await.unwrap();
    socket.shutdown().await.unwrap();
    String::from_utf8(head).unwrap()
}

/// The head of the request that a client sends to this address.
async fn asked<F: IntoFuture>(send: impl FnOnce(String) -> F) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let answered = async { answer(listener.accept().await.unwrap().0).await };
    let both = async { tokio::join!(answered, send(url)).0 };
    let both = tokio::time::timeout(std::time::Duration::from_secs(60), both);
    both.await.unwrap()
}
