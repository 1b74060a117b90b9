//! Webhooks and rate limits over sockets: what one side sends the other takes, once, and nobody is called who should not be.

#![deny(warnings)]
// The generated modules offer more than these tests call.
#![allow(dead_code, deprecated)]
#![allow(
    clippy::unwrap_used,
    reason = "the helpers of a test may fail it as the test itself does"
)]

mod standard {
    timely_macros::openapi! {
        document: "fixtures/callbacks.yaml",
        outputs: [webhooks],
        webhooks: { scheme: "standard" },
    }
}

mod stripe {
    timely_macros::openapi! {
        document: "fixtures/callbacks.yaml",
        outputs: [webhooks],
        webhooks: {
            signature_header: "Stripe-Signature",
            separator: ",",
            timestamp_parameter: "t",
            prefix: "v1=",
            template: "{timestamp}.{body}",
        },
    }
}

mod slack {
    timely_macros::openapi! {
        document: "fixtures/callbacks.yaml",
        outputs: [webhooks],
        webhooks: {
            signature_header: "X-Slack-Signature",
            prefix: "v0=",
            timestamp_header: "X-Slack-Request-Timestamp",
            template: "v0:{timestamp}:{body}",
        },
    }
}

mod own {
    timely_macros::openapi! {
        document: "fixtures/callbacks.yaml",
        outputs: [webhooks],
        webhooks: {
            signature_header: "X-Signature",
            encoding: "base64",
            timestamp_header: "X-Time",
            id_header: "X-Hook",
            delivery_id_header: "X-Delivery",
            secrets: "whsec",
            template: "{id}.{timestamp}.{body}",
        },
    }
}

use axum::extract::Request;
use axum::response::Redirect;
use axum::routing::post;
use http::StatusCode;
use standard::callbacks::{receive_changed, send_changed, target};
use standard::models::{Answer, Started};
use standard::operations::changed::Body as Changed;
use standard::webhooks::{
    Delivery, Endpoint, HandlerError, Sender, WebhookEvent, receiver, sender, signer, verifier,
};
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant, SystemTime};
use timely_generated::client::Client;
use timely_runtime::client::RetryPolicy;
use timely_runtime::rate_limit::{Fields, HeaderNames, Key, Limit, Quota, RateLimit};
use timely_runtime::webhooks::{
    DeliveryErrorKind, Destinations, HttpTransport, ReplayGuard, Router, SecretError,
    SignatureEncoding, SignatureScheme, Signed, SignedPart,
};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

/// The result of a future, which never takes this long.
async fn within<F: IntoFuture>(future: F) -> F::Output {
    let limit = Duration::from_secs(120);
    tokio::time::timeout(limit, future.into_future())
        .await
        .expect("it ends")
}

async fn serve(router: Router) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        let service = router.into_make_service_with_connect_info::<SocketAddr>();
        axum::serve(listener, service).await.unwrap();
    });
    address
}

type Taken = Arc<Mutex<Vec<String>>>;

/// A receiver that notes the ids of what it takes, and takes nothing at first as often as it is told.
fn inbox(failures: usize) -> (Router, Taken) {
    let taken = Taken::default();
    let (kept, left) = (Arc::clone(&taken), Arc::new(AtomicUsize::new(failures)));
    let handler = move |delivery: Delivery<WebhookEvent>| {
        let take = |left: usize| left.checked_sub(1);
        let fails = left
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, take)
            .is_ok();
        let id = delivery.delivery_id.unwrap();
        if !fails {
            kept.lock().unwrap().push(id);
        }
        async move {
            match fails {
                true => Err(HandlerError::from("not now")),
                false => Ok(()),
            }
        }
    };
    let verifier = verifier(SECRET).unwrap().replay_guard(ReplayGuard::new());
    (
        Router::new().nest("/hooks", receiver(verifier, handler)),
        taken,
    )
}

fn own_sender() -> Sender {
    let transport = HttpTransport::builder().no_proxy().build().unwrap();
    let own = Destinations::public().allow_network([127, 0, 0, 0].into(), 8);
    sender(transport).destinations(own)
}

fn endpoint(address: SocketAddr, path: &str) -> Endpoint {
    let url = format!("http://{address}{path}").parse().unwrap();
    Endpoint::new(url, SECRET, "wh_1")
}

fn event() -> WebhookEvent {
    WebhookEvent::Started(Started::new())
}

