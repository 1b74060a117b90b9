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

use crate::api;
use crate::api::server::Options;
use axum::Router;
use axum::middleware::from_fn_with_state;

/// The whole API under the path of its server, with the rate limit of each key in front.
pub fn app(platform: Platform) -> Router {
    let limits = rate_limit::Limits::new(platform.keys());
    // This server is for tests, so a response that is not as documented is a fault of it.
    let options = Options::default().report_responses(|fault| panic!("{fault}"));
    let routes = api::server::router_with(platform.clone(), platform.keys(), options);
    Router::new()
        .nest(api::server::BASE_PATH, routes)
        .layer(from_fn_with_state(limits, rate_limit::limit))
}
