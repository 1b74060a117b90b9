//! Times that run out over a socket, and those that do not: what gets on may take as long as it takes.

use crate::depot::client::{Client, DepotApi};
use crate::server::{Act, Server};
use crate::{ana, at_once, contact, depot, timely, within};
use futures_util::{StreamExt, stream};
use std::time::Duration;
use timely_generated::client::{ContactsApi, Error};
use timely_generated::models::ContactCreate;
use timely_generated::runtime::client::{TimeoutError, TimeoutKind};
use timely_generated::runtime::serde_json::json;
use timely_runtime::{Body, Bytes};
use tokio::net::TcpSocket;

/// What runs out in these tests, far longer than a pause of what gets on.
const LIMIT: Duration = Duration::from_millis(600);
const PAUSE: Duration = Duration::from_millis(60);
/// So many pauses are longer than the limit.
const PARTS: usize = 15;

fn hasty(server: &Server) -> Client {
    let builder = depot(server).idle_timeout(LIMIT).first_byte_timeout(LIMIT);
    builder.item_timeout(LIMIT).build().unwrap()
}

fn kind<T: std::fmt::Debug, E: timely_runtime::Outcome + std::fmt::Debug>(
    result: Result<T, Error<E>>,
) -> TimeoutKind {
    match result.expect_err("a time runs out") {
        Error::Timeout(error) => {
            assert!(error.limit().is_some(), "{error:?}");
            error.kind()
        }
        other => panic!("{other:?}"),
    }
}

/// A stream that sends a part after each pause, and at last nothing more or its end.
fn slowly(parts: usize, ends: bool) -> Body {
    let parts = stream::iter(0..parts).then(|_| async {
        tokio::time::sleep(PAUSE).await;
        Ok::<_, std::io::Error>(Bytes::from_static(b"part"))
    });
    match ends {
        true => Body::from_stream(parts),
        false => Body::from_stream(parts.chain(stream::pending())),
    }
}

#[tokio::test]
async fn a_steady_upload_may_take_longer_than_any_limit() {
    let server = Server::new([Act::json(200, &json!({"count": 1}))]).await;
    let client = hasty(&server);
    let call = client.upload("a", slowly(PARTS, true));
    within("the upload", call).await.unwrap();
    assert_eq!(server.last().body.len(), PARTS * 4);
}

#[tokio::test]
async fn an_upload_that_stalls_is_given_up() {
    let server = Server::new([Act::json(200, &json!({"count": 1}))]).await;
    let client = hasty(&server);
    let answer = within("the upload", client.upload("a", slowly(1, false))).await;
    assert_eq!(kind(answer), TimeoutKind::Idle);
    server
        .until("the connection is closed", |_, connections| {
            connections.closed == 1
        })
        .await;
}

#[tokio::test]
async fn an_upload_that_nobody_takes_is_given_up() {
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(4096).unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let listener = socket.listen(8).unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let client = timely_generated::client::Client::builder()
        .base_url(url)
        .idle_timeout(LIMIT)
        .build()
        .unwrap();
    // More than the system keeps on the way.
    let body = ContactCreate::new("Ana").notes("x".repeat(16 << 20));
    let answer = within("the upload", client.create_contact(&body)).await;
    assert_eq!(kind(answer), TimeoutKind::Idle);
}

#[tokio::test]
async fn a_steady_download_may_take_longer_than_any_limit() {
    let text = contact().to_string();
    let server = Server::new([Act::json(200, &contact()).paced(PARTS, PAUSE)]).await;
    let client = timely(&server)
        .idle_timeout(LIMIT)
        .first_byte_timeout(LIMIT);
    let client = client.build().unwrap();
    let answer = within("the download", client.get_contact(&ana())).await;
    let answer = answer.unwrap();
    assert_eq!(*answer.received().unwrap().body(), text);

    let file = Act::status(200).body("application/octet-stream", vec![b'x'; 150]);
    let server = Server::new([file.paced(PARTS, PAUSE)]).await;
    let file = within("its head", hasty(&server).download("a"));
    let file = file.await.unwrap().into_body();
    let bytes = within("its end", file.bytes(1000)).await.unwrap();
    assert_eq!(bytes.len(), 150);
}

