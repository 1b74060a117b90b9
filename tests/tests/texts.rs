//! Strings with a format, from the generated client to the generated server and back: nothing changes on the way. And what
//! a client says of a response that it cannot read.

#![deny(warnings)]
// The generated modules offer more than these tests call.
#![allow(dead_code)]

mod api {
    timely_macros::openapi!("fixtures/texts.yaml");
}

use api::client::{Client, DefaultApi};
use api::models::{Echo, Texts};
use api::operations::{
    EchoResponse, EventsResponse, FormResponse, LinesResponse, ManyError, ManyResponse,
};
use api::server::{Context, DefaultService, router};
use axum::body::Body;
use futures_util::TryStreamExt;
use http::Request;
use http_body_util::BodyExt;
use serde_json::{Value, json};
use timely_runtime::{Date, DateTime, Text, Undocumented, Url, UtcTime, Uuid};
use tower::ServiceExt;

/// Answers with what it was sent.
struct Mirror;

impl DefaultService for Mirror {
    async fn echo(
        &self,
        _: Context<()>,
        id: Text<Uuid>,
        body: Texts,
        params: api::operations::EchoParameters,
    ) -> Result<EchoResponse, Undocumented> {
        let mut echo = Echo::new(id, body);
        echo.since = params.since;
        echo.days = params.days;
        echo.site = params.site;
        Ok(echo.into())
    }

    async fn form(&self, _: Context<()>, body: Texts) -> Result<FormResponse, Undocumented> {
        Ok(body.into())
    }

    async fn many(&self, _: Context<()>) -> Result<ManyResponse, ManyError> {
        Ok(Vec::new().into())
    }

    async fn lines(&self, _: Context<()>) -> Result<LinesResponse, Undocumented> {
        Ok(Vec::new()
            .into_iter()
            .collect::<timely_runtime::JsonLines<_>>()
            .into())
    }

    async fn events(&self, _: Context<()>) -> Result<EventsResponse, Undocumented> {
        Ok(timely_runtime::EventStream::new(futures_util::stream::empty()).into())
    }
}

/// A client of the mirror.
fn client() -> Client {
    let builder = Client::builder().base_url("http://localhost");
    builder
        .transport(router(Mirror))
        .build()
        .expect("the settings are valid")
}

/// A client of a server that answers everything with this.
fn client_of(status: u16, content_type: &'static str, body: &'static str) -> Client {
    let server = tower::service_fn(move |_: Request<timely_runtime::Body>| async move {
        let response = http::Response::builder()
            .status(status)
            .header("content-type", content_type);
        let response = response.body(Body::from(body));
        Ok::<_, std::convert::Infallible>(response.expect("a response"))
    });
    let builder = Client::builder().base_url("http://localhost");
    let builder = builder.transport(server);
    builder.build().expect("the settings are valid")
}

/// Texts that their formats allow, each written in a way that no parsed value would be.
fn unusual() -> Vec<Value> {
    vec![
        json!({"at": "2026-01-31T08:30:00.000Z", "url": "https://example.com", "mail": "Ana@EXAMPLE.com",
            "id": "67E55044-10B1-426F-9247-BB680E5FE0C8", "maybe": "2026-01-31T08:30:00+00:00"}),
        json!({"at": "2026-01-31t08:30:00z", "url": "HTTP://EXAMPLE.COM:80/a/../b?#", "maybe": null,
            "mail": "\"a b\"@example.com", "id": "67e55044-10b1-426F-9247-bb680e5fe0c8"}),
        json!({"at": "2016-12-31T23:59:60.5Z", "maybe": "2026-01-31T08:30:00.1234567890123-03:00",
            "url": "mailto:a@example.com", "ip6": "0:0:0:0:0:0:0:1", "ip": "127.0.0.1"}),
        json!({"at": "2026-01-31T08:30:00-00:00", "url": "urn:ISBN:0", "day": "2024-02-29", "time": "08:30:00.50Z",
            "span": "P1DT0S", "ref": "a/../b", "iri": "https://exämple.com/ä", "template": "{/a*}{?b}",
            "pointer": "/a~1b", "host": "EXAMPLE.com", "blob": "YQ==", "encoded": "YQ", "regex": "^\\d+$",
            "big": "-7", "huge": "18446744073709551615", "price": "12.50", "exact": "1e-7",
            "seen": ["2026-01-31T08:30:00.10Z", "2026-01-31T08:30:00Z"],
            "by_day": {"2026-01-31": "67E55044-10B1-426F-9247-BB680E5FE0C8"}}),
    ]
}

