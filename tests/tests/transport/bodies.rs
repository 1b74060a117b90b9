//! Requests without content, and streams that are cut off.

use crate::api::client::DefaultApi as _;
use crate::api::operations::log_in::Body as LogInBody;
use futures_util::StreamExt;
use timely_runtime::bodies::StreamError;

#[tokio::test]
async fn a_request_without_content_says_so_where_some_could_be() {
    let (address, mut told) =
        crate::answering(b"HTTP/1.1 204 No Content\r\nSet-Cookie: a\r\n\r\n").await;
    let client = crate::client_at(address).build().expect("valid");
    client.log_in().await.expect("it is documented");
    client.renew().await.expect("it is documented");
    client.log_out().await.expect("it is documented");
    for (method, told_length) in [("post", true), ("put", true), ("delete", false)] {
        let head = crate::within("a request", told.recv())
            .await
            .expect("it was sent");
        assert!(
            head.starts_with(&format!("{method} /session http/1.1\r\n")),
            "{head}"
        );
        assert_eq!(
            head.contains("\r\ncontent-length: 0\r\n"),
            told_length,
            "{head}"
        );
        assert!(!head.contains("transfer-encoding"), "{head}");
        assert!(!head.contains("content-type"), "{head}");
    }
    let body = LogInBody::new();
    client.log_in().body(&body).await.expect("it is documented");
    let head = crate::within("a request", told.recv())
        .await
        .expect("it was sent");
    assert!(head.contains("\r\ncontent-length: 2\r\n"), "{head}");
}

#[tokio::test]
async fn a_length_of_nothing_is_no_body_for_the_server() {
    let client = crate::server::client();
    client.log_in().await.expect("the body is optional");
    client.renew().await.expect("there is no body");
}

/// The numbers of a stream over a socket, and the error at its end, if it has one.
async fn watched(answer: &'static [u8]) -> (Vec<i64>, Option<StreamError>) {
    let (address, _told) = crate::answering(answer).await;
    let client = crate::client_at(address).build().expect("valid");
    let mut events = client.watch().await.expect("a stream").into_body();
    let mut numbers = Vec::new();
    while let Some(event) = crate::within("an event", events.next()).await {
        match event {
            Ok(event) => numbers.push(event.data),
            Err(error) => {
                let after = crate::within("the end", events.next()).await;
                assert!(after.is_none(), "{after:?}");
                return (numbers, Some(error));
            }
        }
    }
    (numbers, None)
}

#[tokio::test]
async fn a_stream_that_is_cut_in_the_middle_of_a_line_ends_with_an_error() {
    let (numbers, error) =
        watched(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\ndata: 1\n\ndata: 23")
            .await;
    assert_eq!(numbers, [1]);
    assert!(matches!(error, Some(StreamError::Truncated)), "{error:?}");
    // Before the blank line at the end of an event.
    let (numbers, error) =
        watched(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\ndata: 1\n\ndata: 2\n")
            .await;
    assert_eq!(numbers, [1]);
    assert!(matches!(error, Some(StreamError::Truncated)), "{error:?}");
    // Within a chunk: HTTP itself tells.
    let (numbers, error) = watched(
        b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n\
          9\r\ndata: 1\n\n\r\nff\r\ndata: 2",
    )
    .await;
    assert_eq!(numbers, [1]);
    assert!(matches!(error, Some(StreamError::Body(_))), "{error:?}");
    // One that is whole.
    let (numbers, error) = watched(
        b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\ndata: 1\n\ndata: 23\n\n",
    )
    .await;
    assert_eq!((numbers, error.is_none()), (vec![1, 23], true));
}
