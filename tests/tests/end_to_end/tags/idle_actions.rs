use super::{agent, object};
use crate::harness::{App, NOBODY, refused, start};
use serde_json::json;
use std::time::Duration;
use timely_generated::client::IdleActionsApi;
use timely_generated::models::*;

scenarios! { an_idle_action_is_what_was_sent, an_idle_action_changes_and_goes, idle_actions_belong_to_their_agent }

async fn an_idle_action_is_what_was_sent(app: App) -> anyhow::Result<()> {
    let client = app.client();
    let agent = agent(&client).await?;
    let body = IdleActionCreate::new("Lembrete", 1)
        .action_type(IdleActionType::Close)
        .action_config(object("text", json!("Ainda está aí?")))
        .is_active(false);
    let made = client
        .create_idle_action(&agent, &body)
        .await?
        .into_body()
        .data;
    assert_eq!(made.agent_id, agent);
    assert_eq!(made.name, "Lembrete");
    assert_eq!(made.action_type, IdleActionType::Close);
    assert_eq!(made.trigger_after_minutes, 1);
    assert_eq!(made.action_config, body.action_config);
    assert!(!made.is_active);

    let plain = client
        .create_idle_action(&agent, &IdleActionCreate::new("x", 1440))
        .await?;
    let plain = plain.into_body().data;
    assert_eq!(
        plain.action_type,
        IdleActionType::Message,
        "the document's default"
    );
    assert!(plain.is_active);
    assert_eq!(
        client
            .list_idle_actions(&agent)
            .order(SortOrder::Asc)
            .await?
            .data,
        [made, plain]
    );
    Ok(())
}

async fn an_idle_action_changes_and_goes(app: App) -> anyhow::Result<()> {
    let client = app.client();
    let agent = agent(&client).await?;
    let before = client
        .create_idle_action(&agent, &IdleActionCreate::new("Lembrete", 30))
        .await?
        .into_body()
        .data;
    app.clock.advance(Duration::from_secs(1));
    let update = IdleActionUpdate::new()
        .trigger_after_minutes(1440)
        .is_active(false);
    let after = client
        .update_idle_action(&agent, &before.id, &update)
        .await?
        .into_body()
        .data;
    let mut expected = before.clone();
    expected.trigger_after_minutes = 1440;
    expected.is_active = false;
    expected.updated_at = (start() + Duration::from_secs(1)).into();
    assert_eq!(after, expected);
    assert!(
        client
            .delete_idle_action(&agent, &before.id)
            .await?
            .data
            .deleted
    );
    assert_eq!(
        refused(client.delete_idle_action(&agent, &before.id).await),
        404
    );
    assert_eq!(
        refused(client.update_idle_action(&agent, &before.id, &update).await),
        404
    );
    Ok(())
}

async fn idle_actions_belong_to_their_agent(app: App) -> anyhow::Result<()> {
    let client = app.client();
    let (own, other) = (agent(&client).await?, agent(&client).await?);
    let id = client
        .create_idle_action(&own, &IdleActionCreate::new("Lembrete", 30))
        .await?
        .data
        .id
        .clone();
    let update = IdleActionUpdate::new();
    assert_eq!(
        refused(client.update_idle_action(&other, &id, &update).await),
        404
    );
    assert_eq!(refused(client.delete_idle_action(&other, &id).await), 404);
    assert_eq!(refused(client.delete_idle_action(&NOBODY, &id).await), 404);
    assert_eq!(
        refused(
            client
                .create_idle_action(&NOBODY, &IdleActionCreate::new("Lembrete", 30))
                .await
        ),
        404
    );
    assert_eq!(refused(client.list_idle_actions(&NOBODY).await), 404);
    let list = client.list_idle_actions(&other).await?.into_body();
    assert_eq!((list.data.len(), list.pagination.total), (0, 0));
    let list = client.list_idle_actions(&own).await?.into_body();
    assert_eq!(
        list.data
            .iter()
            .map(|row| row.id.clone())
            .collect::<Vec<_>>(),
        [id]
    );
    Ok(())
}
