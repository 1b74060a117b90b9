//! The workspace around a new crate.

use crate::diagnostic::shown_path;
use std::{
    fs,
    path::{Component, Path},
};

/// What to add to the workspace that a crate was made in, and does not belong to yet: cargo would refuse to build it.
pub(super) fn note(folder: &Path) -> Option<String> {
    let folder = folder.canonicalize().ok()?;
    let (root, workspace) = folder.ancestors().skip(1).find_map(|above| {
        let text = fs::read_to_string(above.join("Cargo.toml")).ok()?;
        let manifest: toml::Table = text.parse().ok()?;
        Some((above, manifest.get("workspace")?.as_table()?.clone()))
    })?;
    let inside: Vec<String> = folder
        .strip_prefix(root)
        .ok()?
        .components()
        .map(|part| part.as_os_str().to_string_lossy().into_owned())
        .collect();
    let is_listed = |key: &str, is_it: &dyn Fn(&[String]) -> bool| {
        let list = workspace.get(key).and_then(toml::Value::as_array);
        let mut entries = list.into_iter().flatten().filter_map(toml::Value::as_str);
        entries.any(|entry| is_it(&parts(entry)))
    };
    let is_member = is_listed("members", &|entry| {
        let mut pairs = entry.iter().zip(&inside);
        entry.len() == inside.len() && pairs.all(|(pattern, part)| fits(pattern, part))
    });
    let is_excluded = is_listed("exclude", &|entry| inside.starts_with(entry));
    (!is_member && !is_excluded).then(|| {
        format!(
            "{} is a workspace that this crate is no part of: add {:?} to its `members`, or to its `exclude`",
            shown_path(&root.join("Cargo.toml")),
            inside.join("/")
        )
    })
}

/// The names in a path of a manifest.
fn parts(path: &str) -> Vec<String> {
    let parts = Path::new(path).components();
    let parts = parts.filter(|part| !matches!(part, Component::CurDir));
    parts
        .map(|part| part.as_os_str().to_string_lossy().into_owned())
        .collect()
}

/// Whether a name fits a pattern, in which `*` stands for any letters and `?` for one.
fn fits(pattern: &str, name: &str) -> bool {
    let mut letters = pattern.chars();
    let rest = |letters: &std::str::Chars<'_>| letters.as_str().to_owned();
    match letters.next() {
        None => name.is_empty(),
        Some('*') => {
            let after = rest(&letters);
            let ends = name.char_indices().map(|(at, _)| at).chain([name.len()]);
            ends.into_iter().any(|at| fits(&after, &name[at..]))
        }
        Some(letter) => {
            let mut others = name.chars();
            let is_same = others
                .next()
                .is_some_and(|other| letter == '?' || letter == other);
            is_same && fits(&rest(&letters), others.as_str())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_of_members_are_understood() {
        for (pattern, name) in [("sdk", "sdk"), ("*", "sdk"), ("s*-?", "sdk-a-1"), ("*", "")] {
            assert!(fits(pattern, name), "{pattern} {name}");
        }
        for (pattern, name) in [("sdk", "sdk2"), ("?", ""), ("s*x", "sdk")] {
            assert!(!fits(pattern, name), "{pattern} {name}");
        }
    }
}
