//! A key is not shown by anything that can be printed.

use crate::canned::Canned;
use crate::document;
use crate::harness::App;
use serde_json::json;
use std::convert::Infallible;
use std::error::Error as StdError;
use std::fmt::Debug;
use timely_generated::client::{Client, ContactsApi, RetryPolicy, SystemApi, WebhooksApi};
use timely_generated::models::{WebhookCreate, WebhookEventType};
use timely_runtime::client::Body;
use timely_runtime::{Secret, Uuid};

const KEY: &str = "sk_live_hunter2";

#[track_caller]
fn shows_nothing(text: &str) {
    assert!(!text.contains("hunter2"), "{text}");
}

/// The error and all that caused it, in every form.
#[track_caller]
fn error_shows_nothing(error: &(dyn StdError + 'static)) {
    let mut cause = Some(error);
    while let Some(error) = cause {
        shows_nothing(&format!("{error} {error:?} {error:#?}"));
        cause = error.source();
    }
}

#[track_caller]
fn value_shows_nothing(value: &impl Debug) {
    shows_nothing(&format!("{value:?} {value:#?}"));
}

#[test]
fn neither_builder_nor_client_shows_its_key() -> anyhow::Result<()> {
    let builder = Client::builder()
        .api_key(KEY)
        .timeout(std::time::Duration::from_secs(1));
    value_shows_nothing(&builder);
    let client = builder
        .transport(Canned::new(200, "").transport())
        .build()?;
    value_shows_nothing(&client);
    value_shows_nothing(&client.clone());
    value_shows_nothing(&Secret::from(KEY));
    Ok(())
}

#[test]
fn a_builder_that_fails_does_not_show_why_in_full() {
    for builder in [
        Client::builder().api_key("hunter2\r\nx: y"),
        Client::builder()
            .api_key(KEY)
            .base_url("not a URL hunter2@"),
        Client::builder()
            .api_key(KEY)
            .base_url("https://user:hunter2@example.com"),
        Client::builder()
            .api_key(KEY)
            .base_url("https://example.com/?key=hunter2"),
    ] {
        value_shows_nothing(&builder);
        error_shows_nothing(&builder.build().expect_err("it cannot be built"));
    }
}

#[tokio::test]
async fn no_error_shows_the_key() {
    for operation in document::operations() {
        for status in [401, 403, 418, 500] {
            let canned = Canned::json(status, &json!({ "error": "odd" }));
            let client = Client::builder().api_key(KEY).retry(RetryPolicy::none());
            let client = client
                .transport(canned.transport())
                .build()
                .expect("valid settings");
            let seen = crate::calls::call(operation.id)(client).await;
            value_shows_nothing(&seen);
        }
    }
    let client = Canned::new(418, "teapot").client();
    error_shows_nothing(&client.list_contacts().await.expect_err("418"));
    let client = Canned::new(200, "teapot").client();
    error_shows_nothing(
        &client
            .get_contact(&Uuid::nil().into())
            .await
            .expect_err("no JSON"),
    );
}

#[tokio::test]
async fn a_transport_does_not_print_the_key_of_a_request() -> anyhow::Result<()> {
    let transport = tower::service_fn(|request: http::Request<Body>| async move {
        assert_eq!(request.headers()["x-api-key"], KEY, "it is sent");
        assert!(request.headers()["x-api-key"].is_sensitive());
        shows_nothing(&format!("{:?}", request.headers()));
        let body = json!({ "status": "ok", "timestamp": "2026-01-31T08:30:00Z" });
        Ok::<_, Infallible>(http::Response::new(body.to_string()))
    });
    let client = Client::builder()
        .api_key(KEY)
        .transport(transport)
        .build()?;
    // Any call with a key will do; its answer is not one of this operation's.
    client
        .get_api_key_info()
        .await
        .expect_err("the answer is not documented");
    Ok(())
}

#[tokio::test]
async fn a_refused_connection_shows_neither_key_nor_query() {
    // A port that nothing listens on: it was free a moment ago.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("an address");
    drop(listener);
    let client = Client::builder()
        .api_key(KEY)
        .base_url(format!("http://{address}"))
        .retry(RetryPolicy::none())
        .build()
        .expect("valid settings");
    let error = client
        .list_contacts()
        .search("hunter2")
        .await
        .expect_err("nobody listens");
    error_shows_nothing(&error);
}

#[tokio::test]
async fn a_key_that_is_wrong_is_not_repeated_to_its_sender() {
    let app = App::new();
    let error = app
        .client_with(KEY)
        .get_api_key_info()
        .await
        .expect_err("not a known key");
    error_shows_nothing(&error);
    value_shows_nothing(&error);
}

#[tokio::test]
async fn the_secret_of_a_webhook_is_in_no_list() -> anyhow::Result<()> {
    let app = App::new();
    let client = app.client();
    let url = "https://hooks.example.com/ok".parse()?;
    let body = WebhookCreate::new(vec![WebhookEventType::ContactCreated], "x", url);
    let secret = client
        .create_webhook(&body)
        .await?
        .data
        .secret
        .clone()
        .expect("it has one");
    let list = app
        .raw(&http::Method::GET, "/v1/webhooks")
        .key(crate::harness::KEY)
        .send()
        .await;
    assert!(!String::from_utf8_lossy(&list.body).contains(&secret));
    Ok(())
}
