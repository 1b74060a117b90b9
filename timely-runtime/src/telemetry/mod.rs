//! What client and server say alike to those who operate them: words of the semantic conventions of OpenTelemetry for HTTP
//! (version 1.44), and the trace that requests are part of.

mod trace_context;

use http::Version;

pub use trace_context::{SpanId, TraceContext, TraceId};

/// The buckets of `http.server.request.duration` and `http.client.request.duration` that the semantic conventions of
/// OpenTelemetry advise, in seconds. The recorder of the `metrics` facade is told of them when it is installed: for
/// `metrics-exporter-prometheus` by `set_buckets_for_metric`.
pub const DURATION_BUCKETS: [f64; 14] = [
    0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0,
];

/// What a method is called by the conventions that they do not know. Anyone can send any method, and metrics keep each label
/// for good.
pub(crate) const OTHER_METHOD: &str = "_OTHER";

/// A method by the name that the conventions have for it; none where they do not know it.
pub(crate) fn known_method(method: &str) -> Option<&'static str> {
    const KNOWN: [&str; 10] = [
        "GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "QUERY", "TRACE", "CONNECT",
    ];
    KNOWN.into_iter().find(|known| *known == method)
}

/// The version of HTTP, as `network.protocol.version` has it.
pub(crate) const fn version(version: Version) -> Option<&'static str> {
    Some(match version {
        Version::HTTP_09 => "0.9",
        Version::HTTP_10 => "1.0",
        Version::HTTP_11 => "1.1",
        Version::HTTP_2 => "2",
        Version::HTTP_3 => "3",
        _ => return None,
    })
}
