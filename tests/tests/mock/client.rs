//! A generated client whose transport is a mock, in one process.

use axum::body::Body;
use http::Request;
use http_body_util::BodyExt;
use std::path::Path;
use timely_codegen::Generator;
use timely_generated::client::{Client, ContactsApi};
use timely_generated::models::{ContactCreate, ContactUpdate};
use timely_generated::operations::GetContactError;
use timely_runtime::mock::Mock;
use tower::ServiceExt;

fn mock() -> Mock {
    let document = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec/timely.yaml");
    let (outcome, mock) = Generator::from_file(document).mock();
    mock.unwrap_or_else(|| panic!("{}", outcome.render_diagnostics()))
}

fn client(mock: Mock) -> Client {
    let builder = Client::builder()
        .base_url("https://api.example.com")
        .api_key("any");
    builder.transport(mock.router()).build().expect("a client")
}

#[tokio::test]
async fn answers_are_of_their_types() {
    for is_dynamic in [false, true] {
        let client = client(mock().dynamic(is_dynamic));
        let contacts = client.list_contacts().await.expect("a page");
        assert!(!contacts.data.is_empty());
        let id = contacts.data[0].id.clone();
        let contact = client.get_contact(&id).await.expect("a contact");
        assert_eq!(contact.data.id, id);
    }
}

#[tokio::test]
async fn what_is_created_is_kept() {
    let client = client(mock().stateful(true));
    assert!(
        client
            .list_contacts()
            .await
            .expect("a page")
            .data
            .is_empty()
    );
    let created = client
        .create_contact(&ContactCreate::new("Ada"))
        .await
        .expect("it is created");
    let id = created.data.id.clone();
    let update = ContactUpdate::new().customer_name("Augusta");
    client
        .update_contact(&id, &update)
        .await
        .expect("it is changed");
    let read = client.get_contact(&id).await.expect("it is there");
    assert_eq!(
        (read.data.customer_name.as_str(), &read.data.id),
        ("Augusta", &id)
    );
    assert_eq!(
        client
            .list_contacts()
            .await
            .expect("a page")
            .pagination
            .total,
        1
    );
    client.delete_contact(&id).await.expect("it is deleted");
    let gone = client.get_contact(&id).await.expect_err("it is gone");
    assert!(
        matches!(gone.api(), Some(GetContactError::NotFound(_))),
        "{gone}"
    );
}

#[tokio::test]
async fn the_settings_of_the_server_are_those_of_its_mock() {
    use timely_codegen::settings::{ServerPrefix, Settings, UnknownQuery};
    let document = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/petstore.yaml");
    let mut settings = Settings::default();
    settings.server.unknown_query = UnknownQuery::Refuse;
    settings.server.prefix = ServerPrefix::Path("/{region}/v9".to_owned());
    let (_, mock) = Generator::from_file(document).settings(settings).mock();
    let router = mock.expect("a mock").router();
    let statuses = [
        ("/eu/v9/user/logout", 200),
        ("/user/logout", 200),
        ("/api/v3/user/logout", 404),
        ("/eu/v9/user/logout?unknown=1", 400),
    ];
    for (path, status) in statuses {
        let request = Request::get(path).body(Body::empty()).expect("a request");
        let answer = router.clone().oneshot(request).await.expect("an answer");
        assert_eq!(answer.status(), status, "{path}");
    }
}

#[tokio::test]
async fn the_petstore_keeps_its_users() {
    let document = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/petstore.yaml");
    let (_, mock) = Generator::from_file(document).mock();
    let router = mock.expect("a mock").stateful(true).router();
    let ask = async |request: Request<Body>| {
        let answer = router.clone().oneshot(request).await.expect("an answer");
        let status = answer.status().as_u16();
        let body = answer.into_body().collect().await.expect("a body");
        (
            status,
            String::from_utf8_lossy(&body.to_bytes()).into_owned(),
        )
    };
    let create = Request::post("/api/v3/user")
        .header("content-type", "application/xml")
        .body(Body::from(
            "<user><username>ada</username><firstName>Ada</firstName></user>",
        ));
    assert_eq!(ask(create.expect("a request")).await.0, 200);
    let read = |name: &str| {
        let request =
            Request::get(format!("/api/v3/user/{name}")).header("accept", "application/json");
        request.body(Body::empty()).expect("a request")
    };
    let (status, user) = ask(read("ada")).await;
    assert_eq!(status, 200);
    assert!(
        user.contains("\"username\":\"ada\"") && user.contains("\"firstName\":\"Ada\""),
        "{user}"
    );
    assert_eq!(ask(read("grace")).await.0, 404);
    let delete = Request::delete("/api/v3/user/ada").body(Body::empty());
    assert_eq!(ask(delete.expect("a request")).await.0, 200);
    assert_eq!(ask(read("ada")).await.0, 404);
}