#[tokio::test]
async fn texts_go_there_and_back_as_they_are() {
    for json in unusual() {
        let texts: Texts = serde_json::from_value(json.clone()).expect("texts");
        let id = Text::unchecked("67E55044-10B1-426F-9247-BB680E5FE0C8");
        let echo = client()
            .echo(&id, &texts)
            .since(Text::unchecked("2026-01-31T08:30:00.000+00:00"))
            .days(vec!["2026-01-31".parse::<Text<Date>>().expect("a date")])
            .site(Text::unchecked("https://example.com"))
            .await
            .expect("an echo");
        let echo = serde_json::to_value(echo.into_body()).expect("JSON");
        assert_eq!(
            echo,
            json!({"id": id.as_str(), "since": "2026-01-31T08:30:00.000+00:00", "days": ["2026-01-31"],
                "site": "https://example.com", "texts": json})
        );
    }
}

#[tokio::test]
async fn texts_in_forms_go_there_and_back_as_they_are() {
    for json in unusual() {
        let mut texts: Texts = serde_json::from_value(json.clone()).expect("texts");
        // A form has no way to write what is null or a map.
        texts.by_day = None;
        texts.maybe = timely_runtime::Field::Absent;
        let sent = serde_json::to_value(&texts).expect("JSON");
        let echo = client().form(&texts).await.expect("an echo");
        assert_eq!(serde_json::to_value(echo.into_body()).expect("JSON"), sent);
    }
}

#[tokio::test]
async fn values_become_texts_where_texts_are_wanted() {
    let now = UtcTime::UNIX_EPOCH;
    let texts = Texts::new()
        .at(Text::from(now))
        .maybe(Text::from(now))
        .id(Text::from(Uuid::nil()))
        .url(Text::from(
            Url::parse("https://example.com").expect("a URL"),
        ));
    assert_eq!(
        serde_json::to_value(&texts).expect("JSON"),
        json!({"at": "1970-01-01T00:00:00Z", "maybe": "1970-01-01T00:00:00Z",
            "id": "00000000-0000-0000-0000-000000000000", "url": "https://example.com/"})
    );
    assert_eq!(texts.at, Some(now.into()));
    assert_eq!(Texts::new().url_or_default(), "https://example.com");
    let offset: Text<DateTime> = "2026-01-31T08:30:00-03:00".parse().expect("a time");
    assert_eq!(
        offset.parsed().expect("a time").offset().to_string(),
        "-03:00"
    );
}

/// What the server says of a body.
async fn refusal(body: &Value) -> Option<String> {
    let request = Request::post("/echo/67e55044-10b1-426f-9247-bb680e5fe0c8")
        .header("content-type", "application/json")
        .body(Body::from(body.to_string()));
    let response = router(Mirror)
        .oneshot(request.expect("a request"))
        .await
        .expect("infallible");
    let is_refused = response.status().is_client_error();
    let text = response
        .into_body()
        .collect()
        .await
        .expect("a body")
        .to_bytes();
    is_refused.then(|| String::from_utf8_lossy(&text).into_owned())
}

#[tokio::test]
async fn the_server_refuses_what_is_not_of_its_format() {
    for (body, expected) in [
        (
            json!({"at": "2026-01-31T08:30:00"}),
            "a date and time such as",
        ),
        (
            json!({"at": "2026-01-31 08:30:00Z"}),
            "a date and time such as",
        ),
        (json!({"at": ""}), "a date and time such as"),
        (json!({"day": "31.1.2026"}), "a date such as"),
        (json!({"url": ""}), "an absolute URI"),
        (
            json!({"mail": "Ana <ana@example.com>"}),
            "an e-mail address",
        ),
        (
            json!({"id": "{67e55044-10b1-426f-9247-bb680e5fe0c8}"}),
            "a UUID",
        ),
        (
            json!({"big": "9223372036854775808"}),
            "a signed 64-bit integer",
        ),
        (json!({"huge": "-1"}), "an unsigned 64-bit integer"),
        (json!({"price": "12,50"}), "a decimal number such as 12.50"),
        (
            json!({"exact": "1".repeat(35)}),
            "a decimal number of at most 34 digits",
        ),
        (json!({"seen": ["2026-01-31"]}), "a date and time such as"),
    ] {
        let refusal = refusal(&body).await;
        assert!(
            refusal.as_ref().is_some_and(|text| text.contains(expected)),
            "{body}: {refusal:?}"
        );
    }
    for body in unusual() {
        assert_eq!(refusal(&body).await, None, "{body}");
    }
}

