use super::*;
use serde_json::json;

/// Each schema breaks one keyword, which the violation names.
#[test]
fn violations_name_the_keyword() {
    let object = json!({ "a": 1, "b": "x" });
    let cases: [(&str, Schema, Value); 14] = [
        (
            "type",
            Schema {
                types: Types::STRING,
                ..Schema::ANY
            },
            json!(1),
        ),
        (
            "false",
            Schema {
                types: Types::EMPTY,
                ..Schema::ANY
            },
            json!(1),
        ),
        (
            "const",
            Schema {
                enumeration: &[Literal::Int(1)],
                ..Schema::ANY
            },
            json!(2),
        ),
        (
            "enum",
            Schema {
                enumeration: &[Literal::Int(1), Literal::Null],
                ..Schema::ANY
            },
            json!(2),
        ),
        (
            "minLength",
            Schema {
                min_length: Some(2),
                ..Schema::ANY
            },
            json!("a"),
        ),
        (
            "maxLength",
            Schema {
                max_length: Some(0),
                ..Schema::ANY
            },
            json!("a"),
        ),
        (
            "pattern",
            Schema {
                pattern: Some("^b"),
                ..Schema::ANY
            },
            json!("a"),
        ),
        (
            "minimum",
            Schema {
                minimum: Some(Bound::Int(3)),
                ..Schema::ANY
            },
            json!(2),
        ),
        (
            "exclusiveMaximum",
            Schema {
                exclusive_maximum: Some(Bound::Int(2)),
                ..Schema::ANY
            },
            json!(2),
        ),
        (
            "uniqueItems",
            Schema {
                unique_items: true,
                ..Schema::ANY
            },
            json!([1, 1]),
        ),
        (
            "maxItems",
            Schema {
                max_items: Some(1),
                ..Schema::ANY
            },
            json!([1, 2]),
        ),
        (
            "required",
            Schema {
                required: &["c"],
                ..Schema::ANY
            },
            object.clone(),
        ),
        (
            "additionalProperties",
            Schema {
                additional: Additional::Forbidden,
                ..Schema::ANY
            },
            json!({ "a": 1 }),
        ),
        (
            "not",
            Schema {
                not: Some(&Schema::ANY),
                ..Schema::ANY
            },
            object,
        ),
    ];
    for (keyword, schema, value) in cases {
        let found = schema.check(&value, Direction::Request);
        let keywords: Vec<&str> = found.iter().map(|violation| violation.keyword).collect();
        assert_eq!(keywords, [keyword], "{value}");
    }
}
