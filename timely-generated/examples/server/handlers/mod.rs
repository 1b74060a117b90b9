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

mod prelude {
    //! What they all work with.

    pub(super) use super::super::auth::Caller;
    pub(super) use super::super::crm::Crm;
    pub(super) use super::super::failure::Failure;
    pub(super) use super::super::paging::{Listing, by_name, found, listing, passes};
    pub(super) use super::super::store::{Company, Id, new_id, replace};
    pub(super) use super::deleted;
    pub(super) use std::cmp::Ordering;
    pub(super) use timely_generated::models::*;
    pub(super) use timely_generated::operations::*;
    pub(super) use timely_generated::server::*;
    pub(super) use timely_runtime::UtcTime;

    /// What a request that carries a key comes with.
    pub(super) type Cx = Context<Caller>;
}

/// The body that tells that something was deleted.
fn deleted() -> DeletedEnvelope {
    DeletedEnvelope::new(DeletedResult::new(true))
}
