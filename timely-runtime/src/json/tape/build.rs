//! How a tape is made.

use super::{Data, Entry, FEW, Tape};
use crate::json::exact;
use crate::json::instance::to_value;
use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use std::borrow::Cow;
use std::fmt;
use std::rc::Rc;

/// Reads JSON text. An object that names a member twice is refused.
///
/// # Errors
/// When the text is not JSON, or a name is repeated.
#[cfg(feature = "server")]
pub(crate) fn parse(text: &[u8]) -> Result<Tape, serde_json::Error> {
    let mut data = Data::default();
    // Most values are some bytes long.
    data.text.reserve(text.len() / 2);
    data.entries.reserve(text.len() / 8);
    let mut deserializer = serde_json::Deserializer::from_slice(text);
    Builder {
        data: &mut data,
        repeated: &mut Repeated::Refused,
        numbers: &mut Numbers::default(),
    }
    .deserialize(&mut deserializer)?;
    deserializer.end()?;
    Ok(Tape(Rc::new(data)))
}

/// Reads a value. An object that names a member twice is refused.
///
/// # Errors
/// When the input is malformed, or a name is repeated.
#[cfg(feature = "server")]
pub(crate) fn unrepeated<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Tape, D::Error> {
    let mut data = Data::default();
    Builder {
        data: &mut data,
        repeated: &mut Repeated::Refused,
        numbers: &mut Numbers::default(),
    }
    .deserialize(deserializer)?;
    Ok(Tape(Rc::new(data)))
}

/// Reads a text with its numbers as they are written. An object that names a member twice is refused.
///
/// # Errors
/// When the text is not JSON, or a name is repeated.
#[cfg(feature = "server")]
pub(crate) fn exact_unrepeated(text: &str) -> Result<Tape, serde_json::Error> {
    exactly(text, Repeated::Refused)
}

/// Reads a text with its numbers as they are written. Of several members of one name the last counts.
///
/// # Errors
/// When the text is not JSON.
pub(crate) fn exact(text: &str) -> Result<Tape, serde_json::Error> {
    exactly(text, Repeated::Unseen)
}

fn exactly(text: &str, mut repeated: Repeated) -> Result<Tape, serde_json::Error> {
    let mut data = Data::default();
    let mut odd = exact::odd_numbers(text);
    odd.reverse();
    let mut numbers = Numbers { odd, count: 0 };
    let mut deserializer = serde_json::Deserializer::from_str(text);
    Builder {
        data: &mut data,
        repeated: &mut repeated,
        numbers: &mut numbers,
    }
    .deserialize(&mut deserializer)?;
    deserializer.end()?;
    let tape = Tape(Rc::new(data));
    match repeated {
        // A `Value` holds the last.
        Repeated::Seen => Tape::deserialize(to_value(tape.root())),
        _ => Ok(tape),
    }
}

/// The numbers of a text that are kept as they are written.
#[derive(Default)]
pub(super) struct Numbers<'n> {
    /// By their places among all numbers, the last first.
    odd: Vec<(usize, Cow<'n, str>)>,
    /// How many numbers have come.
    count: usize,
}

impl<'n> Numbers<'n> {
    /// How the next number is written, if that is kept.
    fn next(&mut self) -> Option<Cow<'n, str>> {
        let count = self.count;
        self.count += 1;
        let found = self.odd.pop_if(|(at, _)| *at == count);
        found.map(|(_, text)| text)
    }
}

/// A tape of what is appended. Of several members of one name the last counts.
pub(super) fn last_counts<E: Error>(
    append: impl FnOnce(Builder<'_, '_>) -> Result<(), E>,
) -> Result<Tape, E> {
    let (mut data, mut repeated) = (Data::default(), Repeated::Unseen);
    append(Builder {
        data: &mut data,
        repeated: &mut repeated,
        numbers: &mut Numbers::default(),
    })?;
    let tape = Tape(Rc::new(data));
    match repeated {
        // A `Value` holds the last.
        Repeated::Seen => Tape::deserialize(to_value(tape.root())).map_err(E::custom),
        _ => Ok(tape),
    }
}

/// Names that are repeated within an object.
enum Repeated {
    #[cfg(feature = "server")]
    Refused,
    Unseen,
    Seen,
}

/// Appends a value to a tape.
pub(super) struct Builder<'b, 'n> {
    data: &'b mut Data,
    repeated: &'b mut Repeated,
    numbers: &'b mut Numbers<'n>,
}

