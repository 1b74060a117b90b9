//! Which change on the wire an item of generated code changes with: one at its place, or the nearest one that can be the reason.

use super::changes::Change;
use super::code::{Aspect, ItemChange};
use super::rules;
use super::side::Side;
use crate::diagnostic::Pointer;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Bound;

/// Words in ids of what no item of generated code is made of.
const NO_REASONS: &[&str] = &[
    "deprecated",
    "deprecation",
    "description",
    "example",
    "examples",
    "stability",
    "style",
    "summary",
    "sunset",
    "title",
];

/// Words in ids of what types are rarely made of, as the range of an integer.
const UNLIKELY: &[&str] = &["max", "min", "multiple", "only", "pattern", "unique"];

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
        let index = Index::of(changes, old, new);
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

/// The changes, by what they are found by.
struct Index<'c> {
    reasons: Vec<Reason<'c>>,
    /// Those that speak of a value or a name.
    by_word: HashMap<String, Vec<usize>>,
    old: ByPlace,
    new: ByPlace,
}

/// The changes by their places in one of the documents.
type ByPlace = BTreeMap<String, Vec<usize>>;

/// A change that may be the reason.
struct Reason<'c> {
    change: &'c Change,
    /// The words of its id.
    id: Vec<&'c str>,
    /// What it speaks of.
    words: Vec<String>,
    /// Its places without references on the way to them.
    old: Option<Pointer>,
    new: Option<Pointer>,
    is_behavior: bool,
}

/// How near a change is to an item: the less, the nearer.
type Nearness = (bool, bool, bool, u8, usize, bool);

/// What is named from somewhere else.
const FAR: (Relation, usize) = (Relation::Above, usize::MAX);

/// How the place of a change lies to that of an item.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Relation {
    Same,
    Below,
    /// In the same object: a list of names beside what they name.
    Beside,
    Above,
}

impl<'c> Index<'c> {
    fn of(changes: &'c [Change], old: &Side<'_>, new: &Side<'_>) -> Self {
        let mut index = Self {
            reasons: Vec::with_capacity(changes.len()),
            by_word: HashMap::new(),
            old: ByPlace::new(),
            new: ByPlace::new(),
        };
        for (place, change) in changes.iter().enumerate() {
            let words = words(change);
            for word in &words {
                let known = index.by_word.entry(word.clone()).or_default();
                if known.last() != Some(&place) {
                    known.push(place);
                }
            }
            let reason = Reason {
                change,
                id: change.id.split('-').collect(),
                words,
                old: change.old.as_ref().map(|place| old.resolved(place)),
                new: change.new.as_ref().map(|place| new.resolved(place)),
                is_behavior: rules::rule_of(change.id).is_some_and(|rule| rule.changes_behavior),
            };
            for (known, pointer) in [(&mut index.old, &reason.old), (&mut index.new, &reason.new)] {
                if let Some(pointer) = pointer {
                    let list = known.entry(pointer.as_str().to_owned()).or_default();
                    list.push(place);
                }
            }
            index.reasons.push(reason);
        }
        index
    }

    /// The nearest changes that can be the reason of an item's; several where they are as near.
    fn reasons(&self, item: &ItemChange) -> BTreeSet<usize> {
        let mut nearest = self.speaking(item);
        if nearest.reasons.is_empty() {
            for (known, place) in [(&self.old, &item.old), (&self.new, &item.new)] {
                self.consider(item, known, place.as_ref(), &mut nearest);
            }
        }
        if nearest.reasons.is_empty() {
            // A type that is there because of something else changes with that.
            for (known, place) in [(&self.old, &item.old), (&self.new, &item.new)] {
                let holder = item.holder.as_ref().filter(|_| place.is_some());
                self.consider(item, known, holder, &mut nearest);
            }
        }
        nearest.reasons
    }

    /// Those that speak of the value that an item is of. There may be as many changes in its place as there are values, so that the
    /// others are not looked at.
    fn speaking(&self, item: &ItemChange) -> Nearest {
        let mut nearest = Nearest::default();
        let word = item.word.as_ref();
        let known = word.and_then(|word| self.by_word.get(word));
        for place in known.into_iter().flatten() {
            let reason = &self.reasons[*place];
            for (at, of) in [(&item.old, &reason.old), (&item.new, &reason.new)] {
                let (Some(at), Some(of)) = (at, of) else {
                    continue;
                };
                let holder = item.holder.as_ref();
                let near = relation(at, of).or_else(|| relation(holder?, of));
                // Requirements name schemes from wherever they stand, and servers may be those of one operation.
                let is_far = matches!(item.aspect, Aspect::Security | Aspect::Address);
                let far = is_far.then_some(FAR);
                if let Some((relation, distance)) = near.or(far) {
                    nearest.add(*place, reason.nearness(item, relation, distance));
                }
            }
        }
        nearest
    }

