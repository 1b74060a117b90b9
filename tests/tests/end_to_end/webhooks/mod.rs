//! Events on their way from the CRM to a generated receiver, both in this process.

mod events;
mod retries;
mod signatures;

use crate::harness::{App, Setup, until};
use axum::Router;
use axum::extract::Request;
use http::StatusCode;
use std::sync::{Arc, Mutex};
use timely_generated::client::{Client, WebhooksApi};
use timely_generated::models::*;
use timely_generated::webhooks::{Delivery, HandlerError, WebhookEvent, receiver, verifier};
use timely_runtime::webhooks::Event;
use tower::ServiceExt;

/// What answers deliveries; it can be put in place after the webhook is known.
#[derive(Clone, Default)]
struct Endpoint(Arc<Mutex<Router>>);

impl Endpoint {
    fn set(&self, router: Router) {
        *self.0.lock().expect("nobody panics here") = router;
    }

    /// As a router that never changes.
    fn router(&self) -> Router {
        let endpoint = self.clone();
        Router::new().fallback(move |request: Request| {
            let router = endpoint.0.lock().expect("nobody panics here").clone();
            router.oneshot(request)
        })
    }
}

/// The deliveries that a receiver took.
type Inbox = Arc<Mutex<Vec<Delivery<WebhookEvent>>>>;

/// A CRM with one webhook.
struct World {
    app: App,
    client: Client,
    endpoint: Endpoint,
    webhook: Webhook,
}

impl World {
    async fn new(events: &[WebhookEventType]) -> anyhow::Result<Self> {
        let endpoint = Endpoint::default();
        let app = App::with(Setup {
            endpoints: endpoint.router(),
            ..Setup::default()
        });
        let client = app.client();
        let url = "https://hooks.example.com/timely".parse()?;
        let body = WebhookCreate::new(events.to_vec(), "CRM", url);
        let webhook = client.create_webhook(&body).await?.into_body().data;
        Ok(Self {
            app,
            client,
            endpoint,
            webhook,
        })
    }

    fn secret(&self) -> String {
        self.webhook
            .secret
            .clone()
            .expect("a new webhook shows its secret")
    }

    /// Puts a generated receiver with this secret in place.
    fn receive_with(&self, secret: &str) -> Inbox {
        let inbox = Inbox::default();
        let kept = Arc::clone(&inbox);
        let handler = move |delivery: Delivery<WebhookEvent>| {
            kept.lock().expect("nobody panics here").push(delivery);
            async { Ok::<_, HandlerError>(()) }
        };
        let verifier = verifier(secret).clock(self.app.clock.clone());
        self.endpoint
            .set(Router::new().nest("/timely", receiver(verifier, handler)));
        inbox
    }

    fn receive(&self) -> Inbox {
        self.receive_with(&self.secret())
    }

    /// Puts an endpoint in place that answers with these statuses in turn, the last one again and again.
    fn answer(&self, statuses: &[u16]) {
        let statuses: Vec<StatusCode> = statuses
            .iter()
            .map(|status| StatusCode::from_u16(*status).expect("a status"))
            .collect();
        let next = Mutex::new(0);
        let answers = Arc::new((statuses, next));
        self.endpoint.set(Router::new().fallback(move || {
            let (statuses, next) = &*answers;
            let mut next = next.lock().expect("nobody panics here");
            let status = statuses[(*next).min(statuses.len() - 1)];
            *next += 1;
            async move { (status, [("location", "https://example.com/elsewhere")]) }
        }));
    }

    async fn deliveries(&self) -> anyhow::Result<Vec<WebhookDelivery>> {
        Ok(self
            .client
            .list_webhook_deliveries(&self.webhook.id)
            .limit(100)
            .await?
            .into_body()
            .data)
    }

    /// Waits for so many attempts that are over, the first one first.
    async fn attempts(&self, count: usize) -> anyhow::Result<Vec<WebhookDelivery>> {
        until(|| async {
            let deliveries = self.deliveries().await.unwrap_or_default();
            let over = |row: &WebhookDelivery| row.status != WebhookDeliveryStatus::Pending;
            deliveries.len() >= count && deliveries.iter().all(over)
        })
        .await;
        let mut deliveries = self.deliveries().await?;
        deliveries.sort_by_key(|row| row.attempt);
        assert_eq!(deliveries.len(), count);
        Ok(deliveries)
    }

    async fn status(&self) -> anyhow::Result<WebhookStatus> {
        let webhook = self
            .client
            .get_webhook(&self.webhook.id)
            .await?
            .into_body()
            .data;
        Ok(webhook.status.expect("it has a status"))
    }
}

fn all_events() -> Vec<WebhookEventType> {
    WebhookEvent::NAMES
        .iter()
        .map(|name| WebhookEventType::from(*name))
        .collect()
}

fn names(inbox: &Inbox) -> Vec<String> {
    let inbox = inbox.lock().expect("nobody panics here");
    let mut names: Vec<String> = inbox
        .iter()
        .map(|delivery| delivery.event.name().to_owned())
        .collect();
    names.sort();
    names
}
