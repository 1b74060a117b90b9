//! The metrics of a server.

use super::record::Record;
use http::StatusCode;
use metrics::{Gauge, Label, Unit, counter, gauge, histogram};
use std::time::Duration;

const DURATION: &str = "http.server.request.duration";
const ACTIVE: &str = "http.server.active_requests";
const REJECTIONS: &str = "http.server.rejections";
const RATE_LIMITED: &str = "http.server.rate_limited";
const PANICS: &str = "http.server.panics";

pub(super) fn describe() {
    metrics::describe_histogram!(
        DURATION,
        Unit::Seconds,
        "Duration of HTTP server requests, until the head of the response is there."
    );
    metrics::describe_gauge!(
        ACTIVE,
        "Number of active HTTP server requests: those that wait for the head of their response."
    );
    metrics::describe_counter!(REJECTIONS, "Requests that no handler has answered.");
    metrics::describe_counter!(RATE_LIMITED, "Requests beyond a rate limit.");
    metrics::describe_counter!(PANICS, "Panics that were caught.");
}

pub(super) fn active(record: &Record) -> Gauge {
    gauge!(ACTIVE, "http.request.method" => record.method, "url.scheme" => record.scheme)
}

pub(super) fn answered(record: &Record, status: StatusCode, elapsed: Duration) {
    let mut labels = Vec::with_capacity(7);
    let known = |name, value| Label::from_static_parts(name, value);
    labels.push(known("http.request.method", record.method));
    labels.push(known("url.scheme", record.scheme));
    if let Some(version) = record.version {
        labels.push(known("network.protocol.version", version));
    }
    labels.push(Label::new("http.response.status_code", text(status)));
    if let Some(operation) = record.operation() {
        labels.push(known("operation", operation.id));
    }
    if let Some(route) = record.route() {
        labels.push(Label::new("http.route", route.clone()));
    }
    if let Some(error) = record.error(status) {
        labels.push(Label::new("error.type", error.into_owned()));
    }
    histogram!(DURATION, labels).record(elapsed.as_secs_f64());
}

pub(super) fn rejected(status: StatusCode) {
    counter!(REJECTIONS, "http.response.status_code" => text(status)).increment(1);
}

#[cfg(feature = "rate-limit")]
pub(super) fn rate_limited(operation: Option<&'static str>) {
    counter!(RATE_LIMITED, of(operation)).increment(1);
}

pub(super) fn panicked(operation: Option<&'static str>) {
    counter!(PANICS, of(operation)).increment(1);
}

fn of(operation: Option<&'static str>) -> Vec<Label> {
    let label = operation.map(|id| Label::from_static_parts("operation", id));
    Vec::from_iter(label)
}

fn text(status: StatusCode) -> String {
    status.as_str().to_owned()
}
