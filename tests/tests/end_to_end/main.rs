//! The generated client against the generated server, in one process.

#[allow(dead_code, reason = "the tests use a part of the example")]
#[path = "../../../timely-generated/examples/server/app.rs"]
mod app;

mod calls;
mod canned;
mod constraints;
mod decoding;
mod document;
mod errors;
mod harness;
mod leniency;
mod life_cycle;
mod pagination;
mod rate_limit;
mod repeating;
mod secrets;
mod shown;
mod socket;
mod surface;
mod tags;
mod webhooks;