impl<'n> Builder<'_, 'n> {
    fn again(&mut self) -> Builder<'_, 'n> {
        Builder {
            data: self.data,
            repeated: self.repeated,
            numbers: self.numbers,
        }
    }

    /// Appends a number, as it is written where that is kept.
    fn push_number<E: Error>(&mut self, number: Entry) -> Result<(), E> {
        match self.numbers.next() {
            Some(text) => {
                let start = position(self.data.text.len())?;
                let end = position(self.data.text.len() + text.len())?;
                self.data.text.push_str(&text);
                self.push(Entry::Written { start, end })
            }
            None => self.push(number),
        }
    }

    fn push<E: Error>(&mut self, entry: Entry) -> Result<(), E> {
        // Positions are of 32 bits, of which the last is none.
        position::<E>(self.data.entries.len() + 1)?;
        self.data.entries.push(entry);
        Ok(())
    }

    fn push_text<E: Error>(&mut self, text: &str) -> Result<(), E> {
        let start = position(self.data.text.len())?;
        let end = position(self.data.text.len() + text.len())?;
        self.data.text.push_str(text);
        self.push(Entry::Text { start, end })
    }

    /// Sets the entry of an array or object whose contents have been appended.
    fn close<E: Error>(&mut self, at: usize, entry: impl FnOnce(u32) -> Entry) -> Result<(), E> {
        let end = position(self.data.entries.len())?;
        self.data.entries[at] = entry(end);
        Ok(())
    }
}

fn position<E: Error>(length: usize) -> Result<u32, E> {
    u32::try_from(length).map_err(|_| E::custom("more than 4 GiB of JSON"))
}

impl<'de> DeserializeSeed<'de> for Builder<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Builder<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E: Error>(mut self) -> Result<(), E> {
        self.push(Entry::Null)
    }

    fn visit_none<E: Error>(self) -> Result<(), E> {
        self.visit_unit()
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        self.deserialize(deserializer)
    }

    fn visit_bool<E: Error>(mut self, value: bool) -> Result<(), E> {
        self.push(Entry::Bool(value))
    }

    fn visit_i64<E: Error>(mut self, value: i64) -> Result<(), E> {
        self.push_number(Entry::Signed(value))
    }

    fn visit_u64<E: Error>(mut self, value: u64) -> Result<(), E> {
        self.push_number(Entry::Unsigned(value))
    }

    fn visit_f64<E: Error>(mut self, value: f64) -> Result<(), E> {
        // As for a `Value`, which has no number for it.
        let is_number = value.is_finite();
        match is_number {
            true => self.push_number(Entry::Float(value)),
            false => self.push(Entry::Null),
        }
    }

    fn visit_str<E: Error>(mut self, text: &str) -> Result<(), E> {
        self.push_text(text)
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut items: A) -> Result<(), A::Error> {
        let at = self.data.entries.len();
        self.push(Entry::Null)?;
        let mut count = 0;
        while items.next_element_seed(self.again())?.is_some() {
            count += 1;
        }
        self.close(at, |end| Entry::Array { count, end })
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut members: A) -> Result<(), A::Error> {
        let at = self.data.entries.len();
        self.push(Entry::Null)?;
        let mut count = 0;
        while members.next_key_seed(Name(self.again()))?.is_some() {
            members.next_value_seed(self.again())?;
            count += 1;
        }
        let sorted = position(self.data.sorted.len())?;
        self.close(at, |end| Entry::Object { count, end, sorted })?;
        if !self.names_differ(at, count) {
            match self.repeated {
                #[cfg(feature = "server")]
                Repeated::Refused => return Err(A::Error::custom(crate::json::REPEATED)),
                repeated => *repeated = Repeated::Seen,
            }
        }
        Ok(())
    }
}

impl Builder<'_, '_> {
    /// Whether an object has each name once. Where they are many, they become a sorted list.
    fn names_differ(&mut self, object: usize, count: u32) -> bool {
        let names = self.data.names(object, count);
        if count as usize <= FEW {
            let mut few = [""; FEW];
            for (slot, at) in few.iter_mut().zip(names) {
                *slot = self.data.text_at(at);
            }
            let few = &mut few[..count as usize];
            // Most objects have one member or two.
            if let [one, other] = few {
                return one != other;
            }
            few.sort_unstable();
            return few.windows(2).all(|pair| pair[0] != pair[1]);
        }
        // By their first bytes, since texts that are compared are looked up one by one.
        let mut keyed: Vec<(u64, u32)> = names
            // Positions fit, as they do in the entry of the object.
            .filter_map(|at| Some((start_of(self.data.text_at(at)), u32::try_from(at).ok()?)))
            .collect();
        let text = |key: &(u64, u32)| self.data.text_at(key.1 as usize);
        keyed.sort_unstable_by(|a, b| a.0.cmp(&b.0).then_with(|| text(a).cmp(text(b))));
        let differ = keyed
            .windows(2)
            .all(|pair| pair[0].0 != pair[1].0 || text(&pair[0]) != text(&pair[1]));
        let sorted = keyed.into_iter().map(|(_, at)| at);
        self.data.sorted.extend(sorted);
        differ
    }
}

/// The first bytes of a text as a number: of two texts with other numbers, the one with the lower is the lesser.
fn start_of(text: &str) -> u64 {
    let mut start = [0; 8];
    for (to, from) in start.iter_mut().zip(text.bytes()) {
        *to = from;
    }
    u64::from_be_bytes(start)
}

/// Appends the name of a member to a tape.
struct Name<'b, 'n>(Builder<'b, 'n>);

impl<'de> DeserializeSeed<'de> for Name<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Name<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a member")
    }

    fn visit_str<E: Error>(mut self, name: &str) -> Result<(), E> {
        self.0.push_text(name)
    }
}
