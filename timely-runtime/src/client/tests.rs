//! Calls over services that stand in for the network.

use super::*;
use crate::generated::client::{Builder, Client, Request};
use crate::testing::within;
use crate::{
    Location, MediaType, Operation, Parameter, RequestBody, Response, Schema, SecurityKind,
    SecurityRequirement, SecurityScheme, Style, Undocumented,
};
use bytes::Bytes;
use http::StatusCode;
use http_body_util::BodyExt;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::VecDeque;
use std::error::Error as _;
use std::future::pending;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::time::Instant;

const BASE: &str = "https://api.example.com/v1";

static ANY: Schema = Schema::new("true", &[]);
static KEY: SecurityScheme = SecurityScheme {
    name: "apiKey",
    flows: &[],
    kind: SecurityKind::ApiKey {
        location: Location::Header,
        name: "X-Api-Key",
    },
};

const fn parameter(field: &'static str, location: Location) -> Parameter {
    Parameter {
        field,
        name: field,
        location,
        required: matches!(location, Location::Path),
        style: if matches!(location, Location::Query) {
            Style::Form
        } else {
            Style::Simple
        },
        explode: matches!(location, Location::Query),
        schema: &ANY,
        reserved: false,
        empty: false,
    }
}

static PARAMETERS: [Parameter; 3] = [
    parameter("id", Location::Path),
    parameter("limit", Location::Query),
    parameter("x-request-id", Location::Header),
];
static CONTENT: [MediaType; 2] = [
    MediaType::new("text/plain", &ANY),
    MediaType::new("application/merge-patch+json", &ANY),
];
static SECURITY: [&[SecurityRequirement]; 1] = [&[SecurityRequirement {
    scheme: &KEY,
    scopes: &[],
}]];

const fn operation(method: &'static str) -> Operation {
    Operation {
        id: "doContact",
        tag: "",
        method,
        path: "/contacts/{id}",
        parameters: &PARAMETERS,
        request_body: Some(RequestBody {
            required: false,
            content: &CONTENT,
        }),
        security: &SECURITY,
        success: 200,
        errors: &[],
        media_types: &[],
        json: &[],
        conditions: &[],
        deprecation: None,
    }
}

