//! Cases in the shape of the public JSON-Schema-Test-Suite, against schemas that are read while a program runs.
//!
//! The cases are those that the generated check is held to, in `tests/tests/json_schema/cases`. With
//! `JSON_SCHEMA_TEST_SUITE` naming a folder of the public suite (`tests/draft2020-12`), the test `agreement_with_a_suite`
//! prints how far the two agree.

use serde::Deserialize;
use serde_json::{Value, json};
use std::fs;
use std::path::Path;
use timely_runtime::{Direction, SchemaSet};

#[derive(Deserialize)]
struct Group {
    description: String,
    schema: Value,
    tests: Vec<Test>,
}

#[derive(Deserialize)]
struct Test {
    description: String,
    data: Value,
    valid: bool,
}

/// How the cases of a folder came out.
#[derive(Default)]
struct Outcome {
    agreed: usize,
    wrong: Vec<String>,
    refused: Vec<String>,
}

/// The schema as one of a set, which `#` does not stand for.
fn named(schema: &Value) -> String {
    let text = json!({ "Case": schema }).to_string();
    let text = text.replace(r##""$ref":"#""##, r##""$ref":"#/$defs/Case""##);
    // What tells of the standard itself is no part of a schema in a document.
    text.replace(
        r#""$schema":"https://json-schema.org/draft/2020-12/schema","#,
        "",
    )
    .replace(
        r#","$schema":"https://json-schema.org/draft/2020-12/schema""#,
        "",
    )
}

fn run(folder: &Path) -> Outcome {
    let mut outcome = Outcome::default();
    let entries = fs::read_dir(folder).expect("the folder is there");
    let mut paths: Vec<_> = entries
        .map(|entry| entry.expect("it can be read").path())
        .collect();
    paths.sort();
    for path in paths
        .iter()
        .filter(|path| path.extension().is_some_and(|it| it == "json"))
    {
        let file = path.file_name().unwrap_or_default().to_string_lossy();
        let text = fs::read_to_string(path).expect("it can be read");
        let groups: Vec<Group> =
            serde_json::from_str(&text).unwrap_or_else(|error| panic!("{file}: {error}"));
        for group in groups {
            let at = format!("{file}: {}", group.description);
            let schemas = match SchemaSet::parse(&named(&group.schema)) {
                Ok(schemas) => schemas,
                Err(error) => {
                    outcome.refused.push(format!("{at}: {error}"));
                    continue;
                }
            };
            let schema = schemas.get("Case").expect("it is in the text");
            for test in group.tests {
                let violations = schema.check(&test.data, Direction::Request);
                assert_eq!(
                    schema.is_valid(&test.data, Direction::Request),
                    violations.is_empty()
                );
                match violations.is_empty() == test.valid {
                    true => outcome.agreed += 1,
                    false => {
                        let wrong = format!("{at}: {}: should be {}", test.description, test.valid);
                        outcome.wrong.push(wrong);
                    }
                }
            }
        }
    }
    outcome
}

/// That each line begins as expected, and that there are no more.
fn assert_are(lines: &[String], starts: &[&str]) {
    let is_expected = |line: &&String| starts.iter().any(|start| line.starts_with(start));
    let others: Vec<_> = lines.iter().filter(|line| !is_expected(line)).collect();
    assert!(others.is_empty(), "{others:#?}");
    assert_eq!(lines.len(), starts.len(), "{lines:#?}");
}

#[test]
fn every_case_comes_out_as_it_says() {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/json_schema/cases");
    let outcome = run(&cases);
    // What the generator reads besides: it makes a format of content keywords, takes an older way to write `prefixItems`,
    // and follows references to parts of schemas.
    let refused = [
        "content.json: Base64: ",
        "content.json: Base64 for URLs: ",
        "content.json: a media type says nothing of the text: ",
        "prefixItems.json: the old way to write it: ",
        "ref.json: to a property: ",
    ];
    // What it narrows or leaves alone: an integer without a format is of 64 bits, with or without a sign, and host names are not held to theirs.
    let wrong = [
        "formats.json: those that are for people: ",
        "integers.json: the range of a signed integer of 64 bits: 9223372036854775808: ",
        "integers.json: the range of a signed integer of 64 bits: 1e+30: ",
        "integers.json: a default beyond the signed ones: -1: ",
    ];
    // Identifiers and dynamic references are settled by the generator, which has the whole document.
    let is_settled =
        |line: &String| line.starts_with("dynamicRef.json: ") || line.starts_with("id.json: ");
    let others: Vec<String> = outcome
        .refused
        .into_iter()
        .filter(|line| !is_settled(line))
        .collect();
    assert_are(&others, &refused);
    assert_are(&outcome.wrong, &wrong);
    assert!(outcome.agreed >= 300, "only {} cases", outcome.agreed);
}

#[test]
fn agreement_with_a_suite() {
    let Some(folder) = std::env::var_os("JSON_SCHEMA_TEST_SUITE") else {
        return;
    };
    let outcome = run(Path::new(&folder));
    outcome
        .refused
        .iter()
        .for_each(|it| println!("refused  {it}"));
    outcome
        .wrong
        .iter()
        .for_each(|it| println!("wrong    {it}"));
    let [wrong, refused] = [outcome.wrong.len(), outcome.refused.len()];
    println!(
        "{} agreed, {wrong} wrong, {refused} schemas refused",
        outcome.agreed
    );
}
