//! Client credentials: what is asked for, and how long it is kept.

use crate::api::client::{DefaultApi, Error};
use crate::server::Server;
use crate::{client, program, status};
use futures_util::future::join_all;
use serde_json::json;
use std::time::Duration;
use timely_runtime::Body;
use timely_runtime::client::oauth2::OAuth2;

#[tokio::test]
async fn a_token_is_obtained_once() {
    let server = Server::start().await;
    let library = client(&server, |builder| {
        builder.machine(program().client_credentials())
    });
    for _ in 0..3 {
        assert_eq!(*library.list_books().await.unwrap(), ["Mrs Dalloway"]);
    }
    let state = server.state();
    assert_eq!(state.calls.len(), 3);
    let [form] = &*state.forms else {
        panic!("{:?}", state.forms)
    };
    assert_eq!(form["path"], "/oauth/token");
    assert_eq!(form["grant_type"], "client_credentials");
    assert_eq!(form["scope"], "books:read");
    assert_eq!(
        form["authorization"],
        "Basic dGhlLXByb2dyYW06dGhlLXNlY3JldA=="
    );
    assert!(!form.contains_key("client_secret"));
}

#[tokio::test]
async fn the_secret_may_be_in_the_body_and_parameters_beside_it() {
    let server = Server::start().await;
    let oauth = program()
        .secret_in_body()
        .parameter("audience", "https://api.example.com/");
    let library = client(&server, |builder| {
        builder.machine(oauth.client_credentials())
    });
    library.list_books().await.unwrap();
    let form = &server.state().forms[0];
    assert_eq!(form["authorization"], "");
    assert_eq!(form["client_id"], "the-program");
    assert_eq!(form["client_secret"], "the-secret");
    assert_eq!(form["audience"], "https://api.example.com/");
}

#[tokio::test]
async fn scopes_are_those_of_the_operations_so_far() {
    let server = Server::start().await;
    let library = client(&server, |builder| {
        builder.machine(program().client_credentials())
    });
    library.list_books().await.unwrap();
    library.add_book("Orlando").await.unwrap();
    library.list_books().await.unwrap();
    library.add_book("Flush").await.unwrap();
    let scopes: Vec<_> = server
        .state()
        .forms
        .iter()
        .map(|form| form["scope"].clone())
        .collect();
    assert_eq!(scopes, ["books:read", "books:write books:read"]);
}

#[tokio::test]
async fn scopes_that_are_set_stay() {
    let server = Server::start().await;
    let oauth = program().scopes(["all"]);
    let library = client(&server, |builder| {
        builder.machine(oauth.client_credentials())
    });
    library.list_books().await.unwrap();
    library.add_book("Orlando").await.unwrap();
    let state = server.state();
    assert_eq!(state.forms.len(), 1);
    assert_eq!(state.forms[0]["scope"], "all");
}

#[tokio::test]
async fn a_lifetime_may_be_absent_or_none() {
    for (more, asked) in [
        (json!({}), 1),
        (json!({"expires_in": "3600"}), 1),
        (json!({"expires_in": 0}), 3),
    ] {
        let server = Server::start().await;
        server.state().more = more;
        let library = client(&server, |builder| {
            builder.machine(program().client_credentials())
        });
        for _ in 0..3 {
            library.list_books().await.unwrap();
        }
        assert_eq!(server.state().forms.len(), asked);
    }
}

#[tokio::test]
async fn many_calls_wait_for_one_token() {
    let server = Server::start().await;
    server.state().delay = Duration::from_millis(100);
    let library = client(&server, |builder| {
        builder.machine(program().client_credentials())
    });
    let calls = join_all((0..50).map(|_| async { library.list_books().await.is_ok() })).await;
    assert!(calls.into_iter().all(|is_ok| is_ok));
    assert_eq!(server.state().forms.len(), 1);
    // All are refused at once, and one renews.
    server.revoke();
    let calls = join_all((0..50).map(|_| async { library.list_books().await.is_ok() })).await;
    assert!(calls.into_iter().all(|is_ok| is_ok));
    assert_eq!(server.state().forms.len(), 2);
}

