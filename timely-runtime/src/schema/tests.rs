use super::*;
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
        (Types::NULL, json!(null), json!(0)),
        (Types::BOOLEAN, json!(false), json!("false")),
        (Types::INTEGER, json!(1.0), json!(1.5)),
        (Types::INTEGER, json!(1e300), json!("1")),
        (Types::NUMBER, json!(1), json!(null)),
        (Types::NUMBER, json!(1.5), json!([])),
        (Types::STRING, json!(""), json!({})),
        (Types::ARRAY, json!([]), json!({})),
        (Types::OBJECT, json!({}), json!([])),
    ] {
        let schema = Schema {
            types,
            ..Schema::ANY
        };
        allows(&schema, good);
        assert_eq!(found(&schema, bad).len(), 1, "{types}");
    }
    static EITHER: Schema = Schema {
        types: Types::STRING.or(Types::NULL),
        ..Schema::ANY
    };
    allows(&EITHER, json!(null));
    refuses(
        &EITHER,
        json!(1),
        "body: expected a string or null, found 1",
    );
    refuses(&Schema::NEVER, json!(1), "body: expected no value, found 1");
    allows(&Schema::ANY, json!({ "a": [1, null] }));
}

#[test]
fn enumerations() {
    let schema = Schema {
        enumeration: &[
            Literal::Str("a"),
            Literal::Int(1),
            Literal::Null,
            Literal::Json("[1]"),
        ],
        ..Schema::ANY
    };
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
    let schema = Schema {
        min_length: Some(1),
        max_length: Some(2),
        ..Schema::ANY
    };
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
    let schema = Schema {
        pattern: Some("^[a-z]+$"),
        ..Schema::ANY
    };
    allows(&schema, json!("abc"));
    refuses(
        &schema,
        json!("ABC"),
        "body: expected text that matches ^[a-z]+$, found the string \"ABC\"",
    );
    let schema = Schema {
        format: Some(Format::Uuid),
        ..Schema::ANY
    };
    allows(&schema, json!(1));
    refuses(
        &schema,
        json!("x"),
        "body: expected a UUID, found the string \"x\"",
    );
    let schema = Schema {
        format: Some(Format::Int32),
        ..Schema::ANY
    };
    allows(&schema, json!("x"));
    refuses(
        &schema,
        json!(3e9),
        "body: expected a signed 32-bit integer, found 3000000000.0",
    );
}

#[test]
fn bounds() {
    let schema = Schema {
        minimum: Some(Bound::Int(1)),
        maximum: Some(Bound::Float(2.5)),
        ..Schema::ANY
    };
    allows(&schema, json!(1));
    allows(&schema, json!(2.5));
    refuses(&schema, json!(0), "body: expected at least 1, found 0");
    refuses(&schema, json!(2.6), "body: expected at most 2.5, found 2.6");
    let schema = Schema {
        exclusive_minimum: Some(Bound::Int(1)),
        exclusive_maximum: Some(Bound::Int(3)),
        multiple_of: Some(Bound::Float(0.1)),
        ..Schema::ANY
    };
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
    static ITEM: Schema = Schema {
        types: Types::INTEGER,
        ..Schema::ANY
    };
    let schema = Schema {
        items: Some(&ITEM),
        min_items: Some(1),
        max_items: Some(3),
        ..Schema::ANY
    };
    allows(&schema, json!([1, 2, 2]));
    refuses(
        &schema,
        json!([]),
        "body: expected at least 1 item, found 0 items",
    );
    refuses(
        &schema,
        json!([1, 2, 3, 4]),
        "body: expected at most 3 items, found 4 items",
    );
    refuses(
        &schema,
        json!([1, "2"]),
        "/1: expected an integer, found the string \"2\"",
    );
    let schema = Schema {
        unique_items: true,
        ..Schema::ANY
    };
    allows(&schema, json!([1, "1", [1]]));
    refuses(
        &schema,
        json!([{ "a": 1 }, 2, { "a": 1.0 }]),
        "/2: expected an item that differs from all others, found the same as item 0",
    );
}

