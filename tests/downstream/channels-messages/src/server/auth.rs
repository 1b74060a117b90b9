//! API keys: who a request comes from.

use timely_runtime::Secret;
use timely_runtime::server::authenticators::ApiKeys;

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

/// The authenticator that knows these keys.
pub(super) fn authenticator(keys: &[ApiKey]) -> ApiKeys<Caller> {
    let keys = keys.iter().cloned().enumerate();
    keys.fold(
        ApiKeys::new(),
        |known, (key, ApiKey { secret, workspace })| known.key(secret, Caller { key, workspace }),
    )
}
