//! What is seen of requests, and what is not.

use super::*;
use crate::server::tests::{Answer, Keys, router_with, send_to};
use crate::server::{Options, Router};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt::Debug;
use std::io;
use std::sync::Once;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id};
use tracing_subscriber::layer::{self, SubscriberExt};
use uuid::Uuid;

type Fields = BTreeMap<&'static str, String>;

thread_local! {
    static LOG: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    static SPAN: RefCell<Fields> = const { RefCell::new(Fields::new()) };
}

/// Records the fields of this thread's spans of requests, each as it was last.
struct Recorder;

impl<S: tracing::Subscriber> tracing_subscriber::Layer<S> for Recorder {
    fn on_new_span(&self, span: &Attributes<'_>, _: &Id, _: layer::Context<'_, S>) {
        if span.metadata().name() == "request" {
            SPAN.with_borrow_mut(|fields| span.record(&mut Recorded(fields)));
        }
    }

    fn on_record(&self, _: &Id, values: &tracing::span::Record<'_>, _: layer::Context<'_, S>) {
        SPAN.with_borrow_mut(|fields| values.record(&mut Recorded(fields)));
    }
}

struct Recorded<'a>(&'a mut Fields);

impl Visit for Recorded<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        let text = format!("{value:?}");
        self.0
            .insert(field.name(), text.trim_matches('"').to_owned());
    }
}

/// The fields of the span that this thread has had since it was last asked.
fn span_fields() -> Fields {
    SPAN.take()
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
            .finish()
            .with(Recorder);
        tracing::subscriber::set_global_default(subscriber).unwrap();
    });
    heard();
    span_fields();
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
        "http.request.method=\"GET\"",
        "operation=\"getContact\"",
        "http.route=\"/contacts/{id}\"",
        "http.response.status_code=200",
        "url.path=\"/contacts/ann\"",
        "latency_ms=",
    ] {
        assert!(text.contains(part), "{part} is not in {text}");
    }
    for part in ["limit", "=77", "root"] {
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
        text.contains("request{operation=\"panic\" http.route=\"/panic\"}"),
        "{text}"
    );
}

/// The fields of the span of a request to a router that is put together like this.
async fn fields_of(
    observe: Observe,
    request: http::request::Builder,
    assemble: impl FnOnce(Router) -> Router,
) -> Fields {
    listen();
    let router = assemble(router_with(Keys::default(), Options::default())).layer(observe);
    send_to(router, request.body(Body::empty()).unwrap()).await;
    span_fields()
}

#[track_caller]
fn assert_fields(fields: &Fields, expected: &[(&str, &str)]) {
    for (name, value) in expected {
        let found = fields.get(name).map(String::as_str);
        assert_eq!(found, Some(*value), "{name} in {fields:?}");
    }
}

