use super::conversation;
use crate::harness::{App, NOBODY, refusal, refused, start};
use std::time::Duration;
use timely_generated::client::{ChannelsApi, ConversationsApi};
use timely_generated::models::*;
use timely_runtime::{Field, Text, Url, Uuid};

scenarios! {
    a_conversation_is_found_and_removed,
    conversations_are_filtered,
    messages_are_sent_changed_and_removed,
    messages_are_cleared,
    a_message_with_media_needs_its_address,
    a_human_takes_over_and_hands_back,
    a_handoff_needs_no_body,
    a_message_belongs_to_its_conversation,
}

async fn a_conversation_is_found_and_removed(app: App) -> anyhow::Result<()> {
    let client = app.client();
    let started = conversation(&client).await?;
    assert_eq!(started.status, Field::Value(ConversationStatus::Open));
    assert_eq!(
        started.customer_name,
        Field::Value("Maria Souza".to_owned())
    );
    assert_eq!(started.channel, Field::Value("website".to_owned()));
    assert_eq!(started.closed_at, Field::Null);
    assert_eq!(client.get_conversation(&started.id).await?.data, started);
    assert!(client.delete_conversation(&started.id).await?.data.deleted);
    assert_eq!(refused(client.get_conversation(&started.id).await), 404);
    assert_eq!(refused(client.delete_conversation(&started.id).await), 404);
    assert_eq!(
        refused(client.list_conversation_messages(&started.id).await),
        404
    );
    Ok(())
}

async fn conversations_are_filtered(app: App) -> anyhow::Result<()> {
    let client = app.client();
    let maria = conversation(&client).await?;
    let telegram = super::channel(&client, ChannelType::Telegram).await?;
    let request = ChannelConversationRequest::new().customer_name("Bruno");
    let bruno = client
        .start_channel_conversation(&telegram.id, &request)
        .await?
        .into_body()
        .data;
    client.start_human_handoff(&bruno.id).await?;
    let both = [bruno.id, maria.id];
    for (call, expected) in [
        (
            client
                .list_conversations()
                .sort(ConversationSort::CustomerName)
                .order(SortOrder::Asc),
            &both[..],
        ),
        (client.list_conversations().channel("telegram"), &both[..1]),
        (client.list_conversations().status("open"), &both[1..]),
        (client.list_conversations().status("human"), &both[..1]),
        (client.list_conversations().search("souza"), &both[1..]),
        (client.list_conversations().channel("email"), &[]),
    ] {
        let asked = format!("{call:?}");
        let page = call.await?.into_body();
        let ids: Vec<_> = page.data.into_iter().map(|row| row.id).collect();
        assert_eq!(ids, expected, "{asked}");
    }
    Ok(())
}

async fn messages_are_sent_changed_and_removed(app: App) -> anyhow::Result<()> {
    let client = app.client();
    let id = conversation(&client).await?.id;
    app.clock.advance(Duration::from_secs(1));
    let sent = client
        .send_conversation_message(&id, &MessageCreate::new("A caminho"))
        .await?;
    let sent = sent.into_body().data;
    assert_eq!(sent.conversation_id, id);
    assert_eq!(sent.content.as_deref(), Some("A caminho"));
    assert_eq!(sent.created_at, start() + Duration::from_secs(1));
    let last = client
        .get_conversation(&id)
        .await?
        .into_body()
        .data
        .last_message_at;
    assert_eq!(last, Field::Value(sent.created_at.clone()));

    let edit = MessageUpdate::new("Já chegou");
    let edited = client
        .update_conversation_message(&id, &sent.id, &edit)
        .await?
        .into_body()
        .data;
    let mut expected = sent.clone();
    expected.content = Some("Já chegou".to_owned());
    assert_eq!(edited, expected);

    let page = client
        .list_conversation_messages(&id)
        .order(SortOrder::Asc)
        .await?
        .into_body();
    assert_eq!(
        page.data.first().and_then(|first| first.content.as_deref()),
        Some("Onde está o meu pedido?")
    );
    assert_eq!(page.data.last(), Some(&edited));

    let before = page.pagination.total;
    assert!(
        client
            .delete_conversation_message(&id, &sent.id)
            .await?
            .data
            .deleted
    );
    let page = client.list_conversation_messages(&id).await?;
    assert_eq!(page.pagination.total, before - 1);
    assert_eq!(
        refused(client.delete_conversation_message(&id, &sent.id).await),
        404
    );
    assert_eq!(
        refused(
            client
                .update_conversation_message(&id, &sent.id, &edit)
                .await
        ),
        404
    );
    Ok(())
}

