//! Servers: the addresses of operations, their own or those that hold for all.

use super::node::shown;
use super::operations::Found;
use super::{Change, Comparison, Node, OperationName};
use std::collections::BTreeSet;

/// A server, as it is compared.
#[derive(Clone)]
struct Server<'a> {
    url: &'a str,
    node: Option<Node<'a>>,
}

impl<'a> Comparison<'a> {
    /// The servers of the document.
    pub(super) fn global_servers(
        &mut self,
        old: &[Found<'a>],
        new: &[Found<'a>],
        pairs: &[(usize, usize)],
    ) {
        let (before, after) = self.roots();
        let reached = pairs.iter().filter(|(old_at, new_at)| {
            holder(&old[*old_at]).is_none() && holder(&new[*new_at]).is_none()
        });
        let reached = reached.map(|(_, at)| new[*at].name.clone()).collect();
        self.servers(&before, &after, &reached);
    }

    /// The servers of an operation, where it or its path item has its own.
    pub(super) fn operation_servers(&mut self, old: &Found<'a>, new: &Found<'a>) {
        let (before, after) = (holder(old), holder(new));
        if before.is_none() && after.is_none() {
            return;
        }
        let (old_root, new_root) = self.roots();
        let reached = [new.name.clone()].into();
        self.servers(
            &before.unwrap_or(old_root),
            &after.unwrap_or(new_root),
            &reached,
        );
    }

    fn servers(&mut self, old: &Node<'a>, new: &Node<'a>, reached: &BTreeSet<OperationName>) {
        let (before, after) = (servers(old), servers(new));
        let place = |holder: &Node<'_>| match holder.child("servers") {
            Some(servers) => servers.pointer,
            None => holder.pointer.clone(),
        };
        let (old_place, new_place) = (place(old), place(new));
        let mut add = |change: Change| {
            let operations = reached.clone();
            self.changes.add(Change {
                operations,
                ..change
            });
        };
        let change = |id, url: &str| {
            let change = Change::new(id, format!("the server `{url}`"));
            change.at(&old_place, &new_place)
        };
        let known = |list: &[Server<'_>], url: &str| list.iter().any(|it| it.url == url);
        let removed: Vec<_> = before.iter().filter(|it| !known(&after, it.url)).collect();
        let added: Vec<_> = after.iter().filter(|it| !known(&before, it.url)).collect();
        // The first one is what a client calls when nobody says otherwise.
        let default = before.first().zip(after.first());
        let mut is_told = false;
        if let ([from], [to]) = (removed.as_slice(), added.as_slice()) {
            is_told = default.is_some_and(|(old, new)| old.url == from.url && new.url == to.url);
            add(change("api-server-url-changed", to.url)
                .from(from.url)
                .to(to.url));
        } else {
            for server in added {
                add(change("api-server-added", server.url).to(server.url));
            }
            for server in removed {
                add(change("api-server-removed", server.url).from(server.url));
            }
        }
        if let Some((from, to)) = default
            && from.url != to.url
            && !is_told
        {
            add(change("api-default-server-changed", to.url)
                .from(from.url)
                .to(to.url));
        }
        for (old, new) in pairs(&before, &after) {
            let url = new.text("url").unwrap_or_default();
            for change in variables(url.strip_suffix('/').unwrap_or(url), &old, &new) {
                add(change);
            }
        }
    }
}

/// The servers of both documents that have one URL. Several may have it, with other variables: those that are alike belong together.
fn pairs<'a>(old: &[Server<'a>], new: &[Server<'a>]) -> Vec<(Node<'a>, Node<'a>)> {
    let nodes = |list: &[Server<'a>]| -> Vec<(String, Node<'a>)> {
        let with_url = |it: &Server<'a>| Some((it.url.to_owned(), it.node.clone()?));
        list.iter().filter_map(with_url).collect()
    };
    let mut left = nodes(old);
    let mut open = nodes(new);
    // What is the same in both has no changes.
    open.retain(|(url, node)| {
        let is_same = |(it, old): &(String, Node<'a>)| {
            it == url && old.value.get("variables") == node.value.get("variables")
        };
        let same = left.iter().position(is_same);
        same.map(|at| left.remove(at)).is_none()
    });
    let mut paired = Vec::new();
    for (url, node) in open {
        if let Some(at) = left.iter().position(|(it, _)| *it == url) {
            paired.push((left.remove(at).1, node));
        }
    }
    paired
}

/// What has the servers of an operation itself: the operation, or its path item.
fn holder<'a>(found: &Found<'a>) -> Option<Node<'a>> {
    let has_own = |node: &&Node<'_>| !node.items("servers").is_empty();
    [&found.node, &found.item]
        .into_iter()
        .find(has_own)
        .cloned()
}

/// The servers of a holder; without any, what answers is where the document is (OpenAPI 3.1, section 4.8.1.1).
fn servers<'a>(holder: &Node<'a>) -> Vec<Server<'a>> {
    let servers: Vec<Server<'a>> = holder
        .items("servers")
        .into_iter()
        .filter_map(|node| {
            let url = node.text("url")?;
            Some(Server {
                url: url.strip_suffix('/').unwrap_or(url),
                node: Some(node),
            })
        })
        .collect();
    match servers.is_empty() {
        true => vec![Server {
            url: "",
            node: None,
        }],
        false => servers,
    }
}

/// What changes in the variables of a server.
fn variables(url: &str, old: &Node<'_>, new: &Node<'_>) -> Vec<Change> {
    let mut changes = Vec::new();
    let before = old.entries_of_names("variables");
    for (name, after) in new.entries_of_names("variables") {
        let Some((_, before)) = before.iter().find(|(it, _)| *it == name) else {
            continue;
        };
        let change = |id| {
            let change = Change::new(id, format!("the variable `{name}` of the server `{url}`"));
            change.at(&before.pointer, &after.pointer)
        };
        let default = |node: &Node<'_>| node.value.get("default").map(shown).unwrap_or_default();
        if default(before) != default(&after) {
            let change = change("api-server-variable-default-changed");
            changes.push(change.from(default(before)).to(default(&after)));
        }
        let values = |node: &Node<'_>| -> Option<BTreeSet<String>> {
            let values = node.value.get("enum")?.as_array()?;
            Some(values.iter().map(shown).collect())
        };
        let (from, to) = match (values(before), values(&after)) {
            (None, None) => continue,
            (None, Some(_)) => {
                changes.push(change("api-server-variable-became-enum"));
                continue;
            }
            (Some(_), None) => {
                changes.push(change("api-server-variable-became-not-enum"));
                continue;
            }
            (Some(from), Some(to)) => (from, to),
        };
        for value in to.difference(&from) {
            changes.push(change("api-server-variable-enum-value-added").to(value));
        }
        for value in from.difference(&to) {
            changes.push(change("api-server-variable-enum-value-removed").from(value));
        }
    }
    changes
}
