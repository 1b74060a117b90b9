//! Content types, sizes and malformed JSON.

use crate::document::sample::NOBODY;
use crate::document::{self, Operation};
use crate::harness::raw::RawRequest;
use crate::harness::{App, KEY};
use axum::body::Body;
use bytes::Bytes;
use futures_util::stream;
use http::StatusCode;
use std::convert::Infallible;

/// The limit of the generated server, unless set.
const LIMIT: usize = 2 * 1024 * 1024;

fn with_body() -> impl Iterator<Item = &'static Operation> {
    document::operations()
        .iter()
        .filter(|operation| operation.body.is_some())
}

/// A request with its key, to an identifier that nothing has.
fn request(app: &App, operation: &Operation) -> RawRequest {
    app.raw(&operation.method, operation.path_with(NOBODY))
        .key(KEY)
}

fn valid(operation: &Operation) -> String {
    operation
        .minimal_body()
        .expect("the operation has a body")
        .to_string()
}

/// Whether a request came as far as the handler: the answer is a success or about what the request names.
#[track_caller]
fn is_understood(reply: &crate::harness::raw::Reply, what: &str) {
    let text = String::from_utf8_lossy(&reply.body);
    let understood = match reply.status {
        StatusCode::OK | StatusCode::CREATED | StatusCode::NOT_FOUND => true,
        // A reference in the body may lead nowhere.
        StatusCode::CONFLICT => true,
        _ => false,
    };
    assert!(understood, "{what}: {} {text}", reply.status);
}

#[tokio::test]
async fn another_content_type_is_not_understood() {
    let app = App::new();
    assert_eq!(with_body().count(), 35);
    for operation in with_body() {
        for kind in [
            "text/plain",
            "text/json",
            "application/xml",
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x",
            "application/json-seq",
            "application/json; charset=utf-16",
            "json",
            "",
        ] {
            let request = request(&app, operation)
                .header("content-type", kind)
                .body(valid(operation));
            let message = request.send().await.error(415);
            assert!(message.contains("application/json"), "{message}");
        }
        let message = request(&app, operation)
            .body(valid(operation))
            .send()
            .await
            .error(415);
        assert!(
            message.contains("application/json"),
            "without a type: {message}"
        );
    }
}

#[tokio::test]
async fn ways_to_write_the_content_type() {
    let app = App::new();
    for operation in with_body() {
        for kind in [
            "application/json",
            "application/json; charset=utf-8",
            "application/json;charset=UTF-8",
            "APPLICATION/JSON",
            "application/json; charset=\"utf-8\"; x=y",
        ] {
            let request = request(&app, operation)
                .header("content-type", kind)
                .body(valid(operation));
            is_understood(&request.send().await, kind);
        }
    }
}

#[tokio::test]
async fn malformed_json_is_refused_with_its_place() {
    let app = App::new();
    for operation in with_body() {
        for (text, place) in [
            ("{", "line 1"),
            ("{\n  \"a\": tru\n}", "line 2"),
            ("{\"a\": 1,}", "line 1"),
            ("{'a': 1}", "line 1"),
            ("{} {}", "line 1"),
            ("{\"a\": \"\u{1}\"}", "line 1"),
            // One mark is ignored (RFC 8259, section 8.1).
            ("\u{feff}\u{feff}{}", "line 1"),
            ("NaN", "line 1"),
            ("{\"a\": 1e999}", "line 1"),
            ("name=a", "line 1"),
        ] {
            let message = request(&app, operation)
                .json_text(text)
                .send()
                .await
                .error(400);
            assert!(message.contains(place), "{text:?}: {message}");
            assert!(message.contains("JSON"), "{text:?}: {message}");
        }
    }
}

#[tokio::test]
async fn what_is_not_utf_8_is_not_json() {
    let app = App::new();
    for operation in with_body() {
        let request = request(&app, operation).header("content-type", "application/json");
        request
            .body(&b"{\"a\": \"\xff\"}"[..])
            .send()
            .await
            .error(400);
    }
}

#[tokio::test]
async fn deep_nesting_is_refused() {
    let app = App::new();
    for operation in with_body() {
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        let message = request(&app, operation)
            .json_text(deep)
            .send()
            .await
            .error(400);
        assert!(message.contains("nesting"), "{message}");
    }
}

#[tokio::test]
async fn a_required_body_must_be_there() {
    let app = App::new();
    for operation in with_body() {
        let required = operation.body.as_ref().is_some_and(|body| body.required);
        for request in [
            request(&app, operation),
            request(&app, operation).json_text(""),
        ] {
            let reply = request.send().await;
            if required {
                assert!(reply.error(400).contains("body"), "{}", operation.id);
            } else {
                is_understood(&reply, operation.id);
            }
        }
    }
    assert_eq!(
        with_body()
            .filter(|operation| !operation.body.as_ref().is_some_and(|body| body.required))
            .count(),
        1
    );
}

#[tokio::test]
async fn a_body_over_the_limit_is_refused() {
    let app = App::new();
    let large = Bytes::from(format!("\"{}\"", "x".repeat(LIMIT)));
    for operation in with_body() {
        let announced = request(&app, operation).header("content-type", "application/json");
        let message = announced.body(large.clone()).send().await.error(413);
        assert!(message.contains(&LIMIT.to_string()), "{message}");
    }
}

#[tokio::test]
async fn the_limit_holds_whatever_the_length_header_says() {
    let app = App::new();
    for operation in with_body() {
        let announced = request(&app, operation).header("content-type", "application/json");
        let announced = announced.header("content-length", (LIMIT + 1).to_string());
        announced.body("{}").send().await.error(413);

        // Chunked, so that the size shows only while it is read.
        let chunk = Bytes::from(vec![b' '; 256 * 1024]);
        let chunks = stream::iter((0..9).map(move |_| Ok::<_, Infallible>(chunk.clone())));
        let chunked = request(&app, operation).header("content-type", "application/json");
        chunked
            .body(Body::from_stream(chunks))
            .send()
            .await
            .error(413);
    }
}

#[tokio::test]
async fn a_body_of_the_limit_is_read() {
    let app = App::new();
    let operation = document::operation("createContact");
    let mut text = valid(operation);
    text.push_str(&" ".repeat(LIMIT - text.len()));
    request(&app, operation)
        .json_text(text)
        .send()
        .await
        .status_is(StatusCode::CREATED);
}

#[tokio::test]
async fn two_members_of_one_name_are_refused() {
    let app = App::new();
    let operation = document::operation("createContact");
    let text = r#"{"customer_name": "first", "customer_name": "last"}"#;
    let reply = request(&app, operation).json_text(text).send().await;
    let message = reply.error(400);
    assert!(
        message.contains("a name for the second time in one object"),
        "{message}"
    );
}

#[tokio::test]
async fn properties_that_the_document_does_not_name_are_allowed() {
    let app = App::new();
    for operation in with_body() {
        let mut body = operation.minimal_body().expect("the operation has a body");
        body["x_unknown"] = serde_json::json!({ "a": [1] });
        is_understood(
            &request(&app, operation).json(&body).send().await,
            operation.id,
        );
    }
}

#[tokio::test]
async fn a_body_where_none_is_documented_is_not_looked_at() {
    let app = App::new();
    let bodiless = document::operations()
        .iter()
        .filter(|operation| operation.body.is_none());
    for operation in bodiless {
        let reply = request(&app, operation).json_text("{").send().await;
        assert!(
            matches!(reply.status, StatusCode::OK | StatusCode::NOT_FOUND),
            "{}",
            operation.id
        );
    }
}
