//! The guide to the settings against the settings: every key has a heading and an example, and every example is read.

use super::text::{blocks, guides, read, sections};
use std::collections::BTreeMap;
use timely_codegen::settings::Config;
use timely_runtime::serde_json;
use toml::{Table, Value};

/// What an example stands in.
const TARGET: &str =
    "[targets.my-sdk]\ndocument = \"spec/pets.yaml\"\noutput = \"src/generated\"\n";

/// The examples of the guide by their headings: each as a whole `codegen.toml`.
fn examples() -> BTreeMap<String, Vec<String>> {
    let page = read("timely-codegen/src/guide/settings.md");
    let of = |(heading, text): (String, String)| {
        let name = heading.strip_prefix("## `")?.strip_suffix('`')?.to_owned();
        let examples = blocks(&text, "toml").into_iter();
        let examples = examples.filter(|example| !example.contains("Cargo.toml"));
        let whole = examples.map(|example| format!("{TARGET}{example}\n"));
        Some((name, whole.collect()))
    };
    sections(&page).into_iter().filter_map(of).collect()
}

/// The keys of the settings, and of the tables that are their values.
fn keys() -> BTreeMap<String, Vec<String>> {
    let text = read("timely-codegen/src/settings/codegen.schema.json");
    let schema: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let definitions = &schema["$defs"];
    let target = definitions["target"]["properties"]
        .as_object()
        .expect("an object");
    let names = target
        .iter()
        .filter(|(name, _)| !["document", "output"].contains(&name.as_str()));
    let keys_of = |reference: &serde_json::Value| -> Vec<String> {
        let name = reference
            .as_str()
            .and_then(|pointer| pointer.rsplit('/').next());
        let properties = name.and_then(|name| definitions[name].get("properties"));
        let properties = properties
            .and_then(serde_json::Value::as_object)
            .into_iter()
            .flatten();
        properties.map(|(name, _)| name.clone()).collect()
    };
    let keys = names.map(|(name, property)| {
        let inside = property
            .get("additionalProperties")
            .and_then(|each| each.get("$ref"));
        let reference = property.get("$ref").or(inside);
        (name.clone(), reference.map(keys_of).unwrap_or_default())
    });
    keys.collect()
}

/// Whether an example sets a key.
fn sets(example: &str, key: &str) -> bool {
    let table: Table = example.parse().expect("TOML");
    table["targets"]["my-sdk"].get(key).is_some()
}

/// Whether an example sets a key of the table that is a setting, or of the tables in it where these have names of the
/// user's.
fn sets_within(example: &str, setting: &str, key: &str) -> bool {
    let table: Table = example.parse().expect("TOML");
    let Some(Value::Table(value)) = table["targets"]["my-sdk"].get(setting) else {
        return false;
    };
    let mut inner = value.values().filter_map(Value::as_table);
    value.contains_key(key) || inner.any(|table| table.contains_key(key))
}

#[test]
fn every_setting_has_a_heading_and_an_example() {
    let examples = examples();
    let keys = keys();
    assert!(keys.len() > 15, "{keys:?}");
    for (name, inner) in &keys {
        let Some(examples) = examples.get(name) else {
            panic!("settings.md has no heading `{name}`");
        };
        assert!(
            examples.iter().any(|example| sets(example, name)),
            "settings.md has no example that sets `{name}`"
        );
        for key in inner {
            assert!(
                examples
                    .iter()
                    .any(|example| sets_within(example, name, key)),
                "settings.md has no example that sets `{key}` of `{name}`"
            );
        }
    }
    for name in examples.keys() {
        assert!(keys.contains_key(name), "there is no setting `{name}`");
    }
}

#[test]
fn every_example_of_a_setting_is_read() {
    for (name, examples) in examples() {
        for example in examples {
            if let Err(error) = Config::parse("codegen.toml", &example) {
                panic!("{name}: {error}\n{example}");
            }
        }
    }
}

#[test]
fn every_example_of_a_configuration_is_read() {
    let mut number = 0;
    let mut parse = |page: &str, text: &str| {
        number += 1;
        if let Err(error) = Config::parse("codegen.toml", text) {
            panic!("{page}: {error}");
        }
    };
    parse(
        "codegen.toml",
        &read("timely-codegen/src/guide/codegen.toml"),
    );
    for name in guides().iter().filter(|name| *name != "settings") {
        let page = read(&format!("timely-codegen/src/guide/{name}.md"));
        for example in blocks(&page, "toml") {
            let label = example.lines().next().unwrap_or_default();
            if label.ends_with("settings.toml") {
                Config::parse_settings(label, example).unwrap();
            }
            let is_whole = example.contains("document = ");
            if is_whole || example.contains("[targets.") {
                let whole = if is_whole {
                    example.to_owned()
                } else {
                    format!("{TARGET}{example}\n")
                };
                parse(name, &whole);
            }
        }
    }
    assert!(number >= 3, "{number}");
}
