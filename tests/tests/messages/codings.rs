//! Content codings, through a client that was generated.

use crate::Answer;
use crate::api::client::{Client, DefaultApi, Error};
use axum::Router;
use axum::routing::{get, post};
use futures_util::StreamExt;
use http::header;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::SizeAbove;

/// `printf '"hello"' | gzip -n`
const NAME: [u8; 27] = [
    0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0x53, 0xca, 0x48, 0xcd, 0xc9, 0xc9, 0x57, 2, 0, 0xb2, 0xce,
    3, 0x77, 7, 0, 0, 0,
];

#[tokio::test]
async fn gzip_is_asked_for_and_undone() {
    let answer = Answer::of(200, "application/json", NAME).header("content-encoding", "gzip");
    let name = answer.client().get_name().await.expect("a name");
    assert_eq!(name.body, "hello");
    let received = name.received().expect("it came");
    assert_eq!(received.body(), "\"hello\"");
    assert_eq!(received.headers()["content-encoding"], "gzip");
    let raw = received.clone().into_raw();
    assert!(
        !raw.headers.contains_key("content-encoding"),
        "it can be passed on"
    );
    let seen = answer.seen.lock().expect("no panic");
    assert!(
        seen[0]["accept-encoding"]
            .to_str()
            .expect("text")
            .starts_with("gzip")
    );
}

#[tokio::test]
async fn an_error_and_a_download_are_decoded_as_well() {
    let answer = |status, content_type| {
        Answer::of(status, content_type, NAME)
            .header("content-encoding", "gzip")
            .client()
    };
    let error = answer(404, "text/plain")
        .get_name()
        .await
        .expect_err("an error");
    assert_eq!(error.response().expect("a response").body(), "\"hello\"");
    let file = answer(200, "application/pdf")
        .get_file()
        .await
        .expect("a file");
    assert!(
        file.body.as_bytes().is_none(),
        "it is not read before it is asked for"
    );
    assert_eq!(file.into_body().bytes(7).await.expect("bytes"), "\"hello\"");
    // A limit is one of what is decoded.
    let file = answer(200, "application/pdf")
        .get_file()
        .await
        .expect("a file");
    assert!(file.into_body().bytes(6).await.is_err());
}

#[tokio::test]
async fn a_coding_that_cannot_be_undone_is_an_error_that_names_it() {
    let answer = |coding, body: &[u8]| {
        Answer::of(200, "application/json", body)
            .header("content-encoding", coding)
            .client()
    };
    for (coding, body) in [
        ("compress", &NAME[..]),
        ("gzip", &NAME[..20]),
        ("gzip", b"\"hello\""),
    ] {
        let error = answer(coding, body).get_name().await.expect_err("an error");
        assert!(matches!(error, Error::Transport(_)), "{error:?}");
        let cause = std::error::Error::source(&error)
            .expect("a cause")
            .to_string();
        assert!(cause.contains(coding), "{cause}");
        assert_eq!(error.status().expect("one"), 200);
        assert_eq!(&error.response().expect("a response").body()[..], body);
    }
}

#[tokio::test]
async fn what_was_set_is_asked_for() {
    let answer = Answer::of(200, "application/json", "\"hello\"");
    let transport = answer.clone();
    let client = Client::builder()
        .base_url("http://localhost")
        .header("accept-encoding", "identity")
        .transport(tower::service_fn(
            move |request: http::Request<timely_runtime::Body>| {
                let mut seen = transport.seen.lock().expect("no panic");
                seen.push(request.headers().clone());
                async {
                    Ok::<_, std::convert::Infallible>(http::Response::new("\"hello\"".to_owned()))
                }
            },
        ))
        .build()
        .expect("the settings are valid");
    client.get_name().await.expect("a name");
    let seen = answer.seen.lock().expect("no panic");
    let fields: Vec<_> = seen[0].get_all("accept-encoding").iter().collect();
    assert_eq!(fields, ["identity"]);
}

/// What a server on the internet compresses, in one process with the client: no socket is needed for it.
#[tokio::test]
async fn a_router_that_compresses() {
    let chunks = "data: {\"text\":\"a\"}\n\n".repeat(3);
    let typed =
        |name: &'static str, body: String| async move { ([(header::CONTENT_TYPE, name)], body) };
    let compression = CompressionLayer::new().compress_when(SizeAbove::new(0));
    let router = Router::new()
        .route(
            "/name",
            get(move || typed("application/json", format!("{:?}", "long ".repeat(1000)))),
        )
        .route("/chat", post(move || typed("text/event-stream", chunks)))
        .layer(compression);
    let client = Client::builder()
        .base_url("http://localhost")
        .transport(router)
        .build()
        .expect("the settings are valid");
    let name = client.get_name().await.expect("a name");
    assert_eq!(
        name.received().expect("it came").headers()["content-encoding"],
        "gzip"
    );
    assert_eq!(name.len(), 5000);
    let mut chunks = client.chat().await.expect("chunks").into_body();
    let mut count = 0;
    while let Some(chunk) = chunks.next().await {
        assert_eq!(chunk.expect("a chunk").data.text, "a");
        count += 1;
    }
    assert_eq!(count, 3);
}
