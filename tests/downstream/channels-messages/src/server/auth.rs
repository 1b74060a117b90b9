//! API keys: who a request comes from.

use crate::api::server::{AuthError, Authenticator, Candidate};
use std::sync::Arc;
use timely_runtime::Secret;

/// A key and the workspace that it opens.
#[derive(Clone, Debug)]
pub struct ApiKey {
    secret: Secret,
    workspace: String,
}

impl ApiKey {
    /// A key of this workspace.
    #[must_use]
    pub fn new(secret: impl Into<Secret>, workspace: impl Into<String>) -> Self {
        Self {
            secret: secret.into(),
            workspace: workspace.into(),
        }
    }
}

/// Who sent a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// Which of the server's keys it was, counted from 0.
    pub(super) key: usize,
    /// The workspace of the key.
    pub(super) workspace: String,
}

/// The keys that are known.
#[derive(Clone, Debug)]
pub(super) struct Keys(Arc<[ApiKey]>);

impl Keys {
    pub(super) fn new(keys: Vec<ApiKey>) -> Self {
        Self(keys.into())
    }
}

impl Authenticator for Keys {
    type Principal = Caller;

    async fn authenticate(&self, candidate: Candidate<'_>) -> Result<Caller, AuthError> {
        let [credential] = candidate.credentials else {
            return Err(AuthError::Unauthorized);
        };
        let given = credential.secret.expose();
        let mut found = Err(AuthError::Unauthorized);
        // All keys are compared, and each of them wholly, so that the time taken tells nothing about them.
        for (key, known) in self.0.iter().enumerate() {
            if is_equal(known.secret.expose(), given) {
                let workspace = known.workspace.clone();
                found = Ok(Caller { key, workspace });
            }
        }
        found
    }

    /// The document knows no scopes.
    fn has_scope(&self, _: &Caller, _: &str) -> bool {
        true
    }
}

fn is_equal(a: &str, b: &str) -> bool {
    let difference = a
        .bytes()
        .zip(b.bytes())
        .fold(0, |all, (a, b)| all | (a ^ b));
    a.len() == b.len() && difference == 0
}
