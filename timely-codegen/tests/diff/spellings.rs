//! One document in several spellings, which give nothing when they are compared.

use crate::edits::document;
use serde_json::{Value, json};
use timely_codegen::Generator;

fn text(document: &Value) -> Generator {
    Generator::from_str("api.json", document.to_string())
}

/// Nothing is found between two documents, either way.
fn are_equal(what: &str, one: &Generator, other: &Generator) {
    for (old, new) in [(one, other), (other, one)] {
        let (of_old, of_new, report) = old.diff(new);
        let report = report.unwrap_or_else(|| {
            let messages = of_old.render_diagnostics() + &of_new.render_diagnostics();
            panic!("{what}: one of the documents has errors\n{messages}")
        });
        let found: Vec<_> = report
            .findings
            .iter()
            .map(|it| format!("{} {}", it.id, it.message))
            .collect();
        assert!(found.is_empty(), "{what}: {found:#?}");
    }
}

#[test]
fn json_is_what_yaml_is() {
    let yaml = Generator::from_str("api.yaml", include_str!("edited.yaml"));
    are_equal("JSON and YAML", &text(&document()), &yaml);
}

/// A document of OpenAPI 3.1 and one of 3.0, as each writes the same.
#[test]
fn two_versions_of_openapi_say_the_same() {
    let document = |version: &str, schema: Value| {
        let body = json!({"required": true, "content": {"application/json": {"schema": schema}}});
        let post = json!({"operationId": "send", "requestBody": body, "responses": {"204": {"description": "done"}}});
        text(&json!({
            "openapi": version,
            "info": {"title": "T", "version": "1.0.0"},
            "paths": {"/a": {"post": post}},
        }))
    };
    let newer = json!({"type": "object", "properties": {
        "may_be_null": {"type": ["string", "null"]},
        "above": {"type": "number", "exclusiveMinimum": 0},
        "below": {"type": "integer", "exclusiveMaximum": 10},
        "with_example": {"type": "string", "examples": ["a"]},
        "list": {"type": ["array", "null"], "items": {"type": "string"}},
        "values": {"type": "string", "enum": ["a", "b"]},
    }});
    let older = json!({"type": "object", "properties": {
        "may_be_null": {"type": "string", "nullable": true},
        "above": {"type": "number", "minimum": 0, "exclusiveMinimum": true},
        "below": {"type": "integer", "maximum": 10, "exclusiveMaximum": true},
        "with_example": {"type": "string", "example": "a"},
        "list": {"type": "array", "nullable": true, "items": {"type": "string"}},
        "values": {"type": "string", "enum": ["a", "b"]},
    }});
    are_equal(
        "3.1 and 3.0",
        &document("3.1.0", newer),
        &document("3.0.3", older),
    );
}

/// Path items, responses and schemas in files of their own, and all of it in one.
#[test]
fn several_files_are_what_they_are_in_one() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let whole = document();
    let mut root = whole.clone();
    let file = |name: &str, value: &Value| {
        std::fs::write(folder.path().join(name), value.to_string()).expect("it can be written");
    };
    let schemas = whole["components"]["schemas"].as_object();
    for (name, schema) in schemas.expect("there are schemas") {
        let text = schema.to_string().replace("#/components/schemas/", "");
        let schema: Value = serde_json::from_str(&text).expect("it is still JSON");
        file(&format!("{name}.json"), &with_files(&schema));
        root["components"]["schemas"][name] = json!({"$ref": format!("{name}.json")});
    }
    file("api.json", &root);
    let files = Generator::from_file(folder.path().join("api.json"));
    are_equal("files and one document", &files, &text(&whole));
}

/// References to names, as those to the files of these names.
fn with_files(schema: &Value) -> Value {
    match schema {
        Value::Object(entries) => {
            let entries = entries
                .iter()
                .map(|(key, value)| match (key.as_str(), value) {
                    ("$ref", Value::String(name)) => (key.clone(), json!(format!("{name}.json"))),
                    _ => (key.clone(), with_files(value)),
                });
            Value::Object(entries.collect())
        }
        Value::Array(items) => items.iter().map(with_files).collect(),
        value => value.clone(),
    }
}
