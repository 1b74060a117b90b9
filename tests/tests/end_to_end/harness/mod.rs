//! The in-memory CRM of `timely-generated/examples/server`, called without a socket.

pub(crate) mod raw;

use crate::app::auth::{ApiKey, SCOPES};
use crate::app::{self, Config};
use crate::document::{self, Operation};
use axum::Router;
use axum::routing::post;
use bytes::Bytes;
use http::{Method, StatusCode};
use http_body_util::{BodyExt, Full};
use raw::RawRequest;
use std::collections::BTreeSet;
use std::convert::Infallible;
use std::sync::{Arc, LazyLock, Mutex};
use timely_generated::client::{Client, RetryPolicy};
use timely_generated::server::Options;
use timely_generated::webhooks::{SIGNATURE, Sender};
use timely_runtime::client::{Body, Transport};
use timely_runtime::webhooks::{Clock as _, ManualClock};
use timely_runtime::{Text, UtcTime, Uuid};
use tower::ServiceExt;

/// A key with all scopes.
pub(crate) const KEY: &str = "key-with-all-scopes";
/// A key with all scopes of another company.
pub(crate) const STRANGER: &str = "key-of-another-company";
/// A key without scopes.
pub(crate) const POWERLESS: &str = "key-without-scopes";

/// The company of [`KEY`] and [`POWERLESS`].
pub(crate) const COMPANY: Uuid = Uuid::from_u128(0xc0);

/// An identifier that nothing has.
pub(crate) static NOBODY: LazyLock<Text<Uuid>> =
    LazyLock::new(|| Uuid::from_u128(0x0b5c_2f6e_7a31_4d0c_9a54_3f1e_6d2b_8c70).into());

/// The calls that succeeded, by operation.
pub(crate) type Record = Arc<Mutex<BTreeSet<&'static str>>>;

/// A CRM of its own, with a clock that stands still.
pub(crate) struct App {
    pub(crate) router: Router,
    pub(crate) clock: ManualClock,
    record: Record,
}

/// What to adjust about an [`App`].
pub(crate) struct Setup {
    pub(crate) keys: Vec<ApiKey>,
    pub(crate) rate_limit: u32,
    /// What answers the deliveries to webhooks, whatever their host.
    pub(crate) endpoints: Router,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            keys: vec![
                ApiKey::new(KEY, "all scopes", COMPANY.into(), &SCOPES),
                ApiKey::new(POWERLESS, "no scopes", COMPANY.into(), &[]),
                ApiKey::new(
                    STRANGER,
                    "another company",
                    Uuid::from_u128(0xc1).into(),
                    &SCOPES,
                ),
            ],
            rate_limit: 1_000_000,
            endpoints: Router::new()
                .route("/ok", post(StatusCode::NO_CONTENT))
                .route("/fails", post(StatusCode::SERVICE_UNAVAILABLE)),
        }
    }
}

impl App {
    pub(crate) fn new() -> Self {
        Self::with(Setup::default())
    }

    pub(crate) fn with(setup: Setup) -> Self {
        Self::recording(setup, Record::default())
    }

    /// An app that adds the calls of its clients to this record.
    pub(crate) fn recording(setup: Setup, record: Record) -> Self {
        let clock = ManualClock::new(start());
        let sender = Sender::new(&SIGNATURE, setup.endpoints).clock(clock.clone());
        let time = clock.clone();
        let config = Config {
            keys: setup.keys,
            seed: false,
            rate_limit: setup.rate_limit,
            clock: Arc::new(move || time.now()),
            gateway: Arc::new(gateway::Offline),
            options: Options::default().report_responses(|fault| panic!("{fault}")),
            ..Config::new(sender)
        };
        Self {
            router: app::app(config),
            clock,
            record,
        }
    }

    /// A client with the key that may do everything.
    pub(crate) fn client(&self) -> Client {
        self.client_with(KEY)
    }

    pub(crate) fn client_with(&self, key: &str) -> Client {
        let client = Client::builder().api_key(key).retry(RetryPolicy::none());
        client
            .transport(self.transport())
            .build()
            .expect("the settings are valid")
    }

    /// The router as a client's transport. Every request must be one that the document describes, and so must every
    /// response.
    pub(crate) fn transport(&self) -> impl Transport + use<> {
        let (router, record) = (self.router.clone(), Arc::clone(&self.record));
        tower::service_fn(move |request: http::Request<Body>| {
            let (router, record) = (router.clone(), Arc::clone(&record));
            async move {
                let (method, path) = (request.method(), request.uri().path());
                let operation = document::operation_of(method, path)
                    .unwrap_or_else(|| panic!("no operation is {method} {path}"));
                let response = documented(operation, router.oneshot(request).await?).await;
                if response.status().as_u16() == operation.success().status {
                    record
                        .lock()
                        .expect("nobody panics here")
                        .insert(operation.id);
                }
                Ok::<_, Infallible>(response)
            }
        })
    }

