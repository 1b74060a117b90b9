use crate::harness::{App, NOBODY, STRANGER, refusal, refused, start};
use timely_generated::client::WebhooksApi;
use timely_generated::models::*;
use timely_runtime::Field;

scenarios! {
    a_webhook_shows_its_secret_when_made,
    a_webhook_changes_and_goes,
    webhooks_are_listed,
    a_test_delivery_is_made_and_recorded,
}

fn body(name: &str, path: &str) -> WebhookCreate {
    let url = format!("https://hooks.example.com{path}")
        .parse()
        .expect("a URL");
    WebhookCreate::new(vec![WebhookEventType::ContactCreated], name, url)
}

async fn a_webhook_shows_its_secret_when_made(app: App) -> anyhow::Result<()> {
    let client = app.client();
    let body = WebhookCreate::new(
        vec![
            WebhookEventType::MessageSent,
            WebhookEventType::AppointmentCompleted,
        ],
        "CRM",
        "https://hooks.example.com/ok".parse()?,
    );
    let made = client.create_webhook(&body).await?.into_body().data;
    assert_eq!(made.name, "CRM");
    assert_eq!(made.url, body.url);
    assert_eq!(made.events, body.events);
    assert!(made.is_active);
    assert_eq!(made.created_at, start());
    assert!(
        made.secret
            .as_ref()
            .is_some_and(|secret| secret.len() >= 32)
    );

    let read = client.get_webhook(&made.id).await?.into_body().data;
    let mut expected = made.clone();
    expected.secret = None;
    assert_eq!(read, expected, "the secret is shown once");
    let other = client.create_webhook(&body).await?.into_body().data;
    assert_ne!(other.secret, made.secret);
    assert_eq!(
        refused(app.client_with(STRANGER).get_webhook(&made.id).await),
        404
    );
    assert_eq!(refused(client.get_webhook(&NOBODY).await), 404);

    let ftp = WebhookCreate::new(body.events.clone(), "x", "ftp://example.com/".parse()?);
    let (status, message) = refusal(client.create_webhook(&ftp).await);
    assert_eq!(status, 400);
    assert!(message.contains("url"), "{message}");
    Ok(())
}

async fn a_webhook_changes_and_goes(app: App) -> anyhow::Result<()> {
    let client = app.client();
    let made = client
        .create_webhook(&body("CRM", "/ok"))
        .await?
        .into_body()
        .data;
    let update = WebhookUpdate::new().name("ERP").is_active(false);
    let mut changed = client
        .update_webhook(&made.id, &update)
        .await?
        .into_body()
        .data;
    let mut expected = made.clone();
    expected.name = "ERP".to_owned();
    expected.is_active = false;
    expected.status = Some(WebhookStatus::Inactive);
    changed.secret = made.secret.clone();
    assert_eq!(changed, expected);
    let update = WebhookUpdate::new()
        .events(vec![WebhookEventType::MessageSent])
        .is_active(true);
    let changed = client
        .update_webhook(&made.id, &update)
        .await?
        .into_body()
        .data;
    assert_eq!(changed.events, [WebhookEventType::MessageSent]);
    assert_eq!(changed.name, "ERP");
    assert!(client.delete_webhook(&made.id).await?.data.deleted);
    assert_eq!(refused(client.get_webhook(&made.id).await), 404);
    assert_eq!(refused(client.update_webhook(&made.id, &update).await), 404);
    assert_eq!(refused(client.delete_webhook(&made.id).await), 404);
    Ok(())
}

async fn webhooks_are_listed(app: App) -> anyhow::Result<()> {
    let client = app.client();
    for name in ["a", "b", "c"] {
        client.create_webhook(&body(name, "/ok")).await?;
    }
    let page = client.list_webhooks().limit(2).await?.into_body();
    assert_eq!(page.pagination, super::pagination(1, 2, 3, 2));
    assert_eq!(page.data.len(), 2);
    assert!(
        page.data.iter().all(|webhook| webhook.secret.is_none()),
        "no list shows secrets"
    );
    let page = client.list_webhooks().limit(2).page(2).await?.into_body();
    assert_eq!(page.data.len(), 1);
    assert!(
        app.client_with(STRANGER)
            .list_webhooks()
            .await?
            .data
            .is_empty()
    );
    Ok(())
}

async fn a_test_delivery_is_made_and_recorded(app: App) -> anyhow::Result<()> {
    let client = app.client();
    for (path, success, code) in [
        ("/ok", true, 204),
        ("/fails", false, 503),
        ("/nowhere", false, 404),
    ] {
        let id = client
            .create_webhook(&body("x", path))
            .await?
            .data
            .id
            .clone();
        let result = client.test_webhook(&id).await?.into_body().data;
        assert_eq!(
            result,
            WebhookTestResult::new(success).status_code(code),
            "{path}"
        );

        let deliveries = client.list_webhook_deliveries(&id).await?.into_body().data;
        let [delivery] = deliveries.as_slice() else {
            panic!("{deliveries:?}")
        };
        assert_eq!(delivery.webhook_id, id);
        assert_eq!(delivery.event, "contact.created");
        assert_eq!(delivery.attempt, 1);
        assert_eq!(delivery.status_code, Field::Value(code));
        assert_eq!(
            delivery.next_retry_at,
            Field::Null,
            "a test is not repeated"
        );
        let status = match success {
            true => WebhookDeliveryStatus::Success,
            false => WebhookDeliveryStatus::Failed,
        };
        assert_eq!(delivery.status, status);
    }
    assert_eq!(refused(client.test_webhook(&NOBODY).await), 404);
    assert_eq!(refused(client.list_webhook_deliveries(&NOBODY).await), 404);
    Ok(())
}
