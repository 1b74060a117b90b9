//! A server that breaks off, ends, and refuses, as it is told.

use super::api::client::{Client, FeedApi, Reconnect};
use super::api::models::{Question, Tick};
use super::{at_once, client_at, within};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use timely_runtime::EventStream;
use timely_runtime::bodies::{BodyError, ReconnectError, StreamError};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

const EVENTS: &str =
    "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n";

/// What is sent on one connection, after which it is closed.
fn broken(events: &str) -> String {
    format!("{EVENTS}{:x}\r\n{events}\r\n", events.len())
}

/// The same with the end that the message has.
fn ended(events: &str) -> String {
    format!("{}0\r\n\r\n", broken(events))
}

/// The requests that came, in small letters.
type Seen = Arc<Mutex<Vec<String>>>;

/// A socket that does one thing on each connection, and then accepts none.
async fn serving(answers: Vec<String>) -> (Client, Seen) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address: SocketAddr = listener.local_addr().unwrap();
    let seen = Seen::default();
    let seen_there = Arc::clone(&seen);
    tokio::spawn(async move {
        for answer in answers {
            let Ok((mut socket, _)) = listener.accept().await else {
                return;
            };
            let mut request = Vec::new();
            let mut block = [0; 4096];
            while !request.windows(4).any(|end| end == b"\r\n\r\n") {
                let length = within("a request", socket.read(&mut block)).await.unwrap();
                request.extend_from_slice(&block[..length]);
            }
            let text = String::from_utf8_lossy(&request).to_ascii_lowercase();
            seen_there.lock().unwrap().push(text);
            let _ = socket.write_all(answer.as_bytes()).await;
            // What was written arrives before the end.
            let _ = socket.shutdown().await;
        }
    });
    (client_at(address), seen)
}

/// The numbers of the ticks, and how they end.
async fn counts(mut events: EventStream<Tick>) -> (Vec<i64>, Option<StreamError>) {
    use futures_util::StreamExt;
    let mut counts = Vec::new();
    while let Some(event) = within("an event", events.next()).await {
        match event {
            Ok(event) => counts.push(event.data.count),
            Err(error) => return (counts, Some(error)),
        }
    }
    (counts, None)
}

fn last_event_ids(seen: &Seen) -> Vec<String> {
    let seen = seen.lock().unwrap();
    let of = |request: &String| {
        let mut lines = request.lines();
        let line = lines.find_map(|line| line.strip_prefix("last-event-id: "));
        line.unwrap_or("none").to_owned()
    };
    seen.iter().map(of).collect()
}

#[tokio::test]
async fn a_stream_goes_on_after_the_last_whole_event() {
    let (client, seen) = serving(vec![
        broken("retry: 1\n\nid: a\ndata: {\"count\":1}\n\nid: b\ndata: {\"cou"),
        broken("id: b\ndata: {\"count\":2}\n\n"),
        ended("id: c\ndata: {\"count\":3}\n\n"),
    ])
    .await;
    // Nobody has asked for it; the server shows that it is meant.
    let ticks = client.watch_ticks().room("blue").await.unwrap();
    assert_eq!(ticks.received().unwrap().status(), 200);
    let (counts, error) = counts(ticks.into_body()).await;
    assert_eq!(counts, [1, 2, 3]);
    assert!(error.is_none(), "{error:?}");
    assert_eq!(last_event_ids(&seen), ["none", "a", "b"]);
    let seen = seen.lock().unwrap();
    assert!(
        seen.iter()
            .all(|request| request.starts_with("get /ticks?room=blue "))
    );
    assert!(
        seen.iter()
            .all(|request| request.contains("\r\naccept: text/event-stream"))
    );
}

#[tokio::test]
async fn without_a_sign_of_the_server_a_break_is_an_error() {
    for (reconnect, expected) in [(None, vec![1]), (Some(at_once()), vec![1, 2])] {
        let (client, _) = serving(vec![
            broken("data: {\"count\":1}\n\ndata: {"),
            ended("data: {\"count\":2}\n\n"),
        ])
        .await;
        let is_asked = reconnect.is_some();
        let call = client.watch_ticks().with(|call| match reconnect {
            Some(reconnect) => call.reconnect(reconnect),
            None => call,
        });
        let (counts, error) = counts(call.await.unwrap().into_body()).await;
        assert_eq!(counts, expected);
        let is_break = matches!(error, Some(StreamError::Body(BodyError::Read(_))));
        assert_eq!(is_break, !is_asked, "{error:?}");
    }
}

