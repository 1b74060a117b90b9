//! The mock of a small API, asked as a client would.

use super::{Mock, Script};
use crate::server::{ErrorFormat, Router};
use crate::{Direction, Location, MediaType, Operation, Parameter, Schema};
use crate::{SecurityRequirement, SecurityScheme};
use axum::body::Body;
use http::{HeaderMap, Request, StatusCode, header};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use tower::ServiceExt;

static KEY: SecurityScheme = SecurityScheme::api_key("key", Location::Header, "x-key");
static SECURITY: &[&[SecurityRequirement]] = &[&[SecurityRequirement::new(&KEY, &[])]];

static CONTACT: Schema = Schema::new(
    r#"{"type": "object", "required": ["id", "name", "created_at"], "properties": {
        "id": {"type": "string", "format": "uuid"},
        "name": {"type": "string", "maxLength": 40},
        "email": {"type": "string", "format": "email"},
        "created_at": {"type": "string", "format": "date-time"}
    }, "additionalProperties": false}"#,
    &[],
);
static ENVELOPE: Schema = Schema::new(
    r#"{"type": "object", "required": ["data"], "properties": {"data": {"$ref": "Contact"}}}"#,
    &[&CONTACT],
);
static LIST: Schema = Schema::new(
    r#"{"type": "object", "required": ["data", "total"], "properties": {
        "data": {"type": "array", "items": {"$ref": "Contact"}}, "total": {"type": "integer"}}}"#,
    &[&CONTACT],
);
static NEW: Schema = Schema::new(
    r#"{"type": "object", "required": ["name"], "properties": {
        "name": {"type": "string", "minLength": 1, "maxLength": 40}, "email": {"type": "string", "format": "email"}}}"#,
    &[],
);
static PROBLEM: Schema = Schema::new(
    r#"{"type": "object", "required": ["error"], "properties": {"error": {"type": "string"}}}"#,
    &[],
);
static IMPOSSIBLE: Schema = Schema::new(r#"{"type": "array", "minItems": 1000000000}"#, &[]);
static EVENT: Schema = Schema::new(
    r#"{"type": "object", "required": ["n"], "properties": {"n": {"type": "integer"}}}"#,
    &[],
);

static PATH: &[Parameter] = &[Parameter::path("id", Schema::UUID)];
static PAGE: &[Parameter] = &[
    Parameter::query("limit", Schema::INTEGER),
    Parameter::query("page", Schema::INTEGER),
];

static CREATE: Operation = Operation::post("/contacts")
    .named("createContact")
    .body(&[MediaType::new("application/json", &NEW)])
    .secured(SECURITY)
    .success(201)
    .errors(&[400, 401])
    .json(&[(&[201], &ENVELOPE), (&[400, 401], &PROBLEM)]);
static INDEX: Operation = Operation::get("/contacts")
    .named("listContacts")
    .parameters(PAGE)
    .json(&[(&[200], &LIST)]);
static READ: Operation = Operation::get("/contacts/{id}")
    .named("getContact")
    .parameters(PATH)
    .errors(&[404, 4])
    .json(&[(&[200], &ENVELOPE), (&[404, 4], &PROBLEM)]);
static CHANGE: Operation = Operation::patch("/contacts/{id}")
    .named("changeContact")
    .parameters(PATH)
    .body(&[MediaType::new("application/json", Schema::OBJECT)])
    .json(&[(&[200], &ENVELOPE)]);
static DELETE: Operation = Operation::delete("/contacts/{id}")
    .named("deleteContact")
    .parameters(PATH)
    .success(204);
static BROKEN: Operation = Operation::get("/broken")
    .named("broken")
    .json(&[(&[200], &IMPOSSIBLE)]);
static FORMS: Operation = Operation::get("/forms").named("forms").media_types(&[(
    200,
    &[
        MediaType::named("text/plain"),
        MediaType::stream("image/*"),
        MediaType::items("application/x-ndjson"),
        MediaType::items("text/event-stream").done("[DONE]"),
        MediaType::stream("application/octet-stream"),
    ],
)]);

static SCRIPT: Script = Script::new(
    &[&CREATE, &INDEX, &READ, &CHANGE, &DELETE, &BROKEN, &FORMS],
    &ErrorFormat::PROBLEM_JSON,
)
.base_path("/v1")
.schemas(&[("Contact", &CONTACT), ("Event", &EVENT)])
.answers(
    r#"{
    "operations": {
        "getContact": {"responses": [
            {"status": 200, "headers": [
                {"name": "X-Request-Id", "required": true, "schema": ["{\"type\": \"string\", \"format\": \"uuid\"}"]},
                {"name": "ETag", "schema": ["{\"type\": \"string\"}"], "example": "\"abc\""},
                {"name": "Content-Length", "schema": ["{\"type\": \"integer\"}"]}
            ], "media": [{"name": "application/json", "examples": [
                ["ada", {"data": {"id": "9b2d52b1-52c1-4c77-9c0f-5a5f0a4b8a10", "name": "Ada", "created_at": "2025-01-01T00:00:00Z"}}],
                ["grace", {"data": {"id": "9b2d52b1-52c1-4c77-9c0f-5a5f0a4b8a11", "name": "Grace", "created_at": "yesterday"}}]
            ]}]},
            {"status": 404, "media": [{"name": "application/json", "examples": [["", {"error": "there is no such contact"}]]}]},
            {"status": 4, "media": [{"name": "application/json"}]}
        ]},
        "forms": {"responses": [{"status": 200, "media": [
            {"name": "text/plain", "schema": ["{\"type\": \"string\", \"maxLength\": 5}"]},
            {"name": "image/*"},
            {"name": "application/x-ndjson", "schema": ["{\"$ref\": \"Event\"}", ["Event"]]},
            {"name": "text/event-stream", "schema": ["{\"$ref\": \"Event\"}", ["Event"]]},
            {"name": "application/octet-stream"}
        ]}]}
    },
    "types": {"Contact": {"properties": {"name": "Katherine"}}}
}"#,
);

