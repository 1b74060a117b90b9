//! Numbers as they are written: for those that no machine's number holds, such as `1.10` and integers of any length.
//!
//! A deserializer hands over numbers as machines hold them. That of serde_json gives the text of a value to who asks for a
//! [`RawValue`](serde_json::value::RawValue), and so does a [`Node`](super::tape::Node) here.

use super::integers::{Rewritten, for_each_number, is_odd};
use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, MapAccess, Visitor};
use serde::forward_to_deserialize_any;
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::fmt;
use std::ops::Range;
use std::sync::OnceLock;

/// The name by which a [`RawValue`] asks for the text of a value, which is no part of what serde_json documents.
pub(crate) fn name() -> &'static str {
    static NAME: OnceLock<&str> = OnceLock::new();
    NAME.get_or_init(|| {
        let asked = Cell::new("");
        // It asks, and gets nothing.
        let _ = Box::<RawValue>::deserialize(Asked(&asked));
        asked.get()
    })
}

/// Takes note of the name that is asked for.
struct Asked<'n>(&'n Cell<&'static str>);

impl<'de> Deserializer<'de> for Asked<'_> {
    type Error = serde_json::Error;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Self::Error> {
        Err(Self::Error::custom("nothing"))
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        _: V,
    ) -> Result<V::Value, Self::Error> {
        self.0.set(name);
        Err(Self::Error::custom("nothing"))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct seq tuple
        tuple_struct map struct enum identifier ignored_any
    }
}

/// The text that a map holds which a deserializer hands over for a [`RawValue`].
///
/// # Errors
/// When it is any other map.
pub(crate) fn text_of<'de, A: MapAccess<'de>>(mut map: A) -> Result<Cow<'de, str>, A::Error> {
    let is_raw = map.next_key_seed(Text)?.is_some_and(|key| key == name());
    match is_raw {
        true => map.next_value_seed(Text),
        false => Err(A::Error::custom("an object in place of a text")),
    }
}

/// Reads a text, of the input where it can be.
struct Text;

impl<'de> DeserializeSeed<'de> for Text {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Text {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text")
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(text))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(text.to_owned()))
    }
}

thread_local! {
    /// The text that is being read.
    static READING: RefCell<Option<Reading>> = const { RefCell::new(None) };
}

/// A text that is being read, in which numbers may have been rewritten.
struct Reading {
    /// Where it is held.
    place: Range<usize>,
    /// How numbers were written, by where they are in it.
    originals: Vec<(usize, Box<str>)>,
    has_odd: bool,
}

/// Puts back what was being read before.
struct Before(Option<Reading>);

impl Drop for Before {
    fn drop(&mut self) {
        let before = self.0.take();
        READING.with(|reading| *reading.borrow_mut() = before);
    }
}

/// Reads a text whose integers are written as such, in a way that knows how its numbers were written.
pub(super) fn reading<T>(rewritten: &Rewritten<'_>, read: impl FnOnce(&[u8]) -> T) -> T {
    let text = &*rewritten.text;
    let originals = rewritten.originals.iter().filter_map(|(at, number)| {
        // Digits and signs of ASCII are UTF-8.
        let number = std::str::from_utf8(number).ok()?;
        Some((*at, number.into()))
    });
    let start = text.as_ptr().addr();
    let reading = Reading {
        place: start..start + text.len(),
        originals: originals.collect(),
        has_odd: rewritten.has_odd,
    };
    let before = READING.with(|place| place.borrow_mut().replace(reading));
    let _before = Before(before);
    read(text)
}

/// Whether the text that is being read may have a number that no machine's number holds as it is written: unless it was seen to
/// have none.
pub(super) fn has_odd() -> bool {
    READING.with(|reading| reading.borrow().as_ref().is_none_or(|it| it.has_odd))
}

/// How a number was written that is a part of the text that is being read.
pub(crate) fn as_written(number: &str) -> Cow<'_, str> {
    let at = number.as_ptr().addr();
    let original = READING.with(|reading| {
        let reading = reading.borrow();
        let reading = reading.as_ref().filter(|it| it.place.contains(&at))?;
        let at = at - reading.place.start;
        let found = reading.originals.binary_search_by_key(&at, |(at, _)| *at);
        found
            .ok()
            .map(|index| reading.originals[index].1.to_string())
    });
    original.map_or(Cow::Borrowed(number), Cow::Owned)
}

