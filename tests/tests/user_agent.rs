//! What generated code calls itself on the wire: the crate that holds it, then the runtime.

#![deny(warnings)]
// The generated modules offer more than these tests call.
#![allow(dead_code, deprecated)]
#![allow(
    clippy::unwrap_used,
    reason = "the helpers of a test may fail it as the test itself does"
)]

mod api {
    timely_macros::openapi!("fixtures/callbacks.yaml");
}

use std::time::Duration;
use timely_generated::client::{Client, ClientBuilder, RetryPolicy, SystemApi};
use timely_generated::runtime::Secret;
use timely_generated::runtime::serde_json::json;
use timely_generated::runtime::transport::{Destinations, HttpTransport};
use timely_generated::webhooks::{self, Endpoint};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

const VERSION: &str = env!("CARGO_PKG_VERSION");

/// A server that answers one request, and tells the header of this name.
async fn asked(listener: TcpListener) -> String {
    let (mut socket, _) = listener.accept().await.unwrap();
    let mut head = Vec::new();
    while !head.windows(4).any(|end| end == b"\r\n\r\n") {
        let byte = socket.read_u8().await.unwrap();
        head.push(byte);
    }
    let answer = b"HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n";
    socket.write_all(answer).await.unwrap();
    let head = String::from_utf8(head).unwrap();
    let mut lines = head.lines().filter_map(|line| line.split_once(": "));
    let agent = lines.find(|(name, _)| name.eq_ignore_ascii_case("user-agent"));
    agent.unwrap().1.to_owned()
}

/// What a request says that is sent to an address.
async fn agent_of<F: Future>(send: impl FnOnce(String) -> F) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let both = async { tokio::join!(asked(listener), send(url)).0 };
    let both = tokio::time::timeout(Duration::from_secs(60), both);
    both.await.unwrap()
}

#[tokio::test]
async fn a_client_bears_the_name_of_its_crate() {
    let health = |builder: fn(ClientBuilder) -> ClientBuilder| async move {
        agent_of(|url| async move {
            let client = builder(Client::builder().base_url(url).retry(RetryPolicy::none()));
            client.build().unwrap().get_health().await
        })
        .await
    };
    let own = format!("timely-generated/{VERSION} timely-runtime/{VERSION}");
    assert_eq!(health(|builder| builder).await, own);
    assert_eq!(health(|builder| builder.user_agent("crm/7")).await, "crm/7");
}

#[tokio::test]
async fn a_sender_of_webhooks_bears_the_name_of_its_crate() {
    let sent = agent_of(|url| async move {
        let sender = webhooks::sender(HttpTransport::new().unwrap());
        // The endpoint is on this machine.
        let sender = sender.destinations(Destinations::any());
        let endpoint = Endpoint::new(url.parse().unwrap(), Secret::from("secret"), "hook-1");
        let payload = json!({ "event": "contact.created" }).to_string();
        sender.attempt(&endpoint, payload.into(), 1).await
    });
    let own = format!("timely-generated/{VERSION} timely-runtime/{VERSION}");
    assert_eq!(sent.await, own);
}

/// The crate that calls the macro is a program, and no SDK.
#[tokio::test]
async fn code_from_the_macro_bears_the_name_of_its_document() {
    let sent = agent_of(|url| async move {
        let target = api::callbacks::target(url).retry(RetryPolicy::none());
        let parameters = api::operations::ReportProgress::default();
        api::callbacks::send_report_progress(&target.build().unwrap(), "a", parameters).await
    });
    let own = format!("Callbacks/1 timely-runtime/{VERSION}");
    assert_eq!(sent.await, own);
}
