//! JSON that names a member of an object twice is refused wherever a server reads JSON: which of the two counts differs
//! between readers (RFC 8259, section 4), so that what one has checked another may read otherwise.

// The macro warns that `contentSchema` is not enforced.
#[allow(deprecated)]
mod api {
    timely_macros::openapi!("fixtures/unique_names.yaml");
}

use crate::answer;
use api::models::Row;
use api::operations::*;
use api::server::{Context, DefaultService, router};
use futures_util::{Stream, StreamExt};
use http::{Request, StatusCode};
use serde_json::{Value, json};
use std::fmt::Display;
use std::sync::{Arc, Mutex};
use timely_runtime::bodies::StreamError;
use timely_runtime::{EventStream, JsonLines, Undocumented};
use tower::ServiceExt;

struct Service;

/// The items of a stream, and what is wrong with those that are none.
async fn items<T: Display>(items: impl Stream<Item = Result<T, StreamError>>) -> Vec<String> {
    let shown = items.map(|item| match item {
        Ok(item) => item.to_string(),
        Err(error) => error.to_string(),
    });
    shown.collect().await
}

/// A row as its JSON.
fn row(row: Row) -> Value {
    json!(row)
}

impl DefaultService for Service {
    async fn take_body(
        &self,
        _: Context<()>,
        body: Value,
    ) -> Result<TakeBodyResponse, Undocumented> {
        Ok(vec![body.to_string()].into())
    }

    async fn take_lines(
        &self,
        _: Context<()>,
        body: JsonLines<Value>,
    ) -> Result<TakeLinesResponse, Undocumented> {
        Ok(items(body).await.into())
    }

    async fn take_sequence(
        &self,
        _: Context<()>,
        body: JsonLines<Row>,
    ) -> Result<TakeSequenceResponse, Undocumented> {
        Ok(items(body.map(|item| item.map(row))).await.into())
    }

    async fn take_events(
        &self,
        _: Context<()>,
        body: EventStream<Row>,
    ) -> Result<TakeEventsResponse, Undocumented> {
        Ok(items(body.map(|item| item.map(|event| row(event.data))))
            .await
            .into())
    }

    async fn take_parts(
        &self,
        _: Context<()>,
        body: TakePartsBody,
    ) -> Result<TakePartsResponse, Undocumented> {
        Ok(vec![json!([body.any, body.text, body.row, body.rows]).to_string()].into())
    }

    async fn take_parameters(
        &self,
        _: Context<()>,
        params: TakeParameters,
    ) -> Result<TakeParametersResponse, Undocumented> {
        Ok(vec![format!("{params:?}")].into())
    }

    async fn take_path(
        &self,
        _: Context<()>,
        place: Value,
    ) -> Result<TakePathResponse, Undocumented> {
        Ok(vec![place.to_string()].into())
    }

    async fn take_querystring(
        &self,
        _: Context<()>,
        params: TakeQuerystring,
    ) -> Result<TakeQuerystringResponse, Undocumented> {
        Ok(vec![format!("{params:?}")].into())
    }
}

/// What is said of a name that is repeated.
const TOLD: &str = "a name for the second time in one object";

async fn post(path: &str, content_type: &str, body: &str) -> (StatusCode, Value) {
    answer(router(Service), "POST", path, content_type, body).await
}

