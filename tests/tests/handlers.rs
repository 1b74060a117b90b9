//! What handlers answer: errors of their own, responses beyond the document, conditions and ranges.

#![deny(warnings)]

use axum::body::Body as AxumBody;
use http::{Request, StatusCode, header};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use timely_runtime::server::http_errors::{Conflict, NotFound, TooManyRequests};
use timely_runtime::server::{
    Context, Cookie, ETag, ErrorResponse, IntoErrorResponse, Options, ResponseFault, Validators,
};
use timely_runtime::{Body, NoContent, Place, Response, Violation};
use tower::ServiceExt;

// The generated module offers more than these tests call.
#[allow(dead_code)]
mod api {
    timely_macros::openapi! {
        document: "fixtures/handlers.yaml",
        outputs: [client, server],
    }
}

use api::models::Item;
use api::operations::*;
use api::server::ItemsService;

/// The error type of the server: one implementation makes it the error of all operations.
#[derive(Debug)]
enum Failure {
    NoSuchItem,
    Taken(String),
    Database(std::io::Error),
    Odd(u16),
}

impl IntoErrorResponse for Failure {
    fn into_error_response(self) -> ErrorResponse {
        match self {
            Self::NoSuchItem => NotFound::new("no such item"),
            Self::Taken(id) => Conflict::new(format!("{id} is taken")).with_code("ID_TAKEN"),
            Self::Database(error) => ErrorResponse::internal(&error),
            Self::Odd(status) => {
                let status = StatusCode::from_u16(status).expect("a status");
                ErrorResponse::new(status, "an odd failure").because(&"the moon")
            }
        }
    }
}

fn fail(id: &str) -> Result<(), Failure> {
    match id {
        "none" => Err(Failure::NoSuchItem),
        "taken" => Err(Failure::Taken(id.to_owned())),
        "broken" => Err(Failure::Database(std::io::Error::other("password=hunter2"))),
        odd => match odd.parse() {
            Ok(status) => Err(Failure::Odd(status)),
            Err(_) => Ok(()),
        },
    }
}

fn item(id: &str) -> Item {
    serde_json::from_value(json!({ "id": id })).expect("an item")
}

struct Shelf;

fn validators() -> Validators {
    Validators::new().etag(ETag::strong("v1"))
}

impl ItemsService<()> for Shelf {
    async fn create_item(
        &self,
        cx: Context<()>,
        body: Item,
    ) -> Result<CreateItemResponse, CreateItemError> {
        fail(&body.id)?;
        let location = cx
            .path_of(&GET_ITEM, &[("id", json!(body.id))])
            .map_err(|error| ErrorResponse::internal(&error))?;
        Ok(Response::new(body, CreateItemHeaders::new(location)))
    }

    async fn get_item(&self, cx: Context<()>, id: String) -> Result<GetItemResponse, GetItemError> {
        match id.as_str() {
            "teapot" => {
                let teapot = Response::undocumented(StatusCode::IM_A_TEAPOT)
                    .with_header("x-pot", "blue")
                    .with_json(&json!(["short", "stout"]));
                return Err(teapot.into());
            }
            "session" => {
                return Ok(Response::from(item("session"))
                    .with_cookie(&Cookie::new("a", "1"))
                    .with_cookie(&Cookie::new("b", "2"))
                    .with_header("x-seen", cx.cookie("seen").unwrap_or_default()));
            }
            "split" => return Ok(Response::from(item("split")).with_header("content-length", "1")),
            "torn" => return Ok(Response::from(item("torn")).with_header("x-a", "b\r\nx-c: d")),
            "slow" => return Err(TooManyRequests::new("one a day").into()),
            _ => {}
        }
        fail(&id)?;
        cx.check_preconditions(Some(&validators()))?;
        Ok(Response::from(item(&id)).with_validators(&validators()))
    }

    async fn put_item(
        &self,
        cx: Context<()>,
        id: String,
        body: Item,
    ) -> Result<PutItemResponse, PutItemError> {
        cx.check_preconditions((id != "new").then(validators).as_ref())?;
        if body.id == "listed" {
            let violation = Violation::new(Place::Body, "/id", "unique", "a new id", "listed");
            let refused = ErrorResponse::new(StatusCode::UNPROCESSABLE_ENTITY, "not this");
            return Err(refused.with_violation(violation).into());
        }
        fail(&body.id)?;
        Ok(body.into())
    }

    async fn delete_item(
        &self,
        _: Context<()>,
        id: String,
    ) -> Result<DeleteItemResponse, timely_runtime::Undocumented> {
        fail(&id)?;
        Ok(NoContent.into())
    }

