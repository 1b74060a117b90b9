//! A mock of each document among the fixtures: every operation has an answer that is what its schema says.

use std::fs;
use std::path::{Path, PathBuf};
use timely_codegen::Generator;

fn documents(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let entries = fs::read_dir(folder).expect("the fixtures are there");
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| entry.expect("an entry").path())
        .collect();
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "yaml"));
    paths.sort();
    paths
}

#[test]
fn every_operation_of_the_fixtures_has_an_answer() {
    let folders = [
        "../tests/fixtures",
        "../tests/fixtures/standard",
        "tests/fixtures",
        "../spec",
    ];
    let (mut count, mut wrong) = (0, Vec::new());
    for path in folders.into_iter().flat_map(documents) {
        let (_, mock) = Generator::from_file(&path).mock();
        let Some(mock) = mock else {
            continue;
        };
        for seed in 0..3 {
            count += mock.operations().len();
            for is_dynamic in [false, true] {
                let mock = mock.clone().seed(seed).dynamic(is_dynamic);
                let misses = mock.misses().expect("a script");
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                wrong.extend(misses.iter().map(|miss| format!("{name}: {miss}")));
            }
        }
    }
    wrong.dedup();
    assert!(count > 500, "{count} operations");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_document_with_errors_has_no_mock() {
    let (outcome, mock) = Generator::from_str("api.yaml", "openapi: [3.1.0\n").mock();
    assert!(mock.is_none() && outcome.diagnostics.has_errors());
}