#[tokio::test]
async fn a_delivery_arrives_once() {
    let (router, taken) = inbox(0);
    let endpoint = endpoint(serve(router).await, "/hooks");
    let sender = own_sender();
    let first = within(sender.deliver(&endpoint, &event())).await.unwrap();
    assert!(first.succeeded, "{first:?}");
    assert_eq!(first.attempts[0].status, Some(204));
    // As if the answer had been lost.
    let event = event();
    let again = sender.deliver_with_id(&endpoint, &first.delivery_id, &event);
    let again = within(again).await.unwrap();
    assert_eq!(again.attempts[0].status, Some(200));
    let other = within(sender.deliver(&endpoint, &event)).await.unwrap();
    assert_eq!(
        *taken.lock().unwrap(),
        [first.delivery_id, other.delivery_id]
    );
}

#[tokio::test]
async fn what_the_handler_did_not_take_comes_again() {
    let (router, taken) = inbox(1);
    let endpoint = endpoint(serve(router).await, "/hooks");
    let payload = r#"{"event":"started"}"#;
    let mut answers = Vec::new();
    for number in 1..4 {
        let sender = own_sender();
        let attempt = sender.attempt_with_id(&endpoint, "msg_1", payload.into(), number);
        answers.push(within(attempt).await.status);
    }
    assert_eq!(answers, [Some(500), Some(204), Some(200)]);
    assert_eq!(*taken.lock().unwrap(), ["msg_1"]);
}

