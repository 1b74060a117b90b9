//! Which answers are followed by another attempt, and when.

use crate::server::{Act, Server};
use crate::{ana, at_once, contact, timely, within};
use std::time::{Duration, Instant, SystemTime};
use timely_generated::client::{ContactsApi, RetryPolicy};
use timely_generated::models::{ContactCreate, ContactUpdate};

/// How often a request is sent that is answered so the first time.
async fn attempts(act: Act, policy: RetryPolicy) -> usize {
    let server = Server::new([act, Act::json(200, &contact())]).await;
    let client = timely(&server).retry(policy).build().unwrap();
    // What becomes of it is told by the number.
    let _ = within("the call ends", client.get_contact(&ana())).await;
    server.seen().len()
}

#[tokio::test]
async fn answers_that_may_be_better_the_next_time_are_asked_for_again() {
    for status in [408, 425, 429, 500, 502, 503, 504, 520, 599] {
        assert_eq!(
            attempts(Act::status(status), at_once()).await,
            2,
            "{status}"
        );
    }
    for status in [400, 401, 403, 404, 409, 410, 418, 422, 501] {
        assert_eq!(
            attempts(Act::status(status), at_once()).await,
            1,
            "{status}"
        );
    }
    let conflicts = || at_once().retry_conflicts(true);
    assert_eq!(attempts(Act::status(409), conflicts()).await, 2);
    let none = RetryPolicy::none();
    assert_eq!(attempts(Act::status(503), none).await, 1);
    let own = at_once().retry_if(|attempt| attempt.status().is_some_and(|status| status == 404));
    assert_eq!(attempts(Act::status(404), own.clone()).await, 2);
    assert_eq!(attempts(Act::status(503), own).await, 1);
}

#[tokio::test]
async fn connections_that_break_are_made_again() {
    assert_eq!(attempts(Act::close(), at_once()).await, 2);
    let cut = Act::json(200, &contact()).close_after(20);
    assert_eq!(attempts(cut, at_once()).await, 2);
}

#[tokio::test]
async fn only_what_is_safe_is_repeated() {
    let server = Server::new([Act::status(503)]).await;
    let client = timely(&server).retry(at_once()).build().unwrap();
    let _ = within("an error", client.create_contact(&ContactCreate::new("a"))).await;
    assert_eq!(server.seen().len(), 1);
    let update = ContactUpdate::new().notes("n");
    let _ = within("an error", client.update_contact(&ana(), &update)).await;
    assert_eq!(server.seen().len(), 4);
    let bodies = server.seen();
    assert!(
        bodies[1..]
            .iter()
            .all(|seen| seen.body == r#"{"notes":"n"}"#)
    );
    let error = within("an error", client.delete_contact(&ana())).await;
    let error = error.unwrap_err();
    assert_eq!((server.seen().len(), error.attempts()), (7, 3));
    assert!(error.to_string().ends_with(", after 3 attempts"), "{error}");
}

/// How long a call takes that is answered so at first.
async fn wait_after(act: Act) -> Duration {
    let server = Server::new([act, Act::json(200, &contact())]).await;
    let policy = at_once().max_retry_after(Duration::from_secs(10));
    let client = timely(&server).retry(policy).build().unwrap();
    let start = Instant::now();
    within("an answer", client.get_contact(&ana()))
        .await
        .unwrap();
    start.elapsed()
}

#[tokio::test]
async fn a_server_says_how_long_to_wait() {
    let waits = [
        Act::status(503).header("retry-after-ms", "300"),
        Act::status(429).header("retry-after", "1"),
        Act::status(429).header("ratelimit-reset", "1"),
        Act::status(429).header("ratelimit", r#""default";r=0;t=1"#),
        Act::status(429)
            .header("x-ratelimit-remaining", "0")
            .header("x-ratelimit-reset", in_seconds(2)),
    ];
    let waits = waits.map(|act| async {
        let told = format!("{act:?}");
        (told, wait_after(act).await)
    });
    for (told, wait) in futures_util::future::join_all(waits).await {
        // The clock of the system may be late by a part of a second.
        assert!(wait >= Duration::from_millis(290), "{wait:?} {told}");
    }
}

/// The time in so many seconds, as Timely tells it: in seconds since 1970.
fn in_seconds(seconds: u64) -> String {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    (now.unwrap().as_secs() + seconds).to_string()
}

#[tokio::test]
async fn a_wait_that_is_too_long_is_left_to_the_caller() {
    let server = Server::new([Act::status(429).header("retry-after", "3600")]).await;
    let client = timely(&server).retry(at_once()).build().unwrap();
    let error = within("an error", client.get_contact(&ana())).await;
    let error = error.unwrap_err();
    assert_eq!(error.retry_after().unwrap().as_secs(), 3600);
    assert_eq!(server.seen().len(), 1);
}
