//! The generated server of the Timely API beside one that is written by hand.
//!
//! Both answer five operations (a list with query parameters, a record by its id, a record to create, one to update, and
//! a webhook with a list in it) from the same store, with the same checks, byte for byte alike. The benchmarks and
//! `cargo xtask load` measure what each takes for it. Beside them stands a third, with a library that checks structs, which
//! answers with the same statuses.

pub mod by_garde;
pub mod by_hand;
pub mod generated;
pub mod growth;
pub mod keys;
pub mod program;
pub mod requests;
pub mod store;

use axum::Router;

/// One of the servers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Made by timely-codegen.
    Generated,
    /// Written on plain axum.
    ByHand,
    /// Plain axum, with structs that garde checks.
    Garde,
}

impl Side {
    /// The two that are alike, the one written by hand first: it is what the other is held to.
    pub const BOTH: [Self; 2] = [Self::ByHand, Self::Generated];

    /// Every server.
    pub const ALL: [Self; 3] = [Self::ByHand, Self::Generated, Self::Garde];

    /// The name that the command line and the benchmarks use.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Generated => "generated",
            Self::ByHand => "by-hand",
            Self::Garde => "garde",
        }
    }

    /// The server with a store of its own, which holds [`store::CAPACITY`] contacts.
    pub fn router(self) -> Router {
        match self {
            Self::Generated => generated::router(),
            Self::ByHand => by_hand::router(),
            Self::Garde => by_garde::router(),
        }
    }
}