#[tokio::test]
async fn concurrent_deliveries_of_one_id_are_handled_once() {
    let (router, taken) = inbox(0);
    let endpoint = endpoint(serve(router).await, "/hooks");
    let sender = own_sender();
    let events = [(); 30].map(|()| event());
    let sent = events
        .iter()
        .map(|event| sender.deliver_with_id(&endpoint, "msg_1", event));
    let reports = within(futures_util::future::join_all(sent)).await;
    let mut statuses: Vec<_> = reports
        .into_iter()
        .map(|report| report.unwrap().attempts[0].status.unwrap())
        .collect();
    statuses.sort_unstable();
    assert_eq!(statuses[..29], [200; 29]);
    assert_eq!(statuses[29], 204);
    assert_eq!(taken.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn the_own_network_is_not_called() {
    let (router, taken) = inbox(0);
    let address = serve(router).await;
    let transport = HttpTransport::builder()
        .no_proxy()
        .host_addresses("hooks.example", [address.ip()])
        .build()
        .unwrap();
    let port = address.port();
    for host in [
        "127.0.0.1",
        "127.1",
        "0x7f000001",
        "localhost",
        "[::ffff:7f00:1]",
        "hooks.example",
    ] {
        let url = format!("http://{host}:{port}/hooks").parse().unwrap();
        let endpoint = Endpoint::new(url, SECRET, "wh_1");
        let sender = sender(transport.clone());
        let report = within(sender.deliver(&endpoint, &event())).await.unwrap();
        assert_eq!(report.attempts.len(), 1, "{host}");
        let kind = report.attempts[0].error_kind;
        assert_eq!(kind, Some(DeliveryErrorKind::Forbidden), "{host}");
        // A target is asked to.
        let target = target(endpoint.url.as_str()).transport(transport.clone());
        let target = target
            .retry(RetryPolicy::none())
            .destinations(Destinations::public());
        let sent = within(send_changed(&target.build().unwrap(), &Changed::new("x"))).await;
        let error = sent.unwrap_err();
        assert!(error.is_connect(), "{host}: {error:?}");
    }
    assert!(taken.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_redirect_is_not_followed_and_gone_is_told() {
    let hits = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&hits);
    let router = Router::new()
        .route("/moved", post(async || Redirect::temporary("/secret")))
        .route("/gone", post(async || StatusCode::GONE))
        .fallback(move || {
            counted.fetch_add(1, Ordering::SeqCst);
            async {}
        });
    let address = serve(router).await;
    let sender = own_sender();
    let attempt = within(sender.attempt(&endpoint(address, "/moved"), "{}".into(), 1)).await;
    assert_eq!(attempt.status, Some(307));
    assert_eq!(attempt.error_kind, Some(DeliveryErrorKind::Status));
    assert!(attempt.next_at.is_some());
    let report = within(sender.deliver(&endpoint(address, "/gone"), &event()))
        .await
        .unwrap();
    assert!(report.is_gone() && report.attempts.len() == 1);
    assert_eq!(hits.load(Ordering::SeqCst), 0);
}

/// Repeated attempts at a callback have one id, and the receiver handles it once.
#[tokio::test]
async fn a_callback_keeps_its_id_when_it_is_tried_again() {
    let ids = Taken::default();
    let (kept, count) = (Arc::clone(&ids), Arc::new(AtomicUsize::new(0)));
    let counted = Arc::clone(&count);
    let verifier = verifier(SECRET).unwrap().replay_guard(ReplayGuard::new());
    let router = receive_changed(verifier, move |_, _: Changed| {
        counted.fetch_add(1, Ordering::SeqCst);
        async { Ok(Answer::new(true).into()) }
    });
    // The first answer is lost on its way.
    let router = router.layer(axum::middleware::from_fn(
        move |request: Request, next: axum::middleware::Next| {
            let id = request.headers()["webhook-id"].to_str().unwrap().to_owned();
            let mut kept = kept.lock().unwrap();
            kept.push(id);
            let is_first = kept.len() == 1;
            async move {
                let answer = next.run(request).await;
                match is_first {
                    true => axum::response::IntoResponse::into_response(StatusCode::BAD_GATEWAY),
                    false => answer,
                }
            }
        },
    ));
    let address = serve(router).await;
    let retry = RetryPolicy::default().base_delay(Duration::from_millis(1));
    let target = target(format!("http://{address}/"))
        .signer(signer(SECRET).unwrap(), "unused")
        .transport(HttpTransport::builder().no_proxy().build().unwrap())
        .retry(retry.retry_if(|attempt| attempt.status() == Some(StatusCode::BAD_GATEWAY)));
    let target = target.build().unwrap();
    let sent = within(send_changed(&target, &Changed::new("x"))).await;
    // What was handled before is answered 200, without the body.
    assert!(sent.is_err(), "{sent:?}");
    let first: Vec<String> = ids.lock().unwrap().drain(..).collect();
    assert_eq!(first.len(), 2);
    assert_eq!(first[0], first[1]);
    assert_eq!(count.load(Ordering::SeqCst), 1);
    within(send_changed(&target, &Changed::new("x")))
        .await
        .unwrap_err();
    assert_ne!(ids.lock().unwrap()[0], first[0]);
}

/// The status of the answer to a request that is written by hand.
async fn raw(address: SocketAddr, fields: &[u8], body: &str) -> String {
    let mut socket = TcpStream::connect(address).await.unwrap();
    let head = format!(
        "POST /hooks HTTP/1.1\r\nhost: a\r\ncontent-length: {}\r\n",
        body.len()
    );
    let request = [
        head.as_bytes(),
        fields,
        b"connection: close\r\n\r\n",
        body.as_bytes(),
    ]
    .concat();
    // A server may answer, and close, before it has read all.
    let _ = socket.write_all(&request).await;
    let mut answer = Vec::new();
    let _ = within(socket.read_to_end(&mut answer)).await;
    let answer = String::from_utf8_lossy(&answer);
    answer.split(' ').nth(1).unwrap_or("closed").to_owned()
}

#[tokio::test]
async fn hostile_headers_are_refused() {
    let (router, taken) = inbox(0);
    let address = serve(router).await;
    let body = r#"{"event":"started"}"#;
    let now = SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap();
    let now = i64::try_from(now.as_secs()).unwrap();
    let headers = signer(SECRET).unwrap().sign("msg_1", now, body.as_bytes());
    let good = headers["webhook-signature"].to_str().unwrap();
    let fields = |id: &[u8], time: &[u8], signature: &[u8]| {
        let lines = [
            (&b"webhook-id: "[..], id),
            (b"webhook-timestamp: ", time),
            (b"webhook-signature: ", signature),
        ];
        let lines = lines.map(|(name, value)| [name, value, b"\r\n"].concat());
        lines.concat()
    };
    let time = now.to_string();
    let wrong = "v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc=";
    let begun = Instant::now();
    for (fields, allowed) in [
        // More than a server reads of a head, even if it comes in one piece. Where it closes before all is sent, some
        // systems drop what it has answered.
        (
            fields(
                b"msg_1",
                time.as_bytes(),
                format!("{wrong} ").repeat(40_000).as_bytes(),
            ),
            "431, closed",
        ),
        (
            fields(
                b"msg_1",
                time.as_bytes(),
                format!("{wrong} ").repeat(4_000).as_bytes(),
            ),
            "401",
        ),
        (
            fields(b"msg_1", time.as_bytes(), "v1, ".repeat(10_000).as_bytes()),
            "401",
        ),
        (
            fields(b"msg_1", time.as_bytes(), " ".repeat(10_000).as_bytes()),
            "401",
        ),
        (
            fields(&b"x".repeat(100_000), time.as_bytes(), good.as_bytes()),
            "401",
        ),
        (fields(b"", time.as_bytes(), good.as_bytes()), "401"),
        (fields(b"msg_1", b"-1", good.as_bytes()), "401"),
        (
            fields(b"msg_1", b"99999999999999999999", good.as_bytes()),
            "401",
        ),
        (
            fields(b"msg_1", b"9223372036854775807", good.as_bytes()),
            "401",
        ),
        (
            fields(b"msg_1", b"-9223372036854775808", good.as_bytes()),
            "401",
        ),
        (
            fields(b"msg_\xff\xfe", time.as_bytes(), good.as_bytes()),
            "401",
        ),
        (fields(b"msg_1", time.as_bytes(), b"v1,\xff\xfe"), "401"),
        (
            fields(b"msg_1", b"\xf0\x9f\x98\x80", good.as_bytes()),
            "401",
        ),
        (b"webhook-id: 1\r\n".repeat(90), "401"),
    ] {
        let status = raw(address, &fields, body).await;
        let shown = String::from_utf8_lossy(&fields[..fields.len().min(80)]).into_owned();
        let mut allowed = allowed.split(", ");
        assert!(allowed.any(|it| it == status), "{status}: {shown}");
    }
    assert!(begun.elapsed() < Duration::from_secs(60));
    assert!(taken.lock().unwrap().is_empty());
    let good = fields(
        b"msg_1",
        time.as_bytes(),
        format!("{wrong} {good}").as_bytes(),
    );
    assert_eq!(raw(address, &good, body).await, "204");
}

#[test]
fn the_settings_say_what_is_generated() {
    assert_eq!(standard::webhooks::SIGNATURE, SignatureScheme::STANDARD);
    let expected = SignatureScheme::new("Stripe-Signature")
        .separator(',')
        .timestamp_parameter("t")
        .prefix("v1=")
        .signed(Signed::TimestampDotBody);
    assert_eq!(stripe::webhooks::SIGNATURE, expected);
    let signed = slack::webhooks::signer("8f742231b10e8888abcd99yyyzzz85a5").sign("", 1, b"x");
    assert_eq!(signed["x-slack-request-timestamp"], "1");
    let verifier = slack::webhooks::verifier("8f742231b10e8888abcd99yyyzzz85a5");
    assert!(
        verifier
            .tolerance(Duration::MAX)
            .verify(&signed, b"x")
            .is_ok()
    );
    let own = &own::webhooks::SIGNATURE;
    let again = SignatureScheme::new("X-Signature")
        .encoding(SignatureEncoding::Base64)
        .timestamp_header("X-Time")
        .id_header("X-Hook")
        .delivery_id_header("X-Delivery")
        .secrets(timely_runtime::webhooks::SecretForm::Whsec)
        .signed(Signed::Parts(&[
            SignedPart::Id,
            SignedPart::Text("."),
            SignedPart::Timestamp,
            SignedPart::Text("."),
            SignedPart::Body,
        ]));
    assert_eq!(*own, again);
    let short = own::webhooks::verifier("whsec_c2hvcnQ=").unwrap_err();
    assert_eq!(short, SecretError::Length { bytes: 5 });
}

/// A client waits for as long as the fields of the draft say, where nothing else does.
#[tokio::test]
async fn a_client_heeds_the_fields_of_the_draft() {
    let names = HeaderNames {
        retry_after: None,
        ..HeaderNames::default()
    };
    let limit = RateLimit::new(Quota::per_minute(100))
        .key(|_| Some(Key::new("all", "")))
        .and(Limit::per_address(
            "burst",
            Quota::new(1, Duration::from_millis(300)),
        ))
        .headers(names)
        .fields(Fields::Draft);
    let count = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&count);
    let router = Router::new().fallback(move || {
        counted.fetch_add(1, Ordering::SeqCst);
        async { StatusCode::NOT_FOUND }
    });
    let address = serve(router.layer(limit)).await;
    let client = Client::builder()
        .base_url(format!("http://{address}"))
        .retry(RetryPolicy::default().base_delay(Duration::from_millis(1)))
        .build()
        .unwrap();
    let ask = async || {
        use timely_generated::client::SystemApi;
        let error = within(client.get_health()).await.unwrap_err();
        error.status().unwrap().as_u16()
    };
    let begun = Instant::now();
    assert_eq!([ask().await, ask().await], [404, 404]);
    // Rounded up to a second.
    assert!(
        begun.elapsed() >= Duration::from_millis(900),
        "{:?}",
        begun.elapsed()
    );
    assert_eq!(count.load(Ordering::SeqCst), 2);
}