async fn messages_are_cleared(app: App) -> anyhow::Result<()> {
    let client = app.client();
    let id = conversation(&client).await?.id;
    client
        .send_conversation_message(&id, &MessageCreate::new("Olá"))
        .await?;
    let total = client
        .list_conversation_messages(&id)
        .await?
        .pagination
        .total;
    let cleared = client
        .clear_conversation_messages(&id)
        .await?
        .into_body()
        .data;
    assert_eq!(cleared, MessagesClearedResult::new(total, true));
    let left = client.list_conversation_messages(&id).await?;
    assert!(left.data.is_empty());
    assert_eq!(client.clear_conversation_messages(&id).await?.data.count, 0);
    assert_eq!(
        client.get_conversation(&id).await?.data.id,
        id,
        "the conversation is kept"
    );
    Ok(())
}

async fn a_message_with_media_needs_its_address(app: App) -> anyhow::Result<()> {
    let client = app.client();
    let id = conversation(&client).await?.id;
    let image = MessageCreate::new("Foto").r#type(MessageType::Image);
    let (status, message) = refusal(client.send_conversation_message(&id, &image).await);
    assert_eq!(status, 400);
    assert!(message.contains("media_url"), "{message}");
    let address: Text<Url> = "https://example.com/foto.png".parse()?;
    let image = image.media_url(address);
    client.send_conversation_message(&id, &image).await?;
    Ok(())
}

async fn a_human_takes_over_and_hands_back(app: App) -> anyhow::Result<()> {
    let client = app.client();
    let id = conversation(&client).await?.id;
    let attendant = Text::from(Uuid::from_u128(7));
    app.clock.advance(Duration::from_secs(3));
    let request = HumanHandoffRequest::new()
        .attendant_id(attendant.clone())
        .reason("Pediu uma pessoa");
    let handoff = client
        .start_human_handoff(&id)
        .body(&request)
        .await?
        .into_body()
        .data;
    assert_eq!(handoff.conversation_id, id);
    assert_eq!(handoff.status, HandoffStatus::HumanActive);
    assert_eq!(handoff.attendant_id, Some(attendant.clone()));
    assert_eq!(handoff.transferred_at, start() + Duration::from_secs(3));
    let taken = client.get_conversation(&id).await?.into_body().data;
    assert_eq!(taken.status, Field::Value(ConversationStatus::Human));
    assert_eq!(taken.assigned_to, Field::Value(attendant));

    let resumed = client.resume_ai_handling(&id).await?.into_body().data;
    assert_eq!(
        (resumed.conversation_id, resumed.status),
        (id.clone(), AiResumeStatus::AiActive)
    );
    let resumed = client.get_conversation(&id).await?.into_body().data;
    assert_eq!(resumed.status, Field::Value(ConversationStatus::Open));
    assert_eq!(resumed.assigned_to, Field::Null);
    assert_eq!(refused(client.start_human_handoff(&NOBODY).await), 404);
    assert_eq!(refused(client.resume_ai_handling(&NOBODY).await), 404);
    Ok(())
}

async fn a_handoff_needs_no_body(app: App) -> anyhow::Result<()> {
    let client = app.client();
    let id = conversation(&client).await?.id;
    let handoff = client.start_human_handoff(&id).await?.into_body().data;
    assert!(handoff.attendant_id.is_some(), "someone is chosen");
    let taken = client.get_conversation(&id).await?.into_body().data;
    assert_eq!(taken.assigned_to.into_value(), handoff.attendant_id);
    Ok(())
}

async fn a_message_belongs_to_its_conversation(app: App) -> anyhow::Result<()> {
    let client = app.client();
    let (one, other) = (
        conversation(&client).await?.id,
        conversation(&client).await?.id,
    );
    let message = client
        .send_conversation_message(&one, &MessageCreate::new("x"))
        .await?
        .data
        .id
        .clone();
    let edit = MessageUpdate::new("y");
    assert_eq!(
        refused(
            client
                .update_conversation_message(&other, &message, &edit)
                .await
        ),
        404
    );
    assert_eq!(
        refused(client.delete_conversation_message(&other, &message).await),
        404
    );
    assert_eq!(
        refused(client.delete_conversation_message(&NOBODY, &message).await),
        404
    );
    assert!(
        client
            .delete_conversation_message(&one, &message)
            .await?
            .data
            .deleted
    );
    Ok(())
}
