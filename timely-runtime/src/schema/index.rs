//! Names and constants of schemas, to be found without going through all of them.
//!
//! An object is looked at once for each of its members and an array once for each of its items, of which the sender
//! chooses the number: where a schema lists hundreds of properties or values, that must not multiply.

use super::memo::Mix;
use super::{Literal, Property, order};
use crate::json::instance::{Instance, View};
use serde_json::Value;
use std::{
    collections::{HashMap, HashSet},
    hash::BuildHasherDefault,
    sync::{Arc, LazyLock, PoisonError, RwLock},
};

/// Lists that are no longer are gone through, which takes less time.
const FEW: usize = 16;

/// Indices by the addresses of the lists, which are statics, so that a cache is bounded by the document.
pub(super) type Cache<T> =
    LazyLock<RwLock<HashMap<(usize, usize), Arc<T>, BuildHasherDefault<Mix>>>>;

pub(super) fn cached<L, T>(
    cache: &Cache<T>,
    list: &'static [L],
    make: fn(&'static [L]) -> T,
) -> Arc<T> {
    let key = (list.as_ptr().addr(), list.len());
    // No code that can panic runs while the lock is held, so a poisoned cache is still whole.
    let known = cache.read().unwrap_or_else(PoisonError::into_inner);
    if let Some(index) = known.get(&key) {
        return Arc::clone(index);
    }
    drop(known);
    let index = Arc::new(make(list));
    let mut known = cache.write().unwrap_or_else(PoisonError::into_inner);
    known.insert(key, Arc::clone(&index));
    index
}

/// What an object costs for the properties that it may have, in steps of a budget: the type that it becomes has room for
/// all of them, also where a sender leaves them out.
pub(super) fn room(properties: &[Property]) -> u64 {
    5 * properties.len().saturating_sub(FEW) as u64
}

/// Where the properties of a schema are, by their names.
pub(super) struct Names {
    positions: HashMap<&'static str, usize>,
    /// The positions of those that are required in some direction.
    pub(super) required: Vec<usize>,
}

impl Names {
    /// `None` where the properties are few.
    pub(super) fn of(properties: &'static [Property]) -> Option<Arc<Self>> {
        static CACHE: Cache<Names> = LazyLock::new(Default::default);
        (properties.len() > FEW).then(|| cached(&CACHE, properties, Self::new))
    }

    fn new(properties: &'static [Property]) -> Self {
        let mut positions = HashMap::with_capacity(properties.len());
        for (position, property) in properties.iter().enumerate() {
            // The first counts, as where they are gone through.
            positions.entry(property.name).or_insert(position);
        }
        let is_required =
            |(position, property): (usize, &Property)| property.required.then_some(position);
        Self {
            positions,
            required: properties
                .iter()
                .enumerate()
                .filter_map(is_required)
                .collect(),
        }
    }

    pub(super) fn position(&self, name: &str) -> Option<usize> {
        self.positions.get(name).copied()
    }
}

/// The position of a property.
pub(super) fn position(properties: &'static [Property], name: &str) -> Option<usize> {
    match Names::of(properties) {
        Some(names) => names.position(name),
        None => properties.iter().position(|property| property.name == name),
    }
}

/// The position of a text in a list, of which each text is there once.
pub(crate) fn position_of_text(list: &'static [&'static str], text: &str) -> Option<usize> {
    static CACHE: Cache<HashMap<&'static str, usize>> = LazyLock::new(Default::default);
    if list.len() <= FEW {
        return list.iter().position(|known| *known == text);
    }
    let positions = |list: &'static [&'static str]| list.iter().copied().zip(0..).collect();
    cached(&CACHE, list, positions).get(text).copied()
}

/// Constants of an `enum`.
struct Constants {
    texts: HashSet<&'static str>,
    /// All others, in the order of [`order::compare`].
    others: Vec<Value>,
}

