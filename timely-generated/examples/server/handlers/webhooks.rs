//! Webhooks and their deliveries.
//!
//! Private addresses are taken, so that a receiver can be tried out on the same machine. Whether they are called is for the
//! sender to say, which refuses them by default (`Sender::destinations`).

use super::super::delivery;
use super::super::events;
use super::super::store::webhooks::WebhookRecord;
use super::prelude::*;
use timely_runtime::webhooks::Attempt;

impl WebhooksService<Caller> for Crm {
    async fn list_webhooks(
        &self,
        cx: Cx,
        params: ListWebhooks,
    ) -> Result<ListWebhooksResponse, ListWebhooksError> {
        let listing = Listing::newest_first(params.page_or_default(), params.limit_or_default());
        let (rows, pagination) = self.with(&cx, |company, _| {
            let rows = company.webhooks.iter();
            Ok(listing.page(rows, |a, b| a.created_at().cmp(b.created_at())))
        })?;
        let data = rows.iter().map(WebhookRecord::to_model).collect();
        Ok(WebhookList::new(data, pagination).into())
    }

    async fn create_webhook(
        &self,
        cx: Cx,
        body: WebhookCreate,
    ) -> Result<CreateWebhookResponse, CreateWebhookError> {
        let record = self.with(&cx, |company, now| {
            Ok(company.webhooks.insert(WebhookRecord::new(body, now)))
        })?;
        Ok(WebhookEnvelope::new(record.to_model_with_secret()).into())
    }

    async fn get_webhook(&self, cx: Cx, id: Id) -> Result<GetWebhookResponse, GetWebhookError> {
        let webhook = self.with(&cx, |company, _| {
            company.webhooks.get(&id).map(WebhookRecord::to_model)
        })?;
        Ok(WebhookEnvelope::new(webhook).into())
    }

    async fn update_webhook(
        &self,
        cx: Cx,
        id: Id,
        body: WebhookUpdate,
    ) -> Result<UpdateWebhookResponse, UpdateWebhookError> {
        let webhook = self.with(&cx, |company, _| {
            let record = company.webhooks.get_mut(&id)?;
            record.update(body);
            Ok(record.to_model_with_secret())
        })?;
        Ok(WebhookEnvelope::new(webhook).into())
    }

    async fn delete_webhook(
        &self,
        cx: Cx,
        id: Id,
    ) -> Result<DeleteWebhookResponse, DeleteWebhookError> {
        self.with(&cx, |company, _| company.webhooks.remove(&id))?;
        Ok(deleted().into())
    }

    async fn test_webhook(&self, cx: Cx, id: Id) -> Result<TestWebhookResponse, TestWebhookError> {
        let attempt = self.test(&cx, &id).await?;
        let mut result = WebhookTestResult::new(attempt.as_ref().is_some_and(Attempt::succeeded));
        result.status_code = attempt.and_then(|attempt| attempt.status).map(i64::from);
        Ok(WebhookTestEnvelope::new(result).into())
    }

    async fn list_webhook_deliveries(
        &self,
        cx: Cx,
        id: Id,
        params: ListWebhookDeliveries,
    ) -> Result<ListWebhookDeliveriesResponse, ListWebhookDeliveriesError> {
        let listing = Listing::newest_first(params.page_or_default(), params.limit_or_default());
        let (data, pagination) = self.with(&cx, |company, _| {
            let deliveries = company.webhooks.get(&id)?.deliveries();
            Ok(listing.page(deliveries, |a, b| a.created_at.cmp(&b.created_at)))
        })?;
        Ok(WebhookDeliveryList::new(data, pagination).into())
    }
}

impl Crm {
    /// Makes and records one delivery, also to a webhook that is not active: to test it before is what this is for.
    async fn test(&self, cx: &Cx, id: &Id) -> Result<Option<Attempt>, Failure> {
        let (event, endpoint, place) = self.with(cx, |company, now| {
            let stamp = company.stamp(now);
            let record = company.webhooks.get_mut(id)?;
            let event = events::synthetic(record.first_event(), stamp);
            let place = record.begin(&company.id, &event, now);
            Ok((event, record.endpoint(), place))
        })?;
        let Some(endpoint) = endpoint else {
            return Ok(None);
        };
        let attempt = delivery::deliver_once(self.sender(), &endpoint, &event).await;
        if let Some(attempt) = &attempt {
            place.record(self, attempt);
        }
        Ok(attempt)
    }
}
