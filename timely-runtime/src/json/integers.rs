//! Integers that are written with a fraction or an exponent.

use serde_json::{Number, Value};
use std::borrow::Cow;

/// Whether a number has no fraction.
pub(crate) fn integral(number: &Number) -> bool {
    // What is beyond all floats is none, and serde_json refuses to read it.
    number.is_i64() || number.is_u64() || number.as_f64().is_none_or(|n| n.fract() == 0.0)
}

/// JSON text in which each number that is an integer, and fits 64 bits, is written as one: `1.0` and `1e3` become `1` and
/// `1000`, and `-0` becomes `0`. By the digits, so that none is lost to rounding. All else stays as it is, and so does
/// text that is not JSON as far as that is what is wrong with it.
pub(crate) fn with_integers(text: &[u8]) -> Cow<'_, [u8]> {
    rewritten(text).text
}

/// As [`with_integers`], with what was written.
pub(super) fn rewritten(text: &[u8]) -> Rewritten<'_> {
    let mut changed: Option<Vec<u8>> = None;
    let mut originals = Vec::new();
    let mut has_odd = false;
    let mut copied = 0;
    for_each_number(text, |at, number| {
        has_odd |= is_odd(number);
        if let Some(integer) = integer(number) {
            let changed = changed.get_or_insert_with(|| Vec::with_capacity(text.len()));
            changed.extend_from_slice(&text[copied..at]);
            originals.push((changed.len(), number));
            changed.extend_from_slice(integer.as_bytes());
            copied = at + number.len();
        }
    });
    let text = match changed {
        None => Cow::Borrowed(text),
        Some(mut changed) => {
            changed.extend_from_slice(&text[copied..]);
            Cow::Owned(changed)
        }
    };
    Rewritten {
        text,
        originals,
        has_odd,
    }
}

/// JSON text whose integers are written as such.
pub(super) struct Rewritten<'t> {
    pub(super) text: Cow<'t, [u8]>,
    /// Where in it numbers are that were written otherwise, and how.
    pub(super) originals: Vec<(usize, &'t [u8])>,
    /// Whether a number in the text as it came is one that a machine's number does not hold as it is written.
    pub(super) has_odd: bool,
}

/// Calls a function with the place and the text of each number. What is no JSON may have others.
pub(super) fn for_each_number<'t>(text: &'t [u8], mut each: impl FnMut(usize, &'t [u8])) {
    let mut at = 0;
    while let Some(&byte) = text.get(at) {
        match byte {
            b'"' => at = after_string(text, at + 1),
            b'-' | b'0'..=b'9' => {
                let digits = text[at..].iter().take_while(|byte| {
                    matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E')
                });
                let length = digits.count();
                each(at, &text[at..at + length]);
                at += length;
            }
            _ => at += 1,
        }
    }
}

/// Whether a number is written in a way that a machine's number does not tell: with more digits than those hold that are
/// sure to come back, with zeros at its end, an exponent, or as minus zero.
pub(super) fn is_odd(number: &[u8]) -> bool {
    /// The digits of a 64-bit integer that has any.
    const INTEGER: usize = 18;
    /// The digits of a 64-bit float that has any.
    const FLOAT: usize = 15;
    let unsigned = number.strip_prefix(b"-").unwrap_or(number);
    let (whole, rest) = digits(unsigned);
    match rest {
        [] => whole.len() > INTEGER || number == b"-0",
        [b'.', fraction @ ..] => {
            let is_short = whole.len() + fraction.len() <= FLOAT;
            !is_short || !fraction.iter().all(u8::is_ascii_digit) || fraction.ends_with(b"0")
        }
        _ => true,
    }
}

/// Turns whole floats into integers, wherever they stand.
pub(crate) fn integers(value: &mut Value) {
    match value {
        Value::Number(number) if number.is_f64() && integral(number) => {
            // Printed without exponent or fraction, a whole float reads back as the same integer, if it fits.
            let text = format!("{:.0}", number.as_f64().unwrap_or_default());
            let text = if text == "-0" { "0" } else { &text };
            if let Ok(integer) = text
                .parse::<i64>()
                .map(Number::from)
                .or_else(|_| text.parse::<u64>().map(Number::from))
            {
                *number = integer;
            }
        }
        Value::Array(items) => items.iter_mut().for_each(integers),
        Value::Object(members) => members.values_mut().for_each(integers),
        _ => {}
    }
}

/// The place after the quote that ends a string.
fn after_string(text: &[u8], mut at: usize) -> usize {
    while let Some(found) = memchr::memchr2(b'"', b'\\', text.get(at..).unwrap_or_default()) {
        at += found;
        if text[at] == b'"' {
            return at + 1;
        }
        at += 2;
    }
    text.len()
}

/// The most digits of a 64-bit integer.
const MAX_DIGITS: usize = 20;

/// The digits of a number that is an integer and not written as one; `None` for any other, and for what is no number of
/// JSON.
fn integer(number: &[u8]) -> Option<String> {
    let (sign, unsigned) = match number {
        [b'-', rest @ ..] => ("-", rest),
        rest => ("", rest),
    };
    let (whole, rest) = digits(unsigned);
    if whole.is_empty() || whole.len() > 1 && whole.starts_with(b"0") {
        return None;
    }
    if rest.is_empty() {
        // serde_json takes minus zero for a float.
        return (number == b"-0").then(|| "0".to_owned());
    }
    let (fraction, rest) = match rest {
        [b'.', rest @ ..] => {
            let (fraction, rest) = digits(rest);
            if fraction.is_empty() {
                return None;
            }
            (fraction, rest)
        }
        rest => (&[][..], rest),
    };
    let exponent = exponent(rest)?;
    let all: Vec<u8> = [whole, fraction].concat();
    let first = all.iter().position(|digit| *digit != b'0');
    let Some(first) = first else {
        return Some("0".to_owned());
    };
    let last = all.iter().rposition(|digit| *digit != b'0')?;
    // How many zeros follow the last digit that is none.
    let trailing = i64::try_from(all.len() - 1 - last).ok()?;
    let zeros = exponent
        .checked_sub(i64::try_from(fraction.len()).ok()?)?
        .checked_add(trailing)?;
    let significant = &all[first..=last];
    let zeros = usize::try_from(zeros).ok()?;
    if significant.len() + zeros.min(MAX_DIGITS) > MAX_DIGITS {
        return None;
    }
    let digits = std::str::from_utf8(significant).ok()?;
    let text = format!("{sign}{digits}{}", "0".repeat(zeros.min(MAX_DIGITS)));
    let fits = text.parse::<i64>().is_ok() || text.parse::<u64>().is_ok();
    fits.then_some(text)
}

/// The digits that a text begins with, and the rest.
fn digits(text: &[u8]) -> (&[u8], &[u8]) {
    let count = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    text.split_at(count)
}

/// The exponent that is all of a text; zero where there is none.
fn exponent(text: &[u8]) -> Option<i64> {
    let signed = match text {
        [] => return Some(0),
        [b'e' | b'E', rest @ ..] => rest,
        _ => return None,
    };
    let unsigned = signed.strip_prefix(b"+").or(signed.strip_prefix(b"-"));
    let (exponent, rest) = digits(unsigned.unwrap_or(signed));
    if exponent.is_empty() || !rest.is_empty() {
        return None;
    }
    std::str::from_utf8(signed).ok()?.parse().ok()
}
