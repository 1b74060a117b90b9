//! Parts without a type are files, unless something says that they are JSON.

mod api {
    timely_macros::openapi!("fixtures/files.yaml");
}

use api::client::{Client, DefaultApi};
use api::models::Content;
use api::operations::{AddFilesBody, AddFilesResponse};
use api::server::{Context, DefaultService, router};
use serde_json::json;
use timely_runtime::{Field, Part, Undocumented};

struct Service;

async fn text(part: Part) -> String {
    let kind = part.content_type.unwrap_or_default();
    let bytes = part.content.bytes(usize::MAX).await.expect("a part");
    format!("{kind} {bytes:?}")
}

impl DefaultService for Service {
    async fn add_files(
        &self,
        _: Context<()>,
        body: AddFilesBody,
    ) -> Result<AddFilesResponse, Undocumented> {
        let mut seen = vec![text(body.one).await];
        for part in body
            .many
            .into_iter()
            .chain(body.pictures)
            .chain(body.encoded)
        {
            seen.push(text(part).await);
        }
        seen.push(body.json.to_string());
        seen.push(json!(body.listed).to_string());
        seen.push(body.text.unwrap_or_default());
        Ok(seen.join("\n").into())
    }
}

#[tokio::test]
async fn lists_of_parts_without_a_type_are_files() {
    let form = AddFilesBody::new(Part::new(vec![0, 255]))
        .many(vec![Part::new(vec![1, 254]), Part::new("{}")])
        .pictures(vec![Part::new(vec![137])])
        .encoded(vec![Part::new("%PDF")])
        .json(json!({ "a": [1, null] }))
        .listed(vec![json!({ "b": 1 }), json!(2)])
        .text("t");
    let client = Client::builder()
        .base_url("http://localhost")
        .transport(router(Service))
        .build()
        .expect("a client");
    let seen = client.add_files(form).await.expect("an answer");
    let expected = [
        r#"application/octet-stream b"\0\xff""#,
        r#"application/octet-stream b"\x01\xfe""#,
        r#"application/octet-stream b"{}""#,
        r#"application/octet-stream b"\x89""#,
        r#"application/pdf b"%PDF""#,
        r#"{"a":[1,null]}"#,
        r#"[{"b":1},2]"#,
        "t",
    ];
    assert_eq!(seen.lines().collect::<Vec<_>>(), expected);
}

#[test]
fn json_without_a_type_is_any_value() {
    for any in [json!({ "a": 1 }), json!([1]), json!("text"), json!(null)] {
        let value = json!({ "any": any, "text": "{\"a\":1}" });
        let content: Content = serde_json::from_value(value.clone()).expect("content");
        assert_eq!(content.text.as_deref(), Some("{\"a\":1}"));
        assert_eq!(
            content.any,
            if any.is_null() {
                Field::Null
            } else {
                Field::Value(any)
            }
        );
        assert_eq!(serde_json::to_value(&content).expect("JSON"), value);
    }
}
