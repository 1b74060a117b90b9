//! What changed for those who speak HTTP: two normal forms compared.

mod operations;
mod schema;

use super::changes::{Change, Changes};
use super::finding::{Direction, OperationName};
use super::options::Options;
use super::side::Side;

/// All changes on the wire.
pub(in crate::diff) fn compare(old: &Side<'_>, new: &Side<'_>, options: &Options) -> Changes {
    let mut comparison = Comparison {
        old: *old,
        new: *new,
        options,
        changes: Changes::default(),
    };
    comparison.operations();
    comparison.changes
}

/// A comparison in the making.
struct Comparison<'a> {
    old: Side<'a>,
    new: Side<'a>,
    #[allow(dead_code, reason = "for the rules of sunsets and stability levels")]
    options: &'a Options,
    changes: Changes,
}
