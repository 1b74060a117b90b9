use super::Misfit;
use crate::{Map, Schema, Text, Url};
use serde::de::DeserializeOwned;

#[derive(Debug)]
#[allow(dead_code)]
struct Node {
    name: String,
    homepage: Option<Text<Url>>,
    count: Option<i32>,
    tags: Option<Vec<Node>>,
    labels: Option<Map<String>>,
}
crate::__object!(Node {
    name: "name",
    homepage: "homepage" if present,
    count: "count" if present,
    tags: "a/b" if present,
    labels: "labels" if present,
});

static NODE: Schema = Schema::new(
    r#"{
    "type": "object",
    "required": ["name"],
    "properties": {
        "name": {"type": "string"},
        "count": {"type": "integer", "format": "int32"},
        "a/b": {"type": "array", "items": {"$ref": "NODE"}}
    }
}"#,
    &[&NODE],
);

fn misfit<T: DeserializeOwned>(text: &str, schema: &Schema) -> String {
    let error = serde_json::from_str::<T>(text).err().expect(text);
    Misfit::of_text(text.as_bytes(), schema, &error).to_string()
}

#[test]
fn what_is_no_json_is_told_with_its_end() {
    for (text, told) in [
        (
            r#"{"name":"a","homepage":"https://example.com"#,
            "expected JSON, found an early end at line 1, column 43, in `…ame\":\"a\",\"homepage\":\"https://example.com`",
        ),
        (
            "<html>\n<body>502 Bad Gateway",
            "expected JSON, found a syntax error at line 1, column 1, in `<html> <body>502 Bad Gateway`",
        ),
        ("", "expected JSON, found an early end at line 1, column 0"),
    ] {
        assert_eq!(misfit::<Node>(text, &NODE), told);
        assert_eq!(misfit::<Node>(text, Schema::ANY), told);
    }
}

