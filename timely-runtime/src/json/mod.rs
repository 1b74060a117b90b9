//! JSON as messages carry it: the way of serde_json, but for numbers.
//!
//! Written are numbers in their shortest form, from their own type, and no number that JSON does not have: serde_json
//! writes `null` for NaN. Read is as an integer whatever is one, however it is written (JSON Schema 2020-12, validation,
//! section 6.1.1): serde_json reads `1.0` and `1e3` as floats, which no integer type takes.

pub(crate) mod exact;
pub(crate) mod instance;
mod integers;
pub(crate) mod pointer;
pub(crate) mod tape;
mod text;
pub(crate) mod types;
mod unique;
mod write;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Error, Number, Value};
use std::cell::Cell;

pub(crate) use integers::{integers, integral, with_integers};
pub(crate) use unique::REPEATED;
pub(crate) use unique::parse as unique;

/// Whether a number in JSON text is written in a way that is lost when it is read: see [`exact`].
#[cfg(feature = "doubles")]
pub(crate) fn has_odd_numbers(text: &[u8]) -> bool {
    integers::rewritten(text).has_odd
}

/// Writes a value.
///
/// # Errors
/// When it holds a number that is not finite, or a key that is no text, or its own `Serialize` fails. The message begins
/// with the JSON pointer of what is wrong.
pub(crate) fn to_vec<T: Serialize + ?Sized>(value: &T) -> Result<Vec<u8>, Error> {
    let mut text = Vec::with_capacity(LENGTH.get());
    write::write(&mut text, value)?;
    LENGTH.set(next_length(text.len()));
    Ok(text)
}

thread_local! {
    /// How much room a text is given: what the last ones needed, so that it hardly ever grows.
    static LENGTH: Cell<usize> = const { Cell::new(LEAST) };
}

/// What is reserved for a text at least, and at most.
const LEAST: usize = 128;
const MOST: usize = 16 * 1024;

/// The room for the next text, after one of this length: it grows at once, and shrinks bit by bit.
fn next_length(length: usize) -> usize {
    let before = LENGTH.get();
    length.max(before - before / 8).clamp(LEAST, MOST)
}

/// As [`to_vec`], after what is there.
pub(crate) fn append<T: Serialize + ?Sized>(text: &mut Vec<u8>, value: &T) -> Result<(), Error> {
    write::write(text, value)
}

/// As [`append`], of a text.
#[cfg(feature = "xml")]
pub(crate) fn append_text(out: &mut Vec<u8>, text: &str) {
    text::write(text, out);
}

/// As [`to_vec`], as text.
pub(crate) fn to_string<T: Serialize + ?Sized>(value: &T) -> Result<String, Error> {
    to_vec(value).map(into_text)
}

/// A value as it would be read: by way of its text, so that a number is what its own type makes of it, and a type has its
/// `Serialize` compiled for one writer alone.
///
/// # Errors
/// As for [`to_vec`], and when it is too deep to be read.
pub(crate) fn to_value<T: Serialize + ?Sized>(value: &T) -> Result<Value, Error> {
    let mut text = Vec::new();
    append(&mut text, value)?;
    serde_json::from_slice(&with_integers(&text))
}

/// The members of a value that is an object, each as a value that is written in turn; `None` where it is none.
///
/// # Errors
/// As for [`to_value`].
pub(crate) fn to_members<T: Serialize + ?Sized>(value: &T) -> Result<Option<Members>, Error> {
    let text = to_vec(value)?;
    if has_odd(&text) {
        let tape = tape::exact(&into_text(text))?;
        return Ok(tape.root().is_object().then_some(Members::Written(tape)));
    }
    match serde_json::from_slice(&with_integers(&text))? {
        Value::Object(members) => Ok(Some(Members::Values(members))),
        _ => Ok(None),
    }
}

/// The members of an object.
pub(crate) enum Members {
    /// Of numbers that machines hold.
    Values(serde_json::Map<String, Value>),
    /// Of others.
    Written(tape::Tape),
}

