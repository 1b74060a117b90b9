//! What stands in for a server, over the wire and in the client.

use super::*;
use crate::client::{OperationInfo, RetryPolicy, TransportErrorKind};
use crate::generated::client::{Builder, Client, Error, Request};
use crate::testing::within;
use crate::{
    Body, Location, MediaType, Operation, Parameter, Part, Response, Schema, Undocumented, Value,
};
use crate::{SecurityRequirement, SecurityScheme};
use bytes::Bytes;
use http::StatusCode;
use serde_json::json;
use std::path::PathBuf;
use std::time::Duration;
use tokio::time::Instant;
use tower::{Layer, ServiceExt};

const BASE: &str = "https://api.example.com/v1";

static KEY: SecurityScheme = SecurityScheme::api_key("key", Location::Query, "appid");
static ID: Schema = Schema::new("true", &[]);
static PIN: Schema = Schema::new(r#"{"type": "string", "format": "password"}"#, &[]);
static LOGIN: Schema = Schema::new(
    r##"{"type": "object", "properties": {"user": {"type": "string"}, "pin": {"type": "string", "writeOnly": true}}}"##,
    &[],
);
static GET: Operation = Operation::get("/pets/{id}")
    .named("getPet")
    .parameters(&[
        Parameter::path("id", &ID),
        Parameter::query("limit", &ID),
        Parameter::query("pin", &PIN),
    ])
    .secured(&[&[SecurityRequirement {
        scheme: &KEY,
        scopes: &[],
    }]]);
static CREATE: Operation = Operation::post("/pets")
    .named("createPet")
    .body(&[MediaType::new("application/json", &LOGIN)]);

type Answer = Result<Response<Value>, Error<Undocumented>>;

fn client(transport: impl crate::client::Transport) -> Client {
    let builder = Builder::new(Some(BASE)).credential(&KEY, "the-key");
    builder
        .retry(RetryPolicy::none())
        .transport(transport)
        .build()
        .unwrap()
}

async fn get(client: &Client, id: &str) -> Answer {
    within(
        "an answer",
        client.call(Request::new(&GET).arg("id", id).arg("limit", &3)),
    )
    .await
}

async fn create(client: &Client, body: &Value) -> Answer {
    within("an answer", client.call(Request::new(&CREATE).json(body))).await
}

/// The causes of an error in words.
fn told(error: &Error<Undocumented>) -> String {
    let first: &dyn std::error::Error = error;
    let chain = std::iter::successors(Some(first), |error| error.source());
    chain.map(|error| format!("{error}\n")).collect()
}

#[tokio::test]
async fn answers_are_given_by_operation() {
    let answers = Answers::new()
        .json("getPet", 200, &json!({"name": "Rex"}))
        .json("getPet", 404, &json!({"code": "GONE"}))
        .with("POST /pets", |asked| {
            http::Response::new(asked.body.clone())
        });
    let client = client(answers.clone());
    assert_eq!(get(&client, "7").await.unwrap()["name"], "Rex");
    for _ in 0..2 {
        let error = get(&client, "8").await.unwrap_err();
        assert_eq!(error.response().unwrap().status(), StatusCode::NOT_FOUND);
    }
    assert_eq!(
        create(&client, &json!({"user": "a"})).await.unwrap()["user"],
        "a"
    );
    let asked = answers.asked("getPet");
    assert_eq!(asked.len(), 3);
    assert_eq!(asked[0].uri.path(), "/v1/pets/7");
    assert_eq!(
        answers.asked("createPet")[0].json::<Value>().unwrap(),
        json!({"user": "a"})
    );
}

#[tokio::test]
async fn what_has_no_answer_says_so() {
    let client = client(Answers::new().status("createPet", 1000));
    let error = get(&client, "7").await.unwrap_err();
    assert!(
        told(&error).contains("no answer for the operation `getPet` (GET /pets/{id})"),
        "{}",
        told(&error)
    );
    let error = create(&client, &json!({})).await.unwrap_err();
    assert!(told(&error).contains("the status 1000"), "{}", told(&error));
    let error = Answers::new()
        .oneshot(http::Request::new(Body::empty()))
        .await
        .unwrap_err();
    assert!(matches!(error, AnswersError::NoOperation));
}

#[tokio::test]
async fn requests_name_their_operation() {
    let service = tower::service_fn(|request: http::Request<Body>| async move {
        let info: OperationInfo = *request.extensions().get().unwrap();
        let text = json!([info.id(), info.method(), info.template()]).to_string();
        Ok::<_, std::convert::Infallible>(http::Response::new(text))
    });
    let answer = get(&client(service), "7").await.unwrap();
    assert_eq!(*answer, json!(["getPet", "GET", "/pets/{id}"]));
}

/// A file of a test's own, which is removed at its end.
struct TestFile(PathBuf);

impl TestFile {
    fn new() -> Self {
        let name = format!("timely-recorded-{:016x}.json", crate::random::random());
        Self(std::env::temp_dir().join(name))
    }

    fn text(&self) -> String {
        std::fs::read_to_string(&self.0).unwrap()
    }
}

impl Drop for TestFile {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

/// A server that answers with what is asked, and has secrets of its own.
fn echo() -> impl crate::client::Transport
+ Clone
+ tower::Service<
    http::Request<Body>,
    Response = http::Response<Body>,
    Error = std::convert::Infallible,
    Future: Send,
> {
    tower::service_fn(|request: http::Request<Body>| async move {
        let (parts, body) = request.into_parts();
        let body = body.bytes(1 << 20).await.unwrap();
        let body: Value = serde_json::from_slice(&body).unwrap_or(Value::Null);
        let answer = json!({"path": parts.uri.path(), "price": 1.5, "access_token": "hunter2", "echo": body});
        let response = http::Response::builder()
            .header("content-type", "application/json")
            .header("set-cookie", "session=hunter2")
            .header("x-request-id", "17");
        Ok(response.body(Body::from(answer.to_string())).unwrap())
    })
}

#[tokio::test]
async fn what_was_recorded_is_replayed_without_secrets() {
    let file = TestFile::new();
    let record = Record::new(echo(), &file.0).redact("ssn");
    let real = client(record.clone());
    let login = json!({"user": "rex", "pin": "hunter2", "ssn": "hunter2", "password": ["hunter2"]});
    let first = get(&real, "7").await.unwrap();
    assert_eq!(first["access_token"], "hunter2");
    create(&real, &login).await.unwrap();
    let with_pin = Request::new(&GET).arg("id", "8").arg("pin", "hunter2");
    real.call::<Response<Value>, Undocumented>(with_pin)
        .await
        .unwrap();
    record.finish().unwrap();

    let text = file.text();
    assert!(
        !text.contains("hunter2") && !text.contains("the-key"),
        "{text}"
    );
    for shown in [
        "\"operation\": \"getPet\"",
        "\"/v1/pets/7\"",
        "\"limit=3\"",
        "\"x-request-id\"",
        "\"user\": \"rex\"",
    ] {
        assert!(text.contains(shown), "{shown}: {text}");
    }
    assert!(!text.contains("set-cookie\": ["), "{text}");

    // In another order, with other secrets.
    let replay = Replay::from_file(&file.0).unwrap();
    let replayed = client(replay.clone());
    let login = json!({"user": "rex", "pin": "other", "ssn": "other", "password": ["other"]});
    let created = create(&replayed, &login).await.unwrap();
    assert_eq!(created["echo"]["user"], "rex");
    assert_eq!(created["echo"]["pin"], "REDACTED");
    let with_pin = Request::new(&GET).arg("id", "8").arg("pin", "other");
    replayed
        .call::<Response<Value>, Undocumented>(with_pin)
        .await
        .unwrap();
    let left = replay.finish().unwrap_err().to_string();
    assert!(left.contains("1. GET /v1/pets/7?"), "{left}");
    let again = get(&replayed, "7").await.unwrap();
    assert_eq!(again["price"], 1.5);
    assert_eq!(again.received().unwrap().headers()["x-request-id"], "17");
    replay.assert_finished();
}

#[tokio::test]
async fn an_unexpected_request_shows_what_differs() {
    let file = TestFile::new();
    let record = Record::new(echo(), &file.0);
    let real = client(record.clone());
    create(&real, &json!({"user": "rex", "age": 3}))
        .await
        .unwrap();
    get(&real, "7").await.unwrap();
    drop((real, record));

    let replay = Replay::from_file(&file.0).unwrap();
    let replayed = client(replay.clone());
    let error = create(&replayed, &json!({"user": "rex", "age": 4}))
        .await
        .unwrap_err();
    let told = told(&error);
    for line in [
        "POST /v1/pets was not recorded",
        "number 1",
        "\n-   \"age\": 3",
        "\n+   \"age\": 4",
        "\n    \"user\": \"rex\"",
    ] {
        assert!(told.contains(line), "{line}: {told}");
    }
    let report = replay.finish().unwrap_err().to_string();
    assert!(
        report.contains("\"age\": 4") && report.contains("  2. GET /v1/pets/7"),
        "{report}"
    );

    let replay = Replay::from_file(&file.0).unwrap().in_order();
    let replayed = client(replay.clone());
    let error = get(&replayed, "7").await.unwrap_err();
    assert!(
        self::told(&error).contains("next is number 1"),
        "{}",
        self::told(&error)
    );
    create(&replayed, &json!({"age": 3, "user": "rex"}))
        .await
        .unwrap();
    get(&replayed, "7").await.unwrap();
    get(&replayed, "7").await.unwrap_err();
    let report = replay.finish().unwrap_err().to_string();
    assert!(report.contains("nothing more was expected"), "{report}");
}

#[tokio::test]
async fn bodies_are_kept_in_a_form_that_people_read() {
    let of = |text: &'static str, name| body_text::BodyText::of(text.as_bytes(), Some(name));
    let shown = |body| serde_json::to_value::<body_text::BodyText>(body).unwrap();
    assert_eq!(
        shown(of("{\"a\": 1}", "application/problem+json")),
        json!({"json": {"a": 1}})
    );
    // As JSON they would come back as something else.
    for text in [
        "{\"a\": 1.10}",
        "{\"a\": 1e3}",
        "{\"a\": 123456789012345678901}",
        "{\"a\": 1, \"a\": 2}",
        "{",
    ] {
        assert_eq!(shown(of(text, "application/json")), json!({"text": [text]}));
    }
    let events = "data: 1\n\ndata: 2\n\n";
    assert_eq!(
        shown(of(events, "text/event-stream")),
        json!({"text": ["data: 1\n", "\n", "data: 2\n", "\n"]})
    );
    let bytes = body_text::BodyText::of(&[0xff, 0], None);
    assert_eq!(shown(bytes.clone()), json!({"base64": "/wA="}));
    assert_eq!(bytes.bytes().unwrap()[..], [0xff, 0]);
}

#[tokio::test]
async fn forms_match_whatever_their_boundary_is() {
    let file = TestFile::new();
    let request = || {
        let (name, body) = crate::bodies::MultipartWriter::form_data()
            .part("password", "hunter2")
            .part(
                "meta",
                Part::new("{\"a\": 1}").content_type("application/json"),
            )
            .part("file", Part::new(vec![0xff, 1]).file_name("a.bin"))
            .finish()
            .unwrap();
        let request = http::Request::post("http://a/upload").header("content-type", name);
        request
            .header("idempotency-key", format!("{}", crate::random::random()))
            .body(body)
            .unwrap()
    };
    let form = |text: &'static str| {
        let request = http::Request::post("http://a/token");
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        request.body(Body::from(text)).unwrap()
    };
    let record = Record::new(echo(), &file.0);
    for request in [request(), form("a=b&client_secret=hunter2")] {
        let response = record.clone().oneshot(request).await.unwrap();
        response.into_body().bytes(1 << 20).await.unwrap();
    }
    record.finish().unwrap();
    let text = file.text();
    assert!(
        !text.contains("hunter2") && text.contains("a=b&client_secret=REDACTED"),
        "{text}"
    );
    assert!(
        text.contains("\"file_name\": \"a.bin\"") && !text.contains("boundary"),
        "{text}"
    );
    let replay = Replay::from_text(&text).unwrap();
    for request in [form("a=b&client_secret=other"), request()] {
        replay.clone().oneshot(request).await.unwrap();
    }
    replay.assert_finished();
}

/// What is compressed, and what only text keeps, has secrets all the same.
#[tokio::test]
async fn secrets_are_found_in_what_is_no_plain_json() {
    let file = TestFile::new();
    let text = "{\"price\": 1.10, \"password\": \"hunter2\"}";
    let plain = Answers::new().content("getPet", 200, "application/json", text);
    let real = client(Record::new(plain, &file.0));
    assert_eq!(get(&real, "7").await.unwrap()["password"], "hunter2");
    drop(real);
    let kept = file.text();
    assert!(kept.contains("1.10") && !kept.contains("hunter2"), "{kept}");

    let coded = tower::service_fn(|_: http::Request<Body>| async {
        use tokio::io::AsyncReadExt;
        let plain = &br#"{"secret": "hunter2", "name": "Rex"}"#[..];
        let mut coded = Vec::new();
        let mut encoder = async_compression::tokio::bufread::GzipEncoder::new(plain);
        encoder.read_to_end(&mut coded).await.unwrap();
        let response = http::Response::builder().header("content-encoding", "gzip");
        let response = response.header("content-type", "application/json");
        Ok::<_, std::convert::Infallible>(response.body(Body::from(coded)).unwrap())
    });
    let real = client(Record::new(coded, &file.0));
    assert_eq!(get(&real, "7").await.unwrap()["secret"], "hunter2");
    drop(real);
    let kept = file.text();
    assert!(
        kept.contains("\"name\": \"Rex\"") && !kept.contains("hunter2"),
        "{kept}"
    );
    assert_eq!(
        get(&client(Replay::from_text(&kept).unwrap()), "7")
            .await
            .unwrap()["name"],
        "Rex"
    );
}

#[test]
fn files_that_are_none_are_refused() {
    let error = |text| Replay::from_text(text).unwrap_err();
    assert!(matches!(error("{}"), ReplayError::Form(_)));
    assert!(matches!(
        error("{\"version\": 9, \"exchanges\": []}"),
        ReplayError::Version { found: 9 }
    ));
    assert!(matches!(
        Replay::from_file("/absent").unwrap_err(),
        ReplayError::Read { .. }
    ));
}

fn hundred() -> impl tower::Service<
    http::Request<Body>,
    Response = http::Response<Body>,
    Error = std::convert::Infallible,
    Future: Send,
> + Clone
+ Send
+ Sync
+ 'static {
    tower::service_fn(|_: http::Request<Body>| async {
        let body = Body::from(vec![b'x'; 100]);
        Ok(http::Response::new(body))
    })
}

