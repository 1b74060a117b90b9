//! What options and settings change: accepted types, statuses, unknown parameters, limits, errors, outgoing checks.

use super::routes::ServiceRoutes;
use super::*;
use crate::{
    MediaType, NoContent, Operation, Parameter, RequestBody, Response, Schema, Undocumented, Value,
};
use axum::body::Body;
use http::{Request, StatusCode, header};
use http_body_util::BodyExt;
use serde_json::json;
use std::sync::{Arc, Mutex};
use tower::ServiceExt;

static COUNT: Schema = Schema::new(r#"{"type": "integer", "maximum": 9}"#, &[]);
static FILTER: Schema = Schema::new(
    r#"{"type": "object", "properties": {"from": {}}, "additionalProperties": false}"#,
    &[],
);

const BASE: Operation = Operation {
    id: "base",
    tag: "",
    method: "POST",
    path: "/",
    parameters: &[],
    request_body: None,
    security: &[],
    success: 200,
    errors: &[],
    media_types: &[],
    json: &[(&[200], &COUNT)],
    conditions: &[],
    deprecation: None,
};
/// Answers with the body that it gets, and takes one of 8 bytes.
static ECHO: Operation = Operation {
    id: "echo",
    tag: "",
    path: "/echo",
    parameters: &[
        Parameter::query("limit", &COUNT),
        Parameter::query("filter", &FILTER).styled(crate::Style::DeepObject, true),
        Parameter::query("range", &FILTER),
    ],
    request_body: Some(RequestBody {
        required: false,
        content: &[
            MediaType::new("application/json", Schema::ANY).limited(8),
            MediaType::stream("application/octet-stream"),
        ],
    }),
    ..BASE
};
static CSV: Operation = Operation {
    id: "csv",
    tag: "",
    path: "/csv",
    media_types: &[(
        200,
        &[MediaType::named("text/csv"), MediaType::named("image/*")],
    )],
    json: &[],
    ..BASE
};
static NOTHING: Operation = Operation {
    id: "nothing",
    tag: "",
    path: "/nothing",
    success: 204,
    json: &[(&[400], Schema::ANY)],
    ..BASE
};

fn router(errors: &'static ErrorFormat, options: Options) -> Router {
    let mut routes = ServiceRoutes::new((), NoAuth, errors, options);
    routes.add_open(&ECHO, |_, _, mut input| async move {
        let body = match input.optional_content::<Upload>().await? {
            Some(Upload::Json(value)) => value,
            Some(Upload::Bytes(_)) => json!("bytes"),
            None => json!(0),
        };
        Ok(Ok::<_, Undocumented>(Response::<Value>::from(body)))
    });
    routes.add_open(&CSV, |_, _, _| async move {
        Ok(Ok::<_, Undocumented>(Response::<String>::from(
            "a,b".to_owned(),
        )))
    });
    routes.add_open(&NOTHING, |_, _, _| async move {
        Ok(Ok::<_, Undocumented>(Response::<NoContent>::from(
            NoContent,
        )))
    });
    routes.into_router()
}

enum Upload {
    Json(Value),
    Bytes(crate::Body),
}
crate::__content!(Upload {
    Json: ["application/json"],
    Bytes: ["application/octet-stream"]
});

async fn send(router: Router, uri: &str, header: (&str, &str), body: &str) -> (StatusCode, Value) {
    let request = Request::post(uri).header(header.0, header.1);
    let request = request.body(Body::from(body.to_owned())).unwrap();
    let (parts, body) = router.oneshot(request).await.unwrap().into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    (
        parts.status,
        serde_json::from_slice(&body).unwrap_or_default(),
    )
}

fn default() -> Router {
    router(&ErrorFormat::PROBLEM_JSON, Options::default())
}

const JSON: (&str, &str) = ("content-type", "application/json");

#[tokio::test]
async fn what_is_not_accepted_is_refused_before_the_body() {
    for (uri, accept, status) in [
        ("/echo", "application/json", 200),
        ("/echo", "text/html, */*;q=0.1", 200),
        ("/echo", "", 200),
        ("/echo", "text/html", 406),
        ("/echo", "application/json;q=0", 406),
        ("/csv", "text/*", 200),
        ("/csv", "image/png", 200),
        ("/csv", "application/json", 406),
        ("/nothing", "image/png", 204),
    ] {
        let (found, _) = send(default(), uri, ("accept", accept), "").await;
        assert_eq!(found, status, "{uri} {accept}");
    }
    let too_long = Request::post("/echo")
        .header("accept", "text/html")
        .header("content-type", "application/json")
        .body(Body::from("[1,2,3,4,5,6,7]"))
        .unwrap();
    assert_eq!(default().oneshot(too_long).await.unwrap().status(), 406);
}

#[tokio::test]
async fn other_statuses_take_the_place_of_those_not_listed() {
    static STRICT: ErrorFormat = ErrorFormat::PROBLEM_JSON.statuses(&[400, 404]);
    let strict = || router(&STRICT, Options::default());
    let html = ("content-type", "text/html");
    for (uri, header, body, any, listed) in [
        ("/echo", html, "x", 415, 400),
        ("/echo", JSON, "[1,2,3,4,5]", 413, 400),
        ("/echo", ("accept", "text/html"), "", 406, 200),
        ("/none", JSON, "", 404, 404),
    ] {
        assert_eq!(send(default(), uri, header, body).await.0, any, "{uri}");
        let (status, problem) = send(strict(), uri, header, body).await;
        assert_eq!(status, listed, "{uri}");
        assert!(status == 200 || problem["status"] == listed, "{problem}");
    }
}

#[tokio::test]
async fn unknown_query_parameters() {
    let refusing = Options::default().unknown_query(UnknownQuery::Refuse);
    let refusing = router(&ErrorFormat::PROBLEM_JSON, refusing);
    for known in ["", "limit=1", "filter[from]=1", "from=1", "&&"] {
        let (status, problem) = send(refusing.clone(), &format!("/echo?{known}"), JSON, "").await;
        assert_eq!(status, 200, "{known}: {problem}");
    }
    let uri = "/echo?limt=1&limit=1&filter[to]=1&to=2&to=3&%6cimt=2";
    assert_eq!(send(refusing, uri, JSON, "").await.0, 400);
    let refusing = Options::default().unknown_query(UnknownQuery::Refuse);
    let uri = "/echo?limt=1&limit=1&to=2&to=3&%6cimt=2";
    let (_, problem) = send(router(&ErrorFormat::PROBLEM_JSON, refusing), uri, JSON, "").await;
    let pointers: Vec<_> = problem["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| (error["pointer"].clone(), error["keyword"].clone()))
        .collect();
    let unknown = |name: &str| (json!(name), json!("additionalProperties"));
    assert_eq!(pointers, [unknown("/limt"), unknown("/to")]);
    assert_eq!(send(default(), uri, JSON, "").await.0, 200);
}

#[tokio::test]
async fn the_document_limits_bodies_by_media_type() {
    let options = || Options::default().body_limit(4);
    let router = || router(&ErrorFormat::PROBLEM_JSON, options());
    assert_eq!(send(router(), "/echo", JSON, "[1,2,34]").await.0, 200);
    let (status, problem) = send(router(), "/echo", JSON, "[1,2,345]").await;
    assert_eq!(status, 413);
    assert_eq!(
        problem["detail"],
        "The request body must not be larger than 8 bytes."
    );
    let bytes = ("content-type", "application/octet-stream");
    assert_eq!(send(router(), "/echo", bytes, "12345").await.0, 413);
}

#[tokio::test]
async fn errors_are_written_by_a_function() {
    let options = Options::default().render_errors(|failure| {
        assert!(failure.status != 404, "a fault in the function");
        let mut response = failure.response();
        let operation = failure.operation.map_or("none", |operation| operation.id);
        response
            .headers_mut()
            .insert("x-operation", operation.parse().unwrap());
        response
    });
    let router = router(&ErrorFormat::PROBLEM_JSON, options);
    let request = |method: &str, uri: &str| {
        let request = Request::builder().method(method).uri(uri);
        request.body(Body::empty()).unwrap()
    };
    let answer = router
        .clone()
        .oneshot(request("POST", "/echo?limit=10"))
        .await
        .unwrap();
    assert_eq!(
        (answer.status().as_u16(), &answer.headers()["x-operation"]),
        (400, &"echo".parse().unwrap())
    );
    let answer = router
        .clone()
        .oneshot(request("GET", "/echo"))
        .await
        .unwrap();
    assert_eq!(answer.headers()["x-operation"], "none");
    assert_eq!(answer.headers()[header::ALLOW], "POST");
    let answer = router.oneshot(request("GET", "/")).await.unwrap();
    assert_eq!(answer.status(), 404);
}

#[tokio::test]
async fn responses_are_checked_and_sent_all_the_same() {
    let faults = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&faults);
    let options = Options::default().report_responses(move |fault| {
        seen.lock().unwrap().push(fault.to_string());
    });
    let router = router(&ErrorFormat::PROBLEM_JSON, options);
    for body in ["3", "\"x\"", "10"] {
        let (status, answer) = send(router.clone(), "/echo", JSON, body).await;
        assert_eq!(
            (status, answer.to_string().as_str()),
            (StatusCode::OK, body)
        );
    }
    for uri in ["/csv", "/nothing", "/none"] {
        send(router.clone(), uri, JSON, "").await;
    }
    assert_eq!(
        *faults.lock().unwrap(),
        [
            "the response 200 of echo: body: expected an integer, found the string \"x\"",
            "the response 200 of echo: body: expected at most 9, found 10"
        ]
    );
}
