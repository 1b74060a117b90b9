use super::{agent, object};
use crate::harness::{App, NOBODY, refused, start};
use serde_json::json;
use std::time::Duration;
use timely_generated::client::TransferRulesApi;
use timely_generated::models::*;

scenarios! { a_rule_is_what_was_sent, a_rule_changes_and_goes, transfer_rules_belong_to_their_agent }

fn rule(name: &str) -> TransferRuleCreate {
    TransferRuleCreate::new(ConditionType::Keyword, name, TransferTargetType::Team)
}

async fn a_rule_is_what_was_sent(app: App) -> anyhow::Result<()> {
    let client = app.client();
    let agent = agent(&client).await?;
    let body = rule("Vendas")
        .condition_config(object("words", json!(["preço"])))
        .target_id("equipe-1")
        .priority(5)
        .is_active(false);
    let made = client
        .create_transfer_rule(&agent, &body)
        .await?
        .into_body()
        .data;
    assert_eq!(made.agent_id, agent);
    assert_eq!(made.condition_type, ConditionType::Keyword);
    assert_eq!(Some(&made.condition_config), body.condition_config.as_ref());
    assert_eq!(made.target_type, TransferTargetType::Team);
    assert_eq!(made.target_id, body.target_id);
    assert_eq!((made.priority, made.is_active), (5, false));

    let plain = client
        .create_transfer_rule(&agent, &rule("x").priority(9))
        .await?
        .into_body()
        .data;
    assert!(plain.condition_config.is_empty(), "the document's default");
    assert_eq!(plain.target_id, None);
    let list = client
        .list_transfer_rules(&agent)
        .order(SortOrder::Asc)
        .await?
        .into_body()
        .data;
    assert_eq!(list, [made.clone(), plain.clone()], "by priority");
    let list = client.list_transfer_rules(&agent).await?.into_body().data;
    assert_eq!(
        list,
        [plain, made],
        "the document's default order is descending"
    );
    Ok(())
}

async fn a_rule_changes_and_goes(app: App) -> anyhow::Result<()> {
    let client = app.client();
    let agent = agent(&client).await?;
    let before = client
        .create_transfer_rule(&agent, &rule("Vendas"))
        .await?
        .into_body()
        .data;
    app.clock.advance(Duration::from_secs(1));
    let update = TransferRuleUpdate::new()
        .target_type(TransferTargetType::Webhook)
        .priority(0);
    let after = client
        .update_transfer_rule(&agent, &before.id, &update)
        .await?
        .into_body()
        .data;
    let mut expected = before.clone();
    expected.target_type = TransferTargetType::Webhook;
    expected.priority = 0;
    expected.updated_at = (start() + Duration::from_secs(1)).into();
    assert_eq!(after, expected);
    assert!(
        client
            .delete_transfer_rule(&agent, &before.id)
            .await?
            .data
            .deleted
    );
    assert_eq!(
        refused(client.delete_transfer_rule(&agent, &before.id).await),
        404
    );
    assert_eq!(
        refused(
            client
                .update_transfer_rule(&agent, &before.id, &update)
                .await
        ),
        404
    );
    Ok(())
}

async fn transfer_rules_belong_to_their_agent(app: App) -> anyhow::Result<()> {
    let client = app.client();
    let (own, other) = (agent(&client).await?, agent(&client).await?);
    let id = client
        .create_transfer_rule(&own, &rule("Vendas"))
        .await?
        .data
        .id
        .clone();
    let update = TransferRuleUpdate::new();
    assert_eq!(
        refused(client.update_transfer_rule(&other, &id, &update).await),
        404
    );
    assert_eq!(refused(client.delete_transfer_rule(&other, &id).await), 404);
    assert_eq!(
        refused(client.delete_transfer_rule(&NOBODY, &id).await),
        404
    );
    assert_eq!(
        refused(client.create_transfer_rule(&NOBODY, &rule("Vendas")).await),
        404
    );
    assert_eq!(refused(client.list_transfer_rules(&NOBODY).await), 404);
    let list = client.list_transfer_rules(&other).await?.into_body();
    assert_eq!((list.data.len(), list.pagination.total), (0, 0));
    let list = client.list_transfer_rules(&own).await?.into_body();
    assert_eq!(
        list.data
            .iter()
            .map(|row| row.id.clone())
            .collect::<Vec<_>>(),
        [id]
    );
    Ok(())
}