#[tokio::test]
async fn a_call_that_is_dropped_loses_no_token() {
    let server = Server::start().await;
    server.state().delay = Duration::from_millis(200);
    let library = client(&server, |builder| {
        builder.machine(program().client_credentials())
    });
    let first = tokio::time::timeout(Duration::from_millis(50), async {
        library.list_books().await
    });
    let (first, second) = tokio::join!(first, async { library.list_books().await });
    assert!(first.is_err());
    second.unwrap();
    // With nobody left who waits.
    server.revoke();
    let alone = tokio::time::timeout(Duration::from_millis(50), async {
        library.list_books().await
    });
    alone.await.unwrap_err();
    library.list_books().await.unwrap();
    assert_eq!(server.state().forms.len(), 2);
}

#[tokio::test]
async fn a_token_that_is_refused_is_renewed_once() {
    let server = Server::start().await;
    let library = client(&server, |builder| {
        builder.machine(program().client_credentials())
    });
    library.list_books().await.unwrap();
    server.revoke();
    // The request is sent again whatever its method: the server has not acted on it.
    library.list_books().await.unwrap();
    server.revoke();
    library.add_book("Orlando").await.unwrap();
    let tokens: Vec<_> = server
        .state()
        .calls
        .iter()
        .map(|(_, token)| token.clone())
        .collect();
    assert_eq!(tokens, ["token-1", "token-1", "token-2", "token-3"]);
}

#[tokio::test]
async fn a_refusal_that_stays_is_the_answer() {
    let server = Server::start().await;
    server.state().always = Some(401);
    let library = client(&server, |builder| {
        builder.machine(program().client_credentials())
    });
    for calls in [2, 4] {
        let error = library.list_books().await.unwrap_err();
        assert!(matches!(error, Error::Api(_)), "{error}");
        assert_eq!(status(&error), 401);
        assert_eq!(server.state().calls.len(), calls);
    }
    // The token that the first call had last was asked for anew by the second when it was refused.
    assert_eq!(server.state().forms.len(), 3);
}

#[tokio::test]
async fn what_cannot_be_sent_again_is_not() {
    let server = Server::start().await;
    let library = client(&server, |builder| {
        builder.machine(program().client_credentials())
    });
    let chunks = || {
        Body::from_stream(futures_util::stream::iter([Ok::<_, std::io::Error>(
            "a book",
        )]))
    };
    library.upload_book(chunks()).await.unwrap();
    server.revoke();
    assert_eq!(
        status(&library.upload_book(chunks()).await.unwrap_err()),
        401
    );
    assert_eq!(server.state().calls.len(), 2);
    // But the next call has another token.
    library.upload_book(chunks()).await.unwrap();
    assert_eq!(server.state().calls.len(), 3);
    // As bytes it is.
    server.revoke();
    library.upload_book("a book".into()).await.unwrap();
    assert_eq!(server.state().calls.len(), 5);
}

#[tokio::test]
async fn a_secret_that_is_not_a_providers_is_not_renewed() {
    let server = Server::start().await;
    let library = client(&server, |builder| builder.machine("stays"));
    assert_eq!(status(&library.list_books().await.unwrap_err()), 401);
    assert_eq!(server.state().calls, [(String::new(), "stays".to_owned())]);
}

#[tokio::test]
async fn clients_share_a_credential_and_addresses_may_be_given() {
    let server = Server::start().await;
    let oauth = OAuth2::new("the-program")
        .secret("the-secret")
        .token_url(server.url("/oauth/own"));
    let credential = oauth.client_credentials();
    for _ in 0..2 {
        let library = client(&server, |builder| builder.machine(&credential));
        library.list_books().await.unwrap();
    }
    let state = server.state();
    assert_eq!(state.forms.len(), 1);
    assert_eq!(state.forms[0]["path"], "/oauth/own");
}
