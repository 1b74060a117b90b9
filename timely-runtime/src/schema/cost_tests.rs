//! What checks cost, in steps and in what is remembered, where a sender tries to make them cost much.

use super::check::measured;
use super::*;
use crate::testing;
use serde_json::{Map, json};

/// The cost of a check that finds that a value is as it should be, or is not.
struct Cost {
    steps: u64,
    remembered: usize,
}

fn cost(schema: &Schema, value: &Value, is_valid: bool) -> Cost {
    let budget = Budget::unlimited();
    let (violations, remembered) = measured(schema, value, &budget);
    let first = violations.iter().next();
    assert_eq!(first.is_none(), is_valid, "{first:?}");
    Cost {
        steps: budget.spent(),
        remembered,
    }
}

fn length(value: &Value) -> u64 {
    value.to_string().len() as u64
}

mod unions {
    use super::*;

    /// A node, one of eight kinds, which differ only in what comes after their children.
    static NODE: Schema = Schema::new(
        r#"{
        "anyOf": [
            {"$ref": "A"},
            {"$ref": "B"},
            {"$ref": "C"},
            {"$ref": "D"},
            {"$ref": "E"},
            {"$ref": "F"},
            {"$ref": "G"},
            {"$ref": "H"}
        ]
    }"#,
        &[&A, &B, &C, &D, &E, &F, &G, &H],
    );
    macro_rules! kinds {
        ($($name:ident $next:literal)*) => {
            $(
                static $name: Schema = Schema::new(
                    concat!(
                        r#"{"type": "object", "required": ["kind"], "properties": {
                            "children": {"$ref": "NODES"},
                            "next": {"$ref": "NODE"},
                            "kind": {"type": "string", "const": ""#, $next, r#""}
                        }}"#,
                    ),
                    &[&NODES, &NODE],
                );
            )*
        };
    }
    kinds! { A "a" B "b" C "c" D "d" E "e" F "f" G "g" H "h" }
    static NODES: Schema = Schema::new(r#"{"type": "array", "items": {"$ref": "NODE"}}"#, &[&NODE]);

    /// The same, where nothing tells the alternatives apart but what is deepest.
    static BLIND: Schema = Schema::new(
        r#"{
        "oneOf": [
            {
                "type": "object",
                "properties": {
                    "next": {"$ref": "BLIND"},
                    "x": {"type": "object", "required": ["a"], "properties": {"a": {"type": "string"}}}
                }
            },
            {
                "type": "object",
                "properties": {
                    "next": {"$ref": "BLIND"},
                    "x": {"type": "object", "required": ["b"], "properties": {"b": {"type": "string"}}}
                }
            },
            {
                "type": "object",
                "required": ["x"],
                "properties": {
                    "next": {"$ref": "BLIND"},
                    "x": {"type": "object", "required": ["c"], "properties": {"c": {"type": "string"}}}
                }
            }
        ]
    }"#,
        &[&BLIND],
    );

    fn chain(depth: usize, node: impl Fn(Option<Value>) -> Value) -> Value {
        (1..depth).fold(node(None), |inner, _| node(Some(inner)))
    }

    #[test]
    fn the_steps_are_those_of_the_alternatives_and_the_length() {
        let flat = |count: usize, last: &str| {
            let mut nodes = vec![json!({ "kind": "h", "children": [] }); count];
            nodes.push(json!({ "kind": last }));
            json!({ "kind": "h", "children": nodes })
        };
        for (last, is_valid) in [("h", true), ("x", false)] {
            let [few, many] =
                [1_000, 10_000].map(|count| cost(&NODE, &flat(count, last), is_valid));
            assert!(many.steps < 11 * few.steps, "{} {}", many.steps, few.steps);
            assert!(
                many.steps < 4 * length(&flat(10_000, last)),
                "{}",
                many.steps
            );
            assert!(many.remembered < 100, "{}", many.remembered);
        }
    }

    #[test]
    fn depth_does_not_multiply_them() {
        let tagged = |depth, last: &str| {
            chain(depth, |inner| match inner {
                Some(inner) => json!({ "kind": "h", "next": inner }),
                None => json!({ "kind": last }),
            })
        };
        let blind = |depth, last: &str| {
            chain(depth, |inner| match inner {
                Some(inner) => json!({ "x": { "c": "" }, "next": inner }),
                None => json!({ "x": { last: "" } }),
            })
        };
        for depth in [20, 120] {
            for (last, is_valid) in [("h", true), ("x", false)] {
                let cost = cost(&NODE, &tagged(depth, last), is_valid);
                assert!(cost.steps < 200 * depth as u64, "{depth} {}", cost.steps);
            }
            for (last, is_valid) in [("c", true), ("d", false)] {
                let cost = cost(&BLIND, &blind(depth, last), is_valid);
                assert!(cost.steps < 500 * depth as u64, "{depth} {}", cost.steps);
            }
        }
    }

    #[test]
    fn what_is_remembered_is_a_fraction_of_the_body() {
        let chain = chain(100, |inner| match inner {
            Some(inner) => json!({ "kind": "h", "next": inner }),
            None => json!({ "kind": "h" }),
        });
        let body = json!({ "kind": "h", "children": vec![chain; 100] });
        let cost = cost(&NODE, &body, true);
        // Some thirty bytes each.
        assert!(
            30 * cost.remembered as u64 <= length(&body),
            "{} of {}",
            cost.remembered,
            length(&body)
        );
    }

    #[test]
    fn flat_unions_of_scalars_remember_nothing() {
        static VALUE: Schema = Schema::new(
            r#"{
            "anyOf": [
                {"type": "string", "format": "date"},
                {"type": "string", "format": "uuid"},
                {"type": "boolean"},
                {"type": "string", "format": "email"},
                {"type": "string", "format": "uri"},
                {"type": "integer", "format": "int32"},
                {"type": "string", "format": "date-time"},
                {"type": "number"}
            ]
        }"#,
            &[],
        );
        static VALUES: Schema = Schema::new(
            r#"{"type": "array", "items": {"$ref": "VALUE"}}"#,
            &[&VALUE],
        );
        let body = Value::from(vec![0.5; 50_000]);
        let cost = cost(&VALUES, &body, true);
        assert!(cost.remembered <= 1, "{}", cost.remembered);
        assert!(cost.steps <= 10 * 50_000, "{}", cost.steps);
    }
}

