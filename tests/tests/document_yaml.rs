//! The YAML that a server shows of its document, as another library for YAML reads it.

use axum::body::Body;
use http::Request;
use http_body_util::BodyExt;
use proptest::prelude::*;
use timely_runtime::docs::Docs;
use timely_runtime::document::Document;
use timely_runtime::serde_json::{Value, json};
use tower::ServiceExt;

/// The YAML that is served of a document.
fn served(document: &Value) -> String {
    let document = Document::read(document.to_string()).expect("it is as it was made");
    let router = Docs::new(&document).without_page().router();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .expect("it is as it was made");
    runtime.block_on(async {
        let request = Request::get("/openapi.yaml")
            .body(Body::empty())
            .expect("it is as it was made");
        let answer = router.oneshot(request).await.expect("it is as it was made");
        let bytes = answer
            .into_body()
            .collect()
            .await
            .expect("it is as it was made")
            .to_bytes();
        String::from_utf8(bytes.to_vec()).expect("it is as it was made")
    })
}

/// A document that holds this value in two places, with the address that it is served with.
fn document(value: &Value) -> Value {
    json!({
        "openapi": "3.1.0",
        "info": {"title": "Pets", "version": "1", "x-value": value},
        "servers": [{"url": "/"}],
        "paths": {},
        "x-value": value,
    })
}

/// Texts that a reader could take for something else, and any others.
fn texts() -> impl Strategy<Value = String> {
    let nasty = [
        "",
        " ",
        "~",
        "null",
        "Null",
        "NULL",
        "true",
        "True",
        "yes",
        "No",
        "on",
        "OFF",
        "y",
        "N",
        "0",
        "-0",
        "0x1F",
        "0o17",
        "017",
        "1_000",
        "1e3",
        "1E+3",
        ".5",
        "5.",
        ".inf",
        "-.INF",
        ".NaN",
        "1:30:00",
        "2026-01-31",
        "2026-01-31T09:30:00Z",
        "<<",
        "=",
        "-",
        "- a",
        "--- a",
        "---",
        "...",
        "? a",
        ": a",
        "a:",
        "a: b",
        "a :b",
        "a #b",
        "#a",
        "&a",
        "*a",
        "!a",
        "!!str a",
        "|",
        "|-",
        ">",
        ">+\n",
        "%YAML 1.2",
        "@a",
        "`a`",
        "'a'",
        "\"a\"",
        "{a: b}",
        "[a, b]",
        "{",
        "}",
        "[",
        "]",
        ",",
        "a\\nb",
        "\\",
        "\\u0041",
        "a\nb",
        "a\n",
        "a\n\n",
        "\na",
        "\n",
        "\n\n",
        " a\nb",
        "a\n b",
        "a \nb ",
        "a\n ",
        "a\n\t",
        "a\n\n \nb",
        "\ta",
        "a\t",
        "a\tb",
        "a\r\nb",
        "\r",
        "---\na: b",
        "a\n---\nb",
        "a\n...\n",
        "a\n# b",
        "\u{0}",
        "\u{7f}",
        "\u{85}",
        "a\u{85}b\nc",
        "\u{a0}",
        "a\u{2028}b",
        "\u{2029}",
        "\u{feff}",
        "a\u{feff}\nb",
        "\u{fffe}",
        "\u{ffff}",
        "\u{10ffff}",
        "\u{e000}",
        "\u{202e}abc",
        "é",
        "日本",
        "😀",
    ];
    prop_oneof![
        3 => prop::sample::select(nasty.to_vec()).prop_map(str::to_owned),
        2 => any::<String>(),
        3 => "[a-zA-Z0-9 \n\t:#'\"|>&*!%@`?,\\[\\]{}=~.+-]{0,16}",
        1 => "[a-z: ]{900,1200}",
    ]
}

fn values() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f32>().prop_map(Value::from),
        prop::num::f64::NORMAL.prop_map(Value::from),
        texts().prop_map(Value::from),
    ];
    leaf.prop_recursive(6, 60, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::btree_map(texts(), inner, 0..6)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn a_document_reads_the_same_as_yaml(value in values()) {
        let document = document(&value);
        let text = served(&document);
        let read = serde_yaml::from_str::<Value>(&text);
        prop_assert!(read.is_ok(), "{:?}\n{}", read, text);
        prop_assert_eq!(read.unwrap(), document, "{}", text);
    }
}
