//! Every way to break a schema of the document, one at a time.

use super::{merged, sample};
use serde_json::{Value, json};

/// A value that breaks one constraint of a schema and no other.
#[derive(Debug)]
pub(crate) struct Case {
    /// The JSON pointer of the place.
    pub(crate) pointer: String,
    /// The constraint.
    pub(crate) broken: String,
    pub(crate) value: Value,
}

/// A value that breaks one constraint of a schema that has no parts.
#[derive(Debug)]
pub(crate) struct Bad {
    pub(crate) broken: String,
    pub(crate) value: Value,
}

/// All that can be wrong with a value of this schema.
pub(crate) fn cases(schema: &Value) -> Vec<Case> {
    let mut cases = Vec::new();
    collect(
        schema,
        &sample::full(schema),
        &mut String::new(),
        &mut cases,
    );
    cases
}

/// Adds what can be wrong at a place and below it.
fn collect(schema: &Value, whole: &Value, pointer: &mut String, cases: &mut Vec<Case>) {
    let schema = merged(schema);
    for bad in bad_values(&schema) {
        let mut value = whole.clone();
        *value
            .pointer_mut(pointer)
            .expect("the sample has every place") = bad.value;
        cases.push(Case {
            pointer: pointer.clone(),
            broken: bad.broken,
            value,
        });
    }
    let length = pointer.len();
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        // What does not go with the other members is not in the sample, and cannot be broken in it.
        if excludes(&schema, whole.pointer(pointer), name) {
            continue;
        }
        pointer.push('/');
        pointer.push_str(name);
        if sample::requires(&schema, name) {
            let mut value = whole.clone();
            let parent = value
                .pointer_mut(&pointer[..length])
                .and_then(Value::as_object_mut);
            parent.expect("an object").remove(name);
            cases.push(Case {
                pointer: pointer.clone(),
                broken: "required".to_owned(),
                value,
            });
        }
        collect(property, whole, pointer, cases);
        pointer.truncate(length);
    }
    if let Some(items) = schema.get("items") {
        pointer.push_str("/0");
        collect(items, whole, pointer, cases);
        pointer.truncate(length);
    }
}

/// Whether the other members of a sample leave no place for this one.
fn excludes(schema: &Value, object: Option<&Value>, name: &str) -> bool {
    let members = object.and_then(Value::as_object);
    members.is_some_and(|members| {
        sample::branches(schema, members)
            .iter()
            .any(|branch| branch["properties"][name] == false)
    })
}

/// Values that break a keyword of this schema itself.
pub(crate) fn bad_values(schema: &Value) -> Vec<Bad> {
    let mut bad = wrong_types(schema);
    let mut add = |broken: &str, value: Value| {
        bad.push(Bad {
            broken: broken.to_owned(),
            value,
        })
    };
    let number = |keyword: &str| schema[keyword].as_i64();
    let length =
        |keyword: &str| number(keyword).map(|length| usize::try_from(length).expect("a length"));
    if let Some(least) = length("minLength") {
        add("minLength", json!("é".repeat(least - 1)));
    }
    if let Some(most) = length("maxLength") {
        // An e-mail address that is too long is to be one otherwise.
        let text = match schema["format"].as_str() {
            Some("email") => long_email(most + 1),
            _ => "é".repeat(most + 1),
        };
        add("maxLength", json!(text));
    }
    if let Some(least) = number("minimum") {
        add("minimum", json!(least - 1));
    }
    if let Some(most) = number("maximum") {
        add("maximum", json!(most + 1));
    }
    if schema.get("enum").is_some() {
        add("enum", json!(sample::UNLISTED));
        add("enum", json!(""));
    }
    let pattern = schema["pattern"].as_str();
    if let Some(pattern) = pattern {
        add("pattern", json!(bad_match(pattern)));
    }
    match schema["format"].as_str() {
        Some("int64") => add("int64", json!(u64::MAX)),
        Some(format) => {
            for text in bad_texts(format) {
                // With a pattern, those that break the format alone.
                if pattern.is_none() || text.starts_with("https://e") {
                    add(format, json!(text));
                }
            }
        }
        None => {}
    }
    if length("minItems") == Some(1) {
        add("minItems", json!([]));
    }
    bad
}

/// One value of each type that the schema does not allow.
fn wrong_types(schema: &Value) -> Vec<Bad> {
    let types = &schema["type"];
    if types.is_null() {
        return Vec::new();
    }
    let allows = |name: &str| {
        types == name
            || types
                .as_array()
                .is_some_and(|types| types.iter().any(|own| own == name))
    };
    let candidates = [
        ("null", json!(null)),
        ("boolean", json!(true)),
        ("integer", json!(7)),
        ("number", json!(1.5)),
        ("string", json!("7")),
        ("array", json!([])),
        ("object", json!({})),
    ];
    candidates
        .into_iter()
        .filter(|(name, _)| !(allows(name) || *name == "integer" && allows("number")))
        .map(|(name, value)| Bad {
            broken: format!("type, by {name}"),
            value,
        })
        .collect()
}

fn bad_match(pattern: &str) -> &'static str {
    match pattern {
        r"\S" => " \t",
        url if url.starts_with("^https?://") => "ftp://example.com/",
        other => panic!("no bad match of {other}"),
    }
}

fn bad_texts(format: &str) -> &'static [&'static str] {
    match format {
        "uuid" => &[
            "42",
            "",
            "{0b5c2f6e-7a31-4d0c-9a54-3f1e6d2b8c70}",
            "0b5c2f6e7a314d0c9a543f1e6d2b8c70",
        ],
        "date-time" => &[
            "yesterday",
            "2026-02-30T00:00:00Z",
            "2026-01-31",
            "2026-01-31T08:30:00",
        ],
        "date" => &["31/01/2026", "2026-02-30"],
        "email" => &["joao", "joao@", "@example.com", "Joao <joao@example.com>"],
        "uri" => &[
            "not a uri",
            "/relative",
            "https://",
            "https://example.com/<script>",
        ],
        other => panic!("no bad text of format {other}"),
    }
}

/// An address of this many characters, each of whose parts is within its own limits.
fn long_email(length: usize) -> String {
    let domain = "a".repeat(60);
    let mut address = format!("joao@{domain}");
    while address.len() + 61 < length {
        address.push('.');
        address.push_str(&domain);
    }
    address.push('.');
    address.push_str(&"b".repeat(length - address.len()));
    address
}
