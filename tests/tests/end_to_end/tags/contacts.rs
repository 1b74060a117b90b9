use super::{email, pagination};
use crate::harness::{App, COMPANY, KEY, NOBODY, STRANGER, refused, start};
use serde_json::json;
use std::time::Duration;
use timely_generated::client::ContactsApi;
use timely_generated::client::contacts_api::ListContactsCall;
use timely_generated::models::*;
use timely_generated::operations::GetContactError;
use timely_runtime::Text;
use timely_runtime::client::Error;
use timely_runtime::http::{Method, StatusCode};

scenarios! {
    a_contact_is_what_was_sent,
    an_update_changes_what_it_names,
    a_deleted_contact_is_gone,
    contacts_are_filtered_and_searched,
    contacts_are_sorted_and_paged,
    another_company_sees_nothing,
}

async fn a_contact_is_what_was_sent(app: App) -> anyhow::Result<()> {
    let client = app.client();
    let metadata = super::object("plan", json!({ "name": "gold", "seats": [1, 2] }));
    let body = ContactCreate::new("João Silva")
        .customer_phone("+5547999999999")
        .customer_email(email("joao@empresa.com"))
        .customer_company("Empresa")
        .customer_position("Diretor")
        .tags(vec!["vip".to_owned(), "novo".to_owned()])
        .notes("Prefere WhatsApp")
        .source("referral")
        .status(ContactStatus::Blocked)
        .metadata(metadata);
    let created = client.create_contact(&body).await?;
    assert_eq!(created.status(), Some(StatusCode::CREATED));
    let contact = &created.data;
    assert_eq!(contact.company_id, COMPANY);
    assert_eq!(contact.customer_name, body.customer_name);
    assert_eq!(contact.customer_phone, body.customer_phone);
    assert_eq!(contact.customer_email, body.customer_email);
    assert_eq!(contact.customer_company, body.customer_company);
    assert_eq!(contact.customer_position, body.customer_position);
    assert_eq!(contact.tags, body.tags);
    assert_eq!(contact.notes, body.notes);
    assert_eq!(contact.source, body.source);
    assert_eq!(contact.status, ContactStatus::Blocked);
    assert_eq!(contact.metadata, body.metadata);
    assert_eq!(contact.created_at, start());
    assert_eq!(contact.updated_at, start());
    assert_eq!(client.get_contact(&contact.id).await?.data, *contact);
    // In capitals it is the same one.
    let capitals = Text::unchecked(contact.id.as_str().to_uppercase());
    assert_eq!(client.get_contact(&capitals).await?.data, *contact);

    let plain = client
        .create_contact(&ContactCreate::new("Ana"))
        .await?
        .into_body()
        .data;
    assert_eq!(
        plain.status,
        ContactStatus::Active,
        "the document's default"
    );
    assert_eq!(
        (plain.customer_email, plain.tags, plain.metadata),
        (None, None, None)
    );
    Ok(())
}

async fn an_update_changes_what_it_names(app: App) -> anyhow::Result<()> {
    let client = app.client();
    let body = ContactCreate::new("Ana").notes("antes").source("site");
    let before = client.create_contact(&body).await?.into_body().data;
    app.clock.advance(Duration::from_secs(60));

    let update = ContactUpdate::new()
        .status(ContactStatus::Inactive)
        .notes("depois");
    let after = client
        .update_contact(&before.id, &update)
        .await?
        .into_body()
        .data;
    let mut expected = before.clone();
    expected.status = ContactStatus::Inactive;
    expected.notes = Some("depois".to_owned());
    expected.updated_at = (start() + Duration::from_secs(60)).into();
    assert_eq!(after, expected);
    assert_eq!(client.get_contact(&before.id).await?.data, expected);

    let same = client
        .update_contact(&before.id, &ContactUpdate::new())
        .await?
        .into_body()
        .data;
    assert_eq!(same, expected, "an update without fields changes nothing");
    assert_eq!(refused(client.update_contact(&NOBODY, &update).await), 404);
    Ok(())
}

#[tokio::test]
async fn a_contact_is_read_and_changed_by_its_state() {
    let app = App::new();
    let body = json!({ "customer_name": "Rita" });
    let created = app.raw(&Method::POST, "/v1/contacts").key(KEY).json(&body);
    let id = created.send().await.json()["data"]["id"].clone();
    let contact = |method| {
        let path = format!("/v1/contacts/{}", id.as_str().expect("a text"));
        app.raw(&method, path).key(KEY)
    };
    let tag = contact(Method::GET).send().await.headers["etag"].clone();
    let again = contact(Method::GET).header("if-none-match", &tag);
    again.send().await.status_is(StatusCode::NOT_MODIFIED);

    let change = |tag| {
        let body = json!({ "notes": format!("{tag:?}") });
        contact(Method::PUT).header("if-match", tag).json(&body)
    };
    let changed = change(&tag).send().await;
    changed.status_is(StatusCode::OK);
    assert_ne!(changed.headers["etag"], tag);
    let late = change(&tag).send().await;
    late.status_is(StatusCode::PRECONDITION_FAILED);
    let current = change(&changed.headers["etag"]).send().await;
    current.status_is(StatusCode::OK);
}

