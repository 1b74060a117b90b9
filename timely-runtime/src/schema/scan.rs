//! The fast path of the check: JSON text, before it becomes a value.
//!
//! Nearly all requests are valid. Where that can be told while the text is read, no value need be made of it: neither
//! names nor texts are copied. The answer is yes or not yet; after the latter the text is read into a value and checked
//! in full, which finds what is wrong, and judges what is beyond a single pass, such as unions of objects. An object
//! that names a member twice is left to that reading, too, which refuses it.

use super::check::containers::requires;
use super::scalar::{Scalar, fits};
use super::{Additional, Budget, Direction, Schema, Types, index};
use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Number;
use smallvec::SmallVec;
use std::collections::HashSet;
use std::fmt;

/// How many schemas may constrain one object or array.
const MAX_PARTS: usize = 8;
/// How deep those may stand in each other's `allOf`. Times the 128 levels of a JSON text, this stays below the depth of
/// the full check.
const MAX_NESTING: u8 = 3;

/// Whether a text is JSON that a schema surely allows.
pub(crate) fn allows(schema: &Schema, text: &str, direction: Direction, budget: &Budget) -> bool {
    let mut reader = serde_json::Deserializer::from_str(text);
    let scan = Scan {
        schema,
        direction,
        budget,
    };
    scan.deserialize(&mut reader).is_ok() && reader.end().is_ok() && !budget.is_exhausted()
}

/// The check of one value.
#[derive(Clone, Copy)]
struct Scan<'s> {
    schema: &'s Schema,
    direction: Direction,
    budget: &'s Budget,
}

impl<'s> Scan<'s> {
    fn of(self, schema: &'s Schema) -> Self {
        Self { schema, ..self }
    }

    fn scalar<E: serde::de::Error>(self, value: Scalar<'_>) -> Result<(), E> {
        if fits(self.schema, &value, self.budget) == Some(true) {
            Ok(())
        } else {
            Err(not_yet())
        }
    }
}

/// Ends the reading. The message is never seen.
fn not_yet<E: serde::de::Error>() -> E {
    E::custom("")
}

