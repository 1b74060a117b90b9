//! JSON values in one piece of memory: a tape of entries, of which each array and object is followed by what it holds.
//!
//! A `serde_json::Value` of small objects takes a hundred times the memory of its text, and as many allocations as it has
//! parts: what a sender chooses. A tape takes 16 bytes for each value and each name beside the text, in three pieces.

mod build;
mod read;
mod write;

use super::instance::{Instance, View};
use super::types::Types;
use super::with_integers;
use serde::de::{Deserialize, DeserializeSeed, Deserializer};
use serde_json::{Number, Value};
use std::rc::Rc;

pub(crate) use build::exact;
#[cfg(feature = "server")]
pub(crate) use build::{exact_unrepeated, parse, unrepeated};
pub(crate) use read::{Buffered, buffered};
#[cfg(feature = "server")]
pub(crate) use read::{NAME, hand};

/// A value with all that is in it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tape(Rc<Data>);

#[derive(Debug, Default)]
struct Data {
    entries: Vec<Entry>,
    /// All texts and names, one after the other.
    text: String,
    /// The members of large objects by their names, each list sorted: positions of entries.
    sorted: Vec<u32>,
}

/// A value, or the name of a member, which stands before its value. What an array or object holds ends before the entry `end`.
#[derive(Clone, Copy, Debug)]
enum Entry {
    Null,
    Bool(bool),
    Unsigned(u64),
    Signed(i64),
    Float(f64),
    Text {
        start: u32,
        end: u32,
    },
    /// A number as it is written.
    Written {
        start: u32,
        end: u32,
    },
    Array {
        count: u32,
        end: u32,
    },
    Object {
        count: u32,
        end: u32,
        sorted: u32,
    },
}

const _: () = assert!(size_of::<Entry>() == 16, "this is what values cost");

/// Objects of more members are looked up by a sorted list.
const FEW: usize = 8;

impl Tape {
    /// The numbers on it that were written with a point or an exponent, or do not fit 64 bits.
    #[cfg(feature = "server")]
    pub(crate) fn floats(&self) -> impl Iterator<Item = f64> {
        self.0.entries.iter().filter_map(|entry| match entry {
            Entry::Float(number) => Some(*number),
            _ => None,
        })
    }

    /// The whole value.
    pub(crate) fn root(&self) -> Node<'_> {
        Node { tape: self, at: 0 }
    }
}

/// A value on a tape.
#[derive(Clone, Copy, Debug)]
pub struct Node<'t> {
    tape: &'t Tape,
    at: usize,
}

impl Data {
    fn entry(&self, at: usize) -> Entry {
        // Every position that is asked for is one of an entry.
        self.entries.get(at).copied().unwrap_or(Entry::Null)
    }

    /// Where the value after one begins.
    fn after(&self, at: usize) -> usize {
        match self.entry(at) {
            Entry::Array { end, .. } | Entry::Object { end, .. } => end as usize,
            _ => at + 1,
        }
    }

    /// A text or a name.
    fn text_at(&self, at: usize) -> &str {
        match self.entry(at) {
            // Cut where texts were put together.
            Entry::Text { start, end } | Entry::Written { start, end } => {
                &self.text[start as usize..end as usize]
            }
            _ => "",
        }
    }

    /// The positions of the names in an object.
    fn names(&self, object: usize, count: u32) -> impl Iterator<Item = usize> {
        let mut next = object + 1;
        (0..count).map(move |_| {
            let name = next;
            next = self.after(name + 1);
            name
        })
    }
}

impl<'t> Node<'t> {
    fn data(self) -> &'t Data {
        &self.tape.0
    }

    fn entry(self) -> Entry {
        self.data().entry(self.at)
    }

    fn at(self, at: usize) -> Self {
        Self { at, ..self }
    }

    fn end(self) -> usize {
        self.data().after(self.at)
    }

    fn text(self) -> &'t str {
        self.data().text_at(self.at)
    }

    /// A number that is kept as it is written: an integer where it is one, however that is written.
    fn number(self) -> Option<Number> {
        serde_json::from_slice(&with_integers(self.text().as_bytes())).ok()
    }

    /// Whether it is an object.
    pub(crate) fn is_object(self) -> bool {
        matches!(self.entry(), Entry::Object { .. })
    }

    /// How many values and names it is, itself included.
    pub(crate) fn size(self) -> usize {
        self.end() - self.at
    }
}

