//! Messages without content.

/// The body of a response that has none.
///
/// A body that comes all the same is found in [`Response::received`](crate::Response::received) alone; none is sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct NoContent;