const ID: &str = "9b2d52b1-52c1-4c77-9c0f-5a5f0a4b8a99";

fn mock() -> Mock {
    Mock::new(SCRIPT)
}

pub(super) struct Answer {
    pub(super) status: u16,
    headers: HeaderMap,
    pub(super) bytes: Vec<u8>,
}

impl Answer {
    pub(super) fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).expect("JSON")
    }

    fn text(&self) -> String {
        String::from_utf8(self.bytes.clone()).expect("text")
    }

    fn content_type(&self) -> &str {
        let name = self.headers.get(header::CONTENT_TYPE);
        name.map_or("", |name| name.to_str().expect("text"))
    }
}

pub(super) async fn ask(
    router: &Router,
    line: &str,
    headers: &[(&str, &str)],
    body: Option<Value>,
) -> Answer {
    let (method, path) = line.split_once(' ').expect("a method and a path");
    let mut request = Request::builder()
        .method(method)
        .uri(path)
        .header("x-key", "any");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let body = match body {
        None => Body::empty(),
        Some(body) => {
            request = request.header("content-type", "application/json");
            Body::from(body.to_string())
        }
    };
    let request = request.body(body).expect("a request");
    let response = router.clone().oneshot(request).await.expect("an answer");
    let (parts, body) = response.into_parts();
    Answer {
        status: parts.status.as_u16(),
        headers: parts.headers,
        bytes: body.collect().await.expect("a body").to_bytes().to_vec(),
    }
}

async fn get(router: &Router, path: &str, prefer: &str) -> Answer {
    ask(router, &format!("GET {path}"), &[("prefer", prefer)], None).await
}

#[tokio::test]
async fn answers_are_the_examples_or_pass_the_check() {
    let router = mock().router();
    let answer = get(&router, &format!("/contacts/{ID}"), "").await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.json()["data"]["name"], "Ada");
    // Who asks for a thing gets that thing.
    assert_eq!(answer.json()["data"]["id"], ID);
    assert!(answer.headers.contains_key("x-request-id"));
    assert_eq!(answer.headers["etag"], "\"abc\"");
    // The examples of types.
    let answer = get(&router, "/contacts?limit=3", "").await;
    assert!(LIST.is_valid(&answer.json(), Direction::Response));
    assert_eq!(answer.json()["data"][0]["name"], "Katherine");
}

