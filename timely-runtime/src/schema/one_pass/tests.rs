use super::*;
use crate::Schema;
use crate::json::with_integers;
use proptest::prelude::*;
use serde_json::json;

static LEAF: Schema = Schema::new(
    r#"{"type": ["string", "null"], "minLength": 1, "maxLength": 3}"#,
    &[],
);
static CODE: Schema = Schema::new(
    r#"{"type": "string", "allOf": [{"enum": ["a", "é"]}]}"#,
    &[],
);
static COUNT: Schema = Schema::new(
    r#"{"type": "integer", "format": "int64", "minimum": -1, "not": {"const": 1}}"#,
    &[],
);
/// Recursive, with what is required and what is not, on each side.
static NODE: Schema = Schema::new(
    r#"{"type": "object", "required": ["a", "d"], "properties": {
        "a": {"$ref": "Leaf"},
        "b": {"$ref": "Code"},
        "c": {"$ref": "List"},
        "d": {"$ref": "Count", "readOnly": true}
    }}"#,
    &[&LEAF, &CODE, &LIST, &COUNT],
);
static LIST: Schema = Schema::new(
    r#"{"type": "array", "items": {"$ref": "Node"}, "minItems": 1, "maxItems": 2}"#,
    &[&NODE],
);
static CLOSED: Schema = Schema::new(
    r#"{"type": "object", "properties": {"a": {"$ref": "Node"}}, "additionalProperties": {"$ref": "Count"}}"#,
    &[&NODE, &COUNT],
);
static MERGED: Schema = Schema::new(
    r#"{"allOf": [
        {"$ref": "Node"},
        {"properties": {"e": {"$ref": "Count"}}, "required": ["e", "b", "f"], "maxProperties": 5}
    ]}"#,
    &[&NODE, &COUNT],
);
static FORBIDDEN: Schema = Schema::new(
    r#"{"properties": {"a": {"$ref": "Leaf"}, "b": {"$ref": "Leaf"}}, "additionalProperties": false}"#,
    &[&LEAF],
);
static UNIQUE: Schema = Schema::new(
    r#"{"type": "array", "items": {"type": ["string", "number", "null"]}, "uniqueItems": true}"#,
    &[],
);
static SCALARS: Schema = Schema::new(
    r#"{"oneOf": [{"type": "string", "maxLength": 1}, {"type": "integer"}, {"type": "boolean"}]}"#,
    &[],
);
/// What a single pass does not tell of objects.
static UNION: Schema = Schema::new(
    r#"{"anyOf": [{"$ref": "Node"}, {"$ref": "List"}]}"#,
    &[&NODE, &LIST],
);

fn read_value(schema: &Schema, text: &str, direction: Direction) -> Option<Value> {
    read(
        schema.root(),
        text.as_bytes(),
        direction,
        &Budget::unlimited(),
    )
}

fn allows(schema: &Schema, text: &str) -> bool {
    read_value(schema, text, Direction::Request).is_some()
}

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
    fn one_pass_says_what_the_full_check_says(value in values()) {
        let text = value.to_string();
        for direction in [Direction::Request, Direction::Response] {
            let schemas = [
                &LEAF, &CODE, &COUNT, &NODE, &LIST, &CLOSED, &MERGED, &FORBIDDEN, &UNIQUE, &SCALARS,
            ];
            for schema in schemas {
                let read = read_value(schema, &text, direction);
                let full = schema.is_valid(&value, direction);
                // Items that hold others are left to the full check where they must differ.
                let is_told = !std::ptr::eq(schema, &UNIQUE) || read.is_some() == full;
                prop_assert!(is_told, "{} by {:?}", value, schema);
                prop_assert_eq!(read.is_some(), full, "{} by {:?}", value, schema);
                if let Some(read) = read {
                    let whole: Value = serde_json::from_slice(&with_integers(text.as_bytes())).unwrap();
                    prop_assert_eq!(read, whole);
                }
            }
            prop_assert!(!value.is_object() || read_value(&UNION, &text, direction).is_none());
        }
    }
}

