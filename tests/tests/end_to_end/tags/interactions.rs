use super::conversation;
use crate::harness::{App, NOBODY, refused, start};
use std::time::Duration;
use timely_generated::client::{ConversationsApi, InteractionsApi};
use timely_generated::models::*;
use timely_runtime::{DateTime, Field, Text};

scenarios! { interactions_are_filtered, messages_of_an_interaction, a_closed_interaction_stays }

async fn interactions_are_filtered(app: App) -> anyhow::Result<()> {
    let client = app.client();
    let first = conversation(&client).await?;
    app.clock.advance(Duration::from_secs(60));
    let second = conversation(&client).await?;
    client.close_interaction(&first.id).await?;
    let middle: Text<DateTime> = (start() + Duration::from_secs(30)).into();
    let agent = second
        .agent_id
        .expect("a conversation on a channel has an agent");
    for (call, expected) in [
        (
            client.list_interactions(),
            vec![second.id.clone(), first.id.clone()],
        ),
        (
            client.list_interactions().order(SortOrder::Asc),
            vec![first.id.clone(), second.id.clone()],
        ),
        (
            client.list_interactions().status(InteractionStatus::Active),
            vec![second.id.clone()],
        ),
        (
            client.list_interactions().status(InteractionStatus::Closed),
            vec![first.id.clone()],
        ),
        (
            client
                .list_interactions()
                .status(InteractionStatus::Pending),
            vec![],
        ),
        (
            client.list_interactions().channel("website").limit(1),
            vec![second.id.clone()],
        ),
        (client.list_interactions().channel("email"), vec![]),
        (
            client.list_interactions().agent_id(agent),
            vec![second.id.clone()],
        ),
        (
            client.list_interactions().from(middle.clone()),
            vec![second.id],
        ),
        (
            client.list_interactions().to(middle.clone()),
            vec![first.id],
        ),
        (
            client.list_interactions().from(middle.clone()).to(middle),
            vec![],
        ),
    ] {
        let asked = format!("{call:?}");
        let page = call.await?.into_body();
        let ids: Vec<_> = page.data.into_iter().map(|row| row.id).collect();
        assert_eq!(ids, expected, "{asked}");
    }
    Ok(())
}

async fn messages_of_an_interaction(app: App) -> anyhow::Result<()> {
    let client = app.client();
    let id = conversation(&client).await?.id;
    app.clock.advance(Duration::from_secs(1));
    client
        .send_conversation_message(&id, &MessageCreate::new("A caminho"))
        .await?;
    let page = client.list_interaction_messages(&id).await?.into_body();
    assert_eq!(
        page.data[0].content.as_deref(),
        Some("A caminho"),
        "the newest first"
    );
    let oldest = client.list_interaction_messages(&id);
    let page = oldest.order(SortOrder::Asc).limit(1).await?.into_body();
    assert_eq!(
        page.data[0].content.as_deref(),
        Some("Onde está o meu pedido?")
    );
    assert!(
        page.data
            .iter()
            .all(|message| message.conversation_id == id)
    );
    assert_eq!(
        refused(client.list_interaction_messages(&NOBODY).await),
        404
    );
    Ok(())
}

async fn a_closed_interaction_stays(app: App) -> anyhow::Result<()> {
    let client = app.client();
    let id = conversation(&client).await?.id;
    app.clock.advance(Duration::from_secs(9));
    assert!(client.close_interaction(&id).await?.data.closed);
    let closed = client.get_conversation(&id).await?.into_body().data;
    assert_eq!(closed.status, Field::Value(ConversationStatus::Closed));
    assert_eq!(
        closed.closed_at,
        Field::from(start() + Duration::from_secs(9))
    );
    let late = MessageCreate::new("Ainda aí?");
    assert_eq!(
        refused(client.send_conversation_message(&id, &late).await),
        409
    );
    assert_eq!(refused(client.close_interaction(&NOBODY).await), 404);
    Ok(())
}