/// What is said twice of one value: each pair of keywords would double the work with each level.
mod twice {
    use super::*;

    fn assert_linear(schema: &Schema, nest: impl Fn(Value) -> Value, ends: [(Value, bool); 2]) {
        for (end, is_valid) in ends {
            let value = (0..100).fold(end, |inner, _| nest(inner));
            let cost = cost(schema, &value, is_valid);
            assert!(
                cost.steps < 60_000,
                "{} for {}",
                cost.steps,
                if is_valid { "valid" } else { "wrong" }
            );
        }
    }

    #[test]
    fn items_and_contains() {
        static LIST: Schema = Schema::new(
            r#"{
            "items": {"$ref": "LIST"},
            "type": ["array", "null"],
            "contains": {"$ref": "LIST"},
            "prefixItems": [{"$ref": "LIST"}]
        }"#,
            &[&LIST],
        );
        assert_linear(
            &LIST,
            |inner| json!([inner]),
            [(json!(null), true), (json!(1), false)],
        );
    }

    #[test]
    fn properties_and_patterns() {
        static NODE: Schema = Schema::new(
            r#"{
            "type": ["object", "null"],
            "properties": {"a": {"$ref": "NODE"}},
            "patternProperties": {"^a": {"$ref": "NODE"}, "a$": {"$ref": "NODE"}},
            "dependentSchemas": {"a": {"$ref": "NODE_TOO"}}
        }"#,
            &[&NODE, &NODE_TOO],
        );
        static NODE_TOO: Schema =
            Schema::new(r#"{"properties": {"a": {"$ref": "NODE"}}}"#, &[&NODE]);
        assert_linear(
            &NODE,
            |inner| json!({ "a": inner }),
            [(json!(null), true), (json!(1), false)],
        );
    }

    #[test]
    fn parts_and_conditions() {
        static NODE: Schema = Schema::new(
            r#"{
            "type": ["object", "null"],
            "allOf": [{"$ref": "PART"}, {"$ref": "OTHER"}],
            "not": {"$ref": "NEVER"},
            "if": {"$ref": "PART"},
            "then": {"$ref": "OTHER"},
            "unevaluatedProperties": {"$ref": "NODE"}
        }"#,
            &[&PART, &OTHER, &NEVER, &NODE],
        );
        static PART: Schema = Schema::new(r#"{"properties": {"a": {"$ref": "NODE"}}}"#, &[&NODE]);
        static OTHER: Schema =
            Schema::new(r#"{"additionalProperties": {"$ref": "NODE"}}"#, &[&NODE]);
        static NEVER: Schema = Schema::new(
            r#"{"type": "object", "required": ["a", "b"], "properties": {"a": {"$ref": "NODE"}}}"#,
            &[&NODE],
        );
        assert_linear(
            &NODE,
            |inner| json!({ "a": inner }),
            [(json!(null), true), (json!(1), false)],
        );
    }

    #[test]
    fn properties_and_a_discriminator() {
        static NODE: Schema = Schema::new(
            r#"{
            "type": ["object", "null"],
            "properties": {"a": {"$ref": "NODE"}},
            "oneOf": [{"$ref": "KIND"}],
            "discriminator": {"propertyName": "kind", "mapping": {"k": {"$ref": "KIND"}}}
        }"#,
            &[&NODE, &KIND],
        );
        static KIND: Schema = Schema::new(r#"{"properties": {"a": {"$ref": "NODE"}}}"#, &[&NODE]);
        assert_linear(
            &NODE,
            |inner| json!({ "a": inner, "kind": "k" }),
            [(json!(null), true), (json!(1), false)],
        );
    }

    #[test]
    fn properties_and_a_union_that_the_type_tells() {
        static NODE: Schema = Schema::new(
            r#"{
            "properties": {"a": {"$ref": "NODE"}},
            "anyOf": [{"$ref": "PART"}, {"type": "null"}]
        }"#,
            &[&NODE, &PART],
        );
        static PART: Schema = Schema::new(
            r#"{"type": "object", "properties": {"a": {"$ref": "NODE"}}}"#,
            &[&NODE],
        );
        assert_linear(
            &NODE,
            |inner| json!({ "a": inner }),
            [(json!(null), true), (json!(1), false)],
        );
    }

    #[test]
    fn parts_that_speak_of_the_same_and_parts_that_do_not() {
        static SAME: Schema = Schema::new(
            r#"{
            "type": ["object", "null"],
            "allOf": [{"properties": {"a": {"$ref": "SAME"}}}, {"properties": {"a": {"$ref": "SAME"}}}]
        }"#,
            &[&SAME],
        );
        static APART: Schema = Schema::new(
            r#"{
            "type": ["object", "null"],
            "allOf": [{"properties": {"a": {"$ref": "APART"}}}, {"properties": {"b": {"$ref": "APART"}}}]
        }"#,
            &[&APART],
        );
        for schema in [&SAME, &APART] {
            assert_linear(
                schema,
                |inner| json!({ "a": inner }),
                [(json!(null), true), (json!(1), false)],
            );
        }
    }

    #[test]
    fn a_long_text_is_matched_once() {
        static TEXT: Schema = Schema::new(r#"{"type": "string", "pattern": "^(a|b)*$"}"#, &[]);
        static MANY: Schema = Schema::new(
            r#"{
            "allOf": [{"$ref": "TEXT"}, {"$ref": "EITHER"}],
            "anyOf": [{"$ref": "TEXT"}, {"$ref": "TEXT"}]
        }"#,
            &[&TEXT, &EITHER],
        );
        static EITHER: Schema = Schema::new(
            r#"{"anyOf": [{"$ref": "TEXT"}, {"type": "integer"}]}"#,
            &[&TEXT],
        );
        static DEEP: Schema = Schema::new(
            r#"{
            "anyOf": [
                {"type": "object", "required": ["a"], "properties": {"a": {"$ref": "MANY"}}},
                {"type": "object", "required": ["b"], "properties": {"b": {"$ref": "MANY"}}}
            ],
            "required": ["a"],
            "properties": {"a": {"$ref": "MANY"}}
        }"#,
            &[&MANY],
        );
        for (end, is_valid) in [("b", true), ("c", false)] {
            let text = "ab".repeat(20_000) + end;
            let alone = Budget::unlimited();
            assert_eq!(
                pattern::Compiled::new("^(a|b)*$").matches(&text, &alone),
                is_valid
            );
            let body = json!({ "a": text });
            let cost = cost(&DEEP, &body, is_valid);
            assert!(
                cost.steps < alone.spent() * 3 / 2,
                "{} {}",
                cost.steps,
                alone.spent()
            );
        }
    }
}

