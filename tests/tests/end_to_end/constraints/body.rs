//! Request bodies.

use super::{accepted, refused_for_one, request};
use crate::document::violate::{self, Case};
use crate::document::{self, Body, Operation, sample};
use crate::harness::App;
use crate::harness::raw::violations_in;
use http::Method;
use serde_json::json;
use std::collections::BTreeMap;
use timely_generated::models::{ContactCreate, ContactStatus};
use timely_runtime::Validate;

fn bodies() -> impl Iterator<Item = (&'static Operation, &'static Body)> {
    let operations = document::operations().iter();
    operations.filter_map(|operation| Some((operation, operation.body.as_ref()?)))
}

#[tokio::test]
async fn a_body_that_is_as_documented_is_accepted() {
    let app = App::new();
    for (operation, body) in bodies() {
        for value in [sample::minimal(body.schema), sample::full(body.schema)] {
            let reply = request(&app, operation, "").json(&value).send().await;
            accepted(&reply, operation.id);
        }
    }
}

#[tokio::test]
async fn each_broken_constraint_is_refused_and_named() {
    let app = App::new();
    let mut counts = BTreeMap::<String, usize>::new();
    for (operation, body) in bodies() {
        for Case {
            pointer,
            broken,
            value,
        } in violate::cases(body.schema)
        {
            let place = if pointer.is_empty() { "body" } else { &pointer };
            let what = format!("{} {pointer} {broken}", operation.id);
            let reply = request(&app, operation, "").json(&value).send().await;
            refused_for_one(&reply, place, &what);
            *counts.entry(broken).or_default() += 1;
        }
    }
    // Each kind of constraint that the document has was broken somewhere.
    for kind in [
        "required",
        "minLength",
        "maxLength",
        "minimum",
        "maximum",
        "enum",
        "uuid",
        "email",
        "uri",
        "minItems",
        "type, by null",
        "type, by boolean",
        "type, by integer",
        "type, by number",
        "type, by string",
        "type, by array",
        "type, by object",
    ] {
        assert!(
            counts.get(kind).is_some_and(|count| *count > 0),
            "{kind} is missing: {counts:?}"
        );
    }
    assert!(counts.values().sum::<usize>() > 1000, "{counts:?}");
}

#[tokio::test]
async fn null_is_allowed_where_the_document_says_so() {
    let app = App::new();
    let mut count = 0;
    for (operation, body) in bodies() {
        let schema = document::merged(body.schema);
        for (name, property) in schema["properties"].as_object().into_iter().flatten() {
            let property = document::merged(property);
            let types = property["type"].as_array();
            if types.is_some_and(|types| types.contains(&json!("null"))) {
                let mut value = sample::full(body.schema);
                value[name] = json!(null);
                let reply = request(&app, operation, "").json(&value).send().await;
                accepted(&reply, &format!("{} {name}", operation.id));
                count += 1;
            }
        }
    }
    assert!(count >= 10, "{count}");
}

#[tokio::test]
async fn bounds_are_within_what_they_bound() {
    let app = App::new();
    for (operation, body) in bodies() {
        let schema = document::merged(body.schema);
        for (name, property) in schema["properties"].as_object().into_iter().flatten() {
            let property = document::merged(property);
            let length = |keyword: &str| {
                property[keyword]
                    .as_u64()
                    .map(|length| usize::try_from(length).expect("a length"))
            };
            let texts = if property.get("format").is_some() {
                vec![]
            } else {
                // Lengths count characters, not bytes.
                [length("minLength"), length("maxLength")]
                    .into_iter()
                    .flatten()
                    .collect()
            };
            let texts = texts.into_iter().map(|length| json!("ç".repeat(length)));
            let numbers = [property["minimum"].as_i64(), property["maximum"].as_i64()];
            let numbers = numbers.into_iter().flatten().map(|number| json!(number));
            for bound in texts.chain(numbers) {
                let mut value = sample::minimal(body.schema);
                value[name] = bound;
                let reply = request(&app, operation, "").json(&value).send().await;
                accepted(&reply, &format!("{} {name}", operation.id));
            }
        }
    }
}

#[tokio::test]
async fn all_that_is_wrong_is_said_at_once() {
    let app = App::new();
    let body = json!({
        "customer_email": "nobody",
        "customer_phone": "0".repeat(51),
        "tags": ["ok", 7],
        "status": "asleep",
        "metadata": [],
    });
    let request = app
        .raw(&Method::POST, "/v1/contacts")
        .key(crate::harness::KEY);
    let message = request.json(&body).send().await.error(400);
    assert_eq!(violations_in(&message), 6, "{message}");
    for place in [
        "/customer_name",
        "/customer_email",
        "/customer_phone",
        "/tags/1",
        "/status",
        "/metadata",
    ] {
        assert!(
            message.contains(&format!("{place}: expected ")),
            "{place}: {message}"
        );
    }
}

#[tokio::test]
async fn what_is_wrong_with_path_and_body_is_said_together() {
    let app = App::new();
    let request = app
        .raw(&Method::PUT, "/v1/contacts/42")
        .key(crate::harness::KEY);
    let message = request
        .json(&json!({ "customer_name": "" }))
        .send()
        .await
        .error(400);
    assert_eq!(violations_in(&message), 2, "{message}");
    assert!(message.contains("path /id: expected a UUID"), "{message}");
    assert!(
        message.contains("/customer_name: expected at least 1 character"),
        "{message}"
    );
}

#[tokio::test]
async fn a_message_does_not_repeat_what_is_long() {
    let app = App::new();
    let request = app
        .raw(&Method::POST, "/v1/contacts")
        .key(crate::harness::KEY);
    let body = json!({ "customer_name": "x", "status": "z".repeat(100_000) });
    let message = request.json(&body).send().await.error(400);
    assert!(
        message.chars().count() < 300,
        "{} characters",
        message.chars().count()
    );
}

#[tokio::test]
async fn a_message_about_very_many_things_stays_bounded() {
    let app = App::new();
    let request = app
        .raw(&Method::POST, "/v1/contacts")
        .key(crate::harness::KEY);
    let tags: Vec<usize> = (0..10_000).collect();
    let body = json!({ "customer_name": "x", "tags": tags });
    let message = request.json(&body).send().await.error(400);
    assert!(message.contains("/tags/0: expected "), "{message}");
    assert!(
        message.chars().count() < 10_000,
        "{} characters",
        message.chars().count()
    );
}

#[tokio::test]
async fn a_caller_can_check_a_body_before_sending_it() {
    let app = App::new();
    let body = ContactCreate::new("")
        .source("x".repeat(101))
        .status(ContactStatus::Other("asleep".to_owned()));
    let violations = body.validate().expect_err("three things are wrong");
    let request = app
        .raw(&Method::POST, "/v1/contacts")
        .key(crate::harness::KEY);
    let value = serde_json::to_value(&body).expect("a model is JSON");
    let message = request.json(&value).send().await.error(400);
    assert_eq!(violations_in(&message), 3);
    assert!(
        message.contains(&violations.to_string()),
        "{violations} is not in {message}"
    );
    assert!(ContactCreate::new("Ana").validate().is_ok());
}
