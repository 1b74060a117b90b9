use super::{agent, object};
use crate::harness::{App, NOBODY, refused, start};
use serde_json::json;
use std::time::Duration;
use timely_generated::client::IntentionsApi;
use timely_generated::models::*;

scenarios! { an_intention_is_what_was_sent, an_intention_changes_and_goes, intentions_belong_to_their_agent }

async fn an_intention_is_what_was_sent(app: App) -> anyhow::Result<()> {
    let client = app.client();
    let agent = agent(&client).await?;
    let body = IntentionCreate::new("Agendar")
        .description("Quer marcar um horário")
        .examples(vec!["Quero agendar".to_owned(), "Tem horário?".to_owned()])
        .action_type("schedule")
        .action_config(object("calendar", json!({ "id": 7 })));
    let made = client
        .create_intention(&agent, &body)
        .await?
        .into_body()
        .data;
    assert_eq!(made.agent_id, agent);
    assert_eq!(made.name, body.name);
    assert_eq!(made.description, body.description);
    assert_eq!(made.examples, body.examples);
    assert_eq!(made.action_type, body.action_type);
    assert_eq!(made.action_config, body.action_config);

    let plain = client
        .create_intention(&agent, &IntentionCreate::new("x"))
        .await?
        .into_body()
        .data;
    assert_eq!((&plain.examples, &plain.action_config), (&None, &None));
    assert_eq!(
        client
            .list_intentions(&agent)
            .order(SortOrder::Asc)
            .await?
            .data,
        [made, plain]
    );
    Ok(())
}

async fn an_intention_changes_and_goes(app: App) -> anyhow::Result<()> {
    let client = app.client();
    let agent = agent(&client).await?;
    let before = client
        .create_intention(&agent, &IntentionCreate::new("Agendar"))
        .await?
        .into_body()
        .data;
    app.clock.advance(Duration::from_secs(1));
    let update = IntentionUpdate::new().name("Remarcar").examples([""; 0]);
    let after = client
        .update_intention(&agent, &before.id, &update)
        .await?
        .into_body()
        .data;
    let mut expected = before.clone();
    expected.name = "Remarcar".to_owned();
    expected.examples = Some(vec![]);
    expected.updated_at = (start() + Duration::from_secs(1)).into();
    assert_eq!(after, expected);
    assert!(
        client
            .delete_intention(&agent, &before.id)
            .await?
            .data
            .deleted
    );
    assert_eq!(
        refused(client.delete_intention(&agent, &before.id).await),
        404
    );
    assert_eq!(
        refused(client.update_intention(&agent, &before.id, &update).await),
        404
    );
    Ok(())
}

async fn intentions_belong_to_their_agent(app: App) -> anyhow::Result<()> {
    let client = app.client();
    let (own, other) = (agent(&client).await?, agent(&client).await?);
    let id = client
        .create_intention(&own, &IntentionCreate::new("Agendar"))
        .await?
        .data
        .id
        .clone();
    let update = IntentionUpdate::new();
    assert_eq!(
        refused(client.update_intention(&other, &id, &update).await),
        404
    );
    assert_eq!(refused(client.delete_intention(&other, &id).await), 404);
    assert_eq!(refused(client.delete_intention(&NOBODY, &id).await), 404);
    assert_eq!(
        refused(
            client
                .create_intention(&NOBODY, &IntentionCreate::new("Agendar"))
                .await
        ),
        404
    );
    assert_eq!(refused(client.list_intentions(&NOBODY).await), 404);
    let list = client.list_intentions(&other).await?.into_body();
    assert_eq!((list.data.len(), list.pagination.total), (0, 0));
    let list = client.list_intentions(&own).await?.into_body();
    assert_eq!(
        list.data
            .iter()
            .map(|row| row.id.clone())
            .collect::<Vec<_>>(),
        [id]
    );
    Ok(())
}
