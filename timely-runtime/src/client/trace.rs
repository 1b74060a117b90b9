//! What an operator sees of calls: a span for each, one for each of its attempts, and a metric.
//!
//! Names and values follow the semantic conventions of OpenTelemetry for HTTP clients (version 1.44), and the fields that the
//! crate `tracing-opentelemetry` understands.

use super::error::Failure;
use crate::schema::secret::SecretNames;
use crate::telemetry::{OTHER_METHOD, known_method, version};
use crate::transport::TransportErrorKind;
use crate::{Location, Operation, Parameter, SecurityKind};
use http::{StatusCode, Uri, Version};
use std::fmt;
use tracing::{Span, field};

/// The span of a call with all of its attempts. It has no argument and no query: they may be secret or personal.
pub(super) fn of_call(operation: &'static Operation) -> Span {
    tracing::info_span!(
        "api call",
        operation = operation.id,
        method = operation.method,
        path = operation.path,
        status = field::Empty,
        attempts = field::Empty,
    )
}

/// The span of one attempt, which is one request of HTTP.
pub(super) fn of_attempt(
    operation: &'static Operation,
    prefix: Option<&str>,
    uri: &Uri,
    number: u32,
) -> Span {
    let span = tracing::info_span!(
        "http request",
        otel.name = field::Empty,
        otel.kind = "client",
        otel.status_code = field::Empty,
        http.request.method = field::Empty,
        http.request.method_original = field::Empty,
        http.request.resend_count = field::Empty,
        http.response.status_code = field::Empty,
        error.r#type = field::Empty,
        network.protocol.name = "http",
        network.protocol.version = field::Empty,
        server.address = field::Empty,
        server.port = field::Empty,
        url.full = field::Empty,
        url.template = field::Empty,
    );
    // What follows costs something, and nobody may listen.
    if span.is_disabled() {
        return span;
    }
    match template(operation, prefix) {
        Some(template) => {
            span.record("otel.name", format!("{} {template}", operation.method));
            span.record("url.template", template.as_str());
        }
        None => {
            span.record("otel.name", operation.method);
        }
    }
    if let Some(method) = known_method(operation.method) {
        span.record("http.request.method", method);
    } else {
        span.record("http.request.method", OTHER_METHOD);
        span.record("http.request.method_original", operation.method);
    }
    if number > 1 {
        span.record("http.request.resend_count", number - 1);
    }
    if let Some(host) = uri.host() {
        span.record("server.address", host.trim_matches(['[', ']']));
    }
    if let Some(port) = port(uri) {
        span.record("server.port", port);
    }
    let address = WithoutSecrets {
        uri,
        operation,
        is_whole: prefix.is_none(),
    };
    span.record("url.full", field::display(address));
    span
}

/// The template of the path from the root on, with what the address of the API has before it; none where that is all there is, the
/// address of a webhook.
fn template(operation: &Operation, prefix: Option<&str>) -> Option<String> {
    let base = Uri::try_from(prefix?).ok();
    let prefix = base.as_ref().map_or("", Uri::path).trim_end_matches('/');
    Some(format!("{prefix}{}", operation.path))
}

fn port(uri: &Uri) -> Option<u16> {
    uri.port_u16().or_else(|| match uri.scheme_str() {
        Some("http") => Some(80),
        Some("https") => Some(443),
        _ => None,
    })
}

/// How an attempt ended.
#[derive(Clone, Copy)]
pub(super) struct Ended {
    pub(super) status: Option<StatusCode>,
    pub(super) error: Option<&'static str>,
    pub(super) version: Option<Version>,
}

impl Ended {
    /// The end of an attempt that had this head, and this failure after it.
    pub(super) fn new(head: Option<(StatusCode, Version)>, failure: Option<&Failure>) -> Self {
        Self {
            status: head.map(|(status, _)| status),
            error: failure.map(error_type),
            version: head.map(|(_, version)| version),
        }
    }

    /// Writes it into the span of the attempt.
    pub(super) fn record(self, span: &Span) {
        if let Some(status) = self.status {
            span.record("http.response.status_code", status.as_u16());
        }
        if let Some(version) = self.version.and_then(version) {
            span.record("network.protocol.version", version);
        }
        match (self.error, self.status) {
            (Some(error), _) => span.record("error.type", error),
            (None, Some(status)) if is_error(status) => span.record("error.type", status.as_str()),
            _ => return,
        };
        span.record("otel.status_code", "ERROR");
    }
}

/// To a client, both classes of errors are.
fn is_error(status: StatusCode) -> bool {
    status.is_client_error() || status.is_server_error()
}

/// What a failure is, of few kinds.
fn error_type(failure: &Failure) -> &'static str {
    match failure {
        Failure::Request(_) => "request",
        Failure::Timeout(_) => "timeout",
        Failure::Transport(error) if error.is_timeout() => "timeout",
        Failure::Transport(error) => match error.kind() {
            TransportErrorKind::Connect => "connect",
            TransportErrorKind::Receive => "receive",
            TransportErrorKind::TooLarge => "too_large",
            TransportErrorKind::Coding => "coding",
            TransportErrorKind::Exchange | TransportErrorKind::Timeout => "exchange",
        },
    }
}

/// An address without the values of its query that are secret: keys of security schemes, parameters that the document calls
/// passwords, and names that say so. Where a parameter in the path is secret, the path is that of the document. Of an address that
/// was given whole, as that of a webhook is, nothing is told but the host.
struct WithoutSecrets<'a> {
    uri: &'a Uri,
    operation: &'static Operation,
    is_whole: bool,
}

