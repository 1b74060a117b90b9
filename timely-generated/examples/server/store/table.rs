//! Records in the order in which they were added, found by their identifiers.

use super::super::failure::Failure;
use super::Id;
use std::collections::{BTreeMap, HashMap};

/// What a [`Table`] holds.
pub(crate) trait Record: Clone {
    /// What error messages call it.
    const NAME: &'static str;

    fn id(&self) -> &Id;
}

/// A record that is part of another one, by whose identifier it is reached.
pub(crate) trait Owned: Record {
    fn owner(&self) -> &Id;
}

/// Records of one kind.
///
/// The order of addition is what makes lists stable: records that compare equal keep it.
#[derive(Debug)]
pub(crate) struct Table<T> {
    rows: BTreeMap<u64, T>,
    places: HashMap<Id, u64>,
    next: u64,
}

// Derived, it would ask for `T: Default`.
impl<T> Default for Table<T> {
    fn default() -> Self {
        Self {
            rows: BTreeMap::new(),
            places: HashMap::new(),
            next: 0,
        }
    }
}

impl<T: Record> Table<T> {
    /// Adds a record and returns a copy of it, for the response.
    pub(crate) fn insert(&mut self, row: T) -> T {
        self.places.insert(row.id().clone(), self.next);
        self.rows.insert(self.next, row.clone());
        self.next += 1;
        row
    }

    pub(crate) fn extend(&mut self, rows: impl IntoIterator<Item = T>) {
        for row in rows {
            self.insert(row);
        }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &T> {
        self.rows.values()
    }

    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.rows.values_mut()
    }

    pub(crate) fn get(&self, id: &Id) -> Result<&T, Failure> {
        let row = self.places.get(id).and_then(|place| self.rows.get(place));
        row.ok_or(Failure::NotFound(T::NAME))
    }

    pub(crate) fn get_mut(&mut self, id: &Id) -> Result<&mut T, Failure> {
        let row = self
            .places
            .get(id)
            .and_then(|place| self.rows.get_mut(place));
        row.ok_or(Failure::NotFound(T::NAME))
    }

    /// Fails with a message about `field` unless the record that a request body refers to is there.
    pub(crate) fn require(&self, field: &'static str, id: Option<&Id>) -> Result<(), Failure> {
        match id {
            Some(id) if !self.places.contains_key(id) => Err(Failure::Unknown {
                field,
                what: T::NAME,
            }),
            _ => Ok(()),
        }
    }

    pub(crate) fn remove(&mut self, id: &Id) -> Result<T, Failure> {
        let row = self
            .places
            .remove(id)
            .and_then(|place| self.rows.remove(&place));
        row.ok_or(Failure::NotFound(T::NAME))
    }

    /// Takes the reference to a record that is no more out of those that have it, which outlive it.
    pub(crate) fn forget(&mut self, id: &Id, reference: impl Fn(&mut T) -> &mut Option<Id>) {
        for stored in self.rows.values_mut().map(reference) {
            stored.take_if(|stored| stored == id);
        }
    }

    /// Removes what `doomed` chooses and says how many that were.
    pub(crate) fn remove_where(&mut self, doomed: impl Fn(&T) -> bool) -> usize {
        let before = self.rows.len();
        self.rows.retain(|_, row| !doomed(row));
        let Self { rows, places, .. } = self;
        places.retain(|_, place| rows.contains_key(place));
        before - self.rows.len()
    }
}

impl<T: Owned> Table<T> {
    /// All records of one owner.
    pub(crate) fn of<'a>(&'a self, owner: &'a Id) -> impl Iterator<Item = &'a T> {
        self.iter().filter(move |row| row.owner() == owner)
    }

    /// A record by its owner and its own identifier: under another owner it is not found.
    pub(crate) fn get_mut_of(&mut self, owner: &Id, id: &Id) -> Result<&mut T, Failure> {
        let row = self.get_mut(id)?;
        if row.owner() == owner {
            Ok(row)
        } else {
            Err(Failure::NotFound(T::NAME))
        }
    }

    pub(crate) fn remove_of(&mut self, owner: &Id, id: &Id) -> Result<T, Failure> {
        self.get_mut_of(owner, id)?;
        self.remove(id)
    }

    pub(crate) fn remove_all_of(&mut self, owner: &Id) -> usize {
        self.remove_where(|row| row.owner() == owner)
    }
}
