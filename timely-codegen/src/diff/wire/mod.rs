//! What changed for those who speak HTTP: two normal forms compared.

mod operations;
mod schema;

use super::changes::{Change, Changes};
use super::finding::{Direction, OperationName};
use super::side::Side;

/// All changes on the wire.
pub(in crate::diff) fn compare(old: &Side<'_>, new: &Side<'_>) -> Changes {
    let mut comparison = Comparison {
        old: *old,
        new: *new,
        changes: Changes::default(),
        graph: schema::Graph::default(),
    };
    comparison.operations();
    comparison.graph.finish(&mut comparison.changes);
    comparison.changes
}

/// A comparison in the making.
struct Comparison<'a> {
    old: Side<'a>,
    new: Side<'a>,
    changes: Changes,
    /// The schemas that were compared.
    graph: schema::Graph,
}