    /// A request that no client would make.
    pub(crate) fn raw(&self, method: &Method, path: impl Into<String>) -> RawRequest {
        RawRequest::new(self.router.clone(), method.clone(), path.into())
    }
}

/// Asserts that a response is what the document says of its operation: status, headers and body.
async fn documented(
    operation: &Operation,
    response: http::Response<axum::body::Body>,
) -> http::Response<Full<Bytes>> {
    let (parts, body) = response.into_parts();
    let body = body.collect().await.expect("the body is whole").to_bytes();
    let place = format!("{} {}", operation.id, parts.status);
    let text = String::from_utf8_lossy(&body);
    let expected = operation
        .response(parts.status.as_u16())
        .unwrap_or_else(|| panic!("{place} is not documented: {text}"));
    for name in &expected.headers {
        assert!(parts.headers.contains_key(name), "{place} has no {name}");
    }
    assert_eq!(parts.headers["content-type"], "application/json", "{place}");
    let value = serde_json::from_slice(&body).unwrap_or_else(|_| panic!("{place}: {text}"));
    let problems = document::check::problems(expected.schema, &value);
    assert!(problems.is_empty(), "{place}: {problems:#?}");
    http::Response::from_parts(parts, Full::new(body))
}

/// When every [`App`] begins.
pub(crate) fn start() -> UtcTime {
    "2026-01-31T08:30:00Z".parse().expect("a date and time")
}

/// Lets other tasks run until a condition holds.
pub(crate) async fn until<F: Future<Output = bool>>(mut condition: impl FnMut() -> F) {
    for _ in 0..1000 {
        if condition().await {
            return;
        }
        tokio::task::yield_now().await;
    }
    panic!("the condition never came to hold");
}

/// The status of a call that is expected to fail with a documented error, and the message it came with.
pub(crate) fn refusal<T: std::fmt::Debug, E: timely_runtime::Outcome + std::fmt::Debug>(
    result: Result<T, timely_runtime::client::Error<E>>,
) -> (u16, String) {
    let error = match result {
        Err(timely_runtime::client::Error::Api(error)) => error,
        other => panic!("not a documented error: {other:?}"),
    };
    let raw = error
        .encode(&timely_generated::operations::GET_HEALTH)
        .expect("what was decoded can be encoded");
    let body: serde_json::Value =
        serde_json::from_slice(raw.body.as_bytes().expect("it is in memory")).expect("a JSON body");
    let message = body["error"]["message"]
        .as_str()
        .expect("a message")
        .to_owned();
    assert_eq!(body["error"]["status"], raw.status.as_u16());
    (raw.status.as_u16(), message)
}

/// The first part of [`refusal`].
pub(crate) fn refused<T: std::fmt::Debug, E: timely_runtime::Outcome + std::fmt::Debug>(
    result: Result<T, timely_runtime::client::Error<E>>,
) -> u16 {
    refusal(result).0
}

/// The code that the document gives an error status, or that follows from its name.
pub(crate) fn code_of(status: StatusCode) -> &'static str {
    match status.as_u16() {
        400 => "VALIDATION_ERROR",
        401 => "UNAUTHORIZED",
        403 => "FORBIDDEN",
        404 => "NOT_FOUND",
        405 => "METHOD_NOT_ALLOWED",
        413 => "PAYLOAD_TOO_LARGE",
        415 => "UNSUPPORTED_MEDIA_TYPE",
        429 => "RATE_LIMIT_EXCEEDED",
        500 => "INTERNAL_ERROR",
        other => panic!("no error has status {other}"),
    }
}

mod gateway {
    //! MCP servers without a network.

    use crate::app::mcp::{Discovered, Gateway, Reach};
    use futures_util::future::{BoxFuture, ready};
    use timely_generated::models::McpServer;
    use timely_runtime::Url;

    /// Reaches `up.example.com` and nothing else; its servers have two tools.
    pub(super) struct Offline;

    impl Gateway for Offline {
        fn reach(&self, url: Url) -> BoxFuture<'static, Reach> {
            let reach = match url.host_str() {
                Some("up.example.com") => Reach::Connected,
                Some("rebound.example.com") => Reach::Private,
                _ => Reach::Unreachable,
            };
            Box::pin(ready(reach))
        }

        fn discover(&self, server: &McpServer) -> Vec<Discovered> {
            ["search", "fetch"]
                .map(|verb| Discovered {
                    name: format!("{}_{verb}", server.name),
                    description: format!("{verb} in {}", server.name),
                })
                .into()
        }
    }
}