    async fn get_file(&self, cx: Context<()>, id: String) -> Result<GetFileResponse, GetFileError> {
        fail(&id)?;
        Ok(Response::from(Body::from("0123456789")).ranged(&cx, &validators())?)
    }
}

struct Answer {
    status: u16,
    headers: http::HeaderMap,
    text: String,
}

impl Answer {
    fn json(&self) -> Value {
        serde_json::from_str(&self.text).expect("JSON")
    }

    fn field(&self, name: &str) -> Option<&str> {
        self.headers
            .get(name)
            .map(|value| value.to_str().expect("text"))
    }
}

#[derive(Clone)]
struct Server {
    router: axum::Router,
    faults: Arc<Mutex<Vec<String>>>,
}

impl Server {
    fn new() -> Self {
        let faults = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&faults);
        let options = Options::default().report_responses(move |fault: &ResponseFault<'_>| {
            seen.lock()
                .expect("no test panics in it")
                .push(fault.to_string());
        });
        let router = api::server::router_with(Shelf, options);
        Self { router, faults }
    }

    async fn send(&self, request: http::request::Builder, body: impl Into<AxumBody>) -> Answer {
        let request = request
            .header("content-type", "application/json")
            .body(body.into())
            .expect("a request");
        let response = self
            .router
            .clone()
            .oneshot(request)
            .await
            .expect("an answer");
        let (head, body) = response.into_parts();
        let bytes = axum::body::to_bytes(body, 1 << 20).await.expect("a body");
        Answer {
            status: head.status.as_u16(),
            headers: head.headers,
            text: String::from_utf8(bytes.to_vec()).expect("text"),
        }
    }

    async fn get(&self, path: &str) -> Answer {
        self.send(Request::get(path), AxumBody::empty()).await
    }

    async fn put(&self, path: &str, id: &str) -> Answer {
        self.send(Request::put(path), json!({ "id": id }).to_string())
            .await
    }

    fn faults(&self) -> Vec<String> {
        std::mem::take(&mut *self.faults.lock().expect("no test panics in it"))
    }
}

fn error(code: &str, message: &str) -> Value {
    json!({ "error": { "code": code, "message": message } })
}

#[tokio::test]
async fn one_error_type_is_that_of_all_operations() {
    let server = Server::new();
    let answer = server.get("/items/none").await;
    assert_eq!(
        (answer.status, answer.json()),
        (404, error("NOT_FOUND", "no such item"))
    );
    let answer = server.get("/items/none/file").await;
    assert_eq!(
        (answer.status, answer.json()),
        (404, error("NOT_FOUND", "no such item"))
    );
    let body = json!({ "id": "taken" }).to_string();
    let answer = server.send(Request::post("/items"), body).await;
    assert_eq!(
        (answer.status, answer.json()),
        (409, error("ID_TAKEN", "taken is taken"))
    );
    assert_eq!(server.faults(), Vec::<String>::new());
}

#[tokio::test]
async fn an_undocumented_status_is_the_default_or_a_failure() {
    let server = Server::new();
    // `default` stands for all of them.
    let answer = server.put("/items/a", "418").await;
    assert_eq!(
        (answer.status, answer.json()),
        (418, error("IM_A_TEAPOT", "an odd failure"))
    );
    let failure = error(
        "INTERNAL_SERVER_ERROR",
        "The server could not answer the request.",
    );
    for path in ["/items/418", "/items/taken", "/items/slow", "/items/broken"] {
        let answer = server.get(path).await;
        assert_eq!(
            (answer.status, answer.json()),
            (500, failure.clone()),
            "{path}"
        );
    }
    // An operation without any documented error.
    for id in ["none", "broken"] {
        let request = Request::delete(format!("/items/{id}"));
        let answer = server.send(request, AxumBody::empty()).await;
        assert_eq!((answer.status, answer.json()), (500, failure.clone()));
    }
}

#[tokio::test]
async fn violations_of_the_handler_stand_where_the_document_has_them() {
    let answer = Server::new().put("/items/a", "listed").await;
    assert_eq!(
        (answer.status, answer.json()),
        (422, error("UNPROCESSABLE_ENTITY", "not this"))
    );
}

