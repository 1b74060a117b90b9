//! Responses, by their statuses.

use super::media_types::Content;
use super::{Change, Comparison, Node, Way};
use std::collections::HashMap;

/// A response of an operation.
#[derive(Clone)]
struct Response<'a> {
    /// `200`, `4XX` or `default`.
    status: String,
    /// Where it stands: at a reference, if that is what stands there.
    entry: Node<'a>,
    node: Node<'a>,
}

impl Response<'_> {
    fn is_success(&self) -> bool {
        self.status.starts_with('2')
    }

    fn subject(&self) -> String {
        match self.status.as_str() {
            "default" => "the response by default".to_owned(),
            status => format!("the response `{status}`"),
        }
    }
}

impl<'a> Comparison<'a> {
    pub(super) fn responses(&mut self, old: &Node<'a>, new: &Node<'a>, way: &Way) {
        let before = responses(old, self.old.document);
        let after = responses(new, self.new.document);
        let known: HashMap<&str, &Response<'a>> = by_status(&before);
        let now: HashMap<&str, &Response<'a>> = by_status(&after);
        for response in &after {
            match (known.get(response.status.as_str()), wider(response, &known)) {
                (Some(old), _) => self.response(old, response, way),
                (None, Some(foreseen)) => {
                    let id = way.key(
                        added(response, true),
                        "outgoing-response-status-added#foreseen",
                    );
                    let change = Change::new(id, response.subject());
                    let change = change.at(&foreseen.entry.pointer, &response.entry.pointer);
                    self.add(way, change.in_direction(way.of_response()));
                    self.response(foreseen, response, way);
                }
                (None, None) => {
                    let id = way.key(added(response, false), "outgoing-response-status-added");
                    let change = Change::new(id, response.subject());
                    let change = change.at_new(&response.entry.pointer);
                    self.add(way, change.in_direction(way.of_response()));
                }
            }
        }
        for response in before
            .iter()
            .filter(|it| !now.contains_key(it.status.as_str()))
        {
            let covering = wider(response, &now);
            let id = way.key(
                removed(response, covering.is_some()),
                match covering {
                    Some(_) => "outgoing-response-status-removed#foreseen",
                    None => "outgoing-response-status-removed",
                },
            );
            let change = Change::new(id, response.subject()).at_old(&response.entry.pointer);
            let change = Change {
                new: covering.map(|it| it.entry.pointer.clone()),
                ..change
            };
            self.add(way, change.in_direction(way.of_response()));
            if let Some(covering) = covering {
                self.response(response, covering, way);
            }
        }
    }

    /// A response of both documents.
    fn response(&mut self, old: &Response<'a>, new: &Response<'a>, way: &Way) {
        self.changes.pair(&old.entry.pointer, &new.entry.pointer);
        self.changes.pair(&old.node.pointer, &new.node.pointer);
        let of_what = new.subject();
        self.headers(&old.node, &new.node, way, &of_what);
        let content = Content {
            of_what: of_what.clone(),
            is_request: way.outgoing.is_some(),
            direction: way.of_response(),
        };
        self.media_types(&old.node, &new.node, way, &content);
        if !new.is_success() && way.outgoing.is_none() {
            self.envelope(&old.node, &new.node, way, &of_what);
        }
        self.links(&old.node, &new.node, way, &of_what);
    }
}

fn added(response: &Response<'_>, is_foreseen: bool) -> &'static str {
    match (response.is_success(), is_foreseen) {
        (true, true) => "response-success-status-added#foreseen",
        (true, false) => "response-success-status-added",
        (false, true) => "response-non-success-status-added#foreseen",
        (false, false) => "response-non-success-status-added",
    }
}

fn removed(response: &Response<'_>, is_foreseen: bool) -> &'static str {
    match (response.is_success(), is_foreseen) {
        (true, true) => "response-success-status-removed#foreseen",
        (true, false) => "response-success-status-removed",
        (false, true) => "response-non-success-status-removed#foreseen",
        (false, false) => "response-non-success-status-removed",
    }
}

fn responses<'a>(operation: &Node<'a>, document: &'a serde_json::Value) -> Vec<Response<'a>> {
    let entries = operation.entries("responses").into_iter();
    entries
        .map(|(status, entry)| Response {
            status: match status {
                "default" => status.to_owned(),
                status => status.to_uppercase(),
            },
            node: entry.clone().resolved(document),
            entry,
        })
        .collect()
}

fn by_status<'r, 'a>(responses: &'r [Response<'a>]) -> HashMap<&'r str, &'r Response<'a>> {
    let by_status = responses.iter().map(|it| (it.status.as_str(), it));
    by_status.collect()
}

/// What says something of a status among others: its range, or what holds for all that are not named. Where successes are named,
/// that is how errors look.
fn wider<'r, 'a>(
    response: &Response<'_>,
    responses: &HashMap<&str, &'r Response<'a>>,
) -> Option<&'r Response<'a>> {
    if response.status == "default" {
        return None;
    }
    let range = format!("{}XX", response.status.get(..1)?);
    let is_of_errors = responses.values().any(|it| it.is_success());
    let by_default = || {
        let default = responses.get("default");
        default.filter(|_| !(response.is_success() && is_of_errors))
    };
    let found = responses.get(range.as_str()).or_else(by_default);
    found.copied()
}
