//! What a single call varies, and what all calls of a clone do.

use crate::server::{Act, Server};
use crate::{ana, at_once, contact, fault, timely, within};
use http::StatusCode;
use timely_generated::client::{CallOptions, ContactsApi, Error, RetryPolicy};
use timely_generated::models::ContactCreate;
use timely_generated::operations::security;
use timely_generated::runtime::client::RequestError;

#[tokio::test]
async fn a_call_has_headers_and_a_query_of_its_own() {
    let server = Server::new([Act::json(200, &contact())]).await;
    let client = timely(&server).header("x-team", "crm").build().unwrap();
    let call = client.get_contact(&ana()).with(|call| {
        let call = call.header("x-team", "sales").header("x-trace-id", "7");
        call.query("expand", "a b&c").query("expand", "ç")
    });
    within("an answer", call).await.unwrap();
    let seen = server.last();
    assert_eq!(
        (seen.header("x-team"), seen.header("x-trace-id")),
        ("sales", "7")
    );
    let path = format!("/v1/contacts/{}", ana());
    assert_eq!(
        seen.target,
        format!("{path}?expand=a%20b%26c&expand=%C3%A7")
    );
    // The next one is as the client has it.
    within("an answer", client.get_contact(&ana()))
        .await
        .unwrap();
    let seen = server.last();
    assert_eq!(
        (seen.target.as_str(), seen.header("x-team")),
        (path.as_str(), "crm")
    );
    assert_eq!(seen.header("x-trace-id"), "");
}

#[tokio::test]
async fn a_call_goes_elsewhere_as_someone_else() {
    let (one, other) = (
        Server::new([Act::status(500)]).await,
        Server::new([Act::json(200, &contact())]).await,
    );
    let client = timely(&one).build().unwrap();
    let eu = format!("{}/eu/", other.url());
    let call = client.get_contact(&ana()).with(|call| {
        let call = call.base_url(&eu);
        call.credential(&security::API_KEY, "the key of a guest")
    });
    within("an answer", call).await.unwrap();
    assert!(one.seen().is_empty());
    let seen = other.last();
    assert_eq!(seen.target, format!("/eu/v1/contacts/{}", ana()));
    assert_eq!(seen.header("x-api-key"), "the key of a guest");
}

#[tokio::test]
async fn a_call_is_repeated_by_its_own_policy_and_with_its_own_key() {
    let server = Server::of(|number, _| match number % 2 {
        0 => Act::status(503),
        _ => Act::json(201, &contact()),
    })
    .await;
    let builder = timely(&server).idempotency_header("Idempotency-Key");
    let client = builder.build().unwrap();
    let body = ContactCreate::new("Ana");
    let call = client
        .create_contact(&body)
        .with(|call| call.retry(at_once()).idempotency_key("job-7"));
    within("an answer", call).await.unwrap();
    let keys: Vec<_> = server.seen();
    let keys: Vec<&str> = keys
        .iter()
        .map(|seen| seen.header("idempotency-key"))
        .collect();
    assert_eq!(keys, ["job-7", "job-7"]);
    // The client's own policy is to send it once.
    let error = within("an error", client.create_contact(&body)).await;
    assert_eq!(
        error.unwrap_err().status(),
        Some(StatusCode::SERVICE_UNAVAILABLE)
    );
    assert_eq!(server.seen().len(), 3);
}

#[tokio::test]
async fn a_call_asks_for_one_of_the_documented_forms_alone() {
    let server = Server::new([Act::json(200, &contact())]).await;
    let client = timely(&server).build().unwrap();
    let call = client.get_contact(&ana());
    within(
        "an answer",
        call.with(|call| call.accept("application/json")),
    )
    .await
    .unwrap();
    assert_eq!(server.last().header("accept"), "application/json");
    let call = client.get_contact(&ana());
    let error = within("an error", call.with(|call| call.accept("text/csv"))).await;
    match error.unwrap_err() {
        Error::Request(failure) => assert!(
            matches!(failure.error(), RequestError::Accept { .. }),
            "{failure:?}"
        ),
        other => panic!("{other:?}"),
    }
    assert_eq!(server.seen().len(), 1);
}