impl Constants {
    fn new(listed: &'static [Literal]) -> Self {
        let texts = listed.iter().filter_map(|literal| match literal {
            Literal::Str(text) => Some(*text),
            _ => None,
        });
        let mut others: Vec<Value> = listed.iter().filter_map(order::value_of).collect();
        others.sort_by(|a, b| order::compare(a, b));
        Self {
            texts: texts.collect(),
            others,
        }
    }

    fn contains<'v>(&self, value: impl Instance<'v>) -> bool {
        let is_it = |other: &Value| order::compare(other, value);
        self.others.binary_search_by(is_it).is_ok()
    }
}

/// `None` where the constants are few, and can be compared as they are.
fn constants(listed: &'static [Literal]) -> Option<Arc<Constants>> {
    static CACHE: Cache<Constants> = LazyLock::new(Default::default);
    let is_plain = |literal: &Literal| !matches!(literal, Literal::Json(_));
    if listed.len() <= FEW && listed.iter().all(is_plain) {
        return None;
    }
    Some(cached(&CACHE, listed, Constants::new))
}

/// Whether a value is one of the constants.
pub(super) fn is_listed<'v>(value: impl Instance<'v>, listed: &'static [Literal]) -> bool {
    if let View::Text(text) = value.view() {
        return is_listed_text(text, listed);
    }
    match constants(listed) {
        Some(constants) => constants.contains(value),
        None => listed
            .iter()
            .any(|literal| order::is_literal(value, *literal)),
    }
}

/// Whether a text is one of the constants.
pub(super) fn is_listed_text(text: &str, listed: &'static [Literal]) -> bool {
    match constants(listed) {
        None => {
            let is_it =
                |literal: &Literal| matches!(literal, Literal::Str(known) if *known == text);
            listed.iter().any(is_it)
        }
        Some(constants) => constants.texts.contains(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Schema;
    use serde_json::json;

    #[test]
    fn constants_are_found_among_many_as_among_few() {
        const TEXTS: [&str; 20] = [
            "a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o", "p", "q",
            "r", "s", "",
        ];
        let mixed: Vec<Literal> = TEXTS
            .map(Literal::Str)
            .into_iter()
            .chain([
                Literal::Null,
                Literal::Bool(true),
                Literal::Int(-3),
                Literal::Float(0.5),
                Literal::Json("18446744073709551615"),
                Literal::Json("1e999"),
                Literal::Json(r#"{"a": [1, 2.0]}"#),
            ])
            .collect();
        let mixed: &'static [Literal] = Vec::leak(mixed);
        for good in [
            json!("a"),
            json!(""),
            json!(null),
            json!(true),
            json!(-3.0),
            json!(0.5),
            json!(u64::MAX),
            json!({ "a": [1.0, 2] }),
        ] {
            assert!(is_listed(&good, mixed), "{good}");
        }
        for bad in [
            json!("t"),
            json!(false),
            json!(3),
            json!([]),
            json!({ "a": [2, 1] }),
        ] {
            assert!(!is_listed(&bad, mixed), "{bad}");
        }
        assert!(is_listed_text("s", mixed) && !is_listed_text("t", mixed));
        assert!(is_listed_text("b", &mixed[..3]) && !is_listed_text("d", &mixed[..3]));
        assert!(is_listed(&json!([1.0]), &[Literal::Json("[1]")]));
    }

    #[test]
    fn properties_are_found_among_many_as_among_few() {
        let properties: Vec<Property> = (0..40)
            .map(|n| Property {
                required: n % 20 == 0,
                ..Property::optional(String::leak(format!("p{n}")), Schema::STRING)
            })
            .collect();
        let properties: &'static [Property] = Vec::leak(properties);
        for list in [properties, &properties[..5]] {
            assert_eq!(position(list, "p0"), Some(0));
            assert_eq!(position(list, "p4"), Some(4));
            assert_eq!(position(list, "p40"), None);
        }
        let names = Names::of(properties).unwrap();
        assert_eq!(names.required, [0, 20]);
        assert!(Names::of(&properties[..5]).is_none());
    }
}
