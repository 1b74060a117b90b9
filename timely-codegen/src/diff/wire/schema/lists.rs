//! Several types: those that are listed, and alternatives that nothing but their types tells apart, which mean the same.
//!
//! What is said of each type is compared as if it stood there alone.

use super::evaluation::Evaluation;
use super::place::{Pair, Place, is_said_for_people};
use super::types::{Relation, formats_relate, type_name, types_relate};
use crate::diagnostic::Pointer;
use crate::diff::rules::schemas::kinds;
use crate::diff::side::Side;
use crate::normalize::has_listed_types;
use serde_json::Value;

/// How types are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Written {
    /// As one.
    One,
    /// As a list of names.
    List,
    /// As schemas to choose from.
    Alternatives,
}

/// What a schema allows, by types.
#[derive(Clone, Debug)]
pub(super) struct Types<'a> {
    /// Each type, with the place of what is said of it.
    pub(super) all: Vec<(&'a str, Pointer)>,
    written: Written,
}

impl<'a> Types<'a> {
    /// The types of a schema, where nothing else tells apart what it allows.
    pub(super) fn of(side: Side<'a>, place: &Place<'a>) -> Option<Self> {
        let written = match has_listed_types(place.entries) {
            true => Written::List,
            false => Written::Alternatives,
        };
        let key = match (
            place.list("oneOf").is_empty(),
            place.list("anyOf").is_empty(),
        ) {
            (true, true) => {
                return Some(Self {
                    all: vec![(type_name(place)?, place.at.clone())],
                    written: Written::One,
                });
            }
            (false, true) => "oneOf",
            (true, false) => "anyOf",
            (false, false) => return None,
        };
        let says_more =
            |name: &String| name != key && name != "nullable" && !is_said_for_people(name);
        if written == Written::Alternatives && place.entries.keys().any(says_more) {
            return None;
        }
        let all = members(side, place, key)?;
        Some(Self { all, written })
    }

    /// Whether none of them holds others.
    pub(super) fn are_scalar(&self) -> bool {
        let mut all = self.all.iter();
        all.all(|(name, _)| !matches!(*name, "object" | "array"))
    }

    fn names(&self) -> Option<String> {
        let names: Vec<&str> = self.all.iter().map(|(name, _)| *name).collect();
        Some(names.join(", "))
    }

    /// What is said of one of its types, shown where the schema stands.
    fn part(&self, side: Side<'a>, whole: &Place<'a>, at: &Pointer) -> Place<'a> {
        let found = Place::find(side, at).filter(|_| self.written != Written::One);
        let site = whole.site.clone();
        found.map_or_else(|| whole.clone(), |found| Place { site, ..found })
    }
}

/// The types of alternatives, where each is another one. Components have names to be told by.
fn members<'a>(side: Side<'a>, place: &Place<'a>, key: &str) -> Option<Vec<(&'a str, Pointer)>> {
    let root = place.key(key);
    let mut types: Vec<(&str, Pointer)> = Vec::new();
    for (index, member) in place.list(key).iter().enumerate() {
        member.get("type").and_then(Value::as_str)?;
        let at = root.index(index);
        let name = type_name(&Place::find(side, &at)?)?;
        if types.iter().any(|(known, _)| *known == name) {
            return None;
        }
        types.push((name, at));
    }
    Some(types)
}

