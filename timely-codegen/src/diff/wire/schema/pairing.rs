//! Which alternative, or part, of one document is which of the other: by what they are called, and else by what they look like,
//! never by their places in lists.

use super::parts::Part;
use super::place::{Place, is_said_for_people};
use super::same::{are_same, canonical};
use crate::diagnostic::Pointer;
use crate::diff::side::Side;
use std::collections::{HashMap, HashSet};

/// An alternative of a schema.
#[derive(Clone, Debug)]
pub(super) struct Alternative<'a> {
    pub(super) at: Pointer,
    pub(super) place: Place<'a>,
    /// The component that it is.
    pub(super) name: Option<String>,
    /// The value of the discriminator that stands for it.
    pub(super) value: Option<&'a str>,
}

impl Alternative<'_> {
    /// What it is called, or of which type it is.
    pub(super) fn shown(&self) -> Option<String> {
        let title = || self.place.text("title").map(str::to_owned);
        let name = self.name.clone().or_else(title);
        name.or_else(|| super::types::shape(&self.place))
    }
}

/// What is of both documents, and what of one alone.
pub(super) struct Paired<T> {
    pub(super) pairs: Vec<(T, T)>,
    pub(super) old: Vec<T>,
    pub(super) new: Vec<T>,
}

/// How alike two schemas have to be, of 100, to be taken for the same.
const ALIKE: usize = 40;

/// How many pairs are looked at in search of what is alike.
const MOST_PAIRS: usize = 16_384;

pub(super) fn of_alternatives<'a>(
    sides: [Side<'a>; 2],
    old: Vec<Alternative<'a>>,
    new: Vec<Alternative<'a>>,
) -> Paired<Alternative<'a>> {
    let mut paired = Paired {
        pairs: Vec::new(),
        old,
        new,
    };
    paired.by(|it| it.name.clone());
    paired.by(|it| it.value.map(str::to_owned));
    paired.by(|it| it.place.text("title").map(str::to_owned));
    paired.by_looks(sides, |it| &it.place);
    paired
}

