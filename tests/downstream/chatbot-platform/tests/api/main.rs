//! The SDK against the server, both made of the document by the macro.

#![allow(
    clippy::unwrap_used,
    reason = "the helpers of a test may fail it as the test itself does"
)]

mod agent_loops;
mod bots;
mod channels;
mod content;
mod conversations;
mod errors;
mod events;
mod integrations;
mod pagination;
mod sdk;
mod socket;
mod support;
mod webhooks;
