//! Providers of one's own, for schemes that are not OAuth 2, and more than one attempt.

use crate::api::client::{Client, DefaultApi, Error, RetryPolicy};
use crate::client;
use crate::server::Server;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use timely_runtime::client::{
    Cached, Credential, CredentialError, CredentialRequest, Provided, RequestError, RequestFailure,
};

/// The queries of the calls that came, in their order.
fn queries(server: &Server) -> Vec<String> {
    let state = server.state();
    let queries = state.calls.iter().map(|(query, _)| query.clone());
    queries.collect()
}

#[tokio::test]
async fn a_key_may_change_from_request_to_request() {
    let server = Server::start().await;
    server
        .state()
        .valid
        .extend(["key=0".to_owned(), "key=2".to_owned()]);
    let number = Arc::new(AtomicUsize::new(0));
    let keys = move |request: CredentialRequest| {
        assert_eq!(request.scheme(), "key");
        let key = number.fetch_add(1, Ordering::SeqCst).to_string();
        async move { Ok(Provided::new(key)) }
    };
    let library = client(&server, |builder| builder.key(Credential::provider(keys)));
    library.list_visits().await.unwrap();
    // The second is refused, and the third is good.
    library.list_visits().await.unwrap();
    assert_eq!(queries(&server), ["key=0", "key=1", "key=2"]);
}

#[tokio::test]
async fn a_provider_that_has_no_other_is_not_tried_again() {
    let server = Server::start().await;
    let keys = |_: CredentialRequest| async { Ok(Provided::new("same")) };
    for keys in [
        Credential::provider(keys),
        Credential::provider(Cached::new(keys)),
    ] {
        let library = client(&server, |builder| builder.key(keys));
        assert_eq!(
            crate::status(&library.list_visits().await.unwrap_err()),
            401
        );
    }
    assert_eq!(server.state().calls.len(), 2);
}

#[tokio::test]
async fn each_attempt_asks() {
    let server = Server::start().await;
    server.state().always = Some(503);
    let number = Arc::new(AtomicUsize::new(0));
    let keys = move |_: CredentialRequest| {
        let key = number.fetch_add(1, Ordering::SeqCst).to_string();
        async move { Ok(Provided::new(key)) }
    };
    let builder = Client::builder()
        .base_url(server.url("/v1"))
        .retry(RetryPolicy::default());
    let library = builder.key(Credential::provider(keys)).build().unwrap();
    assert_eq!(
        crate::status(&library.list_visits().await.unwrap_err()),
        503
    );
    assert_eq!(queries(&server), ["key=0", "key=1", "key=2"]);
}

#[tokio::test]
async fn an_error_of_a_provider_is_one_of_the_call() {
    let server = Server::start().await;
    let keys = |_: CredentialRequest| async { Err(CredentialError::new("the vault is shut")) };
    let library = client(&server, |builder| builder.key(Credential::provider(keys)));
    let error = library.list_visits().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "listVisits: there is no credential for `key`: the vault is shut"
    );
    let Error::Request(RequestFailure {
        error: RequestError::Credential { scheme, .. },
        ..
    }) = error
    else {
        panic!("{error}")
    };
    assert_eq!(scheme, "key");
    assert!(server.state().calls.is_empty());
}
