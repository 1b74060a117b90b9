//! Conversations from their beginning to their end.

use crate::harness::{App, refused, start};
use crate::tags::conversation;
use std::time::Duration;
use timely_generated::client::{AgentsApi, ChatsApi, Client, ConversationsApi, InteractionsApi};
use timely_generated::models::*;
use timely_runtime::{Field, Text, Uuid};

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(60 * 60);

async fn status(client: &Client, id: &Text<Uuid>) -> anyhow::Result<ConversationStatus> {
    let conversation = client.get_conversation(id).await?.into_body().data;
    Ok(conversation.status.into_value().expect("it has a status"))
}

#[tokio::test]
async fn from_open_by_way_of_a_human_to_closed() -> anyhow::Result<()> {
    let app = App::new();
    let client = app.client();
    let started = conversation(&client).await?;
    let (id, agent) = (started.id, started.agent_id.expect("it has an agent"));
    assert_eq!(status(&client, &id).await?, ConversationStatus::Open);

    client.start_human_handoff(&id).await?;
    assert_eq!(status(&client, &id).await?, ConversationStatus::Human);
    let question = AgentConversationRequest::new("E agora?").conversation_id(id.clone());
    assert_eq!(
        refused(client.converse_with_agent(&agent, &question).await),
        409,
        "the AI is silent"
    );
    client
        .send_conversation_message(&id, &MessageCreate::new("Aqui é a Carla"))
        .await?;

    client.resume_ai_handling(&id).await?;
    assert_eq!(status(&client, &id).await?, ConversationStatus::Open);
    client.converse_with_agent(&agent, &question).await?;

    client.close_interaction(&id).await?;
    assert_eq!(status(&client, &id).await?, ConversationStatus::Closed);
    let text = MessageCreate::new("Olá?");
    assert_eq!(
        refused(client.send_conversation_message(&id, &text).await),
        409
    );
    assert_eq!(refused(client.start_human_handoff(&id).await), 409);
    assert_eq!(refused(client.start_human_takeover(&id).await), 409);
    assert_eq!(refused(client.resume_ai_handling(&id).await), 409);
    assert_eq!(
        refused(client.converse_with_agent(&agent, &question).await),
        409
    );
    let kept = client.list_conversation_messages(&id).await?;
    assert!(kept.pagination.total >= 4, "what was said is kept");
    Ok(())
}

#[tokio::test]
async fn silence_leads_to_waiting_and_waiting_to_the_end() -> anyhow::Result<()> {
    let app = App::new();
    let client = app.client();
    let id = conversation(&client).await?.id;
    app.clock.advance(29 * MINUTE);
    assert_eq!(status(&client, &id).await?, ConversationStatus::Open);
    app.clock.advance(2 * MINUTE);
    assert_eq!(status(&client, &id).await?, ConversationStatus::Waiting);
    assert_eq!(
        client
            .list_interactions()
            .status(InteractionStatus::Pending)
            .await?
            .data
            .len(),
        1
    );
    app.clock.advance(25 * HOUR);
    let closed = client.get_conversation(&id).await?.into_body().data;
    assert_eq!(closed.status, Field::Value(ConversationStatus::Closed));
    // When it was due, not when somebody looked: after half an hour of silence and a day of waiting.
    assert_eq!(
        closed.closed_at,
        Field::from(start() + 30 * MINUTE + 24 * HOUR)
    );
    Ok(())
}

#[tokio::test]
async fn it_does_not_matter_when_anybody_looks() -> anyhow::Result<()> {
    let (watched, unwatched) = (App::new(), App::new());
    let (one, other) = (watched.client(), unwatched.client());
    let watched_id = conversation(&one).await?.id;
    let unwatched_id = conversation(&other).await?.id;
    for _ in 0..40 {
        watched.clock.advance(HOUR);
        status(&one, &watched_id).await?;
    }
    unwatched.clock.advance(40 * HOUR);
    let watched = one.get_conversation(&watched_id).await?.into_body().data;
    let unwatched = other
        .get_conversation(&unwatched_id)
        .await?
        .into_body()
        .data;
    assert_eq!(watched.status, Field::Value(ConversationStatus::Closed));
    assert_eq!(watched.closed_at, unwatched.closed_at);
    Ok(())
}

#[tokio::test]
async fn a_word_from_the_customer_ends_the_waiting() -> anyhow::Result<()> {
    let app = App::new();
    let client = app.client();
    let agent = client
        .create_agent(&AgentCreate::new("Ana"))
        .await?
        .data
        .id
        .clone();
    let hello = AgentConversationRequest::new("Olá");
    let id = client
        .converse_with_agent(&agent, &hello)
        .await?
        .data
        .conversation_id
        .clone();
    app.clock.advance(HOUR);
    assert_eq!(status(&client, &id).await?, ConversationStatus::Waiting);
    let again = AgentConversationRequest::new("Voltei").conversation_id(id.clone());
    client.converse_with_agent(&agent, &again).await?;
    assert_eq!(status(&client, &id).await?, ConversationStatus::Open);
    Ok(())
}

#[tokio::test]
async fn a_human_may_take_any_time() -> anyhow::Result<()> {
    let app = App::new();
    let client = app.client();
    let id = conversation(&client).await?.id;
    client.start_human_takeover(&id).await?;
    app.clock.advance(100 * HOUR);
    assert_eq!(status(&client, &id).await?, ConversationStatus::Human);

    // What counts from then on is the time since the AI has it back.
    client.stop_human_takeover(&id).await?;
    app.clock.advance(29 * MINUTE);
    assert_eq!(status(&client, &id).await?, ConversationStatus::Open);
    app.clock.advance(2 * MINUTE);
    assert_eq!(status(&client, &id).await?, ConversationStatus::Waiting);
    Ok(())
}

#[tokio::test]
async fn softly_deleted_is_gone_for_every_operation() -> anyhow::Result<()> {
    let app = App::new();
    let client = app.client();
    let id = conversation(&client).await?.id;
    let kept = conversation(&client).await?.id;
    let message = client
        .send_conversation_message(&id, &MessageCreate::new("x"))
        .await?
        .data
        .id
        .clone();
    client.delete_chat(&id).await?;

    let edit = MessageUpdate::new("y");
    assert_eq!(refused(client.get_conversation(&id).await), 404);
    assert_eq!(refused(client.delete_chat(&id).await), 404);
    assert_eq!(refused(client.delete_conversation(&id).await), 404);
    assert_eq!(refused(client.close_interaction(&id).await), 404);
    assert_eq!(
        refused(client.update_chat_message(&id, &message, &edit).await),
        404
    );
    assert_eq!(
        refused(client.delete_chat_message(&id, &message).await),
        404
    );
    assert_eq!(refused(client.clear_chat_messages(&id).await), 404);
    assert_eq!(refused(client.start_human_handoff(&id).await), 404);
    let text = MessageCreate::new("z");
    assert_eq!(
        refused(client.send_conversation_message(&id, &text).await),
        404
    );

    let listed = client.list_conversations().await?.into_body().data;
    assert_eq!(
        listed.iter().map(|row| &row.id).collect::<Vec<_>>(),
        [&kept]
    );
    let listed = client.list_interactions().await?.into_body().data;
    assert_eq!(
        listed.iter().map(|row| &row.id).collect::<Vec<_>>(),
        [&kept]
    );
    Ok(())
}
