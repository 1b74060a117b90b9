//! What fails is tried again, by the schedule of the document.

use super::World;
use crate::harness::start;
use axum::Router;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use timely_generated::client::{ContactsApi, WebhooksApi};
use timely_generated::models::*;
use timely_generated::webhooks::{Delivery, HandlerError, WebhookEvent, receiver, verifier};
use timely_runtime::{Field, UtcTime};

#[tokio::test]
async fn a_failed_delivery_is_tried_again() -> anyhow::Result<()> {
    let world = World::new(&[WebhookEventType::ContactCreated]).await?;
    world.answer(&[503, 302, 200]);
    world
        .client
        .create_contact(&ContactCreate::new("Ana"))
        .await?;

    let first = world.attempts(1).await?;
    let minute = start() + Duration::from_secs(60);
    assert_eq!(first[0].status, WebhookDeliveryStatus::Failed);
    assert_eq!(first[0].status_code, Field::Value(503));
    assert_eq!(first[0].next_retry_at, Field::Value(minute.into()));
    assert_eq!(world.app.clock.next_wake().await, minute);
    world.app.clock.advance_to(minute);

    let second = world.attempts(2).await?;
    let six_minutes = minute + Duration::from_secs(5 * 60);
    assert_eq!(
        second[1].status_code,
        Field::Value(302),
        "a redirect is not followed"
    );
    assert_eq!(second[1].created_at, minute);
    assert_eq!(second[1].next_retry_at, Field::Value(six_minutes.into()));
    world
        .app
        .clock
        .advance_to(world.app.clock.next_wake().await);

    let third = world.attempts(3).await?;
    assert_eq!(third[2].status, WebhookDeliveryStatus::Success);
    assert_eq!(third[2].attempt, 3);
    assert_eq!(third[2].created_at, six_minutes);
    assert_eq!(third[2].next_retry_at, Field::Null);
    assert!(third.iter().all(|row| row.event == "contact.created"));
    assert_eq!(world.status().await?, WebhookStatus::Active);
    Ok(())
}

#[tokio::test]
async fn after_five_failures_it_is_over() -> anyhow::Result<()> {
    let world = World::new(&[WebhookEventType::ContactCreated]).await?;
    world.answer(&[500]);
    world
        .client
        .create_contact(&ContactCreate::new("Ana"))
        .await?;
    let mut times: Vec<UtcTime> = vec![start()];
    for attempt in 1..5 {
        let attempts = world.attempts(attempt).await?;
        let next = attempts[attempt - 1].next_retry_at.as_value();
        let next = next.and_then(|time| time.parsed().ok());
        times.push(next.expect("there is another attempt").to_utc());
        world
            .app
            .clock
            .advance_to(world.app.clock.next_wake().await);
    }
    let attempts = world.attempts(5).await?;
    assert_eq!(attempts[4].next_retry_at, Field::Null);
    let made = attempts
        .iter()
        .filter_map(|row| row.created_at.parsed().ok());
    let made: Vec<UtcTime> = made.map(|time| time.to_utc()).collect();
    assert_eq!(made, times);
    let minutes: Vec<i64> = made
        .windows(2)
        .map(|pair| (pair[1] - pair[0]).num_minutes())
        .collect();
    assert_eq!(minutes, [1, 5, 15, 60], "the document's schedule");
    assert_eq!(world.status().await?, WebhookStatus::Failing);
    Ok(())
}

#[tokio::test]
async fn an_endpoint_that_does_not_answer_fails() -> anyhow::Result<()> {
    let world = World::new(&[WebhookEventType::ContactCreated]).await?;
    world
        .endpoint
        .set(Router::new().fallback(async || std::future::pending::<()>().await));
    world
        .client
        .create_contact(&ContactCreate::new("Ana"))
        .await?;
    let gives_up = world.app.clock.next_wake().await;
    assert_eq!(
        gives_up,
        start() + Duration::from_secs(10),
        "the document's timeout"
    );
    world.app.clock.advance_to(gives_up);
    let attempts = world.attempts(1).await?;
    assert_eq!(attempts[0].status, WebhookDeliveryStatus::Failed);
    assert_eq!(attempts[0].status_code, Field::Null);
    Ok(())
}

#[tokio::test]
async fn a_handler_that_fails_or_panics_gets_the_delivery_again() -> anyhow::Result<()> {
    let world = World::new(&[WebhookEventType::ContactCreated]).await?;
    let calls = Arc::new(Mutex::new(0));
    let count = Arc::clone(&calls);
    let handler = move |_: Delivery<WebhookEvent>| {
        let count = Arc::clone(&count);
        async move {
            *count.lock().expect("nobody panics while holding it") += 1;
            let call = *count.lock().expect("nobody panics while holding it");
            match call {
                1 => Err(HandlerError::from("the database is gone")),
                2 => panic!("on purpose"),
                _ => Ok(()),
            }
        }
    };
    let verifier = verifier(world.secret()).clock(world.app.clock.clone());
    world
        .endpoint
        .set(Router::new().nest("/timely", receiver(verifier, handler)));
    world
        .client
        .create_contact(&ContactCreate::new("Ana"))
        .await?;
    for attempt in 1..3 {
        let attempts = world.attempts(attempt).await?;
        assert_eq!(attempts[attempt - 1].status_code, Field::Value(500));
        world
            .app
            .clock
            .advance_to(world.app.clock.next_wake().await);
    }
    let attempts = world.attempts(3).await?;
    assert_eq!(attempts[2].status, WebhookDeliveryStatus::Success);
    assert_eq!(*calls.lock().expect("nobody panics while holding it"), 3);
    Ok(())
}

#[tokio::test]
async fn a_webhook_that_is_switched_off_hears_no_more() -> anyhow::Result<()> {
    let world = World::new(&[WebhookEventType::ContactCreated]).await?;
    world.answer(&[500]);
    world
        .client
        .create_contact(&ContactCreate::new("Ana"))
        .await?;
    world.attempts(1).await?;
    let off = WebhookUpdate::new().is_active(false);
    world.client.update_webhook(&world.webhook.id, &off).await?;
    world
        .client
        .create_contact(&ContactCreate::new("Bia"))
        .await?;
    world.app.clock.advance(Duration::from_secs(24 * 60 * 60));
    for _ in 0..50 {
        tokio::task::yield_now().await;
    }
    let attempts = world.attempts(1).await?;
    assert_eq!(attempts[0].next_retry_at, Field::Null);
    assert_eq!(world.status().await?, WebhookStatus::Inactive);
    Ok(())
}
