//! Webhooks, what is to be delivered to them, and what became of it.

use super::{Company, Id, new_id};
use std::collections::VecDeque;
use timely_generated::models::*;
use timely_generated::webhooks::{Endpoint, WebhookEvent};
use timely_runtime::chrono::SubsecRound;
use timely_runtime::webhooks::{Attempt, Event};
use timely_runtime::{DateTime, Field, Secret, Text, UtcTime};
use tokio::sync::watch;
use uuid::Uuid;

/// How many attempts of one webhook are kept.
const HISTORY: usize = 1000;
/// How many attempts the success rate is about.
const RATED: usize = 100;
/// How many failures in a row make a webhook `failing`.
const FAILING: usize = 3;

/// A webhook with its secret and its history.
#[derive(Clone, Debug)]
pub(crate) struct WebhookRecord {
    /// Without the secret and what follows from the history: see [`WebhookRecord::to_model`].
    pub(super) webhook: Webhook,
    secret: Secret,
    /// The attempts, the oldest first.
    deliveries: VecDeque<WebhookDelivery>,
    /// Deliveries on their way stop when this is dropped: with the webhook, its activity, or the whole store.
    alive: watch::Sender<()>,
}

/// Where the attempts of a delivery are written down.
#[derive(Debug)]
pub(crate) struct Place {
    pub(crate) company: Id,
    pub(crate) webhook: Id,
    /// The record of the first attempt.
    delivery: Id,
    /// The name of the event.
    event: String,
}

/// An event on its way to one webhook.
#[derive(Debug)]
pub(crate) struct Job {
    pub(crate) place: Place,
    pub(crate) endpoint: Endpoint,
    pub(crate) event: WebhookEvent,
    /// Ends when the delivery is not wanted any more.
    pub(crate) alive: watch::Receiver<()>,
}

impl WebhookRecord {
    pub(crate) fn new(body: WebhookCreate, now: UtcTime) -> Self {
        let events = each_once(body.events);
        Self {
            webhook: Webhook::new(webhook::WebhookRequired {
                id: new_id(),
                name: body.name,
                url: body.url,
                events,
                is_active: true,
                created_at: now.into(),
            }),
            secret: new_secret(),
            deliveries: VecDeque::new(),
            alive: watch::Sender::new(()),
        }
    }

    pub(crate) fn update(&mut self, body: WebhookUpdate) {
        super::replace(&mut self.webhook.name, body.name);
        super::replace(&mut self.webhook.url, body.url);
        super::replace(&mut self.webhook.events, body.events.map(each_once));
        super::replace(&mut self.webhook.is_active, body.is_active);
        if !self.webhook.is_active {
            self.cancel_deliveries();
        }
    }

    /// Stops what is on its way.
    fn cancel_deliveries(&mut self) {
        self.alive = watch::Sender::new(());
        for delivery in &mut self.deliveries {
            if delivery.status == WebhookDeliveryStatus::Pending {
                delivery.status = WebhookDeliveryStatus::Failed;
            }
            delivery.next_retry_at = Field::Null;
        }
    }

    /// The webhook as the API shows it.
    pub(crate) fn to_model(&self) -> Webhook {
        let finished = || {
            self.deliveries
                .iter()
                .rev()
                .filter(|delivery| is_finished(delivery))
        };
        let failures = finished()
            .take_while(|delivery| !is_success(delivery))
            .count();
        let status = match (self.webhook.is_active, failures) {
            (false, _) => WebhookStatus::Inactive,
            (true, FAILING..) => WebhookStatus::Failing,
            (true, _) => WebhookStatus::Active,
        };
        let rated = finished().take(RATED).count();
        let successes = finished()
            .take(RATED)
            .filter(|delivery| is_success(delivery))
            .count();
        let mut webhook = self.webhook.clone().status(status);
        webhook.last_delivery_at = finished()
            .next()
            .map(|delivery| delivery.created_at.clone());
        webhook.success_rate = (rated > 0).then(|| share(successes, rated));
        webhook
    }

    /// The webhook as the responses to its creation and to updates show it.
    pub(crate) fn to_model_with_secret(&self) -> Webhook {
        self.to_model().secret(self.secret.expose())
    }

    pub(crate) fn deliveries(&self) -> impl Iterator<Item = &WebhookDelivery> {
        self.deliveries.iter()
    }

