//! Streams of events that break off, over sockets; files with their progress; and what stands in for a server in tests.

#![deny(warnings)]
// The generated modules offer more than these tests call.
#![allow(dead_code)]
#![allow(
    clippy::unwrap_used,
    reason = "the helpers of a test may fail it as the test itself does"
)]

mod breaks;
mod doubles;
mod files;
mod server;

mod api {
    timely_macros::openapi! {
        document: "fixtures/event_streams.yaml",
        events: { done: "[DONE]" },
    }
}

use api::client::{Client, Reconnect, RetryPolicy};
use std::net::SocketAddr;
use std::time::Duration;

/// Nothing takes as long as this, even on a machine that has much else to do: what does will never end.
const LONG: Duration = Duration::from_secs(120);

/// The result of a future; fails when there is none for a long time.
async fn within<F: IntoFuture>(what: &str, future: F) -> F::Output {
    let result = tokio::time::timeout(LONG, future.into_future()).await;
    result.unwrap_or_else(|_| panic!("not within {LONG:?}: {what}"))
}

/// A client of a socket that sends each request once.
fn client_at(address: SocketAddr) -> Client {
    let builder = Client::builder().base_url(format!("http://{address}"));
    let builder = builder.retry(RetryPolicy::none()).timeout(LONG);
    builder.build().unwrap()
}

/// Without waits.
fn at_once() -> Reconnect {
    Reconnect::default()
        .delay(Duration::ZERO)
        .max_delay(Duration::from_millis(1))
}