#[tokio::test]
async fn a_finite_stream_is_asked_for_once() {
    let stream = || ended("retry: 1\nid: 1\ndata: {\"count\":1}\n\n");
    let (client, seen) = serving(vec![stream(), stream()]).await;
    let (all, error) = counts(client.watch_ticks().await.unwrap().into_body()).await;
    assert_eq!((all, error.is_none()), (vec![1], true));
    assert_eq!(seen.lock().unwrap().len(), 1);

    // Who asks gets it again and again, until the server says that there is no more.
    let no_content = "HTTP/1.1 204 No Content\r\n\r\n".to_owned();
    let (client, seen) = serving(vec![stream(), stream(), no_content]).await;
    let call = client
        .watch_ticks()
        .with(|call| call.reconnect(at_once().after_end(true)));
    let (all, error) = counts(call.await.unwrap().into_body()).await;
    assert_eq!((all, error.is_none()), (vec![1, 1], true));
    assert_eq!(last_event_ids(&seen), ["none", "1", "1"]);
}

#[tokio::test]
async fn the_event_of_the_settings_ends_the_stream() {
    let (client, seen) = serving(vec![broken(
        "id: 1\ndata: {\"count\":1}\n\ndata: [DONE]\n\ndata: {\"count\":2}\n\n",
    )])
    .await;
    let call = client
        .watch_ticks()
        .with(|call| call.reconnect(at_once().after_end(true)));
    let (all, error) = counts(call.await.unwrap().into_body()).await;
    assert_eq!((all, error.is_none()), (vec![1], true), "{error:?}");
    assert_eq!(seen.lock().unwrap().len(), 1);
    // It is no event of text either.
    use futures_util::TryStreamExt;
    let (client, _) = serving(vec![broken("data: a\n\ndata: [DONE]\n\n")]).await;
    let log = client.read_log().await.unwrap().into_body();
    let lines: Vec<_> = within("the log", log.try_collect::<Vec<_>>())
        .await
        .unwrap();
    assert_eq!(lines.len(), 1);
}

#[tokio::test]
async fn a_post_goes_on_only_where_that_is_asked_for() {
    let answers = || {
        vec![
            broken("id: 1\ndata: {\"count\":1}\n\n"),
            ended("id: 2\ndata: {\"count\":2}\n\n"),
        ]
    };
    let question = Question::new("why");
    let (client, seen) = serving(answers()).await;
    let (all, error) = counts(client.chat(&question).await.unwrap().into_body()).await;
    assert_eq!((all, error.is_some()), (vec![1], true));
    assert_eq!(seen.lock().unwrap().len(), 1);

    let (client, seen) = serving(answers()).await;
    let call = client
        .chat(&question)
        .with(|call| call.reconnect(at_once()));
    let (all, error) = counts(call.await.unwrap().into_body()).await;
    assert_eq!((all, error.is_none()), (vec![1, 2], true));
    assert_eq!(last_event_ids(&seen), ["none", "1"]);
}

#[tokio::test]
async fn another_answer_than_a_stream_is_the_end_of_it() {
    let first = || broken("id: 1\ndata: {\"count\":1}\n\n");
    let json = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}";
    for (answer, expected) in [
        ("HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n", "404"),
        (
            "HTTP/1.1 301 Moved\r\nlocation: /other\r\ncontent-length: 0\r\n\r\n",
            "301",
        ),
        ("HTTP/1.1 503 Busy\r\ncontent-length: 0\r\n\r\n", "503"),
        (json, "application/json"),
    ] {
        let (client, seen) = serving(vec![first(), answer.to_owned(), first()]).await;
        let call = client.watch_ticks().with(|call| call.reconnect(at_once()));
        let (all, error) = counts(call.await.unwrap().into_body()).await;
        assert_eq!(all, [1]);
        let Some(StreamError::Body(BodyError::Reconnect(error))) = error else {
            panic!("{error:?}");
        };
        assert!(error.to_string().contains(expected), "{error}");
        assert_eq!(seen.lock().unwrap().len(), 2);
    }
}

#[tokio::test]
async fn a_server_that_is_gone_is_given_up() {
    let (client, _) = serving(vec![broken("id: 1\ndata: {\"count\":1}\n\n")]).await;
    let call = client
        .watch_ticks()
        .with(|call| call.reconnect(at_once().max_attempts(3)));
    let (all, error) = counts(call.await.unwrap().into_body()).await;
    assert_eq!(all, [1]);
    let Some(StreamError::Body(BodyError::Reconnect(ReconnectError::GaveUp { attempts, .. }))) =
        error
    else {
        panic!("{error:?}");
    };
    assert_eq!(attempts, 3);

    let (client, _) = serving(vec![broken("id: 1\ndata: {\"count\":1}\n\n")]).await;
    let call = client
        .watch_ticks()
        .with(|call| call.reconnect(Reconnect::never()));
    let (_, error) = counts(call.await.unwrap().into_body()).await;
    assert!(
        matches!(error, Some(StreamError::Body(BodyError::Read(_)))),
        "{error:?}"
    );
}
