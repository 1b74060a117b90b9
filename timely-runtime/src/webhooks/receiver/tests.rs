use super::super::{ManualClock, SignatureScheme, Signer, UnknownEvent};
use super::*;
use crate::UtcTime;
use serde::{Deserialize, Serialize};
use std::sync::Mutex;
use tower::ServiceExt;

static SCHEME: SignatureScheme = SignatureScheme::new("X-Webhook-Signature")
    .prefix("sha256=")
    .timestamp_header("X-Webhook-Timestamp")
    .id_header("X-Webhook-ID");

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Contact {
    id: u32,
}

#[derive(Clone, Debug, PartialEq)]
enum Events {
    Created(Contact),
    Unknown(UnknownEvent),
}
crate::__webhook_events!(Events, "event", { "contact.created" => Created });

const GOOD: &str = r#"{"event":"contact.created","id":7}"#;

/// Keeps what it takes; fails or panics for the contacts 500 and up.
#[derive(Clone, Default)]
struct Inbox(Arc<Mutex<Vec<Delivery<Events>>>>);

impl Handler<Events> for Inbox {
    async fn handle(&self, delivery: Delivery<Events>) -> Result<(), HandlerError> {
        match &delivery.event {
            Events::Created(Contact { id: 500 }) => Err("the secret database is down")?,
            Events::Created(Contact { id: 501 }) => panic!("the secret database is gone"),
            _ => self.0.lock().unwrap().push(delivery),
        }
        Ok(())
    }
}

pub(super) fn verifier() -> Verifier {
    Verifier::new(&SCHEME, "key").clock(ManualClock::new(UtcTime::UNIX_EPOCH))
}

pub(super) fn request(timestamp: i64, body: impl Into<Bytes>) -> Request<Body> {
    let body = body.into();
    let mut request = Request::post("/").body(Body::from(body.clone())).unwrap();
    *request.headers_mut() = Signer::new(&SCHEME, "key").sign("wh_1", timestamp, &body);
    request
}

/// The status and body of the answer.
pub(super) async fn answer(router: Router, request: Request<Body>) -> (u16, String) {
    let response = router.oneshot(request).await.unwrap();
    let status = response.status().as_u16();
    let body = response.into_body().collect().await.unwrap().to_bytes();
    (status, String::from_utf8(body.into()).unwrap())
}

#[tokio::test]
async fn gives_events_to_the_handler() {
    let inbox = Inbox::default();
    let router = receiver(verifier(), inbox.clone());
    assert_eq!(
        answer(router.clone(), request(5, GOOD)).await,
        (204, String::new())
    );
    let unknown = r#"{"event":"contact.frozen"}"#;
    assert_eq!(answer(router, request(6, unknown)).await.0, 204);
    let taken = inbox.0.lock().unwrap();
    assert_eq!(
        taken[0],
        Delivery {
            id: Some("wh_1".to_owned()),
            delivery_id: None,
            timestamp: Some(5),
            event: Events::Created(Contact { id: 7 }),
            body: Bytes::from(GOOD),
        }
    );
    assert_eq!(taken[1].event.name(), "contact.frozen");
}

/// The signature is one of the bytes as they came, the mark included.
#[tokio::test]
async fn ignores_a_byte_order_mark_before_the_json() {
    let inbox = Inbox::default();
    let router = receiver(verifier(), inbox.clone());
    let marked = format!("\u{FEFF}{GOOD}");
    let signed = request(5, marked.clone());
    assert_eq!(answer(router.clone(), signed).await.0, 204);
    let taken = inbox.0.lock().unwrap().remove(0);
    assert_eq!(taken.event, Events::Created(Contact { id: 7 }));
    assert_eq!(taken.body, marked);
    let mut unmarked = request(5, marked.clone());
    *unmarked.body_mut() = Body::from(GOOD);
    assert_eq!(answer(router.clone(), unmarked).await.0, 401);
    let twice = request(5, format!("\u{FEFF}{marked}"));
    assert_eq!(answer(router, twice).await.0, 400);
}

