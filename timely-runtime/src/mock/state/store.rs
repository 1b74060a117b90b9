//! The items that were created, within bounds.

use serde_json::Value;
use std::collections::{HashMap, VecDeque};

/// How many items are kept.
const ITEMS: usize = 10_000;
/// How many bytes they have, as JSON.
const BYTES: usize = 64 * 1024 * 1024;

/// A collection and an id.
type Key = (String, String);

/// All items, the oldest of which go where there are too many.
#[derive(Default)]
pub(super) struct Store {
    items: HashMap<Key, (Value, usize)>,
    /// In the order in which they were created.
    order: VecDeque<Key>,
    bytes: usize,
    created: u64,
}

impl Store {
    /// How many items were created so far.
    pub(super) const fn created(&self) -> u64 {
        self.created
    }

    /// Adds an item. False where there is one of this id.
    pub(super) fn insert(&mut self, collection: &str, id: &str, item: Value) -> bool {
        let key = (collection.to_owned(), id.to_owned());
        if self.items.contains_key(&key) {
            return false;
        }
        self.created += 1;
        let bytes = size(&item);
        self.bytes += bytes;
        self.order.push_back(key.clone());
        self.items.insert(key, (item, bytes));
        self.make_room();
        true
    }

    pub(super) fn get(&self, collection: &str, id: &str) -> Option<Value> {
        let key = (collection.to_owned(), id.to_owned());
        self.items.get(&key).map(|(item, _)| item.clone())
    }

    pub(super) fn replace(&mut self, collection: &str, id: &str, item: Value) {
        let key = (collection.to_owned(), id.to_owned());
        if let Some(known) = self.items.get_mut(&key) {
            let bytes = size(&item);
            self.bytes = self.bytes - known.1 + bytes;
            *known = (item, bytes);
        }
        self.make_room();
    }

    pub(super) fn remove(&mut self, collection: &str, id: &str) -> Option<Value> {
        let key = (collection.to_owned(), id.to_owned());
        let (item, bytes) = self.items.remove(&key)?;
        self.bytes -= bytes;
        self.order.retain(|known| *known != key);
        // What is in it is gone with it.
        let within = format!("{collection}/{id}/");
        let is_within = |key: &Key| (key.0.clone() + "/").starts_with(&within);
        let gone: Vec<Key> = self
            .items
            .keys()
            .filter(|key| is_within(key))
            .cloned()
            .collect();
        for key in gone {
            self.forget(&key);
        }
        self.order.retain(|known| !is_within(known));
        Some(item)
    }

    /// The items of a collection, in the order in which they were created.
    pub(super) fn all(&self, collection: &str) -> Vec<Value> {
        let keys = self.order.iter().filter(|(known, _)| known == collection);
        keys.filter_map(|key| self.items.get(key))
            .map(|(item, _)| item.clone())
            .collect()
    }

    fn make_room(&mut self) {
        while self.items.len() > ITEMS || self.bytes > BYTES {
            let Some(oldest) = self.order.pop_front() else {
                return;
            };
            self.forget(&oldest);
        }
    }

    fn forget(&mut self, key: &Key) {
        if let Some((_, bytes)) = self.items.remove(key) {
            self.bytes -= bytes;
        }
    }
}

/// About how many bytes an item takes.
fn size(item: &Value) -> usize {
    item.to_string().len() + 64
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_oldest_go_where_there_are_too_many() {
        let mut store = Store::default();
        for number in 0..=ITEMS {
            assert!(store.insert("/a", &number.to_string(), json!(number)));
        }
        assert_eq!(store.all("/a").len(), ITEMS);
        assert_eq!(store.get("/a", "0"), None);
        assert_eq!(store.get("/a", "1"), Some(json!(1)));
        let large = "x".repeat(BYTES - 1000);
        assert!(store.insert("/a", "large", json!(large)));
        assert!(store.items.len() < 20 && store.bytes <= BYTES);
        store.replace("/a", "large", json!(large + &"x".repeat(2000)));
        assert!(store.items.is_empty() && store.bytes == 0 && store.order.is_empty());
    }

    #[test]
    fn what_is_in_an_item_goes_with_it() {
        let mut store = Store::default();
        assert!(store.insert("/a", "1", json!(1)) && !store.insert("/a", "1", json!(2)));
        assert!(store.insert("/a/1/b", "2", json!(2)) && store.insert("/a/11/b", "2", json!(3)));
        assert_eq!(store.remove("/a", "1"), Some(json!(1)));
        assert_eq!(store.remove("/a", "1"), None);
        assert_eq!(store.get("/a/1/b", "2"), None);
        assert_eq!(store.all("/a/11/b"), [json!(3)]);
    }
}
