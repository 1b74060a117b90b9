//! The words that alternatives of a union are named by: their own constants, titles or references, or else what only they
//! have.

use super::constraints::format_name;
use super::discriminators::{Tagging, word};
use super::given_names::given_by_document;
use super::lowered::Node;
use super::variants::twins;
use crate::diagnostic::Pointer;
use crate::lower::components::component_key;
use crate::lower::types::Types;
use crate::naming::{LONGEST, pascal};
use openapiv3::{ReferenceOr, Schema, SchemaKind};
use std::collections::{BTreeSet, HashMap};

/// How many alternatives are compared with each other.
const MAX_COMPARED: usize = 32;

impl<'a> Types<'a> {
    /// The words for the alternatives of a union; that of an inline one names its type.
    pub(super) fn alternative_words(
        &mut self,
        list: &'a [ReferenceOr<Schema>],
        tagging: Option<&Tagging>,
    ) -> Vec<String> {
        let own = self.own_properties(list);
        let held = self.own_references(list);
        let words = list.iter().zip(own.into_iter().zip(held)).enumerate();
        let words = words.map(|(index, (alternative, (own, held)))| {
            let tag = tagging.and_then(|tagging| tagging.word(index));
            let mut words = self.words_of(alternative, tag, own);
            words.extend(held);
            words
        });
        let words: Vec<Vec<String>> = words.collect();
        told_apart(&words)
    }

    /// The words for an alternative, those first that say most of it.
    fn words_of(
        &self,
        alternative: &'a ReferenceOr<Schema>,
        tag: Option<String>,
        own: Option<&'a str>,
    ) -> Vec<String> {
        let schema = match Node::from(alternative) {
            Node::Reference(reference) => {
                let key = component_key(reference, "schemas");
                return vec![key.map_or_else(|| "Variant".to_owned(), |key| pascal(&key))];
            }
            Node::Schema(schema) => schema,
        };
        if let Some(given) = given_by_document(&schema.schema_data.extensions) {
            return vec![pascal(given)];
        }
        let mut words: Vec<String> = tag.into_iter().collect();
        let title = schema.schema_data.title.as_deref();
        words.extend(title.filter(|title| title.len() <= 40).map(pascal));
        match &schema.schema_kind {
            SchemaKind::Type(openapiv3::Type::Array(_)) => words.push("Array".to_owned()),
            SchemaKind::Type(openapiv3::Type::String(string)) => {
                words.push("String".to_owned());
                words.extend(format_name(&string.format).map(|format| pascal(&format)));
            }
            _ => {
                let object = self.object_words(alternative);
                words.extend(object.iter().flat_map(|it| it.constants.clone()));
                words.extend(own.map(pascal));
                words.extend(references_of(schema));
                if words.is_empty() {
                    let is_object = object.is_some();
                    words.push(if is_object { "Object" } else { "Variant" }.to_owned());
                }
                words.extend(object.into_iter().flat_map(|it| it.required));
            }
        }
        words
    }

