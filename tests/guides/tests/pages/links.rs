//! Links between the files of the repository. rustdoc checks those between the guides.

use super::text::{prose, read, repository};
use std::{fs, path::Path};

/// The pages that are read as files.
const PAGES: &[&str] = &[
    "ARCHITECTURE.md",
    "BENCHMARKS.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "README.md",
    "STABILITY.md",
    "spec/README.md",
    "timely-codegen/README.md",
    "timely-macros/README.md",
    "timely-pattern/README.md",
    "timely-runtime/README.md",
];

#[test]
fn links_lead_to_files_and_headings() {
    let mut number = 0;
    for page in PAGES {
        for link in links(&prose(&read(page))) {
            number += 1;
            let (path, heading) = link.split_once('#').unwrap_or((&link, ""));
            let folder = Path::new(page).parent().unwrap();
            let target = if path.is_empty() {
                Path::new(page).to_owned()
            } else {
                folder.join(path)
            };
            assert!(
                fs::exists(repository().join(&target)).unwrap(),
                "{page} leads to {link}, which does not exist"
            );
            if !heading.is_empty() {
                let text = read(target.to_str().unwrap());
                let found = text.lines().any(|line| anchor(line) == heading);
                assert!(found, "{page} leads to {link}, which is no heading");
            }
        }
    }
    assert!(number > 40, "{number}");
}

/// The links that stay within the repository.
fn links(text: &str) -> Vec<String> {
    let starts = text.match_indices("](");
    let links = starts.filter_map(|(at, _)| text[at + 2..].split(')').next());
    links
        .filter(|link| !link.contains("://"))
        .map(str::to_owned)
        .collect()
}

/// The anchor of a heading; empty for any other line.
fn anchor(line: &str) -> String {
    let title = line.trim_start_matches('#');
    if title.len() == line.len() {
        return String::new();
    }
    let title = title.trim().to_lowercase();
    let kept = title
        .chars()
        .filter(|c| c.is_alphanumeric() || " -_".contains(*c));
    kept.map(|c| if c == ' ' { '-' } else { c }).collect()
}
