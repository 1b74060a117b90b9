//! What changed for those who speak HTTP: two normal forms compared.

mod bodies;
mod components;
mod envelopes;
mod examples;
mod graver;
mod headers;
mod labels;
mod lifecycle;
mod links;
mod media_types;
mod node;
mod operations;
mod outgoing;
mod parameters;
mod responses;
mod schema;
mod schemes;
mod security;
mod serialization;
mod servers;
mod way;

use super::changes::{Change, Changes};
use super::finding::{Direction, OperationName};
use super::options::{self, Options};
use super::rules;
use super::side::Side;
use node::Node;
use way::Way;

/// All changes on the wire.
pub(in crate::diff) fn compare(old: &Side<'_>, new: &Side<'_>, options: &Options) -> Changes {
    let mut comparison = Comparison {
        old: *old,
        new: *new,
        options: *options,
        changes: Changes::default(),
        graph: schema::Graph::default(),
    };
    comparison.operations();
    comparison.webhooks();
    comparison.security_schemes();
    comparison.document_extensions();
    comparison.components();
    std::mem::take(&mut comparison.graph).finish(&mut comparison.changes);
    graver::keep(&mut comparison.changes);
    comparison.versions();
    comparison.changes
}

/// A comparison in the making.
struct Comparison<'a> {
    old: Side<'a>,
    new: Side<'a>,
    options: Options,
    changes: Changes,
    /// The schemas that were compared.
    graph: schema::Graph,
}

impl<'a> Comparison<'a> {
    /// Both documents as a whole.
    fn roots(&self) -> (Node<'a>, Node<'a>) {
        (Node::root(self.old.document), Node::root(self.new.document))
    }

    /// Adds a change on the way of an operation.
    fn add(&mut self, way: &Way, change: Change) {
        self.changes.add(change.reaches(&way.operation));
    }

    /// Adds a change of the document as a whole.
    fn add_to_all(&mut self, change: Change) {
        self.changes.add(change);
    }
}
