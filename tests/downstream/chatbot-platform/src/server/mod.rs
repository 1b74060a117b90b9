//! A Chatbot Platform that keeps everything in memory: all operations, and everything it sends to others.
//!
//! [`Platform`] holds the state and is what the operations are implemented for; [`app`] makes a router of it.
//! [`Platform::say`] stands in for the messaging platforms, which have no operation of their own.

mod agent_loops;
mod auth;
mod bots;
mod channels;
mod chat;
mod conversations;
mod events;
mod failure;
mod integrations;
mod paging;
mod platform;
mod rate_limit;
mod runs;
mod store;

pub use auth::{Key, Plan};
pub use chat::{Incoming, SayError};
pub use platform::{Platform, PlatformBuilder};

use crate::api::server::{BASE_PATH, Options, router_with};
use axum::Router;

mod prelude {
    //! What the operations of all tags work with.

    pub(super) use super::Platform;
    pub(super) use super::auth::Caller;
    pub(super) use super::failure::{Cx, team};
    pub(super) use super::paging::page;
    pub(super) use super::platform::now;
    pub(super) use super::store::{deleted, find, find_mut, remove};
    pub(super) use crate::api::models::*;
    pub(super) use crate::api::operations::*;
    pub(super) use crate::api::server::*;
}

/// The whole API under the path of its server, with the rate limit of each key.
pub fn app(platform: Platform) -> Router {
    app_with(platform, Options::default())
}

/// [`app`] with what else its router begins with, such as layers around operations.
pub fn app_with(platform: Platform, options: Options) -> Router {
    let keys = platform.keys();
    // This server is for tests, so a response that is not as documented is a fault of it.
    let options = options
        .prefix(BASE_PATH)
        .admission(rate_limit::of_plans(&keys))
        .report_responses(|fault| panic!("{fault}"));
    router_with(platform, keys, options)
}
