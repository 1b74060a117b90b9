//! A generated client whose transport is a mock, in one process.

use std::path::Path;
use timely_codegen::Generator;
use timely_generated::client::{Client, ContactsApi};
use timely_generated::models::{ContactCreate, ContactUpdate};
use timely_generated::operations::GetContactError;
use timely_runtime::mock::Mock;

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