    /// Where deliveries go; the router lets no other texts through than those that can be parsed.
    pub(crate) fn endpoint(&self) -> Option<Endpoint> {
        let id = self.webhook.id.to_string();
        let url = self.webhook.url.parsed().ok()?;
        Some(Endpoint::new(url, self.secret.clone(), id))
    }

    /// What a test delivery may pretend that happened.
    pub(crate) fn first_event(&self) -> Option<&WebhookEventType> {
        self.webhook.events.first()
    }

    pub(crate) fn created_at(&self) -> &Text<DateTime> {
        &self.webhook.created_at
    }

    fn wants(&self, event: &WebhookEvent) -> bool {
        let name = event.name();
        self.webhook.is_active
            && self
                .webhook
                .events
                .iter()
                .any(|wanted| wanted.as_str() == name)
    }

    /// Writes down the first attempt of a delivery, which is about to be made.
    pub(crate) fn begin(&mut self, company: &Id, event: &WebhookEvent, now: UtcTime) -> Place {
        Place {
            company: company.clone(),
            webhook: self.webhook.id.clone(),
            delivery: self.expect_attempt(event.name(), 1, now),
            event: event.name().to_owned(),
        }
    }

    fn expect_attempt(&mut self, event: &str, number: i64, now: UtcTime) -> Id {
        let (id, webhook) = (new_id(), self.webhook.id.clone());
        let status = WebhookDeliveryStatus::Pending;
        let delivery = WebhookDelivery::new(webhook_delivery::WebhookDeliveryRequired {
            id: id.clone(),
            webhook_id: webhook,
            event: event.to_owned(),
            status,
            attempt: number,
            created_at: now.into(),
        })
        .status_code(None)
        .response_time_ms(None)
        .next_retry_at(None);
        self.deliveries.push_back(delivery);
        if self.deliveries.len() > HISTORY {
            self.deliveries.pop_front();
        }
        id
    }

    /// Writes down how an attempt went. The attempts after the first one have no record before they are over.
    pub(crate) fn record_attempt(&mut self, place: &Place, attempt: &Attempt) {
        let at = attempt.at.trunc_subsecs(3);
        let id = match attempt.number {
            1 => place.delivery.clone(),
            number => self.expect_attempt(&place.event, number.into(), at),
        };
        let Some(delivery) = self.deliveries.iter_mut().rev().find(|row| row.id == id) else {
            return;
        };
        delivery.status = match attempt.succeeded() {
            true => WebhookDeliveryStatus::Success,
            false => WebhookDeliveryStatus::Failed,
        };
        let duration = i64::try_from(attempt.duration.as_millis()).unwrap_or(i64::MAX);
        delivery.status_code = attempt.status.map(i64::from).into();
        // Without an answer there is no time of one.
        delivery.response_time_ms = attempt.status.map(|_| duration).into();
        delivery.next_retry_at = attempt
            .next_at
            .map(|time| Text::from(time.trunc_subsecs(3)))
            .into();
    }
}

impl Company {
    /// Takes what happened and makes a job of it for each active webhook that wants to know.
    pub(crate) fn take_jobs(&mut self, now: UtcTime) -> Vec<Job> {
        let mut jobs = Vec::new();
        for event in std::mem::take(&mut self.events) {
            for record in self
                .webhooks
                .iter_mut()
                .filter(|record| record.wants(&event))
            {
                let Some(endpoint) = record.endpoint() else {
                    continue;
                };
                jobs.push(Job {
                    place: record.begin(&self.id, &event, now),
                    endpoint,
                    event: event.clone(),
                    alive: record.alive.subscribe(),
                });
            }
        }
        jobs
    }
}

/// 244 random bits: two version 4 UUIDs without their fixed bits.
fn new_secret() -> Secret {
    Secret::new(format!(
        "whsec_{}{}",
        Uuid::new_v4().simple(),
        Uuid::new_v4().simple()
    ))
}

fn each_once(events: Vec<WebhookEventType>) -> Vec<WebhookEventType> {
    let mut once = Vec::with_capacity(events.len());
    for event in events {
        if !once.contains(&event) {
            once.push(event);
        }
    }
    once
}

fn is_finished(delivery: &WebhookDelivery) -> bool {
    delivery.status != WebhookDeliveryStatus::Pending
}

fn is_success(delivery: &WebhookDelivery) -> bool {
    delivery.status == WebhookDeliveryStatus::Success
}

#[expect(clippy::cast_precision_loss, reason = "both are small: see RATED")]
fn share(part: usize, whole: usize) -> f64 {
    part as f64 / whole as f64
}
