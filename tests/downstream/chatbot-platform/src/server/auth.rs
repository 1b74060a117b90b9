//! API keys: whose they are, and how often they may be used.

use crate::api::server::{AuthError, Authenticator, Candidate};
use std::collections::HashMap;
use std::sync::Arc;

/// What a customer pays for, which decides how many requests a key may make.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Plan {
    /// 60 requests a minute.
    #[default]
    Free,
    /// 300 requests a minute.
    Pro,
    /// 1000 requests a minute.
    Enterprise,
    /// As many as there are: for tools of the platform's own.
    Unmetered,
}

impl Plan {
    /// Requests per minute and key.
    #[must_use]
    pub const fn limit(self) -> u32 {
        match self {
            Self::Free => 60,
            Self::Pro => 300,
            Self::Enterprise => 1000,
            Self::Unmetered => u32::MAX,
        }
    }
}

/// What an API key is good for. Nothing of another team can be reached with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    pub(super) team: String,
    pub(super) plan: Plan,
    pub(super) may_write: bool,
}

impl Key {
    /// A key with full access to the resources of a team, on the free plan.
    pub fn of_team(team: impl Into<String>) -> Self {
        Self {
            team: team.into(),
            plan: Plan::Free,
            may_write: true,
        }
    }

    /// Sets the plan.
    #[must_use]
    pub fn plan(mut self, plan: Plan) -> Self {
        self.plan = plan;
        self
    }

    /// Takes away the permission to change anything.
    #[must_use]
    pub fn read_only(mut self) -> Self {
        self.may_write = false;
        self
    }
}

/// Whose key a request carries.
pub(super) type Caller = Arc<Key>;

/// The keys that are known; cheap to clone. A server with customers would keep digests of them.
#[derive(Clone)]
pub(super) struct Keys(Arc<HashMap<String, Caller>>);

impl Keys {
    pub(super) fn new(keys: HashMap<String, Key>) -> Self {
        let shared = |(secret, key)| (secret, Arc::new(key));
        Self(Arc::new(keys.into_iter().map(shared).collect()))
    }

    pub(super) fn find(&self, secret: &str) -> Option<&Caller> {
        self.0.get(secret)
    }
}

impl Authenticator for Keys {
    type Principal = Caller;

    async fn authenticate(&self, candidate: Candidate<'_>) -> Result<Caller, AuthError> {
        let given = candidate
            .credentials
            .first()
            .ok_or(AuthError::Unauthorized)?;
        let key = self.find(given.secret.expose());
        key.cloned().ok_or(AuthError::Unauthorized)
    }
}