impl fmt::Display for WithoutSecrets<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (scheme, host) = (self.uri.scheme_str(), self.uri.host());
        if let (Some(scheme), Some(host)) = (scheme, host) {
            write!(f, "{scheme}://{host}")?;
        }
        if let Some(port) = self.uri.port() {
            write!(f, ":{port}")?;
        }
        if self.is_whole {
            return f.write_str("/REDACTED");
        }
        f.write_str(if self.operation.has_secret_path() {
            self.operation.path
        } else {
            self.uri.path()
        })?;
        let pairs = self
            .uri
            .query()
            .into_iter()
            .flat_map(|query| query.split('&'));
        for (pair, mark) in pairs.zip(std::iter::once('?').chain(std::iter::repeat('&'))) {
            let name = pair.split('=').next().unwrap_or_default();
            if pair.contains('=') && self.is_secret(name) {
                write!(f, "{mark}{name}=REDACTED")?;
            } else {
                write!(f, "{mark}{pair}")?;
            }
        }
        Ok(())
    }
}

impl WithoutSecrets<'_> {
    fn is_secret(&self, encoded: &str) -> bool {
        const WORDS: [&str; 9] = [
            "key",
            "token",
            "secret",
            "password",
            "passwd",
            "signature",
            "credential",
            "auth",
            "sig",
        ];
        let name = crate::percent::decode(encoded).unwrap_or_else(|_| encoded.to_owned());
        let by_scheme = self.operation.security.iter().copied().flatten().any(|requirement| {
            matches!(requirement.scheme.kind, SecurityKind::ApiKey { name: key, .. } if key == name)
        });
        let by_schema = self.operation.parameters.iter().any(|known| {
            let is_in_query = matches!(known.location, Location::Query | Location::QueryString);
            is_in_query && is_secret_pair(known, &name)
        });
        let lower = name.to_ascii_lowercase();
        by_scheme || by_schema || WORDS.iter().any(|word| lower.contains(word))
    }
}

/// Whether a pair of this name is a secret of a parameter: the parameter itself, or a member of it, in whatever style that is written.
fn is_secret_pair(parameter: &Parameter, name: &str) -> bool {
    let secrets = SecretNames::of(parameter.schema);
    let mut members = name.split(['[', ']', '.']);
    // All of it may stand in one value.
    (name == parameter.name && !secrets.is_empty())
        || (secrets.is_whole() && members.clone().next() == Some(parameter.name))
        || members.any(|member| secrets.names().contains(member))
}

/// Records how long an attempt took, through the facade `metrics`.
#[cfg(feature = "metrics")]
pub(super) fn measure(
    operation: &'static Operation,
    prefix: Option<&str>,
    uri: &Uri,
    ended: Ended,
    took: std::time::Duration,
) {
    use metrics::{Label, histogram};

    let mut labels = Vec::with_capacity(7);
    labels.push(Label::from_static_parts(
        "http.request.method",
        operation.method,
    ));
    if let Some(template) = template(operation, prefix) {
        labels.push(Label::new("url.template", template));
    }
    if let Some(host) = uri.host() {
        labels.push(Label::new("server.address", host.to_owned()));
    }
    if let Some(port) = port(uri) {
        labels.push(match port {
            80 => Label::from_static_parts("server.port", "80"),
            443 => Label::from_static_parts("server.port", "443"),
            other => Label::new("server.port", other.to_string()),
        });
    }
    if let Some(status) = ended.status {
        labels.push(Label::new(
            "http.response.status_code",
            status.as_u16().to_string(),
        ));
    }
    if let Some(version) = ended.version.and_then(version) {
        labels.push(Label::from_static_parts(
            "network.protocol.version",
            version,
        ));
    }
    match (ended.error, ended.status) {
        (Some(error), _) => labels.push(Label::from_static_parts("error.type", error)),
        (None, Some(status)) if is_error(status) => {
            labels.push(Label::new("error.type", status.as_u16().to_string()));
        }
        _ => {}
    }
    histogram!("http.client.request.duration", labels).record(took.as_secs_f64());
}

/// Tells the recorder what the metric is.
#[cfg(feature = "metrics")]
pub(super) fn describe() {
    metrics::describe_histogram!(
        "http.client.request.duration",
        metrics::Unit::Seconds,
        "Duration of HTTP client requests."
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{SecurityRequirement, SecurityScheme};

    #[test]
    fn secrets_are_taken_out_of_addresses() {
        static KEY: SecurityScheme = SecurityScheme::api_key("k", Location::Query, "k y");
        static GET: Operation = Operation::get("/a/{id}")
            .secured(&[&[SecurityRequirement::new(&KEY, &[])]])
            .parameters(&[
                Parameter::query("pin", &PIN),
                Parameter::query("filter", &FILTER),
            ]);
        static FILTER: crate::Schema =
            crate::Schema::new(r#"{"properties":{"nip":{"$ref":"P"}}}"#, &[&PIN]);
        static PIN: crate::Schema =
            crate::Schema::new(r#"{"type":"string","format":"password"}"#, &[]);
        let shown = |uri: &str| {
            let uri = &uri.parse().unwrap();
            WithoutSecrets {
                uri,
                operation: &GET,
                is_whole: false,
            }
            .to_string()
        };
        assert_eq!(
            shown("https://user@h.example:8443/a/7?limit=1&k%20y=hunter2&pin=1&access_token=x&e"),
            "https://h.example:8443/a/7?limit=1&k%20y=REDACTED&pin=REDACTED&access_token=REDACTED&e"
        );
        assert_eq!(
            shown("https://h.example/a?nip=1&filter%5Bnip%5D=1&pin[]=1&nib=1&filter={}"),
            "https://h.example/a?nip=REDACTED&filter%5Bnip%5D=REDACTED&pin[]=REDACTED&nib=1&filter=REDACTED"
        );
        assert_eq!(shown("http://[::1]/a"), "http://[::1]/a");
    }
}
