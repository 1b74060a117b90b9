//! What an operator sees of calls: spans by the conventions of OpenTelemetry, and a metric.

use crate::server::{Act, Server};
use crate::{ana, at_once, contact, timely, within};
use metrics_util::debugging::{DebugValue, DebuggingRecorder};
use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::{Arc, Mutex};
use timely_generated::client::ContactsApi;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};
use tracing_subscriber::registry::LookupSpan;

type Fields = BTreeMap<&'static str, String>;

/// All spans in the order in which they began, each with its name, its fields and its parent's name.
#[derive(Clone, Default)]
struct Spans(Arc<Mutex<Vec<(Id, Fields)>>>);

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
        if !attributes.metadata().target().starts_with("timely_runtime") {
            return;
        }
        let mut fields = Fields::new();
        attributes.record(&mut Reader(&mut fields));
        fields.insert("span", attributes.metadata().name().to_owned());
        if let Some(parent) = context.span(id).and_then(|span| span.parent()) {
            fields.insert("parent", parent.name().to_owned());
        }
        self.0.lock().unwrap().push((id.clone(), fields));
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, _: Context<'_, S>) {
        let mut spans = self.0.lock().unwrap();
        let known = spans.iter_mut().rev().find(|(known, _)| known == id);
        if let Some((_, fields)) = known {
            values.record(&mut Reader(fields));
        }
    }
}

#[tokio::test]
async fn a_call_and_its_attempts_have_spans() {
    let server = Server::new([Act::status(503), Act::json(200, &contact())]).await;
    let client = timely(&server).retry(at_once()).build().unwrap();
    let spans = Spans::default();
    let subscriber = tracing_subscriber::registry().with(spans.clone());
    let guard = tracing::subscriber::set_default(subscriber);
    let call = client.get_contact(&ana());
    let call = call.with(|call| call.query("access_token", "hunter2").query("lang", "pt"));
    within("an answer", call).await.unwrap();
    drop(guard);
    let spans = spans.0.lock().unwrap();
    let fields: Vec<&Fields> = spans.iter().map(|(_, fields)| fields).collect();
    let [call, first, second] = fields[..] else {
        panic!("{fields:?}");
    };
    let of_call = ["span", "operation", "status", "attempts"].map(|name| call[name].as_str());
    assert_eq!(of_call, ["api call", "getContact", "200", "2"]);
    let port = server.port().to_string();
    let url = format!(
        "{}/v1/contacts/{}?access_token=REDACTED&lang=pt",
        server.url(),
        ana()
    );
    let usual = [
        ("span", "http request"),
        ("parent", "api call"),
        ("otel.name", "GET /v1/contacts/{id}"),
        ("otel.kind", "client"),
        ("http.request.method", "GET"),
        ("network.protocol.name", "http"),
        ("network.protocol.version", "1.1"),
        ("server.address", "127.0.0.1"),
        ("server.port", &port),
        ("url.full", &url),
        ("url.template", "/v1/contacts/{id}"),
    ];
    let expected = |own: &[(&'static str, &str)]| -> Fields {
        let all = usual.iter().chain(own);
        all.map(|(name, value)| (*name, (*value).to_owned()))
            .collect()
    };
    let failed = [
        ("http.response.status_code", "503"),
        ("error.type", "503"),
        ("otel.status_code", "ERROR"),
    ];
    assert_eq!(*first, expected(&failed));
    let repeated = [
        ("http.response.status_code", "200"),
        ("http.request.resend_count", "1"),
    ];
    assert_eq!(*second, expected(&repeated));
}

#[test]
fn each_attempt_is_timed() {
    let recorder = DebuggingRecorder::new();
    let snapshotter = recorder.snapshotter();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let port = metrics::with_local_recorder(&recorder, || {
        runtime.block_on(async {
            let server = Server::new([Act::status(503), Act::json(200, &contact())]).await;
            let client = timely(&server).retry(at_once()).build().unwrap();
            within("an answer", client.get_contact(&ana()))
                .await
                .unwrap();
            server.port()
        })
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
    let usual = format!(
        "http.request.method=GET url.template=/v1/contacts/{{id}} server.address=127.0.0.1 server.port={port}"
    );
    assert_eq!(
        told,
        [200, 503].map(|status| {
            let error = if status == 503 { " error.type=503" } else { "" };
            format!(
                "{usual} http.response.status_code={status} network.protocol.version=1.1{error}"
            )
        })
    );
}
