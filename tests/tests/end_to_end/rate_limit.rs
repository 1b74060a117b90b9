//! The headers that tell what is left, and what comes when nothing is.

use crate::harness::{App, KEY, NOBODY, STRANGER, Setup, start};
use http::{Method, StatusCode};
use std::convert::Infallible;
use std::time::Duration;
use timely_generated::client::{Client, ContactsApi, Error, SystemApi};
use timely_generated::operations::{
    GetContactError, ListContactsError, RateLimitHeaders, RateLimitRetryAfterHeaders,
};
use timely_runtime::client::Body;
use tower::ServiceExt;

fn app(rate_limit: u32) -> App {
    App::with(Setup {
        rate_limit,
        ..Setup::default()
    })
}

fn headers(remaining: i64) -> RateLimitHeaders {
    RateLimitHeaders::new()
        .rate_limit_limit(3)
        .rate_limit_remaining(remaining)
        .rate_limit_reset(start().timestamp() + 60)
}

#[tokio::test]
async fn a_success_tells_what_is_left() -> anyhow::Result<()> {
    let app = app(3);
    let client = app.client();
    for left in [2, 1, 0] {
        let page = client.list_contacts().await?;
        assert_eq!(*page.headers(), headers(left));
    }
    Ok(())
}

#[tokio::test]
async fn a_documented_error_tells_what_is_left() {
    let app = app(3);
    match app.client().get_contact(&NOBODY).await {
        Err(Error::Api(GetContactError::NotFound(response))) => {
            assert_eq!(*response.headers(), headers(2));
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn what_the_server_refuses_itself_tells_what_is_left() {
    let app = app(3);
    let reply = app
        .raw(&Method::GET, "/v1/contacts?page=0")
        .key(KEY)
        .send()
        .await;
    reply.error(400);
    assert_eq!(reply.headers["x-ratelimit-remaining"], "2");
}

#[tokio::test]
async fn beyond_the_limit_the_error_says_how_long_to_wait() -> anyhow::Result<()> {
    let app = app(3);
    let client = app.client();
    for _ in 0..3 {
        client.get_api_key_info().await?;
    }
    app.clock.advance(Duration::from_secs(48));
    match client.list_contacts().await {
        Err(Error::Api(ListContactsError::TooManyRequests(response))) => {
            let expected = RateLimitRetryAfterHeaders::new()
                .rate_limit_limit(3)
                .rate_limit_remaining(0)
                .rate_limit_reset(start().timestamp() + 60)
                .retry_after(12);
            assert_eq!(*response.headers(), expected);
            assert_eq!(response.error.code, "RATE_LIMIT_EXCEEDED");
            assert_eq!(response.error.status, 429);
            assert!(
                response.error.message.contains("12 seconds"),
                "{}",
                response.error.message
            );
        }
        other => panic!("{other:?}"),
    }
    let reply = app.raw(&Method::POST, "/v1/contacts").key(KEY).send().await;
    reply.error(429);

    app.clock.advance(Duration::from_secs(12));
    let page = client.list_contacts().await?;
    assert_eq!(page.headers().rate_limit_remaining, Some(2), "a new window");
    Ok(())
}

#[tokio::test]
async fn each_key_has_a_limit_of_its_own_and_health_has_none() -> anyhow::Result<()> {
    let app = app(1);
    app.client().get_api_key_info().await?;
    assert!(app.client().get_api_key_info().await.is_err());
    app.client_with(STRANGER).get_api_key_info().await?;
    for _ in 0..3 {
        app.client().get_health().await?;
    }
    let reply = app.raw(&Method::GET, "/v1/me").key("wrong").send().await;
    reply.error(401);
    assert!(!reply.headers.contains_key("x-ratelimit-limit"));
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn the_client_waits_as_long_as_it_is_asked_to() -> anyhow::Result<()> {
    let app = app(1);
    let (router, clock) = (app.router.clone(), app.clock.clone());
    let transport = tower::service_fn(move |request: http::Request<Body>| {
        let (router, clock) = (router.clone(), clock.clone());
        async move {
            let response = router.oneshot(request).await?;
            // While the client waits, time goes by for the server as well.
            if response.status() == StatusCode::TOO_MANY_REQUESTS {
                clock.advance(Duration::from_secs(60));
            }
            Ok::<_, Infallible>(response)
        }
    });
    // With the default policy for repeating requests.
    let client = Client::builder()
        .api_key(KEY)
        .transport(transport)
        .build()?;
    client.get_api_key_info().await?;
    let before = tokio::time::Instant::now();
    client.get_api_key_info().await?;
    let waited = before.elapsed();
    assert!((60..61).contains(&waited.as_secs()), "{waited:?}");
    Ok(())
}
