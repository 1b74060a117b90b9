//! What texts mean.

use super::{Text, TextValue};
use crate::schema::Format;
use crate::{Date, DateTime, EmailAddress, Field, Url, Uuid};
use chrono::{NaiveTime, Utc};
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::net::{Ipv4Addr, Ipv6Addr};
use std::time::SystemTime;

/// Of texts that are compared by what they mean.
macro_rules! by_meaning {
    () => {
        fn compare(left: &str, right: &str) -> Ordering {
            compare::<Self>(left, right)
        }

        fn hash<H: Hasher>(text: &str, state: &mut H) {
            hash::<Self, H>(text, state);
        }
    };
}

/// Of values whose usual text is what `Display` shows and `FromStr` reads.
macro_rules! as_displayed {
    () => {
        fn read(text: &str) -> Option<Self> {
            text.parse().ok()
        }

        fn write(&self, out: &mut dyn fmt::Write) -> fmt::Result {
            write!(out, "{self}")
        }
    };
}

/// `format: uri`.
impl TextValue for Url {
    const FORMAT: Format = Format::Uri;

    fn read(text: &str) -> Option<Self> {
        Self::parse(text).ok()
    }

    fn write(&self, out: &mut dyn fmt::Write) -> fmt::Result {
        out.write_str(self.as_str())
    }
}

/// `format: email`.
impl TextValue for EmailAddress {
    const FORMAT: Format = Format::Email;

    fn read(text: &str) -> Option<Self> {
        text.parse().ok()
    }

    /// Without the name of a person, which the format does not have.
    fn write(&self, out: &mut dyn fmt::Write) -> fmt::Result {
        write!(out, "{}@{}", self.local_part(), self.domain())
    }
}

/// `format: uuid`. Capitals, braces and missing hyphens make no other UUID.
impl TextValue for Uuid {
    const FORMAT: Format = Format::Uuid;

    fn read(text: &str) -> Option<Self> {
        Self::try_parse(text).ok()
    }

    fn write(&self, out: &mut dyn fmt::Write) -> fmt::Result {
        write!(out, "{}", self.hyphenated())
    }

    by_meaning!();
}

/// `format: date-time`. Sorted by the instant, wherever its clock stands.
impl TextValue for DateTime {
    const FORMAT: Format = Format::DateTime;

    fn read(text: &str) -> Option<Self> {
        Self::parse_from_rfc3339(text).ok()
    }

    fn write(&self, out: &mut dyn fmt::Write) -> fmt::Result {
        match self.offset().local_minus_utc() {
            // RFC 3339 has no seconds in offsets, as local times of long ago have.
            offset if offset == 0 || offset % 60 != 0 => write!(out, "{:?}Z", self.naive_utc()),
            _ => write!(out, "{:?}{}", self.naive_local(), self.offset()),
        }
    }

    by_meaning!();
}

/// `format: date`.
impl TextValue for Date {
    const FORMAT: Format = Format::Date;

    as_displayed!();

    by_meaning!();
}

/// `format: time`, without an offset.
impl TextValue for NaiveTime {
    const FORMAT: Format = Format::Time;

    as_displayed!();

    by_meaning!();
}

/// `format: ipv4`.
impl TextValue for Ipv4Addr {
    const FORMAT: Format = Format::Ipv4;

    as_displayed!();
}

/// `format: ipv6`.
impl TextValue for Ipv6Addr {
    const FORMAT: Format = Format::Ipv6;

    as_displayed!();
}

/// By what the texts mean; those that mean nothing last, by their texts.
fn compare<T: TextValue + Ord>(left: &str, right: &str) -> Ordering {
    match (T::read(left), T::read(right)) {
        (Some(left), Some(right)) => left.cmp(&right),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => left.cmp(right),
    }
}

fn hash<T: TextValue + Hash, H: Hasher>(text: &str, state: &mut H) {
    match T::read(text) {
        Some(value) => value.hash(state),
        None => text.hash(state),
    }
}

/// In UTC.
impl From<chrono::DateTime<Utc>> for Text<DateTime> {
    fn from(time: chrono::DateTime<Utc>) -> Self {
        time.fixed_offset().into()
    }
}

impl From<chrono::DateTime<Utc>> for Field<Text<DateTime>> {
    fn from(time: chrono::DateTime<Utc>) -> Self {
        Self::Value(time.into())
    }
}

/// In UTC.
impl From<SystemTime> for Text<DateTime> {
    fn from(time: SystemTime) -> Self {
        chrono::DateTime::<Utc>::from(time).into()
    }
}

/// The instant that the text means.
impl PartialEq<chrono::DateTime<Utc>> for Text<DateTime> {
    fn eq(&self, time: &chrono::DateTime<Utc>) -> bool {
        *self == time.fixed_offset()
    }
}

/// By the instant that the text means.
impl PartialOrd<chrono::DateTime<Utc>> for Text<DateTime> {
    fn partial_cmp(&self, time: &chrono::DateTime<Utc>) -> Option<Ordering> {
        self.partial_cmp(&time.fixed_offset())
    }
}

/// Comparisons with the value on the left.
macro_rules! compared {
    ($($value:ty),* $(,)?) => {$(
        impl PartialEq<Text<Self>> for $value {
            fn eq(&self, text: &Text<Self>) -> bool {
                text == self
            }
        }
    )*};
}

compared!(
    Url,
    EmailAddress,
    Uuid,
    DateTime,
    Date,
    NaiveTime,
    Ipv4Addr,
    Ipv6Addr
);
