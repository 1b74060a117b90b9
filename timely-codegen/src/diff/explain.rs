//! Which change on the wire an item of generated code changes with: one at its place, or the nearest one that can be the reason.

use super::changes::Change;
use super::code::{Aspect, ItemChange};
use super::rules;
use super::side::Side;
use crate::diagnostic::Pointer;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;

/// Words in ids of what no item of generated code is made of.
const NO_REASONS: &[&str] = &[
    "deprecated",
    "deprecation",
    "description",
    "example",
    "examples",
    "max",
    "min",
    "multiple",
    "pattern",
    "stability",
    "style",
    "summary",
    "sunset",
    "title",
    "unique",
];

/// The items that each change explains, and those that none does, by their places in the list.
pub(in crate::diff) struct Explained {
    pub(in crate::diff) by_change: Vec<Vec<usize>>,
    pub(in crate::diff) rest: Vec<usize>,
}

impl Explained {
    pub(in crate::diff) fn of(
        changes: &[Change],
        items: &[ItemChange],
        old: &Side<'_>,
        new: &Side<'_>,
    ) -> Self {
        let index = Index {
            changes,
            old: by_place(changes, old, |change| change.old.as_ref()),
            new: by_place(changes, new, |change| change.new.as_ref()),
        };
        let mut explained = Self {
            by_change: vec![Vec::new(); changes.len()],
            rest: Vec::new(),
        };
        for (place, item) in items.iter().enumerate() {
            let reasons = index.reasons(item);
            for reason in &reasons {
                explained.by_change[*reason].push(place);
            }
            if reasons.is_empty() {
                explained.rest.push(place);
            }
        }
        explained
    }
}

/// The changes by their places, without references on the way to these.
type ByPlace = BTreeMap<String, Vec<usize>>;

fn by_place(
    changes: &[Change],
    side: &Side<'_>,
    place: impl Fn(&Change) -> Option<&Pointer>,
) -> ByPlace {
    let mut known = ByPlace::new();
    for (index, change) in changes.iter().enumerate() {
        if let Some(place) = place(change) {
            let resolved = side.resolved(place).as_str().to_owned();
            if resolved != place.as_str() {
                known.entry(place.as_str().to_owned()).or_default().push(index);
            }
            known.entry(resolved).or_default().push(index);
        }
    }
    known
}

/// How near a change is to an item: the less, the nearer.
type Nearness = (bool, bool, u8, usize, bool);

struct Index<'c> {
    changes: &'c [Change],
    old: ByPlace,
    new: ByPlace,
}

/// How the place of a change lies to that of an item.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Relation {
    Same,
    Below,
    /// In the same object: a list of names beside what they name.
    Beside,
    Above,
}

impl Index<'_> {
    /// The nearest changes that can be the reason of an item's; several where they are as near.
    fn reasons(&self, item: &ItemChange) -> BTreeSet<usize> {
        let places = [(&self.old, &item.old), (&self.new, &item.new)];
        let reasons = self.nearest(item, &places);
        if !reasons.is_empty() {
            return reasons;
        }
        // A type that is there because of something else changes with that.
        let holder = match item.old.is_some() {
            true => (&self.old, &item.holder),
            false => (&self.new, &item.holder),
        };
        self.nearest(item, &[holder])
    }

    fn nearest(
        &self,
        item: &ItemChange,
        places: &[(&ByPlace, &Option<Pointer>)],
    ) -> BTreeSet<usize> {
        let mut nearest: Option<Nearness> = None;
        let mut reasons = BTreeSet::new();
        let mut consider = |change: usize, relation: Relation, distance: usize| {
            let Some(nearness) = self.nearness(item, change, relation, distance) else {
                return;
            };
            if nearest.is_none_or(|known| nearness < known) {
                nearest = Some(nearness);
                reasons.clear();
            }
            if nearest == Some(nearness) {
                reasons.insert(change);
            }
        };
        for (known, place) in places {
            if let Some(place) = place {
                around(known, place, &mut consider);
                below(known, place, &mut consider);
            }
        }
        reasons
    }

    /// How near a change is; none where it cannot be the reason.
    fn nearness(
        &self,
        item: &ItemChange,
        change: usize,
        relation: Relation,
        distance: usize,
    ) -> Option<Nearness> {
        let change = &self.changes[change];
        if !can_explain(change, item, relation) {
            return None;
        }
        let relation = match relation {
            Relation::Same => 0,
            Relation::Below | Relation::Beside => 1,
            Relation::Above => 2,
        };
        let is_behavior = rules::rule(change.id).is_some_and(|rule| rule.changes_behavior);
        Some((
            contradicts(change, item),
            !names(change, item),
            relation,
            distance,
            is_behavior,
        ))
    }
}

