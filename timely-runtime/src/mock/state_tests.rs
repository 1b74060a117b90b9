//! What a mock keeps, where those who ask mean no good or are many.

use super::tests::ask;
use super::{Mock, Script};
use crate::server::{ErrorFormat, Router};
use crate::{MediaType, Operation, Parameter, Schema};
use serde_json::{Value, json};

static USER: Schema = Schema::new(
    r#"{"type": "object", "required": ["username"], "properties": {"username": {"type": "string"}, "visits": {"type": "object"}}}"#,
    &[],
);
static USERS: Schema = Schema::new(r#"{"type": "array"}"#, &[]);
static CLOSED: Schema = Schema::new(
    r#"{"type": "object", "required": ["id"], "properties": {"id": {"type": "integer"}}, "additionalProperties": false}"#,
    &[],
);
static NAME: &[Parameter] = &[Parameter::path("username", Schema::STRING)];
static ID: &[Parameter] = &[Parameter::path("id", Schema::STRING)];
static ANY_BODY: &[MediaType] = &[MediaType::new("application/json", Schema::OBJECT)];

static CREATE: Operation = Operation::post("/users")
    .named("createUser")
    .body(ANY_BODY)
    .json(&[(&[200], &USER)]);
static LIST: Operation = Operation::get("/users")
    .named("listUsers")
    .json(&[(&[200], &USERS)]);
static READ: Operation = Operation::get("/users/{username}")
    .named("getUser")
    .parameters(NAME)
    .json(&[(&[200], &USER)]);
static CHANGE: Operation = Operation::patch("/users/{username}")
    .named("changeUser")
    .parameters(NAME)
    .body(ANY_BODY)
    .json(&[(&[200], &USER)]);
static DELETE: Operation = Operation::delete("/users/{username}")
    .named("deleteUser")
    .parameters(NAME)
    .success(204);
static ADD: Operation = Operation::post("/things")
    .named("addThing")
    .body(ANY_BODY)
    .errors(&[409])
    .json(&[(&[200], &CLOSED)]);
static THING: Operation = Operation::get("/things/{id}")
    .named("getThing")
    .parameters(ID)
    .json(&[(&[200], &CLOSED)]);

static SCRIPT: Script = Script::new(
    &[&CREATE, &LIST, &READ, &CHANGE, &DELETE, &ADD, &THING],
    &ErrorFormat::PROBLEM_JSON,
);

fn router() -> Router {
    Mock::new(SCRIPT).stateful(true).router()
}

#[tokio::test]
async fn a_name_that_is_sent_is_the_name() {
    let router = router();
    let ada = json!({"username": "ada"});
    let created = ask(&router, "POST /users", &[], Some(ada)).await;
    assert_eq!(created.json()["username"], "ada");
    assert_eq!(ask(&router, "GET /users/ada", &[], None).await.status, 200);
    assert_eq!(ask(&router, "GET /users/bob", &[], None).await.status, 404);
    // Whoever creates it again means the same one.
    let again = json!({"username": "ada", "visits": {"n": 1}});
    ask(&router, "POST /users", &[], Some(again)).await;
    let read = ask(&router, "GET /users/ada", &[], None).await.json();
    assert_eq!(read["visits"], json!({"n": 1}));
    let all = ask(&router, "GET /users", &[], None).await.json();
    assert_eq!(all.as_array().map(Vec::len), Some(1));
    // Where the document has an answer for that, it is the answer.
    for status in [200, 409] {
        let thing = json!({"id": 7});
        let added = ask(&router, "POST /things", &[], Some(thing)).await;
        assert_eq!(added.status, status);
    }
}

#[tokio::test]
async fn names_may_be_odd() {
    let router = router();
    let long = "x".repeat(100_000);
    for name in ["a/b", "a b%2F?#", "..", "ü", "0", " ", long.as_str()] {
        let body = json!({"username": name});
        let created = ask(&router, "POST /users", &[], Some(body)).await;
        assert_eq!(created.status, 200);
        let own = created.json()["username"].as_str().unwrap().to_owned();
        // One that no path could hold is not taken.
        assert_eq!(own == name, name.len() < 1000);
        let path = format!("/users/{}", crate::percent::encode(&own));
        for (method, status) in [("GET", 200), ("DELETE", 204), ("GET", 404)] {
            let line = format!("{method} {path}");
            assert_eq!(
                ask(&router, &line, &[], None).await.status,
                status,
                "{line}"
            );
        }
    }
    for path in [
        "/users/%FF",
        "/users/%",
        "/users/99999999999999999999",
        "/users/%00",
    ] {
        let answer = ask(&router, &format!("GET {path}"), &[], None).await;
        assert!(
            matches!(answer.status, 400 | 404),
            "{path} {}",
            answer.status
        );
    }
}

#[tokio::test]
async fn changes_at_once_are_all_kept() {
    let router = router();
    let ada = json!({"username": "ada", "visits": {}});
    ask(&router, "POST /users", &[], Some(ada)).await;
    let changes = (0..40).map(|number| {
        let router = router.clone();
        tokio::spawn(async move {
            let change = json!({"visits": {number.to_string(): number}});
            let changed = ask(&router, "PATCH /users/ada", &[], Some(change)).await;
            assert_eq!(changed.status, 200);
            let created = ask(&router, "POST /users", &[], Some(json!({}))).await;
            created.json()["username"].clone()
        })
    });
    let changes: Vec<_> = changes.collect();
    let mut names: Vec<Value> = Vec::new();
    for change in changes {
        names.push(change.await.expect("it ends"));
    }
    let read = ask(&router, "GET /users/ada", &[], None).await.json();
    assert_eq!(read["visits"].as_object().map(|it| it.len()), Some(40));
    let all = ask(&router, "GET /users", &[], None).await.json();
    assert_eq!(all.as_array().map(Vec::len), Some(41), "{names:?}");
}

#[tokio::test]
async fn many_members_that_do_not_fit_are_not_tried_one_by_one_for_ever() {
    let router = router();
    let members = (0..60_000).map(|number| (format!("member {number}"), Value::Null));
    let body = Value::Object(members.collect());
    let started = std::time::Instant::now();
    let added = ask(&router, "POST /things", &[], Some(body)).await;
    assert_eq!(added.status, 200);
    assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
}

#[tokio::test]
async fn preferences_may_be_hostile() {
    let router = router();
    ask(
        &router,
        "POST /users",
        &[],
        Some(json!({"username": "ada"})),
    )
    .await;
    let long = format!("example=\"{}\"", "\\\"".repeat(30_000));
    let many = "seed=1,".repeat(10_000);
    let open = format!("code=200; {}", "\"".repeat(10_001));
    for prefer in [
        long.as_str(),
        &many,
        &open,
        "code=99999999999999999999",
        "=,;\"",
        "wait=10",
    ] {
        let answer = ask(&router, "GET /users/ada", &[("prefer", prefer)], None).await;
        let shown = &prefer[..prefer.len().min(20)];
        assert!(
            matches!(answer.status, 200 | 400),
            "{shown}: {}",
            answer.status
        );
        assert!(answer.bytes.len() < 2000, "{shown}");
    }
}