#[tokio::test]
async fn a_call_gives_the_answer_as_it_came() {
    let gone = fault(404, "NOT_FOUND", "no such contact");
    let server = Server::new([
        Act::json(200, &contact()).header("x-request-id", "a1"),
        Act::json(404, &gone),
        Act::status(418).body("text/plain", "short and stout"),
        Act::status(200).body("application/json", "{"),
        Act::close(),
    ])
    .await;
    let client = timely(&server).build().unwrap();
    let raw = || {
        within(
            "an answer",
            client.get_contact(&ana()).with(|call| call.raw()),
        )
    };
    let found = raw().await.unwrap();
    assert_eq!(
        (found.status.as_u16(), found.request_id()),
        (200, Some("a1"))
    );
    let body = found.body.bytes(1 << 20).await.unwrap();
    assert_eq!(body, contact().to_string());
    for (status, text) in [
        (404, gone.to_string()),
        (418, "short and stout".to_owned()),
        (200, "{".to_owned()),
    ] {
        let answer = raw().await.unwrap();
        assert_eq!(answer.status.as_u16(), status);
        assert_eq!(answer.body.bytes(1 << 20).await.unwrap(), text);
    }
    let error = raw().await.unwrap_err();
    assert!(matches!(error, Error::Transport(_)), "{error:?}");
}

#[tokio::test]
async fn what_cannot_be_sent_is_an_error_of_the_call() {
    let server = Server::new([Act::json(200, &contact())]).await;
    let client = timely(&server).build().unwrap();
    type Set = fn(CallOptions) -> CallOptions;
    let invalid: [(Set, &str); 4] = [
        (|call| call.header("a b", "c"), "the header a b"),
        (|call| call.idempotency_key("a\nb"), "idempotency key"),
        (|call| call.base_url("ftp://x.example"), "base URL"),
        (
            |call| call.credential(&security::API_KEY, "hunter2\n"),
            "credential for `ApiKey`",
        ),
    ];
    for (set, told) in invalid {
        let error = within("an error", client.get_contact(&ana()).with(set)).await;
        let error = error.unwrap_err();
        let text = error.to_string();
        assert!(
            text.starts_with("getContact: ") && text.contains(told),
            "{text}"
        );
        assert!(!format!("{text}{error:?}").contains("hunter2"), "{error:?}");
    }
    assert!(server.seen().is_empty());
}

#[tokio::test]
async fn a_clone_varies_all_of_its_calls() {
    let server = Server::new([Act::json(200, &contact())]).await;
    let client = timely(&server).build().unwrap();
    let guest = client.with(|call| {
        let call = call.header("x-team", "guests").query("lang", "pt");
        call.credential(&security::API_KEY, "the key of a guest")
    });
    let by_guest = || guest.get_contact(&ana());
    within("an answer", by_guest()).await.unwrap();
    let seen = server.last();
    assert_eq!(seen.header("x-api-key"), "the key of a guest");
    assert_eq!(seen.header("x-team"), "guests");
    assert!(seen.target.ends_with("?lang=pt"), "{}", seen.target);
    // A call's own go before, and a clone of the clone adds to it.
    let call = by_guest().with(|call| call.header("x-team", "of one"));
    within("an answer", call).await.unwrap();
    let seen = server.last();
    assert_eq!(seen.header("x-team"), "of one");
    assert_eq!(seen.header("x-api-key"), "the key of a guest");
    let more = guest.with(|call| call.header("x-more", "1").retry(RetryPolicy::none()));
    within("an answer", more.get_contact(&ana())).await.unwrap();
    let seen = server.last();
    assert_eq!(
        (seen.header("x-team"), seen.header("x-more")),
        ("guests", "1")
    );
    // The client itself is as before, and they share its connection.
    within("an answer", client.get_contact(&ana()))
        .await
        .unwrap();
    let seen = server.last();
    assert_eq!(
        (seen.header("x-api-key"), seen.header("x-team")),
        ("hunter2", "")
    );
    server
        .until("one connection", |_, connections| connections.made == 1)
        .await;
}
