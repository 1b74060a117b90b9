//! Headers of responses.

use super::schema::Holder;
use super::{Change, Comparison, Node, Way};
use std::collections::HashSet;

/// A header of a response.
struct Header<'a> {
    name: &'a str,
    entry: Node<'a>,
    node: Node<'a>,
}

impl Header<'_> {
    /// Whether it says how much a caller may still ask for, or when it may ask again.
    fn is_of_rate_limits(&self) -> bool {
        let name = self.name.to_lowercase().replace('-', "");
        name.contains("ratelimit") || name == "retryafter"
    }
}

impl<'a> Comparison<'a> {
    pub(super) fn headers(&mut self, old: &Node<'a>, new: &Node<'a>, way: &Way, of_what: &str) {
        let mut left = headers(old, self.old.document);
        let subject = |header: &Header<'_>| format!("the header `{}` of {of_what}", header.name);
        for header in headers(new, self.new.document) {
            let key = header.name.to_lowercase();
            match left.iter().position(|it| it.name.to_lowercase() == key) {
                Some(at) => self.header(&left.remove(at), &header, way, subject(&header)),
                None => {
                    let id = match header.node.is("required") {
                        true => way.key(
                            "response-header-added:required",
                            "outgoing-response-header-added:required",
                        ),
                        false => way.key("response-header-added", "outgoing-response-header-added"),
                    };
                    let change = Change::new(id, subject(&header)).at_new(&header.entry.pointer);
                    self.add(way, change.in_direction(way.of_response()));
                }
            }
        }
        for header in left {
            let id = match (header.node.is("required"), header.is_of_rate_limits()) {
                _ if way.outgoing.is_some() => "outgoing-response-header-removed",
                (true, false) => "required-response-header-removed",
                (true, true) => "required-response-header-removed:rate-limit",
                (false, false) => "optional-response-header-removed",
                (false, true) => "optional-response-header-removed:rate-limit",
            };
            let change = Change::new(id, subject(&header)).at_old(&header.entry.pointer);
            self.add(way, change.in_direction(way.of_response()));
        }
    }

    /// A header of both documents.
    fn header(&mut self, old: &Header<'a>, new: &Header<'a>, way: &Way, subject: String) {
        self.changes.pair(&old.node.pointer, &new.node.pointer);
        let change = |id| {
            let change = Change::new(id, subject.clone());
            let change = change.at(&old.node.pointer, &new.node.pointer);
            change.in_direction(way.of_response())
        };
        match (old.node.is("required"), new.node.is("required")) {
            (true, false) => self.add(
                way,
                change(way.key(
                    "response-header-became-optional",
                    "outgoing-response-header-became-optional",
                )),
            ),
            (false, true) => self.add(
                way,
                change(way.key(
                    "response-header-became-required",
                    "outgoing-response-header-became-required",
                )),
            ),
            _ => {}
        }
        match (old.node.is("deprecated"), new.node.is("deprecated")) {
            (false, true) => self.add(way, change("response-header-deprecated")),
            (true, false) => self.add(way, change("response-header-reactivated")),
            _ => {}
        }
        let (before, after) = (media_type(&old.node), media_type(&new.node));
        if before != after {
            let shown = |it: Option<&str>| it.unwrap_or("a style").to_owned();
            let change = change("response-header-content-type-changed");
            self.add(way, change.from(shown(before)).to(shown(after)));
        } else if before.is_none() && self.header_is_written_otherwise(&old.node, &new.node) {
            self.add(way, change("response-header-explode-changed"));
        }
        if let (Some(before), Some(after)) = (schema(&old.node), schema(&new.node)) {
            let standing = way.in_response(Holder::Header(new.name.to_owned()));
            self.schemas(&before.pointer, &after.pointer, &standing);
        }
        self.header_examples(&old.node, &new.node, way, &subject);
    }
}

/// The headers of a response, but for the one that its media types say (OpenAPI 3.1, section 4.8.17.1).
fn headers<'a>(response: &Node<'a>, document: &'a serde_json::Value) -> Vec<Header<'a>> {
    let mut known = HashSet::new();
    let entries = response.entries_of_names("headers").into_iter();
    let headers = entries.filter(|(name, _)| {
        let key = name.to_lowercase();
        key != "content-type" && known.insert(key)
    });
    headers
        .map(|(name, entry)| Header {
            name,
            node: entry.clone().resolved(document),
            entry,
        })
        .collect()
}

/// The media type of a header, where it has no style.
fn media_type<'a>(header: &Node<'a>) -> Option<&'a str> {
    Some(header.entries("content").first()?.0)
}

/// The schema of a header, or that of its content.
fn schema<'a>(header: &Node<'a>) -> Option<Node<'a>> {
    let content = || Some(header.entries("content").into_iter().next()?.1);
    header
        .child("schema")
        .or_else(|| content()?.child("schema"))
}