async fn through(faults: Faults) -> Result<http::Response<Body>, crate::bodies::BoxError> {
    faults
        .layer(hundred())
        .oneshot(http::Request::new(Body::empty()))
        .await
}

#[tokio::test(start_paused = true)]
async fn faults_make_a_server_slow_wrong_or_absent() {
    let always = |fault| Faults::new().add(When::always(), fault);
    let start = Instant::now();
    let latency = always(Fault::latency(Duration::from_secs(3)))
        .add(When::first(1), Fault::latency(Duration::from_secs(2)));
    through(latency).await.unwrap();
    assert_eq!(start.elapsed().as_secs(), 5);

    let status = through(always(Fault::status(StatusCode::BAD_GATEWAY)))
        .await
        .unwrap();
    assert_eq!(status.status(), StatusCode::BAD_GATEWAY);

    for (fault, kind) in [
        (Fault::refuse(), TransportErrorKind::Connect),
        (Fault::reset(), TransportErrorKind::Exchange),
    ] {
        let error = get(&client(always(fault).layer(hundred())), "7")
            .await
            .unwrap_err();
        assert!(
            matches!(&error, Error::Transport(error) if error.kind() == kind),
            "{error:?}"
        );
    }

    let cut = |bytes| through(always(Fault::cut_after(bytes)));
    for bytes in [0, 1, 99] {
        let mut body = cut(bytes).await.unwrap().into_body();
        let mut passed = 0;
        let end = loop {
            match body.next().await {
                Some(Ok(chunk)) => passed += chunk.len() as u64,
                end => break end,
            }
        };
        assert_eq!(passed, bytes);
        assert!(matches!(end, Some(Err(_))));
    }
    assert_eq!(
        cut(100)
            .await
            .unwrap()
            .into_body()
            .bytes(1000)
            .await
            .unwrap()
            .len(),
        100
    );

    for (rate, seconds) in [(20, 5), (1000, 0), (1, 100)] {
        let start = Instant::now();
        let body = through(always(Fault::bytes_per_second(rate)))
            .await
            .unwrap()
            .into_body();
        assert_eq!(body.bytes(1000).await.unwrap().len(), 100);
        assert_eq!(start.elapsed().as_secs(), seconds, "{rate}");
    }
}