    /// Looks at the changes at a place, around and below it.
    fn consider(
        &self,
        item: &ItemChange,
        known: &ByPlace,
        place: Option<&Pointer>,
        nearest: &mut Nearest,
    ) {
        let Some(place) = place else { return };
        let mut add = |changes: &[usize], relation, distance| {
            for change in changes {
                let nearness = self.reasons[*change].nearness(item, relation, distance);
                nearest.add(*change, nearness);
            }
        };
        let mut at = Some(place.clone());
        let mut distance = 0;
        while let Some(place) = at {
            let relation = match distance {
                0 => Relation::Same,
                _ => Relation::Above,
            };
            if let Some(changes) = known.get(place.as_str()) {
                add(changes, relation, distance);
            }
            at = place.parent();
            distance += 1;
        }
        for (changes, distance) in below(known, place) {
            add(changes, Relation::Below, distance);
        }
        if let Some(required) = required(place) {
            if let Some(changes) = known.get(required.as_str()) {
                add(changes, Relation::Beside, 1);
            }
            for (changes, distance) in below(known, &required) {
                add(changes, Relation::Beside, distance);
            }
        }
    }
}

/// The nearest so far.
#[derive(Default)]
struct Nearest {
    nearness: Option<Nearness>,
    reasons: BTreeSet<usize>,
}

impl Nearest {
    fn add(&mut self, change: usize, nearness: Option<Nearness>) {
        let Some(nearness) = nearness else { return };
        if self.nearness.is_none_or(|known| nearness < known) {
            self.nearness = Some(nearness);
            self.reasons.clear();
        }
        if self.nearness == Some(nearness) {
            self.reasons.insert(change);
        }
    }
}

/// What a change speaks of: what it is from and to, and what stands in quotation marks.
fn words(change: &Change) -> Vec<String> {
    let texts = [
        Some(&change.subject),
        change.from.as_ref(),
        change.to.as_ref(),
    ];
    let mut words = Vec::new();
    for text in texts.into_iter().flatten() {
        words.push(text.clone());
        // What a requirement asks together, with scopes where these tell apart.
        if change.id.contains("security") {
            let schemes = text.split(" AND ");
            words.extend(schemes.map(|it| it.split(" (").next().unwrap_or(it).to_owned()));
        }
        for mark in ['`', '"'] {
            words.extend(text.split(mark).skip(1).step_by(2).map(str::to_owned));
        }
    }
    words
}

/// The changes below a place, with how far that is.
fn below<'k>(known: &'k ByPlace, place: &Pointer) -> impl Iterator<Item = (&'k [usize], usize)> {
    let prefix = format!("{}/", place.as_str());
    let range = (Bound::Included(prefix.clone()), Bound::Unbounded);
    known
        .range::<String, _>(range)
        .map_while(move |(at, changes)| {
            let rest = at.strip_prefix(&prefix)?;
            Some((changes.as_slice(), rest.split('/').count()))
        })
}

/// Where an object says whether this property of it must be there.
fn required(place: &Pointer) -> Option<Pointer> {
    let properties = place.parent()?;
    let is_property = properties.name().as_deref() == Some("properties");
    is_property.then(|| Some(properties.parent()?.child("required")))?
}

/// How one place lies to another.
fn relation(at: &Pointer, of: &Pointer) -> Option<(Relation, usize)> {
    let depth = |rest: &Pointer| rest.segments().count();
    if at == of {
        return Some((Relation::Same, 0));
    }
    let inside = of.below(at).map(|rest| (Relation::Below, depth(&rest)));
    inside.or_else(|| at.below(of).map(|rest| (Relation::Above, depth(&rest))))
}

