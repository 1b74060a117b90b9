//! Numbers of a format: kept as they are written, read on demand.

use crate::Field;
use crate::json::{self, exact};
use crate::schema;
use crate::text::FormatError;
use crate::text::held::Held;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, Unexpected, Visitor};
use serde::ser::{self, Serialize, Serializer};
use serde_json::value::RawValue;
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::str::FromStr;

/// A number with a `format` that machines' numbers do not hold: its digits as they came, which mean a `T`.
///
/// What is held, compared, shown and sent is the number as it is written in JSON, so that `1.10` stays what it is, and an integer
/// of a hundred digits too. [`parsed`](Self::parsed) says what it means; more digits than `T` has are an error there, and go
/// through a program all the same.
///
/// Two are equal when they mean the same: `1.10` and `1.1`.
///
/// ```
/// use timely_runtime::{Digits, serde_json};
///
/// let total: Digits<i128> = serde_json::from_str("340282366920938463463374607431768211456")?;
/// assert!(total.parsed().is_err());
/// assert_eq!(serde_json::to_string(&total)?, "340282366920938463463374607431768211456");
/// assert_eq!(Digits::from(7), "7.0".parse::<Digits<i128>>()?);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Digits<T> {
    text: Held,
    meaning: PhantomData<fn() -> T>,
}

/// What the digits of a number mean.
pub trait DigitsValue: Sized + Ord + Hash {
    /// What a value is called in messages.
    const EXPECTED: &'static str;

    /// Reads a number of JSON; `None` where the type cannot hold each digit.
    fn read(text: &str) -> Option<Self>;

    /// Writes a value as a number of JSON.
    ///
    /// # Errors
    /// Those of `out`.
    fn write(&self, out: &mut dyn fmt::Write) -> fmt::Result;
}

/// Integers of 128 bits, however they are written.
macro_rules! integers {
    ($($type:ty),*) => {$(
        impl DigitsValue for $type {
            const EXPECTED: &'static str = "an integer of up to 128 bits";

            fn read(text: &str) -> Option<Self> {
                let text = plain_integer(text)?;
                text.parse().ok()
            }

            fn write(&self, out: &mut dyn fmt::Write) -> fmt::Result {
                write!(out, "{self}")
            }
        }
    )*};
}
integers!(i128, u128);

/// The digits of an integer that may be written with a fraction of zeros or an exponent.
fn plain_integer(text: &str) -> Option<String> {
    /// More than 128 bits have.
    const MOST: usize = 40;
    let (number, exponent) = match text.split_once(['e', 'E']) {
        Some((number, exponent)) => (number, exponent.parse::<i32>().ok()?),
        None => (text, 0),
    };
    let (sign, number) = match number.strip_prefix('-') {
        Some(number) => ("-", number),
        None => ("", number),
    };
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let fraction = fraction.trim_end_matches('0');
    let all = format!("{whole}{fraction}");
    let digits = all.trim_start_matches('0');
    let shift = exponent.checked_sub(i32::try_from(fraction.len()).ok()?)?;
    let digits = match (digits, usize::try_from(shift)) {
        ("", _) => return Some("0".to_owned()),
        (digits, Ok(zeros)) => {
            let fits = digits.len().checked_add(zeros)? <= MOST;
            fits.then(|| format!("{digits}{}", "0".repeat(zeros)))?
        }
        (digits, Err(_)) => {
            let dropped = usize::try_from(shift.unsigned_abs()).ok()?;
            let (kept, dropped) = digits.split_at_checked(digits.len().checked_sub(dropped)?)?;
            let is_whole = dropped.bytes().all(|digit| digit == b'0');
            is_whole.then(|| if kept.is_empty() { "0" } else { kept }.to_owned())?
        }
    };
    Some(format!("{sign}{digits}"))
}

#[cfg(feature = "decimal")]
impl DigitsValue for rust_decimal::Decimal {
    const EXPECTED: &'static str = "a decimal number of up to 28 digits";