#[tokio::test]
async fn the_client_takes_what_is_not_of_its_format() {
    let body = r#"[{"url":"","mail":"","at":"","id":"","day":""},
        {"url":"https://example.com","at":"2024-01-01T00:00:00","id":"507f1f77bcf86cd799439011","day":"0000-00-00"},
        {"url":"/relative","mail":"Ana <ana@example.com>","at":"2024-01-01 00:00:00Z","maybe":"never","big":"many",
         "id":"{67E55044-10B1-426F-9247-BB680E5FE0C8}","price":"12,50","seen":["soon"],"by_day":{"a":"b"}}]"#;
    let client = client_of(200, "application/json", body);
    let many = client.many().await.expect("all three").into_body();
    let sent: Value = serde_json::from_str(body).expect("JSON");
    assert_eq!(serde_json::to_value(&many).expect("JSON"), sent);
    let parsed = many[1].url.as_ref().map(Text::parsed).expect("there");
    assert_eq!(parsed.expect("a URL").host_str(), Some("example.com"));
    assert!(many[0].url.as_ref().expect("there").parsed().is_err());
    assert!(many[1].at.as_ref().expect("there").parsed().is_err());
    // What can mean but one thing is read.
    let at = many[2].at.as_ref().map(Text::parsed).expect("there");
    assert_eq!(at.expect("a time").timestamp(), 1_704_067_200);
    assert!(many[2].id.as_ref().expect("there").parsed().is_ok());
}

#[tokio::test]
async fn a_response_that_does_not_fit_is_told_with_its_place() {
    let said = async |status, content_type, body| {
        let client = client_of(status, content_type, body);
        let error = client.many().await.expect_err("it does not fit");
        assert_eq!(error.response().expect("it came").body(), body);
        error.to_string()
    };
    for (status, content_type, body, expected) in [
        (
            200,
            "application/json",
            r#"[{"url":"https://example.com"},{"url":7}]"#,
            r#"the response of status 200 OK is not as documented: at /1/url: expected a string, found 7, in `[{"url":"https://example.com"},{"url":7}]`"#,
        ),
        (
            200,
            "application/json",
            r#"[{"count":3000000000}]"#,
            r#"the response of status 200 OK is not as documented: at /0/count: expected a signed 32-bit integer, found 3000000000, in `[{"count":3000000000}]`"#,
        ),
        (
            200,
            "application/json",
            r#"{"items":[]}"#,
            r#"the response of status 200 OK is not as documented: expected an array, found an object, in `{"items":[]}`"#,
        ),
        (
            200,
            "application/json",
            r#"[{"seen":["2026-01-31T08:30:00Z",null]}"#,
            r#"the response of status 200 OK is not as documented: expected JSON, found an early end at line 1, column 39, in `[{"seen":["2026-01-31T08:30:00Z",null]}`"#,
        ),
        (
            200,
            "application/json",
            "",
            "the response of status 200 OK is not as documented: expected JSON, found an early end at line 1, column 0",
        ),
        (
            404,
            "application/json",
            r#"{"error":"no"}"#,
            r#"the response of status 404 Not Found is not as documented: at /message: expected a value, found nothing, in `{"error":"no"}`"#,
        ),
    ] {
        let expected = format!("many: {expected}");
        assert_eq!(said(status, content_type, body).await, expected);
    }
}

#[tokio::test]
async fn an_item_of_a_stream_that_does_not_fit_is_told_with_its_place() {
    let lines = client_of(
        200,
        "application/jsonl",
        "{\"day\":\"2026-01-31\"}\n{\"day\":[1]}\n",
    );
    let lines = lines.lines().await.expect("a stream").into_body();
    let error = lines.try_collect::<Vec<_>>().await.expect_err("the second");
    assert_eq!(
        error.to_string(),
        r#"an item of the stream is not as documented: at /day: expected a string, found an array, in `{"day":[1]}`"#
    );
    let events = client_of(200, "text/event-stream", "data: {\"count\":\"1\"}\n\n");
    let events = events.events().await.expect("a stream").into_body();
    let error = events.try_collect::<Vec<_>>().await.expect_err("the first");
    assert_eq!(
        error.to_string(),
        r#"an item of the stream is not as documented: at /count: expected a signed 32-bit integer, found the string "1", in `{"count":"1"}`"#
    );
}
