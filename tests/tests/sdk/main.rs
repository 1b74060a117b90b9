//! The generated SDK as its users have it, over sockets: the client of Timely, and one of a small document for what Timely does
//! not have.

#![deny(warnings)]
// The generated modules offer more than these tests call.
#![allow(dead_code)]
#![allow(
    clippy::unwrap_used,
    reason = "the helpers of a test may fail it as the test itself does"
)]

mod answers;
mod dropped;
mod errors;
mod forms;
mod layers;
mod outage;
mod per_call;
mod retries;
mod server;
mod settings;
mod signing;
mod spans;
mod times;

mod depot {
    timely_macros::openapi! {
        document: "fixtures/sdk.yaml",
    }
}

use server::Server;
use std::time::Duration;
use timely_generated::client::{Client, ClientBuilder, RetryPolicy};
use timely_generated::runtime::serde_json::{Value, json};
use timely_generated::runtime::{Text, Uuid};

/// Nothing takes as long as this, even on a machine that has much else to do: what does will never end.
const LONG: Duration = Duration::from_secs(120);

/// The result of a future; fails when there is none for a long time.
async fn within<F: IntoFuture>(what: &str, future: F) -> F::Output {
    let result = tokio::time::timeout(LONG, future.into_future()).await;
    result.unwrap_or_else(|_| panic!("not within {LONG:?}: {what}"))
}

/// A client of Timely that sends each request once.
fn timely(server: &Server) -> ClientBuilder {
    let builder = Client::builder().base_url(server.url()).api_key("hunter2");
    builder.retry(RetryPolicy::none())
}

/// A client of the small document that sends each request once.
fn depot(server: &Server) -> depot::client::ClientBuilder {
    let builder = depot::client::Client::builder().base_url(server.url());
    builder.token("hunter2").retry(RetryPolicy::none())
}

/// Repeats at once.
fn at_once() -> RetryPolicy {
    RetryPolicy::default().base_delay(Duration::ZERO)
}

/// The id of the contact that the tests ask for.
fn ana() -> Text<Uuid> {
    "0d2f8a2c-5b1e-4c1d-9f6a-3e7b8c9d0e1f".parse().unwrap()
}

/// What Timely answers with about a contact.
fn contact() -> Value {
    json!({"data": {
        "id": ana(),
        "company_id": ana(),
        "customer_name": "Ana",
        "status": "ACTIVE",
        "created_at": "2026-01-01T00:00:00Z",
        "updated_at": "2026-01-01T00:00:00Z",
    }})
}

/// An error of Timely.
fn fault(status: u16, code: &str, message: &str) -> Value {
    json!({"error": {"code": code, "message": message, "status": status}})
}
