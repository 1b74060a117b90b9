//! Pairs of documents, one kind of change each, with what is found in both directions, by hand.

mod pair;
mod short;

use pair::Pair;
use std::path::Path;

/// Every pair of every file.
#[test]
fn pairs() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/diff/pairs");
    let mut files: Vec<_> = std::fs::read_dir(&folder)
        .expect("the folder is there")
        .map(|entry| entry.expect("it can be listed").path())
        .collect();
    files.sort();
    let mut faults = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(&file).expect("it can be read");
        let name = file.file_name().unwrap_or_default().display();
        let pairs: Vec<Pair> =
            serde_yaml::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
        for pair in pairs {
            let faults_of_pair = pair.faults();
            faults.extend(faults_of_pair.map(|fault| format!("{name}: {}: {fault}", pair.name)));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n\n"));
}
