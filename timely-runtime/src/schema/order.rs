//! Equality and order of JSON values (JSON Schema, section 4.2.2): numbers compare by value, so that 1 equals 1.0.

use super::{Budget, number};
use crate::json::instance::{Instance, View};
#[cfg(test)]
use serde_json::Value;
use std::cmp::Ordering;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::{BuildHasher, BuildHasherDefault, Hash, Hasher, RandomState};

/// A total order in which values that JSON Schema calls equal are equal. What it says of others has no meaning.
pub(super) fn compare<'a, 'b>(a: impl Instance<'a>, b: impl Instance<'b>) -> Ordering {
    match (a.view(), b.view()) {
        (View::Null, View::Null) => Ordering::Equal,
        (View::Bool(a), View::Bool(b)) => a.cmp(&b),
        (View::Number(a), View::Number(b)) => number::compare_numbers(&a, &b),
        (View::Text(a), View::Text(b)) => a.cmp(b),
        (View::Array, View::Array) => a.len().cmp(&b.len()).then_with(|| {
            a.items()
                .zip(b.items())
                .map(|(a, b)| compare(a, b))
                .find(|order| order.is_ne())
                .unwrap_or(Ordering::Equal)
        }),
        (View::Object, View::Object) => a.len().cmp(&b.len()).then_with(|| {
            // A map may keep its members in the order they were read.
            let mut a: Vec<_> = a.members().collect();
            let mut b: Vec<_> = b.members().collect();
            a.sort_unstable_by_key(|(name, _)| *name);
            b.sort_unstable_by_key(|(name, _)| *name);
            a.iter()
                .zip(&b)
                .map(|(a, b)| a.0.cmp(b.0).then_with(|| compare(a.1, b.1)))
                .find(|order| order.is_ne())
                .unwrap_or(Ordering::Equal)
        }),
        (a, b) => rank(&a).cmp(&rank(&b)),
    }
}

const fn rank(value: &View<'_>) -> u8 {
    match value {
        View::Null => 0,
        View::Bool(_) => 1,
        View::Number(_) => 2,
        View::Text(_) => 3,
        View::Array => 4,
        View::Object => 5,
    }
}

/// Arrays that are no longer are compared pairwise.
const FEW: usize = 6;

/// The positions of the first two items that are equal, the later one first to repeat an earlier one.
///
/// Where the budget does not suffice to tell, it is exhausted, and the answer has no meaning.
pub(super) fn duplicate<'v>(array: impl Instance<'v>, budget: &Budget) -> Option<(usize, usize)> {
    let items: Vec<_> = array.items().collect();
    if items.len() <= FEW {
        let pairs =
            (1..items.len()).flat_map(|later| (0..later).map(move |earlier| (earlier, later)));
        let is_same = |(a, b): &(usize, usize)| {
            budget.spend(1 + size_of_less(items[*a], items[*b]))
                && compare(items[*a], items[*b]).is_eq()
        };
        return pairs.into_iter().find(is_same);
    }
    // By a hash of each, with a key that no sender knows, since a body may hold a million items and each item many values.
    let keys = RandomState::new();
    let mut known: HashMap<u64, usize, BuildHasherDefault<Hashed>> = HashMap::default();
    for (index, item) in items.iter().enumerate() {
        let hash = hash(*item, &keys, budget)?;
        match known.entry(hash) {
            Entry::Vacant(entry) => {
                entry.insert(index);
            }
            Entry::Occupied(entry) if compare(items[*entry.get()], *item).is_eq() => {
                return Some((*entry.get(), index));
            }
            // Once in the lifetime of a machine.
            Entry::Occupied(_) => return sorted_duplicate(&items),
        }
    }
    None
}

/// A hash that is its own.
#[derive(Default)]
struct Hashed(u64);

impl Hasher for Hashed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, _: &[u8]) {}

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}

/// A hash that values have in common which [`compare`] calls equal. `None` once the budget is exhausted.
fn hash<'v>(value: impl Instance<'v>, keys: &RandomState, budget: &Budget) -> Option<u64> {
    let mut hasher = keys.build_hasher();
    let view = value.view();
    hasher.write_u8(rank(&view));
    let bytes = match view {
        View::Null => 0,
        View::Bool(value) => {
            value.hash(&mut hasher);
            1
        }
        View::Number(number) => {
            number::hash(&number, &mut hasher);
            8
        }
        View::Text(text) => {
            text.hash(&mut hasher);
            text.len()
        }
        View::Array => {
            for item in value.items() {
                hasher.write_u64(hash(item, keys, budget)?);
            }
            value.len()
        }
        View::Object => {
            // Whatever order they are in.
            let mut sum = 0_u64;
            for (name, member) in value.members() {
                let mut one = keys.build_hasher();
                name.hash(&mut one);
                one.write_u64(hash(member, keys, budget)?);
                sum = sum.wrapping_add(one.finish());
            }
            hasher.write_u64(sum);
            value.len()
        }
    };
    budget.spend(3 + bytes as u64 / 8).then(|| hasher.finish())
}

