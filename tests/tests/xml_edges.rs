//! Values that XML can hardly tell apart: each comes back as it was sent, or is refused.

#![deny(warnings)]
// The generated modules offer more than these tests call.
#![allow(dead_code)]

// The macro warns of names that several properties have.
#[allow(deprecated)]
mod api {
    timely_macros::openapi!("fixtures/xml_edges.yaml");
}

use api::client::{Client, DefaultApi};
use api::models::{All, Price};
use api::operations::{PutAllResponse, PutNamesResponse, PutPriceError, PutPriceResponse};
use api::server::{Context, DefaultService, router};
use http::{Request, StatusCode};
use http_body_util::BodyExt;
use serde_json::json;
use timely_runtime::{NoContent, Undocumented};
use tower::ServiceExt;

#[derive(Clone)]
struct Echo;

impl DefaultService for Echo {
    async fn put_all(&self, _: Context<()>, body: All) -> Result<PutAllResponse, Undocumented> {
        Ok(body.into())
    }

    async fn put_names(
        &self,
        _: Context<()>,
        body: Option<Vec<String>>,
    ) -> Result<PutNamesResponse, Undocumented> {
        Ok(match body {
            Some(names) => PutNamesResponse::Ok(names.into()),
            None => PutNamesResponse::NoContent(NoContent.into()),
        })
    }

    async fn put_price(
        &self,
        _: Context<()>,
        body: Price,
    ) -> Result<PutPriceResponse, PutPriceError> {
        Ok(body.into())
    }
}

fn client() -> Client {
    Client::builder()
        .base_url("http://localhost")
        .transport(router(Echo))
        .build()
        .expect("the settings are valid")
}

#[tokio::test]
async fn values_come_back_as_they_were() {
    for value in [
        json!({ "level": 2, "day": "2026-01-31", "on": true, "bytesAt": "AAEC", "bytes": "AAEC", "enc": "/w==" }),
        json!({ "names": ["a", ""], "plain": ["b", " c "], "pair": [1, "2"] }),
        json!({ "names": [] }),
        json!({ "pets": [{ "kind": "Dog", "bark": true, "name": "x", "lang": "en" }, { "kind": "Cat", "lives": 9 }] }),
        json!({ "maybe": null, "opt": null }),
        json!({ "maybe": [], "opt": [1, 2] }),
        json!({ "maybe": [1], "opt": [1] }),
        json!({ "grid": [[1, 2], [], [3]] }),
        json!({ "map": { "a": { "amount": 1.5, "currency": "EUR" }, "b": { "amount": 2 } } }),
        json!({ "maps": { "a": [1], "b": [2, 3] } }),
        json!({ "any": { "a": ["1", "2"] }, "anys": ["x", { "y": "z" }] }),
        json!({ "any": null }),
        json!({ "point": null }),
        json!({ "point": {} }),
        json!({ "oneOrMore": "x" }),
        json!({ "oneOrMore": ["x", "y"] }),
        json!({ "numOrText": "x", "c": 5, "def": 8 }),
        json!({ "dup1": "1", "adup1": "2", "t1": "3" }),
        json!({ "rec": { "v": 1, "next": { "v": 2, "next": { "v": 3 } } } }),
        json!({ "level": 1, "link": { "level": 2, "href": "x" } }),
        json!({ "self": { "self": { "level": 3 } } }),
    ] {
        let all: All = serde_json::from_value(value.clone()).unwrap();
        let answer = client().put_all(&all).await;
        let answer = answer.unwrap_or_else(|error| panic!("{value}: {error:?}"));
        assert_eq!(answer.body, all, "{value}");
    }
}