#[test]
fn the_width_of_a_schema_does_not_multiply_the_members() {
    let properties: Map<String, Value> = (0..400)
        .map(|n| (format!("p{n}"), json!({"type": "string"})))
        .collect();
    for additional in [json!(true), json!({"type": "integer"})] {
        let items = json!({"properties": properties, "additionalProperties": additional});
        let list = testing::schema(&json!({ "items": items }));
        let bodies = [json!({}), json!({ "p399": "a" }), json!({ "q": 1 })];
        for body in bodies {
            let cost = cost(list, &vec![body.clone(); 10_000].into(), true);
            // The type that each becomes is that wide, and so is the charge.
            let room = 10_000 * 5 * (400 - 16);
            assert!(cost.steps <= room + 12 * 10_000, "{body}: {}", cost.steps);
        }
    }
}

#[test]
fn many_wrong_items_cost_no_more_than_right_ones() {
    static ITEM: Schema = Schema::new(
        r#"{"type": "object", "required": ["a", "b"], "properties": {
            "a": {"type": "string", "format": "uuid"}, "b": {"type": "integer", "format": "int32"}
        }}"#,
        &[],
    );
    static LIST: Schema = Schema::new(r#"{"items": {"$ref": "ITEM"}, "minItems": 1}"#, &[&ITEM]);
    let right = json!({ "a": "67e55044-10b1-426f-9247-bb680e5fe0c8", "b": 1 });
    let right = cost(&LIST, &vec![right; 10_000].into(), true);
    for wrong in [
        json!({}),
        json!({ "a": 1, "b": 1 }),
        json!(7),
        json!({ "b": 1e300, "a": "é".repeat(50) }),
    ] {
        let wrong = cost(&LIST, &vec![wrong; 10_000].into(), false);
        assert!(wrong.steps < 2 * right.steps, "{}", wrong.steps);
    }
}

