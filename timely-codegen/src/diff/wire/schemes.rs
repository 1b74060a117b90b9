//! Security schemes: how a caller shows who it is.

use super::node::shown;
use super::{Change, Comparison, Node, OperationName};
use crate::diff::side::Side;
use crate::normalize::is_mutual_tls;
use serde_json::Value;
use std::collections::BTreeSet;

/// Keys of a scheme that change what a caller sends or whom it asks, each with its id.
const KEYS: [(&str, &str); 5] = [
    ("name", "api-security-component-name-changed"),
    ("in", "api-security-component-place-changed"),
    ("scheme", "api-security-component-scheme-changed"),
    (
        "bearerFormat",
        "api-security-component-bearer-format-changed",
    ),
    (
        "openIdConnectUrl",
        "api-security-component-open-id-url-changed",
    ),
];

/// The addresses of a flow of OAuth 2.
const ADDRESSES: [(&str, &str); 3] = [
    (
        "authorizationUrl",
        "api-security-component-oauth-url-changed",
    ),
    ("tokenUrl", "api-security-component-oauth-token-url-changed"),
    (
        "refreshUrl",
        "api-security-component-oauth-refresh-url-changed",
    ),
];

impl<'a> Comparison<'a> {
    pub(super) fn security_schemes(&mut self) {
        let (old, new) = self.roots();
        let schemes = |root: Node<'a>| {
            let components = root.child("components");
            components.map_or_else(Vec::new, |it| it.entries_of_names("securitySchemes"))
        };
        let mut left = schemes(old);
        for (name, entry) in schemes(new) {
            match left.iter().position(|(it, _)| *it == name) {
                Some(at) => {
                    let (_, before) = left.swap_remove(at);
                    let before = before.resolved(self.old.document);
                    let after = entry.resolved(self.new.document);
                    let known = self.changes.list().len();
                    self.scheme(name, &before, &after);
                    if self.changes.list().len() > known {
                        let asking = asking(&self.new, name);
                        self.changes.reach_from(known, &asking);
                    }
                }
                None => {
                    let change = Change::new("api-security-component-added", subject(name));
                    let operations = asking(&self.new, name);
                    let change = change.at_new(&entry.pointer);
                    self.add_to_all(Change {
                        operations,
                        ..change
                    });
                }
            }
        }
        for (name, entry) in left {
            let change = Change::new("api-security-component-removed", subject(name));
            let operations = asking(&self.old, name);
            let change = change.at_old(&entry.pointer);
            self.add_to_all(Change {
                operations,
                ..change
            });
        }
    }

    /// A scheme of both documents.
    fn scheme(&mut self, name: &str, old: &Node<'a>, new: &Node<'a>) {
        let (before, after) = (kind(old), kind(new));
        if before != after {
            let change = Change::new("api-security-component-type-changed", subject(name));
            let change = change.at(&old.pointer, &new.pointer);
            self.add_to_all(change.from(before).to(after));
            return;
        }
        for (key, id) in KEYS {
            self.key(id, &subject(name), key, old, new);
        }
        let flows = |scheme: &Node<'a>| scheme.entries("flows");
        let mut left = flows(old);
        for (flow, after) in flows(new) {
            let subject = format!("the flow `{flow}` of {}", subject(name));
            match left.iter().position(|(it, _)| *it == flow) {
                Some(at) => {
                    let (_, before) = left.swap_remove(at);
                    for (key, id) in ADDRESSES {
                        self.key(id, &subject, key, &before, &after);
                    }
                    self.scopes(name, &before, &after);
                }
                None => {
                    let change = Change::new("api-security-component-oauth-flow-added", subject);
                    self.add_to_all(change.at_new(&after.pointer));
                }
            }
        }
        for (flow, before) in left {
            let subject = format!("the flow `{flow}` of {}", subject(name));
            let change = Change::new("api-security-component-oauth-flow-removed", subject);
            self.add_to_all(change.at_old(&before.pointer));
        }
    }

    /// The value of a key, where that is another one.
    fn key(&mut self, id: &'static str, subject: &str, key: &str, old: &Node<'a>, new: &Node<'a>) {
        let (before, after) = (old.value.get(key), new.value.get(key));
        // Names of headers and of HTTP's schemes have no small letters of their own.
        let folded = |value: Option<&Value>| match key {
            "scheme" => value.map(|value| shown(value).to_lowercase()),
            "name" if new.text("in") == Some("header") => {
                value.map(|value| shown(value).to_lowercase())
            }
            _ => value.map(shown),
        };
        if folded(before) != folded(after) {
            let shown = |value: Option<&Value>| value.map(shown);
            let change = Change::new(id, subject).at(&old.pointer, &new.pointer);
            let (from, to) = (shown(before), shown(after));
            self.add_to_all(Change { from, to, ..change });
        }
    }

    /// The scopes that a flow knows.
    fn scopes(&mut self, name: &str, old: &Node<'a>, new: &Node<'a>) {
        let scopes = |flow: &Node<'a>| flow.entries_of_names("scopes");
        let (before, after) = (scopes(old), scopes(new));
        let names: BTreeSet<&str> = before.iter().chain(&after).map(|(name, _)| *name).collect();
        for scope in names {
            let find = |list: &[(&str, Node<'a>)]| {
                let found = list.iter().find(|(it, _)| *it == scope);
                found.map(|(_, node)| node.clone())
            };
            let subject = format!("the scope `{scope}` of {}", subject(name));
            match (find(&before), find(&after)) {
                (None, Some(after)) => {
                    let change = Change::new("api-security-component-oauth-scope-added", subject);
                    self.add_to_all(change.at_new(&after.pointer));
                }
                (Some(before), None) => {
                    let change = Change::new("api-security-component-oauth-scope-removed", subject);
                    self.add_to_all(change.at_old(&before.pointer));
                }
                (Some(before), Some(after)) if before.value != after.value => {
                    let change = Change::new("api-security-component-oauth-scope-changed", subject);
                    let change = change.at(&before.pointer, &after.pointer);
                    self.add_to_all(change.from(shown(before.value)).to(shown(after.value)));
                }
                _ => {}
            }
        }
    }
}

/// The operations whose callers show who they are by a scheme.
fn asking(side: &Side<'_>, name: &str) -> BTreeSet<OperationName> {
    let mut schemes = side.api.security_schemes.iter();
    let Some(scheme) = schemes.find(|it| it.key == name) else {
        return BTreeSet::new();
    };
    let operations = side.api.operations_asking(scheme);
    operations
        .map(|operation| {
            let id = side
                .at(&operation.pointer)
                .and_then(|it| it.get("operationId"));
            OperationName {
                method: operation.http_method.clone(),
                path: operation.path.clone(),
                id: id.and_then(Value::as_str).map(str::to_owned),
            }
        })
        .collect()
}

fn subject(name: &str) -> String {
    format!("the security scheme `{name}`")
}

/// The type of a scheme.
fn kind<'a>(scheme: &Node<'a>) -> &'a str {
    match scheme.value.as_object().is_some_and(is_mutual_tls) {
        true => "mutualTLS",
        false => scheme.text("type").unwrap_or_default(),
    }
}
