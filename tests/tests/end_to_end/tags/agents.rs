use super::{agent, object};
use crate::harness::{App, COMPANY, NOBODY, refusal, refused, start};
use serde_json::json;
use std::time::Duration;
use timely_generated::client::{AgentsApi, ChannelsApi, ConversationsApi, SystemApi};
use timely_generated::models::*;
use timely_runtime::Field;

scenarios! {
    an_agent_is_what_was_sent,
    an_agent_changes_and_goes,
    agents_are_filtered_and_sorted,
    an_inactive_agent_does_not_answer,
    settings_tell_null_from_absence,
    the_webhooks_of_an_agent_are_replaced,
    a_conversation_goes_on,
    context_joins_a_conversation,
    credits_are_counted_by_day,
    changes_of_behavior_are_recorded,
}

async fn an_agent_is_what_was_sent(app: App) -> anyhow::Result<()> {
    let client = app.client();
    let body = AgentCreate::new("Assistente de Vendas")
        .description("Vende")
        .model(AgentModel::Claude37Sonnet)
        .personality("Gentil")
        .behavior_rules(vec!["Nunca prometer prazos".to_owned()])
        .communication_style(CommunicationStyle::Formal);
    let made = client.create_agent(&body).await?.into_body().data;
    assert_eq!(made.company_id, COMPANY);
    assert_eq!(made.name, body.name);
    assert_eq!(made.description, body.description);
    assert_eq!(made.model, AgentModel::Claude37Sonnet);
    assert_eq!(made.personality, body.personality);
    assert_eq!(made.behavior_rules, body.behavior_rules);
    assert_eq!(made.communication_style, CommunicationStyle::Formal);
    assert_eq!(client.get_agent(&made.id).await?.data, made);

    let plain = client
        .create_agent(&AgentCreate::new("x"))
        .await?
        .into_body()
        .data;
    assert_eq!(plain.model, AgentModel::Gpt4o, "the document's default");
    assert_eq!(
        plain.communication_style,
        CommunicationStyle::Normal,
        "the document's default"
    );
    assert_eq!((plain.description, plain.behavior_rules), (None, None));
    Ok(())
}

async fn an_agent_changes_and_goes(app: App) -> anyhow::Result<()> {
    let client = app.client();
    let body = AgentCreate::new("Ana").description("antes");
    let before = client.create_agent(&body).await?.into_body().data;
    app.clock.advance(Duration::from_secs(5));
    let update = AgentUpdate::new()
        .temperature(0.0)
        .max_tokens(4096)
        .name("Bia");
    let after = client
        .update_agent(&before.id, &update)
        .await?
        .into_body()
        .data;
    let mut expected = before.clone();
    expected.name = "Bia".to_owned();
    expected.temperature = Some(0.0);
    expected.max_tokens = Some(4096);
    expected.updated_at = (start() + Duration::from_secs(5)).into();
    assert_eq!(after, expected);
    assert!(client.delete_agent(&before.id).await?.data.deleted);
    assert_eq!(refused(client.get_agent(&before.id).await), 404);
    assert_eq!(refused(client.update_agent(&before.id, &update).await), 404);
    assert_eq!(refused(client.delete_agent(&before.id).await), 404);
    Ok(())
}

async fn agents_are_filtered_and_sorted(app: App) -> anyhow::Result<()> {
    let client = app.client();
    for name in ["Bia", "ana", "Caio"] {
        client.create_agent(&AgentCreate::new(name)).await?;
        app.clock.advance(Duration::from_secs(1));
    }
    let all = client.list_agents().await?.into_body().data;
    client.deactivate_agent(&all[0].id).await?;
    for (call, expected) in [
        (client.list_agents(), vec!["Caio", "ana", "Bia"]),
        (
            client
                .list_agents()
                .sort(AgentSort::Name)
                .order(SortOrder::Asc),
            vec!["ana", "Bia", "Caio"],
        ),
        (
            client.list_agents().status(AgentStatus::Inactive),
            vec!["Caio"],
        ),
        (client.list_agents().search("IA"), vec!["Bia"]),
        (client.list_agents().limit(1).page(2), vec!["ana"]),
    ] {
        let asked = format!("{call:?}");
        let page = call.await?.into_body();
        let names: Vec<&str> = page.data.iter().map(|row| row.name.as_str()).collect();
        assert_eq!(names, expected, "{asked}");
    }
    Ok(())
}

