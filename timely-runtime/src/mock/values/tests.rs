use super::*;
use serde_json::json;

fn schema(text: &str) -> &'static Schema {
    let schema = Schema::new(String::leak(text.to_owned()), &[]);
    let schema: &'static Schema = Box::leak(Box::new(schema));
    schema
        .prepare()
        .unwrap_or_else(|error| panic!("{text}: {error}"));
    schema
}

fn made(text: &str, seed: u64) -> Result<Value, NoValue> {
    Maker::new(seed, Direction::Response, None).make(schema(text), "", None)
}

/// Schemas that have values, each a trap for one who makes them.
const SATISFIABLE: &[&str] = &[
    "true",
    "{}",
    r#"{"type": "null"}"#,
    r#"{"type": ["string", "null"], "minLength": 3, "maxLength": 3}"#,
    r#"{"type": "string", "minLength": 1000, "maxLength": 1001}"#,
    r#"{"type": "string", "maxLength": 0}"#,
    r#"{"type": "string", "pattern": "^[A-Z]{2}-[0-9]{4}$"}"#,
    r#"{"type": "string", "pattern": "^(?=.*[A-Z])(?=.*[0-9]).{8,}$"}"#,
    r#"{"type": "string", "pattern": "^a", "allOf": [{"pattern": "z$"}, {"minLength": 2}]}"#,
    r#"{"type": "string", "format": "email", "maxLength": 8}"#,
    r#"{"type": "string", "format": "email", "minLength": 90}"#,
    r#"{"type": "string", "format": "uri", "minLength": 200}"#,
    r#"{"type": "string", "format": "uri", "maxLength": 4}"#,
    r#"{"type": "string", "format": "uri", "pattern": "^https://"}"#,
    r#"{"type": "string", "format": "date-time", "pattern": "Z$"}"#,
    r#"{"type": "string", "format": "date-time", "minLength": 24}"#,
    r#"{"type": "string", "format": "byte", "minLength": 60}"#,
    r#"{"type": "string", "format": "hostname", "minLength": 80}"#,
    r#"{"type": "integer", "minimum": 5, "maximum": 5}"#,
    r#"{"type": "integer", "exclusiveMinimum": -3, "exclusiveMaximum": -1}"#,
    r#"{"type": "integer", "minimum": 100, "multipleOf": 77}"#,
    r#"{"type": "integer", "multipleOf": 2.5, "minimum": 1}"#,
    r#"{"type": "integer", "format": "int32", "minimum": 2147483647}"#,
    r#"{"type": "integer", "format": "uint64", "minimum": 18446744073709551615}"#,
    r#"{"type": "integer", "allOf": [{"multipleOf": 4}, {"multipleOf": 6}, {"minimum": 13}]}"#,
    r#"{"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 0.001}"#,
    r#"{"type": "number", "multipleOf": 0.01, "minimum": 19.99, "maximum": 20}"#,
    r#"{"type": "number", "multipleOf": 0.1, "minimum": -5, "maximum": -4.9}"#,
    r#"{"type": "number", "maximum": -1e12}"#,
    r#"{"type": "number", "format": "float", "minimum": 1e30}"#,
    r#"{"enum": [null, "a", 3]}"#,
    r#"{"enum": ["abc", "abcdef"], "minLength": 4}"#,
    r#"{"const": {"a": [1]}}"#,
    r#"{"type": "array", "items": {"type": "integer"}, "minItems": 7, "uniqueItems": true}"#,
    r#"{"type": "array", "items": {"enum": ["a", "b", "c"]}, "minItems": 3, "uniqueItems": true}"#,
    r#"{"type": "array", "items": {"type": "boolean"}, "minItems": 2, "uniqueItems": true}"#,
    r#"{"type": "array", "items": {"pattern": "^[a-z]{3}$"}, "minItems": 20, "uniqueItems": true}"#,
    r#"{"type": "array", "maxItems": 0}"#,
    r#"{"type": "array", "prefixItems": [{"type": "string"}, {"type": "integer"}], "items": false}"#,
    r#"{"type": "array", "prefixItems": [{"const": 1}], "items": {"const": 2}, "minItems": 3}"#,
    r#"{"type": "array", "contains": {"const": 7}, "minContains": 2, "maxContains": 2, "minItems": 5}"#,
    r#"{"type": "array", "items": {"type": "integer", "maximum": 9}, "contains": {"minimum": 9}}"#,
    r#"{"type": "array", "prefixItems": [{"type": "string"}], "unevaluatedItems": {"const": 1}, "minItems": 3}"#,
    r#"{"type": "object", "required": ["a", "b"], "properties": {"a": {"type": "string"}}}"#,
    r#"{"type": "object", "minProperties": 3}"#,
    r#"{"type": "object", "minProperties": 2, "maxProperties": 2, "properties": {"a": {}, "b": {}, "c": {}, "d": {}}, "required": ["d"]}"#,
    r#"{"type": "object", "additionalProperties": {"type": "integer"}, "propertyNames": {"pattern": "^[a-z]{4}$"}, "minProperties": 3}"#,
    r#"{"type": "object", "patternProperties": {"^x-": {"type": "integer"}}, "additionalProperties": false, "minProperties": 2}"#,
    r#"{"type": "object", "properties": {"a": {"type": "string"}}, "patternProperties": {"^a": {"minLength": 9}}, "required": ["a"]}"#,
    r#"{"type": "object", "properties": {"a": {}, "b": {"type": "integer"}}, "dependentRequired": {"a": ["b", "c"]}}"#,
    r#"{"type": "object", "properties": {"a": {}}, "required": ["a"], "dependentSchemas": {"a": {"required": ["z"], "properties": {"z": {"const": 4}}}}}"#,
    r#"{"type": "object", "properties": {"a": {}}, "dependentSchemas": {"a": false}}"#,
    r#"{"type": "object", "properties": {"a": false}}"#,
    r#"{"allOf": [{"type": "object", "properties": {"a": {"type": "integer", "minimum": 3}}, "required": ["a"]}, {"properties": {"a": {"maximum": 3}}}]}"#,
    r#"{"allOf": [{"properties": {"a": {"type": "string"}}}, {"properties": {"b": {"type": "string"}}, "required": ["b"]}], "unevaluatedProperties": false}"#,
    r#"{"oneOf": [{"type": "string"}, {"type": "integer"}]}"#,
    r#"{"oneOf": [{"type": "integer", "multipleOf": 3}, {"type": "integer", "multipleOf": 5}]}"#,
    r#"{"oneOf": [{"type": "object", "properties": {"a": {"type": "string"}}}, {"type": "object", "properties": {"b": {"type": "string"}}, "required": ["b"]}]}"#,
    // All that is of the first alternative is of the second as well, but for what that has besides.
    r#"{"oneOf": [{"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"]}, {"allOf": [{"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"]}, {"properties": {"n": {"type": "integer"}}}]}]}"#,
    r#"{"anyOf": [{"required": ["a"]}, {"required": ["b"]}], "type": "object", "properties": {"a": {"type": "string"}, "b": {"type": "integer"}}}"#,
    r#"{"type": "object", "oneOf": [{"required": ["a"]}, {"required": ["b"]}], "properties": {"a": {"type": "string"}, "b": {"type": "integer"}}}"#,
    r#"{"type": "string", "not": {"enum": ["amber", "birch"]}}"#,
    r#"{"type": "integer", "not": {"minimum": 50}, "minimum": 1, "maximum": 100}"#,
    r#"{"not": {"type": ["string", "object", "array"]}}"#,
    r#"{"type": "object", "properties": {"kind": {"enum": ["a", "b"]}}, "required": ["kind"], "if": {"properties": {"kind": {"const": "a"}}}, "then": {"required": ["x"], "properties": {"x": {"type": "integer"}}}, "else": {"required": ["y"]}}"#,
    r##"{"type": "object", "properties": {"next": {"$ref": "#"}, "name": {"type": "string"}}, "required": ["name"]}"##,
    r##"{"type": "object", "properties": {"children": {"type": "array", "items": {"$ref": "#"}}}, "required": ["children"]}"##,
    r##"{"type": "object", "properties": {"next": {"anyOf": [{"$ref": "#"}, {"type": "null"}]}}, "required": ["next"]}"##,
    r##"{"anyOf": [{"type": "array", "items": {"$ref": "#"}, "minItems": 1}, {"type": "integer"}]}"##,
    r##"{"discriminator": {"propertyName": "kind", "mapping": {"cat": {"$ref": "#/$defs/Cat"}, "dog": {"$ref": "#/$defs/Dog"}}},
        "oneOf": [{"$ref": "#/$defs/Cat"}, {"$ref": "#/$defs/Dog"}],
        "$defs": {
            "Cat": {"type": "object", "required": ["kind", "lives"], "properties": {"kind": {"type": "string"}, "lives": {"type": "integer"}}},
            "Dog": {"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string"}}}
        }}"##,
    r#"{"type": "object", "required": ["a"], "properties": {"a": {"type": "string", "writeOnly": true}, "b": {"type": "string", "readOnly": true}}}"#,
];

