//! What the check of a message may cost, and that what takes long does not hold up other requests.

use super::routes::ServiceRoutes;
use super::*;
use crate::{MediaType, Operation, Parameter, RequestBody, Response, Schema, Undocumented, Value};
use axum::body::Body;
use http::{Request, StatusCode};
use http_body_util::BodyExt;
use serde_json::json;
use std::future::Future;
use std::sync::{Arc, Mutex};
use tower::ServiceExt;

static LIST: Schema = Schema::new(
    r#"{"type": "array", "items": {"$ref": "NUMBER"}}"#,
    &[&NUMBER],
);
/// What takes a step for each alternative to tell.
static NUMBER: Schema = Schema::new(
    r#"{
    "anyOf": [
        {"type": "integer", "minimum": 9},
        {"type": "integer", "minimum": 8},
        {"type": "integer", "minimum": 7},
        {"type": "integer", "minimum": 6},
        {"type": "integer", "minimum": 5},
        {"type": "integer", "minimum": 4},
        {"type": "integer", "minimum": 3},
        {"type": "integer", "minimum": 2},
        {"type": "integer"}
    ]
}"#,
    &[],
);
static FORM: Schema = Schema::new(
    r#"{"type": "object", "properties": {"a": {"$ref": "LIST"}}}"#,
    &[&LIST],
);
static LISTS: Operation = Operation {
    id: "lists",
    tag: "",
    method: "POST",
    path: "/lists",
    parameters: &[Parameter::query("ids", &LIST)],
    request_body: Some(RequestBody {
        required: false,
        content: &[
            MediaType::new("application/json", &LIST),
            MediaType::new("application/x-www-form-urlencoded", &FORM),
            MediaType::new("multipart/form-data", &FORM),
        ],
    }),
    security: &[],
    success: 200,
    errors: &[],
    media_types: &[],
    json: &[(&[200], &LIST)],
    conditions: &[],
    deprecation: None,
};

/// Answers with a long list when asked for nothing, and with nothing otherwise.
fn router(options: Options) -> Router {
    static ERRORS: ErrorFormat = ErrorFormat::PROBLEM_JSON.invalid_request(422);
    let mut routes = ServiceRoutes::new((), NoAuth, &ERRORS, options);
    routes.add_open(&LISTS, |_, _, mut input| async move {
        input.arg::<Option<Vec<Value>>>("ids")?;
        let body = input.optional_content::<Value>().await?;
        let answer = body.map_or(vec![7; 1000], |_| Vec::new());
        Ok(Ok::<_, Undocumented>(Response::<Value>::from(json!(
            answer
        ))))
    });
    routes.into_router()
}

async fn send(router: Router, uri: &str, media: &str, body: String) -> (StatusCode, Value) {
    let request = Request::post(uri).header("content-type", media);
    let request = request.body(Body::from(body)).unwrap();
    let (parts, body) = router.oneshot(request).await.unwrap().into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    (
        parts.status,
        serde_json::from_slice(&body).unwrap_or_default(),
    )
}

const JSON: &str = "application/json";

fn numbers(count: usize, separator: &str) -> String {
    vec!["1"; count].join(separator)
}

fn multipart(count: usize) -> String {
    let part = "--x\r\ncontent-disposition: form-data; name=\"a\"\r\n\r\n1\r\n";
    part.repeat(count) + "--x--\r\n"
}

#[tokio::test]
async fn what_takes_too_much_work_is_not_valid() {
    let little = CheckBudget {
        steps: 50,
        steps_per_byte: 0,
    };
    let too_much = "expected a value that takes less work to check, found one that takes too much";
    for (uri, media, body, place) in [
        ("/lists", JSON, format!("[{}]", numbers(100, ",")), "body"),
        (
            "/lists",
            "application/x-www-form-urlencoded",
            format!("a={}", numbers(100, "&a=")),
            "body",
        ),
        (
            "/lists",
            "multipart/form-data; boundary=x",
            multipart(100),
            "body",
        ),
        (
            &format!("/lists?ids={}", numbers(100, "&ids=")),
            JSON,
            String::new(),
            "query /ids",
        ),
    ] {
        let few = Options::default().check_budget(little);
        let (status, answer) = send(router(few), uri, media, body.clone()).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{answer}");
        assert_eq!(
            answer["detail"],
            format!("The request is not valid: {place}: {too_much}.")
        );
        assert_eq!(answer["errors"][0]["keyword"], "budget", "{answer}");
        for enough in [CheckBudget::DEFAULT, CheckBudget::UNLIMITED] {
            let options = Options::default().check_budget(enough);
            let (status, answer) = send(router(options), uri, media, body.clone()).await;
            assert_eq!(status, StatusCode::OK, "{answer}");
        }
    }
}

#[tokio::test]
async fn the_budget_grows_with_the_body() {
    let options = || {
        Options::default().check_budget(CheckBudget {
            steps: 20,
            steps_per_byte: 8,
        })
    };
    for count in [10, 1_000, 100_000] {
        let body = format!("[{}]", numbers(count, ","));
        let (status, answer) = send(router(options()), "/lists", JSON, body).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
    }
}

#[tokio::test]
async fn responses_have_a_budget_too() {
    let faults = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&faults);
    let options = Options::default()
        .check_budget(CheckBudget {
            steps: 100,
            steps_per_byte: 0,
        })
        .report_responses(move |fault| seen.lock().unwrap().push(fault.to_string()));
    let (status, _) = send(router(options), "/lists", JSON, String::new()).await;
    assert_eq!(status, StatusCode::OK);
    let faults = faults.lock().unwrap();
    assert_eq!(
        faults.as_slice(),
        [
            "the response 200 of lists: body: expected a value that takes less work to check, found one that takes too much"
        ]
    );
}

/// On one thread, what is started later can only end earlier if the thread is free meanwhile.
#[tokio::test]
async fn a_long_check_does_not_hold_up_other_requests() {
    let short = format!("[{}]", numbers(30_000, ","));
    assert!(short.len() < offload::LARGE);
    for (long, budget) in [
        // Large.
        (format!("[{}]", numbers(200_000, ",")), CheckBudget::DEFAULT),
        // Not large, but more work than is tried at once.
        (short, CheckBudget::UNLIMITED),
    ] {
        let router = router(Options::default().check_budget(budget));
        let ended = Mutex::new(Vec::new());
        let log = |name, request| {
            let ended = &ended;
            async move {
                let (status, _) = request_of(request).await;
                ended.lock().unwrap().push((name, status.as_u16()));
            }
        };
        tokio::join!(
            log("long", (router.clone(), long)),
            log("usual", (router, "[1]".to_owned())),
        );
        let ended = ended.into_inner().unwrap();
        assert_eq!(ended[0], ("usual", 200), "{ended:?}");
    }
}

fn request_of((router, body): (Router, String)) -> impl Future<Output = (StatusCode, Value)> {
    send(router, "/lists", JSON, body)
}