async fn an_inactive_agent_does_not_answer(app: App) -> anyhow::Result<()> {
    let client = app.client();
    let id = agent(&client).await?;
    let off = client.deactivate_agent(&id).await?.into_body().data;
    assert_eq!((off.id, off.status), (id.clone(), AgentStatus::Inactive));
    let hello = AgentConversationRequest::new("Olá");
    assert_eq!(refused(client.converse_with_agent(&id, &hello).await), 409);
    let on = client.activate_agent(&id).await?.into_body().data;
    assert_eq!((on.id, on.status), (id.clone(), AgentStatus::Active));
    client.converse_with_agent(&id, &hello).await?;
    assert_eq!(refused(client.activate_agent(&NOBODY).await), 404);
    assert_eq!(refused(client.deactivate_agent(&NOBODY).await), 404);
    Ok(())
}

async fn settings_tell_null_from_absence(app: App) -> anyhow::Result<()> {
    let client = app.client();
    let id = agent(&client).await?;
    let first = client.get_agent_settings(&id).await?.into_body().data;
    assert_eq!((&first.response_format, &first.language), (&None, &None));

    let update = AgentSettingsUpdate::new()
        .language("pt-BR".to_owned())
        .response_format(ResponseFormat::Json)
        .temperature(1.0)
        .max_tokens(10);
    let set = client
        .update_agent_settings(&id, &update)
        .await?
        .into_body()
        .data;
    let mut expected = first;
    expected.language = Some("pt-BR".to_owned());
    expected.response_format = Some(ResponseFormat::Json);
    expected.temperature = 1.0;
    expected.max_tokens = 10;
    assert_eq!(set, expected);

    let absent = client
        .update_agent_settings(&id, &AgentSettingsUpdate::new())
        .await?;
    assert_eq!(absent.data, expected, "what is absent stays");
    let null = AgentSettingsUpdate::new().language(Field::Null);
    let cleared = client
        .update_agent_settings(&id, &null)
        .await?
        .into_body()
        .data;
    expected.language = None;
    assert_eq!(cleared, expected, "null clears");
    assert_eq!(client.get_agent_settings(&id).await?.data, cleared);
    assert_eq!(client.get_agent(&id).await?.data.max_tokens, Some(10));
    assert_eq!(refused(client.get_agent_settings(&NOBODY).await), 404);
    assert_eq!(
        refused(client.update_agent_settings(&NOBODY, &null).await),
        404
    );
    Ok(())
}

async fn the_webhooks_of_an_agent_are_replaced(app: App) -> anyhow::Result<()> {
    let client = app.client();
    let id = agent(&client).await?;
    assert!(
        client
            .get_agent_webhooks(&id)
            .await?
            .data
            .webhooks
            .is_empty()
    );
    let events = vec!["message.received".to_owned()];
    let webhooks = AgentWebhooks::new(vec![
        AgentWebhook::new(events, true, "https://example.com/a".parse()?)
            .headers(object("x-team", json!("sales"))),
        AgentWebhook::new(vec![], false, "https://example.com/b?c=d".parse()?).headers(Field::Null),
    ]);
    let set = client
        .update_agent_webhooks(&id, &webhooks)
        .await?
        .into_body()
        .data;
    assert_eq!(set, webhooks);
    assert_eq!(client.get_agent_webhooks(&id).await?.data, webhooks);
    let none = AgentWebhooks::new(vec![]);
    assert_eq!(client.update_agent_webhooks(&id, &none).await?.data, none);
    assert_eq!(refused(client.get_agent_webhooks(&NOBODY).await), 404);
    assert_eq!(
        refused(client.update_agent_webhooks(&NOBODY, &none).await),
        404
    );
    Ok(())
}

async fn a_conversation_goes_on(app: App) -> anyhow::Result<()> {
    let client = app.client();
    let id = agent(&client).await?;
    let hello = AgentConversationRequest::new("Quero saber dos planos");
    let first = client
        .converse_with_agent(&id, &hello)
        .await?
        .into_body()
        .data;
    assert!(!first.response.is_empty());
    assert!(first.tokens_used > 0);
    assert_eq!(first.model, "gpt-4o");
    let further = AgentConversationRequest::new("E os preços?")
        .conversation_id(first.conversation_id.clone());
    let second = client
        .converse_with_agent(&id, &further)
        .await?
        .into_body()
        .data;
    assert_eq!(second.conversation_id, first.conversation_id);

    let messages = client
        .list_conversation_messages(&first.conversation_id)
        .order(SortOrder::Asc)
        .await?;
    let texts: Vec<Option<&str>> = messages
        .data
        .iter()
        .map(|message| message.content.as_deref())
        .collect();
    let expected = [
        &hello.message,
        &first.response,
        &further.message,
        &second.response,
    ]
    .map(|text| Some(text.as_str()));
    assert_eq!(texts, expected);

    let other = agent(&client).await?;
    assert_eq!(
        refused(client.converse_with_agent(&other, &further).await),
        409,
        "not its own"
    );
    let lost = AgentConversationRequest::new("?").conversation_id(NOBODY.clone());
    assert_eq!(refused(client.converse_with_agent(&id, &lost).await), 409);
    assert_eq!(
        refused(client.converse_with_agent(&NOBODY, &hello).await),
        404
    );
    Ok(())
}

