use super::super::{ManualClock, Signed, Verified, Verifier};
use super::*;
use crate::testing::within;
use serde_json::{Value, json};
use std::convert::Infallible;
use std::future::pending;
use std::sync::Mutex;

static SCHEME: SignatureScheme = SignatureScheme::new("X-Webhook-Signature")
    .prefix("sha256=")
    .timestamp_header("X-Webhook-Timestamp")
    .id_header("X-Webhook-ID")
    .signed(Signed::TimestampDotBody);

#[derive(Debug)]
enum Events {
    Created(Value),
    Unknown(super::super::UnknownEvent),
}
crate::__webhook_events!(Events, "event", { "contact.created" => Created });

/// What an endpoint does with each attempt in turn; with further ones, what it did with the last.
#[derive(Clone, Copy)]
enum Does {
    Answer(u16),
    /// With `Retry-After`.
    AnswerLater(u16, &'static str),
    Refuse,
    Break,
    Hang,
}

#[derive(Clone)]
struct World {
    clock: ManualClock,
    does: &'static [Does],
    seen: Arc<Mutex<Vec<(http::HeaderMap, Bytes)>>>,
}

impl World {
    fn new(does: &'static [Does]) -> Self {
        Self {
            clock: ManualClock::new(UtcTime::UNIX_EPOCH),
            does,
            seen: Arc::default(),
        }
    }

    fn sender(&self) -> Sender {
        let world = self.clone();
        let transport = tower::service_fn(move |request: Request<Body>| {
            let world = world.clone();
            async move { world.take(request).await }
        });
        Sender::new(&SCHEME, transport).clock(self.clock.clone())
    }

    async fn take(&self, request: Request<Body>) -> Result<http::Response<Body>, std::io::Error> {
        use http_body_util::BodyExt;
        assert_eq!(request.method(), "POST");
        assert_eq!(request.uri(), "https://example.com/hook?a=b");
        let (parts, body) = request.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        let count = {
            let mut seen = self.seen.lock().unwrap();
            seen.push((parts.headers, body));
            seen.len()
        };
        match self.does[(count - 1).min(self.does.len() - 1)] {
            Does::Answer(status) => Ok(http::Response::builder()
                .status(status)
                .body(Body::from("ok"))
                .unwrap()),
            Does::AnswerLater(status, wait) => Ok(http::Response::builder()
                .status(status)
                .header("retry-after", wait)
                .body(Body::from("ok"))
                .unwrap()),
            Does::Refuse => Err(std::io::ErrorKind::ConnectionRefused.into()),
            Does::Break => Err(std::io::ErrorKind::ConnectionReset.into()),
            Does::Hang => pending().await,
        }
    }

    /// Delivers an event, moving the clock on whenever everyone waits.
    async fn deliver_by(&self, sender: &Sender) -> DeliveryReport {
        let event = Events::Created(json!({ "id": 7 }));
        let endpoint = endpoint("https://example.com/hook?a=b#top");
        let mut delivery = pin!(sender.deliver(&endpoint, &event));
        // More often than any delivery waits.
        for _ in 0..1000 {
            let wake = pin!(self.clock.next_wake());
            let next = within("the delivery ends, or waits", select(delivery, wake));
            match next.await {
                Either::Left((report, _)) => return report.unwrap(),
                Either::Right((wakes_at, unfinished)) => {
                    self.clock.advance_to(wakes_at);
                    delivery = unfinished;
                }
            }
        }
        let seen = self.seen.lock().unwrap().len();
        panic!("the delivery does not end, after {seen} requests");
    }

