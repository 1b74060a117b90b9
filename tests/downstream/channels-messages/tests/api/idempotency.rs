//! The server's side of idempotency: one answer per key.

use crate::harness::{
    Answer, CHANNEL, CLOSED, Fault, Faulty, INTERNALS, KEY, PATH, SECOND_CHANNEL, SECOND_KEY, Slow,
    client, client_with, config, json, request, send, server, server_with, text, within,
};
use channels_messages_downstream::api::client::{ChannelsApi, Error, RetryPolicy};
use channels_messages_downstream::api::models::{
    Audio, AudioContent, AudioMessageRequest, SendMessageRequest,
};
use channels_messages_downstream::api::operations::{
    SendChannelMessageError, SendChannelMessageResponse,
};
use channels_messages_downstream::server::{Ai, Echo, Retention, Server};
use http_body_util::Full;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use timely_runtime::serde_json::json;
use timely_runtime::server::Router;
use timely_runtime::{Bytes, Value};

const TAKEN: &str = "The idempotency key was used for another message.";

fn message(body: &str) -> Value {
    json!({ "type": "TEXT", "contactIdentifier": "ana", "content": { "text": { "body": body } } })
}

async fn keyed(router: Router, key: &str, body: &Value) -> Answer {
    let request = request(PATH).header("X-Idempotency-Key", key);
    send(router, request.body(json(body)).unwrap()).await
}

async fn sent<A: Ai>(
    server: &Server<A>,
    message: &SendMessageRequest,
    key: &str,
) -> Result<SendChannelMessageResponse, Error<SendChannelMessageError>> {
    client(server.router())
        .send_channel_message(CHANNEL, message)
        .idempotency_key(key)
        .await
}

fn audio(address: &str) -> SendMessageRequest {
    let audio = Audio::new(address.parse().unwrap());
    SendMessageRequest::Audio(AudioMessageRequest::new("ana", AudioContent::new(audio)))
}

/// Fails unless the answer is a 400.
fn refused(result: Result<SendChannelMessageResponse, Error<SendChannelMessageError>>) {
    match result {
        Err(Error::Api(SendChannelMessageError::BadRequest(_))) => {}
        other => panic!("{other:?}"),
    }
}

