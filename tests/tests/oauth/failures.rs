//! Authorization servers that fail, and what is told of it.

use crate::api::client::{DefaultApi, Error};
use crate::api::operations::ListBooksError;
use crate::server::Server;
use crate::{app, client, oauth_error, program};
use futures_util::future::join_all;
use std::time::Duration;
use timely_runtime::client::TransportErrorKind;
use timely_runtime::client::oauth2::{OAuth2, OAuth2Error};
use tokio::net::TcpListener;

/// The error of a call with this credential of the program itself.
async fn error_with(server: &Server, oauth: OAuth2) -> Error<ListBooksError> {
    let library = client(server, |builder| {
        builder.machine(oauth.client_credentials())
    });
    let error = library.list_books().await.expect_err("there is no token");
    let shown = format!("{error:?} {error} {library:?}");
    for secret in ["hunter2", "the-secret"] {
        assert!(!shown.contains(secret), "{shown}");
    }
    assert!(
        server.state().calls.is_empty(),
        "nothing is sent without a token"
    );
    error
}

async fn answered(status: u16, body: impl ToString) -> Error<ListBooksError> {
    let server = Server::start().await;
    server.script(status, body);
    error_with(&server, program()).await
}

#[tokio::test]
async fn a_server_that_is_not_there() {
    let server = Server::start().await;
    // A port that was free a moment ago.
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let oauth = program().token_url(format!("http://{address}/token"));
    let error = error_with(&server, oauth).await;
    let OAuth2Error::Transport(error) = oauth_error(&error) else {
        panic!("{error}")
    };
    assert_eq!(error.kind(), TransportErrorKind::Connect);
}

#[tokio::test]
async fn a_server_that_refuses() {
    let error = answered(
        400,
        r#"{"error": "invalid_client", "error_description": "no the-secret\nhere", "error_uri": "https://id.example.com/e"}"#,
    )
    .await;
    let refusal = oauth_error(&error).refusal().expect("a refusal");
    assert_eq!(refusal.code(), "invalid_client");
    assert_eq!(refusal.description(), Some("no …\nhere"));
    assert_eq!(refusal.uri(), Some("https://id.example.com/e"));
    assert_eq!(
        error.to_string(),
        "listBooks: there is no credential for `machine`: the authorization server refuses: invalid_client: no … here"
    );
    // Some do so with 200.
    let error = answered(200, r#"{"error": "invalid_scope"}"#).await;
    assert_eq!(
        oauth_error(&error).refusal().unwrap().code(),
        "invalid_scope"
    );
}

#[tokio::test]
async fn an_answer_that_is_none() {
    for body in [
        "",
        "<html>hunter2</html>",
        r#"{"access_token": "hunter2"#,
        r#"{"access_token": ["hunter2"]}"#,
        r#"{"access_token": 7, "token_type": "hunter2"}"#,
        r#"{"access_token": "", "refresh_token": "hunter2"}"#,
        r#"{"token": "hunter2"}"#,
        "[]",
    ] {
        let error = answered(200, body).await;
        assert!(
            matches!(oauth_error(&error), OAuth2Error::Malformed(_)),
            "{body}: {error}"
        );
    }
    let deep = format!("{{\"a\": {}", "[".repeat(100_000));
    let error = answered(200, deep).await;
    assert!(
        matches!(oauth_error(&error), OAuth2Error::Malformed(_)),
        "{error}"
    );
    let error = answered(200, r#"{"access_token": "hunter2", "token_type": "DPoP"}"#).await;
    assert!(
        matches!(oauth_error(&error), OAuth2Error::TokenType(_)),
        "{error}"
    );
    for status in [500, 503, 404, 302] {
        let error = answered(status, "hunter2").await;
        let OAuth2Error::Status(found) = oauth_error(&error) else {
            panic!("{error}")
        };
        assert_eq!(found.as_u16(), status);
    }
}

#[tokio::test]
async fn an_answer_that_is_too_large() {
    let body = format!(
        r#"{{"access_token": "hunter2", "more": "{}"}}"#,
        "x".repeat(10_000_000)
    );
    let error = answered(200, body).await;
    let OAuth2Error::Transport(error) = oauth_error(&error) else {
        panic!("{error}")
    };
    assert_eq!(error.kind(), TransportErrorKind::TooLarge);
}

#[tokio::test]
async fn an_answer_that_does_not_come() {
    let server = Server::start().await;
    server.state().delay = Duration::from_secs(60);
    let error = error_with(&server, program().timeout(Duration::from_millis(50))).await;
    assert!(
        matches!(oauth_error(&error), OAuth2Error::Timeout),
        "{error}"
    );
}

#[tokio::test]
async fn redirects_are_not_followed() {
    answered(307, "").await;
    let server = Server::start().await;
    server.script(307, "");
    error_with(&server, program()).await;
    assert_eq!(server.state().forms.len(), 1);
}

#[tokio::test]
async fn an_address_that_is_not_known() {
    let server = Server::start().await;
    let error = error_with(&server, OAuth2::new("the-program")).await;
    assert!(
        matches!(oauth_error(&error), OAuth2Error::NoEndpoint("token")),
        "{error}"
    );
    for url in [
        "ftp://id.example.com",
        "http://",
        "https://id.example.com/#a",
    ] {
        let error = error_with(&server, program().token_url(url)).await;
        assert!(
            matches!(oauth_error(&error), OAuth2Error::Endpoint { .. }),
            "{error}"
        );
    }
}

#[tokio::test]
async fn a_failure_is_for_all_that_wait_and_the_next_call_asks_again() {
    let server = Server::start().await;
    server.script(503, "");
    server.state().delay = Duration::from_millis(100);
    let library = client(&server, |builder| {
        builder.machine(program().client_credentials())
    });
    let calls = join_all((0..20).map(|_| async { library.list_books().await.is_err() })).await;
    assert!(calls.into_iter().all(|is_err| is_err));
    assert_eq!(server.state().forms.len(), 1);
    library.list_books().await.unwrap();
}

#[tokio::test]
async fn a_renewal_that_fails_leaves_the_answer() {
    let server = Server::start().await;
    let library = client(&server, |builder| {
        builder.machine(program().client_credentials())
    });
    library.list_books().await.unwrap();
    server.revoke();
    server.script(503, "");
    let error = library.list_books().await.unwrap_err();
    assert_eq!(crate::status(&error), 401);
    library.list_books().await.unwrap();
}

#[tokio::test]
async fn a_refresh_token_that_does_not_hold_is_an_error() {
    let server = Server::start().await;
    server.script(
        400,
        r#"{"error": "invalid_grant", "error_description": "hunter2 is unknown"}"#,
    );
    let library = client(&server, |builder| {
        builder.user(app().refresh_token("hunter2"))
    });
    let error = library.list_loans().await.unwrap_err();
    assert_eq!(
        oauth_error(&error).refusal().unwrap().code(),
        "invalid_grant"
    );
    assert!(!format!("{error:?} {error}").contains("hunter2"), "{error}");
}
