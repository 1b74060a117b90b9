//! Timeouts and repeated requests, as the generated client has them.

use crate::document;
use http::{Method, Response, StatusCode};
use serde_json::json;
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use timely_generated::client::{Client, ClientBuilder, ContactsApi, Error, RetryPolicy, SystemApi};
use timely_generated::models::ContactCreate;
use timely_generated::operations::GetHealthError;
use timely_runtime::client::Body;
use tokio::time::Instant;

/// A client of a service that answers so often with this status before it recovers, and a count of the requests.
fn failing(status: u16, times: usize) -> (ClientBuilder, Arc<AtomicUsize>) {
    let count = Arc::new(AtomicUsize::new(0));
    let seen = Arc::clone(&count);
    let transport = tower::service_fn(move |_: http::Request<Body>| {
        let number = seen.fetch_add(1, Ordering::Relaxed);
        let body = json!({ "status": "ok", "timestamp": "2026-01-31T08:30:00Z" });
        let mut response = Response::new(body.to_string());
        if number < times {
            *response.status_mut() = StatusCode::from_u16(status).expect("a status");
        }
        async { Ok::<_, Infallible>(response) }
    });
    (Client::builder().api_key("k").transport(transport), count)
}

#[tokio::test(start_paused = true)]
async fn a_read_is_repeated_until_it_succeeds() -> anyhow::Result<()> {
    for status in [429, 502, 503, 504] {
        let (builder, count) = failing(status, 2);
        assert_eq!(builder.build()?.get_health().await?.status, "ok");
        assert_eq!(count.load(Ordering::Relaxed), 3);
    }
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn after_three_attempts_the_caller_hears_of_it() -> anyhow::Result<()> {
    let (builder, count) = failing(503, usize::MAX);
    let error = builder
        .build()?
        .get_health()
        .await
        .expect_err("it never recovers");
    assert_eq!(error.status(), Some(StatusCode::SERVICE_UNAVAILABLE));
    assert_eq!(count.load(Ordering::Relaxed), 3);

    let (builder, count) = failing(503, usize::MAX);
    let policy = RetryPolicy::default().max_attempts(7);
    builder
        .retry(policy)
        .build()?
        .get_health()
        .await
        .expect_err("it never recovers");
    assert_eq!(count.load(Ordering::Relaxed), 7);
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn what_may_be_repeated_is_repeated_and_nothing_else() -> anyhow::Result<()> {
    let seen = Arc::new(Mutex::new(BTreeMap::<(Method, String), usize>::new()));
    let counts = Arc::clone(&seen);
    let transport = tower::service_fn(move |request: http::Request<Body>| {
        let key = (request.method().clone(), request.uri().path().to_owned());
        *counts
            .lock()
            .expect("nobody panics here")
            .entry(key)
            .or_default() += 1;
        let mut response = Response::new(String::new());
        *response.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
        async { Ok::<_, Infallible>(response) }
    });
    let client = Client::builder()
        .api_key("k")
        .transport(transport)
        .retry(RetryPolicy::default().budget(None))
        .build()?;
    for operation in document::operations() {
        crate::calls::call(operation.id)(client.clone()).await;
        let key = (
            operation.method.clone(),
            operation.path_with(document::sample::NOBODY),
        );
        let count = seen.lock().expect("nobody panics here").remove(&key);
        let expected = if operation.method == Method::POST {
            1
        } else {
            3
        };
        assert_eq!(count, Some(expected), "{}", operation.id);
    }
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn a_500_of_a_read_is_repeated_and_is_an_answer() -> anyhow::Result<()> {
    let example = document::operation("getHealth")
        .response(500)
        .and_then(|error| error.example);
    let canned = crate::canned::Canned::json(500, example.expect("an example"));
    let client = Client::builder().transport(canned.transport()).build()?;
    match client.get_health().await {
        Err(Error::Api(GetHealthError::InternalServerError(response))) => {
            assert_eq!(response.error.message, "Internal server error");
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(canned.requests().len(), 3);
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn a_server_that_does_not_answer_is_given_up() -> anyhow::Result<()> {
    let count = Arc::new(AtomicUsize::new(0));
    let seen = Arc::clone(&count);
    let transport = tower::service_fn(move |_: http::Request<Body>| {
        seen.fetch_add(1, Ordering::Relaxed);
        std::future::pending::<Result<Response<String>, Infallible>>()
    });
    let builder = || Client::builder().api_key("k").transport(transport.clone());

    let before = Instant::now();
    let client = builder()
        .timeout(Duration::from_secs(5))
        .retry(RetryPolicy::none())
        .build()?;
    let error = client.get_health().await.expect_err("nobody answers");
    assert!(error.is_timeout(), "{error:?}");
    assert_eq!(before.elapsed().as_secs(), 5);
    assert_eq!(count.swap(0, Ordering::Relaxed), 1);

    // Each attempt has the whole time; a write is not repeated, since it may have been done.
    let client = builder().timeout(Duration::from_secs(5)).build()?;
    assert!(
        client
            .get_health()
            .await
            .expect_err("nobody answers")
            .is_timeout()
    );
    assert_eq!(count.swap(0, Ordering::Relaxed), 3);
    let body = ContactCreate::new("Ana");
    assert!(
        client
            .create_contact(&body)
            .await
            .expect_err("nobody answers")
            .is_timeout()
    );
    assert_eq!(count.swap(0, Ordering::Relaxed), 1);
    Ok(())
}
