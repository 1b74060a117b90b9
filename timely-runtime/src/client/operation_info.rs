//! What layers and interceptors are told of a call.

use crate::Operation;

/// The operation that a request is for: among the extensions of each request that a client sends, for layers and transports, and
/// given to interceptors.
///
/// ```
/// use timely_runtime::client::OperationInfo;
///
/// fn label<B>(request: &http::Request<B>) -> &'static str {
///     request.extensions().get::<OperationInfo>().map_or("", OperationInfo::id)
/// }
/// # assert_eq!(label(&http::Request::new(())), "");
/// ```
#[derive(Clone, Copy, Debug)]
pub struct OperationInfo {
    operation: &'static Operation,
    attempt: u32,
}

impl OperationInfo {
    pub(crate) const fn new(operation: &'static Operation, attempt: u32) -> Self {
        Self { operation, attempt }
    }

    /// The `operationId`, or the name made for an operation that has none.
    #[must_use]
    pub const fn id(&self) -> &'static str {
        self.operation.id
    }

    /// The tag that the operation is listed under, its first; empty where the document has none.
    #[must_use]
    pub const fn tag(&self) -> &'static str {
        self.operation.tag
    }

    /// The HTTP method in upper case.
    #[must_use]
    pub const fn method(&self) -> &'static str {
        self.operation.method
    }

    /// The path template as the document writes it, such as `/v1/contacts/{id}`.
    #[must_use]
    pub const fn template(&self) -> &'static str {
        self.operation.path
    }

    /// Which attempt at the call this is, the first being 1; 0 around the call as a whole.
    #[must_use]
    pub const fn attempt(&self) -> u32 {
        self.attempt
    }

    /// The description of the operation.
    #[must_use]
    pub const fn operation(&self) -> &'static Operation {
        self.operation
    }
}