#[test]
fn the_place_is_told_as_a_pointer() {
    for (text, told) in [
        (
            r#"{"name":7}"#,
            r#"at /name: expected a string, found 7, in `{"name":7}`"#,
        ),
        (
            r#"{"name":"a","a/b":[{"name":"b"},{"count":1}]}"#,
            r#"at /a~1b/1/name: expected a value, found nothing, in `{"name":"a","a/b":[{"name":"b"},{"count":1}]}`"#,
        ),
        (
            r#"{"name":"a","count":{"n":1}}"#,
            r#"at /count: expected an integer, found an object, in `{"name":"a","count":{"n":1}}`"#,
        ),
        (
            r#"[{"name":"a"}]"#,
            r#"expected an object, found an array, in `[{"name":"a"}]`"#,
        ),
        ("null", "expected an object, found null, in `null`"),
    ] {
        assert_eq!(misfit::<Node>(text, &NODE), told);
    }
    // Without a schema as well.
    assert_eq!(
        misfit::<Vec<Node>>(
            "[\n  {\"name\": \"a\"},\n  {\"name\": \"b\", \"labels\": {\"é\": [1]}}]",
            Schema::ANY
        ),
        "at /1/labels/é: expected a string, found an array, in `…\"a\"},   {\"name\": \"b\", \"labels\": {\"é\": [1]}}]`"
    );
    assert_eq!(
        misfit::<Vec<Node>>(
            r#"[{"name":"a"},{"name":"b","count":3000000000}]"#,
            Schema::ANY
        ),
        r#"at /1/count: expected a signed 32-bit integer, found 3000000000, in `[{"name":"a"},{"name":"b","count":3000000000}]`"#
    );
    assert_eq!(
        misfit::<Vec<Node>>(r#"[{"name":"a"},{"homepage":null}]"#, Schema::ANY),
        r#"at /1/name: expected a value, found nothing, in `[{"name":"a"},{"homepage":null}]`"#
    );
}

#[test]
fn excerpts_are_short() {
    let long = format!(
        r#"{{"before":"{}","name":[],"after":"{}"}}"#,
        "x".repeat(5000),
        "é".repeat(5000)
    );
    let told = misfit::<Node>(&long, &NODE);
    assert!(
        told.starts_with("at /name: expected a string, found an array, in `…x"),
        "{told}"
    );
    assert!(
        told.contains(r#""name":[],"after":"éé"#) && told.len() < 400,
        "{told}"
    );
}

/// Nothing that serde or Rust calls a type is in what people read.
#[test]
fn no_type_of_rust_is_named() {
    #[derive(Debug, serde::Deserialize)]
    #[allow(dead_code)]
    struct Wide(u8, Vec<bool>, (f64, char));
    #[derive(Debug, serde::Deserialize)]
    enum Order {
        Up,
    }
    let told = [
        misfit::<Wide>("1", Schema::ANY),
        misfit::<Wide>("[-1]", Schema::ANY),
        misfit::<Wide>("[1,{}]", Schema::ANY),
        misfit::<Wide>("[1,[2]]", Schema::ANY),
        misfit::<Wide>(r#"[1,[],["a","b"]]"#, Schema::ANY),
        misfit::<Wide>(r#"[1,[],[1.5,"long"]]"#, Schema::ANY),
        misfit::<Order>(r#""Down""#, Schema::ANY),
        misfit::<Order>("7", Schema::ANY),
        misfit::<uuid::Uuid>("7", Schema::ANY),
        misfit::<chrono::DateTime<chrono::Utc>>(r#""soon""#, Schema::ANY),
    ];
    for told in told {
        for word in [
            "struct",
            "tuple",
            "enum",
            "sequence",
            "map",
            "u8",
            "f64",
            "char",
            "Wide",
            "Order",
            "invalid",
            "expected value",
        ] {
            assert!(!told.contains(word), "{told}");
        }
        assert!(
            told.contains("expected ") && told.contains(", found "),
            "{told}"
        );
    }
}

#[test]
fn secret_values_are_left_out() {
    static LOGIN: Schema = Schema::new(
        r#"{"type":"object","required":["name"],"properties":{
            "name":{"type":"string"},"pin":{"type":"string","format":"password"}}}"#,
        &[],
    );
    #[derive(Debug)]
    #[allow(dead_code)]
    struct Login {
        name: String,
        pin: Option<String>,
    }
    crate::__object!(Login {
        name: "name",
        pin: "pin" if present,
    });
    for text in [
        r#"{"pin":"hunter2","name":7}"#,
        r#"{"name":"a","pin":["hunter2"]}"#,
        r#"{"pin":"hunter2"}"#,
        r#"{"pin":"hunter2","#,
    ] {
        let told = misfit::<Login>(text, &LOGIN);
        assert!(!told.contains("hunter2"), "{told}");
        assert!(told.contains("****"), "{told}");
    }
}

#[test]
fn secret_values_and_headers_are_not_shown() {
    static PIN: Schema = Schema::new(r#"{"type": "integer", "format": "password"}"#, &[]);
    let value = serde_json::json!("hunter2");
    let error = serde_json::from_value::<u32>(value.clone()).expect_err("a text");
    let told = Misfit::of_value(&value, &PIN, &error).to_string();
    assert_eq!(
        told,
        "expected an integer, found what is not shown, in `*********`"
    );
    let told = Misfit::of_value(&value, Schema::ANY, &error).to_string();
    assert!(told.contains("hunter2"), "{told}");
}

#[cfg(feature = "xml")]
#[test]
fn what_holds_secrets_is_not_quoted_as_xml() {
    static LOGIN: Schema = Schema::new(r#"{"properties": {"pin": {"writeOnly": true}}}"#, &[]);
    let stated = |schema, pointer: &str| {
        let (expected, found) = ("an integer".to_owned(), "hunter2".to_owned());
        let text = b"<a><Pin>hunter2</Pin></a>";
        Misfit::stated(pointer.to_owned(), expected, found, text, schema).to_string()
    };
    assert_eq!(
        stated(&LOGIN, "/pin"),
        "at /pin: expected an integer, found what is not shown"
    );
    assert!(stated(Schema::ANY, "/pin").contains("in `<a><Pin>hunter2"));
}