/// The numbers of a JSON text that are written in a way that no machine's number tells, by their places among all numbers of it.
pub(super) fn odd_numbers(text: &str) -> Vec<(usize, Cow<'_, str>)> {
    let mut odd = Vec::new();
    let mut count = 0;
    for_each_number(text.as_bytes(), |at, number| {
        if let Some(number) = text.get(at..at + number.len()) {
            let written = as_written(number);
            if is_odd(written.as_bytes()) {
                odd.push((count, written));
            }
        }
        count += 1;
    });
    odd
}

/// Whether a machine's number holds a number, however it is written. So it does what is no number.
pub(crate) fn is_held(text: &str) -> bool {
    if !is_number(text) || !is_odd(text.as_bytes()) {
        return true;
    }
    let integers = super::with_integers(text.as_bytes());
    let held = serde_json::from_slice::<serde_json::Number>(&integers);
    held.is_ok_and(|held| plain(&held.to_string()) == plain(text))
}

/// The significant digits of a number, and the power of ten that the last of them counts.
fn plain(number: &str) -> Option<(bool, String, i64)> {
    let (number, exponent) = match number.split_once(['e', 'E']) {
        Some((number, exponent)) => (number, exponent.parse::<i64>().ok()?),
        None => (number, 0),
    };
    let unsigned = number.strip_prefix('-');
    let (whole, fraction) = unsigned
        .unwrap_or(number)
        .split_once('.')
        .unwrap_or((unsigned.unwrap_or(number), ""));
    let digits = format!("{whole}{fraction}");
    let significant = digits.trim_start_matches('0').trim_end_matches('0');
    if significant.is_empty() {
        return Some((false, String::new(), 0));
    }
    let zeros = digits.len() - digits.trim_end_matches('0').len();
    let exponent = exponent
        .checked_sub(i64::try_from(fraction.len()).ok()?)?
        .checked_add(i64::try_from(zeros).ok()?)?;
    Some((unsigned.is_some(), significant.to_owned(), exponent))
}

/// Whether a text is a number of JSON (RFC 8259, section 6).
pub(crate) fn is_number(text: &str) -> bool {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let rest = text.strip_prefix('-').unwrap_or(text);
    let whole = digits(rest);
    if whole == 0 || whole > 1 && rest.starts_with('0') {
        return false;
    }
    let mut rest = &rest[whole..];
    if let Some(fraction) = rest.strip_prefix('.') {
        let count = digits(fraction);
        if count == 0 {
            return false;
        }
        rest = &fraction[count..];
    }
    if let Some(exponent) = rest.strip_prefix(['e', 'E']) {
        let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
        let count = digits(exponent);
        return count > 0 && count == exponent.len();
    }
    rest.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn serde_json_names_what_it_hands_over() {
        assert!(name().contains("RawValue"), "{}", name());
    }

    #[test]
    fn numbers_of_json_are_told() {
        for text in [
            "0",
            "-0",
            "1.10",
            "-12e5",
            "1E+400",
            "0.0e-0",
            "123456789012345678901234567890",
        ] {
            assert!(
                is_number(text) && serde_json::from_str::<&RawValue>(text).is_ok(),
                "{text}"
            );
        }
        for text in [
            "", "-", "01", "1.", ".5", "1e", "1e+", "+1", "1 ", "0x1", "1.1.1", "NaN", "é",
        ] {
            assert!(!is_number(text), "{text}");
        }
    }

    #[test]
    fn numbers_are_held_but_for_their_last_digits() {
        for text in [
            "1.10",
            "12.00",
            "1e3",
            "-0",
            "0.1",
            "18446744073709551615",
            "1e300",
            "-2.50e-3",
            "no number",
            "1e22",
        ] {
            assert!(is_held(text), "{text}");
        }
        for text in [
            "18446744073709551617",
            "0.1234567890123456789",
            "123456789012345678.5",
            "1e400",
            "1e-400",
            "1e99999999999999999999",
        ] {
            assert!(!is_held(text), "{text}");
        }
    }

    #[test]
    fn odd_numbers_are_those_that_machines_do_not_tell() {
        for text in [
            "1.10",
            "1.0",
            "1e2",
            "-0",
            "1234567890123456789",
            "0.1234567890123456",
        ] {
            assert!(is_odd(text.as_bytes()), "{text}");
        }
        for text in [
            "0",
            "1",
            "-1.1",
            "123456789012345678",
            "0.12345678901234",
            "999999999999.99",
        ] {
            assert!(!is_odd(text.as_bytes()), "{text}");
            let read: serde_json::Number = serde_json::from_str(text).unwrap();
            assert_eq!(read.to_string(), text);
        }
        let odd = odd_numbers(r#"{"1.0":[1,2.50,"3.0"],"a":-1e2}"#);
        assert_eq!(odd, [(1, "2.50".into()), (2, "-1e2".into())]);
    }
}
