use super::*;
use serde_json::json;

/// Definitions may come after what refers to them, and a schema may refer to itself.
#[test]
fn additional_properties_may_be_a_schema_that_is_yet_to_come() {
    let list = Schema::new(
        r##"{"type": "object", "additionalProperties": {"$ref": "#"}}"##,
        &[],
    );
    assert!(list.is_valid(&json!({"a": {"b": {}}}), Direction::Request));
    assert!(!list.is_valid(&json!({"a": {"b": 1}}), Direction::Request));
    let schemas = r##"{
        "A": {"additionalProperties": {"$ref": "#/$defs/B"}},
        "B": {"type": "string"},
        "C": {"additionalProperties": {"$ref": "#/$defs/Never"}},
        "Never": false
    }"##;
    let schemas = SchemaSet::parse(schemas).unwrap();
    let passes = |name, value| {
        let schema = schemas.get(name).unwrap();
        let passes = schema.is_valid(&value, Direction::Request);
        assert_eq!(schema.check(&value, Direction::Request).is_empty(), passes);
        passes
    };
    assert!(passes("A", json!({"a": "x"})) && !passes("A", json!({"a": 1})));
    assert!(passes("C", json!({})) && !passes("C", json!({"a": 1})));
}

/// Each schema breaks one keyword, which the violation names.
#[test]
fn violations_name_the_keyword() {
    let object = json!({ "a": 1, "b": "x" });
    let cases: [(&str, Schema, Value); 14] = [
        ("type", Schema::new(r#"{"type": "string"}"#, &[]), json!(1)),
        ("false", Schema::new(r#"{"type": []}"#, &[]), json!(1)),
        ("const", Schema::new(r#"{"enum": [1]}"#, &[]), json!(2)),
        ("enum", Schema::new(r#"{"enum": [1, null]}"#, &[]), json!(2)),
        (
            "minLength",
            Schema::new(r#"{"minLength": 2}"#, &[]),
            json!("a"),
        ),
        (
            "maxLength",
            Schema::new(r#"{"maxLength": 0}"#, &[]),
            json!("a"),
        ),
        (
            "pattern",
            Schema::new(r#"{"pattern": "^b"}"#, &[]),
            json!("a"),
        ),
        ("minimum", Schema::new(r#"{"minimum": 3}"#, &[]), json!(2)),
        (
            "exclusiveMaximum",
            Schema::new(r#"{"exclusiveMaximum": 2}"#, &[]),
            json!(2),
        ),
        (
            "uniqueItems",
            Schema::new(r#"{"uniqueItems": true}"#, &[]),
            json!([1, 1]),
        ),
        (
            "maxItems",
            Schema::new(r#"{"maxItems": 1}"#, &[]),
            json!([1, 2]),
        ),
        (
            "required",
            Schema::new(r#"{"required": ["c"]}"#, &[]),
            object.clone(),
        ),
        (
            "additionalProperties",
            Schema::new(r#"{"additionalProperties": false}"#, &[]),
            json!({ "a": 1 }),
        ),
        ("not", Schema::new(r#"{"not": {}}"#, &[]), object),
    ];
    for (keyword, schema, value) in cases {
        let found = schema.check(&value, Direction::Request);
        let keywords: Vec<&str> = found.iter().map(|violation| violation.keyword()).collect();
        assert_eq!(keywords, [keyword], "{value}");
    }
}
