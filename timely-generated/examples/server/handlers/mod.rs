//! The service traits, one tag to a module.

mod agents;
mod channels;
mod chats;
mod contacts;
mod conversations;
mod custom_fields;
mod idle_actions;
mod intentions;
mod interactions;
mod leads;
mod mcp;
mod opportunities;
mod pipeline;
mod system;
mod trainings;
mod transfer_rules;
mod webhooks;

use timely_generated::models::{DeletedEnvelope, DeletedResult};

/// The body that tells that something was deleted.
fn deleted() -> DeletedEnvelope {
    DeletedEnvelope::new(DeletedResult::new(true))
}
