//! Schemas, in each place where one stands.

use super::{Comparison, Direction, OperationName};
use crate::diagnostic::Pointer;

/// Where a schema stands as a whole: what holds it, on the way of one operation.
#[derive(Clone, Debug)]
pub(in crate::diff) struct Standing {
    pub(in crate::diff) holder: Holder,
    /// Which way its values travel. Those of webhooks and callbacks travel the other way round: `is_request` says who has to
    /// read them.
    pub(in crate::diff) direction: Direction,
    /// Whether callers send its values, and servers read them.
    pub(in crate::diff) is_request: bool,
    pub(in crate::diff) operation: OperationName,
}

/// What holds a schema.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(in crate::diff) enum Holder {
    /// A body: the media type.
    Body(String),
    /// A parameter: its place (`query`) and its name.
    Parameter(String, String),
    /// A header of a response.
    Header(String),
}

impl Comparison<'_> {
    /// Compares the schemas at two places, with all that they hold and refer to.
    pub(super) fn schemas(&mut self, old: &Pointer, new: &Pointer, standing: &Standing) {
        let _ = (old, new, standing);
    }
}
