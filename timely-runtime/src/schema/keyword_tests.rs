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

/// What alternatives have looked at counts where they hold, however they are told apart.
#[test]
fn what_is_left_over_is_what_no_alternative_has_looked_at() {
    let mut many: serde_json::Map<_, _> = (0..200).map(|n| (format!("x{n}"), json!(n))).collect();
    let all_named = json!(many);
    many.insert("y".into(), json!(1));
    let items = r#"{"type": "array", "items": {"type": "integer"}}"#;
    let cases = [
        (
            format!(r#"{{"anyOf": [{items}, {{"type": "string"}}], "unevaluatedItems": false}}"#),
            vec![json!([1, 2]), json!("a")],
            vec![json!([1, "a"]), json!(1)],
        ),
        (
            r#"{"anyOf": [{"type": "array", "prefixItems": [true]}, {"type": "null"}], "unevaluatedItems": false}"#.into(),
            vec![json!([1]), json!([]), json!(null)],
            vec![json!([1, 2]), json!({})],
        ),
        (
            r##"{
                "oneOf": [
                    {"required": ["a"], "properties": {"a": true}},
                    {"required": ["b"], "properties": {"b": true}}
                ],
                "unevaluatedProperties": false
            }"##
            .into(),
            vec![json!({"a": 1}), json!({"b": 1})],
            vec![json!({"a": 1, "c": 1}), json!({"a": 1, "b": 1})],
        ),
        (
            format!(r##"{{"anyOf": [{{"$ref": "#/$defs/A"}}, {items}], "unevaluatedItems": false}}"##),
            vec![json!([1])],
            vec![json!(["a"])],
        ),
        (
            r#"{"patternProperties": {"^x": true}, "unevaluatedProperties": false}"#.into(),
            vec![all_named],
            vec![json!(many)],
        ),
    ];
    for (schema, right, wrong) in cases {
        let schemas = SchemaSet::parse(&format!("{{\"A\": {schema}}}")).unwrap();
        let schema_a = schemas.get("A").unwrap();
        for (values, is_right) in [(right, true), (wrong, false)] {
            for value in values {
                let is_valid = schema_a.is_valid(&value, Direction::Request);
                assert_eq!(is_valid, is_right, "{value} {schema}");
                let violations = schema_a.check(&value, Direction::Request);
                assert_eq!(violations.is_empty(), is_right, "{value} {schema}");
            }
        }
    }
}

/// Of items that `items` speaks of it is known whether they are what `contains` asks for.
#[test]
fn contains_may_ask_for_what_items_must_be() {
    let schemas = r##"{
        "A": {"prefixItems": [true], "items": {"$ref": "#/$defs/X"}, "contains": {"$ref": "#/$defs/X"}, "minContains": 2},
        "B": {"items": {"$ref": "#/$defs/X"}, "contains": {"$ref": "#/$defs/X"}, "maxContains": 2},
        "X": {"type": "object", "required": ["a"]}
    }"##;
    let schemas = SchemaSet::parse(schemas).unwrap();
    let x = json!({"a": 1});
    for (name, value, is_right) in [
        ("A", json!([1, x, x]), true),
        ("A", json!([x, x]), true),
        ("A", json!([1, x]), false),
        ("A", json!([x]), false),
        ("B", json!([x, x]), true),
        ("B", json!([x, x, x]), false),
        ("B", json!([]), false),
    ] {
        let schema = schemas.get(name).unwrap();
        assert_eq!(
            schema.is_valid(&value, Direction::Request),
            is_right,
            "{value}"
        );
    }
}
