use super::*;
use crate::testing;
use proptest::prelude::*;
use serde_json::json;

/// The violations of a value in a request, as text.
fn found(schema: &Schema, value: Value) -> Vec<String> {
    schema
        .check(&value, Direction::Request)
        .iter()
        .map(ToString::to_string)
        .collect()
}

#[track_caller]
fn allows(schema: &Schema, value: Value) {
    assert_eq!(found(schema, value.clone()), [""; 0], "{value} is refused");
}

#[track_caller]
fn refuses(schema: &Schema, value: Value, expected: &str) {
    assert_eq!(found(schema, value), [expected]);
}

#[test]
fn types() {
    for (types, good, bad) in [
        ("null", json!(null), json!(0)),
        ("boolean", json!(false), json!("false")),
        ("integer", json!(1.0), json!(1.5)),
        ("integer", json!(1e300), json!("1")),
        ("number", json!(1), json!(null)),
        ("number", json!(1.5), json!([])),
        ("string", json!(""), json!({})),
        ("array", json!([]), json!({})),
        ("object", json!({}), json!([])),
    ] {
        let schema = testing::schema(&json!({ "type": types }));
        allows(schema, good);
        assert_eq!(found(schema, bad).len(), 1, "{types}");
    }
    static EITHER: Schema = Schema::new(r#"{"type": ["string", "null"]}"#, &[]);
    allows(&EITHER, json!(null));
    refuses(
        &EITHER,
        json!(1),
        "body: expected a string or null, found 1",
    );
    refuses(Schema::NEVER, json!(1), "body: expected no value, found 1");
    allows(Schema::ANY, json!({ "a": [1, null] }));
}

#[test]
fn enumerations() {
    let schema = Schema::new(r#"{"enum": ["a", 1, null, [1]]}"#, &[]);
    for value in [json!("a"), json!(1.0), json!(null), json!([1])] {
        allows(&schema, value);
    }
    refuses(
        &schema,
        json!("b"),
        "body: expected \"a\", 1, null or [1], found the string \"b\"",
    );
}

#[test]
fn lengths_count_characters() {
    let schema = Schema::new(r#"{"minLength": 1, "maxLength": 2}"#, &[]);
    allows(&schema, json!("éé"));
    allows(&schema, json!(1));
    refuses(
        &schema,
        json!(""),
        "body: expected at least 1 character, found 0 characters",
    );
    refuses(
        &schema,
        json!("abc"),
        "body: expected at most 2 characters, found 3 characters",
    );
}

#[test]
fn patterns_and_formats() {
    let schema = Schema::new(r#"{"pattern": "^[a-z]+$"}"#, &[]);
    allows(&schema, json!("abc"));
    refuses(
        &schema,
        json!("ABC"),
        "body: expected text that matches ^[a-z]+$, found the string \"ABC\"",
    );
    let schema = Schema::new(r#"{"format": "uuid"}"#, &[]);
    allows(&schema, json!(1));
    refuses(
        &schema,
        json!("x"),
        "body: expected a UUID, found the string \"x\"",
    );
    let schema = Schema::new(r#"{"format": "int32"}"#, &[]);
    allows(&schema, json!("x"));
    refuses(
        &schema,
        json!(3e9),
        "body: expected a signed 32-bit integer, found 3000000000.0",
    );
}

#[test]
fn bounds() {
    let schema = Schema::new(r#"{"minimum": 1, "maximum": 2.5}"#, &[]);
    allows(&schema, json!(1));
    allows(&schema, json!(2.5));
    refuses(&schema, json!(0), "body: expected at least 1, found 0");
    refuses(&schema, json!(2.6), "body: expected at most 2.5, found 2.6");
    let schema = Schema::new(
        r#"{"exclusiveMinimum": 1, "exclusiveMaximum": 3, "multipleOf": 0.1}"#,
        &[],
    );
    allows(&schema, json!(1.1));
    refuses(&schema, json!(1), "body: expected more than 1, found 1");
    refuses(&schema, json!(3), "body: expected less than 3, found 3");
    refuses(
        &schema,
        json!(1.25),
        "body: expected a multiple of 0.1, found 1.25",
    );
}

#[test]
fn arrays() {
    static ITEM: Schema = Schema::new(r#"{"type": "integer"}"#, &[]);
    let schema = crate::generated::schema!(
        r#"{"items": {"$ref": "ITEM"}, "minItems": 1, "maxItems": 3}"#,
        ITEM
    );
    allows(schema, json!([1, 2, 2]));
    refuses(
        schema,
        json!([]),
        "body: expected at least 1 item, found 0 items",
    );
    refuses(
        schema,
        json!([1, 2, 3, 4]),
        "body: expected at most 3 items, found 4 items",
    );
    refuses(
        schema,
        json!([1, "2"]),
        "/1: expected an integer, found the string \"2\"",
    );
    let schema = Schema::new(r#"{"uniqueItems": true}"#, &[]);
    allows(&schema, json!([1, "1", [1]]));
    refuses(
        &schema,
        json!([{ "a": 1 }, 2, { "a": 1.0 }]),
        "/2: expected an item that differs from all others, found the same as item 0",
    );
}

static TEXT: Schema = Schema::new(r#"{"type": "string"}"#, &[]);
static CONTACT: Schema = Schema::new(
    r#"{
    "type": "object",
    "required": ["id", "name", "password"],
    "properties": {
        "id": {"$ref": "TEXT", "readOnly": true},
        "name": {"$ref": "TEXT"},
        "password": {"$ref": "TEXT", "writeOnly": true},
        "a/b~c": {"$ref": "TEXT"}
    }
}"#,
    &[&TEXT],
);

#[test]
fn properties_by_direction() {
    allows(&CONTACT, json!({ "name": "a", "password": "b", "more": 1 }));
    allows(&CONTACT, json!({ "id": "x", "name": "a", "password": "b" }));
    assert_eq!(
        found(&CONTACT, json!({ "a/b~c": 1 })),
        [
            "/name: expected a value, found nothing",
            "/password: expected a value, found nothing",
            "/a~1b~0c: expected a string, found 1",
        ]
    );
    let response = CONTACT.check(&json!({ "name": "a" }), Direction::Response);
    assert_eq!(response.to_string(), "/id: expected a value, found nothing");
}

#[test]
fn additional_properties_and_counts() {
    let closed = crate::generated::schema!(
        r#"{"properties": {"name": {"$ref": "TEXT"}}, "additionalProperties": false, "maxProperties": 1}"#,
        TEXT
    );
    allows(closed, json!({ "name": "a" }));
    assert_eq!(
        found(closed, json!({ "name": "a", "x": {} })),
        [
            "body: expected at most 1 property, found 2 properties",
            "/x: expected no property of this name, found an object",
        ]
    );
    let map = crate::generated::schema!(
        r#"{"additionalProperties": {"$ref": "TEXT"}, "minProperties": 1}"#,
        TEXT
    );
    allows(map, json!({ "x": "y" }));
    refuses(
        map,
        json!({}),
        "body: expected at least 1 property, found 0 properties",
    );
    refuses(map, json!({ "x": 1 }), "/x: expected a string, found 1");
}

static CAT: Schema = Schema::new(
    r#"{
    "type": "object",
    "required": ["kind", "lives"],
    "properties": {"kind": {"enum": ["cat"]}, "lives": {"$ref": "COUNT"}}
}"#,
    &[&COUNT],
);
static DOG: Schema = Schema::new(
    r#"{
    "type": "object",
    "required": ["kind", "name"],
    "properties": {"kind": {"enum": ["dog"]}, "name": {"$ref": "TEXT"}}
}"#,
    &[&TEXT],
);
static COUNT: Schema = Schema::new(r#"{"type": "integer", "minimum": 0}"#, &[]);

#[test]
fn all_any_one_not() {
    static ALL: Schema = Schema::new(
        r#"{"allOf": [{"$ref": "COUNT"}, {"maximum": 9}]}"#,
        &[&COUNT],
    );
    allows(&ALL, json!(9));
    refuses(&ALL, json!(10), "body: expected at most 9, found 10");

    static ANY: Schema = Schema::new(
        r#"{"anyOf": [{"$ref": "TEXT"}, {"$ref": "COUNT"}]}"#,
        &[&TEXT, &COUNT],
    );
    allows(&ANY, json!("a"));
    refuses(&ANY, json!(-1), "body: expected at least 0, found -1");
    refuses(
        &ANY,
        json!([]),
        "body: expected an integer or a string, found an array",
    );

    static ONE: Schema = Schema::new(
        r#"{"oneOf": [{"$ref": "COUNT"}, {"type": "number"}]}"#,
        &[&COUNT],
    );
    allows(&ONE, json!(1.5));
    refuses(
        &ONE,
        json!(1),
        "body: expected exactly one of the documented forms, found a value that fits several",
    );

    static NOT: Schema = Schema::new(r#"{"not": {"$ref": "TEXT"}}"#, &[&TEXT]);
    allows(&NOT, json!(1));
    refuses(
        &NOT,
        json!("a"),
        "body: expected a value outside the excluded ones, found the string \"a\"",
    );
}

#[test]
fn the_alternative_that_is_meant_is_explained() {
    static PET: Schema = Schema::new(
        r#"{"oneOf": [{"$ref": "CAT"}, {"$ref": "DOG"}]}"#,
        &[&CAT, &DOG],
    );
    allows(&PET, json!({ "kind": "dog", "name": "Rex" }));
    refuses(
        &PET,
        json!({ "kind": "cat", "lives": -1 }),
        "/lives: expected at least 0, found -1",
    );
    refuses(
        &PET,
        json!({ "kind": "bird" }),
        "body: expected one of the 2 documented forms, found an object",
    );
}

#[test]
fn discriminators() {
    static CLOSED: Schema = Schema::new(
        r#"{
        "oneOf": [{"$ref": "CAT"}, {"$ref": "DOG"}, {"type": "null"}],
        "discriminator": {"propertyName": "kind", "mapping": {"cat": {"$ref": "CAT"}, "dog": {"$ref": "DOG"}}}
    }"#,
        &[&CAT, &DOG],
    );
    allows(&CLOSED, json!({ "kind": "cat", "lives": 9 }));
    allows(&CLOSED, json!(null));
    refuses(
        &CLOSED,
        json!({ "kind": "cat" }),
        "/lives: expected a value, found nothing",
    );
    refuses(
        &CLOSED,
        json!({ "kind": "bird" }),
        "/kind: expected \"cat\" or \"dog\", found the string \"bird\"",
    );
    refuses(
        &CLOSED,
        json!({}),
        "/kind: expected \"cat\" or \"dog\", found nothing",
    );
    refuses(
        &CLOSED,
        json!(1),
        "body: expected an object or null, found 1",
    );
}

/// What has no tag is what the schema says it is; another tag is refused as ever.
#[test]
fn without_a_tag() {
    static OPEN: Schema = Schema::new(
        r#"{
        "anyOf": [{"$ref": "CAT"}, {"$ref": "DOG"}],
        "discriminator": {
            "propertyName": "kind",
            "mapping": {"cat": {"$ref": "CAT"}},
            "defaultMapping": {"$ref": "NAMED"}
        }
    }"#,
        &[&CAT, &DOG, &NAMED],
    );
    static NAMED: Schema = Schema::new(r#"{"type": "object", "required": ["name"]}"#, &[]);
    allows(&OPEN, json!({ "kind": "cat", "lives": 9 }));
    allows(&OPEN, json!({ "name": "Rex" }));
    refuses(&OPEN, json!({}), "/name: expected a value, found nothing");
    refuses(
        &OPEN,
        json!({ "kind": "dog", "name": "Rex" }),
        "/kind: expected \"cat\", found the string \"dog\"",
    );
}

#[test]
fn violations_are_limited() {
    let schema = crate::generated::schema!(r#"{"items": {"$ref": "TEXT"}}"#, TEXT);
    assert_eq!(found(schema, json!(vec![1; 1000])).len(), Violations::LIMIT);
}

#[test]
fn recursive_schemas_end() {
    static LOOP: Schema = Schema::new(
        r#"{"allOf": [{"$ref": "LOOP"}, {"$ref": "TEXT"}], "anyOf": [{"$ref": "LOOP"}]}"#,
        &[&LOOP, &TEXT],
    );
    allows(&LOOP, json!("a"));
    refuses(&LOOP, json!(1), "body: expected a string, found 1");
    assert_eq!(LOOP.effective_types(), Types::STRING);
    assert!(format!("{LOOP:?}").len() < 200);
}

/// A value as deep as serde_json reads them.
fn deep(levels: usize) -> Value {
    let text = format!(
        "{}{}",
        "{\"next\":".repeat(levels),
        "null".to_owned() + &"}".repeat(levels)
    );
    serde_json::from_str(&text).unwrap()
}

#[test]
fn unions_of_recursive_alternatives_take_linear_time() {
    // Without memory, each level would try both alternatives anew: 2¹²⁰ attempts.
    static NODE: Schema = Schema::new(
        r#"{"oneOf": [{"$ref": "A"}, {"$ref": "B"}, {"$ref": "NULL"}]}"#,
        &[&A, &B, &NULL],
    );
    static NULL: Schema = Schema::new(r#"{"type": "null"}"#, &[]);
    static A: Schema = Schema::new(
        r#"{
        "type": "object",
        "minProperties": 2,
        "required": ["next"],
        "properties": {"next": {"$ref": "NODE"}}
    }"#,
        &[&NODE],
    );
    static B: Schema = Schema::new(
        r#"{
        "type": "object",
        "maxProperties": 1,
        "required": ["next"],
        "properties": {"next": {"$ref": "NODE"}}
    }"#,
        &[&NODE],
    );
    allows(&NODE, deep(120));
    let mut value = deep(120);
    let mut last = &mut value;
    while last["next"].is_object() {
        last = &mut last["next"];
    }
    *last = json!("wrong");
    assert!(!NODE.check(&value, Direction::Request).is_empty());
}

#[test]
fn nesting_does_not_overflow_a_small_stack() {
    // Several schemas on every level of the value, on a stack as small as a server's worker may have.
    static NEXT: Schema = Schema::new(
        r#"{"allOf": [{"allOf": [{"anyOf": [{"allOf": [{"$ref": "OBJECT"}]}, {"$ref": "OBJECT"}]}]}]}"#,
        &[&OBJECT],
    );
    static OBJECT: Schema = Schema::new(r#"{"properties": {"next": {"$ref": "NEXT"}}}"#, &[&NEXT]);
    let check = || {
        let value = deep(126);
        (
            NEXT.check(&value, Direction::Request),
            NEXT.check(&deep(60), Direction::Request),
        )
    };
    let thread = std::thread::Builder::new()
        .stack_size(2 * 1024 * 1024)
        .spawn(check)
        .unwrap();
    let (deepest, shallow) = thread.join().unwrap();
    assert!(
        deepest.to_string().contains("nesting") || deepest.is_empty(),
        "{deepest}"
    );
    assert!(shallow.is_empty(), "{shallow}");
}

#[test]
fn found_texts_stay_short() {
    let schema = Schema::new(r#"{"additionalProperties": false}"#, &[]);
    let violations = schema.check(
        &json!({ "k".repeat(10_000): "v".repeat(10_000) }),
        Direction::Request,
    );
    let violation = violations.iter().next().unwrap();
    assert!(
        violation.pointer().chars().count() < 110
            && violation.found().to_string().chars().count() <= 40
    );
}

#[test]
fn validate_checks_built_values() {
    #[derive(Serialize)]
    struct Contact {
        name: &'static str,
    }
    impl Validate for Contact {
        const SCHEMA: &'static Schema = crate::generated::schema!(
            r#"{
            "required": ["id", "pin", "name"],
            "properties": {
                "id": {"$ref": "TEXT", "readOnly": true},
                "pin": {"$ref": "TEXT", "writeOnly": true},
                "name": {"maxLength": 3}
            }
        }"#,
            TEXT
        );
    }
    assert_eq!(Contact { name: "abc" }.validate(), Ok(()));
    let violations = Contact { name: "abcd" }.validate().unwrap_err();
    assert_eq!(
        violations.to_string(),
        "/name: expected at most 3 characters, found 4 characters"
    );
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 32, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec(
                (prop_oneof!["kind", "name", "lives", ".{0,3}"], inner),
                0..4
            )
            .prop_map(|members| members.into_iter().collect()),
        ]
    })
}

proptest! {
    #[test]
    fn no_value_panics(value in any_json()) {
        static SCHEMA: Schema = Schema::new(
            r##"{
                "anyOf": [
                    {"$ref": "CAT"},
                    {"$ref": "DOG"},
                    {"$ref": "CONTACT"},
                    {"type": ["string", "array"], "items": {"$ref": "#"}, "uniqueItems": true}
                ],
                "not": {"$ref": "COUNT"}
            }"##,
            &[&CAT, &DOG, &CONTACT, &COUNT],
        );
        let _ = SCHEMA.check(&value, Direction::Request).to_string();
    }

    #[test]
    fn a_value_equals_itself_only(a in any_json(), b in any_json()) {
        prop_assert!(order::compare(&a, &a).is_eq());
        prop_assert_eq!(order::compare(&a, &b), order::compare(&b, &a).reverse());
    }
}
