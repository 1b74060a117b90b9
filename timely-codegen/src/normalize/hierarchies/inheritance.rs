//! Which component extends which.

use super::Schemas;
use super::schema::{component, each_part, is_bare, is_nullable, mapping_of};
use serde_json::Value;
use std::collections::{HashMap, HashSet, VecDeque};

/// Which component extends which.
pub(super) struct Tree<'v> {
    pub(super) schemas: &'v Schemas,
    /// The components that extend a component, in document order.
    children: HashMap<&'v str, Vec<&'v str>>,
    /// The components that a component extends, in document order.
    parents: HashMap<&'v str, Vec<&'v str>>,
    /// How many references each component has for being extended.
    edges: HashMap<&'v str, usize>,
}

impl<'v> Tree<'v> {
    pub(super) fn of(schemas: &'v Schemas) -> Self {
        let mapped: HashSet<String> = schemas
            .values()
            .flat_map(mapping_of)
            .map(|(_, target)| target)
            .collect();
        let mut tree = Self {
            schemas,
            children: HashMap::new(),
            parents: HashMap::new(),
            edges: HashMap::new(),
        };
        for (key, schema) in schemas {
            each_part(schema, &mut |reference| {
                let parent = component(reference).and_then(|parent| schemas.get_key_value(&parent));
                let Some((parent, base)) = parent.filter(|(parent, _)| *parent != key) else {
                    return;
                };
                // Another name for it, unless the mapping says that it is a schema of its own.
                let is_name = is_bare(schema)
                    && !mapped.contains(key)
                    && (is_nullable(schema) || mapping_of(base).next().is_some());
                if is_name {
                    return;
                }
                *tree.edges.entry(parent).or_default() += 1;
                let parents = tree.parents.entry(key).or_default();
                if !parents.contains(&parent.as_str()) {
                    parents.push(parent);
                    tree.children.entry(parent).or_default().push(key);
                }
            });
        }
        tree
    }

    /// The components that extend one, in document order.
    pub(super) fn children(&self, key: &str) -> &[&'v str] {
        self.children.get(key).map_or(&[], Vec::as_slice)
    }

    /// The components that one is made of, from near to far.
    pub(super) fn ancestors(&self, key: &'v str) -> Vec<&'v str> {
        let mut found = Vec::new();
        let mut seen = HashSet::from([key]);
        let mut open = VecDeque::from([key]);
        while let Some(key) = open.pop_front() {
            for parent in self.parents.get(key).into_iter().flatten() {
                if seen.insert(parent) {
                    found.push(*parent);
                    open.push_back(parent);
                }
            }
        }
        found
    }

    /// The components that others extend, and that are not extended in circles. A union of such would have no end.
    pub(super) fn ends(&self) -> HashSet<&'v str> {
        let mut open: HashMap<&str, usize> = self
            .children
            .iter()
            .map(|(parent, children)| (*parent, children.len()))
            .collect();
        let leaves = self
            .parents
            .keys()
            .filter(|key| !self.children.contains_key(*key));
        let mut queue: Vec<&str> = leaves.copied().collect();
        let mut ends = HashSet::new();
        while let Some(key) = queue.pop() {
            for parent in self.parents.get(key).into_iter().flatten() {
                if let Some(left) = open.get_mut(parent) {
                    *left -= 1;
                    if *left == 0 && ends.insert(*parent) {
                        queue.push(parent);
                    }
                }
            }
        }
        ends
    }

    /// The components that something refers to for more than to extend them.
    pub(super) fn uses(&self, document: &'v Value) -> HashSet<String> {
        let mut counts: HashMap<String, usize> = HashMap::new();
        let mut open = vec![document];
        while let Some(value) = open.pop() {
            match value {
                Value::Array(items) => open.extend(items),
                Value::Object(entries) => {
                    if let Some(key) = entries
                        .get("$ref")
                        .and_then(Value::as_str)
                        .and_then(component)
                    {
                        *counts.entry(key).or_default() += 1;
                    }
                    open.extend(entries.values());
                }
                _ => {}
            }
        }
        counts.retain(|key, count| *count > self.edges.get(key.as_str()).copied().unwrap_or(0));
        counts.into_keys().collect()
    }
}
