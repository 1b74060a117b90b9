//! Keys and scopes.

use super::request;
use crate::app::auth::{ApiKey, SCOPES};
use crate::document::{self, Operation};
use crate::harness::{App, COMPANY, KEY, POWERLESS, Setup};
use http::{Method, StatusCode};

fn protected() -> impl Iterator<Item = &'static Operation> {
    document::operations()
        .iter()
        .filter(|operation| !operation.security.is_empty())
}

/// The scopes that an operation names, over all its alternatives.
fn scopes(operation: &Operation) -> Vec<&'static str> {
    operation.security.iter().flatten().copied().collect()
}

#[test]
fn all_but_health_are_protected() {
    assert_eq!(protected().count(), 95);
    assert!(document::operation("getHealth").security.is_empty());
    assert_eq!(
        protected()
            .filter(|operation| scopes(operation).is_empty())
            .count(),
        1,
        "getApiKeyInfo"
    );
}

#[tokio::test]
async fn without_a_key_every_operation_is_refused() {
    let app = App::new();
    for operation in protected() {
        let reply = request(&app, operation).send().await;
        let message = reply.error(401).to_lowercase();
        assert!(
            message.contains("x-api-key") || message.contains("api key"),
            "{message}"
        );
    }
}

#[tokio::test]
async fn with_a_wrong_key_every_operation_is_refused() {
    let app = App::new();
    for operation in protected() {
        for key in [
            "wrong",
            "",
            "key-with-all-scope",
            "key-with-all-scopes-and-more",
        ] {
            let reply = request(&app, operation).key(key).send().await;
            let message = reply.error(401);
            assert!(key.is_empty() || !message.contains(key), "{message}");
        }
    }
}

#[tokio::test]
async fn without_its_scope_every_operation_is_refused() {
    let app = App::new();
    for operation in protected() {
        let needed = scopes(operation);
        if needed.is_empty() {
            continue;
        }
        let message = request(&app, operation)
            .key(POWERLESS)
            .send()
            .await
            .error(403);
        assert!(
            needed.iter().any(|scope| message.contains(scope)),
            "{}: {message}",
            operation.id
        );
    }
}

#[tokio::test]
async fn all_other_scopes_together_are_not_enough() {
    let with_scopes: Vec<&Operation> = protected()
        .filter(|operation| !scopes(operation).is_empty())
        .collect();
    let keys = with_scopes.iter().map(|operation| {
        let needed = scopes(operation);
        let others: Vec<&str> = SCOPES
            .iter()
            .copied()
            .filter(|scope| !needed.contains(scope))
            .collect();
        ApiKey::new(operation.id, "the others", COMPANY.into(), &others)
    });
    let app = App::with(Setup {
        keys: keys.collect(),
        ..Setup::default()
    });
    for operation in with_scopes {
        request(&app, operation)
            .key(operation.id)
            .send()
            .await
            .error(403);
    }
}

#[tokio::test]
async fn each_alternative_alone_is_enough() {
    let keys = SCOPES
        .iter()
        .map(|scope| ApiKey::new(scope, scope, COMPANY.into(), &[scope]));
    let app = App::with(Setup {
        keys: keys.collect(),
        ..Setup::default()
    });
    let mut with_alternatives = 0;
    for operation in protected() {
        with_alternatives += usize::from(operation.security.len() > 1);
        for alternative in &operation.security {
            let [scope] = alternative.as_slice() else {
                continue;
            };
            let reply = request(&app, operation).key(scope).send().await;
            let (status, text) = (reply.status, String::from_utf8_lossy(&reply.body));
            let refused = matches!(status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN);
            assert!(!refused, "{} with {scope}: {status} {text}", operation.id);
        }
    }
    assert_eq!(with_alternatives, 6);
}

#[tokio::test]
async fn the_key_is_checked_before_what_the_request_says() {
    let app = App::new();
    for operation in protected() {
        let path = operation.path_with("not-a-uuid");
        let request = app.raw(&operation.method, path.clone()).json_text("{");
        request.send().await.error(401);
        if !scopes(operation).is_empty() {
            let request = app
                .raw(&operation.method, path)
                .json_text("{")
                .key(POWERLESS);
            request.send().await.error(403);
        }
    }
}

#[tokio::test]
async fn health_asks_for_no_key_and_minds_none() {
    let app = App::new();
    for key in [None, Some("wrong"), Some(KEY)] {
        let request = app.raw(&Method::GET, "/v1/health");
        let request = match key {
            Some(key) => request.key(key),
            None => request,
        };
        assert_eq!(request.send().await.status, StatusCode::OK);
    }
}

#[tokio::test]
async fn a_key_belongs_in_its_header_and_there_once() {
    let app = App::new();
    let me = || app.raw(&Method::GET, "/v1/me");
    app.raw(&Method::GET, format!("/v1/me?x-api-key={KEY}"))
        .send()
        .await
        .error(401);
    me().header("authorization", format!("Bearer {KEY}"))
        .send()
        .await
        .error(401);
    me().header("cookie", format!("x-api-key={KEY}"))
        .send()
        .await
        .error(401);
    me().header("x-api-key", b"\xff\xfe")
        .send()
        .await
        .error(401);
    me().key("wrong").key(KEY).send().await.error(401);
    assert_eq!(me().key(KEY).send().await.status, StatusCode::OK);
}