pub(super) fn of_parts<'a>(
    sides: [Side<'a>; 2],
    old: &[Part<'a>],
    new: &[Part<'a>],
) -> Paired<Part<'a>> {
    let mut paired = Paired {
        pairs: Vec::new(),
        old: old.to_vec(),
        new: new.to_vec(),
    };
    paired.by(|it| it.name.clone());
    paired.by(|it| it.is_own.then(String::new));
    paired.by(|it| it.place.text("title").map(str::to_owned));
    paired.by_looks(sides, |it| &it.place);
    paired
}

impl<T: Clone> Paired<T> {
    /// Pairs what has the same key, where it is the only one on its side.
    fn by(&mut self, key: impl Fn(&T) -> Option<String>) {
        let places = |list: &[T]| {
            let mut places: HashMap<String, Option<usize>> = HashMap::new();
            for (index, it) in list.iter().enumerate() {
                if let Some(key) = key(it) {
                    let place = places.entry(key);
                    place
                        .and_modify(|place| *place = None)
                        .or_insert(Some(index));
                }
            }
            places
        };
        let there = places(&self.new);
        let mut found: Vec<(usize, usize)> = places(&self.old)
            .into_iter()
            .filter_map(|(key, place)| Some((place?, (*there.get(&key)?)?)))
            .collect();
        found.sort_unstable();
        self.take(&found);
    }

    /// Pairs what looks most alike first.
    fn by_looks(&mut self, sides: [Side<'_>; 2], place: impl Fn(&T) -> &Place<'_>) {
        // What is written in the same way, but for words and the order of keys, is found at once.
        self.by(|it| Some(canonical_of(place(it))));
        self.by(|it| tag(place(it)));
        if self.old.len().saturating_mul(self.new.len()) > MOST_PAIRS {
            return;
        }
        let looks =
            |list: &[T]| -> Vec<Look> { list.iter().map(|it| Look::of(place(it))).collect() };
        let (before, after) = (looks(&self.old), looks(&self.new));
        let mut likely: Vec<(usize, usize, usize)> = Vec::new();
        for (old, before) in before.iter().enumerate() {
            for (new, after) in after.iter().enumerate() {
                let likeness = before.likeness(after, sides);
                if likeness >= ALIKE {
                    likely.push((100 - likeness, old, new));
                }
            }
        }
        likely.sort_unstable();
        let (mut taken_old, mut taken_new) = (HashSet::new(), HashSet::new());
        let mut found = Vec::new();
        for (_, old, new) in likely {
            if !taken_old.contains(&old) && !taken_new.contains(&new) {
                taken_old.insert(old);
                taken_new.insert(new);
                found.push((old, new));
            }
        }
        found.sort_unstable();
        self.take(&found);
    }

    /// Takes these as pairs.
    fn take(&mut self, found: &[(usize, usize)]) {
        for (old, new) in found {
            self.pairs
                .push((self.old[*old].clone(), self.new[*new].clone()));
        }
        let gone: HashSet<usize> = found.iter().map(|pair| pair.0).collect();
        let taken: HashSet<usize> = found.iter().map(|pair| pair.1).collect();
        keep_others(&mut self.old, &gone);
        keep_others(&mut self.new, &taken);
    }
}

fn keep_others<T>(list: &mut Vec<T>, taken: &HashSet<usize>) {
    let mut index = 0;
    list.retain(|_| {
        index += 1;
        !taken.contains(&(index - 1))
    });
}

/// What one sees of a schema at first.
struct Look {
    at: Pointer,
    of_type: Option<String>,
    features: HashSet<String>,
}

impl Look {
    fn of(place: &Place<'_>) -> Self {
        Self {
            at: place.at.clone(),
            of_type: place.text("type").map(str::to_owned),
            features: features(place),
        }
    }

    /// How alike two schemas look, of 100.
    fn likeness(&self, other: &Self, sides: [Side<'_>; 2]) -> usize {
        if self.of_type != other.of_type {
            return 0;
        }
        if self.features == other.features && are_same(sides, [self.at.clone(), other.at.clone()]) {
            return 100;
        }
        if self.features.is_empty() && other.features.is_empty() {
            // Of one type, and no more is said.
            return if self.of_type.is_some() { 60 } else { 0 };
        }
        let common = self.features.intersection(&other.features).count();
        let all = self.features.union(&other.features).count();
        match self.of_type.as_deref() {
            // Of scalars, the type says most.
            Some("object" | "array") | None => common * 99 / all.max(1),
            Some(_) => 50 + common * 49 / all.max(1),
        }
    }
}

/// A schema as a text, without what is said for people.
fn canonical_of(place: &Place<'_>) -> String {
    let entries = place.entries.iter();
    let said = entries.filter(|(key, _)| !is_said_for_people(key));
    let mut said: Vec<String> = said
        .map(|(key, value)| format!("{key}: {}", canonical(value)))
        .collect();
    said.sort_unstable();
    said.join("\n")
}

/// The properties that have one value alone: what tells one object from others.
fn tag(place: &Place<'_>) -> Option<String> {
    let properties = place.object("properties")?.iter();
    let mut tags: Vec<String> = properties
        .filter_map(
            |(name, schema)| match schema.get("enum")?.as_array()?.as_slice() {
                [value] => Some(format!("{name}: {value}")),
                _ => None,
            },
        )
        .collect();
    tags.sort_unstable();
    (!tags.is_empty()).then(|| tags.join("\n"))
}

/// What a schema is seen to have.
fn features(place: &Place<'_>) -> HashSet<String> {
    let mut features = HashSet::new();
    for (name, schema) in place.object("properties").into_iter().flatten() {
        features.insert(format!("property {name}"));
        let of = schema.get("$ref").or_else(|| schema.get("type"));
        features.extend(of.map(|of| format!("property {name} of {of}")));
    }
    features.extend(
        place
            .list("enum")
            .iter()
            .map(|value| format!("value {value}")),
    );
    for key in ["oneOf", "anyOf", "allOf"] {
        let members = place.list(key).iter();
        features.extend(members.map(|member| format!("{key} {member}")));
    }
    let items = place.get("items");
    let of_items = items.and_then(|items| items.get("$ref").or_else(|| items.get("type")));
    features.extend(of_items.map(|items| format!("items {items}")));
    features
}