impl<'a> Evaluation<'a, '_> {
    /// Compares schemas one of which has several types, if that is all that these schemas are.
    pub(super) fn several_types(&mut self, pair: &Pair<'a>) -> bool {
        let types = [
            Types::of(self.old, &pair.old),
            Types::of(self.new, &pair.new),
        ];
        let [Some(old), Some(new)] = types else {
            return false;
        };
        let are_plain = match (old.written, new.written) {
            (Written::One, Written::One) => false,
            (Written::List, _) | (_, Written::List) => true,
            _ => old.are_scalar() && new.are_scalar(),
        };
        if are_plain {
            self.discriminators(pair, &std::collections::HashSet::new());
            self.types_by_name(pair, &old, &new);
        }
        are_plain
    }

    fn types_by_name(&mut self, pair: &Pair<'a>, old: &Types<'a>, new: &Types<'a>) {
        let mut rest: Vec<&(&str, Pointer)> = new.all.iter().collect();
        let mut is_gone = false;
        let mut paired = Vec::new();
        for own in &old.all {
            let same = rest.iter().position(|other| other.0 == own.0);
            let number = |name: &str| matches!(name, "integer" | "number");
            let near = || {
                let mut rest = rest.iter();
                rest.position(|other| number(other.0) && number(own.0))
            };
            match same.or_else(near) {
                Some(index) => {
                    let other = rest.remove(index);
                    let inner = Pair {
                        old: old.part(self.old, &pair.old, &own.1),
                        new: new.part(self.new, &pair.new, &other.1),
                    };
                    paired.push((inner, own.0, other.0));
                }
                None => is_gone = true,
            }
        }
        let relation = match (is_gone, rest.is_empty()) {
            (false, true) => {
                for (inner, before, after) in paired {
                    if self.single_types(&inner, before, after) {
                        self.contents(&inner);
                    }
                }
                return;
            }
            (false, false) => Relation::Wider,
            (true, true) => Relation::Narrower,
            (true, false) => Relation::Other,
        };
        // What is said of the types that stay goes with it: a format less beside a type more is one change.
        let of_pairs = paired
            .iter()
            .map(|(inner, before, after)| relate(inner, before, after));
        let relation = of_pairs.fold(relation, Relation::and);
        self.report_types(pair, relation, old, new);
        for (inner, before, after) in paired {
            if before == "string" && after == "string" {
                self.encodings(&inner);
            }
            self.contents(&inner);
        }
    }

    fn report_types(
        &mut self,
        pair: &Pair<'a>,
        relation: Relation,
        old: &Types<'a>,
        new: &Types<'a>,
    ) {
        let alternatives = [old, new].map(|it| it.written == Written::Alternatives);
        let kind = match (relation, alternatives.contains(&true)) {
            (Relation::Same, _) => return,
            (Relation::Wider, true) => &kinds::LIST_OF_TYPES_WIDENED,
            (Relation::Wider, false) => &kinds::TYPE_GENERALIZED,
            (Relation::Narrower, true) => &kinds::LIST_OF_TYPES_NARROWED,
            (Relation::Narrower, false) => self.narrowed(),
            (Relation::Other, _) => &kinds::TYPE_CHANGED,
        };
        self.report(kind, pair.sites(), "", [old.names(), new.names()]);
    }

    /// Compares a value with a list of values, of a parameter that is written once for each of its items: a value alone is a list
    /// of one. Whether that is what changed.
    pub(super) fn one_or_many(&mut self, pair: &Pair<'a>) -> bool {
        let is_list = |place: &Place<'_>| place.text("type") == Some("array");
        let is_new = match (is_list(&pair.old), is_list(&pair.new)) {
            (false, true) => true,
            (true, false) => false,
            _ => return false,
        };
        let (list, list_side, alone, side) = match is_new {
            true => (&pair.new, self.new, &pair.old, self.old),
            false => (&pair.old, self.old, &pair.new, self.new),
        };
        let needs_more = list
            .get("minItems")
            .and_then(Value::as_u64)
            .is_some_and(|least| least > 1);
        let items = Place::find(list_side, &list.key("items")).or_else(|| Place::empty(&list.site));
        let (Some(items), Some(types)) = (items, Types::of(side, alone)) else {
            return false;
        };
        if !self.context.is_repeated || needs_more || !types.are_scalar() {
            return false;
        }
        let Some(takes) = takes(list_side, &items, &types) else {
            return false;
        };
        let (before, after) = match is_new {
            true => (alone.clone(), items),
            false => (items, alone.clone()),
        };
        let inner = Pair {
            old: before,
            new: after,
        };
        let outer = if is_new {
            Relation::Wider
        } else {
            Relation::Narrower
        };
        let relation = match takes {
            Takes::As(name) if is_new => outer.and(relate(&inner, types.all[0].0, name)),
            Takes::As(name) => outer.and(relate(&inner, name, types.all[0].0)),
            Takes::AsText => outer,
        };
        self.type_changed(pair, relation);
        if matches!(takes, Takes::As(_)) {
            let inner = Pair {
                old: Place {
                    site: pair.old.site.clone(),
                    ..inner.old
                },
                new: Place {
                    site: pair.new.site.clone(),
                    ..inner.new
                },
            };
            self.contents(&inner);
        }
        true
    }
}

/// How the items of a list take what was a value alone.
enum Takes<'a> {
    /// As a value of this type, of which more may be said.
    As(&'a str),
    /// Whatever it is written as.
    AsText,
}

fn takes<'a>(side: Side<'a>, items: &Place<'a>, types: &Types<'a>) -> Option<Takes<'a>> {
    if items.entries.keys().all(|key| is_said_for_people(key)) {
        return Some(Takes::AsText);
    }
    let of_items = Types::of(side, items)?;
    match (&types.all[..], &of_items.all[..]) {
        ([(name, _)], [(item, _)]) if types_relate(name, item) != Relation::Other => {
            Some(Takes::As(item))
        }
        (_, [("string", _)]) if super::types::is_free(items) => Some(Takes::AsText),
        (all, of_items) => {
            let is_taken = |name: &str| of_items.iter().any(|(item, _)| *item == name);
            all.iter()
                .all(|(name, _)| is_taken(name))
                .then_some(Takes::AsText)
        }
    }
}

/// How what is said of a type relates to what was said of it.
fn relate(pair: &Pair<'_>, before: &str, after: &str) -> Relation {
    let formats = match before == "string" && after == "string" && super::types::holds_content(pair)
    {
        true => Relation::Same,
        false => formats_relate(after, pair.old.text("format"), pair.new.text("format")),
    };
    types_relate(before, after).and(formats)
}