    /// The properties that only one of several objects has, for each of them: of several one that it requires, and the first
    /// by its name, since the order of properties tells nothing.
    fn own_properties(&mut self, list: &'a [ReferenceOr<Schema>]) -> Vec<Option<&'a str>> {
        // Each list would be compared with each other one.
        if list.len() > MAX_COMPARED {
            return vec![None; list.len()];
        }
        let root = Pointer::root();
        let each = list.iter();
        let names: Vec<BTreeSet<&'a str>> = each
            .map(|it| self.property_names(it.into(), &root).unwrap_or_default())
            .collect();
        let places = list.iter().enumerate();
        let own = places.map(|(index, alternative)| {
            if matches!(alternative, ReferenceOr::Reference { .. }) {
                return None;
            }
            let object = self.object_at(alternative, &root)?;
            let others = names
                .iter()
                .enumerate()
                .filter(|(other, _)| *other != index);
            let others: BTreeSet<&str> = others.flat_map(|(_, names)| names).copied().collect();
            let names = object.properties.keys().copied();
            let free = names.filter(|name| !others.contains(name));
            free.min_by_key(|name| (!object.required.contains(name), *name))
        });
        own.collect()
    }

    /// The components that properties of only one of several inline objects are of, for each of them.
    fn own_references(&mut self, list: &'a [ReferenceOr<Schema>]) -> Vec<Vec<String>> {
        if list.len() > MAX_COMPARED {
            return vec![Vec::new(); list.len()];
        }
        let each = list.iter().map(|alternative| match alternative {
            ReferenceOr::Reference { .. } => Vec::new(),
            ReferenceOr::Item(_) => self.references_within(alternative),
        });
        let each: Vec<Vec<String>> = each.collect();
        let mut counts: HashMap<&str, usize> = HashMap::new();
        for key in each
            .iter()
            .flat_map(|keys| keys.iter().collect::<BTreeSet<_>>())
        {
            *counts.entry(key).or_default() += 1;
        }
        let own = each.iter().map(|keys| {
            let own = keys.iter().filter(|key| counts[key.as_str()] == 1);
            own.map(|key| pascal(key)).collect()
        });
        own.collect()
    }

    /// The components that the properties of an object are of, or the items of those that are arrays.
    fn references_within(&mut self, alternative: &'a ReferenceOr<Schema>) -> Vec<String> {
        let Some(object) = self.object_at(alternative, &Pointer::root()) else {
            return Vec::new();
        };
        let nodes = object.properties.values().flatten();
        let keys = nodes.filter_map(|(node, _)| match node {
            Node::Reference(reference) => component_key(reference, "schemas"),
            Node::Schema(schema) => match &schema.schema_kind {
                SchemaKind::Type(openapiv3::Type::Array(array)) => match array.items.as_ref()? {
                    ReferenceOr::Reference { reference } => component_key(reference, "schemas"),
                    ReferenceOr::Item(_) => None,
                },
                _ => None,
            },
        });
        let mut keys: Vec<String> = keys.collect();
        keys.sort_unstable();
        keys
    }
}

/// The names of the words' owners: the first word of each, with further ones where others have the same.
fn told_apart(words: &[Vec<String>]) -> Vec<String> {
    let mut names: Vec<String> = words
        .iter()
        .map(|words| words.first().cloned().unwrap_or_default())
        .collect();
    let most = words.iter().map(Vec::len).max().unwrap_or_default();
    for step in 1..most {
        let twins = twins(&names);
        // What all have says nothing of any.
        let is_common = twins.iter().any(|places| places.len() == names.len());
        for index in twins.into_iter().flatten() {
            let Some(word) = words[index].get(step) else {
                continue;
            };
            let name = &mut names[index];
            let is_vague = ["Object", "Variant"].contains(&name.as_str());
            if is_vague || is_common || name.len() + word.len() > LONGEST {
                name.clone_from(word);
            } else if !name.ends_with(word.as_str()) {
                name.push_str(word);
            }
        }
    }
    names
}

/// A constant as a word, or what it has of one.
pub(super) fn constant_word(text: &str) -> Option<String> {
    // Of a URI, what is said by all that comes before is the same for most.
    let is_uri = text.contains("://") || text.starts_with("urn:");
    let last = text.rsplit([':', '/']).find(|part| !part.is_empty());
    let short = |text: &str| word(text).or_else(|| is_sentence(text).then(|| pascal(text)));
    [Some(text).filter(|_| !is_uri), last]
        .into_iter()
        .flatten()
        .filter_map(short)
        .find(|name| name.len() <= LONGEST)
}

/// Whether a text is of words that a name can be made of.
fn is_sentence(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.is_ascii()
        && !text.bytes().any(|byte| byte.is_ascii_control())
}

/// The components that an `allOf` combines.
fn references_of(schema: &Schema) -> Vec<String> {
    let parts = match &schema.schema_kind {
        SchemaKind::AllOf { all_of } => all_of.as_slice(),
        SchemaKind::Any(any) => any.all_of.as_slice(),
        _ => &[],
    };
    let references = parts.iter().filter_map(|part| match part {
        ReferenceOr::Reference { reference } => component_key(reference, "schemas"),
        ReferenceOr::Item(_) => None,
    });
    let mut words: Vec<String> = references.map(|key| pascal(&key)).collect();
    words.sort_unstable();
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_added_until_names_differ() {
        let words = |lists: &[&[&str]]| -> Vec<Vec<String>> {
            let list = |list: &&[&str]| list.iter().map(|word| (*word).to_owned()).collect();
            lists.iter().map(list).collect()
        };
        let cases: [(&[&[&str]], &[&str]); 4] = [
            (&[&["A", "B"], &["C", "B"]], &["A", "C"]),
            (&[&["A", "B"], &["A", "C"], &["D"]], &["AB", "AC", "D"]),
            (
                &[&["Object", "Name"], &["Object", "Kind"]],
                &["Name", "Kind"],
            ),
            (&[&["A", "A", "B"], &["A", "A", "C"]], &["B", "C"]),
        ];
        for (lists, expected) in cases {
            assert_eq!(told_apart(&words(lists)), expected);
        }
    }

    #[test]
    fn constants_are_words_by_what_they_end_in() {
        for (text, expected) in [
            ("created", Some("Created")),
            ("urn:a:grant-type", Some("GrantType")),
            ("text/plain", Some("TextPlain")),
            ("https://example.com/events/created", Some("Created")),
            ("The length is wrong.", Some("TheLengthIsWrong")),
            ("12", None),
        ] {
            assert_eq!(constant_word(text).as_deref(), expected, "{text}");
        }
    }
}