#[tokio::test]
async fn a_span_is_named_and_described_by_the_conventions() {
    let request = Request::get("/contacts/ann?limit=77")
        .header("x-api-key", "root")
        .header("host", "api.example:8443")
        .header("user-agent", &b"a \"b\" \t\xff"[..])
        .header("x-forwarded-for", "192.0.2.9")
        .header("x-forwarded-proto", "https");
    let mut fields = fields_of(Observe::new(), request, |router| router).await;
    assert!(fields.remove("request_id").is_some());
    let expected = [
        ("http.request.method", "GET"),
        ("http.response.status_code", "200"),
        ("http.route", "/contacts/{id}"),
        ("network.protocol.version", "1.1"),
        ("operation", "getContact"),
        ("otel.kind", "server"),
        ("otel.name", "GET /contacts/{id}"),
        ("server.address", "api.example"),
        ("server.port", "8443"),
        ("url.path", "/contacts/ann"),
        ("url.scheme", "http"),
        // As `Debug` shows it.
        ("user_agent.original", r#"a \"b\" ??"#),
    ];
    let expected = expected.map(|(name, value)| (name, value.to_owned()));
    assert_eq!(fields, BTreeMap::from(expected));
}

#[tokio::test]
async fn only_what_is_the_servers_fault_is_an_error() {
    let not_found = fields_of(Observe::new(), Request::get("/nowhere"), |router| router).await;
    assert_fields(
        &not_found,
        &[("otel.name", "GET"), ("http.response.status_code", "404")],
    );
    let panic = Request::get("/panic").header("x-api-key", "read");
    let panic = fields_of(Observe::new(), panic, |router| router).await;
    assert_fields(
        &panic,
        &[
            ("otel.name", "GET /panic"),
            ("otel.status_code", "ERROR"),
            ("error.type", "panic"),
        ],
    );
    let failing = |_| Router::new().fallback(async || StatusCode::BAD_GATEWAY);
    let failed = fields_of(Observe::new(), Request::get("/a"), failing).await;
    assert_fields(
        &failed,
        &[("otel.status_code", "ERROR"), ("error.type", "502")],
    );
    for name in ["otel.status_code", "error.type", "http.route", "operation"] {
        assert!(!not_found.contains_key(name), "{not_found:?}");
    }
}

#[tokio::test]
async fn methods_that_are_not_known_are_few() {
    let brew = "BREW".repeat(100);
    let request = Request::builder().method(brew.as_str()).uri("/maybe");
    let fields = fields_of(Observe::new(), request, |router| router).await;
    assert_fields(
        &fields,
        &[
            ("otel.name", "HTTP"),
            ("http.request.method", "_OTHER"),
            ("http.request.method_original", &brew[..256]),
        ],
    );
}

#[tokio::test]
async fn the_route_is_that_of_the_outermost_router() {
    let nest = |router| Router::new().nest("/of/{tenant}", router);
    let request = Request::get("/of/me/contacts/ann").header("x-api-key", "root");
    let fields = fields_of(Observe::new(), request, nest).await;
    assert_fields(
        &fields,
        &[
            ("otel.name", "GET /of/{tenant}/contacts/{id}"),
            ("http.route", "/of/{tenant}/contacts/{id}"),
            ("url.path", "/of/me/contacts/ann"),
        ],
    );
}

#[tokio::test]
async fn the_route_has_the_prefix_of_the_server() {
    listen();
    let prefixed = || Options::default().prefix("/{region}/v1");
    let layered = prefixed().layer(tower::layer::util::Identity::new());
    for options in [prefixed(), layered] {
        let router = router_with(Keys::default(), options).layer(Observe::new());
        let request = Request::get("/eu/v1/contacts/ann").header("x-api-key", "root");
        send_to(router, request.body(Body::empty()).unwrap()).await;
        // Two versions of an API have the same paths but for this.
        assert_fields(
            &span_fields(),
            &[("http.route", "/{region}/v1/contacts/{id}")],
        );
    }
}

#[tokio::test]
async fn what_proxies_say_counts_where_they_are_trusted() {
    let request = || {
        Request::get("/maybe")
            .header("x-forwarded-for", "203.0.113.1, 198.51.100.2")
            .header("x-forwarded-for", "[2001:db8::1]:4711")
            .header("x-forwarded-proto", "https")
    };
    for (proxies, address, scheme) in [
        (0, None, "http"),
        (1, Some("2001:db8::1"), "https"),
        (2, Some("198.51.100.2"), "https"),
        (3, Some("203.0.113.1"), "https"),
        (4, None, "https"),
    ] {
        let observe = Observe::new().behind_proxies(proxies);
        let fields = fields_of(observe, request(), |router| router).await;
        let found = fields.get("client.address").map(String::as_str);
        assert_eq!((found, fields["url.scheme"].as_str()), (address, scheme));
    }
    // What a sender claims does not hide whom the proxy saw, whatever it is.
    let claimed = b"\xff, 198.51.100.2".as_slice();
    let hidden = Request::get("/maybe").header("x-forwarded-for", claimed);
    let fields = fields_of(Observe::new().behind_proxies(1), hidden, |router| router).await;
    assert_fields(&fields, &[("client.address", "198.51.100.2")]);
    let observe = Observe::new().url_scheme("https").url_path(false);
    let fields = fields_of(observe, Request::get("/maybe"), |router| router).await;
    assert_fields(&fields, &[("url.scheme", "https")]);
    assert!(!fields.contains_key("url.path"), "{fields:?}");
}

const PARENT: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

#[tokio::test]
async fn a_trace_goes_on_in_span_extensions_and_task() {
    listen();
    let told = |request: axum::extract::Request| async move {
        let own = request.extensions().get::<TraceContext>().cloned();
        assert_eq!(own, TraceContext::current());
        own.map_or(String::new(), |own| format!("{own} {:?}", own.state()))
    };
    let router = Router::new().fallback(told).layer(Observe::new());
    let body = async |router: &Router, parent: &str| {
        let request = Request::get("/")
            .header("traceparent", parent)
            .header("tracestate", "a=b");
        let request = request.body(Body::empty()).unwrap();
        let answer = send_to(router.clone(), request).await;
        String::from_utf8(answer.body).unwrap()
    };
    assert_eq!(
        body(&router, PARENT).await,
        format!("{PARENT} Some(\"a=b\")")
    );
    assert_fields(
        &span_fields(),
        &[
            ("trace_id", "0af7651916cd43dd8448eb211c80319c"),
            ("parent_span_id", "b7ad6b7169203331"),
        ],
    );
    assert_eq!(body(&router, &PARENT.to_uppercase()).await, "");
    assert!(!span_fields().contains_key("trace_id"));
}

#[tokio::test]
async fn each_span_is_seen_with_the_headers() {
    let observe = Observe::new().each_span(|span, headers| {
        let seen = headers["x-seen"].to_str().unwrap();
        span.record("trace_id", seen);
    });
    let request = Request::get("/maybe").header("x-seen", "own");
    let fields = fields_of(observe, request, |router| router).await;
    assert_fields(&fields, &[("trace_id", "own")]);
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
            "http.server.active_requests GET http: 0",
            "http.server.active_requests _OTHER http: 0",
            "http.server.panics panic: 1",
            "http.server.rejections 404: 1",
            "http.server.rejections 405: 1",
            "http.server.rejections 500: 1",
            "http.server.request.duration GET http 1.1 200 getContact /contacts/{id}: 2 times",
            "http.server.request.duration GET http 1.1 404: 1 times",
            "http.server.request.duration GET http 1.1 500 panic /panic panic: 1 times",
            "http.server.request.duration _OTHER http 1.1 405: 1 times",
        ]
    );
}
