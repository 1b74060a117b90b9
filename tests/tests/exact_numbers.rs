//! Numbers that no machine's number holds, from the generated client to the generated server and back: each digit of them.

#![deny(warnings)]
// The generated modules offer more than these tests call.
#![allow(dead_code)]

mod api {
    timely_macros::openapi!("fixtures/exact_numbers.yaml");
}

use api::client::{Client, DefaultApi};
use api::models::echo::EchoRequired;
use api::models::{Amount, Card, Echo, Order};
use api::operations::{EchoHeaders, EchoParameters, EchoResponse, FormResponse};
use api::server::{Context, DefaultService, router};
use axum::body::Body;
use http::Request;
use http_body_util::BodyExt;
use timely_runtime::{Decimal, Digits, Undocumented};
use tower::ServiceExt;

/// Answers with what it was sent.
struct Mirror;

impl DefaultService for Mirror {
    async fn echo(
        &self,
        _: Context<()>,
        amount: Amount,
        order: Order,
        params: EchoParameters,
    ) -> Result<EchoResponse, Undocumented> {
        let least = params.least_or_default();
        let headers = EchoHeaders {
            total: params.limit.clone(),
        };
        let mut echo = Echo::new(EchoRequired {
            amount,
            least,
            order,
        });
        (echo.supply, echo.rates, echo.limit) = (params.supply, params.rates, params.limit);
        Ok(EchoResponse::new(echo, headers))
    }

    async fn form(&self, _: Context<()>, body: Order) -> Result<FormResponse, Undocumented> {
        Ok(body.into())
    }
}

fn client() -> Client {
    let builder = Client::builder().base_url("http://localhost");
    let builder = builder.transport(router(Mirror));
    builder.build().expect("the settings are valid")
}

/// What the server answers, and with which status.
async fn answer(path: &str, body: &str) -> (u16, String) {
    let request = Request::post(path)
        .header("content-type", "application/json")
        .body(Body::from(body.to_owned()));
    let response = router(Mirror).oneshot(request.expect("a request"));
    let response = response.await.expect("infallible");
    let status = response.status().as_u16();
    let text = response.into_body().collect().await.expect("a body");
    let text = text.to_bytes();
    (status, String::from_utf8_lossy(&text).into_owned())
}

fn digits<T: timely_runtime::DigitsValue>(text: &str) -> Digits<T> {
    text.parse().expect("a number")
}

/// Numbers that are not what machines would make of them.
const NUMBERS: [&str; 9] = [
    "1.10",
    "12.00",
    "1e3",
    "0",
    "0.1234567890123456789012345678901234",
    "340282366920938463463374607431768211456",
    "1E-400",
    "18446744073709551616",
    "100",
];

/// A body with a number everywhere.
fn body(number: &str) -> String {
    format!(
        r#"{{"amount":{number},"price":{number},"exact":{number},"supply":115792089237316195423570985008687907853269984665640564039457584007913129639935,"ratio":0.5,"count":2,"by_name":{{"a":{number}}},"payment":{{"kind":"Card","fee":{number},"count":3}},"either":{number},"level":1}}"#
    )
}

