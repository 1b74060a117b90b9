//! Formats with types of their own, from the generated client to the generated server and back: bytes that are text on the
//! wire, decimal numbers, times and durations.

#![deny(warnings)]
// The generated modules offer more than these tests call.
#![allow(dead_code)]

mod api {
    timely_macros::openapi!("fixtures/typed_formats.yaml");
}

use api::client::{Client, DefaultApi};
use api::models::everything::{Choice, Fixed};
use api::models::{Echo, Everything};
use api::operations::{
    EchoHeaders, EchoParameters, EchoResponse, FormResponse, PartsBody, PartsResponse,
    PutSealResponse,
};
use api::server::{Context, DefaultService, router};
use axum::body::Body;
use http::Request;
use http_body_util::BodyExt;
use serde_json::{Value, json};
use std::time::Duration;
use timely_runtime::{
    Base64, Base64Url, Decimal, HttpDate, IsoDuration, LocalTime, Part, SfBinary, Text, Time,
    Undocumented,
};
use tower::ServiceExt;

/// Answers with what it was sent.
struct Mirror;

impl DefaultService for Mirror {
    async fn echo(
        &self,
        _: Context<()>,
        seal: Base64,
        wait: Text<IsoDuration>,
        body: Everything,
        params: EchoParameters,
    ) -> Result<EchoResponse, Undocumented> {
        let headers = EchoHeaders {
            digest: SfBinary::from(seal.as_bytes()),
            expires: body.expires.clone(),
        };
        let mut echo = Echo::new(api::models::echo::EchoRequired {
            seal,
            wait,
            everything: body,
            secure: params.secure_or_default(),
        });
        echo.token = params.token;
        echo.seals = params.seals;
        echo.prices = params.prices;
        Ok(EchoResponse::new(echo, headers))
    }

    async fn form(&self, _: Context<()>, body: Everything) -> Result<FormResponse, Undocumented> {
        Ok(body.into())
    }

    async fn parts(&self, _: Context<()>, body: PartsBody) -> Result<PartsResponse, Undocumented> {
        let mut everything = Everything::new().seal(body.seal);
        everything.price = body.price;
        Ok(everything.into())
    }

    async fn put_seal(
        &self,
        _: Context<()>,
        body: Base64,
    ) -> Result<PutSealResponse, Undocumented> {
        Ok(Base64Url::from(body.into_bytes()).into())
    }
}

/// A client of the mirror.
fn client() -> Client {
    let builder = Client::builder().base_url("http://localhost");
    let builder = builder.transport(router(Mirror));
    builder.build().expect("the settings are valid")
}

/// What the server answers to a body, and with which status.
async fn answer(path: &str, body: &Value) -> (u16, Value) {
    let request = Request::post(path)
        .header("content-type", "application/json")
        .body(Body::from(body.to_string()));
    let response = router(Mirror).oneshot(request.expect("a request"));
    let response = response.await.expect("infallible");
    let status = response.status().as_u16();
    let text = response.into_body().collect().await.expect("a body");
    let text = text.to_bytes();
    (status, serde_json::from_slice(&text).expect("JSON"))
}

