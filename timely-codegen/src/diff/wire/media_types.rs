//! Media types of bodies, with what each holds.

use super::node::{bare, shown};
use super::schema::{Holder, Standing};
use super::{Change, Comparison, Direction, Node, Way};
use crate::diagnostic::Pointer;
use crate::normalize::is_item_schema;
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// What has the media types, and who reads it.
pub(super) struct Content {
    /// As messages name it: "the body of the request".
    pub(super) of_what: String,
    /// Whether callers send it, and servers read it.
    pub(super) is_request: bool,
    pub(super) direction: Direction,
}

/// A media type of a body.
struct Medium<'a> {
    name: &'a str,
    /// The name without what the wire does not tell apart.
    key: String,
    node: Node<'a>,
}

/// How one media type follows another that it takes the place of.
enum Relation {
    /// The parameters are others, so that neither stands for the other.
    Parameters,
    /// It stands for the other one, and for more.
    General,
    /// The other one stands for it, and for more.
    Special,
}

impl Content {
    /// The key for what callers send, or for what they read.
    const fn key(&self, request: &'static str, response: &'static str) -> &'static str {
        match self.is_request {
            true => request,
            false => response,
        }
    }

    fn change(&self, id: &'static str, name: &str) -> Change {
        let change = Change::new(id, format!("`{name}` of {}", self.of_what));
        change.in_direction(self.direction)
    }
}

impl<'a> Comparison<'a> {
    /// The `content` of two bodies.
    pub(super) fn media_types(
        &mut self,
        old: &Node<'a>,
        new: &Node<'a>,
        way: &Way,
        content: &Content,
    ) {
        let mut left = media(old);
        let mut only_new = Vec::new();
        for medium in media(new) {
            match left.iter().position(|old| old.key == medium.key) {
                Some(at) => self.medium(&left.remove(at), &medium, way, content),
                None => only_new.push(medium),
            }
        }
        for medium in only_new {
            let follows = |old: &Medium<'_>| relation(&old.key, &medium.key).is_some();
            let before = left
                .iter()
                .position(|old| !content.is_request && follows(old));
            match before {
                Some(at) => self.medium_renamed(&left.remove(at), &medium, way, content),
                None => {
                    let id =
                        content.key("request-body-media-type-added", "response-media-type-added");
                    let change = content.change(id, medium.name).at_new(&medium.node.pointer);
                    self.add(way, change.to(medium.name));
                }
            }
        }
        for medium in left {
            let id = content.key(
                "request-body-media-type-removed",
                "response-media-type-removed",
            );
            let change = content.change(id, medium.name).at_old(&medium.node.pointer);
            self.add(way, change.from(medium.name));
        }
    }

    /// A media type of an answer in the place of another one.
    fn medium_renamed(&mut self, old: &Medium<'a>, new: &Medium<'a>, way: &Way, content: &Content) {
        let id = match relation(&old.key, &new.key) {
            Some(Relation::General) => "response-media-type-name-generalized",
            Some(Relation::Special) => "response-media-type-name-specialized",
            _ => "response-media-type-name-changed",
        };
        let change = content.change(id, new.name);
        let change = change.at(&old.node.pointer, &new.node.pointer);
        self.add(way, change.from(old.name).to(new.name));
        self.medium(old, new, way, content);
    }

    /// A media type that both have.
    fn medium(&mut self, old: &Medium<'a>, new: &Medium<'a>, way: &Way, content: &Content) {
        self.changes.pair(&old.node.pointer, &new.node.pointer);
        let (before, after) = (old.node.child("schema"), new.node.child("schema"));
        let says_something =
            |schema: &Node<'_>| schema.value.as_object().is_some_and(|it| !it.is_empty());
        match (before, after) {
            (Some(before), Some(after)) => {
                let standing = Standing {
                    holder: Holder::Body(new.name.to_owned()),
                    direction: content.direction,
                    is_request: content.is_request,
                    is_always_sent: false,
                    is_repeated: false,
                    operation: way.operation.clone(),
                };
                self.schemas(&before.pointer, &after.pointer, &standing);
                self.streams(old, new, way, content);
            }
            (None, Some(after)) if says_something(&after) => {
                let id = content.key(
                    "request-body-media-type-schema-added",
                    "response-body-media-type-schema-added",
                );
                self.add(way, content.change(id, new.name).at_new(&after.pointer));
            }
            (Some(before), None) if says_something(&before) => {
                let id = content.key(
                    "request-body-media-type-schema-removed",
                    "response-body-media-type-schema-removed",
                );
                self.add(way, content.change(id, new.name).at_old(&before.pointer));
            }
            _ => {}
        }
        self.encodings(old, new, way, content);
        self.media_examples(&old.node, &new.node, way, content);
    }

