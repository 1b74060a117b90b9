//! Health and the API key.

use super::prelude::*;

impl SystemService<Caller> for Crm {
    async fn get_health(&self, _: Context<()>) -> Result<GetHealthResponse, GetHealthError> {
        Ok(Health::new("ok", self.now().into()).into())
    }

    async fn get_api_key_info(&self, cx: Cx) -> Result<GetApiKeyInfoResponse, GetApiKeyInfoError> {
        Ok(ApiKeyInfoEnvelope::new(ApiKeyInfo::clone(cx.principal())).into())
    }
}