#[tokio::test]
async fn wrong_requests_are_refused_as_by_the_server() {
    let router = mock().router();
    for (line, status) in [
        ("GET /nothing", 404),
        ("PUT /contacts", 405),
        ("GET /contacts/7", 400),
        ("GET /contacts?limit=x", 400),
        ("POST /contacts", 400),
    ] {
        let answer = ask(&router, line, &[("content-type", "application/json")], None).await;
        assert_eq!(answer.status, status, "{line}");
        assert_eq!(answer.content_type(), "application/problem+json");
    }
    let wrong = ask(&router, "POST /contacts", &[], Some(json!({"name": ""}))).await;
    assert_eq!(
        (wrong.status, &wrong.json()["errors"][0]["pointer"]),
        (400, &json!("/name"))
    );
    let accept = [("accept", "text/html")];
    let answer = ask(&router, &format!("GET /contacts/{ID}"), &accept, None).await;
    assert_eq!(answer.status, 406);
    let request = Request::post("/contacts").body(Body::empty()).unwrap();
    let answer = router.clone().oneshot(request).await.unwrap();
    assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn one_credential_alone_is_accepted_where_that_is_wanted() {
    for (key, status) in [("any", 400), ("other", 401)] {
        let router = mock().key(key).router();
        let answer = ask(&router, "POST /contacts", &[], Some(json!({"name": ""}))).await;
        assert_eq!(answer.status, status, "{key}");
    }
}

#[tokio::test]
async fn preferences_choose_the_answer() {
    let router = mock().router();
    let path = &format!("/contacts/{ID}");
    let not_found = get(&router, path, "code=404").await;
    assert_eq!(not_found.status, 404);
    assert_eq!(
        not_found.json(),
        json!({"error": "there is no such contact"})
    );
    assert_eq!(not_found.headers["preference-applied"], "code=404");
    assert_eq!(not_found.headers["vary"], "prefer");
    // One of a class.
    assert_eq!(get(&router, path, "code=418").await.status, 418);

    let grace = get(&router, path, "example=grace").await;
    assert_eq!(
        (grace.status, &grace.json()["data"]["name"]),
        (200, &json!("Grace"))
    );
    // An example that is not what its schema says is mended.
    assert!(ENVELOPE.is_valid(&grace.json(), Direction::Response));

    let dynamic = get(&router, path, "dynamic=true").await.json();
    assert_ne!(dynamic["data"]["name"], "Ada");
    assert_ne!(
        dynamic,
        get(&router, path, "dynamic=true, seed=7").await.json()
    );
    let seeded = get(&router, path, "dynamic=true, seed=7").await;
    assert_eq!(seeded.headers["preference-applied"], "dynamic=true, seed=7");
    assert_eq!(
        seeded.bytes,
        get(&router, path, "seed=7; a=b, dynamic").await.bytes
    );

    for impossible in [
        "code=500",
        "example=nobody",
        "code=404, example=ada",
        "code=199",
    ] {
        let refused = get(&router, path, impossible).await;
        assert_eq!(refused.status, 400, "{impossible}");
        let detail = refused.json()["detail"].to_string();
        assert!(detail.contains("getContact"), "{detail}");
    }
    let other = get(&router, path, "respond-async, handling=strict").await;
    assert_eq!(other.status, 200);
    assert!(!other.headers.contains_key("preference-applied"));
}

#[tokio::test]
async fn what_cannot_be_made_is_an_error_of_the_server() {
    let router = mock().router();
    let answer = get(&router, "/broken", "").await;
    assert_eq!(answer.status, 500);
    assert!(answer.json()["detail"].to_string().contains("log"));
}

#[tokio::test]
async fn bodies_have_the_form_that_is_accepted() {
    let router = mock().router();
    let accept = |name: &'static str| {
        let router = router.clone();
        async move { ask(&router, "GET /forms", &[("accept", name)], None).await }
    };
    let text = accept("*/*").await;
    assert_eq!(text.content_type(), "text/plain");
    assert!(text.text().len() <= 5 && !text.text().contains('"'));
    let image = accept("image/png").await;
    assert_eq!(image.content_type(), "image/png");
    assert!(image.bytes.starts_with(b"\x89PNG"));
    let lines = accept("application/x-ndjson").await;
    let lines = lines.text();
    let values: Vec<Value> = lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert!(
        values.len() == 3
            && values
                .iter()
                .all(|value| EVENT.is_valid(value, Direction::Response))
    );
    let events = accept("text/event-stream").await.text();
    assert!(events.starts_with("id: 1\ndata: {\"n\":") && events.ends_with("data: [DONE]\n\n"));
    assert_eq!(accept("application/octet-stream").await.status, 200);
}