impl<'de> DeserializeSeed<'de> for Scan<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        // Never `deserialize_ignored_any`, which does not look at escapes and numbers.
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Scan<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value that the schema allows")
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<(), E> {
        self.scalar(Scalar::Null)
    }

    fn visit_bool<E: serde::de::Error>(self, value: bool) -> Result<(), E> {
        self.scalar(Scalar::Bool(value))
    }

    fn visit_i64<E: serde::de::Error>(self, value: i64) -> Result<(), E> {
        self.scalar(Scalar::Number(value.into()))
    }

    fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<(), E> {
        self.scalar(Scalar::Number(value.into()))
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<(), E> {
        let number = Number::from_f64(value).ok_or_else(not_yet)?;
        self.scalar(Scalar::Number(number))
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<(), E> {
        self.scalar(Scalar::Text(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        let parts = Parts::of(self.schema, Types::ARRAY).ok_or_else(not_yet)?;
        let mut wanted = parts.iter().filter_map(|part| part.items);
        let item = self.of(wanted.next().unwrap_or(&Schema::ANY));
        let is_told = wanted.next().is_none() && parts.iter().all(|part| !part.unique_items);
        if !is_told {
            return Err(not_yet());
        }
        let mut count = 0;
        if !self.budget.spend(parts.count as u64) {
            return Err(not_yet());
        }
        while items.next_element_seed(item)?.is_some() {
            count += 1;
        }
        let is_within = |part: &Schema| {
            part.min_items.is_none_or(|min| count >= min)
                && part.max_items.is_none_or(|max| count <= max)
        };
        if parts.iter().all(is_within) {
            Ok(())
        } else {
            Err(not_yet())
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        let parts = Parts::of(self.schema, Types::OBJECT).ok_or_else(not_yet)?;
        let mut names = Names::new(&parts).ok_or_else(not_yet)?;
        if !self.budget.spend(names.cost()) {
            return Err(not_yet());
        }
        while let Some(schema) = members.next_key_seed(&mut names)? {
            self.budget.spend(parts.count as u64);
            members.next_value_seed(self.of(schema))?;
        }
        if names.are_complete(self.direction) {
            Ok(())
        } else {
            Err(not_yet())
        }
    }
}

/// The schemas that constrain one object or array: the schema itself, and what its `allOf` leads to.
struct Parts<'s> {
    schemas: [&'s Schema; MAX_PARTS],
    count: usize,
}

impl<'s> Parts<'s> {
    /// `None` where a value of this type is not allowed, or where more than one pass must tell.
    fn of(schema: &'s Schema, types: Types) -> Option<Self> {
        let mut parts = Self {
            schemas: [&Schema::ANY; MAX_PARTS],
            count: 0,
        };
        parts.add(schema, types, MAX_NESTING)?;
        Some(parts)
    }

    fn add(&mut self, schema: &'s Schema, types: Types, depth: u8) -> Option<()> {
        let is_plain = schema.types.contains(types)
            && schema.enumeration.is_empty()
            && schema.any_of.is_empty()
            && schema.one_of.is_empty()
            && schema.not.is_none()
            && schema.rare.is_none();
        if !is_plain {
            return None;
        }
        *self.schemas.get_mut(self.count)? = schema;
        self.count += 1;
        for part in schema.all_of {
            self.add(part, types, depth.checked_sub(1)?)?;
        }
        Some(())
    }

    fn iter(&self) -> impl Iterator<Item = &'s Schema> + Clone {
        self.schemas[..self.count].iter().copied()
    }
}

/// The names of an object's members, as they come.
struct Names<'p, 's, 'de> {
    parts: &'p Parts<'s>,
    /// What members must be that no part names; none where there must not be any.
    rest: Option<&'s Schema>,
    /// The properties of each part that have come, one bit each.
    seen: [u128; MAX_PARTS],
    /// The names that have come and are no property.
    others: Others<'de>,
    /// Where in the first part the next name is looked for first.
    likely: usize,
}

impl<'p, 's, 'de> Names<'p, 's, 'de> {
    fn new(parts: &'p Parts<'s>) -> Option<Self> {
        let is_told = |part: &Schema| {
            part.properties.len() <= 128
                && part.min_properties.is_none()
                && part.max_properties.is_none()
        };
        if !parts.iter().all(is_told) {
            return None;
        }
        let rest = match parts.schemas[..parts.count] {
            [only] => match only.additional {
                Additional::Allowed => Some(&Schema::ANY),
                Additional::Forbidden => None,
                Additional::Schema(schema) => Some(schema),
            },
            // What is additional to one part may be a property of another.
            _ if parts
                .iter()
                .all(|part| matches!(part.additional, Additional::Allowed)) =>
            {
                Some(&Schema::ANY)
            }
            _ => return None,
        };
        Some(Self {
            parts,
            rest,
            seen: [0; MAX_PARTS],
            others: Others::default(),
            likely: 0,
        })
    }

    /// What it takes to tell whether all members are there, in steps of a [`Budget`].
    fn cost(&self) -> u64 {
        let parts = self.parts.iter();
        let names =
            parts.map(|part| part.properties.len() / 8 + self.parts.count * part.required.len());
        let room = self.parts.iter().map(|part| index::room(part.properties));
        2 * self.parts.count as u64 + names.sum::<usize>() as u64 + room.sum::<u64>()
    }

    /// The schema of a member; none where none or several must hold, or where the name came before.
    fn schema(&mut self, name: &'de str) -> Option<&'s Schema> {
        let mut found: Option<&'s Schema> = None;
        for (part, seen) in self.parts.iter().zip(&mut self.seen) {
            let is_it = |at: &usize| part.properties.get(*at).is_some_and(|it| it.name == name);
            let at = Some(self.likely)
                .filter(is_it)
                .or_else(|| index::position(part.properties, name));
            let Some(at) = at else { continue };
            if *seen >> at & 1 == 1 {
                return None;
            }
            *seen |= 1 << at;
            self.likely = at + 1;
            let schema = part.properties[at].schema;
            if found.is_some_and(|found| !std::ptr::eq(found, schema)) {
                return None;
            }
            found = Some(schema);
        }
        if found.is_some() {
            return found;
        }
        // serde_json passes numbers and raw text as objects of such names where features of it ask for that.
        let is_taken = name.starts_with("$serde_json::") || !self.others.insert(name);
        self.rest.filter(|_| !is_taken)
    }

    /// Whether all members are there that must be.
    fn are_complete(&self, direction: Direction) -> bool {
        let parts = self.parts.iter().zip(&self.seen);
        let is_seen = |name: &str| {
            parts.clone().any(|(part, seen)| {
                let at = index::position(part.properties, name);
                at.is_some_and(|at| seen >> at & 1 == 1)
            })
        };
        parts.clone().all(|(part, seen)| {
            let mut properties = part.properties.iter().enumerate();
            properties
                .all(|(at, property)| seen >> at & 1 == 1 || !requires(property, Some(direction)))
                && part.required.iter().all(|name| is_seen(name))
        })
    }
}

impl<'de, 's> DeserializeSeed<'de> for &mut Names<'_, 's, 'de> {
    type Value = &'s Schema;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<&'s Schema, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl<'s, 'de> Visitor<'de> for &mut Names<'_, 's, 'de> {
    type Value = &'s Schema;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a member")
    }

    fn visit_borrowed_str<E: serde::de::Error>(self, name: &'de str) -> Result<&'s Schema, E> {
        self.schema(name).ok_or_else(not_yet)
    }

    /// A name with escapes, which is rare, and could not be kept.
    fn visit_str<E: serde::de::Error>(self, _: &str) -> Result<&'s Schema, E> {
        Err(not_yet())
    }
}

/// Names, each of them once. Few take no memory of their own.
#[derive(Default)]
struct Others<'de> {
    few: SmallVec<[&'de str; 8]>,
    /// All names, where they are too many to be compared one by one.
    many: HashSet<&'de str>,
}

impl<'de> Others<'de> {
    /// Whether the name is a new one.
    fn insert(&mut self, name: &'de str) -> bool {
        if self.few.len() < self.few.inline_size() {
            let is_new = !self.few.contains(&name);
            self.few.push(name);
            return is_new;
        }
        if self.many.is_empty() {
            self.many.extend(&self.few);
        }
        self.many.insert(name)
    }
}

#[cfg(test)]
mod tests {
    use super::Budget;
    use crate::{
        Access, Additional, Bound, Direction, Format, Literal, Property, RareKeywords, Schema,
        Types,
    };
    use proptest::prelude::*;
    use serde_json::{Value, json};

    fn allows(schema: &Schema, text: &str, direction: Direction) -> bool {
        schema.allows_text(text, direction, &Budget::unlimited())
    }

    static LEAF: Schema = Schema {
        types: Types::STRING.or(Types::NULL),
        min_length: Some(1),
        max_length: Some(3),
        ..Schema::ANY
    };
    static CODE: Schema = Schema {
        types: Types::STRING,
        all_of: &[&Schema {
            enumeration: &[Literal::Str("a"), Literal::Str("é")],
            ..Schema::ANY
        }],
        ..Schema::ANY
    };
    static COUNT: Schema = Schema {
        types: Types::INTEGER,
        format: Some(Format::Int64),
        minimum: Some(Bound::Int(-1)),
        not: Some(&Schema {
            enumeration: &[Literal::Int(1)],
            ..Schema::ANY
        }),
        ..Schema::ANY
    };
    /// Recursive, with what is required and what is not, on each side.
    static NODE: Schema = Schema {
        types: Types::OBJECT,
        properties: &[
            Property::required("a", &LEAF),
            Property::optional("b", &CODE),
            Property::optional("c", &LIST),
            Property {
                access: Access::ReadOnly,
                ..Property::required("d", &COUNT)
            },
        ],
        ..Schema::ANY
    };
    static LIST: Schema = Schema {
        types: Types::ARRAY,
        items: Some(&NODE),
        min_items: Some(1),
        max_items: Some(2),
        ..Schema::ANY
    };
    static CLOSED: Schema = Schema {
        types: Types::OBJECT,
        properties: &[Property::optional("a", &NODE)],
        additional: Additional::Schema(&COUNT),
        ..Schema::ANY
    };
    static MERGED: Schema = Schema {
        all_of: &[
            &NODE,
            &Schema {
                properties: &[Property::optional("e", &COUNT)],
                required: &["e", "b"],
                ..Schema::ANY
            },
        ],
        ..Schema::ANY
    };
    static FORBIDDEN: Schema = Schema {
        properties: &[
            Property::optional("a", &LEAF),
            Property::optional("b", &LEAF),
        ],
        additional: Additional::Forbidden,
        ..Schema::ANY
    };
    /// What a single pass does not tell.
    static UNION: Schema = Schema {
        any_of: &[&NODE, &LIST],
        rare: Some(&RareKeywords::NONE),
        ..Schema::ANY
    };

    fn values() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            Just(json!(true)),
            (-2_i64..4).prop_map(Value::from),
            Just(json!(2.0)),
            Just(json!(0.5)),
            Just(json!(1e300)),
            "[aé\"\\\\]{0,4}".prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 24, 4, |value| {
            prop_oneof![
                proptest::collection::vec(value.clone(), 0..4).prop_map(Value::from),
                proptest::collection::btree_map("[a-f]", value, 0..6)
                    .prop_map(|members| Value::Object(members.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn the_quick_check_says_what_the_full_one_says(value in values()) {
            for direction in [Direction::Request, Direction::Response] {
                for schema in [&LEAF, &CODE, &COUNT, &NODE, &LIST, &CLOSED, &MERGED, &FORBIDDEN] {
                    let full = schema.check(&value, direction).is_empty();
                    let quick = allows(schema, &value.to_string(), direction);
                    prop_assert_eq!(quick, full, "{} by {:?}", value, schema);
                }
                prop_assert!(!allows(&UNION, &value.to_string(), direction) || !value.is_object());
            }
        }
    }

    #[test]
    fn valid_objects_of_each_schema_are_told_at_once() {
        let node =
            json!({"d": 2, "a": "é", "z": [{"x": null}], "c": [{"a": null, "b": "é", "d": -1}]});
        let told = |schema: &Schema, value: &Value| {
            allows(schema, &value.to_string(), Direction::Response)
        };
        assert!(told(&NODE, &node));
        assert!(told(&CLOSED, &json!({"a": node, "b": 3})));
        assert!(told(&MERGED, &json!({"a": "a", "b": "a", "d": 0, "e": 0})));
        assert!(!told(&MERGED, &json!({"a": "a", "b": "a", "d": 0})));
    }

    #[test]
    fn what_is_no_json_is_not_allowed() {
        let allows = |text: &str| allows(&Schema::ANY, text, Direction::Request);
        assert!(allows(r#" {"a": ["\ud83d\ude00", 1e3, {}]} "#));
        for text in [
            "",
            "{",
            "[1] 2",
            r#""\ud83d""#,
            "[1e999]",
            "{\"a\": \"\u{1}\"}",
            "[01]",
        ] {
            assert!(!allows(text), "{text}");
        }
        assert!(!allows(&"[".repeat(200_000)));
        assert!(!allows(r#"{"$serde_json::private::Number": "1"}"#));
    }

    #[test]
    fn names_stand_once_in_an_object() {
        let allows = |text: &str| allows(&NODE, text, Direction::Request);
        assert!(!allows(r#"{"a": "a", "a": "a"}"#));
        assert!(!allows(r#"{"a": "a", "x": 1, "x": 1}"#));
        assert!(!allows(r#"{"a": "a", "\u0078": 1, "x": 1}"#));
        let many = |last: usize| {
            let names: Vec<String> = (0..100)
                .chain([last])
                .map(|n| format!("\"n{n}\": {n}"))
                .collect();
            format!(r#"{{"a": "a", {}}}"#, names.join(", "))
        };
        assert!(allows(&many(100)));
        for repeated in [0, 7, 8, 9, 99] {
            assert!(!allows(&many(repeated)), "{repeated}");
        }
    }
}
