//! What takes time, on a clock that stands still until a test moves it.

use super::app::auth::{ApiKey, SCOPES};
use super::app::store::new_id;
use super::app::{Config, FULL_KEY, READ_KEY, app};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode};
use std::collections::HashSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use timely_generated::models::ChannelType;
use timely_generated::operations::OPERATIONS;
use timely_generated::server::Options;
use timely_generated::webhooks::{Delivery, HandlerError, SIGNATURE, Sender, WebhookEvent};
use timely_generated::webhooks::{receiver, verifier};
use timely_runtime::serde_json::{self, json};
use timely_runtime::server::unserved;
use timely_runtime::webhooks::{Clock as _, Event, ManualClock};
use timely_runtime::{UtcTime, Value};
use tower::ServiceExt;

const MINUTE: Duration = Duration::from_secs(60);

/// Nothing takes as long as this, even on a machine that has much else to do: what does will never end.
const LONG: Duration = Duration::from_secs(120);

/// The result of a future; fails when there is none for a long time.
async fn within<F: Future>(what: &str, future: F) -> F::Output {
    let result = tokio::time::timeout(LONG, future).await;
    result.unwrap_or_else(|_| panic!("not within {LONG:?}: {what}"))
}

/// The API with a standing clock and a transport for its webhooks.
fn api(clock: &ManualClock, hooks: Router) -> Router {
    app(config(clock, hooks))
}

fn config(clock: &ManualClock, hooks: Router) -> Config {
    let sender = Sender::new(&SIGNATURE, hooks).clock(clock.clone());
    let now = clock.clone();
    Config {
        clock: Arc::new(move || now.now()),
        options: Options::default().report_responses(|fault| panic!("{fault}")),
        ..Config::new(sender)
    }
}

fn clock() -> ManualClock {
    ManualClock::new(UtcTime::from_timestamp(1_770_000_000, 0).unwrap())
}

type Reply = (StatusCode, HeaderMap, Value);

async fn call(api: &Router, method: Method, path: &str, body: Value) -> Reply {
    call_with(api, FULL_KEY, method, path, body).await
}

async fn call_with(api: &Router, key: &str, method: Method, path: &str, body: Value) -> Reply {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header("x-api-key", key);
    let request = match body {
        Value::Null => request.body(Body::empty()),
        body => request
            .header("content-type", "application/json")
            .body(Body::from(body.to_string())),
    };
    let response = api.clone().oneshot(request.unwrap()).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap();
    (
        parts.status,
        parts.headers,
        serde_json::from_slice(&body).unwrap(),
    )
}

async fn get(api: &Router, path: &str) -> Value {
    let (status, _, body) = call(api, Method::GET, path, Value::Null).await;
    assert_eq!(status, StatusCode::OK, "{path}: {body}");
    body
}

/// Creates a webhook of these events and returns the path and the secret of it.
async fn create_webhook(api: &Router, path: &str, events: &[&str]) -> (String, String) {
    let url = format!("http://hooks.test{path}");
    let body = json!({ "name": "test", "url": url, "events": events });
    let (status, _, webhook) = call(api, Method::POST, "/v1/webhooks", body).await;
    assert_eq!(status, StatusCode::CREATED, "{webhook}");
    let text = |field: &str| webhook["data"][field].as_str().unwrap().to_owned();
    (format!("/v1/webhooks/{}", text("id")), text("secret"))
}

/// Starts a conversation on the website and returns the path of it.
async fn start_conversation(api: &Router) -> String {
    let channels = get(api, &format!("/v1/channels?type={}", ChannelType::Website)).await;
    let path = format!(
        "/v1/channels/{}/conversation",
        channels["data"][0]["id"].as_str().unwrap()
    );
    let body = json!({ "customer_name": "Rita", "initial_message": "Oi" });
    let (status, _, body) = call(api, Method::POST, &path, body).await;
    assert_eq!(status, StatusCode::CREATED, "{body}");
    format!("/v1/conversations/{}", body["data"]["id"].as_str().unwrap())
}

#[tokio::test]
async fn every_operation_is_served() {
    let api = api(&clock(), Router::new());
    assert_eq!(unserved(api, OPERATIONS).await, [""; 0]);
}

#[tokio::test]
async fn silent_conversations_wait_and_then_close() {
    let clock = clock();
    let api = api(&clock, Router::new());
    let path = start_conversation(&api).await;

    clock.advance(29 * MINUTE);
    assert_eq!(get(&api, &path).await["data"]["status"], "open");
    clock.advance(MINUTE);
    assert_eq!(get(&api, &path).await["data"]["status"], "waiting");
    let pending = get(&api, "/v1/interactions?status=pending").await;
    assert_eq!(pending["data"][0]["customer_name"], "Rita");

    clock.advance(48 * 60 * MINUTE);
    let closed = get(&api, &path).await;
    assert_eq!(closed["data"]["status"], "closed");
    // When it was due, not when someone looked.
    let (start, end) = (&closed["data"]["created_at"], &closed["data"]["closed_at"]);
    let time = |text: &Value| text.as_str().unwrap().parse::<UtcTime>().unwrap();
    assert_eq!((time(end) - time(start)).num_minutes(), 30 + 24 * 60);
}