#[test]
fn values_pass_the_check() {
    for text in SATISFIABLE {
        let schema = schema(text);
        for seed in 0..20 {
            let made = Maker::new(seed, Direction::Response, None).make(schema, "", None);
            let value = made.unwrap_or_else(|error| panic!("{text}: {error}"));
            let violations = schema.check(&value, Direction::Response);
            assert!(violations.is_empty(), "{text}\n{value}\n{violations}");
        }
    }
}

#[test]
fn a_seed_gives_the_same_value() {
    let text = r#"{"type": "object", "properties": {"id": {"type": "string", "format": "uuid"}, "name": {"type": "string"}}}"#;
    assert_eq!(made(text, 4).unwrap(), made(text, 4).unwrap());
    assert_ne!(made(text, 4).unwrap(), made(text, 5).unwrap());
}

#[test]
fn what_only_the_other_side_sends_is_left_out() {
    let text = SATISFIABLE[SATISFIABLE.len() - 1];
    let value = made(text, 1).unwrap();
    assert!(
        value.get("a").is_none() && value.get("b").is_some(),
        "{value}"
    );
}

#[test]
fn what_cannot_be_ends_soon() {
    for (text, error) in [
        ("false", NoValue::NotFound),
        (
            r#"{"type": "integer", "minimum": 3, "maximum": 2}"#,
            NoValue::NotFound,
        ),
        (
            r#"{"type": "array", "minItems": 1000000000}"#,
            NoValue::TooLarge,
        ),
        (
            r#"{"type": "array", "minItems": 18446744073709551615}"#,
            NoValue::TooLarge,
        ),
        (
            r#"{"type": "string", "minLength": 1000000000}"#,
            NoValue::TooLarge,
        ),
        (
            r#"{"type": "object", "minProperties": 1000000000}"#,
            NoValue::TooLarge,
        ),
        (
            r#"{"type": "array", "minItems": 30000, "items": {"type": "array", "minItems": 30000}}"#,
            NoValue::TooLarge,
        ),
        (
            r##"{"type": "object", "properties": {"next": {"$ref": "#"}}, "required": ["next"]}"##,
            NoValue::NotFound,
        ),
        (
            r##"{"type": "array", "items": {"$ref": "#"}, "minItems": 2}"##,
            NoValue::NotFound,
        ),
        (
            r##"{"allOf": [{"$ref": "#"}], "not": {}}"##,
            NoValue::NotFound,
        ),
        (
            r#"{"type": "string", "pattern": "^a", "format": "uuid", "maxLength": 3}"#,
            NoValue::NotFound,
        ),
    ] {
        let started = std::time::Instant::now();
        assert_eq!(made(text, 1), Err(error), "{text}");
        // Many times what it takes, also on a machine that is busy.
        assert!(
            started.elapsed().as_secs() < 20,
            "{text}: {:?}",
            started.elapsed()
        );
    }
}

#[test]
fn examples_are_kept_as_far_as_they_fit() {
    let contact = schema(
        r#"{"type": "object", "required": ["name", "age"], "properties": {
            "name": {"type": "string"}, "age": {"type": "integer", "maximum": 99}}}"#,
    );
    let make = |example: &Value| {
        let mut maker = Maker::new(1, Direction::Response, None);
        maker.make(contact, "", Some(example)).unwrap()
    };
    let whole = json!({"name": "Ada", "age": 36, "extra": true});
    assert_eq!(make(&whole), whole);
    let mended = make(&json!({"name": "Ada", "age": 360}));
    assert_eq!(mended["name"], "Ada");
    assert_ne!(mended["age"], 360);

    let mut examples = TypeExamples::default();
    let members = json!({"name": "Grace"}).as_object().cloned().unwrap();
    examples.add(contact, None, members);
    let mut maker = Maker::new(1, Direction::Response, Some(&examples));
    assert_eq!(maker.make(contact, "", None).unwrap()["name"], "Grace");
}
