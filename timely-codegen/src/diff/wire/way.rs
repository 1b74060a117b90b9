//! Which way requests and responses go: from callers to servers, or from the API to those who listen to it.

use super::schema::{Holder, Standing};
use super::{Direction, OperationName};

/// An operation, and who sends its requests.
#[derive(Clone, Debug)]
pub(super) struct Way {
    pub(super) operation: OperationName,
    /// What the API sends it as, where it is the caller.
    pub(super) outgoing: Option<Direction>,
}

impl Way {
    /// That of an operation that is called.
    pub(super) const fn called(operation: OperationName) -> Self {
        Self {
            operation,
            outgoing: None,
        }
    }

    /// That of a request that the API sends.
    pub(super) const fn sent(operation: OperationName, as_what: Direction) -> Self {
        Self {
            operation,
            outgoing: Some(as_what),
        }
    }

    /// The key for an operation that is called, or for a request that the API sends.
    pub(super) const fn key(&self, called: &'static str, sent: &'static str) -> &'static str {
        match self.outgoing {
            None => called,
            Some(_) => sent,
        }
    }

    /// Which way its requests go.
    pub(super) fn of_request(&self) -> Direction {
        self.outgoing.unwrap_or(Direction::Request)
    }

    /// Which way its responses go.
    pub(super) fn of_response(&self) -> Direction {
        self.outgoing.unwrap_or(Direction::Response)
    }

    /// Where a schema of its requests stands.
    pub(super) fn in_request(&self, holder: Holder) -> Standing {
        Standing {
            holder,
            direction: self.of_request(),
            is_request: self.outgoing.is_none(),
            is_always_sent: false,
            is_repeated: false,
            operation: self.operation.clone(),
        }
    }

    /// Where a schema of its responses stands.
    pub(super) fn in_response(&self, holder: Holder) -> Standing {
        Standing {
            holder,
            direction: self.of_response(),
            is_request: self.outgoing.is_some(),
            is_always_sent: false,
            is_repeated: false,
            operation: self.operation.clone(),
        }
    }
}
