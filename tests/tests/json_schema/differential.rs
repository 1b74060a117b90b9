//! Random schemas and values: the generated check against the `jsonschema` crate.

use crate::suite::{Position, lowered, passes};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Map, Value, json};

/// How many values each schema is tried with.
const VALUES: usize = 24;

/// Names and values that schemas and values share, so that they meet.
const NAMES: [&str; 4] = ["a", "b", "ab", "c"];

/// Null is left out: of schemas that allow it in several ways at once the generator has a milder view.
const TYPES: [&str; 6] = ["boolean", "integer", "number", "string", "array", "object"];
const PATTERNS: [&str; 6] = ["^a", "b$", "^[a-z]+$", r"\d", "^(?!ab)", r"(a|b)\1?"];

fn name() -> impl Strategy<Value = String> {
    prop::sample::select(&NAMES[..]).prop_map(str::to_owned)
}

fn scalar() -> impl Strategy<Value = Value> {
    prop_oneof![
        any::<bool>().prop_map(Value::from),
        (-3i64..6).prop_map(Value::from),
        (-6i64..12).prop_map(|halves| json!(halves as f64 / 2.0)),
        prop::sample::select(&["", "a", "ab", "abc", "b1", "é"][..]).prop_map(Value::from),
    ]
}

fn value() -> impl Strategy<Value = Value> {
    prop_oneof![8 => constant(), 1 => Just(Value::Null)]
}

fn constant() -> impl Strategy<Value = Value> {
    scalar().prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::hash_map(name(), inner, 0..4)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

/// A keyword without schemas in it.
fn plain_keyword() -> BoxedStrategy<(&'static str, Value)> {
    let types = prop::sample::select(&TYPES[..]);
    let count = || (0u64..4).prop_map(Value::from);
    let number = || (-2i64..6).prop_map(|halves| json!(halves as f64 / 2.0));
    let names = || prop::collection::btree_set(name(), 0..3);
    prop_oneof![
        types.clone().prop_map(|name| ("type", json!(name))),
        prop::collection::btree_set(types, 1..4).prop_map(|names| ("type", json!(names))),
        prop::collection::vec(scalar(), 1..4)
            .prop_map(distinct)
            .prop_map(|list| ("enum", list)),
        constant().prop_map(|value| ("const", value)),
        count().prop_map(|count| ("minLength", count)),
        count().prop_map(|count| ("maxLength", count)),
        prop::sample::select(&PATTERNS[..]).prop_map(|text| ("pattern", json!(text))),
        number().prop_map(|number| ("minimum", number)),
        number().prop_map(|number| ("maximum", number)),
        number().prop_map(|number| ("exclusiveMinimum", number)),
        number().prop_map(|number| ("exclusiveMaximum", number)),
        (1u8..5).prop_map(|halves| ("multipleOf", json!(f64::from(halves) / 2.0))),
        count().prop_map(|count| ("minItems", count)),
        count().prop_map(|count| ("maxItems", count)),
        any::<bool>().prop_map(|unique| ("uniqueItems", json!(unique))),
        count().prop_map(|count| ("minProperties", count)),
        count().prop_map(|count| ("maxProperties", count)),
        names().prop_map(|names| ("required", json!(names))),
        prop::collection::hash_map(name(), names(), 1..3)
            .prop_map(|map| ("dependentRequired", json!(map))),
    ]
    .boxed()
}

/// The values without those that repeat.
fn distinct(values: Vec<Value>) -> Value {
    let mut list: Vec<Value> = Vec::new();
    for value in values {
        let is_new = list.iter().all(|known| {
            known != &value && (known.as_f64().is_none() || known.as_f64() != value.as_f64())
        });
        if is_new {
            list.push(value);
        }
    }
    Value::Array(list)
}

fn map_of(
    keyword: &'static str,
    schema: BoxedStrategy<Value>,
) -> impl Strategy<Value = (&'static str, Value)> {
    prop::collection::hash_map(name(), schema, 1..3).prop_map(move |map| (keyword, json!(map)))
}

fn list_of(
    keyword: &'static str,
    schema: BoxedStrategy<Value>,
) -> impl Strategy<Value = (&'static str, Value)> {
    prop::collection::vec(schema, 1..4).prop_map(move |list| (keyword, Value::Array(list)))
}

/// A keyword with schemas in it.
fn composite_keyword(schema: BoxedStrategy<Value>) -> BoxedStrategy<(&'static str, Value)> {
    let single = [
        "items",
        "additionalProperties",
        "propertyNames",
        "not",
        "if",
        "then",
        "else",
        "contains",
        "unevaluatedItems",
        "unevaluatedProperties",
    ];
    let single = (prop::sample::select(single.to_vec()), schema.clone());
    let patterns = prop::sample::select(&["^a", "b$"][..]);
    prop_oneof![
        5 => single,
        1 => map_of("properties", schema.clone()),
        1 => map_of("dependentSchemas", schema.clone()),
        1 => prop::collection::hash_map(patterns, schema.clone(), 1..3)
            .prop_map(|map| ("patternProperties", json!(map))),
        1 => list_of("prefixItems", schema.clone()),
        1 => list_of("allOf", schema.clone()),
        1 => list_of("anyOf", schema.clone()),
        1 => list_of("oneOf", schema),
        1 => (0u8..3).prop_map(|count| ("minContains", json!(count))),
        1 => (0u8..3).prop_map(|count| ("maxContains", json!(count))),
    ]
    .boxed()
}

fn object(
    keywords: impl Strategy<Value = Vec<(&'static str, Value)>>,
) -> impl Strategy<Value = Value> {
    keywords.prop_map(|keywords| {
        let entries = keywords
            .into_iter()
            .map(|(key, value)| (key.to_owned(), value));
        Value::Object(entries.collect::<Map<_, _>>())
    })
}

fn schema() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        1 => any::<bool>().prop_map(Value::from),
        6 => object(prop::collection::vec(plain_keyword(), 0..3)),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        let keyword = prop_oneof![
            1 => plain_keyword(),
            3 => composite_keyword(inner.boxed()),
        ];
        object(prop::collection::vec(keyword, 1..5))
    })
}

#[test]
fn the_check_agrees_with_another_validator() {
    let cases = std::env::var("PROPTEST_CASES")
        .ok()
        .and_then(|count| count.parse().ok());
    let mut runner = TestRunner::new(Config {
        cases: cases.unwrap_or(200),
        failure_persistence: None,
        ..Config::default()
    });
    let strategy = (schema(), prop::collection::vec(value(), VALUES));
    let outcome = runner.run(&strategy, |(schema, values)| {
        let other = jsonschema::draft202012::new(&schema)
            .map_err(|error| TestCaseError::reject(error.to_string()))?;
        let ours = lowered(&schema, Position::Constraint).map_err(TestCaseError::fail)?;
        for value in &values {
            prop_assert_eq!(
                passes(ours, value),
                other.is_valid(value),
                "{} against {}",
                value,
                schema
            );
        }
        Ok(())
    });
    if let Err(error) = outcome {
        panic!("{error}");
    }
}
