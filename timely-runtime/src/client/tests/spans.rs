//! What an operator sees of calls.

use super::*;
use std::collections::BTreeMap;
use std::fmt::Debug;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};
use tracing_subscriber::registry::LookupSpan;

type Fields = BTreeMap<&'static str, String>;

/// The fields of all spans, in the order in which they began, with their parents' names.
#[derive(Clone, Default)]
struct Spans(Arc<Mutex<Vec<Begun>>>);

type Begun = (Id, &'static str, Fields);

struct Reader<'a>(&'a mut Fields);

impl Visit for Reader<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0.insert(field.name(), format!("{value:?}"));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.insert(field.name(), value.to_owned());
    }
}

impl<S: tracing::Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Spans {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let mut fields = Fields::new();
        attributes.record(&mut Reader(&mut fields));
        if let Some(parent) = context.span(id).and_then(|span| span.parent()) {
            fields.insert("parent", parent.name().to_owned());
        }
        let name = attributes.metadata().name();
        self.0.lock().unwrap().push((id.clone(), name, fields));
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, _: Context<'_, S>) {
        let mut spans = self.0.lock().unwrap();
        let (.., fields) = spans
            .iter_mut()
            .rev()
            .find(|(known, ..)| known == id)
            .unwrap();
        values.record(&mut Reader(fields));
    }
}

/// The spans of one call, each with its name and fields.
async fn spans_of(
    server: &Server,
    set: impl FnOnce(Builder) -> Builder,
) -> Vec<(&'static str, Fields)> {
    static QUERY: SecurityScheme = SecurityScheme::api_key("queryKey", Location::Query, "api_key");
    static SECURED: Operation = Operation {
        security: &[&[SecurityRequirement {
            scheme: &QUERY,
            scopes: &[],
        }]],
        ..operation("GET")
    };
    // A thread without a subscriber that is the first to come to a span turns it off for those that have one.
    let _ = crate::client::trace::of_call(&SECURED);
    let address = BASE.parse().unwrap();
    let _ = crate::client::trace::of_attempt(&SECURED, Some(BASE), &address, 1);
    let spans = Spans::default();
    let subscriber = tracing_subscriber::registry().with(spans.clone());
    let guard = tracing::subscriber::set_default(subscriber);
    let client = set(server.builder().credential(&QUERY, "hunter2"))
        .build()
        .unwrap();
    let _: CallResult = call(&client, &SECURED).await;
    drop(guard);
    let spans = spans.0.lock().unwrap();
    spans
        .iter()
        .map(|(_, name, fields)| (*name, fields.clone()))
        .collect()
}

