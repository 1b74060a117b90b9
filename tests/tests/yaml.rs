//! Bodies of YAML: the same values as those of JSON.

#![deny(warnings)]
// The generated modules offer more than these tests call.
#![allow(dead_code)]

// The document does not list what the server answers with.
#[allow(deprecated)]
mod api {
    timely_macros::openapi!("fixtures/yaml.yaml");
}

use api::client::{Client, DefaultApi};
use api::models::Pet;
use api::operations::{AddPetResponse, AddTextResponse, PutPetsResponse};
use api::server::{Context, DefaultService, router};
use http::{Request, StatusCode, header};
use http_body_util::BodyExt;
use timely_runtime::Undocumented;
use tower::ServiceExt;

struct Store;

impl DefaultService for Store {
    async fn add_pet(&self, _: Context<()>, body: Pet) -> Result<AddPetResponse, Undocumented> {
        Ok(body.into())
    }

    async fn put_pets(
        &self,
        _: Context<()>,
        body: Vec<Pet>,
    ) -> Result<PutPetsResponse, Undocumented> {
        Ok(body.into())
    }

    async fn add_text(
        &self,
        _: Context<()>,
        body: String,
    ) -> Result<AddTextResponse, Undocumented> {
        Ok(body.into())
    }
}

fn client() -> Client {
    Client::builder()
        .base_url("http://localhost")
        .transport(router(Store))
        .build()
        .expect("the settings are valid")
}

/// What the server answers to a body of YAML.
async fn answer(method: &str, path: &str, yaml: &str) -> (StatusCode, String) {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header(header::CONTENT_TYPE, "application/yaml")
        .body(axum::body::Body::from(yaml.to_owned()))
        .expect("a request");
    let answer = router(Store).oneshot(request).await.expect("an answer");
    let status = answer.status();
    let body = answer
        .into_body()
        .collect()
        .await
        .expect("a body")
        .to_bytes();
    (status, String::from_utf8_lossy(&body).into_owned())
}

#[tokio::test]
async fn a_client_sends_json_which_is_yaml() {
    let pet = Pet::new("Rex").age(3);
    assert_eq!(*client().add_pet(&pet).await.expect("added"), pet);
    let pets = [Pet::new("Rex"), Pet::new("no").tags(["1", "true"])];
    assert_eq!(*client().put_pets(&pets).await.expect("put"), pets);
    assert_eq!(
        *client().add_text("a: [b]").await.expect("the same"),
        "a: [b]"
    );
}

#[tokio::test]
async fn a_server_reads_yaml() {
    let yaml = "# a pet\nname: Rex\nage: 0x10\ntags:\n  - good\n  - '1'\n";
    let (status, body) = answer("POST", "/pets", yaml).await;
    assert_eq!(status, 201, "{body}");
    assert_eq!(body, r#"{"name":"Rex","age":16,"tags":["good","1"]}"#);
    let (status, body) = answer("PUT", "/pets", "- name: Rex\n- {name: Ana}\n").await;
    assert_eq!(status, 200, "{body}");
    assert_eq!(body, r#"[{"name":"Rex"},{"name":"Ana"}]"#);
    let (status, body) = answer("POST", "/text", "name: Rex\n").await;
    assert_eq!((status, body.as_str()), (StatusCode::OK, "name: Rex\n"));
}

#[tokio::test]
async fn what_the_schema_forbids_is_refused_with_its_place() {
    for (yaml, place) in [
        ("name: R\n", "/name"),
        ("name: Rex\nage: -1\n", "/age"),
        ("name: Rex\nage: old\n", "/age"),
        ("name: 12\n", "/name"),
        ("name: &a Rex\ntags: [*a]\n", "anchor"),
        ("name: Rex\nname: Ana\n", "second"),
        ("name: [Rex\n", "YAML"),
    ] {
        let (status, body) = answer("POST", "/pets", yaml).await;
        assert_eq!(status, 400, "{yaml}");
        assert!(body.contains(place), "{yaml}: {body}");
    }
    let deep = format!("name: {}", "[".repeat(100_000));
    assert_eq!(answer("POST", "/pets", &deep).await.0, 400);
}

#[tokio::test]
async fn a_server_answers_with_yaml_where_that_is_preferred() {
    for (accept, expected) in [
        ("application/yaml", "application/yaml"),
        ("application/json;q=0.5, application/*", "application/yaml"),
        ("application/yaml;q=0.9, */*", "application/json"),
        ("*/*", "application/json"),
    ] {
        let request = Request::post("/pets")
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::ACCEPT, accept)
            .body(axum::body::Body::from(r#"{"name":"Rex"}"#))
            .expect("a request");
        let answer = router(Store).oneshot(request).await;
        let answer = answer.expect("an answer");
        assert_eq!(answer.headers()[header::CONTENT_TYPE], expected, "{accept}");
        assert_eq!(answer.headers()[header::VARY], "accept");
        let body = answer.into_body().collect().await.expect("a body");
        assert_eq!(body.to_bytes(), r#"{"name":"Rex"}"#);
    }
    let pet = Pet::new("Rex");
    let added = client()
        .add_pet(&pet)
        .with(|call| call.header("content-type", "application/yaml"));
    assert_eq!(*added.await.expect("added"), pet);
}
