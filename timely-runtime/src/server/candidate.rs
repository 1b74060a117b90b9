//! A request before it is let in, as those see it who decide about that.

use super::Credential;
use super::peer::peer;
use crate::Operation;
use http::request::Parts;
use std::net::SocketAddr;

/// A request that asks to be let in: what an [`Authenticator`](super::Authenticator) and an
/// [`Admission`](super::Admission) see of it. Its body has not been read.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Candidate<'a> {
    /// What it is for.
    pub operation: &'static Operation,
    /// Its method, URI, header fields and extensions.
    pub parts: &'a Parts,
    /// Its credentials, one for each scheme of an alternative that the operation's `security` lists, in the order of
    /// the schemes' names. An [`Authenticator`](super::Authenticator) is to check them, and never gets none. An
    /// [`Admission`](super::Admission) gets those that were accepted: none for an operation that is open, or when
    /// credentials are optional and none came.
    pub credentials: &'a [Credential],
}

impl<'a> Candidate<'a> {
    /// A request as the server asks about it; of use to tests.
    #[must_use]
    pub const fn new(
        operation: &'static Operation,
        parts: &'a Parts,
        credentials: &'a [Credential],
    ) -> Self {
        Self {
            operation,
            parts,
            credentials,
        }
    }

    /// The address at the other end of the connection, where the server left it with the request (as that of the feature
    /// `hosting` does, and `axum::Router::into_make_service_with_connect_info`); it is read with one of the features
    /// `hosting` and `rate-limit`. Behind a proxy it is the proxy's.
    #[must_use]
    pub fn peer(&self) -> Option<SocketAddr> {
        peer(&self.parts.extensions)
    }
}
