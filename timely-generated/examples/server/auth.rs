//! API keys: who a request comes from and what it may do.

use super::store::{Id, new_id};
use sha2::{Digest, Sha256};
use std::sync::Arc;
use timely_generated::models::ApiKeyInfo;
use timely_generated::models::api_key_info::ApiKeyInfoRequired;
use timely_generated::server::{AuthError, Authenticator, Candidate};
use timely_runtime::Secret;

/// Every scope of the document.
pub(crate) const SCOPES: [&str; 33] = [
    "contacts:read",
    "contacts:write",
    "leads:read",
    "leads:write",
    "pipeline:read",
    "pipeline:write",
    "conversations:read",
    "messages:read",
    "messages:write",
    "messages:delete",
    "chats:write",
    "agents:read",
    "agents:write",
    "agents:delete",
    "trainings:read",
    "trainings:write",
    "channels:read",
    "channels:write",
    "custom-fields:read",
    "custom-fields:write",
    "interactions:read",
    "interactions:write",
    "intentions:read",
    "intentions:write",
    "idle-actions:read",
    "idle-actions:write",
    "transfer-rules:read",
    "transfer-rules:write",
    "webhooks:read",
    "webhooks:write",
    "webhooks:delete",
    "mcp:read",
    "mcp:write",
];

/// A key and what `GET /v1/me` says of it.
#[derive(Clone, Debug)]
pub(crate) struct ApiKey {
    pub(crate) secret: Secret,
    pub(crate) info: ApiKeyInfo,
}

impl ApiKey {
    pub(crate) fn new(secret: &str, name: &str, company_id: Id, scopes: &[&str]) -> Self {
        let scopes = scopes.iter().copied().map(str::to_owned).collect();
        let info = ApiKeyInfo::new(ApiKeyInfoRequired {
            id: new_id(),
            company_id,
            key_name: name.to_owned(),
            scopes,
            is_active: true,
        });
        Self {
            secret: Secret::from(secret),
            info,
        }
    }
}

/// Whose key a request carries: what handlers know of their caller.
#[derive(Clone, Debug)]
pub(crate) struct Caller(Arc<ApiKeyInfo>);

impl Caller {
    pub(crate) fn info(&self) -> &ApiKeyInfo {
        &self.0
    }
}

/// The keys that are known, by the hashes of their secrets: who reads the server's memory learns no key.
#[derive(Clone, Debug)]
pub(crate) struct Keys(Arc<[(Hash, Caller)]>);

type Hash = [u8; 32];

impl Keys {
    pub(crate) fn new(keys: impl IntoIterator<Item = ApiKey>) -> Self {
        let entry = |key: ApiKey| (hash(key.secret.expose()), Caller(Arc::new(key.info)));
        Self(keys.into_iter().map(entry).collect())
    }

    /// Whose key this is, if it is a key that works.
    fn find(&self, secret: &str) -> Option<&Caller> {
        let wanted = hash(secret);
        // All keys are compared, and each of them wholly, so that the time taken tells nothing about them.
        let found = self.0.iter().fold(None, |found, (hash, caller)| {
            if is_equal(hash, &wanted) {
                Some(caller)
            } else {
                found
            }
        });
        found.filter(|caller| caller.0.is_active)
    }
}

impl Authenticator for Keys {
    type Principal = Caller;

    async fn authenticate(&self, candidate: Candidate<'_>) -> Result<Caller, AuthError> {
        let mut callers = candidate
            .credentials
            .iter()
            .map(|given| self.find(given.secret.expose()));
        callers
            .next()
            .flatten()
            .cloned()
            .ok_or(AuthError::Unauthorized)
    }

    fn has_scope(&self, caller: &Caller, scope: &str) -> bool {
        caller.info().scopes.iter().any(|held| held == scope)
    }
}

fn hash(secret: &str) -> Hash {
    Sha256::digest(secret.as_bytes()).into()
}

fn is_equal(a: &Hash, b: &Hash) -> bool {
    a.iter()
        .zip(b)
        .fold(0, |difference, (a, b)| difference | (a ^ b))
        == 0
}
