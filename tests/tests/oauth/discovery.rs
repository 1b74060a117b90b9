//! Endpoints that are published (OpenID Connect Discovery 1.0).

use crate::api::client::{Client, DefaultApi};
use crate::api::operations::security;
use crate::server::Server;
use crate::{client, oauth_error};
use serde_json::json;
use timely_runtime::client::oauth2::{OAuth2, OAuth2Error};

fn library(server: &Server) -> Client {
    let oauth = OAuth2::of(&security::OPEN_ID, "the-program").secret("the-secret");
    client(server, |builder| {
        builder.open_id(oauth.client_credentials())
    })
}

#[tokio::test]
async fn the_token_endpoint_is_found_once() {
    let server = Server::start().await;
    let library = library(&server);
    for _ in 0..2 {
        server.revoke();
        library.get_account().await.unwrap();
    }
    let state = server.state();
    assert_eq!(state.discoveries, 1);
    assert!(
        state
            .forms
            .iter()
            .all(|form| form["path"] == "/oauth/published")
    );
}

#[tokio::test]
async fn an_issuer_may_be_given_in_place_of_the_documents_addresses() {
    let server = Server::start().await;
    for issuer in [
        server.url(""),
        server.url("/"),
        server.url("/.well-known/openid-configuration"),
    ] {
        let oauth = OAuth2::of(&security::MACHINE, "the-program").discovery_url(issuer);
        let library = client(&server, |builder| {
            builder.machine(oauth.client_credentials())
        });
        library.list_books().await.unwrap();
        assert_eq!(
            server.state().forms.last().unwrap()["path"],
            "/oauth/published"
        );
    }
    let oauth = OAuth2::of(&security::OPEN_ID, "the-app").base_url(server.url("/v1"));
    let authorization = oauth.authorize("http://127.0.0.1:8400/").await.unwrap();
    assert_eq!(authorization.url().path(), "/oauth/authorize");
}

#[tokio::test]
async fn another_issuer_is_not_believed() {
    let server = Server::start().await;
    for issuer in ["https://evil.example.com", &server.url("/tenant"), ""] {
        let token = server.url("/oauth/evil");
        let metadata = json!({"issuer": issuer, "token_endpoint": token});
        server.state().metadata = Some(metadata.to_string());
        let error = library(&server).get_account().await.unwrap_err();
        let OAuth2Error::Issuer { found, .. } = oauth_error(&error) else {
            panic!("{error}")
        };
        assert_eq!(found, issuer);
    }
    assert!(server.state().forms.is_empty());
}

#[tokio::test]
async fn metadata_that_cannot_be_used_are_an_error_and_asked_for_again() {
    let server = Server::start().await;
    let library = library(&server);
    for metadata in [
        "",
        "hunter2",
        "{}",
        r#"{"issuer": 7}"#,
        &"[".repeat(100_000),
    ] {
        server.state().metadata = Some(metadata.to_owned());
        let error = library.get_account().await.unwrap_err();
        assert!(
            matches!(oauth_error(&error), OAuth2Error::Malformed(_)),
            "{error}"
        );
    }
    server.state().metadata = Some(format!("\"{}\"", "x".repeat(10_000_000)));
    let error = library.get_account().await.unwrap_err();
    assert!(
        matches!(oauth_error(&error), OAuth2Error::Transport(_)),
        "{error}"
    );
    server.state().metadata = Some(json!({"issuer": server.url("")}).to_string());
    let error = library.get_account().await.unwrap_err();
    assert!(
        matches!(oauth_error(&error), OAuth2Error::NoEndpoint("token")),
        "{error}"
    );
}