#[tokio::test]
async fn what_is_beyond_the_document_goes_out_and_is_told() {
    let server = Server::new();
    let answer = server.get("/items/teapot").await;
    assert_eq!(
        (answer.status, answer.json()),
        (418, json!(["short", "stout"]))
    );
    assert_eq!(answer.field("x-pot"), Some("blue"));
    assert_eq!(answer.field("content-type"), Some("application/json"));
    let faults = server.faults().join("\n");
    assert!(
        faults.contains("getItem") && faults.contains("status"),
        "{faults}"
    );

    let request = Request::get("/items/session").header("cookie", "seen=yes");
    let answer = server.send(request, AxumBody::empty()).await;
    assert_eq!((answer.status, answer.field("x-seen")), (200, Some("yes")));
    let cookies = answer.headers.get_all(header::SET_COOKIE).iter();
    let cookies: Vec<_> = cookies
        .map(|cookie| cookie.to_str().expect("text"))
        .collect();
    let expected = [
        "a=1; Secure; HttpOnly; SameSite=Lax",
        "b=2; Secure; HttpOnly; SameSite=Lax",
    ];
    assert_eq!(cookies, expected);
    let faults = server.faults().join("\n");
    assert!(
        faults.contains("set-cookie") && faults.contains("x-seen"),
        "{faults}"
    );
}

#[tokio::test]
async fn header_fields_cannot_break_the_message() {
    let server = Server::new();
    for path in ["/items/split", "/items/torn"] {
        let answer = server.get(path).await;
        assert_eq!(answer.status, 500, "{path}");
        assert_eq!(answer.field("x-c"), None);
    }
}

#[tokio::test]
async fn conditions_are_held_to_what_there_is() {
    let server = Server::new();
    let answer = server.get("/items/a").await;
    assert_eq!((answer.status, answer.field("etag")), (200, Some("\"v1\"")));
    let request = Request::get("/items/a").header("if-none-match", "\"v1\"");
    let answer = server.send(request, AxumBody::empty()).await;
    assert_eq!((answer.status, answer.field("etag")), (304, Some("\"v1\"")));
    assert_eq!(
        (answer.text.as_str(), answer.field("content-type")),
        ("", None)
    );

    let body = || json!({ "id": "a" }).to_string();
    let request = Request::put("/items/a").header("if-match", "\"v0\"");
    let answer = server.send(request, body()).await;
    let expected = error(
        "PRECONDITION_FAILED",
        "A condition of the request does not hold.",
    );
    assert_eq!((answer.status, answer.json()), (412, expected));
    let request = Request::put("/items/a").header("if-match", "\"v1\"");
    assert_eq!(server.send(request, body()).await.status, 200);
    let request = Request::put("/items/new").header("if-none-match", "*");
    assert_eq!(server.send(request, body()).await.status, 200);
    assert_eq!(server.faults(), Vec::<String>::new());
}

#[tokio::test]
async fn a_part_of_a_file_is_sent() {
    let server = Server::new();
    let request = Request::get("/items/a/file").header("range", "bytes=2-4");
    let answer = server.send(request, AxumBody::empty()).await;
    assert_eq!((answer.status, answer.text.as_str()), (206, "234"));
    assert_eq!(answer.field("content-range"), Some("bytes 2-4/10"));
    assert_eq!(
        answer.field("content-type"),
        Some("application/octet-stream")
    );
    let request = Request::get("/items/a/file").header("range", "bytes=20-");
    let answer = server.send(request, AxumBody::empty()).await;
    assert_eq!(
        (answer.status, answer.field("content-range")),
        (416, Some("bytes */10"))
    );
    let answer = server.get("/items/a/file").await;
    assert_eq!((answer.status, answer.text.as_str()), (200, "0123456789"));
    assert_eq!(answer.field("accept-ranges"), Some("bytes"));
    assert_eq!(server.faults(), Vec::<String>::new());
}

#[tokio::test]
async fn a_location_stands_below_the_prefix_of_the_router() {
    let server = Server::new();
    let body = || json!({ "id": "a/b c" }).to_string();
    let answer = server.send(Request::post("/items"), body()).await;
    assert_eq!(
        (answer.status, answer.field("location")),
        (201, Some("/items/a%2Fb%20c"))
    );
    let nested = Server {
        router: axum::Router::new().nest("/api/v1", server.router.clone()),
        ..server
    };
    let answer = nested.send(Request::post("/api/v1/items"), body()).await;
    assert_eq!(answer.field("location"), Some("/api/v1/items/a%2Fb%20c"));
}

/// A handler that is called by a test directly has what it failed with.
#[tokio::test]
async fn errors_can_be_looked_at_without_a_server() {
    let (parts, _) = Request::new(()).into_parts();
    let cx = Context::new((), parts, &GET_ITEM);
    let error = Shelf
        .get_item(cx, "none".to_owned())
        .await
        .expect_err("an error");
    assert_eq!(error.status(), 404);
    assert_eq!(error.to_string(), "404 Not Found: no such item");
    assert_eq!(error, NotFound::new("no such item").into());
}
