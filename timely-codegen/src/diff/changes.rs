//! Changes on the wire, as the comparison finds them: by rule and place, without what they mean.

use super::finding::{Direction, OperationName};
use crate::diagnostic::Pointer;
use serde_json::Value;
use std::collections::{BTreeSet, HashMap, HashSet};

/// A change on the wire.
#[derive(Clone, Debug)]
pub(in crate::diff) struct Change {
    /// The key of its rule: its id, and after `#` which case of it.
    pub(in crate::diff) id: &'static str,
    /// What it is about, as messages name it: "the property `name`", "the parameter `limit` in the query".
    pub(in crate::diff) subject: String,
    /// What was there, shortly.
    pub(in crate::diff) from: Option<String>,
    /// What is there now.
    pub(in crate::diff) to: Option<String>,
    /// The place in the normal form of the old document.
    pub(in crate::diff) old: Option<Pointer>,
    /// The place in the normal form of the new document.
    pub(in crate::diff) new: Option<Pointer>,
    pub(in crate::diff) direction: Option<Direction>,
    /// The operations that it reaches.
    pub(in crate::diff) operations: BTreeSet<OperationName>,
}

impl Change {
    /// A change of something, by the key of its rule.
    pub(in crate::diff) fn new(id: &'static str, subject: impl Into<String>) -> Self {
        Self {
            id,
            subject: subject.into(),
            from: None,
            to: None,
            old: None,
            new: None,
            direction: None,
            operations: BTreeSet::new(),
        }
    }

    /// Where the old document has it.
    pub(in crate::diff) fn at_old(mut self, place: &Pointer) -> Self {
        self.old = Some(place.clone());
        self
    }

    /// Where the new document has it.
    pub(in crate::diff) fn at_new(mut self, place: &Pointer) -> Self {
        self.new = Some(place.clone());
        self
    }

    /// Where both have it.
    pub(in crate::diff) fn at(self, old: &Pointer, new: &Pointer) -> Self {
        self.at_old(old).at_new(new)
    }

    /// What was there.
    pub(in crate::diff) fn from(mut self, from: impl Into<String>) -> Self {
        self.from = Some(from.into());
        self
    }

    /// What is there now.
    pub(in crate::diff) fn to(mut self, to: impl Into<String>) -> Self {
        self.to = Some(to.into());
        self
    }

    /// Which way it travels.
    pub(in crate::diff) fn in_direction(mut self, direction: Direction) -> Self {
        self.direction = Some(direction);
        self
    }

    /// An operation that it reaches.
    pub(in crate::diff) fn reaches(mut self, operation: &OperationName) -> Self {
        self.operations.insert(operation.clone());
        self
    }
}

/// What is around a change: its places in both documents, and what it reaches.
#[derive(Debug)]
pub(in crate::diff) struct Sites {
    pub(in crate::diff) old: Option<Pointer>,
    pub(in crate::diff) new: Option<Pointer>,
    /// Whether it reaches nothing but what was said to change at any time.
    pub(in crate::diff) is_unstable: bool,
}

/// The changes that were found. One that is found again, on the way of another operation, is the same with one operation more.
#[derive(Debug, Default)]
pub(in crate::diff) struct Changes {
    list: Vec<Change>,
    /// By rule, places and what it is from and to.
    known: HashMap<Key, usize>,
    places: Places,
    /// Operations that were said to change at any time.
    unstable: HashSet<OperationName>,
}

/// Places that stand for the same thing and are spelled otherwise.
#[derive(Debug, Default)]
pub(in crate::diff) struct Places {
    /// Those of the old document, by those of the new one.
    old: HashMap<Pointer, Pointer>,
    /// The other way round.
    new: HashMap<Pointer, Pointer>,
}

impl Places {
    /// Both places of something: where one document lacks it, the nearest thing around it there, be it that its place is known.
    pub(in crate::diff) fn both(
        &self,
        (old, new): (Option<&Pointer>, Option<&Pointer>),
        (old_document, new_document): (&Value, &Value),
    ) -> (Option<Pointer>, Option<Pointer>) {
        let in_old = || Some(nearest(new?, &self.old, old_document));
        let in_new = || Some(nearest(old?, &self.new, new_document));
        (
            old.map(|at| existing(at, old_document)).or_else(in_old),
            new.map(|at| existing(at, new_document)).or_else(in_new),
        )
    }
}

