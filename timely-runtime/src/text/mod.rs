//! Texts of a format: kept as they came, read on demand.

mod bytes;
#[cfg(feature = "decimal")]
mod decimal;
mod digits;
mod held;
mod instant;
mod kinds;
mod structured;
mod times;

pub use bytes::{Base64, Base64Url, BytesEncoding, EncodedBytes, SfBinary};
pub use digits::{Digits, DigitsValue};
pub use structured::SfString;
pub use times::Time;

use crate::Field;
use crate::schema::{self, Format};
use held::{Held, Writing};
use serde::de::{Deserialize, Deserializer};
use serde::ser::{Serialize, Serializer};
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::str::FromStr;

/// A string with a `format`: its text as it came, which means a `T`.
///
/// What a text means seldom says how it was written. `https://example.com` and `https://example.com/` are one URL,
/// `…T08:30:00.000Z` and `…T08:30:00+00:00` one instant, and a UUID may come in capitals. So the text is what is held,
/// compared, shown and sent; nothing that passes through a program changes on the way.
///
/// A client takes any string, so that one that is no `T` does not cost it the whole response:
/// [`parsed`](Self::parsed) says what the text means, if it means anything. A server refuses such a request before a
/// handler sees it. What a program makes itself comes of a `T`, or of [`new`](Self::new), which checks.
///
/// Two are equal when their texts are; those of a [`Uuid`](crate::Uuid) or a time also when they mean the same, and
/// they are sorted by what they mean. One that means nothing comes after all that do.
///
/// ```
/// use timely_runtime::{DateTime, Text, Url};
///
/// let site: Text<Url> = "https://example.com".parse()?;
/// assert_eq!(site.as_str(), "https://example.com");
/// assert_eq!(site.parsed()?.host_str(), Some("example.com"));
/// assert!(Text::<Url>::new("no address").is_err());
///
/// let now: Text<DateTime> = std::time::SystemTime::now().into();
/// let late: Text<DateTime> = "2000-01-31T23:30:00-03:00".parse()?;
/// assert!(late < now);
/// assert_eq!(late.parsed()?.offset().local_minus_utc(), -3 * 60 * 60);
/// # Ok::<(), timely_runtime::FormatError>(())
/// ```
pub struct Text<T> {
    text: Held,
    meaning: PhantomData<fn() -> T>,
}

/// What a text of some format means.
///
/// Implemented for the types that [`Text`] is used with. A type of your own can be one as well, and be named in the
/// settings: `formats = { date-time = "::timely_runtime::Text<::my_crate::Instant>" }`.
pub trait TextValue: Sized {
    /// The format that its texts have.
    const FORMAT: Format;

    /// Reads a text, with goodwill: also one that its format does not quite allow, if only one thing can be meant.
    fn read(text: &str) -> Option<Self>;

    /// Writes the usual text for a value.
    ///
    /// # Errors
    /// Those of `out`.
    fn write(&self, out: &mut dyn fmt::Write) -> fmt::Result;

    /// How two texts compare that are not the same.
    fn compare(left: &str, right: &str) -> Ordering {
        left.cmp(right)
    }

    /// Hashes a text, the same for texts that compare as equal.
    fn hash<H: Hasher>(text: &str, state: &mut H) {
        text.hash(state);
    }
}

/// A text is not of its format.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected {expected}, found {found}")]
pub struct FormatError {
    expected: &'static str,
    found: String,
}

impl FormatError {
    fn new(format: Format, text: &str) -> Self {
        Self::expecting(format.description(), text)
    }

    fn expecting(expected: &'static str, text: &str) -> Self {
        Self {
            expected,
            found: schema::quote(text),
        }
    }
}

impl<T> Text<T> {
    /// A text that is not held to its format: for an API that takes others than its document says.
    pub fn unchecked(text: impl Into<String>) -> Self {
        Self::of(text.into().into())
    }

    fn of(text: Held) -> Self {
        Self {
            text,
            meaning: PhantomData,
        }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The text by value.
    pub fn into_string(self) -> String {
        self.text.into_string()
    }
}

impl<T: TextValue> Text<T> {
    /// A text of the format.
    ///
    /// # Errors
    /// When a server would refuse it.
    pub fn new(text: impl Into<String>) -> Result<Self, FormatError> {
        let text = text.into();
        match T::FORMAT.allows_text(&text) {
            true => Ok(Self::unchecked(text)),
            false => Err(FormatError::new(T::FORMAT, &text)),
        }
    }

    /// What the text means.
    ///
    /// # Errors
    /// When it means nothing: a client takes texts that are not of their format.
    pub fn parsed(&self) -> Result<T, FormatError> {
        T::read(&self.text).ok_or_else(|| FormatError::new(T::FORMAT, &self.text))
    }
}

impl<T> Clone for Text<T> {
    fn clone(&self) -> Self {
        Self {
            text: self.text.clone(),
            meaning: PhantomData,
        }
    }
}

/// The text in quotes.
impl<T> fmt::Debug for Text<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.text, f)
    }
}

impl<T> fmt::Display for Text<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.text, f)
    }
}

impl<T> AsRef<str> for Text<T> {
    fn as_ref(&self) -> &str {
        &self.text
    }
}

impl<T: TextValue> PartialEq for Text<T> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl<T: TextValue> Eq for Text<T> {}

impl<T: TextValue> PartialOrd for Text<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<T: TextValue> Ord for Text<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        match self.text == other.text {
            true => Ordering::Equal,
            false => T::compare(&self.text, &other.text),
        }
    }
}

impl<T: TextValue> Hash for Text<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        T::hash(&self.text, state);
    }
}

/// Whether the texts are the same.
impl<T> PartialEq<str> for Text<T> {
    fn eq(&self, text: &str) -> bool {
        *self.text == *text
    }
}

/// Whether the texts are the same.
impl<T> PartialEq<&str> for Text<T> {
    fn eq(&self, text: &&str) -> bool {
        *self.text == **text
    }
}

/// Whether the text means this value.
impl<T: TextValue + PartialEq> PartialEq<T> for Text<T> {
    fn eq(&self, value: &T) -> bool {
        T::read(&self.text).is_some_and(|own| own == *value)
    }
}

/// How what the text means compares with a value; not at all, if it means nothing.
impl<T: TextValue + PartialOrd> PartialOrd<T> for Text<T> {
    fn partial_cmp(&self, value: &T) -> Option<Ordering> {
        T::read(&self.text)?.partial_cmp(value)
    }
}

impl<T: TextValue> From<T> for Text<T> {
    fn from(value: T) -> Self {
        let mut text = Writing::new();
        // A text that is made in memory takes all that is written.
        let _ = value.write(&mut text);
        Self::of(text.into())
    }
}

/// So that a member that may be absent or `null` can be set to a value of what its text means.
impl<T: TextValue> From<T> for Field<Text<T>> {
    fn from(value: T) -> Self {
        Self::Value(value.into())
    }
}

impl<T> From<&Self> for Text<T> {
    fn from(text: &Self) -> Self {
        text.clone()
    }
}

impl<T> From<Text<T>> for String {
    fn from(text: Text<T>) -> Self {
        text.into_string()
    }
}

impl<T: TextValue> FromStr for Text<T> {
    type Err = FormatError;

    fn from_str(text: &str) -> Result<Self, FormatError> {
        Self::new(text)
    }
}

impl<T> Serialize for Text<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl<'de, T> Deserialize<'de> for Text<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Held::deserialize(deserializer).map(Self::of)
    }
}

#[cfg(test)]
mod tests;
