//! Absent, null and a value are three things on every way: what came is what is written.

mod api {
    timely_macros::openapi!("fixtures/nulls.yaml");
}

use api::client::{Client, DefaultApi};
use api::models::{States, Step};
use api::operations::{ApplyStepsResponse, KeepStatesResponse};
use api::server::{Context, DefaultService, router};
use http::StatusCode;
use serde_json::{Value, json};
use timely_runtime::{Field, Undocumented, Validate};

struct Service;

impl DefaultService for Service {
    async fn apply_steps(
        &self,
        _: Context<()>,
        body: Vec<Step>,
    ) -> Result<ApplyStepsResponse, Undocumented> {
        Ok(body.into())
    }

    async fn keep_states(
        &self,
        _: Context<()>,
        body: States,
    ) -> Result<KeepStatesResponse, Undocumented> {
        Ok(body.into())
    }
}

async fn answer(method: &str, path: &str, content_type: &str, body: &Value) -> (StatusCode, Value) {
    let router = router(Service);
    crate::answer(router, method, path, content_type, &body.to_string()).await
}

/// An object of which nothing is said but what must be there.
fn states() -> Value {
    json!({ "any": 1, "items": [], "values": {}, "mustBe": null })
}

#[tokio::test]
async fn a_patch_that_sets_null_differs_from_one_without_a_value() {
    let steps = json!([
        { "op": "replace", "path": "/a", "value": null },
        { "op": "replace", "path": "/a", "value": { "b": null } },
        { "op": "remove", "path": "/a" },
    ]);
    let (status, seen) = answer("PATCH", "/steps", "application/json-patch+json", &steps).await;
    assert_eq!((status, &seen), (StatusCode::OK, &steps));

    let read: Vec<Step> = serde_json::from_value(steps.clone()).expect("steps");
    assert_eq!(read[0].value, Field::Null);
    assert_eq!(read[1].value, Field::Value(json!({ "b": null })));
    assert_eq!(read[2].value, Field::Absent);
    let client = Client::builder()
        .base_url("http://localhost")
        .transport(router(Service))
        .build()
        .expect("a client");
    let back = client.apply_steps(&read).await.expect("an answer");
    assert_eq!(*back, read);
}

/// The optional properties that may be null, each with a value that is not.
fn nullable() -> Vec<(&'static str, Value)> {
    vec![
        ("true", json!(1)),
        ("described", json!({ "a": null })),
        ("fallback", json!([null])),
        ("reference", json!("r")),
        ("further", json!("f")),
        ("beside", json!(false)),
        ("several", json!("s")),
        ("list", json!(["l"])),
        ("some", json!(3)),
        ("open", json!({ "o": 1 })),
        ("one", json!({ "name": "n" })),
        ("pick", json!("a")),
        ("mixed", json!(1)),
        ("maybe", json!("m")),
        ("perhaps", json!("p")),
        ("both", json!({ "a": 1, "b": 2 })),
        ("long", json!("long")),
        ("small", json!(2.5)),
        ("other", json!(1)),
    ]
}

#[tokio::test]
async fn null_and_absent_differ_wherever_null_is_a_value() {
    for (name, value) in nullable().into_iter().chain([("nothing", Value::Null)]) {
        for sent in [Some(value), Some(Value::Null), None] {
            let mut body = states();
            if let Some(value) = sent {
                body[name] = value;
            }
            let (status, seen) = answer("PUT", "/states", "application/json", &body).await;
            assert_eq!((status, &seen), (StatusCode::OK, &body), "{name}");
            let read: States = serde_json::from_value(body.clone()).expect("states");
            assert_eq!(serde_json::to_value(&read).expect("JSON"), body, "{name}");
            assert!(read.validate().is_ok(), "{name}");
        }
    }
}

#[tokio::test]
async fn null_stays_where_a_value_must_be() {
    let body = json!({
        "any": null, "items": [null, { "a": null }], "values": { "a": null, "b": 1 }, "mustBe": null,
    });
    let (status, seen) = answer("PUT", "/states", "application/json", &body).await;
    assert_eq!((status, seen), (StatusCode::OK, body));
    for missing in ["any", "items", "values", "mustBe"] {
        let mut body = states();
        body.as_object_mut().expect("an object").remove(missing);
        let (status, _) = answer("PUT", "/states", "application/json", &body).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{missing}");
    }
}

#[tokio::test]
async fn null_is_refused_where_something_forbids_it() {
    for name in ["noNull", "typed", "untyped", "chosen"] {
        let mut body = states();
        body[name] = Value::Null;
        let (status, _) = answer("PUT", "/states", "application/json", &body).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{name}");
    }
}

#[test]
fn fields_tell_how_many_states_they_have() {
    let states = States::new(json!(null), Vec::new(), Default::default())
        .described(json!("text"))
        .reference(Field::Null)
        .long("text")
        .no_null(json!(1))
        .typed("text");
    assert_eq!(states.described, Field::Value(json!("text")));
    assert_eq!(states.no_null, Some(json!(1)));
    assert_eq!(states.typed.as_deref(), Some("text"));
    // Null is a value as any other, which no default replaces.
    assert_eq!(states.fallback_or_default(), json!(7));
    let cleared = states.fallback(Field::Null);
    assert_eq!(cleared.fallback_or_default(), Value::Null);
    assert_eq!(cleared.fallback(json!(1)).fallback_or_default(), json!(1));
}