#[test]
fn valid_objects_of_each_schema_are_told_at_once() {
    let node = json!({"d": 2, "a": "é", "z": [{"x": null}], "c": [{"a": null, "b": "é", "d": -1}]});
    let told = |schema: &Schema, value: &Value| {
        read_value(schema, &value.to_string(), Direction::Response).as_ref() == Some(value)
    };
    assert!(told(&NODE, &node));
    assert!(told(&CLOSED, &json!({"a": node, "b": 3})));
    assert!(told(
        &MERGED,
        &json!({"a": "a", "b": "a", "d": 0, "e": 0, "f": {}})
    ));
    assert!(!told(
        &MERGED,
        &json!({"a": "a", "b": "a", "d": 0, "f": {}})
    ));
    assert!(!told(&MERGED, &json!({"a": "a", "b": "a", "d": 0, "e": 0})));
    assert!(told(&UNIQUE, &json!(["1", 1, null, "é"])));
    assert!(!told(&UNIQUE, &json!(["1", 1, "1"])));
}

#[test]
fn what_is_no_json_is_not_read() {
    assert!(allows(Schema::ANY, r#" {"a": ["\ud83d\ude00", 1e3, {}]} "#));
    for text in [
        "",
        "{",
        "[1] 2",
        r#""\ud83d""#,
        "[1e999]",
        "{\"a\": \"\u{1}\"}",
        "[01]",
    ] {
        assert!(!allows(Schema::ANY, text), "{text}");
    }
    assert!(!allows(Schema::ANY, &"[".repeat(200_000)));
    assert!(!allows(
        Schema::ANY,
        r#"{"$serde_json::private::Number": "1"}"#
    ));
}

#[test]
fn names_stand_once_in_an_object() {
    assert!(!allows(&NODE, r#"{"a": "a", "a": "a"}"#));
    assert!(!allows(&NODE, r#"{"a": "a", "x": 1, "x": 1}"#));
    assert!(!allows(&NODE, r#"{"a": "a", "\u0078": 1, "x": 1}"#));
    assert!(allows(&NODE, r#"{"a": "a", "\u0078": 1, "y": 1}"#));
    let many = |last: usize| {
        let names: Vec<String> = (0..100)
            .chain([last])
            .map(|n| format!("\"n{n}\": {n}"))
            .collect();
        format!(r#"{{"a": "a", {}}}"#, names.join(", "))
    };
    assert!(allows(&NODE, &many(100)));
    for repeated in [0, 3, 4, 5, 99] {
        assert!(!allows(&NODE, &many(repeated)), "{repeated}");
    }
}

/// Digits that no float has are not lost, and what is no integer by its digits is none.
#[test]
fn integers_are_what_their_digits_say() {
    let read = |text: &str| read_value(Schema::INTEGER, text, Direction::Request);
    assert_eq!(
        read("9007199254740993.0"),
        Some(json!(9_007_199_254_740_993_u64))
    );
    assert_eq!(read("1e3"), Some(json!(1000)));
    assert_eq!(read("-0"), Some(json!(0)));
    assert_eq!(read("1.5"), None);
}

/// A union is told from a buffer of it, and the rest of the body is not.
#[test]
fn unions_are_buffered_alone() {
    #[derive(Debug, PartialEq, serde::Deserialize)]
    struct Pair {
        name: String,
        either: Buffered,
    }
    #[derive(Debug, PartialEq)]
    struct Buffered(Value);
    impl<'de> serde::Deserialize<'de> for Buffered {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            tape::buffered(deserializer).map(|value| Self(value.node().into()))
        }
    }
    static PAIR: Schema = Schema::new(
        r#"{"type": "object", "required": ["name", "either"], "properties": {
            "name": {"type": "string"}, "either": {"$ref": "Union"}
        }}"#,
        &[&UNION],
    );
    let pair = |text: &str| -> Option<Pair> {
        let budget = Budget::unlimited();
        read(PAIR.root(), text.as_bytes(), Direction::Request, &budget)
    };
    let read = pair(r#"{"name": "x", "either": {"a": "b", "z": [1]}}"#).unwrap();
    assert_eq!(read.either.0, json!({"a": "b", "z": [1]}));
    assert_eq!(pair(r#"{"name": "x", "either": {"a": 1}}"#), None);
    assert_eq!(
        pair(r#"{"name": "x", "either": {"a": "b", "a": "b"}}"#),
        None
    );
}