/// The values from one position to another; of an object its names, too.
struct Following<'t> {
    next: Node<'t>,
    left: usize,
}

impl<'t> Iterator for Following<'t> {
    type Item = Node<'t>;

    fn next(&mut self) -> Option<Node<'t>> {
        self.left = self.left.checked_sub(1)?;
        let node = self.next;
        self.next = node.at(node.end());
        Some(node)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left, Some(self.left))
    }
}

impl ExactSizeIterator for Following<'_> {}

/// The members of an object.
struct Pairs<'t>(Following<'t>);

impl<'t> Iterator for Pairs<'t> {
    type Item = (&'t str, Node<'t>);

    fn next(&mut self) -> Option<Self::Item> {
        let name = self.0.next()?;
        let value = name.at(name.at + 1);
        self.0.next = value.at(value.end());
        Some((name.text(), value))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}

impl ExactSizeIterator for Pairs<'_> {}

impl<'t> Node<'t> {
    fn following(self, count: u32) -> Following<'t> {
        Following {
            next: self.at(self.at + 1),
            left: count as usize,
        }
    }

    fn list(self) -> Following<'t> {
        match self.entry() {
            Entry::Array { count, .. } => self.following(count),
            _ => self.following(0),
        }
    }

    fn pairs(self) -> Pairs<'t> {
        match self.entry() {
            Entry::Object { count, .. } => Pairs(self.following(count)),
            _ => Pairs(self.following(0)),
        }
    }
}

impl<'t> Instance<'t> for Node<'t> {
    fn view(self) -> View<'t> {
        match self.entry() {
            Entry::Null => View::Null,
            Entry::Bool(value) => View::Bool(value),
            Entry::Unsigned(number) => View::Number(number.into()),
            Entry::Signed(number) => View::Number(number.into()),
            // Others are not built.
            Entry::Float(number) => Number::from_f64(number).map_or(View::Null, View::Number),
            Entry::Text { .. } => View::Text(self.text()),
            Entry::Written { .. } => self.number().map_or(View::Null, View::Number),
            Entry::Array { .. } => View::Array,
            Entry::Object { .. } => View::Object,
        }
    }

    #[inline]
    fn types(self) -> Types {
        match self.entry() {
            Entry::Null => Types::NULL,
            Entry::Bool(_) => Types::BOOLEAN,
            Entry::Unsigned(_) | Entry::Signed(_) => Types::INTEGER,
            Entry::Float(_) | Entry::Written { .. } => Types::of_view(&self.view()),
            Entry::Text { .. } => Types::STRING,
            Entry::Array { .. } => Types::ARRAY,
            Entry::Object { .. } => Types::OBJECT,
        }
    }

    fn len(self) -> usize {
        match self.entry() {
            Entry::Array { count, .. } | Entry::Object { count, .. } => count as usize,
            _ => 0,
        }
    }

    fn items(self) -> impl Iterator<Item = Self> {
        self.list()
    }

    fn members(self) -> impl Iterator<Item = (&'t str, Self)> {
        self.pairs()
    }

    fn get(self, name: &str) -> Option<Self> {
        let Entry::Object { count, sorted, .. } = self.entry() else {
            return None;
        };
        if count as usize <= FEW {
            return self
                .pairs()
                .find(|(known, _)| *known == name)
                .map(|(_, value)| value);
        }
        let sorted = self
            .data()
            .sorted
            .get(sorted as usize..)?
            .get(..count as usize)?;
        let found = sorted
            .binary_search_by(|at| self.at(*at as usize).text().cmp(name))
            .ok()?;
        Some(self.at(sorted[found] as usize + 1))
    }

    fn address(self) -> usize {
        self.data().entries.as_ptr().addr() + self.at * size_of::<Entry>()
    }
}

/// Of several members of one name the last counts, as for a `Value`.
impl<'de> Deserialize<'de> for Tape {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        build::last_counts(|builder| builder.deserialize(deserializer))
    }
}

impl From<Node<'_>> for Value {
    fn from(node: Node<'_>) -> Self {
        super::instance::to_value(node)
    }
}

#[cfg(test)]
mod tests;
