//! What errors look like: bodies that have nothing in common with those that were answered before.

use super::{Change, Comparison, Node, Way};
use serde_json::Value;
use std::collections::BTreeSet;

impl<'a> Comparison<'a> {
    /// The body of an error that is written as another one: programs that read errors in one place read nothing there.
    pub(super) fn envelope(&mut self, old: &Node<'a>, new: &Node<'a>, way: &Way, of_what: &str) {
        let before = body(old).and_then(|body| properties(body, self.old.document));
        let after = body(new).and_then(|body| properties(body, self.new.document));
        let Some((before, after)) = before.zip(after) else {
            return;
        };
        if before.names.is_empty()
            || after.names.is_empty()
            || !before.names.is_disjoint(&after.names)
        {
            return;
        }
        let list = |names: &BTreeSet<&str>| names.iter().copied().collect::<Vec<_>>().join(", ");
        let change = Change::new(
            "response-error-envelope-changed",
            format!("the body of {of_what}"),
        );
        let change = change.at(&before.node.pointer, &after.node.pointer);
        let change = change.from(list(&before.names)).to(list(&after.names));
        self.add(way, change.in_direction(way.of_response()));
    }
}

/// What an error says.
struct Envelope<'a> {
    node: Node<'a>,
    names: BTreeSet<&'a str>,
}

/// The schema of the JSON body of a response.
fn body<'a>(response: &Node<'a>) -> Option<Node<'a>> {
    let content = response.entries("content").into_iter();
    let json = content.filter(|(name, _)| name.to_lowercase().contains("json"));
    json.filter_map(|(_, media)| media.child("schema")).next()
}

fn properties<'a>(schema: Node<'a>, document: &'a Value) -> Option<Envelope<'a>> {
    let node = schema.resolved(document);
    let properties = node.value.get("properties")?.as_object()?;
    let names = properties.keys().map(String::as_str).collect();
    Some(Envelope { node, names })
}
