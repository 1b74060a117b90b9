use super::conversation;
use crate::harness::{App, NOBODY, refused};
use timely_generated::client::{ChatsApi, ConversationsApi};
use timely_generated::models::*;
use timely_runtime::Field;

scenarios! {
    a_deleted_chat_is_no_longer_shown,
    messages_of_a_chat_change_and_go,
    a_takeover_pauses_the_ai_and_is_logged,
}

async fn a_deleted_chat_is_no_longer_shown(app: App) -> anyhow::Result<()> {
    let client = app.client();
    let id = conversation(&client).await?.id;
    let deleted = client.delete_chat(&id).await?.into_body().data;
    assert_eq!(deleted, ChatDeletedResult::new(true, id.clone()));
    assert_eq!(refused(client.get_conversation(&id).await), 404);
    assert_eq!(refused(client.delete_chat(&id).await), 404);
    assert_eq!(refused(client.start_human_takeover(&id).await), 404);
    assert!(client.list_conversations().await?.data.is_empty());
    Ok(())
}

async fn messages_of_a_chat_change_and_go(app: App) -> anyhow::Result<()> {
    let client = app.client();
    let id = conversation(&client).await?.id;
    let sent = client
        .send_conversation_message(&id, &MessageCreate::new("x"))
        .await?
        .data
        .id
        .clone();
    let edited = client
        .update_chat_message(&id, &sent, &MessageUpdate::new("y"))
        .await?;
    assert_eq!(edited.data.content.as_deref(), Some("y"));
    assert!(client.delete_chat_message(&id, &sent).await?.data.deleted);
    assert_eq!(refused(client.delete_chat_message(&id, &sent).await), 404);
    assert_eq!(
        refused(
            client
                .update_chat_message(&id, &sent, &MessageUpdate::new("z"))
                .await
        ),
        404
    );
    assert!(client.clear_chat_messages(&id).await?.data.deleted);
    let left = client.list_conversation_messages(&id).await?;
    assert!(left.data.is_empty());
    assert_eq!(refused(client.clear_chat_messages(&NOBODY).await), 404);
    Ok(())
}

async fn a_takeover_pauses_the_ai_and_is_logged(app: App) -> anyhow::Result<()> {
    let client = app.client();
    let id = conversation(&client).await?.id;
    let total = async || -> anyhow::Result<i64> {
        let page = client.list_conversation_messages(&id).await?;
        Ok(page.pagination.total)
    };
    let before = total().await?;
    let paused = client.start_human_takeover(&id).await?.into_body().data;
    assert_eq!(paused.id, id);
    let taken = client.get_conversation(&id).await?.into_body().data;
    assert_eq!(taken.status, Field::Value(ConversationStatus::Human));
    assert_eq!(total().await?, before + 1, "a system message is logged");

    let resumed = client.stop_human_takeover(&id).await?.into_body().data;
    assert_ne!(resumed.ai_mode, paused.ai_mode);
    let open = client.get_conversation(&id).await?.into_body().data;
    assert_eq!(open.status, Field::Value(ConversationStatus::Open));
    assert_eq!(total().await?, before + 2, "a system message is logged");

    let last = client
        .list_conversation_messages(&id)
        .limit(1)
        .await?
        .into_body()
        .data;
    assert_eq!(last[0].role.as_deref(), Some("system"));
    assert_eq!(refused(client.stop_human_takeover(&NOBODY).await), 404);
    Ok(())
}