async fn context_joins_a_conversation(app: App) -> anyhow::Result<()> {
    let client = app.client();
    let id = agent(&client).await?;
    let conversation = client
        .converse_with_agent(&id, &AgentConversationRequest::new("Olá"))
        .await?
        .data
        .conversation_id
        .clone();
    let plain = AgentContextRequest::new("O cliente é VIP", conversation.clone());
    assert!(client.add_agent_context(&id, &plain).await?.data.success);
    let user =
        AgentContextRequest::new("Sou eu", conversation.clone()).role(AgentContextRole::User);
    assert!(client.add_agent_context(&id, &user).await?.data.success);

    let messages = client
        .list_conversation_messages(&conversation)
        .order(SortOrder::Asc)
        .await?
        .into_body()
        .data;
    let added: Vec<(Option<&str>, Option<&str>)> = messages[2..]
        .iter()
        .map(|message| (message.role.as_deref(), message.content.as_deref()))
        .collect();
    let expected = [
        (Some("system"), Some("O cliente é VIP")),
        (Some("user"), Some("Sou eu")),
    ];
    assert_eq!(added, expected, "`system` is the document's default");
    assert_eq!(
        refused(client.add_agent_context(&NOBODY, &plain).await),
        404
    );
    Ok(())
}

async fn credits_are_counted_by_day(app: App) -> anyhow::Result<()> {
    let client = app.client();
    let id = agent(&client).await?;
    let none = client.get_agent_credits(&id).await?.into_body().data;
    assert_eq!((none.total_credits, none.breakdown.len()), (0.0, 0));
    assert!(none.period_start <= start() && none.period_end > start());

    let hello = AgentConversationRequest::new("Olá");
    client.converse_with_agent(&id, &hello).await?;
    client.converse_with_agent(&id, &hello).await?;
    let credits = client.get_agent_credits(&id).await?.into_body().data;
    let [day] = credits.breakdown.as_slice() else {
        panic!("{credits:?}")
    };
    assert_eq!(day.date, start().date_naive());
    assert_eq!(day.conversations, 2);
    assert!(day.credits > 0.0);
    assert!((credits.total_credits - day.credits).abs() < 1e-9);
    assert_eq!(refused(client.get_agent_credits(&NOBODY).await), 404);
    Ok(())
}

async fn changes_of_behavior_are_recorded(app: App) -> anyhow::Result<()> {
    let client = app.client();
    let id = agent(&client).await?;
    let history = || client.list_agent_behavior_history(&id);
    assert!(history().await?.data.is_empty());
    client
        .update_agent(&id, &AgentUpdate::new().personality("Direta"))
        .await?;
    app.clock.advance(Duration::from_secs(1));
    client
        .update_agent(&id, &AgentUpdate::new().personality("Gentil"))
        .await?;
    client
        .update_agent(&id, &AgentUpdate::new().personality("Gentil"))
        .await?;

    let page = history().await?;
    let key = client.get_api_key_info().await?.data.id.clone();
    let changed_at = (start() + Duration::from_secs(1)).into();
    let newest = AgentBehaviorHistory::new(changed_at, key, "personality")
        .old_value("Direta")
        .new_value("Gentil");
    assert_eq!(page.data.first(), Some(&newest));
    assert_eq!(page.pagination.total, 2, "what stays the same is no change");
    let second = history().limit(1).page(2).await?;
    assert_eq!(second.data.len(), 1);
    assert_eq!(second.data[0].old_value, None);
    assert_eq!(
        refused(client.list_agent_behavior_history(&NOBODY).await),
        404
    );
    Ok(())
}

#[tokio::test]
async fn an_agent_that_serves_a_channel_stays() -> anyhow::Result<()> {
    let app = App::new();
    let client = app.client();
    let channel = super::channel(&client, ChannelType::Email).await?;
    let (status, message) = refusal(client.delete_agent(&channel.agent_id).await);
    assert_eq!(status, 409);
    assert!(message.contains("channel"), "{message}");
    client.delete_channel(&channel.id).await?;
    client.delete_agent(&channel.agent_id).await?;
    Ok(())
}
