//! `codegen.schema.json` against the structs: an editor must offer the keys and values that are read.

use super::{Key, Node, Settings, Value};
use serde_json::Value as Json;
use std::collections::BTreeSet;

type Names = BTreeSet<String>;

fn schema() -> Json {
    serde_json::from_str(include_str!("codegen.schema.json")).unwrap()
}

fn table(key: &str, value: Value<()>) -> Node<()> {
    let key = Key {
        span: (),
        name: key.to_owned(),
    };
    Node {
        span: (),
        value: Value::Table(vec![(key, Node { span: (), value })]),
    }
}

/// The names in backticks that a refused key or value is answered with.
fn offered(settings: &Node<()>) -> Names {
    let problems = Settings::from_node(settings, &["document", "output"]).unwrap_err();
    let help = problems[0].help.clone().unwrap();
    help.split('`')
        .skip(1)
        .step_by(2)
        .map(str::to_owned)
        .collect()
}

/// The keys that the settings know at this path.
fn known(path: &[&str]) -> Names {
    let unknown = table("?????????", Value::Bool(true));
    offered(
        &path
            .iter()
            .rev()
            .fold(unknown, |inner, key| table(key, inner.value)),
    )
}

/// The values that the settings know for the choice at this path.
fn choices(path: &[&str]) -> Names {
    let (last, tables) = path.split_last().unwrap();
    let unknown = table(last, Value::String("?????????".to_owned()));
    offered(
        &tables
            .iter()
            .rev()
            .fold(unknown, |inner, key| table(key, inner.value)),
    )
}

fn properties(schema: &Json) -> Names {
    schema["properties"]
        .as_object()
        .unwrap()
        .keys()
        .cloned()
        .collect()
}

fn strings(list: &Json) -> Names {
    list.as_array()
        .unwrap()
        .iter()
        .map(|name| name.as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn the_schema_has_the_keys_of_the_settings() {
    let schema = schema();
    let definitions = &schema["$defs"];
    assert_eq!(properties(&definitions["target"]), known(&[]));
    let tables: [(&str, &[&str]); 7] = [
        ("errors", &["errors"]),
        ("pagination", &["pagination"]),
        ("idempotency", &["idempotency"]),
        ("events", &["events"]),
        ("webhooks", &["webhooks"]),
        ("type", &["types", "*"]),
        ("ref", &["refs", "a.yaml"]),
    ];
    for (name, path) in tables {
        let definition = &definitions[name];
        let mut known = known(path);
        if name == "pagination" {
            // It stands in place of a rule.
            known.remove("auto");
        }
        assert_eq!(properties(definition), known, "{name}");
        assert_eq!(definition["additionalProperties"], false, "{name}");
        for (key, property) in definition["properties"].as_object().unwrap() {
            assert!(
                property["description"].is_string(),
                "{name}.{key} is not described"
            );
        }
    }
}

#[test]
fn the_schema_has_the_values_of_the_settings() {
    let schema = schema();
    let definitions = &schema["$defs"];
    let of = |definition: &str, key: &str| definitions[definition]["properties"][key].clone();
    assert_eq!(
        strings(&of("pagination", "style")["enum"]),
        choices(&["pagination", "style"])
    );
    assert_eq!(
        strings(&of("pagination", "in")["enum"]),
        choices(&["pagination", "in"])
    );
    for key in ["scheme", "encoding", "signed", "secrets"] {
        assert_eq!(
            strings(&of("webhooks", key)["enum"]),
            choices(&["webhooks", key])
        );
    }

    let list = Value::List(vec![Node {
        span: (),
        value: Value::String("?????????".to_owned()),
    }]);
    assert_eq!(
        strings(&of("target", "outputs")["items"]["enum"]),
        offered(&table("outputs", list))
    );

    let fields = of("errors", "fields");
    let mut field = strings(&fields["additionalProperties"]["oneOf"][0]["enum"]);
    field.extend(properties(&fields["additionalProperties"]["oneOf"][1]));
    assert_eq!(field, choices(&["errors", "fields", "/a"]));
}

#[test]
fn the_schema_has_the_defaults_of_the_settings() {
    let schema = schema();
    let defaults = serde_json::to_value(Settings::default()).unwrap();
    for (key, property) in schema["$defs"]["target"]["properties"].as_object().unwrap() {
        if let Some(default) = property.get("default") {
            assert_eq!(*default, defaults[key], "{key}");
        }
    }
}
