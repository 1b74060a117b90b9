//! How texts are held: short ones, and those of a UUID, in place.

use compact_str::CompactString;
use serde::de::{Deserialize, Deserializer, Error, Visitor};
use std::fmt;
use std::ops::Deref;

/// How many characters a UUID has.
const UUID: usize = 36;

/// A text.
#[derive(Clone)]
pub(super) enum Held {
    /// Up to 24 bytes in place, or more elsewhere.
    Short(CompactString),
    /// As many characters of ASCII as a UUID has, which APIs are full of.
    Uuid(Letters),
}

/// They begin at half a word, so that all words that follow are whole: UTF-8 is told word by word.
#[derive(Clone)]
#[repr(align(4))]
pub(super) struct Letters([u8; UUID]);

const _: () = assert!(size_of::<Held>() == 40, "a field of each text takes this");

impl Held {
    pub(super) fn as_str(&self) -> &str {
        match self {
            Self::Short(text) => text,
            // ASCII is UTF-8.
            Self::Uuid(text) => std::str::from_utf8(&text.0).unwrap_or_default(),
        }
    }

    pub(super) fn into_string(self) -> String {
        match self {
            Self::Short(text) => text.into_string(),
            Self::Uuid(_) => self.as_str().to_owned(),
        }
    }

    /// The text in place, if that is how it is held.
    fn in_place(text: &str) -> Option<Self> {
        let bytes = text.as_bytes().try_into().ok()?;
        text.is_ascii().then_some(Self::Uuid(Letters(bytes)))
    }
}

impl From<&str> for Held {
    fn from(text: &str) -> Self {
        Self::in_place(text).unwrap_or_else(|| Self::Short(text.into()))
    }
}

impl From<String> for Held {
    fn from(text: String) -> Self {
        Self::in_place(&text).unwrap_or_else(|| Self::Short(text.into()))
    }
}

impl From<CompactString> for Held {
    fn from(text: CompactString) -> Self {
        Self::in_place(&text).unwrap_or(Self::Short(text))
    }
}

/// A text that is being written, in place as long as that holds it.
#[repr(align(8))]
pub(super) struct Writing {
    place: [u8; UUID],
    length: usize,
    /// All of it, once it is too long.
    long: Option<CompactString>,
}

impl Writing {
    pub(super) const fn new() -> Self {
        Self {
            place: [0; UUID],
            length: 0,
            long: None,
        }
    }

    fn start(&self) -> &str {
        // Whole texts were written.
        std::str::from_utf8(&self.place[..self.length]).unwrap_or_default()
    }
}

impl fmt::Write for Writing {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let end = self.length + text.len();
        if self.long.is_none()
            && let Some(place) = self.place.get_mut(self.length..end)
        {
            place.copy_from_slice(text.as_bytes());
            self.length = end;
            return Ok(());
        }
        let mut long = match self.long.take() {
            Some(long) => long,
            None => self.start().into(),
        };
        long.push_str(text);
        self.long = Some(long);
        Ok(())
    }
}

impl From<Writing> for Held {
    fn from(written: Writing) -> Self {
        match written.long {
            Some(text) => text.into(),
            None => written.start().into(),
        }
    }
}

impl Deref for Held {
    type Target = str;

    fn deref(&self) -> &str {
        self.as_str()
    }
}

impl fmt::Debug for Held {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

impl fmt::Display for Held {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self.as_str(), f)
    }
}

impl PartialEq for Held {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl<'de> Deserialize<'de> for Held {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(Texts)
    }
}

struct Texts;

impl Visitor<'_> for Texts {
    type Value = Held;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Held, E> {
        Ok(text.into())
    }

    fn visit_string<E: Error>(self, text: String) -> Result<Held, E> {
        Ok(text.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_text_is_what_it_was() {
        let uuid = "0b1f8e1e-5c0a-4f0e-9d0e-1a2b3c4d5e6f";
        for (text, in_place) in [
            (uuid.to_owned(), true),
            (uuid.to_uppercase(), true),
            ("é".repeat(18), false),
            (uuid[1..].to_owned(), false),
            (format!("{uuid}0"), false),
            (String::new(), false),
            ("2026-01-31T08:30:00.123Z".to_owned(), false),
        ] {
            for held in [
                Held::from(text.as_str()),
                Held::from(text.clone()),
                Held::from(CompactString::from(&text)),
                serde_json::from_str(&format!("\"{text}\"")).unwrap(),
                serde_json::from_value(text.clone().into()).unwrap(),
            ] {
                assert_eq!(held.as_str(), text);
                assert_eq!(matches!(held, Held::Uuid(_)), in_place, "{text}");
                assert_eq!(held.to_string(), text);
                assert_eq!(held.into_string(), text);
            }
        }
    }

    #[test]
    fn what_is_written_bit_by_bit_is_whole() {
        use std::fmt::Write;

        for bits in [
            &["0b1f8e1e-", "5c0a-4f0e-9d0e", "-1a2b3c4d5e6f"][..],
            &["0b1f8e1e-5c0a-4f0e-9d0e-1a2b3c4d5e6", "é", "f"],
            &[
                "",
                "https://example.com/",
                "a/rather/long/path",
                "?and=more",
            ],
            &[],
        ] {
            let mut written = Writing::new();
            bits.iter().for_each(|bit| written.write_str(bit).unwrap());
            assert_eq!(Held::from(written).as_str(), bits.concat());
        }
    }
}