#[test]
fn what_is_wrong_in_a_long_list_is_told_in_one_pass() {
    static CONTACTS: Schema = Schema::new(
        r#"{"properties": {"data": {"type": "array", "items": {"properties": {
            "tags": {"items": {"type": "string"}}, "status": {"enum": ["active"]}}}}}}"#,
        &[],
    );
    let contact = |status: &str| json!({ "tags": ["a", "b"], "status": status });
    let contacts = |wrong: &str| {
        let mut all = vec![contact("active"); 1000];
        all[990] = contact(wrong);
        json!({ "data": all })
    };
    let right = cost(&CONTACTS, &contacts("active"), true).steps;
    let wrong = cost(&CONTACTS, &contacts("gone"), false).steps;
    assert!(wrong < right + 100, "{wrong} steps, {right} if it is right");
    let mut several = contacts("gone");
    several["data"][2]["tags"] = json!([1, "a", 2]);
    let pointers: Vec<String> = CONTACTS
        .check(&several, Direction::Request)
        .iter()
        .map(|violation| violation.pointer().to_owned())
        .collect();
    let expected = ["/data/2/tags/0", "/data/2/tags/2", "/data/990/status"];
    assert_eq!(pointers, expected);
}

#[test]
fn the_end_of_a_budget_is_a_violation() {
    static LIST: Schema = Schema::new(r#"{"items": {"type": "integer"}}"#, &[]);
    let body = Value::from(vec![1; 1000]);
    for (steps, is_enough) in [(100, false), (2_000, true)] {
        let budget = Budget::new(steps);
        let violations = LIST.check_at(
            &body,
            Some(Direction::Request),
            Place::Query,
            "/ids",
            &budget,
        );
        assert_eq!(violations.is_empty(), is_enough, "{violations}");
        if !is_enough {
            assert_eq!(
                violations.to_string(),
                "query /ids: expected a value that takes less work to check, found one that takes too much"
            );
            assert_eq!(violations.iter().next().unwrap().keyword(), "budget");
        }
    }
}

#[test]
fn nothing_is_allowed_for_want_of_a_budget() {
    static INNER: Schema = Schema::new(r#"{"items": {"type": "string"}}"#, &[]);
    static NOT: Schema = Schema::new(r#"{"not": {"$ref": "INNER"}}"#, &[&INNER]);
    static ONE: Schema = Schema::new(r#"{"oneOf": [{"$ref": "INNER"}, {}]}"#, &[&INNER]);
    static NONE: Schema = Schema::new(
        r#"{"type": "array", "contains": {"$ref": "NOT"}, "minContains": 0, "maxContains": 0}"#,
        &[&NOT],
    );
    let body = Value::from(vec!["a"; 100]);
    for schema in [&NOT, &ONE, &NONE] {
        for steps in 0..100 {
            let budget = Budget::new(steps);
            let violations = schema.check_at(&body, None, Place::Body, "", &budget);
            assert!(!violations.is_empty(), "{steps}");
        }
    }
}
