//! Names, to be found without going through all of them.
//!
//! An object is looked at once for each of its members, of which the sender chooses the number: where a schema lists hundreds
//! of properties or values, that must not multiply.

use smallvec::SmallVec;
use std::collections::HashMap;
use std::sync::{Arc, LazyLock, PoisonError, RwLock};

/// Lists that are no longer are gone through, which takes less time.
const FEW: usize = 8;
/// What stands in the table where no name is.
const EMPTY: u32 = u32::MAX;

/// A list of names, of which each is there once; of one that comes twice, the first counts.
#[derive(Default)]
pub(crate) struct Names {
    list: Vec<Name>,
    /// The position of the first in the order of texts.
    first: usize,
    /// Positions in the list by hash (open addressing, at most half full), where the names are many.
    table: Vec<u32>,
}

struct Name {
    text: Box<str>,
    /// Length, and first and last bytes, by which most others are told apart.
    key: Key,
    /// The position of the name that follows in the order of texts, in which maps have their members.
    next: u32,
}

/// What texts of up to [`Key::WHOLE`] bytes are, and what longer ones begin and end with.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Key {
    length: usize,
    head: u64,
    tail: u64,
}

impl Key {
    /// Up to this length there is nothing between the first and the last eight bytes.
    const WHOLE: usize = 16;

    #[inline]
    fn of(text: &str) -> Self {
        let bytes = text.as_bytes();
        let (head, tail) = match (bytes.first_chunk(), bytes.last_chunk()) {
            (Some(head), Some(tail)) => (u64::from_le_bytes(*head), u64::from_le_bytes(*tail)),
            _ => (Self::short(bytes), 0),
        };
        Self {
            length: bytes.len(),
            head,
            tail,
        }
    }

    /// Less than eight bytes in one word: two halves of four that overlap, or one byte after the other.
    #[inline]
    fn short(bytes: &[u8]) -> u64 {
        match (bytes.first_chunk(), bytes.last_chunk()) {
            (Some(head), Some(tail)) => {
                u64::from(u32::from_le_bytes(*head)) | u64::from(u32::from_le_bytes(*tail)) << 32
            }
            _ => bytes
                .iter()
                .fold(0, |word, byte| word << 8 | u64::from(*byte)),
        }
    }

    /// A hash. Which names a table has, no sender chooses.
    #[inline]
    fn hash(self) -> usize {
        let mixed = (self.head ^ self.tail.rotate_left(29) ^ self.length as u64)
            .wrapping_mul(0x9E37_79B9_7F4A_7C15);
        // The high bits are the ones that depend on all others.
        (mixed >> 32) as usize
    }
}

impl Name {
    #[inline]
    fn is(&self, key: Key, text: &str) -> bool {
        self.key == key && (key.length <= Key::WHOLE || *self.text == *text)
    }
}

impl Names {
    pub(crate) fn new<'n>(names: impl Iterator<Item = &'n str>) -> Self {
        let mut list: Vec<Name> = names
            .map(|text| Name {
                text: text.into(),
                key: Key::of(text),
                next: EMPTY,
            })
            .collect();
        let mut sorted: Vec<usize> = (0..list.len()).collect();
        sorted.sort_by(|a, b| list[*a].text.cmp(&list[*b].text));
        for pair in sorted.windows(2) {
            list[pair[0]].next = position(pair[1]);
        }
        let mut names = Self {
            first: sorted.first().copied().unwrap_or_default(),
            table: Vec::new(),
            list,
        };
        if names.list.len() > FEW {
            names.table = names.tabled();
        }
        names
    }

    fn tabled(&self) -> Vec<u32> {
        let mut table = vec![EMPTY; (self.list.len() * 2).next_power_of_two()];
        for (at, name) in self.list.iter().enumerate() {
            let mut slot = name.key.hash() & (table.len() - 1);
            while table[slot] != EMPTY {
                slot = (slot + 1) & (table.len() - 1);
            }
            table[slot] = position(at);
        }
        table
    }

    /// The position of a name.
    pub(crate) fn find(&self, text: &str) -> Option<usize> {
        let key = Key::of(text);
        let is_it = |name: &Name| name.is(key, text);
        if self.table.is_empty() {
            return self.list.iter().position(is_it);
        }
        let mut slot = key.hash() & (self.table.len() - 1);
        // Half of the slots are empty at least.
        while let Some(name) = self.list.get(self.table[slot] as usize) {
            if is_it(name) {
                return Some(self.table[slot] as usize);
            }
            slot = (slot + 1) & (self.table.len() - 1);
        }
        None
    }

    /// Where the first of several names is likely to be found: they come in the order of texts, as maps have them, or in
    /// that of the list, as documents do.
    pub(crate) fn first(&self, is_sorted: bool) -> usize {
        if is_sorted { self.first } else { 0 }
    }

    /// As [`find`](Self::find), where it is likely that the name is the `next` one, after which comes another.
    #[inline]
    pub(crate) fn find_next(&self, next: &mut usize, is_sorted: bool, text: &str) -> Option<usize> {
        let key = Key::of(text);
        let mut at = *next;
        let name = match self.list.get(at) {
            Some(name) if name.is(key, text) => name,
            _ => {
                at = self.find(text)?;
                self.list.get(at)?
            }
        };
        *next = if is_sorted {
            name.next as usize
        } else {
            at + 1
        };
        Some(at)
    }
}

