//! Streams that are none, and items that are others.

use crate::Answer;
use crate::api::client::{DefaultApi, Error};
use crate::api::operations::{ChatError, EitherResponseBody};
use futures_util::StreamExt;
use timely_runtime::bodies::StreamError;

#[tokio::test]
async fn what_is_no_stream_is_an_error_that_shows_it() {
    for (content_type, body) in [
        ("application/json", r#"{"error":"overloaded"}"#),
        ("text/html; charset=utf-8", "<h1>Sorry</h1>"),
        ("text/plain", "data: not really\n\n"),
        ("application/octet-stream", "data: not really\n\n"),
    ] {
        let answer = Answer::of(200, content_type, body).header("x-more", "1");
        let error = answer.client().chat().await.expect_err(content_type);
        assert!(matches!(error, Error::Decode(_)), "{error:?}");
        let cause = std::error::Error::source(&error)
            .expect("a cause")
            .to_string();
        assert!(
            cause.contains(content_type) && cause.contains("text/event-stream"),
            "{cause}"
        );
        let response = error.response().expect("a response");
        assert_eq!(
            (response.body(), &response.headers()["x-more"]),
            (&body.into(), &"1".parse().expect("one"))
        );
    }
    for content_type in ["text/html", "application/json", "text/event-stream"] {
        let answer = Answer::of(200, content_type, "{}");
        let error = answer.client().lines().await.expect_err(content_type);
        assert_eq!(error.response().expect("a response").body(), "{}");
    }
    // Errors are what they always are.
    let problem = Answer::of(429, "application/json", r#"{"message":"no"}"#).client();
    let error = problem.chat().await.expect_err("an error");
    assert!(
        matches!(&error, Error::Api(ChatError::TooManyRequests(problem)) if problem.message == "no")
    );
}

#[tokio::test]
async fn a_stream_may_have_another_name_where_nothing_is_lost() {
    let event = "data: {\"text\":\"a\"}\n\n";
    for answer in [
        Answer::of(200, "Text/Event-Stream;charset=utf-8", event),
        Answer::new(200, event),
    ] {
        let mut chunks = answer.client().chat().await.expect("chunks").into_body();
        let chunk = chunks.next().await.expect("one").expect("a chunk");
        assert_eq!(chunk.data.text, "a");
    }
    for content_type in [
        "application/jsonl",
        "text/plain",
        "application/octet-stream",
    ] {
        let answer = Answer::of(200, content_type, "{\"text\":\"a\"}\nnone\n");
        let mut lines = answer
            .client()
            .lines()
            .await
            .expect(content_type)
            .into_body();
        assert_eq!(lines.next().await.expect("one").expect("a chunk").text, "a");
        let error = lines
            .next()
            .await
            .expect("one")
            .expect_err("it is no chunk");
        assert!(
            matches!(&error, StreamError::Item(item) if item.text() == "none"),
            "{error:?}"
        );
    }
}

#[tokio::test]
async fn the_name_tells_a_stream_from_a_value() {
    let either = |content_type, body| Answer::of(200, content_type, body).client();
    let all = either("application/json", r#"[{"text":"a"}]"#)
        .either()
        .await
        .expect("chunks");
    assert!(matches!(all.into_body(), EitherResponseBody::Json(chunks) if chunks.len() == 1));
    let some = either("text/event-stream", "data: {\"text\":\"a\"}\n\n")
        .either()
        .await;
    let EitherResponseBody::EventStream(mut chunks) = some.expect("chunks").into_body() else {
        panic!("no stream")
    };
    assert!(chunks.next().await.expect("one").is_ok());
    let error = either("text/html", "<h1>")
        .either()
        .await
        .expect_err("neither");
    assert_eq!(error.response().expect("a response").body(), "<h1>");
}

#[tokio::test]
async fn an_event_of_another_shape_keeps_its_name_its_id_and_its_data() {
    let events = "event: error\nid: 7\nretry: 10\ndata: {\"code\":\ndata: 3}\n\ndata: {\"text\":\"a\"}\n\nid: 8\ndata: busy\n\n";
    let answer = Answer::of(200, "text/event-stream", events);
    let mut chunks = answer.client().chat().await.expect("chunks").into_body();
    let error = chunks.next().await.expect("one").expect_err("no chunk");
    let StreamError::Item(item) = error else {
        panic!("{error:?}")
    };
    assert_eq!(item.text(), "{\"code\":\n3}");
    assert_eq!(
        item.to_string(),
        "event `error`: at /text: expected a value, found nothing, in `{\"code\": 3}`"
    );
    let event = item.into_event();
    assert_eq!(
        (event.event.as_deref(), event.id.as_deref()),
        (Some("error"), Some("7"))
    );
    assert_eq!(event.retry.expect("a time").as_millis(), 10);
    assert_eq!(
        chunks
            .next()
            .await
            .expect("one")
            .expect("a chunk")
            .data
            .text,
        "a"
    );
    let error = chunks.next().await.expect("one").expect_err("no chunk");
    assert!(
        matches!(&error, StreamError::Item(item) if item.text() == "busy" && item.event().id.as_deref() == Some("8"))
    );
    assert!(chunks.next().await.is_none());
    // The same of a line, which has text alone.
    let answer = Answer::of(200, "application/x-ndjson", "{\"code\":3}\n[1]\n");
    let mut lines = answer.client().lines().await.expect("lines").into_body();
    for text in ["{\"code\":3}", "[1]"] {
        let error = lines.next().await.expect("one").expect_err("no chunk");
        assert!(
            matches!(&error, StreamError::Item(item) if item.text() == text),
            "{error:?}"
        );
    }
}
