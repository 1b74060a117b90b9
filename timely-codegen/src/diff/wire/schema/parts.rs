//! Schemas that are made of parts (`allOf`), and what they say as wholes.

use super::evaluation::Evaluation;
use super::pairing;
use super::place::{Pair, Place, component, component_of, is_said_for_people};
use crate::diagnostic::Pointer;
use crate::diff::rules::schemas::kinds;
use crate::diff::side::Side;
use serde_json::Value;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

/// How deep `allOf` in `allOf` is followed.
const MAX_DEPTH: usize = 32;
/// How many schemas are looked at for what a schema says as a whole.
const MAX_PARTS: usize = 256;

/// A part of a schema.
#[derive(Clone, Debug)]
pub(super) struct Part<'a> {
    pub(super) place: Place<'a>,
    /// The component that it is.
    pub(super) name: Option<String>,
    /// Whether it is what stands beside `allOf`, not in it.
    pub(super) is_own: bool,
}

/// The parts of a schema: itself, or those of its `allOf` and what stands beside it. A reference with words beside it is what it
/// refers to.
fn parts<'a>(side: Side<'a>, place: &Place<'a>, depth: usize) -> Vec<Part<'a>> {
    let members = place.list("allOf");
    if members.is_empty() || depth == MAX_DEPTH {
        return vec![Part {
            place: place.clone(),
            // What stands there as a reference is that component.
            name: component_of(&place.at).filter(|_| place.site != place.at),
            is_own: true,
        }];
    }
    let mut found = Vec::new();
    let list = place.key("allOf");
    for (index, member) in members.iter().enumerate() {
        let Some(inner) = Place::find(side, &list.index(index)) else {
            continue;
        };
        let name = component(member);
        match (members.len(), name) {
            (1, None) => found.extend(parts(side, &inner, depth + 1)),
            (_, name) => found.push(Part {
                place: inner,
                name,
                is_own: false,
            }),
        }
    }
    let says_more = |key: &String| {
        !matches!(key.as_str(), "allOf" | "type" | "nullable") && !is_said_for_people(key)
    };
    if place.entries.keys().any(says_more) {
        found.push(Part {
            place: place.clone(),
            name: None,
            is_own: true,
        });
    }
    found
}

/// A schema and all that are in its `allOf`, and in theirs, each once.
pub(super) fn all_parts<'a>(side: Side<'a>, place: &Place<'a>) -> Vec<Place<'a>> {
    let mut parts = Vec::new();
    let mut open = vec![place.clone()];
    let mut seen = HashSet::new();
    while let Some(place) = open.pop() {
        if parts.len() == MAX_PARTS || !seen.insert(place.at.clone()) {
            continue;
        }
        let list = place.key("allOf");
        let members = 0..place.list("allOf").len();
        open.extend(members.filter_map(|index| Place::find(side, &list.index(index))));
        parts.push(place);
    }
    parts
}

/// What a schema says of properties with all its parts.
#[derive(Debug, Default)]
pub(super) struct Flat<'a> {
    pub(super) properties: HashMap<&'a str, Pointer>,
    pub(super) required: HashSet<&'a str>,
    pub(super) is_closed: bool,
    /// Whether it says more than that: what else a part has is no matter of properties.
    says_more: bool,
}

impl<'a> Flat<'a> {
    pub(super) fn of(side: Side<'a>, place: &Place<'a>) -> Self {
        let mut flat = Self::default();
        for part in all_parts(side, place) {
            flat.add(&part);
        }
        flat
    }

    fn add(&mut self, place: &Place<'a>) {
        let root = place.key("properties");
        for name in place.object("properties").into_iter().flatten() {
            let name = name.0.as_str();
            self.properties
                .entry(name)
                .or_insert_with(|| root.child(name));
        }
        let required = place.list("required").iter().filter_map(Value::as_str);
        self.required.extend(required);
        self.is_closed |= super::objects::is_closed(place);
        self.says_more |= place.entries.iter().any(|(key, value)| {
            let is_known = matches!(key.as_str(), "type" | "properties" | "required" | "allOf");
            let is_open = key == "additionalProperties" && super::place::is_anything(value);
            !is_known && !is_open && !is_said_for_people(key)
        });
    }
}

