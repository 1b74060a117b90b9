//! What is enforced of an object is in its type as well, so that nothing is lost that a server accepted.

mod api {
    // A condition alone speaks of some properties, which the macro warns of.
    #![allow(deprecated)]
    timely_macros::openapi!("fixtures/patterned.yaml");
}

use api::client::{Client, DefaultApi};
use api::models::{Asked, Beside, Merged, Objects, Open, Several};
use api::operations::EchoResponse;
use api::server::{Context, DefaultService, router};
use http::StatusCode;
use serde_json::{Value, json};
use timely_runtime::{Map, Undocumented};

struct Service;

impl DefaultService for Service {
    async fn echo(&self, _: Context<()>, body: Objects) -> Result<EchoResponse, Undocumented> {
        Ok(body.into())
    }
}

async fn answer(body: &Value) -> (StatusCode, Value) {
    let router = router(Service);
    crate::answer(
        router,
        "POST",
        "/objects",
        "application/json",
        &body.to_string(),
    )
    .await
}

#[tokio::test]
async fn what_a_server_accepts_it_keeps() {
    for (name, value) in [
        ("beside", json!({ "id": 1, "x-a": "a", "x-b": "b" })),
        (
            "several",
            json!({ "id": 1, "x-a": "a", "n-a": null, "n-b": 2, "7": { "id": 3, "x-c": "c" } }),
        ),
        ("open", json!({ "id": 1, "x-a": "a", "more": true })),
        ("closed", json!({ "id": 1, "x-a": "a", "x-b": null })),
        (
            "alone",
            json!({ "x-a": "2026-01-31T08:30:00Z", "other": [null] }),
        ),
        ("names", json!({ "a": 1, "b": 2 })),
        (
            "merged",
            json!({ "id": 1, "name": "n", "x-a": "a", "y-a": 1 }),
        ),
        ("asked", json!({ "id": 1, "unnamed": { "a": null } })),
        ("asked", json!({ "id": 1, "unnamed": null })),
        (
            "rest",
            json!({ "id": 1, "unnamed": 2, "more": "m", "other": 3 }),
        ),
        ("conditional", json!({ "kind": "card", "number": "1" })),
        (
            "conditional",
            json!({ "kind": "bank", "iban": "1", "bic": "2" }),
        ),
    ] {
        let body = json!({ name: value });
        assert_eq!(answer(&body).await, (StatusCode::OK, body));
    }
}

#[tokio::test]
async fn what_the_patterns_forbid_is_refused() {
    for (name, value) in [
        ("beside", json!({ "id": 1, "x-a": 1 })),
        ("several", json!({ "n-a": "1" })),
        ("several", json!({ "7": { "x-a": "no id" } })),
        ("several", json!({ "x-7": "is of two patterns" })),
        ("open", json!({ "more": 1 })),
        ("closed", json!({ "y-a": "a" })),
        ("closed", json!({ "x-a": "" })),
        ("alone", json!({ "x-a": "yesterday" })),
        ("names", json!({ "A": 1 })),
        ("names", json!({ "a": 9_223_372_036_854_775_808_u64 })),
        ("merged", json!({ "id": 1, "y-a": "a" })),
        ("asked", json!({ "id": 1 })),
        ("rest", json!({ "id": 1, "unnamed": 2, "other": "o" })),
        ("conditional", json!({ "kind": "card" })),
    ] {
        let body = json!({ name: value });
        assert_eq!(answer(&body).await.0, StatusCode::BAD_REQUEST, "{body}");
    }
}

#[tokio::test]
async fn maps_are_typed_and_travel() {
    let text = |name: &str, value: &str| Map::from([(name.to_owned(), value.to_owned())]);
    let beside = Beside {
        pattern_properties: text("x-a", "a"),
        ..Beside::new(1)
    };
    let several = Several {
        x_properties: text("x-b", "b"),
        n_properties: Map::from([("n-a".to_owned(), None), ("n-b".to_owned(), Some(2))]),
        pattern_properties: Map::from([("7".to_owned(), beside.clone())]),
        ..Several::new()
    };
    let open = Open {
        pattern_properties: text("x-c", "c"),
        additional_properties: Map::from([("more".to_owned(), true)]),
        ..Open::new()
    };
    let merged = Merged {
        x_properties: text("x-d", "d"),
        y_properties: Map::from([("y-a".to_owned(), 1)]),
        ..Merged::new(1)
    };
    let objects = Objects::new()
        .beside(beside)
        .several(several)
        .open(open)
        .merged(merged)
        .asked(Asked::new(1, json!(null)));
    let client = Client::builder()
        .base_url("http://localhost")
        .transport(router(Service))
        .build()
        .expect("a client");
    assert_eq!(*client.echo(&objects).await.expect("an answer"), objects);
    // A name that the pattern does not match would be read as something else.
    let misplaced = Beside {
        pattern_properties: text("y", "a"),
        ..Beside::new(1)
    };
    let refused = client.echo(&Objects::new().beside(misplaced)).await;
    assert!(refused.is_err(), "{refused:?}");
}