async fn a_deleted_contact_is_gone(app: App) -> anyhow::Result<()> {
    let client = app.client();
    let kept = client
        .create_contact(&ContactCreate::new("Ana"))
        .await?
        .data
        .id
        .clone();
    let id = client
        .create_contact(&ContactCreate::new("Bia"))
        .await?
        .data
        .id
        .clone();
    assert!(client.delete_contact(&id).await?.data.deleted);

    match client.get_contact(&id).await {
        Err(Error::Api(GetContactError::NotFound(response))) => {
            assert_eq!(response.error.code, "NOT_FOUND");
            assert_eq!(response.error.status, 404);
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(refused(client.delete_contact(&id).await), 404);
    assert_eq!(
        refused(client.update_contact(&id, &ContactUpdate::new()).await),
        404
    );
    let left = client.list_contacts().await?.into_body();
    assert_eq!(
        left.data
            .iter()
            .map(|contact| contact.id.clone())
            .collect::<Vec<_>>(),
        [kept]
    );
    Ok(())
}

async fn contacts_are_filtered_and_searched(app: App) -> anyhow::Result<()> {
    let client = app.client();
    let people = [
        ContactCreate::new("Ana Lima").customer_phone("+551199"),
        ContactCreate::new("Bruno Sá").customer_email(email("b.sa@example.com")),
        ContactCreate::new("Carla")
            .status(ContactStatus::Inactive)
            .source("ana"),
    ];
    for person in &people {
        client.create_contact(person).await?;
    }
    for (call, expected) in [
        (
            client.list_contacts().status(ContactStatus::Inactive),
            vec!["Carla"],
        ),
        (
            client.list_contacts().status(ContactStatus::Blocked),
            vec![],
        ),
        (client.list_contacts().search("LIMA"), vec!["Ana Lima"]),
        (client.list_contacts().search("b.sa@"), vec!["Bruno Sá"]),
        (client.list_contacts().search("+551199"), vec!["Ana Lima"]),
        (
            client
                .list_contacts()
                .search("Sá")
                .status(ContactStatus::Inactive),
            vec![],
        ),
        (client.list_contacts().search("&limit=1 100%?"), vec![]),
    ] {
        let asked = format!("{call:?}");
        let page = call.await?.into_body();
        let names: Vec<&str> = page
            .data
            .iter()
            .map(|row| row.customer_name.as_str())
            .collect();
        assert_eq!(names, expected, "{asked}");
        assert_eq!(page.pagination.total, i64::try_from(expected.len())?);
    }
    Ok(())
}

async fn contacts_are_sorted_and_paged(app: App) -> anyhow::Result<()> {
    let client = app.client();
    for name in ["Carla", "ana", "Bia", "Davi", "Eva"] {
        client.create_contact(&ContactCreate::new(name)).await?;
        app.clock.advance(Duration::from_secs(1));
    }
    let names = async |call: ListContactsCall| -> anyhow::Result<Vec<String>> {
        let page = call.await?.into_body();
        Ok(page.data.into_iter().map(|row| row.customer_name).collect())
    };
    let newest_first = names(client.list_contacts()).await?;
    assert_eq!(
        newest_first,
        ["Eva", "Davi", "Bia", "ana", "Carla"],
        "by creation, descending"
    );
    let by_name = || {
        let contacts = client.list_contacts().sort(ContactSort::CustomerName);
        contacts.order(SortOrder::Asc)
    };
    assert_eq!(
        names(by_name()).await?,
        ["ana", "Bia", "Carla", "Davi", "Eva"]
    );
    assert_eq!(names(by_name().limit(2).page(2)).await?, ["Carla", "Davi"]);
    assert_eq!(names(by_name().limit(2).page(3)).await?, ["Eva"]);
    assert!(
        names(by_name().limit(2).page(4)).await?.is_empty(),
        "past the end"
    );
    assert!(
        names(by_name().page(i64::MAX)).await?.is_empty(),
        "far past the end"
    );

    let page = by_name().limit(2).page(2).await?.into_body();
    assert_eq!(page.pagination, pagination(2, 2, 5, 3));
    let page = client.list_contacts().await?.into_body();
    assert_eq!(
        page.pagination,
        pagination(1, 20, 5, 1),
        "the document's defaults"
    );
    Ok(())
}

async fn another_company_sees_nothing(app: App) -> anyhow::Result<()> {
    let id = app
        .client()
        .create_contact(&ContactCreate::new("Ana"))
        .await?
        .data
        .id
        .clone();
    let stranger = app.client_with(STRANGER);
    assert_eq!(refused(stranger.get_contact(&id).await), 404);
    assert_eq!(refused(stranger.delete_contact(&id).await), 404);
    assert!(stranger.list_contacts().await?.data.is_empty());
    assert_eq!(
        app.client().get_contact(&id).await?.data.customer_name,
        "Ana"
    );
    Ok(())
}
