//! Calls that are dropped before they end: the server sees the connection close, and the client goes on.

use crate::depot::client::DepotApi;
use crate::server::{Act, Server};
use crate::{ana, contact, depot, timely, within};
use timely_generated::client::ContactsApi;

#[tokio::test]
async fn a_call_that_is_dropped_closes_its_connection() {
    let server = Server::of(|number, _| match number {
        0 => Act::hang(),
        _ => Act::json(200, &contact()),
    })
    .await;
    let client = timely(&server).build().unwrap();
    let call = client.clone();
    let call = tokio::spawn(async move { call.get_contact(&ana()).await });
    server
        .until("the request comes", |server, _| server.seen().len() == 1)
        .await;
    call.abort();
    server
        .until("the connection is closed", |_, connections| {
            connections.closed == 1
        })
        .await;
    within("the next call", client.get_contact(&ana()))
        .await
        .unwrap();
}

#[tokio::test]
async fn a_wait_between_attempts_ends_with_the_call() {
    let server = Server::new([Act::status(503).header("retry-after", "30")]).await;
    let client = timely(&server).retry(crate::at_once()).build().unwrap();
    let call = tokio::spawn(async move { client.get_contact(&ana()).await });
    server
        .until("the request comes", |server, _| server.seen().len() == 1)
        .await;
    call.abort();
    let ended = within("the task ends", call).await;
    assert!(ended.unwrap_err().is_cancelled());
    assert_eq!(server.seen().len(), 1);
}

#[tokio::test]
async fn a_stream_that_is_dropped_closes_its_connection() {
    let file = Act::status(200).body("application/octet-stream", vec![b'x'; 150]);
    let server = Server::new([file.hang_after(100)]).await;
    let client = depot(&server).build().unwrap();
    let file = within("its head", client.download("a")).await.unwrap();
    drop(file);
    server
        .until("the connection is closed", |_, connections| {
            connections.closed == 1
        })
        .await;
}
