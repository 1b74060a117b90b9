//! Whether a value is what a schema of the document says: a reading of the schemas that shares nothing with the one
//! under test.

use super::{merged, sample};
use serde_json::Value;

/// What is wrong with a value, each with its place.
pub(crate) fn problems(schema: &Value, value: &Value) -> Vec<String> {
    let mut problems = Vec::new();
    check(schema, value, "", &mut problems);
    problems
}

fn check(schema: &Value, value: &Value, place: &str, problems: &mut Vec<String>) {
    let schema = merged(schema);
    let mut expect = |holds: bool, keyword: &str| {
        if !holds {
            problems.push(format!(
                "{place}: {keyword} {} is broken by {value}",
                schema[keyword]
            ));
        }
    };
    if let Some(constant) = schema.get("const") {
        expect(constant == value, "const");
    }
    if let Some(listed) = schema["enum"].as_array() {
        expect(listed.contains(value), "enum");
    }
    if !schema["type"].is_null() {
        let types = schema["type"]
            .as_array()
            .map_or(std::slice::from_ref(&schema["type"]), Vec::as_slice);
        expect(
            types
                .iter()
                .any(|name| is_of(value, name.as_str().unwrap_or_default())),
            "type",
        );
    }
    if let Some(number) = value.as_f64() {
        expect(
            schema["minimum"]
                .as_f64()
                .is_none_or(|least| number >= least),
            "minimum",
        );
        expect(
            schema["maximum"].as_f64().is_none_or(|most| number <= most),
            "maximum",
        );
    }
    if let Some(text) = value.as_str() {
        expect(
            schema["format"]
                .as_str()
                .is_none_or(|format| format == "int64" || has_format(text, format)),
            "format",
        );
    }
    if let Some(forms) = schema["oneOf"].as_array() {
        let fitting = forms
            .iter()
            .filter(|form| self::problems(form, value).is_empty());
        expect(fitting.count() == 1, "oneOf");
    }
    for (index, item) in value.as_array().into_iter().flatten().enumerate() {
        check(
            &schema["items"],
            item,
            &format!("{place}/{index}"),
            problems,
        );
    }
    let Some(members) = value.as_object() else {
        return;
    };
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        let place = format!("{place}/{name}");
        match members.get(name) {
            Some(value) => check(property, value, &place, problems),
            None if sample::requires(&schema, name) => {
                problems.push(format!("{place}: is missing"))
            }
            None => {}
        }
    }
    for branch in sample::branches(&schema, members) {
        for name in branch["required"].as_array().into_iter().flatten() {
            if !members.contains_key(name.as_str().unwrap_or_default()) {
                problems.push(format!("{place}/{name}: is missing"));
            }
        }
        for name in members.keys() {
            if branch["properties"][name] == false {
                problems.push(format!("{place}/{name}: does not go with the others"));
            }
        }
    }
    let open = schema["additionalProperties"] == true || schema.get("properties").is_none();
    for name in members
        .keys()
        .filter(|name| !open && schema["properties"].get(name).is_none())
    {
        problems.push(format!("{place}/{name}: is not documented"));
    }
}

fn is_of(value: &Value, name: &str) -> bool {
    match name {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        _ => false,
    }
}

fn has_format(text: &str, format: &str) -> bool {
    let shape: String = text
        .chars()
        .map(|character| match character {
            'a'..='f' | 'A'..='F' if format == "uuid" => '0',
            digit if digit.is_ascii_digit() => '0',
            other => other,
        })
        .collect();
    match format {
        "uuid" => shape == "00000000-0000-0000-0000-000000000000",
        "date" => shape == "0000-00-00",
        "date-time" => shape.starts_with("0000-00-00T00:00:00") && text.ends_with('Z'),
        "email" => text.contains('@'),
        "uri" => text.contains("://"),
        other => panic!("no check of format {other}"),
    }
}

/// The reading finds what the other modules break, and nothing in what they do not.
#[test]
fn samples_pass_and_broken_ones_do_not() {
    let mut broken = 0;
    for operation in super::operations() {
        let bodies = operation.body.iter().map(|body| body.schema);
        for schema in bodies.chain(operation.responses.iter().map(|response| response.schema)) {
            for value in [sample::minimal(schema), sample::full(schema)] {
                assert_eq!(problems(schema, &value), [""; 0], "{}", operation.id);
            }
            let odd = sample::with_unknown_properties(schema, &sample::full(schema));
            assert_ne!(problems(schema, &odd), [""; 0], "{}", operation.id);
            for case in super::violate::cases(schema) {
                // Answers have no bounds on lengths, and formats are only looked at roughly here.
                let looked_at = case.broken.starts_with("type") || case.broken == "required";
                if looked_at {
                    let found = problems(schema, &case.value);
                    assert!(!found.is_empty(), "{} {case:?}", operation.id);
                    broken += 1;
                }
            }
        }
    }
    assert!(broken > 5000, "{broken}");
}
