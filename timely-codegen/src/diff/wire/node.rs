//! A place of a normal form, with what stands there.

use crate::diagnostic::Pointer;
use crate::grammar;
use serde_json::Value;

/// How many references may lead to one another; the normal form has none that go in circles.
const MAX_REFERENCES: usize = 32;

/// A value and its place.
#[derive(Clone, Debug)]
pub(super) struct Node<'a> {
    pub(super) pointer: Pointer,
    pub(super) value: &'a Value,
}

impl<'a> Node<'a> {
    /// The whole document.
    pub(super) fn root(document: &'a Value) -> Self {
        Self {
            pointer: Pointer::root(),
            value: document,
        }
    }

    /// What a key holds.
    pub(super) fn child(&self, key: &str) -> Option<Self> {
        let value = self.value.get(key)?;
        Some(Self {
            pointer: self.pointer.child(key),
            value,
        })
    }

    /// The entries of the object that a key holds, but for extensions.
    pub(super) fn entries(&self, key: &str) -> Vec<(&'a str, Self)> {
        self.child(key)
            .map_or_else(Vec::new, |node| node.own_entries())
    }

    /// The entries of the object that a key holds, whose keys are names of any kind.
    pub(super) fn entries_of_names(&self, key: &str) -> Vec<(&'a str, Self)> {
        self.child(key)
            .map_or_else(Vec::new, |node| node.all_entries())
    }

    /// The entries of this object, but for extensions.
    pub(super) fn own_entries(&self) -> Vec<(&'a str, Self)> {
        let mut entries = self.all_entries();
        entries.retain(|(key, _)| !grammar::is_extension(key));
        entries
    }

    fn all_entries(&self) -> Vec<(&'a str, Self)> {
        let entries = self.value.as_object().into_iter().flatten();
        entries
            .map(|(key, value)| {
                let pointer = self.pointer.child(key);
                (key.as_str(), Self { pointer, value })
            })
            .collect()
    }

    /// The items of the list that a key holds.
    pub(super) fn items(&self, key: &str) -> Vec<Self> {
        let Some(node) = self.child(key) else {
            return Vec::new();
        };
        let items = node.value.as_array().into_iter().flatten();
        items
            .enumerate()
            .map(|(index, value)| Self {
                pointer: node.pointer.index(index),
                value,
            })
            .collect()
    }

    /// The text that a key holds.
    pub(super) fn text(&self, key: &str) -> Option<&'a str> {
        self.value.get(key)?.as_str()
    }

    /// Whether a key says `true`.
    pub(super) fn is(&self, key: &str) -> bool {
        self.value.get(key).and_then(Value::as_bool) == Some(true)
    }

    /// What is meant: where a reference stands, what it leads to.
    pub(super) fn resolved(self, document: &'a Value) -> Self {
        let mut node = self;
        for _ in 0..MAX_REFERENCES {
            let Some(pointer) = node.text("$ref").and_then(grammar::local) else {
                break;
            };
            let Some(value) = pointer.look(document) else {
                break;
            };
            node = Self { pointer, value };
        }
        node
    }
}

/// A value as messages show it: a text without its quotes.
pub(super) fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        value => value.to_string(),
    }
}

/// The same value without what describes it to people.
pub(super) fn bare(value: &Value) -> Value {
    let mut value = value.clone();
    if let Some(entries) = value.as_object_mut() {
        entries.retain(|key, _| key != "description" && key != "summary");
    }
    value
}