#[tokio::test]
async fn the_base_path_may_be_there_or_not() {
    let router = mock().router();
    for path in ["/contacts", "/v1/contacts"] {
        assert_eq!(get(&router, path, "").await.status, 200, "{path}");
    }
    let answer = get(&router, "/v1/nothing", "").await;
    assert_eq!(
        (answer.status, answer.content_type()),
        (404, "application/problem+json")
    );
}

#[tokio::test]
async fn what_is_created_is_listed_read_changed_and_gone() {
    let router = mock().stateful(true).router();
    let total = |list: &Value| {
        (
            list["data"].as_array().unwrap().len(),
            list["total"].clone(),
        )
    };
    let list = get(&router, "/contacts", "").await.json();
    assert_eq!(total(&list), (0, json!(0)));
    let mut ids = Vec::new();
    for name in ["Ada", "Grace", "Alan"] {
        let created = ask(&router, "POST /contacts", &[], Some(json!({"name": name}))).await;
        assert_eq!(created.status, 201);
        assert_eq!(created.json()["data"]["name"], name);
        ids.push(created.json()["data"]["id"].as_str().unwrap().to_owned());
    }
    ids.dedup();
    assert_eq!(ids.len(), 3);

    let list = get(&router, "/v1/contacts", "").await.json();
    assert_eq!(total(&list), (3, json!(3)));
    assert_eq!(
        (&list["data"][1]["name"], &list["data"][1]["id"]),
        (&json!("Grace"), &json!(ids[1]))
    );
    let page = get(&router, "/contacts?limit=2&page=2", "").await.json();
    assert_eq!(
        (
            page["data"].as_array().unwrap().len(),
            &page["data"][0]["name"]
        ),
        (1, &json!("Alan"))
    );

    let path = format!("/contacts/{}", ids[0]);
    let read = get(&router, &path, "").await.json();
    assert_eq!(
        (&read["data"]["name"], &read["data"]["id"]),
        (&json!("Ada"), &json!(ids[0]))
    );
    let change = json!({"name": "Augusta", "other": 1});
    let changed = ask(&router, &format!("PATCH {path}"), &[], Some(change)).await;
    assert_eq!(
        (changed.status, &changed.json()["data"]["name"]),
        (200, &json!("Augusta"))
    );
    let read = get(&router, &path, "").await.json();
    assert_eq!(read["data"]["name"], "Augusta");
    // A response has no property that its schema forbids, whatever was sent.
    assert!(read["data"].get("other").is_none());
    assert!(ENVELOPE.is_valid(&read, Direction::Response));

    assert_eq!(
        ask(&router, &format!("DELETE {path}"), &[], None)
            .await
            .status,
        204
    );
    let gone = get(&router, &path, "").await;
    assert_eq!(
        (gone.status, gone.json()),
        (404, json!({"error": "there is no such contact"}))
    );
    for method in ["DELETE", "PATCH"] {
        let answer = ask(
            &router,
            &format!("{method} {path}"),
            &[],
            (method == "PATCH").then(|| json!({})),
        )
        .await;
        assert_eq!(
            (answer.status, answer.content_type()),
            (404, "application/problem+json")
        );
    }
    assert_eq!(
        get(&router, &format!("/contacts/{ID}"), "").await.status,
        404
    );
    // Without state, any id is one.
    assert_eq!(get(&mock().router(), &path, "").await.status, 200);
    // Who asks for a certain answer does not ask for what is kept.
    assert_eq!(get(&router, &path, "example=ada").await.status, 200);
}

#[tokio::test]
async fn a_request_has_one_answer() {
    let (one, other) = (mock().router(), mock().seed(1).router());
    for path in ["/contacts", "/contacts?limit=1", "/forms"] {
        let first = get(&one, path, "dynamic").await;
        assert_eq!(
            first.bytes,
            get(&mock().router(), path, "dynamic").await.bytes
        );
    }
    let first = get(&one, "/contacts", "dynamic").await.bytes;
    assert_ne!(first, get(&one, "/contacts?limit=1", "dynamic").await.bytes);
    assert_ne!(first, get(&other, "/contacts", "dynamic").await.bytes);
}

#[test]
fn a_script_that_is_none_is_an_error() {
    let script = SCRIPT.answers("[");
    assert!(Mock::new(script).try_router().is_err());
}