#[tokio::test]
async fn in_a_body() {
    let json = "application/json";
    let (status, _) = post("/body", json, r#"{"a":{"a":1}}"#).await;
    assert_eq!(status, StatusCode::OK);
    let (status, problem) = post("/body", json, r#"[{"b":{"a":1,"a":1}}]"#).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert!(problem.to_string().contains(TOLD), "{problem}");
}

/// Each item is one of its own: those around it are read.
#[tokio::test]
async fn in_the_items_of_a_stream() {
    let sent = [
        (
            "/lines",
            "application/jsonl",
            "{\"a\":1}\n{\"a\":1,\"\\u0061\":2}\n{\"a\":3}\n",
        ),
        (
            "/sequence",
            "application/json-seq",
            "\u{1e}{\"a\":1}\n\u{1e}{\"b\":{\"a\":1,\"a\":2}}\n\u{1e}{\"a\":3}\n",
        ),
        (
            "/events",
            "text/event-stream",
            "data: {\"a\":1}\n\ndata: {\"a\":1,\ndata: \"a\":2}\n\ndata: {\"a\":3}\n\n",
        ),
    ];
    for (path, content_type, body) in sent {
        let (status, seen) = post(path, content_type, body).await;
        assert_eq!(status, StatusCode::OK, "{path}: {seen}");
        assert_eq!(
            (&seen[0], &seen[2]),
            (&json!(r#"{"a":1}"#), &json!(r#"{"a":3}"#))
        );
        let wrong = seen[1].as_str().unwrap_or_default();
        assert!(wrong.contains(TOLD), "{path}: {wrong}");
    }
}

/// A client that reads such a stream is lenient.
#[tokio::test]
async fn a_client_takes_the_last_of_two() {
    let body = timely_runtime::Body::from("{\"a\":1,\"a\":2}\n");
    let lines: JsonLines<Value> = JsonLines::from_body(body, Default::default());
    assert_eq!(items(lines).await, [r#"{"a":2}"#]);
    let body = timely_runtime::Body::from("data: {\"a\":1,\"a\":2}\n\n");
    let events: EventStream<Value> = EventStream::from_body(body);
    let data = events.map(|event| event.map(|event| event.data));
    assert_eq!(items(data).await, [r#"{"a":2}"#]);
}

#[tokio::test]
async fn in_the_parts_of_a_form() {
    let send = |name: &'static str, kind: &'static str, text: &'static str| async move {
        let body = format!(
            "--b\r\ncontent-disposition: form-data; name={name}\r\n{kind}\r\n{text}\r\n--b--\r\n"
        );
        post("/parts", "multipart/form-data; boundary=b", &body).await
    };
    let twice = r#"{"a":1,"a":2}"#;
    let json = "content-type: application/json\r\n";
    for (name, kind) in [
        ("any", ""),
        ("any", json),
        ("text", json),
        ("row", ""),
        ("row", json),
        ("rows", ""),
        ("rows", json),
        ("unknown", json),
    ] {
        let (status, problem) = send(name, kind, twice).await;
        assert_eq!(
            status,
            StatusCode::BAD_REQUEST,
            "{name} {kind:?}: {problem}"
        );
        if !kind.is_empty() {
            assert!(problem.to_string().contains(TOLD), "{name}: {problem}");
        }
        let (status, seen) = send(name, kind, r#"{"a":1}"#).await;
        assert_eq!(status, StatusCode::OK, "{name} {kind:?}: {seen}");
    }
    // Text is text, whatever is in it.
    let (status, seen) = send("text", "", twice).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(seen[0], json!([null, twice, null, null]).to_string());
}

#[tokio::test]
async fn in_parameters() {
    let get = |uri: String, header: (&'static str, String)| async move {
        let request = Request::get(uri).header(header.0, header.1);
        let request = request.body(axum::body::Body::empty()).expect("a request");
        let answered = router(Service).oneshot(request).await;
        answered.expect("no error").status()
    };
    let none = || ("x-other", String::new());
    for (text, expected) in [
        (r#"{"a":{"a":1}}"#, StatusCode::OK),
        (r#"{"a":1,"a":1}"#, StatusCode::BAD_REQUEST),
    ] {
        let escaped: String = text.bytes().map(|byte| format!("%{byte:02X}")).collect();
        for uri in [
            format!("/parameters?where={escaped}"),
            format!("/path/{escaped}"),
            format!("/querystring?{escaped}"),
        ] {
            assert_eq!(get(uri.clone(), none()).await, expected, "{uri}");
        }
        for header in [
            ("x-where", text.to_owned()),
            ("cookie", format!("where={escaped}")),
        ] {
            let status = get("/parameters".to_owned(), header.clone()).await;
            assert_eq!(status, expected, "{header:?}");
        }
    }
}

#[tokio::test]
async fn in_a_callback() {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let taken = Arc::clone(&seen);
    let router = api::callbacks::receive_rows_changed(move |_, rows| {
        let taken = Arc::clone(&taken);
        async move {
            *taken.lock().expect("a lock") = items(rows).await;
            Ok(timely_runtime::NoContent.into())
        }
    });
    let body = "{\"a\":1}\n{\"a\":1,\"a\":2}\n";
    let (status, _) = answer(router, "POST", "/", "application/jsonl", body).await;
    assert_eq!(status, StatusCode::NO_CONTENT);
    let seen = seen.lock().expect("a lock");
    assert_eq!(seen[0], r#"{"a":1}"#);
    assert!(seen[1].contains(TOLD), "{seen:?}");
}
