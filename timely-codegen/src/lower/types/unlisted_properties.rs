//! Properties that an object may or must have, and does not list: by patterns of their names, by conditions, or by `required`
//! alone. What is enforced of an object is represented in its type as well, so that nothing is lost that was accepted.

use super::flatten::Flat;
use super::store::Naming;
use super::structs_with_unions::NestedUnion;
use crate::diagnostic::{Code, Pointer};
use crate::ir::Matching;
use crate::lower::types::Types;
use crate::naming::{Scope, identifier, snake};
use std::collections::BTreeSet;
use timely_pattern::Pattern;

impl<'a> Types<'a> {
    /// Gives an object properties of any value for the names that it asks for or has conditions on, and does not list,
    /// unless something else holds them: a map of further properties, the union beside the object, or what writes the tag of a
    /// union.
    pub(super) fn add_unnamed(&mut self, flat: &mut Flat<'a>, nested: Option<&NestedUnion<'a>>) {
        let is_closed = matches!(
            flat.additional,
            Some((openapiv3::AdditionalProperties::Any(false), _))
        );
        let has_rest = flat.unevaluated.is_some() || flat.properties.is_empty();
        if (flat.additional.is_some() || has_rest) && !is_closed {
            return;
        }
        let Some(of_alternatives) = self.names_of_alternatives(flat, nested) else {
            return;
        };
        let is_free = |flat: &Flat<'a>, name: &str| {
            !flat.properties.contains_key(name) && !of_alternatives.contains(name)
        };
        // What a closed object does not list is refused.
        let wanted: Vec<&'a str> = flat.required.iter().copied().collect();
        for name in wanted.into_iter().filter(|_| !is_closed) {
            if is_free(flat, name) && !self.context.keyword_schemas.is_tag(name) {
                flat.properties.insert(name, Vec::new());
            }
        }
        let conditional: Vec<(&'a str, Pointer)> = flat.conditional.drain(..).collect();
        for (name, pointer) in conditional.into_iter().filter(|_| !is_closed) {
            if !is_free(flat, name) {
                continue;
            }
            flat.properties.insert(name, Vec::new());
            self.diagnostics
                .warning(
                    Code::Degraded,
                    &pointer,
                    format!("`{name}` is any value in Rust, since only a condition of this object speaks of it"),
                )
                .help("list it under `properties` with the type that it has in every case");
        }
    }

    /// The names that the alternatives of an object hold; `None` where they hold what they are given.
    fn names_of_alternatives(
        &mut self,
        flat: &Flat<'a>,
        nested: Option<&NestedUnion<'a>>,
    ) -> Option<BTreeSet<&'a str>> {
        let left = flat
            .alternatives
            .iter()
            .map(|(_, alternatives)| alternatives.clone());
        let all: Vec<_> = left
            .chain(nested.map(|nested| (**nested).clone()))
            .collect();
        let mut names = BTreeSet::new();
        for alternatives in all {
            for part in alternatives.list {
                names.extend(self.property_names(part.into(), &alternatives.pointer)?);
            }
        }
        Some(names)
    }

    /// The properties by patterns of their names: a map for each pattern.
    pub(super) fn lower_matching(
        &mut self,
        flat: &Flat<'a>,
        own: &Naming,
        scope: &mut Scope,
    ) -> Vec<Matching> {
        let mut list = Vec::new();
        for (shown, nodes) in &flat.patterns {
            // What is no pattern is reported where it is checked.
            if Pattern::new(shown).is_err() {
                continue;
            }
            for (_, place) in nodes {
                self.checks.typed.insert(place.clone());
            }
            let field = map_name(flat, shown, scope);
            let naming = own.part(field.trim_end_matches("_properties"));
            let value = self.lower_parts(nodes, &naming);
            list.push(Matching {
                name: identifier(&field),
                shown: (*shown).to_owned(),
                pattern: (*shown).to_owned(),
                ty: super::structs::map_of(value.value_type()),
            });
        }
        list
    }
}

/// The name of the map of the properties whose names match a pattern.
pub(in crate::lower) fn map_name(flat: &Flat<'_>, pattern: &str, scope: &mut Scope) -> String {
    let word = (flat.patterns.len() > 1)
        .then(|| word_of(pattern))
        .flatten();
    let wanted = format!("{}_properties", word.as_deref().unwrap_or("pattern"));
    scope.claim(&wanted, &["matching"])
}

/// The word that all names begin with which match a pattern, if it asks for one.
fn word_of(pattern: &str) -> Option<String> {
    let rest = pattern.strip_prefix('^')?;
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let end = rest.find(|c| !is_plain(c)).unwrap_or(rest.len());
    // A quantifier is about the last character.
    let is_counted = rest[end..].starts_with(['?', '*', '+', '{']);
    let literal = &rest[..end.saturating_sub(usize::from(is_counted))];
    let is_choice = rest.contains('|');
    let word = snake(literal);
    // Without a letter at its beginning it is none, whatever name is made of it.
    let is_word = literal
        .trim_start_matches(['-', '_'])
        .starts_with(|c: char| c.is_ascii_alphabetic());
    (is_word && !is_choice).then_some(word)
}

#[cfg(test)]
mod tests {
    use super::word_of;

    #[test]
    fn patterns_that_ask_for_a_word() {
        for (pattern, word) in [
            ("^x-", Some("x")),
            ("^S_", Some("s")),
            ("^meta[A-Z]+$", Some("meta")),
            ("^ab?", Some("a")),
            ("^[a-z]", None),
            ("x-", None),
            ("^1", None),
            ("^a|b", None),
            ("", None),
        ] {
            assert_eq!(word_of(pattern).as_deref(), word, "{pattern}");
        }
    }
}
