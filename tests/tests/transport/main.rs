//! What travels around bodies: pages, cookies, lengths, and answers that are cut off or never come.

#![deny(warnings)]
// The generated modules offer more than these tests call.
#![allow(dead_code)]

mod bodies;
mod cookies;
mod interim;
mod numbered;
mod pages;
mod reqwest_client;
mod server;

mod api {
    timely_macros::openapi! {
        document: "fixtures/transport.yaml",
        pagination: { style: cursor, page_param: "cursor", items: "/results", next_cursor: "/next" },
    }
}

use std::net::SocketAddr;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// Nothing takes as long as this, even on a machine that has much else to do: what does will never end.
const LONG: Duration = Duration::from_secs(120);

/// The result of a future; fails when there is none for a long time.
async fn within<F: IntoFuture>(what: &str, future: F) -> F::Output {
    let result = tokio::time::timeout(LONG, future.into_future()).await;
    result.unwrap_or_else(|_| panic!("not within {LONG:?}: {what}"))
}

/// A client that sends each request once.
fn client(transport: impl timely_runtime::client::Transport) -> api::client::Client {
    let builder = api::client::Client::builder().retry(api::client::RetryPolicy::none());
    builder
        .transport(transport)
        .build()
        .expect("the settings are valid")
}

/// A client of a socket.
fn client_at(address: SocketAddr) -> api::client::ClientBuilder {
    api::client::Client::builder()
        .base_url(format!("http://{address}"))
        .retry(api::client::RetryPolicy::none())
        .timeout(LONG)
}

/// A socket that answers the heads of all requests with these bytes, each on a connection of its own; returns them.
async fn answering(
    answer: &'static [u8],
) -> (SocketAddr, tokio::sync::mpsc::UnboundedReceiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("it is bound");
    let (tell, told) = tokio::sync::mpsc::unbounded_channel();
    tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            let head = head(&mut socket).await;
            // The test may have ended, and the client may have closed the connection.
            let _ = tell.send(head);
            let _ = socket.write_all(answer).await;
        }
    });
    (address, told)
}

/// The head of a request.
async fn head(socket: &mut TcpStream) -> String {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        match within("a request", socket.read_u8()).await {
            Ok(byte) => head.push(byte),
            Err(_) => break,
        }
    }
    String::from_utf8_lossy(&head).to_ascii_lowercase()
}
