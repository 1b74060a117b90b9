//! How parameters and headers become text: styles, and what is text already.

use super::parameters::Parameter;
use super::{Change, Comparison, Node, Way};
use crate::normalize::is_cookie_style;
use serde_json::Value;

/// The style of a parameter or header, written out or not (OpenAPI 3.1, section 4.8.12.2).
fn style<'a>(node: &Node<'a>, place: &str) -> &'a str {
    if node.value.as_object().is_some_and(is_cookie_style) {
        return "cookie";
    }
    node.text("style").unwrap_or(match place {
        "query" | "cookie" => "form",
        _ => "simple",
    })
}

/// Whether each item has its own name, written out or not.
fn explode(node: &Node<'_>, place: &str) -> bool {
    let written = node.value.get("explode").and_then(Value::as_bool);
    written.unwrap_or_else(|| matches!(style(node, place), "form" | "cookie"))
}

/// Whether the items of a list are each written as a value alone is.
pub(super) fn is_repeated(parameter: &Parameter<'_>) -> bool {
    let (node, place) = (&parameter.node, parameter.place);
    parameter.media_type().is_none()
        && matches!(style(node, place), "form" | "cookie")
        && explode(node, place)
}

/// Whether it can be told from a value of a schema whether items have their own names.
fn shows_explode<'a>(schema: Option<Node<'a>>, style: &str, document: &'a Value) -> bool {
    let schema = schema.map(|schema| schema.resolved(document));
    match schema.as_ref().and_then(|schema| schema.text("type")) {
        Some("string" | "number" | "integer" | "boolean") => false,
        Some("array") => style != "simple",
        _ => true,
    }
}

impl<'a> Comparison<'a> {
    /// How a parameter becomes text.
    pub(super) fn serialization(&mut self, old: &Parameter<'a>, new: &Parameter<'a>, way: &Way) {
        // What is sent elsewhere is written as it is written there.
        if old.place != new.place {
            return;
        }
        let direction = way.of_request();
        let change = |id| {
            let change = Change::new(id, new.subject());
            let change = change.at(&old.node.pointer, &new.node.pointer);
            change.in_direction(direction)
        };
        match (old.media_type(), new.media_type()) {
            (None, None) => {}
            (before, after) if before == after => return,
            (before, after) => {
                let shown = |it: Option<&str>| it.unwrap_or("a style").to_owned();
                let change = change("request-parameter-content-changed");
                self.add(way, change.from(shown(before)).to(shown(after)));
                return;
            }
        }
        let place = new.place;
        let (before, after) = (style(&old.node, place), style(&new.node, place));
        if before != after {
            self.add(
                way,
                change("request-parameter-style-changed")
                    .from(before)
                    .to(after),
            );
        } else if explode(&old.node, place) != explode(&new.node, place)
            && (shows_explode(old.schema(), before, self.old.document)
                || shows_explode(new.schema(), after, self.new.document))
        {
            let (before, after) = (explode(&old.node, place), explode(&new.node, place));
            let change = change("request-parameter-explode-changed");
            self.add(way, change.from(before.to_string()).to(after.to_string()));
        }
        let flags = [
            (
                "allowReserved",
                way.key(
                    "request-parameter-became-allow-reserved",
                    "outgoing-request-parameter-allow-reserved-changed",
                ),
                way.key(
                    "request-parameter-became-not-allow-reserved",
                    "outgoing-request-parameter-allow-reserved-changed",
                ),
            ),
            (
                "allowEmptyValue",
                way.key(
                    "request-parameter-became-allow-empty-value",
                    "outgoing-request-parameter-allow-empty-value-changed",
                ),
                way.key(
                    "request-parameter-became-not-allow-empty-value",
                    "outgoing-request-parameter-allow-empty-value-changed",
                ),
            ),
        ];
        for (key, allowed, forbidden) in flags {
            match (old.node.is(key), new.node.is(key)) {
                (false, true) => self.add(way, change(allowed)),
                (true, false) => self.add(way, change(forbidden)),
                _ => {}
            }
        }
    }

    /// Whether a header becomes other text.
    pub(super) fn header_is_written_otherwise(&self, old: &Node<'a>, new: &Node<'a>) -> bool {
        let in_header = |node| explode(node, "header");
        in_header(old) != in_header(new)
            && (shows_explode(old.child("schema"), "simple", self.old.document)
                || shows_explode(new.child("schema"), "simple", self.new.document))
    }
}
