//! API keys: who a request comes from and what it may do.

use super::store::{Id, new_id};
use std::sync::LazyLock;
use timely_generated::models::*;
use timely_generated::operations::OPERATIONS;
use timely_runtime::Secret;
use timely_runtime::server::authenticators::{ApiKeys, Granted};

/// Whose key a request carries, as `GET /v1/me` has it: what handlers know of their caller.
pub(crate) type Caller = Granted<ApiKeyInfo>;

/// Every scope that an operation of the document asks for.
pub(crate) static SCOPES: LazyLock<Vec<&str>> = LazyLock::new(|| {
    let alternatives = OPERATIONS.iter().flat_map(|operation| operation.security);
    let mut scopes: Vec<&str> = alternatives
        .flat_map(|requirements| requirements.iter().flat_map(|one| one.scopes))
        .copied()
        .collect();
    scopes.sort_unstable();
    scopes.dedup();
    scopes
});

/// A key and what `GET /v1/me` says of it.
#[derive(Clone, Debug)]
pub(crate) struct ApiKey {
    pub(crate) secret: Secret,
    pub(crate) info: ApiKeyInfo,
}

impl ApiKey {
    pub(crate) fn new(secret: &str, name: &str, company_id: Id, scopes: &[&str]) -> Self {
        let info = ApiKeyInfo::new(api_key_info::ApiKeyInfoRequired {
            id: new_id(),
            company_id,
            key_name: name.to_owned(),
            scopes: scopes.iter().copied().map(str::to_owned).collect(),
            is_active: true,
        });
        Self {
            secret: Secret::from(secret),
            info,
        }
    }
}

/// The authenticator that knows these keys.
pub(crate) fn authenticator(keys: &[ApiKey]) -> ApiKeys<ApiKeyInfo> {
    keys.iter().fold(ApiKeys::new(), |known, key| {
        let known = known.key(key.secret.clone(), key.info.clone());
        known.scopes(&key.info.scopes)
    })
}