/// Values that are written as they came.
fn unusual() -> Vec<Value> {
    vec![
        json!({"price": "1.10", "span": "P1Y2M3DT4H5M6.7S", "time": "00:00:00.1+14:00", "local_time": "23:59:59.000",
            "local": "2026-01-31T08:30:00.10", "expires": "Sun, 06 Nov 1994 08:49:37 GMT", "letter": "é", "flag": "?0",
            "quoted": r#""a \"b\"""#, "word": "*a/b", "binary": ":AAH/:", "exact": "1234567890123456789012345678901234"}),
        json!({"price": "-0.00", "exact": "1e-7", "span": "P2W", "time": "08:30:00z", "local": "2026-01-31t08:30:00",
            "expires": "Sunday, 06-Nov-94 08:49:37 GMT", "seal": "AAH/", "token": "AAH_", "maybe": null, "choice": "YQ==",
            "named": "YWI=", "by_name": {"a": ""}, "fixed": "aGV5", "always": "YQ=="}),
        json!({"price": "123456789012345678901234567890123456789.5", "span": "PT36H", "time": "23:59:59", "choice": 7,
            "maybe": "YQ=="}),
    ]
}

#[tokio::test]
async fn texts_are_carried_as_they_are() {
    for json in unusual() {
        let sent: Everything = serde_json::from_value(json.clone()).expect("texts");
        let echo = client()
            .echo(
                &Base64::from(b"\xfb\xff"),
                &"P1DT0S".parse().expect("a duration"),
                &sent,
            )
            .token(b"\xfb\xff")
            .seals([Base64::from(b"\xfb\xff"), Base64::default()])
            .prices(["1.10".parse::<Text<Decimal>>().expect("a number")])
            .await
            .expect("an echo");
        assert_eq!(echo.headers().digest, b"\xfb\xff");
        assert_eq!(echo.headers().expires, sent.expires);
        assert_eq!(
            serde_json::to_value(echo.into_body()).expect("JSON"),
            json!({"seal": "+/8=", "wait": "P1DT0S", "token": "-_8", "seals": ["+/8=", ""], "prices": ["1.10"],
                "secure": "?1", "everything": json})
        );
    }
}

#[tokio::test]
async fn they_are_carried_in_forms_and_parts_and_bodies_of_text() {
    for json in unusual() {
        let mut sent: Everything = serde_json::from_value(json).expect("texts");
        // A form has no way to write what is null or a map.
        (sent.by_name, sent.maybe) = (None, timely_runtime::Field::Absent);
        let echo = client().form(&sent).await.expect("an echo").into_body();
        assert_eq!(
            serde_json::to_value(echo).expect("JSON"),
            serde_json::to_value(&sent).expect("JSON")
        );
    }
    let price: Text<Decimal> = "1.10".parse().expect("a number");
    let parts = PartsBody::new(Part::new("a file"), b"\x00\xff".into());
    let echo = client().parts(parts.price(price)).await.expect("an echo");
    assert_eq!(
        serde_json::to_value(echo.into_body()).expect("JSON"),
        json!({"seal": "AP8=", "price": "1.10"})
    );
    let seal = client().put_seal(&Base64::from(b"\xfb\xff")).await;
    assert_eq!(seal.expect("a seal").into_body(), b"\xfb\xff");
}

#[tokio::test]
async fn every_base64_is_read_and_the_documents_is_written() {
    for (seal, token) in [("+/8=", "-_8"), ("-_8", "+/8="), ("-_8=", "+/8")] {
        let body = json!({"seal": seal, "token": token, "maybe": seal, "choice": seal, "by_name": {"a": seal}});
        let (status, answer) =
            answer(&format!("/echo/{seal}/PT1S").replace("+/", "-_"), &body).await;
        assert_eq!(status, 200, "{answer}");
        let seal = "+/8=";
        assert_eq!(
            answer["everything"],
            json!({"seal": seal, "token": "-_8", "maybe": seal, "choice": seal, "by_name": {"a": seal}})
        );
    }
}

#[tokio::test]
async fn the_server_refuses_what_is_none() {
    for (body, place, expected) in [
        (json!({"seal": "a b"}), "/seal", "Base64 text"),
        (json!({"seal": "YR=="}), "/seal", "Base64 text"),
        (json!({"seal": "YWJj\n"}), "/seal", "Base64 text"),
        (
            json!({"token": "Y"}),
            "/token",
            "Base64 text with the alphabet for URLs",
        ),
        (
            json!({"seal": "A".repeat(44)}),
            "/seal",
            "at most 40 characters",
        ),
        (json!({"named": "YQ"}), "/named", "at least 4 characters"),
        (json!({"named": "YQ=="}), "/named", "pattern"),
        (json!({"by_name": {"a": "*"}}), "/by_name/a", "Base64 text"),
        (
            json!({"price": "1,10"}),
            "/price",
            "a decimal number such as 12.50",
        ),
        (
            json!({"span": "1 day"}),
            "/span",
            "a duration such as P1DT12H",
        ),
        (json!({"time": "8:30"}), "/time", "a time such as 08:30:00Z"),
        (
            json!({"local_time": "08:30:00Z"}),
            "/local_time",
            "a time such as 08:30:00",
        ),
        (
            json!({"local": "2026-01-31"}),
            "/local",
            "a date and time such as",
        ),
        (json!({"expires": "2026-01-31"}), "/expires", "GMT"),
        (json!({"letter": "ab"}), "/letter", "one character"),
        (json!({"flag": "true"}), "/flag", "?1 or ?0"),
        (json!({"quoted": "a"}), "/quoted", "a text in quotes"),
        (
            json!({"binary": "YQ=="}),
            "/binary",
            "Base64 text between colons",
        ),
    ] {
        let (status, answer) = answer("/echo/YQ==/PT1S", &body).await;
        let text = answer.to_string();
        assert!((400..500).contains(&status), "{body}: {text}");
        assert!(
            text.contains(place) && text.contains(expected),
            "{body}: {text}"
        );
    }
    let (status, text) = answer("/echo/a%20b/PT1S", &json!({})).await;
    assert!(
        status == 400 && text.to_string().contains("Base64 text"),
        "{text}"
    );
}

#[test]
fn what_texts_mean_is_read_on_request() {
    let all: Everything = serde_json::from_value(unusual().swap_remove(0)).expect("texts");
    let price = all.price.expect("there").parsed().expect("a number");
    assert_eq!((price, price.scale()), (Decimal::new(11, 1), 2));
    // More digits than the type has are in the text alone.
    assert!(all.exact.expect("there").parsed().is_err());
    let span = all.span.expect("there").parsed().expect("a duration");
    assert_eq!(
        (span.years, span.nanoseconds, span.to_std()),
        (1, 700_000_000, None)
    );
    let time: Time = all.time.expect("there").parsed().expect("a time");
    assert_eq!(time.offset.expect("there").local_minus_utc(), 14 * 3600);
    assert_eq!(
        all.local_time.expect("there"),
        LocalTime::from_hms_opt(23, 59, 59).expect("a time")
    );
    let expires: HttpDate = all.expires.expect("there").parsed().expect("a date");
    let since = std::time::SystemTime::from(expires).duration_since(std::time::UNIX_EPOCH);
    assert_eq!(since.expect("after"), Duration::from_secs(784_111_777));
    assert_eq!(all.letter.expect("there").parsed(), Ok('é'));
    assert_eq!(all.flag.expect("there").parsed(), Ok(false));
    assert_eq!(
        &*all.quoted.expect("there").parsed().expect("a string"),
        "a \"b\""
    );
    assert_eq!(all.binary.expect("there"), [0, 1, 255]);
}

#[test]
fn values_and_defaults_are_of_their_types() {
    let blank = Everything::new();
    assert_eq!(*blank.seal_or_default(), *b"hello");
    assert_eq!(blank.price_or_default(), Decimal::new(11, 1));
    assert_eq!(blank.span_or_default().as_str(), "PT1H");
    let full = Everything::new()
        .seal(vec![1, 2])
        .token(b"ab")
        .maybe(b"")
        .choice(Choice::from(Base64::from(b"a")))
        .named(b"abc")
        .fixed(Fixed::AGkEqual)
        .price(Decimal::new(250, 2))
        .span(IsoDuration::from(Duration::from_secs(90)))
        .letter('x')
        .flag(true);
    assert_eq!(
        serde_json::to_value(&full).expect("JSON"),
        json!({"seal": "AQI=", "token": "YWI", "maybe": "", "choice": "YQ==", "named": "YWJj", "fixed": "aGk=",
            "price": "2.50", "span": "PT1M30S", "letter": "x", "flag": "?1"})
    );
    assert_eq!(format!("{:?}", full.seal), "Some([2 bytes])");
}

#[tokio::test]
async fn a_client_says_what_is_no_base64() {
    let server = tower::service_fn(|_: Request<timely_runtime::Body>| async {
        let response = http::Response::builder().header("content-type", "application/json");
        let response = response.body(Body::from(r#"{"seal":"YWJj\r\nZA==","by_name":{"a":"?"}}"#));
        Ok::<_, std::convert::Infallible>(response.expect("a response"))
    });
    let client = Client::builder()
        .base_url("http://localhost")
        .transport(server);
    let client = client.build().expect("the settings are valid");
    let error = client
        .form(&Everything::new())
        .await
        .expect_err("it is none");
    assert_eq!(
        error.to_string(),
        "form: the response of status 200 OK is not as documented: at /by_name/a: expected Base64 text, found the string \"?\", in \
         `{\"seal\":\"YWJj\\r\\nZA==\",\"by_name\":{\"a\":\"?\"}}`"
    );
}
