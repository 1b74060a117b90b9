//! Enums of numbers, from the generated client to the generated server and back.

#![deny(warnings)]
// The generated modules offer more than these tests call.
#![allow(dead_code)]

mod api {
    timely_macros::openapi!("fixtures/number_enums.yaml");
}

use api::client::{Client, DefaultApi};
use api::models::all::{ByNameValue, Rate, Union, union::Variant};
use api::models::echo::EchoRequired;
use api::models::{All, Choices, Echo, Fractions, Level, Named, Untyped, Zoom};
use api::operations::get_tile::{RatesItem, Scale, Version};
use api::operations::{FormResponse, GetTile, GetTileResponse};
use api::server::{Context, DefaultService, router};
use axum::body::Body;
use http::Request;
use http_body_util::BodyExt;
use serde_json::{Value, json};
use timely_runtime::{Field, Undocumented};
use tower::ServiceExt;

/// Answers with what it was sent.
struct Mirror;

impl DefaultService for Mirror {
    async fn get_tile(
        &self,
        _: Context<()>,
        zoom: Zoom,
        level: Level,
        all: All,
        params: GetTile,
    ) -> Result<GetTileResponse, Undocumented> {
        let version = params.version_or_default().value();
        let mut echo = Echo::new(EchoRequired {
            zoom,
            level,
            version,
            all,
        });
        let rates = params.rates.into_iter().flatten();
        echo.rates = Some(rates.map(RatesItem::value).collect());
        echo.scale = params.scale.map(Scale::value);
        Ok(echo.into())
    }

    async fn form(&self, _: Context<()>, body: All) -> Result<FormResponse, Undocumented> {
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

fn all() -> All {
    All::new()
        .zoom(Zoom::Value1Dot5)
        .level(Level::Minus1)
        .rate(Rate::Value0Dot1)
        .only(5)
        .fraction(0.5)
        .union(Variant::Value1)
        .choice(Choices::High)
        .either(Fractions::Quarter)
        .untyped(Untyped::Value2Dot5)
        .named(Named::Double)
        .by_name(timely_runtime::Map::from([(
            "a".to_owned(),
            ByNameValue::Value20,
        )]))
}

#[tokio::test]
async fn they_go_there_and_back() {
    let echo = client()
        .get_tile(Zoom::Minus2, Level::Value0, &all())
        .version(Version::Value1)
        .rates([RatesItem::Value0Dot2, RatesItem::Value0Dot1])
        .scale(Scale::Value1)
        .await
        .expect("an echo");
    assert_eq!(
        timely_runtime::serde_json::to_value(echo.into_body()).expect("JSON"),
        json!({"zoom": -2, "level": 0, "version": 1, "rates": [0.2, 0.1], "scale": 1.0,
            "all": {"zoom": 1.5, "level": -1, "rate": 0.1, "only": 5, "fraction": 0.5, "union": 1, "choice": 2,
                "either": 0.25, "untyped": 2.5, "named": 2, "by_name": {"a": 20}}})
    );
    let mut sent = all();
    // A form has no maps, and its texts are all strings.
    (sent.by_name, sent.union) = (None, None);
    let echo = client().form(&sent).await.expect("an echo").into_body();
    assert_eq!(echo, sent);
}

#[tokio::test]
async fn a_number_is_the_same_however_it_is_written() {
    for (zoom, level) in [("1", "1"), ("1.0", "1.0"), ("1e0", "10e-1")] {
        let body = format!(
            r#"{{"zoom":{zoom},"level":{level},"rate":{zoom},"union":{zoom},"choice":{level}}}"#
        );
        let (status, text) = answer(&format!("/tiles/{zoom}/1?rates=1e-1&version=2"), &body).await;
        assert_eq!(status, 200, "{text}");
        assert_eq!(
            text,
            r#"{"zoom":1,"level":1,"version":2,"rates":[0.1],"all":{"zoom":1,"level":1,"rate":1,"union":1,"choice":1}}"#
        );
    }
}

#[tokio::test]
async fn the_server_refuses_others() {
    for (path, body, place) in [
        ("/tiles/0.75/1", json!({}), "zoom"),
        ("/tiles/1/2", json!({}), "level"),
        ("/tiles/1/1?version=3", json!({}), "version"),
        ("/tiles/1/1?rates=0.3", json!({}), "rates"),
        ("/tiles/1/1", json!({"zoom": 0.51}), "/zoom"),
        ("/tiles/1/1", json!({"zoom": "1"}), "/zoom"),
        ("/tiles/1/1", json!({"rate": 2}), "/rate"),
        ("/tiles/1/1", json!({"choice": 3}), "/choice"),
        ("/tiles/1/1", json!({"either": 99.5}), "/either"),
        ("/tiles/1/1", json!({"both": -1}), "/both"),
        ("/tiles/1/1", json!({"by_name": {"a": 30}}), "/by_name/a"),
    ] {
        let (status, text) = answer(path, &body.to_string()).await;
        assert!(
            (400..500).contains(&status) && text.contains(place),
            "{path} {body}: {text}"
        );
    }
    let (status, text) = answer("/tiles/1/1", r#"{"rate":null,"either":100.5}"#).await;
    assert!(
        status == 200 && text.ends_with(r#""all":{"rate":null,"either":100.5}}"#),
        "{text}"
    );
}

#[tokio::test]
async fn a_client_keeps_values_that_it_does_not_know() {
    let body =
        r#"{"zoom":0.75,"level":7,"rate":5,"union":0.75,"choice":9,"either":0.125,"named":1e300}"#;
    let server = tower::service_fn(move |_: Request<timely_runtime::Body>| async move {
        let response = http::Response::builder().header("content-type", "application/json");
        let response = response.body(Body::from(body));
        Ok::<_, std::convert::Infallible>(response.expect("a response"))
    });
    let client = Client::builder()
        .base_url("http://localhost")
        .transport(server);
    let client = client.build().expect("the settings are valid");
    let all = client
        .form(&All::new())
        .await
        .expect("an answer")
        .into_body();
    assert_eq!(all.zoom, Some(Zoom::Other(0.75)));
    assert_eq!(all.level, Some(Level::Other(7)));
    assert_eq!(all.rate, Field::Value(Rate::Other(5.0)));
    assert_eq!(all.union, Some(Union::Variant(Variant::Other(0.75))));
    assert_eq!(all.choice, Some(Choices::Other(9)));
    assert_eq!(all.either, Some(Fractions::Other(0.125)));
    let sent: Value = serde_json::from_str(body).expect("JSON");
    assert_eq!(serde_json::to_value(&all).expect("JSON"), sent);
}

#[test]
fn they_have_names_and_defaults() {
    assert_eq!(All::new().rate_or_default(), Rate::Value1);
    assert_eq!(Zoom::VALUES, [0.5, 1.0, 1.5, -2.0]);
    assert_eq!(Zoom::from(1.5), Zoom::Value1Dot5);
    assert_eq!(Fractions::VALUES, [0.25, 0.5, 1.0]);
    assert_eq!(Named::Half.value().to_string(), "0.5");
    assert!(Zoom::Value0Dot5.is_known() && !Zoom::from(7.0).is_known());
}