static TEXT: Schema = Schema {
    types: Types::STRING,
    ..Schema::ANY
};
static CONTACT: Schema = Schema {
    types: Types::OBJECT,
    properties: &[
        Property {
            name: "id",
            required: true,
            access: Access::ReadOnly,
            schema: &TEXT,
        },
        Property {
            name: "name",
            required: true,
            access: Access::ReadWrite,
            schema: &TEXT,
        },
        Property {
            name: "password",
            required: true,
            access: Access::WriteOnly,
            schema: &TEXT,
        },
        Property {
            name: "a/b~c",
            required: false,
            access: Access::ReadWrite,
            schema: &TEXT,
        },
    ],
    ..Schema::ANY
};

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
    let closed = Schema {
        additional: Additional::Forbidden,
        max_properties: Some(1),
        ..CONTACT_LIKE
    };
    allows(&closed, json!({ "name": "a" }));
    assert_eq!(
        found(&closed, json!({ "name": "a", "x": {} })),
        [
            "body: expected at most 1 property, found 2 properties",
            "/x: expected no property of this name, found an object",
        ]
    );
    let map = Schema {
        additional: Additional::Schema(&TEXT),
        min_properties: Some(1),
        ..Schema::ANY
    };
    allows(&map, json!({ "x": "y" }));
    refuses(
        &map,
        json!({}),
        "body: expected at least 1 property, found 0 properties",
    );
    refuses(&map, json!({ "x": 1 }), "/x: expected a string, found 1");
}

const CONTACT_LIKE: Schema = Schema {
    properties: &[Property {
        name: "name",
        required: false,
        access: Access::ReadWrite,
        schema: &TEXT,
    }],
    ..Schema::ANY
};

static CAT: Schema = Schema {
    types: Types::OBJECT,
    properties: &[
        Property {
            name: "kind",
            required: true,
            access: Access::ReadWrite,
            schema: &Schema {
                enumeration: &[Literal::Str("cat")],
                ..Schema::ANY
            },
        },
        Property {
            name: "lives",
            required: true,
            access: Access::ReadWrite,
            schema: &COUNT,
        },
    ],
    ..Schema::ANY
};
static DOG: Schema = Schema {
    types: Types::OBJECT,
    properties: &[
        Property {
            name: "kind",
            required: true,
            access: Access::ReadWrite,
            schema: &Schema {
                enumeration: &[Literal::Str("dog")],
                ..Schema::ANY
            },
        },
        Property {
            name: "name",
            required: true,
            access: Access::ReadWrite,
            schema: &TEXT,
        },
    ],
    ..Schema::ANY
};
static COUNT: Schema = Schema {
    types: Types::INTEGER,
    minimum: Some(Bound::Int(0)),
    ..Schema::ANY
};

#[test]
fn all_any_one_not() {
    static ALL: Schema = Schema {
        all_of: &[
            &COUNT,
            &Schema {
                maximum: Some(Bound::Int(9)),
                ..Schema::ANY
            },
        ],
        ..Schema::ANY
    };
    allows(&ALL, json!(9));
    refuses(&ALL, json!(10), "body: expected at most 9, found 10");

    static ANY: Schema = Schema {
        any_of: &[&TEXT, &COUNT],
        ..Schema::ANY
    };
    allows(&ANY, json!("a"));
    refuses(&ANY, json!(-1), "body: expected at least 0, found -1");
    refuses(
        &ANY,
        json!([]),
        "body: expected an integer or a string, found an array",
    );

    static ONE: Schema = Schema {
        one_of: &[
            &COUNT,
            &Schema {
                types: Types::NUMBER,
                ..Schema::ANY
            },
        ],
        ..Schema::ANY
    };
    allows(&ONE, json!(1.5));
    refuses(
        &ONE,
        json!(1),
        "body: expected exactly one of the documented forms, found a value that fits several",
    );

    static NOT: Schema = Schema {
        not: Some(&TEXT),
        ..Schema::ANY
    };
    allows(&NOT, json!(1));
    refuses(
        &NOT,
        json!("a"),
        "body: expected a value outside the excluded ones, found the string \"a\"",
    );
}

