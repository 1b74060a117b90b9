//! The generated client against the server, and requests that no client would make.

#![expect(clippy::unwrap_used, reason = "helpers of tests are tests too")]

mod answers;
mod constraints;
mod document;
mod errors;
mod harness;
mod idempotency;
mod kinds;
mod repeating;
mod sdk;
