//! Query parameters.

use super::{accepted, refused_for_one, request};
use crate::document::violate::{self, Bad};
use crate::document::{self, Operation, Parameter, sample};
use crate::harness::App;
use crate::harness::raw::violations_in;
use http::{Method, StatusCode};
use serde_json::Value;

/// All query parameters of all operations.
fn parameters() -> impl Iterator<Item = (&'static Operation, &'static Parameter)> {
    document::operations().iter().flat_map(|operation| {
        let own = operation
            .parameters
            .iter()
            .filter(|parameter| parameter.location == "query");
        own.map(move |parameter| (operation, parameter))
    })
}

fn encode(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// A value as it stands in a query.
fn written(value: &Value) -> String {
    match value {
        Value::String(text) => encode(text),
        other => encode(&other.to_string()),
    }
}

#[test]
fn only_path_and_query_have_parameters() {
    let all = document::operations()
        .iter()
        .flat_map(|operation| &operation.parameters);
    assert!(
        all.into_iter()
            .all(|parameter| matches!(parameter.location, "path" | "query"))
    );
    assert_eq!(parameters().count(), 74);
}

#[tokio::test]
async fn parameters_that_are_as_documented_are_accepted() {
    let app = App::new();
    for (operation, parameter) in parameters() {
        let sample = match parameter.name {
            // Free text by the document, of which the example knows these.
            "sort" => "created_at".to_owned(),
            _ => written(&sample::full(&parameter.schema)),
        };
        let query = format!("?{}={sample}", parameter.name);
        let reply = request(&app, operation, &query).send().await;
        accepted(&reply, &format!("{} {query}", operation.id));
        // What it does not know, the server passes over.
        let query = format!("{query}&unknown=1&unknown=2");
        accepted(&request(&app, operation, &query).send().await, &query);
    }
}

#[tokio::test]
async fn each_broken_constraint_is_refused_and_named() {
    let app = App::new();
    let mut count = 0;
    for (operation, parameter) in parameters() {
        let bad = violate::bad_values(&parameter.schema)
            .into_iter()
            .filter(|bad| {
                // In a query all is text: a type is broken only by text that is nothing else.
                let kind = bad.broken.as_str();
                !kind.starts_with("type")
                    || parameter.schema["type"] == "integer" && kind == "type, by number"
            });
        let mut texts: Vec<String> = bad.map(|Bad { value, .. }| written(&value)).collect();
        if parameter.schema["type"] == "integer" {
            let more = [
                "", "x", "1x", "+1", " 1", "0x1", "1e0", "1_0", "true", "null", "[1]", "٣",
            ];
            texts.extend(more.map(encode));
        }
        for text in texts {
            let query = format!("?{}={text}", parameter.name);
            let reply = request(&app, operation, &query).send().await;
            let what = format!("{} {query}", operation.id);
            refused_for_one(&reply, &format!("query /{}", parameter.name), &what);
            count += 1;
        }
    }
    assert!(count > 500, "{count}");
}

#[tokio::test]
async fn a_number_beyond_all_bounds_is_refused() {
    let app = App::new();
    for (operation, parameter) in parameters() {
        if parameter.schema["type"] == "integer" {
            for text in [
                "9223372036854775808",
                "-9223372036854775809",
                "1e400",
                &"9".repeat(5000),
            ] {
                let query = format!("?{}={text}", parameter.name);
                let message = request(&app, operation, &query).send().await.error(400);
                assert!(
                    message.contains(&format!("query /{}: expected ", parameter.name)),
                    "{message}"
                );
                assert!(
                    message.chars().count() < 600,
                    "{} characters",
                    message.chars().count()
                );
            }
        }
    }
}

#[tokio::test]
async fn a_parameter_is_given_once() {
    let app = App::new();
    for (operation, parameter) in parameters() {
        let sample = written(&sample::full(&parameter.schema));
        let query = format!("?{0}={sample}&{0}={sample}", parameter.name);
        let reply = request(&app, operation, &query).send().await;
        refused_for_one(&reply, &format!("query /{}", parameter.name), operation.id);
    }
}

#[tokio::test]
async fn broken_escapes_are_refused() {
    let app = App::new();
    for (operation, parameter) in parameters() {
        for text in ["%", "%z1", "%ff"] {
            let query = format!("?{}={text}", parameter.name);
            let reply = request(&app, operation, &query).send().await;
            refused_for_one(&reply, &format!("query /{}", parameter.name), operation.id);
        }
    }
}

#[tokio::test]
async fn all_that_is_wrong_is_said_at_once() {
    let app = App::new();
    let operation = document::operation("listContacts");
    let query = "?page=0&limit=101&order=sideways&status=asleep&sort=shoe_size";
    let message = request(&app, operation, query).send().await.error(400);
    assert_eq!(violations_in(&message), 5, "{message}");
    for (name, expected) in [
        ("page", "at least 1"),
        ("limit", "at most 100"),
        ("order", "\"asc\""),
        ("status", "\"active\""),
        ("sort", "\"customer_name\""),
    ] {
        let (_, rest) = message
            .split_once(&format!("query /{name}: expected "))
            .unwrap_or_else(|| panic!("{name}: {message}"));
        let own = rest.split(", found ").next().unwrap_or_default();
        assert!(own.contains(expected), "{name}: {own}");
    }
}

#[tokio::test]
async fn bounds_are_within_what_they_bound() {
    let app = App::new();
    for (operation, parameter) in parameters() {
        for bound in [&parameter.schema["minimum"], &parameter.schema["maximum"]] {
            if !bound.is_null() {
                let query = format!("?{}={bound}", parameter.name);
                accepted(&request(&app, operation, &query).send().await, operation.id);
            }
        }
        for value in parameter.schema["enum"].as_array().into_iter().flatten() {
            let query = format!("?{}={}", parameter.name, written(value));
            accepted(&request(&app, operation, &query).send().await, operation.id);
        }
    }
}

#[tokio::test]
async fn a_plus_is_a_space_and_its_escape_is_a_plus() {
    let app = App::new();
    let create = document::operation("createContact");
    let body = serde_json::json!({ "customer_name": "Ana Lima", "customer_phone": "+55 11" });
    request(&app, create, "")
        .json(&body)
        .send()
        .await
        .status_is(StatusCode::CREATED);
    for (query, found) in [
        ("?search=Ana+Lima", 1),
        ("?search=Ana%20Lima", 1),
        ("?search=Ana%2BLima", 0),
        ("?search=%2B55+11", 1),
        ("?search=", 1),
        ("?search", 1),
        ("?", 1),
    ] {
        let path = format!("/v1/contacts{query}");
        let reply = app
            .raw(&Method::GET, path)
            .key(crate::harness::KEY)
            .send()
            .await;
        reply.status_is(StatusCode::OK);
        assert_eq!(reply.json()["pagination"]["total"], found, "{query}");
    }
}
