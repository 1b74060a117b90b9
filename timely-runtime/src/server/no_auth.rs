//! No credentials at all.

use super::{AuthError, Authenticator, Candidate};

/// Knows nobody: the authenticator of documents that ask for no credentials.
///
/// The generated `router` of such a document takes no authenticator, and uses this one by itself. An operation that does
/// ask for credentials is never let through by it: it answers 401.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoAuth;

impl Authenticator for NoAuth {
    type Principal = ();

    async fn authenticate(&self, _: Candidate<'_>) -> Result<(), AuthError> {
        Err(AuthError::Unauthorized)
    }
}
