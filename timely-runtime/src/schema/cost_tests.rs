//! What checks cost, in steps and in what is remembered, where a sender tries to make them cost much.

use super::check::measured;
use super::*;
use serde_json::json;

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

const fn object(properties: &'static [Property]) -> Schema {
    Schema {
        types: Types::OBJECT,
        properties,
        ..Schema::ANY
    }
}

const fn tagged(kind: &'static [Literal]) -> Schema {
    Schema {
        types: Types::STRING,
        enumeration: kind,
        ..Schema::ANY
    }
}

mod unions {
    use super::*;

    /// A node, one of eight kinds, which differ only in what comes after their children.
    static NODE: Schema = Schema {
        any_of: &[&A, &B, &C, &D, &E, &F, &G, &H],
        ..Schema::ANY
    };
    macro_rules! kinds {
        ($($name:ident $next:literal)*) => {
            $(
                static $name: Schema = object(&[
                    Property::optional("children", &NODES),
                    Property::optional("next", &NODE),
                    Property::required("kind", &tagged(&[Literal::Str($next)])),
                ]);
            )*
        };
    }
    kinds! { A "a" B "b" C "c" D "d" E "e" F "f" G "g" H "h" }
    static NODES: Schema = Schema::array(&NODE);

    /// The same, where nothing tells the alternatives apart but what is deepest.
    static BLIND: Schema = Schema {
        one_of: &[
            &Schema::object(&[
                Property::optional("next", &BLIND),
                Property::optional(
                    "x",
                    &Schema::object(&[Property::required("a", Schema::STRING)]),
                ),
            ]),
            &Schema::object(&[
                Property::optional("next", &BLIND),
                Property::optional(
                    "x",
                    &Schema::object(&[Property::required("b", Schema::STRING)]),
                ),
            ]),
            &Schema::object(&[
                Property::optional("next", &BLIND),
                Property::required(
                    "x",
                    &Schema::object(&[Property::required("c", Schema::STRING)]),
                ),
            ]),
        ],
        ..Schema::ANY
    };

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
        static VALUE: Schema = Schema {
            any_of: &[
                Schema::DATE,
                Schema::UUID,
                Schema::BOOLEAN,
                Schema::EMAIL,
                Schema::URI,
                Schema::INT32,
                Schema::DATE_TIME,
                Schema::NUMBER,
            ],
            ..Schema::ANY
        };
        static VALUES: Schema = Schema::array(&VALUE);
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
        static LIST: Schema = Schema {
            items: Some(&LIST),
            types: Types::ARRAY.or(Types::NULL),
            rare: Some(&RareKeywords {
                contains: Some(&LIST),
                prefix_items: &[&LIST],
                ..RareKeywords::NONE
            }),
            ..Schema::ANY
        };
        assert_linear(
            &LIST,
            |inner| json!([inner]),
            [(json!(null), true), (json!(1), false)],
        );
    }

    #[test]
    fn properties_and_patterns() {
        static NODE: Schema = Schema {
            types: Types::OBJECT.or(Types::NULL),
            properties: &[Property::optional("a", &NODE)],
            rare: Some(&RareKeywords {
                pattern_properties: &[("^a", &NODE), ("a$", &NODE)],
                dependent_schemas: &[("a", &NODE_TOO)],
                ..RareKeywords::NONE
            }),
            ..Schema::ANY
        };
        static NODE_TOO: Schema = Schema {
            properties: &[Property::optional("a", &NODE)],
            ..Schema::ANY
        };
        assert_linear(
            &NODE,
            |inner| json!({ "a": inner }),
            [(json!(null), true), (json!(1), false)],
        );
    }

    #[test]
    fn parts_and_conditions() {
        static NODE: Schema = Schema {
            types: Types::OBJECT.or(Types::NULL),
            all_of: &[&PART, &OTHER],
            not: Some(&NEVER),
            rare: Some(&RareKeywords {
                condition: Some(&PART),
                then: &OTHER,
                unevaluated_properties: Some(&NODE),
                ..RareKeywords::NONE
            }),
            ..Schema::ANY
        };
        static PART: Schema = Schema {
            properties: &[Property::optional("a", &NODE)],
            ..Schema::ANY
        };
        static OTHER: Schema = Schema {
            additional: Additional::Schema(&NODE),
            ..Schema::ANY
        };
        static NEVER: Schema = Schema {
            types: Types::OBJECT,
            properties: &[Property::required("a", &NODE)],
            required: &["b"],
            ..Schema::ANY
        };
        assert_linear(
            &NODE,
            |inner| json!({ "a": inner }),
            [(json!(null), true), (json!(1), false)],
        );
    }

    #[test]
    fn a_long_text_is_matched_once() {
        static TEXT: Schema = Schema {
            types: Types::STRING,
            pattern: Some("^(a|b)*$"),
            ..Schema::ANY
        };
        static MANY: Schema = Schema {
            all_of: &[&TEXT, &EITHER],
            any_of: &[&TEXT, &TEXT],
            ..Schema::ANY
        };
        static EITHER: Schema = Schema {
            any_of: &[&TEXT, Schema::INTEGER],
            ..Schema::ANY
        };
        static DEEP: Schema = Schema {
            properties: &[Property::required("a", &MANY)],
            any_of: &[
                &Schema::object(&[Property::required("a", &MANY)]),
                &Schema::object(&[Property::required("b", &MANY)]),
            ],
            ..Schema::ANY
        };
        for (end, is_valid) in [("b", true), ("c", false)] {
            let text = "ab".repeat(20_000) + end;
            let alone = Budget::unlimited();
            assert_eq!(pattern::matches("^(a|b)*$", &text, &alone), is_valid);
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
    let properties: Vec<Property> = (0..400)
        .map(|n| Property::optional(String::leak(format!("p{n}")), Schema::STRING))
        .collect();
    let wide = Schema {
        properties: Vec::leak(properties),
        ..Schema::ANY
    };
    let open = Schema {
        additional: Additional::Schema(Schema::INTEGER),
        ..Schema {
            properties: wide.properties,
            ..Schema::ANY
        }
    };
    for schema in [wide, open] {
        let list = Schema {
            items: Some(Box::leak(Box::new(schema))),
            ..Schema::ANY
        };
        let bodies = [json!({}), json!({ "p399": "a" }), json!({ "q": 1 })];
        for body in bodies {
            let cost = cost(&list, &vec![body.clone(); 10_000].into(), true);
            // The type that each becomes is that wide.
            let steps = cost.steps - 10_000 * index::room(list.items.unwrap().properties);
            assert!(steps <= 12 * 10_000, "{body}: {steps}");
        }
    }
}

#[test]
fn many_wrong_items_cost_no_more_than_right_ones() {
    static ITEM: Schema = object(&[
        Property::required("a", Schema::UUID),
        Property::required("b", Schema::INT32),
    ]);
    static LIST: Schema = Schema {
        items: Some(&ITEM),
        min_items: Some(1),
        ..Schema::ANY
    };
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
fn the_end_of_a_budget_is_a_violation() {
    static LIST: Schema = Schema {
        items: Some(Schema::INTEGER),
        ..Schema::ANY
    };
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
        assert_eq!(
            LIST.allows_text(&body.to_string(), Direction::Request, &Budget::new(steps)),
            is_enough
        );
        if !is_enough {
            assert_eq!(
                violations.to_string(),
                "query /ids: expected a value that takes less work to check, found one that takes too much"
            );
            assert_eq!(violations.iter().next().unwrap().keyword, "budget");
        }
    }
}

#[test]
fn nothing_is_allowed_for_want_of_a_budget() {
    static INNER: Schema = Schema {
        items: Some(Schema::STRING),
        ..Schema::ANY
    };
    static NOT: Schema = Schema {
        not: Some(&INNER),
        ..Schema::ANY
    };
    static ONE: Schema = Schema {
        one_of: &[&INNER, &Schema::ANY],
        ..Schema::ANY
    };
    static NONE: Schema = Schema {
        types: Types::ARRAY,
        rare: Some(&RareKeywords {
            contains: Some(&NOT),
            min_contains: 0,
            max_contains: Some(0),
            ..RareKeywords::NONE
        }),
        ..Schema::ANY
    };
    let body = Value::from(vec!["a"; 100]);
    for schema in [&NOT, &ONE, &NONE] {
        for steps in 0..100 {
            let budget = Budget::new(steps);
            let violations = schema.check_at(&body, None, Place::Body, "", &budget);
            assert!(!violations.is_empty(), "{steps}");
        }
    }
}
