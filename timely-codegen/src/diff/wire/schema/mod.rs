//! Schemas, in each place where one stands.
//!
//! A pair of places is compared once for each [`Context`], whatever the number of operations that lead to it: [`graph`] knows the
//! pairs, how they lead to one another, and so the operations that each reaches. What two schemas say is compared in parts, each
//! part of the keywords in a file.

mod access;
mod alternatives;
mod arrays;
mod bounds;
mod conditions;
mod context;
mod evaluation;
mod graph;
mod lifecycle;
mod lists;
mod objects;
mod pairing;
mod parts;
mod place;
mod properties;
mod same;
mod subject;
mod types;
mod values;

use super::{Comparison, Direction, OperationName};
use crate::diagnostic::Pointer;
use context::Context;

pub(super) use graph::Graph;

/// Where a schema stands as a whole: what holds it, on the way of one operation.
#[derive(Clone, Debug)]
pub(in crate::diff) struct Standing {
    pub(in crate::diff) holder: Holder,
    /// Which way its values travel. Those of webhooks and callbacks travel the other way round: `is_request` says who has to
    /// read them.
    pub(in crate::diff) direction: Direction,
    /// Whether callers send its values, and servers read them.
    pub(in crate::diff) is_request: bool,
    /// Whether a value is always sent, by either document: nothing stands in for it.
    pub(in crate::diff) is_always_sent: bool,
    /// Whether the items of a list are written each by itself, by either document, so that a value alone is a list of one.
    pub(in crate::diff) is_repeated: bool,
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
        let context = Context::of(standing);
        self.graph.compare(
            [self.old, self.new],
            [old, new],
            context,
            standing,
            self.options,
        );
    }
}
