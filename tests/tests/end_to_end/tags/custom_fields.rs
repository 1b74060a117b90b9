use crate::harness::{App, COMPANY, NOBODY, refused, start};
use std::time::Duration;
use timely_generated::client::CustomFieldsApi;
use timely_generated::models::*;

scenarios! { fields_come_in_their_order, a_field_changes, an_archived_field_stays }

async fn fields_come_in_their_order(app: App) -> anyhow::Result<()> {
    let client = app.client();
    let body = CustomFieldCreate::new("Plano")
        .field_type(CustomFieldType::Select)
        .options(vec!["Ouro".to_owned(), "Prata".to_owned()])
        .is_required(true)
        .display_order(7);
    let select = client.create_custom_field(&body).await?.into_body().data;
    assert_eq!(select.company_id, COMPANY);
    assert_eq!(select.field_type, CustomFieldType::Select);
    assert_eq!(select.options, body.options);
    assert_eq!(
        (select.is_required, select.display_order, select.is_archived),
        (true, 7, false)
    );

    let first = CustomFieldCreate::new("CPF").display_order(0);
    let first = client.create_custom_field(&first).await?.into_body().data;
    assert_eq!(
        first.field_type,
        CustomFieldType::Text,
        "the document's default"
    );
    let list = client.list_custom_fields().await?.into_body();
    assert_eq!(list.data, [first, select]);
    assert_eq!(list.pagination.total, 2);
    Ok(())
}

async fn a_field_changes(app: App) -> anyhow::Result<()> {
    let client = app.client();
    let before = client
        .create_custom_field(&CustomFieldCreate::new("CPF"))
        .await?
        .into_body()
        .data;
    app.clock.advance(Duration::from_secs(1));
    let update = CustomFieldUpdate::new().name("CNPJ").display_order(3);
    let after = client
        .update_custom_field(&before.id, &update)
        .await?
        .into_body()
        .data;
    let mut expected = before;
    expected.name = "CNPJ".to_owned();
    expected.display_order = 3;
    expected.updated_at = (start() + Duration::from_secs(1)).into();
    assert_eq!(after, expected);
    assert_eq!(
        refused(client.update_custom_field(&NOBODY, &update).await),
        404
    );
    Ok(())
}

async fn an_archived_field_stays(app: App) -> anyhow::Result<()> {
    let client = app.client();
    let id = client
        .create_custom_field(&CustomFieldCreate::new("CPF"))
        .await?
        .data
        .id
        .clone();
    assert!(client.archive_custom_field(&id).await?.data.is_archived);
    let list = client.list_custom_fields().await?.into_body().data;
    assert!(list.iter().any(|field| field.id == id && field.is_archived));
    assert_eq!(refused(client.archive_custom_field(&NOBODY).await), 404);
    Ok(())
}