/// The changes at a place and around it.
fn around(known: &ByPlace, place: &Pointer, consider: &mut impl FnMut(usize, Relation, usize)) {
    let mut at = Some(place.clone());
    let mut distance = 0;
    while let Some(place) = at {
        let relation = match distance {
            0 => Relation::Same,
            _ => Relation::Above,
        };
        for change in known.get(place.as_str()).into_iter().flatten() {
            consider(*change, relation, distance);
        }
        at = place.parent();
        distance += 1;
    }
    // Whether a property must be there is said beside it.
    let object = place.parent().filter(|it| it.name().as_deref() == Some("properties"));
    if let Some(object) = object.and_then(|properties| properties.parent()) {
        let required = object.child("required");
        for change in known.get(required.as_str()).into_iter().flatten() {
            consider(*change, Relation::Beside, 1);
        }
        below_with(known, &required, Relation::Beside, consider);
    }
}

fn below(known: &ByPlace, place: &Pointer, consider: &mut impl FnMut(usize, Relation, usize)) {
    below_with(known, place, Relation::Below, consider);
}

fn below_with(
    known: &ByPlace,
    place: &Pointer,
    relation: Relation,
    consider: &mut impl FnMut(usize, Relation, usize),
) {
    let prefix = format!("{}/", place.as_str());
    let range = (Bound::Included(prefix.clone()), Bound::Unbounded);
    for (at, changes) in known.range(range) {
        let Some(rest) = at.strip_prefix(&prefix) else {
            break;
        };
        let distance = rest.split('/').count();
        for change in changes {
            consider(*change, relation, distance);
        }
    }
}

/// Whether a change can be the reason that an item changes.
fn can_explain(change: &Change, item: &ItemChange, relation: Relation) -> bool {
    let has = |word: &str| change.id.split('-').any(|it| it == word);
    let is_existence = is_one_sided(change) && is_of_operation(change);
    if is_existence {
        return matches!(relation, Relation::Same | Relation::Above);
    }
    if NO_REASONS.iter().any(|word| has(word)) && !has("properties") {
        return false;
    }
    let is_own = match item.aspect {
        Aspect::Shape => {
            !["default", "security", "scope", "tag"].iter().any(|it| has(it))
        }
        Aspect::Default => !has("security") && !has("tag"),
        Aspect::Name => has("id") || has("tag") || has("tags") || has("renamed"),
        Aspect::Order => false,
        Aspect::Security => has("security") || has("scope") || has("oauth") || has("scheme"),
    };
    if !is_own {
        return false;
    }
    match relation {
        Relation::Same => true,
        Relation::Below => is_within_one(change, item),
        Relation::Beside => names_in_subject(change, item),
        // What is around it goes or comes as a whole, or becomes something else.
        Relation::Above => is_one_sided(change) || has("type") || has("of"),
    }
}

/// Whether what changes below an item is still about it, and not about a member that has items of its own.
fn is_within_one(change: &Change, item: &ItemChange) -> bool {
    let is_member = |item: &Option<Pointer>, change: &Option<Pointer>| {
        let (Some(item), Some(change)) = (item, change) else {
            return false;
        };
        let rest = change.below(item);
        rest.is_some_and(|rest| rest.as_str().starts_with("/properties/"))
    };
    // Types that come and go take their members with them.
    let is_whole = item.old.is_none() || item.new.is_none() || item.change.contains(" → ");
    is_whole || !(is_member(&item.old, &change.old) || is_member(&item.new, &change.new))
}

/// Whether one of the documents alone has what changes.
const fn is_one_sided(change: &Change) -> bool {
    change.old.is_none() != change.new.is_none()
}

/// Whether it is an operation or a path that comes or goes.
fn is_of_operation(change: &Change) -> bool {
    let place = change.old.as_ref().or(change.new.as_ref());
    place.is_some_and(|place| {
        let mut segments = place.segments();
        let root = segments.next();
        let is_root = root.is_some_and(|root| ["paths", "webhooks"].contains(&root.as_str()));
        is_root && (1..=2).contains(&segments.count())
    })
}

/// Whether a change adds what the item loses, or the other way round.
fn contradicts(change: &Change, item: &ItemChange) -> bool {
    let has = |word: &str| change.id.split('-').any(|it| it == word);
    let (adds, removes) = (has("added") || has("new"), has("removed"));
    let gains = item.change == "added" || item.change.starts_with("gains");
    let loses = item.change == "removed" || item.change.starts_with("loses");
    (gains && removes && !adds) || (loses && adds && !removes)
}

/// Whether a change speaks of what the item is of in the document, if that has a word of its own.
fn names(change: &Change, item: &ItemChange) -> bool {
    let Some(word) = &item.word else { return true };
    let is_word = |text: &Option<String>| text.as_ref().is_some_and(|text| is_named(text, word));
    is_word(&change.from) || is_word(&change.to) || is_named(&change.subject, word)
}

/// Whether a text is a word, or has it between quotation marks.
fn is_named(text: &str, word: &str) -> bool {
    text == word || text.contains(&format!("`{word}`")) || text.contains(&format!("\"{word}\""))
}

fn names_in_subject(change: &Change, item: &ItemChange) -> bool {
    let place = item.new.as_ref().or(item.old.as_ref());
    let name = place.and_then(Pointer::name);
    name.is_some_and(|name| {
        let texts = [Some(&change.subject), change.from.as_ref(), change.to.as_ref()];
        texts.into_iter().flatten().any(|text| is_named(text, &name))
    })
}
