//! The pages and their parts.

use std::{
    fs,
    path::{Path, PathBuf},
};

pub(super) fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

pub(super) fn read(path: &str) -> String {
    let file = repository().join(path);
    fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

/// The names of all guides, the first page among them.
pub(super) fn guides() -> Vec<String> {
    let folder = repository().join("timely-codegen/src/guide");
    let files = fs::read_dir(folder)
        .expect("the guides have a folder")
        .map(|entry| entry.expect("it can be read").path());
    let pages = files.filter(|file| file.extension().is_some_and(|ending| ending == "md"));
    let mut names: Vec<String> = pages
        .map(|file| {
            file.file_stem()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    names.sort();
    names
}

/// The blocks of code in this language, in their order.
pub(super) fn blocks<'a>(text: &'a str, language: &str) -> Vec<&'a str> {
    let fence = format!("\n```{language}\n");
    let blocks = text.split(&fence).skip(1);
    blocks
        .filter_map(|rest| rest.split("\n```").next())
        .collect()
}

/// A page without its blocks of code.
pub(super) fn prose(text: &str) -> String {
    let mut inside = false;
    let lines = text.lines().filter(|line| {
        let is_fence = line.starts_with("```");
        inside ^= is_fence;
        !inside && !is_fence
    });
    lines.map(|line| format!("{line}\n")).collect()
}

/// The headings with what follows each, up to the next one.
pub(super) fn sections(text: &str) -> Vec<(String, String)> {
    let mut sections: Vec<(String, String)> = Vec::new();
    let mut inside = false;
    for line in text.lines() {
        inside ^= line.starts_with("```");
        if !inside && line.starts_with('#') {
            sections.push((line.to_owned(), String::new()));
        } else if let Some((_, text)) = sections.last_mut() {
            text.push_str(line);
            text.push('\n');
        }
    }
    sections
}
