//! Webhooks and callbacks: what the API sends to its users.

use super::operation::Operation;
use super::type_id::TypeId;
use super::types::Docs;

/// The events of a document that share one envelope.
#[derive(Clone, Debug)]
pub struct Webhooks {
    /// The payload property whose value names the event.
    pub discriminator: String,
    /// The events, in document order.
    pub events: Vec<Event>,
}

/// One event.
#[derive(Clone, Debug)]
pub struct Event {
    /// Its name on the wire: the discriminator's value.
    pub wire: String,
    /// The variant's name.
    pub variant: String,
    /// What the document says of it.
    pub docs: Docs,
    /// The payload.
    pub payload: TypeId,
}

/// Operations in the other direction: requests that the API sends to addresses of its users, each of them with an
/// address and an answer of its own.
#[derive(Clone, Debug)]
pub struct OutgoingRequests {
    /// The name of their module within `operations`.
    pub module: String,
    /// The requests, in document order.
    pub requests: Vec<OutgoingRequest>,
}

/// One request that the API sends.
#[derive(Clone, Debug)]
pub struct OutgoingRequest {
    /// What is sent and answered; its path is empty, and its method's name is that of functions, without their verb.
    pub operation: Operation,
    /// What a callback belongs to; `None` for a webhook.
    pub callback: Option<Callback>,
}

/// When and where a callback is called.
#[derive(Clone, Debug)]
pub struct Callback {
    /// The runtime expression for its address (OpenAPI 3.1, section 4.8.20.4).
    pub expression: String,
    /// The operations that it follows, by `operationId`.
    pub follows: Vec<String>,
}