#[tokio::test]
async fn faults_meet_those_requests_that_are_said() {
    let faults = Faults::new().add(
        When::every(2).only(|request| request.method == http::Method::POST),
        Fault::status(StatusCode::CONFLICT),
    );
    let service = faults.layer(hundred());
    let mut statuses = Vec::new();
    for method in ["POST", "GET", "POST", "GET", "POST", "POST"] {
        let request = http::Request::builder()
            .method(method)
            .body(Body::empty())
            .unwrap();
        statuses.push(
            service
                .clone()
                .oneshot(request)
                .await
                .unwrap()
                .status()
                .as_u16(),
        );
    }
    assert_eq!(statuses, [200, 200, 409, 200, 200, 409]);
}

#[tokio::test]
async fn an_answer_of_a_fault_has_what_it_was_given() {
    let answer = http::Response::builder()
        .status(429)
        .header("retry-after", "0");
    let answer = answer.body(Bytes::from("{}")).unwrap();
    let faults = Faults::new().add(When::first(2), Fault::answer(answer));
    // The client repeats the request.
    let builder = Builder::new(Some(BASE)).transport(faults.layer(echo()));
    let answer = get(&builder.build().unwrap(), "7").await.unwrap();
    assert_eq!(answer["path"], "/v1/pets/7");
}

