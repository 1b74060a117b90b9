//! Links: how what one operation answers leads to another one.

use super::node::{bare, shown};
use super::{Change, Comparison, Node, Way};

impl<'a> Comparison<'a> {
    pub(super) fn links(&mut self, old: &Node<'a>, new: &Node<'a>, way: &Way, of_what: &str) {
        let mut left = old.entries_of_names("links");
        let subject = |name: &str| format!("the link `{name}` of {of_what}");
        for (name, entry) in new.entries_of_names("links") {
            let Some(at) = left.iter().position(|(it, _)| *it == name) else {
                let change = Change::new("response-link-added", subject(name));
                let change = change.at_new(&entry.pointer);
                self.add(way, change.in_direction(way.of_response()));
                continue;
            };
            let (_, before) = left.remove(at);
            let before = before.resolved(self.old.document);
            let after = entry.resolved(self.new.document);
            let (from, to) = (bare(before.value), bare(after.value));
            if from != to {
                let change = Change::new("response-link-changed", subject(name));
                let change = change.at(&before.pointer, &after.pointer);
                let change = change.from(shown(&from)).to(shown(&to));
                self.add(way, change.in_direction(way.of_response()));
            }
        }
        for (name, entry) in left {
            let change = Change::new("response-link-removed", subject(name));
            let change = change.at_old(&entry.pointer);
            self.add(way, change.in_direction(way.of_response()));
        }
    }
}