/// Bounds what a comparison looks at, in steps.
fn size_of_less<'v>(a: impl Instance<'v>, b: impl Instance<'v>) -> u64 {
    match (a.view(), b.view()) {
        (View::Text(a), View::Text(b)) => a.len().min(b.len()) as u64 / 64,
        _ => 0,
    }
}

/// As [`duplicate`], whatever the hashes are.
fn sorted_duplicate<'v, I: Instance<'v>>(items: &[I]) -> Option<(usize, usize)> {
    let mut order: Vec<usize> = (0..items.len()).collect();
    order.sort_by(|a, b| compare(items[*a], items[*b]));
    order
        .windows(2)
        .filter(|pair| compare(items[pair[0]], items[pair[1]]).is_eq())
        .map(|pair| (pair[0], pair[1]))
        .min_by_key(|pair| pair.1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    #[test]
    fn equality_is_by_value() {
        let equal = |a: Value, b: Value| compare(&a, &b).is_eq();
        assert!(equal(json!(1), json!(1.0)));
        assert!(equal(
            json!([1, { "a": 1.0, "b": [] }]),
            json!([1.0, { "b": [], "a": 1 }])
        ));
        assert!(!equal(json!({ "a": 1 }), json!({ "b": 1 })));
        assert!(!equal(json!("1"), json!(1)));
        assert!(!equal(json!(0), json!(false)));
        assert!(!equal(json!([[], 1]), json!([1, []])));
    }

    #[test]
    fn the_first_duplicate_is_found() {
        let find = |value: Value| duplicate(&value, &Budget::unlimited());
        assert_eq!(find(json!([3, 1, 2, 1.0, 3])), Some((1, 3)));
        assert_eq!(find(json!([3, 1, "1", [1], [[1]]])), None);
        assert_eq!(find(json!([])), None);
    }

    #[test]
    fn the_steps_grow_with_the_items_alone() {
        let objects = |count: u32| -> Vec<Value> {
            let object =
                |n| json!({ "a": n, "b": [1, 2.5, null], "c": "text", "d": { "e": true } });
            (0..count).map(object).collect()
        };
        let steps = |count| {
            let budget = Budget::unlimited();
            assert_eq!(duplicate(&Value::from(objects(count)), &budget), None);
            budget.spent()
        };
        assert_eq!(steps(10_000), 100 * steps(100));
        assert!(steps(100) < 100 * 60, "{}", steps(100));
    }

    #[test]
    fn a_budget_ends_the_search() {
        let items: Value = (0..100_000).collect();
        let budget = Budget::new(1000);
        assert_eq!(duplicate(&items, &budget), None);
        assert!(budget.is_exhausted());
    }

    fn pieces() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(json!(null)),
            (0..2_i64).prop_map(Value::from),
            Just(json!(1.0)),
            Just(json!(-0.0)),
            Just(json!(0.5)),
            "[ab]?".prop_map(Value::from),
        ];
        leaf.prop_recursive(2, 6, 2, |value| {
            prop_oneof![
                proptest::collection::vec(value.clone(), 0..2).prop_map(Value::from),
                proptest::collection::btree_map("[ab]", value, 0..2)
                    .prop_map(|members| Value::Object(members.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn hashes_find_what_sorting_finds(items in proptest::collection::vec(pieces(), 0..12)) {
            let array = Value::from(items.clone());
            let found = duplicate(&array, &Budget::unlimited());
            let items: Vec<_> = items.iter().collect();
            // Of several pairs with the same second item, either may come first in the order.
            let wanted = sorted_duplicate(&items).map(|(_, second)| second);
            prop_assert_eq!(found.map(|(_, second)| second), wanted);
            if let Some((first, second)) = found {
                prop_assert!(first < second && compare(items[first], items[second]).is_eq());
            }
        }
    }

    #[test]
    fn literals() {}
}