    fn read(text: &str) -> Option<Self> {
        super::decimal::read(text)
    }

    fn write(&self, out: &mut dyn fmt::Write) -> fmt::Result {
        write!(out, "{self}")
    }
}

impl<T> Digits<T> {
    fn of(text: Held) -> Self {
        Self {
            text,
            meaning: PhantomData,
        }
    }

    /// A number that the generator has seen to be one.
    #[doc(hidden)]
    #[must_use]
    pub fn written(number: &str) -> Self {
        Self::of(number.into())
    }

    /// The number as it is written.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl<T: DigitsValue> Digits<T> {
    /// What the number means.
    ///
    /// # Errors
    /// When its type cannot hold each digit.
    pub fn parsed(&self) -> Result<T, FormatError> {
        T::read(&self.text).ok_or_else(|| FormatError::expecting(T::EXPECTED, &self.text))
    }
}

impl<T> Clone for Digits<T> {
    fn clone(&self) -> Self {
        Self::of(self.text.clone())
    }
}

/// The number.
impl<T> fmt::Debug for Digits<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// The number.
impl<T> fmt::Display for Digits<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl<T: DigitsValue> PartialEq for Digits<T> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl<T: DigitsValue> Eq for Digits<T> {}

impl<T: DigitsValue> PartialOrd for Digits<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// By what they mean; those that the type does not hold last, by their digits.
impl<T: DigitsValue> Ord for Digits<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        if self.text == other.text {
            return Ordering::Equal;
        }
        match (T::read(&self.text), T::read(&other.text)) {
            (Some(left), Some(right)) => left.cmp(&right),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => self.text.as_str().cmp(other.text.as_str()),
        }
    }
}

impl<T: DigitsValue> Hash for Digits<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        match T::read(&self.text) {
            Some(value) => value.hash(state),
            None => self.text.as_str().hash(state),
        }
    }
}

/// Whether the number means this value.
impl<T: DigitsValue> PartialEq<T> for Digits<T> {
    fn eq(&self, value: &T) -> bool {
        T::read(&self.text).is_some_and(|own| own == *value)
    }
}

impl<T: DigitsValue> From<T> for Digits<T> {
    fn from(value: T) -> Self {
        let mut text = String::new();
        // A text that is made in memory takes all that is written.
        let _ = value.write(&mut text);
        Self::of(text.into())
    }
}

/// So that a member that may be absent or `null` can be set to a value of what its number means.
impl<T: DigitsValue> From<T> for Field<Digits<T>> {
    fn from(value: T) -> Self {
        Self::Value(value.into())
    }
}

impl<T> From<&Self> for Digits<T> {
    fn from(digits: &Self) -> Self {
        digits.clone()
    }
}

/// Of a number as JSON writes it.
impl<T: DigitsValue> FromStr for Digits<T> {
    type Err = FormatError;

    fn from_str(text: &str) -> Result<Self, FormatError> {
        match exact::is_number(text) {
            true => Ok(Self::of(text.into())),
            false => Err(FormatError::expecting("a number as JSON writes it", text)),
        }
    }
}

/// As a number that JSON takes as it is.
impl<T> Serialize for Digits<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let raw = RawValue::from_string(self.text.as_str().to_owned());
        raw.map_err(ser::Error::custom)?.serialize(serializer)
    }
}

impl<'de, T> Deserialize<'de> for Digits<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = deserializer.deserialize_newtype_struct(exact::name(), Written)?;
        Ok(Self::of(text))
    }
}

/// Takes a number as it is written.
struct Written;

