//! What the SDK makes of answers over TCP: errors with their code and message, repetitions, and calls that differ.

use axum::body::Bytes;
use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use chatbot_platform_downstream::api::client::{
    BotsApi, ChannelsApi, Client, ClientBuilder, Error, RetryPolicy, SdkError,
};
use chatbot_platform_downstream::api::models::BotCreate;
use chatbot_platform_downstream::api::operations::{GetBotError, security};
use serde_json::{Value, json};
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use timely_runtime::http::{HeaderMap, StatusCode};
use tokio::net::TcpListener;

/// The method, the path with its query, the header and the body of a request.
type Seen = (String, String, HeaderMap, Bytes);

/// The result of a future; fails when there is none for a long time.
async fn within<F: IntoFuture>(what: &str, future: F) -> F::Output {
    // Nothing takes as long as this, even on a machine that has much else to do: what does will never end.
    let long = Duration::from_secs(120);
    let result = tokio::time::timeout(long, future.into_future()).await;
    result.unwrap_or_else(|_| panic!("not within {long:?}: {what}"))
}

/// A server that answers one request after the other so, the last answer again and again, and its address.
async fn answering(
    answers: &'static [(u16, &'static str, &'static str)],
) -> (ClientBuilder, Arc<Mutex<Vec<Seen>>>) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let url = format!("http://{}/v1", listener.local_addr().unwrap());
    let seen = Arc::new(Mutex::new(Vec::new()));
    let there = Arc::clone(&seen);
    let app = axum::Router::new().fallback(async move |request: Request| {
        let (parts, body) = request.into_parts();
        let body = axum::body::to_bytes(body, 1 << 20).await.unwrap();
        let target = parts.uri.to_string();
        let seen: Seen = (parts.method.to_string(), target, parts.headers, body);
        let mut all = there.lock().unwrap();
        all.push(seen);
        let (status, header, body) = answers[(all.len() - 1).min(answers.len() - 1)];
        answer(status, header, body)
    });
    tokio::spawn(async move { axum::serve(listener, app).await });
    let policy = RetryPolicy::default().base_delay(Duration::ZERO);
    let builder = Client::builder().base_url(url).api_key("sk_live_hunter2");
    (builder.retry(policy), seen)
}

fn answer(status: u16, header: &'static str, body: &'static str) -> Response {
    let status = StatusCode::from_u16(status).unwrap();
    let (name, value) = header.split_once(": ").unwrap();
    let headers = [
        ("content-type", "application/json"),
        ("x-request-id", "7f3a"),
        (name, value),
    ];
    (status, headers, body).into_response()
}

const NOT_FOUND: &str = r#"{"error":{"code":"NOT_FOUND","message":"There is no bot bot_1"}}"#;
const BOTS: &str = r#"{"data":[],"meta":{"total":0,"page":1,"per_page":20}}"#;

/// As a program has it that calls several operations.
async fn count(client: &Client) -> Result<usize, SdkError> {
    let bots = client.list_bots().await?.into_body().data.len();
    Ok(bots + client.list_channels("bot_1").await?.into_body().data.len())
}

#[tokio::test]
async fn an_error_is_told_with_code_message_and_id() {
    let (builder, _seen) = answering(&[(404, "x-served-by: n1", NOT_FOUND)]).await;
    let client = builder.build().unwrap();
    let error = within("an error", client.get_bot("bot_1")).await;
    let error = error.unwrap_err();
    assert!(
        matches!(&error, Error::Api(GetBotError::NotFound(body)) if body.error.message.contains("bot_1"))
    );
    assert_eq!(error.status(), Some(StatusCode::NOT_FOUND));
    assert_eq!(error.code().as_deref(), Some("NOT_FOUND"));
    assert_eq!(error.message().as_deref(), Some("There is no bot bot_1"));
    assert_eq!(error.request_id(), Some("7f3a"));
    assert_eq!(error.headers().unwrap()["x-served-by"], "n1");
    assert_eq!(*error.response().unwrap().body(), NOT_FOUND);
    let told = "getBot: 404 Not Found: NOT_FOUND: There is no bot bot_1 (request 7f3a)";
    assert_eq!(error.to_string(), told);
    assert!(!format!("{error:?} {client:?}").contains("hunter2"));
}