#[tokio::test]
async fn refuses_a_name_that_is_there_twice() {
    let router = receiver(verifier(), Inbox::default());
    let twice = r#"{"event":"contact.created","event":"contact.created","id":7}"#;
    let (status, text) = answer(router, request(5, twice)).await;
    assert_eq!(
        (status, text.as_str()),
        (400, r#"{"error":"invalid JSON"}"#)
    );
}

#[tokio::test]
async fn refuses_what_is_not_signed() {
    let router = receiver(verifier(), Inbox::default());
    let refused = (401, r#"{"error":"invalid signature"}"#.to_owned());
    let unsigned = Request::post("/").body(Body::from(GOOD)).unwrap();
    assert_eq!(answer(router.clone(), unsigned).await, refused);
    assert_eq!(answer(router.clone(), request(301, GOOD)).await, refused);
    let mut tampered = request(0, GOOD);
    *tampered.body_mut() = Body::from(GOOD.replace('7', "8"));
    assert_eq!(answer(router.clone(), tampered).await, refused);
    // Who cannot sign learns nothing of what is wrong with a body.
    let mut unsigned = Request::post("/").body(Body::from("{")).unwrap();
    unsigned
        .headers_mut()
        .insert("x-webhook-id", "wh_1".parse().unwrap());
    assert_eq!(answer(router, unsigned).await, refused);
}

#[tokio::test]
async fn refuses_what_is_not_an_event() {
    let router = receiver(verifier(), Inbox::default());
    for body in [
        "",
        "{",
        "not json",
        "{\"event\":\"contact.created\",\"id\":7}}",
    ] {
        let (status, text) = answer(router.clone(), request(0, body)).await;
        assert_eq!(
            (status, text.as_str()),
            (400, r#"{"error":"invalid JSON"}"#),
            "{body}"
        );
    }
    for body in [
        "{}",
        "[]",
        "null",
        r#"{"event":"contact.created","id":"seven"}"#,
    ] {
        let (status, text) = answer(router.clone(), request(0, body)).await;
        assert_eq!(
            (status, text.as_str()),
            (400, r#"{"error":"invalid event"}"#),
            "{body}"
        );
    }
    let deep = "[".repeat(100_000);
    assert_eq!(answer(router, request(0, deep)).await.0, 400);
}

#[tokio::test]
async fn refuses_what_is_too_large() {
    let router = receiver(verifier(), Inbox::default());
    let largest = format!("{GOOD}{}", " ".repeat((1 << 20) - GOOD.len()));
    assert_eq!(
        answer(router.clone(), request(0, largest.clone())).await.0,
        204
    );
    assert_eq!(answer(router, request(0, largest + " ")).await.0, 413);
    let options = ReceiverOptions::default().body_limit(GOOD.len());
    let router = receiver_with(verifier(), Inbox::default(), options);
    assert_eq!(answer(router.clone(), request(0, GOOD)).await.0, 204);
    let longer = format!("{GOOD} ");
    assert_eq!(answer(router, request(0, longer)).await.0, 413);
}

#[tokio::test]
async fn refuses_a_body_that_breaks_off() {
    let chunks = futures_util::stream::iter([Ok("{"), Err(std::io::Error::other("reset"))]);
    let mut broken = request(0, "{");
    *broken.body_mut() = Body::from_stream(chunks);
    let router = receiver(verifier(), Inbox::default());
    assert_eq!(
        answer(router, broken).await,
        (400, r#"{"error":"incomplete body"}"#.to_owned())
    );
}

#[tokio::test]
async fn a_handler_that_fails_or_panics_is_a_500() {
    let router = receiver(verifier(), Inbox::default());
    for id in [500, 501] {
        let body = format!(r#"{{"event":"contact.created","id":{id}}}"#);
        let (status, text) = answer(router.clone(), request(0, body)).await;
        assert_eq!(
            (status, text.as_str()),
            (500, r#"{"error":"internal error"}"#)
        );
    }
    // It goes on working.
    assert_eq!(answer(router, request(0, GOOD)).await.0, 204);
}

#[tokio::test]
async fn a_function_is_a_handler() {
    async fn handle(_: Delivery<Events>) -> Result<(), HandlerError> {
        Ok(())
    }
    assert_eq!(
        answer(receiver(verifier(), handle), request(0, GOOD))
            .await
            .0,
        204
    );
}

#[tokio::test]
async fn can_be_nested() {
    let router = Router::new().nest("/hooks/crm", receiver(verifier(), Inbox::default()));
    let mut nested = request(0, GOOD);
    *nested.uri_mut() = "/hooks/crm".parse().unwrap();
    assert_eq!(answer(router.clone(), nested).await.0, 204);
    assert_eq!(answer(router, request(0, GOOD)).await.0, 404);
}

#[tokio::test]
async fn other_methods_are_refused() {
    let router = receiver(verifier(), Inbox::default());
    let get = Request::get("/").body(Body::empty()).unwrap();
    let response = router.oneshot(get).await.unwrap();
    assert_eq!(response.status(), 405);
    assert_eq!(response.headers()["allow"], "POST");
}
