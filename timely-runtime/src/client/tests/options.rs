//! What a call, and all calls of a clone, may vary.

use super::*;
use crate::client::RequestFailure;
use crate::{MediaKind, RawResponse};

async fn sent(set: impl FnOnce(CallOptions) -> CallOptions) -> http::request::Parts {
    let server = Server::new([FOUND]);
    let builder = server.builder().credential(&KEY, "client's");
    let client = builder
        .idempotency_header("Idempotency-Key")
        .build()
        .unwrap();
    let request = Request::new(&POST).arg("id", "7").arg("limit", &2);
    let answer: CallResult = client.with(set).call(request).await;
    answer.unwrap();
    let seen = server.seen.lock().unwrap();
    seen[0].0.clone()
}

#[tokio::test]
async fn each_option_is_sent() {
    let parts = sent(|call| call.query("fields", "a,b & c").query("x", "é")).await;
    let query = parts.uri.query().unwrap();
    assert_eq!(query, "limit=2&fields=a%2Cb%20%26%20c&x=%C3%A9");
    let parts = sent(|call| call.base_url("http://localhost:1/eu/")).await;
    assert_eq!(parts.uri, "http://localhost:1/eu/contacts/7?limit=2");
    let parts = sent(|call| call.credential(&KEY, "mine").idempotency_key("once")).await;
    assert_eq!(parts.headers["x-api-key"], "mine");
    assert_eq!(parts.headers["idempotency-key"], "once");
    let parts = sent(|call| call.accept("application/json")).await;
    assert_eq!(parts.headers["accept"], "application/json");
    let parts = sent(|call| call).await;
    assert_eq!(parts.headers["x-api-key"], "client's");
}

#[tokio::test]
async fn what_cannot_be_sent_is_an_error_of_the_call() {
    type Set = fn(CallOptions) -> CallOptions;
    let refused: [(Set, &str); 7] = [
        (|call| call.base_url("/relative"), "relative"),
        (|call| call.base_url("https://u:hunter2@h"), "password"),
        (|call| call.credential(&KEY, "a\nb"), "`apiKey`"),
        (|call| call.idempotency_key("a\nb"), "idempotency key"),
        (|call| call.accept("text/html"), "`text/html` is none"),
        (|call| call.content_type("image/png"), "cannot be written"),
        (|call| call.header("x y", ""), "x y"),
    ];
    let server = Server::default();
    let client = server.builder().build().unwrap();
    for (set, told) in refused {
        let request = Request::new(&PATCH).arg("id", "7").json(&json!({}));
        let answer: CallResult = client.with(set).call(request).await;
        let error = answer.unwrap_err();
        let text = error.to_string();
        assert!(
            text.starts_with("doContact: ") && text.contains(told),
            "{text}"
        );
        assert!(
            matches!(error, Error::Request(_)) && !text.contains("hunter2"),
            "{error:?}"
        );
    }
    assert_eq!(server.requests(), 0);
}

#[tokio::test]
async fn a_clone_varies_all_of_its_calls() {
    let server = Server::new([FOUND, FOUND, FOUND]);
    let client = server.builder().build().unwrap();
    let tenant = client.with(|call| call.header("x-tenant", "a").header("x-team", "b"));
    let request = || Request::new(&GET).arg("id", "7");
    let one: CallResult = tenant.call(request()).await;
    let own = tenant
        .request(&GET)
        .arg("id", "7")
        .call::<Response<Contact>, GetContactError>();
    let other = own
        .with(|call| call.header("x-team", "c"), std::convert::identity)
        .await;
    let plain: CallResult = client.call(request()).await;
    assert!(one.is_ok() && other.is_ok() && plain.is_ok());
    let seen = server.seen.lock().unwrap();
    let team = |at: usize| {
        seen[at]
            .0
            .headers
            .get("x-team")
            .map(|team| team.to_str().unwrap())
    };
    assert_eq!([team(0), team(1), team(2)], [Some("b"), Some("c"), None]);
    assert_eq!(seen[1].0.headers["x-tenant"], "a");
}

#[tokio::test]
async fn the_response_may_be_had_as_it_came() {
    let server = Server::new([Does::Answer(200, "[1"), Does::Answer(404, "gone")]);
    let client = server.builder().build().unwrap();
    let call = || {
        let call = client
            .request(&GET)
            .arg("id", "7")
            .call::<Response<Contact>, GetContactError>();
        call.with(|call| call.header("x-a", "b").raw(), std::convert::identity)
    };
    let raw: RawResponse = call().await.unwrap();
    assert_eq!(
        (raw.status.as_u16(), raw.body.as_bytes().unwrap().as_ref()),
        (200, &b"[1"[..])
    );
    assert_eq!(call().await.unwrap().status, 404);
    assert_eq!(server.seen.lock().unwrap()[0].0.headers["x-a"], "b");
    // A double's answer is written as a server would.
    let contact = Response::from(Contact { id: 7 });
    let double: Call<Response<Contact>, GetContactError> = Call::ready(Ok(contact));
    let raw = double
        .of(&GET)
        .with(|call| call.raw(), std::convert::identity)
        .await
        .unwrap();
    assert_eq!(raw.body.as_bytes().unwrap(), r#"{"id":7}"#);
    let gone = GetContactError::NotFound(Response::from(Problem { code: "x".into() }));
    let double: Call<Response<Contact>, GetContactError> = Call::ready(Err(Error::Api(gone)));
    let raw = double
        .of(&GET)
        .with(|call| call.raw(), std::convert::identity)
        .await
        .unwrap();
    assert_eq!(raw.status, 404);
}

#[tokio::test]
async fn one_of_several_media_types_is_asked_for() {
    static FORMS: [MediaType; 3] = [
        MediaType::new("application/json", &ANY),
        MediaType {
            kind: MediaKind::Stream,
            ..MediaType::new("image/*", &ANY)
        },
        MediaType::new("application/json; charset=utf-8", &ANY),
    ];
    static EXPORT: Operation = Operation {
        media_types: &[(200, &FORMS)],
        request_body: Some(RequestBody {
            required: false,
            content: &FORMS,
        }),
        ..operation("POST")
    };
    let server = Server::new([FOUND, FOUND, FOUND]);
    let client = server.builder().build().unwrap();
    let ask = async |set: fn(CallOptions) -> CallOptions| {
        let request = Request::new(&EXPORT)
            .arg("id", "7")
            .content(Body::from("png"));
        let answer: CallResult = client.with(set).call(request).await;
        let asked = server.seen.lock().unwrap();
        let header = |name| {
            Some(
                asked
                    .last()?
                    .0
                    .headers
                    .get(name)?
                    .to_str()
                    .unwrap()
                    .to_owned(),
            )
        };
        (answer.is_ok(), header("accept"), header("content-type"))
    };
    let told = ask(|call| call.accept("image/png").content_type("image/webp")).await;
    assert_eq!(
        told,
        (true, Some("image/png".into()), Some("image/webp".into()))
    );
    // Each type is named once.
    let (_, accepted, _) = ask(|call| call.content_type("image/webp")).await;
    assert_eq!(accepted.unwrap(), "application/json, image/*, */*;q=0.5");
    let (sent, ..) = ask(|call| call.content_type("text/plain")).await;
    assert!(!sent && server.requests() == 2);
    let refused: CallResult = client
        .with(|call| call.accept("video/mp4"))
        .call(Request::new(&EXPORT).arg("id", "7"))
        .await;
    assert!(
        matches!(
            refused,
            Err(Error::Request(RequestFailure {
                error: RequestError::Accept { .. },
                ..
            }))
        ),
        "{refused:?}"
    );
}