#[tokio::test]
async fn the_errors_of_several_operations_are_one() {
    let (builder, _seen) = answering(&[(200, "a: b", BOTS), (404, "a: b", NOT_FOUND)]).await;
    let client = builder.build().unwrap();
    let error = within("an error", count(&client)).await.unwrap_err();
    assert_eq!(error.operation_id(), Some("listChannels"));
    assert_eq!(error.code().as_deref(), Some("NOT_FOUND"));
    assert_eq!(error.request_id(), Some("7f3a"));
    assert!(!error.is_retryable());
    let (builder, _seen) = answering(&[(418, "a: b", "{}")]).await;
    let client = builder.build().unwrap();
    let error = within("an error", count(&client)).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "listBots: the server answered 418 I'm a teapot, which is not documented: {} (request 7f3a)"
    );
}

#[tokio::test]
async fn what_is_safe_is_repeated() {
    let (builder, seen) = answering(&[
        (
            429,
            "retry-after: 0",
            r#"{"error":{"message":"slow down"}}"#,
        ),
        (503, "a: b", ""),
        (200, "a: b", BOTS),
    ])
    .await;
    let client = builder.build().unwrap();
    let bots = within("an answer", client.list_bots()).await.unwrap();
    assert_eq!(bots.received().unwrap().attempts(), 3);
    assert_eq!(bots.request_id(), Some("7f3a"));
    assert_eq!(seen.lock().unwrap().len(), 3);

    let (builder, seen) = answering(&[(503, "a: b", "")]).await;
    let client = builder.build().unwrap();
    let create = BotCreate::new("Sales");
    let error = within("an error", client.create_bot(&create)).await;
    assert_eq!(error.unwrap_err().attempts(), 1);
    let call = client
        .list_bots()
        .with(|call| call.retry(RetryPolicy::none()));
    let error = within("an error", call).await.unwrap_err();
    assert!(error.is_retryable());
    assert_eq!((error.attempts(), seen.lock().unwrap().len()), (1, 2));
}

#[tokio::test]
async fn a_call_differs_from_others_and_gives_its_answer_as_it_came() {
    let (builder, seen) = answering(&[(200, "x-plan: free", BOTS)]).await;
    let client = builder.build().unwrap();
    let call = client.list_bots().per_page(5).with(|call| {
        let call = call.header("x-trace-id", "7").query("debug", "a b");
        call.credential(&security::API_KEY, "sk_of_a_guest").raw()
    });
    let raw = within("an answer", call).await.unwrap();
    assert_eq!((raw.status.as_u16(), raw.request_id()), (200, Some("7f3a")));
    assert_eq!(raw.headers["x-plan"], "free");
    let body = raw.body.bytes(1 << 20).await.unwrap();
    let body: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(body["data"], json!([]));
    let (method, target, headers, _) = seen.lock().unwrap().pop().unwrap();
    assert_eq!(
        (method.as_str(), target.as_str()),
        ("GET", "/v1/bots?per_page=5&debug=a%20b")
    );
    assert_eq!(headers["x-trace-id"], "7");
    assert_eq!(headers["authorization"], "Bearer sk_of_a_guest");
    // All calls of a clone.
    let guest = client.with(|call| call.header("x-team", "guests"));
    within("an answer", guest.list_bots()).await.unwrap();
    let (.., headers, _) = seen.lock().unwrap().pop().unwrap();
    assert_eq!(headers["x-team"], "guests");
    assert_eq!(headers["authorization"], "Bearer sk_live_hunter2");
}
