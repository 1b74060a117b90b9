//! Health and the API key.

use super::super::auth::Caller;
use super::super::crm::Crm;
use timely_generated::models::*;
use timely_generated::operations::*;
use timely_generated::server::{Context, SystemService};

impl SystemService<Caller> for Crm {
    async fn get_health(&self, _: Context<()>) -> Result<GetHealthResponse, GetHealthError> {
        Ok(Health::new("ok", self.now().into()).into())
    }

    async fn get_api_key_info(
        &self,
        cx: Context<Caller>,
    ) -> Result<GetApiKeyInfoResponse, GetApiKeyInfoError> {
        Ok(ApiKeyInfoEnvelope::new(cx.principal().info().clone()).into())
    }
}
