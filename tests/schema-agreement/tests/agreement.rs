//! The check agrees with another validator on random schemas and values.

use serde_json::Value;
use std::thread;
use timely_schema_agreement::{Report, cases};

/// More by `cargo xtask agreement`.
const CASES: u64 = 10_000;

#[test]
fn verdicts_are_those_of_another_validator() {
    let jobs = thread::available_parallelism().map_or(1, usize::from);
    let report = Report::of(0..CASES, jobs, |_| {});
    assert!(report.wrong.is_empty(), "{}", report.wrong.join("\n"));
    assert_eq!(report.valid + report.invalid, CASES);
    // Cases that all come out alike would show little.
    assert!(report.valid > CASES / 4, "{report:?}");
    assert!(report.invalid > CASES / 4, "{report:?}");
}

/// Every keyword that the check knows is in the cases.
#[test]
fn the_cases_have_every_keyword() {
    let schemas: Vec<_> = (0..400)
        .map(|schemas| cases(schemas)[0].schemas.clone())
        .collect();
    let text = serde_json::to_string(&schemas).unwrap();
    for keyword in [
        "$ref",
        "additionalProperties",
        "allOf",
        "anyOf",
        "const",
        "contains",
        "dependentRequired",
        "dependentSchemas",
        "else",
        "enum",
        "exclusiveMaximum",
        "exclusiveMinimum",
        "format",
        "if",
        "items",
        "maxContains",
        "maxItems",
        "maxLength",
        "maxProperties",
        "maximum",
        "minContains",
        "minItems",
        "minLength",
        "minProperties",
        "minimum",
        "multipleOf",
        "not",
        "oneOf",
        "pattern",
        "patternProperties",
        "prefixItems",
        "properties",
        "propertyNames",
        "required",
        "then",
        "type",
        "unevaluatedItems",
        "unevaluatedProperties",
        "uniqueItems",
    ] {
        assert!(text.contains(&format!("\"{keyword}\":")), "{keyword}");
    }
    let widths = schemas
        .iter()
        .flat_map(|schemas| schemas.values())
        .map(widest);
    assert!(widths.max() > Some(128));
}

/// How many properties the schema within a schema has that has most.
fn widest(schema: &Value) -> usize {
    match schema {
        Value::Array(items) => items.iter().map(widest).max().unwrap_or(0),
        Value::Object(members) => {
            let within = members.values().map(widest).max().unwrap_or(0);
            let properties = members.get("properties").and_then(Value::as_object);
            within.max(properties.map_or(0, |it| it.len()))
        }
        _ => 0,
    }
}

#[test]
fn a_number_makes_the_same_case_each_time() {
    let texts = |number| {
        cases(number)
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
    };
    for number in 0..50 {
        assert_eq!(texts(number), texts(number));
        assert_ne!(texts(number), texts(number + 1));
    }
}
