//! Paths, methods and identifiers.

use super::request;
use crate::document::{self, Operation, sample};
use crate::harness::raw::violations_in;
use crate::harness::{App, KEY};
use http::{HeaderMap, Method, StatusCode, header};
use std::collections::BTreeSet;

fn with_path_parameters() -> impl Iterator<Item = &'static Operation> {
    document::operations()
        .iter()
        .filter(|operation| operation.has_path_parameters())
}

#[tokio::test]
async fn a_path_parameter_is_a_uuid() {
    let app = App::new();
    for operation in with_path_parameters() {
        let parameters = operation
            .parameters
            .iter()
            .filter(|parameter| parameter.location == "path");
        let names: Vec<&str> = parameters.map(|parameter| parameter.name).collect();
        for value in [
            "42",
            "not-a-uuid",
            "0b5c2f6e7a314d0c9a543f1e6d2b8c70",
            "%7Bx%7D",
            "%C3%A9",
            "%20",
        ] {
            let request = app
                .raw(&operation.method, operation.path_with(value))
                .key(KEY);
            let message = request
                .maybe_json(operation.minimal_body().as_ref())
                .send()
                .await
                .error(400);
            assert_eq!(
                violations_in(&message),
                names.len(),
                "{}: {message}",
                operation.id
            );
            for name in &names {
                assert!(
                    message.contains(&format!("path /{name}: expected a UUID")),
                    "{message}"
                );
            }
        }
    }
}

#[tokio::test]
async fn broken_escapes_in_a_path_are_refused() {
    let app = App::new();
    for operation in with_path_parameters() {
        for value in ["%", "%zz", "%FF", "%c3"] {
            let request = app
                .raw(&operation.method, operation.path_with(value))
                .key(KEY);
            let reply = request
                .maybe_json(operation.minimal_body().as_ref())
                .send()
                .await;
            reply.error(400);
        }
    }
}

#[tokio::test]
async fn an_unknown_identifier_is_not_found() {
    let app = App::new();
    let documented = with_path_parameters().filter(|operation| operation.response(404).is_some());
    let mut count = 0;
    for operation in documented {
        let message = request(&app, operation).key(KEY).send().await.error(404);
        assert!(
            message.to_lowercase().contains("not found"),
            "{}: {message}",
            operation.id
        );
        count += 1;
    }
    assert_eq!(
        count,
        with_path_parameters().count(),
        "every path with an identifier documents 404"
    );
}

#[tokio::test]
async fn uuids_are_read_in_either_case() {
    let app = App::new();
    for operation in with_path_parameters() {
        let path = operation.path_with(&sample::NOBODY.to_uppercase());
        let request = app.raw(&operation.method, path).key(KEY);
        request
            .maybe_json(operation.minimal_body().as_ref())
            .send()
            .await
            .error(404);
    }
}

fn allow_of(headers: &HeaderMap) -> BTreeSet<&str> {
    let allow = headers[header::ALLOW].to_str().expect("names of methods");
    allow.split(',').map(str::trim).collect()
}

#[tokio::test]
async fn another_method_is_not_allowed() {
    let app = App::new();
    let paths: BTreeSet<&str> = document::operations()
        .iter()
        .map(|operation| operation.path)
        .collect();
    for path in paths {
        let own: Vec<&Operation> = document::operations()
            .iter()
            .filter(|operation| operation.path == path)
            .collect();
        let mut allowed: BTreeSet<&str> = own
            .iter()
            .map(|operation| operation.method.as_str())
            .collect();
        // Whoever answers GET answers HEAD. OPTIONS, which is answered at every path, is not listed.
        if allowed.contains("GET") {
            allowed.insert("HEAD");
        }
        let reply = app.raw(&Method::OPTIONS, own[0].path_with(sample::NOBODY));
        let reply = reply.send().await;
        assert_eq!(reply.status, StatusCode::NO_CONTENT, "OPTIONS {path}");
        assert_eq!(allow_of(&reply.headers), allowed, "OPTIONS {path}");
        for method in [
            "GET", "POST", "PUT", "DELETE", "PATCH", "TRACE", "PURGE", "get",
        ] {
            if allowed.contains(method) {
                continue;
            }
            let method: Method = method.parse().expect("a method");
            for key in [None, Some(KEY)] {
                let request = app.raw(&method, own[0].path_with(sample::NOBODY));
                let request = match key {
                    Some(key) => request.key(key),
                    None => request,
                };
                let reply = request.send().await;
                reply.error(405);
                assert_eq!(allow_of(&reply.headers), allowed, "{method} {path}");
            }
        }
    }
}

#[tokio::test]
async fn head_is_answered_as_get_without_a_body() {
    let app = App::new();
    let gets = document::operations()
        .iter()
        .filter(|operation| operation.method == Method::GET);
    for operation in gets {
        let path = operation.path_with(sample::NOBODY);
        let get = app.raw(&Method::GET, path.clone()).key(KEY).send().await;
        let head = app.raw(&Method::HEAD, path).key(KEY).send().await;
        assert_eq!(head.status, get.status, "{}", operation.id);
        assert_eq!(head.headers["content-type"], get.headers["content-type"]);
        assert!(head.body.is_empty());
    }
    app.raw(&Method::HEAD, "/v1/me")
        .send()
        .await
        .status_is(StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn an_unknown_path_is_not_found() {
    let app = App::new();
    for path in [
        "/",
        "/v1",
        "/v1/",
        "/v1/contact",
        "/v1/contacts/",
        "/V1/contacts",
        "//v1/contacts",
        "/v1//contacts",
        "/v1/contacts/0b5c2f6e-7a31-4d0c-9a54-3f1e6d2b8c70/",
        "/v1/contacts/0b5c2f6e-7a31-4d0c-9a54-3f1e6d2b8c70/notes",
        "/v2/contacts",
        "/v1/health/x",
        "/..%2f..%2fetc/passwd",
        "/%ff",
        "/v1/contacts/..",
    ] {
        for method in [Method::GET, Method::POST, Method::DELETE] {
            let reply = app.raw(&method, path).key(KEY).send().await;
            // The last one has the shape of a contact's path.
            match path {
                "/v1/contacts/.." => assert!(reply.status.is_client_error(), "{path}"),
                _ => drop(reply.error(404)),
            }
            // It makes no difference to who has no key.
            app.raw(&method, path).send().await.is_refused();
        }
    }
}