#[tokio::test(start_paused = true)]
async fn spans_follow_the_conventions_of_opentelemetry() {
    let server = Server::new([Does::Answer(503, ""), Does::Answer(404, r#"{"code":"A"}"#)]);
    let spans = spans_of(&server, |builder| builder).await;
    let [(of_call, call), (of_one, one), (of_other, other)] = spans.as_slice() else {
        panic!("{spans:?}");
    };
    assert_eq!(
        [*of_call, *of_one, *of_other],
        ["api call", "http request", "http request"]
    );
    assert_eq!(call["operation"], "doContact");
    assert_eq!(
        (call["status"].as_str(), call["attempts"].as_str()),
        ("404", "2")
    );
    let expected = |own: &[(&'static str, &str)]| -> Fields {
        let usual = [
            ("otel.name", "GET /v1/contacts/{id}"),
            ("otel.kind", "client"),
            ("otel.status_code", "ERROR"),
            ("http.request.method", "GET"),
            ("network.protocol.name", "http"),
            ("network.protocol.version", "1.1"),
            ("server.address", "api.example.com"),
            ("server.port", "443"),
            (
                "url.full",
                "https://api.example.com/v1/contacts/7?api_key=REDACTED",
            ),
            ("url.template", "/v1/contacts/{id}"),
            ("parent", "api call"),
        ];
        let all = usual.iter().chain(own);
        all.map(|(name, value)| (*name, (*value).to_owned()))
            .collect()
    };
    let first = [("http.response.status_code", "503"), ("error.type", "503")];
    assert_eq!(*one, expected(&first));
    let second = [
        ("http.response.status_code", "404"),
        ("error.type", "404"),
        ("http.request.resend_count", "1"),
    ];
    assert_eq!(*other, expected(&second));
}

#[tokio::test(start_paused = true)]
async fn failures_have_few_types() {
    let cases = [
        (FOUND, None),
        (Does::Break, Some("exchange")),
        (Does::Hang, Some("timeout")),
    ];
    for (does, told) in cases {
        let server = Server::new([does]);
        let spans = spans_of(&server, |builder| builder.retry(RetryPolicy::none())).await;
        let (_, fields) = &spans[1];
        assert_eq!(fields.get("error.type").map(String::as_str), told);
        assert_eq!(fields.contains_key("otel.status_code"), told.is_some());
    }
}

#[cfg(feature = "webhooks")]
#[tokio::test]
async fn the_address_of_a_webhook_is_not_told() {
    let server = Server::new([FOUND]);
    let secret = "https://hooks.example.com/services/hunter2?sig=hunter2&hunter2";
    let spans = spans_of(&server, |builder| builder.target(secret)).await;
    assert_eq!(server.requests(), 1);
    assert!(!format!("{spans:?}").contains("hunter2"), "{spans:?}");
    let (_, fields) = &spans[1];
    assert_eq!(fields["url.full"], "https://hooks.example.com/REDACTED");
    assert_eq!(fields["otel.name"], "GET");
    assert!(!fields.contains_key("url.template"));
}

#[cfg(feature = "metrics")]
#[test]
fn the_duration_of_each_attempt_is_recorded() {
    use metrics_util::debugging::{DebugValue, DebuggingRecorder};

    let recorder = DebuggingRecorder::new();
    let snapshotter = recorder.snapshotter();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .unwrap();
    metrics::with_local_recorder(&recorder, || {
        runtime.block_on(async {
            let server = Server::new([Does::Answer(503, ""), FOUND]);
            call(&server.builder().build().unwrap(), &GET)
                .await
                .unwrap();
        });
    });
    let recorded = snapshotter.snapshot().into_vec();
    let mut told: Vec<String> = Vec::new();
    for (key, _, _, value) in recorded {
        let key = key.key().clone();
        assert_eq!(key.name(), "http.client.request.duration");
        assert!(matches!(value, DebugValue::Histogram(values) if values.len() == 1));
        let labels = key
            .labels()
            .map(|label| format!("{}={}", label.key(), label.value()));
        told.push(labels.collect::<Vec<_>>().join(" "));
    }
    told.sort();
    let usual = "http.request.method=GET url.template=/v1/contacts/{id} server.address=api.example.com server.port=443";
    assert_eq!(
        told,
        [
            format!("{usual} http.response.status_code=200 network.protocol.version=1.1"),
            format!(
                "{usual} http.response.status_code=503 network.protocol.version=1.1 error.type=503"
            ),
        ]
    );
}

/// Counts the warnings, and has the fields of the last.
#[derive(Clone, Default)]
struct Warnings(Arc<Mutex<(usize, Fields)>>);

impl<S: tracing::Subscriber> Layer<S> for Warnings {
    fn on_event(&self, event: &tracing::Event<'_>, _: Context<'_, S>) {
        if *event.metadata().level() == tracing::Level::WARN {
            let mut told = self.0.lock().unwrap();
            told.0 += 1;
            event.record(&mut Reader(&mut told.1));
        }
    }
}

#[tokio::test]
async fn a_deprecation_is_told_once() {
    let service = tower::service_fn(async |_: http::Request<Body>| {
        let answer = http::Response::builder()
            .header("content-type", "application/json")
            .header("deprecation", "@1688169599");
        Ok::<_, BoxError>(answer.body(Body::from(r#"{"id":7}"#))?)
    });
    let builder = Builder::new(Some(BASE)).transport(service);
    let client = builder.credential(&KEY, "k").build().unwrap();
    let warnings = Warnings::default();
    let subscriber = tracing_subscriber::registry().with(warnings.clone());
    let guard = tracing::subscriber::set_default(subscriber);
    tracing::callsite::rebuild_interest_cache();
    for operation in [&GET, &GET, &GET] {
        call(&client, operation).await.unwrap();
    }
    drop(guard);
    let (count, fields) = warnings.0.lock().unwrap().clone();
    assert_eq!(count, 1, "{fields:?}");
    assert_eq!(fields["deprecation"], "@1688169599");
    assert_eq!(fields["operation"], "doContact");
}
