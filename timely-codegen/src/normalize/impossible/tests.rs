//! What is said of schemas that no value satisfies, and what is not.

use crate::Generator;

/// The messages about component schemas, as YAML at the margin: each with its place.
fn said(schemas: &str) -> Vec<String> {
    let schemas: String = schemas
        .lines()
        .map(|line| format!("    {line}\n"))
        .collect();
    let text = format!(
        "openapi: 3.1.0\ninfo: {{title: T, version: '1'}}\npaths: {{}}\ncomponents:\n  schemas:\n{schemas}"
    );
    let outcome = Generator::from_str("api.yaml", text).run();
    let shown = outcome.render_diagnostics();
    assert!(outcome.module.is_some(), "{shown}");
    let mut said = Vec::new();
    for block in shown.split("\n\n").filter(|block| !block.trim().is_empty()) {
        let message = block.lines().next().unwrap_or_default();
        let at = block.lines().find_map(|line| line.split_once("= at: "));
        let at = at
            .map_or("", |(_, at)| at)
            .replace("#/components/schemas/", "");
        said.push(format!("{at}: {message}"));
    }
    said
}

#[track_caller]
fn says(schemas: &str, expected: &[&str]) {
    let found = said(schemas);
    let matching = found.len() == expected.len()
        && found
            .iter()
            .zip(expected)
            .all(|(found, expected)| found.contains(expected));
    assert!(matching, "{found:#?}");
    let is_of_kind = |found: &String| found.contains("warning[impossible-schema]");
    assert!(found.iter().all(is_of_kind), "{found:#?}");
}

#[track_caller]
fn is_silent(schemas: &str) {
    assert_eq!(said(schemas), [""; 0]);
}

#[test]
fn lists_of_values() {
    says(
        "A: {allOf: [{type: string, enum: [a, b]}, {type: string, enum: [c]}]}",
        &[
            "A/allOf/1: warning[impossible-schema]: no value satisfies this and `#/components/schemas/A/allOf/0`",
        ],
    );
    says(
        "A: {allOf: [{type: integer, enum: [1, 2]}, {const: 3}]}",
        &["A/allOf/1: "],
    );
    says(
        "A: {allOf: [{$ref: '#/components/schemas/B'}, {type: integer}]}\nB: {type: string, enum: [a]}",
        &["A/allOf/1: "],
    );
    says(
        "A: {allOf: [{enum: [a, null], type: [string, 'null']}, {enum: [b, null], type: [string, 'null']}]}",
        &[
            "A/allOf/1: warning[impossible-schema]: nothing but null is accepted: no value satisfies",
        ],
    );
    is_silent(
        "A: {allOf: [{type: string, enum: [a, b]}, {type: string, enum: [b, c]}, {enum: [b]}]}",
    );
    is_silent("A: {allOf: [{type: number, enum: [1.0, 2]}, {type: integer, enum: [1]}]}");
}

#[test]
fn values_that_a_keyword_refuses() {
    says(
        "A: {type: string, enum: [a, bb, ccc], minLength: 2}",
        &["A/enum/0: warning[impossible-schema]: `minLength` refuses this value; it is left out"],
    );
    says(
        "A: {type: string, enum: [ab, cd, '12'], pattern: '^[a-z]+$'}",
        &["A/enum/2: warning[impossible-schema]: `pattern` refuses this value"],
    );
    says(
        "A: {type: integer, enum: [1, 5, 9], minimum: 2, exclusiveMaximum: 9}",
        &["A/enum/0: ", "A/enum/2: "],
    );
    says(
        "A: {allOf: [{type: string, enum: [a, b]}, {type: string, minLength: 2}]}",
        &[
            "A/allOf/1/minLength: warning[impossible-schema]: `minLength` refuses every value of `enum`",
        ],
    );
}

#[test]
fn bounds() {
    says(
        "A: {type: string, minLength: 3, maxLength: 2}",
        &["A/minLength: "],
    );
    says(
        "A: {type: number, minimum: 3, maximum: 2}",
        &["A/minimum: "],
    );
    says(
        "A: {type: array, items: {}, minItems: 3, maxItems: 2}",
        &["A/minItems: "],
    );
    says(
        "A: {type: number, exclusiveMinimum: 3, maximum: 3}",
        &[
            "A/exclusiveMinimum: warning[impossible-schema]: no number lies between the bounds, 3 and 3",
        ],
    );
    says(
        "A: {type: integer, exclusiveMinimum: 3, exclusiveMaximum: 4}",
        &["no integer lies between the bounds, 3 and 4"],
    );
    says(
        "A: {allOf: [{$ref: '#/components/schemas/B'}, {type: string, maxLength: 3}]}\nB: {type: string, minLength: 5}",
        &["`minLength` is 5, which is above `maxLength`, 3 of `#/components/schemas/A/allOf/1`"],
    );
    is_silent(
        "A: {type: integer, exclusiveMinimum: 3, exclusiveMaximum: 5}\nB: {type: number, minimum: 3, maximum: 3}",
    );
}

#[test]
fn types() {
    says(
        "A: {allOf: [{type: string}, {type: integer}]}",
        &["A/allOf/1: "],
    );
    says(
        "A: {allOf: [{type: object, properties: {a: {type: string}}}, {type: array, items: {}}]}",
        &["A/allOf/1: "],
    );
    is_silent("A: {allOf: [{type: number}, {type: integer}]}");
    is_silent("A: {allOf: [{type: string}, {minLength: 3}, {description: D}]}");
}

