//! Deliveries to webhooks, each in a task of its own.

use super::crm::{Crm, WeakCrm};
use super::store::webhooks::{Job, Place};
use std::time::Duration;
use timely_generated::webhooks::{Endpoint, Sender, WebhookEvent};
use timely_runtime::webhooks::{Attempt, Event as _, Schedule};

/// Delivers by the sender's schedule and writes down every attempt.
///
/// Ends early when the webhook is deleted or deactivated, and when the server stops.
pub(crate) async fn deliver(crm: WeakCrm, sender: Sender, job: Job) {
    let Job {
        place,
        endpoint,
        event,
        mut alive,
    } = job;
    let sender = sender.observe(move |_, attempt| {
        if let Some(crm) = crm.upgrade() {
            place.record(&crm, attempt);
        }
    });
    tokio::select! {
        // In this order: a delivery that nobody wants any more is not begun.
        biased;
        _ = alive.changed() => {}
        report = sender.deliver(&endpoint, &event) => {
            if let Err(error) = report {
                eprintln!("an event could not be written: {error}");
            }
        }
    }
}

/// Whoever tests a webhook waits for the outcome, and not for as long as a delivery may take.
const TEST_TIMEOUT: Duration = Duration::from_secs(3);

/// Delivers an event once, now, and says how that went. `None` when it cannot be written.
pub(crate) async fn deliver_once(
    sender: &Sender,
    endpoint: &Endpoint,
    event: &WebhookEvent,
) -> Option<Attempt> {
    let payload = event.encode().ok()?.to_string();
    let schedule = Schedule {
        timeout: TEST_TIMEOUT,
        ..Schedule::default()
    };
    let sender = sender.clone().schedule(schedule);
    let mut attempt = sender.attempt(endpoint, payload.into(), 1).await;
    // The schedule would have others follow.
    attempt.next_at = None;
    Some(attempt)
}

impl Place {
    /// Writes an attempt down, unless the webhook has been deleted meanwhile.
    pub(crate) fn record(&self, crm: &Crm, attempt: &Attempt) {
        let mut store = crm.store();
        if let Some(company) = store.company(&self.company)
            && let Ok(record) = company.webhooks.get_mut(&self.webhook)
        {
            record.record_attempt(self, attempt);
        }
    }
}
