//! Names for what other files bring into `components`.

use crate::diagnostic::Pointer;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;

/// Words of the standard that say nothing about what they hold.
const PLAIN_WORDS: &[&str] = &[
    "components",
    "schemas",
    "responses",
    "parameters",
    "examples",
    "requestBodies",
    "headers",
    "securitySchemes",
    "links",
    "callbacks",
    "definitions",
    "$defs",
    "schema",
    "items",
    "properties",
    "content",
    "index",
    "_index",
];

/// A name for each place, in the same order. Places whose short names are the same, or taken, all get longer ones, so
/// that a name does not depend on which of them comes first.
pub(super) fn choose<'a>(
    places: impl IntoIterator<Item = (&'a Path, &'a Pointer)>,
    mut taken: HashSet<String>,
) -> Vec<String> {
    let candidates: Vec<Vec<String>> = places
        .into_iter()
        .map(|(path, pointer)| words(path, pointer))
        .collect();
    let mut names: Vec<Option<String>> = vec![None; candidates.len()];
    let longest = candidates.iter().map(Vec::len).max().unwrap_or(0);
    for length in 1..=longest {
        let mut claims: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (index, words) in candidates
            .iter()
            .enumerate()
            .filter(|(index, _)| names[*index].is_none())
        {
            claims.entry(spell(words, length)).or_default().push(index);
        }
        for (name, claimants) in claims {
            if let [index] = claimants[..]
                && taken.insert(name.clone())
            {
                names[index] = Some(name);
            }
        }
    }
    let mut numbers = HashMap::new();
    let names = names.into_iter().zip(&candidates);
    names
        .map(|(name, words)| {
            name.unwrap_or_else(|| numbered(&spell(words, words.len()), &mut taken, &mut numbers))
        })
        .collect()
}

/// What can be said about a place, the most telling first.
fn words(path: &Path, pointer: &Pointer) -> Vec<String> {
    let mut words: Vec<String> = pointer.segments().collect();
    words.retain(|word| !PLAIN_WORDS.contains(&word.as_str()));
    words.reverse();
    let folders = path.with_extension("");
    let folders = folders
        .components()
        .rev()
        .filter_map(|part| part.as_os_str().to_str());
    words.extend(
        folders
            .filter(|part| !PLAIN_WORDS.contains(part))
            .take(3)
            .map(str::to_owned),
    );
    // A number needs the word before it.
    while words.len() > 1 && words[0].bytes().all(|b| b.is_ascii_digit()) {
        let number = words.remove(0);
        words[0] = format!("{}_{number}", words[0]);
    }
    if words.is_empty() {
        words.push("component".to_owned());
    }
    words
}

fn spell(words: &[String], length: usize) -> String {
    let kept = &words[..length.min(words.len())];
    let name = kept
        .iter()
        .rev()
        .map(String::as_str)
        .collect::<Vec<_>>()
        .join("_");
    name.chars()
        .map(|c| {
            if c.is_alphanumeric() || "._-".contains(c) {
                c
            } else {
                '_'
            }
        })
        .collect()
}

fn numbered(name: &str, taken: &mut HashSet<String>, numbers: &mut HashMap<String, u32>) -> String {
    let number = numbers.entry(name.to_owned()).or_insert(1);
    loop {
        *number += 1;
        let candidate = format!("{name}_{number}");
        if taken.insert(candidate.clone()) {
            return candidate;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(places: &[(&str, &str)], taken: &[&str]) -> Vec<String> {
        let places: Vec<_> = places
            .iter()
            .map(|(path, pointer)| (Path::new(*path), Pointer::parse(pointer).unwrap()))
            .collect();
        let taken = taken.iter().map(|name| (*name).to_owned()).collect();
        choose(places.iter().map(|(path, pointer)| (*path, pointer)), taken)
    }

    #[test]
    fn the_last_word_tells() {
        assert_eq!(
            names(
                &[("pets.yaml", "/components/schemas/Pet"), ("cat.yaml", "")],
                &[]
            ),
            ["Pet", "cat"]
        );
        assert_eq!(
            names(&[("pets.yaml", "/Pet/properties/owner")], &[]),
            ["owner"]
        );
        assert_eq!(names(&[("pets.yaml", "/Pet/oneOf/1")], &[]), ["oneOf_1"]);
        assert_eq!(names(&[("index.yaml", "")], &[]), ["component"]);
    }

    #[test]
    fn equal_names_are_all_made_longer() {
        let places = [
            ("a.yaml", "/Phase0/Block"),
            ("b.yaml", "/Altair/Block"),
            ("c.yaml", "/Fork"),
        ];
        assert_eq!(
            names(&places, &["Fork"]),
            ["Phase0_Block", "Altair_Block", "c_Fork"]
        );
    }

    #[test]
    fn numbers_are_the_last_resort() {
        assert_eq!(
            names(&[("a.yaml", ""), ("a.json", "")], &["a"]),
            ["a_2", "a_3"]
        );
    }
}
