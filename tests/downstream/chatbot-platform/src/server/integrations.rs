//! Integrations: the AI backends of bots.

use super::prelude::*;
use timely_runtime::{Field, Text};

/// Seconds to wait for a reply, where nothing else is set.
pub(super) const TIMEOUT: i64 = 30;

impl IntegrationsService<Caller> for Platform {
    async fn list_integrations(
        &self,
        cx: Cx,
        bot_id: String,
        params: ListIntegrations,
    ) -> Result<ListIntegrationsResponse, ListIntegrationsError> {
        let mut store = self.store();
        let team = store.team(team(&cx)?);
        let bot = find(&team.bots, &bot_id)?;
        let rows = team.integrations.iter().filter(|row| row.bot_id == bot.id);
        let (data, meta) = page(rows, params.page_or_default(), params.per_page_or_default());
        Ok(IntegrationList::new(data, meta).into())
    }

    async fn create_integration(
        &self,
        cx: Cx,
        bot_id: String,
        body: IntegrationCreate,
    ) -> Result<CreateIntegrationResponse, CreateIntegrationError> {
        let mut store = self.store();
        let id = store.id("int");
        let team = store.team(team(&cx)?);
        let bot = find(&team.bots, &bot_id)?;
        let (timeout, weight) = (body.timeout_or_default(), body.weight_or_default());
        let is_fallback = body.is_fallback_or_default();
        let row = Integration::new(integration::IntegrationRequired {
            id,
            bot_id: bot.id.clone(),
            name: body.name,
            webhook_url: body.webhook_url,
        })
        .headers(body.headers)
        .timeout(timeout)
        .weight(weight)
        .is_fallback(is_fallback)
        .status(body.status.unwrap_or(IntegrationStatus::Active))
        .created_at(Text::from(now()));
        team.integrations.push(row.clone());
        Ok(IntegrationEnvelope::new(row).into())
    }

    async fn get_integration(
        &self,
        cx: Cx,
        id: String,
    ) -> Result<GetIntegrationResponse, GetIntegrationError> {
        let mut store = self.store();
        let row = find(&store.team(team(&cx)?).integrations, &id)?;
        Ok(IntegrationEnvelope::new(row.clone()).into())
    }

    async fn update_integration(
        &self,
        cx: Cx,
        id: String,
        body: IntegrationUpdate,
    ) -> Result<UpdateIntegrationResponse, UpdateIntegrationError> {
        let mut store = self.store();
        let row = find_mut(&mut store.team(team(&cx)?).integrations, &id)?;
        if let Some(name) = body.name {
            row.name = name;
        }
        if let Some(url) = body.webhook_url {
            row.webhook_url = url;
        }
        if body.headers != Field::Absent {
            row.headers = body.headers;
        }
        match body.timeout {
            Field::Absent => {}
            Field::Null => row.timeout = Some(TIMEOUT),
            Field::Value(timeout) => row.timeout = Some(timeout),
        }
        row.weight = body.weight.or(row.weight);
        row.is_fallback = body.is_fallback.or(row.is_fallback);
        if let Some(status) = body.status {
            row.status = Some(status);
        }
        Ok(IntegrationEnvelope::new(row.clone()).into())
    }

    async fn delete_integration(
        &self,
        cx: Cx,
        id: String,
    ) -> Result<DeleteIntegrationResponse, DeleteIntegrationError> {
        let row = remove(&mut self.store().team(team(&cx)?).integrations, &id)?;
        Ok(deleted(row.id).into())
    }
}
