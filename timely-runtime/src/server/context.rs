//! What a handler is told of a request, besides its input.

use crate::Operation;
use http::{Extensions, HeaderMap, Method, Uri, request::Parts};

/// A request that has passed all checks, and who sent it.
///
/// `P` is what the [`Authenticator`](super::Authenticator) made of the credentials: `()` for operations that anyone
/// may call, an `Option` for those where credentials are optional.
#[derive(Clone, Debug)]
pub struct Context<P> {
    principal: P,
    parts: Parts,
    operation: &'static Operation,
}

impl<P> Context<P> {
    /// A context as the server makes it; of use to tests that call a handler directly.
    #[must_use]
    pub const fn new(principal: P, parts: Parts, operation: &'static Operation) -> Self {
        Self {
            principal,
            parts,
            operation,
        }
    }

    /// Who sent the request.
    pub const fn principal(&self) -> &P {
        &self.principal
    }

    /// Who sent the request, by value.
    pub fn into_principal(self) -> P {
        self.principal
    }

    /// The method.
    pub const fn method(&self) -> &Method {
        &self.parts.method
    }

    /// The URI, as far as this router sees it: without the prefix that it is nested under.
    pub const fn uri(&self) -> &Uri {
        &self.parts.uri
    }

    /// All header fields.
    pub const fn headers(&self) -> &HeaderMap {
        &self.parts.headers
    }

    /// What layers in front of the router left with the request.
    pub const fn extensions(&self) -> &Extensions {
        &self.parts.extensions
    }

    /// The description of the operation.
    pub const fn operation(&self) -> &'static Operation {
        self.operation
    }
}
