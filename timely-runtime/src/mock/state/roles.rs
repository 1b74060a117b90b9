//! What operations have to do with what is kept: by the document's links, or else by their paths.

use super::super::sheet::{OperationSheet, Sheet};
use super::ItemPath;
use crate::Operation;
use std::collections::HashMap;

/// What an operation does with what is kept.
#[derive(Clone, Debug)]
pub(super) enum Role {
    /// Creates an item, which is called so, and is read below a path of its own, if that is another one.
    Create {
        item: ItemPath,
        home: Option<&'static str>,
    },
    /// Lists the items.
    List {
        item: ItemPath,
    },
    Read,
    Change,
    Delete,
}

/// The operations that have to do with what is kept.
pub(super) struct Roles {
    roles: HashMap<usize, Role>,
    /// The operations below the paths of items: how many segments lead to each of these.
    within: HashMap<usize, Vec<usize>>,
}

impl Roles {
    pub(super) fn of(operations: &'static [&'static Operation], sheet: &Sheet) -> Self {
        let (mut roles, mut kept) = (HashMap::new(), Vec::new());
        let creating = operations.iter().copied().filter(|it| it.method == "POST");
        for create in creating {
            let said = sheet.operations.get(create.id);
            let Some((items, item)) = items_of(create, operations, said) else {
                continue;
            };
            let home = parent(items).filter(|home| !is_same_path(home, create.path));
            let role = Role::Create {
                item: item.clone(),
                home,
            };
            roles.insert(address(create), role);
            kept.push(collection_template(items));
            let collection = collection_template(create.path);
            for operation in operations {
                let role = match operation.method {
                    "GET" if collection_template(operation.path) == collection => {
                        Role::List { item: item.clone() }
                    }
                    method if is_same_path(operation.path, items) => match method {
                        "GET" => Role::Read,
                        "PUT" | "PATCH" => Role::Change,
                        "DELETE" => Role::Delete,
                        _ => continue,
                    },
                    _ => continue,
                };
                roles.entry(address(operation)).or_insert(role);
            }
        }
        let within = operations.iter().map(|operation| {
            let path = collection_template(operation.path);
            let leads = |items: &&Vec<&str>| items.len() < path.len() && path.starts_with(items);
            let mut lengths: Vec<usize> = kept.iter().filter(leads).map(Vec::len).collect();
            lengths.dedup();
            (address(operation), lengths)
        });
        Self {
            within: within.collect(),
            roles,
        }
    }

    pub(super) fn get(&self, operation: &'static Operation) -> Option<&Role> {
        self.roles.get(&address(operation))
    }

    /// How many segments of an operation's path lead to each of the items that it is within.
    pub(super) fn within(&self, operation: &'static Operation) -> &[usize] {
        let within = self.within.get(&address(operation));
        within.map_or(&[], Vec::as_slice)
    }
}

/// The path of the items that an operation creates, and what they are called in it.
fn items_of(
    create: &'static Operation,
    operations: &'static [&'static Operation],
    said: Option<&OperationSheet>,
) -> Option<(&'static str, ItemPath)> {
    // The document's own word: a link to what reads the item, with its id from the body.
    let links = said.into_iter().flat_map(|sheet| &sheet.links);
    let linked = links.filter_map(|link| {
        let target = operations
            .iter()
            .find(|operation| operation.id == link.to)?;
        let parameter = last_parameter(target.path)?;
        let is_below =
            collection_template(parent(target.path)?) == collection_template(create.path);
        let id = link.parameters.iter().find_map(|(name, value)| {
            let name = name.strip_prefix("path.").unwrap_or(name);
            let pointer = value.strip_prefix("$response.body#")?;
            (name == parameter).then(|| pointer.to_owned())
        })?;
        is_below.then_some((
            target.path,
            ItemPath {
                parameter,
                id: Some(id),
            },
        ))
    });
    let by_path = operations.iter().filter_map(|operation| {
        let parameter = last_parameter(operation.path)?;
        let is_item =
            collection_template(parent(operation.path)?) == collection_template(create.path);
        let is_known = matches!(operation.method, "GET" | "PUT" | "PATCH" | "DELETE");
        (is_item && is_known).then_some((
            operation.path,
            ItemPath {
                parameter,
                id: None,
            },
        ))
    });
    // An item that is created within another one is often read without naming that: `POST /a/{id}/b` and `GET /b/{id}`.
    let elsewhere = operations.iter().filter_map(|operation| {
        let parameter = last_parameter(operation.path)?;
        let home = collection_template(parent(operation.path)?);
        let own = collection_template(create.path);
        let is_item = !home.contains(&"{}") && home.len() < own.len() && home.last() == own.last();
        let item = ItemPath {
            parameter,
            id: None,
        };
        (is_item && operation.method == "GET").then_some((operation.path, item))
    });
    // A path that ends with a parameter is that of an item, which an operation on it does not create.
    if last_parameter(create.path).is_some() {
        return None;
    }
    linked.chain(by_path).chain(elsewhere).next()
}

/// The last parameter of a path that ends with it.
pub(super) fn last_parameter(path: &'static str) -> Option<&'static str> {
    let last = path.trim_end_matches('/').rsplit('/').next()?;
    let name = last.strip_prefix('{')?.strip_suffix('}')?;
    (!name.contains(['{', '}'])).then_some(name)
}

/// The path without its last segment.
fn parent(path: &'static str) -> Option<&'static str> {
    path.trim_end_matches('/')
        .rsplit_once('/')
        .map(|(parent, _)| parent)
}

/// The path with its parameters by their places: operations of one path may call them differently.
fn collection_template(path: &str) -> Vec<&str> {
    let segments = path.trim_end_matches('/').split('/');
    let plain = segments.map(
        |segment| match segment.starts_with('{') && segment.ends_with('}') {
            true => "{}",
            false => segment,
        },
    );
    plain.collect()
}

fn is_same_path(one: &str, other: &str) -> bool {
    collection_template(one) == collection_template(other)
}

fn address(operation: &'static Operation) -> usize {
    std::ptr::from_ref(operation).addr()
}
