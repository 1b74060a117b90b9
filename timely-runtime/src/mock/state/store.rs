//! The items that were created, within bounds.

use serde_json::Value;
use std::collections::{HashMap, VecDeque};

/// How many items are kept.
const ITEMS: usize = 10_000;
/// About how many bytes of memory they take.
const BYTES: usize = 64 * 1024 * 1024;

/// A collection and an id.
type Key = (String, String);

/// A thing that was created.
struct Item {
    value: Value,
    bytes: usize,
    /// The path at which it was created, and is listed: it may be read at another one.
    origin: String,
}

/// All items, the oldest of which go where there are too many.
#[derive(Default)]
pub(super) struct Store {
    items: HashMap<Key, Item>,
    /// In the order in which they were created.
    order: VecDeque<Key>,
    bytes: usize,
    /// How many items were to be created so far.
    tickets: u64,
}

impl Store {
    /// The number of a new item, which no other one has.
    pub(super) const fn ticket(&mut self) -> u64 {
        let ticket = self.tickets;
        self.tickets += 1;
        ticket
    }

    /// Adds an item that is created at a path. False where there is one of this id.
    pub(super) fn insert(
        &mut self,
        collection: &str,
        id: &str,
        value: Value,
        origin: &str,
    ) -> bool {
        let key = (collection.to_owned(), id.to_owned());
        if self.items.contains_key(&key) {
            return false;
        }
        // The key stands in two places.
        let bytes = weight(&value) + 2 * (collection.len() + id.len()) + origin.len();
        self.bytes += bytes;
        self.order.push_back(key.clone());
        let item = Item {
            value,
            bytes,
            origin: origin.to_owned(),
        };
        self.items.insert(key, item);
        self.make_room();
        true
    }

    pub(super) fn get(&self, collection: &str, id: &str) -> Option<Value> {
        let key = (collection.to_owned(), id.to_owned());
        self.items.get(&key).map(|item| item.value.clone())
    }

    pub(super) fn has(&self, collection: &str, id: &str) -> bool {
        let key = (collection.to_owned(), id.to_owned());
        self.items.contains_key(&key)
    }

    /// Makes another item of one that is there, in one step, so that no change is lost; what it is then.
    pub(super) fn change(
        &mut self,
        collection: &str,
        id: &str,
        change: impl FnOnce(Value) -> Value,
    ) -> Option<Value> {
        let key = (collection.to_owned(), id.to_owned());
        let item = self.items.get_mut(&key)?;
        let before = weight(&item.value);
        item.value = change(std::mem::take(&mut item.value));
        let after = weight(&item.value);
        item.bytes = item.bytes - before + after;
        self.bytes = self.bytes - before + after;
        let changed = item.value.clone();
        self.make_room();
        Some(changed)
    }

    /// Removes an item, and all that was created within it.
    pub(super) fn remove(&mut self, collection: &str, id: &str) -> Option<Value> {
        let key = (collection.to_owned(), id.to_owned());
        let item = self.items.remove(&key)?;
        self.bytes -= item.bytes;
        let within = format!("{collection}/{id}/");
        let all = self.items.iter();
        let gone = all.filter(|(_, item)| (item.origin.clone() + "/").starts_with(&within));
        let gone: Vec<Key> = gone.map(|(key, _)| key.clone()).collect();
        for key in gone {
            self.forget(&key);
        }
        let items = &self.items;
        self.order.retain(|known| items.contains_key(known));
        Some(item.value)
    }

    /// The items that were created at a path, in the order in which they were.
    pub(super) fn all(&self, origin: &str) -> Vec<Value> {
        let items = self.order.iter().filter_map(|key| self.items.get(key));
        items
            .filter(|item| item.origin == origin)
            .map(|item| item.value.clone())
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
        if let Some(item) = self.items.remove(key) {
            self.bytes -= item.bytes;
        }
    }
}

/// About how many bytes of memory a value takes, which may be ten times as many as it has as JSON.
fn weight(value: &Value) -> usize {
    let inner = match value {
        Value::String(text) => text.len(),
        Value::Array(items) => items.iter().map(weight).sum(),
        Value::Object(members) => {
            let members = members.iter();
            // A name is a text, and has its place in the table.
            members
                .map(|(name, value)| name.len() + 48 + weight(value))
                .sum()
        }
        _ => 0,
    };
    size_of::<Value>() + inner
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_oldest_go_where_there_are_too_many() {
        let mut store = Store::default();
        for number in 0..=ITEMS {
            assert!(store.insert("/a", &number.to_string(), json!(number), "/a"));
        }
        assert_eq!(store.all("/a").len(), ITEMS);
        assert_eq!(store.get("/a", "0"), None);
        assert_eq!(store.get("/a", "1"), Some(json!(1)));
        let large = "x".repeat(BYTES - 1000);
        assert!(store.insert("/a", "large", json!(large), "/a"));
        assert!(store.items.len() < 40 && store.bytes <= BYTES);
        let larger = json!(large + &"x".repeat(2000));
        assert!(store.change("/a", "large", |_| larger).is_some());
        assert!(store.change("/a", "large", |it| it).is_none());
        assert!(store.items.is_empty() && store.bytes == 0 && store.order.is_empty());
    }

    #[test]
    fn small_values_and_long_ids_count_for_what_they_take() {
        let mut store = Store::default();
        let many = json!(vec![Value::Null; 100_000]);
        assert!(weight(&many) >= 100_000 * size_of::<Value>());
        let long = "x".repeat(BYTES / 8);
        for number in 0..10 {
            let id = format!("{number}{long}");
            assert!(store.insert("/a", &id, json!(1), "/a"));
            assert!(store.insert(&id, "1", json!(1), &id));
        }
        assert!(store.items.len() <= 5 && store.bytes <= BYTES);
        assert_eq!(store.items.len(), store.order.len());
    }

    #[test]
    fn what_is_in_an_item_goes_with_it() {
        let mut store = Store::default();
        let mut insert = |collection: &str, id: &str, value: u64, origin: &str| {
            store.insert(collection, id, json!(value), origin)
        };
        assert!(insert("/a", "1", 1, "/a") && !insert("/a", "1", 2, "/a"));
        assert!(insert("/a/1/b", "2", 2, "/a/1/b") && insert("/a/11/b", "2", 3, "/a/11/b"));
        // What is read elsewhere than where it was created.
        assert!(insert("/c", "3", 4, "/a/1/c"));
        assert_eq!(store.all("/a/1/c"), [json!(4)]);
        assert_eq!(store.remove("/a", "1"), Some(json!(1)));
        assert_eq!(store.remove("/a", "1"), None);
        assert_eq!(store.get("/a/1/b", "2"), None);
        assert!(!store.has("/c", "3"));
        assert_eq!(store.all("/a/11/b"), [json!(3)]);
    }
}
