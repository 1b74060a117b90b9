//! Whether two schemas say the same of values, wherever they stand and whatever their components are called.

use super::alternatives::target;
use super::evaluation::Evaluation;
use super::place::{Place, is_said_for_people};
use crate::diagnostic::Pointer;
use crate::diff::side::Side;
use serde_json::Value;
use std::collections::HashSet;

/// How many pairs of values are looked at. Beyond that, two schemas are not taken for the same.
const MOST_STEPS: usize = 2_000;

impl Evaluation<'_, '_> {
    pub(super) fn are_same(&self, places: [Pointer; 2]) -> bool {
        are_same([self.old, self.new], places)
    }

    /// The same of components, by their names.
    pub(super) fn are_same_components(&self, names: [&str; 2]) -> bool {
        let places = names.map(of_component);
        let have = self.old.at(&places[0]).is_some() && self.new.at(&places[1]).is_some();
        have && self.are_same(places)
    }
}

pub(super) fn are_same(sides: [Side<'_>; 2], places: [Pointer; 2]) -> bool {
    let mut search = Search {
        sides,
        seen: HashSet::new(),
        open: vec![places],
        steps: 0,
    };
    while let Some([old, new]) = search.open.pop() {
        if !search.schemas(old, new) {
            return false;
        }
    }
    true
}

/// A value as a text in which keys have an order.
pub(super) fn canonical(value: &Value) -> String {
    match value {
        Value::Object(entries) => {
            let mut texts: Vec<String> = entries
                .iter()
                .map(|(key, value)| format!("{}:{}", Value::from(key.as_str()), canonical(value)))
                .collect();
            texts.sort_unstable();
            format!("{{{}}}", texts.join(","))
        }
        Value::Array(items) => {
            let texts: Vec<String> = items.iter().map(canonical).collect();
            format!("[{}]", texts.join(","))
        }
        value => value.to_string(),
    }
}

struct Search<'a> {
    sides: [Side<'a>; 2],
    /// The pairs that were looked at, or are to be.
    seen: HashSet<[Pointer; 2]>,
    open: Vec<[Pointer; 2]>,
    steps: usize,
}

impl Search<'_> {
    /// Compares two schemas; what they hold is left for later.
    fn schemas(&mut self, old: Pointer, new: Pointer) -> bool {
        let [side, other] = self.sides;
        let (Some(before), Some(after)) = (Place::find(side, &old), Place::find(other, &new))
        else {
            return side.at(&old) == other.at(&new);
        };
        if !self.seen.insert([before.at.clone(), after.at.clone()]) {
            return true;
        }
        let keys = |place: &Place<'_>| -> HashSet<String> {
            let keys = place.entries.keys();
            keys.filter(|key| !is_said_for_people(key))
                .cloned()
                .collect()
        };
        let (keys, others) = (keys(&before), keys(&after));
        keys == others
            && keys.iter().all(|key| {
                let values = [before.get(key), after.get(key)];
                self.keyword(key, values, [before.key(key), after.key(key)])
            })
    }

    fn keyword(&mut self, key: &str, values: [Option<&Value>; 2], at: [Pointer; 2]) -> bool {
        self.steps += 1;
        if self.steps > MOST_STEPS {
            return false;
        }
        match (key, values) {
            (
                "items"
                | "additionalProperties"
                | "not"
                | "if"
                | "then"
                | "else"
                | "contains"
                | "propertyNames"
                | "contentSchema"
                | "unevaluatedItems"
                | "unevaluatedProperties",
                _,
            ) => {
                self.open.push(at);
                true
            }
            (
                "properties" | "patternProperties" | "dependentSchemas",
                [Some(Value::Object(old)), Some(Value::Object(new))],
            ) => {
                let have_same = old.len() == new.len() && old.keys().all(|it| new.contains_key(it));
                if have_same {
                    let children = old.keys().map(|name| at.clone().map(|at| at.child(name)));
                    self.open.extend(children);
                    self.steps += old.len();
                }
                have_same
            }
            (
                "allOf" | "anyOf" | "oneOf" | "prefixItems",
                [Some(Value::Array(old)), Some(Value::Array(new))],
            ) => {
                let children = 0..old.len();
                self.open
                    .extend(children.map(|index| at.clone().map(|at| at.index(index))));
                old.len() == new.len()
            }
            ("enum" | "required", [Some(Value::Array(old)), Some(Value::Array(new))]) => {
                let all =
                    |list: &[Value]| -> HashSet<String> { list.iter().map(canonical).collect() };
                all(old) == all(new)
            }
            ("discriminator", [Some(old), Some(new)]) => self.discriminator([old, new]),
            (_, [old, new]) => old == new,
        }
    }

    /// Components that values are mapped to may have other names.
    fn discriminator(&mut self, [old, new]: [&Value; 2]) -> bool {
        let mappings = [old, new].map(|it| it.get("mapping").and_then(Value::as_object));
        let [Some(before), Some(after)] = mappings else {
            return old == new;
        };
        before.len() == after.len()
            && old.get("propertyName") == new.get("propertyName")
            && before.iter().all(|(value, name)| {
                let Some(other) = after.get(value) else {
                    return false;
                };
                let places = [name, other].map(|name| target(name).map(|name| of_component(&name)));
                match places {
                    [Some(old), Some(new)] if self.have(&old, &new) => {
                        self.open.push([old, new]);
                        true
                    }
                    _ => name == other,
                }
            })
    }

    /// Whether both documents have what stands at these places.
    fn have(&self, old: &Pointer, new: &Pointer) -> bool {
        let [side, other] = self.sides;
        side.at(old).is_some() && other.at(new).is_some()
    }
}

/// Where the component of a name stands.
fn of_component(name: &str) -> Pointer {
    let schemas = Pointer::root().child("components").child("schemas");
    schemas.child(name)
}