#[tokio::test]
async fn an_answer_that_stalls_is_given_up() {
    let server = Server::new([
        Act::hang(),
        Act::json(200, &contact())
            .header("x-request-id", "a1")
            .hang_after(10),
    ])
    .await;
    let client = timely(&server)
        .idle_timeout(LIMIT)
        .first_byte_timeout(LIMIT);
    let client = client.build().unwrap();
    let answer = within("the call gives up", client.get_contact(&ana())).await;
    assert_eq!(kind(answer), TimeoutKind::FirstByte);
    let answer = within("the call gives up", client.get_contact(&ana())).await;
    let error = answer.unwrap_err();
    // What had come by then is told.
    assert_eq!(error.request_id(), Some("a1"));
    assert_eq!(error.response().unwrap().body().len(), 10);
    assert!(error.is_timeout() && error.is_retryable());
    assert_eq!(
        error.to_string(),
        "getContact: the connection was idle for too long (600ms)"
    );
    assert_eq!(kind::<(), _>(Err(error)), TimeoutKind::Idle);
    server
        .until("both connections are closed", |_, connections| {
            connections.closed == 2
        })
        .await;
}

#[tokio::test]
async fn a_stream_that_stalls_ends_with_an_error() {
    let file = Act::status(200).body("application/octet-stream", vec![b'x'; 150]);
    let events = Act::status(200).body("text/event-stream", "data: {\"count\":1}\n\ndata");
    let server = Server::of(move |_, seen| match seen.target.as_str() {
        "/files/a" => file.clone().hang_after(100),
        _ => events.clone().hang_after(19),
    })
    .await;
    let client = hasty(&server);
    let file = within("its head", client.download("a"))
        .await
        .unwrap()
        .into_body();
    let error = within("an error", file.bytes(1000)).await.unwrap_err();
    assert_eq!(error.to_string(), "nothing came for 600ms");
    let events = within("its head", client.watch_arrivals()).await.unwrap();
    let mut events = events.into_body();
    let first = within("an event", events.next()).await.unwrap().unwrap();
    assert_eq!(first.data.count, 1);
    let error = within("an error", events.next()).await.unwrap();
    assert!(error.is_err());
    // Events come when there are some: by default there is no such limit.
    let patient = depot(&server).idle_timeout(LIMIT).build().unwrap();
    let events = within("its head", patient.watch_arrivals()).await.unwrap();
    let mut events = events.into_body();
    within("an event", events.next()).await.unwrap().unwrap();
    let nothing = tokio::time::timeout(LIMIT * 2, events.next()).await;
    assert!(nothing.is_err(), "{nothing:?}");
}

#[tokio::test]
async fn an_attempt_and_a_call_have_times_of_their_own() {
    let server = Server::new([Act::hang()]).await;
    let client = timely(&server).retry(at_once()).build().unwrap();
    let short = Duration::from_millis(100);
    let call = client
        .get_contact(&ana())
        .with(|call| call.timeout(short).retry(at_once().max_attempts(2)));
    let error = within("the call gives up", call).await.unwrap_err();
    assert_eq!(error.attempts(), 2);
    assert_eq!(kind::<(), _>(Err(error)), TimeoutKind::Attempt);
    // Attempts go on until the call is over.
    let of_call = Duration::from_millis(350);
    let call = client.get_contact(&ana()).with(|call| {
        let call = call.timeout(short).call_timeout(of_call);
        call.retry(at_once().max_attempts(100))
    });
    let start = std::time::Instant::now();
    let error = within("the call gives up", call).await.unwrap_err();
    assert!(start.elapsed() >= of_call, "{:?}", start.elapsed());
    assert!((2..=4).contains(&error.attempts()), "{error:?}");
    let limit = |error: &TimeoutError| error.limit();
    match &error {
        Error::Timeout(error) => assert_eq!(limit(error), Some(of_call)),
        other => panic!("{other:?}"),
    }
    assert_eq!(kind::<(), _>(Err(error)), TimeoutKind::Call);
}