#[test]
fn objects_that_forbid_what_others_name() {
    says(
        "A: {type: object, additionalProperties: false, required: [a], properties: {a: {type: number}}}\n\
         B: {allOf: [{$ref: '#/components/schemas/A'}, {type: object, additionalProperties: false, required: [b], properties: {b: {type: string}}}]}",
        &[
            "B/allOf/0: warning[impossible-schema]: `additionalProperties: false` forbids `b`, which `#/components/schemas/B/allOf/1/required` asks for",
        ],
    );
    says(
        "A: {type: object, additionalProperties: false, properties: {a: {type: number}}}\n\
         B: {allOf: [{$ref: '#/components/schemas/A'}, {type: object, properties: {b: {type: string}}}]}",
        &[
            "B/allOf/0: warning[impossible-schema]: `additionalProperties: false` forbids what another part names: `b`",
        ],
    );
    says(
        "A: {type: object, maxProperties: 1, required: [a, b], properties: {a: {}, b: {}}}",
        &[
            "A/maxProperties: warning[impossible-schema]: `maxProperties` is 1, and 2 properties are required",
        ],
    );
    is_silent(
        "A: {type: object, additionalProperties: false, properties: {a: {type: number}}}\n\
         B: {allOf: [{$ref: '#/components/schemas/A'}, {type: object, required: [a]}]}",
    );
}

#[test]
fn properties() {
    says(
        "A: {type: object, required: [a], properties: {a: false, b: false}}",
        &[
            "A/required: warning[impossible-schema]: `a` is required, and no value is accepted for it",
        ],
    );
    says(
        "A: {allOf: [{$ref: '#/components/schemas/B'}, {properties: {kind: {const: cat}}}]}\n\
         B: {type: object, properties: {kind: {const: dog}}}",
        &["A/allOf/1/properties/kind: warning[impossible-schema]: no value satisfies this and"],
    );
    says(
        "Never: {allOf: [{type: string}, {type: integer}]}\n\
         A: {type: object, properties: {a: {$ref: '#/components/schemas/Never'}}}\n\
         B: {type: object, required: [b], properties: {b: {$ref: '#/components/schemas/Never'}}}\n\
         C: {type: array, minItems: 1, items: {$ref: '#/components/schemas/Never'}}",
        &[
            "Never/allOf/1: ",
            "A/properties/a: warning[impossible-schema]: `a` is never there: `Never` accepts no value",
            "B/required: ",
            "B/properties/b: ",
            "C: warning[impossible-schema]: `minItems` is 1, and no value is accepted as an item",
        ],
    );
    is_silent(
        "A: {type: object, required: [a], properties: {a: {$ref: '#/components/schemas/A'}, b: false}}",
    );
}

#[test]
fn alternatives() {
    says(
        "Never: {allOf: [{type: string}, {type: integer}]}\n\
         A: {oneOf: [{$ref: '#/components/schemas/Never'}, {type: string}]}",
        &[
            "Never/allOf/1: ",
            "A/oneOf/0: warning[impossible-schema]: no value is of this alternative: `Never` accepts none",
        ],
    );
    says(
        "A: {type: object, required: [kind], properties: {kind: {enum: [a, b]}}, oneOf: [{properties: {kind: {const: a}}}, {properties: {kind: {const: c}}}]}",
        &[
            "A/oneOf/1: warning[impossible-schema]: no value is of this alternative: `kind` is required, and no value is accepted for it",
        ],
    );
    says(
        "A: {type: object, anyOf: [{type: string}, {type: integer}]}",
        &["A/anyOf: warning[impossible-schema]: none of these alternatives accepts a value"],
    );
    says(
        "Cat: {type: object, required: [kind], properties: {kind: {const: dog}}}\n\
         Dog: {type: object, required: [kind], properties: {kind: {const: dog}}}\n\
         A: {oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}], discriminator: {propertyName: kind, mapping: {cat: '#/components/schemas/Cat', dog: '#/components/schemas/Dog'}}}",
        &[
            "A/discriminator/mapping/cat: warning[impossible-schema]: `cat` selects `Cat`, whose `kind` never is that",
        ],
    );
}

#[test]
fn hostile_schemas_end() {
    use std::fmt::Write as _;
    let mut text = String::new();
    for layer in 0..12 {
        for index in 0..6 {
            let parts: Vec<String> = (0..6)
                .map(|part| format!("{{$ref: '#/components/schemas/L{}x{part}'}}", layer + 1))
                .collect();
            let parts = parts.join(", ");
            let _ = writeln!(
                text,
                "L{layer}x{index}: {{type: object, required: [p], properties: {{p: {{anyOf: [{parts}]}}}}, anyOf: [{parts}]}}"
            );
        }
    }
    for index in 0..6 {
        let _ = writeln!(
            text,
            "L12x{index}: {{type: object, properties: {{x{index}: {{type: string}}}}}}"
        );
    }
    for index in 0..2000 {
        let _ = writeln!(
            text,
            "C{index}: {{type: object, required: [n], properties: {{n: {{$ref: '#/components/schemas/C{}'}}}}}}",
            index + 1
        );
    }
    text.push_str("C2000: {type: string}\nX: {allOf: [{$ref: '#/components/schemas/X'}, {anyOf: [{$ref: '#/components/schemas/X'}]}]}\n");
    let found = said(&text);
    assert!(
        !found.iter().any(|found| found.contains("impossible")),
        "{found:#?}"
    );
}
