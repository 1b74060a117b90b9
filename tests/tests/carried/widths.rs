//! A format of integers counts on either numeric type, and what a type cannot hold is told.

mod api {
    timely_macros::openapi!("fixtures/widths.yaml");
}

use api::client::{Client, DefaultApi};
use api::models::Numbers;
use api::operations::{Echo, EchoResponse};
use api::server::{Context, DefaultService, router};
use http::StatusCode;
use serde_json::{Value, json};
use timely_runtime::Undocumented;

struct Service;

impl DefaultService for Service {
    async fn echo(
        &self,
        _: Context<()>,
        body: Numbers,
        parameters: Echo,
    ) -> Result<EchoResponse, Undocumented> {
        let id: Option<i64> = parameters.id;
        Ok(Numbers {
            int64: id.or(body.int64),
            ..body
        }
        .into())
    }
}

async fn answer(query: &str, body: &str) -> (StatusCode, Value) {
    let uri = format!("/numbers{query}");
    crate::answer(router(Service), "POST", &uri, "application/json", body).await
}

#[tokio::test]
async fn numbers_in_formats_of_integers_are_integers() {
    let body = json!({
        "int8": -128, "int32": 2_147_483_647, "int64": 9_007_199_254_740_993_i64, "uint8": 255,
        "uint64": u64::MAX, "int": 9_007_199_254_740_991_i64, "sf": 999_999_999_999_999_i64,
        "fixed": 1.125, "untyped": 7, "text64": "-9223372036854775808", "textUnsigned": "18446744073709551615",
        "double": 9_007_199_254_740_993_i64, "nullable": null, "bounded": 1, "list": [1, 2],
    });
    assert_eq!(
        answer("", &body.to_string()).await,
        (StatusCode::OK, body.clone())
    );

    let numbers: Numbers = serde_json::from_value(body).expect("numbers");
    let client = Client::builder()
        .base_url("http://localhost")
        .transport(router(Service))
        .build()
        .expect("a client");
    let back = client
        .echo(&numbers)
        .id(9_007_199_254_740_993)
        .small(-1)
        .await
        .expect("an answer");
    assert_eq!(*back, numbers);
    assert_eq!(Numbers::new().uint64_or_default(), u64::MAX);
}

#[tokio::test]
async fn what_a_format_does_not_allow_is_refused() {
    for (name, value) in [
        ("int8", "128"),
        ("int32", "2147483648"),
        ("int64", "1.5"),
        ("int64", "9223372036854775808"),
        ("uint8", "-1"),
        ("uint64", "18446744073709551616"),
        ("int", "9007199254740992"),
        ("sf", "1000000000000000"),
        ("fixed", "1.0001"),
        ("fixed", "1000000000000"),
        ("untyped", "40000"),
        ("text64", "\"9223372036854775808\""),
        ("text64", "\"1.0\""),
        ("text64", "\"\""),
        ("textUnsigned", "\"-1\""),
        ("bounded", "0"),
        ("list", "[3]"),
    ] {
        let body = format!("{{\"{name}\": {value}}}");
        assert_eq!(answer("", &body).await.0, StatusCode::BAD_REQUEST, "{body}");
    }
    for query in ["?id=1.5", "?id=9223372036854775808", "?small=2147483648"] {
        assert_eq!(
            answer(query, "{}").await.0,
            StatusCode::BAD_REQUEST,
            "{query}"
        );
    }
}
