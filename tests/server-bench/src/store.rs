//! Contacts in memory, the same for both servers: each brings a record type of its own.

use chrono::{DateTime, TimeDelta, Utc};
use std::sync::{Mutex, MutexGuard, PoisonError};
use uuid::Uuid;

/// How many contacts are kept. The first half stays; in the other, a new one takes the place of the oldest, so that a long
/// run measures the same at its end.
pub const CAPACITY: usize = 100;

/// A contact, as the store needs to know it.
pub trait Record: Clone {
    /// Whether this is its id.
    fn has_id(&self, id: Uuid) -> bool;
    /// Its name.
    fn name(&self) -> &str;
    /// Its e-mail address.
    fn email(&self) -> Option<&str>;
    /// Its phone number.
    fn phone(&self) -> Option<&str>;
    /// Its status, as it is written.
    fn status(&self) -> &str;
    /// When it was created, as it is sorted by.
    fn created(&self) -> &impl Ord;
    /// When it was last changed, as it is sorted by.
    fn updated(&self) -> &impl Ord;
}

/// What a list is sorted by.
#[derive(Clone, Copy, Debug)]
pub enum Sort {
    /// The time of creation.
    CreatedAt,
    /// The time of the last change.
    UpdatedAt,
    /// The name.
    Name,
    /// The e-mail address.
    Email,
    /// The status.
    Status,
}

/// Which contacts are listed, and in which order.
#[derive(Clone, Copy, Debug)]
pub struct Listing<'q> {
    /// The page, from 1 on.
    pub page: i64,
    /// How many contacts a page has.
    pub limit: i64,
    /// What they are sorted by.
    pub sort: Sort,
    /// Whether the greatest comes first.
    pub descending: bool,
    /// Only contacts of this status.
    pub status: Option<&'q str>,
    /// Only contacts whose name, e-mail address or phone number hold this text.
    pub search: Option<&'q str>,
}

/// A page of a list, and how many contacts the list has.
#[derive(Debug)]
pub struct Page<R> {
    /// The contacts of the page.
    pub records: Vec<R>,
    /// How many there are in all.
    pub total: i64,
}

/// Contacts in memory. Ids count up, and so does the time, so that two stores that are asked the same say the same.
#[derive(Debug)]
pub struct Store<R>(Mutex<Inner<R>>);

#[derive(Debug)]
struct Inner<R> {
    /// The contact of each number, at its [`slot`].
    records: Vec<Option<R>>,
    next: u64,
    ticks: i64,
}

impl<R: Record> Store<R> {
    /// A store that is full of contacts.
    pub fn full(sample: impl Fn(u64, Stamp) -> R) -> Self {
        let store = Self(Mutex::new(Inner {
            records: (0..CAPACITY).map(|_| None).collect(),
            next: 0,
            ticks: 0,
        }));
        for number in 0..CAPACITY as u64 {
            store.create(|stamp| sample(number, stamp));
        }
        store
    }

    /// No code that can panic runs while the store is locked, but what a sample does.
    fn lock(&self) -> MutexGuard<'_, Inner<R>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a contact.
    pub fn create(&self, make: impl FnOnce(Stamp) -> R) -> R {
        let mut inner = self.lock();
        let number = inner.next;
        inner.next += 1;
        let record = make(Stamp {
            id: id(number),
            now: inner.now(),
        });
        let slot = slot(number);
        inner.records[slot] = Some(record.clone());
        record
    }

    /// A contact.
    #[must_use]
    pub fn get(&self, id: Uuid) -> Option<R> {
        self.lock().find(id).cloned()
    }

    /// Changes a contact.
    pub fn update(&self, id: Uuid, change: impl FnOnce(&mut R, DateTime<Utc>)) -> Option<R> {
        let mut inner = self.lock();
        let now = inner.now();
        let record = inner.find(id)?;
        change(record, now);
        Some(record.clone())
    }

    /// Removes a contact; whether it was there.
    #[must_use]
    pub fn remove(&self, id: Uuid) -> bool {
        let mut inner = self.lock();
        let is_there = inner.find(id).is_some();
        if is_there {
            inner.records[slot(number(id))] = None;
        }
        is_there
    }

    /// A page of contacts.
    #[must_use]
    pub fn list(&self, listing: &Listing<'_>) -> Page<R> {
        let inner = self.lock();
        let mut found: Vec<&R> = inner
            .records
            .iter()
            .flatten()
            .filter(|record| listing.takes(*record))
            .collect();
        found.sort_by(|a, b| {
            let order = match listing.sort {
                Sort::CreatedAt => a.created().cmp(b.created()),
                Sort::UpdatedAt => a.updated().cmp(b.updated()),
                Sort::Name => a.name().cmp(b.name()),
                Sort::Email => a.email().cmp(&b.email()),
                Sort::Status => a.status().cmp(b.status()),
            };
            if listing.descending {
                order.reverse()
            } else {
                order
            }
        });
        let limit = usize::try_from(listing.limit).unwrap_or(0);
        let before = usize::try_from(listing.page - 1).unwrap_or(usize::MAX);
        let page = found
            .iter()
            .skip(before.saturating_mul(limit))
            .take(limit)
            .map(|record| (*record).clone());
        Page {
            records: page.collect(),
            total: i64::try_from(found.len()).unwrap_or(i64::MAX),
        }
    }
}

impl Listing<'_> {
    fn takes<R: Record>(&self, record: &R) -> bool {
        let holds = |text: Option<&str>, search: &str| {
            text.is_some_and(|text| text.to_lowercase().contains(search))
        };
        self.status.is_none_or(|status| record.status() == status)
            && self.search.is_none_or(|search| {
                let search = search.to_lowercase();
                holds(Some(record.name()), &search)
                    || holds(record.email(), &search)
                    || holds(record.phone(), &search)
            })
    }
}

/// What the store gives to a new contact.
#[derive(Clone, Copy, Debug)]
pub struct Stamp {
    /// Its id.
    pub id: Uuid,
    /// The time.
    pub now: DateTime<Utc>,
}

/// The company that all contacts belong to.
pub const COMPANY: Uuid = Uuid::from_u128(0x5b1f_0c1e_2d43_4f0e_8a86_9c1d_2e3f_4a5b);

/// The first part of every id; the rest is a number.
const IDS: u128 = 0x0d9c_1f4e_6a0b_4a55_9a3e << 48;

/// The id of the contact with a number; those from 0 to [`CAPACITY`] are there at first.
#[must_use]
pub const fn id(number: u64) -> Uuid {
    Uuid::from_u128(IDS | number as u128)
}

fn number(id: Uuid) -> u64 {
    // The lower half, without the part that all ids share.
    id.as_u64_pair().1 & 0xffff_ffff_ffff
}

/// Where the contact of a number stands.
fn slot(number: u64) -> usize {
    let half = CAPACITY as u64 / 2;
    let slot = match number.checked_sub(half) {
        Some(later) => half + later % (CAPACITY as u64 - half),
        None => number,
    };
    // Below the capacity, which is a `usize`.
    usize::try_from(slot).unwrap_or(0)
}

impl<R: Record> Inner<R> {
    fn find(&mut self, id: Uuid) -> Option<&mut R> {
        let record = self.records[slot(number(id))].as_mut()?;
        record.has_id(id).then_some(record)
    }

    /// A second later than the last time.
    fn now(&mut self) -> DateTime<Utc> {
        self.ticks += 1;
        DateTime::UNIX_EPOCH + TimeDelta::seconds(1_760_000_000 + self.ticks)
    }
}
