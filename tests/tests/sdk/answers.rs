//! What comes back beside the typed parts of a success: status, header fields, id and bytes.

use crate::server::{Act, Server};
use crate::{ana, at_once, contact, timely, within};
use timely_generated::client::ContactsApi;

#[tokio::test]
async fn a_success_is_there_as_it_came() {
    let act = Act::json(200, &contact())
        .header("x-request-id", "a1")
        .header("x-ratelimit-remaining", "99")
        .header("set-cookie", "a=1")
        .header("set-cookie", "session=hunter2");
    let server = Server::new([Act::status(502), act]).await;
    let client = timely(&server).retry(at_once()).build().unwrap();
    let answer = within("an answer", client.get_contact(&ana()))
        .await
        .unwrap();
    assert_eq!(answer.data.customer_name, "Ana");
    assert_eq!(answer.headers().rate_limit_remaining, Some(99));
    assert_eq!(answer.request_id(), Some("a1"));
    assert_eq!(answer.status().unwrap(), 200);
    let received = answer.received().expect("it was received");
    assert_eq!(received.status(), 200);
    assert_eq!(*received.body(), contact().to_string());
    let cookies = received.headers().get_all("set-cookie");
    assert_eq!(cookies.iter().count(), 2);
    assert_eq!(received.operation_id(), Some("getContact"));
    assert_eq!(received.attempts(), 2);
    let shown = format!("{answer:?} {received:?} {client:?}");
    assert!(!shown.contains("hunter2"), "{shown}");
}

#[tokio::test]
async fn another_success_than_the_documented_one_is_told_by_its_status() {
    let server = Server::new([Act::json(203, &contact())]).await;
    let client = timely(&server).build().unwrap();
    let answer = within("an answer", client.get_contact(&ana()))
        .await
        .unwrap();
    assert_eq!(answer.status().unwrap(), 203);
    assert_eq!(answer.received().unwrap().status(), 203);
}
