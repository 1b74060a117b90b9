//! What arrives.

use super::{World, all_events, names};
use crate::harness::{STRANGER, start};
use crate::tags::{conversation, email};
use timely_generated::client::{ContactsApi, ConversationsApi, InteractionsApi, WebhooksApi};
use timely_generated::models::*;
use timely_generated::webhooks::WebhookEvent;
use timely_runtime::Field;

#[tokio::test]
async fn a_new_contact_arrives_signed_and_typed() -> anyhow::Result<()> {
    let world = World::new(&[WebhookEventType::ContactCreated]).await?;
    let inbox = world.receive();
    let body = ContactCreate::new("Ana")
        .customer_email(email("ana@example.com"))
        .source("api");
    let contact = world.client.create_contact(&body).await?.into_body().data;
    let attempts = world.attempts(1).await?;
    assert_eq!(attempts[0].status, WebhookDeliveryStatus::Success);
    assert_eq!(attempts[0].status_code, Field::Value(204));
    assert_eq!(attempts[0].event, "contact.created");

    let inbox = inbox.lock().expect("nobody panics here");
    let [delivery] = inbox.as_slice() else {
        panic!("{inbox:?}")
    };
    assert_eq!(delivery.id, Some(world.webhook.id.to_string()));
    assert_eq!(delivery.timestamp, Some(start().timestamp()));
    let WebhookEvent::ContactCreated(event) = &delivery.event else {
        panic!("{delivery:?}")
    };
    assert_eq!(event.timestamp, start());
    assert_eq!(event.data.contact_id, contact.id.to_string());
    assert_eq!(event.data.name, Field::Value("Ana".to_owned()));
    assert_eq!(event.data.email, Field::Value("ana@example.com".to_owned()));
    assert_eq!(event.data.source, Some(ContactSource::Api));
    Ok(())
}

#[tokio::test]
async fn everything_that_happens_to_a_conversation_is_told() -> anyhow::Result<()> {
    let world = World::new(&all_events()).await?;
    let inbox = world.receive();
    let id = conversation(&world.client).await?.id;
    world
        .client
        .send_conversation_message(&id, &MessageCreate::new("A caminho"))
        .await?;
    world.client.start_human_handoff(&id).await?;
    world.client.close_interaction(&id).await?;
    world.attempts(6).await?;
    let expected = [
        "contact.created",
        "conversation.closed",
        "conversation.created",
        "conversation.transferred",
        "message.received",
        "message.sent",
    ];
    assert_eq!(names(&inbox), expected);
    let id = id.to_string();
    for delivery in inbox.lock().expect("nobody panics here").iter() {
        let about = match &delivery.event {
            WebhookEvent::ConversationCreated(event) => Some(&event.data.conversation_id),
            WebhookEvent::ConversationClosed(event) => event.data.conversation_id.as_ref(),
            WebhookEvent::ConversationTransferred(event) => event.data.conversation_id.as_ref(),
            WebhookEvent::MessageReceived(event) => Some(&event.data.conversation_id),
            WebhookEvent::MessageSent(event) => event.data.conversation_id.as_ref(),
            _ => continue,
        };
        assert_eq!(about, Some(&id), "{delivery:?}");
    }
    Ok(())
}

#[tokio::test]
async fn each_event_can_be_tested() -> anyhow::Result<()> {
    for event in all_events() {
        let world = World::new(std::slice::from_ref(&event)).await?;
        let inbox = world.receive();
        let result = world
            .client
            .test_webhook(&world.webhook.id)
            .await?
            .into_body()
            .data;
        assert_eq!(result, WebhookTestResult::new(true).status_code(204));
        assert_eq!(names(&inbox), [event.as_str()]);
        let inbox = inbox.lock().expect("nobody panics here");
        assert!(!matches!(inbox[0].event, WebhookEvent::Unknown(_)));
    }
    Ok(())
}

#[tokio::test]
async fn only_what_was_asked_for_is_delivered() -> anyhow::Result<()> {
    let world = World::new(&[WebhookEventType::ContactUpdated]).await?;
    let inbox = world.receive();
    let id = world
        .client
        .create_contact(&ContactCreate::new("Ana"))
        .await?
        .data
        .id
        .clone();
    let stranger = world.app.client_with(STRANGER);
    let other = stranger
        .create_contact(&ContactCreate::new("Bia"))
        .await?
        .data
        .id
        .clone();
    stranger
        .update_contact(&other, &ContactUpdate::new().notes("x"))
        .await?;
    world
        .client
        .update_contact(&id, &ContactUpdate::new().notes("x"))
        .await?;
    world.attempts(1).await?;
    assert_eq!(names(&inbox), ["contact.updated"]);
    Ok(())
}
