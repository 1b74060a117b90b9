//! What the SDK makes of answers over TCP: errors with their code and message, repetitions, and calls that differ.

use crate::harness::{CHANNEL, PATH, text, within};
use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use channels_messages_downstream::api::client::{
    ChannelsApi, Client, ClientBuilder, Error, RetryPolicy, SdkError,
};
use channels_messages_downstream::api::operations::{SendChannelMessageError, security};
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use timely_runtime::http::{HeaderMap, StatusCode};
use tokio::net::TcpListener;

/// The path with its query, and the header of a request.
type Seen = (String, HeaderMap);

/// A client of a server that answers one request after the other so, the last answer again and again.
async fn answering(
    answers: &'static [(u16, &'static str)],
) -> (ClientBuilder, Arc<Mutex<Vec<Seen>>>) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let seen = Arc::new(Mutex::new(Vec::new()));
    let there = Arc::clone(&seen);
    let app = axum::Router::new().fallback(async move |request: Request| {
        let (parts, body) = request.into_parts();
        axum::body::to_bytes(body, 1 << 20).await.unwrap();
        let mut all = there.lock().unwrap();
        all.push((parts.uri.to_string(), parts.headers));
        let (status, body) = answers[(all.len() - 1).min(answers.len() - 1)];
        answer(status, body)
    });
    tokio::spawn(async move { axum::serve(listener, app).await });
    let policy = RetryPolicy::default().base_delay(Duration::ZERO);
    let builder = Client::builder().base_url(url).api_key("hunter2");
    (builder.retry(policy), seen)
}

fn answer(status: u16, body: &'static str) -> Response {
    let headers = [
        ("content-type", "application/json"),
        ("x-request-id", "7f3a"),
    ];
    (StatusCode::from_u16(status).unwrap(), headers, body).into_response()
}

const GONE: &str = r#"{"error":"Not Found","message":"There is no channel with this ID."}"#;
const SENT: &str = r#"{"contact":{"id":"c1"},"message":{"id":"m1"},"ai_messages":[]}"#;

/// As a program has it that calls several operations.
async fn send(client: &Client) -> Result<(), SdkError> {
    client.send_channel_message(CHANNEL, &text("hi")).await?;
    Ok(())
}

#[tokio::test]
async fn an_error_is_told_with_code_message_and_id() {
    let (builder, _seen) = answering(&[(404, GONE)]).await;
    let client = builder.build().unwrap();
    let error = within(
        "an error",
        client.send_channel_message(CHANNEL, &text("hi")),
    )
    .await;
    let error = error.unwrap_err();
    assert!(matches!(
        error,
        Error::Api(SendChannelMessageError::NotFound(_))
    ));
    assert_eq!(error.status(), Some(StatusCode::NOT_FOUND));
    // A title is for people.
    assert_eq!(error.code(), None);
    assert_eq!(
        error.message().as_deref(),
        Some("There is no channel with this ID.")
    );
    assert_eq!(error.request_id(), Some("7f3a"));
    assert_eq!(*error.response().unwrap().body(), GONE);
    let told = error.to_string();
    let error = within("an error", send(&client)).await.unwrap_err();
    assert_eq!(error.to_string(), told);
    assert_eq!(error.operation_id(), Some("sendChannelMessage"));
    assert_eq!(
        error.message().as_deref(),
        Some("There is no channel with this ID.")
    );
    assert_eq!(
        told,
        "sendChannelMessage: 404 Not Found: There is no channel with this ID. (request 7f3a)"
    );
    assert!(!format!("{error:?} {client:?}").contains("hunter2"));
    let (builder, _seen) =
        answering(&[(409, r#"{"error":"KEY_REUSED","message":"another"}"#)]).await;
    let client = builder.build().unwrap();
    let error = within("an error", send(&client)).await.unwrap_err();
    assert_eq!(error.code().as_deref(), Some("KEY_REUSED"));
    assert_eq!(error.message().as_deref(), Some("another"));
}

#[tokio::test]
async fn a_message_is_sent_again_with_the_same_key() {
    let (builder, seen) = answering(&[(502, ""), (500, GONE)]).await;
    let client = builder.build().unwrap();
    let error = within("an error", send(&client)).await.unwrap_err();
    assert_eq!((error.attempts(), error.is_retryable()), (3, true));
    assert!(error.to_string().ends_with(", after 3 attempts"), "{error}");
    let keys = || -> Vec<String> {
        let seen = std::mem::take(&mut *seen.lock().unwrap());
        let keys = seen
            .iter()
            .map(|(_, headers)| &headers["x-idempotency-key"]);
        keys.map(|key| key.to_str().unwrap().to_owned()).collect()
    };
    let made_up = keys();
    assert_eq!(made_up.len(), 3);
    assert!(
        made_up
            .iter()
            .all(|key| *key == made_up[0] && !key.is_empty())
    );
    let message = text("hi");
    let call = client.send_channel_message(CHANNEL, &message);
    let call = call.with(|call| call.idempotency_key("job-7"));
    within("an error", call).await.unwrap_err();
    assert_eq!(keys(), ["job-7"; 3]);
}

#[tokio::test]
async fn a_call_differs_from_others_and_gives_its_answer_as_it_came() {
    let (builder, seen) = answering(&[(200, SENT)]).await;
    let client = builder.build().unwrap();
    let message = text("hi");
    let call = client.send_channel_message(CHANNEL, &message).with(|call| {
        let call = call.header("x-trace-id", "7").query("debug", "1");
        call.credential(&security::API_KEY, "the key of a guest")
            .raw()
    });
    let raw = within("an answer", call).await.unwrap();
    assert_eq!((raw.status.as_u16(), raw.request_id()), (200, Some("7f3a")));
    assert_eq!(raw.body.bytes(1 << 20).await.unwrap(), SENT);
    let (target, headers) = seen.lock().unwrap().pop().unwrap();
    assert_eq!(target, format!("{PATH}?debug=1"));
    assert_eq!(headers["x-trace-id"], "7");
    assert_eq!(headers["x-api-key"], "the key of a guest");
}
