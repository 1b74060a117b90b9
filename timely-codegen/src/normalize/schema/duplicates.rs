//! Deduplication: members of a list of schemas that are the same.

use super::is_annotation;
use serde_json::Value;
use std::collections::hash_map::DefaultHasher;
use std::collections::{BTreeMap, HashMap};
use std::hash::{Hash, Hasher};

/// How many different members with one fingerprint are compared. There is one, but in a document that is made to have
/// more.
const MAX_COMPARED: usize = 4;

/// The members that are the same as an earlier one, with its place: the same reference, or the same schema.
pub(super) fn of(members: &[Value]) -> BTreeMap<usize, usize> {
    let mut copies = BTreeMap::new();
    if members.len() < 2 {
        return copies;
    }
    let mut known: HashMap<u64, Vec<usize>> = HashMap::new();
    for (index, member) in members.iter().enumerate() {
        let places = known.entry(fingerprint(identity(member))).or_default();
        match places
            .iter()
            .find(|place| are_same(&members[**place], member))
        {
            Some(first) => {
                copies.insert(index, *first);
            }
            None if places.len() < MAX_COMPARED => places.push(index),
            None => {}
        }
    }
    copies
}

fn are_same(a: &Value, b: &Value) -> bool {
    identity(a) == identity(b)
}

/// What a member is known by: the reference, if it has nothing beside it but what is said for people.
fn identity(member: &Value) -> &Value {
    let entries = member.as_object();
    let is_bare = |entries: &&serde_json::Map<String, Value>| {
        entries
            .keys()
            .all(|key| key == "$ref" || is_annotation(key) && key != "nullable")
    };
    entries
        .filter(is_bare)
        .and_then(|entries| entries.get("$ref"))
        .unwrap_or(member)
}

/// The same number for the same value, in whatever order its entries stand.
fn fingerprint(value: &Value) -> u64 {
    let mut hasher = DefaultHasher::new();
    match value {
        Value::Null => 0_u8.hash(&mut hasher),
        Value::Bool(value) => (1_u8, value).hash(&mut hasher),
        Value::Number(number) => (2_u8, number.to_string()).hash(&mut hasher),
        Value::String(text) => (3_u8, text).hash(&mut hasher),
        Value::Array(items) => {
            4_u8.hash(&mut hasher);
            items
                .iter()
                .for_each(|item| fingerprint(item).hash(&mut hasher));
        }
        Value::Object(entries) => {
            let each = entries.iter().map(|(key, value)| {
                let mut hasher = DefaultHasher::new();
                (key, fingerprint(value)).hash(&mut hasher);
                hasher.finish()
            });
            (5_u8, each.fold(0_u64, u64::wrapping_add)).hash(&mut hasher);
        }
    }
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_same_in_another_order_and_with_other_words() {
        let members = [
            json!({ "$ref": "#/a" }),
            json!({ "type": "string", "minLength": 1 }),
            json!({ "$ref": "#/a", "description": "Again." }),
            json!({ "minLength": 1, "type": "string" }),
            json!({ "$ref": "#/a", "minLength": 1 }),
            json!({ "type": "string", "minLength": 2 }),
        ];
        assert_eq!(of(&members), BTreeMap::from([(2, 0), (3, 1)]));
        assert_eq!(of(&members[..1]), BTreeMap::new());
    }
}
