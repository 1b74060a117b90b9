//! The generated check against JSON Schema draft 2020-12.
//!
//! Schemas go through the generator, and what it makes of them is handed to the runtime without compiling it. The
//! cases of `cases/` must all come out as they say, and so must those of `untyped/` where no type is made of the schema, and
//! those of `asserted/` with the setting `assert_formats`. With `JSON_SCHEMA_TEST_SUITE` naming a folder of the public suite
//! (`tests/draft2020-12`), the test `agreement_with_a_suite` prints how far the two agree:
//!
//! ```text
//! JSON_SCHEMA_TEST_SUITE=… cargo test -p timely-tests --test json_schema agreement -- --nocapture
//! ```
//!
//! `JSON_SCHEMA_TEST_REMOTES` names the folder of the schemas that the suite finds at [`REMOTES`]; with
//! `JSON_SCHEMA_ASSERT_FORMATS` all formats are asserted.

mod bridge;
mod differential;

mod suite;

use std::fmt::Write;
use std::path::Path;
use suite::{Position, Suite, files, passes};

/// Where the public suite has its remote schemas.
const REMOTES: &str = "http://localhost:1234/";

/// Holds every case of a folder against what the generator makes of it. Returns how many there are.
fn hold(folder: &str, suite: &Suite, position: Position) -> usize {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/json_schema")
        .join(folder);
    let mut wrong = String::new();
    let mut count = 0;
    for (file, groups) in files(&folder) {
        for group in groups {
            let at = format!("{file}: {}", group.description);
            let schema = match suite.lowered(&group.schema, position) {
                Ok(schema) => schema,
                Err(diagnostics) => {
                    let _ = writeln!(wrong, "{at}: refused\n{diagnostics}");
                    continue;
                }
            };
            for test in group.tests {
                count += 1;
                if passes(schema, &test.data) != test.valid {
                    let _ = writeln!(
                        wrong,
                        "{at}: {}: should be {}",
                        test.description,
                        if test.valid { "valid" } else { "refused" }
                    );
                }
            }
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
    count
}

#[test]
fn every_case_comes_out_as_it_says() {
    let count = hold("cases", &Suite::default(), Position::Typed);
    assert!(count >= 600, "only {count} cases were found");
}

/// Where no type is made of a schema, it asks for no more than the standard says.
#[test]
fn schemas_without_types_are_those_of_the_standard() {
    let count = hold("untyped", &Suite::default(), Position::Constraint);
    assert!(count >= 30, "only {count} cases were found");
}

#[test]
fn formats_are_asserted_where_that_is_asked_for() {
    let suite = Suite {
        asserts: true,
        ..Suite::default()
    };
    let count = hold("asserted", &suite, Position::Constraint);
    assert!(count >= 25, "only {count} cases were found");
}

/// How a file of a suite came out.
#[derive(Default)]
struct Agreement {
    agreed: usize,
    too_strict: usize,
    too_lenient: usize,
    refused: usize,
}

#[test]
fn agreement_with_a_suite() {
    let Some(folder) = std::env::var_os("JSON_SCHEMA_TEST_SUITE") else {
        return;
    };
    let mut suite = match std::env::var_os("JSON_SCHEMA_TEST_REMOTES") {
        Some(remotes) => Suite::with_remotes(Path::new(&remotes), REMOTES),
        None => Suite::default(),
    };
    suite.asserts = std::env::var_os("JSON_SCHEMA_ASSERT_FORMATS").is_some();
    for position in [Position::Typed, Position::Constraint] {
        println!("\n{position:?}: agreed, too strict, too lenient, not generated");
        let mut total = Agreement::default();
        for (file, groups) in files(Path::new(&folder)) {
            let mut of_file = Agreement::default();
            for group in groups {
                let schema = match suite.lowered(&group.schema, position) {
                    Ok(schema) => schema,
                    Err(_) => {
                        of_file.refused += group.tests.len();
                        println!("  {file}: {}: not generated", group.description);
                        continue;
                    }
                };
                for test in group.tests {
                    match (passes(schema, &test.data), test.valid) {
                        (true, false) => of_file.too_lenient += 1,
                        (false, true) => of_file.too_strict += 1,
                        _ => {
                            of_file.agreed += 1;
                            continue;
                        }
                    }
                    println!("  {file}: {}: {}", group.description, test.description);
                }
            }
            print_agreement(&file, &of_file);
            total.agreed += of_file.agreed;
            total.too_strict += of_file.too_strict;
            total.too_lenient += of_file.too_lenient;
            total.refused += of_file.refused;
        }
        print_agreement("total", &total);
    }
}

fn print_agreement(name: &str, agreement: &Agreement) {
    println!(
        "{name:32} {:5} {:5} {:5} {:5}",
        agreement.agreed, agreement.too_strict, agreement.too_lenient, agreement.refused
    );
}