#[test]
fn the_alternative_that_is_meant_is_explained() {
    static PET: Schema = Schema {
        one_of: &[&CAT, &DOG],
        ..Schema::ANY
    };
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
    static CLOSED: Schema = Schema {
        one_of: &[
            &CAT,
            &DOG,
            &Schema {
                types: Types::NULL,
                ..Schema::ANY
            },
        ],
        discriminator: Some("kind"),
        mapping: &[("cat", &CAT), ("dog", &DOG)],
        ..Schema::ANY
    };
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
    static OPEN: Schema = Schema {
        any_of: &[&CAT, &DOG],
        discriminator: Some("kind"),
        mapping: &[("cat", &CAT)],
        rare: Some(&RareKeywords {
            absent_tag: Some(&NAMED),
            ..RareKeywords::NONE
        }),
        ..Schema::ANY
    };
    static NAMED: Schema = Schema {
        types: Types::OBJECT,
        required: &["name"],
        ..Schema::ANY
    };
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
    let schema = Schema {
        items: Some(&TEXT),
        ..Schema::ANY
    };
    assert_eq!(
        found(&schema, json!(vec![1; 1000])).len(),
        Violations::LIMIT
    );
}

#[test]
fn recursive_schemas_end() {
    static LOOP: Schema = Schema {
        all_of: &[&LOOP, &TEXT],
        any_of: &[&LOOP],
        ..Schema::ANY
    };
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
    static NODE: Schema = Schema {
        one_of: &[&A, &B, &NULL],
        ..Schema::ANY
    };
    static NULL: Schema = Schema {
        types: Types::NULL,
        ..Schema::ANY
    };
    static A: Schema = Schema {
        types: Types::OBJECT,
        properties: &[Property {
            name: "next",
            required: true,
            access: Access::ReadWrite,
            schema: &NODE,
        }],
        min_properties: Some(2),
        ..Schema::ANY
    };
    static B: Schema = Schema {
        types: Types::OBJECT,
        properties: &[Property {
            name: "next",
            required: true,
            access: Access::ReadWrite,
            schema: &NODE,
        }],
        max_properties: Some(1),
        ..Schema::ANY
    };
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
    static NEXT: Schema = Schema {
        all_of: &[&Schema {
            all_of: &[&Schema {
                any_of: &[
                    &Schema {
                        all_of: &[&OBJECT],
                        ..Schema::ANY
                    },
                    &OBJECT,
                ],
                ..Schema::ANY
            }],
            ..Schema::ANY
        }],
        ..Schema::ANY
    };
    static OBJECT: Schema = Schema {
        properties: &[Property {
            name: "next",
            required: false,
            access: Access::ReadWrite,
            schema: &NEXT,
        }],
        ..Schema::ANY
    };
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
    let schema = Schema {
        additional: Additional::Forbidden,
        ..Schema::ANY
    };
    let violations = schema.check(
        &json!({ "k".repeat(10_000): "v".repeat(10_000) }),
        Direction::Request,
    );
    let violation = violations.iter().next().unwrap();
    assert!(violation.pointer.chars().count() < 110 && violation.found.chars().count() <= 40);
}

#[test]
fn validate_checks_built_values() {
    #[derive(Serialize)]
    struct Contact {
        name: &'static str,
    }
    impl Validate for Contact {
        const SCHEMA: &'static Schema = &Schema {
            properties: &[
                Property {
                    name: "id",
                    required: true,
                    access: Access::ReadOnly,
                    schema: &TEXT,
                },
                Property {
                    name: "pin",
                    required: true,
                    access: Access::WriteOnly,
                    schema: &TEXT,
                },
                Property {
                    name: "name",
                    required: true,
                    access: Access::ReadWrite,
                    schema: &Schema {
                        max_length: Some(3),
                        ..Schema::ANY
                    },
                },
            ],
            ..Schema::ANY
        };
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
        static SCHEMA: Schema = Schema {
            any_of: &[&CAT, &DOG, &CONTACT, &Schema { items: Some(&SCHEMA), unique_items: true, ..TEXT_OR_ARRAY }],
            not: Some(&COUNT),
            ..Schema::ANY
        };
        const TEXT_OR_ARRAY: Schema = Schema { types: Types::STRING.or(Types::ARRAY), ..Schema::ANY };
        let _ = SCHEMA.check(&value, Direction::Request).to_string();
    }

    #[test]
    fn a_value_equals_itself_only(a in any_json(), b in any_json()) {
        prop_assert!(order::compare(&a, &a).is_eq());
        prop_assert_eq!(order::compare(&a, &b), order::compare(&b, &a).reverse());
    }
}