impl<'a> Evaluation<'a, '_> {
    /// Compares the parts of two schemas.
    pub(super) fn parts(&mut self, pair: &Pair<'a>) {
        let old = parts(self.old, &pair.old, 0);
        let new = parts(self.new, &pair.new, 0);
        if let ([old], [new]) = (&old[..], &new[..]) {
            self.single(pair, old, new);
            return;
        }
        self.whole = Some([
            Rc::new(Flat::of(self.old, &pair.old)),
            Rc::new(Flat::of(self.new, &pair.new)),
        ]);
        self.several(pair, old, new);
        self.whole = None;
    }

    /// Compares schemas of one part each.
    fn single(&mut self, pair: &Pair<'a>, old: &Part<'a>, new: &Part<'a>) {
        if old.name.is_some() && old.name == new.name {
            let (old, new) = (old.place.at.clone(), new.place.at.clone());
            self.child(old, new, self.context);
            return;
        }
        let place = |whole: &Place<'a>, part: &Part<'a>| Place {
            site: whole.site.clone(),
            ..part.place.clone()
        };
        self.keywords(&Pair {
            old: place(&pair.old, old),
            new: place(&pair.new, new),
        });
    }

    fn several(&mut self, pair: &Pair<'a>, old: Vec<Part<'a>>, new: Vec<Part<'a>>) {
        let paired = pairing::of_parts([self.old, self.new], &old, &new);
        for (old, new) in &paired.pairs {
            let (old, new) = (&old.place, &new.place);
            let are_own = old.site == pair.old.site && new.site == pair.new.site;
            if are_own {
                let (old, new) = (old.clone(), new.clone());
                self.keywords(&Pair { old, new });
            } else {
                self.member(old.clone(), new.clone());
            }
        }
        // Where both documents have parts that nothing names, what these say of properties is what counts.
        let is_unnamed = |part: &Part<'_>| !part.is_own && part.name.is_none();
        let are_unnamed = paired.old.iter().any(is_unnamed) && paired.new.iter().any(is_unnamed);
        for part in paired.old {
            self.alone(pair, &part, true, are_unnamed);
        }
        for part in paired.new {
            self.alone(pair, &part, false, are_unnamed);
        }
    }

    /// Compares two parts, one of which at least stands in `allOf`.
    fn member(&mut self, old: Place<'a>, new: Place<'a>) {
        let outer = self.context;
        let child = super::evaluation::Child::new(
            [self.old, self.new],
            [old.site.clone(), new.site.clone()],
            outer.within(),
        );
        // Components have findings of their own; what is written here is seen with the rest.
        let is_component = child.places != [old.site.clone(), new.site.clone()];
        if is_component && !self.is_exchanging([&old, &new]) {
            let [old, new] = child.places;
            self.child(old, new, outer.within());
            return;
        }
        self.context = outer.within();
        match is_component && self.depth < MAX_DEPTH {
            true => self.within_part(&Pair { old, new }),
            false => self.keywords(&Pair { old, new }),
        }
        self.context = outer;
    }

    /// Compares a part that is a component as what it is in this schema.
    fn within_part(&mut self, pair: &Pair<'a>) {
        let old = parts(self.old, &pair.old, 0);
        let new = parts(self.new, &pair.new, 0);
        if let ([_], [_]) = (&old[..], &new[..]) {
            self.keywords(pair);
            return;
        }
        self.depth += 1;
        self.several(pair, old, new);
        self.depth -= 1;
    }

    /// Whether a component gave to other parts of the schema what it said of properties, or took it from them: the schema as a whole
    /// says it as before.
    fn is_exchanging(&self, places: [&Place<'a>; 2]) -> bool {
        let Some([whole_old, whole_new]) = &self.whole else {
            return false;
        };
        let old = Flat::of(self.old, places[0]);
        let new = Flat::of(self.new, places[1]);
        let names = old.properties.keys().chain(new.properties.keys());
        let moves = |name: &str| {
            old.properties.contains_key(name) != new.properties.contains_key(name)
                && whole_old.properties.contains_key(name)
                && whole_new.properties.contains_key(name)
        };
        let mut required = old.required.symmetric_difference(&new.required);
        let are_moved =
            |name: &str| whole_old.required.contains(name) == whole_new.required.contains(name);
        names.copied().any(moves) || required.any(|name| are_moved(name))
    }

    /// A part of one of the documents.
    fn alone(&mut self, pair: &Pair<'a>, part: &Part<'a>, is_old: bool, are_unnamed: bool) {
        let side = if is_old { self.old } else { self.new };
        let is_listing = || {
            let flat = Flat::of(side, &part.place);
            let lists = are_unnamed && part.name.is_none() && flat.is_listing();
            lists || flat.is_condition()
        };
        if part.is_own || is_listing() {
            let here = part.place.clone();
            let there = match is_old {
                true => &pair.new.site,
                false => &pair.old.site,
            };
            if let Some(there) = Place::empty(there) {
                let (old, new) = match is_old {
                    true => (here, there),
                    false => (there, here),
                };
                let beside = Pair { old, new };
                // Of which type values are is what the other parts say as well.
                if self.alternatives(&beside) {
                    self.contents(&beside);
                }
            }
            return;
        }
        if self.is_covered(part, is_old) {
            return;
        }
        let only_words = part.place.entries.keys().all(|key| is_said_for_people(key));
        let kind = match (is_old, only_words) {
            (true, true) => &kinds::ALL_OF_REMOVED_ANNOTATION_ONLY,
            (true, false) => &kinds::ALL_OF_REMOVED,
            (false, true) => &kinds::ALL_OF_ADDED_ANNOTATION_ONLY,
            (false, false) => &kinds::ALL_OF_ADDED,
        };
        let shown = part.name.clone().or_else(|| {
            let title = part.place.text("title");
            title.map(str::to_owned)
        });
        let [mut old, mut new] = pair.sites();
        let values = match is_old {
            true => {
                old = part.place.site.clone();
                [shown, None]
            }
            false => {
                new = part.place.site.clone();
                [None, shown]
            }
        };
        self.report(kind, [old, new], "a part", values);
    }

    /// Whether all that a part says is what the other document says in other parts. Then its properties are compared with those.
    fn is_covered(&mut self, part: &Part<'a>, is_old: bool) -> bool {
        let Some([whole_old, whole_new]) = self.whole.clone() else {
            return false;
        };
        let (side, there) = match is_old {
            true => (self.old, whole_new),
            false => (self.new, whole_old),
        };
        let here = Flat::of(side, &part.place);
        let has_all = here
            .properties
            .keys()
            .all(|name| there.properties.contains_key(name));
        if here.says_more || here.properties.is_empty() || !has_all {
            return false;
        }
        let flats = self.whole.clone();
        for (name, at) in &here.properties {
            let other = &there.properties[name];
            let (old, new) = match is_old {
                true => (at, other),
                false => (other, at),
            };
            if let Some(flats) = &flats {
                self.property(flats, name, old, new);
            }
        }
        true
    }
}

impl Flat<'_> {
    /// Whether it says which properties there are, and nothing else.
    fn is_listing(&self) -> bool {
        !self.properties.is_empty() && !self.says_more
    }

    /// Whether it says of properties that stand elsewhere that they have to be there, and nothing else.
    fn is_condition(&self) -> bool {
        self.properties.is_empty() && !self.says_more && !self.required.is_empty()
    }
}