    async fn deliver(&self) -> DeliveryReport {
        self.deliver_by(&self.sender()).await
    }
}

fn endpoint(url: &str) -> Endpoint {
    Endpoint::new(url.parse().unwrap(), "hunter2", "wh_1")
}

fn minutes(attempts: &[Attempt]) -> Vec<i64> {
    attempts
        .iter()
        .map(|attempt| attempt.at.timestamp() / 60)
        .collect()
}

#[tokio::test]
async fn a_delivery_that_succeeds_at_once_is_made_once() {
    for does in [
        &[Does::Answer(200)],
        &[Does::Answer(204)],
        &[Does::Answer(299)],
    ] {
        let report = World::new(does).deliver().await;
        assert!(report.succeeded);
        assert_eq!(report.attempts.len(), 1);
        assert!(report.attempts[0].succeeded());
        assert_eq!(report.attempts[0].next_at, None);
    }
}

#[tokio::test]
async fn waits_1_5_15_and_60_minutes_between_five_attempts() {
    let report = World::new(&[Does::Answer(500)]).deliver().await;
    assert!(!report.succeeded);
    assert_eq!(minutes(&report.attempts), [0, 1, 6, 21, 81]);
    let next: Vec<_> = report
        .attempts
        .iter()
        .map(|attempt| attempt.next_at)
        .collect();
    let at: Vec<_> = report
        .attempts
        .iter()
        .map(|attempt| Some(attempt.at))
        .collect();
    assert_eq!(next[..4], at[1..]);
    assert_eq!(next[4], None);
    for (index, attempt) in report.attempts.iter().enumerate() {
        assert_eq!(attempt.number as usize, index + 1);
        assert_eq!(attempt.status, Some(500));
        assert_eq!(attempt.error_kind, Some(DeliveryErrorKind::Status));
    }
}

#[tokio::test]
async fn stops_when_the_endpoint_takes_it() {
    let world = World::new(&[
        Does::Answer(300),
        Does::Refuse,
        Does::Break,
        Does::Answer(202),
    ]);
    let report = world.deliver().await;
    assert!(report.succeeded);
    assert_eq!(minutes(&report.attempts), [0, 1, 6, 21]);
    let kinds: Vec<_> = report
        .attempts
        .iter()
        .map(|attempt| attempt.error_kind)
        .collect();
    let expected = [
        Some(DeliveryErrorKind::Status),
        Some(DeliveryErrorKind::Connect),
        Some(DeliveryErrorKind::Exchange),
        None,
    ];
    assert_eq!(kinds, expected);
    assert_eq!(report.attempts[1].status, None);
}

#[tokio::test]
async fn gives_up_on_an_answer_after_ten_seconds() {
    let report = World::new(&[Does::Hang, Does::Answer(200)]).deliver().await;
    assert!(report.succeeded);
    let first = &report.attempts[0];
    assert_eq!(first.error_kind, Some(DeliveryErrorKind::Timeout));
    assert_eq!(first.duration, Duration::from_secs(10));
    // The wait begins when the attempt has ended.
    assert_eq!(report.attempts[1].at.timestamp(), 70);
    assert_eq!(first.next_at, Some(report.attempts[1].at));
}

#[tokio::test]
async fn each_attempt_is_signed_with_its_own_time() {
    let world = World::new(&[Does::Answer(503), Does::Answer(503), Does::Answer(200)]);
    world.deliver().await;
    let seen = world.seen.lock().unwrap();
    let times: Vec<_> = seen
        .iter()
        .map(|(headers, _)| &headers["x-webhook-timestamp"])
        .collect();
    assert_eq!(times, ["0", "60", "360"]);
    let verifier = Verifier::new(&SCHEME, "hunter2").tolerance(Duration::MAX);
    for (headers, body) in seen.iter() {
        assert_eq!(headers["content-type"], "application/json");
        let Verified { id, .. } = verifier.verify(headers, body).unwrap();
        assert_eq!(id.as_deref(), Some("wh_1"));
        let payload: Value = serde_json::from_slice(body).unwrap();
        assert_eq!(payload, json!({ "event": "contact.created", "id": 7 }));
    }
    assert_eq!(seen[0].1, seen[2].1);
}

#[tokio::test]
async fn reports_each_attempt_before_the_wait() {
    let world = World::new(&[Does::Answer(500), Does::Answer(200)]);
    let log = Arc::new(Mutex::new(Vec::new()));
    let (kept, clock) = (Arc::clone(&log), world.clock.clone());
    let sender = world.sender().observe(move |endpoint, attempt| {
        assert_eq!(endpoint.webhook_id, "wh_1");
        kept.lock()
            .unwrap()
            .push((Clock::now(&clock), attempt.clone()));
    });
    let report = world.deliver_by(&sender).await;
    let log = log.lock().unwrap();
    let times: Vec<_> = log.iter().map(|(time, _)| time.timestamp()).collect();
    assert_eq!(times, [0, 60]);
    let attempts: Vec<_> = log.iter().map(|(_, attempt)| attempt.clone()).collect();
    assert_eq!(attempts, report.attempts);
}

#[tokio::test]
async fn follows_a_schedule_of_its_own() {
    let world = World::new(&[Does::Hang]);
    let schedule = Schedule {
        delays: vec![Duration::from_secs(2), Duration::from_secs(3)].into(),
        timeout: Duration::from_secs(1),
    };
    let report = world.deliver_by(&world.sender().schedule(schedule)).await;
    let times: Vec<_> = report
        .attempts
        .iter()
        .map(|attempt| attempt.at.timestamp())
        .collect();
    assert_eq!(times, [2, 6]);
    let none = Schedule {
        delays: vec![].into(),
        ..Schedule::default()
    };
    let report = world.deliver_by(&world.sender().schedule(none)).await;
    assert_eq!((report.succeeded, report.attempts.len()), (false, 0));
}

#[tokio::test]
async fn an_address_that_cannot_be_used_is_tried_once() {
    let sender = World::new(&[Does::Answer(200)]).sender();
    let report = sender
        .deliver_payload(&endpoint("ftp://example.com/"), Bytes::new())
        .await;
    assert_eq!(report.attempts.len(), 1);
    assert_eq!(report.attempts[0].error_kind, Some(DeliveryErrorKind::Url));
}

#[tokio::test]
async fn a_single_attempt_knows_its_place_in_the_schedule() {
    let world = World::new(&[Does::Answer(500)]);
    let endpoint = endpoint("https://example.com/hook?a=b");
    let next = async |number| {
        let attempt = world
            .sender()
            .attempt(&endpoint, Bytes::new(), number)
            .await;
        attempt.next_at.map(|time| time.timestamp() / 60)
    };
    assert_eq!(next(4).await, Some(60));
    assert_eq!(next(5).await, None);
    assert_eq!(next(0).await, Some(0));
    assert_eq!(next(u32::MAX).await, None);
}

#[tokio::test]
async fn an_event_that_cannot_be_written_is_not_sent() {
    let world = World::new(&[Does::Answer(200)]);
    let event = Events::Created(json!("text"));
    let endpoint = endpoint("https://example.com/");
    assert!(world.sender().deliver(&endpoint, &event).await.is_err());
    assert!(world.seen.lock().unwrap().is_empty());
}

#[tokio::test(start_paused = true)]
async fn the_systems_clock_uses_tokios_timer() {
    let hang =
        tower::service_fn(|_: Request<Body>| pending::<Result<http::Response<Body>, Infallible>>());
    let sender = Sender::new(&SCHEME, hang);
    let start = tokio::time::Instant::now();
    let report = sender
        .deliver_payload(&endpoint("https://example.com/"), Bytes::new())
        .await;
    assert_eq!(report.attempts.len(), 5);
    let elapsed = start.elapsed();
    let expected = Duration::from_secs(81 * 60 + 5 * 10);
    assert!(
        elapsed >= expected && elapsed < expected + Duration::from_secs(1),
        "{elapsed:?}"
    );
}

#[test]
fn no_secret_is_shown() {
    let shown = format!("{:?}", endpoint("https://example.com/services/hunter3"));
    assert!(!shown.contains("hunter"), "{shown}");
    assert!(shown.contains("example.com"), "{shown}");
}

#[tokio::test]
async fn an_endpoint_that_is_gone_is_left_alone() {
    let report = World::new(&[Does::Answer(503), Does::Answer(410), Does::Answer(200)])
        .deliver()
        .await;
    assert!(report.is_gone() && !report.succeeded);
    assert_eq!(report.attempts.len(), 2);
    let last = &report.attempts[1];
    assert_eq!(last.error_kind, Some(DeliveryErrorKind::Gone));
    assert_eq!((last.status, last.next_at), (Some(410), None));
    assert!(!World::new(&[Does::Answer(404)]).deliver().await.is_gone());
}

#[tokio::test]
async fn a_redirect_is_a_failure_and_not_followed() {
    for status in [300, 301, 302, 303, 307, 308, 399] {
        let does: &'static [Does] = Box::leak(Box::new([Does::Answer(status), Does::Answer(204)]));
        let report = World::new(does).deliver().await;
        assert_eq!(report.attempts.len(), 2, "{status}");
        let first = &report.attempts[0];
        assert_eq!(
            first.error_kind,
            Some(DeliveryErrorKind::Status),
            "{status}"
        );
    }
}

/// Standard Webhooks: what is not 2xx is a failure.
#[tokio::test]
async fn an_answer_that_is_none_is_a_failure() {
    for status in [101, 103, 199] {
        let does: &'static [Does] = Box::leak(Box::new([Does::Answer(status), Does::Answer(204)]));
        let report = World::new(does).deliver().await;
        let first = &report.attempts[0];
        let expected = (Some(status), Some(DeliveryErrorKind::Status));
        assert_eq!((first.status, first.error_kind), expected);
        assert_eq!(report.attempts.len(), 2);
    }
}

#[tokio::test]
async fn an_endpoint_may_ask_for_more_time() {
    let report = World::new(&[
        Does::AnswerLater(503, "600"),
        // No sooner than the schedule says.
        Does::AnswerLater(429, "1"),
        // No later than it waits at all.
        Does::AnswerLater(502, "99999999999999999999"),
        Does::AnswerLater(500, "Thu, 01 Jan 1970 03:00:00 GMT"),
        Does::AnswerLater(500, "soon"),
    ])
    .deliver()
    .await;
    assert_eq!(minutes(&report.attempts), [0, 10, 15, 75, 135]);
    for pair in report.attempts.windows(2) {
        assert_eq!(pair[0].next_at, Some(pair[1].at));
    }
    assert_eq!(report.attempts[4].next_at, None);
}

#[tokio::test]
async fn an_id_that_receivers_would_refuse_is_not_sent_as_it_is() {
    let world = World::new(&[Does::Answer(200)]);
    let mut sender = world.sender();
    sender.scheme = &STANDARD;
    let endpoint = Endpoint::new("https://example.com/hook?a=b".parse().unwrap(), NEW, "wh_1");
    for (id, sent) in [("evt.1.a", "evt%2E1%2Ea"), (" a b ", "%20a b%20")] {
        let body = Bytes::from("{}");
        let report = sender.deliver_payload_with_id(&endpoint, id, body).await;
        assert!(report.succeeded);
        let (headers, body) = world.seen.lock().unwrap().pop().unwrap();
        let verifier = Verifier::try_new(&STANDARD, NEW).unwrap();
        let verified = verifier.clock(world.clock.clone()).verify(&headers, &body);
        assert_eq!(verified.unwrap().delivery_id.as_deref(), Some(sent));
    }
}

#[tokio::test]
async fn an_address_that_is_not_allowed_is_not_called() {
    let world = World::new(&[Does::Answer(200)]);
    let forbidden = async |sender: Sender, url: &str| {
        let report = sender.deliver_payload(&endpoint(url), Bytes::new()).await;
        assert_eq!(report.attempts.len(), 1, "{url}");
        let attempt = &report.attempts[0];
        let expected = (Some(DeliveryErrorKind::Forbidden), None);
        assert_eq!((attempt.error_kind, attempt.next_at), expected, "{url}");
    };
    for url in [
        "http://localhost/",
        "https://10.0.0.1/hook",
        "http://0x7f.1/",
        "http://[::1]:80/",
    ] {
        forbidden(world.sender(), url).await;
    }
    let secure = world
        .sender()
        .destinations(Destinations::public().https_only());
    forbidden(secure, "http://example.com/").await;
    assert!(world.seen.lock().unwrap().is_empty());
    let sender = world.sender().destinations(Destinations::any());
    assert!(world.deliver_by(&sender).await.succeeded);
}

#[tokio::test]
async fn where_a_name_leads_is_seen_by_the_transport() {
    let transport = crate::transport::HttpTransport::builder()
        .no_proxy()
        .host_addresses("hooks.example", [[127, 0, 0, 1].into()])
        .build()
        .unwrap();
    let sender = Sender::new(&SCHEME, transport);
    let endpoint = endpoint("http://hooks.example:9/");
    let attempt = sender.attempt(&endpoint, Bytes::new(), 1).await;
    assert_eq!(attempt.error_kind, Some(DeliveryErrorKind::Forbidden));
    let sender = sender.destinations(Destinations::any());
    let attempt = sender.attempt(&endpoint, Bytes::new(), 1).await;
    assert_eq!(attempt.error_kind, Some(DeliveryErrorKind::Connect));
}

static STANDARD: SignatureScheme = SignatureScheme::STANDARD;
const OLD: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const NEW: &str = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

#[tokio::test]
async fn all_attempts_at_a_delivery_have_its_id() {
    let world = World::new(&[Does::Answer(503), Does::Answer(200)]);
    let mut sender = world.sender();
    sender.scheme = &STANDARD;
    let endpoint = Endpoint::new("https://example.com/hook?a=b".parse().unwrap(), NEW, "wh_1");
    let endpoint = endpoint.also(OLD);
    let sender = sender.schedule(Schedule {
        delays: vec![Duration::ZERO; 2].into(),
        ..Schedule::default()
    });
    let first = sender.deliver_payload(&endpoint, Bytes::from("{}")).await;
    let second = sender
        .deliver_payload_with_id(&endpoint, "msg_own", Bytes::from("{}"))
        .await;
    assert_ne!(first.delivery_id, second.delivery_id);
    assert_eq!(second.delivery_id, "msg_own");
    assert!(
        first
            .attempts
            .iter()
            .all(|attempt| attempt.delivery_id == first.delivery_id)
    );
    let seen = world.seen.lock().unwrap();
    let ids: Vec<_> = seen
        .iter()
        .map(|(headers, _)| &headers["webhook-id"])
        .collect();
    assert_eq!(ids, [&*first.delivery_id, &*first.delivery_id, "msg_own"]);
    // Who knows one of the secrets takes it.
    for secret in [OLD, NEW] {
        let verifier = Verifier::try_new(&STANDARD, secret)
            .unwrap()
            .clock(world.clock.clone());
        assert!(
            seen.iter()
                .all(|(headers, body)| verifier.verify(headers, body).is_ok())
        );
    }
}

#[tokio::test]
async fn what_cannot_be_signed_is_not_sent() {
    let world = World::new(&[Does::Answer(200)]);
    let mut sender = world.sender();
    sender.scheme = &STANDARD;
    let report = sender
        .deliver_payload(&endpoint("https://example.com/"), Bytes::new())
        .await;
    assert_eq!(report.attempts.len(), 1);
    assert_eq!(
        report.attempts[0].error_kind,
        Some(DeliveryErrorKind::Secret)
    );
    assert!(world.seen.lock().unwrap().is_empty());
}