/// As [`to_value`], of what is sent as something else than JSON.
///
/// # Errors
/// As for [`to_value`], and when it holds a number of more digits than a `Value` does.
pub(crate) fn to_sent_value<T: Serialize + ?Sized>(value: &T) -> Result<Value, Error> {
    let mut text = Vec::new();
    append(&mut text, value)?;
    sent_value(&text)
}

/// As [`to_sent_value`], of a value that is JSON text already.
///
/// # Errors
/// As for that, and when it is no JSON, or too deep to be read.
pub(crate) fn sent_value(text: &[u8]) -> Result<Value, Error> {
    let mut lost = None;
    integers::for_each_number(text, |_, number| {
        let number = std::str::from_utf8(number).unwrap_or_default();
        if !exact::is_held(number) {
            lost = Some(number);
        }
    });
    match lost {
        Some(number) => Err(serde::ser::Error::custom(format_args!(
            "{number} has more digits than a number has that is sent here"
        ))),
        None => serde_json::from_slice(&with_integers(text)),
    }
}

/// As [`to_value`], of JSON text that is sent as something in which a number is its text: one of more digits than a `Value`
/// holds is a string of them.
///
/// # Errors
/// When it is no JSON, or too deep to be read.
#[cfg(feature = "xml")]
pub(crate) fn value_of_texts(text: &[u8]) -> Result<Value, Error> {
    let mut quoted: Option<Vec<u8>> = None;
    let mut copied = 0;
    integers::for_each_number(text, |at, number| {
        if std::str::from_utf8(number).is_ok_and(exact::is_held) {
            return;
        }
        let quoted = quoted.get_or_insert_with(|| Vec::with_capacity(text.len() + 2));
        quoted.extend_from_slice(&text[copied..at]);
        quoted.push(b'"');
        quoted.extend_from_slice(number);
        quoted.push(b'"');
        copied = at + number.len();
    });
    let Some(mut quoted) = quoted else {
        return serde_json::from_slice(&with_integers(text));
    };
    quoted.extend_from_slice(&text[copied..]);
    serde_json::from_slice(&with_integers(&quoted))
}

/// Reads a value.
///
/// # Errors
/// When the text is not JSON, or not of this type.
pub(crate) fn from_slice<T: DeserializeOwned>(text: &[u8]) -> Result<T, Error> {
    exact::reading(&integers::rewritten(text), |text| {
        serde_json::from_slice(text)
    })
}

/// Reads a text whose integers are written as such, in a way that knows how its numbers were written.
#[cfg(feature = "server")]
pub(crate) fn reading<T>(text: &[u8], read: impl FnOnce(&[u8]) -> T) -> T {
    exact::reading(&integers::rewritten(text), read)
}

/// Whether a text has a number that no machine's number holds as it is written.
pub(crate) fn has_odd(text: &[u8]) -> bool {
    let mut has_odd = false;
    integers::for_each_number(text, |_, number| has_odd |= integers::is_odd(number));
    has_odd
}

/// The error of a text in which an object names a member twice; of one with other faults there is none.
pub(crate) fn repeated_name(text: &[u8]) -> Option<Error> {
    let error = unique(text).err()?;
    error.to_string().starts_with(REPEATED).then_some(error)
}

/// A number in its shortest form.
pub(crate) fn number_text(number: &Number) -> String {
    let mut text = number.to_string().into_bytes();
    write::shorten(&mut text, 0);
    into_text(text)
}

/// The text of a JSON value.
pub(crate) fn text(value: &Value) -> String {
    // A value has no key that is not text and no number that is not finite.
    to_vec(value).map(into_text).unwrap_or_default()
}

fn into_text(text: Vec<u8>) -> String {
    // Only whole texts are written, and what is escaped is ASCII.
    String::from_utf8(text).unwrap_or_default()
}

#[cfg(test)]
mod tests;
