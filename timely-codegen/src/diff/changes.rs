//! Changes on the wire, as the comparison finds them: by rule and place, without what they mean.

use super::finding::{Direction, OperationName};
use crate::diagnostic::Pointer;
use std::collections::{BTreeSet, HashMap};

/// A change on the wire.
#[derive(Clone, Debug)]
pub(in crate::diff) struct Change {
    /// The id of its rule.
    pub(in crate::diff) id: &'static str,
    /// What it is about, as messages name it: "the property `name`", "the parameter `limit` in the query".
    pub(in crate::diff) subject: String,
    /// What was there, shortly.
    pub(in crate::diff) from: Option<String>,
    /// What is there now.
    pub(in crate::diff) to: Option<String>,
    /// The place in the normal form of the old document.
    pub(in crate::diff) old: Option<Pointer>,
    /// The place in the normal form of the new document.
    pub(in crate::diff) new: Option<Pointer>,
    pub(in crate::diff) direction: Option<Direction>,
    /// The operations that it reaches.
    pub(in crate::diff) operations: BTreeSet<OperationName>,
}

/// The changes that were found. One that is found again, on the way of another operation, is the same with one operation more.
#[derive(Debug, Default)]
pub(in crate::diff) struct Changes {
    list: Vec<Change>,
    /// By rule, places and what it is from and to.
    known: HashMap<Key, usize>,
}

type Key = (
    &'static str,
    Option<Pointer>,
    Option<Pointer>,
    Option<String>,
    Option<String>,
    Option<Direction>,
);

impl Changes {
    /// Adds a change.
    pub(in crate::diff) fn add(&mut self, change: Change) {
        let key = (
            change.id,
            change.old.clone(),
            change.new.clone(),
            change.from.clone(),
            change.to.clone(),
            change.direction,
        );
        match self.known.get(&key) {
            Some(place) => self.list[*place].operations.extend(change.operations),
            None => {
                self.known.insert(key, self.list.len());
                self.list.push(change);
            }
        }
    }

    /// The changes in the order in which they were found.
    pub(in crate::diff) fn into_list(self) -> Vec<Change> {
        self.list
    }
}