impl<'de> Visitor<'de> for Written {
    type Value = Held;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Held, A::Error> {
        let raw = exact::text_of(map)?;
        let written = exact::as_written(&raw);
        match raw.starts_with('"') {
            // Some write numbers that readers would round as strings.
            true => {
                let text: String = serde_json::from_str(&raw).map_err(A::Error::custom)?;
                self.visit_str(&text)
            }
            false if exact::is_number(&written) => Ok((*written).into()),
            false => Err(A::Error::invalid_type(
                Unexpected::Other(&schema::quote(&raw)),
                &self,
            )),
        }
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Held, E> {
        match exact::is_number(text) {
            true => Ok(text.into()),
            false => Err(E::invalid_value(Unexpected::Str(text), &self)),
        }
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Held, E> {
        Ok(number.to_string().into())
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Held, E> {
        Ok(number.to_string().into())
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Held, E> {
        match serde_json::Number::from_f64(number) {
            Some(number) => Ok(json::number_text(&number).into()),
            None => Err(E::invalid_value(Unexpected::Float(number), &self)),
        }
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, inner: D) -> Result<Held, D::Error> {
        inner.deserialize_any(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::{from_slice, tape, to_string};
    use std::collections::BTreeMap;

    const TEXTS: [&str; 12] = [
        "1.10",
        "12.00",
        "-0",
        "1e3",
        "0.1",
        "7",
        "-12",
        "123456789012345678901234567890.5",
        "1E-400",
        "340282366920938463463374607431768211456",
        "18446744073709551616",
        "0.30000000000000004",
    ];

    #[test]
    fn numbers_are_carried_as_they_are_written() {
        for text in TEXTS {
            let json = format!(r#"{{"a":[1.0,{text}]}}"#);
            type Read = BTreeMap<String, (u8, Digits<i128>)>;
            let read: Read = from_slice(json.as_bytes()).unwrap();
            assert_eq!(read["a"].1.as_str(), text);
            assert_eq!(to_string(&read).unwrap(), json.replace("1.0,", "1,"));
            let read: Read = serde_json::from_str(&json.replace("1.0,", "1,")).unwrap();
            assert_eq!(
                serde_json::to_string(&read).unwrap(),
                json.replace("1.0,", "1,")
            );
            let tape = tape::exact(&json).unwrap();
            let read = Read::deserialize(tape.root()).unwrap();
            assert_eq!((read["a"].0, read["a"].1.as_str()), (1, text));
        }
    }

    #[test]
    fn strings_and_values_are_read_as_well() {
        let read: Digits<i128> = serde_json::from_str(r#""1.10""#).unwrap();
        assert_eq!(read.as_str(), "1.10");
        let read: Vec<Digits<i128>> =
            serde_json::from_value(serde_json::json!([1, 2.5, "3.0"])).unwrap();
        assert_eq!(format!("{read:?}"), "[1, 2.5, 3.0]");
        for wrong in ["null", "true", "{}", "[1]", r#""a""#, r#""01""#, r#""""#] {
            assert!(
                serde_json::from_str::<Digits<i128>>(wrong).is_err(),
                "{wrong}"
            );
        }
        let none: Option<Digits<i128>> = serde_json::from_str("null").unwrap();
        assert_eq!(none, None);
    }

    #[test]
    fn integers_are_read_however_they_are_written() {
        for (text, value) in [
            ("1.0", Some(1)),
            ("1e3", Some(1000)),
            ("1500e-2", Some(15)),
            ("-0", Some(0)),
            ("0.0e99", Some(0)),
            ("1.5", None),
            ("15e-1", None),
            ("1e-1", None),
            ("1e99", None),
            ("-170141183460469231731687303715884105728", Some(i128::MIN)),
        ] {
            let digits: Digits<i128> = text.parse().unwrap();
            assert_eq!(digits.parsed().ok(), value, "{text}");
        }
        assert_eq!("1.0".parse::<Digits<i128>>().unwrap(), Digits::from(1));
        let (most, more) = (Digits::from(u128::MAX), "1e99".parse::<Digits<u128>>());
        assert!(more.unwrap() > most);
    }
}