#[tokio::test]
async fn what_would_be_another_value_is_not_sent() {
    for value in [
        json!({ "oneOrMore": ["x"] }),
        json!({ "dup2": "1" }),
        json!({ "adup2": "1" }),
        json!({ "t1": "1", "t2": "2" }),
        json!({ "map": { "a b": { "amount": 1 } } }),
    ] {
        let all: All = serde_json::from_value(value.clone()).unwrap();
        let refused = client().put_all(&all).await;
        assert!(refused.is_err(), "{value}: {refused:?}");
    }
}

#[tokio::test]
async fn numbers_keep_their_digits() {
    let price = r#"{"amount":0.12345678901234567890123,"big":9007199254740993}"#;
    let price: Price = serde_json::from_str(price).unwrap();
    let answer = client().put_price(&price).await.unwrap();
    assert_eq!(answer.body, price);
    let answer = client().put_price(&price).with(|call| {
        call.header("content-type", "application/xml")
            .header("accept", "application/xml")
    });
    let answer = answer.await.unwrap();
    let text = answer.received().unwrap().body();
    let text = String::from_utf8_lossy(text);
    let amount = "<amount>0.12345678901234567890123</amount><big>9007199254740993</big>";
    assert!(text.contains(amount), "{text}");
    assert_eq!(answer.body, price);
}

#[tokio::test]
async fn a_list_is_the_root_and_may_be_left_out() {
    for names in [vec!["a".to_owned(), String::new()], Vec::new()] {
        let answer = client().put_names().body(&names).await.unwrap();
        let PutNamesResponse::Ok(answer) = answer else {
            panic!("{answer:?}");
        };
        assert_eq!(answer.body, names);
    }
    let answer = client().put_names().await.unwrap();
    assert!(
        matches!(answer, PutNamesResponse::NoContent(_)),
        "{answer:?}"
    );
}

#[tokio::test]
async fn what_the_document_does_not_have_is_refused() {
    for body in [
        "<All><day>2026-01-31</day></All>",
        "<All><dup2>1</dup2></All>",
        "<All><names><names>a</names></names></All>",
        "<All level='4'/>",
        "<All on='1'/>",
        "<All day='soon'/>",
        "<All><pair>1</pair></All>",
        "<All><pair>x</pair><pair>y</pair></All>",
        "<All><point>5</point></All>",
        "<All><grid><grid>x</grid></grid></All>",
        "<All><map><a/></map></All>",
        "<All><link/></All>",
    ] {
        let (status, answer) = put(body.as_bytes().to_vec(), "application/xml").await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{body}: {answer}");
    }
}

#[tokio::test]
async fn texts_of_other_charsets_are_read() {
    let expected = "\u{fc}\u{20ac}";
    let text = format!("<?xml version='1.0' encoding='UTF-16'?><All><dup>{expected}</dup></All>");
    let wide = |bytes: fn(u16) -> [u8; 2], mark: u16| -> Vec<u8> {
        std::iter::once(mark)
            .chain(text.encode_utf16())
            .flat_map(bytes)
            .collect()
    };
    let latin = b"<?xml version='1.0' encoding='windows-1252'?><All><dup>\xfc\x80</dup></All>";
    let marked = format!("\u{FEFF}<All><dup>{expected}</dup></All>");
    for body in [
        wide(u16::to_le_bytes, 0xFEFF),
        wide(u16::to_be_bytes, 0xFEFF),
        latin.to_vec(),
        marked.into_bytes(),
    ] {
        let (status, answer) = put(body, "application/xml").await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        assert!(
            answer.contains(&format!("<dup>{expected}</dup>")),
            "{answer}"
        );
    }
}

async fn put(body: Vec<u8>, content_type: &str) -> (StatusCode, String) {
    let request = Request::put("/all").header("content-type", content_type);
    let request = request
        .body(axum::body::Body::from(body))
        .expect("a request");
    let response = router(Echo).oneshot(request).await.expect("an answer");
    let status = response.status();
    let bytes = response
        .into_body()
        .collect()
        .await
        .expect("a body")
        .to_bytes();
    (status, String::from_utf8(bytes.to_vec()).expect("text"))
}
