//! Settings of the builder.

use crate::depot::client::DepotApi;
use crate::depot::models::Note;
use crate::server::{Act, Server};
use crate::{ana, at_once, contact, depot, timely, within};
use std::time::Duration;
use timely_generated::client::{BuildError, Client, ContactsApi, Error};
use timely_generated::models::ContactCreate;
use timely_generated::runtime::client::TransportErrorKind;
use timely_generated::runtime::serde_json::json;

#[tokio::test]
async fn a_response_has_a_largest_size() {
    let text = contact().to_string();
    let server = Server::new([Act::json(200, &contact())]).await;
    let client = timely(&server).response_limit(text.len()).build().unwrap();
    within("an answer", client.get_contact(&ana()))
        .await
        .unwrap();
    let client = timely(&server).response_limit(text.len() - 1);
    let client = client.build().unwrap();
    let error = within("an error", client.get_contact(&ana())).await;
    let error = error.unwrap_err();
    match &error {
        Error::Transport(error) => assert_eq!(error.kind(), TransportErrorKind::TooLarge),
        other => panic!("{other:?}"),
    }
    assert!(!error.is_retryable(), "{error:?}");
}

#[tokio::test]
async fn a_post_is_repeated_with_a_key_and_only_then() {
    let acts = || [Act::status(503), Act::json(201, &contact())];
    let body = ContactCreate::new("Ana");
    let server = Server::new(acts()).await;
    let builder = timely(&server).retry(at_once());
    let client = builder
        .idempotency_header("Idempotency-Key")
        .build()
        .unwrap();
    within("an answer", client.create_contact(&body))
        .await
        .unwrap();
    within("an answer", client.create_contact(&body))
        .await
        .unwrap();
    let seen = server.seen();
    let keys: Vec<&str> = seen
        .iter()
        .map(|seen| seen.header("idempotency-key"))
        .collect();
    assert!(!keys[0].is_empty() && keys[0] == keys[1], "{keys:?}");
    assert_ne!(keys[1], keys[2], "each call has its own");

    let server = Server::new(acts()).await;
    let client = timely(&server).retry(at_once()).build().unwrap();
    let error = within("an error", client.create_contact(&body)).await;
    assert_eq!(error.unwrap_err().attempts(), 1);
    assert_eq!(server.last().header("idempotency-key"), "");
}

#[tokio::test]
async fn a_key_may_be_for_the_operations_alone_that_declare_it() {
    let server = Server::new([Act::json(200, &json!({"count": 1}))]).await;
    let client = depot(&server).idempotency_parameter("Idempotency-Key");
    let client = client.build().unwrap();
    let note = Note::new("a");
    within("an answer", client.send_note(&note)).await.unwrap();
    assert_ne!(server.last().header("idempotency-key"), "");
    let call = client.send_note(&note).idempotency_key("job-7");
    within("an answer", call).await.unwrap();
    assert_eq!(server.last().header("idempotency-key"), "job-7");
    let picture = timely_runtime::Body::from("x").with_content_type("image/png".parse().unwrap());
    within("an answer", client.send_picture(picture))
        .await
        .unwrap();
    assert_eq!(server.last().header("idempotency-key"), "");
}

#[tokio::test]
async fn an_operation_with_a_server_of_its_own_goes_where_the_settings_say() {
    let (main, archive) = (
        Server::new([Act::json(200, &json!({"count": 1}))]).await,
        Server::new([Act::json(200, &json!({"count": 2}))]).await,
    );
    let client = depot(&main)
        .server("https://archive.example.com", archive.url() + "/old")
        .build()
        .unwrap();
    let answer = within("an answer", client.get_archive()).await.unwrap();
    assert_eq!(answer.count, 2);
    assert_eq!(archive.last().target, "/old/archive");
    assert!(main.seen().is_empty());
    // Otherwise the address of the API holds for all.
    let client = depot(&main).build().unwrap();
    let answer = within("an answer", client.get_archive()).await.unwrap();
    assert_eq!(answer.count, 1);
}

#[tokio::test]
async fn a_connection_has_to_be_there_in_time() {
    // It is accepted by the system, and nobody shakes hands.
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let client = Client::builder()
        .base_url(format!("https://{address}"))
        .connect_timeout(Duration::from_millis(200))
        .retry(at_once().max_attempts(2))
        .build()
        .unwrap();
    let error = within("an error", client.get_contact(&ana())).await;
    let error = error.unwrap_err();
    assert!(error.is_connect() && error.is_timeout(), "{error:?}");
    assert!(error.is_retryable());
    assert_eq!(error.attempts(), 2);
    assert_eq!(error.status(), None);
}

#[test]
fn what_is_not_valid_is_said_when_the_client_is_built() {
    let told = |built: Result<Client, BuildError>| {
        let error = built.expect_err("it is not valid");
        format!("{error} {error:?}")
    };
    let key = Client::builder().api_key("hunter2\n").build();
    let key = told(key);
    assert!(
        key.contains("`ApiKey`") && !key.contains("hunter2"),
        "{key}"
    );
    let header = Client::builder().header("x-token", "hunter2\n").build();
    let header = told(header);
    assert!(
        header.contains("x-token") && !header.contains("hunter2"),
        "{header}"
    );
    let url = Client::builder()
        .base_url("https://ana:hunter2@api.example")
        .build();
    let url = told(url);
    assert!(
        url.contains("user name") && !url.contains("hunter2"),
        "{url}"
    );
    let name = Client::builder().idempotency_header("a b").build();
    assert!(told(name).contains("a b"));
}
