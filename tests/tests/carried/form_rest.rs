//! What a form with files does not list is kept in its type, and held to what the document says of it.

mod api {
    timely_macros::openapi!("fixtures/form_rest.yaml");
}

use crate::answer;
use api::client::{Client, DefaultApi};
use api::models::Label;
use api::operations::*;
use api::server::{Context, DefaultService, router};
use http::StatusCode;
use serde_json::{Value, json};
use timely_runtime::{Map, Part, Undocumented};

struct Service;

/// How a file is shown.
async fn shown(part: Part) -> String {
    let bytes = part.content.bytes(usize::MAX).await.expect("a part");
    format!("{bytes:?}")
}

/// How the values of a map are.
fn values<T: serde::Serialize>(map: Map<T>) -> impl Iterator<Item = String> {
    map.into_iter()
        .map(|(name, value)| format!("{name} {}", json!(value)))
}

impl DefaultService for Service {
    async fn add_numbered(
        &self,
        _: Context<()>,
        body: AddNumberedBody,
    ) -> Result<AddNumberedResponse, Undocumented> {
        let mut seen = vec![shown(body.file).await];
        seen.extend(values(body.additional_properties));
        Ok(seen.into())
    }

    async fn add_labelled(
        &self,
        _: Context<()>,
        body: AddLabelledBody,
    ) -> Result<AddLabelledResponse, Undocumented> {
        let mut seen = vec![shown(body.file).await];
        seen.extend(values(body.pattern_properties));
        Ok(seen.into())
    }

    async fn add_signed(
        &self,
        _: Context<()>,
        body: SignedForm,
    ) -> Result<AddSignedResponse, Undocumented> {
        let mut seen = vec![shown(body.file).await, shown(body.signature).await];
        seen.extend(body.title);
        Ok(seen.into())
    }

    async fn add_all(
        &self,
        _: Context<()>,
        body: AddAllBody,
    ) -> Result<AddAllResponse, Undocumented> {
        let mut seen = Vec::new();
        if let Some(file) = body.file {
            seen.push(shown(file).await);
        }
        seen.extend(values(body.x_properties));
        seen.extend(values(body.n_properties));
        let others = body.additional_properties.into_iter();
        seen.extend(others.map(|(name, value)| format!("{name} {value}")));
        Ok(seen.into())
    }
}

fn client() -> Client {
    let builder = Client::builder().base_url("http://localhost");
    let transport = router(Service);
    builder.transport(transport).build().expect("a client")
}

/// What the server answers to a form of these parts.
async fn sent(path: &str, parts: &[(&str, &str)]) -> (StatusCode, Value) {
    let mut body = String::new();
    for (name, text) in parts {
        let file = if *name == "file" { "; filename=f" } else { "" };
        body += &format!(
            "--b\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n{text}\r\n"
        );
    }
    body += "--b--\r\n";
    let router = router(Service);
    answer(
        router,
        "POST",
        path,
        "multipart/form-data; boundary=b",
        &body,
    )
    .await
}

/// Where the server says that a form is wrong.
async fn refused(path: &str, parts: &[(&str, &str)]) -> Vec<String> {
    let (status, problem) = sent(path, parts).await;
    assert_eq!(status, StatusCode::BAD_REQUEST, "{parts:?}: {problem}");
    let violations = problem["errors"].as_array().cloned().unwrap_or_default();
    let places = violations.iter().map(|one| one["pointer"].as_str());
    places
        .map(|place| place.unwrap_or("?").to_owned())
        .collect()
}

#[tokio::test]
async fn additional_properties_of_a_form() {
    let form = AddNumberedBody::new(Part::new("f"))
        .additional_properties(Map::from([("count".into(), 1), ("size".into(), 20)]));
    let seen = client().add_numbered(form).await.expect("an answer");
    assert_eq!(*seen, [r#"b"f""#, "count 1", "size 20"]);
    let wrong = [("file", "f"), ("count", "1"), ("size", "-1")];
    assert_eq!(refused("/additional", &wrong).await, ["/size"]);
    let wrong = [("file", "f"), ("count", "one")];
    assert_eq!(refused("/additional", &wrong).await, ["/count"]);
    assert_eq!(refused("/additional", &[("file", "f")]).await, ["/count"]);
}

#[tokio::test]
async fn pattern_properties_of_a_form() {
    let label = |text: &str| Label::new(text);
    let form = AddLabelledBody::new(Part::new("f"))
        .pattern_properties(Map::from([("label-a".to_owned(), label("one"))]));
    let seen = client().add_labelled(form).await.expect("an answer");
    assert_eq!(*seen, [r#"b"f""#, r#"label-a {"text":"one"}"#]);
    let wrong = [("file", "f"), ("label-a", r#"{"text":"too long"}"#)];
    assert_eq!(refused("/patterned", &wrong).await, ["/label-a/text"]);
    // What does not match is not spoken of.
    let (status, seen) = sent("/patterned", &[("file", "f"), ("label-1", "x")]).await;
    assert_eq!((status, seen), (StatusCode::OK, json!([r#"b"f""#])));
    // A client does not send what would be read as something else.
    let form = AddLabelledBody::new(Part::new("f"))
        .pattern_properties(Map::from([("label-1".to_owned(), label("one"))]));
    let error = client().add_labelled(form).await.expect_err("a wrong name");
    let shown = format!("{error:?}");
    assert!(
        shown.contains("the name `label-1` does not match"),
        "{shown}"
    );
}

#[tokio::test]
async fn names_that_a_form_asks_for_alone() {
    let form = SignedForm::new(SignedFormRequired {
        file: "f".into(),
        signature: "s".into(),
    })
    .title("t");
    let seen = client().add_signed(form).await.expect("an answer");
    assert_eq!(*seen, [r#"b"f""#, r#"b"s""#, "t"]);
    let parts = [("file", "f"), ("title", "t")];
    assert_eq!(refused("/asked", &parts).await, ["/signature"]);
    let (status, _) = sent("/asked", &[("file", "f"), ("signature", "s")]).await;
    assert_eq!(status, StatusCode::OK);
}

#[tokio::test]
async fn all_that_a_form_may_have_at_once() {
    let lists = Map::from([("x-a".to_owned(), vec!["1".to_owned(), "2".to_owned()])]);
    let form = AddAllBody::new()
        .file(Part::new("f"))
        .x_properties(lists)
        .n_properties(Map::from([("n-a".to_owned(), Some(3))]))
        .additional_properties([("other", "o")]);
    let seen = client().add_all(form).await.expect("an answer");
    let expected = [r#"b"f""#, r#"x-a ["1","2"]"#, "n-a 3", r#"other "o""#];
    assert_eq!(*seen, expected);
    let wrong = [("file", "f"), ("n-a", "x"), ("x-a", "1")];
    assert_eq!(refused("/all", &wrong).await, ["/n-a"]);
    let many = ["a", "b", "c", "d", "e"].map(|name| (name, ""));
    assert_eq!(refused("/all", &many).await, [""]);
}