#[tokio::test]
async fn secrets_are_found_by_references_in_objects_and_in_paths() {
    static PLACES: Schema = Schema::new(
        r#"{"items": {"properties": {"code": {"$ref": "PIN"}}}}"#,
        &[&PIN],
    );
    static FIND: Operation = Operation::get("/links/{link}/pets")
        .named("findPets")
        .parameters(&[
            Parameter::path("link", &PIN),
            Parameter::query("filter", &PLACES),
        ])
        .json(&[(&[200], &PLACES)]);
    let file = TestFile::new();
    let answer = Answers::new().json("findPets", 200, &json!([{"code": "hunter2", "id": 7}]));
    let find = async |client: Client| {
        let filter = json!({"code": "hunter2", "id": 1});
        let request = Request::new(&FIND)
            .arg("link", "hunter2")
            .arg("filter", &filter);
        client
            .call::<Response<Value>, Undocumented>(request)
            .await
            .unwrap()
    };
    find(client(Record::new(answer, &file.0))).await;
    let kept = file.text();
    assert!(
        !kept.contains("hunter2") && kept.contains("/links/REDACTED/pets"),
        "{kept}"
    );
    let replay = Replay::from_file(&file.0).unwrap();
    find(client(replay.clone())).await;
    replay.assert_finished();
}
