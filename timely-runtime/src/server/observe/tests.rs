//! What is seen of requests, and what is not.

use super::*;
use crate::server::Options;
use crate::server::tests::{Answer, Keys, router_with, send_to};
use std::cell::RefCell;
use std::io;
use std::sync::Once;

thread_local! {
    static LOG: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// What this thread logs. One subscriber serves all tests, as those of single threads get into each other's way.
struct Log;

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        LOG.with_borrow_mut(|log| log.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn listen() {
    static LISTENING: Once = Once::new();
    LISTENING.call_once(|| {
        let subscriber = tracing_subscriber::fmt()
            .with_writer(|| Log)
            .with_ansi(false)
            .finish();
        tracing::subscriber::set_global_default(subscriber).unwrap();
    });
    heard();
}

fn heard() -> String {
    String::from_utf8(LOG.take()).unwrap()
}

async fn call(request: http::request::Builder) -> Answer {
    let router = router_with(Keys::default(), Options::default()).layer(Observe::new());
    send_to(router, request.body(Body::empty()).unwrap()).await
}

fn id(answer: &Answer) -> &str {
    answer.headers["x-request-id"].to_str().unwrap()
}

#[tokio::test]
async fn a_sane_id_is_kept_and_any_other_is_replaced() {
    for sent in ["7", "abc-123_4.5~6:7+8/9=", &"x".repeat(128)] {
        let answer = call(Request::get("/maybe").header("x-request-id", sent)).await;
        assert_eq!(id(&answer), sent);
    }
    let long = "x".repeat(129);
    let two = Request::get("/maybe")
        .header("x-request-id", "one")
        .header("x-request-id", "two");
    let mut made = Vec::new();
    for request in [
        Request::get("/maybe"),
        Request::get("/maybe").header("x-request-id", ""),
        Request::get("/maybe").header("x-request-id", &long),
        Request::get("/maybe").header("x-request-id", "a b"),
        Request::get("/maybe").header("x-request-id", "\"}{\""),
        Request::get("/maybe").header("x-request-id", &b"caf\xe9"[..]),
        two,
    ] {
        let answer = call(request).await;
        let new = id(&answer).parse::<Uuid>().unwrap();
        assert_eq!(
            (new.get_version_num(), new.to_string().as_str()),
            (4, id(&answer))
        );
        made.push(id(&answer).to_owned());
    }
    made.sort_unstable();
    made.dedup();
    assert_eq!(made.len(), 7);
}

#[tokio::test]
async fn one_line_tells_of_a_request_and_no_secret() {
    listen();
    let request = Request::get("/contacts/ann?limit=77")
        .header("x-request-id", "id-1")
        .header("x-api-key", "root");
    assert_eq!(call(request).await.status, 200);
    let text = heard();
    assert_eq!(text.lines().count(), 1, "{text}");
    for part in [
        "request_id=\"id-1\"",
        "method=\"GET\"",
        "operation=\"getContact\"",
        "route=\"/contacts/{id}\"",
        "status=200",
        "latency_ms=",
    ] {
        assert!(text.contains(part), "{part} is not in {text}");
    }
    for part in ["ann", "limit", "root"] {
        assert!(!text.contains(part), "{part} is in {text}");
    }
}

#[tokio::test]
async fn a_panic_is_logged_with_the_id() {
    listen();
    let answer = call(Request::get("/panic").header("x-request-id", "id-2")).await;
    answer.is(500, "INTERNAL_SERVER_ERROR");
    assert_eq!(id(&answer), "id-2");
    let text = heard();
    let line = text
        .lines()
        .find(|line| line.contains("a handler panicked"));
    let line = line.unwrap_or_else(|| panic!("not told: {text}"));
    assert!(
        line.contains("ERROR") && line.contains("operation=\"panic\" panic=\"secret detail\""),
        "{line}"
    );
    assert!(line.matches("request_id=\"id-2\"").count() >= 1, "{line}");
}

#[tokio::test]
async fn without_the_layer_there_is_a_span_all_the_same() {
    listen();
    let request = Request::get("/panic").body(Body::empty()).unwrap();
    let answer = send_to(router_with(Keys::default(), Options::default()), request).await;
    assert_eq!(answer.status, 500);
    assert!(!answer.headers.contains_key("x-request-id"));
    let text = heard();
    assert!(
        text.contains("request{operation=\"panic\" route=\"/panic\"}"),
        "{text}"
    );
}

#[cfg(feature = "metrics")]
#[test]
fn what_happens_is_counted() {
    use metrics_util::debugging::{DebugValue, DebuggingRecorder};

    let recorder = DebuggingRecorder::new();
    let snapshotter = recorder.snapshotter();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    metrics::with_local_recorder(&recorder, || {
        runtime.block_on(async {
            for (method, uri) in [
                ("GET", "/contacts/ann"),
                ("GET", "/contacts/ann"),
                ("GET", "/panic"),
                ("GET", "/nowhere"),
                ("BREW", "/maybe"),
            ] {
                let request = Request::builder().method(method).uri(uri);
                call(request.header("x-api-key", "read")).await;
            }
        });
    });
    let mut told: Vec<String> = Vec::new();
    for (key, _, _, value) in snapshotter.snapshot().into_vec() {
        let labels = key.key().labels().map(|label| label.value());
        let labels = labels.collect::<Vec<_>>().join(" ");
        let value = match value {
            DebugValue::Counter(count) => count.to_string(),
            DebugValue::Gauge(value) => value.to_string(),
            DebugValue::Histogram(values) => format!("{} times", values.len()),
        };
        told.push(format!("{} {labels}: {value}", key.key().name()));
    }
    told.sort_unstable();
    assert_eq!(
        told,
        [
            "http_server_active_requests GET: 0",
            "http_server_active_requests _OTHER: 0",
            "http_server_panics_total panic: 1",
            "http_server_rejections_total 404: 1",
            "http_server_rejections_total 405: 1",
            "http_server_rejections_total 500: 1",
            "http_server_request_duration_seconds GET  404 : 1 times",
            "http_server_request_duration_seconds GET /contacts/{id} 200 getContact: 2 times",
            "http_server_request_duration_seconds GET /panic 500 panic: 1 times",
            "http_server_request_duration_seconds _OTHER  405 : 1 times",
        ]
    );
}
