//! Credentials that expire, over sockets: generated clients, an API that accepts tokens, and the server that gives them.

#![deny(warnings)]
// The generated modules offer more than these tests call.
#![allow(dead_code)]

mod discovery;
mod failures;
mod machines;
mod providers;
mod server;
mod users;

mod api {
    timely_macros::openapi! {
        document: "fixtures/oauth.yaml",
        outputs: [client],
    }
}

use api::client::{Client, ClientBuilder, Error, RetryPolicy};
use api::operations::security;
use server::Server;
use timely_runtime::Outcome;
use timely_runtime::client::oauth2::{OAuth2, OAuth2Error};
use timely_runtime::client::{RequestError, RequestFailure};

/// A client of this server that repeats nothing by itself.
fn client(server: &Server, set: impl FnOnce(ClientBuilder) -> ClientBuilder) -> Client {
    let builder = Client::builder()
        .base_url(server.url("/v1"))
        .retry(RetryPolicy::none());
    set(builder).build().expect("the settings are valid")
}

/// The program itself.
fn program() -> OAuth2 {
    OAuth2::of(&security::MACHINE, "the-program").secret("the-secret")
}

/// A program for users, which has no secret.
fn app() -> OAuth2 {
    OAuth2::of(&security::USER, "the-app")
}

/// What OAuth 2 has against giving a token.
fn oauth_error<E>(error: &Error<E>) -> &OAuth2Error {
    let Error::Request(RequestFailure {
        error: RequestError::Credential { source, .. },
        ..
    }) = error
    else {
        panic!("another error");
    };
    source.downcast_ref().expect("an error of OAuth 2")
}

fn status<E: Outcome>(error: &Error<E>) -> u16 {
    error.status().expect("an answer").as_u16()
}
