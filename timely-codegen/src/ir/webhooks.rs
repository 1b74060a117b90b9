//! Webhooks: events that the API sends to its users.

use super::types::{Docs, TypeId};

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
