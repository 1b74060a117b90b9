//! Operations: those of both documents, pair by pair, and those of one alone.

use super::lifecycle::{Removal, is_unstable};
use super::{Change, Comparison, Direction, Node, OperationName, Way};
use crate::grammar::normal_methods;
use serde_json::Value;
use std::collections::{HashMap, HashSet};

/// An operation in one of the documents.
#[derive(Clone, Debug)]
pub(super) struct Found<'a> {
    pub(super) name: OperationName,
    pub(super) node: Node<'a>,
    /// The path item around it.
    pub(super) item: Node<'a>,
}

/// What tells an operation from the others on the wire: the path without the names of its parameters, and the method.
type Key = (String, String);

impl Found<'_> {
    fn key(&self) -> Key {
        (shape(&self.name.path), self.name.method.clone())
    }

    fn subject(&self) -> String {
        format!("the operation `{} {}`", self.name.method, self.name.path)
    }
}

/// The operations of both documents: those that belong together, and the places of the others.
struct Paired {
    pairs: Vec<(usize, usize)>,
    only_old: Vec<usize>,
    only_new: Vec<usize>,
}

impl<'a> Comparison<'a> {
    pub(super) fn operations(&mut self) {
        let (old_root, new_root) = self.roots();
        let (old, new) = (found(&old_root), found(&new_root));
        let Paired {
            pairs,
            only_old,
            only_new,
        } = paired(&old, &new);
        self.global_security(&old, &new, &pairs);
        self.global_servers(&old, &new, &pairs);
        for (before, after) in &pairs {
            self.operation(&old[*before], &new[*after]);
        }
        self.renamed_to_another(&old, &new, &pairs);
        for index in only_new {
            let found = &new[index];
            let change = Change::new("endpoint-added", found.subject());
            let change = change.at_new(&found.node.pointer).reaches(&found.name);
            self.changes.add(change);
        }
        let shapes: HashSet<String> = new.iter().map(|it| shape(&it.name.path)).collect();
        for index in only_old {
            self.removed(&old[index], &shapes);
        }
    }

    /// An operation of both documents.
    fn operation(&mut self, old: &Found<'a>, new: &Found<'a>) {
        let way = Way::called(new.name.clone());
        self.note_stability(old, &new.name);
        self.changes.pair(&old.node.pointer, &new.node.pointer);
        self.changes.pair(&old.item.pointer, &new.item.pointer);
        self.moved(old, new);
        self.lifecycle(old, new);
        self.labels(old, new);
        self.operation_security(old, new);
        self.operation_servers(old, new);
        self.exchange(old, new, &way);
        let callbacks = Way::sent(new.name.clone(), Direction::Callback);
        self.callbacks(old, new, &callbacks);
    }

    /// Notes whether an operation was said to change at any time, by its name among what was found.
    fn note_stability(&mut self, old: &Found<'_>, name: &OperationName) {
        if is_unstable(&old.node) {
            self.changes.unstable(name);
        }
    }

    /// What goes over the wire: requests and responses.
    pub(super) fn exchange(&mut self, old: &Found<'a>, new: &Found<'a>, way: &Way) {
        self.parameters(old, new, way);
        self.request_body(&old.node, &new.node, way);
        self.responses(&old.node, &new.node, way);
    }

    /// The method and the path, where the operation id says that it is the same operation.
    fn moved(&mut self, old: &Found<'_>, new: &Found<'_>) {
        let (from, to) = (&old.name, &new.name);
        if from.method != to.method {
            self.moved_by("api-method-changed", old, new, (&from.method, &to.method));
        }
        if shape(&from.path) != shape(&to.path) {
            self.moved_by("api-path-changed", old, new, (&from.path, &to.path));
        }
    }

    fn moved_by(
        &mut self,
        id: &'static str,
        old: &Found<'_>,
        new: &Found<'_>,
        (from, to): (&String, &String),
    ) {
        let name = new.name.id.as_deref().unwrap_or_default();
        let change = Change::new(id, format!("the operation `{name}`"));
        let change = change.at(&old.node.pointer, &new.node.pointer);
        let change = change.from(from).to(to).reaches(&new.name);
        self.changes.add(change);
    }

