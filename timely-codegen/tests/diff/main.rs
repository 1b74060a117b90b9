//! Pairs of documents, one kind of change each, with what is found in both directions, by hand.

mod chains;
mod edits;
mod equal;
mod pair;
mod short;
mod spellings;

use pair::Pair;
use std::path::Path;

/// Every pair of every file, with the name of the file.
pub(crate) fn all() -> Vec<(String, Pair)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/diff/pairs");
    let mut files: Vec<_> = std::fs::read_dir(&folder)
        .expect("the folder is there")
        .map(|entry| entry.expect("it can be listed").path())
        .collect();
    files.sort();
    let mut all = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(&file).expect("it can be read");
        let name = file.file_name().unwrap_or_default().display().to_string();
        let pairs: Vec<Pair> =
            serde_yaml::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
        all.extend(pairs.into_iter().map(|pair| (name.clone(), pair)));
    }
    all
}

#[test]
fn pairs() {
    let mut faults = Vec::new();
    for (name, pair) in all() {
        let faults_of_pair = pair.faults();
        faults.extend(faults_of_pair.map(|fault| format!("{name}: {}: {fault}", pair.name)));
    }
    assert!(faults.is_empty(), "{}", faults.join("\n\n"));
}