impl Reason<'_> {
    fn has(&self, word: &str) -> bool {
        self.id.contains(&word)
    }

    /// How near it is; none where it cannot be the reason.
    fn nearness(&self, item: &ItemChange, relation: Relation, distance: usize) -> Option<Nearness> {
        if !self.can_explain(item, relation) {
            return None;
        }
        // A type that is another one is so by all that changes in it.
        if relation == Relation::Below && item.turns() && self.is_member_of(item) {
            return Some((false, false, false, 1, 2, false));
        }
        let relation = match relation {
            Relation::Same => 0,
            Relation::Below | Relation::Beside => 1,
            Relation::Above => 2,
        };
        let is_silent_about = item.word.as_ref().is_some_and(|word| !self.names(word));
        Some((
            UNLIKELY.iter().any(|word| self.has(word)),
            self.contradicts(item),
            is_silent_about,
            relation,
            distance,
            self.is_behavior,
        ))
    }

    /// Whether it can be the reason that an item changes.
    fn can_explain(&self, item: &ItemChange, relation: Relation) -> bool {
        let apart = [Aspect::Name, Aspect::Security, Aspect::Address];
        let is_about_it = apart.into_iter().any(|aspect| self.is_of(aspect));
        if self.is_one_sided() && self.is_of_operation() && !is_about_it {
            return matches!(relation, Relation::Same | Relation::Above);
        }
        // What is removed is, whatever was announced of that.
        let is_gone = self.has("removed") || self.has("parse");
        let is_none = NO_REASONS.iter().any(|word| self.has(word)) && !is_gone;
        if is_none || !self.is_of(item.aspect) {
            return false;
        }
        match relation {
            Relation::Same => true,
            Relation::Below => self.is_within(item),
            Relation::Beside => {
                let place = item.new.as_ref().or(item.old.as_ref());
                let name = item.word.clone().or_else(|| place?.name());
                name.is_some_and(|it| self.names(&it))
            }
            // What is around it goes or comes as a whole, or becomes something else.
            Relation::Above => {
                let is_whole = self.is_one_sided() || self.has("type") || self.has("of");
                is_whole || apart.contains(&item.aspect)
            }
        }
    }

    /// Whether it is about this of an item.
    fn is_of(&self, aspect: Aspect) -> bool {
        let has_any = |words: &[&str]| words.iter().any(|word| self.has(word));
        match aspect {
            Aspect::Shape => {
                let is_default = self.has("default") && self.has("value");
                !is_default && !has_any(&["security", "scope", "tag"])
            }
            Aspect::Default => !has_any(&["security", "scope", "tag"]),
            Aspect::Name => {
                let is_schema = self.has("api") && self.has("schema");
                is_schema || has_any(&["id", "mapping", "tag", "tags", "renamed"])
            }
            Aspect::Order => self.has("swapped"),
            Aspect::Address => has_any(&["server"]),
            Aspect::Security => has_any(&["security", "scope", "oauth", "scheme"]),
        }
    }

    /// Whether what changes below an item is still about it, and not about a member that has items of its own.
    fn is_within(&self, item: &ItemChange) -> bool {
        // Types that come and go take their members with them.
        let is_whole = item.old.is_none() || item.new.is_none() || item.turns();
        is_whole || !self.is_member_of(item)
    }

    /// Whether it is about a member of what an item is about.
    fn is_member_of(&self, item: &ItemChange) -> bool {
        let is_member = |item: &Option<Pointer>, change: &Option<Pointer>| {
            let (Some(item), Some(change)) = (item, change) else {
                return false;
            };
            let rest = change.below(item);
            rest.is_some_and(|rest| rest.as_str().starts_with("/properties/"))
        };
        is_member(&item.old, &self.old) || is_member(&item.new, &self.new)
    }

    /// Whether one of the documents alone has what changes.
    const fn is_one_sided(&self) -> bool {
        self.old.is_none() != self.new.is_none()
    }

    /// Whether it is an operation or a path that comes or goes.
    fn is_of_operation(&self) -> bool {
        let place = self.change.old.as_ref().or(self.change.new.as_ref());
        place.is_some_and(|place| {
            let mut segments = place.segments();
            let root = segments.next();
            let is_root = root.is_some_and(|root| ["paths", "webhooks"].contains(&root.as_str()));
            is_root && (1..=2).contains(&segments.count())
        })
    }

    /// Whether it adds what the item loses, or the other way round.
    fn contradicts(&self, item: &ItemChange) -> bool {
        let (adds, removes) = (self.has("added") || self.has("new"), self.has("removed"));
        let gains = item.change == "added" || item.change.starts_with("gains");
        let loses = item.change == "removed" || item.change.starts_with("loses");
        // What is there in place of something else is so because that is gone.
        let moves = item.aspect == Aspect::Name || (item.turns() && self.has("media"));
        (gains && removes && !adds) || ((loses || moves) && adds && !removes)
    }

    /// Whether it speaks of something by this name.
    fn names(&self, word: &str) -> bool {
        self.words.iter().any(|it| it == word)
    }
}
