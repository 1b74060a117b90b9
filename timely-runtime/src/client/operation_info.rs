//! What a request says of the operation that it calls.

use crate::Operation;
use std::fmt;

/// The operation that a request calls, in the request's extensions: for layers and for transports that stand in for a server.
///
/// ```
/// use timely_runtime::client::{Body, OperationInfo};
///
/// fn name(request: &http::Request<Body>) -> Option<&'static str> {
///     Some(request.extensions().get::<OperationInfo>()?.id())
/// }
/// # assert_eq!(name(&http::Request::new(Body::empty())), None);
/// ```
#[derive(Clone, Copy)]
pub struct OperationInfo(&'static Operation);

impl OperationInfo {
    pub(crate) const fn new(operation: &'static Operation) -> Self {
        Self(operation)
    }

    /// `operationId`, or the name made for an operation that has none.
    #[must_use]
    pub const fn id(&self) -> &'static str {
        self.0.id
    }

    /// The HTTP method in upper case.
    #[must_use]
    pub const fn method(&self) -> &'static str {
        self.0.method
    }

    /// The path template as the document writes it, such as `/v1/contacts/{id}`.
    #[must_use]
    pub const fn template(&self) -> &'static str {
        self.0.path
    }

    #[cfg(feature = "doubles")]
    pub(crate) const fn operation(&self) -> &'static Operation {
        self.0
    }
}

impl fmt::Debug for OperationInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OperationInfo")
            .field("id", &self.id())
            .field("method", &self.method())
            .field("template", &self.template())
            .finish()
    }
}