/// The position of a text in a list that generated code states, of which each is there once.
pub(crate) fn position_of(list: &'static [&'static str], text: &str) -> Option<usize> {
    /// By where a list is, and its length.
    type Known = RwLock<HashMap<(usize, usize), Arc<Names>>>;
    static KNOWN: LazyLock<Known> = LazyLock::new(Default::default);
    if list.len() <= 2 * FEW {
        return list.iter().position(|known| *known == text);
    }
    let key = (list.as_ptr().addr(), list.len());
    // No code that can panic runs while the lock is held, so a poisoned map is still whole.
    let known = KNOWN.read().unwrap_or_else(PoisonError::into_inner);
    if let Some(names) = known.get(&key) {
        return names.find(text);
    }
    drop(known);
    let names = Arc::new(Names::new(list.iter().copied()));
    let found = names.find(text);
    let mut known = KNOWN.write().unwrap_or_else(PoisonError::into_inner);
    known.insert(key, names);
    found
}

/// Lists are made of texts that are in memory, each of which takes several bytes.
fn position(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(EMPTY)
}

/// A set of positions. Up to 256 take no memory of their own.
#[derive(Clone, Default)]
pub(crate) struct Seen {
    /// The first of them, one bit each.
    first: u64,
    /// All others.
    others: SmallVec<[u64; 3]>,
}

impl Seen {
    /// Adds a position. False where it is there already.
    #[inline]
    pub(crate) fn insert(&mut self, at: usize) -> bool {
        let bit = 1 << (at % 64);
        if let Some(other) = at.checked_sub(64) {
            return self.insert_other(other / 64, bit);
        }
        let is_new = self.first & bit == 0;
        self.first |= bit;
        is_new
    }

    #[cold]
    fn insert_other(&mut self, word: usize, bit: u64) -> bool {
        if word >= self.others.len() {
            self.others.resize(word + 1, 0);
        }
        let is_new = self.others[word] & bit == 0;
        self.others[word] |= bit;
        is_new
    }

    #[cfg(feature = "server")]
    pub(crate) fn contains(&self, at: usize) -> bool {
        let word = match at.checked_sub(64) {
            None => self.first,
            Some(at) => self.others.get(at / 64).copied().unwrap_or_default(),
        };
        word >> (at % 64) & 1 == 1
    }

    /// Whether each position of the other set is in this one.
    #[inline]
    pub(crate) fn covers(&self, other: &Self) -> bool {
        other.first & !self.first == 0
            && (other.others.is_empty() || self.covers_others(&other.others))
    }

    fn covers_others(&self, others: &[u64]) -> bool {
        let ours = self.others.iter().copied().chain(std::iter::repeat(0));
        others
            .iter()
            .zip(ours)
            .all(|(other, ours)| other & !ours == 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_among_many_as_among_few() {
        let all: Vec<String> = (0..300).map(|n| format!("name-{}", n * 7 % 300)).collect();
        for count in [0, 1, 5, FEW, FEW + 1, 40, 300] {
            let names = Names::new(all[..count].iter().map(String::as_str));
            for (at, name) in all.iter().enumerate() {
                let expected = (at < count).then_some(at);
                assert_eq!(names.find(name), expected);
                for (next, is_sorted) in
                    [(0, true), (at, false), (299, true), (EMPTY as usize, false)]
                {
                    let mut next = next;
                    assert_eq!(names.find_next(&mut next, is_sorted, name), expected);
                }
            }
            let mut sorted: Vec<_> = all[..count].iter().collect();
            sorted.sort();
            let mut next = names.first(true);
            for name in sorted {
                assert_eq!(all.get(next), Some(name));
                names.find_next(&mut next, true, name);
            }
            assert_eq!(names.find(""), None);
            assert_eq!(names.find("name-1-and-more"), None);
        }
    }

    #[test]
    fn short_names_differ_by_each_byte() {
        let names = Names::new(["", "a", "b", "ab", "ba", "\0", "\0\0", "a\0"].into_iter());
        for (at, name) in ["", "a", "b", "ab", "ba", "\0", "\0\0", "a\0"]
            .iter()
            .enumerate()
        {
            assert_eq!(names.find(name), Some(at));
        }
        assert_eq!(names.find("bb"), None);
    }

    #[test]
    fn of_a_name_that_comes_twice_the_first_counts() {
        assert_eq!(Names::new(["a", "b", "a"].into_iter()).find("a"), Some(0));
        let many = (0..50).map(|n| format!("n{}", n % 25)).collect::<Vec<_>>();
        let names = Names::new(many.iter().map(String::as_str));
        assert_eq!(names.find("n7"), Some(7));
    }

    #[test]
    fn sets_hold_what_was_set() {
        let mut seen = Seen::default();
        assert!(seen.covers(&Seen::default()));
        let of = |positions: &[usize]| {
            let mut set = Seen::default();
            positions.iter().for_each(|at| assert!(set.insert(*at)));
            set
        };
        for at in [0, 63, 64, 300] {
            assert!(!seen.covers(&of(&[at])));
            assert!(seen.insert(at) && !seen.insert(at));
            assert!(seen.covers(&of(&[at])));
        }
        assert!(seen.covers(&of(&[300, 63, 0])) && of(&[0, 63, 64, 300]).covers(&seen));
        assert!(!seen.covers(&of(&[0, 1])) && !seen.covers(&of(&[320])));
    }
}