type Key = (
    &'static str,
    Option<Pointer>,
    Option<Pointer>,
    Option<String>,
    Option<String>,
    Option<Direction>,
);

impl Changes {
    /// Adds a change.
    pub(in crate::diff) fn add(&mut self, change: Change) {
        let key = (
            change.id,
            change.old.clone(),
            change.new.clone(),
            change.from.clone(),
            change.to.clone(),
            change.direction,
        );
        match self.known.get(&key) {
            Some(place) => self.list[*place].operations.extend(change.operations),
            None => {
                self.known.insert(key, self.list.len());
                self.list.push(change);
            }
        }
    }

    /// Says that the changes from one on reach operations as well.
    pub(in crate::diff) fn reach_from(
        &mut self,
        first: usize,
        operations: &BTreeSet<OperationName>,
    ) {
        for change in self.list.iter_mut().skip(first) {
            change.operations.extend(operations.iter().cloned());
        }
    }

    /// Says that two places stand for the same thing, so that what one document lacks below it is shown there.
    pub(in crate::diff) fn pair(&mut self, old: &Pointer, new: &Pointer) {
        if old != new {
            self.places.old.insert(new.clone(), old.clone());
            self.places.new.insert(old.clone(), new.clone());
        }
    }

    /// Says that an operation was said to change at any time.
    pub(in crate::diff) fn unstable(&mut self, operation: &OperationName) {
        self.unstable.insert(operation.clone());
    }

    /// Whether a change reaches nothing but what was said to change at any time.
    pub(in crate::diff) fn is_unstable(&self, change: &Change) -> bool {
        let mut operations = change.operations.iter();
        !change.operations.is_empty() && operations.all(|it| self.unstable.contains(it))
    }

    /// What is around a change.
    pub(in crate::diff) fn sites(&self, change: &Change, old: &Value, new: &Value) -> Sites {
        let of_change = (change.old.as_ref(), change.new.as_ref());
        let (old, new) = self.places.both(of_change, (old, new));
        Sites {
            old,
            new,
            is_unstable: self.is_unstable(change),
        }
    }

    /// The changes as they were found so far.
    pub(in crate::diff) fn list(&self) -> &[Change] {
        &self.list
    }

    /// Leaves out the changes at these places of the list.
    pub(in crate::diff) fn leave_out(&mut self, indexes: &[usize]) {
        if indexes.is_empty() {
            return;
        }
        let indexes: HashSet<usize> = indexes.iter().copied().collect();
        let list = std::mem::take(&mut self.list);
        self.known.clear();
        let kept = list.into_iter().enumerate();
        for (_, change) in kept.filter(|(index, _)| !indexes.contains(index)) {
            self.add(change);
        }
    }

    /// The changes in the order in which they were found, and which places stand for the same.
    pub(in crate::diff) fn into_parts(self) -> (Vec<Change>, Places) {
        (self.list, self.places)
    }
}

/// The place itself, or the nearest one around it that a document has.
fn existing(place: &Pointer, document: &Value) -> Pointer {
    let mut at = place.clone();
    while at.look(document).is_none() {
        match at.parent() {
            Some(around) => at = around,
            None => break,
        }
    }
    at
}

/// The place in a document that is nearest to what another one has at this place. Items of lists are not told apart by their
/// number, which may be that of something else.
fn nearest(place: &Pointer, places: &HashMap<Pointer, Pointer>, document: &Value) -> Pointer {
    let (mut at, rest) = known_part(place, places);
    let mut value = at.look(document);
    for segment in rest {
        let Some(Value::Object(entries)) = value else {
            break;
        };
        let Some(inner) = entries.get(&segment) else {
            break;
        };
        at.push(&segment);
        value = Some(inner);
    }
    at
}

/// The longest beginning of a place that is known to stand elsewhere in the other document, as that, and what comes after it.
fn known_part(place: &Pointer, places: &HashMap<Pointer, Pointer>) -> (Pointer, Vec<String>) {
    let mut rest = Vec::new();
    let mut part = Some(place.clone());
    while let Some(at) = part {
        if let Some(known) = places.get(&at) {
            rest.reverse();
            return (known.clone(), rest);
        }
        rest.extend(at.name());
        part = at.parent();
    }
    rest.reverse();
    (Pointer::root(), rest)
}