static GET: Operation = operation("GET");
static POST: Operation = operation("POST");
static PATCH: Operation = operation("PATCH");

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Contact {
    id: u32,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Problem {
    code: String,
}

/// The documented errors.
#[derive(Clone, Debug, PartialEq)]
enum GetContactError {
    /// 404
    NotFound(Response<Problem>),
    /// 429
    TooManyRequests(Response<Problem>),
}
crate::__outcome!(GetContactError { 404 => NotFound, 429 => TooManyRequests });

type CallResult = Result<Response<Contact>, Error<GetContactError>>;

/// What the server does with one request.
enum Does {
    Answer(u16, &'static str),
    RetryAfter(String),
    Break,
    Hang,
}

/// A server that does one thing after the other, and remembers what it was asked and when.
#[derive(Clone, Default)]
struct Server {
    does: Arc<Mutex<VecDeque<Does>>>,
    seen: Arc<Mutex<Vec<(http::request::Parts, Bytes, Instant)>>>,
}

impl Server {
    fn new(does: impl IntoIterator<Item = Does>) -> Self {
        Self {
            does: Arc::new(Mutex::new(does.into_iter().collect())),
            seen: Arc::default(),
        }
    }

    fn builder(&self) -> Builder {
        let server = self.clone();
        let service = tower::service_fn(move |request| {
            let server = server.clone();
            async move { server.take(request).await }
        });
        Builder::new(Some(BASE)).transport(service)
    }

    async fn take(&self, request: http::Request<Body>) -> Result<http::Response<Body>, BoxError> {
        let (parts, body) = request.into_parts();
        let body = body.collect().await?.to_bytes();
        self.seen
            .lock()
            .unwrap()
            .push((parts, body, Instant::now()));
        let does = self
            .does
            .lock()
            .unwrap()
            .pop_front()
            .expect("a request too many");
        let answer = http::Response::builder().header("content-type", "application/json");
        match does {
            Does::Answer(status, body) => Ok(answer.status(status).body(Body::from(body))?),
            Does::RetryAfter(value) => {
                let answer = answer.status(429).header("retry-after", value);
                Ok(answer.body(Body::from(r#"{"code":"SLOW_DOWN"}"#))?)
            }
            Does::Break => Err(std::io::Error::from(std::io::ErrorKind::ConnectionReset).into()),
            Does::Hang => pending().await,
        }
    }

    fn requests(&self) -> usize {
        self.seen.lock().unwrap().len()
    }

    /// How long after the first request the others came.
    fn times(&self) -> Vec<Duration> {
        let seen = self.seen.lock().unwrap();
        seen.iter().map(|(_, _, time)| *time - seen[0].2).collect()
    }
}

async fn call(client: &Client, operation: &'static Operation) -> CallResult {
    client.call(Request::new(operation).arg("id", "7")).await
}

const FOUND: Does = Does::Answer(200, r#"{"id":7}"#);

#[tokio::test]
async fn sends_what_the_operation_says() {
    #[derive(Serialize)]
    struct Params {
        limit: Option<u32>,
        #[serde(rename = "x-request-id")]
        request_id: Option<&'static str>,
    }
    let server = Server::new([FOUND]);
    let client = server
        .builder()
        .credential(&KEY, "hunter2")
        .user_agent("crm/1")
        .header("x-tenant", "a")
        .build()
        .unwrap();
    let request = Request::new(&PATCH)
        .arg("id", "a/b c?é")
        .json(&json!({ "name": "Joao" }))
        .params(&Params {
            limit: Some(5),
            request_id: None,
        });
    let contact: CallResult = client.call(request).await;
    assert_eq!(contact.unwrap().into_body(), Contact { id: 7 });

    let seen = server.seen.lock().unwrap();
    let (parts, body, _) = &seen[0];
    assert_eq!(parts.method, "PATCH");
    assert_eq!(
        parts.uri,
        "https://api.example.com/v1/contacts/a%2Fb%20c%3F%C3%A9?limit=5"
    );
    assert_eq!(parts.headers["x-api-key"], "hunter2");
    assert!(parts.headers["x-api-key"].is_sensitive());
    assert_eq!(parts.headers["user-agent"], "crm/1");
    assert_eq!(parts.headers["x-tenant"], "a");
    assert_eq!(
        parts.headers["content-type"],
        "application/merge-patch+json"
    );
    assert!(
        parts.headers["accept"]
            .to_str()
            .unwrap()
            .starts_with("application/json")
    );
    assert!(!parts.headers.contains_key("x-request-id"));
    assert_eq!(body, r#"{"name":"Joao"}"#);
}

#[tokio::test]
async fn a_parameter_goes_before_a_default_header() {
    let server = Server::new([FOUND]);
    let client = server
        .builder()
        .header("x-request-id", "default")
        .build()
        .unwrap();
    let request = Request::new(&GET)
        .arg("id", &7)
        .arg("x-request-id", "given");
    let _: CallResult = client.call(request).await;
    let seen = server.seen.lock().unwrap();
    assert_eq!(seen[0].0.headers["x-request-id"], "given");
    assert_eq!(seen[0].0.headers.get_all("x-request-id").iter().count(), 1);
    assert!(!seen[0].0.headers.contains_key("content-type"));
    assert!(!seen[0].0.headers.contains_key("x-api-key"));
    assert_eq!(seen[0].0.uri.query(), None);
}

#[tokio::test]
async fn documented_errors_are_typed() {
    let server = Server::new([Does::Answer(404, r#"{"code":"NOT_FOUND"}"#)]);
    let error = call(&server.builder().build().unwrap(), &GET)
        .await
        .unwrap_err();
    assert_eq!(error.status(), Some(StatusCode::NOT_FOUND));
    let Some(GetContactError::NotFound(response)) = error.api() else {
        panic!("{error:?}")
    };
    assert_eq!(response.code, "NOT_FOUND");
    assert!(error.into_api().is_ok());
}

#[tokio::test]
async fn undocumented_statuses_keep_the_response() {
    let long = "é".repeat(100_000).leak();
    let server = Server::new([Does::Answer(418, long), Does::Answer(302, "")]);
    let client = server.builder().build().unwrap();
    let error = call(&client, &GET).await.unwrap_err();
    assert_eq!(error.status(), Some(StatusCode::IM_A_TEAPOT));
    let response = error.response().unwrap();
    assert_eq!(response.body().len(), 200_000);
    assert_eq!(response.headers()["content-type"], "application/json");
    assert!(matches!(error, Error::Unexpected(_)));
    assert!(error.to_string().len() < 600, "{error}");
    assert!(format!("{error:?}").len() < 700, "{error:?}");
    let error = call(&client, &GET).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "doContact: the server answered 302 Found, which is not documented"
    );
}

#[tokio::test]
async fn what_cannot_be_decoded_keeps_the_response() {
    for (status, body) in [
        (200, "{"),
        (200, "[]"),
        (200, ""),
        (404, "<html>not found</html>"),
    ] {
        let server = Server::new([Does::Answer(status, body)]);
        let error = call(&server.builder().build().unwrap(), &GET)
            .await
            .unwrap_err();
        assert!(matches!(error, Error::Decode(_)), "{error:?}");
        assert_eq!(error.status().unwrap().as_u16(), status);
        assert_eq!(error.response().unwrap().body(), body);
        assert!(error.source().is_some());
    }
}

#[tokio::test]
async fn what_cannot_be_written_is_not_sent() {
    struct Unwritable;
    impl Serialize for Unwritable {
        fn serialize<S: serde::Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
            Err(serde::ser::Error::custom("no"))
        }
    }
    let server = Server::default();
    let client = server.builder().build().unwrap();
    let id = || Request::new(&GET).arg("id", "7");
    for request in [
        id().arg("limit", &Unwritable),
        id().json(&Unwritable),
        id().optional_json(Some(&Unwritable)),
        id().params(&Unwritable),
        id().params(&[1]),
        id().idempotency_key("a\nb"),
        Request::new(&GET),
        Request::new(&GET).arg("id", ""),
        Request::new(&GET).arg("id", "."),
        Request::new(&GET).arg("id", ".."),
        id().arg("x-request-id", "a\r\nb: c"),
        Request::new(&GET).arg("id", &"x".repeat(70_000)),
    ] {
        let shown = format!("{request:?}").chars().take(100).collect::<String>();
        let error = client
            .call::<Response<Contact>, GetContactError>(request)
            .await
            .unwrap_err();
        assert!(matches!(error, Error::Request(_)), "{shown}: {error:?}");
    }
    assert_eq!(server.requests(), 0);
}

#[tokio::test]
async fn null_arguments_are_left_out() {
    let server = Server::new([FOUND, FOUND]);
    let client = server.builder().build().unwrap();
    let request = Request::new(&GET)
        .arg("id", &1)
        .arg("limit", &None::<u32>)
        .params(&());
    assert!(
        client
            .call::<Response<Contact>, GetContactError>(request)
            .await
            .is_ok()
    );
    let request = Request::new(&POST)
        .arg("id", &1)
        .optional_json(None::<&Contact>);
    assert!(
        client
            .call::<Response<Contact>, GetContactError>(request)
            .await
            .is_ok()
    );
    let seen = server.seen.lock().unwrap();
    assert_eq!(seen[0].0.uri.query(), None);
    assert!(seen[1].1.is_empty());
    assert!(!seen[1].0.headers.contains_key("content-type"));
}

#[tokio::test(start_paused = true)]
async fn an_attempt_ends_with_the_timeout_and_the_next_has_it_anew() {
    let server = Server::new([Does::Hang, Does::Hang, Does::Hang]);
    let client = server
        .builder()
        .timeout(Duration::from_secs(5))
        .build()
        .unwrap();
    let start = Instant::now();
    let error = call(&client, &GET).await.unwrap_err();
    assert!(error.is_timeout());
    assert_eq!(error.status(), None);
    assert_eq!(server.requests(), 3);
    // Three timeouts, and waits of at most half a second and a second.
    let elapsed = start.elapsed();
    assert!(elapsed >= Duration::from_secs(15) && elapsed <= Duration::from_millis(16_600));
}

#[cfg(feature = "server")]
#[tokio::test(start_paused = true)]
async fn a_slow_body_counts_against_the_timeout() {
    let service = tower::service_fn(|_: http::Request<Body>| async {
        let never = futures_util::stream::pending::<Result<Bytes, BoxError>>();
        Ok::<_, BoxError>(http::Response::new(axum::body::Body::from_stream(never)))
    });
    let builder = Builder::new(Some(BASE))
        .transport(service)
        .retry(RetryPolicy::none());
    assert!(
        call(&builder.build().unwrap(), &GET)
            .await
            .unwrap_err()
            .is_timeout()
    );
}

#[tokio::test(start_paused = true)]
async fn repeats_until_it_succeeds() {
    let server = Server::new([Does::Answer(503, ""), Does::Break, FOUND]);
    let client = server.builder().build().unwrap();
    assert!(call(&client, &GET).await.is_ok());
    let times = server.times();
    assert!(times[1] <= Duration::from_millis(502), "{times:?}");
    assert!(
        times[2] - times[1] <= Duration::from_millis(1002),
        "{times:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn returns_the_last_failure() {
    let server = Server::new([Does::Answer(503, "a"), Does::Answer(502, "b"), Does::Break]);
    let error = call(&server.builder().build().unwrap(), &GET)
        .await
        .unwrap_err();
    let Error::Transport(error) = &error else {
        panic!("{error:?}")
    };
    assert_eq!(error.kind(), TransportErrorKind::Exchange);
    assert_eq!(error.to_string(), "the request was not answered");
    assert!(error.source().is_some());
}

#[tokio::test(start_paused = true)]
async fn does_not_repeat_what_is_not_safe() {
    for operation in [&POST, &PATCH] {
        for does in [
            Does::Answer(503, ""),
            Does::Break,
            Does::Hang,
            Does::RetryAfter("1".into()),
        ] {
            let server = Server::new([does]);
            assert!(
                call(&server.builder().build().unwrap(), operation)
                    .await
                    .is_err()
            );
            assert_eq!(server.requests(), 1);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn does_not_repeat_what_would_fail_again() {
    for status in [400, 401, 404, 409, 501] {
        let server = Server::new([Does::Answer(status, "")]);
        assert!(
            call(&server.builder().build().unwrap(), &GET)
                .await
                .is_err()
        );
        assert_eq!(server.requests(), 1);
    }
    let server = Server::new([FOUND]);
    let client = server.builder().response_limit(4).build().unwrap();
    let error = call(&client, &GET).await.unwrap_err();
    assert!(
        matches!(error, Error::Transport(error) if error.kind() == TransportErrorKind::TooLarge)
    );
    assert_eq!(server.requests(), 1);
}

#[tokio::test(start_paused = true)]
async fn waits_as_long_as_the_server_asks() {
    let server = Server::new([Does::RetryAfter("17".into()), FOUND]);
    assert!(call(&server.builder().build().unwrap(), &GET).await.is_ok());
    let wait = server.times()[1];
    assert!(
        wait >= Duration::from_secs(17) && wait < Duration::from_millis(17_100),
        "{wait:?}"
    );

    let then = crate::UtcTime::from(std::time::SystemTime::now() + Duration::from_secs(30));
    let date = then.format("%a, %d %b %Y %H:%M:%S GMT").to_string();
    let server = Server::new([Does::RetryAfter(date), FOUND]);
    assert!(call(&server.builder().build().unwrap(), &GET).await.is_ok());
    let wait = server.times()[1];
    assert!(
        wait > Duration::from_secs(27) && wait <= Duration::from_secs(31),
        "{wait:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn does_not_wait_longer_than_it_may() {
    let server = Server::new([Does::RetryAfter("3600".into())]);
    let error = call(&server.builder().build().unwrap(), &GET)
        .await
        .unwrap_err();
    assert!(
        matches!(error, Error::Api(GetContactError::TooManyRequests(_))),
        "{error:?}"
    );
    let undocumented: Error<Undocumented> = {
        let server = Server::new([Does::RetryAfter("3600".into())]);
        let request = Request::new(&GET).arg("id", "7");
        let client = server.builder().build().unwrap();
        client
            .call::<Response<Contact>, _>(request)
            .await
            .unwrap_err()
    };
    assert_eq!(undocumented.retry_after(), Some(Duration::from_secs(3600)));
}

#[tokio::test(start_paused = true)]
async fn follows_the_callers_policy() {
    let server = Server::new([Does::Answer(500, ""), Does::Answer(500, ""), FOUND]);
    let policy = RetryPolicy::default().retry_if(|attempt| {
        RetryPolicy::is_retryable(attempt)
            || matches!(attempt.result, AttemptResult::Response { status, .. } if status == 500)
    });
    assert!(
        call(&server.builder().retry(policy).build().unwrap(), &POST)
            .await
            .is_ok()
    );
    let server = Server::new([Does::Answer(503, "")]);
    let client = server.builder().retry(RetryPolicy::none()).build().unwrap();
    assert!(call(&client, &GET).await.is_err());
}

#[tokio::test(start_paused = true)]
async fn an_idempotency_key_makes_post_safe_to_repeat() {
    let keys = |server: &Server| -> Vec<String> {
        let seen = server.seen.lock().unwrap();
        let key = |parts: &http::request::Parts| parts.headers["idempotency-key"].clone();
        seen.iter()
            .map(|(parts, ..)| key(parts).to_str().unwrap().to_owned())
            .collect()
    };
    let server = Server::new([Does::Break, FOUND, FOUND]);
    let client = server
        .builder()
        .idempotency_header("Idempotency-Key")
        .build()
        .unwrap();
    assert!(call(&client, &POST).await.is_ok());
    assert!(call(&client, &POST).await.is_ok());
    let made = keys(&server);
    assert_eq!(made[0], made[1]);
    assert_ne!(made[1], made[2]);
    assert_eq!(made[0].len(), 32);

    let server = Server::new([Does::Answer(503, ""), FOUND]);
    let client = server
        .builder()
        .idempotency_header("Idempotency-Key")
        .build()
        .unwrap();
    let request = Request::new(&POST).arg("id", "7").idempotency_key("mine");
    assert!(
        client
            .call::<Response<Contact>, GetContactError>(request)
            .await
            .is_ok()
    );
    assert_eq!(keys(&server), ["mine", "mine"]);
}

#[tokio::test(start_paused = true)]
async fn an_idempotency_key_that_is_a_parameter_goes_where_it_is_one() {
    static WITHOUT: Operation = Operation {
        path: "/contacts",
        parameters: &[],
        ..operation("POST")
    };
    let server = Server::new([Does::Break, FOUND, Does::Break, FOUND, Does::Break, FOUND]);
    let builder = server.builder().idempotency_parameter("X-Request-Id");
    let client = builder.build().unwrap();
    assert!(call(&client, &POST).await.is_ok());
    let request = Request::new(&POST)
        .arg("id", "7")
        .arg("x-request-id", "mine");
    let given = client.call::<Response<Contact>, GetContactError>(request);
    assert!(given.await.is_ok());
    // Without a key, a POST that may have been acted on is not repeated.
    let without = client.call::<Response<Contact>, GetContactError>(Request::new(&WITHOUT));
    assert!(without.await.is_err());

    let seen = server.seen.lock().unwrap();
    let keys: Vec<Option<&str>> = seen
        .iter()
        .map(|(parts, ..)| Some(parts.headers.get("x-request-id")?.to_str().unwrap()))
        .collect();
    assert_eq!(keys.len(), 5);
    assert!(keys[0].is_some_and(|key| key.len() == 32));
    assert_eq!(keys[0], keys[1]);
    assert_eq!(keys[2..], [Some("mine"), Some("mine"), None]);
}

#[tokio::test]
async fn secrets_are_not_shown() {
    let server = Server::new([Does::Answer(400, "")]);
    let builder = server
        .builder()
        .credential(&KEY, "hunter2")
        .header("x-token", "hunter2");
    let shown = format!("{builder:?}");
    let client = builder.build().unwrap();
    let request = Request::new(&GET).arg("id", "hunter2");
    let shown = format!("{shown} {client:?} {request:?}");
    let error = call(&client, &GET).await.unwrap_err();
    let shown = format!("{shown} {error:?} {error}");
    assert!(!shown.contains("hunter2"), "{shown}");
    assert!(shown.contains("apiKey") && shown.contains(BASE), "{shown}");
    let error = server
        .builder()
        .credential(&KEY, "hunter2\n")
        .build()
        .unwrap_err();
    let shown = format!("{error:?} {error}");
    assert!(
        !shown.contains("hunter2") && shown.contains("apiKey"),
        "{shown}"
    );
}

#[tokio::test]
async fn calls_can_be_spawned() {
    let server = Server::new([FOUND]);
    let client = server.builder().build().unwrap();
    let result = tokio::spawn(async move { call(&client, &GET).await })
        .await
        .unwrap();
    assert!(result.is_ok());
}

/// A router is a transport, so that client and server can meet without a socket.
#[cfg(feature = "server")]
#[tokio::test]
async fn an_axum_router_is_a_transport() {
    use axum::extract::{Path, RawQuery};
    use axum::routing::get;

    let contact = |Path(id): Path<u32>, RawQuery(query): RawQuery| async move {
        assert_eq!(query.as_deref(), Some("limit=3"));
        let json = [("content-type", "application/json")];
        match id {
            7 => (StatusCode::OK, json, r#"{"id":7}"#),
            _ => (StatusCode::NOT_FOUND, json, r#"{"code":"NOT_FOUND"}"#),
        }
    };
    let router = axum::Router::new().route("/v1/contacts/{id}", get(contact));
    let client = Builder::new(Some(BASE)).transport(router).build().unwrap();
    let request = |id: u32| Request::new(&GET).arg("id", &id).arg("limit", &3);
    let found: CallResult = client.call(request(7)).await;
    assert_eq!(found.unwrap().id, 7);
    let missing: CallResult = client.call(request(8)).await;
    assert!(matches!(
        missing,
        Err(Error::Api(GetContactError::NotFound(_)))
    ));
}

/// The whole way: the default transport, a socket, a response.
#[tokio::test]
async fn the_default_transport_reaches_a_socket() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let server = tokio::spawn(async move {
        let accepted = within("the client connects", listener.accept()).await;
        let (mut socket, _) = accepted.unwrap();
        let mut asked = vec![0; 4096];
        let read = within("the client asks", socket.read(&mut asked)).await;
        let read = read.unwrap();
        let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 8\r\n\r\n{\"id\":7}";
        socket.write_all(answer).await.unwrap();
        String::from_utf8_lossy(&asked[..read]).into_owned()
    });
    let builder = Builder::new(None).base_url(format!("http://{address}/"));
    let client = builder.credential(&KEY, "hunter2").build().unwrap();
    assert_eq!(call(&client, &GET).await.unwrap().id, 7);
    let asked = server.await.unwrap();
    assert!(asked.starts_with("GET /contacts/7 HTTP/1.1\r\n"), "{asked}");
    assert!(asked.contains("x-api-key: hunter2\r\n"), "{asked}");
}

mod calls;
mod errors;
mod hostile;
mod layers;
mod options;
mod spans;
mod times;