#[tokio::test]
async fn deliveries_are_repeated_by_the_schedule_and_recorded() {
    let clock = clock();
    let status = Arc::new(Mutex::new(StatusCode::SERVICE_UNAVAILABLE));
    let answer = Arc::clone(&status);
    let hook = axum::routing::post(move || async move { *answer.lock().unwrap() });
    let api = api(&clock, Router::new().route("/hook", hook));
    let (path, _) = create_webhook(&api, "/hook", &["contact.created"]).await;
    let deliveries = format!("{path}/deliveries");

    let contact = json!({ "customer_name": "Rita" });
    call(&api, Method::POST, "/v1/contacts", contact).await;
    for (number, wait) in [(1, 1), (2, 5), (3, 15)] {
        // The sender sleeps until the next attempt only once this one is over, save for its timeout of 10 seconds.
        let next = within("the sender waits for its next attempt", async {
            loop {
                let next = clock.next_wake().await;
                if next - clock.now() > timely_runtime::chrono::TimeDelta::seconds(10) {
                    break next;
                }
                tokio::task::yield_now().await;
            }
        });
        let next = next.await;
        let row = &get(&api, &deliveries).await["data"][0];
        assert_eq!(
            (&row["attempt"], &row["status"]),
            (&json!(number), &json!("failed")),
            "{row}"
        );
        assert_eq!(row["status_code"], 503);
        assert_eq!((next - clock.now()).num_minutes(), wait);
        clock.advance_to(next);
    }
    assert_eq!(get(&api, &path).await["data"]["status"], "failing");

    *status.lock().unwrap() = StatusCode::NO_CONTENT;
    let (_, _, test) = call(&api, Method::POST, &format!("{path}/test"), Value::Null).await;
    assert_eq!(test["data"], json!({ "success": true, "status_code": 204 }));
    assert_eq!(get(&api, &path).await["data"]["status"], "active");
}

#[tokio::test]
async fn a_test_of_a_silent_receiver_is_over_soon() {
    let clock = clock();
    let silent = axum::routing::post(std::future::pending::<StatusCode>);
    let api = api(&clock, Router::new().route("/hook", silent));
    let (path, _) = create_webhook(&api, "/hook", &["contact.created"]).await;
    let path = format!("{path}/test");

    let start = clock.now();
    let test = call(&api, Method::POST, &path, Value::Null);
    let wait = async { clock.advance_to(clock.next_wake().await) };
    let ((status, _, test), ()) = tokio::join!(test, wait);
    assert_eq!(status, StatusCode::OK, "{test}");
    assert_eq!(
        test["data"],
        json!({ "success": false, "status_code": null })
    );
    assert_eq!((clock.now() - start).num_seconds(), 3);
}

#[tokio::test]
async fn events_reach_a_typed_receiver() {
    let clock = clock();
    let seen: Arc<Mutex<HashSet<String>>> = Arc::default();
    let inbox = Arc::new(Mutex::new(Router::new()));
    // The secret is known only once the webhook is there, so the receiver is put in place then.
    let current = Arc::clone(&inbox);
    let hooks = Router::new().fallback_service(tower::service_fn(move |request| {
        let receiver = current.lock().unwrap().clone();
        receiver.oneshot(request)
    }));
    let api = api(&clock, hooks);
    let expected = [
        "conversation.created",
        "message.received",
        "conversation.closed",
    ];
    let (_, secret) = create_webhook(&api, "/", &expected).await;
    let (names, at) = (Arc::clone(&seen), clock.clone());
    let verifier = verifier(secret).clock(at);
    *inbox.lock().unwrap() = receiver(verifier, move |delivery: Delivery<WebhookEvent>| {
        names
            .lock()
            .unwrap()
            .insert(delivery.event.name().to_owned());
        async { Ok::<(), HandlerError>(()) }
    });

    let path = start_conversation(&api).await;
    clock.advance(48 * 60 * MINUTE);
    get(&api, &path).await;
    // The conversations of the seed are closed as well, so that some names come more than once.
    let is_complete = || {
        let seen = seen.lock().unwrap();
        expected.iter().all(|name| seen.contains(*name))
    };
    let complete = async {
        while !is_complete() {
            tokio::task::yield_now().await;
        }
    };
    let ended = tokio::time::timeout(LONG, complete).await;
    assert!(ended.is_ok(), "not all are delivered: {seen:?}");
}

#[tokio::test]
async fn the_rate_limit_is_per_key_and_minute() {
    let clock = clock();
    let api = app(Config {
        rate_limit: 2,
        ..config(&clock, Router::new())
    });
    for remaining in ["1", "0"] {
        let (status, headers, _) = call(&api, Method::GET, "/v1/me", Value::Null).await;
        assert_eq!(status, StatusCode::OK);
        assert_eq!(headers["x-ratelimit-remaining"], remaining);
    }
    clock.advance(Duration::from_millis(47_500));
    let (status, headers, body) = call(&api, Method::GET, "/v1/me", Value::Null).await;
    assert_eq!(status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(headers["retry-after"], "13");
    let message = "Limit of 2 requests per minute reached. Wait 13 seconds.";
    let error = json!({ "code": "RATE_LIMIT_EXCEEDED", "message": message, "status": 429 });
    assert_eq!(body, json!({ "error": error }));
    let (status, ..) = call_with(&api, READ_KEY, Method::GET, "/v1/me", Value::Null).await;
    assert_eq!(status, StatusCode::OK);

    clock.advance(Duration::from_secs(13));
    let (status, ..) = call(&api, Method::GET, "/v1/me", Value::Null).await;
    assert_eq!(status, StatusCode::OK);
}

#[tokio::test]
async fn companies_do_not_see_each_other() {
    let mut config = config(&clock(), Router::new());
    config
        .keys
        .push(ApiKey::new("other", "Other", new_id(), &SCOPES));
    let api = app(config);
    let ours = get(&api, "/v1/contacts").await;
    let path = format!("/v1/contacts/{}", ours["data"][0]["id"].as_str().unwrap());
    for method in [Method::GET, Method::DELETE] {
        let (status, ..) = call_with(&api, "other", method, &path, Value::Null).await;
        assert_eq!(status, StatusCode::NOT_FOUND);
    }
    get(&api, &path).await;
}