/// The message of a 409.
fn conflict(result: Result<SendChannelMessageResponse, Error<SendChannelMessageError>>) -> String {
    match result {
        Err(Error::Api(SendChannelMessageError::Conflict(body))) => {
            body.into_body().message.unwrap_or_default()
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn the_same_key_has_the_same_answer() {
    let server = server();
    let first = keyed(server.router(), "k", &message("Hi. Ho.")).await;
    assert_eq!(first.status, 200);
    // Something else in between, so that an answer made anew would differ.
    keyed(server.router(), "other", &message("Hi. Ho.")).await;
    for _ in 0..3 {
        let again = keyed(server.router(), "k", &message("Hi. Ho.")).await;
        assert_eq!(again, first);
    }
    assert_eq!(server.messages().len(), 2);
}

#[tokio::test]
async fn how_the_request_is_written_does_not_matter() {
    let server = server();
    let first = keyed(server.router(), "k", &message("Hi")).await;
    let other = br#" { "content" : {"text":{"body":"\u0048i"}}, "contactIdentifier":"ana", "type":"TEXT", "new":1 } "#;
    let other = request(PATH)
        .header("X-Idempotency-Key", "k")
        .body(Full::new(Bytes::from_static(other)))
        .unwrap();
    assert_eq!(send(server.router(), other).await, first);
    assert_eq!(server.messages().len(), 1);
}

#[tokio::test]
async fn the_same_key_with_another_message_is_refused() {
    let server = server();
    let first = sent(&server, &text("Hi"), "k").await.unwrap();
    for other in [text("Ho"), audio("https://example.com/a.mp3")] {
        assert_eq!(conflict(sent(&server, &other, "k").await), TAKEN);
    }
    // That changes nothing for the first one.
    assert_eq!(sent(&server, &text("Hi"), "k").await.unwrap(), first);
    assert_eq!(server.messages().len(), 1);
}

#[tokio::test]
async fn without_a_key_every_request_is_a_message() {
    let server = server();
    for number in 1..=3 {
        let request = request(PATH).body(json(&message("Hi"))).unwrap();
        assert_eq!(send(server.router(), request).await.status, 200);
        assert_eq!(server.messages().len(), number);
    }
    assert_eq!(server.remembered_keys(), 0);
}

#[tokio::test]
async fn a_key_counts_for_one_caller_and_one_channel() {
    let server = server();
    let mut messages = Vec::new();
    for (api_key, channel) in [(KEY, CHANNEL), (SECOND_KEY, CHANNEL), (KEY, SECOND_CHANNEL)] {
        let client = client_with(api_key, RetryPolicy::none(), server.router());
        for _ in 0..2 {
            let response = client
                .send_channel_message(channel, &text("Hi"))
                .idempotency_key("k")
                .await;
            messages.push(response.unwrap().into_body().message_id);
        }
    }
    let expected = [
        "message_1",
        "message_1",
        "message_2",
        "message_2",
        "message_3",
        "message_3",
    ];
    assert_eq!(messages, expected);
}

#[tokio::test]
async fn keys_are_compared_as_they_are() {
    let server = server();
    for key in ["k", "K", "k,k", "k k", "ção"] {
        assert_eq!(
            keyed(server.router(), key, &message("Hi")).await.status,
            200
        );
    }
    assert_eq!(server.messages().len(), 5);
}

#[tokio::test]
async fn a_request_has_one_key_at_most() {
    let server = server();
    let twice = request(PATH)
        .header("X-Idempotency-Key", "a")
        .header("X-Idempotency-Key", "b");
    let answer = send(server.router(), twice.body(json(&message("Hi"))).unwrap()).await;
    let said = answer.error(400);
    assert!(
        said.contains("header /X-Idempotency-Key: expected one value"),
        "{said}"
    );
    assert!(server.messages().is_empty());
}

#[tokio::test]
async fn of_two_requests_at_once_the_second_waits_for_the_answer_of_the_first() {
    static AI: Slow = Slow::new();
    let server = server_with(&AI);
    let messages = [text("Hi"), text("Hi")];
    let [first, second] = messages
        .each_ref()
        .map(|message| sent(&server, message, "k"));
    let ai = async {
        AI.question().await;
        // Both are there now. A third that says something else does not have to wait.
        assert_eq!(conflict(sent(&server, &text("Ho"), "k").await), TAKEN);
        assert_eq!(server.remembered_keys(), 1);
        AI.answer(Some("Hello!"));
    };
    let (first, second, ()) = tokio::join!(first, second, ai);
    assert_eq!(first.unwrap(), second.unwrap());
    assert_eq!(AI.open_questions(), 0);
    assert_eq!(server.messages().len(), 1);
}

#[tokio::test]
async fn many_requests_at_once_are_one_message() {
    static AI: Slow = Slow::new();
    let server = server_with(&AI);
    let mut requests = tokio::task::JoinSet::new();
    for _ in 0..50 {
        let router = server.router();
        requests.spawn(async move { keyed(router, "k", &message("Hi")).await });
    }
    AI.question().await;
    // The others have their turn while the first one waits for the AI.
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
    AI.answer(Some("Hello!"));
    let answers = within("all are answered", requests.join_all()).await;
    assert!(answers.iter().all(|answer| *answer == answers[0]));
    assert_eq!(answers[0].status, 200);
    assert_eq!((AI.open_questions(), server.messages().len()), (0, 1));
}

#[tokio::test]
async fn a_failed_attempt_leaves_the_key_free() {
    for fault in [Fault::Error, Fault::Panic] {
        let server = server_with(Faulty::new(2, fault));
        for _ in 0..2 {
            let answer = keyed(server.router(), "k", &message("Hi")).await;
            assert!(!answer.error(500).contains(INTERNALS));
            assert_eq!(server.remembered_keys(), 0);
        }
        let answer = keyed(server.router(), "k", &message("Hi")).await;
        assert_eq!(answer.status, 200);
        assert_eq!(keyed(server.router(), "k", &message("Hi")).await, answer);
        assert_eq!(server.messages().len(), 1);
    }
}

#[tokio::test]
async fn a_refused_message_leaves_the_key_free() {
    let server = server();
    refused(sent(&server, &audio("https://files.intranet.example/a.mp3"), "k").await);
    // Corrected, it is the same logical operation.
    let response = sent(&server, &audio("https://example.com/a.mp3"), "k").await;
    assert!(response.is_ok());

    let closed = client(server.router());
    let result = closed
        .send_channel_message(CLOSED, &text("Hi"))
        .idempotency_key("k")
        .await;
    refused(result);
    assert_eq!((server.messages().len(), server.remembered_keys()), (1, 1));
}

#[tokio::test]
async fn who_waits_takes_over_from_an_attempt_that_fails() {
    static AI: Slow = Slow::new();
    let server = server_with(&AI);
    let messages = [text("Hi"), text("Hi")];
    let [first, second] = messages
        .each_ref()
        .map(|message| sent(&server, message, "k"));
    let ai = async {
        AI.question().await;
        AI.answer(None);
        AI.question().await;
        AI.answer(Some("Hello!"));
    };
    let (first, second, ()) = tokio::join!(first, second, ai);
    let failed = first.unwrap_err();
    assert!(matches!(
        failed,
        Error::Api(SendChannelMessageError::InternalServerError(_))
    ));
    assert_eq!(second.unwrap().message_id, "message_1");
    assert_eq!(server.messages().len(), 1);
}

#[tokio::test]
async fn who_waits_takes_over_from_an_attempt_that_is_given_up() {
    static AI: Slow = Slow::new();
    let server = server_with(&AI);
    let (router, later) = (server.router(), server.router());
    let first = tokio::spawn(async move { keyed(router, "k", &message("Hi")).await });
    AI.question().await;
    let second = tokio::spawn(async move { keyed(later, "k", &message("Hi")).await });
    tokio::task::yield_now().await;

    // As when a caller hangs up.
    first.abort();
    let first = within("it is given up", first).await;
    assert!(first.unwrap_err().is_cancelled());
    AI.question().await;
    AI.answer(Some("Hello!"));
    let second = within("the second is answered", second).await;
    assert_eq!(second.unwrap().status, 200);
    assert_eq!(server.messages().len(), 1);
}

#[tokio::test]
async fn answers_are_forgotten_when_they_are_old() {
    let (start, seconds) = (Instant::now(), Arc::new(AtomicU64::new(0)));
    let clock = Arc::clone(&seconds);
    let retention = Retention {
        lifetime: Duration::from_secs(60),
        ..Retention::default()
    };
    let config = config().retention(retention).clock(Arc::new(move || {
        start + Duration::from_secs(clock.load(Ordering::SeqCst))
    }));
    let server = Server::new(config, Echo);
    let id = async |key, body| {
        let answer = keyed(server.router(), key, &message(body)).await;
        assert_eq!(answer.status, 200, "{:?}", answer.body);
        answer.json()["messageId"].as_str().unwrap().to_owned()
    };

    assert_eq!(id("a", "Hi").await, "message_1");
    seconds.store(30, Ordering::SeqCst);
    assert_eq!(id("b", "Hi").await, "message_2");
    seconds.store(59, Ordering::SeqCst);
    assert_eq!(id("a", "Hi").await, "message_1");
    assert_eq!(server.remembered_keys(), 2);
    // To be asked for again makes an answer no younger.
    seconds.store(60, Ordering::SeqCst);
    assert_eq!(server.remembered_keys(), 1);
    assert_eq!(id("a", "Ho").await, "message_3");
    assert_eq!(id("b", "Hi").await, "message_2");
    seconds.store(1000, Ordering::SeqCst);
    assert_eq!(server.remembered_keys(), 0);
}

#[tokio::test]
async fn the_oldest_answers_are_forgotten_when_there_are_many() {
    let retention = Retention {
        capacity: 2,
        ..Retention::default()
    };
    let server = Server::new(config().retention(retention), Echo);
    for key in ["a", "b", "c", "d"] {
        keyed(server.router(), key, &message("Hi")).await;
        assert!(server.remembered_keys() <= 2);
    }
    let again = keyed(server.router(), "c", &message("Hi")).await;
    assert_eq!(again.json()["messageId"], "message_3");
    let anew = keyed(server.router(), "a", &message("Hi")).await;
    assert_eq!(anew.json()["messageId"], "message_5");
}
