//! What stands in for a server in the tests of programs that use a client: each is a transport, and takes the way through the client
//! that answers of a server take, from the bytes to the types.
//!
//! - [`Answers`] — answers that the test gives, by operation.
//! - [`Record`], [`Replay`] — the answers of a real server, kept in a file.
//! - [`Faults`] — a layer that makes what it is around slow, wrong or absent.

mod answers;
mod body_text;
mod diff;
mod exchange;
mod fault_body;
mod faults;
mod members;
mod record;
mod redacted;
mod replay;
mod text_secrets;
mod when;

pub use answers::{Answers, AnswersError, Asked};
pub use faults::{Fault, Faults, FaultyServer, FaultyTransport, ServerFaults};
pub use record::{Record, RecordError};
pub use replay::{Replay, ReplayError};
pub use when::When;

use std::sync::{Mutex, MutexGuard, PoisonError};

/// How much of a body is held in memory.
const BODY_LIMIT: usize = 64 * 1024 * 1024;

/// A test that fails while it holds a lock has said what is wrong already.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