#[tokio::test]
async fn bodies_are_carried_as_they_are_written() {
    for number in NUMBERS {
        let sent = body(number);
        let (status, text) = answer("/echo/1", &sent).await;
        assert_eq!(status, 200, "{text}");
        assert_eq!(
            text,
            format!(r#"{{"amount":1,"least":1.5,"order":{sent}}}"#)
        );
        // Integers that are not written as such are integers beside them.
        let odd = sent.replace(r#""count":2"#, r#""count":2.0"#);
        let odd = odd.replace(r#""count":3"#, r#""count":30e-1"#);
        let (status, text) = answer("/echo/1", &odd).await;
        assert_eq!(status, 200, "{text}");
        assert_eq!(
            text,
            format!(r#"{{"amount":1,"least":1.5,"order":{sent}}}"#)
        );

        let order: Order = timely_runtime::serde_json::from_str(&sent).expect("an order");
        assert_eq!(order.price.as_ref().expect("there").as_str(), number);
        let echo = client().echo(&digits("1"), &order).await.expect("an echo");
        let back = timely_runtime::serde_json::to_string(&echo.order).expect("JSON");
        assert_eq!(back, sent);
    }
}

#[tokio::test]
async fn parameters_are_carried_or_refused() {
    for number in NUMBERS {
        let call = client()
            .echo(&digits(number), &Order::new())
            .least(digits::<Decimal>(number))
            .limit(digits::<Decimal>(number))
            .rates([digits::<Decimal>(number)]);
        let Ok(echo) = call.await else {
            assert!(number.len() > 17 || number.contains('E'), "{number}");
            continue;
        };
        let as_sent = digits::<Decimal>(number);
        assert_eq!((&echo.amount, &echo.least), (&as_sent, &as_sent));
        assert_eq!(echo.limit.as_ref(), Some(&as_sent));
        assert_eq!(echo.rates.as_ref(), Some(&vec![as_sent]));
        assert_eq!(echo.headers().total, echo.limit);
    }
    // From elsewhere, what stands in the path or in the query is read as it is written.
    let long = "0.1234567890123456789012345678901234";
    let supply = "115792089237316195423570985008687907853269984665640564039457584007913129639935";
    let (status, text) = answer(&format!("/echo/{long}?least=1.10&supply={supply}"), "{}").await;
    assert_eq!(status, 200, "{text}");
    assert_eq!(
        text,
        format!(r#"{{"amount":{long},"least":1.10,"supply":{supply},"order":{{}}}}"#)
    );
    let (status, text) = answer(&format!("/echo/1?rates={long}"), "{}").await;
    assert!(status == 400 && text.contains("rates"), "{text}");
}

#[tokio::test]
async fn forms_are_carried_or_refused() {
    for number in NUMBERS {
        let order = Order::new().price(digits::<Decimal>(number));
        match client().form(&order).await {
            Ok(echo) => assert_eq!(echo.into_body(), order),
            Err(error) => {
                assert!(number.len() > 17 || number.contains('E'), "{number}");
                let error = format!("{error:?}");
                assert!(error.contains("more digits"), "{error}");
            }
        }
    }
}

#[tokio::test]
async fn the_server_refuses_what_is_none() {
    for (body, place) in [
        (r#"{"price":"1.10"}"#, "/price"),
        (r#"{"price":null}"#, "/price"),
        (
            r#"{"price":{"$serde_json::private::RawValue":"1"}}"#,
            "/price",
        ),
        (r#"{"amount":-0.01}"#, "/amount"),
        (r#"{"supply":1.5}"#, "/supply"),
        (r#"{"by_name":{"a":true}}"#, "/by_name/a"),
        (r#"{"payment":{"kind":"Card","fee":"1"}}"#, "/payment"),
    ] {
        let (status, text) = answer("/echo/1", body).await;
        assert!(
            (400..500).contains(&status) && text.contains(place),
            "{body}: {text}"
        );
    }
    for (body, expected) in [
        (r#"{"price":1.}"#, 400),
        (r#"{"price":01}"#, 400),
        (r#"{"price":1e5"#, 400),
    ] {
        assert_eq!(answer("/echo/1", body).await.0, expected, "{body}");
    }
}

#[test]
fn they_are_decimal_numbers_and_integers() {
    let order = Order::new()
        .price(Decimal::new(1100, 3))
        .supply(-7)
        .payment(Card::new(Decimal::ONE.into(), "Card"));
    assert_eq!(
        timely_runtime::serde_json::to_string(&order).expect("JSON"),
        r#"{"price":1.100,"supply":-7,"payment":{"kind":"Card","fee":1}}"#
    );
    let price = order.price.expect("there");
    assert_eq!(price, digits("1.1"));
    assert_eq!(price.parsed().expect("a number").scale(), 3);
    assert_eq!(Order::new().price_or_default(), Decimal::new(125, 1));
}

#[tokio::test]
async fn a_client_takes_numbers_that_are_strings() {
    let server = tower::service_fn(|_: Request<timely_runtime::Body>| async {
        let response = http::Response::builder().header("content-type", "application/json");
        let response = response.body(Body::from(r#"{"price":"1.10","exact":"0.50","count":1.0}"#));
        Ok::<_, std::convert::Infallible>(response.expect("a response"))
    });
    let client = Client::builder()
        .base_url("http://localhost")
        .transport(server);
    let client = client.build().expect("the settings are valid");
    let order = client
        .form(&Order::new())
        .await
        .expect("an order")
        .into_body();
    assert_eq!(
        (order.price.expect("there").as_str(), order.count),
        ("1.10", Some(1))
    );
}
