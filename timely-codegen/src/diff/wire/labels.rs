//! What an operation is called and grouped by, and what extensions say of how it is used.

use super::node::shown;
use super::operations::Found;
use super::{Change, Comparison, Node};
use crate::normalize::{IDEMPOTENCY_KEY, PAGINATION};
use std::collections::BTreeSet;

impl<'a> Comparison<'a> {
    /// The name and the tags of an operation, and its extensions.
    pub(super) fn labels(&mut self, old: &Found<'a>, new: &Found<'a>) {
        let change = |id| {
            let change = Change::new(
                id,
                format!("the operation `{} {}`", new.name.method, new.name.path),
            );
            let change = change.at(&old.node.pointer, &new.node.pointer);
            change.reaches(&new.name)
        };
        match (&old.name.id, &new.name.id) {
            (None, None) => {}
            (None, Some(to)) => self.changes.add(change("api-operation-id-added").to(to)),
            (Some(from), None) => self
                .changes
                .add(change("api-operation-id-removed").from(from)),
            (Some(from), Some(to)) if from != to => {
                self.changes
                    .add(change("api-operation-id-removed").from(from).to(to));
            }
            _ => {}
        }
        let (before, after) = (tags(&old.node), tags(&new.node));
        for tag in after.difference(&before) {
            self.changes.add(change("api-tag-added").to(*tag));
        }
        for tag in before.difference(&after) {
            self.changes.add(change("api-tag-removed").from(*tag));
        }
        for change in extensions(&old.node, &new.node) {
            self.changes.add(change.reaches(&new.name));
        }
    }

    /// The extensions of the document that hold for all operations.
    pub(super) fn document_extensions(&mut self) {
        let (old, new) = self.roots();
        for change in extensions(&old, &new) {
            self.add_to_all(change);
        }
    }
}

fn tags<'a>(operation: &Node<'a>) -> BTreeSet<&'a str> {
    let tags = operation.items("tags").into_iter();
    tags.filter_map(|tag| tag.value.as_str()).collect()
}

/// The extensions that say how callers page, repeat and hold back, where they say something else.
fn extensions(old: &Node<'_>, new: &Node<'_>) -> Vec<Change> {
    let keys = |node: &Node<'_>| -> Vec<String> {
        let entries = node.value.as_object().into_iter().flatten();
        entries.map(|(key, _)| key.clone()).collect()
    };
    let all: BTreeSet<String> = keys(old).into_iter().chain(keys(new)).collect();
    let known = all.into_iter().filter_map(|key| Some((id_of(&key)?, key)));
    known
        .filter_map(|(id, key)| {
            let (before, after) = (old.value.get(&key), new.value.get(&key));
            if before == after {
                return None;
            }
            let mut change = Change::new(id, format!("`{key}`"));
            change.from = before.map(shown);
            change.to = after.map(shown);
            change.old = before.map(|_| old.pointer.child(&key));
            change.new = after.map(|_| new.pointer.child(&key));
            Some(change)
        })
        .collect()
}

/// The id of an extension that callers go by.
fn id_of(key: &str) -> Option<&'static str> {
    if key == PAGINATION {
        return Some("api-pagination-changed");
    }
    if key == IDEMPOTENCY_KEY {
        return Some("api-idempotency-key-changed");
    }
    let plain = key.strip_prefix("x-")?.replace('-', "");
    plain
        .contains("ratelimit")
        .then_some("api-rate-limit-changed")
}