    /// Operation ids that stand at another operation now, which was there before: code that calls by the id calls the other one.
    fn renamed_to_another(
        &mut self,
        old: &[Found<'_>],
        new: &[Found<'_>],
        pairs: &[(usize, usize)],
    ) {
        let by_id: HashMap<&str, &Found<'_>> = new
            .iter()
            .filter_map(|found| Some((found.name.id.as_deref()?, found)))
            .collect();
        for (before, after) in pairs {
            let (old, paired) = (&old[*before], &new[*after]);
            let Some(id) = old.name.id.as_deref() else {
                continue;
            };
            if paired.name.id.as_deref() != Some(id)
                && let Some(other) = by_id.get(id)
            {
                self.moved(old, other);
            }
        }
    }

    /// An operation that is not there any more.
    fn removed(&mut self, old: &Found<'_>, shapes: &HashSet<String>) {
        let has_path = shapes.contains(&shape(&old.name.path));
        let id = match Removal::of(&old.node, self.options.today) {
            Removal::Unannounced if has_path => "api-removed-without-deprecation",
            Removal::Unannounced => "api-path-removed-without-deprecation",
            Removal::Announced if has_path => "api-removed-with-deprecation",
            Removal::Announced => "api-path-removed-with-deprecation",
            Removal::Unreadable => "api-path-sunset-parse",
            Removal::Early if has_path => "api-removed-before-sunset",
            Removal::Early => "api-path-removed-before-sunset",
        };
        self.note_stability(old, &old.name);
        let change = Change::new(id, old.subject()).at_old(&old.node.pointer);
        self.changes.add(change.reaches(&old.name));
    }
}

/// Operations are the same by method and shape of the path, and those that are left by their operation id.
fn paired(old: &[Found<'_>], new: &[Found<'_>]) -> Paired {
    // Documents may have paths that differ in the names of their parameters alone.
    let mut by_key: HashMap<Key, Vec<usize>> = HashMap::new();
    for (at, found) in old.iter().enumerate() {
        by_key.entry(found.key()).or_default().push(at);
    }
    let mut pairs = Vec::new();
    let mut only_new = Vec::new();
    for (at, found) in new.iter().enumerate() {
        let same = by_key.get_mut(&found.key()).filter(|same| !same.is_empty());
        let Some(same) = same else {
            only_new.push(at);
            continue;
        };
        let is_named_so = |before: &usize| old[*before].name.path == found.name.path;
        let before = same.iter().position(is_named_so).unwrap_or(0);
        pairs.push((same.remove(before), at));
    }
    let left: HashSet<usize> = by_key.into_values().flatten().collect();
    let mut by_id: HashMap<&str, usize> = left
        .iter()
        .filter_map(|at| Some((old[*at].name.id.as_deref()?, *at)))
        .collect();
    let mut moved = HashSet::new();
    only_new.retain(|at| {
        let id = new[*at].name.id.as_deref();
        let before = id.and_then(|id| by_id.remove(id));
        pairs.extend(before.map(|before| (before, *at)));
        moved.extend(before);
        before.is_none()
    });
    pairs.sort_by_key(|(_, at)| *at);
    let mut only_old: Vec<usize> = left.difference(&moved).copied().collect();
    only_old.sort_unstable();
    Paired {
        pairs,
        only_old,
        only_new,
    }
}

/// The operations of a document.
fn found<'a>(root: &Node<'a>) -> Vec<Found<'a>> {
    let items = root.entries("paths").into_iter();
    items.flat_map(|(path, item)| of_item(path, item)).collect()
}

/// The operations of a path item.
pub(super) fn of_item<'a>(path: &str, item: Node<'a>) -> Vec<Found<'a>> {
    let known =
        normal_methods().filter_map(|method| Some((method.to_uppercase(), item.child(method)?)));
    let others = item.entries("additionalOperations").into_iter();
    let others = others.map(|(method, node)| (method.to_owned(), node));
    known
        .chain(others)
        .map(|(method, node)| Found {
            name: OperationName {
                method,
                path: path.to_owned(),
                id: node
                    .value
                    .get("operationId")
                    .and_then(Value::as_str)
                    .map(str::to_owned),
            },
            node,
            item: item.clone(),
        })
        .collect()
}

/// A path template without the names of its parameters, which no request shows.
pub(super) fn shape(path: &str) -> String {
    let mut shape = String::new();
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('{') {
        shape.push_str(before);
        shape.push_str("{}");
        rest = after.split_once('}').map_or("", |(_, rest)| rest);
    }
    shape + rest
}

/// The names of the parameters of a path template, in its order.
pub(super) fn template_names(path: &str) -> Vec<&str> {
    let parts = path.split('{').skip(1);
    parts
        .filter_map(|part| Some(part.split_once('}')?.0))
        .collect()
}