    /// Whether a body is one value, or a stream of them.
    fn streams(&mut self, old: &Medium<'a>, new: &Medium<'a>, way: &Way, content: &Content) {
        let is_stream =
            |medium: &Medium<'_>| medium.node.value.as_object().is_some_and(is_item_schema);
        let (before, after) = (is_stream(old), is_stream(new));
        if before != after {
            let id = content.key(
                "request-body-stream-changed",
                "response-body-stream-changed",
            );
            let name = |is_stream| {
                if is_stream {
                    "a stream of values"
                } else {
                    "one value"
                }
            };
            let change = content.change(id, new.name);
            let change = change.at(&old.node.pointer, &new.node.pointer);
            self.add(way, change.from(name(before)).to(name(after)));
        }
    }

    /// How the properties of forms are written.
    fn encodings(&mut self, old: &Medium<'a>, new: &Medium<'a>, way: &Way, content: &Content) {
        let of = |medium: &Medium<'a>| medium.node.entries("encoding");
        let (before, after) = (of(old), of(new));
        if before.is_empty() && after.is_empty() {
            return;
        }
        let names: BTreeSet<&str> = before.iter().chain(&after).map(|(name, _)| *name).collect();
        for name in names {
            let find = |list: &[(&str, Node<'a>)]| {
                let found = list.iter().find(|(it, _)| *it == name);
                found.map(|(_, node)| node.clone())
            };
            let (before, after) = (find(&before), find(&after));
            let value = |node: &Option<Node<'_>>| encoding(node.as_ref(), &new.key);
            if value(&before) == value(&after) {
                continue;
            }
            let id = content.key(
                "request-body-encoding-changed",
                "response-body-encoding-changed",
            );
            let mut change = content.change(id, new.name);
            change.subject = format!("how `{name}` is written in {}", change.subject);
            change.old = place(before.as_ref());
            change.new = place(after.as_ref());
            self.add(
                way,
                change
                    .from(shown(&value(&before)))
                    .to(shown(&value(&after))),
            );
        }
    }
}

/// How a property is written, without what holds anyhow. In forms of several parts, a style that is written out says more than one
/// that is not (OpenAPI 3.1, section 4.8.15.1).
fn encoding(node: Option<&Node<'_>>, media_type: &str) -> Value {
    let mut value = node.map_or_else(|| Value::Object(Map::new()), |node| bare(node.value));
    let is_plain_form = media_type.starts_with("application/x-www-form-urlencoded");
    if let Some(entries) = value.as_object_mut().filter(|_| is_plain_form) {
        let style = entries
            .get("style")
            .cloned()
            .unwrap_or_else(|| "form".into());
        let defaults: [(&str, Value); 3] = [
            ("style", "form".into()),
            ("explode", (style == "form").into()),
            ("allowReserved", false.into()),
        ];
        let holds_anyhow = |key: &str, value: &Value| {
            let mut defaults = defaults.iter();
            defaults.any(|(name, default)| *name == key && default == value)
        };
        entries.retain(|key, value| !holds_anyhow(key, value));
    }
    value
}

fn place(node: Option<&Node<'_>>) -> Option<Pointer> {
    node.map(|node| node.pointer.clone())
}

fn media<'a>(body: &Node<'a>) -> Vec<Medium<'a>> {
    let entries = body.entries("content").into_iter();
    entries
        .map(|(name, node)| Medium {
            name,
            key: key(name),
            node,
        })
        .collect()
}

/// A media type in small letters, without spaces; of its parameters, values may tell letters apart, but those that occur do not.
fn key(name: &str) -> String {
    let parts = name.split(';').map(str::trim);
    let parts: Vec<String> = parts
        .filter(|part| !part.is_empty())
        .map(str::to_lowercase)
        .collect();
    parts.join(";")
}

/// How a media type follows another one.
fn relation(old: &str, new: &str) -> Option<Relation> {
    let split = |key: &str| {
        let (essence, parameters) = key.split_once(';').unwrap_or((key, ""));
        (essence.to_owned(), parameters.to_owned())
    };
    let ((old, old_parameters), (new, new_parameters)) = (split(old), split(new));
    if old == new {
        return Some(Relation::Parameters);
    }
    let relation = match (is_within(&old, &new), is_within(&new, &old)) {
        (true, _) => Relation::General,
        (_, true) => Relation::Special,
        _ => return None,
    };
    // With other parameters, neither stands for the other.
    Some(match old_parameters == new_parameters {
        true => relation,
        false => Relation::Parameters,
    })
}

/// Whether a range of media types, or one that others extend with a suffix, has a media type within it.
fn is_within(inner: &str, outer: &str) -> bool {
    let Some(((kind, sub), (outer_kind, outer_sub))) =
        inner.split_once('/').zip(outer.split_once('/'))
    else {
        return false;
    };
    match (outer_kind, outer_sub) {
        ("*", "*") => true,
        (outer_kind, "*") => kind == outer_kind,
        _ => {
            let suffix = sub.rsplit_once('+').map(|(_, suffix)| suffix);
            kind == outer_kind && suffix == Some(outer_sub)
        }
    }
}
